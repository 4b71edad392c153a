# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Seasons Mock
@notice The smallest host of the season clock; never deployed.
"""

from contracts.common import seasons

initializes: seasons

exports: (seasons.GENESIS, seasons.SEASON_SECONDS)


@deploy
def __init__(genesis: uint256, season_seconds: uint256):
    seasons.__init__(genesis, season_seconds)


@external
@view
def season_at(timestamp: uint256) -> uint256:
    """
    @notice See `seasons._season_at`.
    """
    return seasons._season_at(timestamp)


@external
@view
def season_end(season: uint256) -> uint256:
    """
    @notice See `seasons._season_end`.
    """
    return seasons._season_end(season)


@external
@view
def is_open(start: uint256, end: uint256) -> bool:
    """
    @notice See `seasons._is_open`.
    """
    return seasons._is_open(start, end)
