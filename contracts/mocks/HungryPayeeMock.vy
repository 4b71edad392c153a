# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Hungry Payee Mock
@notice A payee that burns all the gas it is given, or refuses, when ETH comes; never deployed.
"""

hungry: public(bool)
refusing: public(bool)
eaten: public(HashMap[uint256, uint256])


@external
def set_mood(hungry: bool, refusing: bool):
    """
    @notice Say how to take the next payment.
    """
    self.hungry = hungry
    self.refusing = refusing


@external
@payable
@reentrant
def __default__():
    """
    @notice Take ETH, in the chosen mood.
    """
    assert not self.refusing, "payee: no thanks"
    if self.hungry:
        for i: uint256 in range(256):
            self.eaten[i] += 1
