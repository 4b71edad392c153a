# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Packing (module)
@notice Reads and writes bit fields of one storage word. A field is named by its lowest bit and its width.
@dev Stateless. Vyper gives every state variable its own slot, so hot words are packed by hand; each word's layout
     is documented once, in the module that owns it, and its fields are reached through named helpers only.
@custom:units offsets and widths are bits: 0 < width < 256, offset + width <= 256
@custom:invariant writing a field changes no other bit; reading it back gives what was written
"""


@internal
@pure
def _field(word: uint256, offset: uint256, width: uint256) -> uint256:
    """
    @notice The unsigned value of one field.
    """
    return (word >> offset) & ((1 << width) - 1)


@internal
@pure
def _with_field(word: uint256, offset: uint256, width: uint256, content: uint256) -> uint256:
    """
    @notice `word` with one field replaced.
    @dev A value wider than its field would reach into the neighbour, so it is refused.
    """
    mask: uint256 = (1 << width) - 1
    assert content <= mask, "packing: value too wide"
    return (word & ~(mask << offset)) | (content << offset)
