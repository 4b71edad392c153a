# SPDX-License-Identifier: Apache-2.0
"""A real alliance that can decide, and the content of its proposals.

Membership, scopes, ledger, rules, timelock and governor as they are deployed, with the roles wired
and handed over. Seats are numbered from 1 in the order of `PERSONS`, then `ORGANISATIONS`.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import NamedTuple

import boa
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

from tests.reference.governance import Rule
from tests.suite import (
    GENESIS,
    SEASON_SECONDS,
    TERMS,
    account,
    deploy_governor,
    deploy_ledger,
    deploy_membership,
    deploy_mock,
    deploy_rules,
    deploy_scopes,
    deploy_timelock,
)

HOUR, DAY = 3_600, 86_400
NOTHING = bytes(32)
NOBODY = "0x" + "00" * 20
AGAINST, FOR, ABSTAIN = 0, 1, 2
CONFIRMER_ROLE, SCOPE = 2, 1
PROPOSER_ROLE, EXECUTOR_ROLE, CANCELLER_ROLE = (
    keccak(text=f"{name}_ROLE") for name in ("PROPOSER", "EXECUTOR", "CANCELLER")
)
ADMIN_ROLE = bytes(32)

NAME = "River Valley"
SEASON = 4  # in which every test starts
MIN_DELAY = DAY
RULE = Rule(
    quorum_bps=4_000,
    margin_bps=6_000,
    delay_seconds=2 * DAY,
    period_seconds=5 * DAY,
    timelock_seconds=2 * DAY,
    grace_seconds=10 * DAY,
)
CONSTITUTION = replace(RULE, is_constitutional=True)
CONSTITUTIONAL = 1  # its type
BASE_CREDITS, ORGANISATION_CREDITS, BONUS_UNIT, BONUS_CAP = 100, 64, HOUR, 20

PERSONS = ("farmer", "miller", "baker", "smith", "weaver", "former")
ORGANISATIONS = ("cooperative",)
MEMBERS = (*PERSONS, *ORGANISATIONS)
OTHERS = ("deployer", "guardian", "outsider", "relayer")


class Content(NamedTuple):
    """What a proposal does and says."""

    targets: list[str]
    values: list[int]
    calldatas: list[bytes]
    description: str

    @property
    def id(self):
        """Hash of the content: the id, recomputed here."""
        types = ("address[]", "uint256[]", "bytes[]", "bytes32")
        return int.from_bytes(keccak(encode(types, self.hashed)), "big")

    @property
    def hashed(self):
        """As `queue`, `execute` and `cancel` take it."""
        return (self.targets, self.values, self.calldatas, keccak(text=self.description))

    def operation(self, governor):
        """Id of the timelock's operation, recomputed by OpenZeppelin's formula."""
        salt = int(governor, 16) << 96 ^ int.from_bytes(keccak(text=self.description), "big")
        types = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")
        calls = (self.targets, self.values, self.calldatas)
        return keccak(encode(types, [*calls, NOTHING, salt.to_bytes(32, "big")]))


def content(calls, proposer, text="# Mend the mill"):
    """A proposal of (target, value, calldata) that names its proposer."""
    targets, values, calldatas = zip(*calls, strict=True)
    description = f"{text}#proposer={proposer}"
    return Content(list(targets), list(values), list(calldatas), description)


def key_of(name):
    """The key of a person or an organisation."""
    return Account.from_key(keccak(text=f"{name} of the river valley"))


def people():
    """Accounts by role; members have keys, `former` will leave."""
    members = {name: key_of(name).address for name in MEMBERS}
    for address in members.values():
        boa.env.set_balance(address, 10**24)
    return SimpleNamespace(**members, **{name: account(name) for name in OTHERS})


def deploy_alliance(
    actors, rule=RULE, *, season=SEASON, season_seconds=SEASON_SECONDS, terms=TERMS
):
    """Deploy, wire the roles, hand over; one day into a season."""
    boa.env.timestamp = GENESIS + season * season_seconds + DAY
    deployer = actors.deployer
    timelock = deploy_timelock(MIN_DELAY, deployer)
    membership = deploy_membership(
        [getattr(actors, name) for name in PERSONS],
        [getattr(actors, name) for name in ORGANISATIONS],
        owner=deployer,
        season_seconds=season_seconds,
        terms=terms,
    )
    scopes = deploy_scopes(membership, owner=deployer)
    ledger = deploy_ledger(membership, scopes)
    rules = deploy_rules(
        membership, scopes, rule.values(), CONSTITUTION.values(), owner=timelock.address
    )
    guardian = (actors.guardian, boa.env.timestamp + 365 * DAY)
    terms = (BASE_CREDITS, ORGANISATION_CREDITS, BONUS_UNIT, BONUS_CAP, *guardian)
    governor = deploy_governor(NAME, membership, ledger, rules, timelock, *terms)
    for role in (PROPOSER_ROLE, EXECUTOR_ROLE, CANCELLER_ROLE):
        timelock.grantRole(role, governor.address, sender=deployer)
    for recorder in (governor, ledger):
        membership.set_powers(recorder.address, 1, sender=deployer)
    membership.seal(timelock.address, sender=deployer)
    scopes.seal(timelock.address, sender=deployer)
    timelock.renounceRole(ADMIN_ROLE, deployer, sender=deployer)
    membership.leave(sender=actors.former)
    target = deploy_mock("TargetMock")
    boa.env.timestamp += 1
    return SimpleNamespace(
        timelock=timelock,
        membership=membership,
        scopes=scopes,
        ledger=ledger,
        rules=rules,
        governor=governor,
        target=target,
    )


def params(votes, deadline=None):
    """A quadratic ballot's parameters."""
    if deadline is None:
        return encode(["uint256"], [votes])
    return encode(["uint256", "uint256"], [votes, deadline])


def season_start(season):
    """First second of a season."""
    return GENESIS + season * SEASON_SECONDS
