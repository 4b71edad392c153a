# SPDX-License-Identifier: Apache-2.0
"""Valueflows 1.0 in this package: actions, units, economic events, and what they do to stocks.

Pure: no chain and no file. `cosmolocal.ledger` records such events, `cosmolocal.replay.ledger`
rebuilds every stock from them.
"""

from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import Flow, agent_of_scope, resource_id
from cosmolocal.valueflows.stocks import Refusal, Stocks
from cosmolocal.valueflows.units import convert, unit_code

__all__ = [
    "Action",
    "Flow",
    "Refusal",
    "Stocks",
    "agent_of_scope",
    "convert",
    "resource_id",
    "unit_code",
]
