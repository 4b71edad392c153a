# SPDX-License-Identifier: Apache-2.0
"""What `cosmolocal tally RULE --help` says: a rule in words, its tables and its own options.

It stands here and not beside the rules so that `--help` loads none of them; a gate compares it
with their parameters.
"""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Own:
    """An option that is a parameter of the rule; `default` is said, the rule itself applies it."""

    name: str
    help: str
    default: str
    choices: tuple[str, ...] = ()
    kind: Any = str


@dataclass(frozen=True)
class Described:
    """One rule for people: `lines` keep their line breaks."""

    about: str
    lines: tuple[str, ...]
    example: str
    tables: tuple[str, ...]
    options: tuple[Own, ...]
    after: str = ""
    has_engines: bool = False

    @property
    def text(self) -> str:
        """Return the help of the command."""
        formula = "\b\n" + "\n".join(self.lines)
        parts = [
            self.about,
            formula,
            self.after,
            f"\b\nExample:\n  cosmolocal tally {self.example}",
        ]
        return "\n\n".join(part for part in parts if part)


_DUSTS = ("floor", "largest-remainder")
_QUORUM = Own("quorum", "Ballots that a project needs.", "0", kind=int)
_MINIMUM = Own(
    "minimum", "Least award; who would get less gets nothing, and all is shared again.", "0"
)
_PASSES = Own(
    "minimum_passes",
    "Drop and share again once, or until nobody is below.",
    "repeat",
    ("once", "repeat"),
)
_CAP = Own("cap", "Most that one project gets: tokens, or a part of the pot such as 12.5%.", "none")
_CAP_MODE = Own(
    "cap_mode",
    "What is over the cap stays in the pot (cut) or goes to the others.",
    "redistribute",
    ("cut", "redistribute", "walk"),
)
_DUST = Own(
    "dust",
    "Fractions of a unit are nobody's (floor), or go to the largest remainders.",
    "largest-remainder",
    _DUSTS,
)
_FLOOR = replace(_DUST, default="floor")
_SHARING = (_QUORUM, _MINIMUM, _PASSES, _CAP, _CAP_MODE, _DUST)
_FLOORED = (*_SHARING[:-1], _FLOOR)
_WALK = (
    _QUORUM,
    _MINIMUM,
    replace(_PASSES, default="once"),
    _CAP,
    replace(_CAP_MODE, default="walk"),
    _DUST,
)
_NEGATIVE = (
    Own(
        "negative",
        "Votes against: count, drop or refuse them.",
        "count",
        ("count", "drop", "refuse"),
    ),
    Own("allow_negative", "The same as --negative count.", "", kind=bool),
)
_GIFTS = (
    Own("least_gift", "Gifts of less count in no term.", "0"),
    Own("root_scale", "Parts into which the root of one unit is cut.", "1000000000", kind=int),
    Own("constrained", "Share no more than the sum of scores.", "False", kind=bool),
)
_CREDIT = (Own("credit_units", "Smallest units of the token for one voice credit.", "1", kind=int),)
_POINTS = Own(
    "quorum_counts",
    "What counts towards the quorum: every amount, or those above 0.",
    "ballots",
    ("ballots", "support"),
)
_BALLOTS = ("ballots", "projects", "conflicts", "budget")
_OR_SUMS = ("ballots", "sums", "projects", "conflicts", "budget")
_WITH_CLUSTERS = (*_BALLOTS, "clusters")

_GIFT_TABLE = (
    "Ballots are gifts in tokens; gifts of one donor to one project add up before the root."
    " Awards are the match alone."
)

RULES: dict[str, Described] = {
    "quadratic-votes": Described(
        "Share the pot in proportion to votes; v votes on a project cost v * v credits.",
        (
            "votes(p)  = sum of the votes for p, votes against counted as they are",
            "award(p)  = pot * max(votes(p), 0) / sum of max(votes, 0)",
        ),
        "quadratic-votes --ballots ballots.csv --pot 1000 --budget 100",
        _OR_SUMS,
        (*_FLOORED, *_NEGATIVE),
        "Amounts are whole votes; --budget is in credits. As in RetroFunding and RetroPGF 1.",
        has_engines=True,
    ),
    "quadratic-funding": Described(
        "Match gifts: many small ones bring more than a few large ones of the same sum.",
        (
            "score(p)  = (sum of the roots of gifts to p)^2 - sum of gifts to p",
            "award(p)  = pot * score(p) / sum of scores",
        ),
        "quadratic-funding --ballots gifts.csv --pot 1000 --cap 10%",
        _OR_SUMS,
        (*_FLOORED, *_GIFTS),
        _GIFT_TABLE + " In sums, votes is the sum of roots and spent the sum of gifts.",
        has_engines=True,
    ),
    "quadratic-funding-inclusive": Described(
        "Match gifts like quadratic-funding, without taking the gifts off: one donor suffices.",
        (
            "score(p)  = (sum of the roots of gifts to p)^2",
            "award(p)  = pot * score(p) / sum of scores",
        ),
        "quadratic-funding-inclusive --ballots gifts.csv --pot 1000 --cap 20% --cap-mode cut",
        _OR_SUMS,
        (*_FLOORED, *_GIFTS),
        _GIFT_TABLE + " In sums, votes is the sum of roots and spent the sum of gifts.",
        has_engines=True,
    ),
    "capital-constrained": Described(
        "Pay gifts and their quadratic match, scaled by alpha to what the pot can pay.",
        (
            "alpha     = pot * 10^18 // (f * (sum of V^2 - sum of S))",
            "award(p)  = (alpha * f * V^2 + 10^18 * f * S - alpha * f * S) // 10^18",
        ),
        "capital-constrained --sums sums.csv --pot 1000 --credit-units 10000000000000",
        _OR_SUMS,
        _CREDIT,
        "V (votes) and S (spent) are a project's votes and voice credits, f is --credit-units."
        " The pot is without gifts, awards hold them: pot + gifts = paid + dust. From ballots, a"
        " gift of c units buys isqrt(c // f) votes; what is left of it joins the pot.",
    ),
    "clrfund-linear": Described(
        "Pay gifts and a match in proportion to votes, as clr.fund did until September 2022.",
        ("award(p)  = pot * V // sum of V + S * f",),
        "clrfund-linear --sums sums.csv --pot 1000 --credit-units 10000000000000",
        _OR_SUMS,
        _CREDIT,
        "V (votes) and S (spent) are a project's votes and voice credits, f is --credit-units."
        " The pot is without gifts, awards hold them: pot + gifts = paid + dust. From ballots, a"
        " gift of c units buys isqrt(c // f) votes; what is left of it joins the pot.",
    ),
    "pairwise": Described(
        "Quadratic funding in which two donors who agree on much count less together.",
        (
            "T(i,j)    = sum over projects of root(gift i) * root(gift j)",
            "score(p)  = sum over pairs of M / (M + T(i,j)) * root(gift i) * root(gift j)",
        ),
        "pairwise --ballots gifts.csv --pot 1000 --M 25",
        _BALLOTS,
        (*_SHARING, Own("M", "Agreement at which a pair counts half, in tokens.", "25")),
        _GIFT_TABLE,
    ),
    "cluster-match": Described(
        "Quadratic funding over clusters of donors: those of one cluster share one root.",
        (
            "B(p,g)    = sum over donors of gift to p * part of the donor in cluster g",
            "score(p)  = (sum over g of root B(p,g))^2 - sum over g of B(p,g)",
        ),
        "cluster-match --ballots gifts.csv --clusters clusters.csv --pot 1000",
        _WITH_CLUSTERS,
        _SHARING,
        _GIFT_TABLE + " Without --clusters, donors to the same set of projects are one cluster.",
    ),
    "cocm": Described(
        "Connection-oriented cluster match: only agreement across clusters is matched.",
        (
            "W, U      = memberships as parts of the donor's, of the cluster's weights",
            "k(i,h)    = 1 inside cluster h, else (W U W)(i,h)",
            "K(i,h)    = (1 - k) * gift; with --strength soft, k * root(gift) + (1 - k) * gift",
            "P(h,g)    = sum over donors of K(i,h) * W(i,g)",
            "score(p)  = sum over g other than h of root(P(h,g) * P(g,h))",
        ),
        "cocm --ballots gifts.csv --clusters clusters.csv --pot 1000 --strength soft",
        _WITH_CLUSTERS,
        (
            *_SHARING,
            Own(
                "strength", "What counts of a gift inside the cluster.", "harsh", ("harsh", "soft")
            ),
        ),
        _GIFT_TABLE + " Who is in no cluster counts for nothing. Without --clusters, the donors of"
        " each project are one.",
    ),
    "median-quorum": Described(
        "Share the pot by the median amount of each project's ballots.",
        (
            "score(p)  = median of the amounts for p; of an even number, the middle of two",
            "award(p)  = pot * score(p) / sum of scores, of those with quorum and minimum",
        ),
        "median-quorum --ballots ballots.csv --pot 30000000 --quorum 17 --minimum 1500",
        _BALLOTS,
        (
            _QUORUM,
            Own("minimum", "Least median; who has less gets nothing.", "0"),
            _PASSES,
            _CAP,
            _CAP_MODE,
            _DUST,
            _POINTS,
        ),
        "A blank amount is no opinion; an explicit 0 counts in the median and for the quorum."
        " --minimum is of the median (at least), not of the award.",
    ),
    "mean-quorum": Described(
        "Share the pot by the mean amount of each project's ballots.",
        (
            "score(p)  = sum of the amounts for p / number of its ballots",
            "award(p)  = pot * score(p) / sum of scores, of those with quorum",
        ),
        "mean-quorum --ballots ballots.csv --pot 197120 --quorum 5",
        _OR_SUMS,
        (*_SHARING, _POINTS),
        "A blank amount is no opinion; an explicit 0 counts in the mean and for the quorum."
        " Sums need a fourth column, ballots.",
    ),
    "sum-minimum": Described(
        "Share the pot by the sum of amounts; awards below the minimum are shared again.",
        (
            "score(p)  = sum of the amounts for p",
            "award(p)  = pot * score(p) / sum of scores, of those with quorum;",
            "            who is under --minimum drops out, and it is shared again until none is",
        ),
        "sum-minimum --ballots ballots.csv --pot 500000 --quorum 4 --minimum 500",
        _OR_SUMS,
        (*_SHARING, _POINTS),
        "In sums, votes is the sum of amounts; a quorum needs a fourth column, ballots.",
        has_engines=True,
    ),
    "percent-average": Described(
        "Share the pot by the average part that ballots give to a project.",
        (
            "score(p)  = mean over all ballots of amount for p / sum of amounts of the ballot",
            "award(p)  = pot * score(p)",
        ),
        "percent-average --ballots ballots.csv --pot 10000000",
        _BALLOTS,
        (*_SHARING, _POINTS),
        "Every ballot weighs the same, whatever it adds up to.",
    ),
    "metric-median-capped": Described(
        "Voters weigh metrics, metrics weigh projects, medians decide.",
        (
            "part(v,p)  = metric(p) * factor(v,p) / sum over projects of the same",
            "score(v,p) = sum over metrics of weight(v) * part(v,p)",
            "grant(v,p) = walk: highest first, min(score / rest of scores * rest of pot, cap)",
            "award(p)   = walk over the medians of grants; under --minimum dropped; walk again",
        ),
        "metric-median-capped --ballots weights.csv --metrics metrics.csv --pot 10000000"
        " --cap 500000 --minimum 1000",
        ("ballots", "metrics", "project_column", "projects", "budget"),
        _WALK,
        "Ballots name a metric where others name a project: voter,metric,amount. A column of the"
        " metrics that holds only true and false is a flag; a ballot row that names it multiplies"
        " that voter's metrics of the projects with true.",
    ),
    "nested-median": Described(
        "First how much, then to which category, then to which project: medians each time.",
        (
            "pool      = median of the votes on the pool, at most the pot",
            "part(c)   = median of the votes on category c / sum of these medians",
            "score(p)  = part(category of p) * median for p / sum of medians in that category",
            "award(p)  = pool * score(p); under --minimum dropped and shared again, then the cap",
        ),
        "nested-median --ballots ballots.csv --projects projects.csv --pot 8000000"
        " --minimum 1000 --cap 12.5%",
        _BALLOTS,
        (
            *_SHARING[:2],
            replace(_PASSES, default="once"),
            _CAP,
            replace(_CAP_MODE, default="cut"),
            _DUST,
        ),
        "Ballots take a fourth column, kind: project (or blank), category (the project column"
        " names the category), pool (the amount is the pool in tokens). --projects names the"
        " category of each project. A blank amount is a conflict or no opinion.",
    ),
    "metric-score": Described(
        "No ballots: measured figures decide, under weights that are published.",
        (
            "clipped   = min(figure, the percentile of its column, linearly interpolated)",
            "scaled    = (clipped - least) / (greatest - least)",
            "score(p)  = root of the mean over columns of (weight * scaled)^2",
            "award(p)  = capped walk; under --minimum dropped; walk again",
        ),
        "metric-score --metrics metrics.csv --params weights.yaml --pot 1300000 --cap 5%"
        " --minimum 200",
        ("metrics", "project_column", "projects"),
        (*_WALK, Own("percentile", "Where figures are clipped; 100 clips nothing.", "100")),
        "Only --params can hold: weights (metric: weight), chains (chain: weight), floors (metric:"
        " least total), periods (previous: name, current: name) and variants (adoption, growth,"
        " retention: weight). Variants compare the two periods.",
    ),
}
"""Name -> what to say of it."""
