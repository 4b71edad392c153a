# SPDX-License-Identifier: Apache-2.0
"""Compare what stands on a chain with its description: code, owners, powers, wiring, parameters.

Code must be that of the artefacts, and behind it exactly the immutables that the description gives.
What a vote has changed since shows as drift, line by line, like everything else that differs.

Errors: `WrongChain`, `NoContract` if the deployment is not finished.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.address import is_checksum_address
from eth_utils.crypto import keccak

from cosmolocal import artifacts, codec
from cosmolocal.chain import Chain, Function
from cosmolocal.deploy.blueprint import ROOT, Blueprint, rule_of, settle
from cosmolocal.deploy.contracts import CONTRACTS, OWNED
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.permits import permissions
from cosmolocal.deploy.steps import (
    ADMIN_ROLE,
    ADMITTER,
    FIRST_FURTHER_TYPE,
    GOVERNOR_ROLES,
    RECORDER,
    RECORDERS,
    role_id,
)
from cosmolocal.deploy.words import Count, Strictly
from cosmolocal.errors import ContractError
from cosmolocal.events.reader import read_events
from cosmolocal.reader import Reader
from cosmolocal.replay.timelock import TimelockReplay
from cosmolocal.typed_data import DESK_NAME, SCOPES_NAME
from cosmolocal.units import ZERO_ADDRESS, BlockNumber

SIGNING_VERSION = "1"
"""Version of every signing domain."""

Claim = tuple[str, Any, Function]  # what, as described, where the chain has it
Pair = tuple[str, Any, Any]  # what, as described, as found


class Drift(Strictly):
    """One thing that is not as described."""

    subject: str
    described: str
    found: str

    def __str__(self) -> str:
        return f"{self.subject}: described {self.described}, found {self.found}"


class Comparison(Strictly):
    """What was compared at one block, and what differs."""

    block: BlockNumber
    compared: Count
    drift: tuple[Drift, ...]

    @property
    def is_as_described(self) -> bool:
        """Whether nothing differs."""
        return not self.drift


def verify(description: Description, chain: Chain, manifest: Manifest) -> Comparison:
    """Compare an alliance on a chain with its description."""
    manifest.check_chain(chain)
    blueprint = settle(
        description,
        deployer=manifest.deployer,
        chain_id=chain.chain_id,
        now=manifest.started_at,
    )
    view, subject = chain.at(), _Subject(blueprint, chain, manifest)
    pairs = list(subject.codes(view))
    drift = _drift(pairs)
    if not drift:  # what another program answers means nothing
        pairs += [*subject.answers(view), *subject.told(view)]
        drift = _drift(pairs)
    return Comparison(block=view.block, compared=len(pairs), drift=drift)


def _drift(pairs: Sequence[Pair]) -> tuple[Drift, ...]:
    return tuple(
        Drift(subject=what, described=_text(due), found=_text(found))
        for what, due, found in pairs
        if due != found
    )


class _Subject:
    """One alliance, as its description has it, on one chain."""

    def __init__(self, blueprint: Blueprint, chain: Chain, manifest: Manifest) -> None:
        self.blueprint, self.chain = blueprint, chain
        self.at = {name: manifest.address(name) for name in CONTRACTS}
        self.first_block = manifest.first_block
        opened = chain.contracts(self.at)
        self.call = {name: contract.functions for name, contract in opened.items()}

    def answers(self, view: Reader) -> Iterator[Pair]:
        """Ask the contracts for everything that a description says."""
        parts = (self._owners, self._seats, self._scopes, self._mandates, self._rules)
        claims = [claim for part in parts for claim in part()]
        found = view.attempt([function for _, _, function in claims])
        for (what, due, _), answer in zip(claims, found, strict=True):
            yield what, due, _part(due, answer)

    def codes(self, view: Reader) -> Iterator[Pair]:
        """Split each contract's code into program and immutables, and compare both."""
        for name, address in self.at.items():
            artifact, code = artifacts.load(name), view.code(address)
            program = codec.as_bytes(artifact.runtime_bytecode)
            whole = len(program) + artifact.immutables_bytes
            yield f"{name}: hash of the program", keccak(program), keccak(code[: len(program)])
            yield f"{name}: bytes of code", whole, len(code)
            for path, slot in artifact.immutables.items():
                start = len(program) + slot["offset"]
                value = self._immutables(name)[path.rpartition(".")[2].lstrip("_")]
                packed = _packed(value, slot["length"])
                yield f"{name}: {path}", packed, code[start : start + slot["length"]]

    def told(self, view: Reader) -> Iterator[Pair]:
        """Compare what only events tell: every holder of a role of the timelock, and charters."""
        history = read_events(self.chain, first=self.first_block, last=view.block)
        events = [event for event in history.events if event.address in self.at.values()]
        replay = TimelockReplay()
        replay.run(events)
        governor, timelock = self.at["QuadraticGovernor"], self.at["Timelock"]
        due = {(role_id(role), governor) for role in GOVERNOR_ROLES} | {(ADMIN_ROLE, timelock)}
        yield "Timelock: holders of roles", _holders(due), _holders(replay.state().roles)
        adopted = (e for e in events if e.name == "RuleAdopted" and e["version"] == 1)
        allowed = {event["proposal_type"]: event["permissions"] for event in adopted}
        for number, terms in enumerate(self.blueprint.types, start=FIRST_FURTHER_TYPE):
            calls, found = permissions(terms, self.at), _values(allowed.get(number, ()))
            yield f"ProposalRules: calls of type {number}", calls, found
        set_ = {(e["scope"], e["skill"]): e["weight_bps"] for e in events if e.name == "WeightSet"}
        weights = {(w.scope, w.skill): w.weight_bps for w in self.blueprint.weights}
        yield "ContributionLedger: weights (scope, skill)", weights, set_
        founded = (event for event in events if event.name == "ScopeFounded")
        charters = {event["scope"]: event["charter"] for event in founded}
        described = {scope.scope: scope.charter for scope in self.blueprint.scopes}
        for scope, charter in ({ROOT: self.blueprint.charter} | described).items():
            yield f"Scopes: charter of scope {scope}", charter, charters.get(scope)

    def _immutables(self, contract: str) -> Mapping[str, Any]:
        """What the constructor of a contract must have set, by name."""
        b = self.blueprint
        name = {"FundingDesk": DESK_NAME, "Scopes": SCOPES_NAME}.get(contract, b.public_name)
        return {
            "GENESIS": b.genesis,
            **{name.upper(): rule for name, rule in b.terms},
            "SEASON_SECONDS": b.season_seconds,
            "RECLAIM_SECONDS": b.season_seconds,
            "name": name,
            "symbol": b.symbol,
            "version": SIGNING_VERSION,
            "name_hash": keccak(text=name),
            "version_hash": keccak(text=SIGNING_VERSION),
            "MEMBERSHIP": self.at["Membership"],
            "SCOPES": self.at["Scopes"],
            "SAFE": ZERO_ADDRESS,
            "LEDGER": self.at["ContributionLedger"],
            "RESOURCES": self.at["Resources"],
            "RULES": self.at["ProposalRules"],
            "GOVERNOR": self.at["QuadraticGovernor"],
            "TIMELOCK": self.at["Timelock"],
            "TREASURY": self.at["Treasury"],
            "DESK": self.at["FundingDesk"],
            "AWARD_RULE": self.at["AwardRule"],
            "RESULTS": self.at["ResultDesk"],
            "SEASON_ALLOWANCE": b.season_allowance,
            "BASE_CREDITS": b.base_credits,
            "ORGANISATION_CREDITS": b.organisation_credits,
            "BONUS_UNIT": b.bonus_unit,
            "BONUS_CAP": b.bonus_cap,
        }

    def _owners(self) -> Iterator[Claim]:
        timelock, deployer = self.at["Timelock"], self.blueprint.deployer
        for name in OWNED:
            yield f"{name}: owner", timelock, self.call[name].owner()
        for name in ("Membership", "Scopes"):
            yield f"{name}: sealed", True, self.call[name].sealed()
        for name in RECORDERS:
            powers = self.call["Membership"].powers(self.at[name])
            yield f"Membership: powers of {name}", RECORDER, powers
        powers = self.call["Membership"].powers(self.at["Vouching"])
        yield "Membership: powers of Vouching", RECORDER | ADMITTER, powers
        rules = self.blueprint.vouching.model_dump()
        yield "Vouching: rules", rules, self.call["Vouching"].rules()
        yield "Resources: ledger", self.at["ContributionLedger"], self.call["Resources"].ledger()
        yield "Membership: covenant", self.blueprint.charter, self.call["Membership"].covenant()
        for role in (ADMIN_ROLE, *map(role_id, GOVERNOR_ROLES)):
            held = self.call["Timelock"].hasRole(role, deployer)
            yield f"Timelock: deployer holds 0x{role.hex()[:8]}…", False, held

    def _seats(self) -> Iterator[Claim]:
        """Look each founder up: its number, its kind, and that it has not left."""
        call = self.call["Membership"]
        for batch in self.blueprint.seats:
            for seat, account in enumerate(batch.accounts, start=batch.first_seat):
                yield f"Membership: holder of seat {seat}", account, call.holder(seat)
                yield f"Membership: balance of seat {seat}", 1, call.balanceOf(account)

    def _scopes(self) -> Iterator[Claim]:
        call = self.call["Scopes"]
        yield "Scopes: founded", 1 + len(self.blueprint.scopes), call.scope_count()
        for s in self.blueprint.scopes:
            due = {"parent": s.parent, "kind": s.kind, "depth": s.depth}
            yield f"Scopes: scope {s.scope}", due, call.scope(s.scope)

    def _mandates(self) -> Iterator[Claim]:
        call = self.call["Scopes"]
        for m in self.blueprint.mandates:
            name = f"Scopes: end of role {m.role} of seat {m.seat} in scope {m.scope}"
            yield name, m.until, call.role_until(m.scope, m.seat, m.role)

    def _rules(self) -> Iterator[Claim]:
        b, governor = self.blueprint, self.call["QuadraticGovernor"]
        rules, described = self.call["ProposalRules"], (b.rule, b.constitution, *b.types)
        for number, terms in enumerate(described):
            rule = rule_of(terms, is_constitutional=number == 1)
            yield f"ProposalRules: version of type {number}", 1, rules.latest(number)
            yield f"ProposalRules: rule of type {number}", rule, rules.rule(number, 1)
        yield "ProposalRules: types", len(described), rules.type_count()
        yield "Timelock: minimum delay", b.min_delay, self.call["Timelock"].getMinDelay()
        yield "QuadraticGovernor: guardian", b.guardian, governor.guardian()
        yield "QuadraticGovernor: guardian until", b.guardian_until, governor.guardian_until()
        treasury = self.call["Treasury"]
        yield "Treasury: guardian", b.guardian, treasury.guardian()
        yield "Treasury: guardian until", b.guardian_until, treasury.guardian_until()
        yield "Treasury: pots", len(b.pots), treasury.pot_count()
        for number, pot in enumerate(b.pots, start=1):
            yield f"Treasury: pot {number}", pot.model_dump(), treasury.pot(number)
        weight_of = self.call["ContributionLedger"].weight_bps
        for w in b.weights:
            name = f"ContributionLedger: weight of skill {w.skill} in scope {w.scope}"
            yield name, w.weight_bps, weight_of(w.scope, w.skill)


def _packed(value: Any, length: int) -> bytes:
    """Write an immutable as the compiler lays it out: a word, or the length and bytes of a text."""
    if isinstance(value, int):
        return value.to_bytes(length)
    if isinstance(value, bytes):
        return value
    if is_checksum_address(value):
        return codec.as_bytes(value).rjust(length, b"\0")
    text = str(value).encode()
    return (len(text).to_bytes(codec.WORD) + text).ljust(length, b"\0")


def _part(due: Any, found: Any) -> Any:
    """Leave out what a description does not say, such as when a scope was founded."""
    if isinstance(found, ContractError):
        return f"refused: {found}"
    return {key: found[key] for key in due} if isinstance(due, dict) else found


def _values(struct: Any) -> Any:
    """Leave the names of fields out, at every depth."""
    if isinstance(struct, Mapping):
        struct = tuple(struct.values())
    return tuple(map(_values, struct)) if isinstance(struct, tuple) else struct


def _holders(roles: AbstractSet[tuple[bytes, ChecksumAddress]]) -> list[str]:
    return sorted(f"0x{role.hex()[:8]}… {account}" for role, account in roles)


def _text(value: Any) -> str:
    return codec.as_hex(value) if isinstance(value, bytes) else str(value)
