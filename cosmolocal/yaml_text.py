# SPDX-License-Identifier: Apache-2.0
"""YAML that people write: flat, and each thing written out.

A parser takes the square of the depth, and a few aliases of aliases stand for more values than a
memory holds: both are looked for before anything is read.

Errors: `ValueError` with the reason.
"""

from typing import Any

import yaml

MAX_BYTES = 1_000_000
"""More than any of these files needs; an accidental or hostile giant is refused unread."""
MOST_LEVELS = 50
"""Four times as deep as any file of this package."""


def require_plain(text: str) -> None:
    """Refuse YAML with aliases, or nested deeper than makes sense."""
    depth = 0
    for event in _events(text):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (*name) are not understood: write it out")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_LEVELS:
            raise ValueError("it is nested too deeply")


def _events(text: str) -> Any:
    return yaml.parse(text)
