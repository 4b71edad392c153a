# SPDX-License-Identifier: Apache-2.0
"""Joining, vouching, recovering, staying and visiting by the command line alone.

slips
├── signed into a file: nothing is sent, the file says for which contract on which chain
├── brought from files by anybody, one after the other; one that is refused holds up no other
└── a file for another chain, or no file of slips → refused by name, exit code 2
"""

import json

import pytest

from cosmolocal import verify
from cosmolocal.signers import dev_signer
from tests.cli.conftest import dev
from tests.sdk.valley import (
    BAKER,
    BOOKKEEPER,
    BREAD,
    DAY,
    DRIVER,
    GROWER,
    MILLER,
    SHEPHERD,
)

NEWCOMER, NEW_KEY = "newcomer", "a new key"
VOUCHERS = (GROWER, MILLER, BAKER)


@pytest.fixture
def do(terminal, valley):
    """Run a write of somebody; return what its events say."""

    def run(account, *arguments):
        ran = terminal.run(*arguments, "--account", account, "--yes", "--json")
        assert ran.code == 0, ran.err
        return {event.pop("event"): event for event in ran.data.get("events", ())}

    return run


@pytest.fixture
def old_enough(valley):
    """A season later: founders may vouch."""
    valley.warp(valley.alliance.membership.seasons.start(1) + DAY)
    return valley


def newcomer_of(valley, name):
    """A throw-away account with money for its gas; its address and how commands name it."""
    signer = dev_signer(name)
    valley.local.fund_many([signer.address], 10**18)
    return signer.address, f"dev:{name}"


def test_join__by_slips_that_somebody_else_brings(do, terminal, old_enough, home):
    valley = old_enough
    address, newcomer = newcomer_of(valley, NEWCOMER)
    for name in VOUCHERS:
        ran = terminal.run(
            *("membership", "vouch", address, "--slip", "slips.json"),
            *("--account", dev(name), "--yes", "--json"),
        )
        assert (ran.code, ran.data["sent"]) == (0, False), ran.err
    signed = terminal.run(
        *("membership", "join", "--slip", "slips.json"),
        *("--account", newcomer, "--yes"),
    )
    assert signed.code == 0, signed.err
    file = json.loads((home / "slips.json").read_text())
    assert [len(file["slips"]), file["chain_id"]] == [4, valley.local.chain.chain_id]
    assert valley.alliance.vouching.vouches(address, 1) == 0

    ran = terminal.run(
        *("membership", "relay", "slips.json", "--account", dev(BOOKKEEPER), "--yes", "--json"),
    )
    assert ran.code == 0, ran.err
    assert (len(ran.data["transactions"]), ran.data["refused"]) == (4, [])
    seat = valley.alliance.membership.standing(address).seat
    assert seat == 22
    again = terminal.run(
        *("membership", "relay", "slips.json", "--account", dev(BOOKKEEPER), "--yes", "--json"),
    )
    assert (again.code, len(again.data["refused"])) == (1, 4)
    assert verify.verify(valley.alliance).differences == ()


def test_relay__dry_run_and_wrong_files__send_nothing(terminal, old_enough, home):
    valley = old_enough
    address, _ = newcomer_of(valley, NEWCOMER)
    said = ("--account", dev(GROWER), "--yes")
    assert terminal.run("membership", "vouch", address, "--slip", "one.json", *said).code == 0
    ran = terminal.run("membership", "relay", "one.json", *said, "--dry-run", "--json")
    assert (ran.code, ran.data["sent"]) == (0, False)
    assert valley.alliance.vouching.vouches(address, 1) == 0

    file = json.loads((home / "one.json").read_text())
    (home / "other.json").write_text(json.dumps({**file, "chain_id": 7}))
    (home / "none.json").write_text("[]")
    (home / "odd.json").write_text(json.dumps({**file, "slips": [{"verb": 1}]}))
    for name, reason in (
        ("other.json", "on chain 7"),
        ("none.json", "no file of slips"),
        ("odd.json", "something else"),
        ("missing.json", "no file of slips"),
    ):
        ran = terminal.run("membership", "relay", name, *said)
        assert ran.code == 2
        assert reason in ran.err
    before = (home / "other.json").read_text()
    ran = terminal.run("membership", "vouch", address, "--slip", "other.json", *said)
    assert ran.code == 2
    assert (home / "other.json").read_text() == before


def test_join__by_calls__and_vouches_withdrawn(do, terminal, old_enough):
    valley = old_enough
    address, newcomer = newcomer_of(valley, NEWCOMER)
    for name in VOUCHERS:
        do(dev(name), "membership", "vouch", address)
    do(dev(BAKER), "membership", "withdraw-vouch", address)
    counted = terminal.run("membership", "vouches", address, "--json").data
    assert (counted["vouches"], counted["needed"]) == (2, 3)
    ran = terminal.run("membership", "join", "--account", newcomer, "--yes")
    assert ran.code == 1
    assert "too few vouches" in ran.err
    do(dev(BAKER), "membership", "vouch", address)
    joined = do(newcomer, "membership", "join")
    assert joined["Joined"]["account"] == address


def test_recover__backed_objected_and_completed(do, terminal, old_enough):
    valley = old_enough
    key, new_key = newcomer_of(valley, NEW_KEY)
    seat, vouching = valley.seat(DRIVER), valley.alliance.vouching
    for name in (GROWER, MILLER, BAKER):
        do(dev(name), "membership", "back", seat, key)
    do(new_key, "membership", "recover", seat)
    shown = terminal.run("membership", "show", seat, "--json").data
    assert shown["recovery"]["account"] == key
    do(dev(DRIVER), "membership", "object", seat)
    assert vouching.recovery(seat).objected
    ran = terminal.run("membership", "recover", seat, "--account", new_key, "--yes")
    assert ran.code == 1
    assert "a vote must decide" in ran.err

    other = valley.seat(SHEPHERD)
    second, second_key = newcomer_of(valley, "another new key")
    for name in (GROWER, MILLER, BAKER):
        do(dev(name), "membership", "back", other, second)
    do(second_key, "membership", "recover", other)
    valley.warp(vouching.recovery(other).ready_at)
    do(second_key, "membership", "recover", other)
    assert valley.alliance.membership.seat(second) == other


def test_staying__check_in_delegate_renew_appeal(do, terminal, valley):
    membership = valley.alliance.membership
    do(dev(DRIVER), "membership", "check-in")
    do(dev(DRIVER), "membership", "delegate", valley.address(BAKER))
    assert membership.delegate_of(valley.address(DRIVER)) == valley.address(BAKER)
    do(dev(DRIVER), "membership", "renew")
    seat = valley.seat(DRIVER)
    made = do(dev(GROWER), "membership", "expel", seat, "--why", "The promise was broken.")
    valley.pass_(int(made["ProposalCreated"]["proposalId"]))
    shown = terminal.run("membership", "show", seat, "--json").data
    assert shown["expulsion"]["appealed"] is False
    do(dev(DRIVER), "membership", "appeal", "--grounds", "I was ill.")
    assert membership.notice(seat).appealed
    ran = terminal.run("membership", "expel", seat, "--account", dev(BAKER), "--yes")
    assert ran.code == 1


def test_scopes__topics_and_travellers(do, terminal, valley, home):
    bread, driver = valley.scope(BREAD), valley.seat(DRIVER)
    scopes = valley.alliance.scopes
    do(dev(MILLER), "scopes", "cede", bread, "belonging")
    shown = terminal.run("scopes", "show", bread, "--json").data
    assert shown["decided_by"] == {"belonging": 1, "confirming": bread, "founding": bread}
    do(dev(MILLER), "scopes", "reclaim", bread, "belonging")
    assert scopes.topic(bread, 1).own_from is not None
    valley.warp(scopes.topic(bread, 1).own_from)
    assert scopes.topic(bread, 1).decided_by == bread

    stay = ("--begins", "1 hour", "--ends", "30 days", "--slip", "stay.json")
    signing = ("scopes", "sign-residency", bread, driver, *stay, "--account", dev(DRIVER))
    ran = terminal.run(*signing, "--yes")
    assert ran.code == 0, ran.err
    assert scopes.residency(driver) is None
    do(dev(MILLER), "scopes", "agree-residency", "stay.json")
    assert scopes.residency(driver).host == bread
    valley.warp(scopes.residency(driver).begins)
    assert scopes.is_member(bread, driver)
    assert terminal.run("scopes", "residency", driver).code == 0
    do(dev(DRIVER), "scopes", "end-residency", driver)
    assert not scopes.is_member(bread, driver)
    assert "never stayed" in terminal.run("scopes", "residency", valley.seat(BAKER)).out
    assert verify.verify(valley.alliance).differences == ()


def test_dao_json__written_and_named_by_a_vote(do, terminal, valley, home):
    """ERC-4824: every contract, every active member, every proposal with its calls and ballots."""
    base, chain_id = "https://valley.example/dao", valley.local.chain.chain_id
    why = ("--why", "Others should find us.")
    made = do(dev(GROWER), "membership", "set-dao-uri", f"{base}/dao.json", *why)
    proposal = int(made["ProposalCreated"]["proposalId"])
    valley.pass_(proposal)
    do(dev(DRIVER), "membership", "leave")
    contract = valley.alliance.membership.contract
    assert contract.functions.daoURI().call() == f"{base}/dao.json"

    ran = terminal.run("membership", "dao-json", "--out", "dao", "--base-uri", base, "--json")
    assert ran.code == 0, ran.err
    documents = {p.name: p.read_text() for p in (home / "dao").iterdir()}
    assert sorted(documents) == ran.data["files"]
    read = {name: json.loads(text) for name, text in documents.items() if "json" in name}
    for document in read.values():
        assert document["@context"] == "http://www.daostar.org/schemas"
        assert (document["type"], document["name"]) == ("DAO", "River Valley")
    uris = {key: uri for key, uri in read["dao.json"].items() if key.endswith("URI")}
    assert len(uris) == 5
    assert {uri.removeprefix(f"{base}/") for uri in uris.values()} == set(documents) - {"dao.json"}
    contracts = {c["name"]: c["id"] for c in read["contracts.json"]["contracts"]}
    assert set(contracts) == set(valley.manifest.contracts)
    members = {member["id"] for member in read["members.json"]["members"]}
    assert len(members) == 20
    assert f"eip155:{chain_id}:{valley.address(DRIVER)}" not in members
    [told] = read["proposals.json"]["proposals"]
    governor = contracts["QuadraticGovernor"]
    assert told["id"] == f"{governor}?proposalId={proposal}"
    assert told["status"] == "Executed"
    assert told["calls"][0]["to"] == contracts["Membership"]
    activities = read["activity.json"]["activities"]
    assert len(activities) == 7  # proposed once, voted on by six
    assert {a["proposal"]["id"] for a in activities} == {told["id"]}
    assert activities[0]["member"]["id"] == f"eip155:{chain_id}:{valley.address(GROWER)}"
    assert "| 0 |" in documents["governance.md"]
    (home / "file").write_text("")
    ran = terminal.run("membership", "dao-json", "--out", "file/dao", "--base-uri", base)
    assert ran.code == 2


def test_screens__fit_80_columns(terminal, valley):
    for words in (
        ("scopes", "list"),
        ("scopes", "show", valley.scope(BREAD)),
        ("membership", "show", valley.seat(BAKER)),
        ("membership", "--help"),
        ("scopes", "--help"),
    ):
        ran = terminal.run(*words)
        assert ran.code == 0
        assert max(map(len, ran.out.splitlines())) <= 80
