# SPDX-License-Identifier: Apache-2.0
"""The treasury as a module of a real Safe (1.4.1) on anvil: the Safe holds, the limits hold."""

import json
from types import SimpleNamespace

import pytest

from cosmolocal import artifacts
from cosmolocal.artifacts import Artifact
from cosmolocal.calls import Call
from cosmolocal.chain import Chain
from cosmolocal.errors import (
    TreasuryBalanceTooSmall,
    TreasuryOverThePeriodCap,
    TreasurySafeRefusedToFund,
    TreasurySafeRefusedToPay,
    TreasurySendItToTheSafe,
)
from cosmolocal.treasury import ETH, skipped
from scripts.artifacts import CONTRACTS, compiled
from tests.requirements import require_safe
from tests.sdk import paying
from tests.sdk.conftest import open_engine
from tests.suite import CHARTER, TERMS

DAY, HELD, CAP = 86_400, 10**9, 1_000
MEMO = bytes(31) + b"\1"
NOBODY = "0x" + 40 * "0"
STEWARD_ROLE = 1


def mock(name):
    output = compiled(CONTRACTS / "mocks" / f"{name}.vy")
    return Artifact(name, output["abi"], output["bytecode"])


def safe_artifact(folder, path):
    content = json.loads((folder / "build" / "artifacts" / "contracts" / path).read_text())
    return Artifact(content["contractName"], content["abi"], content["bytecode"])


@pytest.fixture(scope="module")
def world():
    """A Safe with one owner; a treasury that is its module, owned by that owner."""
    folder = require_safe()
    with open_engine("anvil") as local:
        chain, (owner, steward, *_) = Chain(local.w3), local.accounts
        it = SimpleNamespace(local=local, chain=chain, owner=owner, steward=steward)
        it.deploy = lambda artifact, *given: _deployed(it, artifact, given)
        it.safe = _safe(it, folder)
        it.treasury = _treasury(it)
        it.token = it.deploy(mock("FalseReturningTokenMock"), 6)
        chain.send(it.token.functions.mint(it.safe.address, HELD), owner)
        local.fund(it.safe.address, HELD)
        yield it


def _deployed(it, artifact, given):
    receipt = it.chain.deploy(artifact, given, it.owner)
    return it.chain.contract(artifact.name, receipt.contract_address, abi=artifact.abi)


def _safe(it, folder):
    """Make a Safe by its factory, as wallets do."""
    single = it.deploy(safe_artifact(folder, "Safe.sol/Safe.json"))
    factory = it.deploy(safe_artifact(folder, "proxies/SafeProxyFactory.sol/SafeProxyFactory.json"))
    setup = single.encode_abi(
        "setup", [[it.owner.address], 1, NOBODY, b"", NOBODY, NOBODY, 0, NOBODY]
    )
    receipt = it.chain.send(
        factory.functions.createProxyWithNonce(single.address, bytes.fromhex(setup[2:]), 0),
        it.owner,
    )
    place = receipt.event("ProxyCreation")["proxy"]
    return it.chain.contract("Safe", place, abi=single.abi)


def _treasury(it):
    owner, steward = it.owner.address, it.steward.address
    now = it.local.now
    roll = ("River", "RVR", now, 90 * DAY, TERMS, CHARTER, [steward], [], owner)
    membership = it.deploy(artifacts.load("Membership"), *roll)
    scopes = it.deploy(artifacts.load("Scopes"), membership.address, bytes(31) + b"\1", owner)
    it.chain.send(scopes.functions.grant_role(1, 1, STEWARD_ROLE, now + 90 * DAY), it.owner)
    treasury = it.deploy(
        artifacts.load("Treasury"), scopes.address, it.safe.address, owner, NOBODY, 0
    )
    enable = it.safe.encode_abi("enableModule", [treasury.address])
    by_owner = bytes(12) + bytes.fromhex(owner[2:]) + bytes(32) + b"\1"
    call = (it.safe.address, 0, bytes.fromhex(enable[2:]), 0, 0, 0, 0, NOBODY, NOBODY, by_owner)
    it.chain.send(it.safe.functions.execTransaction(*call), it.owner)
    return treasury


@pytest.fixture
def it(world):
    before = world.local.snapshot()
    world.chain = Chain(world.local.w3)
    for contract in ("treasury", "safe"):
        world.chain.contract(
            contract.title(), getattr(world, contract).address, abi=getattr(world, contract).abi
        )
    yield world
    world.local.revert(before)


def open_pot(it, token=ETH):
    now = it.local.now
    terms = (1, token, now, now + 300 * DAY, 30 * DAY, CAP, 500)
    it.chain.send(it.treasury.functions.open_pot(terms), it.owner)
    return it.chain.read(it.treasury.functions.pot_count())


def held(it, token, who):
    view = it.chain.at()
    return view.balance(who) if token == ETH else view.call(it.token.functions.balanceOf(who))


@pytest.mark.anvil
@pytest.mark.parametrize("kind", ["eth", "token"])
def test_spend__out_of_the_safe__within_the_caps(it, kind):
    """S-6, T-2."""
    token = ETH if kind == "eth" else it.token.address
    pot, payee, call = open_pot(it, token), paying.person(1), it.treasury.functions
    assert it.chain.read(call.balance_of(token)) == HELD == held(it, token, it.safe.address)
    for _ in range(2):
        it.chain.send(call.spend(pot, payee, 500, 4, MEMO), it.steward)
    with pytest.raises(TreasuryOverThePeriodCap):
        it.chain.send(call.spend(pot, payee, 1, 4, MEMO), it.steward)
    assert held(it, token, payee) == 1_000
    assert held(it, token, it.safe.address) == HELD - 1_000 == it.chain.read(call.free_of(token))
    assert held(it, token, it.treasury.address) == 0


@pytest.mark.anvil
def test_pay_batch__out_of_the_safe__one_bad_payee_is_passed_over(it):
    for token, bad in ((ETH, it.token.address), (it.token.address, paying.person(9))):
        pot, call = open_pot(it, token), it.treasury.functions
        it.chain.send(it.token.functions.refuse(paying.person(9), True), it.owner)
        people = [paying.person(1), bad, paying.person(2)]
        before = [held(it, token, who) for who in people]
        rows = [int(to, 16) << 96 | 7 for to in people]
        receipt = it.chain.send(call.pay_batch(pot, MEMO, 0, 4, MEMO, rows), it.steward)
        assert receipt.event("BatchPaid")["paid"] == 0b101
        assert [event["row"] for event in skipped(receipt)] == [1]
        after = [held(it, token, who) for who in people]
        assert [b - a for a, b in zip(before, after, strict=True)] == [7, 0, 7]


@pytest.mark.anvil
def test_streams_and_votes__out_of_the_safe(it):
    """S-3."""
    pot, call, payee = open_pot(it, it.token.address), it.treasury.functions, paying.person(3)
    terms = (pot, payee, 0, 100, DAY, 4, MEMO)
    start = it.chain.send(call.open_stream(terms, 300), it.steward).event("StreamOpened")["start"]
    it.local.warp(it.local.now + 2 * DAY)
    it.chain.send(call.withdraw((pot, payee, start, *terms[3:]), payee), it.steward)
    assert held(it, it.token.address, payee) in (200, 201)
    with pytest.raises(TreasuryBalanceTooSmall):
        it.chain.send(call.pay(it.token.address, payee, HELD - 250, 4, MEMO), it.owner)
    it.chain.send(call.pay(ETH, payee, 5, 4, MEMO), it.owner)
    pool = it.deploy(mock("PoolMock"), it.token.address, 10_000)
    it.chain.send(call.fund(pool.address, 1, it.token.address, 50), it.owner)
    assert held(it, it.token.address, pool.address) == 50
    allowance = it.token.functions.allowance(it.safe.address, pool.address)
    assert it.chain.read(allowance) == 0


@pytest.mark.anvil
def test_safe__that_lets_the_module_go__pays_nothing_more(it):
    pot, call = open_pot(it), it.treasury.functions
    sentinel = "0x" + 39 * "0" + "1"
    disable = it.safe.encode_abi("disableModule", [sentinel, it.treasury.address])
    by_owner = bytes(12) + bytes.fromhex(it.owner.address[2:]) + bytes(32) + b"\1"
    zero = (0, 0, 0, 0, NOBODY, NOBODY, by_owner)
    it.chain.send(
        it.safe.functions.execTransaction(it.safe.address, 0, bytes.fromhex(disable[2:]), *zero),
        it.owner,
    )
    with pytest.raises(TreasurySafeRefusedToPay):
        it.chain.send(call.spend(pot, paying.person(1), 1, 4, MEMO), it.steward)
    pool = it.deploy(mock("PoolMock"), ETH, 10_000)
    with pytest.raises(TreasurySafeRefusedToFund):
        it.chain.send(call.fund(pool.address, 1, ETH, 5), it.owner)


@pytest.mark.anvil
def test_default__eth_for_the_module__belongs_into_the_safe(it):
    with pytest.raises(TreasurySendItToTheSafe):
        it.chain.send(Call(it.treasury.address, b"", "Treasury"), it.owner, value=1)
