# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal new` and `cosmolocal migrate`.

new
├── flags alone → a valid file with comments, that deploys as it is, and what comes next
├── a terminal → asks for what is missing, with its defaults
├── nobody to ask → refused, naming the missing flags
├── the file is there → refused and left alone
└── answers that make no alliance → refused with line and reason; nothing written

migrate
├── to stdout, or into the file → only the number changes
└── no alliance.yaml → refused with its line
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.chain import Chain
from cosmolocal.deploy import source
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import Description, read_description
from cosmolocal.deploy.template import Answers, Member, written
from cosmolocal.errors import BadInput
from cosmolocal.local import open_local_chain
from tests.sdk.test_deploy_description import MINIMAL

ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
FLAGS = (
    *("--name", "Vale do Côa: “north”", "--symbol", "COA", "--covenant", "We share\n  one press."),
    *("--person", f"Ana={ADDRESS}", "--person", "Rui # the elder", "--organisation", "The Mill"),
    *("--place", "Upper: Valley", "--guardian", "Ana", "--season-days", "60"),
)


def test_new__flags__write_an_alliance_that_deploys(terminal, home, tmp_path):
    ran = terminal.run("new", "coa.yaml", *FLAGS, "--json")

    assert ran.code == 0, ran.err
    assert "cosmolocal deploy plan coa.yaml" in ran.data["next"][1]
    text = (home / "coa.yaml").read_text(encoding="utf-8")
    assert text.count("\n# ") > 8
    described = read_description(home / "coa.yaml")
    assert described.name == "Vale do Côa: “north”"
    assert described.public.name == "Vale do Ca: north"
    assert described.covenant == "We share\n  one press."
    assert [seat.account for seat in described.seats.persons] == [ADDRESS, "auto"]
    assert described.seats.organisations[0].name == "The Mill"
    assert described.proposals.organisation_quorum_bps == 2_500
    assert (described.season.seconds, described.guardian.account) == (60 * 86_400, "Ana")
    with open_local_chain("in-process") as local:
        done = apply(described, Chain(local.w3), local.accounts[0], path=tmp_path / "coa.json")
    assert done.status == "verified"


def test_new__comments__can_be_taken_away(terminal, home):
    terminal.run("new", *FLAGS)
    text = (home / "alliance.yaml").read_text(encoding="utf-8")
    marked = text[text.index("# weights:") :]

    (home / "alliance.yaml").write_text(text.replace(marked, marked.replace("# ", "")))

    described = read_description(home / "alliance.yaml")
    assert (len(described.weights), len(described.pots)) == (1, 1)


def test_new__terminal__asks_for_the_rest(terminal, home):
    answers = ["Delta", "DELTA", "Keep the sluices.", "", "Chidi, Yara", "", "", ""]
    ran = terminal.run("new", answers="\n".join(answers) + "\n")

    assert ran.code == 0, ran.err
    assert "Founding persons" in ran.err
    described = read_description(home / "alliance.yaml")
    assert [seat.name for seat in described.seats.persons] == ["Chidi", "Yara"]
    assert (described.season.seconds, described.guardian) == (90 * 86_400, None)
    assert described.mandates.stewards == ("Chidi",)


def test_new__nobody_to_ask__names_the_flags(terminal, home):
    for arguments in (("--name", "Delta"), ("--name", "Delta", "--no-input")):
        ran = terminal.run("new", *arguments)
        assert ran.code == 2
        assert "Give --symbol, --covenant, --person." in ran.err
    assert not (home / "alliance.yaml").exists()


def test_new__file_that_is_there__is_left_alone(terminal, home):
    (home / "alliance.yaml").write_text("mine")
    ran = terminal.run("new", *FLAGS)

    assert ran.code == 2
    assert "alliance.yaml is there already" in ran.err
    assert (home / "alliance.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("flag", "value", "complaint"),
    [
        ("--symbol", "coa", "public.symbol"),
        ("--guardian", "Nobody", "neither an address nor the name of a seat"),
        ("--person", "Ana", "'Ana' comes twice"),
        ("--person", "Zé=0x12", "seats.persons.2.account"),
        ("--season-days", "4000", "season_days: Input should be less"),
        ("--covenant", " ", "covenant"),
        ("--covenant", "@none.txt", "none.txt"),
    ],
)
def test_new__answers_that_make_no_alliance__are_refused(terminal, home, flag, value, complaint):
    ran = terminal.run("new", *FLAGS, flag, value)

    assert ran.code == 2
    assert complaint in ran.err
    assert not (home / "alliance.yaml").exists()


@given(
    name=st.text(max_size=40),
    covenant=st.text(max_size=80),
    place=st.text(max_size=20),
    days=st.integers(1, 3_650),
)
def test_written__any_answers__are_refused_or_read_back_as_given(name, covenant, place, days):
    answers = Answers(
        name=name,
        symbol="A",
        covenant=covenant,
        season_days=days,
        persons=(Member(name="Ana"),),
        place=place,
    )
    try:
        text = written(answers)
    except BadInput:
        return
    described = source.parse(text.encode(), Description, name="alliance.yaml")
    assert described.season.seconds == days * 86_400
    assert [scope.name for _, scope in described.walk()] == (
        [described.scopes[0].name] if place else []
    )


def test_migrate__to_stdout_or_into_the_file__changes_the_number_only(terminal, home):
    file, old = home / "alliance.yaml", "# ours\n" + MINIMAL.replace("version: 2", "version: 1")
    file.write_text(old)

    shown = terminal.run("migrate", file)
    assert (shown.code, file.read_text()) == (0, old)
    assert shown.out == old.replace("version: 1", "version: 2")
    replaced = terminal.run("migrate", file, "--write", "--json")
    assert replaced.data["changed"] is True
    assert file.read_text() == shown.out
    assert terminal.run("migrate", file, "--json").data["changed"] is False


def test_migrate__no_alliance__is_refused_with_its_line(terminal, home):
    (home / "a.yaml").write_text(MINIMAL.replace("version: 2", "version: 1").replace("name", "nom"))
    ran = terminal.run("migrate", home / "a.yaml", "--write")

    assert ran.code == 2
    assert "a.yaml:2: nom: unknown key" in ran.err
