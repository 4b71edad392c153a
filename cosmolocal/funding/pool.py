# SPDX-License-Identifier: Apache-2.0
"""What one does in rounds of every mechanism: one set of verbs, the pool's and the desk's."""

from collections.abc import Iterable, Sequence
from typing import Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome, Receipt
from cosmolocal.chain import Chain, Function
from cosmolocal.domain import Action, Domain, EventSource
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.events import Event
from cosmolocal.funding.terms import Application, Review, RoundStatus
from cosmolocal.json_file import JsonFile
from cosmolocal.membership import Membership
from cosmolocal.reader import Reader
from cosmolocal.replay.rounds import LATE
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import PayoutChange, Struct, TypedMessage
from cosmolocal.units import ZERO_ADDRESS, Address, HexData, ProjectId, RoundId, SeatId, UtcSeconds

MAX_PROJECTS = 256
_APPROVE = keccak(text="approve(address,uint256)")[:4]
NO_REASON = bytes(32)


class SignedPayoutChange(JsonFile):
    """A recipient's signed wish, which anybody may hand in."""

    round_id: RoundId
    project: ProjectId
    payout_address: Address
    deadline: UtcSeconds
    signature: HexData


class Pool(Domain):
    """Rounds of one mechanism, with the desk where people meet them.

    Units: amounts in the token's smallest unit, times UTC seconds. Content and reasons are
    commitments, never texts.
    Errors: the classes of reverts that begin with `funding:`, `escrow:`, `tokens:`, and those of
    the mechanism.
    Source: contracts/funding/rounds.vy, contracts/funding/FundingDesk.vy; nothing is cached.
    """

    def __init__(
        self,
        chain: Chain,
        contract: Contract,
        desk: Contract,
        membership: Membership,
        events: EventSource,
    ) -> None:
        super().__init__(chain, contract)
        self.desk, self._membership, self._events = desk, membership, events

    # -- stewards

    def cancel_round(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """End a round before it is settled, as a steward of its scope; who gave is refunded."""
        return self._write("cancel_round", round_id, signer=signer, simulate=simulate)

    def cancel_round_action(self, round_id: int) -> Action:
        """Describe `cancel_round` for a proposal."""
        return self._action("cancel_round", round_id)

    # -- members

    def apply(
        self,
        round_id: int,
        payout_address: ChecksumAddress,
        content: bytes,
        entries: Iterable[bytes] = (),
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Apply with a project, citing confirmed entries of one's own.

        `project_of(receipt)` is its number.
        """
        arguments = (round_id, payout_address, content, sorted(entries))
        return self._at_desk("apply", *arguments, signer=signer, simulate=simulate)

    def amend(
        self,
        round_id: int,
        project: int,
        payout_address: ChecksumAddress,
        content: bytes,
        entries: Iterable[bytes] = (),
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Replace one's own application as a whole, until applications end."""
        arguments = (round_id, project, payout_address, content, sorted(entries))
        return self._at_desk("amend", *arguments, signer=signer, simulate=simulate)

    def appeal(
        self, round_id: int, project: int, *, reason: bytes, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Ask the alliance to admit one's own project that reviewers did not admit, once."""
        arguments = (round_id, project, reason)
        return self._at_desk("appeal", *arguments, signer=signer, simulate=simulate)

    def decide_appeal_action(
        self, round_id: int, project: int, *, admit: bool, reason: bytes = NO_REASON
    ) -> Action:
        """Describe the decision on an appeal for a proposal."""
        return self._desk_action("decide_appeal", round_id, project, admit, reason)

    # -- reviewers

    def approve(
        self,
        round_id: int,
        projects: Sequence[int],
        *,
        reason: bytes = NO_REASON,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Speak for up to 64 projects; those on which enough reviewers agree are admitted."""
        arguments = (round_id, projects, reason)
        return self._at_desk("approve", *arguments, signer=signer, simulate=simulate)

    def reject(
        self,
        round_id: int,
        project: int,
        *,
        reason: bytes,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Speak against a project, with a reason."""
        arguments = (round_id, project, reason)
        return self._at_desk("reject", *arguments, signer=signer, simulate=simulate)

    def set_conflicts(
        self,
        round_id: int,
        seat: int,
        projects: Iterable[int],
        *,
        reason: bytes = NO_REASON,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Say on which projects a seat has no vote; the seat itself only adds to the list."""
        arguments = (round_id, seat, project_bits(projects), reason)
        return self._at_desk("set_conflicts", *arguments, signer=signer, simulate=simulate)

    # -- recipients

    def change_payout_address(
        self,
        round_id: int,
        project: int,
        payout_address: ChecksumAddress,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Have one's project's money go elsewhere, three days from now."""
        arguments = (round_id, project, payout_address)
        return self._at_desk("change_payout_address", *arguments, signer=signer, simulate=simulate)

    def sign_payout_change(
        self,
        round_id: int,
        project: int,
        payout_address: ChecksumAddress,
        *,
        deadline: int,
        signer: Signer,
    ) -> SignedPayoutChange:
        """Sign such a change without sending it; `deadline` is the first second too late."""
        nonce, domain = self._signing(signer.address)
        change = PayoutChange(self.address, round_id, project, payout_address, nonce, deadline)
        return SignedPayoutChange(
            round_id=round_id,
            project=project,
            payout_address=payout_address,
            deadline=deadline,
            signature=_sign(signer, domain, change),
        )

    def hand_in_payout_change(
        self, change: SignedPayoutChange, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in a recipient's signed change; the signer only pays for it."""
        function = self.payout_change_function(change)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def payout_change_function(self, change: SignedPayoutChange) -> Function:
        """Bind the call that hands in a signed change."""
        arguments = tuple(change.model_dump().values())
        return self.desk.functions.change_payout_address_signed(self.address, *arguments)

    def keep_payout_address(
        self, round_id: int, project: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Call a change of the payout address off, as the seat that applied."""
        arguments = (round_id, project)
        return self._at_desk("keep_payout_address", *arguments, signer=signer, simulate=simulate)

    # -- anybody

    def allow(
        self, round_id: int, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Let a round take `amount` of its token from the signer; `fund` or a gift then does it."""
        token = self.token(round_id)
        if token == ZERO_ADDRESS:
            raise BadInput(f"round {round_id} holds ETH", next_step="Call `fund` at once.")
        data = _APPROVE + encode(("address", "uint256"), (self.address, amount))
        call = Call(token, data, "ERC20", "approve", (self.address, amount))
        return self.chain.write(call, signer=signer, simulate=simulate)

    def fund(
        self, round_id: int, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Put ETH, or a token that was allowed, into the pot; after the voting, aside for the next.

        What was put aside is the sponsor's until `carry_over` takes it into a later round.
        """
        return self._pay_in("fund", round_id, amount, signer=signer, simulate=simulate)

    def carry_over(
        self,
        round_id: int,
        into: int,
        sponsor: ChecksumAddress,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Put what a sponsor gave too late for a round into a later one of its scope and token."""
        arguments = (round_id, into, sponsor)
        return self._write("carry_over", *arguments, signer=signer, simulate=simulate)

    def return_top_up(
        self, round_id: int, sponsor: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay back what was given too late for a round, as its sponsor."""
        return self._write("return_top_up", round_id, sponsor, signer=signer, simulate=simulate)

    def return_top_up_action(self, round_id: int, sponsor: ChecksumAddress) -> Action:
        """Describe `return_top_up` for a proposal, such as for what the treasury gave."""
        return self._action("return_top_up", round_id, sponsor)

    def settle(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Close the count once the voting is over."""
        return self._write("settle", round_id, signer=signer, simulate=simulate)

    def claim(
        self, round_id: int, project: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay a project its share, to its recipient."""
        return self._at_desk("claim", round_id, project, signer=signer, simulate=simulate)

    def pay(
        self, round_id: int, projects: Sequence[int], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay up to 64 projects at once; `ClaimSkipped` names those that cannot be paid now."""
        arguments = (round_id, projects)
        return self._at_desk("claim_many", *arguments, signer=signer, simulate=simulate)

    def due(self, round_id: int) -> list[int]:
        """Name the projects that have something to claim."""
        call, view = self.contract.functions, self.chain.at()
        numbers = range(1, view.call(call.project_count(round_id)) + 1)
        asked = [f(round_id, p) for p in numbers for f in (call.payout, call.is_claimed)]
        found = view.batch(asked)
        return [p for p in numbers if found[2 * p - 2] and not found[2 * p - 1]]

    def claim_function(self, round_id: int, project: int) -> Function:
        """Prepare a claim for `Chain.send_many`."""
        return self.desk.functions.claim(self.address, round_id, project)

    def applicant(self, round_id: int, project: int) -> SeatId:
        """Say which seat applied with a project."""
        asked = self.desk.functions.application(self.address, round_id, project)
        return int(self.chain.read(asked)["seat"])

    def sweep(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Send what is left after the claims to the treasury."""
        return self._write("sweep", round_id, signer=signer, simulate=simulate)

    def refund(
        self,
        round_id: int,
        sponsor: ChecksumAddress,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay a sponsor of a cancelled round back."""
        return self._write("refund", round_id, sponsor, signer=signer, simulate=simulate)

    # -- looking

    def history(self, round_id: int, project: int) -> list[Event]:
        """Return everything that the chain has on an application, oldest first."""
        here = {"pool": self.address, "round_id": round_id, "project": project}
        known = [(self.desk.address, here)]
        known.append((self.address, {"round_id": round_id, "project": project}))
        found = [
            event
            for event in self._events()
            for address, names in known
            if event.address == address
            and all(event.args.get(name) == value for name, value in names.items())
        ]
        if not found:
            raise NothingThere(f"round {round_id} has no project {project}")
        return found

    def count(self) -> int:
        """How many rounds there are; they are numbered from 1."""
        return int(self.chain.read(self.contract.functions.round_count()))

    def token(self, round_id: int) -> ChecksumAddress:
        """Say what a round holds; the zero address is ETH."""
        terms = self.chain.read(self.contract.functions.terms(round_id))
        return ChecksumAddress(terms["token"])

    def late(self, round_id: int, sponsor: ChecksumAddress) -> int:
        """Say what a sponsor gave too late for a round, and has not back [smallest units]."""
        return int(self.chain.read(self.contract.functions.sponsored(round_id | LATE, sponsor)))

    def status(self, round_id: int) -> RoundStatus:
        """Say where a round stands now."""
        status = self.chain.read(self.contract.functions.state(round_id))
        if not status:
            raise NothingThere(f"there is no round {round_id}", next_step="They count from 1.")
        return RoundStatus(status)

    # -- what mechanisms share

    def _at_desk(self, name: str, *arguments: Any, signer: Signer, simulate: bool) -> Outcome:
        function = self.desk.functions[name](self.address, *arguments)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def _desk_action(self, name: str, *arguments: Any) -> Action:
        call = self.chain.call_of(self.desk.functions[name](self.address, *arguments))
        return Action(ChecksumAddress(self.desk.address), 0, call.data, call.label)

    def _pay_in(
        self, name: str, round_id: int, *arguments: Any, signer: Signer, simulate: bool
    ) -> Outcome:
        """Send a call whose last argument is an amount of the round's token."""
        value = arguments[-1] if self.token(round_id) == ZERO_ADDRESS else 0
        every = (round_id, *arguments)
        return self._write(name, *every, signer=signer, simulate=simulate, value=value)

    def _signing(self, signer: ChecksumAddress) -> tuple[int, SigningDomain]:
        """Read the number of an account's next signature, and the desk's domain."""
        call = self.desk.functions
        nonce, domain = self.chain.at().batch([call.nonces(signer), call.eip712Domain()])
        return nonce, SigningDomain(*domain[1:5])

    def _projects(
        self, view: Reader, round_id: int, count: int, names: Sequence[str]
    ) -> list[tuple[Application, list[Any]]]:
        """Read of each project its application, and what these views of the pool say."""
        numbers, call = range(1, count + 1), self.contract.functions
        asked = [call[name](round_id, p) for p in numbers for name in names]
        found = view.batch(
            [self.desk.functions.application(self.address, round_id, p) for p in numbers] + asked
        )
        width = len(names)
        rows = [found[count + n * width : count + (n + 1) * width] for n in range(count)]
        return [
            (_application(number, found[number - 1]), row)
            for number, row in zip(numbers, rows, strict=True)
        ]


def _application(number: int, read: Any) -> Application:
    status = {"review": Review(read["status"])}
    rest = {name: read[name] for name in read if name != "status"}
    return Application(project=number, **status, **rest)


def _sign(signer: Signer, domain: SigningDomain, struct: Struct) -> bytes:
    return signer.sign_typed_data(TypedMessage(domain, struct))


def project_bits(projects: Iterable[int]) -> int:
    """Write a set of projects as the contracts take it: bit p - 1 for project p."""
    chosen = set(projects)
    for project in chosen:
        if not 0 < project <= MAX_PROJECTS:  # a bit further out could fill the memory
            raise BadInput(f"{project} is no project: a round has 1 to {MAX_PROJECTS}")
    return sum(1 << (project - 1) for project in chosen)


def read_project_bits(bits: int) -> frozenset[int]:
    """Read a set of projects."""
    return frozenset(place + 1 for place in range(bits.bit_length()) if bits >> place & 1)


def round_of(receipt: Receipt) -> int:
    """Return the number of the round that a receipt opened."""
    return int(receipt.event("RoundOpened")["round_id"])


def project_of(receipt: Receipt) -> int:
    """Return the number of the project that a receipt of `apply` made."""
    return int(receipt.event("ProjectApplied")["project"])
