# SPDX-License-Identifier: Apache-2.0
"""Every figure that storage has, beside what the events give."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cosmolocal.chain import Function
from cosmolocal.errors import ContractError
from cosmolocal.reader import Reader
from cosmolocal.replay.base import Difference
from cosmolocal.verify import funding, governance, ledger, membership, treasury
from cosmolocal.verify.rebuilt import Figure, Rebuilt

SOURCES: Mapping[str, Sequence[Callable[[Rebuilt], Iterator[Figure]]]] = {
    "membership": (membership.roll, membership.vouching, membership.scopes),
    "ledger": (ledger.ledger,),
    "governance": (
        governance.rules,
        governance.proposals,
        governance.ballots,
        governance.timelock,
    ),
    "treasury": (treasury.treasury, treasury.grants),
    "funding": (
        funding.rounds,
        funding.votes,
        funding.gifts,
        funding.published,
        funding.results,
    ),
}


class Check(NamedTuple):
    """One figure: what the events give, and where storage has it."""

    domain: str
    figure: str
    rebuilt: Any
    function: Function


def checks_of(rebuilt: Rebuilt) -> Iterator[Check]:
    """List every figure that storage has."""
    for domain, parts in SOURCES.items():
        for part in parts:
            try:
                for figure, told, function in part(rebuilt):
                    yield Check(domain, figure, told, function)
            except LookupError as missing:  # the events speak of what they never made
                rebuilt.broken.append(Difference(domain, "figures after", None, str(missing)))


def differences_of(view: Reader, checks: Sequence[Check]) -> Iterator[Difference]:
    """Compare figures with storage."""
    stored = _read(view, [check.function for check in checks])
    for check, found in zip(checks, stored, strict=True):
        if check.rebuilt != found:
            yield Difference(check.domain, check.figure, check.rebuilt, found)


def _read(view: Reader, functions: Sequence[Function]) -> list[Any]:
    """Read what storage has; a view that refuses (there is no such thing) answers with that."""
    return [
        f"refused: {answer.reason}" if isinstance(answer, ContractError) else answer
        for answer in view.attempt(functions)
    ]
