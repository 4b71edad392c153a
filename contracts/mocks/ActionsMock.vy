# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Actions Mock
@notice The smallest host of the table of actions; never deployed.
"""

from contracts.ledger import actions


@external
@pure
def row(action: uint256) -> uint256[10]:
    """
    @notice Every column of one action, in the order of `cosmolocal.valueflows.actions.Rules`.
    """
    return [
        actions._accounting(action),
        actions._on_hand(action),
        actions._side(action),
        actions._creates(action),
        actions._accountable(action),
        actions._location(action),
        actions._contained(action),
        actions._stage(action),
        actions._state(action),
        actions._counts(action),
    ]
