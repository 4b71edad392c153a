# SPDX-License-Identifier: Apache-2.0
"""What a member may send to whoever looks after the page when it breaks: nothing about anybody.

It names versions, the kind of the error and the kind of the page; numbers and addresses in its path
are left out, and the words of the error too, because they may name somebody.
"""

import platform
import re

from cosmolocal import __version__
from cosmolocal.pages.state import State

_PLACE = re.compile(r"[a-z][a-z-]*")
_KNOWN_WORDS = 6
"""Parts of a path that are looked at: its sender chooses how many there are."""


def report(state: State, path: str, kind: str, status: int, trouble: str) -> str:
    """Write a report; `path` is stripped of everything that may point at somebody."""
    facts = {
        "cosmolocal": __version__,
        "python": platform.python_version(),
        "chain": state.terms.chain_id,
        "block": state.block,
        "block time": state.now,
        "governor": state.terms.contracts["QuadraticGovernor"],
        "page": stripped(path),
        "error": kind,
        "status": status,
        "node": trouble or "answers",
    }
    return "\n".join(f"{name}: {fact}" for name, fact in facts.items())


def stripped(path: str) -> str:
    """Keep the words of a path that name a part of the site, and dots for all else."""
    parts = path.strip("/").split("/")[:_KNOWN_WORDS]
    first, *rest = (part if _PLACE.fullmatch(part) else "…" for part in parts)
    return "/" + "/".join([first, *("…" for _ in rest)])
