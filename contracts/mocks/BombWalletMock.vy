# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Bomb Wallet Mock
@notice Answers ERC-1271 with 64 KiB of zeros, so that whoever copies the whole answer pays for it.
"""

WORDS: constant(uint256) = 2_048


@external
@view
@raw_return
def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> Bytes[32 * WORDS]:
    """
    @notice The long answer, byte for byte.
    """
    return abi_encode(empty(uint256[WORDS]))
