# SPDX-License-Identifier: Apache-2.0
"""Rebuild every figure from events alone and compare it with the chain, to the last unit.

Events and storage are taken at the same block. A figure that differs, or an event that contradicts
another one, is listed. What storage holds no longer (a lane that was used again) has to read empty.

Not compared: what came into the treasury of a token other than ETH, and into a grant; only the
token's events, or nobody's, tell. Grants are those that applications name as payout address.
"""

from collections import Counter
from collections.abc import Sequence

from cosmolocal.alliance import Alliance
from cosmolocal.errors import BadInput
from cosmolocal.events import Event
from cosmolocal.replay.base import Difference
from cosmolocal.verify.comparison import SOURCES, Check, checks_of, differences_of
from cosmolocal.verify.models import CountedBallot, DomainCheck, ProposalAudit, Verification
from cosmolocal.verify.rebuilt import Rebuilt, events_of

__all__ = [
    "DOMAINS",
    "CountedBallot",
    "DomainCheck",
    "ProposalAudit",
    "Verification",
    "compared",
    "events_of",
    "verify",
    "verify_proposal",
]

DOMAINS = tuple(SOURCES)


def verify(
    alliance: Alliance, *, events: Sequence[Event] | None = None, block: int | None = None
) -> Verification:
    """Verify an alliance at a block, by default the newest; `events` stands in for the chain's."""
    view = alliance.chain.at(block)
    told = events_of(alliance, view.block) if events is None else events
    rebuilt = Rebuilt(alliance, view, told)
    checks = list(checks_of(rebuilt))
    differences = [*rebuilt.contradictions(), *differences_of(view, checks)]
    return Verification(
        block=view.block,
        block_hash=view.block_hash,
        events=len(told),
        checks=_summary(checks, differences),
        differences=tuple(map(str, differences)),
    )


def verify_proposal(alliance: Alliance, proposal_id: int) -> ProposalAudit:
    """Count one proposal again: its ballots, what they cost, its outcome; compare with storage."""
    view = alliance.chain.at()
    rebuilt = Rebuilt(alliance, view, alliance.events(view.block))
    state = rebuilt.governance
    if proposal_id not in state.proposals:
        raise BadInput(f"no event tells of a proposal {proposal_id}")
    proposal = state.proposals[proposal_id]
    ballots = {seat: b for (motion, seat), b in state.ballots.items() if motion == proposal_id}
    seats = rebuilt.membership.active_at(proposal.start - 1)
    about = [f"proposal {proposal.number}", f"proposal {proposal_id}"]
    about += [f"operation 0x{proposal.operation(alliance.governance.address).hex()}"]
    about += [f"credits of seat {seat} in season {proposal.season}" for seat in ballots]
    about += [f"budget of seat {seat} in season {proposal.season}" for seat in ballots]
    checks = [
        check
        for check in checks_of(rebuilt)
        if check.domain == "governance" and check.figure.endswith(tuple(about))
    ]
    told = [each for each in rebuilt.contradictions() if each.figure.endswith(tuple(about))]
    differences = [*told, *differences_of(view, checks)]
    return ProposalAudit(
        block=view.block,
        number=proposal.number,
        state=state.state_of(proposal, view.timestamp, seats),
        votes_for=proposal.tally.votes_for,
        votes_against=proposal.tally.votes_against,
        abstentions=proposal.tally.abstain,
        heads=proposal.tally.heads,
        quorums=state.quorums(proposal, seats),
        ballots=tuple(
            CountedBallot(
                seat=seat, side=b.side, votes=b.votes, cost=b.votes**2, revision=b.revision
            )
            for seat, b in sorted(ballots.items())
        ),
        compared=len(checks),
        differences=tuple(map(str, differences)),
    )


def compared(alliance: Alliance) -> list[str]:
    """Name every figure that `verify` compares at the newest block."""
    view = alliance.chain.at()
    rebuilt = Rebuilt(alliance, view, events_of(alliance, view.block))
    return [check.figure for check in checks_of(rebuilt)]


def _summary(checks: Sequence[Check], differences: Sequence[Difference]) -> tuple[DomainCheck, ...]:
    compared = Counter(check.domain for check in checks)
    different = Counter(difference.domain for difference in differences)
    return tuple(
        DomainCheck(domain=name, compared=compared[name], different=different[name])
        for name in DOMAINS
    )
