# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Brake (module)
@notice A guardian may halt new spending of a token for some days, not twice in a row. The halt lifts by itself, and so
        does the guardian's power.
@dev Stateful. One word: guardian 160 | end of its term 40, from the lowest bit. When the halt of a token ends is kept
     with what is reserved of it (`vault`), because every payment reads that anyway.
@custom:units times are UTC seconds
@custom:invariant halts take at most half of any time; without a vote nobody can halt anything after the term
"""

from contracts.common import packing
from contracts.interfaces import ITreasury
from contracts.treasury import vault

uses: vault

# Long enough to ask everybody, short enough that no proposal expires meanwhile (they stay open for a week or more).
MAX_PAUSE_SECONDS: constant(uint256) = 7 * 86_400
# As for the governor's guardian: two years, then a vote must renew it.
MAX_GUARDIAN_SECONDS: constant(uint256) = 2 * 365 * 86_400
# Tokens in one call; an alliance keeps few.
MAX_TOKENS: constant(uint256) = 32

_brake: uint256


@deploy
def __init__(guardian: address, until: uint256):
    self._set_guardian(guardian, until)


@internal
@view
def _guardian() -> address:
    """
    @notice Who may halt spending.
    """
    return convert(self._brake & (2**160 - 1), address)


@internal
@view
def _guardian_until() -> uint256:
    """
    @notice First second without the guardian's power [UTC seconds].
    """
    return self._brake >> 160


@internal
def _pause(assets: DynArray[address, MAX_TOKENS], seconds: uint256):
    """
    @notice Halt new spending of some tokens, by the guardian.
    """
    assert msg.sender == self._guardian(), "treasury: not the guardian"
    assert block.timestamp < self._guardian_until(), "treasury: guardian term is over"
    assert seconds > 0 and seconds <= MAX_PAUSE_SECONDS, "treasury: bad length of a pause"
    assert len(assets) > 0, "treasury: nothing to pause"
    for token: address in assets:
        free_from: uint256 = vault._paused_until(token) + MAX_PAUSE_SECONDS
        assert block.timestamp >= free_from, "treasury: paused recently"
        vault._set_paused_until(token, block.timestamp + seconds)


@internal
def _resume(assets: DynArray[address, MAX_TOKENS]):
    """
    @notice Lift the halt of some tokens early.
    """
    assert len(assets) > 0, "treasury: nothing to resume"
    for token: address in assets:
        assert block.timestamp < vault._paused_until(token), "treasury: not paused"
        vault._set_paused_until(token, block.timestamp)


@internal
def _set_guardian(guardian: address, until: uint256):
    """
    @notice Name the guardian, with a term that ends; the zero address for none.
    """
    assert until <= block.timestamp + MAX_GUARDIAN_SECONDS, "treasury: guardian term too long"
    self._brake = packing._with_field(convert(guardian, uint256), 160, 40, until)
    log ITreasury.GuardianSet(guardian=guardian, until=until)
