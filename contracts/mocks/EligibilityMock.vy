# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Eligibility Mock
@notice An adapter that answers what it was told, fails, or answers nonsense; never deployed.
"""

NO: constant(uint256) = 0
YES: constant(uint256) = 1
FAIL: constant(uint256) = 2

_answers: HashMap[address, uint256]


@external
def answer(account: address, answer: uint256):
    """
    @notice Tell it what to say of an account: 0 no, 1 yes, 2 fail, anything else as it is.
    """
    self._answers[account] = answer


@external
@view
def is_eligible(account: address, seat: uint256) -> uint256:
    """
    @notice The answer as it is: callers must not trust it to be a bool.
    """
    answer: uint256 = self._answers[account]
    assert answer != FAIL, "eligibility mock: failing"
    return answer
