# SPDX-License-Identifier: Apache-2.0
"""The faces of a seat: ERC-721 with metadata, ERC-5192, ERC-5484, ERC-4824, ERC-165 (M-2).

selectors, interface ids, topics → exactly those of the standards
supportsInterface                → the eight ids, and nothing else
ownerOf locked burnAuth tokenURI getApproved
├── an active seat → its account, True, no document, nobody
└── a seat never granted, or left → "membership: no such seat"
balanceOf          → 1 active, 0 left or never; the zero address → "membership: balance of nobody"
isApprovedForAll   → never
approve setApprovalForAll transferFrom safeTransferFrom (both)
└── by holder, owner or anybody, for any seat → "membership: seat is locked"
current_season     → the season of the block, as the clock has it
"""

from functools import reduce
from operator import xor

import boa
import pytest
from eth_utils import keccak

from tests.reference.membership import NOBODY, PERSON
from tests.suite import SEASON_SECONDS, refused
from tests.unit.membership.stage import wait

ERC165 = ["supportsInterface(bytes4)"]
ERC721 = [
    "balanceOf(address)",
    "ownerOf(uint256)",
    "safeTransferFrom(address,address,uint256,bytes)",
    "safeTransferFrom(address,address,uint256)",
    "transferFrom(address,address,uint256)",
    "approve(address,uint256)",
    "setApprovalForAll(address,bool)",
    "getApproved(uint256)",
    "isApprovedForAll(address,address)",
]
ERC721_METADATA = ["name()", "symbol()", "tokenURI(uint256)"]
ERC5192 = ["locked(uint256)"]
IVOTES = [
    "getVotes(address)",
    "getPastVotes(address,uint256)",
    "getPastTotalSupply(uint256)",
    "delegates(address)",
    "delegate(address)",
    "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)",
]
# The ids as the standards publish them.
FACES = {
    0x01FFC9A7: ERC165,
    0x80AC58CD: ERC721,
    0x5B5E139F: ERC721_METADATA,
    0xB45A3C0E: ERC5192,
    0x0489B56F: ["burnAuth(uint256)"],
    0x7034731B: ["daoURI()"],
    0xE90FB3F6: IVOTES,
    0xDA287A1D: ["clock()", "CLOCK_MODE()"],
}
TRANSFER = 0xDDF252AD1BE2C89B69C2B068FC378DAA952BA7F163C4A11628F55A4DF523B3EF
BY_SEAT = ["ownerOf", "locked", "burnAuth", "tokenURI", "getApproved"]


def selector(signature):
    """First four bytes of a function's hash."""
    return int.from_bytes(keccak(text=signature)[:4], "big")


@pytest.mark.parametrize(("face_id", "signatures"), FACES.items())
def test_faces__selectors__make_up_the_published_id(membership, face_id, signatures):
    assert reduce(xor, map(selector, signatures)) == face_id
    offered = {
        f"{entry['name']}({','.join(argument['type'] for argument in entry['inputs'])})"
        for entry in membership.abi
        if entry["type"] == "function"
    }
    assert set(signatures) <= offered


def test_supports_interface__the_published_ids_only(membership):
    for face_id in FACES:
        assert membership.supportsInterface(face_id.to_bytes(4, "big"))
    for other in (0, 0xFFFFFFFF, 0x780E9D63, 0x80AC58CC):
        assert not membership.supportsInterface(other.to_bytes(4, "big"))


def test_events__topics__are_those_of_the_standards(membership, actors):
    membership.admit([actors.newcomer], PERSON, sender=actors.owner)
    logs = [(topics, data) for _, _, topics, data in membership._computation.get_raw_log_entries()]
    transfer, locked, _ = logs
    assert transfer == ((TRANSFER, 0, int(actors.newcomer, 16), 6), b"")
    assert int.from_bytes(keccak(text="Transfer(address,address,uint256)"), "big") == TRANSFER
    topic = int.from_bytes(keccak(text="Locked(uint256)"), "big")
    assert locked == ((topic,), (6).to_bytes(32, "big"))


def test_views__active_seat__its_account_and_nobody_else(membership, actors):
    assert membership.ownerOf(2) == actors.baker
    assert membership.locked(2) is True
    assert membership.burnAuth(2) == 2  # both sides
    assert membership.tokenURI(2) == ""
    assert membership.getApproved(2) == NOBODY
    assert membership.balanceOf(actors.baker) == 1
    assert membership.isApprovedForAll(actors.baker, actors.owner) is False


@pytest.mark.parametrize("view", BY_SEAT)
@pytest.mark.parametrize("seat", [0, 6, 2**256 - 1])
def test_views__seat_never_granted__refused(membership, view, seat):
    with refused("membership: no such seat", membership):
        getattr(membership, view)(seat)


@pytest.mark.parametrize("view", BY_SEAT)
def test_views__seat_left__refused_until_taken_again(membership, actors, view):
    membership.leave(sender=actors.baker)
    with refused("membership: no such seat", membership):
        getattr(membership, view)(2)
    assert membership.balanceOf(actors.baker) == 0
    membership.admit([actors.baker], PERSON, sender=actors.owner)
    getattr(membership, view)(2)


def test_balance_of__never_seated_or_zero__none_or_refused(membership, actors):
    assert membership.balanceOf(actors.outsider) == 0
    with refused("membership: balance of nobody", membership):
        membership.balanceOf(NOBODY)


@pytest.mark.parametrize("caller", ["baker", "owner", "outsider"])
@pytest.mark.parametrize("seat", [0, 2, 99])
def test_moving__by_anybody__refused(membership, actors, caller, seat):
    sender = getattr(actors, caller)
    attempts = [
        lambda: membership.approve(actors.newcomer, seat, sender=sender),
        lambda: membership.setApprovalForAll(actors.newcomer, True, sender=sender),
        lambda: membership.setApprovalForAll(actors.newcomer, False, sender=sender),
        lambda: membership.transferFrom(actors.baker, actors.newcomer, seat, sender=sender),
        lambda: membership.safeTransferFrom(actors.baker, actors.newcomer, seat, sender=sender),
        lambda: membership.safeTransferFrom(
            actors.baker, actors.newcomer, seat, b"data", sender=sender
        ),
    ]
    for attempt in attempts:
        with refused("membership: seat is locked", membership):
            attempt()
    assert membership.holder(2) == actors.baker


def test_m2_no_function_but_move__names_another_account_of_a_seat(membership):
    """M-2: every writing function that takes a seat and an account is known, and tested."""
    writes = {
        entry["name"]
        for entry in membership.abi
        if entry["type"] == "function"
        and entry["stateMutability"] not in ("view", "pure")
        and {"address", "uint256"} <= {argument["type"] for argument in entry["inputs"]}
    }
    refusing = {"approve", "transferFrom", "safeTransferFrom"}
    others = {
        "set_powers",
        "set_eligibility",
        "admit_vouched",
        "delegateBySig",
        "delegate_by_signature",
    }
    assert writes == refusing | others | {"move"}


def test_current_season__turns_with_the_clock(membership):
    boa.env.timestamp = membership.GENESIS() + 3 * SEASON_SECONDS - 1
    assert membership.current_season() == 2
    wait()
    assert membership.current_season() == 3
