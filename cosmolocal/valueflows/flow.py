# SPDX-License-Identifier: Apache-2.0
"""One economic event, as the ledger takes it.

Units: quantities in millionths of their unit, effort in seconds, times in UTC seconds.
Source: contracts/ledger/entry_word.vy (`facts`), flow_words.vy (`stock`, `place`).
"""

from dataclasses import dataclass
from typing import NamedTuple

from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.units import code_number, code_text

SCOPE_AGENT = 1 << 31
ESTIMATE, MEASUREMENT = 1, 2
NOTHING = bytes(32)
_CORRECTION = 1 << 120
# Fields of each word: (name, lowest bit, width).
_FACTS = (
    ("provider", 0, 32),
    ("receiver", 32, 32),
    ("scope", 64, 32),
    ("kind", 96, 24),
    ("action", 120, 8),
    ("effort", 128, 32),
    ("occurred_at", 192, 40),
)
_STOCK = (("quantity", 0, 96), ("resource", 120, 64), ("to_resource", 184, 64))
_PLACE = (("process", 0, 32), ("location", 32, 64), ("state", 96, 16), ("basis", 112, 8))


class Words(NamedTuple):
    """The struct `Flow` of the contract."""

    facts: int
    stock: int
    place: int
    about: bytes
    evidence: bytes


class TooLarge(ValueError):
    """A field of a flow has more bits than its place in the packed words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Who gave what to whom, when, as part of which process.

    Agents are seats, or scopes by `agent_of_scope`; receiver 0 is the scope of the record. `kind`
    is a spec, for work a skill. `about` names the entry it corrects, measures or was triggered by.
    """

    action: Action
    scope: int
    provider: int
    occurred_at: int
    evidence: bytes
    receiver: int = 0
    kind: int = 0
    effort: int = 0
    quantity: int = 0
    unit: str = ""
    resource: int = 0
    to_resource: int = 0
    process: int = 0
    location: int = 0
    state: int = 0
    basis: int = 0
    about: bytes = NOTHING
    is_correction: bool = False

    @property
    def words(self) -> Words:
        """Pack it; `TooLarge` for a field that does not fit."""
        words = (self._facts, self._stock, self._place, self.about, self.evidence)
        return Words(*words)

    @property
    def _facts(self) -> int:
        """Pack without a loop: a million rows of work need nothing else."""
        agents = self.provider | self.receiver | self.scope | self.effort
        if agents >> 32 or self.kind >> 24 or self.occurred_at >> 40:
            return _packed(self, _FACTS)
        low = self.provider | self.receiver << 32 | self.scope << 64 | self.kind << 96
        return low | self.action << 120 | self.effort << 128 | self.occurred_at << 192

    @property
    def _stock(self) -> int:
        if not (self.quantity or self.resource or self.to_resource or self.unit):
            return 0
        return _packed(self, _STOCK) | code_number(self.unit) << 96

    @property
    def _place(self) -> int:
        if not (self.process or self.location or self.state or self.basis or self.is_correction):
            return 0
        return _packed(self, _PLACE) | _CORRECTION * self.is_correction

    @classmethod
    def unpack(cls, facts: int, stock: int, place: int, about: bytes, evidence: bytes) -> "Flow":
        """Read the words back."""
        fields = {
            **_unpacked(facts, _FACTS),
            **_unpacked(stock, _STOCK),
            **_unpacked(place, _PLACE),
        }
        return cls(
            action=Action(fields.pop("action")),
            unit=code_text(stock >> 96 & 0xFFFFFF),
            about=about,
            evidence=evidence,
            is_correction=bool(place & _CORRECTION),
            **fields,
        )

    @property
    def receiving_agent(self) -> int:
        """The receiver, with the scope in the place of nobody."""
        return self.receiver or agent_of_scope(self.scope)

    @property
    def is_simple(self) -> bool:
        """Whether it moves no stock, so that its id is enough to confirm it."""
        words = self.words
        return words.stock == 0 and words.place == 0


def agent_of_scope(scope: int) -> int:
    """Name a scope as a party of an event."""
    return SCOPE_AGENT | scope


def scope_of_agent(agent: int) -> int | None:
    """Tell which scope an agent is; None for a seat."""
    return agent ^ SCOPE_AGENT if agent & SCOPE_AGENT else None


def resource_id(scope: int, number: int) -> int:
    """Name a resource: the scope that creates it, and a number of one's own choice in it."""
    if not 0 < number < 1 << 32:
        raise ValueError(f"{number} is no number of a resource: 1 to {(1 << 32) - 1}")
    return scope << 32 | number


def _packed(flow: Flow, fields: tuple[tuple[str, int, int], ...]) -> int:
    word = 0
    for name, offset, width in fields:
        content = int(getattr(flow, name))
        if not 0 <= content < 1 << width:
            raise TooLarge(f"{name} {content} does not fit its {width} bits")
        word |= content << offset
    return word


def _unpacked(word: int, fields: tuple[tuple[str, int, int], ...]) -> dict[str, int]:
    return {name: word >> offset & (1 << width) - 1 for name, offset, width in fields}
