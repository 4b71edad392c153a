# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposer Suffix (module)
@notice Whether the last 52 characters of a description, `#proposer=0x` and 40 hex digits, name an account.
@dev Stateless. OpenZeppelin's convention against front-running, mandatory here: whoever copies a proposal would have to
     write their own address, which gives it another id. The address is spelled and compared 32 digits at a time; a
     control character that differs from a digit in the bit of the case alone passes for it, and still names nobody else.
@custom:units text is ASCII
@custom:invariant the answer does not depend on the case of the digits
"""

MARKER: constant(bytes12) = 0x2370726f706f7365723d3078  # #proposer=0x
# Every byte 1; times n, every byte n.
ONES: constant(uint256) = max_value(uint256) // 255
# Setting this bit of an ASCII letter makes it lower case; digits have it already.
LOWER_CASE: constant(uint256) = ONES * 32
ZEROS: constant(uint256) = ONES * 48  # "0"
SIXES: constant(uint256) = ONES * 6
MASK_64: constant(uint256) = 2**64 - 1
# Every other group of 64, 32, 16, 8 or 4 bits, the lowest one included.
EVERY_64: constant(uint256) = max_value(uint256) // (2**64 + 1)
EVERY_32: constant(uint256) = max_value(uint256) // (2**32 + 1)
EVERY_16: constant(uint256) = max_value(uint256) // (2**16 + 1)
EVERY_8: constant(uint256) = max_value(uint256) // (2**8 + 1)
EVERY_4: constant(uint256) = max_value(uint256) // (2**4 + 1)
MASK_128: constant(uint256) = 2**128 - 1
# From the character after "9" to "a".
LETTER_GAP: constant(uint256) = 39


@internal
@pure
def _names(head: bytes32, tail: bytes32, account: address) -> bool:
    """
    @notice Whether the 52 characters are the marker and the digits of `account`.
    @param head The first 32 of the 52 characters.
    @param tail The last 32 of them.
    """
    first: uint256 = convert(head, uint256)
    if first >> 160 != convert(MARKER, uint256):
        return False
    # head goes on with digits 1 .. 20, of which tail repeats the last twelve, and tail ends with digit 40.
    digits: uint256 = convert(account, uint256)
    first_eight: uint256 = (first >> 96) & MASK_64
    if first_eight | (LOWER_CASE >> 192) != self._spell(digits >> 128) & MASK_64:
        return False
    return convert(tail, uint256) | LOWER_CASE == self._spell(digits & MASK_128)


@internal
@pure
def _spell(number: uint256) -> uint256:
    """
    @notice 32 lower-case hex digits of a number below 2**128, one character in each byte.
    @dev Halves the distance of neighbouring groups of digits until each digit has a byte; then adds "0", and the gap to
         the letters where adding six carries out of the digit.
    """
    x: uint256 = (number | (number << 64)) & EVERY_64
    x = (x | (x << 32)) & EVERY_32
    x = (x | (x << 16)) & EVERY_16
    x = (x | (x << 8)) & EVERY_8
    x = (x | (x << 4)) & EVERY_4
    letters: uint256 = (unsafe_add(x, SIXES) >> 4) & ONES
    return unsafe_add(x | ZEROS, unsafe_mul(letters, LETTER_GAP))
