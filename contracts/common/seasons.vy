# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Season Clock (module)
@notice Numbers the seasons of an alliance and answers, in one place, whether a period is open.
@dev Both figures are immutable. `Membership` holds the alliance's clock; every other contract copies it from
     there when it is deployed, so that all of them agree for ever.
@custom:units times are UTC seconds; seasons count from 0 at GENESIS; periods are half-open [start, end).
@custom:invariant a timestamp belongs to exactly one season, and season numbers never fall
"""

# An hour keeps block producers' freedom over timestamps (seconds) irrelevant; ten years keep a term in sight.
# Packed words number seasons in 16 bits: hourly ones (for trials) last seven years, daily ones 179.
MIN_SEASON_SECONDS: constant(uint256) = 3_600
MAX_SEASON_SECONDS: constant(uint256) = 315_360_000

GENESIS: public(immutable(uint256))
SEASON_SECONDS: public(immutable(uint256))


@deploy
def __init__(genesis: uint256, season_seconds: uint256):
    assert genesis > 0, "seasons: zero genesis"
    assert season_seconds >= MIN_SEASON_SECONDS, "seasons: season too short"
    assert season_seconds <= MAX_SEASON_SECONDS, "seasons: season too long"
    GENESIS = genesis
    SEASON_SECONDS = season_seconds


@internal
@view
def _season_at(timestamp: uint256) -> uint256:
    """
    @notice The season that contains `timestamp`.
    @dev Before GENESIS there is no season.
    """
    assert timestamp >= GENESIS, "seasons: before genesis"
    return (timestamp - GENESIS) // SEASON_SECONDS


@internal
@view
def _season_end(season: uint256) -> uint256:
    """
    @notice First second after `season` [UTC seconds].
    """
    return GENESIS + (season + 1) * SEASON_SECONDS


@internal
@view
def _is_open(start: uint256, end: uint256) -> bool:
    """
    @notice Whether the current block lies in the half-open period [start, end).
    """
    return start <= block.timestamp and block.timestamp < end
