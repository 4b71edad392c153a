# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Packing Mock
@notice The smallest host of bit fields; never deployed.
"""

from contracts.common import packing


@external
@pure
def field(word: uint256, offset: uint256, width: uint256) -> uint256:
    """
    @notice See `packing._field`.
    """
    return packing._field(word, offset, width)


@external
@pure
def with_field(word: uint256, offset: uint256, width: uint256, content: uint256) -> uint256:
    """
    @notice See `packing._with_field`.
    """
    return packing._with_field(word, offset, width, content)
