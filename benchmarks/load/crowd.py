# SPDX-License-Identifier: Apache-2.0
"""The example's alliance with as many members as are asked for, on a node known by its address."""

import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cosmolocal import Alliance, Chain
from cosmolocal.calls import Receipt
from cosmolocal.chain import Function, Step
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import scope_numbers, throwaway_signer
from cosmolocal.deploy.description import Description, Seat, read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.local import LocalChain, join_local_chain
from cosmolocal.signers import LocalSigner, dev_signer

ETHER = 10**18
HOUR, DAY = 3_600, 86_400
EVIDENCE = b"\x01" * 32
ACTORS = 14  # persons of the example itself: its stewards, confirmers and reviewers
DEPLOYER = "deployer of a crowd"
QUORUM_BPS = 500  # of thousands, a few hundred have to take part


def founded(members: int) -> Description:
    """Describe the example's alliance with so many members."""
    example = read_example()
    known = len(example.all_seats)
    more = tuple(Seat(name=f"Member {n:05}") for n in range(known + 1, members + 1))
    seats = example.seats.model_copy(update={"persons": (*example.seats.persons, *more)})
    rules = example.proposals.model_copy(update={"quorum_bps": QUORUM_BPS})
    return example.model_copy(update={"seats": seats, "proposals": rules})


@dataclass
class Crowd:
    """An alliance, its people's keys, and the clock of its chain."""

    local: LocalChain
    description: Description
    alliance: Alliance

    @classmethod
    def deployed(cls, local: LocalChain, members: int) -> "Crowd":
        """Deploy it."""
        description, deployer = founded(members), local.signer(DEPLOYER)
        with tempfile.TemporaryDirectory() as folder:
            manifest = apply(
                description, Chain(local.w3), deployer, path=Path(folder) / "alliance.json"
            )
        return cls(local, description, Alliance.connect(Chain(local.w3), manifest))

    @classmethod
    def joined(cls, rpc: str, manifest: Path) -> "Crowd":
        """Connect to one that another process deployed; its manifest tells how many they are."""
        local = join_local_chain(rpc)
        alliance = Alliance.connect(Chain(local.w3), Manifest.load(manifest))
        counts = alliance.membership.counts()
        return cls(local, founded(counts.persons + counts.organisations), alliance)

    @cached_property
    def people(self) -> list[str]:
        """Names of those who only vote, in order."""
        return [seat.name for seat in self.description.seats.persons[ACTORS:]]

    def signer(self, name: str) -> LocalSigner:
        """Key of somebody whom the example knows; its account has money."""
        found = throwaway_signer(self.description, name)
        self.local.fund(found.address, 1_000 * ETHER)
        return found

    def voters(self, count: int, first: int = 0) -> list[LocalSigner]:
        """Keys of some of the others, who have no money."""
        names = self.people[first : first + count]
        if len(names) < count:
            raise ValueError(f"{len(self.people)} members cannot be {first + count}")
        return [dev_signer(f"{self.description.name}/{name}") for name in names]

    def scope(self, name: str) -> int:
        """Number of a scope of the example."""
        return scope_numbers(self.description)[name]

    def warp(self, timestamp: int) -> None:
        """Let the chain's clock reach a time."""
        self.local.warp(timestamp)

    def send(self, functions: Iterable[Function], signer: LocalSigner) -> list[Receipt]:
        """Send calls of one account together."""
        return self.alliance.chain.send_many([Step(f, signer) for f in functions])


def per_second(count: int, began: float) -> float:
    """How many a second since `began`, by the clock."""
    return round(count / (time.perf_counter() - began), 1)
