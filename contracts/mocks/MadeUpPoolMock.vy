# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Made Up Pool Mock
@notice A pool that says whatever it was told to, and belongs to no alliance; never deployed.
"""

_word: uint256


@deploy
def __init__(word: uint256):
    self._word = word


@external
@view
def round_word(round_id: uint256) -> uint256:
    """
    @notice A round that may be another pool's.
    """
    return self._word


@external
def register(round_id: uint256, seat: uint256):
    """
    @notice Take in anything.
    """
    pass
