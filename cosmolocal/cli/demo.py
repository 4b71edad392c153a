# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal demo`: one season of an alliance on a fresh chain, counted again at its end."""

import time
from typing import TYPE_CHECKING, Any

from cosmolocal.cli.common import Answer, Engine, ReportFolder

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.figures import SeasonFigures


def demo(session: "Session", report: ReportFolder = None, engine: Engine = "auto") -> Answer:
    """Live one season: decide, work, reward, pay; then rebuild every figure from events."""
    from cosmolocal.demo.chapters import Season
    from cosmolocal.demo.count import count
    from cosmolocal.local import open_local_chain
    from cosmolocal.report import require_reports

    if report:
        require_reports()
    began = time.monotonic()
    with open_local_chain(engine) as local:
        session.output.say(
            f"A season of the River Valley alliance, on a fresh chain ({local.engine})."
        )
        season = Season(local, session.output.tell_day)
        season.run()
        figures = count(season)
    seconds = time.monotonic() - began
    if report:
        from cosmolocal.report.season import write_season

        session.output.say(f"Report: {write_season(figures, report)}")
    session.output.say("")
    return Answer(
        figures,
        view=(*_closing(figures), _verdict(figures, seconds)),
        exit_code=0 if figures.verified else 1,
    )


def _closing(figures: "SeasonFigures") -> list[Any]:
    """Lay out what the season came to, for people."""
    from cosmolocal.cli.output import titled

    return [
        titled("What we decided", _proposals(figures)),
        titled("What we did for each other", _places(figures)),
        titled("What we rewarded", _projects(figures)),
        titled("Voice credits of the next season", _voices(figures)),
        titled("Money in, money out", _money(figures)),
        titled(f"Rebuilt from {figures.events} events and compared", _checks(figures)),
    ]


def _proposals(figures: "SeasonFigures") -> list[dict[str, Any]]:
    return [
        {
            "proposal": p.title,
            "for": p.votes_for,
            "against": p.votes_against,
            "abstain": p.abstained,
            "heads": f"{p.heads}/{p.quorum}",
            "credits": p.credits,
            "outcome": p.outcome,
        }
        for p in figures.proposals
    ]


def _places(figures: "SeasonFigures") -> list[dict[str, Any]]:
    from cosmolocal.report.words import hours

    return [
        {
            "place": p.place,
            "entries": p.entries,
            "recorded": hours(p.recorded),
            "not confirmed": hours(p.not_confirmed),
            "recognised": hours(p.recognised),
        }
        for p in figures.places
    ]


def _projects(figures: "SeasonFigures") -> list[dict[str, Any]]:
    from cosmolocal.report.words import aligned, percent, signed

    played = figures.round
    ranked = sorted(played.projects, key=lambda project: -project.votes)
    rows = [(p.project, signed(p.votes), percent(p.share), p.payout) for p in ranked]
    rows += [("dust, to the treasury", "", "", played.dust), ("pot", "", "", played.pot)]
    payouts = aligned([payout for *_, payout in rows])
    return [
        {"project": project, "votes": votes, "share": share, "payout [ETH]": payout}
        for (project, votes, share, _), payout in zip(rows, payouts, strict=True)
    ]


def _voices(figures: "SeasonFigures") -> list[dict[str, Any]]:
    from cosmolocal.report.words import hours

    ranked = sorted(figures.voices, key=lambda voice: -voice.next_budget)
    return [
        {
            "person": v.member,
            "recognised": hours(v.recognised),
            "credits": v.budget,
            "spent": v.spent,
            "next season": v.next_budget,
        }
        for v in ranked
    ]


def _money(figures: "SeasonFigures") -> list[dict[str, Any]]:
    from cosmolocal.report.words import aligned

    steps, held = figures.money, figures.held
    names = [*(step.what for step in steps), "held in the treasury", "together"]
    came_in = [step.came_in or None for step in steps]
    went_out = [step.went_out or None for step in steps]
    ins = aligned([*came_in, None, sum(filter(None, came_in))])
    outs = aligned([*went_out, held, sum(filter(None, went_out)) + held])
    return [
        {"what": name, "in [ETH]": in_, "out or held [ETH]": out}
        for name, in_, out in zip(names, ins, outs, strict=True)
    ]


def _checks(figures: "SeasonFigures") -> list[dict[str, Any]]:
    return [
        {"domain": c.domain, "compared": c.compared, "different": c.different}
        for c in figures.checks
    ]


def _verdict(figures: "SeasonFigures", seconds: float) -> str:
    compared = sum(check.compared for check in figures.checks)
    different = sum(check.different for check in figures.checks)
    if figures.verified:
        told = f"All {compared} figures are equal, and money in = money out + money held."
    else:
        told = f"NOT EQUAL: {different} of {compared} figures differ, or money does not add up."
    return f"{told} {seconds:.0f} seconds."
