# SPDX-License-Identifier: Apache-2.0
"""The 19 actions of Valueflows 1.0, and what each does, decoded from three words.

Source: the ontology's action table; contracts/ledger/actions.vy has the same words.
"""

from enum import IntEnum
from typing import NamedTuple

EFFECTS = 0x1209241B1B1803885088508850C04040405289
LIFECYCLE = 0x50516323A320A804020202020000000000015
LABELS = 0x2020404040404030203020302000208120203


class Action(IntEnum):
    """What happened, in the order of the ontology."""

    PRODUCE = 0
    CONSUME = 1
    USE = 2
    WORK = 3
    CITE = 4
    DELIVER_SERVICE = 5
    PICKUP = 6
    DROPOFF = 7
    ACCEPT = 8
    MODIFY = 9
    COMBINE = 10
    SEPARATE = 11
    TRANSFER_ALL_RIGHTS = 12
    TRANSFER_CUSTODY = 13
    TRANSFER = 14
    MOVE = 15
    COPY = 16
    RAISE = 17
    LOWER = 18

    @property
    def term(self) -> str:
        """Write it as the ontology does: `transferAllRights`."""
        first, *rest = self.name.lower().split("_")
        return first + "".join(word.capitalize() for word in rest)

    @classmethod
    def of(cls, term: str) -> "Action":
        """Read the ontology's word, with or without a prefix; `ValueError` for another one."""
        word = term.rsplit(":", 1)[-1].rsplit("#", 1)[-1]
        for action in cls:
            if word in (action.term, action.term.lower(), action.name.lower().replace("_", "-")):
                return action
        raise ValueError(f"{term!r} is none of the 19 actions: {', '.join(a.term for a in cls)}")


class Effect(IntEnum):
    """What an action does to a quantity."""

    NOTHING = 0
    INCREMENT = 1
    DECREMENT = 2
    DECREMENT_INCREMENT = 3
    INCREMENT_TO = 4


class Rules(NamedTuple):
    """One row of the table, as small numbers: see contracts/ledger/actions.vy."""

    accounting: Effect
    on_hand: Effect
    side: int
    creates: int
    accountable: int
    location: int
    contained: int
    stage: int
    state: int
    counts: int

    @property
    def is_pair(self) -> bool:
        """Whether it takes something to work on or gives it back: accept and modify."""
        return not self.accounting and not self.contained and bool(self.side and self.on_hand)

    @property
    def moves(self) -> bool:
        """Whether it changes a quantity."""
        return bool(self.accounting or self.on_hand)


def rules(action: int) -> Rules:
    """Decode the row of an action."""
    effects, life, labels = (w >> 8 * action & 255 for w in (EFFECTS, LIFECYCLE, LABELS))
    return Rules(
        accounting=Effect(effects & 7),
        on_hand=Effect(effects >> 3 & 7),
        side=effects >> 6,
        creates=life & 3,
        accountable=life >> 2 & 3,
        location=life >> 4 & 3,
        contained=life >> 6,
        stage=labels & 1,
        state=labels >> 1 & 3,
        counts=labels >> 3 & 3,
    )


RULES = tuple(rules(action) for action in Action)
"""The whole table."""
