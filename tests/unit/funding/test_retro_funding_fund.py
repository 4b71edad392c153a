# SPDX-License-Identifier: Apache-2.0
"""fund

├── ETH or a token, by anybody, until the voting ends → credited to pot, sponsor and held; logged
├── the treasury, by its owner → the round has it, the treasury is the sponsor
├── tokens (F-8): odd ones of every mechanism are test_pools_hostile_tokens
│   ├── nothing arrives → "escrow: nothing received"
│   └── allowance too small → refused by the token
├── ETH: another value than the amount → "escrow: value is not the amount"
├── zero → "escrow: nothing received"
├── ETH into a round of a token → "escrow: round takes a token"
├── more than a pot can hold → "packing: value too wide"
├── F-9: after the voting, settled or not → the pot stays; see test_late_top_ups
├── no such round / cancelled → refused
└── S-5: a donation, of ETH or of a token, changes no pot
"""

import boa
import pytest
from eth.exceptions import Revert

from tests.reference.rounds import ETH
from tests.suite import refused
from tests.unit.funding.stage import DAY, ETHER, the_event


@pytest.fixture
def round_id(stage):
    return stage.open_round()


def book(funding, round_id, sponsor):
    """All that the contract notes of one sponsor's money."""
    token = funding.terms(round_id).token
    return funding.pot(round_id), funding.sponsored(round_id, sponsor), funding.held(token)


def test_fund__eth__credited_and_logged(stage, funding, actors, round_id):
    funding.fund(round_id, 5 * ETHER, value=5 * ETHER, sender=actors.sponsor)
    funding.fund(round_id, ETHER, value=ETHER, sender=actors.donor)
    funding.fund(round_id, 2, value=2, sender=actors.sponsor)
    assert the_event(funding, "RoundSponsored") == {
        "round_id": round_id,
        "sponsor": actors.sponsor,
        "amount": 2,
        "pot": 6 * ETHER + 2,
    }
    assert book(funding, round_id, actors.sponsor) == (6 * ETHER + 2, 5 * ETHER + 2, 6 * ETHER + 2)
    assert funding.sponsored(round_id, actors.donor) == ETHER
    assert boa.env.get_balance(funding.address) == 6 * ETHER + 2
    assert funding.paid(round_id) == 0


def test_fund__two_rounds_of_one_token__kept_apart(stage, funding, actors, round_id):
    other = stage.open_round()
    funding.fund(round_id, 7, value=7, sender=actors.sponsor)
    funding.fund(other, 5, value=5, sender=actors.sponsor)
    assert book(funding, round_id, actors.sponsor) == (7, 7, 12)
    assert book(funding, other, actors.sponsor) == (5, 5, 12)


def test_fund__by_the_treasury__it_is_the_sponsor(stage, funding, actors):
    treasury, token = stage.treasury, stage.token()
    token.mint(treasury.address, 1_000)
    in_token, in_eth = stage.open_round(token=token.address), stage.open_round()
    boa.env.set_balance(treasury.address, 10)
    treasury.fund(funding.address, in_token, token.address, 600, sender=actors.owner)
    treasury.fund(funding.address, in_eth, ETH, 10, sender=actors.owner)
    assert book(funding, in_token, treasury.address) == (600, 600, 600)
    assert book(funding, in_eth, treasury.address) == (10, 10, 10)
    assert token.allowance(treasury.address, funding.address) == 0


# Tokens


def test_fund__nothing_arrives__refused(stage, funding, actors):
    """F-8: nothing arrived, nothing is credited."""
    token = stage.token("FeeTokenMock", 10_000)
    round_id = stage.open_round(token=token.address)
    with refused("escrow: nothing received", funding):
        funding.fund(round_id, 1_000, sender=actors.sponsor)


def test_fund__allowance_too_small__refused(stage, funding, actors):
    token = stage.token()
    round_id = stage.open_round(token=token.address)
    token.approve(funding.address, 999, sender=actors.sponsor)
    with refused("token: allowance too small", funding):
        funding.fund(round_id, 1_000, sender=actors.sponsor)


def test_fund__more_than_a_pot_can_hold__refused(stage, funding, actors):
    token = stage.token()
    round_id = stage.open_round(token=token.address)
    token.mint(actors.sponsor, 2**128)
    token.approve(funding.address, 2**129, sender=actors.sponsor)
    with refused("packing: value too wide", funding):
        funding.fund(round_id, 2**128, sender=actors.sponsor)
    funding.fund(round_id, 2**128 - 1, sender=actors.sponsor)
    with refused("packing: value too wide", funding):
        funding.fund(round_id, 1, sender=actors.sponsor)
    assert funding.pot(round_id) == 2**128 - 1


# ETH


@pytest.mark.parametrize(("amount", "value"), [(2, 1), (1, 2), (0, 1), (1, 0)])
def test_fund__value_is_not_the_amount__refused(funding, actors, round_id, amount, value):
    with refused("escrow: value is not the amount", funding):
        funding.fund(round_id, amount, value=value, sender=actors.sponsor)


def test_fund__zero__refused(funding, actors, round_id):
    with refused("escrow: nothing received", funding):
        funding.fund(round_id, 0, sender=actors.sponsor)


def test_fund__eth_into_a_token_round__refused(stage, funding, actors):
    token = stage.token()
    round_id = stage.open_round(token=token.address)
    with refused("escrow: round takes a token", funding):
        funding.fund(round_id, 1, value=1, sender=actors.sponsor)


# When


def test_fund__last_second_of_voting__the_next_is_too_late_for_the_pot(stage, funding, actors):
    """F-9."""
    round_id = stage.voting_round()
    boa.env.timestamp += DAY
    funding.fund(round_id, 1, value=1, sender=actors.sponsor)
    assert funding.pot(round_id) == 0
    boa.env.timestamp -= 1
    funding.fund(round_id, 1, value=1, sender=actors.sponsor)
    assert funding.pot(round_id) == 1


def test_fund__settled__pot_and_payouts_stay(stage, funding, actors):
    """F-9."""
    round_id = stage.settled_round({1: 1})
    funding.fund(round_id, 1, value=1, sender=actors.sponsor)
    assert (funding.pot(round_id), funding.payout(round_id, 1)) == (100, 100)


def test_fund__no_such_round__refused(funding, actors, round_id):
    with refused("funding: no such round", funding):
        funding.fund(round_id + 1, 1, value=1, sender=actors.sponsor)


def test_fund__cancelled_round__refused(funding, actors, round_id):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        funding.fund(round_id, 1, value=1, sender=actors.sponsor)


# Donations


def test_donation__eth__refused_or_without_effect(funding, actors, round_id):
    """S-5."""
    with pytest.raises(Revert):  # the contract has no default function
        boa.env.raw_call(funding.address, sender=actors.donor, value=1)
    boa.env.set_balance(funding.address, ETHER)  # forced in, as a block's reward can be
    assert book(funding, round_id, actors.donor) == (0, 0, 0)


def test_donation__token__changes_no_claim(stage, funding, actors):
    """S-5."""
    token = stage.token()
    round_id = stage.voting_round(token=token.address)
    funding.fund(round_id, 100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 2, 2: 1})
    payouts = [funding.payout(round_id, project) for project in (1, 2, 3)]
    token.mint(funding.address, 10**9)
    assert [funding.payout(round_id, project) for project in (1, 2, 3)] == payouts == [66, 33, 0]
    assert book(funding, round_id, actors.sponsor) == (100, 100, 100)
