# SPDX-License-Identifier: Apache-2.0
"""Proposal types: who may propose what, and what it must reach.

Units: shares in basis points, spans in seconds, values in wei. Errors: the classes of reverts that
begin with `rules:`. Source: contracts/governance/ProposalRules.vy; nothing is cached.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.calls import Outcome
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.errors import BadInput
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import Sponsorship, TypedMessage
from cosmolocal.units import Address, BasisPoints, Bytes4, HexData, ProposalId, Seconds, Uint, Wei

__all__ = [
    "CONSTITUTION",
    "ORDINARY",
    "Limits",
    "Permission",
    "ProposalTypes",
    "Rule",
    "SignedSponsorship",
]

ORDINARY, CONSTITUTION = 0, 1
"""The types that every alliance has."""


class Limits(Frozen):
    """One word of a call's arguments, counted from 0, lies in `lowest` .. `highest`."""

    parameter: int = Field(ge=0, le=62)
    lowest: Uint
    highest: Uint


class Permission(Frozen):
    """A call that a restricted type may make; the selector of a plain payment is four zeros."""

    target: Address
    selector: Bytes4
    most_value: Wei = Field(default=0, description="that may be sent along [wei]")
    ranges: tuple[Limits, ...] = Field(default=(), max_length=4)


class Rule(Frozen):
    """One version of a proposal type."""

    quorum_bps: BasisPoints = Field(description="heads of persons")
    margin_bps: BasisPoints = Field(description="for of for + against, in each chamber")
    delay_seconds: Seconds = Field(description="from proposing to the first vote")
    period_seconds: Seconds = Field(description="from the first vote to the last")
    timelock_seconds: Seconds = Field(description="from queueing to execution")
    grace_seconds: Seconds = Field(description="how long a passed proposal stays usable")
    organisation_quorum_bps: BasisPoints = Field(default=0, description="0: they are not asked")
    extension_seconds: Seconds = Field(default=0, description="of a vote after a late swing")
    proposer_kind: int = Field(
        default=0, ge=0, le=2, description="0 any, 1 persons, 2 organisations"
    )
    proposer_role: int = Field(default=0, ge=0, le=4, description="in the alliance; 0: none")
    sponsors: int = Field(default=0, ge=0, le=255, description="seats beside the proposer")
    proposals_per_season: int = Field(
        default=0, ge=0, le=255, description="of a seat; 0: any number"
    )
    is_constitutional: bool = False
    is_optimistic: bool = Field(default=False, description="passes unless objected")


class SignedSponsorship(Frozen):
    """A seat's signed wish that somebody's proposal be made."""

    proposal_id: ProposalId
    sponsor: Address
    deadline: int = Field(ge=0, description="its last second [UTC seconds]")
    signature: HexData


class ProposalTypes(Domain):
    """Look types up, prepare new versions for a vote, sponsor proposals."""

    def count(self) -> int:
        """How many types there are; they are numbered from 0."""
        return int(self.chain.at().call(self.contract.functions.type_count()))

    def rule(self, proposal_type: int = ORDINARY, version: int = 0) -> Rule:
        """Read a version of a type, by default the latest."""
        view = self.chain.at()
        return _rule(view.call(self.contract.functions.rule(proposal_type, version)))

    def all(self) -> tuple[Rule, ...]:
        """Read the latest version of every type."""
        view, call = self.chain.at(), self.contract.functions
        count = view.call(call.type_count())
        return tuple(map(_rule, view.batch([call.rule(number, 0) for number in range(count)])))

    def set_type_action(
        self, proposal_type: int, rule: Rule, permissions: Sequence[Permission] = ()
    ) -> Action:
        """Describe for a constitutional proposal: a new version of a type, or the next type."""
        allowed = [
            (
                each.target,
                each.selector,
                each.most_value,
                [tuple(r.model_dump().values()) for r in each.ranges],
            )
            for each in permissions
        ]
        return self._action("set_type", proposal_type, tuple(rule.model_dump().values()), allowed)

    # -- sponsors

    def sponsors(self, proposal_id: int) -> int:
        """How many seats have asked for a proposal."""
        return int(self.chain.at().call(self.contract.functions.sponsor_count(proposal_id)))

    def sponsor(self, proposal_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Ask for a proposal that somebody else is about to make."""
        return self._write("sponsor", proposal_id, signer=signer, simulate=simulate)

    def sign_sponsorship(
        self, proposal_id: int, *, deadline: int, signer: Signer
    ) -> SignedSponsorship:
        """Ask for it without sending anything, until `deadline`, its last second [UTC seconds]."""
        domain = self.chain.at().call(self.contract.functions.eip712Domain())
        wish = Sponsorship(proposal_id, signer.address, deadline)
        message = TypedMessage(SigningDomain(*domain[1:5]), wish)
        return SignedSponsorship(
            proposal_id=proposal_id,
            sponsor=signer.address,
            deadline=deadline,
            signature=signer.sign_typed_data(message),
        )

    def sponsor_by_signatures(
        self, slips: Sequence[SignedSponsorship], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in signed wishes for one proposal, of one deadline; the signer only pays."""
        terms = {(slip.proposal_id, slip.deadline) for slip in slips}
        if len(terms) != 1:
            raise BadInput(
                "the sponsorships are for several proposals or deadlines, or there are none",
                next_step="Hand in those of each proposal and deadline together.",
            )
        [(proposal_id, deadline)] = terms
        who, proofs = [slip.sponsor for slip in slips], [slip.signature for slip in slips]
        arguments = (proposal_id, who, proofs, deadline)
        return self._write("sponsor_by_sig", *arguments, signer=signer, simulate=simulate)

    def record_code(
        self,
        governor: ChecksumAddress,
        target: ChecksumAddress,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Record the code that a target has now, so that new proposals may call it again."""
        return self._write("record_code", governor, target, signer=signer, simulate=simulate)


def _rule(found: Mapping[str, Any]) -> Rule:
    return Rule(**found)
