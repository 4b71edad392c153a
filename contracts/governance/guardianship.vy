# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Guardianship (module)
@notice Who may stop a proposal that has not run, and until when.
@dev Stateful: a host `initializes` it, and decides who names the guardian and what it may stop.
@custom:units times are UTC seconds
@custom:invariant the term ends by itself, two years from its beginning at the latest
"""

from contracts.interfaces import IQuadraticGovernor

# Two years: a guardian is for the first steps, and its power ends unless renewed by vote.
MAX_GUARDIAN_SECONDS: constant(uint256) = 63_072_000

guardian: public(address)
guardian_until: public(uint256)  # first second without the guardian's power [UTC seconds]


@internal
def _set_guardian(guardian: address, until: uint256):
    """
    @notice Write the guardian down, with a term that ends.
    """
    assert until <= block.timestamp + MAX_GUARDIAN_SECONDS, "governor: guardian term too long"
    self.guardian = guardian
    self.guardian_until = until
    log IQuadraticGovernor.GuardianSet(guardian=guardian, until=until)


@internal
@view
def _is_guardian(account: address) -> bool:
    """
    @notice Whether an account is the guardian, and its term lasts.
    """
    return account == self.guardian and block.timestamp < self.guardian_until
