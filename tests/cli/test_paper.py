# SPDX-License-Identifier: Apache-2.0
"""Slips signed, printed, scanned from the picture of the sheet, and brought by the command line.

print → a page with a square for each slip, which a scanner reads
scan → files, and the commands that bring them; what they bring counts
├── from standard input or a file
└── nothing, a torn line, a folder that has them → refused, nothing is written
"""

import io
import re

import pytest
import vl_convert
import zxingcpp
from PIL import Image

from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, BREAD, DRIVER, MILLER


@pytest.fixture
def sheet(valley, terminal, home):
    """Hours of two members and a delegation's worth of paper: their lines, as a scanner sees it."""
    for who, hours in ((MILLER, 3), (DRIVER, 2)):
        said = ("work", valley.scope(BREAD), "--effort", f"{hours} hours", "--evidence", "kneading")
        to = ("--receiver", valley.seat(BAKER), "--seat", valley.seat(who), "--yes")
        when = ("--occurred-at", valley.local.now - 1, "--slip", home / "slips.json")
        assert terminal.run("ledger", *said, *to, *when, "--account", dev(who)).code == 0
    ran = terminal.run("paper", "print", home / "slips.json", "--out", home / "sheet.html")
    assert ran.code == 0, ran.err
    page = (home / "sheet.html").read_text()
    return [_seen(square) for square in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def _seen(square):
    named = square.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if "xmlns" in square.split(">", 1)[0]:
        named = square
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(named, scale=2))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    [found] = zxingcpp.read_barcodes(white.convert("L"))
    return found.text


def test_scan__of_the_printed_sheet__is_brought_and_counts(valley, terminal, home, sheet):
    assert len(sheet) == 2
    (home / "lines.txt").write_text("\n".join([*sheet, sheet[0]]))
    ran = terminal.run(
        "paper", "scan", "--lines", home / "lines.txt", "--out", home / "in", "--json"
    )
    [file] = ran.data["files"]
    assert file == {"file": str(home / "in" / "slips.json"), "messages": 2}
    assert ran.data["next"] == [f"cosmolocal ledger relay {home / 'in' / 'slips.json'}"]

    brought = terminal.run(
        "ledger", "relay", home / "in" / "slips.json", "--accept", "--account", dev(BAKER), "--yes"
    )
    assert brought.code == 0, brought.err
    earned = [
        valley.alliance.ledger.recognition(valley.seat(who)).earned for who in (MILLER, DRIVER)
    ]
    assert earned == [3 * 3_600, 2 * 3_600]

    again = terminal.run("paper", "scan", "--lines", home / "lines.txt", "--out", home / "in")
    assert again.code == 2
    assert "is there already" in again.err


@pytest.mark.parametrize(("typed", "said"), [("", "nothing was scanned"), ("CL1AAAA", "line 1")])
def test_scan__nothing_or_torn__writes_nothing(terminal, home, typed, said):
    ran = terminal.run("paper", "scan", "--out", home / "in", answers=typed)
    assert ran.code == 2
    assert said in ran.err
    assert not (home / "in").exists()


def test_print__of_something_else__is_refused(terminal, home):
    (home / "other.json").write_text("{}")
    ran = terminal.run("paper", "print", home / "other.json", "--out", home / "sheet.html")
    assert ran.code == 2
    assert "holds no signed messages" in ran.err
    assert not (home / "sheet.html").exists()
