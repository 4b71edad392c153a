# SPDX-License-Identifier: Apache-2.0
"""castVote, castVoteWithReason, castVoteWithReasonAndParams: ballots and their price (G-1 .. G-3).

cast
├── an unknown proposal → "governor: unknown proposal"
├── before the first second, from the first second after on → "governor: voting is not open"
├── a canceled proposal → "governor: voting is not open"
├── the seat
│   ├── none, left → "governor: no seat at snapshot"
│   ├── taken, or taken again, at the start or later → the same; one second earlier → may
│   └── of an organisation → "governor: persons only"
├── params
│   ├── nothing → one vote; abi(votes); abi(votes, deadline), good to the deadline's last second
│   ├── another length → "governor: bad params"
│   └── past its deadline → "governor: ballot expired"
├── support beyond 2, an abstention with votes → "governor: bad support"
├── more than the budget pays, whatever the number → "governor: over budget"
├── changed more than 31 times → "governor: too many revisions"
└── cast: the tally, the credits, one event (with params: the other event)
    ├── again: the old ballot is refunded and taken out first, path and order do not matter
    ├── by a delegate: for each of its seats that has not spoken, told with the delegate
    ├── to zero votes: no head, credits back
    ├── an abstention: a head, no votes, no credits
    └── a member who leaves afterwards: the ballot stands
"""

from itertools import permutations

import boa
import pytest

from tests.reference.governance import (
    MAX_REVISIONS,
    MAX_VOTES,
    State,
)
from tests.suite import deploy_governor, fields, refused
from tests.unit.governance.stage import (
    ABSTAIN,
    AGAINST,
    BASE_CREDITS,
    FOR,
    NAME,
    NOBODY,
    PERSONS,
    RULE,
    SEASON,
    content,
    params,
)

LONG_REASON = "r" * 1_024


def tally(governor, proposal):
    """Against, for, abstentions, heads."""
    return (*governor.proposalVotes(proposal.id), governor.proposal_heads(proposal.id))


@pytest.fixture
def meter(governor, seats):
    """Budget and spending of somebody in the season of the tests."""
    return lambda name: governor.credits(getattr(seats, name), SEASON)


# --- the three verbs ---------------------------------------------------------------------------


@pytest.mark.parametrize(("support", "count"), [(AGAINST, (1, 0, 0)), (FOR, (0, 1, 0))])
def test_cast_vote__one_vote__counted_for_one_credit(
    governor, actors, seats, active, meter, support, count
):
    assert governor.castVote(active.id, support, sender=actors.farmer) == 1
    frozen, cast = governor.get_logs()
    assert fields(frozen) == {"seat": seats.farmer, "season": SEASON, "budget": BASE_CREDITS}
    assert type(cast).__name__ == "VoteCast"
    assert fields(cast) == {
        "voter": actors.farmer,
        "proposalId": active.id,
        "support": support,
        "weight": 1,
        "reason": "",
    }
    assert governor.proposalVotes(active.id) == count
    assert meter("farmer") == (BASE_CREDITS, 1)
    assert governor.receipt(active.id, seats.farmer) == (support + 1, 1, 1)
    assert governor.hasVoted(active.id, actors.farmer)
    assert not governor.hasVoted(active.id, actors.miller)


def test_cast_vote__abstention__a_head_and_nothing_else(governor, actors, seats, active, meter):
    assert governor.castVote(active.id, ABSTAIN, sender=actors.farmer) == 0
    _, cast = governor.get_logs()
    assert (cast.support, cast.weight) == (ABSTAIN, 0)
    assert tally(governor, active) == (0, 0, 1, 1)
    assert meter("farmer") == (BASE_CREDITS, 0)
    assert governor.receipt(active.id, seats.farmer) == (3, 0, 1)
    assert governor.hasVoted(active.id, actors.farmer)


def test_cast_vote_with_reason__longest__told(governor, actors, active):
    assert governor.castVoteWithReason(active.id, FOR, LONG_REASON, sender=actors.farmer) == 1
    _, cast = governor.get_logs()
    assert (type(cast).__name__, cast.reason, cast.weight) == ("VoteCast", LONG_REASON, 1)


def test_cast_vote_with_params__votes__counted_for_their_square(governor, actors, active, meter):
    stated = params(7)
    cast = governor.castVoteWithReasonAndParams
    assert cast(active.id, AGAINST, LONG_REASON, stated, sender=actors.farmer) == 7
    _, event = governor.get_logs()
    assert type(event).__name__ == "VoteCastWithParams"
    assert fields(event) == {
        "voter": actors.farmer,
        "proposalId": active.id,
        "support": AGAINST,
        "weight": 7,
        "reason": LONG_REASON,
        "params": stated,
    }
    assert governor.proposalVotes(active.id) == (7, 0, 0)
    assert meter("farmer") == (BASE_CREDITS, 49)


def test_cast_vote_with_params__nothing_stated__one_vote(governor, actors, active):
    verb = governor.castVoteWithReasonAndParams
    assert verb(active.id, FOR, "why not", b"", sender=actors.farmer) == 1
    assert type(governor.get_logs()[-1]).__name__ == "VoteCast"
    assert verb(active.id, ABSTAIN, "", b"", sender=actors.miller) == 0
    assert governor.proposalVotes(active.id) == (0, 1, 1)


def test_cast_for__two_seats__each_is_told_with_its_delegate(
    alliance, governor, actors, seats, active, meter
):
    for name in ("miller", "baker"):
        alliance.membership.delegate(actors.farmer, sender=getattr(actors, name))
    both = [seats.miller, seats.baker]
    assert governor.castFor(active.id, AGAINST, params(3), both, sender=actors.farmer) == 2
    told = [(type(event).__name__, fields(event)) for event in governor.get_logs()]
    cast = [each for each in told if each[0] != "BudgetFrozen"]
    expected = []
    for name in ("miller", "baker"):
        named = {"delegate": actors.farmer, "seat": getattr(seats, name), "proposalId": active.id}
        expected.append(("VoteCastFor", named))
        ballot = {"voter": getattr(actors, name), "proposalId": active.id}
        ballot |= {"support": AGAINST, "weight": 3, "reason": ""}
        expected.append(("VoteCast", ballot))
        assert meter(name) == (BASE_CREDITS, 9)
    assert cast == expected
    assert tally(governor, active) == (6, 0, 0, 2)


# --- time --------------------------------------------------------------------------------------


def test_cast_vote__from_first_to_last_second(governor, actors, pending):
    start = governor.proposalSnapshot(pending.id) + 1
    end = start + RULE.period_seconds
    for closed in (start - 1, end):
        boa.env.timestamp = closed
        with refused("governor: voting is not open", governor):
            governor.castVote(pending.id, FOR, sender=actors.farmer)
    for name, open_at in (("farmer", start), ("miller", end - 1)):
        boa.env.timestamp = open_at
        governor.castVote(pending.id, FOR, sender=getattr(actors, name))
    assert governor.proposalVotes(pending.id) == (0, 2, 0)


def test_cast_vote__unknown_proposal__refused(governor, actors, active):
    for unknown in (0, active.id + 1):
        with refused("governor: unknown proposal", governor):
            governor.castVote(unknown, FOR, sender=actors.farmer)


def test_cast_vote__canceled__refused(governor, actors, active):
    governor.cancel(*active.hashed, sender=actors.farmer)
    with refused("governor: voting is not open", governor):
        governor.castVote(active.id, FOR, sender=actors.miller)


# --- the right to vote -------------------------------------------------------------------------


def admit(alliance, account, kind=1):
    alliance.membership.admit([account], kind, sender=alliance.timelock.address)


@pytest.mark.parametrize(("before", "may"), [(0, False), (1, True)])
def test_cast_vote__seat_taken__before_the_first_second(
    alliance, governor, actors, pending, before, may
):
    """G-1, M-4."""
    start = governor.proposalSnapshot(pending.id) + 1
    boa.env.timestamp = start - before
    admit(alliance, actors.outsider)
    boa.env.timestamp = start + 5
    if may:
        governor.castVote(pending.id, FOR, sender=actors.outsider)
    else:
        with refused("governor: no seat at snapshot", governor):
            governor.castVote(pending.id, FOR, sender=actors.outsider)
    assert governor.proposalVotes(pending.id)[1] == may


def test_cast_vote__seat_taken_while_the_vote_is_open__refused(alliance, governor, actors, active):
    """G-1."""
    boa.env.timestamp += 10
    admit(alliance, actors.outsider)
    boa.env.timestamp += 10
    with refused("governor: no seat at snapshot", governor):
        governor.castVote(active.id, FOR, sender=actors.outsider)


def test_cast_vote__left_and_back_again__refused_for_votes_that_began(
    alliance, governor, actors, active
):
    """G-1."""
    alliance.membership.leave(sender=actors.smith)
    boa.env.timestamp += 1
    admit(alliance, actors.smith)
    boa.env.timestamp += 1
    with refused("governor: no seat at snapshot", governor):
        governor.castVote(active.id, FOR, sender=actors.smith)


def test_cast_vote__without_active_seat__refused(alliance, governor, actors, active):
    alliance.membership.leave(sender=actors.smith)
    for name in ("smith", "former", "outsider", "guardian"):
        with refused("governor: no seat at snapshot", governor):
            governor.castVote(active.id, FOR, sender=getattr(actors, name))


def test_cast_vote__organisation__refused(governor, actors, active):
    for support in (AGAINST, FOR, ABSTAIN):
        with refused("governor: persons only", governor):
            governor.castVote(active.id, support, sender=actors.cooperative)


def test_cast_vote__who_leaves_afterwards__ballot_stands(alliance, governor, actors, active):
    governor.castVote(active.id, FOR, sender=actors.smith)
    alliance.membership.leave(sender=actors.smith)
    assert governor.proposalVotes(active.id) == (0, 1, 0)
    with refused("governor: no seat at snapshot", governor):
        governor.castVote(active.id, AGAINST, sender=actors.smith)


# --- what a ballot says ------------------------------------------------------------------------


def test_cast_vote__unknown_support__refused(governor, actors, active):
    for support in (3, 255):
        with refused("governor: bad support", governor):
            governor.castVote(active.id, support, sender=actors.farmer)
        with refused("governor: bad support", governor):
            governor.castVoteWithReasonAndParams(
                active.id, support, "", params(0), sender=actors.farmer
            )


def test_cast_vote__abstention_with_votes__refused(governor, active, vote):
    with refused("governor: bad support", governor):
        vote(active, "farmer", ABSTAIN, 1)
    vote(active, "farmer", ABSTAIN, 0)


@pytest.mark.parametrize("length", [1, 31, 33, 63])
def test_cast_vote__params_of_another_length__refused(governor, actors, active, length):
    with refused("governor: bad params", governor):
        governor.castVoteWithReasonAndParams(
            active.id, FOR, "", b"\0" * length, sender=actors.farmer
        )


def test_cast_vote__deadline__good_to_its_last_second(governor, active, vote):
    now = boa.env.timestamp
    vote(active, "farmer", FOR, 2, deadline=now)
    for past in (now - 1, 0):
        with refused("governor: ballot expired", governor):
            vote(active, "miller", FOR, 2, deadline=past)
    assert governor.proposalVotes(active.id) == (0, 2, 0)


# --- price -------------------------------------------------------------------------------------


def test_cast_vote__to_the_last_credit__and_no_further(governor, active, vote, meter):
    """G-3: 100 credits buy 10 votes."""
    for votes in (11, MAX_VOTES, MAX_VOTES + 1, 2**128, 2**254, 2**255, 2**256 - 1):
        with refused("governor: over budget", governor):
            vote(active, "farmer", FOR, votes)
    vote(active, "farmer", FOR, 10)
    assert meter("farmer") == (BASE_CREDITS, BASE_CREDITS)


def test_cast_vote__several_proposals__one_budget(governor, propose, vote, meter):
    """G-3."""
    proposals = [propose(text=f"number {number}") for number in range(3)]
    boa.env.timestamp = governor.proposalSnapshot(proposals[0].id) + 1
    vote(proposals[0], "farmer", FOR, 8)
    with refused("governor: over budget", governor):
        vote(proposals[1], "farmer", AGAINST, 7)
    vote(proposals[1], "farmer", AGAINST, 6)
    with refused("governor: over budget", governor):
        vote(proposals[2], "farmer", FOR, 1)
    vote(proposals[2], "farmer", ABSTAIN)
    vote(proposals[0], "farmer", FOR, 7)
    vote(proposals[2], "farmer", FOR, 3)
    assert meter("farmer") == (BASE_CREDITS, 49 + 36 + 9)


@pytest.fixture
def rich_governor(alliance):
    """One whose budget is just what the most votes of one ballot cost."""
    parts = (alliance.membership, alliance.ledger, alliance.rules, alliance.timelock)
    return deploy_governor(NAME, *parts, MAX_VOTES**2, 1, 1, 0, NOBODY, 0)


def test_cast_vote__most_votes_of_all__fit(rich_governor, actors, seats, note):
    """G-3."""
    proposal = content([note(1)], actors.farmer)
    rich_governor.propose(*proposal, sender=actors.farmer)
    boa.env.timestamp = rich_governor.proposalSnapshot(proposal.id) + 1
    cast = rich_governor.castVoteWithReasonAndParams
    cast(proposal.id, FOR, "", params(MAX_VOTES), sender=actors.farmer)
    for votes in (MAX_VOTES + 1, 2**256 - 1):
        with refused("governor: over budget", rich_governor):
            cast(proposal.id, FOR, "", params(votes), sender=actors.farmer)
    assert rich_governor.receipt(proposal.id, seats.farmer) == (2, MAX_VOTES, 1)
    assert rich_governor.proposalVotes(proposal.id) == (0, MAX_VOTES, 0)
    assert rich_governor.credits(seats.farmer, SEASON) == (MAX_VOTES**2, MAX_VOTES**2)


# --- again -------------------------------------------------------------------------------------

STEPS = ((FOR, 5), (AGAINST, 3), (FOR, 10), (ABSTAIN, 0), (FOR, 0))


@pytest.mark.parametrize("path", list(permutations(STEPS, 3)))
def test_cast_vote__again__only_the_last_ballot_counts(governor, seats, active, vote, meter, path):
    """G-2, G-3: absolute ballots; no path is cheaper than another."""
    vote(active, "miller", FOR, 2)
    for support, votes in path:
        vote(active, "farmer", support, votes)
    support, votes = path[-1]
    expected = [0, 2, 0]
    expected[support] += 1 if support == ABSTAIN else votes
    heads = 2 if support == ABSTAIN or votes else 1
    assert tally(governor, active) == (*expected, heads)
    assert meter("farmer") == (BASE_CREDITS, votes**2)
    side = support + 1 if heads == 2 else 0
    assert governor.receipt(active.id, seats.farmer) == (side, votes, len(path))


def test_cast_vote__one_seat_by_any_mix__counts_once(governor, actors, active, vote):
    """G-2."""
    governor.castVote(active.id, FOR, sender=actors.farmer)
    governor.castVoteWithReason(active.id, FOR, "again", sender=actors.farmer)
    vote(active, "farmer", FOR, 1)
    assert tally(governor, active) == (0, 1, 0, 1)


def test_cast_vote__withdrawn__no_head_and_credits_back(governor, actors, active, vote, meter):
    vote(active, "farmer", FOR, 6)
    vote(active, "farmer", AGAINST, 0)
    assert governor.get_logs()[-1].weight == 0
    assert tally(governor, active) == (0, 0, 0, 0)
    assert meter("farmer") == (BASE_CREDITS, 0)
    assert not governor.hasVoted(active.id, actors.farmer)


def test_cast_vote__32nd_revision__refused(governor, actors, seats, active, vote):
    for number in range(MAX_REVISIONS):
        vote(active, "farmer", FOR, number % 2)
    assert governor.receipt(active.id, seats.farmer) == (0, 0, MAX_REVISIONS)
    with refused("governor: too many revisions", governor):
        governor.castVote(active.id, FOR, sender=actors.farmer)
    with refused("governor: too many revisions", governor):
        vote(active, "farmer", FOR, 0)
    vote(active, "miller", FOR, 1)


def test_cast_vote__everybody__sums(governor, active, vote, close):
    ballots = ((FOR, 3), (AGAINST, 2), (ABSTAIN, 0), (FOR, 1), (AGAINST, 4))
    for name, (support, votes) in zip(PERSONS, ballots, strict=False):
        vote(active, name, support, votes)
    assert tally(governor, active) == (6, 4, 1, 5)
    close(active)
    assert governor.state(active.id) == State.DEFEATED
