# SPDX-License-Identifier: Apache-2.0
"""Plans: transactions made where a node is, signed where the key is, and sent where a node is.

A plan is a JSON file that holds everything a transaction needs but its signature, in the order of
the nonces. Signing asks no network and trusts no words: what is shown is decoded from the very
bytes that are signed. Sending goes through the journal like everything else, so a plan that was
sent is never sent twice; one that has gone stale is refused before anything leaves.

Errors: `BadInput` for a file that is no plan or was touched, `KeyRefused` for the key of another
account, `StalePlan`, `WrongChain`.
Source: EIP-1559 for what is signed.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from eth_account import Account
from eth_utils.crypto import keccak
from pydantic import Field, ValidationError, model_validator

from cosmolocal import codec
from cosmolocal.calls import Call, Receipt
from cosmolocal.chain import Chain, Draft, Step
from cosmolocal.domain import Frozen, first_issue
from cosmolocal.errors import BadInput, ContractError, KeyRefused, StalePlan, WrongChain
from cosmolocal.files import parsed
from cosmolocal.journal import Entry
from cosmolocal.signers import Signer
from cosmolocal.transactions import fields_of_raw
from cosmolocal.units import Address, BlockNumber, Bytes32, Gas, HexData, Uint, UtcSeconds, Wei

VERSION = 1
MOST_TRANSACTIONS = 1_000


class Transaction(Frozen):
    """One transaction of a plan, with its signed bytes once it has them."""

    words: str = Field(max_length=1_000, description="what it does, as its maker said")
    label: str = Field(max_length=200, description="contract and function")
    intent: str = Field(pattern="^[0-9a-f]{64}$", description="the journal's name of the step")
    nonce: Uint
    gas: Gas = Field(description="most that it may use")
    max_fee: Wei = Field(description="for each unit of gas [wei]")
    max_tip: Wei = Field(description="part of it that goes to who makes the block [wei]")
    to: Address
    value: Wei
    data: HexData = Field(max_length=200_000)
    signed: HexData | None = Field(default=None, max_length=201_000, description="bytes to send")

    @property
    def call(self) -> Call:
        """The call that it makes."""
        contract, _, function = self.label.rpartition(".")
        return Call(self.to, self.data, contract, function)

    @property
    def hash(self) -> str:
        """Hash of the signed transaction."""
        if self.signed is None:
            raise BadInput("the plan is not signed", next_step="Sign it: `cosmolocal plan sign`.")
        return codec.as_hex(keccak(self.signed))

    def fields(self, chain_id: int) -> dict[str, Any]:
        """Return what is signed."""
        return {
            "type": 2,
            "chainId": chain_id,
            "nonce": self.nonce,
            "gas": self.gas,
            "maxFeePerGas": self.max_fee,
            "maxPriorityFeePerGas": self.max_tip,
            "to": self.to,
            "value": self.value,
            "data": codec.as_hex(self.data),
        }


class PlanFile(Frozen):
    """Transactions of one account with nonces in a row."""

    version: int = Field(default=VERSION, ge=VERSION, le=VERSION)
    sentence: str = Field(max_length=1_000)
    alliance: str = Field(max_length=200)
    chain: str = Field(max_length=100, description="chain id and first digits of its genesis block")
    chain_id: Uint
    account: Address
    block: BlockNumber = Field(description="the block it was made on")
    at: UtcSeconds = Field(description="time of that block [UTC seconds]")
    transactions: tuple[Transaction, ...] = Field(min_length=1, max_length=MOST_TRANSACTIONS)
    id: Bytes32 = Field(default=bytes(32), description="hash of the rest, signatures left out")

    @property
    def is_signed(self) -> bool:
        """Whether every transaction can be sent."""
        return all(each.signed is not None for each in self.transactions)

    @property
    def most_fee(self) -> int:
        """What all of it can cost beside the values [wei]."""
        return sum(each.gas * each.max_fee for each in self.transactions)

    @property
    def total_value(self) -> int:
        """Native currency that all of it sends along [wei]."""
        return sum(each.value for each in self.transactions)

    def digest(self) -> bytes:
        """Hash everything but signatures: equal on both machines if nobody touched the file."""
        content = self.model_dump(
            mode="json", exclude={"id": True, "transactions": {"__all__": {"signed"}}}
        )
        return sha256(json.dumps(content, sort_keys=True).encode()).digest()

    def dumps(self) -> str:
        """Write it as JSON."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def loads(cls, text: str) -> "PlanFile":
        """Read a plan; everything in it is checked."""
        try:
            plan = cls.model_validate(parsed(text))
        except ValidationError as error:
            raise BadInput(first_issue(error), next_step="Make the plan anew.") from None
        except ValueError as error:
            raise BadInput(f"this is no plan: {error}", next_step="Make the plan anew.") from None
        return plan

    @model_validator(mode="after")
    def _is_whole(self) -> "PlanFile":
        first = self.transactions[0].nonce
        for number, each in enumerate(self.transactions):
            if each.nonce != first + number:
                raise ValueError(f"nonce {each.nonce} where {first + number} comes next")
            if each.signed is not None:
                self._check_signature(each, each.signed)
        if self.id != bytes(32) and self.id != self.digest():
            raise ValueError("it was changed after it was made: its id is another")
        return self

    def _check_signature(self, each: Transaction, signed: bytes) -> None:
        """Refuse signed bytes that are not this transaction, signed by this account."""
        try:
            held, signer = fields_of_raw(signed), Account.recover_transaction(signed)
        except Exception:  # noqa: BLE001 - eth-account raises many kinds for foreign bytes
            held, signer = {}, None
        wanted = each.fields(self.chain_id) | {"to": each.to.lower(), "accessList": ()}
        if signer != self.account or held != wanted:
            raise ValueError(f"nonce {each.nonce}: what was signed is not what the plan says")


def make(chain: Chain, sentence: str, alliance: str, steps: Sequence[tuple[str, Step]]) -> PlanFile:
    """Fix nonces, gas and fees of steps of one account, each with words that say what it does."""
    [account] = {step.signer.address for _, step in steps}
    view = chain.at()
    drafts = chain.draft([step for _, step in steps])
    plan = PlanFile(
        sentence=sentence,
        alliance=alliance,
        chain=chain.identity,
        chain_id=chain.chain_id,
        account=account,
        block=view.block,
        at=view.timestamp,
        transactions=tuple(
            _transaction(words, draft) for (words, _), draft in zip(steps, drafts, strict=True)
        ),
    )
    return plan.model_copy(update={"id": plan.digest()})


def sign(plan: PlanFile, signer: Signer) -> PlanFile:
    """Sign every transaction; needs no network."""
    if signer.address != plan.account:
        raise KeyRefused(
            f"the plan is for {plan.account}, this is the key of {signer.address}",
            next_step="Sign with the account that the plan was made for.",
        )
    signed = tuple(
        each.model_copy(update={"signed": signer.sign_transaction(each.fields(plan.chain_id)).raw})
        for each in plan.transactions
    )
    return PlanFile.model_validate(plan.model_copy(update={"transactions": signed}).model_dump())


def landed(chain: Chain, plan: PlanFile) -> list[Transaction]:
    """List what a block holds already, whoever sent it."""
    _require_chain(chain, plan)
    requests = [("eth_getTransactionReceipt", [each.hash]) for each in plan.transactions]
    answers = chain.node.ask_all(requests)
    return [each for each, found in zip(plan.transactions, answers, strict=True) if found]


def send(chain: Chain, plan: PlanFile) -> list[Receipt]:
    """Send what was signed, each transaction at most once; refuse what has gone stale."""
    _require_chain(chain, plan)
    with chain.journal.locked():
        sent = {entry.hash for entry in chain.journal.entries()}
    requests = [("eth_getTransactionByHash", [each.hash]) for each in plan.transactions]
    answers = zip(plan.transactions, chain.node.ask_all(requests), strict=True)
    fresh = [each for each, known in answers if not known and each.hash not in sent]
    if fresh:
        _require_fresh(chain, plan, fresh)
    return chain.send_signed([_entry(plan, each) for each in plan.transactions])


def _require_chain(chain: Chain, plan: PlanFile) -> None:
    if plan.chain != chain.identity:
        raise WrongChain(f"the plan is for chain {plan.chain}, the node serves {chain.identity}")


def _require_fresh(chain: Chain, plan: PlanFile, fresh: Sequence[Transaction]) -> None:
    """Refuse a plan that could not land any more as it was meant."""
    view, nonce = chain.at(), chain.nonce(plan.account)
    if fresh[0].nonce != nonce:
        raise StalePlan(
            f"{plan.account} has sent other transactions since: the plan begins with nonce"
            f" {fresh[0].nonce}, the next one is {nonce}"
        )
    header = chain.node.ask("eth_getBlockByNumber", hex(view.block), False)  # noqa: FBT003
    base = codec.as_int(header["baseFeePerGas"])
    if base > fresh[0].max_fee:
        raise StalePlan(f"a unit of gas costs {base:,} wei now, the plan pays {fresh[0].max_fee:,}")
    for each in fresh:
        try:
            needed = chain.simulate(each.call, plan.account, value=each.value).gas_used
        except ContractError as error:
            error.add_note("The plan has gone stale: make it anew.")
            raise
        if needed > each.gas:
            raise StalePlan(f"{each.label} needs {needed:,} gas now, the plan allows {each.gas:,}")


def _transaction(words: str, draft: Draft) -> Transaction:
    fields = draft.fields
    return Transaction(
        words=words,
        label=draft.label,
        intent=draft.intent,
        nonce=fields["nonce"],
        gas=fields["gas"],
        max_fee=fields["maxFeePerGas"],
        max_tip=fields["maxPriorityFeePerGas"],
        to=fields["to"],
        value=fields["value"],
        data=codec.as_bytes(fields["data"]),
    )


def _entry(plan: PlanFile, each: Transaction) -> Entry:
    return Entry(
        intent=each.intent,
        label=each.label,
        account=plan.account,
        nonce=each.nonce,
        raw=codec.as_hex(each.signed or b""),
        hash=each.hash,
    )
