# SPDX-License-Identifier: Apache-2.0
"""The CSV of ballots: what it may look like, and what is refused with file, line and reason.

read_ballots
├── the table is well formed
│   ├── it keeps voters and projects in the order of their first rows
│   ├── columns in any order, other columns, a byte order mark, CRLF, quotes: the same sheet
│   ├── names are trimmed and brought to one Unicode form
│   ├── zero votes make the project known; a voter with zeros only casts no ballot
│   └── negative votes where they are allowed
└── it is not
    ├── each fault is refused with its line
    ├── several faults are told at once, at most twenty
    └── whatever the bytes are, the reader returns a sheet or refuses
"""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cosmolocal import ballots
from cosmolocal.ballots import MAX_REASONS, read_ballots
from cosmolocal.errors import BadInput

BUDGET = 100
HEADER = "voter,project,votes\n"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "ballots.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_read_ballots__plain_table__keeps_the_order_of_first_rows(file):
    sheet = read_ballots(file(HEADER + "mara,mill,3\nilse,boat,9\nmara,boat,1\n"), budget=BUDGET)

    assert (sheet.voters, sheet.projects) == (("mara", "ilse"), ("mill", "boat"))
    assert sheet.ballots == {"mara": {"mill": 3, "boat": 1}, "ilse": {"boat": 9}}
    assert sheet.totals() == {"mill": 3, "boat": 10}
    assert (sheet.rows, sheet.cost("mara"), sheet.cost("ilse")) == (3, 10, 81)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfvoter,project,votes\nmara,Mill,3\n",
        "voter,project,votes\r\nmara,Mill,3\r\n",
        "voter,project,votes\rmara,Mill,3\r",
        " Voter , PROJECT ,votes\nmara,Mill,+3",
        "votes,voter,project\n 3 , mara , Mill \n",
        '"voter","project","votes"\n\n"mara","Mill","3"\n\n',
    ],
    ids=["byte order mark", "CRLF", "CR", "case and blanks", "other order", "quotes, blank lines"],
)
def test_read_ballots__other_spelling__is_the_same_sheet(file, content):
    assert read_ballots(file(content), budget=BUDGET).ballots == {"mara": {"Mill": 3}}


def test_read_ballots__other_columns__are_named_and_not_read(file):
    sheet = read_ballots(file("voter,note,project,votes\nmara,x,mill,3\n"), budget=BUDGET)

    assert sheet.unused_columns == ("note",)
    assert sheet.ballots == {"mara": {"mill": 3}}


def test_read_ballots__names__are_trimmed_and_of_one_unicode_form(file):
    text = HEADER + '" Jos\u00e9 ","Mill, upper",1\nJose\u0301,水車 🛶,2\n'

    assert read_ballots(file(text), budget=BUDGET).ballots == {
        "Jos\u00e9": {"Mill, upper": 1, "水車 🛶": 2}
    }


def test_read_ballots__zero_votes__make_the_project_known_and_no_ballot(file):
    sheet = read_ballots(file(HEADER + "mara,mill,0\nilse,boat,2\n"), budget=BUDGET)

    assert (sheet.voters, sheet.projects) == (("mara", "ilse"), ("mill", "boat"))
    assert sheet.ballots == {"ilse": {"boat": 2}}
    assert sheet.totals()["mill"] == 0


def test_read_ballots__negative_votes_allowed__cost_the_same(file):
    sheet = read_ballots(file(HEADER + "mara,mill,-10\n"), budget=BUDGET, allow_negative=True)

    assert (sheet.totals(), sheet.cost("mara")) == ({"mill": -10}, 100)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "line 1: no column 'voter' in []"),
        ("voter;project;votes\n", "line 1: no column 'voter' in ['voter;project;votes']"),
        ("voter,project\nmara,mill\n", "line 1: no column 'votes'"),
        ("voter,project,votes,Votes\n", "line 1: more than one column 'votes'"),
        (HEADER, "line 2: no row follows the header"),
        (HEADER + "mara,mill,three\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,3.0\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,1e1\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,٣\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,1" + "0" * 5000 + "\n", "line 2: votes are a whole number"),
        (HEADER + "mara,mill,-1\n", "line 2: -1 votes: a vote against needs --allow-negative"),
        (HEADER + "mara,mill,11\n", "line 2: with this row the ballot of 'mara' costs 121 credits"),
        (HEADER + "mara,mill,10\nmara,boat,1\n", "line 3: with this row the ballot of 'mara'"),
        (
            HEADER + "mara,mill,8\nilse,mill,1\nmara,boat,7\n",
            "line 4: with this row the ballot of 'mara' costs 113 credits; the budget is 100",
        ),
        (
            HEADER + "mara,mill,1\nmara,boat,1\nmara,mill,2\n",
            "line 4: 'mara' has already voted on 'mill', in line 2",
        ),
        (HEADER + "mara,mill,0\nmara, mill ,0\n", "line 3: 'mara' has already voted on 'mill'"),
        (HEADER + ",mill,1\n", "line 2: the voter has no name"),
        (HEADER + "mara,  ,1\n", "line 2: the project has no name"),
        (HEADER + "mara," + "m" * 201 + ",1\n", "line 2: the name of the project has more than"),
        (HEADER + "mara,mi\x1bll,1\n", "line 2: the name of the project holds the unprintable"),
        (HEADER + "ma\u202era,mill,1\n", "line 2: the name of the voter holds the unprintable"),
        (HEADER + "mara,mill\n", "line 2: 2 fields where the header has 3"),
        (HEADER + "mara,mill, upper,1\n", "line 2: 4 fields where the header has 3"),
        (HEADER + 'mara,"mill,1\n', "line 2: unexpected end of data"),
        (HEADER + 'mara,"mi"ll,1\n', "line 2: ',' expected after '\"'"),
        (HEADER + '"ma\nra",mill,1\n', "line 2: the name of the voter holds the unprintable"),
        (HEADER.encode() + b"ilse,mill,1\nmar\xe9,mill,1\n", "line 3: not UTF-8 text"),
    ],
)  # fmt: skip
def test_read_ballots__fault__is_refused_with_file_line_and_reason(file, content, reason):
    path = file(content)
    with pytest.raises(BadInput) as refusal:
        read_ballots(path, budget=BUDGET)

    assert str(refusal.value).startswith(f"{path}: {reason}")
    assert refusal.value.exit_code == 2
    assert "nothing was done" in refusal.value.next_step


def test_read_ballots__many_faults__are_told_at_once_up_to_a_bound(file):
    with pytest.raises(BadInput) as few:
        read_ballots(file(HEADER + "mara,mill,x\nmara,boat,1\nilse,,1\n"), budget=BUDGET)
    with pytest.raises(BadInput) as many:
        read_ballots(file(HEADER + "mara,mill,x\n" * 50), budget=BUDGET)

    assert [line.split(": ")[1] for line in str(few.value).splitlines()] == ["line 2", "line 4"]
    assert str(many.value).count(": line ") == MAX_REASONS


def test_read_ballots__more_projects_than_a_round_holds__is_refused(file):
    rows = "".join(f"voter {n},project {n},1\n" for n in range(257))
    with pytest.raises(BadInput, match="line 258: 'project 256' is one project more than the 256"):
        read_ballots(file(HEADER + rows), budget=BUDGET)


def test_read_ballots__file_too_large__is_refused(file, monkeypatch):
    monkeypatch.setattr(ballots, "MAX_BYTES", 20)
    with pytest.raises(BadInput, match="more than 20 bytes"):
        read_ballots(file(HEADER + "mara,mill,1\n"), budget=BUDGET)


def test_read_ballots__no_such_file__is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"cannot read .*none\.csv: No such file"):
        read_ballots(tmp_path / "none.csv", budget=BUDGET)


def test_read_ballots__any_bytes__returns_a_sheet_or_refuses(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz") / "ballots.csv"
    outcomes = Counter()
    cell = st.sampled_from(["mara", "ilse", "mill", "3", "-1", "", '"', "é", "\r", "\x00", "11"])
    table = st.lists(st.lists(cell, max_size=4).map(",".join), max_size=6).map("\n".join)
    good = st.builds("{},mill,{}".format, st.sampled_from("abc"), st.integers(0, 10))

    @example(HEADER + "mara,mill,3", b"")
    @example(HEADER + "mara,mill", b"")
    @given(st.one_of(table.map(HEADER.__add__), good.map(HEADER.__add__), st.text()), st.binary())
    def read(text, tail):
        path.write_bytes(text.encode("utf-8", "surrogatepass") + tail[: len(tail) // 8])
        try:
            sheet = read_ballots(path, budget=BUDGET)
            assert all(sheet.cost(voter) <= BUDGET for voter in sheet.voters)
            outcomes["read"] += 1
        except BadInput:
            outcomes["refused"] += 1

    read()
    assert outcomes["read"], outcomes
    assert outcomes["refused"], outcomes
