# SPDX-License-Identifier: Apache-2.0
"""A member's story across the contracts, on chains that ape runs."""

import pytest

from cosmolocal.deploy.blueprint import scope_numbers, seat_numbers
from cosmolocal.errors import GovernorOverBudget, LedgerOwnEntry
from cosmolocal.governance import ProposalStatus, Side, proposal_of
from cosmolocal.ledger import entry_of
from cosmolocal.privacy import TextStore
from cosmolocal.verify import verify
from tests.integration.conftest import ETHER

HOUR = 3_600
GROWER, BAKER, MILLER, DRIVER = "Amara Okafor", "Tomás Leite", "Ilse Brandt", "Hanna Virtanen"


@pytest.fixture(scope="module")
def texts():
    return TextStore()


def test_deployment__through_ape__leaves_the_founder_nothing(valley):
    contracts = valley.alliance.contracts
    timelock = contracts["Timelock"]
    admin = timelock.functions.DEFAULT_ADMIN_ROLE().call()
    assert not timelock.functions.hasRole(admin, valley.founder.address).call()
    for name in ("Membership", "Scopes", "Treasury", "ProposalRules", "RetroFunding"):
        assert contracts[name].functions.owner().call() == timelock.address, name
    counts = valley.alliance.membership.counts()
    seats = valley.description.seats
    assert (counts.persons, counts.organisations) == (len(seats.persons), len(seats.organisations))


def test_work__confirmed__is_recognised_and_never_by_oneself(valley, texts):
    ledger, grower = valley.alliance.ledger, valley.signer(GROWER)
    receipt = ledger.record_work(
        scope_numbers(valley.description)["From Grain to Bread"],
        effort_seconds=9 * HOUR,
        occurred_at=receipt_time(valley) - HOUR,
        evidence=texts.commit("nine hours of threshing"),
        signer=grower,
    )
    entry = entry_of(receipt)
    with pytest.raises(LedgerOwnEntry):
        ledger.confirm(entry, signer=grower)
    ledger.confirm(entry, signer=valley.signer(BAKER))
    seat = seat_numbers(valley.description)[GROWER]
    assert ledger.recognition(seat).earned == 9 * HOUR


def test_proposal__passed__pays_out_of_the_treasury(valley, texts):
    alliance, payee = valley.alliance, "0x" + "57" * 20
    alliance.treasury.deposit(2 * ETHER, signer=valley.founder)
    action = alliance.treasury.pay_action(valley.provider.web3.to_checksum_address(payee), ETHER)
    governance = alliance.governance
    receipt = governance.propose([action], texts.commit("salt"), signer=valley.signer(GROWER))
    proposal = proposal_of(receipt)

    valley.warp(governance.show(proposal).start)
    with pytest.raises(GovernorOverBudget):
        governance.vote(proposal, Side.FOR, 11, signer=valley.signer(MILLER))
    for name in (GROWER, BAKER, MILLER, DRIVER):
        governance.vote(proposal, Side.FOR, 4, signer=valley.signer(name))
    valley.warp(governance.show(proposal).end)
    governance.queue(proposal, signer=valley.founder)
    valley.warp(governance.show(proposal).eta)
    governance.execute(proposal, signer=valley.founder)

    assert governance.show(proposal).status is ProposalStatus.EXECUTED
    assert valley.provider.get_balance(payee) == ETHER
    assert alliance.treasury.balance().amount == ETHER


def test_verification__from_events__equals_the_chain(valley):
    report = verify(valley.alliance)
    assert report.is_equal, report.differences
    assert sum(check.compared for check in report.checks) > 100


def receipt_time(valley):
    """Time of the newest block [UTC seconds]."""
    return int(valley.provider.web3.eth.get_block("latest")["timestamp"])
