# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Ballot Word (module)
@notice What a round keeps of one seat: the project it applied with, and a commitment to its ballot.
@dev Stateless. Layout, from the lowest bit:
       0  project     15   number of the seat's own project; 0: none
      15  conflicted   1   whether there are projects that the seat has no vote on
      16  hash       240   keccak256(abi_encode(allocations)) without its last two bytes; 0: no ballot
@custom:units none
@custom:invariant the fields do not overlap; `project` is written once
"""

PROJECT: constant(uint256) = 2**15 - 1
CONFLICTED: constant(uint256) = 1 << 15
NOT_HASH: constant(uint256) = 2**16 - 1
HASH: constant(uint256) = max_value(uint256) - (2**16 - 1)


@internal
@pure
def _project(word: uint256) -> uint256:
    """
    @notice Number of the project that the seat applied with; 0 if it did not.
    """
    return word & PROJECT


@internal
@pure
def _with_conflicts(word: uint256, conflicted: bool) -> uint256:
    """
    @notice The same seat, with or without projects that it has no vote on.
    """
    if conflicted:
        return word | CONFLICTED
    return word & ~CONFLICTED


@internal
@pure
def _ballot(word: uint256) -> bytes32:
    """
    @notice The commitment to the seat's ballot, with two zero bytes at its end; zero: no ballot.
    """
    return convert(word & HASH, bytes32)


@internal
@pure
def _with_ballot(word: uint256, commitment: bytes32, size: uint256) -> uint256:
    """
    @notice The same seat with another ballot; an empty one withdraws it.
    """
    if size == 0:
        return word & ~HASH
    return (word & ~HASH) | (convert(commitment, uint256) & HASH)


@internal
@pure
def _is_ballot(word: uint256, commitment: bytes32, size: uint256) -> bool:
    """
    @notice Whether the seat's ballot is the one of `commitment`; an empty one stands for none.
    @dev 120 bits against two ballots of one commitment are plenty for a choice that its own voter makes.
    """
    if size == 0:
        return word & HASH == 0
    return (word ^ convert(commitment, uint256)) & HASH == 0
