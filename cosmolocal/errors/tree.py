# SPDX-License-Identifier: Apache-2.0
"""The tree of errors, but for the refusals of contracts: each domain lists its own beside it."""

from collections.abc import Sequence
from typing import Any, ClassVar


def printable(text: str) -> str:
    """Replace what could steer a terminal or turn the direction of writing in foreign text."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


class CosmolocalError(Exception):
    """Root of every error that this package raises on purpose."""

    exit_code: ClassVar[int] = 1
    next_step: str = ""

    def __init__(self, message: str, *, next_step: str | None = None) -> None:
        super().__init__(message)
        self.next_step = next_step or self.next_step

    def facts(self) -> dict[str, Any]:
        """Return it for programs: what, why, and what to do next."""
        return {
            "kind": type(self).__name__,
            "message": str(self),
            "next_step": self.next_step,
            "exit_code": self.exit_code,
        }


class UserFixable(CosmolocalError, ValueError):
    """The request is wrong and nothing was sent; the text says what to change."""

    exit_code = 2


class BadInput(UserFixable):
    """A value, a row or a file is not what the verb takes."""

    next_step = "Correct it and run the same again."


class NothingThere(BadInput):
    """What was asked for does not exist."""


class WrongChain(UserFixable):
    """The node serves another chain than the one asked for."""

    next_step = "Point the RPC address at the chain of this alliance, or use its other manifest."


class NoContract(UserFixable):
    """No code at an address, or other code than expected."""

    next_step = "Check the address and the chain; an alliance's manifest lists its contracts."


class StalePlan(UserFixable):
    """A signed plan that could not land any more as it was meant; nothing of it was sent."""

    next_step = "Make the plan anew and sign that one."


class NotEnoughFunds(UserFixable):
    """The account cannot pay the value and the fees."""

    next_step = "Send native currency to the account, or let another account pay."


class KeyRefused(UserFixable):
    """A keystore, a password or a key that must not be used here."""

    next_step = "Use a keystore of your own, readable by nobody else."


class JournalDamaged(UserFixable):
    """The journal of sent transactions cannot be read or written; nothing was sent."""

    next_step = "Free space or mend permissions; keep the file, it knows what was sent."


class CannotWrite(CosmolocalError):
    """A file cannot be written; it stands as it was, and so do those written with it."""

    exit_code = 2
    next_step = "Free space or mend permissions, or name another place; then run the same again."


class NodeTrouble(CosmolocalError):
    """The node did not answer as it should; the request may be repeated."""

    exit_code = 3
    next_step = "Try again later or use another node: `cosmolocal doctor` checks one."


class NodeUnreachable(NodeTrouble):
    """No connection, or no reply within the deadline."""


class NodeBusy(NodeTrouble):
    """Too many requests, or a gateway without a node behind it."""


class NodeReplyUnreadable(NodeTrouble):
    """The reply is no JSON-RPC: a web page, half a body."""

    next_step = "Check the RPC address: it must be the JSON-RPC endpoint, not a web page."


class NodeRefused(NodeTrouble):
    """A JSON-RPC error that is not a revert.

    `code` is the number of the error, `data` what came with it.
    """

    def __init__(self, message: str, *, code: int = 0, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


class ChainReorganised(NodeTrouble):
    """Blocks that were read are no longer part of the chain."""

    next_step = "Read again; ask for more confirmations if it happens often."


class NotAsDescribed(CosmolocalError):
    """What stands on the chain differs from the description it was deployed from."""

    next_step = "Do not use these contracts; find out why, then deploy anew under another name."


class Replaced(CosmolocalError):
    """Another transaction of the account, not from this journal, has the same nonce."""

    next_step = "Nothing happened: run the step again, and use this account in one place only."


class PaidElsewhere(CosmolocalError):
    """Another run pays the same list: none of its rows is paid by this one as well."""

    next_step = "Wait until it has ended, then run the same with --resume: it pays what is left."


class OutcomeUnknown(CosmolocalError):
    """Sent, and not known whether it landed.

    `tx_hash` and `nonce` identify the transaction, `intent` the journal's step. Repeating the
    same step is safe: only the same signed bytes are sent again.
    """

    exit_code = 4
    next_step = "Run `cosmolocal resume`: it sends the same bytes again and reports what landed."

    def __init__(self, message: str, *, tx_hash: str, account: str, nonce: int, intent: str):
        super().__init__(message)
        self.tx_hash, self.account, self.nonce, self.intent = tx_hash, account, nonce, intent


class ContractError(CosmolocalError):
    """A contract refused the call.

    `reason` is the revert text or None, `data` the revert data as it came; `contract`, `function`
    and `arguments` say which call it was; `tx_hash` is set if the refusal was mined.
    """

    reason: str | None = None

    def __init_subclass__(cls, *, reason: str | None = None) -> None:
        """Enter a class into the catalogue by its revert text; its docstring says what to do."""
        super().__init_subclass__()
        if reason is None:
            return
        if reason in REVERTS:
            raise TypeError(f"two classes for the revert {reason!r}")
        cls.reason, cls.next_step = reason, cls.__doc__ or ""
        REVERTS[reason] = cls

    def __init__(
        self,
        reason: str | None = None,
        *,
        contract: str = "",
        function: str = "",
        arguments: Sequence[Any] = (),
        data: bytes = b"",
        tx_hash: str | None = None,
    ) -> None:
        self.reason = reason if reason is not None else self.reason
        self.contract, self.function = contract, function
        self.arguments, self.data, self.tx_hash = tuple(arguments), data, tx_hash
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        """Say why and where, for people."""
        unnamed = f"unknown error 0x{self.data.hex()}" if self.data else "refused without a reason"
        where = f"{self.contract}.{self.function}".strip(".")
        return printable(self.reason or unnamed) + (f" (in {where})" if where else "")


REVERTS: dict[str, type[ContractError]] = {}
"""Every revert text of the contracts -> its class; filled by the modules of the domains."""


class RefusedWithoutReason(ContractError):
    """Empty revert: a bare assert, a value out of its type's range, no such function."""

    next_step = "Check every argument against its range, and that the contract is the right one."


class Panicked(ContractError):
    """A check of the compiler: overflow, division by zero, index out of bounds."""

    next_step = "Use smaller figures; if they are ordinary, this is a bug: please report it."


class OutOfGas(ContractError):
    """The gas limit ended the call."""

    next_step = "Split the call into smaller ones, or raise its gas limit."
