# SPDX-License-Identifier: Apache-2.0
"""What a tally comes to: for programs, as files that others can count again, and explained.

Amounts are exact decimals of whole tokens. Scores are exact where their decimals end within 36
digits, else cut off after 18.
"""

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from cosmolocal import files
from cosmolocal.errors import BadInput
from cosmolocal.tally.numbers import text
from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.registry import RULES, Line, Rule, Tally, identity, rule_hash
from cosmolocal.tally.round import Round
from cosmolocal.units import from_units

MOST_PAIRS = 2_000_000
MOST_STEPS = 20_000_000
"""Beyond these, comparing with pairwise and cocm would take longer than a minute."""


def counted(rule: Rule, round_: Round, parameters: Parameters, *, exact: bool = False) -> Tally:
    """Count a round; with `exact` by both implementations, which must agree.

    Raises `BadInput` for a round that the rule cannot count.
    """
    try:
        tally = rule.tally(round_, parameters)
        if exact and figures(rule.tally(round_, parameters, exact=True)) != figures(tally):
            raise AssertionError(f"the two implementations of {rule.name} differ: a fault of ours")
    except ValueError as error:
        raise BadInput(str(error)) from None
    return tally


def figures(tally: Tally) -> dict[str, Any]:
    """Return the result as JSON has it."""
    decimals = tally.round.decimals
    return {
        "rule": tally.rule.name,
        "pot": from_units(tally.pot, decimals),
        "paid": from_units(tally.paid, decimals),
        "dust": from_units(tally.dust, decimals),
        "projects": [
            {
                "project": line.project,
                "score": text(line.score.value),
                "award": from_units(line.award, decimals),
                "eligible": line.eligible,
            }
            for line in tally.lines
        ],
    }


def write_files(tally: Tally, folder: Path) -> Iterable[Path]:
    """Write result, rule, awards and ballots into a folder; return their paths."""
    rule = identity(tally.rule, tally.parameters)
    rule["hash"] = "0x" + rule_hash(tally.rule, tally.parameters).hex()
    contents = {
        "result.json": _json(figures(tally) | {"decimals": tally.round.decimals}),
        "rule.json": _json(rule),
        "awards.csv": _csv(("project", "score", "award", "eligible", "reason"), _awards(tally)),
    }
    if tally.round.ballots:
        column = "metric" if tally.rule.takes_metrics else "project"
        contents["ballots.csv"] = _csv(("voter", column, "amount"), _ballots(tally.round))
    return files.write_all(folder, contents)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue()


def _awards(tally: Tally) -> Iterable[tuple[object, ...]]:
    for line in tally.lines:
        award = from_units(line.award, tally.round.decimals)
        yield line.project, text(line.score.value), award, str(line.eligible).lower(), line.reason


def _ballots(round_: Round) -> Iterable[tuple[object, ...]]:
    for voter, given in round_.ballots.items():
        for project, amount in given.items():
            yield voter, project, text(round_.amount(amount))


# --- why, and what if -------------------------------------------------------------------------


def explain(tally: Tally, project: str, *, elsewhere: bool = True) -> dict[str, Any]:
    """Say how the award of one project came about; `elsewhere`, what other rules would pay it."""
    found = [line for line in tally.lines if line.project == project]
    if not found:
        raise BadInput(f"there is no project {project!r}", next_step="See the list of projects.")
    [line] = found
    round_, decimals = tally.round, tally.round.decimals
    total = sum(max(each.score.value, Fraction(0)) for each in tally.lines if each.eligible)
    column = round_.by_project.get(project, {}) if not tally.rule.takes_metrics else {}
    excluded = sorted(
        v for v, p in round_.conflicts if p == project and p in round_.ballots.get(v, {})
    )
    return {
        "project": project,
        "rule": tally.rule.name,
        "ballots": [{"voter": v, "amount": text(round_.amount(a))} for v, a in column.items()],
        "excluded_for_conflict": excluded,
        "steps": [{"step": step, "figure": text(value)} for step, value in line.score.steps],
        "score": text(line.score.value),
        "sum_of_eligible_scores": text(Fraction(total)),
        "eligible": line.eligible,
        "reason": line.reason,
        "at_the_cap": line.is_capped,
        "unit_of_dust": line.is_topped,
        "award": from_units(line.award, decimals),
        "under_other_rules": [
            {
                "rule": name,
                "award": None if award is None else from_units(award, decimals),
                "why_not": why,
            }
            for name, award, why in (_elsewhere(tally, project) if elsewhere else ())
        ],
    }


def _elsewhere(tally: Tally, project: str) -> Iterable[tuple[str, int | None, str]]:
    for name, other in others(tally).items():
        if isinstance(other, str):
            yield name, None, other
        else:
            yield name, other.allocation.awards.get(project, 0), ""


def others(tally: Tally) -> dict[str, Tally | str]:
    """Count the same round by every other rule at its defaults, or say why that cannot be."""
    found: dict[str, Tally | str] = {}
    for name, rule in RULES.items():
        if name == tally.rule.name:
            continue
        if why := _cannot(rule, tally.round):
            found[name] = why
            continue
        try:
            found[name] = rule.tally(_as_read_by(rule, tally), rule.parameters())
        except ValueError as error:
            found[name] = str(error)
    return found


def _cannot(rule: Rule, round_: Round) -> str:
    if rule.takes_metrics:
        return "" if round_.figures is not None else "needs metrics"
    if round_.figures is not None:
        return "needs ballots over projects"
    if round_.sums is not None and not rule.takes_sums:
        return "needs the ballots, not their sums"
    return "too large to be compared here" if _is_too_large(rule, round_) else ""


def _is_too_large(rule: Rule, round_: Round) -> bool:
    """Whether a rule that nobody asked for would take minutes."""
    heads = [len(column) for column in round_.by_project.values()]
    if rule.name == "pairwise":
        return sum(n * (n - 1) // 2 for n in heads) > MOST_PAIRS
    return rule.name == "cocm" and sum(heads) * len(heads) ** 2 > MOST_STEPS


def _as_read_by(rule: Rule, tally: Tally) -> Round:
    """Leave out votes against where a rule has none."""
    round_ = tally.round
    if rule.amounts == "votes" or rule.takes_metrics:
        return round_
    ballots = {
        voter: {p: amount for p, amount in given.items() if amount >= 0}
        for voter, given in round_.ballots.items()
    }
    return replace(round_, ballots=ballots)


def compare(tally: Tally) -> list[dict[str, Any]]:
    """Return the award of each project under every rule that can count the round."""
    counted_by: dict[str, Tally] = {tally.rule.name: tally}
    counted_by |= {n: other for n, other in others(tally).items() if isinstance(other, Tally)}
    decimals = tally.round.decimals
    return [
        {"project": line.project}
        | {
            name: from_units(other.allocation.awards.get(line.project, 0), decimals)
            for name, other in counted_by.items()
        }
        for line in tally.lines
    ]


def ranked(tally: Tally) -> list[Line]:
    """Return the lines, largest award first."""
    return sorted(tally.lines, key=lambda line: (-line.award, -line.score.value))
