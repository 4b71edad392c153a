# SPDX-License-Identifier: Apache-2.0
"""Small readings that the membership tests share."""

import boa

from tests.reference.membership import ACTIVE, SEAT_WORD, pack
from tests.suite import fields


def seat_word(seat, kind, joined_at=None, status=ACTIVE, left_at=0):
    """The word of a seat taken now unless said otherwise, where nothing goes dormant."""
    at = boa.env.timestamp if joined_at is None else joined_at
    never = {"last_season": 2**16 - 1, "awake_until": left_at or 2**40 - 1}
    return pack(
        SEAT_WORD, seat=seat, kind=kind, status=status, credits_from=at, term_end=left_at, **never
    )


def log_of(contract):
    """The events of the last call in order: (name, fields)."""
    return [(type(event).__name__, fields(event)) for event in contract.get_logs()]


def wait(seconds=1):
    """Let time pass."""
    boa.env.timestamp += seconds
