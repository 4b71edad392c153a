# SPDX-License-Identifier: Apache-2.0
"""The calls that a season of the example's alliance has no need of, made or asked for all the same.

What an alliance does once in its life, what wallets of another make call, and what nobody may.
"""

from cosmolocal.deploy.contracts import OWNED
from cosmolocal.flows import _words as flows_words
from cosmolocal.flows import entries_of
from cosmolocal.governance import Side, content_of
from cosmolocal.local import open_local_chain
from cosmolocal.membership import SeatKind
from cosmolocal.scopes import Role
from cosmolocal.signers import dev_signer
from cosmolocal.treasury import ETH
from cosmolocal.treasury.grants import GrantMilestone, GrantTerms
from cosmolocal.typed_data import Ballot, Delegation, TypedMessage
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.valueflows import Action, Flow
from tests.sdk import published_story
from tests.sdk.probe import Probe
from tests.sdk.season import live
from tests.sdk.valley import (
    BREAD,
    DAY,
    ETHER,
    GROWER,
    HOUR,
    MILLER,
    RIVER,
    ROOT,
    SHEPHERD,
    Valley,
    settle,
)

RIVER_GUARDIAN = "Yara Nascimento"
NOTHING = bytes(32)
SEATS = {
    "person": "Samuel Adeyemi",
    "organisation": "City of Foz",
    "steward": "Lucía Ferrer",
    "confirmer": "Priya Raman",
    "reviewer": "Noor Haddad",
    "arbiter": "Yara Nascimento",
}
"""Members who are given one mandate, or none, for as long as a call is tried."""
CONTRACTS = {
    "timelock": "Timelock",
    "governor": "QuadraticGovernor",
    "vouching": "Vouching",
    "ledger": "ContributionLedger",
    "desk": "FundingDesk",
    "results": "ResultDesk",
}


def actors_of(valley):
    """An account for every kind of caller."""
    strangers = {name: dev_signer(f"permissions/{name}").address for name in ("nobody", "guardian")}
    valley.local.fund_many(strangers.values(), ETHER)
    seats = {actor: valley.address(name) for actor, name in SEATS.items()}
    parts = {actor: valley.alliance.contracts[name].address for actor, name in CONTRACTS.items()}
    return strangers | seats | parts | {"deployer": valley.deployer.address}


def mandates(valley, guardian):
    """What the timelock does before each try: one mandate each, and a guardian who has no other."""
    contracts = valley.alliance.contracts
    scopes = [ROOT, *(valley.scope(name) for name in (BREAD, RIVER, "Upper Valley"))]
    roles = (Role.STEWARD, Role.CONFIRMER, Role.REVIEWER, Role.ARBITER)
    seats = {role: valley.seat(SEATS[role.name.lower()]) for role in roles}

    def stage(now):
        calls = [
            (name, "set_guardian", guardian, now + 30 * DAY)
            for name in ("QuadraticGovernor", "Treasury")
        ]
        calls += [
            ("Scopes", "grant_role", scope, seats[role], role, now + 30 * DAY)
            for role in seats
            for scope in scopes
            if (role, scope) != (Role.STEWARD, valley.scope(RIVER))  # an ecosystem has none
        ]
        return [
            (contracts["Timelock"].address, contracts[name].address, data)
            for name, verb, *arguments in calls
            for data in [contracts[name].encode_abi(verb, args=arguments)]
        ]

    return stage


def measure(folder):
    """Watch it all; return (contract, function) -> what each actor was told."""
    with open_local_chain("in-process") as local:
        valley = Valley.connect(local, *settle(local, folder))
        actors = actors_of(valley)
        stage = mandates(valley, actors["guardian"])
        probe = Probe(local._engine._evm, dict(valley.alliance.contracts), actors, stage)
        probe.then |= _on_the_way(valley, probe)
        probe.watch()
        fresh = local.snapshot()
        _begin(valley, probe)
        local.revert(fresh)
        live(valley)
        _end(valley, probe)
        return probe.tried


def _begin(valley, probe):
    """On an alliance as it was deployed: slips, batches and votes in their other forms."""
    steward = valley.signer(MILLER)
    valley.alliance.scopes.accept(valley.scope(BREAD), [valley.seat(GROWER)], signer=steward)
    _keep_books(valley, probe)
    _delegate(valley, probe)
    _sponsor_and_vote(valley, probe)
    _grant(valley, probe)


def _work(valley, scope, hours):
    return Flow(
        action=Action.WORK,
        scope=valley.scope(scope),
        provider=valley.seat(MILLER),
        receiver=valley.seat(GROWER),
        effort=hours * HOUR,
        occurred_at=valley.local.now - 1,
        evidence=bytes([hours] * 32),
    )


def _keep_books(valley, probe):
    """Batches, a confirmation brought by somebody else, a correction, a decided flow."""
    flows, miller, grower = (
        valley.alliance.ledger.flows,
        valley.signer(MILLER),
        valley.signer(GROWER),
    )
    entry = valley.work(MILLER, 2)
    flows.confirm_batch([entry], signer=grower)
    [first] = entries_of(flows.record_batch([_work(valley, BREAD, 1)], signer=miller))
    deadline = valley.local.now + DAY
    signed = flows.sign_confirmation(first, deadline=deadline, signer=grower)
    terms = (grower.address, deadline, signed.signature)
    flows.confirm_slip(first, *terms, signer=valley.outsider)
    now = {"evidence": bytes([4] * 32), "occurred_at": valley.local.now}
    flows.correct(first, effort=HOUR // 2, **now, signer=miller)
    [doubted] = entries_of(flows.record(_work(valley, RIVER, 3), signer=miller))
    guardian = valley.signer(RIVER_GUARDIAN)
    valley.alliance.ledger.dispute(doubted, bytes([7] * 32), signer=guardian)
    row = flows.row(doubted)
    words = flows_words(row.flow)
    probe.ask("ContributionLedger", "resolve_flow", words, row.previous, True)


def _signed(contract, struct, signer):
    domain = SigningDomain(*contract.functions.eip712Domain().call()[1:5])
    return signer.sign_typed_data(TypedMessage(domain, struct))


def _delegate(valley, probe):
    """Both forms of a signed delegation."""
    membership, miller = valley.alliance.membership, valley.signer(MILLER)
    until, to = valley.local.now + DAY, valley.address(GROWER)
    signature = _signed(membership.contract, Delegation(to, 0, until), miller)
    halves = (signature[64], signature[:32], signature[32:64])
    probe.ask("Membership", "delegateBySig", to, 0, until, *halves)
    signed = membership.sign_delegation(to, until, signer=miller)
    membership.delegate_by_signature(signed, signer=valley.outsider)


def _sponsor_and_vote(valley, probe):
    """A wish for a motion that somebody else brings, and the plain ballots of other wallets."""
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    action, why = valley.alliance.treasury.pay_action(valley.outsider.address, 1), NOTHING
    wanted = content_of([action], why, grower.address).id
    slip = governance.types.sign_sponsorship(
        wanted, deadline=valley.local.now + DAY, signer=valley.signer(SHEPHERD)
    )
    governance.types.sponsor_by_signatures([slip], signer=valley.outsider)
    governance.propose([action], why, signer=grower)
    valley.warp(governance.show(wanted).start)
    probe.ask("QuadraticGovernor", "castVoteWithReason", wanted, int(Side.FOR), "as agreed")
    miller = valley.signer(MILLER)
    signature = _signed(governance.contract, Ballot(wanted, 1, miller.address, 0), miller)
    probe.ask("QuadraticGovernor", "castVoteBySig", wanted, 1, miller.address, signature)
    governor, treasury = governance.address, valley.alliance.treasury.address
    probe.ask("ProposalRules", "record_code", governor, treasury)
    probe.ask("ProposalRules", "check_calls", 0, 1, [], [], [])


def _grant(valley, probe):
    """Money that a grant has: by milestones, and by the second."""
    grants, payee, now = valley.alliance.grants, valley.address(MILLER), valley.local.now
    terms = {"payee": payee, "token": ETH, "scope": ROOT}
    parts = tuple(GrantMilestone(share_bps=5_000, due_at=now + n * DAY) for n in (1, 2))
    steps, stream = (
        grants.create(GrantTerms(**terms, **schedule), signer=valley.outsider).contract_address
        for schedule in ({"milestones": parts}, {"start": now, "seconds": DAY})
    )
    valley.local.fund_many([steps, stream], ETHER)
    probe.add("Grant", steps)
    probe.ask("Grant", "accept", 0)
    probe.ask("Grant", "take_back", 1, by=payee)
    grants.take_back(steps, 1, signer=valley.signer(MILLER))
    probe.ask("Grant", "give_back")
    probe.add("Grant", stream)
    probe.ask("Grant", "stop", by=payee)
    probe.ask("Grant", "withdraw", payee)


def _on_the_way(valley, probe):
    """What is asked for in the middle of a season: `(contract, function)` -> a question then."""

    def recovered(before):
        seat, key = valley.seat("Chidi Nwosu"), dev_signer("valley/new key")
        probe.ask("Vouching", "object", seat, by=valley.address("Chidi Nwosu"))
        probe.ask("Vouching", "ask_recovery", seat, by=key.address, block=before)

    def joining(before):
        covenant = valley.alliance.membership.covenant()
        newcomer = dev_signer("valley/newcomer").address
        probe.ask("Vouching", "join", SeatKind.PERSON, covenant, by=newcomer, block=before)

    def challenged(before):
        probe.ask("ResultDesk", "decide", 1, True)

    def settled(before):
        funding, miller, to = valley.alliance.funding, valley.signer(MILLER), valley.outsider
        until = valley.local.now + DAY
        change = funding.sign_payout_change(1 + 1, 1, to.address, deadline=until, signer=miller)
        arguments = (funding.address, *change.model_dump().values())
        probe.ask("FundingDesk", "change_payout_address_signed", *arguments)

    return {
        ("Vouching", "ask_recovery_by_signature"): recovered,
        ("Vouching", "join_by_signature"): joining,
        ("ResultDesk", "challenge"): challenged,
        ("RetroFunding", "settle"): settled,
    }


def _end(valley, probe):
    """After the season: what is late for a published round, and what only the timelock may."""
    published, number, other = valley.alliance.published, 1, valley.local.accounts[4]
    for sponsor in (valley.outsider, other):
        published.fund(number, 5, signer=sponsor)
    published.return_top_up(number, other.address, signer=other)
    into = published_story.opened(valley)
    published.carry_over(number, into, valley.outsider.address, signer=valley.outsider)
    _of_the_owner(valley, probe)
    _of_other_contracts(valley, probe)
    _locked(valley, probe)


def _of_the_owner(valley, probe):
    """Any contract with an owner may get another one; set-up ended when it was sealed."""
    heir, now = valley.local.accounts[4].address, valley.local.now
    for name in OWNED:
        probe.ask(name, "transfer_ownership", heir)
    for name in ("Membership", "Vouching", "Scopes", "Treasury"):
        probe.ask(name, "seal", heir)
    probe.ask("Membership", "set_powers", valley.alliance.governance.address, 3)
    probe.ask("Vouching", "open_recovery", valley.seat(MILLER), heir)
    for name in ("Treasury", "QuadraticGovernor"):
        probe.ask(name, "set_guardian", heir, now + DAY)
    operation = (heir, 0, b"", NOTHING, NOTHING)
    probe.ask("Timelock", "schedule", *operation, 30 * DAY)
    probe.ask("Timelock", "execute", *operation)
    for verb in ("grantRole", "revokeRole", "renounceRole"):
        probe.ask("Timelock", verb, NOTHING, valley.alliance.contracts["Timelock"].address)


def _of_other_contracts(valley, probe):
    """What one contract of the alliance tells another one."""
    probe.ask("Resources", "bind", valley.alliance.contracts["ContributionLedger"].address)
    probe.ask("Membership", "mark", valley.seat(MILLER))
    for pool in ("MatchingFunding", "PublishedFunding"):
        probe.ask(pool, "exclude", 1, valley.seat(MILLER), 1)
    probe.ask("PublishedFunding", "cast_ballot_for", valley.address(MILLER), 1, [1], [])


def _locked(valley, probe):
    """A seat is nobody's to sell."""
    holder, buyer, seat = valley.address(MILLER), valley.outsider.address, valley.seat(MILLER)
    probe.ask("Membership", "approve", buyer, seat, by=holder)
    probe.ask("Membership", "setApprovalForAll", buyer, True, by=holder)
    for verb in ("transferFrom", "safeTransferFrom"):
        probe.ask("Membership", verb, holder, buyer, seat, by=holder)
