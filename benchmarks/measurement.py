# SPDX-License-Identifier: Apache-2.0
"""What a benchmark hands over: one mined transaction and the conditions it stood under."""

from dataclasses import dataclass

from web3.types import TxReceipt


@dataclass(frozen=True)
class Measurement:
    """One mined transaction; `items` equal things were done in it."""

    operation: str
    receipt: TxReceipt
    conditions: str
    items: int = 1
