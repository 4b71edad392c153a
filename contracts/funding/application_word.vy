# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Application Word (module)
@notice Who applied with a project, and where its money goes.
@dev Stateless. Layout, from the lowest bit:
       0  payout_address  160
     160  seat             32   that applied
@custom:units none
@custom:invariant the fields do not overlap; the word is written once
"""

from contracts.common import packing


@internal
@pure
def _new(seat: uint256, payout_address: address) -> uint256:
    """
    @notice The word of a new application.
    """
    word: uint256 = packing._with_field(0, 0, 160, convert(payout_address, uint256))
    return packing._with_field(word, 160, 32, seat)


@internal
@pure
def _payout_address(word: uint256) -> address:
    """
    @notice The only account that the project's money goes to.
    """
    return convert(packing._field(word, 0, 160), address)


@internal
@pure
def _seat(word: uint256) -> uint256:
    """
    @notice The seat that applied.
    """
    return packing._field(word, 160, 32)
