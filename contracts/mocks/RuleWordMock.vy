# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Rule Word Mock
@notice The smallest host of a rule; never deployed.
"""

from contracts.governance import rule_word
from contracts.interfaces import IProposalRules


@external
@pure
def pack(rule: IProposalRules.Rule, is_restricted: bool, version: uint256) -> uint256:
    """
    @notice See `rule_word._pack`.
    """
    return rule_word._pack(rule, is_restricted, version)


@external
@pure
def unpack(word: uint256) -> IProposalRules.Rule:
    """
    @notice See `rule_word._unpack`.
    """
    return rule_word._unpack(word)


@external
@pure
def quorum_bps(word: uint256) -> uint256:
    """
    @notice See `rule_word._quorum_bps`.
    """
    return rule_word._quorum_bps(word)


@external
@pure
def margin_bps(word: uint256) -> uint256:
    """
    @notice See `rule_word._margin_bps`.
    """
    return rule_word._margin_bps(word)


@external
@pure
def delay_seconds(word: uint256) -> uint256:
    """
    @notice See `rule_word._delay_seconds`.
    """
    return rule_word._delay_seconds(word)


@external
@pure
def period_seconds(word: uint256) -> uint256:
    """
    @notice See `rule_word._period_seconds`.
    """
    return rule_word._period_seconds(word)


@external
@pure
def timelock_seconds(word: uint256) -> uint256:
    """
    @notice See `rule_word._timelock_seconds`.
    """
    return rule_word._timelock_seconds(word)


@external
@pure
def grace_seconds(word: uint256) -> uint256:
    """
    @notice See `rule_word._grace_seconds`.
    """
    return rule_word._grace_seconds(word)


@external
@pure
def version(word: uint256) -> uint256:
    """
    @notice See `rule_word._version`.
    """
    return rule_word._version(word)


@external
@pure
def organisation_quorum_bps(word: uint256) -> uint256:
    """
    @notice See `rule_word._organisation_quorum_bps`.
    """
    return rule_word._organisation_quorum_bps(word)


@external
@pure
def extension_seconds(word: uint256) -> uint256:
    """
    @notice See `rule_word._extension_seconds`.
    """
    return rule_word._extension_seconds(word)


@external
@pure
def proposer_kind(word: uint256) -> uint256:
    """
    @notice See `rule_word._proposer_kind`.
    """
    return rule_word._proposer_kind(word)


@external
@pure
def proposer_role(word: uint256) -> uint256:
    """
    @notice See `rule_word._proposer_role`.
    """
    return rule_word._proposer_role(word)


@external
@pure
def sponsors(word: uint256) -> uint256:
    """
    @notice See `rule_word._sponsors`.
    """
    return rule_word._sponsors(word)


@external
@pure
def proposals_per_season(word: uint256) -> uint256:
    """
    @notice See `rule_word._proposals_per_season`.
    """
    return rule_word._proposals_per_season(word)


@external
@pure
def is_constitutional(word: uint256) -> bool:
    """
    @notice See `rule_word._is_constitutional`.
    """
    return rule_word._is_constitutional(word)


@external
@pure
def is_optimistic(word: uint256) -> bool:
    """
    @notice See `rule_word._is_optimistic`.
    """
    return rule_word._is_optimistic(word)


@external
@pure
def is_restricted(word: uint256) -> bool:
    """
    @notice See `rule_word._is_restricted`.
    """
    return rule_word._is_restricted(word)
