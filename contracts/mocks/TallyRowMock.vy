# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tally Row Mock
@notice The smallest host of a round's tally rows; never deployed.
"""

from contracts.funding import tally_row


@external
@pure
def place(project: uint256) -> (uint256, uint256):
    """
    @notice See `tally_row._row` and `tally_row._shift`.
    """
    return tally_row._row(project), tally_row._shift(project)


@external
@pure
def plus(row: uint256, votes: uint256) -> uint256:
    """
    @notice See `tally_row._plus`.
    """
    return tally_row._plus(row, votes)


@external
@pure
def minus(row: uint256, votes: uint256) -> uint256:
    """
    @notice See `tally_row._minus`.
    """
    return tally_row._minus(row, votes)


@external
@pure
def votes(row: uint256, project: uint256) -> int256:
    """
    @notice See `tally_row._votes`.
    """
    return tally_row._votes(row, project)


@external
@pure
def positive(row: uint256, lane: uint256) -> uint256:
    """
    @notice See `tally_row._positive`.
    """
    return tally_row._positive(row, lane)
