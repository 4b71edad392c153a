# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Promises Mock
@notice The smallest host of promises: what a stream has earned, of a word that is handed in; never deployed.
"""

from contracts.interfaces import ITreasury
from contracts.treasury import mandates
from contracts.treasury import pots
from contracts.treasury import promises
from contracts.treasury import vault

initializes: mandates
initializes: vault
initializes: pots[mandates := mandates, vault := vault]
initializes: promises[mandates := mandates, pots := pots, vault := vault]


@deploy
def __init__(scopes: address):
    vault.__init__(empty(address))
    mandates.__init__(scopes)


@external
@view
def earned(terms: ITreasury.Stream, word: uint256) -> uint256:
    """
    @notice See `promises._earned`.
    """
    return promises._earned(terms, word)
