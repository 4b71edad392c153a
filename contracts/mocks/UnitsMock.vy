# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Units Mock
@notice The smallest host of units of measure; never deployed.
"""

from contracts.common import units

initializes: units


@deploy
def __init__():
    units.__init__()


@external
@view
def convert_(quantity: uint256, code: uint256, into: uint256) -> uint256:
    """
    @notice See `units._convert`.
    """
    return units._convert(quantity, code, into)
