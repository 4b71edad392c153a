# SPDX-License-Identifier: Apache-2.0
"""How ballots of rounds are packed: what one transaction may hold, and how much gas it is given."""

from types import SimpleNamespace

import pytest

from cosmolocal.funding import SignedBallot
from cosmolocal.serve.loads import Message, round_loads
from cosmolocal.transactions import GAS_CAP
from cosmolocal.units import ZERO_ADDRESS

WHOLE = 25  # words of a ballot for 200 projects


def message(number, words, previous=0):
    ballot = SignedBallot(
        round_id=1,
        voter=ZERO_ADDRESS,
        allocations=(1,) * words,
        previous=(1,) * previous,
        deadline=number,
        signature=b"",
    )
    return Message("round ballots", ZERO_ADDRESS, ballot, "funding")


def pool(gas):
    chain = SimpleNamespace(simulate=lambda *_: SimpleNamespace(gas_used=gas))
    alone = SimpleNamespace(gas_used=gas)
    return SimpleNamespace(
        chain=chain, relay_function=lambda *_: None, try_ballot=lambda _: alone, refusal=None
    )


@pytest.mark.parametrize(
    ("words", "previous", "sizes"),
    [(1, 0, [32, 18]), (WHOLE, 0, [32, 18]), (WHOLE, WHOLE, [16, 16, 16, 2]), (32, 32, [12] * 4)],
)
def test_round_loads__large_ballots__fewer_to_a_transaction(words, previous, sizes):
    messages = [message(number, words, previous) for number in range(sum(sizes))]
    loads = list(round_loads(pool(1), messages))
    assert [len(load.messages) for load in loads] == sizes
    assert [each for load in loads for each in load.messages] == messages


def test_limit__of_a_large_batch__is_what_a_transaction_may_ask_for():
    [many] = round_loads(pool(9_000_000), [message(1, WHOLE), message(2, WHOLE)])
    [alone] = round_loads(pool(800_000), [message(1, WHOLE)])
    assert many.limit(ZERO_ADDRESS) == GAS_CAP
    assert alone.attempt(ZERO_ADDRESS) == 800_000
    assert alone.limit(ZERO_ADDRESS) > 2_060_000  # the desk begins with no less
