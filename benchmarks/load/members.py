# SPDX-License-Identifier: Apache-2.0
"""What an operation costs as an alliance grows.

Each size is a fresh alliance on a local chain, without the SDK. Gas is that of the whole
transaction; slots that are shared are nonzero, those of the caller are what the name says.
"""

import time
from collections.abc import Sequence

from eth_utils import keccak
from web3.contract.contract import ContractFunction
from web3.logs import DISCARD

from benchmarks.load.tables import Table
from benchmarks.world import DAY, HOUR, NOBODY, PERSON, ROOT_SCOPE, World, open_world
from cosmolocal.local import LocalChain, open_local_chain

SIZES = (10, 100, 1_000, 10_000)
PEOPLE, BODIES = 8, 2  # who act; all others only have seats
BATCH = 50
FOR = 1
EVIDENCE = keccak(text="evidence")


def measure(sizes: Sequence[int] = SIZES) -> tuple[Table, dict[str, float]]:
    """Measure every size; return gas by members, and admissions per second."""
    table, admitted = Table(), {}
    for size in sizes:
        with open_local_chain("anvil") as chain:
            world, seconds = filled(chain, size)
            if size > PEOPLE + BODIES:
                admitted[str(size)] = round((size - PEOPLE - BODIES) / seconds)
            table.add(size, operations(world))
    return table, admitted


def filled(chain: LocalChain, size: int) -> tuple[World, float]:
    """An alliance of so many members, and how many seconds its admissions took."""
    world = open_world(chain, persons=PEOPLE, organisations=BODIES)
    others = [keccak(text=f"member {number}")[-20:] for number in range(PEOPLE + BODIES, size)]
    began = time.perf_counter()
    for start in range(0, len(others), BATCH):
        batch = ["0x" + each.hex() for each in others[start : start + BATCH]]
        addresses = [world.w3.to_checksum_address(each) for each in batch]
        world.send(world.Membership.functions.admit(addresses, PERSON), world.deployer)
    seconds = time.perf_counter() - began
    if world.Membership.functions.seat_count().call() != size:
        raise RuntimeError("not everybody was admitted")
    roll = world.Membership.functions
    world.warp(roll.GENESIS().call() + 2 * roll.SEASON_SECONDS().call())
    return world, seconds


def proposal(world: World, title: str) -> ContractFunction:
    """A payment out of the treasury, proposed by person 1."""
    proposer = world.persons[1].address
    pay = world.Treasury.encode_abi("pay", [NOBODY, proposer, 1, 1, EVIDENCE])
    description = f"# {title}\n#proposer={proposer.lower()}"
    calls = ([world.Treasury.address], [0], [bytes.fromhex(pay[2:])])
    return world.QuadraticGovernor.functions.propose(*calls, description)


def operations(world: World) -> dict[str, int]:
    """Gas of what members do every day, in this alliance."""
    gas: dict[str, int] = {}
    newcomer = world.w3.to_checksum_address("0x" + keccak(text="newcomer")[-20:].hex())
    admit = world.Membership.functions.admit([newcomer], PERSON)
    gas["admit one member"] = world.send(admit, world.deployer)["gasUsed"]
    gas |= contributions(world)
    gas |= decisions(world)
    return gas


def contributions(world: World) -> dict[str, int]:
    """The second record of a worker, and its confirmation."""
    keeper, worker = world.persons[0], world.organisations[0]
    ledger = world.ContributionLedger
    call = ledger.functions.record_work(ROOT_SCOPE, 0, 7, 3 * HOUR, world.now - HOUR, EVIDENCE)
    used = {}
    for _ in range(2):
        receipt = world.send(call, worker)
        [event] = ledger.events.WorkRecorded().process_receipt(receipt, DISCARD)
        confirmed = world.send(ledger.functions.confirm(event["args"]["entry"]), keeper)
        used = {
            "record work": receipt["gasUsed"],
            "confirm a record": confirmed["gasUsed"],
        }
    return used


def decisions(world: World) -> dict[str, int]:
    """The second proposal of a season, and ballots in it."""
    governor = world.QuadraticGovernor
    ids = []
    for title in ("Mend the weir", "Mend the mill"):
        proposed = world.send(proposal(world, title), world.persons[1])
        [event] = governor.events.ProposalCreated().process_receipt(proposed, DISCARD)
        ids.append(event["args"]["proposalId"])
    world.warp(world.now + DAY + HOUR)
    cast = governor.functions.castVote
    for voter in world.persons[2:5]:
        world.send(cast(ids[0], FOR), voter)
    world.send(cast(ids[1], FOR), world.persons[2])
    steady = world.send(cast(ids[1], FOR), world.persons[3])
    first = world.send(cast(ids[1], FOR), world.persons[5])
    return {
        "propose, 1 action": proposed["gasUsed"],
        "vote, steady": steady["gasUsed"],
        "vote, first ever": first["gasUsed"],
    }
