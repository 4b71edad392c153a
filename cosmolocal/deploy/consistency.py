# SPDX-License-Identifier: Apache-2.0
"""What one value of a description says about another: names, accounts, depths and spans."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eth_utils.address import is_hex_address

from cosmolocal.deploy.beginnings import MOST_PERIODS
from cosmolocal.deploy.permits import type_issues
from cosmolocal.deploy.source import Issue, Location
from cosmolocal.deploy.words import is_relative, moment
from cosmolocal.units import to_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosmolocal.deploy.description import Description, Mandates, Seat
    from cosmolocal.deploy.rules import Proposals

MAX_DEPTH = 6
"""Levels of scopes, the alliance itself included; that of contracts/membership/Scopes.vy."""
ROLES = ("stewards", "confirmers", "reviewers", "arbiters")
"""Keys of the mandates, in the order of the role numbers 1 to 4."""
MOST_CREDITS = 511**2
"""Largest budget; that of contracts/governance/meter_word.vy."""
CHAMBERS = ("persons", "organisations")
"""Keys of the seats, in the order of the kinds of seat 1 and 2."""


def issues(description: Description) -> Iterator[Issue]:
    """Find everything in which the description contradicts itself."""
    seats = list(_seats(description))
    yield from _repetitions(((*at, "name"), seat.name) for at, seat in seats)
    yield from _repetitions(
        ((*at, "account"), seat.account) for at, seat in seats if seat.account != "auto"
    )
    yield from _repetitions(((*at, "name"), scope.name) for at, scope in description.walk())
    yield from _unknown_scopes(description, seats)
    for place, mandates in _mandates(description):
        yield from _mandate_issues(place, mandates, {seat.name for _, seat in seats})
    yield from _guardian(description)
    yield from _depths(description)
    yield from _belonging(description)
    yield from _spans(description)
    yield from _weights(description)
    yield from _pots(description)
    yield from type_issues(description.proposal_types)
    yield from _repetitions(
        (("proposal_types", number, "name"), each.name)
        for number, each in enumerate(description.proposal_types)
    )


def _seats(description: Description) -> Iterator[tuple[Location, Seat]]:
    for chamber in CHAMBERS:
        for index, seat in enumerate(getattr(description.seats, chamber)):
            yield ("seats", chamber, index), seat


def _mandates(description: Description) -> Iterator[tuple[Location, Mandates]]:
    if description.mandates:
        yield ("mandates",), description.mandates
    for place, scope in description.walk():
        if scope.mandates:
            yield (*place, "mandates"), scope.mandates


def _repetitions(named: Iterable[tuple[Location, str]]) -> Iterator[Issue]:
    """Report every name after its first use."""
    seen: Counter[str] = Counter()
    for place, name in named:
        seen[name] += 1
        if seen[name] > 1:
            yield place, f"{name!r} comes twice"


def _unknown_scopes(
    description: Description, seats: Iterable[tuple[Location, Seat]]
) -> Iterator[Issue]:
    known = {scope.name for _, scope in description.walk()}
    for place, seat in seats:
        here = [((*place, "scopes", index), name) for index, name in enumerate(seat.scopes)]
        yield from _repetitions(here)
        yield from ((at, f"no scope is called {name!r}") for at, name in here if name not in known)


def _mandate_issues(place: Location, mandates: Mandates, known: set[str]) -> Iterator[Issue]:
    for role in ROLES:
        here = [((*place, role, index), name) for index, name in enumerate(getattr(mandates, role))]
        yield from _repetitions(here)
        yield from ((at, f"no seat is called {name!r}") for at, name in here if name not in known)


def _guardian(description: Description) -> Iterator[Issue]:
    if description.guardian is None:
        return
    account = description.guardian.account
    place: Location = ("guardian", "account")
    if not is_hex_address(account):
        if account not in {seat.name for seat in description.all_seats}:
            yield place, f"neither an address nor the name of a seat: {account!r}"
        return
    try:
        to_address(account)
    except ValueError as error:
        yield place, str(error)


def _depths(description: Description) -> Iterator[Issue]:
    for place, scope in description.walk():
        if len(place) // 2 >= MAX_DEPTH:
            yield place, f"{scope.name!r} lies deeper than {MAX_DEPTH} levels"


def _belonging(description: Description) -> Iterator[Issue]:
    """Check what `Membership` would refuse of its terms."""
    rule = description.belonging
    if (rule.joining_delay_seconds or 0) > description.season.seconds:
        yield ("belonging", "joining_delay_seconds"), "longer than a season"
    if 0 < rule.term_seasons <= rule.dormant_after_seasons:
        yield ("belonging", "term_seasons"), "not more than dormant_after_seasons"
    if rule.term_seasons and not rule.dormant_after_seasons:
        yield ("belonging", "term_seasons"), "terms need dormant_after_seasons"


def _spans(description: Description) -> Iterator[Issue]:
    """Check that a vote fits in its season, and that the timelock takes what the rule asks."""
    season = description.season
    if is_relative(season.start):
        yield ("season", "start"), "the first season starts `now` or at a date"
    for place, each in _rules(description):
        vote = each.delay_seconds + each.period_seconds + each.extension_seconds
        if vote > season.seconds:
            yield (*place, "period_seconds"), "delay, period and extension must fit in one season"
        if each.extension_seconds > each.period_seconds:
            yield (*place, "extension_seconds"), "longer than the period"
        if each.timelock_seconds < description.timelock.min_delay_seconds:
            yield (*place, "timelock_seconds"), "shorter than the timelock's min_delay_seconds"
    most = max(description.credits.base, description.credits.organisations or 0)
    if most + description.credits.bonus_cap > MOST_CREDITS:
        yield ("credits", "bonus_cap"), f"base and bonus are more than {MOST_CREDITS:,} credits"


def _rules(description: Description) -> Iterator[tuple[Location, Proposals]]:
    yield ("proposals",), description.proposals
    if description.constitution:
        yield ("constitution",), description.constitution
    for number, each in enumerate(description.proposal_types):
        yield ("proposal_types", number), each


def _weights(description: Description) -> Iterator[Issue]:
    known, seen = _scope_names(description), set()
    for number, weight in enumerate(description.weights):
        place: Location = ("weights", number)
        if weight.scope not in known:
            yield (*place, "scope"), f"no scope is called {weight.scope!r}"
        if (weight.scope, weight.skill) in seen:
            yield (*place, "skill"), f"the weight of skill {weight.skill} comes twice"
        seen.add((weight.scope, weight.skill))


def _pots(description: Description) -> Iterator[Issue]:
    """Check what `Treasury` would refuse of a pot."""
    for number, pot in enumerate(description.pots):
        place: Location = ("pots", number)
        if pot.scope not in _scope_names(description):
            yield (*place, "scope"), f"no scope is called {pot.scope!r}"
        for key in ("cap", "per_payment"):
            try:
                pot.units(getattr(pot, key))
            except ValueError as error:
                yield (*place, key), str(error)
                return
        if pot.units(pot.per_payment) > pot.units(pot.cap):
            yield (*place, "per_payment"), "more than the cap"
        counted = [at == "now" or is_relative(at) for at in (pot.start, pot.end)]
        if counted[0] == counted[1]:  # else only the chain's clock can tell
            issue = pot_issue(moment(pot.start, 0), moment(pot.end, 0), pot.period)
            if issue:
                yield (*place, "end"), issue


def pot_issue(start: int, end: int, period: int) -> str:
    """Say what is wrong with the time of a pot, if anything [UTC seconds]."""
    if end <= start:
        return "not after its start"
    too_many = (end - start) // period > MOST_PERIODS
    return f"more than {MOST_PERIODS:,} periods from its start" if too_many else ""


def _scope_names(description: Description) -> set[str | None]:
    return {None, *(scope.name for _, scope in description.walk())}
