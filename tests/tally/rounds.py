# SPDX-License-Identifier: Apache-2.0
"""Rounds of any kind for every rule, drawn by hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Figure, Round

PROJECTS = ("mill", "seeds", "bakery", "orchard", "weir")
VOTERS = ("mara", "ilse", "noor", "rui", "ana", "tom")
METRICS = ("visits", "repairs", "trees")
CATEGORIES = {"mill": "craft", "seeds": "land", "bakery": "craft", "orchard": "land", "weir": ""}

AMOUNTS = st.one_of(st.integers(0, 12), st.integers(0, 10**24), st.sampled_from([0, 1, 10**18]))
POTS = st.one_of(st.integers(0, 50), st.integers(0, 10**30))


def ballots(names, amounts=AMOUNTS):
    return st.dictionaries(
        st.sampled_from(VOTERS), st.dictionaries(st.sampled_from(names), amounts), max_size=6
    )


@st.composite
def figures(draw):
    values = st.fractions(0, 1000, max_denominator=100)
    found = []
    for project in PROJECTS:
        for metric in draw(st.sets(st.sampled_from(METRICS))):
            found += [Figure(project, metric, draw(values), "", when) for when in ("May", "June")]
    return tuple(found)


CLUSTERS = st.dictionaries(
    st.sampled_from(VOTERS),
    st.dictionaries(
        st.sampled_from(("north", "south", "coast")), st.integers(0, 3).map(Fraction), max_size=3
    ),
)


@st.composite
def round_for(draw, rule):
    """Any round that the rule can read."""
    scale = {"votes": 1, "money": 10**6, "points": 10**18}[rule.amounts]
    common = {"pot": draw(POTS), "projects": PROJECTS, "decimals": 6, "scale": scale}
    common["conflicts"] = frozenset(
        draw(st.sets(st.tuples(st.sampled_from(VOTERS), st.sampled_from(PROJECTS)), max_size=3))
    )
    if rule.takes_metrics:
        common["figures"] = draw(figures())
        named = {figure.metric for figure in common["figures"]}
        common["flags"] = {"local": frozenset(draw(st.sets(st.sampled_from(PROJECTS))))}
        names = sorted(named | {"local"})
        given = draw(ballots(names, st.integers(0, 100))) if rule.takes_ballots else {}
        return Round(ballots=given, **common)
    if rule.takes_clusters and draw(st.booleans()):
        common["clusters"] = draw(CLUSTERS)
    if rule.takes_categories:
        common["categories"] = CATEGORIES
        common["category_votes"] = draw(ballots(("craft", "land", "")))
        common["pool_votes"] = draw(st.dictionaries(st.sampled_from(VOTERS), AMOUNTS, max_size=5))
    amounts = st.integers(-20, 20) if rule.amounts == "votes" else AMOUNTS
    return Round(ballots=draw(ballots(PROJECTS, amounts)), **common)


def parameters_for(rule):
    """Any parameters of the rule."""
    common = {
        "quorum": st.integers(0, 2),
        "minimum": st.sampled_from(["0", "1", "0.5", "2"]),
        "minimum_passes": st.sampled_from(["once", "repeat"]),
        "cap": st.sampled_from([None, "1", "30%", "12.5%", "0"]),
        "cap_mode": st.sampled_from(["cut", "redistribute", "walk"]),
        "dust": st.sampled_from(["floor", "largest-remainder"]),
        "negative": st.sampled_from(["count", "drop"]),
        "least_gift": st.sampled_from(["0", "0.000003"]),
        "root_scale": st.sampled_from([1, 256, 10**9]),
        "credit_units": st.sampled_from([1, 7, 1000]),
        "M": st.sampled_from(["0", "0.01", "25"]),
        "strength": st.sampled_from(["harsh", "soft"]),
        "quorum_counts": st.sampled_from(["ballots", "support"]),
        "percentile": st.sampled_from(["100", "98.5", "50", "0"]),
        "periods": st.sampled_from([{}, {"previous": "May", "current": "June"}]),
    }
    known = rule.parameters.model_fields
    chosen = {name: strategy for name, strategy in common.items() if name in known}
    return st.fixed_dictionaries({}, optional=chosen).map(rule.parameters.model_validate)


NAMES = sorted(RULES)
