# SPDX-License-Identifier: Apache-2.0
"""What a contract pays is what `cosmolocal tally` counts by the same rule and dust mode (F-3, F-4).

Gifts and ballots of any size go to the chain; the same go as a table to the rule's exact reference
and to its integer twin, at the root scale of the contract and under `floor`.
"""

from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.quadratic_funding import Parameters as Gifts
from cosmolocal.tally.quadratic_votes import Parameters as Votes
from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Round

DONORS = ("voter", "elector", "steward", "reviewer")
GIVEN = st.integers(1, 10**20) | st.integers(1, 9)
GIFTS = st.dictionaries(
    st.sampled_from(DONORS), st.dictionaries(st.integers(1, 3), GIVEN), min_size=1
)
BALLOTS = st.dictionaries(
    st.sampled_from(DONORS), st.dictionaries(st.integers(1, 3), st.integers(-9, 60)), min_size=1
)
POTS = st.integers(0, 10**3) | st.integers(10**18, 10**21)
CAPS = st.sampled_from([None, 100, 2_500, 5_000, 9_999])


def percent(bps):
    return None if bps is None else f"{bps // 100}.{bps % 100:02}%"


def counted(rule, round_, parameters):
    """The awards of reference and twin, which are the same."""
    found = [RULES[rule].tally(round_, parameters, exact=exact) for exact in (True, False)]
    assert found[0].allocation.awards == found[1].allocation.awards
    return found[0].allocation.awards


@given(gifts=GIFTS, pot=POTS, inclusive=st.booleans(), constrained=st.booleans(), cap=CAPS)
def test_matching__any_gifts__chain_and_tally_agree(
    match, pool, actors, gifts, pot, inclusive, constrained, cap
):
    """F-3, F-4: to the last unit, at a root scale of 256."""
    changes = {"inclusive": inclusive, "constrained": constrained, "cap_bps": cap or 0}
    round_id = match.giving_round(pot=pot, **changes)
    for donor, given_to in gifts.items():
        for project, amount in given_to.items():
            match.give(round_id, getattr(actors, donor), project, amount)
    rule = "quadratic-funding-inclusive" if inclusive else "quadratic-funding"
    ballots = {d: {str(p): amount for p, amount in of.items()} for d, of in gifts.items()}
    parameters = Gifts(root_scale=256, constrained=constrained, cap=percent(cap), dust="floor")
    matches = counted(rule, Round(pot, ("1", "2", "3"), 0, ballots), parameters)
    given_to = {p: sum(of.get(p, 0) for of in gifts.values()) for p in (1, 2, 3)}
    expected = [given_to[p] + matches[str(p)] for p in (1, 2, 3)]
    assert match.payouts(round_id) == expected
    match.settle(round_id)
    assert match.payouts(round_id) == expected


@given(
    cast=BALLOTS,
    pot=POTS,
    cap=CAPS,
    quorum=st.integers(1, 3),
    minimum=st.sampled_from([0, 1, 300, 10**18]),
)
def test_retro__any_ballots__chain_and_tally_agree(
    stage, funding, actors, cast, pot, cap, quorum, minimum
):
    """F-3, F-4: with quorum, zeros, minimum and cap."""
    changes = {"quorum": quorum, "count_zeros": True, "cap_bps": cap or 0, "minimum": minimum}
    round_id = stage.voting_round(pot=pot, budget=20_000, **changes)
    for voter, ballot in cast.items():
        stage.cast(round_id, getattr(actors, voter), ballot)
    ballots = {v: {str(p): votes for p, votes in of.items()} for v, of in cast.items() if of}
    parameters = Votes(quorum=quorum, minimum=str(minimum), cap=percent(cap), dust="floor")
    expected = counted("quadratic-votes", Round(pot, ("1", "2", "3"), 0, ballots), parameters)
    assert [funding.payout(round_id, p) for p in (1, 2, 3)] == list(expected.values())
