# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Mandate Word (module)
@notice What one seat is in one scope: its roles with their ends, and who agreed to its belonging.
@dev Stateless. Layout, from the lowest bit:
       0  role ends     4 x 40   of STEWARD, CONFIRMER, REVIEWER, ARBITER: first second after the role [UTC seconds]
     160  seat agreed    1
     161  scope agreed   1
     168  joined_at     40       when the second of the two agreed; 0 before that [UTC seconds]
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap, and writing one changes no other
"""

from contracts.common import packing

STEWARD: constant(uint256) = 1
CONFIRMER: constant(uint256) = 2
REVIEWER: constant(uint256) = 3
ARBITER: constant(uint256) = 4

MASK_40: constant(uint256) = 2**40 - 1
SEAT_AGREED: constant(uint256) = 160
SCOPE_AGREED: constant(uint256) = 161


@internal
@pure
def _role_end(word: uint256, role: uint256) -> uint256:
    """
    @notice First second after the role; 0 where it was never granted, or is none of the four [UTC seconds].
    """
    if role < STEWARD or role > ARBITER:
        return 0
    return (word >> unsafe_mul(40, unsafe_sub(role, STEWARD))) & MASK_40


@internal
@pure
def _with_role_end(word: uint256, role: uint256, end: uint256) -> uint256:
    """
    @notice The word with another end of one role.
    """
    return packing._with_field(word, 40 * (role - 1), 40, end)


@internal
@pure
def _left(word: uint256, at: uint256) -> uint256:
    """
    @notice The word of a seat that left the scope at `at`: nothing is agreed, and every role is over. Ends that are past
            stay, because others count by them.
    """
    left: uint256 = 0
    for role: uint256 in range(STEWARD, ARBITER + 1):
        left = self._with_role_end(left, role, min(self._role_end(word, role), at))
    return left


@internal
@pure
def _agreed(word: uint256, side: uint256) -> bool:
    """
    @notice Whether one side, `SEAT_AGREED` or `SCOPE_AGREED`, wants the seat to belong.
    """
    return packing._field(word, side, 1) == 1


@internal
@pure
def _with_agreement(word: uint256, side: uint256, at: uint256) -> uint256:
    """
    @notice The word after one side agreed at `at`; the second agreement makes the seat a member of the scope.
    """
    agreed: uint256 = packing._with_field(word, side, 1, 1)
    if self._agreed(agreed, SEAT_AGREED) and self._agreed(agreed, SCOPE_AGREED):
        return packing._with_field(agreed, 168, 40, at)
    return agreed


@internal
@pure
def _joined_at(word: uint256) -> uint256:
    """
    @notice When the seat became a member of the scope; 0 if it is none [UTC seconds].
    """
    return packing._field(word, 168, 40)
