# SPDX-License-Identifier: Apache-2.0
"""Whatever a file says, its reader ends with a value or with a clear error, never with a traceback.

Each reader gets a good sample, cut, doubled, spliced and filled with what parsers trip over, and
bytes by lot. What it may raise is `BadInput`; a reader of bare text may raise `ValueError`.
"""

import json
import os
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmolocal.ballots import read_ballots
from cosmolocal.counting.parameter_files import read_parameters
from cosmolocal.deploy import source, words
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.errors import BadInput, CosmolocalError
from cosmolocal.funding.ballot_files import BallotFile, read_ballot_csv
from cosmolocal.funding.bundle import Bundle
from cosmolocal.funding.forms import read_form
from cosmolocal.funding.named_rule import NamedRule
from cosmolocal.governance.ballots import BallotFacts, SignedBallot
from cosmolocal.membership import SignedDelegation
from cosmolocal.plans import PlanFile
from cosmolocal.safe_batch import SafeBatch
from cosmolocal.serve.policy import Policy
from cosmolocal.slips import SlipFile
from cosmolocal.tally.merkle import StandardTree
from cosmolocal.tally.registry import RULES
from cosmolocal.treasury.assets import AddressBook, Asset
from cosmolocal.treasury.payees import read_payees
from cosmolocal.units import ZERO_ADDRESS, to_address, to_units
from cosmolocal.valueflows import factors, timesheet
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import Flow
from cosmolocal.valueflows.jsonld import Names, export
from cosmolocal.valueflows.jsonld import read as read_jsonld

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
HERE = to_address("0x" + 40 * "1")
ETHER = Asset(address=ZERO_ADDRESS, symbol="ETH", decimals=18)
TROUBLE = [
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b"\n", b"\r", b"\x1b[31m", b"-"),
    *(b"1e999", b"-1", b"0x", b"0x0", b"NaN", b"Infinity", b"null", b"[]", b"{}", b"true", b"1.5"),
    *(b"9" * 100, b"9" * 5_000, b"[" * 1_200, b'{"a":' * 1_200, b"&a [*a]", b"!!python/none"),
    *("\u202e".encode(), "\u0661".encode(), "\u00b2".encode(), b"\xed\xa0\x80", b"\\ud800"),
]


@dataclass(frozen=True)
class Reader:
    """How a kind of file is read, a good one, and what else it may raise."""

    read: Any
    sample: bytes
    also: tuple[type[Exception], ...] = field(default=())


def of_text(read):
    """A reader of text, which whoever opens the file has decoded."""
    return lambda path: read(path.read_bytes().decode(errors="replace"))


def of_json(read):
    """A reader of what JSON says."""

    def run(path):
        try:
            document = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return None
        return read(document)

    return run


def of_bundle(name):
    """A reader of a folder of which one file is touched."""

    def run(path):
        folder = path.parent / "bundle"
        folder.mkdir(exist_ok=True)
        for part, text in BUNDLE.items():
            (folder / part).write_bytes(text)
        (folder / name).write_bytes(path.read_bytes())
        return Bundle.read(folder)

    return run


def payees(path):
    return read_payees(path, book=AddressBook(), asset_of=lambda token: ETHER, own=())


BUNDLE = {
    "round.json": json.dumps(
        {
            "chain_id": 1,
            "pool": HERE,
            "round_id": 1,
            "pot": "5",
            "token": ZERO_ADDRESS,
            "token_decimals": 18,
            "ballot_decimals": 0,
            "rule": "{}",
        }
    ).encode(),
    "projects.csv": f"project,seat,payee\n1,2,{HERE}\n".encode(),
    "ballots.csv": b"voter,project,amount\n3,1,4\n",
    "lines.csv": f"number,project,payee,amount,heads,score\n1,1,{HERE},5,1,6\n".encode(),
}
TREE = StandardTree.of(["uint256", "address"], [(1, HERE), (2, HERE)])
SLIP = json.dumps(
    {"proposal_id": 1, "voter": HERE, "side": 1, "votes": 2, "signature": "0x" + 130 * "1"}
).encode()
EXAMPLE = (resources.files("cosmolocal") / "examples" / "river-valley.yaml").read_bytes()
NAMES = Names(31337, HERE)
HARVEST = Flow(
    action=Action.RAISE,
    scope=1,
    provider=2,
    occurred_at=3,
    evidence=b"\4" * 32,
    quantity=5,
    unit="KGM",
    effort=6,
    resource=7,
)
READERS = {
    "alliance.yaml": Reader(
        lambda path: source.parse(path.read_bytes(), Description, name="a"), EXAMPLE
    ),
    "relay.yaml": Reader(Policy.load, b"takes: [ballots]\nquota: {messages: 5, per: 1 day}\n"),
    "manifest": Reader(Manifest.load, b'{"version": 1, "chain_id": 1, "contracts": {}}'),
    "plan": Reader(of_text(PlanFile.loads), b'{"version": 1, "transactions": [{"nonce": 0}]}'),
    "safe batch": Reader(
        of_text(SafeBatch.loads), b'{"version": "1.0", "chainId": "1", "transactions": []}'
    ),
    "signed ballot": Reader(SignedBallot.load, SLIP),
    "ballot facts": Reader(BallotFacts.load, SLIP),
    "round ballots": Reader(BallotFile.load, b'{"chain_id": 1, "ballots": []}'),
    "slips": Reader(SlipFile.load, b'{"slips": []}'),
    "delegation": Reader(SignedDelegation.load, SLIP),
    "merkle tree": Reader(of_text(StandardTree.loads), TREE.dumps().encode(), (ValueError,)),
    "rule text": Reader(
        of_text(NamedRule.parse), NamedRule.of("median-quorum", quorum=1).text.encode()
    ),
    "form": Reader(read_form, b"title: Oven\nsummary: bread\npast_funding: []\n"),
    "ballot sheet": Reader(
        lambda path: read_ballots(path, budget=100), b"voter,1,2\na,3,4\nb,,5\n"
    ),
    "one ballot": Reader(lambda path: read_ballot_csv(path, 2), b"project,amount\n1,2.5\n"),
    "parameters": Reader(
        lambda path: read_parameters(RULES["median-quorum"], path, {}), b"quorum: 3\n"
    ),
    "address book": Reader(AddressBook.load, f"name,address\nmill,{HERE}\n".encode()),
    "payees": Reader(payees, f"id,recipient,token,amount\n1,{HERE},ETH,1.5\n".encode()),
    "factors": Reader(of_text(factors.read), b'{"a": {"b": 1}}', (ValueError,)),
    "timesheet": Reader(
        lambda path: timesheet.check(path, scope=1, now=2_000_000_000),
        b"date,seat,hours\n2026-01-02,3,4.5\n",
    ),
    "json-ld": Reader(
        of_json(lambda document: read_jsonld(document, NAMES)),
        json.dumps(export([(b"\1" * 32, HARVEST)], NAMES)).encode(),
        (ValueError,),
    ),
    **{f"bundle {name}": Reader(of_bundle(name), text) for name, text in BUNDLE.items()},
}
WORDS = {
    "amount": lambda text: to_units(text, 18),
    "address": to_address,
    "span": words.span,
    "moment": lambda text: words.moment(text, 1_000),
}


def said(error):
    """A refusal has words."""
    assert str(error)


@st.composite
def damaged(draw, sample):
    """A sample, with a few places of it replaced, or something by lot."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=60))
    text = sample
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        filling = draw(st.one_of(st.sampled_from(TROUBLE), st.binary(max_size=4)))
        text = text[:start] + filling + text[end:]
    return text


@pytest.mark.parametrize("name", READERS)
@settings(suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)
@given(data=st.data())
def test_file__damaged_anyhow__is_read_or_refused(name, tmp_path, data):
    reader, path = READERS[name], tmp_path / "file"
    path.write_bytes(data.draw(damaged(reader.sample)))
    try:
        reader.read(path)
    except (CosmolocalError, *reader.also) as error:
        said(error)


@pytest.mark.parametrize("name", READERS)
def test_file__nothing_in_it_or_too_deep__is_read_or_refused(name, tmp_path):
    for text in (b"", b"[" * 1_200, b'{"a":' * 1_200, b"- " * 1_200, b"\xff", b"," * 200_000):
        path = tmp_path / "file"
        path.write_bytes(text)
        try:
            READERS[name].read(path)
        except (CosmolocalError, *READERS[name].also) as error:
            said(error)


@pytest.mark.parametrize("name", WORDS)
@settings(max_examples=EXAMPLES)
@given(text=st.one_of(st.text(max_size=30), st.sampled_from([t.decode("latin1") for t in TROUBLE])))
def test_word__any_text__is_read_or_refused(name, text):
    try:
        WORDS[name](text)
    except (BadInput, ValueError) as error:
        said(error)


FACTS = BUNDLE["round.json"].decode()
LINES = "number,project,payee,amount,heads,score\n"
BAD_PARTS = {
    "a cell too few": ("projects.csv", "project,seat,payee\n1111111111\n"),
    "a cell too many": ("projects.csv", f"project,seat,payee\n1,2,{HERE},3\n"),
    "two signs": ("projects.csv", f"project,seat,payee\n--1,2,{HERE}\n"),
    "too many digits": ("ballots.csv", f"voter,project,amount\n{'9' * 5_000},1,4\n"),
    "half a unit": ("lines.csv", f"{LINES}1,1,{HERE},1.5,1,6\n"),
    "huge decimals": ("round.json", FACTS.replace('decimals": 0', f'decimals": {10**9}')),
    "no decimals": ("round.json", FACTS.replace('decimals": 0', 'decimals": "x"')),
}


@pytest.mark.parametrize("bad", BAD_PARTS)
def test_bundle__a_row_or_fact_that_is_none__is_refused(bad, tmp_path):
    """What atheris and a second look found: each ended in a traceback, or did not end."""
    path, (name, text) = tmp_path / "file", BAD_PARTS[bad]
    path.write_text(text)
    with pytest.raises(BadInput, match=name):
        of_bundle(name)(path)
