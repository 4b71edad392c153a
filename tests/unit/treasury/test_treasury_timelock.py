# SPDX-License-Identifier: Apache-2.0
"""The treasury under the real timelock: its delay holds, and the largest decision fits a block.

A decision holds at most 10 actions of 2,048 bytes each.
"""

import boa
import pytest
from eth_utils import keccak

from tests.suite import deploy_mock, deploy_timelock, gas_used, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL

DELAY = 3_600
ACTIONS, PAYLOAD = 10, 2_048
LARGEST_TRANSACTION = 15_000_000  # half of the smallest common block
NOTHING, SALT = bytes(32), bytes([0xA7] * 32)


@pytest.fixture
def timelock(treasury, actors):
    """Owns the treasury; its proposer and executor stands for the governor."""
    contract = deploy_timelock(DELAY, actors.owner)
    for role in ("PROPOSER_ROLE", "EXECUTOR_ROLE"):
        contract.grantRole(keccak(text=role), actors.member, sender=actors.owner)
    treasury.seal(contract.address, sender=actors.owner)
    return contract


def test_pay__through_the_timelock__only_after_the_delay(treasury, timelock, actors):
    """T-6."""
    payload = treasury.pay.prepare_calldata(ETH, actors.payee, 5, PAYROLL, MEMO)
    call = (treasury.address, 0, payload, NOTHING, SALT)
    timelock.schedule(*call, DELAY, sender=actors.member)
    boa.env.timestamp += DELAY - 1
    with refused("timelock: not ready", treasury, timelock):
        timelock.execute(*call, sender=actors.member)
    assert treasury.balance_of(ETH) == HELD

    boa.env.timestamp += 1
    timelock.execute(*call, sender=actors.member)
    assert treasury.balance_of(ETH) == HELD - 5


def test_decision__largest__fits_half_a_block(treasury, timelock, actors, tokens):
    """X-3."""
    fee = tokens.fee.address
    pool = deploy_mock("PoolMock", fee, 10_000).address
    fund = treasury.fund.prepare_calldata(pool, 2**256 - 1, fee, 2**64 - 1)
    payload = fund + b"\xff" * (PAYLOAD - len(fund))
    batch = ([treasury.address] * ACTIONS, [0] * ACTIONS, [payload] * ACTIONS, NOTHING, SALT)
    timelock.scheduleBatch(*batch, DELAY, sender=actors.member)
    assert gas_used(timelock) < LARGEST_TRANSACTION

    boa.env.timestamp += DELAY
    timelock.executeBatch(*batch, sender=actors.member)
    assert gas_used(timelock) < LARGEST_TRANSACTION
    assert treasury.balance_of(fee) == HELD - ACTIONS * (2**64 - 1)
    assert tokens.fee.allowance(treasury.address, pool) == 0
