# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Sponsorships (module)
@notice Who has asked for a proposal beside its proposer, before it is made.
@dev Stateful: a host `initializes` it and has checked that the seat may act. A proposal is named by the hash of its
     content, and that names its proposer: nobody can carry the signatures over to a proposal of their own.
@custom:units counts are seats
@custom:invariant a seat counts at most once for a proposal
"""

from contracts.interfaces import IProposalRules

_counts: HashMap[uint256, uint256]  # proposal -> seats
_has_sponsored: HashMap[uint256, HashMap[uint256, bool]]  # proposal -> seat


@internal
def _add(proposal_id: uint256, seat: uint256):
    """
    @notice Count a seat; a second time nothing happens, so that batches cannot be spoilt.
    """
    if not self._has_sponsored[proposal_id][seat]:
        self._has_sponsored[proposal_id][seat] = True
        self._counts[proposal_id] += 1
        log IProposalRules.ProposalSponsored(proposalId=proposal_id, seat=seat)


@internal
@view
def _beside(proposal_id: uint256, proposer: uint256) -> uint256:
    """
    @notice Sponsors that are not the proposer.
    """
    own: uint256 = 1 if self._has_sponsored[proposal_id][proposer] else 0
    return self._counts[proposal_id] - own
