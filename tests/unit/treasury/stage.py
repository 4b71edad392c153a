# SPDX-License-Identifier: Apache-2.0
"""What tests of pots share: terms of pots, streams and milestones, and packed payments."""

import boa

from tests.unit.treasury.conftest import ETH, MEMO

HOUR, DAY = 3_600, 86_400
SCOPE, PAYROLL = 1, 4
STEWARD, ARBITER = 1, 4
CAP, PER_PAYMENT, PERIOD = 1_000, 300, 30 * DAY
BATCH = bytes([0xBA] * 32)


def pot_terms(token=ETH, **changes):
    """Terms of a pot that begins now and lasts a year."""
    now = boa.env.timestamp
    terms = {
        "scope": SCOPE,
        "token": token,
        "start": now,
        "end": now + 360 * DAY,
        "period": PERIOD,
        "cap": CAP,
        "per_payment": PER_PAYMENT,
    }
    return tuple((terms | changes).values())


def packed(*payments):
    """Rows of a batch: (payee, amount)."""
    return [int(str(to), 16) << 96 | amount for to, amount in payments]


def stream_terms(pot, payee, /, **changes):
    """Terms of a stream of 10 units an hour from now on."""
    terms = {
        "pot": pot,
        "payee": payee,
        "start": boa.env.timestamp,
        "amount": 10,
        "seconds": HOUR,
        "category": PAYROLL,
        "memo": MEMO,
    }
    return tuple((terms | changes).values())


def milestone_terms(pot, payee, /, **changes):
    """Terms of a milestone of 200 units, due in ten days."""
    terms = {
        "pot": pot,
        "payee": payee,
        "amount": 200,
        "due_at": boa.env.timestamp + 10 * DAY,
        "category": PAYROLL,
        "memo": MEMO,
    }
    return tuple((terms | changes).values())


def names(contract):
    """Events of the last call."""
    return [type(event).__name__ for event in contract.get_logs()]
