# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Line Leaf (module)
@notice What a line of a published result hashes to: a leaf of one chain, one pool and one round only.
@dev Stateless. `cosmolocal.funding.lines` writes the same row: TAG, chain id, pool, round, number, project, payee,
     amount, heads, score, each a word; the tree is OpenZeppelin's standard one.
@custom:units amounts in the token's smallest unit
@custom:invariant F-7 no leaf of another chain, pool or round has the same hash, and no inner node passes for one
"""

from contracts.common import merkle
from contracts.interfaces import IPublishedFunding

TAG: constant(bytes32) = keccak256("cosmolocal.published.Line/1")


@internal
@view
def _leaf(pool: address, round_id: uint256, line: IPublishedFunding.Line) -> bytes32:
    """
    @notice The leaf of a line.
    """
    return merkle._leaf(keccak256(abi_encode(TAG, chain.id, pool, round_id, line)))
