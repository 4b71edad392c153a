# SPDX-License-Identifier: Apache-2.0
"""What sybils, collusion and bribes can do to each rule: `python -m benchmarks.attacks`.

One small round, the same for every rule: thirty honest voters, three projects they care for, and a
fourth, Mask, that nobody does. Each attacker has the means of one honest voter, whatever the rule
counts: credits, tokens or points. The pot is 10,000.

    sybils   the attacker appears as 1, 5 or 20 voters; with money, the same sum is split among them
    disguise as 20 voters of whom each gives a fifth to one of the other projects, in turn
    ring     five of the thirty promise each other to give all they have to Mask
    bribe    the fewest of the thirty that Mask must buy, whole ballots, to get a tenth of the pot

`docs/explain/attacks.md` holds the table; a test compares it with this program.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from pathlib import Path

from cosmolocal.tally.registry import RULES, Rule
from cosmolocal.tally.round import Round

PAGE = Path(__file__).parent.parent / "docs" / "explain" / "attacks.md"
BEGIN, END = "<!-- figures: python -m benchmarks.attacks -->", "<!-- end of figures -->"

POT, MEANS, HONEST, UNIT = 10_000, 100, 30, 10**6
TARGET = "Mask"
SYBILS = (1, 5, 20)
RING = 5
COUNTED: dict[str, tuple[str, dict[str, int]]] = {
    **{name: (name, {}) for name, rule in RULES.items() if not rule.takes_metrics},
    "median-quorum --quorum 10": ("median-quorum", {"quorum": 10}),
    "mean-quorum --quorum 10": ("mean-quorum", {"quorum": 10}),
}
"""Command -> rule and parameters."""
_LIKES = ("Mill", "Seeds", "Oven")


def honest() -> dict[str, dict[str, int]]:
    """Give each voter a first, a second and a third choice, in turn."""
    names = _LIKES
    ballots = {}
    for number in range(HONEST):
        turned = names[number % 3 :] + names[: number % 3]
        ballots[f"member {number}"] = dict(zip(turned, (60, 30, 10), strict=True))
    return ballots


def as_read_by(rule: Rule, ballots: dict[str, dict[str, int]]) -> Round:
    """Bring what voters spend to what the rule counts: votes of that cost, or the sum itself."""
    scale = 1 if rule.amounts == "votes" else UNIT
    given = {
        voter: {p: isqrt(spent) if scale == 1 else spent * scale for p, spent in of.items()}
        for voter, of in ballots.items()
    }
    return Round(pot=POT * UNIT, projects=(*_LIKES, TARGET), decimals=6, ballots=given, scale=scale)


def share(counted: str, ballots: dict[str, dict[str, int]]) -> Fraction:
    """Return the part of the pot that Mask gets as a match, its own gifts taken off."""
    name, parameters = COUNTED[counted]
    rule = RULES[name]
    round_ = as_read_by(rule, ballots)
    tally = rule.tally(round_, rule.parameters(**parameters))
    award = tally.allocation.awards[TARGET]
    if tally.scores.beside:
        award -= sum(round_.money(a) for a in round_.by_project[TARGET].values())
    return Fraction(max(award, 0), round_.pot)


def with_sybils(counted: str, count: int) -> dict[str, dict[str, int]]:
    """Add one attacker as so many voters; money is split, credits and ballots are not."""
    each = MEANS // count if RULES[COUNTED[counted][0]].amounts == "money" else MEANS
    return honest() | {f"sybil {n}": {TARGET: each} for n in range(count)}


def with_disguise(counted: str, count: int) -> dict[str, dict[str, int]]:
    """Let each sybil look like a friend of another project."""
    others, ballots = _LIKES, with_sybils(counted, count)
    for n in range(count):
        means = ballots[f"sybil {n}"][TARGET]
        ballots[f"sybil {n}"] = {TARGET: means - means // 5, others[n % 3]: means // 5}
    return ballots


def with_bought(count: int) -> dict[str, dict[str, int]]:
    """Let some of the honest give everything to Mask."""
    bought = {f"member {n}": {TARGET: MEANS} for n in range(count)}
    return honest() | bought


def fewest_for_a_tenth(counted: str) -> int | None:
    """Count whom Mask must buy."""
    for count in range(1, HONEST + 1):
        if share(counted, with_bought(count)) >= Fraction(1, 10):
            return count
    return None


def rows() -> Iterator[str]:
    """Write the table, a line for each rule."""
    sybils = " | ".join(f"{n} sybils" if n > 1 else "1 attacker" for n in SYBILS)
    disguised = f"{SYBILS[-1]} in disguise"
    yield f"| rule | {sybils} | {disguised} | ring of {RING} | ballots to buy for a tenth |"
    yield "|---|" + "---:|" * (len(SYBILS) + 3)
    for counted in COUNTED:
        parts = [share(counted, with_sybils(counted, count)) for count in SYBILS]
        parts.append(share(counted, with_disguise(counted, SYBILS[-1])))
        parts.append(share(counted, with_bought(RING)))
        shown = " | ".join(f"{_percent(part)} %" for part in parts)
        yield f"| `{counted}` | {shown} | {fewest_for_a_tenth(counted) or 'not possible'} |"


def _percent(part: Fraction) -> str:
    tenths = round(part * 1000)
    return f"{tenths // 10}.{tenths % 10}"


def table() -> str:
    """Return what stands between the marks of the page."""
    return "\n".join(["", "", *rows(), "", ""])


def filled_in(text: str) -> str:
    """Put the table into the page."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return head + BEGIN + table() + END + tail


if __name__ == "__main__":
    PAGE.write_text(filled_in(PAGE.read_text()))
    print("\n".join(rows()))
