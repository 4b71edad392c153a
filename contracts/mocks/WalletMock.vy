# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Wallet Mock
@notice A contract wallet with one owner: it accepts the owner's signature (ERC-1271) and acts for the owner.
"""

MAGIC: constant(bytes4) = 0x1626ba7e
NO: constant(bytes4) = 0xffffffff

owner: public(address)
target: public(address)
payload: public(Bytes[1024])


@deploy
def __init__(owner: address):
    self.owner = owner


@external
@payable
def __default__():
    """
    @notice Hold ETH.
    """
    pass


@external
def execute(target: address, payload: Bytes[2048], amount: uint256) -> Bytes[1024]:
    """
    @notice Call `target` as the wallet.
    """
    assert msg.sender == self.owner, "wallet: not the owner"
    return raw_call(target, payload, max_outsize=1024, value=amount)


@external
def execute_all(target: address, payloads: DynArray[Bytes[2048], 4]):
    """
    @notice Make several calls of `target` in one transaction.
    """
    assert msg.sender == self.owner, "wallet: not the owner"
    for payload: Bytes[2048] in payloads:
        raw_call(target, payload)


@external
def look_at(target: address, payload: Bytes[1024]):
    """
    @notice Read from `target` while a signature is checked, as wallets with modules do; what it cannot read it refuses.
    """
    self.target = target
    self.payload = payload


@external
@view
@reentrant  # asked while it executes, too
def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> bytes4:
    """
    @notice ERC-1271: whether the owner signed the digest, with 65 bytes r, s, v.
    """
    if self.target != empty(address):
        raw_call(self.target, self.payload, max_outsize=0, is_static_call=True)
    if len(signature) != 65:
        return NO
    r: uint256 = convert(slice(signature, 0, 32), uint256)
    s: uint256 = convert(slice(signature, 32, 32), uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    signer: address = ecrecover(digest, v, r, s)
    return MAGIC if signer != empty(address) and signer == self.owner else NO
