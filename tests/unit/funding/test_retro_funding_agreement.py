# SPDX-License-Identifier: Apache-2.0
"""The contract, the exact reference and its fast twin give the same figures (F-3, F-4).

Any ballots, some of them replaced, are cast on chain; then everything is counted again from the
events alone, by both implementations of the rule, and compared with what the contract pays.
"""

from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.quadratic_votes import RULE, cost, exact, fast
from tests.reference.funding import read_allocations
from tests.unit.funding.stage import ETHER, events

VOTERS = ("voter", "elector", "steward", "reviewer", "mill")
PROJECTS = (1, 2, 3)
BUDGET = 2**24 - 1
BALLOT = st.dictionaries(
    st.sampled_from(PROJECTS),
    st.integers(-2_000, 2_000).filter(bool) | st.sampled_from([1, -1, 2, 3]),
)
POTS = st.integers(1, 10**6) | st.integers(ETHER, 1_000 * ETHER)


@given(cast=st.lists(st.tuples(st.sampled_from(VOTERS), BALLOT), max_size=12), pot=POTS)
def test_figures__any_ballots__contract_reference_and_twin_agree(stage, funding, cast, pot):
    """F-3, F-4."""
    round_id = stage.voting_round(pot=pot, budget=BUDGET)
    last, logged = {}, {}
    for voter, ballot in cast:
        assert cost(ballot.values()) <= BUDGET
        stage.cast(round_id, getattr(stage.actors, voter), ballot, previous=last.get(voter))
        last[voter] = ballot
        [event] = events(funding, "BallotCast")
        logged[event.seat] = read_allocations(event.allocations)

    outcome = exact(PROJECTS, logged.values(), pot)
    rows = [row for ballot in logged.values() for row in ballot.items()]
    assert fast(PROJECTS, rows, pot) == outcome
    assert {p: funding.votes(round_id, p) for p in PROJECTS} == dict(outcome.votes)
    assert {p: funding.payout(round_id, p) for p in PROJECTS} == dict(outcome.payouts)

    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    [settled] = events(funding, "RoundSettled")
    frozen = (settled.pot, settled.total_votes, settled.payable_amount)
    assert frozen == (pot, outcome.total_votes, outcome.paid)
    for project in (p for p, payout in outcome.payouts.items() if payout):
        funding.claim(round_id, project)
        [claimed] = events(funding, "Claimed")
        assert claimed.amount == outcome.payouts[project]
    assert funding.pot(round_id) - funding.paid(round_id) == outcome.dust


def test_rule__name__is_the_same_on_chain(funding):
    assert funding.RULE() == RULE
