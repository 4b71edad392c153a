# SPDX-License-Identifier: Apache-2.0
"""Signed messages as lines that a square code holds.

a file → a line for each message, letters and digits only, small enough for one code
lines → the same files again, joined by contract, each message once
├── blanks, small letters, twice → no difference
├── for two contracts → two files; ballots on proposals each in its own
└── torn, cut, of somebody else, a bomb → refused with its number
no file of messages → refused
"""

import base64
import json
import re
import zlib
from contextlib import suppress

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.errors import BadInput
from cosmolocal.paper import MOST_BYTES, PREFIX, files_of, lines_of, read_line

SLIP = {"facts": str(2**255 + 7), "evidence": "0x" + "ab" * 32, "signature": "0x" + "5c" * 65}
LEDGER = {
    "version": 1,
    "chain_id": 31337,
    "ledger": "0x" + "11" * 20,
    "slips": [SLIP, SLIP | {"facts": "8"}],
    "confirmations": [{"entry": "0x" + "cd" * 32}],
}
JOINING = {"chain_id": 31337, "contract": "0x" + "22" * 20, "slips": [{"verb": "join"}]}
BALLOT = {"chain_id": 31337, "governor": "0x" + "33" * 20, "proposal_id": "7", "side": 1}


def of(file):
    return lines_of(json.dumps(file))


def packed(text):
    return PREFIX + base64.b32encode(zlib.compress(text)).decode().rstrip("=")


def test_lines__letters_and_digits__each_fits_a_code():
    lines = of(LEDGER)
    assert len(lines) == 3
    assert all(re.fullmatch("[A-Z0-9]+", line) for line in lines)
    assert max(segno.make_qr(line, error="m").version for line in lines) <= 20


def test_files__of_lines_scanned_twice_and_small__are_the_same_again():
    lines = [line for file in (LEDGER, JOINING, BALLOT) for line in of(file)]
    torn = [f" {line[:30]} {line[30:]} ".lower() for line in lines]
    found = {each.name: each for each in files_of([*lines, "", *torn])}
    assert {name: json.loads(each.text) for name, each in found.items()} == {
        "slips.json": LEDGER,
        "membership.json": JOINING,
        "ballot.json": BALLOT,
    }
    assert [found[name].messages for name in ("slips.json", "membership.json")] == [3, 1]
    assert found["ballot.json"].command == "governance relay"


def test_files__for_two_contracts__stay_apart():
    other = JOINING | {"contract": "0x" + "44" * 20}
    second = BALLOT | {"side": 0}
    found = files_of([*of(JOINING), *of(other), *of(BALLOT), *of(second)])
    names = [each.name for each in found]
    assert names == ["ballot-1.json", "ballot-2.json", "membership-1.json", "membership-2.json"]
    assert json.loads(found[3].text) == other


def swapped(line):
    """The line with two neighbours in its middle changed for each other."""
    at = next(n for n in range(20, 60) if line[n] != line[n + 1])
    return line[:at] + line[at + 1] + line[at] + line[at + 2 :]


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        PREFIX,
        of(JOINING)[0][:-6],
        swapped(of(JOINING)[0]),
        packed(b"[]"),
        packed(b"{}"),
        packed(json.dumps(BALLOT | JOINING).encode()),
        packed(json.dumps(JOINING | {"slips": 7}).encode()),
        packed(b"[" * 9_000),
        packed(b" " * (MOST_BYTES + 1)),
    ],
)
def test_line__torn_or_strange__is_refused_with_its_number(line):
    with pytest.raises(BadInput, match="line 2") as refused:
        files_of([*of(JOINING), line])
    assert refused.value.next_step


@given(st.text(max_size=40) | st.binary(max_size=60).map(packed))
def test_line__anything__is_read_or_refused(line):
    with suppress(BadInput):
        assert read_line(line)["chain_id"] is not None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"slips": []}', json.dumps(LEDGER)[:-1]])
def test_file__without_messages__is_refused(text):
    with pytest.raises(BadInput, match="holds no signed messages"):
        lines_of(text)
    with pytest.raises(BadInput, match="holds no signed messages"):
        lines_of(json.dumps(JOINING | {"slips": []}))
