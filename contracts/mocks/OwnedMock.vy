# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Owned Mock
@notice The smallest host of ownership; never deployed.
"""

from contracts.common import owned

initializes: owned

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)


@deploy
def __init__(owner: address):
    owned.__init__(owner)


@external
@view
def check_owner() -> bool:
    """
    @notice True for the owner; everybody else is refused.
    """
    owned._check_owner()
    return True
