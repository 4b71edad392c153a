# SPDX-License-Identifier: Apache-2.0
"""The report of one season of an alliance."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cosmolocal.figures import ProposalFigures, SeasonFigures, VoiceFigures
from cosmolocal.report.charts import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    Bar,
    Dot,
    Drawing,
    Row,
    chart,
    in_words,
)
from cosmolocal.report.page import Chart, Column, Page, Section, Table, figures, write
from cosmolocal.report.payouts import payout_chart, payout_table
from cosmolocal.report.words import MINUS, aligned, counted, ether, hours

_ETHER = 10**18
_HOUR = 3_600


def write_season(season: SeasonFigures, folder: Path) -> Path:
    """Write `season.html` into a folder; return its path."""
    return write(season_page(season), folder, "season")


def season_page(season: SeasonFigures) -> Page:
    """Lay out everything that happened in a season."""
    return Page(
        title=f"{season.alliance}, season {season.season}",
        kicker="Season report",
        lead=season.about,
        figures=(
            ("people + organisations", f"{season.persons} + {season.organisations}"),
            ("proposals decided", str(len(season.proposals))),
            ("work recognised", hours(sum(place.recognised for place in season.places))),
            ("shared by ballots", ether(season.round.pot)),
            ("rebuilt from events", "all equal" if season.verified else "NOT EQUAL"),
        ),
        sections=(
            _proposals(season),
            _contributions(season),
            _round(season),
            _voices(season),
            _money(season),
            _refusals(season),
            _checks(season),
        ),
        footnotes=_footnotes(season),
    )


def _footnotes(season: SeasonFigures) -> tuple[str, ...]:
    closed = datetime.fromtimestamp(season.closed_at, UTC)
    return (
        f"Rebuilt from {season.events:,} events of chain {season.chain_id} ({season.engine}).",
        f"By the chain's clock the season closed on {closed:%d %B %Y, %H:%M} UTC.",
        "Tables are exact; charts show amounts cut off after four digits.",
        "People and places are invented. The chain knows seats, addresses, codes and hashes.",
    )


def _proposals(season: SeasonFigures) -> Section:
    rows = [Row(proposal.title, _tally(proposal)) for proposal in season.proposals]
    return Section(
        id="proposals",
        title="What we decided",
        text=(
            "Everybody has the same credits for the whole season, and n votes on one thing cost n²"
            " of them: to care much about one thing is possible, and leaves little for the rest."
        ),
        chart=chart(
            "Votes for and against, and below them the credits that all those votes cost.",
            in_words("Bar chart", rows),
            Drawing(
                axis="votes, and the credits they cost",
                kinds={"for": GREEN, "against": ORANGE, "credits": GREY},
                rows=rows,
                bars=[b for row, p in enumerate(season.proposals) for b in _ballot_bars(row, p)],
            ),
        ),
        table=_proposal_table(season),
    )


def _tally(proposal: ProposalFigures) -> str:
    return (
        f"{proposal.votes_for} for, {proposal.votes_against} against · {proposal.credits} credits"
    )


def _ballot_bars(row: int, proposal: ProposalFigures) -> list[Bar]:
    both = proposal.votes_for + proposal.votes_against
    return [
        Bar(row, 0, proposal.votes_for, "for"),
        Bar(row, proposal.votes_for, both, "against"),
        Bar(row, 0, proposal.credits, "credits", lane=1),
    ]


def _proposal_table(season: SeasonFigures) -> Table:
    headings = figures("For", "Against", "Abstained", "Heads / quorum", "Credits")
    return Table(
        "Proposals of the season",
        (Column("Proposal"), *headings, Column("Outcome")),
        [
            (
                p.title,
                *map(str, (p.votes_for, p.votes_against, p.abstained)),
                f"{p.heads} / {p.quorum}",
                str(p.credits),
                p.outcome,
            )
            for p in season.proposals
        ],
    )


def _contributions(season: SeasonFigures) -> Section:
    bars = []
    for row, place in enumerate(season.places):
        end = (place.recognised + place.not_confirmed) / _HOUR
        bars += [
            Bar(row, 0, place.recognised / _HOUR, "recognised"),
            Bar(row, place.recognised / _HOUR, end, "not confirmed"),
        ]
    rows = [Row(p.place, f"{hours(p.recognised)} recognised") for p in season.places]
    kinds = {"recognised": GREEN, "not confirmed": GREY}
    return Section(
        id="contributions",
        title="What we did for each other",
        text=(
            "Whoever did the work writes it down; it counts once the other side, or a confirmer of"
            " the place, has confirmed it. Weights are set by vote, and never reach back."
        ),
        chart=chart(
            "Hours of work in each place; what was not confirmed is not recognised.",
            in_words("Bar chart", rows),
            Drawing("hours of work", kinds, rows, bars),
        ),
        table=_place_table(season),
    )


def _place_table(season: SeasonFigures) -> Table:
    lines = [(p.entries, p.recorded, p.not_confirmed, p.recognised) for p in season.places]
    entries, *spans = (sum(line[place] for line in lines) for place in range(4))
    return Table(
        "Work by place",
        (Column("Place"), *figures("Entries", "Recorded", "Not confirmed", "Recognised")),
        [
            (place.place, str(line[0]), *map(hours, line[1:]))
            for place, line in zip(season.places, lines, strict=True)
        ],
        [("Together", str(entries), *map(hours, spans))],
    )


def _round(season: SeasonFigures) -> Section:
    played = season.round
    kept_out = f" Reviewers kept out: {', '.join(played.rejected)}." if played.rejected else ""
    return Section(
        id="round",
        title="What we rewarded",
        text=(
            f"{counted(played.ballots, 'ballot')} shared {ether(played.pot)} among projects that"
            f" had proved useful: a project's part of the pot is its part of the votes.{kept_out}"
        ),
        chart=payout_chart(played.projects, axis="payout [ETH]"),
        table=payout_table(played, unit="ETH"),
    )


def _voices(season: SeasonFigures) -> Section:
    voices = sorted(season.voices, key=lambda voice: voice.next_budget, reverse=True)
    headings = figures("Recognised", "Credits", "Spent", "Next season")
    return Section(
        id="voices",
        title="Who is heard a little louder next season",
        text=(
            "Everybody starts a season with the same credits. Recognised work adds to them, less"
            " and less the more it is, up to a limit. Money adds nothing."
        ),
        chart=_voice_chart(voices),
        table=Table(
            "Voice credits by person",
            (Column("Person"), *headings),
            [
                (v.member, hours(v.recognised), *map(str, (v.budget, v.spent, v.next_budget)))
                for v in voices
            ],
        ),
    )


def _voice_chart(voices: Sequence[VoiceFigures]) -> Chart:
    rows = [Row(voice.member, f"{voice.budget} → {voice.next_budget}") for voice in voices]
    dots = []
    for row, voice in enumerate(voices):
        dots += [Dot(row, voice.budget, "this season"), Dot(row, voice.next_budget, "next season")]
    return chart(
        "Voice credits of this season (circle) and of the next (diamond).",
        in_words("Dot chart", rows),
        Drawing(
            axis="voice credits",
            kinds={"this season": GREY, "next season": GREEN},
            rows=rows,
            bars=[Bar(n, v.budget, v.next_budget, "next season") for n, v in enumerate(voices)],
            dots=dots,
            from_zero=False,
        ),
    )


def _money(season: SeasonFigures) -> Section:
    rows: list[Row] = []
    bars, level = [], 0
    for step in season.money:
        after = level + step.came_in - step.went_out
        kind, sign = ("in", "+") if step.came_in else ("out", MINUS)
        bars.append(Bar(len(rows), min(level, after) / _ETHER, max(level, after) / _ETHER, kind))
        rows.append(Row(step.what, f"{sign}{ether(step.came_in + step.went_out)}"))
        level = after
    bars.append(Bar(len(rows), 0, season.held / _ETHER, "held"))
    rows.append(Row("held in the treasury", ether(season.held)))
    return Section(
        id="money",
        title="Where the money went",
        text="What came in is what went out and what is held, to the last unit.",
        chart=chart(
            "Money over the season, step by step, to what is held at its end.",
            in_words("Waterfall chart", rows),
            Drawing("ETH", {"in": GREEN, "out": ORANGE, "held": BLUE}, rows, bars),
        ),
        table=_money_table(season),
    )


def _money_table(season: SeasonFigures) -> Table:
    came_in = [step.came_in or None for step in season.money]
    went_out = [step.went_out or None for step in season.money]
    ins = aligned([*came_in, None, sum(filter(None, came_in))])
    outs = aligned([*went_out, season.held, sum(filter(None, went_out)) + season.held])
    names = [*(step.what for step in season.money), "held in the treasury", "Together"]
    rows = list(zip(names, ins, outs, strict=True))
    return Table(
        "Money in, and money out or held",
        (Column("What"), *figures("In [ETH]", "Out or held [ETH]")),
        rows[:-1],
        rows[-1:],
    )


def _refusals(season: SeasonFigures) -> Section:
    return Section(
        id="refusals",
        title="What was tried and did not work",
        text="Each of these was put to the contracts. They refused, and nothing changed.",
        table=Table(
            "Refused attempts",
            (Column("Attempt"), Column("Answer"), Column("Next step")),
            [(r.attempt, r.answer, r.next_step) for r in season.refusals],
        ),
    )


def _checks(season: SeasonFigures) -> Section:
    checks = season.checks
    return Section(
        id="checks",
        title="Counted again",
        text=(
            "Nothing above was noted down while it happened. It was rebuilt from the chain's"
            " events, as anybody can do, and compared with what the contracts hold."
        ),
        table=Table(
            "Figures rebuilt from events and compared with the chain",
            (Column("Domain"), *figures("Compared", "Different")),
            [(check.domain, str(check.compared), str(check.different)) for check in checks],
            [
                (
                    "Together",
                    str(sum(check.compared for check in checks)),
                    str(sum(check.different for check in checks)),
                )
            ],
        ),
    )
