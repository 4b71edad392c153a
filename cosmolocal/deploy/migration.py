# SPDX-License-Identifier: Apache-2.0
"""Older versions of `alliance.yaml`, taken as the present one.

Version 2 added the keys of `ADDED`; all else means the same, so that a file of version 1 becomes
one of version 2 by its number. `rewritten` changes that number and leaves every other character,
comments too, as it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cosmolocal.deploy.source import Location
from cosmolocal.errors import BadInput

OLDER, PRESENT = 1, 2
ADDED = ("weights", "pots", "proposal_types")
"""Keys of version 2 that version 1 had not."""
_VERSION_LINE = re.compile(
    r"^version:(?P<gap>[ \t]+)(?P<number>[0-9]+)(?P<rest>[ \t]*(#.*)?)$", re.M
)


def issues(content: Any) -> Iterator[tuple[Location, str]]:
    """Find keys of the present version in a file that says it is older."""
    if _is_older(content):
        for key in ADDED:
            if key in content:
                yield (key,), f"unknown key in version {OLDER}: write `version: {PRESENT}`"


def migrated(content: Any) -> Any:
    """Return a description of any known version as one of the present version."""
    return {**content, "version": PRESENT} if _is_older(content) else content


def rewritten(text: str) -> str:
    """Return the text of a file of any known version as one of the present version."""
    lines = list(_VERSION_LINE.finditer(text))
    if len(lines) != 1:
        raise BadInput(
            "the file has no line `version: …` of its own",
            next_step=f"Write `version: {PRESENT}` on a line.",
        )
    start, end = lines[0].span("number")
    return f"{text[:start]}{PRESENT}{text[end:]}"


def _is_older(content: Any) -> bool:
    number = content.get("version") if isinstance(content, Mapping) else None
    return number == OLDER and not isinstance(number, bool)
