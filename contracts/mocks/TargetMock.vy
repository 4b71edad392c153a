# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Target Mock
@notice What decisions act upon: it notes each call with its caller and value, or refuses it.
"""

# A name for each way to refuse.
WITH_REASON: constant(uint256) = 1
WITHOUT_REASON: constant(uint256) = 2

refusal: public(uint256)
_notes: DynArray[uint256, 64]
last_caller: public(address)
last_value: public(uint256)


@external
@payable
def note(word: uint256):
    """
    @notice Note a call.
    """
    assert self.refusal != WITH_REASON, "target: refused"
    assert self.refusal != WITHOUT_REASON
    self._notes.append(word)
    self.last_caller = msg.sender
    self.last_value = msg.value


@external
def refuse(refusal: uint256):
    """
    @notice Refuse from now on: 1 with a reason, 2 without one, 0 not at all.
    """
    self.refusal = refusal


@external
@view
@reentrant  # looked at from inside a decision, too
def notes() -> DynArray[uint256, 64]:
    """
    @notice Every call so far.
    """
    return self._notes
