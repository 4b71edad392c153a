# SPDX-License-Identifier: Apache-2.0
"""A timelock of its own, wired to plain accounts, for the tests of the timelock alone."""

from types import SimpleNamespace
from typing import NamedTuple

from eth_abi import encode
from eth_utils import keccak

from tests.suite import account, deploy_mock, deploy_timelock
from tests.unit.governance.stage import (
    CANCELLER_ROLE,
    DAY,
    EXECUTOR_ROLE,
    NOTHING,
    PROPOSER_ROLE,
)

MIN_DELAY = DAY
SALT = bytes([0x5A] * 32)
ROLES = {
    "admin": NOTHING,
    "proposer": PROPOSER_ROLE,
    "executor": EXECUTOR_ROLE,
    "canceller": CANCELLER_ROLE,
}


class Operation(NamedTuple):
    """One call for the timelock."""

    target: str
    value: int = 0
    payload: bytes = b""
    predecessor: bytes = NOTHING
    salt: bytes = NOTHING

    @property
    def id(self):
        """By OpenZeppelin's formula."""
        return keccak(encode(["address", "uint256", "bytes", "bytes32", "bytes32"], list(self)))


class Batch(NamedTuple):
    """Several calls for the timelock."""

    targets: list[str]
    values: list[int]
    payloads: list[bytes]
    predecessor: bytes = NOTHING
    salt: bytes = NOTHING

    @property
    def id(self):
        """By OpenZeppelin's formula."""
        types = ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32"]
        return keccak(encode(types, list(self)))


def deploy_clock():
    """A timelock, one account for each role, an outsider, and a target that notes calls."""
    actors = SimpleNamespace(**{name: account(name) for name in (*ROLES, "outsider")})
    timelock = deploy_timelock(MIN_DELAY, actors.admin)
    for name, role in ROLES.items():
        if name != "admin":
            timelock.grantRole(role, getattr(actors, name), sender=actors.admin)
    return SimpleNamespace(timelock=timelock, target=deploy_mock("TargetMock"), actors=actors)


def note(target, word, **changes):
    """An operation that notes a number."""
    return Operation(target.address, 0, target.note.prepare_calldata(word))._replace(**changes)


def notes(target, *words, **changes):
    """A batch that notes numbers."""
    payloads = [target.note.prepare_calldata(word) for word in words]
    calls = Batch([target.address] * len(words), [0] * len(words), payloads)
    return calls._replace(**changes)
