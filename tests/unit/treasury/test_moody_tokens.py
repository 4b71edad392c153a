# SPDX-License-Identifier: Apache-2.0
"""A token that is halted, burns gas, answers or refuses at length, moves nothing, hides balances.

The treasury (pay, spend, pay_batch, withdraw, claim_milestone, fund), a grant (withdraw, give_back)
├── the token answers at length → paid as ever, within the gas of a payment
├── it refuses, burns gas or lies → nothing is paid or booked; ETH and other tokens go on
│   └── of a batch, its rows are skipped for little gas; a lie refuses the batch as a whole
├── it is itself again → the very same call pays, once
└── it shuts one payee out → of a batch, that row is skipped, the others are paid
a payee that takes or refuses ETH with 8 KiB → paid or skipped, for little gas
"""

import boa
import pytest

from tests.suite import deploy_mock, gas_used, storage
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import BATCH, DAY, milestone_terms, packed, pot_terms, stream_terms
from tests.unit.treasury.test_grant import LENGTH, deploy, terms_of

PLAIN, HALTED, BURNS_GAS, ANSWERS_AT_LENGTH, REFUSES_AT_LENGTH, MOVES_NOTHING, HIDES = range(7)
REFUSING = (HALTED, BURNS_GAS, REFUSES_AT_LENGTH, MOVES_NOTHING, HIDES)
WAYS = ("pay", "spend", "pay_batch", "withdraw", "claim_milestone", "fund")
GAS = 2_000_000  # of the transaction: a token that burns gas burns no more
TOKEN_GAS, ROW_COSTS = 200_000, 30_000


@pytest.fixture(scope="module")
def token(treasury):
    """The token, of which the treasury has some."""
    made = deploy_mock("MoodyTokenMock", 18)
    made.mint(treasury.address, HELD)
    return made


@pytest.fixture(scope="module")
def ways(treasury, actors, token):
    """Every way out of the treasury: 100 of the token to the payee or into a pool."""
    pot = treasury.open_pot(pot_terms(token.address), sender=actors.owner)
    stream, milestone = stream_terms(pot, actors.payee), milestone_terms(pot, actors.payee)
    treasury.open_stream(stream, 100, sender=actors.steward)
    treasury.promise_milestone((*milestone[:2], 100, *milestone[3:]), sender=actors.steward)
    milestone = (*milestone[:2], 100, *milestone[3:])
    treasury.accept_milestone(milestone, sender=actors.arbiter)
    boa.env.timestamp += DAY
    pool = deploy_mock("PoolMock", token.address, 10_000)
    row = packed((actors.payee, 100))
    owner, steward, payee = ({"sender": each, "gas": GAS} for each in _people(actors))
    return {
        "pay": lambda: treasury.pay(token, actors.payee, 100, PAYROLL, MEMO, **owner),
        "spend": lambda: treasury.spend(pot, actors.payee, 100, PAYROLL, MEMO, **steward),
        "pay_batch": lambda: treasury.pay_batch(pot, BATCH, 0, PAYROLL, MEMO, row, **steward),
        "withdraw": lambda: treasury.withdraw(stream, actors.payee, **payee),
        "claim_milestone": lambda: treasury.claim_milestone(milestone, actors.payee, **payee),
        "fund": lambda: treasury.fund(pool, 3, token, 100, **owner),
    }


def _people(actors):
    return actors.owner, actors.steward, actors.payee


@pytest.mark.parametrize("way", WAYS)
def test_token__answers_at_length__is_paid_as_ever(treasury, token, ways, way):
    """S-6."""
    token.behave(ANSWERS_AT_LENGTH)
    ways[way]()
    assert gas_used(treasury) < TOKEN_GAS
    assert token.balanceOf(treasury) == HELD - 100


@pytest.mark.parametrize("mood", REFUSING)
@pytest.mark.parametrize("way", WAYS)
def test_token__refuses_or_lies__nothing_is_booked_and_later_it_is_paid(
    treasury, actors, tokens, token, ways, way, mood
):
    """S-3, T-3: what a token does stops that token, and no other."""
    token.behave(mood)
    before = storage(treasury)
    if way == "pay_batch" and mood in (HALTED, BURNS_GAS, REFUSES_AT_LENGTH):
        assert ways[way]() == 0
        assert gas_used(treasury) < TOKEN_GAS + 100_000
    else:
        with boa.reverts():
            ways[way]()
    assert storage(treasury) == before
    for other in (ETH, tokens.plain):
        treasury.pay(other, actors.payee, 1, PAYROLL, MEMO, sender=actors.owner)

    token.behave(PLAIN)
    ways[way]()
    assert token.balanceOf(treasury) == HELD - 100
    if way != "fund":
        assert token.balanceOf(actors.payee) == 100


def test_pay_batch__token_shuts_one_out__the_others_are_paid(treasury, actors, token, ways):
    """S-6: whoever is shut out can be paid later, in the same batch."""
    pot = treasury.pot_count()
    token.shut(actors.donor, True)
    rows = packed((actors.payee, 5), (actors.donor, 6), (actors.member, 7))
    arguments = (pot, bytes(32), 0, PAYROLL, MEMO, rows)
    assert treasury.pay_batch(*arguments, sender=actors.steward) == 0b101
    token.shut(actors.donor, False)
    assert treasury.pay_batch(*arguments, sender=actors.steward) == 0b010
    paid = (actors.payee, actors.donor, actors.member)
    assert [token.balanceOf(each) for each in paid] == [5, 6, 7]


@pytest.mark.parametrize("mood", [HALTED, BURNS_GAS, REFUSES_AT_LENGTH, HIDES])
def test_grant__token_refuses__nothing_is_booked_and_later_it_is_paid(
    treasury, actors, token, mood
):
    """S-3, T-3."""
    grant = deploy(treasury, terms_of(actors.payee, token=token.address))
    token.mint(grant.address, 1_000)
    boa.env.timestamp += LENGTH // 2
    grant.stop(sender=actors.owner)
    token.behave(mood)
    before = storage(grant)
    for call in (lambda: grant.withdraw(actors.payee, gas=GAS), lambda: grant.give_back(gas=GAS)):
        with boa.reverts():
            call()
    assert storage(grant) == before

    token.behave(ANSWERS_AT_LENGTH)
    held = token.balanceOf(treasury)
    grant.withdraw(actors.payee)
    grant.give_back()
    assert token.balanceOf(actors.payee) == 500
    assert token.balanceOf(treasury) == held + 500


def test_grant__payee_is_shut_out__has_it_paid_elsewhere(treasury, actors, token):
    """E-1: and what is not theirs can be given back."""
    grant = deploy(treasury, terms_of(actors.payee, token=token.address))
    token.mint(grant.address, 1_000)
    boa.env.timestamp += LENGTH // 2
    token.shut(actors.payee, True)
    with boa.reverts("token: shut out"):
        grant.withdraw(actors.payee, sender=actors.payee)
    grant.withdraw(actors.donor, sender=actors.payee)
    assert token.balanceOf(actors.donor) == 500


def test_payee__answers_at_length__paid_or_skipped_for_little_gas(treasury, actors):
    """X-3: nobody copies the answer."""
    pot = treasury.open_pot(pot_terms(), sender=actors.owner)
    taking, refusing = deploy_mock("BombPayeeMock"), deploy_mock("BombPayeeMock")
    refusing.refuse(True)
    rows = packed((taking.address, 5), (refusing.address, 6), (actors.payee, 7))
    paid = treasury.pay_batch(pot, BATCH, 0, PAYROLL, MEMO, rows, sender=actors.steward)
    assert paid == 0b101
    assert gas_used(treasury) < 3 * (40_000 + ROW_COSTS) + 100_000
    assert (treasury.spent_of(pot), boa.env.get_balance(taking.address)) == (12, 5)
    with boa.reverts():
        treasury.pay(ETH, refusing.address, 1, PAYROLL, MEMO, sender=actors.owner)
    treasury.pay(ETH, taking.address, 1, PAYROLL, MEMO, sender=actors.owner)
    assert treasury.balance_of(ETH) == HELD - 13
