# SPDX-License-Identifier: Apache-2.0
"""Figures and small readings that the ledger's tests share."""

import boa

from tests.reference.ledger import Entry
from tests.suite import GENESIS, SEASON_SECONDS

ROOT, WORKSHOP = 1, 2
SKILL = 7
HOUR = 3_600
EVIDENCE = bytes([0xE1] * 32)
REASON = bytes([0x4E] * 32)


def season():
    """The season of the present block."""
    return (boa.env.timestamp - GENESIS) // SEASON_SECONDS


def travel(seasons):
    """Go to the first second of a later season."""
    boa.env.timestamp = GENESIS + (season() + seasons) * SEASON_SECONDS


def status(ledger, entry):
    """The status of an entry."""
    return Entry.unpack(ledger.entry_word(entry)).status
