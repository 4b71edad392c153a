# SPDX-License-Identifier: Apache-2.0
"""The demo: what its season comes to, verified, and that no text of it reaches the chain."""

import json
from math import isqrt

import pytest
from hexbytes import HexBytes

from cosmolocal.cli import demo as command
from cosmolocal.demo import story
from cosmolocal.demo.chapters import Season
from cosmolocal.demo.count import count
from cosmolocal.figures import SeasonFigures
from cosmolocal.local import open_local_chain
from tests.cli.conftest import program

ETHER = 10**18


@pytest.fixture(scope="module")
def told():
    """What the season tells, day by day."""
    return []


@pytest.fixture(scope="module")
def season(told):
    with open_local_chain("in-process") as local:
        lived = Season(local, lambda day, text: told.append((day, text)))
        lived.run()
        yield lived


@pytest.fixture(scope="module")
def figures(season):
    return count(season)


def test_demo__every_figure__is_verified(figures):
    assert figures.verified
    assert {check.domain for check in figures.checks} >= {
        "membership", "ledger", "governance", "treasury", "funding"}  # fmt: skip
    assert sum(check.compared for check in figures.checks) > 400


def test_demo__proposals__are_those_of_the_story(figures):
    for found, ballots in zip(
        figures.proposals,
        (story.NIGHT_CARE_VOTES, story.ROUND_VOTES, story.VAN_VOTES),
        strict=True,
    ):
        assert found.votes_for == sum(b.votes for b in ballots if b.votes > 0)
        assert found.votes_against == -sum(b.votes for b in ballots if b.votes < 0)
        assert found.abstained == sum(b.votes == 0 for b in ballots)
        assert found.heads == len(ballots)
        assert found.credits == sum(b.votes**2 for b in ballots)
    assert [p.outcome for p in figures.proposals] == ["executed", "executed", "defeated"]


def test_demo__work__is_recognised_as_confirmed_and_weighted(figures):
    all_work = [*story.WORK, story.UNCONFIRMED, story.CORRECTION, *(q.work for q in story.QUARRELS)]
    assert sum(place.recorded for place in figures.places) == 3_600 * sum(w.hours for w in all_work)
    [care] = [place for place in figures.places if place.place == "Care"]
    night = sum(w.hours for w in story.WORK if w.skill == story.NIGHT_CARE)
    day = sum(w.hours for w in story.WORK if w.scope == "Care" and w.skill != story.NIGHT_CARE)
    assert care.recognised == 3_600 * (day + night * 3 // 2)
    assert care.not_confirmed == 3_600 * story.UNCONFIRMED.hours


def test_demo__round__pays_by_votes_to_the_last_unit(figures):
    played = figures.round
    votes = {project.project: project.votes for project in played.projects}
    expected = dict.fromkeys(votes, 0)
    for ballot in story.BALLOTS:
        for project, given in ballot.votes.items():
            expected[project] += given
    total = sum(max(given, 0) for given in votes.values())

    assert votes == expected
    assert votes[story.SLUICE] < 0
    assert played.rejected == (story.STAGE,)
    for project in played.projects:
        assert project.payout == played.pot * max(project.votes, 0) // total
    assert played.pot == story.POT_ETHER * ETHER == played.paid + played.dust
    assert played.dust > 0


def test_demo__next_season__hears_work_and_nothing_else(figures):
    for voice in figures.voices:
        assert voice.next_budget == 100 + min(20, isqrt(voice.recognised // 3_600))
    assert any(voice.next_budget > 100 for voice in figures.voices)
    assert max(voice.spent for voice in figures.voices) <= 100


def test_demo__money__comes_from_gifts_only(figures):
    assert sum(step.came_in for step in figures.money) == 100 * ETHER
    assert figures.held == 100 * ETHER - figures.round.paid


def test_demo__attacks__are_refused_each_in_its_own_words(figures):
    assert [refusal.answer for refusal in figures.refusals] == [
        "ledger: own entry",
        "governor: over budget",
        "owned: not the owner",
        "funding: votes for own project",
        "funding: already claimed",
    ]
    assert all(refusal.next_step for refusal in figures.refusals)


def test_demo__days__follow_each_other(told, season):
    days = [day for day, _ in told]
    assert days == sorted(days)
    assert days[-1] == 90


def test_demo__what_is_allowed_and_must_not_be__is_no_refusal(season):
    with pytest.raises(RuntimeError, match="the contracts allowed it: a gift"):
        season._refused("a gift", lambda: None)


def test_demo__no_name_and_no_text__reaches_the_chain(season):
    """Calldata, logs and code of every block hold none of the words that stay with the people."""
    chain = "".join(on_chain(season.local.w3))
    public = season.description.public.name
    assert public.encode().hex() in chain  # what is meant to be found is found

    words = [word for word in private_words(season) if word != public]
    assert len(words) > 80
    assert [word for word in words if word.encode().hex() in chain] == []


def on_chain(w3):
    for number in range(w3.eth.block_number + 1):
        block = w3.eth.get_block(number, full_transactions=True)
        for transaction in block["transactions"]:
            yield HexBytes(transaction["input"]).hex()
            for log in w3.eth.get_transaction_receipt(transaction["hash"])["logs"]:
                yield HexBytes(log["data"]).hex()


def private_words(season):
    described = season.description
    for seat in described.all_seats:
        yield seat.name
        yield seat.about
    for _, scope in described.walk():
        yield scope.name
        yield scope.charter
    yield described.covenant
    for work in (*story.WORK, story.UNCONFIRMED, story.CORRECTION):
        yield work.text
    for quarrel in story.QUARRELS:
        yield quarrel.work.text
        yield quarrel.objection
    yield from (story.NIGHT_CARE_TITLE, story.ROUND_TITLE, story.VAN_TITLE)
    for application in story.APPLICATIONS:
        yield application.project
        yield application.text
        if application.rejected:
            yield application.rejected


@pytest.mark.anvil
def test_demo__program__writes_json_report_and_story(anvil, tmp_path):
    found = {"COSMOLOCAL_ANVIL": str(anvil), "HOME": str(tmp_path)}
    ran = program("demo", "--json", "--report", tmp_path / "report", **found)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told.pop("verified") is True
    figures = SeasonFigures.model_validate(told)
    assert (figures.engine, figures.persons, figures.organisations) == ("anvil", 14, 7)
    assert "Refused: " in ran.stderr
    assert "day 90" in ran.stderr
    assert (tmp_path / "report" / "season.html").exists()


def test_demo__closing__tells_every_figure(figures):
    *tables, verdict = (*command._closing(figures), command._verdict(figures, 12.3))
    titles = [str(table.title) for table in tables]

    assert titles[:2] == ["What we decided", "What we did for each other"]
    assert len(titles) == 6
    assert verdict.startswith("All ")
    assert "12 seconds" in verdict


def test_demo__a_figure_differs__is_told(figures):
    first, *rest = figures.checks
    broken = figures.model_copy(
        update={"checks": (first.model_copy(update={"different": 1}), *rest)}
    )

    assert not broken.verified
    assert command._verdict(broken, 1).startswith("NOT EQUAL: 1 of ")


def test_demo__money_does_not_add_up__is_not_verified(figures):
    assert not figures.model_copy(update={"held": figures.held + 1}).verified
    assert not figures.model_copy(update={"checks": ()}).verified
