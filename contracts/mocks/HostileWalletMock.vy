# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Hostile Wallet Mock
@notice Answers ERC-1271 with a yes, or in one of the ways that are none.
"""

SAYS_YES: constant(uint256) = 0
SAYS_NO: constant(uint256) = 1
REVERTS: constant(uint256) = 2
ANSWERS_SHORT: constant(uint256) = 3
ANSWERS_NOTHING: constant(uint256) = 4
SAYS_TRUE: constant(uint256) = 5
BURNS_GAS: constant(uint256) = 6

MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
NO: constant(bytes32) = 0xffffffff00000000000000000000000000000000000000000000000000000000
# Its square is more rounds than the gas of any signature check pays for.
ROUNDS: constant(uint256) = 256

behaviour: public(uint256)


@deploy
def __init__(behaviour: uint256):
    self.behaviour = behaviour


@external
def behave(behaviour: uint256):
    """
    @notice Choose another answer.
    """
    self.behaviour = behaviour


@external
@view
@raw_return
def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> Bytes[32]:
    """
    @notice The chosen answer, byte for byte.
    """
    behaviour: uint256 = self.behaviour
    assert behaviour != REVERTS, "wallet: refused"
    if behaviour == ANSWERS_NOTHING:
        return b""
    if behaviour == ANSWERS_SHORT:
        return slice(MAGIC, 0, 31)
    if behaviour == SAYS_TRUE:
        return abi_encode(True)
    if behaviour == BURNS_GAS:
        self._burn_gas(digest)
    return abi_encode(MAGIC if behaviour == SAYS_YES else NO)


@internal
@pure
def _burn_gas(seed: bytes32):
    """
    @notice Hash until the gas is gone.
    """
    word: bytes32 = seed
    for _: uint256 in range(ROUNDS):
        for _again: uint256 in range(ROUNDS):
            word = keccak256(word)
