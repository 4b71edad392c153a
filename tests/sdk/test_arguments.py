# SPDX-License-Identifier: Apache-2.0
"""Every verb of the SDK, each argument wrong in turn: an error in words, or an answer.

a number (0, negative, wider than its field, wider than a word) ─┐
bytes of another length, no address, a name, nobody's address    ├→ in words, with what to do
empty lists, lists and tables of wrong numbers                  ─┘
a set of projects far out of range → refused before it is written as bits
"""

import inspect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from types import NoneType
from typing import Annotated, get_args, get_origin

import pytest
from eth_typing import ChecksumAddress

from cosmolocal.errors import BadInput, CosmolocalError
from cosmolocal.funding.pool import project_bits
from cosmolocal.units import ZERO_ADDRESS, to_address
from cosmolocal.verbs import DOMAINS, verbs
from tests.sdk.valley import BAKER

pytestmark = pytest.mark.parametrize("deployed_valley", ["in-process"], indirect=True)

SOMEBODY = to_address("0x" + 40 * "1")
USUAL = {bool: True, int: 1, bytes: bytes(32), str: "x", ChecksumAddress: SOMEBODY}
WRONG = {
    int: (0, -1, 2**32, 2**64, 2**256, 10**100),
    bytes: (b"", b"x", bytes(33)),
    ChecksumAddress: ("", "0x12", "0x" + 40 * "g", "mill.eth", ZERO_ADDRESS),
}
TABLES = ({}, {0: 1}, {-1: 1}, {1: 2**256}, {2**256: 1}, {1: -(2**200)})
VERBS = list(verbs())


def plain(annotation):
    """A type without what pydantic knows of it, and without None; and what it is a list of."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    kinds = [each for each in get_args(annotation) if each is not NoneType]
    if NoneType in get_args(annotation) and len(kinds) == 1:
        return plain(kinds[0])
    if get_origin(annotation) in (Sequence, Iterable, tuple, list):
        return list, plain(kinds[0])[0]
    return (dict, None) if get_origin(annotation) is Mapping else (annotation, None)


def usual(annotation):
    """A value that fits; `LookupError` for a model, which checks itself when it is made."""
    kind, item = plain(annotation)
    if kind is list:
        return [usual(item)]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    return {1: 1} if kind is dict else USUAL[kind]


def wrong(annotation):
    """Values that do not fit, and some that barely do."""
    kind, item = plain(annotation)
    if kind is list:
        return [[], *([each] for each in WRONG.get(item, ()))]
    return TABLES if kind is dict else WRONG.get(kind, ())


def calls(verb, signer):
    """Every way to call a verb with one wrong argument."""
    given = {each.name: usual(each.annotation) for each in verb.arguments}
    signing = {"signer": signer} if verb.kind in ("write", "message") else {}
    signing |= {"simulate": True} if verb.kind == "write" else {}
    for argument in verb.arguments:
        for value in wrong(argument.annotation):
            yield given | {argument.name: value} | signing


def refusal(verb, arguments):
    """Why a verb does not take them; None if it does."""
    try:
        verb(**arguments)
    except CosmolocalError as refused:
        return refused
    return None


@pytest.mark.parametrize("domain", DOMAINS)
def test_verb__argument_that_does_not_fit__is_refused_in_words(valley, domain):
    signer, outcomes = valley.signer(BAKER), Counter()
    for verb in (each for each in VERBS if each.domain == domain):
        try:
            tried = list(calls(verb, signer))
        except LookupError:
            outcomes["takes a model"] += 1
            continue
        for arguments in tried:
            refused = refusal(verb.of(valley.alliance), arguments)
            assert refused is None or (str(refused) and refused.next_step)
            outcomes["taken" if refused is None else "refused"] += 1
    assert outcomes["refused"] > outcomes["taken"], outcomes
    assert outcomes["refused"] > 10 * outcomes["takes a model"], outcomes


@pytest.mark.parametrize("seat", [-1, 0, 2**256])
def test_recognition__of_no_seat__names_the_argument(valley, seat):
    with pytest.raises(BadInput, match=f"recognition cannot take seat {seat}"[:60]):
        valley.alliance.ledger.recognition(seat)


@pytest.mark.parametrize("project", [0, -1, 257, 10**12])
def test_project_bits__no_project__is_refused_before_it_fills_the_memory(valley, project):
    with pytest.raises(BadInput, match="a round has 1 to 256"):
        project_bits([1, project])
