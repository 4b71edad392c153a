# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Signatures Mock
@notice The smallest host of the signature checks; never deployed.
"""

from contracts.common import signatures

initializes: signatures

exports: signatures.eip712Domain


@deploy
def __init__(name: String[50], version: String[20]):
    signatures.__init__(name, version)


@external
@view
def digest(struct_hash: bytes32) -> bytes32:
    """
    @notice See `signatures._digest`.
    """
    return signatures._digest(struct_hash)


@external
@view
def is_valid(signer: address, digest: bytes32, signature: Bytes[1024]) -> bool:
    """
    @notice See `signatures._is_valid`.
    """
    return signatures._is_valid(signer, digest, signature)
