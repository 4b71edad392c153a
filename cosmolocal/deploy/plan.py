# SPDX-License-Identifier: Apache-2.0
"""What a deployment will do and cost, before anything is spent.

Gas is a forecast from the size of the code and the measured cost of each kind of call; a test holds
it against real deployments. Addresses by CREATE2 are exact for the manifest that the plan is of;
without the proxy they are if the deployer sends nothing else in between.

Errors: `BadInput` where the description does not fit the chain; `WrongChain` if what was begun was
begun elsewhere.
"""

from itertools import islice

from eth_typing import ChecksumAddress
from pydantic import Field, computed_field

from cosmolocal import artifacts, codec
from cosmolocal.calls import Call, create_address
from cosmolocal.chain import Chain
from cosmolocal.deploy.blueprint import Blueprint, settle
from cosmolocal.deploy.contracts import CONTRACTS, OWNED
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.opening import begin
from cosmolocal.deploy.placement import Placement
from cosmolocal.deploy.steps import (
    GOVERNOR_ROLES,
    RECORDERS,
    Addresses,
    PlannedStep,
    stages,
)
from cosmolocal.deploy.words import Count, Strictly
from cosmolocal.errors import NodeRefused
from cosmolocal.transactions import DEFAULT_TIP_WEI
from cosmolocal.units import ZERO_ADDRESS, Address, Gas, UtcSeconds, Wei

# Protocol costs (EIP-2028, EIP-3860, EIP-170).
_TRANSACTION, _CREATION, _CODE_BYTE, _INIT_WORD = 21_000, 32_000, 200, 2
_ZERO_BYTE, _OTHER_BYTE = 4, 16
# What the proxy adds to a creation: itself, then per word copying, memory and hashing.
_PROXY, _PROXY_WORD, _MEMORY_SQUARES = 100, 12, 512
# Measured execution of each constructor beside storing the code, seats aside.
_CONSTRUCTORS = {
    "Timelock": 76_000,
    "Membership": 76_000,
    "Vouching": 190_000,
    "Scopes": 76_000,
    "Resources": 640_000,
    "ContributionLedger": 70_000,
    "ProposalRules": 180_000,
    "QuadraticGovernor": 60_000,
    "BallotRelay": 500,
    "Treasury": 53_000,
    "AwardRule": 1_000,
    "FundingDesk": 32_000,
    "RetroFunding": 30_000,
    "MatchingFunding": 30_000,
    "ResultDesk": 30_000,
    "PublishedFunding": 30_000,
}
# Measured execution of each call, and of each account or seat in its batch.
_CALLS = {
    "admit": (12_000, 49_000),
    "found": (40_000, 0),
    "accept": (11_000, 26_000),
    "grant_role": (36_500, 0),
    "grantRole": (28_000, 0),
    "bind": (34_000, 0),
    "seal": (31_000, 0),
    "set_powers": (29_000, 0),
    "renounceRole": (8_000, 0),
    "set_weight": (34_000, 0),
    "open_pot": (84_000, 0),
    "set_type": (100_000, 45_000),
    "transfer_ownership": (12_000, 0),
}


class Power(Strictly):
    """Something that somebody may do once the deployment is done."""

    contract: str
    role: str
    holder: str = Field(description="address, `seat n`, or the stewards of a scope")
    until: Count | None = None


class ForecastStep(Strictly):
    """One transaction with its gas."""

    name: str
    contract: str
    function: str
    gas: Gas


class Plan(Strictly):
    """A deployment that has not begun, or its remaining part."""

    chain_id: Count
    deployer: Address
    factory: Address | None = Field(description="the CREATE2 proxy; none: by the deployer's nonces")
    started_at: UtcSeconds = Field(description="what `now` means in the alliance.yaml")
    genesis: UtcSeconds = Field(description="start of the first season")
    addresses: dict[str, Address]
    steps: tuple[ForecastStep, ...]
    powers: tuple[Power, ...]
    seats: Count
    scopes: Count = Field(description="with the alliance itself")
    gas: Gas = Field(description="of all transactions")
    fee_per_gas: Wei = Field(description="base fee now, and tip [wei]")
    cost: Wei = Field(description="gas at this fee [wei]")
    balance: Wei = Field(description="of the deployer [wei]")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def largest(self) -> int:
        """Gas of the largest transaction, which the protocol limits to `GAS_CAP`."""
        return max((step.gas for step in self.steps), default=0)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def is_affordable(self) -> bool:
        """Whether the deployer can pay, with a quarter to spare for rising fees."""
        return self.balance * 4 >= self.cost * 5


def plan(
    description: Description,
    chain: Chain,
    deployer: ChecksumAddress,
    *,
    begun: Manifest | None = None,
) -> Plan:
    """Forecast the deployment of a description by `deployer`, or the rest of one that was begun."""
    manifest = begun or begin(description, chain, deployer)
    manifest.check_chain(chain)
    done = {step.name for step in manifest.steps}
    blueprint = settle(
        description, deployer=deployer, chain_id=chain.chain_id, now=manifest.started_at
    )
    addresses = predicted(chain, blueprint, manifest)
    every = (step for stage in stages(blueprint, addresses) for step in stage)
    placement = manifest.placement
    steps = tuple(_forecast(step, addresses, placement) for step in every if step.name not in done)
    gas, fee = sum(step.gas for step in steps), _fee_per_gas(chain)
    return Plan(
        chain_id=chain.chain_id,
        deployer=deployer,
        factory=manifest.factory,
        started_at=manifest.started_at,
        genesis=blueprint.genesis,
        addresses=addresses,
        steps=steps,
        powers=tuple(powers(blueprint, addresses)),
        seats=sum(len(batch.accounts) for batch in blueprint.seats),
        scopes=1 + len(blueprint.scopes),
        gas=gas,
        fee_per_gas=fee,
        cost=gas * fee,
        balance=chain.at().balance(deployer),
    )


def predicted(chain: Chain, blueprint: Blueprint, manifest: Manifest) -> dict[str, ChecksumAddress]:
    """Where the contracts are, or will be once they are created in their order."""
    found = {name: record.address for name, record in manifest.contracts.items()}
    placement, nonce = manifest.placement, chain.nonce(manifest.deployer)
    for (step,) in islice(stages(blueprint, found), len(CONTRACTS)):
        if step.contract not in found:
            by_nonce = create_address(manifest.deployer, nonce)
            found[step.contract] = placement.address(step.call(found)) or by_nonce
            nonce += 1
    return found


def powers(blueprint: Blueprint, addresses: Addresses) -> list[Power]:
    """List what anybody may do once the deployment is done; the deployer is not in it."""
    governor, timelock = addresses["QuadraticGovernor"], addresses["Timelock"]
    listed = [
        *(Power(contract=name, role="owner", holder=timelock) for name in OWNED),
        Power(contract="Timelock", role="admin", holder=timelock),
        *(Power(contract="Timelock", role=role, holder=governor) for role in GOVERNOR_ROLES),
        *(
            Power(contract="Membership", role="recorder", holder=addresses[name])
            for name in (*RECORDERS, "Vouching")
        ),
        Power(contract="Membership", role="admitter", holder=addresses["Vouching"]),
    ]
    if blueprint.guardian != ZERO_ADDRESS:
        term = {"holder": blueprint.guardian, "until": blueprint.guardian_until}
        guarded = ("QuadraticGovernor", "Treasury")
        listed += [Power(contract=name, role="guardian", **term) for name in guarded]
    roles = ("steward", "confirmer", "reviewer", "arbiter")
    for number, pot in enumerate(blueprint.pots, start=1):
        role = f"spend out of pot {number}: {pot.cap} of {pot.token} in {pot.period} s"
        holder = f"stewards of scope {pot.scope}"
        listed.append(Power(contract="Treasury", role=role, holder=holder, until=pot.end))
    for m in blueprint.mandates:
        role = f"{roles[m.role - 1]} of scope {m.scope}"
        listed.append(Power(contract="Scopes", role=role, holder=f"seat {m.seat}", until=m.until))
    return listed


def _fee_per_gas(chain: Chain) -> int:
    """Add up what a unit of gas costs now: base fee and tip [wei]."""
    block, tip = chain.node.try_all(
        [("eth_getBlockByNumber", ["latest", False]), ("eth_maxPriorityFeePerGas", [])]
    )
    extra = DEFAULT_TIP_WEI if isinstance(tip, NodeRefused) else codec.as_int(tip)
    return codec.as_int(block["baseFeePerGas"]) + extra


def _forecast(step: PlannedStep, addresses: Addresses, placement: Placement) -> ForecastStep:
    call = step.call(addresses)
    gas = _TRANSACTION + _execution_gas(step, call)
    if step.is_creation:
        call = placement.creation(call)
        gas += _proxy_gas(call) if placement.factory else 0
    gas += _calldata_gas(call)
    return ForecastStep(name=step.name, contract=step.contract, function=step.function, gas=gas)


def _proxy_gas(call: Call) -> int:
    words = _words(call)
    return _PROXY + _PROXY_WORD * words + words**2 // _MEMORY_SQUARES


def _words(call: Call) -> int:
    return -(-len(call.data) // codec.WORD)


def _calldata_gas(call: Call) -> int:
    zeros = call.data.count(0)
    return _ZERO_BYTE * zeros + _OTHER_BYTE * (len(call.data) - zeros)


def _execution_gas(step: PlannedStep, call: Call) -> int:
    """Forecast what a transaction costs beside being one."""
    if not step.is_creation:
        fixed, each = _CALLS[step.function]
        return fixed + each * _parts(step)
    artifact = artifacts.load(step.contract)
    size = len(codec.as_bytes(artifact.runtime_bytecode)) + artifact.immutables_bytes
    stored = _CREATION + _CODE_BYTE * size + _INIT_WORD * _words(call)
    seats = sum(map(len, step.arguments[-3:-1])) if step.contract == "Membership" else 0
    return stored + _CONSTRUCTORS[step.contract] + _CALLS["admit"][1] * seats


def _parts(step: PlannedStep) -> int:
    """Count what a call writes one by one: accounts, seats, or calls of a type and their bounds."""
    if step.function == "set_type":
        return sum(1 + 2 * len(ranges) for *_, ranges in step.arguments[-1])
    return sum(len(part) for part in step.arguments if isinstance(part, tuple))
