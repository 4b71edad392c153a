# SPDX-License-Identifier: Apache-2.0
"""One measurement per operation: the stated conditions first, then exactly one transaction.

Gas is `gasUsed` of the whole transaction with all slots cold. "Steady" means that slots shared
with others, and the caller's own meter where the conditions say so, are nonzero already. Budgets
and peers: budgets.toml.
"""

from collections.abc import Iterable, Iterator

from eth_abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils import keccak
from web3.logs import DISCARD
from web3.types import TxReceipt

from benchmarks import published, relay, treasury, vouching
from benchmarks.measurement import Measurement
from benchmarks.world import DAY, HOUR, NOBODY, PERSON, ROOT_SCOPE, World, account
from cosmolocal.replay.funding import ballot_words
from cosmolocal.typed_data import Ballot
from cosmolocal.valueflows import Action as FlowAction
from cosmolocal.valueflows import Flow, resource_id
from cosmolocal.valueflows.units import code_number

AGAINST, FOR = 0, 1
ETHER = 10**18
EVIDENCE = keccak(text="evidence")
PROJECTS = 256


def measure(world: World) -> Iterator[Measurement]:
    """All operations, in an order that prepares the next ones."""
    yield from _membership(world)
    yield from _ledger(world)
    yield from _governance(world)
    yield from treasury.measure(world)
    yield from _funding(world)
    yield from published.measure(world)
    yield from _later_season(world)
    yield from vouching.measure(world)


def measure_dormancy(world: World) -> Iterator[Measurement]:
    """What the first vote of a seat in a season costs where seats go dormant."""
    _vote_all(world, "Mend the mill", world.persons[2:4])
    _next_but_one_season(world)
    [*_, receipt] = _vote_all(world, "Mend the bridge", world.persons[2:4])
    yield Measurement(
        "vote, first of a season, dormancy on",
        receipt,
        "as above, and the seat is marked: dormant after two idle seasons; not the season's first",
    )


def _vote_all(world: World, title: str, voters: Iterable[LocalAccount]) -> list[TxReceipt]:
    proposal, _ = _propose(world, title)
    world.warp(world.now + DAY + HOUR)
    cast = world.QuadraticGovernor.functions.castVote(proposal, FOR)
    return [world.send(cast, voter) for voter in voters]


def _next_but_one_season(world: World) -> None:
    roll = world.Membership.functions
    world.warp(roll.GENESIS().call() + 2 * roll.SEASON_SECONDS().call())


def _membership(world: World) -> Iterator[Measurement]:
    newcomers = [account(f"newcomer {i}").address for i in range(51)]
    admit = world.Membership.functions.admit
    receipt = world.send(admit(newcomers[:1], PERSON), world.deployer)
    yield Measurement("admit one member", receipt, "a new account; the count of seats nonzero")
    receipt = world.send(admit(newcomers[1:], PERSON), world.deployer)
    yield Measurement("admit 50 members, each", receipt, "50 new accounts in one call", items=50)


def _ledger(world: World) -> Iterator[Measurement]:
    keeper, worker = world.persons[0], world.organisations[0]
    record = world.ContributionLedger.functions.record_work
    confirm = world.ContributionLedger.functions.confirm
    work = (ROOT_SCOPE, 0, 7, 3 * HOUR, world.now - HOUR, EVIDENCE)
    world.send(record(*work), keeper)
    first = world.send(record(*work), worker)
    world.send(confirm(_entry(world, first)), keeper)
    second = world.send(record(*work), worker)
    yield Measurement("record work", second, "the scope's head nonzero, the entry new")
    receipt = world.send(confirm(_entry(world, second)), keeper)
    yield Measurement(
        "confirm a record", receipt, "by a confirmer; the seats' and the pair's words nonzero"
    )
    yield from _flows(world, keeper, worker)


def _flows(world: World, keeper: LocalAccount, worker: LocalAccount) -> Iterator[Measurement]:
    ledger, resources = world.ContributionLedger.functions, world.Resources.functions
    kilogram, seat = code_number("KGM"), len(world.persons) + 1
    world.send(resources.define_spec(1, kilogram, 10**6, 0, 0, EVIDENCE), worker)
    flow = Flow(
        action=FlowAction.RAISE,
        scope=ROOT_SCOPE,
        provider=seat,
        receiver=seat,
        kind=1,
        quantity=10**9,
        unit="KGM",
        resource=resource_id(ROOT_SCOPE, 1),
        occurred_at=world.now - HOUR,
        evidence=EVIDENCE,
    ).words
    head = _head(world)
    receipt = world.send(ledger.record(flow), worker)
    yield Measurement("record a flow of stock", receipt, "the scope's head nonzero, the entry new")
    world.send(ledger.confirm_flow(flow, head), keeper)
    head = _head(world)
    world.send(ledger.record(flow), worker)
    receipt = world.send(ledger.confirm_flow(flow, head), keeper)
    yield Measurement("confirm a flow of stock", receipt, "the resource and its stock nonzero")
    receipt = world.send(ledger.record_batch([flow] * 50), worker)
    yield Measurement(
        "record 50 flows of stock, each", receipt, "50 new entries in one call", items=50
    )
    root, content = keccak(text="root"), keccak(text="file")
    receipt = world.send(ledger.anchor(ROOT_SCOPE, root, 1_000_000, content), keeper)
    yield Measurement("anchor 1,000,000 rows", receipt, "a new root, by a confirmer")


def _head(world: World) -> bytes:
    head: bytes = world.ContributionLedger.functions.head(ROOT_SCOPE).call()
    return head


def _entry(world: World, receipt: TxReceipt) -> bytes:
    [event] = world.ContributionLedger.events.WorkRecorded().process_receipt(receipt, DISCARD)
    entry: bytes = event["args"]["entry"]
    return entry


def _governance(world: World) -> Iterator[Measurement]:
    world.send_ether(world.Treasury.address, 10 * ETHER)
    first, _ = _propose(world, "Mend the weir")
    second, receipt = _propose(world, "Mend the mill")
    yield Measurement(
        "propose, 1 action", receipt, "a treasury payment; not the first of the season"
    )
    typed = world.QuadraticGovernor.functions.proposeTyped(*_payment(world, "Mend the sluice"), 1)
    receipt = world.send(typed, world.persons[1])
    yield Measurement("propose, 1 action, typed", receipt, "as above, of another type")
    third, _ = _propose(world, "Mend the lock")
    world.warp(world.now + DAY + HOUR)
    yield from _votes(world, first, second)
    world.send(world.QuadraticGovernor.functions.castVote(third, FOR), world.persons[2])
    newcomers = [account(f"newcomer {i}") for i in range(50)]
    yield from relay.measure(world, (first, second, third), newcomers)
    world.warp(world.now + 6 * DAY)
    yield from _execution(world, "Mend the weir")


def _propose(world: World, title: str) -> tuple[int, TxReceipt]:
    proposer = world.persons[1]
    receipt = world.send(
        world.QuadraticGovernor.functions.propose(*_payment(world, title)), proposer
    )
    [event] = world.QuadraticGovernor.events.ProposalCreated().process_receipt(receipt, DISCARD)
    return int(event["args"]["proposalId"]), receipt


def _payment(world: World, title: str) -> tuple[list[str], list[int], list[bytes], str]:
    """A payment of one ether out of the treasury, as a proposal's four arguments."""
    proposer = world.persons[1].address
    pay = world.Treasury.encode_abi("pay", [NOBODY, proposer, ETHER, 1, EVIDENCE])
    description = f"# {title}\n#proposer={proposer.lower()}"
    return [world.Treasury.address], [0], [bytes.fromhex(pay[2:])], description


def _votes(world: World, first: int, second: int) -> Iterator[Measurement]:
    governor = world.QuadraticGovernor.functions
    everybody = world.persons[2:40]
    for voter in everybody:
        world.send(governor.castVote(first, FOR), voter)
    world.send(governor.castVote(second, FOR), everybody[0])
    steady = "the voter's meter and the proposal's tally nonzero"
    receipt = world.send(governor.castVote(second, FOR), everybody[1])
    yield Measurement("vote, steady", receipt, f"castVote, one vote; {steady}")
    params = encode(["uint256"], [3])
    receipt = world.send(
        governor.castVoteWithReasonAndParams(second, FOR, "", params), everybody[2]
    )
    yield Measurement("vote with votes in params, steady", receipt, f"three votes; {steady}")
    receipt = world.send(governor.castVote(second, AGAINST), world.persons[41])
    yield Measurement("vote, first ever", receipt, "the voter's meter zero, the tally nonzero")
    signature = relay.sign(world, Ballot(second, FOR, everybody[3].address, 0), everybody[3])
    call = governor.castVoteBySig(second, FOR, everybody[3].address, signature)
    receipt = world.send(call, world.deployer)
    yield Measurement("vote by signature, relayed", receipt, f"one vote; {steady}")


def _execution(world: World, title: str) -> Iterator[Measurement]:
    targets, values, calldatas, description = _payment(world, title)
    proposal = (targets, values, calldatas, keccak(text=description))
    anyone = world.organisations[1]
    receipt = world.send(world.QuadraticGovernor.functions.queue(*proposal), anyone)
    yield Measurement("queue, 1 action", receipt, "a treasury payment")
    world.warp(world.now + DAY + HOUR)
    receipt = world.send(world.QuadraticGovernor.functions.execute(*proposal), anyone)
    yield Measurement(
        "execute, 1 action", receipt, "a treasury payment of ETH to an account that exists"
    )


def _funding(world: World) -> Iterator[Measurement]:
    keeper, funding = world.persons[0], world.RetroFunding.functions
    pool, desk = world.RetroFunding.address, world.FundingDesk.functions
    ends = _ends(world)
    own = (1_000, False, 0, False, 0, 0)
    world.send(funding.open_round((ROOT_SCOPE, NOBODY, *ends, 1, PERSON, *own)), keeper)
    world.send(funding.fund(1, 1_000 * ETHER), world.deployer, value=1_000 * ETHER)
    yield from _applications(world)
    world.warp(ends[0])
    for first in range(1, PROJECTS + 1, 64):
        world.send(desk.approve(pool, 1, list(range(first, first + 64)), EVIDENCE), keeper)
    world.warp(ends[2])
    yield from _ballots(world)
    world.warp(ends[3])
    receipt = world.send(funding.settle(1), keeper)
    yield Measurement("settle a round of 256 projects", receipt, "every project has votes")
    world.send(desk.claim(pool, 1, 1), keeper)
    receipt = world.send(desk.claim(pool, 1, 2), keeper)
    yield Measurement(
        "claim a share, ETH", receipt, "to an account that exists; not the round's first claim"
    )
    receipt = world.send(desk.claim_many(pool, 1, list(range(3, 53))), keeper)
    yield Measurement("pay 50 projects, each", receipt, "ETH, to accounts that exist", items=50)
    yield from _matching(world)


def _ends(world: World) -> list[int]:
    """Ends of applications, review, appeals (there are none), voting and claims."""
    return [world.now + days * DAY for days in (4, 8, 8, 20, 30)]


def _matching(world: World) -> Iterator[Measurement]:
    keeper, matching = world.persons[0], world.MatchingFunding.functions
    pool, desk, ends = world.MatchingFunding.address, world.FundingDesk.functions, _ends(world)
    own = (False, False, 0)
    world.send(matching.open_round((ROOT_SCOPE, NOBODY, *ends, 1, PERSON, *own)), keeper)
    world.send(matching.fund(1, ETHER), world.deployer, value=ETHER)
    for body in world.organisations[:2]:
        world.send(desk.apply(pool, 1, body.address, EVIDENCE, []), body)
    world.warp(ends[0])
    world.send(desk.approve(pool, 1, [1, 2], EVIDENCE), keeper)
    world.warp(ends[2])
    gift = matching.give(1, 1, 10**15)
    for donor in world.persons[2:4]:
        receipt = world.send(gift, donor, value=10**15)
    yield Measurement("gift, first to a project, ETH", receipt, "not the project's first gift")
    receipt = world.send(gift, world.persons[2], value=10**15)
    yield Measurement("gift, one more, ETH", receipt, "to a project given to before")
    world.warp(ends[3])
    receipt = world.send(matching.settle(1), keeper)
    yield Measurement("settle a matching round of 2 projects", receipt, "no pledges")


def _applications(world: World) -> Iterator[Measurement]:
    pool, apply = world.RetroFunding.address, world.FundingDesk.functions.apply
    entries = [
        event["args"]["entry"]
        for event in world.ContributionLedger.events.EntryConfirmed().get_logs(from_block=0)
    ]
    for body in world.organisations[2:PROJECTS]:
        receipt = world.send(apply(pool, 1, body.address, EVIDENCE, []), body)
    yield Measurement(
        "apply with a project", receipt, "no entry cited; not the round's first application"
    )
    body = world.organisations[0]
    cited = sorted(entries)[:1]
    receipt = world.send(apply(pool, 1, body.address, EVIDENCE, cited), body)
    yield Measurement("apply, citing one ledger entry", receipt, "as above, and one entry")
    body = world.organisations[1]
    world.send(apply(pool, 1, body.address, EVIDENCE, []), body)


def _ballots(world: World) -> Iterator[Measurement]:
    ballots = {
        "ballot of 5 projects": (range(1, 41, 8), "each in its own tally word"),
        "ballot of 40 projects in 10 words": (
            [8 * word + lane for word in range(10) for lane in (1, 2, 3, 4)],
            "four to a tally word",
        ),
        "ballot of 40 projects in 32 words": (
            sorted([*range(1, 257, 8), *range(2, 66, 8)]),
            "as far apart as 256 projects allow",
        ),
    }
    cast = world.RetroFunding.functions.cast_ballot
    world.send(cast(1, _allocations(range(1, PROJECTS + 1)), []), world.persons[2])
    for voter, (operation, (projects, place)) in zip(
        world.persons[3:], ballots.items(), strict=False
    ):
        receipt = world.send(cast(1, _allocations(projects), []), voter)
        yield Measurement(operation, receipt, f"the voter's first; {place}; tallies nonzero")


def _allocations(projects: Iterable[int]) -> list[int]:
    """Two votes each, one for every eighth, as `ballot_words` writes them."""
    return ballot_words({project: 2 if project % 8 else 1 for project in projects})


def _later_season(world: World) -> Iterator[Measurement]:
    """Two seasons on, a seat's lane holds an old season: nonzero, but to be read as empty."""
    _next_but_one_season(world)
    [*_, receipt] = _vote_all(world, "Mend the bridge", world.persons[2:4])
    yield Measurement(
        "vote, first of a season", receipt, "the lane holds an older season; the tally nonzero"
    )
    late = [account(f"late newcomer {i}") for i in range(50)]
    admit = world.Membership.functions.admit([each.address for each in late], PERSON)
    world.send(admit, world.deployer)
    proposal, _ = _propose(world, "Mend the road")
    world.warp(world.now + DAY + HOUR)
    world.send(world.QuadraticGovernor.functions.castVote(proposal, FOR), world.persons[2])
    yield relay.measure_late(world, proposal, late)
