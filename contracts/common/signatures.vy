# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Signatures (module)
@notice EIP-712 domain (with ERC-5267 discovery) and signature checks for accounts and for wallets (ERC-1271).
@dev The separator is computed from the live chain id, so a fork of the chain accepts no old signature. Replay
     protection (nonce, deadline) is the host's: it belongs into the signed struct.
@custom:invariant a digest is accepted for one chain and one contract only
"""

# OpenZeppelin's and EIP-712's own type string, so that every wallet shows the same domain.
DOMAIN_TYPEHASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
ERC1271_MAGIC: constant(bytes4) = 0x1626ba7e
# Enough for a wallet with several owners; small enough that a hostile wallet cannot burn a relayed batch.
ERC1271_GAS: constant(uint256) = 200_000
# Half the order of secp256k1: the upper half would allow a second form of every signature.
HALF_ORDER: constant(
    uint256
) = 57896044618658097711785492504343953926418782139537452191302581570759080747168

_name: immutable(String[50])
_version: immutable(String[20])
_name_hash: immutable(bytes32)
_version_hash: immutable(bytes32)


@deploy
def __init__(name: String[50], version: String[20]):
    _name = name
    _version = version
    _name_hash = keccak256(name)
    _version_hash = keccak256(version)


@external
@view
@reentrant
def eip712Domain() -> (
    bytes1, String[50], String[20], uint256, address, bytes32, DynArray[uint256, 32]
):
    """
    @notice ERC-5267: the fields of the signing domain. 0x0f says name, version, chain id and contract are used.
    """
    return (0x0f, _name, _version, chain.id, self, empty(bytes32), [])


@internal
@view
def _digest(struct_hash: bytes32) -> bytes32:
    """
    @notice The hash a member signs for `struct_hash` in this contract's domain.
    """
    separator: bytes32 = keccak256(
        abi_encode(DOMAIN_TYPEHASH, _name_hash, _version_hash, chain.id, self)
    )
    return keccak256(concat(x"1901", separator, struct_hash))


@internal
@view
def _is_valid(signer: address, digest: bytes32, signature: Bytes[1024]) -> bool:
    """
    @notice Whether `signature` by `signer` covers `digest`: by key, or by the wallet's own ERC-1271 answer.
    @dev The key comes first: to ask whether an account has code costs as much as the rest of the check.
    """
    if len(signature) == 65:
        r: uint256 = convert(slice(signature, 0, 32), uint256)
        s: uint256 = convert(slice(signature, 32, 32), uint256)
        v: uint256 = convert(slice(signature, 64, 1), uint256)
        # A `v` that is neither 27 nor 28 recovers nobody.
        recovered: address = ecrecover(digest, v, r, s)
        if recovered == signer and recovered != empty(address) and s <= HALF_ORDER:
            return True
    return self._is_valid_wallet(signer, digest, signature)


@internal
@view
def _is_valid_wallet(wallet: address, digest: bytes32, signature: Bytes[1024]) -> bool:
    """
    @notice Ask a contract wallet; a revert, a short answer or exhausted gas means no, and so does an account without code.
    """
    success: bool = False
    response: Bytes[32] = b""
    success, response = raw_call(
        wallet,
        abi_encode(digest, signature, method_id=ERC1271_MAGIC),
        max_outsize=32,
        gas=ERC1271_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if not success or len(response) != 32:
        return False
    return convert(response, bytes32) == convert(ERC1271_MAGIC, bytes32)
