# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Merkle Proofs (module)
@notice Proofs in OpenZeppelin's standard tree format: leaves are hashed twice, pairs are sorted.
@dev Stateless. `cosmolocal.tally.merkle` builds such trees.
@custom:invariant no inner node passes for a leaf: a leaf is the hash of a hash
"""

# Two to the power of 32 rows: more than anybody will anchor at once.
MAX_PROOF: constant(uint256) = 32


@internal
@pure
def _leaf(row: bytes32) -> bytes32:
    """
    @notice The leaf of a row whose ABI encoding hashes to `row`.
    """
    return keccak256(row)


@internal
@pure
def _root(leaf: bytes32, proof: DynArray[bytes32, MAX_PROOF]) -> bytes32:
    """
    @notice The root that a proof leads to.
    """
    node: bytes32 = leaf
    for sibling: bytes32 in proof:
        if convert(node, uint256) < convert(sibling, uint256):
            node = keccak256(abi_encode(node, sibling))
        else:
            node = keccak256(abi_encode(sibling, node))
    return node
