# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Entry Word Mock
@notice The smallest host of the ledger's entry word; never deployed.
"""

from contracts.ledger import entry_word


@external
@pure
def new_work(
    provider: uint256,
    receiver: uint256,
    scope: uint256,
    skill: uint256,
    effort: uint256,
    recognition: uint256,
    occurred_at: uint256,
) -> uint256:
    """
    @notice See `entry_word._work` and `entry_word._pending`.
    """
    facts: uint256 = entry_word._work(provider, receiver, scope, skill, effort, occurred_at)
    return entry_word._pending(facts, recognition, 1, 0)


@external
@pure
def with_status(word: uint256, status: uint256) -> uint256:
    """
    @notice See `entry_word._with_status`.
    """
    return entry_word._with_status(word, status)


@external
@pure
def fields(word: uint256) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice Provider, receiver, scope, recognition and status of an entry.
    """
    return (
        entry_word._provider(word),
        entry_word._receiver(word),
        entry_word._scope(word),
        entry_word._recognition(word),
        entry_word._status(word),
    )
