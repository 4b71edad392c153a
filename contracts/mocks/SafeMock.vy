# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Safe Mock
@notice A wallet with one module, which answers as a Safe of version 1.4 does, or as none would; never deployed.
"""

# How it answers: as a Safe, by refusing, by reverting, with a word, or with an answer that was cut off.
HONEST: constant(uint256) = 0
REFUSES: constant(uint256) = 1
REVERTS: constant(uint256) = 2
ONE_WORD: constant(uint256) = 3
CUT_OFF: constant(uint256) = 4

module: public(address)
manner: public(uint256)


@external
@payable
@reentrant
def __default__():
    """
    @notice Hold ETH.
    """
    pass


@external
def enable(module: address, manner: uint256):
    """
    @notice Name the module, and how to answer it.
    """
    self.module = module
    self.manner = manner


@external
@raw_return
def execTransactionFromModuleReturnData(
    to: address, amount: uint256, data: Bytes[1024], operation: uint8
) -> Bytes[1152]:
    """
    @notice Make a call for the module, and answer (bool, bytes).
    """
    assert msg.sender == self.module, "safe: not a module"
    assert operation == 0, "safe: not a plain call"
    assert self.manner != REVERTS, "safe: reverts"
    success: bool = False
    response: Bytes[1024] = b""
    if self.manner != REFUSES:
        success, response = raw_call(
            to, data, value=amount, max_outsize=1024, revert_on_failure=False
        )
    answer: Bytes[1120] = abi_encode(success, response)
    if self.manner == ONE_WORD:
        return slice(answer, 0, 32)
    if self.manner == CUT_OFF:
        return slice(answer, 0, 96)
    return answer
