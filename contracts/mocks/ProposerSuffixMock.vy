# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposer Suffix Mock
@notice The smallest host of the proposer's suffix; never deployed.
"""

from contracts.governance import proposer_suffix


@external
@pure
def names(head: bytes32, tail: bytes32, account: address) -> bool:
    """
    @notice See `proposer_suffix._names`.
    """
    return proposer_suffix._names(head, tail, account)


@external
@pure
def spell(number: uint256) -> uint256:
    """
    @notice See `proposer_suffix._spell`.
    """
    return proposer_suffix._spell(number)
