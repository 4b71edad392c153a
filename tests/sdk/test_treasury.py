# SPDX-License-Identifier: Apache-2.0
"""The treasury through the SDK, on both engines."""

import pytest

from cosmolocal.errors import TreasuryBalanceTooSmall
from cosmolocal.governance import ProposalStatus
from cosmolocal.replay.treasury import PaymentState
from cosmolocal.treasury import ETH, StreamTerms, replay
from cosmolocal.verify import verify
from tests.sdk.treasury_story import POT, pot_terms
from tests.sdk.valley import BAKER, BOOKKEEPER, DAY, ETHER, HOUR, ROOT

CATEGORY = 7


def test_deposit__eth__is_held_and_told(valley):
    treasury = valley.alliance.treasury

    receipt = treasury.deposit(3 * ETHER, signer=valley.outsider)

    event = receipt.event("Received")
    assert (event["sender"], event["amount"]) == (valley.outsider.address, 3 * ETHER)
    balance = treasury.balance()
    assert (balance.token, balance.amount, balance.block) == (ETH, 3 * ETHER, receipt.block)


def test_deposit__simulated__sends_nothing(valley):
    valley.alliance.treasury.deposit(ETHER, signer=valley.outsider, simulate=True)

    assert valley.alliance.treasury.balance().amount == 0


def test_pay_action__passed_by_vote__pays_with_category_and_memo(valley):
    treasury, to = valley.alliance.treasury, valley.local.accounts[3].address
    treasury.deposit(3 * ETHER, signer=valley.deployer)
    before, memo = valley.local.chain.at().balance(to), valley.texts.commit("a new millstone")

    receipt = valley.pass_(
        valley.propose(treasury.pay_action(to, ETHER, category=CATEGORY, memo=memo))
    )

    assert valley.local.chain.at().balance(to) == before + ETHER
    assert treasury.balance().amount == 2 * ETHER
    state = replay(valley.alliance.events())
    assert state.contradictions == ()
    assert state.payments == (PaymentState(ETH, to, ETHER, receipt.timestamp, CATEGORY, memo),)
    assert (state.received, state.spent(ETH), state.balance) == (3 * ETHER, ETHER, 2 * ETHER)


def test_pay_action__more_than_is_held__is_refused_when_executed(valley):
    treasury = valley.alliance.treasury
    proposal_id = valley.propose(treasury.pay_action(valley.outsider.address, ETHER))

    with pytest.raises(TreasuryBalanceTooSmall):
        valley.pass_(proposal_id)
    assert valley.alliance.governance.show(proposal_id).status is ProposalStatus.QUEUED


def test_fund_action__passed_by_vote__fills_the_pot_of_a_round(valley):
    treasury, funding = valley.alliance.treasury, valley.alliance.funding
    treasury.deposit(3 * ETHER, signer=valley.deployer)
    number = valley.round(later_by=20 * DAY)

    receipt = valley.pass_(valley.propose(treasury.fund_action(number, 2 * ETHER)))

    assert receipt.event("RoundSponsored")["sponsor"] == treasury.address
    assert funding.show(number).pot == 2 * ETHER
    assert treasury.balance().amount == ETHER
    [payment] = replay(valley.alliance.events()).payments
    assert (payment.to, payment.round_id, payment.amount) == (funding.address, number, 2 * ETHER)


def test_streams__their_steward_leaves_the_scope__earn_no_more_and_verify(valley):
    """T-3, T-4: what the SDK, its replay and the contract say of a revoked stream is the same."""
    treasury, steward = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    treasury.deposit(ETHER, signer=valley.deployer)
    valley.pass_(valley.propose(treasury.open_pot_action(pot_terms(valley))))
    payee, memo = valley.address(BAKER), valley.texts.commit("flour")
    terms = StreamTerms(
        pot=POT, payee=payee, start=0, amount=600, seconds=HOUR, category=CATEGORY, memo=memo
    )
    opened = treasury.open_stream(terms, 10 * 600, signer=steward)
    valley.warp(valley.local.now + 2 * HOUR)
    left_at = valley.alliance.scopes.leave(ROOT, signer=steward).timestamp
    valley.warp(valley.local.now + DAY)

    [stream] = treasury.streams()
    assert stream.runs_until == left_at
    assert stream.earned == (left_at - stream.start) * 600 // HOUR < stream.deposit
    treasury.withdraw(stream.id, signer=valley.outsider)
    treasury.stop_stream(opened.event("StreamOpened")["stream"], signer=valley.outsider)
    assert treasury.state().reserved(ETH) == 0
    assert verify(valley.alliance).differences == ()
