# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Scope Word (module)
@notice One scope of the tree: what it is and where it hangs.
@dev Stateless. Layout, from the lowest bit:
       0  parent      32   the scope above; 0 for the root
      32  kind         8   1 alliance, 2 place, 3 guild, 4 function, 5 public body, 6 ecosystem
      40  depth        8   1 for the root
      48  founded_at  40   [UTC seconds]
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap; the word of a scope that exists is never zero
"""

from contracts.common import packing

ALLIANCE: constant(uint256) = 1
PLACE: constant(uint256) = 2
GUILD: constant(uint256) = 3
FUNCTION: constant(uint256) = 4
PUBLIC_BODY: constant(uint256) = 5
ECOSYSTEM: constant(uint256) = 6


@internal
@pure
def _new(parent: uint256, kind: uint256, depth: uint256, founded_at: uint256) -> uint256:
    """
    @notice The word of a scope founded at `founded_at`.
    """
    word: uint256 = packing._with_field(0, 0, 32, parent)
    word = packing._with_field(word, 32, 8, kind)
    word = packing._with_field(word, 40, 8, depth)
    return packing._with_field(word, 48, 40, founded_at)


@internal
@pure
def _parent(word: uint256) -> uint256:
    """
    @notice The scope above; 0 for the root.
    """
    return packing._field(word, 0, 32)


@internal
@pure
def _kind(word: uint256) -> uint256:
    """
    @notice What the scope is, by number.
    """
    return packing._field(word, 32, 8)


@internal
@pure
def _depth(word: uint256) -> uint256:
    """
    @notice Levels from the root, which is 1.
    """
    return packing._field(word, 40, 8)


@internal
@pure
def _founded_at(word: uint256) -> uint256:
    """
    @notice When the scope was founded [UTC seconds].
    """
    return packing._field(word, 48, 40)
