# SPDX-License-Identifier: Apache-2.0
"""The verbs of every domain, read from the SDK itself: what offers it in another form has no list.

A verb reads, writes (takes `signer` and `simulate`), describes an action for a proposal, or signs a
message (`sign_…`). What only makes sense inside Python, such as a call for `Chain.send_many` or a
file of megabytes, is no verb.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, get_args, get_type_hints

from web3.contract.contract import ContractFunction

from cosmolocal.calls import Call, Outcome, Receipt
from cosmolocal.chain import Step
from cosmolocal.domain import Action, Domain
from cosmolocal.errors import ContractError
from cosmolocal.flows import Flows
from cosmolocal.funding import Funding, Matching, Published, Results
from cosmolocal.funding.bundle import Bundle
from cosmolocal.governance import Governance
from cosmolocal.ledger import Ledger
from cosmolocal.membership import Membership
from cosmolocal.proposal_types import ProposalTypes
from cosmolocal.replay.ledger import LedgerState
from cosmolocal.replay.treasury import TreasuryState
from cosmolocal.scopes import Scopes
from cosmolocal.treasury import Treasury
from cosmolocal.valueflows.rows import Batch, Proof
from cosmolocal.vouching import Vouching

if TYPE_CHECKING:
    from cosmolocal.alliance import Alliance

Kind = Literal["read", "write", "action", "message"]

DOMAINS: Mapping[str, tuple[type[Domain], str]] = {
    "membership": (Membership, "membership"),
    "vouching": (Vouching, "vouching"),
    "scopes": (Scopes, "scopes"),
    "governance": (Governance, "governance"),
    "types": (ProposalTypes, "governance.types"),
    "treasury": (Treasury, "treasury"),
    "ledger": (Ledger, "ledger"),
    "flows": (Flows, "ledger.flows"),
    "funding": (Funding, "funding"),
    "matching": (Matching, "matching"),
    "published": (Published, "published"),
    "results": (Results, "results"),
}
"""Domain -> its class, and where an `Alliance` has it."""

_SIGNING = {"signer", "simulate"}
_INSIDE_PYTHON = {
    Batch,
    Bundle,
    Call,
    ContractError,
    ContractFunction,
    LedgerState,
    Proof,
    Receipt,
    Step,
    TreasuryState,
}


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its arguments without those that say who signs, and what it returns."""

    domain: str
    name: str
    kind: Kind
    help: str
    arguments: tuple[inspect.Parameter, ...]
    returns: Any

    def of(self, alliance: "Alliance") -> Callable[..., Any]:
        """Bind it to an alliance."""
        bound: Callable[..., Any] = getattr(domain_of(alliance, self.domain), self.name)
        return bound


def domain_of(alliance: "Alliance", name: str) -> Domain:
    """Find a domain of an alliance by its name."""
    found: Domain = attrgetter(DOMAINS[name][1])(alliance)
    return found


def verbs() -> Iterator[Verb]:
    """Every verb of every domain."""
    for domain, (kind, _) in DOMAINS.items():
        for name, function in inspect.getmembers(kind, inspect.isfunction):
            verb = None if name.startswith("_") else _verb(domain, name, function)
            if verb is not None:
                yield verb


def _verb(domain: str, name: str, function: Callable[..., Any]) -> Verb | None:
    hints = get_type_hints(function, include_extras=True)
    returns = hints["return"]
    kind = _kind(name, set(hints), returns)
    _, *parameters = inspect.signature(function).parameters.values()
    own = [each for each in parameters if each.name not in _SIGNING]
    # A file is made and read where Python is: without it some verbs still have their other half.
    arguments = [
        each.replace(annotation=hints[each.name])
        for each in own
        if not (_is_inside(hints[each.name]) and each.default is not inspect.Parameter.empty)
    ]
    if kind is None or any(_is_inside(each.annotation) for each in arguments):
        return None
    return Verb(domain, name, kind, inspect.getdoc(function) or "", tuple(arguments), returns)


def _kind(name: str, hints: set[str], returns: Any) -> Kind | None:
    if returns == Outcome:
        return "write"
    if returns is Action:
        return "action"
    if "signer" in hints:
        return "message" if name.startswith("sign_") else None
    return None if _is_inside(returns) else "read"


def _is_inside(annotation: Any) -> bool:
    """Whether a type is, or has in it, one that stays inside Python."""
    if annotation in _INSIDE_PYTHON:
        return True
    return any(_is_inside(part) for part in get_args(annotation) if isinstance(part, type))
