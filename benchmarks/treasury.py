# SPDX-License-Identifier: Apache-2.0
"""Gas of the treasury: pots, batches, streams and milestones, in ETH and in an ERC-20.

The treasury measured here is owned by the deployer, so that pots open without a vote.
"""

from collections.abc import Iterator
from typing import Any

from eth_utils import keccak, to_checksum_address
from web3.contract import Contract

from benchmarks.measurement import Measurement
from benchmarks.world import DAY, NOBODY, ROOT_SCOPE, World
from scripts.artifacts import CONTRACTS, compiled

ETHER = 10**18
PAYEES = 200
MEMO = keccak(text="memo")
ETH_POT, TOKEN_POT = 1, 2
BATCHED = "payees hold some already; caps checked; the pot's period and batch have begun"


def measure(world: World) -> Iterator[Measurement]:
    """Prepare a treasury with a pot of each kind, then measure."""
    treasury, token = _open(world)
    yield from _payments(world, treasury)
    yield from _batches(world, treasury, token)
    yield from _promises(world, treasury)
    yield from _grant(world, treasury)


def _open(world: World) -> tuple[Contract, Contract]:
    common = world.contracts["Treasury"]
    deployer = world.deployer.address
    treasury = world.deploy(
        "Treasury", world.Scopes.address, NOBODY, deployer, deployer, world.now + DAY
    )
    world.contracts["Treasury"] = common
    token = deploy_token(world)
    world.send_ether(treasury.address, 1_000 * ETHER)
    world.send(token.functions.mint(treasury.address, 10**12), world.deployer)
    for asset in (NOBODY, token.address):
        terms = (ROOT_SCOPE, asset, world.now, world.now + 365 * DAY, 90 * DAY, 10**21, 10**20)
        world.send(treasury.functions.open_pot(terms), world.deployer)
    return treasury, token


def deploy_token(world: World) -> Contract:
    """A plain ERC-20 that anybody may mint."""
    output = compiled(CONTRACTS / "mocks" / "TokenMock.vy")
    factory = world.w3.eth.contract(abi=output["abi"], bytecode=output["bytecode"])
    receipt = world.create(factory.constructor(6))
    return world.w3.eth.contract(address=receipt["contractAddress"], abi=output["abi"])


def _payments(world: World, treasury: Contract) -> Iterator[Measurement]:
    steward, spend = world.persons[0], treasury.functions.spend
    for pot in (ETH_POT, TOKEN_POT):
        world.send(spend(pot, _payee(0), 1, 4, MEMO), steward)
    steady = "by a steward; the pot's period has begun, the payee holds some already"
    receipt = world.send(spend(TOKEN_POT, _payee(0), 5, 4, MEMO), steward)
    yield Measurement("spend from a pot, ERC-20", receipt, steady)
    receipt = world.send(spend(ETH_POT, _payee(0), 5, 4, MEMO), steward)
    yield Measurement("spend from a pot, ETH", receipt, steady)


def _batches(world: World, treasury: Contract, token: Contract) -> Iterator[Measurement]:
    steward = world.persons[0]
    for number in range(PAYEES):
        world.chain.fund(_payee(number), 1)
        world.send(token.functions.mint(_payee(number), 1), world.deployer)
    rows = [int(_payee(number), 16) << 96 | 10**6 + number for number in range(PAYEES)]
    memos = [keccak(text=f"memo {number}") for number in range(PAYEES)]
    for operation, pot, noted in (
        ("batch pay, ERC-20, 200, each", TOKEN_POT, ()),
        ("batch pay with memos, ERC-20, 200, each", TOKEN_POT, (memos,)),
        ("batch pay, ETH, 200, each", ETH_POT, ()),
    ):
        function = treasury.functions.pay_batch_noted if noted else treasury.functions.pay_batch
        batch, extra = keccak(text=operation), noted or (MEMO,)
        for page in (rows[:1], rows[1:]):  # the first opens the word of the batch
            more = [[each[0]] if len(page) == 1 else each[1:] for each in noted] or extra
            first = 0 if len(page) == 1 else 1
            receipt = world.send(function(pot, batch, first, 4, *more, page), steward)
        yield Measurement(operation, receipt, BATCHED, items=PAYEES - 1)


def _promises(world: World, treasury: Contract) -> Iterator[Measurement]:
    for operation, pot in (("ETH", ETH_POT), ("ERC-20", TOKEN_POT)):
        yield from _stream(world, treasury, operation, pot)
    yield from _milestone(world, treasury)


def _stream(world: World, treasury: Contract, kind: str, pot: int) -> Iterator[Measurement]:
    steward, functions = world.persons[0], treasury.functions
    for number in (0, 1):  # the first makes the reserve of the token nonzero
        terms = (pot, _payee(number), 0, 10**6, DAY, 4, MEMO)
        receipt = world.send(functions.open_stream(terms, 30 * 10**6), steward)
    yield Measurement(f"open a stream, {kind}", receipt, "the token's reserve nonzero")
    [event] = treasury.events.StreamOpened().process_receipt(receipt)
    begun = (*terms[:2], event["args"]["start"], *terms[3:])
    world.warp(world.now + DAY)
    receipt = world.send(functions.withdraw(begun, _payee(1)), steward)
    yield Measurement(f"withdraw from a stream, {kind}", receipt, "the payee holds some already")
    receipt = world.send(functions.top_up(begun, 10**6), steward)
    yield Measurement(f"top up a stream, {kind}", receipt, "in the period of its opening")
    receipt = world.send(functions.stop_stream(begun), steward)
    yield Measurement(f"stop a stream, {kind}", receipt, "by a steward")


def _milestone(world: World, treasury: Contract) -> Iterator[Measurement]:
    steward, functions = world.persons[0], treasury.functions
    terms = (TOKEN_POT, _payee(2), 10**6, world.now + 30 * DAY, 4, MEMO)
    receipt = world.send(functions.promise_milestone(terms), steward)
    yield Measurement("promise a milestone, ERC-20", receipt, "the token's reserve nonzero")
    receipt = world.send(functions.accept_milestone(terms), steward)
    yield Measurement("accept a milestone", receipt, "by a steward")
    receipt = world.send(functions.claim_milestone(terms, _payee(2)), steward)
    yield Measurement("claim a milestone, ERC-20", receipt, "the payee holds some already")


def _grant(world: World, treasury: Contract) -> Iterator[Measurement]:
    """A grant that a round would pay: its creation, and what its payee draws from it."""
    payee = _payee(3)
    terms = (payee, NOBODY, ROOT_SCOPE, world.now, 100 * DAY, [])
    grant = world.deploy("Grant", treasury.address, terms)
    created = world.w3.eth.get_block("latest")["transactions"][0]
    receipt = world.w3.eth.get_transaction_receipt(created)
    yield Measurement("create a grant, ETH", receipt, "a stream; the whole contract")
    world.send_ether(grant.address, ETHER)
    world.chain.fund(payee, 1)
    for _ in range(2):
        world.warp(world.now + DAY)
        receipt = world.send(grant.functions.withdraw(payee), world.persons[0])
    yield Measurement("withdraw from a grant, ETH", receipt, "not its first; the payee holds some")


def _payee(number: int) -> Any:
    """An account whose address has no zero bytes to speak of."""
    return to_checksum_address(keccak(text=f"payee {number}")[-20:])
