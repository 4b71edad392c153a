# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Amount Lanes (module)
@notice The words of a published round's ballot: four amounts to a word, each with its project.
@dev Stateless. A lane has 64 bits: amount 48, as a two's complement, and above it project 16. Projects ascend within a
     ballot and only the last word's last lanes are empty, so that one ballot has one form.
@custom:units amounts are whole numbers; what one of them is worth says the round's terms
@custom:invariant reading a lane of a ballot in its one form gives what was written
"""

# With four lanes each, room for 128 projects.
MAX_WORDS: constant(uint256) = 32
LANES: constant(uint256) = 4
LANE_BITS: constant(uint256) = 64
LANE: constant(uint256) = 2**64 - 1
PROJECT_AT: constant(uint256) = 48
AMOUNT: constant(uint256) = 2**48 - 1
SIGN: constant(uint256) = 2**47


@internal
@pure
def _project(lane: uint256) -> uint256:
    """
    @notice The project of the lowest lane.
    """
    return (lane >> PROJECT_AT) & (2**16 - 1)


@internal
@pure
def _amount(lane: uint256) -> int256:
    """
    @notice The amount of the lowest lane.
    """
    bits: uint256 = lane & AMOUNT
    if bits < SIGN:
        return convert(bits, int256)
    return convert(bits, int256) - 2**48


@internal
@pure
def _find(ballot: DynArray[uint256, MAX_WORDS], project: uint256) -> (bool, int256):
    """
    @notice Whether a ballot names a project, and the amount that it gives.
    """
    for word: uint256 in ballot:
        lanes: uint256 = word
        for _: uint256 in range(LANES):
            if self._project(lanes) == project:
                return True, self._amount(lanes)
            lanes >>= LANE_BITS
    return False, 0
