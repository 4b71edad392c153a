# SPDX-License-Identifier: Apache-2.0
"""Voice credits: the budget of a season, its bonus, its lanes and pages (G-3, G-2).

budget
├── base + min(cap, root of recognition of the season before / unit), frozen by the first ballot
├── recognition earned later does not reach a frozen budget; before the first ballot it does not
│   either: it is of the present season, and counts in the next
└── in season 0 there is no season before: base
lanes
├── unspent credits do not roll over; a new season begins with its own budget
├── a vote that began last season is paid by last season, also after the season has turned
├── season s + 2 takes the lane of season s: old receipts are unknown then, the tally stays
└── two lanes live at once
recovery
└── the seat's new key goes on with what the old one spent, and may change its ballots
pages
├── the season's proposals 0 .. 10 share one word with the meter, 11 .. 25 the next, and so on
├── all are charged to the one budget, and refunded
└── a page left over from season s reads as empty in season s + 2
"""

from dataclasses import replace
from math import isqrt

import boa
import pytest

from tests.suite import (
    SEASON_SECONDS,
    account,
    deploy_governor,
    deploy_vouching,
    fields,
    refused,
)
from tests.unit.governance.stage import (
    ABSTAIN,
    AGAINST,
    BASE_CREDITS,
    BONUS_CAP,
    BONUS_UNIT,
    CONFIRMER_ROLE,
    DAY,
    FOR,
    HOUR,
    NAME,
    NOBODY,
    RULE,
    SCOPE,
    SEASON,
    content,
    deploy_alliance,
    params,
    season_start,
)


@pytest.fixture
def recognise(alliance, actors, seats):
    """Have the ledger recognise work of somebody in the present season."""

    def recognised(name, effort):
        until = boa.env.timestamp + DAY
        owner = alliance.timelock.address
        alliance.scopes.grant_role(SCOPE, seats.weaver, CONFIRMER_ROLE, until, sender=owner)
        facts = (SCOPE, 0, 0, effort, boa.env.timestamp, b"\1" * 32)
        entry = alliance.ledger.record_work(*facts, sender=getattr(actors, name))
        alliance.ledger.confirm(entry, sender=actors.weaver)

    return recognised


@pytest.fixture
def begin(governor, propose):
    """Propose, and go to the first second of the vote."""

    def begun(text):
        proposal = propose(text=text)
        boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
        return proposal

    return begun


def go_to_season(season):
    boa.env.timestamp = season_start(season)


# --- budget ------------------------------------------------------------------------------------

BONUSES = [
    (BONUS_UNIT - 1, 0),
    (BONUS_UNIT, 1),
    (4 * BONUS_UNIT - 1, 1),
    (4 * BONUS_UNIT, 2),
    (50 * BONUS_UNIT, 7),
    (BONUS_CAP**2 * BONUS_UNIT - 1, BONUS_CAP - 1),
    (BONUS_CAP**2 * BONUS_UNIT, BONUS_CAP),
]


@pytest.mark.parametrize(("effort", "bonus"), BONUSES)
def test_budget__recognition_of_the_season_before__root_up_to_the_cap(
    governor, seats, recognise, begin, vote, effort, bonus
):
    assert bonus == min(BONUS_CAP, isqrt(effort // BONUS_UNIT))
    recognise("farmer", effort)
    go_to_season(SEASON + 1)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + bonus, 0)
    proposal = begin("with a bonus")
    vote(proposal, "farmer", FOR, 3)
    frozen = governor.get_logs()[0]
    assert fields(frozen) == {
        "seat": seats.farmer,
        "season": SEASON + 1,
        "budget": BASE_CREDITS + bonus,
    }
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + bonus, 9)


def test_budget__more_recognition_than_the_cap__capped(governor, seats, recognise):
    recognise("farmer", 366 * HOUR)
    recognise("farmer", 34 * HOUR)
    go_to_season(SEASON + 1)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + BONUS_CAP, 0)


def test_budget__bonus__can_be_spent(governor, seats, recognise, begin, vote):
    """G-3: 120 credits: not 11 votes, but 10, and 4 elsewhere."""
    recognise("farmer", BONUS_CAP**2 * BONUS_UNIT)
    go_to_season(SEASON + 1)
    proposal = begin("dear to us")
    with refused("governor: over budget", governor):
        vote(proposal, "farmer", FOR, 11)
    vote(proposal, "farmer", FOR, 10)
    other = begin("less dear")
    with refused("governor: over budget", governor):
        vote(other, "farmer", FOR, 5)
    vote(other, "farmer", FOR, 4)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + BONUS_CAP, 116)


def test_budget__earned_in_the_same_season__counts_in_the_next(
    governor, seats, recognise, begin, vote
):
    proposal = begin("now")
    recognise("farmer", 25 * BONUS_UNIT)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 0)
    vote(proposal, "farmer", FOR, 2)
    recognise("farmer", 25 * BONUS_UNIT)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 4)
    go_to_season(SEASON + 1)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + 7, 0)
    go_to_season(SEASON + 2)
    assert governor.credits(seats.farmer, SEASON + 2) == (BASE_CREDITS, 0)


def test_budget__frozen_by_the_first_ballot__also_by_one_that_costs_nothing(
    governor, seats, recognise, begin, vote
):
    recognise("farmer", 25 * BONUS_UNIT)
    go_to_season(SEASON + 1)
    for number in range(2):
        vote(begin(f"number {number}"), "farmer", ABSTAIN)
        names = [type(event).__name__ for event in governor.get_logs()]
        assert ("BudgetFrozen" in names) == (number == 0)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + 5, 0)


def test_budget__late_first_ballot__loses_what_the_ledger_has_let_go(
    governor, seats, recognise, propose, vote
):
    """A vote across the turn of a season: once its third season writes over the ledger's lane, the
    bonus cannot be read any more. It is never larger than earned."""
    recognise("farmer", 25 * BONUS_UNIT)
    go_to_season(SEASON + 1)
    boa.env.timestamp = season_start(SEASON + 2) - RULE.delay_seconds - 1
    proposal = propose(text="across the turn")
    go_to_season(SEASON + 2)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS + 5, 0)
    recognise("farmer", 16 * BONUS_UNIT)
    vote(proposal, "farmer", FOR, 1)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS, 1)


def test_budget__first_season_of_all__base(actors):
    """Season 0 has no season before."""
    alliance = deploy_alliance(actors, season=0)
    governor = alliance.governor
    proposal = content([(alliance.target.address, 0, b"")], actors.farmer)
    governor.propose(*proposal, sender=actors.farmer)
    boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
    governor.castVote(proposal.id, FOR, sender=actors.farmer)
    assert governor.credits(1, 0) == (BASE_CREDITS, 1)


# --- lanes -------------------------------------------------------------------------------------


def test_lane__next_season__its_own_budget(governor, seats, begin, vote):
    vote(begin("first"), "farmer", FOR, 10)
    go_to_season(SEASON + 1)
    vote(begin("second"), "farmer", FOR, 10)
    for season in (SEASON, SEASON + 1):
        assert governor.credits(seats.farmer, season) == (BASE_CREDITS, 100)


def test_lane__vote_that_began_last_season__paid_by_last_season(
    governor, seats, propose, begin, vote
):
    boa.env.timestamp = season_start(SEASON + 1) - RULE.delay_seconds - DAY
    old = propose(text="across the turn")
    go_to_season(SEASON + 1)
    vote(old, "farmer", FOR, 8)
    new = begin("of the new season")
    vote(new, "farmer", AGAINST, 9)
    with refused("governor: over budget", governor):
        vote(new, "farmer", AGAINST, 11)
    assert boa.env.timestamp < governor.proposalDeadline(old.id)
    vote(old, "farmer", AGAINST, 7)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 49)
    assert governor.credits(seats.farmer, SEASON + 1) == (BASE_CREDITS, 81)


def test_lane__two_seasons_on__taken_over(governor, actors, seats, begin, vote):
    """Receipts and credits of the season before the last are history: in the events, and the tally
    that they made stays."""
    old = begin("old")
    vote(old, "farmer", FOR, 6)
    vote(old, "miller", FOR, 4)
    go_to_season(SEASON + 2)
    assert governor.hasVoted(old.id, actors.farmer)
    new = begin("new")
    assert governor.receipt(new.id, seats.farmer) == (0, 0, 0)
    assert governor.credits(seats.farmer, SEASON + 2) == (BASE_CREDITS, 0)
    vote(new, "farmer", FOR, 10)

    assert governor.credits(seats.farmer, SEASON + 2) == (BASE_CREDITS, 100)
    assert governor.receipt(old.id, seats.farmer) == (0, 0, 0)
    assert not governor.hasVoted(old.id, actors.farmer)
    assert governor.receipt(old.id, seats.miller) == (2, 4, 1)
    assert governor.proposalVotes(old.id) == (0, 10, 0)


def test_lane__vote_at_the_very_end_of_its_reach__never_meets_the_next_but_one(alliance, actors):
    """Delay and period fill a season: what begins on the last second of season s still ends before
    season s + 2 has any vote."""
    whole = replace(RULE, delay_seconds=DAY, period_seconds=SEASON_SECONDS - DAY).values()
    alliance.rules.set_type(0, whole, [], sender=alliance.timelock.address)
    governor = alliance.governor
    boa.env.timestamp = season_start(SEASON + 1) - 1 - DAY
    proposal = content([(alliance.target.address, 0, b"")], actors.farmer, "late")
    governor.propose(*proposal, sender=actors.farmer)
    assert governor.proposalDeadline(proposal.id) < season_start(SEASON + 2) - DAY
    boa.env.timestamp = governor.proposalDeadline(proposal.id)
    governor.castVote(proposal.id, FOR, sender=actors.farmer)
    assert governor.credits(1, SEASON) == (BASE_CREDITS, 1)


# --- recovery ----------------------------------------------------------------------------------


def test_credits__seat_recovered__new_key_goes_on_with_what_was_spent(
    alliance, governor, actors, seats, begin, vote
):
    """M-2."""
    proposal, key = begin("before the key was lost"), account("new key")
    vote(proposal, "farmer", FOR, 5)
    owner = alliance.timelock.address
    vouching = deploy_vouching(alliance.membership, (0, 0, DAY, 0, 1, HOUR), owner=owner)
    vouching.open_recovery(seats.farmer, key, sender=owner)
    boa.env.timestamp += HOUR
    vouching.complete_recovery(seats.farmer)

    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 25)
    assert governor.hasVoted(proposal.id, key)
    with refused("governor: no seat at snapshot", governor):
        governor.castVote(proposal.id, FOR, sender=actors.farmer)
    cast = governor.castVoteWithReasonAndParams
    cast(proposal.id, AGAINST, "", params(2), sender=key)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 4)
    assert governor.receipt(proposal.id, seats.farmer) == (1 + AGAINST, 2, 2)
    assert governor.proposalVotes(proposal.id) == (2, 0, 0)


# --- pages -------------------------------------------------------------------------------------


def test_pages__more_proposals_than_one_word_holds__one_budget(
    governor, actors, seats, propose, vote
):
    """G-2, G-3: ordinals 0, 10 (the meter), 11, 25 (page 1), 26 (page 2)."""
    proposals = [propose(text=f"number {number}") for number in range(27)]
    boa.env.timestamp = governor.proposalSnapshot(proposals[-1].id) + 1
    votes = {0: 2, 10: 3, 11: 4, 25: 5, 26: 6}
    for ordinal, count in votes.items():
        vote(proposals[ordinal], "farmer", FOR if ordinal % 2 else AGAINST, count)
    spent = sum(count**2 for count in votes.values())
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, spent)
    with refused("governor: over budget", governor):
        vote(proposals[12], "farmer", FOR, 4)
    for ordinal, proposal in enumerate(proposals):
        side = {0: 0}.get(votes.get(ordinal, 0), 2 if ordinal % 2 else 1)
        expected = (side, votes.get(ordinal, 0), int(ordinal in votes))
        assert governor.receipt(proposal.id, seats.farmer) == expected
        assert governor.hasVoted(proposal.id, actors.farmer) == (ordinal in votes)

    vote(proposals[25], "farmer", AGAINST, 1)
    vote(proposals[26], "farmer", FOR, 0)
    assert governor.proposalVotes(proposals[25].id) == (1, 0, 0)
    assert governor.proposalVotes(proposals[26].id) == (0, 0, 0)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, spent - 25 + 1 - 36)
    assert governor.receipt(proposals[11].id, seats.farmer) == (2, 4, 1)


def test_pages__left_over_from_two_seasons_before__empty(governor, seats, propose, vote):
    def twelve(season):
        proposals = [propose(text=f"{season}: number {number}") for number in range(12)]
        boa.env.timestamp = governor.proposalSnapshot(proposals[-1].id) + 1
        return proposals[-1]

    vote(twelve(SEASON), "farmer", FOR, 9)
    go_to_season(SEASON + 2)
    last = twelve(SEASON + 2)
    assert governor.receipt(last.id, seats.farmer) == (0, 0, 0)
    vote(last, "farmer", AGAINST, 10)
    assert governor.receipt(last.id, seats.farmer) == (1, 10, 1)
    assert governor.proposalVotes(last.id) == (10, 0, 0)
    assert governor.credits(seats.farmer, SEASON + 2) == (BASE_CREDITS, 100)


def test_credits__another_governor__has_its_own(alliance, actors, governor, begin, vote, seats):
    vote(begin("here"), "farmer", FOR, 5)
    parts = (alliance.membership, alliance.ledger, alliance.rules, alliance.timelock)
    other = deploy_governor(NAME, *parts, 7, 7, 1, 0, NOBODY, 0)
    assert other.credits(seats.farmer, SEASON) == (7, 0)
