# SPDX-License-Identifier: Apache-2.0
"""Published rounds brought to the tables of `cosmolocal tally`, with their official results.

Each reader writes tables into a folder and returns what to ask and what was published. Source: the
folders of ../shared/data, whose READMEs name repository, commit and licence.

`python -m tests.replay` plays all of them, `python -m tests.replay NAME` one.
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from tests.replay import retropgf1


@dataclass(frozen=True)
class Case:
    """One question to the program, and how its answer differs from what was published."""

    name: str
    arguments: tuple[str, ...]
    differences: Callable[[dict], list[str]]
    compared: int


def read(folder, name):
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: str, rows: Iterable[tuple]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return str(path)


def awards(told):
    return {project["project"]: Decimal(project["award"]) for project in told["projects"]}


def unequal(found, official, digits):
    """Name the projects whose figure, rounded half up as it was printed, is another."""
    step = Decimal(1).scaleb(-digits)
    return [
        f"{project}: {found.get(project)} is not {published}"
        for project, published in official.items()
        if found.get(project, Decimal(0)).quantize(step, ROUND_HALF_UP) != published
    ]


# --- Optimism RetroPGF 1 ----------------------------------------------------------------------


def retropgf1_qv(folder, into):
    rows, official = retropgf1.read(folder)
    table = write(into / "ballots.csv", "voter,project,amount", rows)

    def differences(told):
        votes = {p["project"]: int(p["score"]) for p in told["projects"]}
        dollars = unequal(awards(told), official.dollars, 0)
        return dollars + [name for name, cast in official.votes.items() if votes[name] != cast]

    asked = ("quadratic-votes", "--ballots", table, "--pot", "1000000", "--budget", "100")
    yield Case("RetroPGF 1", asked, differences, len(official.dollars))


# --- Optimism Retro Funding 4 -----------------------------------------------------------------


def retrofunding4(folder, into):
    holders = {row["Badgeholder"].strip().lower() for row in read(folder, "badgeholders.csv")}
    rows = []
    for ballot in read(folder, "ballots.csv"):
        is_valid = ballot["Signature"].strip() and ballot["Status"] == "SUBMITTED"
        if not is_valid or ballot["Address"].lower() not in holders - {""}:
            continue
        payload = json.loads(ballot["Payload"], parse_float=str)
        weights = [pair for weight in payload["allocations"] for pair in weight.items()]
        weights.append(("is_oss", payload["os_multiplier"]))
        rows += [(ballot["Address"], metric, weight) for metric, weight in weights]
    table = write(into / "weights.csv", "voter,metric,amount", rows)
    official = {
        row["Project_id"].lower(): Decimal(row["rf4_allocation"] or 0)
        for row in read(folder, "results_official.csv")
    }

    def differences(told):
        found = {project.lower(): award for project, award in awards(told).items()}
        return unequal(found, official, 1) + sorted(set(found) ^ set(official))

    asked = (
        "metric-median-capped",
        *("--ballots", table, "--metrics", str(folder / "impact_metrics_by_project.csv")),
        *("--project-column", "application_id"),
        *("--pot", "10000000", "--cap", "500000", "--minimum", "1000"),
    )
    yield Case("Retro Funding 4", asked, differences, len(official))


# --- Filecoin RetroPGF 1 ----------------------------------------------------------------------

FILECOIN_POT = 197_120


def filecoin_retropgf1(folder, into):
    rows = [
        (f"ballot {number}", project["id"].lower(), points)
        for project in read(folder, "projects_with_votes.csv")
        for number, points in enumerate(json.loads(project["amount"] or "[]", parse_float=str))
    ]
    table = write(into / "ballots.csv", "voter,project,amount", rows)
    official = {
        row["Project URL"].rstrip("/").split("/")[-1].lower(): row
        for row in read(folder, "allocation_results.csv")
    }

    def differences(told):
        told_of = {project["project"]: project for project in told["projects"]}
        fil = {p: Decimal(r["FIL Allocated"].replace(",", "")) for p, r in official.items()}
        quorum = {p: r["Quorum reached"].strip().upper() == "TRUE" for p, r in official.items()}
        return [
            *unequal(awards(told), fil, 0),
            *(p for p, met in quorum.items() if told_of[p]["eligible"] != met),
        ]

    asked = ("mean-quorum", "--ballots", table, "--pot", str(FILECOIN_POT), "--quorum", "5")
    yield Case("Filecoin RetroPGF 1", asked, differences, len(official))


# --- clr.fund ---------------------------------------------------------------------------------


def clrfund_rounds(folder, into):
    """Six finalised rounds. The first two recorded a pool without unspent credits.

    Their pool follows from what was paid: a payout is cut by less than one unit.
    """
    for path in sorted(folder.glob("0x*.json")):
        data = json.loads(path.read_text())
        about = data["round"]
        if about["isCancelled"] or not about["isFinalized"]:
            continue
        yield _clrfund_round(path.stem, about, data["projects"], into)


def _clrfund_round(name, about, projects, into):
    ids = {project["id"]: project for project in projects}
    figures = {
        key: tuple(int(p.get(f) or 0) for f in ("tallyResult", "spentVoiceCredits"))
        for key, p in ids.items()
    }
    official = {key: int(p.get("allocatedAmount") or 0) for key, p in ids.items()}
    table = write(
        into / f"{name}.csv", "project,votes,spent", [(key, *f) for key, f in figures.items()]
    )
    factor = int(about["voiceCreditFactor"])
    pot = _clrfund_pot(about, figures, official, factor)

    def differences(told):
        units = {p: int(award.scaleb(18)) for p, award in awards(told).items()}
        return [
            f"{p}: {units[p]} is not {paid}" for p, paid in official.items() if units[p] != paid
        ]

    units = str(Decimal(pot).scaleb(-18))
    asked = ("clrfund-linear", "--sums", table, "--pot", units, "--credit-units", str(factor))
    return Case(f"clr.fund {name[:10]}", asked, differences, len(official))


def _clrfund_pot(about, figures, official, factor):
    recorded, votes = int(about["matchingPoolSize"]), sum(v for v, _ in figures.values())
    matches = {key: official[key] - spent * factor for key, (_, spent) in figures.items()}
    least = sum(matches.values())
    for pot in (recorded, *range(least, least + len(matches))):
        if all(pot * v // votes == matches[key] for key, (v, _) in figures.items()):
            return pot
    raise AssertionError("no pool gives these payouts")


# --- matching rules on real gifts -------------------------------------------------------------


def golden_rules(folder, into):
    vectors = json.loads((folder / "golden_rule_vectors.json").read_text())
    grants = [str(grant) for grant in vectors["grants"]]
    gifts = [
        (row["donor"], row["grant_id"], row["amount_usd"]) for row in read(folder, "gifts.csv")
    ]
    table = write(into / "gifts.csv", "voter,project,amount", gifts)
    listed = write(into / "grants.csv", "project", [(grant,) for grant in grants])
    pool = str(vectors["pool_usd"])

    def case(what, rule, expected, *options, key="score", scale=1, gifts=table, of=grants):
        asked = (rule, "--ballots", gifts, "--pot", pool, "--projects", listed, *options)

        def differences(told):
            found = {p["project"]: Fraction(p[key]) / scale for p in told["projects"]}
            return _apart(found, dict(zip(of, map(Fraction, expected), strict=True)))

        return Case(what, asked, differences, len(of))

    yield case("quadratic funding", "quadratic-funding", vectors["plain_qf_raw"])
    for bound, name in (("25", "pairwise_M25_raw"), ("0.01", "pairwise_M0_01_raw")):
        yield case(f"pairwise {bound}", "pairwise", vectors[name], "--M", bound)
    yield case("cluster match", "cluster-match", vectors["donation_profile_cluster_raw"])
    capped = vectors["plain_qf_share_capped_10pct"]
    share = {"key": "award", "scale": int(pool)}
    yield case("cap 10 %", "quadratic-funding", capped, "--cap", "10%", **share)
    cocm = vectors["cocm"]
    homes = {str(cluster) for cluster in cocm["clusters"]}
    members = [(donor, grant) for donor, grant, amount in gifts if grant in homes]
    clusters = write(into / "clusters.csv", "voter,cluster", members)
    for strength in ("harsh", "soft"):
        expected = cocm[f"markov_{strength}_raw"]
        options = ("--clusters", clusters, "--strength", strength)
        yield case(f"cocm {strength}", "cocm", expected, *options)


TOLERANCE = Fraction(1, 10**12)


def _apart(found, expected):
    largest = max(expected.values())
    return [
        f"{p}: {float(found[p])} is not {float(value)}"
        for p, value in expected.items()
        if abs(found[p] - value) > TOLERANCE * max(abs(value), largest / 10**6)
    ]


ROUNDS = {
    reader.__name__: reader
    for reader in (retropgf1_qv, retrofunding4, filecoin_retropgf1, clrfund_rounds, golden_rules)
}
