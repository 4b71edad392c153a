# SPDX-License-Identifier: Apache-2.0
"""The faces that other programs know, compared with tables of the standards.

QuadraticGovernor
├── every selector of IGovernor 5, its mutability and results
├── beside its propose, proposeTyped and no other way to propose
├── every event: topic, indexed fields (of a ballot only the voter) and their names
├── interface ids: the selectors combine to 0xcdbdfcee, and without getProposalId to 0x65455a86
├── EIP-712: type hashes of the ballots, the domain
└── clock and counting mode, word for word
Timelock
├── every selector and event of TimelockController 5 and AccessControl
└── interface ids
"""

from functools import reduce
from operator import xor

import boa
import pytest
from eth_utils import keccak
from vyper.compiler.output import build_abi_output

from tests.suite import source
from tests.unit.governance.stage import NAME

CALLS = "address[],uint256[],bytes[]"
# Selector by signature, as computed from OpenZeppelin's sources of version 5.7.
GOVERNOR = {
    "name()": 0x06FDDE03,
    "version()": 0x54FD4D50,
    "COUNTING_MODE()": 0xDD4E2BA5,
    f"hashProposal({CALLS},bytes32)": 0xC59057E4,
    f"getProposalId({CALLS},bytes32)": 0xA8F8A668,
    "state(uint256)": 0x3E4F49E6,
    "proposalThreshold()": 0xB58131B0,
    "proposalSnapshot(uint256)": 0x2D63F693,
    "proposalDeadline(uint256)": 0xC01F9E37,
    "proposalProposer(uint256)": 0x143489D0,
    "proposalEta(uint256)": 0xAB58FB8E,
    "proposalNeedsQueuing(uint256)": 0xA9A95294,
    "votingDelay()": 0x3932ABB1,
    "votingPeriod()": 0x02A251A3,
    "quorum(uint256)": 0xF8CE560A,
    "getVotes(address,uint256)": 0xEB9019D4,
    "getVotesWithParams(address,uint256,bytes)": 0x9A802A6D,
    "hasVoted(uint256,address)": 0x43859632,
    f"propose({CALLS},string)": 0x7D5E81E2,
    f"queue({CALLS},bytes32)": 0x160CBED7,
    f"execute({CALLS},bytes32)": 0x2656227D,
    f"cancel({CALLS},bytes32)": 0x452115D6,
    "castVote(uint256,uint8)": 0x56781388,
    "castVoteWithReason(uint256,uint8,string)": 0x7B3C71D3,
    "castVoteWithReasonAndParams(uint256,uint8,string,bytes)": 0x5F398A14,
    "castVoteBySig(uint256,uint8,address,bytes)": 0x8FF262E3,
    "castVoteWithReasonAndParamsBySig(uint256,uint8,address,string,bytes,bytes)": 0x5B8D0E0D,
}
# Beside IGovernor: its clock, the signing domain, and what OpenZeppelin's extensions add.
BESIDE_GOVERNOR = {
    "clock()": 0x91DDADF4,
    "CLOCK_MODE()": 0x4BF5D7E9,
    "supportsInterface(bytes4)": 0x01FFC9A7,
    "eip712Domain()": 0x84B0196E,
    "proposalCount()": 0xDA35C664,
    "proposalVotes(uint256)": 0x544FFC9C,
    "BALLOT_TYPEHASH()": 0xDEAAA7CC,
    "EXTENDED_BALLOT_TYPEHASH()": 0x2FE3E261,
}
RESULTS = {
    "state": ["uint8"],
    "clock": ["uint48"],
    "proposalProposer": ["address"],
    "proposalNeedsQueuing": ["bool"],
    "hasVoted": ["bool"],
    "supportsInterface": ["bool"],
    "proposalVotes": ["uint256"] * 3,
    "eip712Domain": [
        "bytes1",
        "string",
        "string",
        "uint256",
        "address",
        "bytes32",
        "uint256[]",
    ],
    **{key: ["string"] for key in ("name", "version", "COUNTING_MODE", "CLOCK_MODE")},
}
WRITES = {"propose", "queue", "execute", "cancel"}
PURE = {"hashProposal", "COUNTING_MODE", "CLOCK_MODE", "supportsInterface"}
CREATED = (
    "ProposalCreated(uint256,address,address[],uint256[],string[],bytes[],uint256,uint256,string)"
)
# Event by signature: topic, and which fields are indexed.
GOVERNOR_EVENTS = {
    CREATED: (
        "7d84a6263ae0d98d3329bd7b46bb4e8d6f98cd35a7adb45c274c8b7fd5ebd5e0",
        (),
    ),
    "ProposalQueued(uint256,uint256)": (
        "9a2e42fd6722813d69113e7d0079d3d940171428df7373df9c7f7617cfda2892",
        (),
    ),
    "ProposalExecuted(uint256)": (
        "712ae1383f79ac853f8d882153778e0260ef8f03b504e2866e0593e04d2b291f",
        (),
    ),
    "ProposalCanceled(uint256)": (
        "789cf55be980739dad1d0699b93b58e806b51c9d96619bfa8fe0a28abaa7b30c",
        (),
    ),
    "VoteCast(address,uint256,uint8,uint256,string)": (
        "b8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4",
        ("voter",),
    ),
    "VoteCastWithParams(address,uint256,uint8,uint256,string,bytes)": (
        "e2babfbac5889a709b63bb7f598b324e08bc5a4fb9ec647fb3cbc9ec07eb8712",
        ("voter",),
    ),
}
EVENT_FIELDS = {
    "ProposalCreated": "proposalId proposer targets values signatures calldatas voteStart voteEnd "
    "description",
    "ProposalQueued": "proposalId etaSeconds",
    "VoteCast": "voter proposalId support weight reason",
    "VoteCastWithParams": "voter proposalId support weight reason params",
    "CallScheduled": "id index target value data predecessor delay",
    "CallExecuted": "id index target value data",
    "MinDelayChange": "oldDuration newDuration",
}
OWN_EVENTS = {
    "ProposalTyped(uint256,uint256,uint256)": ("proposalId",),
    "BudgetFrozen(uint256,uint256,uint256)": ("seat", "season"),
    "VoteCastFor(address,uint256,uint256)": ("delegate", "seat", "proposalId"),
    "ProposalExtended(uint256,uint64)": ("proposalId",),
    "GuardianSet(address,uint256)": ("guardian",),
}

ONE = "address,uint256,bytes,bytes32,bytes32"
MANY = f"{CALLS},bytes32,bytes32"
# From OpenZeppelin's TimelockController of version 5, without the receipt of tokens.
TIMELOCK = {
    "DEFAULT_ADMIN_ROLE()": 0xA217FDDF,
    "PROPOSER_ROLE()": 0x8F61F4F5,
    "EXECUTOR_ROLE()": 0x07BD0265,
    "CANCELLER_ROLE()": 0xB08E51C0,
    "hasRole(bytes32,address)": 0x91D14854,
    "getRoleAdmin(bytes32)": 0x248A9CA3,
    "grantRole(bytes32,address)": 0x2F2FF15D,
    "revokeRole(bytes32,address)": 0xD547741F,
    "renounceRole(bytes32,address)": 0x36568ABE,
    "isOperation(bytes32)": 0x31D50750,
    "isOperationPending(bytes32)": 0x584B153E,
    "isOperationReady(bytes32)": 0x13BC9F20,
    "isOperationDone(bytes32)": 0x2AB0F529,
    "getTimestamp(bytes32)": 0xD45C4435,
    "getOperationState(bytes32)": 0x7958004C,
    "getMinDelay()": 0xF27A0C92,
    f"hashOperation({ONE})": 0x8065657F,
    f"hashOperationBatch({MANY})": 0xB1C5F427,
    f"schedule({ONE},uint256)": 0x01D5062A,
    f"scheduleBatch({MANY},uint256)": 0x8F2A0BB0,
    "cancel(bytes32)": 0xC4D252F5,
    f"execute({ONE})": 0x134008D3,
    f"executeBatch({MANY})": 0xE38335E5,
    "updateDelay(uint256)": 0x64D62353,
    "supportsInterface(bytes4)": 0x01FFC9A7,
}
TIMELOCK_EVENTS = {
    "CallScheduled(bytes32,uint256,address,uint256,bytes,bytes32,uint256)": ("id", "index"),
    "CallExecuted(bytes32,uint256,address,uint256,bytes)": ("id", "index"),
    "CallSalt(bytes32,bytes32)": ("id",),
    "Cancelled(bytes32)": ("id",),
    "MinDelayChange(uint256,uint256)": (),
    "RoleGranted(bytes32,address,address)": ("role", "account", "sender"),
    "RoleRevoked(bytes32,address,address)": ("role", "account", "sender"),
}


def abi(path, kind):
    """The items of one kind of a contract's ABI."""
    items = build_abi_output(source(f"governance/{path}.vy").compiler_data)
    return [item for item in items if item["type"] == kind]


def signature(item):
    """Name and argument types, as they are hashed."""
    return f"{item['name']}({','.join(argument['type'] for argument in item['inputs'])})"


def selector(text):
    """The first four bytes of the hash of a signature."""
    return int.from_bytes(keccak(text=text)[:4], "big")


def faces(path):
    """Every function of a contract by its signature."""
    return {signature(item): item for item in abi(path, "function")}


@pytest.fixture(scope="module")
def functions():
    return faces("QuadraticGovernor")


@pytest.mark.parametrize("expected", (GOVERNOR | BESIDE_GOVERNOR).items(), ids=lambda item: item[0])
def test_governor__function__of_the_standard(functions, expected):
    text, number = expected
    assert selector(text) == number
    item = functions[text]
    name = item["name"]
    results = [result["type"] for result in item["outputs"]]
    assert results == RESULTS.get(name, ["bytes32"] if name.endswith("HASH") else ["uint256"])
    if name in WRITES or name.startswith("castVote"):
        assert item["stateMutability"] == ("payable" if name == "execute" else "nonpayable")
    else:
        assert item["stateMutability"] == ("pure" if name in PURE else "view")


def test_governor__ways_to_propose__the_standards_and_one_that_names_a_type(functions):
    typed = f"proposeTyped({CALLS},string,uint256)"
    ways = {text for text in functions if text.startswith("propose")}
    assert ways == {f"propose({CALLS},string)", typed}
    assert functions[typed]["stateMutability"] == "nonpayable"


def test_governor__interface_ids__combine_from_the_selectors(governor):
    both = reduce(xor, GOVERNOR.values())
    early = both ^ GOVERNOR[f"getProposalId({CALLS},bytes32)"]
    assert (both, early) == (0xCDBDFCEE, 0x65455A86)
    for supported in (both, early, 0x01FFC9A7):
        assert governor.supportsInterface(supported.to_bytes(4, "big"))
    for other in (0xFFFFFFFF, 0, 0x80AC58CD):
        assert not governor.supportsInterface(other.to_bytes(4, "big"))


@pytest.mark.parametrize("text", GOVERNOR_EVENTS)
def test_governor__event__of_the_standard(text):
    topic, indexed = GOVERNOR_EVENTS[text]
    [item] = [item for item in abi("QuadraticGovernor", "event") if signature(item) == text]
    assert keccak(text=text).hex() == topic
    assert tuple(field["name"] for field in item["inputs"] if field["indexed"]) == indexed
    names = " ".join(field["name"] for field in item["inputs"])
    assert names == EVENT_FIELDS.get(item["name"], "proposalId")


def test_governor__own_events__as_documented():
    found = {
        signature(item): tuple(field["name"] for field in item["inputs"] if field["indexed"])
        for item in abi("QuadraticGovernor", "event")
    }
    assert {text: found[text] for text in found.keys() - GOVERNOR_EVENTS.keys()} == OWN_EVENTS


def test_governor__ballot_types__hash_as_openzeppelins(governor):
    assert governor.BALLOT_TYPEHASH().hex() == (
        "f2aad550cf55f045cb27e9c559f9889fdfb6e6cdaa032301d6ea397784ae51d7"
    )
    assert governor.EXTENDED_BALLOT_TYPEHASH().hex() == (
        "3e83946653575f9a39005e1545185629e92736b7528ab20ca3816f315424a811"
    )


def test_governor__domain__name_version_chain_and_contract(governor):
    fields, name, version, chain, contract, salt, extensions = governor.eip712Domain()
    assert (fields, salt, extensions) == (b"\x0f", bytes(32), [])
    assert (name, version) == (governor.name(), governor.version()) == (NAME, "1")
    assert (chain, contract) == (boa.env.evm.patch.chain_id, governor.address)


def test_governor__modes__word_for_word(governor):
    assert governor.CLOCK_MODE() == "mode=timestamp"
    assert governor.clock() == boa.env.timestamp
    mode = "support=bravo&quorum=for,against,abstain&params=quadratic"
    assert governor.COUNTING_MODE() == mode


def test_timelock__functions__are_those_of_the_standard():
    found = faces("Timelock")
    assert {text: selector(text) for text in found} == TIMELOCK
    assert found["getOperationState(bytes32)"]["outputs"][0]["type"] == "uint8"
    payable = {text for text, item in found.items() if item["stateMutability"] == "payable"}
    assert payable == {f"execute({ONE})", f"executeBatch({MANY})"}


def test_timelock__events__are_those_of_the_standard():
    items = abi("Timelock", "event")
    found = {
        signature(item): tuple(field["name"] for field in item["inputs"] if field["indexed"])
        for item in items
    }
    assert found == TIMELOCK_EVENTS
    for item in items:
        if item["name"] in EVENT_FIELDS:
            names = " ".join(field["name"] for field in item["inputs"])
            assert names == EVENT_FIELDS[item["name"]]


def test_timelock__roles_and_interfaces__as_the_standard(timelock):
    for name in ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"):
        assert getattr(timelock, name)() == keccak(text=name)
    assert timelock.DEFAULT_ADMIN_ROLE() == bytes(32)
    access = [selector(text) for text in TIMELOCK if "ole(" in text or "RoleAdmin" in text]
    assert reduce(xor, access) == 0x7965DB0B
    for supported in (0x01FFC9A7, 0x7965DB0B):
        assert timelock.supportsInterface(supported.to_bytes(4, "big"))
    assert not timelock.supportsInterface(b"\xff\xff\xff\xff")
