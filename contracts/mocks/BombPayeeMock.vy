# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Bomb Payee Mock
@notice Takes ETH, or refuses it, with 8 KiB of zeros, so that whoever copies the whole answer pays for it; never deployed.
"""

WORDS: constant(uint256) = 256

refuses: public(bool)


@external
def refuse(refuses: bool):
    """
    @notice Take no more ETH, or take it again.
    """
    self.refuses = refuses


@external
@payable
@reentrant
@raw_return
def __default__() -> Bytes[32 * WORDS]:
    """
    @notice Be paid, and answer at length.
    """
    if self.refuses:
        raw_revert(abi_encode(empty(uint256[WORDS])))
    return abi_encode(empty(uint256[WORDS]))
