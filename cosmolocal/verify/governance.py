# SPDX-License-Identifier: Apache-2.0
"""What `ProposalRules`, `QuadraticGovernor` and `Timelock` store."""

from collections.abc import Iterator
from itertools import product

from cosmolocal.deploy.steps import ADMIN_ROLE, GOVERNOR_ROLES, role_id
from cosmolocal.verify.rebuilt import Figure, Rebuilt
from cosmolocal.views import Views


def rules(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare versions of rules, sponsors, and limited proposals."""
    state, call = rebuilt.governance, rebuilt.views["ProposalRules"]
    types = {proposal_type for proposal_type, _ in state.rules}
    yield "type_count", len(types), call.type_count()
    for (number, version), rule in state.rules.items():
        yield f"rule {number}, version {version}", rule, call.rule(number, version)
    for number in types:
        versions = [version for known, version in state.rules if known == number]
        yield f"latest version of rule {number}", max(versions), call.latest(number)
    for proposal_id in state.proposals.keys() | state.sponsors.keys():
        seats = state.sponsors.get(proposal_id, frozenset())
        name = f"sponsors of proposal {proposal_id}"
        yield name, len(seats), call.sponsor_count(proposal_id)
    yield from _entered(rebuilt, call)
    yield "owner of ProposalRules", state.rules_owner, call.owner()


def _entered(rebuilt: Rebuilt, call: Views) -> Iterator[Figure]:
    """Count each seat's limited proposals of the latest season in which it made any."""
    state, made = rebuilt.governance, dict[int, tuple[int, int]]()  # seat: season, proposals
    for p in state.proposals.values():
        rule = state.rules[p.proposal_type, p.version]
        if rule["proposals_per_season"]:
            season = rebuilt.seasons.at(p.start - rule["delay_seconds"])
            known, count = made.get(p.seat, (season, 0))
            made[p.seat] = (season, count + 1 if known == season else 1)
    governor = rebuilt.views["QuadraticGovernor"].address
    for seat, (season, count) in made.items():
        name = f"proposals of seat {seat} in season {season}"
        yield name, count, call.proposals_of(governor, seat, season)


def proposals(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare headers, states, counts and quorums."""
    state, call = rebuilt.governance, rebuilt.views["QuadraticGovernor"]
    yield "proposalCount", len(state.proposals), call.proposalCount()
    yield "guardian", state.guardian, call.guardian()
    yield "guardian_until", state.guardian_until, call.guardian_until()
    for number, p in state.proposals.items():
        name, tally = f"proposal {p.number}", p.tally
        seats = rebuilt.membership.active_at(p.start - 1)
        other = p.organisations
        second = (other.votes_against, other.votes_for, other.abstain, other.heads)
        votes = (tally.votes_against, tally.votes_for, tally.abstain)
        yield f"number of {name}", p.number, call.proposal_number(number)
        yield f"header of {name}", state.header(p), call.header(number)
        yield f"state of {name}", state.state_of(p, rebuilt.now, seats), call.state(number)
        yield f"votes of {name}", votes, call.proposalVotes(number)
        yield f"heads of {name}", tally.heads, call.proposal_heads(number)
        yield f"votes of organisations on {name}", second, call.chamber_votes(number)
        yield f"start of {name}", p.start - 1, call.proposalSnapshot(number)
        yield f"end of {name}", p.end - 1, call.proposalDeadline(number)
        yield f"eta of {name}", p.eta, call.proposalEta(number)
        yield f"proposer of {name}", p.proposer, call.proposalProposer(number)
        if p.start <= rebuilt.now:
            quorums = state.quorums(p, seats)
            yield f"quorums of {name}", quorums, call.proposal_quorum(number)


def ballots(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare each seat's ballots and credits."""
    state, call = rebuilt.governance, rebuilt.views["QuadraticGovernor"]
    for proposal_id, seat in state.ballots:
        name = f"ballot of seat {seat} on proposal {state.proposals[proposal_id].number}"
        ballot = state.stored_ballot(proposal_id, seat)
        receipt = (ballot.side, ballot.votes, ballot.revision)
        yield name, receipt, call.receipt(proposal_id, seat)
    for (seat, season), meter in state.meters.items():
        if state.held[seat, season % 2, 0] == season:
            name = f"credits of seat {seat} in season {season}"
            yield name, (meter.budget, meter.spent), call.credits(seat, season)


def timelock(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare roles and operations."""
    state, call = rebuilt.governance.timelock, rebuilt.views["Timelock"]
    yield "getMinDelay", state.min_delay, call.getMinDelay()
    known = {role_id(name) for name in GOVERNOR_ROLES} | {ADMIN_ROLE}
    central = {rebuilt.views[name].address for name in ("QuadraticGovernor", "Timelock")}
    named = state.roles | state.past_roles | set(product(known, central))
    for role, account in named:
        name = f"role 0x{role.hex()} of {account}"
        yield name, (role, account) in state.roles, call.hasRole(role, account)
    for number, operation in state.operations.items():
        yield f"operation 0x{number.hex()}", operation.ready_at, call.getTimestamp(number)
