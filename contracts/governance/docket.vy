# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Docket (module)
@notice The headers of all proposals, and how many there are.
@dev Stateful: a host `initializes` it, checks who proposes what, and writes what becomes of a proposal into its header.
     Views are reentrant: they read one word.
@custom:units times are UTC seconds
@custom:invariant a header, once there, keeps its place, its proposer and its rule; no two proposals share a number, or a
                  place in a season
"""

from contracts.common import seasons
from contracts.governance import docket_word
from contracts.governance import proposal_word
from contracts.governance import rule_word
from contracts.interfaces import IQuadraticGovernor
from contracts.membership import seat_word

uses: seasons

DEFAULT_TYPE: constant(uint256) = 0

_word: uint256  # see docket_word
_headers: HashMap[uint256, uint256]  # proposal -> proposal_word


@external
@view
@reentrant
def proposalSnapshot(proposalId: uint256) -> uint256:
    """
    @notice Last second before the vote: who had a seat then may vote [UTC seconds]. 0 for an unknown proposal.
    """
    return unsafe_sub(max(proposal_word._start(self._headers[proposalId]), 1), 1)


@external
@view
@reentrant
def proposalDeadline(proposalId: uint256) -> uint256:
    """
    @notice Last second of the vote [UTC seconds]. 0 for an unknown proposal.
    """
    return unsafe_sub(max(proposal_word._end(self._headers[proposalId]), 1), 1)


@external
@view
@reentrant
def proposalEta(proposalId: uint256) -> uint256:
    """
    @notice From when it may be executed [UTC seconds]; 0 if it is not queued.
    """
    return proposal_word._eta(self._headers[proposalId])


@external
@view
@reentrant
def proposal_number(proposalId: uint256) -> uint256:
    """
    @notice Place among the alliance's proposals, from 1; 0 for an unknown one.
    """
    return proposal_word._number(self._headers[proposalId])


@external
@view
@reentrant
def header(proposalId: uint256) -> uint256:
    """
    @notice All that is stored of a proposal beside its tallies, see `proposal_word`; 0 for an unknown one.
    """
    return self._headers[proposalId]


@external
@view
@reentrant
def proposalCount() -> uint256:
    """
    @notice How many proposals were ever made.
    """
    return docket_word._number(self._word)


# --- internals -------------------------------------------------------------------------------------------


@internal
@view
def _header(proposal_id: uint256) -> uint256:
    """
    @notice Header of a proposal that exists.
    """
    header: uint256 = self._headers[proposal_id]
    assert header != 0, "governor: unknown proposal"
    return header


@internal
def _enter(
    proposal_id: uint256, proposal_type: uint256, standing: uint256, rule: uint256
) -> uint256:
    """
    @notice Give a new proposal of a seat its places: among all, and among those whose ballots its season pays.
    @return Its header.
    """
    # Unchecked: `ProposalRules` bounds the spans.
    start: uint256 = unsafe_add(block.timestamp, rule_word._delay_seconds(rule))
    end: uint256 = unsafe_add(start, rule_word._period_seconds(rule))
    season: uint256 = self._season(start)
    word: uint256 = self._word
    ordinal: uint256 = docket_word._count(word, season)
    word = docket_word._entered(word, season, ordinal)
    seat: uint256 = seat_word._seat(standing)
    number: uint256 = docket_word._number(word)
    header: uint256 = proposal_word._new(start, end, proposal_type, rule, ordinal, seat, number)
    self._word = word
    self._headers[proposal_id] = header
    if proposal_type != DEFAULT_TYPE:
        log IQuadraticGovernor.ProposalTyped(
            proposalId=proposal_id,
            proposal_type=proposal_type,
            version=rule_word._version(rule),
        )
    return header


@internal
@view
def _season(start: uint256) -> uint256:
    """
    @notice The season that pays the ballots of a proposal: that of its start.
    @dev Unchecked: no proposal starts before GENESIS.
    """
    return unsafe_div(unsafe_sub(start, seasons.GENESIS), seasons.SEASON_SECONDS)
