# SPDX-License-Identifier: Apache-2.0
"""Who belongs, and how each stands: credits, recognition, seat, vouches; and how one joins."""

from typing import Any

from eth_utils.address import is_address, to_checksum_address

from cosmolocal.errors import NothingThere
from cosmolocal.pages.deeds import roles
from cosmolocal.pages.owed import owed_to
from cosmolocal.pages.page import Elsewhere, Pages, Visit, part_of
from cosmolocal.pages.proposals import sides
from cosmolocal.pages.state import State
from cosmolocal.replay.governance import BallotState, ProposalState
from cosmolocal.replay.ledger import CONFIRMED, DISPUTED, PENDING, REJECTED, EntryState
from cosmolocal.replay.membership import (
    ACTIVE,
    EXPELLED,
    LEFT,
    ORGANISATION,
    PERSON,
    MandateState,
    SeatState,
)
from cosmolocal.replay.vouching import Given
from cosmolocal.words import _

pages = Pages()

MOST_SEATS = 2**32 - 1
_HISTORY = 12
"""Ballots and entries shown on a member's page."""


def standing_words(seat: SeatState, now: int) -> tuple[str, str]:
    """Say how a seat stands, and how its badge looks."""
    if seat.status == LEFT:
        return _("Has left"), "plain"
    if seat.status == EXPELLED:
        return _("Had to leave"), "plain"
    if not seat.is_active(now):
        return _("Term is over"), "waits"
    if now >= seat.awake_until:
        return _("Not heard for a while"), "waits"
    return _("Member"), "good"


def entry_words(entry: EntryState) -> tuple[str, str]:
    """Say what became of something that was written down, and how its badge looks."""
    return {
        PENDING: (_("Waits for confirmation"), "waits"),
        CONFIRMED: (_("Confirmed"), "good"),
        DISPUTED: (_("Disputed"), "bad"),
        REJECTED: (_("Not accepted"), "plain"),
    }[entry.status]


@pages.add("/members", "members.html")
def members(visit: Visit) -> dict[str, Any]:
    """List members, or those whose name is looked for."""
    state, wanted = visit.state, visit.text("name").casefold()
    kind = {"people": PERSON, "organisations": ORGANISATION}.get(visit.text("kind"))
    found = state.members
    if wanted:
        found = [number for number in found if _is_called(state, number, wanted)]
    if kind:
        found = [number for number in found if state.membership.seats[number].kind == kind]
    part = part_of(found, visit)
    rows = [(seat, state.membership.seats[seat], state.recognition_of(seat)) for seat in part.rows]
    return {"part": part, "rows": rows, "wanted": visit.text("name"), "kind": visit.text("kind")}


def _is_called(state: State, seat: int, wanted: str) -> bool:
    return wanted in (state.name_of(seat) or "").casefold() or wanted == str(seat)


@pages.add("/members/{number:int}", "member.html")
def member(visit: Visit, number: int) -> dict[str, Any]:
    """Show how a member stands."""
    state = visit.state
    seat = state.membership.seats.get(number)
    if seat is None:
        raise NothingThere(
            _("There is no member %(number)s", number=number),
            next_step=_("Look for them by name in the list of members."),
        )
    mandates = state.index.mandates_of.get(number, [])
    work = state.index.entries_of.get(number, [])
    covenant = state.membership.settings.get("covenant")
    return {
        "number": number,
        "seat": seat,
        "standing": standing_words(seat, state.now),
        "meter_of": state.credits_of(number),
        "recognised": state.recognition_of(number),
        "recognised_before": state.recognition_of(number, state.season - 1),
        "mandates": _open_roles(mandates, state.now),
        "belongs": [scope for scope, mandate in mandates if mandate.joined_at],
        "notice": state.membership.notices.get(number),
        "recovery": state.vouching.recoveries.get(number),
        "vouched": [a for a, until in state.index.vouched_by.get(number, []) if until > state.now],
        "work": list(reversed(work[-_HISTORY:])),
        "work_count": len(work),
        "ballots": _ballots(state, number),
        "delegate": _delegate(state, number, seat),
        "owed": owed_to(state, number),
        "sides": sides(),
        "entry_words": entry_words,
        "has_accepted": state.membership.covenants.get(number) == covenant,
    }


@pages.add("/me", "me.html")
def me(visit: Visit) -> dict[str, Any] | Elsewhere:
    """Lead an account, or a seat, to its own page; without one, help to find it, or to join."""
    number = visit.number("seat", most=MOST_SEATS)
    if number:
        return Elsewhere(f"/members/{number}")
    account = visit.text("account")
    if is_address(account):
        seat = visit.state.seat_of(to_checksum_address(account))
        if seat is not None:
            return Elsewhere(f"/members/{seat}")
    return {"account": account if is_address(account) else ""}


@pages.add("/join", "join.html")
def join(visit: Visit) -> dict[str, Any]:
    """Say how one becomes a member, and take the wish of somebody who has enough vouches."""
    state = visit.state
    covenant = state.membership.settings.get("covenant")
    account = visit.text("account")
    given: Given = {}
    if is_address(account):
        given = state.vouching.vouches.get(to_checksum_address(account), {})
    return {
        "rules": state.vouching.rules,
        "covenant": state.text(covenant) if isinstance(covenant, bytes) else None,
        "account": account if is_address(account) else "",
        "vouches": {seat: until for seat, (_kind, until) in given.items() if until > state.now},
    }


def _open_roles(mandates: list[tuple[int, MandateState]], now: int) -> list[tuple[int, str, int]]:
    """List scope, role and end of every mandate that is open."""
    named = roles()
    return [
        (scope, named[role], end)
        for scope, mandate in mandates
        for role, end in enumerate(mandate.role_ends, start=1)
        if end > now
    ]


def _ballots(state: State, number: int) -> list[tuple[ProposalState, BallotState]]:
    """List the latest proposals that a member spoke on."""
    proposals = state.governance.proposals
    cast = [(proposals[p], b) for p, b in state.index.ballots_of.get(number, []) if b.side]
    return sorted(cast, key=lambda row: -row[0].number)[:_HISTORY]


def _delegate(state: State, number: int, seat: SeatState) -> int | None:
    """Return the seat that may vote for this one; None if that is nobody else."""
    delegate = state.membership.delegates.get(number)
    if delegate is None or delegate == seat.account or seat.status != ACTIVE:
        return None
    return state.seat_of(delegate)
