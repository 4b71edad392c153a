# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Delegation (module)
@notice Who may cast ballots for a seat beside its holder. No vote moves: a delegate spends the seat's own credits.
@dev Stateful: a host `initializes` it with `signatures`, resolves seats, and lets only active ones delegate. A delegate
     belongs to the seat; a recovery of the seat ends it.
@custom:invariant a signed delegation counts once: its nonce is used up
"""

from contracts.common import signatures
from contracts.interfaces import IERC5805

uses: signatures

DELEGATION_TYPEHASH: constant(bytes32) = keccak256(
    "Delegation(address delegatee,uint256 nonce,uint256 expiry)"
)

nonces: public(HashMap[address, uint256])
_delegates: HashMap[uint256, address]  # seat -> delegate; nobody means the holder


@internal
def _set(account: address, seat: uint256, delegatee: address):
    """
    @notice Name another delegate; the holder or nobody means that there is none.
    """
    before: address = self._delegate_of(account, seat)
    named: address = empty(address) if delegatee == account else delegatee
    self._delegates[seat] = named
    log IERC5805.DelegateChanged(
        delegator=account,
        from_delegate=before,
        to_delegate=self._delegate_of(account, seat),
    )


@internal
def _forget(seat: uint256):
    """
    @notice End a delegation without its holder's doing.
    """
    self._delegates[seat] = empty(address)


@internal
def _use_nonce(signer: address, nonce: uint256, expiry: uint256):
    """
    @notice Refuse a signature that is too old, or out of its turn.
    """
    assert block.timestamp <= expiry, "membership: signature expired"
    assert nonce == self.nonces[signer], "membership: bad nonce"
    self.nonces[signer] = nonce + 1


@internal
@view
def _digest(delegatee: address, nonce: uint256, expiry: uint256) -> bytes32:
    """
    @notice What is signed to delegate.
    """
    return signatures._digest(keccak256(abi_encode(DELEGATION_TYPEHASH, delegatee, nonce, expiry)))


@internal
@view
def _signer(digest: bytes32, v: uint8, r: bytes32, s: bytes32) -> address:
    """
    @notice Who signed `digest` by key, in the one accepted form of a signature.
    """
    assert convert(s, uint256) <= signatures.HALF_ORDER, "membership: malleable signature"
    signer: address = ecrecover(digest, v, r, s)
    assert signer != empty(address), "membership: bad signature"
    return signer


@internal
@view
def _delegate_of(account: address, seat: uint256) -> address:
    """
    @notice The delegate of a seat; its holder from the start.
    """
    named: address = self._delegates[seat]
    return account if named == empty(address) else named
