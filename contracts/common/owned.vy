# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Owned (module)
@notice One owner. While the alliance is being set up that is its deployer; `seal` hands the contract to the
        timelock and ends the set-up for ever.
@dev Stateful: a host `initializes` it and exports `owner`, `sealed`, `seal` and `transfer_ownership`.
@custom:invariant `sealed` never returns to False; after sealing only the owner itself can name another owner
"""

from contracts.interfaces import IOwned

implements: IOwned

owner: public(address)
sealed: public(bool)


@deploy
def __init__(owner: address):
    assert owner != empty(address), "owned: zero owner"
    self.owner = owner
    log IOwned.OwnershipTransferred(previous_owner=empty(address), new_owner=owner)


@external
def seal(new_owner: address):
    """
    @notice End the set-up: hand the contract to `new_owner` (the timelock), once.
    """
    self._check_owner()
    assert not self.sealed, "owned: already sealed"
    self.sealed = True
    self._transfer(new_owner)
    log IOwned.Sealed(owner=new_owner)


@external
def transfer_ownership(new_owner: address):
    """
    @notice Name another owner, for example the timelock of a newly adopted governor.
    """
    self._check_owner()
    self._transfer(new_owner)


@internal
@view
def _check_owner():
    """
    @notice Refuse every caller but the owner.
    """
    assert msg.sender == self.owner, "owned: not the owner"


@internal
def _transfer(new_owner: address):
    """
    @notice Replace the owner; nobody is not an owner.
    """
    assert new_owner != empty(address), "owned: zero new owner"
    previous: address = self.owner
    self.owner = new_owner
    log IOwned.OwnershipTransferred(previous_owner=previous, new_owner=new_owner)
