# SPDX-License-Identifier: Apache-2.0
"""The transactions of a deployment, in order: stages of steps that do not depend on each other.

The stages are read one after the other, and addresses only when a stage needs them: they may be
predicted (for a plan) or those of contracts that exist by then (when the plan is carried out).
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal import artifacts
from cosmolocal.calls import Call, call_of, deployment_of, offline
from cosmolocal.deploy.beginnings import ProposalType
from cosmolocal.deploy.blueprint import Blueprint, SeatBatch, rule_of
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.permits import permissions
from cosmolocal.deploy.words import Strictly
from cosmolocal.units import ZERO_ADDRESS

CREATION = "__init__"
GOVERNOR_ROLES = ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE")
"""Roles of the timelock that the governor holds, and nobody else."""
ADMIN_ROLE = bytes(32)
FIRST_FURTHER_TYPE = 2
"""Number of the first proposal type behind the ordinary one and the constitution."""
RECORDERS = (
    "ContributionLedger",
    "QuadraticGovernor",
    "RetroFunding",
    "MatchingFunding",
    "PublishedFunding",
)
"""Contracts that tell `Membership` when a seat acts, so that it stays in the quorum base."""
RECORDER, ADMITTER = 1, 2
"""Powers there; those of contracts/interfaces/IMembership.vyi. `Vouching` has both."""

# What contracts are built on that take nothing else.
_POOL_PARTS = ("Membership", "Scopes", "Treasury", "FundingDesk", "AwardRule", "Timelock")
_PARTS = {
    "Resources": ("Scopes",),
    "BallotRelay": ("QuadraticGovernor",),
    "AwardRule": (),
    "FundingDesk": ("Membership", "Scopes", "ContributionLedger", "Timelock"),
    "RetroFunding": _POOL_PARTS,
    "MatchingFunding": _POOL_PARTS,
    "ResultDesk": ("Treasury", "Timelock"),
    "PublishedFunding": (
        *("Membership", "Scopes", "Treasury", "FundingDesk", "ResultDesk"),
        "Timelock",
    ),
}

Addresses = Mapping[str, ChecksumAddress]


class PlannedStep(Strictly):
    """One transaction."""

    name: str
    contract: str
    function: str
    arguments: tuple[Any, ...]

    @property
    def is_creation(self) -> bool:
        """Whether it creates its contract."""
        return self.function == CREATION

    def call(self, addresses: Addresses) -> Call:
        """Return what to send; for a creation, the init code without a recipient."""
        if self.is_creation:
            return deployment_of(artifacts.load(self.contract), self.arguments)
        contract = offline(self.contract)(addresses[self.contract])
        return call_of(contract.functions[self.function](*self.arguments), self.contract)


Stage = tuple[PlannedStep, ...]


def role_id(name: str) -> bytes:
    """Return the id of a role in the timelock, as OpenZeppelin computes it."""
    return keccak(text=name)


def stages(blueprint: Blueprint, addresses: Addresses) -> Iterator[Stage]:
    """Go through a deployment."""
    for contract in CONTRACTS:
        arguments = _constructor(contract, blueprint, addresses)
        yield (_step(f"create {contract}", contract, CREATION, *arguments),)
    if blueprint.seats[2:]:
        yield tuple(_admit(batch) for batch in blueprint.seats[2:])
    for _, level in groupby(blueprint.scopes, key=lambda scope: scope.depth):
        yield tuple(
            _step(f"found scope {s.scope}", "Scopes", "found", s.parent, s.kind, s.charter)
            for s in level
        )
    if blueprint.welcomes or blueprint.mandates:
        yield (*_welcomes(blueprint), *_mandates(blueprint))
    if blueprint.weights or blueprint.pots:
        yield (*_weights(blueprint), *_pots(blueprint))
    for number, each in enumerate(blueprint.types, start=FIRST_FURTHER_TYPE):
        yield (_type(number, each, addresses),)  # one after the other, as they are numbered
    yield tuple(_handover(blueprint, addresses))
    yield (_step("deployer renounces", "Timelock", "renounceRole", ADMIN_ROLE, blueprint.deployer),)


def _step(name: str, contract: str, function: str, *arguments: Any) -> PlannedStep:
    return PlannedStep(name=name, contract=contract, function=function, arguments=arguments)


def _constructor(contract: str, blueprint: Blueprint, addresses: Addresses) -> tuple[Any, ...]:
    """Arguments of a constructor; those of contracts created before are in `addresses`."""
    b, at = blueprint, addresses
    match contract:
        case "Timelock":
            return (b.min_delay, b.deployer)
        case "Membership":
            persons, organisations = (batch.accounts for batch in b.seats[:2])
            rules = (b.genesis, b.season_seconds, tuple(b.terms.model_dump().values()), b.charter)
            return (b.public_name, b.symbol, *rules, persons, organisations, b.deployer)
        case "Vouching":
            vouching = tuple(b.vouching.model_dump().values())
            return (b.public_name, at["Membership"], vouching, at["Timelock"])
        case "Scopes":
            return (at["Membership"], b.charter, b.deployer)
        case "ContributionLedger":
            parts = [at[name] for name in ("Membership", "Scopes", "Resources")]
            return (b.public_name, *parts, b.season_allowance)
        case "ProposalRules":
            parts = [at[name] for name in ("Membership", "Scopes")]
            owner = b.deployer if b.types else at["Timelock"]
            ordinary, other = rule_of(b.rule), rule_of(b.constitution, is_constitutional=True)
            first, second = tuple(ordinary.values()), tuple(other.values())
            return (b.public_name, owner, *parts, first, second)
        case "QuadraticGovernor":
            parts = [at[name] for name in ("Membership", "ContributionLedger", "ProposalRules")]
            voice = (b.base_credits, b.organisation_credits, b.bonus_unit, b.bonus_cap)
            guardian = (b.guardian, b.guardian_until)
            return (b.public_name, *parts, at["Timelock"], *voice, *guardian)
        case "Treasury":
            owner = b.deployer if b.pots else at["Timelock"]
            return (at["Scopes"], ZERO_ADDRESS, owner, b.guardian, b.guardian_until)
        case _:
            return tuple(at[name] for name in _PARTS[contract])


def _admit(batch: SeatBatch) -> PlannedStep:
    last = batch.first_seat + len(batch.accounts) - 1
    name = f"admit seats {batch.first_seat} to {last}"
    return _step(name, "Membership", "admit", batch.accounts, batch.kind)


def _welcomes(blueprint: Blueprint) -> Iterator[PlannedStep]:
    for welcome in blueprint.welcomes:
        name = f"scope {welcome.scope} accepts seats from {welcome.seats[0]}"
        yield _step(name, "Scopes", "accept", welcome.scope, welcome.seats)


def _mandates(blueprint: Blueprint) -> Iterator[PlannedStep]:
    for m in blueprint.mandates:
        name = f"role {m.role} of seat {m.seat} in scope {m.scope}"
        yield _step(name, "Scopes", "grant_role", m.scope, m.seat, m.role, m.until)


def _weights(blueprint: Blueprint) -> Iterator[PlannedStep]:
    for w in blueprint.weights:
        name = f"weight of skill {w.skill} in scope {w.scope}"
        yield _step(name, "ContributionLedger", "set_weight", w.scope, w.skill, w.weight_bps)


def _pots(blueprint: Blueprint) -> Iterator[PlannedStep]:
    for number, pot in enumerate(blueprint.pots, start=1):
        yield _step(f"open pot {number}", "Treasury", "open_pot", tuple(pot.model_dump().values()))


def _type(number: int, terms: ProposalType, addresses: Addresses) -> PlannedStep:
    rule, calls = tuple(rule_of(terms).values()), permissions(terms, addresses)
    return _step(f"add type {number}", "ProposalRules", "set_type", number, rule, calls)


def _handover(blueprint: Blueprint, addresses: Addresses) -> Iterator[PlannedStep]:
    """Give ledger and governor their powers, and everything to the timelock."""
    governor, timelock = addresses["QuadraticGovernor"], addresses["Timelock"]
    ledger = addresses["ContributionLedger"]
    yield _step("ledger moves the stocks", "Resources", "bind", ledger)
    for role in GOVERNOR_ROLES:
        yield _step(f"governor: {role}", "Timelock", "grantRole", role_id(role), governor)
    for contract in RECORDERS:
        name = f"{contract} records who acts"
        yield _step(name, "Membership", "set_powers", addresses[contract], RECORDER)
    powers = (addresses["Vouching"], RECORDER | ADMITTER)
    yield _step("Vouching admits and moves", "Membership", "set_powers", *powers)
    for contract in ("Membership", "Scopes", *(("Treasury",) if blueprint.pots else ())):
        yield _step(f"seal {contract}", contract, "seal", timelock)
    if blueprint.types:
        yield _step("hand rules over", "ProposalRules", "transfer_ownership", timelock)
