# SPDX-License-Identifier: Apache-2.0
"""What calls would do if the timelock made them now: tried on a fork, nothing is sent.

The calls are made in order on a chain of its own that goes on from the newest block. Balances are
compared before and after, of ETH wherever it moved and of tokens by their `Transfer` events; who
may do what is told by the events of the contracts that are known.

Errors: `BadInput` if there is no anvil to fork with.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from cosmolocal import codec
from cosmolocal.alliance import Alliance
from cosmolocal.calls import Call
from cosmolocal.domain import Action, Frozen
from cosmolocal.errors import ContractError, NodeRefused
from cosmolocal.events import Event
from cosmolocal.explain import Explained, explained, text
from cosmolocal.local import Fork, open_fork
from cosmolocal.reader import fields_of
from cosmolocal.reverts import explained as refusal_of
from cosmolocal.units import ZERO_ADDRESS, Address, BlockNumber

ROLE_EVENTS = frozenset(
    {
        "GuardianSet",
        "OwnershipTransferred",
        "PowersSet",
        "RoleEnded",
        "RoleGranted",
        "RoleRevoked",
        "Sealed",
    }
)
"""Events that say who may do what from then on."""
_TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
_FUNGIBLE_TOPICS = 3


class BalanceChange(Frozen):
    """What an account gains or loses."""

    account: Address
    token: Address = Field(description="the zero address means native currency")
    change: int = Field(description="smallest units")


class RoleChange(Frozen):
    """Who may do what from then on."""

    contract: str
    event: str
    details: dict[str, str]


class Effects(Frozen):
    """What calls would do, as of `block`."""

    block: BlockNumber
    calls: tuple[Explained, ...]
    refused: str = Field(description="why the call after those that worked fails; empty if none")
    refused_at: int | None = Field(description="its place, from 1; None if all work")
    balances: tuple[BalanceChange, ...]
    roles: tuple[RoleChange, ...]
    events: tuple[str, ...] = Field(description="of known contracts, in order")


def simulate(alliance: Alliance, actions: Sequence[Action], rpc: str) -> Effects:
    """Make calls as the timelock on a fork of the chain behind `rpc`; all or none would happen."""
    timelock, block = alliance.contracts["Timelock"].address, alliance.chain.at().block
    receipts: list[dict[str, Any]] = []
    moved: Counter[tuple[str, str]] = Counter()
    refused, place = "", None
    with open_fork(rpc, block) as fork:
        for number, action in enumerate(actions, start=1):
            call = Call(action.target, action.calldata, function=action.label)
            fields = fields_of(call, timelock, action.value)
            try:
                fork.node.ask("eth_call", fields, "latest")
                receipts.append(fork.act(fields))
            except NodeRefused as error:
                refused, place = _reason(error, call), number
                break
            moved.update(_ether(fork, receipts[-1]))
    if refused:  # what worked before it would be undone
        receipts, moved = [], Counter()
    return _effects(alliance, actions, block, receipts, moved, (refused, place))


def _effects(
    alliance: Alliance,
    actions: Sequence[Action],
    block: int,
    receipts: Sequence[Mapping[str, Any]],
    moved: Counter[tuple[str, str]],
    refusal: tuple[str, int | None],
) -> Effects:
    logs = [log for receipt in receipts for log in receipt["logs"]]
    for log in logs:
        moved.update(_tokens(log))
    decoded = (alliance.chain.events.decode(log, 0) for log in logs)
    events = [event for event in decoded if event is not None]
    return Effects(
        block=block,
        calls=tuple(explained(actions, alliance.contracts)),
        refused=refusal[0],
        refused_at=refusal[1],
        balances=tuple(
            BalanceChange(account=account, token=token, change=change)
            for (account, token), change in sorted(moved.items())
            if change
        ),
        roles=tuple(_role(event) for event in events if event.name in ROLE_EVENTS),
        events=tuple(f"{event.contract}.{event.name}" for event in events),
    )


def _reason(error: NodeRefused, call: Call) -> str:
    said = refusal_of(error, call)
    return (said.reason if isinstance(said, ContractError) else None) or str(said)


def _role(event: Event) -> RoleChange:
    details = {name: text(value) for name, value in event.args.items()}
    return RoleChange(contract=event.contract, event=event.name, details=details)


def _ether(fork: Fork, receipt: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """How the native currency of accounts changed in a transaction."""
    found = fork.changed(receipt["transactionHash"])
    return {
        (codec.checksummed(codec.as_bytes(account)), ZERO_ADDRESS): codec.as_int(after["balance"])
        - codec.as_int(found["pre"].get(account, {}).get("balance", "0x0"))
        for account, after in found["post"].items()
        if "balance" in after
    }


def _tokens(log: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """What a `Transfer` of an ERC-20 moves; nothing for any other event."""
    topics = [codec.as_bytes(topic) for topic in log["topics"]]
    if len(topics) != _FUNGIBLE_TOPICS or topics[0] != _TRANSFER:
        return {}
    token = codec.checksummed(codec.as_bytes(log["address"]))
    source, target = (codec.checksummed(topic[12:]) for topic in topics[1:])
    amount = int.from_bytes(codec.as_bytes(log["data"]))
    moved = Counter[tuple[str, str]]({(source, token): -amount})
    moved[target, token] += amount
    return dict(moved)
