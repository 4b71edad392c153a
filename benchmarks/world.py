# SPDX-License-Identifier: Apache-2.0
"""A small alliance on a fresh local chain, deployed from the shipped artefacts.

Everything is done with plain web3 calls, so that what is measured is the contracts and not the SDK.
Times are UTC seconds; gas is the whole transaction's `gasUsed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils import keccak
from web3 import Web3
from web3.contract import Contract
from web3.types import TxReceipt

from cosmolocal.artifacts import load
from cosmolocal.local import LocalChain

HOUR, DAY = 3_600, 86_400
SEASON_SECONDS = 90 * DAY
CHARTER = keccak(text="charter")
NOBODY = "0x" + "00" * 20
STEWARD, CONFIRMER, REVIEWER = 1, 2, 3
RECORDER = 1  # a power in Membership
PERSON, ORGANISATION = 1, 2
ROOT_SCOPE = 1
RULE = (2_000, 5_001, DAY, 5 * DAY, DAY, 14 * DAY, 0, DAY, 0, 0, 0, 0, False, False)
CONSTITUTION = (*RULE[:12], True, False)
GAS_LIMIT = 16_000_000


def account(name: str) -> LocalAccount:
    """A key that depends on nothing but its name."""
    return Account.from_key(keccak(text=f"cosmolocal benchmark {name}"))


@dataclass
class World:
    """Contracts, people, and the one way to send a transaction."""

    chain: LocalChain
    deployer: LocalAccount
    persons: list[LocalAccount]
    organisations: list[LocalAccount]
    contracts: dict[str, Contract] = field(default_factory=dict)

    @property
    def w3(self) -> Web3:
        """The node."""
        return self.chain.w3

    @property
    def now(self) -> int:
        """Time of the latest block."""
        return int(self.w3.eth.get_block("latest")["timestamp"])

    def __getattr__(self, name: str) -> Contract:
        try:
            return self.contracts[name]
        except KeyError:
            raise AttributeError(name) from None

    def send(self, call: Any, sender: LocalAccount, value: int = 0) -> TxReceipt:
        """Mine one call; a refusal is a fault of the benchmark."""
        transaction = call.build_transaction(self._envelope(sender, value))
        return self._mine(transaction, sender)

    def deploy(self, name: str, *arguments: Any) -> Contract:
        """Deploy one artefact and remember it under `name`."""
        artifact = load(name)
        factory = self.w3.eth.contract(abi=artifact.abi, bytecode=artifact.bytecode)
        receipt = self.create(factory.constructor(*arguments))
        contract = self.w3.eth.contract(address=receipt["contractAddress"], abi=artifact.abi)
        self.contracts[name] = contract
        return contract

    def create(self, constructor: Any) -> TxReceipt:
        """Mine the creation of a contract by the deployer."""
        envelope = self._envelope(self.deployer, 0)
        return self._mine(constructor.build_transaction(envelope), self.deployer)

    def send_ether(self, to: str, amount: int) -> TxReceipt:
        """Give `amount` wei of the deployer's to an account."""
        return self._mine({**self._envelope(self.deployer, amount), "to": to}, self.deployer)

    def seat(self, member: LocalAccount) -> int:
        """Number of a member's seat."""
        word: int = self.Membership.functions.standing(member.address).call()
        return word & (2**32 - 1)

    def warp(self, timestamp: int) -> None:
        """Let the chain's clock reach `timestamp`."""
        self.chain.warp(timestamp)

    def _envelope(self, sender: LocalAccount, value: int) -> dict[str, Any]:
        return {
            "from": sender.address,
            "nonce": self.w3.eth.get_transaction_count(sender.address),
            "gas": GAS_LIMIT,
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 0,
            "value": value,
            "chainId": self.w3.eth.chain_id,
        }

    def _mine(self, transaction: Any, sender: LocalAccount) -> TxReceipt:
        signed = sender.sign_transaction(transaction)
        tx_hash = self.w3.eth.send_raw_transaction(signed.raw_transaction)
        receipt = self.w3.eth.wait_for_transaction_receipt(tx_hash, timeout=60, poll_latency=0.01)
        if receipt["status"] != 1:
            raise RuntimeError(f"benchmark transaction failed: {tx_hash.hex()}")
        return receipt


def open_world(
    chain: LocalChain, persons: int = 60, organisations: int = 48, dormant_after: int = 0
) -> World:
    """Deploy the whole alliance in the order of a real deployment, seats and roles included."""
    people = [account(f"person {i}") for i in range(persons)]
    bodies = [account(f"organisation {i}") for i in range(organisations)]
    world = World(chain, account("deployer"), people, bodies)
    for each in (world.deployer, *people, *bodies):
        chain.fund(each.address, 10**24)
    _deploy(world, dormant_after)
    _seat(world, people, PERSON)
    _seat(world, bodies, ORGANISATION)
    _hand_over(world)
    return world


def _deploy(world: World, dormant_after: int) -> None:
    deployer = world.deployer.address
    terms = (7 * DAY, dormant_after, 0, 14 * DAY)  # joining delay, idle seasons, no terms, notice
    timelock = world.deploy("Timelock", RULE[4], deployer).address
    membership = world.deploy(
        "Membership", "River", "RVR", world.now, SEASON_SECONDS, terms, CHARTER, [], [], deployer
    ).address
    scopes = world.deploy("Scopes", membership, CHARTER, deployer).address
    resources = world.deploy("Resources", scopes).address
    parts = (membership, scopes, resources)
    ledger = world.deploy("ContributionLedger", "River", *parts, 2_000 * HOUR).address
    world.send(world.Resources.functions.bind(ledger), world.deployer)
    rules = world.deploy(
        "ProposalRules", "River", timelock, membership, scopes, RULE, CONSTITUTION
    ).address
    guardian_until = world.now + 365 * DAY
    world.deploy(
        "QuadraticGovernor",
        "River",
        membership,
        ledger,
        rules,
        timelock,
        100,
        100,
        HOUR,
        50,
        deployer,
        guardian_until,
    )
    world.deploy("BallotRelay", world.QuadraticGovernor.address)
    guarded = (NOBODY, timelock, deployer, guardian_until)
    treasury = world.deploy("Treasury", scopes, *guarded).address
    desk = world.deploy("FundingDesk", membership, scopes, ledger, timelock).address
    parts = (membership, scopes, treasury, desk, world.deploy("AwardRule").address, timelock)
    for pool in ("RetroFunding", "MatchingFunding"):
        world.deploy(pool, *parts)


def _seat(world: World, accounts: Sequence[LocalAccount], kind: int) -> None:
    for start in range(0, len(accounts), 50):
        batch = [each.address for each in accounts[start : start + 50]]
        world.send(world.Membership.functions.admit(batch, kind), world.deployer)


def _hand_over(world: World) -> None:
    """Roles for person 0, and the governor's; the deployer keeps the roll."""
    until = world.now + 365 * DAY
    keeper = world.seat(world.persons[0])
    for role in (STEWARD, CONFIRMER, REVIEWER):
        world.send(
            world.Scopes.functions.grant_role(ROOT_SCOPE, keeper, role, until), world.deployer
        )
    for name in ("QuadraticGovernor", "ContributionLedger", "RetroFunding", "MatchingFunding"):
        powers = world.Membership.functions.set_powers(world.contracts[name].address, RECORDER)
        world.send(powers, world.deployer)
    for role in ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"):
        identifier = world.Timelock.functions[role]().call()
        grant = world.Timelock.functions.grantRole(identifier, world.QuadraticGovernor.address)
        world.send(grant, world.deployer)
