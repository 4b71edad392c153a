# SPDX-License-Identifier: Apache-2.0
"""Gas of published rounds: ballots, a result under challenge, claims out of 100,000 lines.

The lines are those of a real tree of that size, so that each proof has 17 words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from eth_utils import keccak, to_checksum_address
from web3.contract import Contract

from benchmarks.measurement import Measurement
from benchmarks.treasury import deploy_token
from benchmarks.world import DAY, NOBODY, ROOT_SCOPE, World
from cosmolocal.replay.amount_words import amount_words
from cosmolocal.tally.merkle import Tree, build, row_encoder

ETHER = 10**18
BOTH_KINDS = 3
LINES, PROJECTS, REVEALED = 100_000, 40, 20
AMOUNT = 10**15
BOND = ETHER // 10
MEDIAN, LINE = 2, 1
RULE = '{"name":"median-quorum","parameters":{"quorum":3},"version":1}'
TAG = keccak(text="cosmolocal.published.Line/1")
TYPES = ("bytes32", *("uint256",) * 9)
FIVE = {project: 7_500 + project for project in range(1, PROJECTS + 1, 8)}
FORTY = {project: 7_500 + project for project in range(1, PROJECTS + 1)}
NO_REASON = bytes(32)
Row = tuple[int, int, Any, int, int, int]


@dataclass
class Result:
    """Lines of a round and their tree."""

    pool: Contract
    round_id: int
    chain_id: int
    tree: Tree = field(init=False)

    def __post_init__(self) -> None:
        encoded = row_encoder(TYPES)
        place = (TAG, self.chain_id, int(self.pool.address, 16), self.round_id)
        rows = (self.line(number) for number in range(LINES))
        self.tree = build(encoded((*place, *row[:2], int(row[2], 16), *row[3:])) for row in rows)

    def line(self, number: int) -> Row:
        """One line; the median of project 1 is what its ballots say."""
        project = number % PROJECTS + 1
        return number, project, _payee(number), AMOUNT + number, REVEALED, 2 * FORTY[project]

    def shown(self, number: int) -> tuple[Row, list[bytes]]:
        """A line and its proof, as calls take them."""
        return self.line(number), self.tree.proof(number)


def measure(world: World) -> Iterator[Measurement]:
    """A round in ETH with a challenge, then one in an ERC-20."""
    _deploy(world)
    receipts = [_open(world, NOBODY) for _ in range(2)]
    yield Measurement("open a published round", receipts[1], "not the first; a rule of 62 bytes")
    yield from _ballots(world)
    world.warp(_ends(world, 2)[3])
    result = Result(world.PublishedFunding, 2, world.w3.eth.chain_id)
    yield from _challenge(world, result)
    yield from _claims(world, result)
    yield from _token_claim(world)


def _deploy(world: World) -> None:
    treasury, timelock = world.Treasury.address, world.Timelock.address
    results = world.deploy("ResultDesk", treasury, timelock).address
    parts = [world.contracts[name].address for name in ("Membership", "Scopes")]
    desk = world.FundingDesk.address
    pool = world.deploy("PublishedFunding", *parts, treasury, desk, results, timelock)
    world.send(world.Membership.functions.set_powers(pool.address, 1), world.deployer)


def _open(world: World, token: str) -> Any:
    ends = [world.now + days * DAY for days in (4, 8, 8, 20, 50)]
    windows = (BOND, 2 * DAY, DAY, 5 * DAY)
    counted = (MEDIAN, 3, 10**9, False, False)
    terms = (ROOT_SCOPE, token, *ends, 1, BOTH_KINDS, *counted, *windows)
    opened = world.PublishedFunding.functions.open_round(terms, RULE)
    return world.send(opened, world.persons[0])


def _ends(world: World, round_id: int) -> list[int]:
    """Ends of applications, review, appeals and voting."""
    return list(world.PublishedFunding.functions.terms(round_id).call()[2:6])


def _lead_to_voting(world: World, round_id: int, projects: int) -> None:
    pool, keeper = world.PublishedFunding.address, world.persons[0]
    desk, evidence = world.FundingDesk.functions, keccak(text="evidence")
    for body in world.organisations[:projects]:
        world.send(desk.apply(pool, round_id, body.address, evidence, []), body)
    ends = _ends(world, round_id)
    world.warp(ends[0])
    admitted = list(range(1, projects + 1))
    world.send(desk.approve(pool, round_id, admitted, evidence), keeper)
    world.warp(ends[2])


def _ballots(world: World) -> Iterator[Measurement]:
    world.send(world.PublishedFunding.functions.fund(2, 200 * ETHER), world.deployer, 200 * ETHER)
    _lead_to_voting(world, 2, PROJECTS)
    voters = iter(world.persons[2:])
    for operation, amounts in (
        ("published ballot of 5 projects", FIVE),
        ("published ballot of 40 projects", FORTY),
    ):
        for voter in islice(voters, 2):
            receipt = _cast(world, amounts, voter)
        yield Measurement(operation, receipt, "the voter's first; a budget; amounts as an event")
    for voter in islice(voters, REVEALED - 4):
        _cast(world, FIVE, voter)


def _cast(world: World, amounts: dict[int, int], voter: Any) -> Any:
    ballot = world.PublishedFunding.functions.cast_ballot(2, amount_words(amounts))
    return world.send(ballot, voter)


def _publish(world: World, result: Result, total: int) -> Any:
    call = world.ResultDesk.functions.publish(
        result.pool.address,
        result.round_id,
        result.tree.root,
        total,
        keccak(text="bundle"),
        3,
        NO_REASON,
        "ipfs://" + 59 * "b",
    )
    return world.send(call, world.persons[1], BOND)


def _challenge(world: World, result: Result) -> Iterator[Measurement]:
    desk, rival = world.ResultDesk.functions, world.persons[2]
    world.send_ether(world.persons[1].address, ETHER)
    receipt = _publish(world, result, LINES * (AMOUNT + LINES))
    yield Measurement("publish a result", receipt, "the first of its desk, with its bond")
    receipt = world.send(desk.challenge(1, LINE, 1, NO_REASON), rival, BOND)
    yield Measurement("challenge a line", receipt, "the first of its desk, with its bond")
    receipt = world.send(desk.show_line(1, *result.shown(0)), world.persons[1])
    yield Measurement("answer by a line of 100,000", receipt, "a proof of 17 words")
    told = _told(world)
    receipt = world.send(desk.reveal(1, told), world.persons[1])
    conditions = "of 5 or 40 projects; median; nobody told them before"
    yield Measurement("reveal 20 ballots, each", receipt, conditions, items=len(told))
    world.warp(desk.challenges(1).call()[6])
    receipt = world.send(desk.resolve(1), rival)
    yield Measurement("resolve a challenge", receipt, "dismissed; nothing was due to either before")
    world.warp(desk.results(1).call()[9])
    receipt = world.send(desk.settle(1), rival)
    yield Measurement("let a result stand", receipt, "the pool takes it over; claims begin")


def _told(world: World) -> list[tuple[int, list[int]]]:
    """Every ballot again, from its event; all of them name project 1."""
    events = world.PublishedFunding.events.BallotCast().get_logs(from_block=0)
    return sorted((each["args"]["seat"], each["args"]["allocations"]) for each in events)


def _claims(world: World, result: Result) -> Iterator[Measurement]:
    call, anyone = result.pool.functions, world.persons[3]
    first = LINES // 2
    for number in range(first, first + 52):
        world.chain.fund(_payee(number), 1)
    world.send(call.claim(result.round_id, 1, *result.shown(first)), anyone)
    receipt = world.send(call.claim(result.round_id, 1, *result.shown(first + 1)), anyone)
    conditions = "a proof of 17 words; to an account that exists; the word of 220 lines nonzero"
    yield Measurement("claim at 100,000 leaves, ETH", receipt, conditions)
    many = [result.shown(number) for number in range(first + 2, first + 52)]
    receipt = world.send(call.claim_many(result.round_id, 1, many), anyone)
    yield Measurement("claim 50 of 100,000 leaves, ETH, each", receipt, "as above", items=50)


def _token_claim(world: World) -> Iterator[Measurement]:
    token, pool = deploy_token(world), world.PublishedFunding
    _open(world, token.address)
    sponsor = world.persons[1]
    world.send(token.functions.mint(sponsor.address, 200 * ETHER), world.deployer)
    world.send(token.functions.approve(pool.address, 200 * ETHER), sponsor)
    world.send(pool.functions.fund(3, 200 * ETHER), sponsor)
    _lead_to_voting(world, 3, 1)
    world.warp(_ends(world, 3)[3])
    result = Result(pool, 3, world.w3.eth.chain_id)
    _publish(world, result, LINES * (AMOUNT + LINES))
    world.warp(world.ResultDesk.functions.results(2).call()[9])
    world.send(world.ResultDesk.functions.settle(2), sponsor)
    first = LINES // 2
    for number in (first, first + 1):
        world.send(token.functions.mint(_payee(number), 1), world.deployer)
    world.send(pool.functions.claim(3, 1, *result.shown(first)), sponsor)
    receipt = world.send(pool.functions.claim(3, 1, *result.shown(first + 1)), sponsor)
    conditions = "as in ETH; the payee holds some; what the token took is checked afterwards"
    yield Measurement("claim at 100,000 leaves, ERC-20", receipt, conditions)


def _payee(number: int) -> Any:
    """An account whose address has no zero bytes to speak of."""
    return to_checksum_address(keccak(text=f"line {number}")[-20:])
