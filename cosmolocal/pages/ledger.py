# SPDX-License-Identifier: Apache-2.0
"""The ledger: what happened and who stands by it, one member's statement, and what one may add."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from cosmolocal.errors import NothingThere
from cosmolocal.pages.page import Pages, Told, Visit, part_of
from cosmolocal.pages.state import State
from cosmolocal.replay.ledger import CONFIRMED, DISPUTED, PENDING, REJECTED, EntryState
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import SCOPE_AGENT
from cosmolocal.words import _, noted

pages = Pages()

DAY = 86_400
GOOD_FOR = 14 * DAY
"""How long a signed slip may wait for somebody who brings it [seconds]."""
STATUSES = {
    PENDING: ("waiting", noted("waits to be confirmed")),
    CONFIRMED: ("confirmed", noted("confirmed")),
    DISPUTED: ("disputed", noted("disputed")),
    REJECTED: ("rejected", noted("not upheld")),
}
ACTIONS = {
    Action.PRODUCE: noted("made"),
    Action.CONSUME: noted("used up"),
    Action.USE: noted("used"),
    Action.WORK: noted("worked"),
    Action.CITE: noted("built on"),
    Action.DELIVER_SERVICE: noted("gave a service"),
    Action.PICKUP: noted("picked up"),
    Action.DROPOFF: noted("dropped off"),
    Action.ACCEPT: noted("took in"),
    Action.MODIFY: noted("changed"),
    Action.COMBINE: noted("put together"),
    Action.SEPARATE: noted("took apart"),
    Action.TRANSFER_ALL_RIGHTS: noted("gave away"),
    Action.TRANSFER_CUSTODY: noted("handed over"),
    Action.TRANSFER: noted("transferred"),
    Action.MOVE: noted("moved"),
    Action.COPY: noted("copied"),
    Action.RAISE: noted("counted more"),
    Action.LOWER: noted("counted less"),
}
MICRO = 1_000_000
SIGNS = {
    "KGM": "kg",
    "GRM": "g",
    "LTR": "l",
    "MTR": "m",
    "KMT": "km",
    "HUR": "h",
    "C62": "",
    "KWH": "kWh",
}
"""How people write the units of Rec 20 that they use every day; others keep their code."""


@dataclass(frozen=True)
class Entry:
    """A row as pages show it."""

    id: bytes
    held: EntryState
    state: State

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/ledger/entries/0x{self.id.hex()}"

    @property
    def status(self) -> str:
        """Its status as a word for programs."""
        return STATUSES[self.held.status][0]

    @property
    def status_words(self) -> str:
        """Its status for people."""
        return _(STATUSES[self.held.status][1])

    @property
    def action(self) -> str:
        """What was done."""
        return _(ACTIONS[self.held.flow.action])

    @property
    def provider(self) -> str:
        """Who gave."""
        return agent_name(self.state, self.held.provider)

    @property
    def receiver(self) -> str:
        """Who received."""
        return agent_name(self.state, self.held.flow.receiving_agent)

    @property
    def quantity(self) -> str:
        """How much of what, as an exact decimal with its unit; empty for work."""
        flow = self.held.flow
        if not flow.quantity:
            return ""
        whole, rest = divmod(flow.quantity, MICRO)
        text = f"{whole}.{rest:06}".rstrip("0").rstrip(".")
        return f"{text} {SIGNS.get(flow.unit, flow.unit)}".rstrip()

    @property
    def evidence(self) -> str:
        """The text behind it, if it is kept here."""
        return self.state.text(self.held.flow.evidence) or ""

    @property
    def at(self) -> int:
        """When it happened [UTC seconds]."""
        return self.held.flow.occurred_at


@dataclass(frozen=True)
class Season:
    """A season of a member's statement [seconds]."""

    number: int
    worked: int
    waiting: int
    recognised: int
    confirmed_for_others: int
    entries: tuple[Entry, ...]


def agent_name(state: State, agent: int) -> str:
    """Name a party of an event: a seat, or a scope."""
    if agent & SCOPE_AGENT:
        scope = agent ^ SCOPE_AGENT
        return state.names.places.get(scope) or _("Place %(number)s", number=scope)
    if agent not in state.membership.seats:
        return _("Member %(number)s", number=agent)
    return state.name_of(agent) or _("Member %(number)s", number=agent)


def entries_of(state: State) -> list[Entry]:
    """List every row, the newest first."""
    rows = [Entry(number, held, state) for number, held in state.ledger.entries.items()]
    return rows[::-1]


@pages.add("/ledger", "ledger.html")
def ledger(visit: Visit) -> Told:
    """Show what happened, of one place or in one status if that is asked for."""
    wanted, place = visit.text("status"), visit.number("place")
    known = {word for word, _words in STATUSES.values()}
    rows = [
        entry
        for entry in entries_of(visit.state)
        if (wanted not in known or entry.status == wanted) and place in (0, entry.held.scope)
    ]
    return {
        "part": part_of(rows, visit),
        "wanted": wanted if wanted in known else "",
        "chosen": place,
        "statuses": [(word, _(words)) for word, words in STATUSES.values()],
    }


@pages.add("/ledger/entries/{entry}", "entry.html")
def one_entry(visit: Visit, entry: str) -> Told:
    """Show one row, and let who received it confirm it."""
    digits = entry.removeprefix("0x")
    is_id = len(digits) == 64 and all(each in "0123456789abcdef" for each in digits)
    found = visit.state.ledger.entries.get(bytes.fromhex(digits)) if is_id else None
    if found is None:
        raise NothingThere(
            _("there is no such contribution"), next_step=_("Look for it in the ledger.")
        )
    shown = Entry(bytes.fromhex(digits), found, visit.state)
    return {"entry": shown, "deadline": visit.state.now + GOOD_FOR}


@pages.add("/ledger/record", "record.html")
def record(visit: Visit) -> Told:
    """Offer a form to write down one's own work."""
    seats, state = visit.state.membership.seats, visit.state
    people = sorted((agent_name(state, n), n) for n, seat in seats.items() if seat.status == 1)
    return {
        "people": people,
        "today": datetime.fromtimestamp(state.now, UTC).date().isoformat(),
        "deadline": state.now + GOOD_FOR,
    }


@pages.add("/ledger/statement/{seat:int}", "statement.html")
def statement(visit: Visit, seat: int) -> Told:
    """Add up what one member gave, season by season."""
    state = visit.state
    if seat not in state.membership.seats:
        raise NothingThere(
            _("there is no member %(number)s", number=seat),
            next_step=_("Look for them in the list of members."),
        )
    by_season: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries_of(state):
        if entry.held.provider == seat:
            by_season[state.terms.seasons.at(entry.held.recorded_at)].append(entry)
    lanes = {season for holder, season in state.ledger.lanes if holder == seat}
    numbers = sorted({*by_season, *lanes}, reverse=True)
    return {"seat": seat, "seasons": [_season(state, seat, n, by_season[n]) for n in numbers]}


def _season(state: State, seat: int, number: int, entries: list[Entry]) -> Season:
    lane = state.ledger.lanes.get((seat, number))
    signs = [(-1 if entry.held.flow.is_correction else 1, entry) for entry in entries]
    return Season(
        number=number,
        worked=sum(s * e.held.effort for s, e in signs if e.held.status == CONFIRMED),
        waiting=sum(s * e.held.effort for s, e in signs if e.held.status in (PENDING, DISPUTED)),
        recognised=lane.earned if lane else 0,
        confirmed_for_others=lane.given if lane else 0,
        entries=tuple(entries),
    )
