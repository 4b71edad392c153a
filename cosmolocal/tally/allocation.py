# SPDX-License-Identifier: Apache-2.0
"""From scores to awards: shares of the pot, least award, caps, and what becomes of the dust.

    share[p] = pot * max(score[p], 0) / sum of max(score, 0);  0 for all if nobody has a score
    cap      "cut": min(share, cap), the excess stays in the pot
             "redistribute": set who is over it to the cap, scale the others up, repeat
             "walk": highest first, min(score / rest of scores * rest of pot, cap)
             The last two are the same figure: one pass instead of many.
    minimum  who would get less gets nothing, and all is shared again: "once", or "repeat" until
             nobody is below; all who are below leave together, but nobody for being capped
    dust     "floor": every award is rounded down, what that leaves is nobody's award
             "largest-remainder": it goes, a unit each, to the largest remainders, ties by id;
             awards then sum to exactly what there is to share, and none is over its cap

Units: pot, cap, minimum and awards are whole numbers of the token's smallest unit. Where all caps
together are less than the pot, the rest is dust whatever the mode.
Source: caps of Gitcoin (redistribute), Octant (cut), Optimism rounds 4 and 7 (walk); remainders
after Hamilton's method; contracts/funding/AwardRule.vy shares with "redistribute" and "floor".
`exact` reads like the rule, `fast` is its integer twin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from cosmolocal.tally.numbers import over_common_denominator

Dust = Literal["floor", "largest-remainder"]
CapMode = Literal["cut", "redistribute", "walk"]
Passes = Literal["once", "repeat"]


@dataclass(frozen=True)
class Limits:
    """How awards are bounded and rounded; amounts in smallest units."""

    dust: Dust = "floor"
    cap: int | None = None
    cap_mode: CapMode = "redistribute"
    minimum: int = 0
    passes: Passes = "repeat"

    @property
    def least(self) -> int:
        """What a project must get to stay."""
        return self.minimum if self.cap is None else min(self.minimum, self.cap)


@dataclass(frozen=True)
class Allocation:
    """What each project gets, in the order of the scores."""

    awards: dict[str, int]
    capped: frozenset[str]
    dropped: frozenset[str]
    """Whom the least award left out."""
    topped: frozenset[str]
    """Who got a unit of dust."""


def by_id(project: str) -> tuple[int, str]:
    """Order by id: numbers by their size and before names, names by their characters."""
    return (int(project), "") if project.isdecimal() and project.isascii() else (-1, project)


def tie_order(projects: list[str]) -> dict[str, int]:
    """Give each project its place among ties: numerically if every id is a number."""
    numbers = all(project.isdecimal() and project.isascii() for project in projects)
    ordered = sorted(projects, key=by_id if numbers else None)
    return {project: place for place, project in enumerate(ordered)}


# --- the reference, in fractions --------------------------------------------------------------


def exact(scores: Mapping[str, Fraction], pot: int, limits: Limits) -> Allocation:
    """Share a pot by the rule as it is written."""
    kept = {project: score for project, score in scores.items() if score > 0}
    dropped: set[str] = set()
    while True:
        shares = _capped_shares(kept, pot, limits)
        below = {project for project, share in shares.items() if share < limits.least}
        again = below and (limits.passes == "repeat" or not dropped)
        if not again:
            break
        dropped |= below
        kept = {project: score for project, score in kept.items() if project not in below}
    awards = {project: floor(share) for project, share in shares.items()}
    topped = _largest_remainders(shares, awards) if limits.dust == "largest-remainder" else set()
    return Allocation(
        awards={p: awards.get(p, 0) + (p in topped) for p in scores},
        capped=frozenset(p for p, share in shares.items() if share == limits.cap),
        dropped=frozenset(dropped),
        topped=frozenset(topped),
    )


def _capped_shares(kept: Mapping[str, Fraction], pot: int, limits: Limits) -> dict[str, Fraction]:
    total = sum(kept.values(), Fraction(0))
    shares = {project: pot * score / total for project, score in kept.items()}
    if limits.cap is None:
        return shares
    cap = Fraction(limits.cap)
    if limits.cap_mode == "cut":
        return {project: min(share, cap) for project, share in shares.items()}
    if limits.cap_mode == "walk":
        return _walk(kept, pot, cap)
    return _redistributed(shares, pot, cap)


def _redistributed(shares: dict[str, Fraction], pot: int, cap: Fraction) -> dict[str, Fraction]:
    while any(share > cap for share in shares.values()):
        shares = {project: min(share, cap) for project, share in shares.items()}
        free = {project: share for project, share in shares.items() if share < cap}
        if not free:
            break
        rest = pot - cap * (len(shares) - len(free))
        scale = rest / sum(free.values(), Fraction(0))
        shares |= {project: share * scale for project, share in free.items()}
    return shares


def _walk(scores: Mapping[str, Fraction], pot: int, cap: Fraction) -> dict[str, Fraction]:
    awards, rest, total = {}, Fraction(pot), sum(scores.values(), Fraction(0))
    for project in sorted(scores, key=lambda project: -scores[project]):
        awards[project] = min(scores[project] / total * rest, cap)
        rest, total = rest - awards[project], total - scores[project]
    return awards


def _largest_remainders(shares: Mapping[str, Fraction], awards: Mapping[str, int]) -> set[str]:
    missing = floor(sum(shares.values(), Fraction(0))) - sum(awards.values())
    place = tie_order(list(shares))
    ranked = sorted(shares, key=lambda p: (awards[p] - shares[p], place[p]))
    return set(ranked[:missing])


# --- the twin, in integers --------------------------------------------------------------------


def fast(scores: Mapping[str, Fraction], pot: int, limits: Limits) -> Allocation:
    """Share a pot in integers: one sort, and one pass for each time that somebody drops out."""
    whole, _ = over_common_denominator(list(scores.values()))
    ranked = [(score, p) for score, p in zip(whole, scores, strict=True) if score > 0]
    ranked.sort(key=lambda pair: -pair[0])
    dropped: set[str] = set()
    while True:
        parts, total = _parts(ranked, pot, limits)
        below = {project for project, (units, _) in parts.items() if units < limits.least}
        if not below or (dropped and limits.passes == "once"):
            break
        dropped |= below
        ranked = [pair for pair in ranked if pair[1] not in below]
    topped: set[str] = set()
    if limits.dust == "largest-remainder" and parts:
        place = tie_order(list(parts))
        by_remainder = sorted(parts, key=lambda p: (-parts[p][1], place[p]))
        topped = set(by_remainder[: sum(rest for _, rest in parts.values()) // total])
    return Allocation(
        awards={p: parts.get(p, (0, 0))[0] + (p in topped) for p in scores},
        capped=frozenset(p for p, part in parts.items() if part == (limits.cap, 0)),
        dropped=frozenset(dropped),
        topped=frozenset(topped),
    )


Parts = dict[str, tuple[int, int]]


def _parts(ranked: list[tuple[int, str]], pot: int, limits: Limits) -> tuple[Parts, int]:
    """Split each share into whole units and what is over, the latter over one denominator."""
    full, cap = 0, limits.cap
    rest, total = pot, sum(score for score, _ in ranked)
    if cap is not None and limits.cap_mode != "cut":
        while full < len(ranked) and ranked[full][0] * rest > cap * total:
            rest, total = rest - cap, total - ranked[full][0]
            full += 1
    parts = {project: (cap or 0, 0) for _, project in ranked[:full]}
    for score, project in ranked[full:]:
        units, over = divmod(score * rest, total)
        is_over = cap is not None and units >= cap
        parts[project] = (cap or 0, 0) if is_over else (units, over)
    return parts, total or 1
