# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Code Records (module)
@notice Which code a governor's proposals rely on: a proposal does not run on a target whose code has changed since.
@dev Stateful. One word for each governor and target, shared by all proposals, so that a steady one only reads it:
       0  since    40   when the record was changed; 0 for the first [UTC seconds]
      40  hash    216   upper bits of the code's hash
     A target that is only paid is not recorded: it needs no code.
@custom:units times are UTC seconds
@custom:invariant a proposal runs on the code that its targets had when it was made, and on no other
"""

from contracts.interfaces import IProposalRules

MASK_40: constant(uint256) = 2**40 - 1
# Of an account that exists without code.
NO_CODE: constant(bytes32) = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470

_records: HashMap[address, HashMap[address, uint256]]  # governor -> target -> record


@internal
def _rely_on(governor: address, target: address):
    """
    @notice Record a target's code at its first use; afterwards refuse one that has changed until it is recorded anew, or
            it could change back once everybody has looked at it.
    """
    known: uint256 = self._records[governor][target]
    if known == 0:
        self._record(governor, target, 0)
    else:
        self._check_record(known, target, block.timestamp)


@internal
def _renew(governor: address, target: address):
    """
    @notice Record the code that a known target has now; proposals made before cannot run on it any more.
    """
    known: uint256 = self._records[governor][target]
    assert known != 0, "rules: no code recorded"
    assert self._fingerprint(target) != known >> 40, "rules: code has not changed"
    self._record(governor, target, block.timestamp)


@internal
def _record(governor: address, target: address, since: uint256):
    """
    @notice Write a record.
    """
    code_hash: bytes32 = target.codehash
    assert code_hash != empty(bytes32) and code_hash != NO_CODE, "rules: target has no code"
    self._records[governor][target] = (self._fingerprint(target) << 40) | since
    log IProposalRules.CodeRecorded(
        governor=governor, target=target, code_hash=code_hash, since=since
    )


@internal
@view
def _check(governor: address, target: address, proposed_at: uint256):
    """
    @notice Refuse a target whose code is not what it was when the proposal was made.
    """
    known: uint256 = self._records[governor][target]
    if known != 0:
        self._check_record(known, target, proposed_at)


@internal
@view
def _check_record(known: uint256, target: address, proposed_at: uint256):
    """
    @notice Refuse a target whose code is not the recorded one, or was recorded too late.
    """
    is_same: bool = known >> 40 == self._fingerprint(target)
    assert is_same and known & MASK_40 < proposed_at, "rules: target code changed"


@internal
@view
def _fingerprint(target: address) -> uint256:
    """
    @notice Upper 216 bits of the hash of a target's code.
    """
    return convert(target.codehash, uint256) >> 40
