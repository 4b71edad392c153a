# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Valueflows Actions (module)
@notice What each of the 19 actions of Valueflows 1.0 does to a resource: eight bits of an action in each of three words.
@dev Stateless. Actions, in the order of the ontology: 0 produce, 1 consume, 2 use, 3 work, 4 cite, 5 deliverService,
     6 pickup, 7 dropoff, 8 accept, 9 modify, 10 combine, 11 separate, 12 transferAllRights, 13 transferCustody,
     14 transfer, 15 move, 16 copy, 17 raise, 18 lower. Action a has bits 8a to 8a + 7 of each word:
       EFFECTS    0 accounting 3, 3 on-hand 3, 6 side of a process 2
       LIFECYCLE  0 creates 2, 2 accountable 2, 4 location 2, 6 contained 2
       LABELS     0 stage 1, 1 state 2, 3 counts 2 (0 quantity, 1 effort, 2 both)
@custom:invariant the words say what the ontology's own table says, action by action
"""

# Vyper types a short hexadecimal literal as bytes, so the words are decimals; in hexadecimal they are
# 0x1209241b1b1803885088508850c04040405289, 0x50516323a320a804020202020000000000015 and
# 0x2020404040404030203020302000208120203.
EFFECTS: constant(uint256) = 402209710341981171627610451421220406386774665
LIFECYCLE: constant(uint256) = 111946840397952137081333496837430528631111701
LABELS: constant(uint256) = 44777081436155068585973089024064866699313667

COUNT: constant(uint256) = 19
PRODUCE: constant(uint256) = 0
CONSUME: constant(uint256) = 1
USE: constant(uint256) = 2
WORK: constant(uint256) = 3
CITE: constant(uint256) = 4
SEPARATE: constant(uint256) = 11
LOWER: constant(uint256) = 18

# Effects on a quantity; "to" is the resource that receives.
INCREMENT: constant(uint256) = 1
DECREMENT: constant(uint256) = 2
DECREMENT_INCREMENT: constant(uint256) = 3
INCREMENT_TO: constant(uint256) = 4
# Sides of a process.
INPUT: constant(uint256) = 1
OUTPUT: constant(uint256) = 2
# Which resource an action may create.
CREATES: constant(uint256) = 1
CREATES_TO: constant(uint256) = 2
# What becomes of a resource's place, its container and its state.
UPDATE_TO_LOCATION: constant(uint256) = 3
INTO: constant(uint256) = 1
OUT_OF: constant(uint256) = 2
UPDATE_TO_STATE: constant(uint256) = 2


@internal
@pure
def _accounting(action: uint256) -> uint256:
    """
    @notice Effect on what somebody answers for.
    """
    return (EFFECTS >> (action * 8)) & 7


@internal
@pure
def _on_hand(action: uint256) -> uint256:
    """
    @notice Effect on what somebody has in hand.
    """
    return (EFFECTS >> (action * 8 + 3)) & 7


@internal
@pure
def _side(action: uint256) -> uint256:
    """
    @notice Side of a process: 0 none, 1 input, 2 output, 3 either.
    """
    return (EFFECTS >> (action * 8 + 6)) & 3


@internal
@pure
def _creates(action: uint256) -> uint256:
    """
    @notice 0 nothing, 1 the resource, 2 the one that receives, if there is none yet.
    """
    return (LIFECYCLE >> (action * 8)) & 3


@internal
@pure
def _accountable(action: uint256) -> uint256:
    """
    @notice Who answers for a resource afterwards: 0 unchanged, 1 new, 2 of the one that receives.
    """
    return (LIFECYCLE >> (action * 8 + 2)) & 3


@internal
@pure
def _location(action: uint256) -> uint256:
    """
    @notice Where a resource is afterwards: 0 unchanged, 1 new, 2 updated, 3 of the one that receives.
    """
    return (LIFECYCLE >> (action * 8 + 4)) & 3


@internal
@pure
def _contained(action: uint256) -> uint256:
    """
    @notice 0 nothing, 1 the resource goes into a container, 2 it leaves one.
    """
    return (LIFECYCLE >> (action * 8 + 6)) & 3


@internal
@pure
def _stage(action: uint256) -> uint256:
    """
    @notice 1 if the resource takes the stage of the process it comes out of.
    """
    return (LABELS >> (action * 8)) & 1


@internal
@pure
def _state(action: uint256) -> uint256:
    """
    @notice Whose state an event may tell: 0 nobody's, 1 the resource's, 2 of the one that receives.
    """
    return (LABELS >> (action * 8 + 1)) & 3


@internal
@pure
def _counts(action: uint256) -> uint256:
    """
    @notice What an event of it counts: 0 a quantity, 1 an effort, 2 both or either.
    """
    return (LABELS >> (action * 8 + 3)) & 3
