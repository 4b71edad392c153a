# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Ballot Word Mock
@notice The smallest host of what a round keeps of a seat, and of an application; never deployed.
"""

from contracts.funding import application_word
from contracts.funding import ballot_word


@external
@pure
def with_ballot(word: uint256, commitment: bytes32, size: uint256) -> uint256:
    """
    @notice See `ballot_word._with_ballot`.
    """
    return ballot_word._with_ballot(word, commitment, size)


@external
@pure
def is_ballot(word: uint256, commitment: bytes32, size: uint256) -> bool:
    """
    @notice See `ballot_word._is_ballot`.
    """
    return ballot_word._is_ballot(word, commitment, size)


@external
@pure
def fields(word: uint256) -> (uint256, bytes32):
    """
    @notice Project and ballot of a seat.
    """
    return ballot_word._project(word), ballot_word._ballot(word)


@external
@pure
def with_conflicts(word: uint256, conflicted: bool) -> uint256:
    """
    @notice See `ballot_word._with_conflicts`.
    """
    return ballot_word._with_conflicts(word, conflicted)


@external
@pure
def new_application(seat: uint256, payout_address: address, version: uint256) -> uint256:
    """
    @notice See `application_word._new`.
    """
    return application_word._new(seat, payout_address, version)


@external
@pure
def with_opinion(word: uint256, approves: bool) -> uint256:
    """
    @notice See `application_word._with_opinion`.
    """
    return application_word._with_opinion(word, approves)


@external
@pure
def changing(word: uint256, payout_address: address) -> uint256:
    """
    @notice See `application_word._changing`.
    """
    return application_word._changing(word, payout_address)


@external
@pure
def application(word: uint256) -> (uint256, address, uint256, uint256, uint256):
    """
    @notice Seat, payout address, version and opinions for and against an application.
    """
    return (
        application_word._seat(word),
        application_word._payout_address(word),
        application_word._version(word),
        application_word._opinions(word, True),
        application_word._opinions(word, False),
    )
