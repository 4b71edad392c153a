# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Presence (module)
@notice Keeps a member that acts from going dormant, or wakes it: the first of its acts in a season is told to `Membership`.
@dev Stateless: a host has checked that the act is the member's own, and is a recorder there. Whoever reads a seat word
     knows from it whether there is anything to tell; where nothing goes dormant, nothing is asked.
@custom:units seasons count from 0 at GENESIS
@custom:invariant a seat is marked only by what its own member did
"""

from contracts.interfaces import IMembership
from contracts.membership import seat_word


@internal
def _mark(membership: address, word: uint256):
    """
    @notice Tell `Membership` that the seat of `word` acts, unless it knows for this season.
    """
    if word & seat_word.UNRECORDED == seat_word.UNRECORDED:
        return
    if not seat_word._acted_in(word, staticcall IMembership(membership).current_season()):
        extcall IMembership(membership).mark(seat_word._seat(word))
