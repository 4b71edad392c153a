# SPDX-License-Identifier: Apache-2.0
"""`alliance.yaml`: what is understood, and that every mistake is reported with its line."""

import json
from contextlib import suppress

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cosmolocal.deploy import schema, source
from cosmolocal.deploy.description import Description, read_description, read_example
from cosmolocal.deploy.words import is_relative, moment, span
from cosmolocal.errors import BadInput

MINIMAL = """\
version: 2
name: Two Farms
covenant: We share one press.
season: {start: now, seconds: 90 days}
seats:
  persons:
    - name: Presser
    - name: Grower
scopes:
  - name: Press
    kind: guild
    charter: Apples in, cider out.
    mandates:
      until: 300 days
      stewards: [Presser]
proposals:
  quorum_bps: 5_000
  margin_bps: 5_000
  delay_seconds: 1 hour
  period_seconds: 2 hours
  timelock_seconds: 1 hour
  grace_seconds: 1 day
credits: {base: 100, bonus_unit: 1 hour}
timelock: {min_delay_seconds: 1 hour}
ledger: {season_allowance: 100 hours}
"""
ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def parse(text):
    return source.parse(text.encode(), Description, name="alliance.yaml")


def refusal(text):
    with pytest.raises(BadInput) as caught:
        parse(text)
    return str(caught.value)


def test_parse__minimal__has_the_defaults():
    described = parse(MINIMAL)

    assert [seat.account for seat in described.all_seats] == ["auto", "auto"]
    assert (described.public.name, described.public.symbol) == ("Alliance", "SEAT")
    assert described.proposals.period_seconds == 7_200
    assert (described.credits.bonus_cap, described.guardian) == (0, None)
    assert [scope.name for _, scope in described.walk()] == ["Press"]


def test_read_example__river_valley__is_an_alliance_of_several_bioregions():
    described = read_example()

    assert len(described.seats.persons) >= 12
    assert len(described.seats.organisations) >= 4
    kinds = [scope.kind for _, scope in described.walk()]
    assert kinds.count("place") >= 2
    assert "ecosystem" in kinds
    roles = [scope.mandates for _, scope in described.walk()] + [described.mandates]
    for role in ("stewards", "confirmers", "reviewers", "arbiters"):
        assert any(getattr(mandates, role) for mandates in roles if mandates), role


def test_digest__any_change__is_another():
    described = parse(MINIMAL)

    assert described.digest == parse(MINIMAL).digest
    assert described.digest == parse(MINIMAL.replace("90 days", "7776000")).digest
    assert described.digest != parse(MINIMAL.replace("Apples in", "Pears in")).digest


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("quorum_bps", "quorum", "alliance.yaml:17: proposals.quorum: unknown key"),
        ("name: Grower", "nom: Grower", "alliance.yaml:8: seats.persons.1.nom: unknown key"),
        ("version: 2", "version: 3", "alliance.yaml:1: version: Input should be 2"),
        ("5_000", "0.5", "alliance.yaml:17: proposals.quorum_bps: Input should be a valid integer"),
        ("5_000", "10_001", "alliance.yaml:17: proposals.quorum_bps: Input should be less"),
        (
            "5_000",
            "true",
            "alliance.yaml:17: proposals.quorum_bps: Input should be a valid integer",
        ),
        ("90 days", "3 months", "alliance.yaml:4: season.seconds: '3 months' is no span"),
        ("90 days", "1 minute", "alliance.yaml:4: season.seconds: Input should be greater"),
        ("start: now", "start: soon", "alliance.yaml:4: season.start: 'soon' is no moment"),
        ("start: now", "start: 5 days", "season.start: the first season starts `now` or at a date"),
        ("name: Grower", "name: Presser", "seats.persons.1.name: 'Presser' comes twice"),
        ("[Presser]", "[Miller]", "scopes.0.mandates.stewards.0: no seat is called 'Miller'"),
        ("[Presser]", "[Presser, Presser]", "stewards.1: 'Presser' comes twice"),
        ("kind: guild", "kind: club", "alliance.yaml:11: scopes.0.kind: Input should be"),
        ("period_seconds: 2 hours", "period_seconds: 95 days", "must fit in one season"),
        ("min_delay_seconds: 1 hour", "min_delay_seconds: 1 day", "shorter than the timelock's"),
        ("name: Grower", "name: Grower\n      scopes: [Mill]", "no scope is called 'Mill'"),
        (
            "credits:",
            "guardian: {account: Judge, until: 9 days}\ncredits:",
            "neither an address nor",
        ),
        ("ledger:", "ledger: {}\nledger:", "alliance.yaml:26: 'ledger' comes twice"),
        ("name: Two Farms", "name: &n Two Farms\npublic: *n", "aliases"),
        ("Two Farms", "Two\u202eFarms", "alliance.yaml:2: name: contains the invisible character"),
        ("Two Farms", '" "', "alliance.yaml:2: name: String should match"),
        ("name: Two Farms", "? [1]\n: 2", "alliance.yaml:2: a key must be a word"),
        ("season: {start", "season: {start: [", "alliance.yaml:"),
    ],
)
def test_parse__one_mistake__is_reported_with_its_line(before, after, complaint):
    assert before in MINIMAL
    assert complaint in refusal(MINIMAL.replace(before, after, 1))


LIMITS = [
    ("season", "seconds", "90 days", None, 315_360_000),
    ("proposals", "quorum_bps", "5_000", 1, 10_000),
    ("proposals", "delay_seconds", "1 hour", 3_600, None),
    ("proposals", "grace_seconds", "1 day", 3_600, 31_536_000),
    ("credits", "base", "100", 1, 511**2),
    ("credits", "bonus_unit", "1 hour", 1, 2**48 - 1),
    ("ledger", "season_allowance", "100 hours", 1, 2**48 - 1),
]


@pytest.mark.parametrize(("section", "key", "written", "least", "most"), LIMITS)
def test_parse__figure_beyond_what_the_contracts_take__is_refused(
    section, key, written, least, most
):
    def read(value):
        assert f"{key}: {written}" in MINIMAL
        return getattr(parse(MINIMAL.replace(f"{key}: {written}", f"{key}: {value}")), section)

    for bound, beyond in ((least, -1), (most, 1)):
        if bound is not None:
            assert getattr(read(bound), key) == bound
            with pytest.raises(BadInput, match=f"{section}.{key}: Input should be"):
                read(bound + beyond)


def test_parse__base_and_bonus_beyond_the_meter__are_refused():
    text = MINIMAL.replace("base: 100", "base: 261_121, bonus_cap: 1")

    assert "credits.bonus_cap: base and bonus are more than 261,121" in refusal(text)


def test_parse__several_mistakes__are_all_reported():
    text = MINIMAL.replace("version: 2", "version: 7").replace("base: 100", "base: -1")

    assert [line.split(": ")[1] for line in refusal(text).splitlines()] == [
        "version",
        "credits.base",
    ]


@pytest.mark.parametrize(
    ("account", "complaint"),
    [
        (ADDRESS.lower(), "has no valid checksum"),
        (ADDRESS[:-1], "is not an address"),
        ("0x" + 40 * "g", "is not an address"),
    ],
)
def test_parse__bad_address__is_reported_with_its_line(account, complaint):
    text = MINIMAL.replace("name: Grower", f"name: Grower\n      account: {account}")

    assert refusal(text).startswith("alliance.yaml:9: seats.persons.1.account: ")
    assert complaint in refusal(text)


def test_parse__unquoted_address__is_text_and_no_number():
    text = MINIMAL.replace("name: Grower", f"name: Grower\n      account: {ADDRESS}")

    assert parse(text).all_seats[1].account == ADDRESS


def test_parse__one_account_for_two_seats__is_reported():
    twice = MINIMAL.replace("name: Grower", f"name: Grower\n      account: {ADDRESS}").replace(
        "name: Presser", f"name: Presser\n      account: {ADDRESS}"
    )

    assert f"seats.persons.1.account: '{ADDRESS}' comes twice" in refusal(twice)


def test_parse__seventh_level__is_too_deep():
    text, indent = MINIMAL, "    "
    for depth in range(5):
        inner = f"{indent}scopes:\n{indent}  - name: s{depth}\n{indent}    kind: place\n"
        text = text.replace("proposals:\n", f"{inner}{indent}    charter: c\nproposals:\n")
        if depth < 4:
            parse(text)
        indent += "    "

    assert "'s4' lies deeper than 6 levels" in refusal(text)


def test_read_description__missing_file__is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        read_description(tmp_path / "alliance.yaml")


def test_parse__a_giant__is_refused_unread():
    with pytest.raises(BadInput, match="more than 1,000,000 bytes"):
        source.parse(b"#" * 1_000_001, Description, name="alliance.yaml")


def test_parse__not_utf8__is_bad_input():
    with pytest.raises(BadInput, match="not UTF-8"):
        source.parse(b"name: \xff", Description, name="alliance.yaml")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_parse__anything__is_a_description_or_bad_input(raw):
    with pytest.raises(BadInput):
        source.parse(raw, Description, name="alliance.yaml")


@given(st.data())
def test_parse__minimal_with_a_line_changed__never_breaks(data):
    lines = MINIMAL.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = data.draw(st.text(alphabet=" -:[]{}#&*!|>'\"%@`abc019_\n", max_size=30))
    with suppress(BadInput):
        parse("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "seconds"), [("1 second", 1), ("2 minutes", 120), ("3 weeks", 1_814_400), (7, 7)]
)
def test_span__words_or_seconds__are_seconds(text, seconds):
    assert span(text) == seconds


def test_moment__dates_spans_and_now__count_from_the_reference():
    assert moment("2027-01-01", 5) == moment("2027-01-01T00:00:00Z", 5) == 1_798_761_600
    assert moment("2 days", 5) == 172_805
    assert (moment("now", 5), moment(9, 5)) == (5, 9)
    assert [is_relative(value) for value in ("2 days", "now", 9)] == [True, False, False]


def test_schemas__shipped_files__are_those_of_the_models():
    shipped = {path.name: path.read_text(encoding="utf-8") for path in schema.FOLDER.iterdir()}

    assert shipped == {name: schema.text(made) for name, made in schema.schemas().items()}


@pytest.mark.parametrize("version", [1, 2])
def test_schema__of_the_alliance__takes_the_example_and_refuses_an_unknown_key(version):
    made = json.loads((schema.FOLDER / f"alliance-{version}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(made)
    content = source._Document("example").load(MINIMAL.encode()) | {"version": version}

    jsonschema.validate(content, made)
    with pytest.raises(jsonschema.ValidationError, match="'colour' was unexpected"):
        jsonschema.validate(content | {"colour": "green"}, made)

    newer = content | {"pots": [{"cap": 1, "per_payment": "0.5", "period": 1, "end": "2 days"}]}
    assert Draft202012Validator(made).is_valid(newer) == (version == 2)
