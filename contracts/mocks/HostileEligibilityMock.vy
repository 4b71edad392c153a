# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Hostile Eligibility Mock
@notice An eligibility adapter that calls back into whoever asks it, writes, or hashes until the gas is gone.
"""

CALLS_BACK: constant(uint256) = 0
WRITES: constant(uint256) = 1
BURNS_GAS: constant(uint256) = 2
# Its square is more rounds than the gas of any question pays for.
ROUNDS: constant(uint256) = 256

behaviour: public(uint256)
asked: public(uint256)
_target: address
_payload: Bytes[512]


@external
def behave(behaviour: uint256, target: address, payload: Bytes[512]):
    """
    @notice Choose what it does when it is asked.
    """
    self.behaviour = behaviour
    self._target = target
    self._payload = payload


@external
@reentrant  # a lock is a write, which a view call forbids: the attack would never begin
def is_eligible(account: address, seat: uint256) -> bool:
    """
    @notice Yes if the attack succeeded.
    """
    if self.behaviour == WRITES:
        self.asked += 1
        return True
    if self.behaviour == BURNS_GAS:
        word: bytes32 = empty(bytes32)
        for _: uint256 in range(ROUNDS):
            for _again: uint256 in range(ROUNDS):
                word = keccak256(word)
        return True
    return raw_call(self._target, self._payload, revert_on_failure=False)
