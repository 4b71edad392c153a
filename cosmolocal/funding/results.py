# SPDX-License-Identifier: Apache-2.0
"""Results of published rounds: publish with a bond, challenge, answer, let stand."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from eth_typing import ChecksumAddress
from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Outcome, Receipt
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, EventSource, Frozen
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.funding.bundle import Bundle
from cosmolocal.replay.amount_words import amount_words
from cosmolocal.replay.funding import replay
from cosmolocal.replay.published_rounds import ChallengeState, PublishedRound
from cosmolocal.signers import Signer
from cosmolocal.units import Address, TokenAmount, UtcSeconds, Wei

NO_REASON = bytes(32)
MAX_REVEALED = 64
"""Ballots of one call; that of contracts/funding/ResultDesk.vy."""


class ResultStatus(IntEnum):
    """How a result stands."""

    OPEN = 1
    STANDS = 2
    FELL = 3


class ChallengeKind(IntEnum):
    """What a challenge is about."""

    LINE = 1
    PIECE = 2
    OTHER = 3


class ChallengeStatus(IntEnum):
    """What a challenge waits for."""

    SHOW = 1
    REVEAL = 2
    DECIDE = 3
    CLOSED = 4


class Result(Frozen):
    """One published result."""

    result: int = Field(ge=1)
    pool: Address
    round_id: int
    proposer: Address
    root: str
    bundle: str = Field(description="hash of the bundle")
    pieces: int
    total: TokenAmount
    bond: Wei
    status: ResultStatus
    until: UtcSeconds = Field(description="first second without new challenges")
    challenges: int = Field(description="open ones, while the result is")


class Challenge(Frozen):
    """One challenge."""

    challenge: int = Field(ge=1)
    result: int
    challenger: Address
    kind: ChallengeKind
    subject: int = Field(description="a project, or a piece of the bundle")
    bond: Wei
    status: ChallengeStatus
    until: UtcSeconds = Field(description="first second in which it can be resolved")
    best: Address = Field(description="whose revealed ballots count so far")


class Results(Domain):
    """Publish results of rounds, challenge them, answer, withdraw bonds.

    Units: bonds in wei, totals in the round's token, times UTC seconds.
    Errors: the classes of reverts that begin with `result:`.
    Source: contracts/funding/ResultDesk.vy; nothing is cached.
    """

    def __init__(self, chain: Chain, contract: Contract, pool: Contract, events: EventSource):
        super().__init__(chain, contract)
        self._pool, self._events = pool, events

    # -- publishing

    def publish(
        self,
        bundle: Bundle,
        *,
        uri: str = "",
        reason: bytes = NO_REASON,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Publish a bundle's result with the round's bond; `result_of(receipt)` is its number."""
        bond = self.bond(bundle.facts.round_id)
        arguments = self._published(bundle, uri, reason)
        options: dict[str, Any] = {"signer": signer, "simulate": simulate, "value": bond}
        return self._write("publish", *arguments, **options)

    def correct_action(self, bundle: Bundle, *, reason: bytes, uri: str = "") -> Action:
        """Describe a further root for a proposal: it pays beside those that stand, without bond."""
        return self._action("publish", *self._published(bundle, uri, reason))

    def settle(self, result: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Let a result stand that was open long enough; a void one falls."""
        return self._write("settle", result, signer=signer, simulate=simulate)

    def withdraw(
        self, account: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay an account the bonds that are due to it."""
        return self._write("withdraw", account, signer=signer, simulate=simulate)

    # -- challenging

    def challenge_line(
        self,
        result: int,
        project: int,
        *,
        reason: bytes = NO_REASON,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Challenge the line of a project; `challenge_of(receipt)` is the challenge's number."""
        kind = ChallengeKind.LINE
        return self._challenge(result, kind, project, reason, signer=signer, simulate=simulate)

    def challenge_piece(
        self,
        result: int,
        piece: int,
        *,
        reason: bytes = NO_REASON,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Ask for a piece of the bundle that cannot be had."""
        kind = ChallengeKind.PIECE
        return self._challenge(result, kind, piece, reason, signer=signer, simulate=simulate)

    def challenge_other(
        self, result: int, *, reason: bytes, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Bring anything else before a vote."""
        kind = ChallengeKind.OTHER
        return self._challenge(result, kind, 0, reason, signer=signer, simulate=simulate)

    def decide_action(self, challenge: int, *, upheld: bool) -> Action:
        """Describe the decision on a challenge for a proposal."""
        return self._action("decide", challenge, upheld)

    def resolve(self, challenge: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Close a challenge whose time is over, or whose result is closed."""
        return self._write("resolve", challenge, signer=signer, simulate=simulate)

    # -- answering

    def show_line(
        self, challenge: int, bundle: Bundle, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Show the line that a challenge asks for."""
        line, proof = bundle.book.of_project(self.challenge(challenge).subject)
        arguments = (challenge, line.words(), proof)
        return self._write("show_line", *arguments, signer=signer, simulate=simulate)

    def show_piece(
        self, challenge: int, bundle: Bundle, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Show the piece of the bundle that a challenge asks for."""
        piece = self.challenge(challenge).subject
        if piece >= len(bundle.pieces):
            raise BadInput(f"the bundle has {len(bundle.pieces)} pieces, none number {piece}")
        arguments = (challenge, bundle.pieces[piece], bundle.tree.proof(piece))
        return self._write("show_piece", *arguments, signer=signer, simulate=simulate)

    def reveal(
        self,
        challenge: int,
        seats: Iterable[int] | None = None,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Tell up to 64 more ballots again that name the challenged project; repeat for the rest.

        What this account has revealed before is not told twice; `seats` leaves others out.
        """
        told = self._left_to_reveal(challenge, seats, signer.address)[:MAX_REVEALED]
        return self._write("reveal", challenge, told, signer=signer, simulate=simulate)

    def _left_to_reveal(
        self, challenge: int, seats: Iterable[int] | None, account: ChecksumAddress
    ) -> list[tuple[int, list[int]]]:
        known, round_ = self._told(challenge)
        tape = known.tapes.get(account)
        last, chosen = tape.last_seat if tape else 0, None if seats is None else set(seats)
        left = [
            (seat, amount_words(ballot))
            for seat, ballot in sorted(round_.ballots.items())
            if known.subject in ballot and seat > last and (chosen is None or seat in chosen)
        ]
        if tape and not left:
            raise BadInput(
                f"{account} has revealed every ballot of challenge {challenge}",
                next_step="Resolve the challenge once its time is over.",
            )
        return left

    # -- looking

    def latest(self, pool: ChecksumAddress, round_id: int) -> int:
        """Number of the latest result of a round; 0: none was published."""
        return int(self.chain.read(self.contract.functions.latest(pool, round_id)))

    def due(self, account: ChecksumAddress) -> int:
        """Bonds that an account can withdraw [wei]."""
        return int(self.chain.read(self.contract.functions.due(account)))

    def bond(self, round_id: int) -> int:
        """What a result of a round, or a challenge to it, takes [wei]."""
        return int(self.chain.read(self._pool.functions.game(round_id))["bond"])

    def result(self, result: int) -> Result:
        """Read a result."""
        read = dict(self.chain.read(self.contract.functions.results(result)))
        if not read["status"]:
            raise NothingThere(f"there is no result {result}", next_step="They count from 1.")
        hashes = {name: "0x" + read.pop(name).hex() for name in ("root", "bundle")}
        status = ResultStatus(read.pop("status"))
        return Result(result=result, **hashes, status=status, **read)

    def challenge(self, challenge: int) -> Challenge:
        """Read a challenge."""
        read = dict(self.chain.read(self.contract.functions.challenges(challenge)))
        if not read["status"]:
            raise NothingThere(f"there is no challenge {challenge}", next_step="They count from 1.")
        kind, status = ChallengeKind(read.pop("kind")), ChallengeStatus(read.pop("status"))
        return Challenge(challenge=challenge, kind=kind, status=status, **read)

    def challenges(self, result: int) -> list[Challenge]:
        """Read all challenges to a result."""
        known = replay(self._events()).results.challenges
        return [self.challenge(n) for n, each in known.items() if each.result == result]

    def differences(self, result: int, bundle: Bundle) -> list[str]:
        """Compare a published result with a bundle; nothing if it commits to this very bundle."""
        read, said = self.result(result), bundle.commitment()
        published = {
            "root": read.root,
            "total": str(read.total),
            "bundle": read.bundle,
            "pieces": read.pieces,
        }
        return [
            f"{name}: published {published[name]}, bundle {said[name]}"
            for name in published
            if published[name] != said[name]
        ]

    # -- internals

    def _published(self, bundle: Bundle, uri: str, reason: bytes) -> tuple[Any, ...]:
        facts, book = bundle.facts, bundle.book
        place = (facts.pool, facts.round_id)
        return (*place, book.root, book.total, bundle.hash, len(bundle.pieces), reason, uri)

    def _challenge(
        self,
        result: int,
        kind: ChallengeKind,
        subject: int,
        reason: bytes,
        *,
        signer: Signer,
        simulate: bool,
    ) -> Outcome:
        bond = self.bond(self.result(result).round_id)
        arguments = (result, int(kind), subject, reason)
        options: dict[str, Any] = {"signer": signer, "simulate": simulate, "value": bond}
        return self._write("challenge", *arguments, **options)

    def _told(self, challenge: int) -> tuple[ChallengeState, PublishedRound]:
        """Find a challenge and its round in the events."""
        state = replay(self._events())
        known = state.results.challenges.get(challenge)
        if known is None:
            raise BadInput(
                f"the events do not tell of challenge {challenge}",
                next_step="Check its number; challenges count from 1 over all rounds.",
            )
        return known, state.published[state.results.results[known.result].round_id]


def result_of(receipt: Receipt) -> int:
    """Return the number of the result that a receipt published."""
    return int(receipt.event("ResultPublished")["result"])


def challenge_of(receipt: Receipt) -> int:
    """Return the number of the challenge that a receipt raised."""
    return int(receipt.event("ResultChallenged")["challenge"])
