# SPDX-License-Identifier: Apache-2.0
"""cancel_round, refund

cancel_round
├── owner or steward, in each period and until it is settled → cancelled for ever, logged
├── no seat, a seat that left, no office → refused
├── no such round / already cancelled → refused
└── settled or swept → "funding: already settled"
refund
├── cancelled, whoever calls → the sponsor has all of it back (S-1), once; logged
├── twice, or somebody who gave nothing → "escrow: nothing to refund"
├── not cancelled, in any period → "funding: round not cancelled"
├── no such round → "funding: no such round"
└── a sponsor that refuses ETH → blocks only itself, and is refunded once it takes it
"""

import boa
import pytest

from tests.reference.rounds import CANCELLED, ETH
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import DAY, the_event

PERIODS = {"applications": 0, "review": DAY, "voting": 2 * DAY, "to settle": 3 * DAY}


@pytest.fixture
def round_id(stage, funding, actors):
    """An open round with 70 and 30 wei in its pot."""
    number = stage.open_round()
    funding.fund(number, 70, value=70, sender=actors.sponsor)
    funding.fund(number, 30, value=30, sender=actors.donor)
    return number


@pytest.mark.parametrize("wait", [*PERIODS.values(), 4 * DAY], ids=[*PERIODS, "claims over"])
@pytest.mark.parametrize("caller", ["owner", "steward"])
def test_cancel_round__before_settlement__all_refunded(funding, actors, round_id, caller, wait):
    """S-1, S-7."""
    before = [boa.env.get_balance(account) for account in (actors.sponsor, actors.donor)]
    boa.env.timestamp += wait
    funding.cancel_round(round_id, sender=getattr(actors, caller))
    assert the_event(funding, "RoundCancelled") == {"round_id": round_id}
    assert funding.state(round_id) == CANCELLED

    for sponsor, amount in ((actors.sponsor, 70), (actors.donor, 30)):
        funding.refund(round_id, sponsor, sender=actors.outsider)
        logged = {"round_id": round_id, "sponsor": sponsor, "amount": amount}
        assert the_event(funding, "Refunded") == logged
        assert funding.sponsored(round_id, sponsor) == 0
    after = [boa.env.get_balance(account) for account in (actors.sponsor, actors.donor)]
    assert [end - start for start, end in zip(before, after, strict=True)] == [70, 30]
    assert (funding.pot(round_id), funding.paid(round_id), funding.held(ETH)) == (100, 100, 0)
    assert boa.env.get_balance(funding.address) == 0


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        ("outsider", "funding: seat not active"),
        ("former", "funding: seat not active"),
        ("sponsor", "funding: seat not active"),
        ("reviewer", "funding: not a steward"),
    ],
)
def test_cancel_round__not_entitled__refused(funding, actors, round_id, caller, reason):
    with refused(reason, funding):
        funding.cancel_round(round_id, sender=getattr(actors, caller))


def test_cancel_round__no_such_round__refused(funding, actors, round_id):
    with refused("funding: no such round", funding):
        funding.cancel_round(round_id + 1, sender=actors.steward)


def test_cancel_round__twice__refused(funding, actors, round_id):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        funding.cancel_round(round_id, sender=actors.owner)


def test_cancel_round__settled_or_swept__refused(stage, funding, actors):
    number = stage.settled_round({1: 1})
    with refused("funding: already settled", funding):
        funding.cancel_round(number, sender=actors.owner)
    stage.go_to(number, "claims_end")
    funding.sweep(number)
    with refused("funding: already settled", funding):
        funding.cancel_round(number, sender=actors.owner)


def test_cancel_round__one_of_two__the_other_keeps_its_pot(stage, funding, actors, round_id):
    other = stage.open_round()
    funding.fund(other, 5, value=5, sender=actors.sponsor)
    funding.cancel_round(round_id, sender=actors.steward)
    funding.refund(round_id, actors.sponsor)
    assert (funding.pot(other), funding.paid(other), funding.held(ETH)) == (5, 0, 35)
    with refused("funding: round not cancelled", funding):
        funding.refund(other, actors.sponsor)


# refund


def test_refund__twice__refused(funding, actors, round_id):
    """S-1."""
    funding.cancel_round(round_id, sender=actors.steward)
    funding.refund(round_id, actors.sponsor)
    with refused("escrow: nothing to refund", funding):
        funding.refund(round_id, actors.sponsor)
    assert (funding.paid(round_id), boa.env.get_balance(funding.address)) == (70, 30)


def test_refund__gave_nothing__refused(funding, actors, round_id):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("escrow: nothing to refund", funding):
        funding.refund(round_id, actors.outsider)


@pytest.mark.parametrize("wait", PERIODS.values(), ids=PERIODS)
def test_refund__not_cancelled__refused(funding, actors, round_id, wait):
    boa.env.timestamp += wait
    with refused("funding: round not cancelled", funding):
        funding.refund(round_id, actors.sponsor)


def test_refund__settled__refused(stage, funding, actors):
    number = stage.settled_round({1: 1})
    with refused("funding: round not cancelled", funding):
        funding.refund(number, actors.sponsor)


def test_refund__no_such_round__refused(funding, actors, round_id):
    with refused("funding: no such round", funding):
        funding.refund(round_id + 1, actors.sponsor)


def test_refund__of_a_token__paid_in_it(stage, funding, actors):
    token = stage.token("MissingReturnTokenMock")
    number = stage.open_round(token=token.address)
    funding.fund(number, 900, sender=actors.sponsor)
    before = token.balanceOf(actors.sponsor)
    funding.cancel_round(number, sender=actors.steward)
    funding.refund(number, actors.sponsor)
    assert token.balanceOf(actors.sponsor) == before + 900
    assert token.balanceOf(funding.address) == funding.held(token.address) == 0


def test_refund__sponsor_refuses__blocks_only_itself(funding, actors, round_id):
    stubborn = deploy_mock("PayeeMock")
    boa.env.set_balance(stubborn.address, 11)
    stubborn.act(*funding.calldata("fund", round_id, 11), 11)
    stubborn.refuse(True)
    funding.cancel_round(round_id, sender=actors.steward)

    with refused("payee: refused", funding):
        funding.refund(round_id, stubborn.address)
    funding.refund(round_id, actors.sponsor)
    funding.refund(round_id, actors.donor)
    assert (funding.held(ETH), funding.sponsored(round_id, stubborn.address)) == (11, 11)
    stubborn.refuse(False)
    funding.refund(round_id, stubborn.address)
    assert boa.env.get_balance(stubborn.address) == 11
    assert funding.held(ETH) == 0
