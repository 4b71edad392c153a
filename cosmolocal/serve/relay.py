# SPDX-License-Identifier: Apache-2.0
"""A relay: it pays for what members have signed, so that a phone without gas is enough.

Its account holds no role and no seat: it can spend its own money on other people's signed words,
and nothing else. Each message is looked at alone: is its kind taken, is its signer one who is
served, would the chain take it now, is there money, is the member's share used. Only then it is
sent, under the hash of what was signed: the same message asked for again is never paid for twice.

Errors: `KeyRefused` for an account with power; of a message `NotRelayed`, `QuotaUsed`,
`RelayEmpty`, and the contract's own refusal.
"""

import logging
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property
from typing import Any, Literal, cast

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal import codec
from cosmolocal.alliance import Alliance
from cosmolocal.calls import Receipt
from cosmolocal.chain import Chain, Function, Step
from cosmolocal.deploy.steps import ADMIN_ROLE, GOVERNOR_ROLES, role_id
from cosmolocal.domain import Frozen
from cosmolocal.errors import (
    ContractError,
    CosmolocalError,
    KeyRefused,
    NotEnoughFunds,
    NothingThere,
    NotRelayed,
    RelayEmpty,
    Replaced,
)
from cosmolocal.flows import SignedConfirmation, Slip
from cosmolocal.funding import SignedBallot as RoundBallot
from cosmolocal.funding.pool import SignedPayoutChange
from cosmolocal.governance import SignedBallot
from cosmolocal.membership import SignedDelegation
from cosmolocal.serve.book import Book
from cosmolocal.serve.claims import Claim, Claims, PoolName, pool_of
from cosmolocal.serve.loads import (
    Load,
    Message,
    ballot_loads,
    round_loads,
    single_loads,
    slip_function,
)
from cosmolocal.serve.policy import Kind, Policy
from cosmolocal.serve.shares import Shares
from cosmolocal.signers import Signer
from cosmolocal.units import Address, BlockNumber, Wei
from cosmolocal.vouching import Slip as VouchingSlip

log = logging.getLogger("cosmolocal.serve")

Packing = Callable[[Sequence[Message]], Iterable[Load]]
"""How messages of a kind become transactions."""

GUARDED = ("QuadraticGovernor", "Treasury")
_VOUCHING_KINDS: dict[str, Kind] = {
    "vouch_by_signature": "vouches",
    "join_by_signature": "joinings",
    "back_recovery_by_signature": "recoveries",
    "ask_recovery_by_signature": "recoveries",
    "object_by_signature": "recoveries",
}
_TRIES = 5


class Relayed(Frozen):
    """What became of one message."""

    account: Address | None = Field(description="who signed it; nobody signs a claim")
    accepted: bool
    tx_hash: str | None = None
    block: BlockNumber | None = None
    error: dict[str, Any] | None = Field(default=None, description="why not, and what to do")


class RelayStatus(Frozen):
    """What a relay takes, and whether it can."""

    account: Address
    takes: tuple[Kind, ...]
    balance: Wei
    alarm: bool = Field(description="whether its account should be filled soon")
    is_open: bool = Field(description="whether it has money that it may spend")
    messages: int = Field(description="of one seat in `every` seconds")
    every: int


class Outcomes:
    """What became of the messages of one request, in their order."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages
        self._found: dict[str, Relayed | CosmolocalError] = {}

    def note(self, message: Message, found: Relayed | CosmolocalError) -> None:
        """Note what became of a message."""
        self._found[message.name] = found

    def rows(self) -> list[Relayed]:
        """List them."""
        found = [(message, self._found[message.name]) for message in self._messages]
        return [
            Relayed(account=message.account, accepted=False, error=each.facts())
            if isinstance(each, CosmolocalError)
            else each
            for message, each in found
        ]

    @property
    def error(self) -> CosmolocalError | None:
        """Why nothing was taken; None if anything was."""
        found = [self._found[message.name] for message in self._messages]
        errors = [each for each in found if isinstance(each, CosmolocalError)]
        return errors[0] if len(errors) == len(found) else None


class _Purse:
    """What an account has and what gas costs [wei]: asked once for all messages of a request."""

    def __init__(self, chain: Chain, account: ChecksumAddress) -> None:
        self._chain, self._account = chain, account

    @cached_property
    def found(self) -> tuple[int, int]:
        """Its balance, and the price of gas."""
        asked = [("eth_getBalance", [self._account, "latest"]), ("eth_gasPrice", [])]
        balance, price = map(codec.as_int, self._chain.node.ask_all(asked))
        return balance, price


class Relay:
    """Brings signed messages and pays for them, under a policy."""

    def __init__(self, alliance: Alliance, signer: Signer, policy: Policy, book: Book) -> None:
        self._alliance, self._signer, self._policy, self._book = alliance, signer, policy, book
        self._chain, self._claims = alliance.chain, Claims(alliance)
        self._shares = Shares(alliance, policy, self._claims)
        self._require_no_power()

    def ballots(self, ballots: Sequence[SignedBallot]) -> Outcomes:
        """Bring ballots on proposals, many in one transaction."""
        governance = self._alliance.governance
        messages = [Message("ballots", each.voter, each) for each in ballots]
        return self._bring(messages, lambda some: ballot_loads(governance, some))

    def round_ballots(
        self, name: Literal["funding", "published"], ballots: Sequence[RoundBallot]
    ) -> Outcomes:
        """Bring ballots of rounds, those of a round in one transaction."""
        pool = self._alliance.funding if name == "funding" else self._alliance.published
        messages = [Message("round ballots", each.voter, each, name) for each in ballots]
        return self._bring(messages, lambda some: round_loads(pool, some))

    def slips(
        self, slips: Sequence[Slip], confirmations: Sequence[SignedConfirmation] = ()
    ) -> Outcomes:
        """Bring slips and confirmations of the ledger, each by itself."""
        flows = self._alliance.ledger.flows
        messages = [
            *(Message("slips", each.account, each) for each in slips),
            *(Message("confirmations", each.account, each) for each in confirmations),
        ]
        return self._bring_each(messages, lambda each: slip_function(flows, each))

    def membership(self, slips: Sequence[VouchingSlip]) -> Outcomes:
        """Bring vouches, joinings, and what recovers a seat under a new key."""
        vouching = self._alliance.vouching
        messages = [
            Message(_VOUCHING_KINDS[each.verb], self._signer_of(each), each) for each in slips
        ]
        return self._bring_each(
            messages, lambda each: vouching.slip_function(cast(VouchingSlip, each.signed))
        )

    def delegations(self, delegations: Sequence[SignedDelegation]) -> Outcomes:
        """Bring words on who may cast ballots for a seat."""
        membership = self._alliance.membership
        messages = [Message("delegations", each.account, each) for each in delegations]
        return self._bring_each(
            messages,
            lambda each: membership.delegation_function(cast(SignedDelegation, each.signed)),
        )

    def payout_changes(self, name: PoolName, changes: Sequence[SignedPayoutChange]) -> Outcomes:
        """Bring wishes of recipients to have a project's money elsewhere."""
        pool = pool_of(self._alliance, name)
        messages = [Message("payout changes", None, each, name) for each in changes]
        return self._bring_each(
            messages,
            lambda each: pool.payout_change_function(cast(SignedPayoutChange, each.signed)),
        )

    def claims(self, claims: Sequence[Claim]) -> Outcomes:
        """Have paid what is due, to whom it is due; a stream as often as the quota is renewed."""
        turn = self._book.now // self._policy.quota.every
        messages = [Message("claims", None, each, self._claims.turn(each, turn)) for each in claims]
        return self._bring_each(
            messages, lambda each: self._claims.function(cast(Claim, each.signed))
        )

    def status(self) -> RelayStatus:
        """Say what is taken, and how much money there is."""
        balance, policy = self._balance(), self._policy
        return RelayStatus(
            account=self._signer.address,
            takes=policy.takes,
            balance=balance,
            alarm=balance < policy.alarm,
            is_open=balance > policy.keep,
            messages=policy.quota.messages,
            every=policy.quota.every,
        )

    # -- before it is sent

    def _signer_of(self, slip: VouchingSlip) -> ChecksumAddress | None:
        try:
            return self._alliance.vouching.signer_of(slip)
        except NothingThere:
            return None

    def _bring_each(
        self, messages: Sequence[Message], bind: Callable[[Message], Function]
    ) -> Outcomes:
        return self._bring(messages, lambda some: single_loads(self._chain, some, bind))

    def _bring(self, messages: Sequence[Message], pack: Packing) -> Outcomes:
        outcomes, purse = Outcomes(messages), _Purse(self._chain, self._signer.address)
        fresh: dict[str, Message] = {}
        begun: dict[str, Message] = {}
        for message in {each.name: each for each in messages}.values():
            try:
                share = self._shares.of(message)
                if found := self._landed(message):
                    outcomes.note(message, found)
                elif self._take(message, share, pack, purse):
                    fresh[message.name] = message
                else:
                    begun[message.name] = message
            except CosmolocalError as error:
                outcomes.note(message, error)
        loads = list(pack(list(fresh.values()))) if fresh else []
        # What another process began is found under its name in the journal, by itself only.
        loads += [load for each in begun.values() for load in pack([each])]
        if loads:
            self._send(loads, outcomes, own=set(fresh))
        return outcomes

    def _take(self, message: Message, share: int, pack: Packing, purse: "_Purse") -> bool:
        """Refuse a message, or enter it into the book; False if it was begun before."""
        if self._book.has(message.name):
            return False
        [load] = pack([message])
        gas = load.attempt(self._signer.address)
        if gas > self._policy.gas:
            raise NotRelayed(f"it would take {gas:,} gas, the relay pays {self._policy.gas:,}")
        self._require_money(gas, purse)
        return self._book.enter(message.name, share, self._policy.quota)

    def _landed(self, message: Message) -> Relayed | None:
        """Find where a message counted; nothing, if the chain has taken that block back since."""
        tx = self._book.landed(message.name)
        receipt = self._chain.node.ask("eth_getTransactionReceipt", tx) if tx else None
        if not receipt or not codec.as_int(receipt["status"]):
            return None
        block = codec.as_int(receipt["blockNumber"])
        return Relayed(account=message.account, accepted=True, tx_hash=tx, block=block)

    def _require_money(self, gas: int, purse: "_Purse") -> None:
        (balance, price), policy = purse.found, self._policy
        if balance < policy.alarm:
            log.warning("fill the relay's account %s: %d wei left", self._signer.address, balance)
        if balance - gas * price < policy.keep:
            raise RelayEmpty("the relay's account is empty")

    def _balance(self) -> int:
        return self._chain.at().balance(self._signer.address)

    def _require_no_power(self) -> None:
        """Refuse an account that could do more than pay: whoever breaks in here would have it."""
        alliance, account = self._alliance, self._signer.address
        timelock = alliance.contracts["Timelock"].functions
        roles = [
            timelock.hasRole(each, account) for each in (ADMIN_ROLE, *map(role_id, GOVERNOR_ROLES))
        ]
        guardians = [alliance.contracts[name].functions.guardian() for name in GUARDED]
        *held, first, second = self._chain.at().batch([*roles, *guardians])
        if any(held) or account in (first, second) or alliance.membership.standing(account).seat:
            raise KeyRefused(
                f"{account} has a seat or a role in this alliance",
                next_step="Let the relay use an account of its own that only holds money.",
            )

    # -- sending

    def _send(self, loads: Sequence[Load], outcomes: Outcomes, own: Set[str]) -> None:
        """Send all at once; where one fails, look at each alone."""
        payer = self._signer.address
        found: Sequence[Receipt | CosmolocalError]
        try:
            steps = [self._step(load, gas=load.limit(payer)) for load in loads]
            found = self._chain.send_many(steps)
        except (ContractError, NotEnoughFunds, Replaced):
            found = [self._alone(load) for load in loads]
        for load, each in zip(loads, found, strict=True):
            self._note(load, each, outcomes, own)

    def _step(self, load: Load, *, gas: int | None) -> Step:
        return Step(load.function, self._signer, name=load.name, gas=gas)

    def _alone(self, load: Load) -> Receipt | CosmolocalError:
        """Send one again under its name: what has landed is found, what would fail is not sent."""
        for _ in range(_TRIES):
            try:
                return self._chain.send_many([self._step(load, gas=None)])[0]
            except Replaced:  # another program used the account's nonce, so nothing happened
                continue
            except NotEnoughFunds:
                return RelayEmpty("the relay's account is empty")
            except ContractError as error:
                return error
        return RelayEmpty("another program uses the relay's account all the time")

    def _note(
        self,
        load: Load,
        found: Receipt | CosmolocalError,
        outcomes: Outcomes,
        own: Set[str],
    ) -> None:
        """Note what a transaction did with each of its messages; only `own` ones are struck out."""
        refusals: Sequence[CosmolocalError | None] = [None]
        if isinstance(found, CosmolocalError):
            refusals = [found] * len(load.messages)
        else:
            refusals = load.refusals(found)
        for message, refusal in zip(load.messages, refusals, strict=True):
            if refusal is None and isinstance(found, Receipt):
                self._book.settle(message.name, found.tx_hash)
                where = {"tx_hash": found.tx_hash, "block": found.block}
                outcomes.note(message, Relayed(account=message.account, accepted=True, **where))
                continue
            if isinstance(found, Receipt):
                self._book.unsettle(message.name, found.tx_hash)
            if message.name in own:
                self._book.strike(message.name)
            # A message that another process brought meanwhile counts all the same.
            row = self._landed(message)
            outcomes.note(message, row or refusal or RelayEmpty("nothing is known of it"))
