# SPDX-License-Identifier: Apache-2.0
"""Tables of a tally: what they may look like, and what is refused with file, line and column.

read_round
├── ballots
│   ├── order, byte order mark, CRLF, quotes, Unicode: the same round
│   ├── blank is no opinion and makes the project known; zero is an opinion
│   ├── gifts of one donor add up; any other amount twice is refused
│   ├── each fault is refused with line and column, several at once
│   ├── over budget: the row that went too far; a budget below nothing
│   └── a column that nobody reads is named
├── sums, metrics (long and wide), projects, clusters, conflicts
├── an input that the rule does not take, or one that it lacks
└── parameters: JSON or YAML, decimals exactly, unknown ones refused
write_files
└── ballots go round: written and read again, they are the same round
"""

from fractions import Fraction

import pytest

from cosmolocal.counting.files import Files, read_round
from cosmolocal.counting.parameter_files import read_parameters
from cosmolocal.counting.result import counted, figures, write_files
from cosmolocal.errors import BadInput
from cosmolocal.tally.registry import RULES

HEADER = "voter,project,amount\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(rule, decimals=18, budget=None, negative="refuse", **files):
    return read_round(
        RULES[rule], Files(**files), pot=100, decimals=decimals, budget=budget, negative=negative
    )


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbfvoter,project,amount\r\nmara,"Mill, old",3\r\n',
        'amount , Voter,PROJECT\n 3 , mara ," Mill, old "\n\n',
        'voter,project,votes\nmara,"Mill, old",+3\n',
    ],
    ids=["byte order mark and CRLF", "other order and blanks", "votes"],
)
def test_ballots__other_spelling__same_round(file, content):
    round_ = read("quadratic-votes", ballots=file(content))
    assert round_.ballots == {"mara": {"Mill, old": 3}}


def test_ballots__names__are_brought_to_one_form(file):
    round_ = read("median-quorum", ballots=file(HEADER + "Jose\u0301,水車,1\nJosé,🛶,2.5\n"))
    assert round_.ballots == {"José": {"水車": 10**18, "🛶": 25 * 10**17}}


def test_ballots__blank_is_no_opinion_and_zero_is_one(file):
    round_ = read("median-quorum", ballots=file(HEADER + "mara,mill,\nilse,mill,0\nilse,boat,\n"))
    assert round_.projects == ("mill", "boat")
    assert round_.ballots == {"ilse": {"mill": 0}}


def test_ballots__gifts_of_one_donor__add_up(file):
    round_ = read("quadratic-funding", 6, ballots=file(HEADER + "a,x,1.5\nb,x,1\na,x,0.25\n"))
    assert round_.ballots == {"a": {"x": 1_750_000}, "b": {"x": 1_000_000}}


@pytest.mark.parametrize(
    ("rule", "row", "reason"),
    [
        ("quadratic-votes", "a,x,1\na,x,1", "line 3: 'a' has already an amount for 'x', in line 2"),
        ("quadratic-votes", "a,x,1.5", "line 2, column 'amount': 1.5 is finer than the smallest"),
        ("quadratic-votes", "a,x,-1", "line 2, column 'amount': -1 is less than nothing"),
        ("quadratic-funding", "a,x,-0.5", "line 2, column 'amount': -0.5 is less than nothing"),
        ("quadratic-funding", "a,x,0.1234567", "column 'amount': 0.1234567 is finer than"),
        ("median-quorum", "a,x,1e3", "line 2, column 'amount': '1e3' is not an amount"),
        ("median-quorum", "a,x,1" + "0" * 80, "line 2, column 'amount': '1000"),
        ("median-quorum", ",x,1", "line 2, column 'voter': the voter has no name"),
        ("median-quorum", "a,\u202ex,1", "line 2, column 'project': the name of the project holds"),
        ("median-quorum", "a,x", "line 2: 2 fields where the header has 3"),
        ("median-quorum", 'a,"x,1', "line 2: unexpected end of data"),
        ("nested-median", "a,x,1,tribe", "line 2: 4 fields where the header has 3"),
    ],
)
def test_ballots__fault__is_refused_with_its_place(file, rule, row, reason):
    path = file(HEADER + row + "\n")
    with pytest.raises(BadInput) as refusal:
        read(rule, 6, ballots=path)
    assert str(refusal.value).startswith(f"{path}: ")
    assert reason in str(refusal.value)
    assert refusal.value.next_step


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "line 1: no column 'voter' in []"),
        (HEADER, "line 2: no row follows the header"),
        ("voter,project\na,x\n", "line 1: no column 'amount'"),
        ("voter,project,amount,votes\n", "line 1: more than one column 'amount'"),
        (b"voter,project,amount\na,\xff,1\n", "line 2: not UTF-8 text"),
    ],
)
def test_ballots__no_such_table__is_refused(file, content, reason):
    with pytest.raises(BadInput, match=r"table\.csv") as refusal:
        read("median-quorum", ballots=file(content))
    assert reason in str(refusal.value)


def test_ballots__several_faults__are_told_at_once(file):
    with pytest.raises(BadInput) as refusal:
        read("quadratic-votes", ballots=file(HEADER + "a,x,?\n" * 30))
    lines = str(refusal.value).splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("rule", "rows", "cost"),
    [
        ("quadratic-votes", "a,x,8\nb,x,10\na,y,7\n", "113; the budget is 100"),
        ("median-quorum", "a,x,60.5\na,y,39.6\n", "100.1; the budget is 100"),
        ("quadratic-funding", "a,x,60\na,x,41\n", "101; the budget is 100"),
    ],
)
def test_budget__the_row_that_went_too_far__is_named(file, rule, rows, cost):
    with pytest.raises(BadInput) as refusal:
        read(rule, budget="100", ballots=file(HEADER + rows))
    assert f"the ballot of 'a' costs {cost}" in str(refusal.value)


def test_budget__below_nothing__is_refused(file):
    with pytest.raises(BadInput, match="budget: -1 is less than nothing"):
        read("quadratic-votes", budget="-1", ballots=file(HEADER + "a,x,1\n"))


def test_ballots__column_that_nobody_reads__is_named(file):
    told = []
    table = file("voter,project,amount,mood\na,x,1,glad\n")
    read_round(RULES["sum-minimum"], Files(ballots=table), pot=1, decimals=0, say=told.append)
    assert told == ["Columns not used: mood"]


def test_budget__spent_to_the_last__is_taken(file):
    assert read("quadratic-votes", budget="100", ballots=file(HEADER + "a,x,10\n"))


def test_sums__columns_and_faults(file):
    round_ = read("mean-quorum", sums=file("project,votes,spent,ballots\nx,4.5,,3\ny,1,0,\n"))
    assert [(s.votes, s.ballots) for s in round_.sums.values()] == [(Fraction(9, 2), 3), (1, None)]
    for rows, reason in {
        "x,1,1\nx,1,1": "line 3, column 'project': 'x' stands already in line 2",
        "x,-1,1": "line 2, column 'votes': less than nothing",
        "x,1,-1": "line 2, column 'spent': less than nothing",
        "x,one,1": "line 2, column 'votes': 'one' is not a number",
    }.items():
        with pytest.raises(BadInput) as refusal:
            read("clrfund-linear", sums=file(f"project,votes,spent\n{rows}\n"))
        assert reason in str(refusal.value)
    with pytest.raises(BadInput, match="column 'ballots': 'half' is no whole number"):
        read("mean-quorum", sums=file("project,votes,spent,ballots\nx,1,1,half\n"))


def test_sums__with_a_budget_or_conflicts__are_refused(file):
    sums = file("project,votes,spent\nx,1,1\n")
    for given in ({"budget": "9"}, {"conflicts": sums}):
        with pytest.raises(BadInput, match="sums have none"):
            read("clrfund-linear", sums=sums, **given)


def test_metrics__long_and_wide__are_the_same(file):
    long = file("project,metric,value\nx,m,1.5e3\nx,n,\ny,m,0\ny,n,2\n", "long.csv")
    wide = file("name,id,open,m,n\nX,x,true,1500,\nY,y,no,0,2\n", "wide.csv")
    told = []
    one = read("metric-score", metrics=long)
    other = read_round(
        RULES["metric-score"],
        Files(metrics=wide, project_column="id"),
        pot=1,
        decimals=0,
        say=told.append,
    )
    assert one.metrics["x"]["m"] == other.metrics["x"]["m"] == 1500
    assert other.flags == {"open": frozenset("x")}
    assert told == ["Columns that do not hold numbers only, not used: name"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("project,metric,value\nx,m,1\nx,m,2\n", "'m' of 'x' stands already in line 2"),
        ("project,m\nx,1\nx,2\n", "'x' stands already in line 2"),
    ],
    ids=["long", "wide"],
)
def test_metrics__figure_twice__is_refused(file, content, reason):
    with pytest.raises(BadInput) as refusal:
        read("metric-score", metrics=file(content))
    assert reason in str(refusal.value)


def test_metrics__numbers_only__nothing_is_left_out(file):
    told = []
    table = file("project,m\nx,1\n")
    read_round(RULES["metric-score"], Files(metrics=table), pot=1, decimals=0, say=told.append)
    assert told == []


def test_projects__project_twice__is_refused(file):
    listed = file("project,category\nz,\nz,land\n", "projects.csv")
    with pytest.raises(BadInput, match="'z' stands already in line 2"):
        read("nested-median", ballots=file(HEADER + "a,z,1\n"), projects=listed)


def test_projects__list__is_all_that_take_part(file):
    listed = file("project,category\nz,land\nx,craft\n", "projects.csv")
    round_ = read("nested-median", ballots=file(HEADER + "a,x,1\n"), projects=listed)
    assert round_.projects == ("z", "x")
    assert round_.categories == {"z": "land", "x": "craft"}
    with pytest.raises(BadInput, match=r"table\.csv: not in .*projects\.csv: 'y'"):
        read("nested-median", ballots=file(HEADER + "a,y,1\n"), projects=listed)


def test_nested__kinds_of_votes(file):
    rows = "a,,9,pool\na,land,4,category\na,x,1,\nb,y,2,project\n"
    round_ = read("nested-median", ballots=file("voter,project,amount,kind\n" + rows))
    assert round_.pool_votes == {"a": 9 * 10**18}
    assert round_.category_votes == {"a": {"land": 4 * 10**18}}
    assert round_.projects == ("x", "y")
    with pytest.raises(BadInput, match="column 'kind': 'vat' is none of project, "):
        read("nested-median", ballots=file("voter,project,amount,kind\na,x,1,vat\n"))


def test_conflicts_and_clusters(file):
    pairs = file("voter,project,why\na,x,friend\nb,,founder\n", "conflicts.csv")
    homes = file("voter,cluster,weight\na,north,\na,south,0.5\n", "clusters.csv")
    gifts = file(HEADER + "a,x,1\nb,y,1\n")
    round_ = read("cocm", ballots=gifts, conflicts=pairs, clusters=homes)
    assert round_.conflicts == {("a", "x"), ("b", "x"), ("b", "y")}
    assert round_.clusters == {"a": {"north": 1, "south": Fraction(1, 2)}}
    with pytest.raises(BadInput, match="'a' stands already in 'north'"):
        read("cocm", ballots=gifts, clusters=file("voter,cluster\na,north\na,north\n", "c.csv"))
    light = file("voter,cluster,weight\na,north,-1\n", "light.csv")
    with pytest.raises(BadInput, match="column 'weight': less than nothing"):
        read("cocm", ballots=gifts, clusters=light)


def test_inputs__that_the_rule_does_not_take_or_lacks(file):
    table = file(HEADER + "a,x,1\n")
    for rule, given, reason in (
        ("median-quorum", {}, "median-quorum needs ballots"),
        ("median-quorum", {"sums": table}, "median-quorum takes no sums"),
        ("metric-score", {}, "metric-score needs metrics"),
        ("quadratic-votes", {"ballots": table, "sums": table}, "two inputs"),
    ):
        with pytest.raises(BadInput, match=reason):
            read(rule, **given)


@pytest.mark.parametrize(
    "content",
    ['{"weights": {"m": 0.30000000000000004}, "quorum": 2}', "weights: {m: 0.3}\nquorum: 2"],
)
def test_parameters__decimals__stay_what_they_are(file, content):
    path = file(content, "params.yaml")
    found = read_parameters(RULES["metric-score"], path, {"percentile": "98.5"})
    assert found.weights["m"] in ("0.30000000000000004", "0.3")
    assert (found.quorum, found.percentile) == (2, "98.5")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("kworum: 1", "kworum: no such parameter"),
        ("quorum: -1", "quorum: "),
        ("cap: 120%", "cap: more than 100 %"),
        ("minimum: -3", "minimum: less than nothing"),
        ("[1]", "no mapping"),
        ("a: [", "while parsing"),
    ],
)
def test_parameters__fault__is_refused_by_name(file, content, reason):
    with pytest.raises(BadInput) as refusal:
        read_parameters(RULES["median-quorum"], file(content, "params.yaml"), {})
    assert reason in str(refusal.value)


@pytest.mark.parametrize("rule", ["quadratic-votes", "quadratic-funding", "median-quorum"])
def test_ballots__go_round(file, tmp_path, rule):
    """Matrix 27: what was read is written so that the same command counts it again."""
    ballots = file(HEADER + '"a, b",x,3\nc,x,0\nc,"y ""z""",7\nJosé,x,1\n')
    one = counted(RULES[rule], read(rule, ballots=ballots), RULES[rule].parameters(), exact=True)
    write_files(one, tmp_path / "out")
    again = read(rule, ballots=tmp_path / "out" / "ballots.csv")
    assert again.ballots == one.round.ballots
    assert figures(counted(RULES[rule], again, RULES[rule].parameters())) == figures(one)
