# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Application Word (module)
@notice Who applied with a project, where its money goes, and what reviewers have said so far.
@dev Stateless. Layout, from the lowest bit:
       0  payout_address  160
     160  seat             32   that applied
     192  version           8   1, and one more for each amendment
     200  approvals         4   opinions for it; stays 0 where one reviewer decides
     204  rejections        4   opinions against it; stays 0 where one reviewer decides
     208  appealed          1
     209  changing          1   whether a change of the payout address is kept elsewhere
@custom:units none
@custom:invariant the fields do not overlap; `seat` is written once
"""

from contracts.common import packing

APPEALED: constant(uint256) = 1 << 208
CHANGING: constant(uint256) = 1 << 209


@internal
@pure
def _new(seat: uint256, payout_address: address, version: uint256) -> uint256:
    """
    @notice The word of an application in one of its versions.
    """
    word: uint256 = packing._with_field(0, 0, 160, convert(payout_address, uint256))
    word = packing._with_field(word, 160, 32, seat)
    return packing._with_field(word, 192, 8, version)


@internal
@pure
def _payout_address(word: uint256) -> address:
    """
    @notice The account that the project's money goes to.
    """
    return convert(packing._field(word, 0, 160), address)


@internal
@pure
def _changing(word: uint256, payout_address: address) -> uint256:
    """
    @notice The same application, whose change is kept elsewhere; until it takes effect `payout_address` stands.
    """
    payout: uint256 = convert(payout_address, uint256)
    return packing._with_field(word, 0, 160, payout) | CHANGING


@internal
@pure
def _seat(word: uint256) -> uint256:
    """
    @notice The seat that applied.
    """
    return packing._field(word, 160, 32)


@internal
@pure
def _version(word: uint256) -> uint256:
    """
    @notice 1, and one more for each amendment.
    """
    return packing._field(word, 192, 8)


@internal
@pure
def _with_opinion(word: uint256, approves: bool) -> uint256:
    """
    @notice The same application with one more opinion of a reviewer.
    """
    return word + (1 << self._place(approves))


@internal
@pure
def _opinions(word: uint256, approves: bool) -> uint256:
    """
    @notice How many reviewers have said so.
    """
    return packing._field(word, self._place(approves), 4)


@internal
@pure
def _place(approves: bool) -> uint256:
    """
    @notice Lowest bit of the count of such opinions.
    """
    return 200 if approves else 204
