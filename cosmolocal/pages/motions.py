# SPDX-License-Identifier: Apache-2.0
"""Proposals in words: their text if this page may show it."""

from cosmolocal.pages.state import State
from cosmolocal.replay.governance import ProposalState
from cosmolocal.words import _

_LONGEST_TITLE = 90
_WORD_TEXT = 66
"""Letters of a commitment: 0x and 64 digits."""


def text_of(state: State, proposal: ProposalState) -> str:
    """Return what a proposal says: the text behind its commitment, or nothing."""
    said, _mark, _proposer = proposal.description.partition("#proposer=")
    first, *more = said.split("\n")
    if first.startswith("0x") and len(first) == _WORD_TEXT:
        first = _opened(state, first[2:])
    return "\n".join([first, *more]).strip()


def body_of(state: State, proposal: ProposalState) -> str:
    """Return what follows the title; a text of one line that is all title has nothing more."""
    first, _end, rest = text_of(state, proposal).partition("\n")
    return rest.strip() if len(first) <= _LONGEST_TITLE else f"{first}\n{rest}".strip()


def title_of(state: State, proposal: ProposalState) -> str:
    """Return the first sentence of a proposal, or its number."""
    lines = text_of(state, proposal).splitlines()
    first = lines[0].strip().lstrip("# ") if lines else ""
    if not first:
        return _("Proposal %(number)s", number=proposal.number)
    return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1].rstrip() + "…"


def _opened(state: State, digits: str) -> str:
    try:
        return state.text(bytes.fromhex(digits)) or ""
    except ValueError:
        return ""
