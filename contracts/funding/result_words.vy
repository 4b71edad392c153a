# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Result Words (module)
@notice What is kept of a published result and of a challenge, beside roots and scores.
@dev Stateless. Layouts, from the lowest bit:
     place      round 96 | pool 160
     state      proposer 160 | until 40 [UTC seconds] | pieces 24 | challenges 24 | status 8
     money      bond 128 [wei] | total 128 [smallest units]
     challenge  challenger 160 | until 40 [UTC seconds] | kind 8 | status 8
     stake      bond 128 [wei] | subject 64 | result 64
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap; proposer, challenger, pieces, kind, subject and both bonds are written once
"""

from contracts.common import packing

OPEN: constant(uint256) = 1
STANDS: constant(uint256) = 2
FELL: constant(uint256) = 3

SHOW: constant(uint256) = 1
REVEAL: constant(uint256) = 2
DECIDE: constant(uint256) = 3
CLOSED: constant(uint256) = 4

ACCOUNT: constant(uint256) = 2**160 - 1
TIME: constant(uint256) = 2**40 - 1
UNTIL_AT: constant(uint256) = 160
ONE_CHALLENGE: constant(uint256) = 1 << 224


@internal
@pure
def _state(proposer: address, until: uint256, pieces: uint256) -> uint256:
    """
    @notice The state of a result that is published now.
    """
    word: uint256 = packing._with_field(convert(proposer, uint256), UNTIL_AT, 40, until)
    word = packing._with_field(word, 200, 24, pieces)
    return packing._with_field(word, 248, 8, OPEN)


@internal
@pure
def _with_status(state: uint256, status: uint256) -> uint256:
    """
    @notice The same result, open, standing or fallen.
    """
    return packing._with_field(state, 248, 8, status)


@internal
@pure
def _is_open(state: uint256) -> bool:
    """
    @notice Whether a result can be challenged, or has challenges that are not closed.
    """
    return state >> 248 == OPEN


@internal
@pure
def _pieces(state: uint256) -> uint256:
    """
    @notice How many pieces the bundle has.
    """
    return packing._field(state, 200, 24)


@internal
@pure
def _challenges(state: uint256) -> uint256:
    """
    @notice How many challenges are open.
    """
    return packing._field(state, 224, 24)


@internal
@pure
def _challenged(state: uint256) -> uint256:
    """
    @notice The same result with one more open challenge.
    """
    return packing._with_field(state, 224, 24, self._challenges(state) + 1)


@internal
@pure
def _account(word: uint256) -> address:
    """
    @notice The proposer of a result, or the challenger.
    """
    return convert(word & ACCOUNT, address)


@internal
@pure
def _until(word: uint256) -> uint256:
    """
    @notice When the present window of a result or a challenge is over [UTC seconds].
    """
    return word >> UNTIL_AT & TIME


@internal
@pure
def _challenge(challenger: address, until: uint256, kind: uint256, status: uint256) -> uint256:
    """
    @notice The word of a challenge.
    """
    word: uint256 = packing._with_field(convert(challenger, uint256), UNTIL_AT, 40, until)
    word = packing._with_field(word, 200, 8, kind)
    return packing._with_field(word, 208, 8, status)


@internal
@pure
def _kind(challenge: uint256) -> uint256:
    """
    @notice What is challenged.
    """
    return packing._field(challenge, 200, 8)


@internal
@pure
def _status(challenge: uint256) -> uint256:
    """
    @notice What is waited for.
    """
    return packing._field(challenge, 208, 8)


@internal
@pure
def _moved(challenge: uint256, status: uint256, until: uint256) -> uint256:
    """
    @notice The same challenge, waiting for something until a time.
    """
    return packing._with_field(packing._with_field(challenge, UNTIL_AT, 40, until), 208, 8, status)
