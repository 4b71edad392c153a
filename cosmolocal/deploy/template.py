# SPDX-License-Identifier: Apache-2.0
"""Write a first `alliance.yaml`, with comments, out of a few answers.

Whatever is answered becomes quoted YAML, so that no answer can be read as anything but itself; what
comes out is read back before anybody gets it.

Errors: `BadInput` with line and reason where the answers make no alliance.
"""

import json
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from cosmolocal.deploy import source
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.words import Strictly

NAME = "alliance.yaml"


class Member(Strictly):
    """A founder: a name, and an address or nothing."""

    name: str
    account: str = "auto"


class Answers(Strictly):
    """What has to be known before there can be an alliance."""

    name: str
    symbol: str
    covenant: str
    season_days: Annotated[int, Field(ge=1, le=3_650)]
    persons: tuple[Member, ...]
    organisations: tuple[Member, ...] = ()
    place: str = Field(default="", description="name of a first scope; none if empty")
    guardian: str = Field(default="", description="name of a seat; none if empty")
    guardian_days: Annotated[int, Field(ge=1, le=730)] = 180


def member(text: str) -> Member:
    """Read `name` or `name=0x…`."""
    name, _, account = text.partition("=")
    return Member(name=name.strip(), account=account.strip() or "auto")


def written(answers: Answers) -> str:
    """Return the file; it has been read back, so that it is one."""
    days = _spans(answers.season_days)
    parts = [
        _head(answers),
        _seats(answers),
        _scopes(answers, days["mandates"]),
        _rules(days, has_organisations=bool(answers.organisations)),
        _guardian(answers),
        _foot(days),
    ]
    text = "\n".join(part for part in parts if part)
    source.parse(text.encode(), Description, name=NAME)
    return text


def _quoted(text: str) -> str:
    """Write a text so that YAML reads exactly it: a JSON string is one of YAML too."""
    return json.dumps(text, ensure_ascii=False)


def _spans(season: int) -> dict[str, int]:
    """Choose spans that fit in a season [hours; `mandates` in days]."""
    vote = min(7 * 24, season * 24 // 3)
    return {
        "season": season,
        "delay": max(1, min(48, vote // 2)),
        "vote": max(1, vote),
        "timelock": max(1, min(48, vote)),
        "mandates": min(4 * season, 700),
    }


def _head(answers: Answers) -> str:
    covenant = "\n".join(f"  {line}".rstrip() for line in answers.covenant.strip().splitlines())
    return f"""\
# What this alliance is when it starts. Names and texts stay in this file: the chain gets addresses,
# figures and hashes. Every key is explained in docs/reference/alliance-file.md;
# `cosmolocal deploy plan {NAME}` checks the file and shows what comes of it.
version: 2
name: {_quoted(answers.name)}
# The only two words that wallets show.
public: {{name: {_quoted(_ascii(answers.name))}, symbol: {_quoted(answers.symbol)}}}

# What everybody agrees to. Only its hash goes to the chain, so keep this text.
covenant: |
{covenant}

# Budgets of votes, allowances and terms begin anew with each season.
season: {{start: now, seconds: {answers.season_days} days}}
"""


def _ascii(name: str) -> str:
    """Keep what wallets can show of a name."""
    shown = "".join(letter for letter in name if " " <= letter <= "~").strip()
    return shown[:32].strip() or "Alliance"


def _seats(answers: Answers) -> str:
    chambers = [("persons", answers.persons), ("organisations", answers.organisations)]
    blocks = [_chamber(key, members) for key, members in chambers if members]
    return f"""\
# Who belongs from the beginning, one seat each. `auto` is a throw-away key, for development chains
# only: before a real deployment write each founder's own address here.
seats:
{"".join(blocks)}"""


def _chamber(key: str, members: Sequence[Member]) -> str:
    lines = [
        f"    - {{name: {_quoted(each.name)}, account: {_quoted(each.account)}}}\n"
        for each in members
    ]
    return f"  {key}:\n{''.join(lines)}"


def _scopes(answers: Answers, mandate_days: int) -> str:
    first = _quoted(answers.persons[0].name) if answers.persons else ""
    mandates = f"{{until: {mandate_days} days, stewards: [{first}], confirmers: [{first}]}}"
    if not answers.place:
        return f"# Who acts for the alliance as a whole, for a time.\nmandates: {mandates}\n"
    return f"""\
# Places, guilds and functions that decide for themselves. A seat joins when it and the scope agree.
scopes:
  - name: {_quoted(answers.place)}
    kind: place
    charter: {_quoted(f"What {answers.place} can decide alone, it decides.")}
    mandates: {mandates}
"""


def _rules(hours: dict[str, int], *, has_organisations: bool) -> str:
    second = "\n  organisation_quorum_bps: 2_500" if has_organisations else ""
    return f"""\
# What a proposal must reach: a quarter of the active seats taking part, half of the votes for it.
# What may change the rules themselves needs two thirds, unless you write `constitution:`.
proposals:
  quorum_bps: 2_500{second}
  margin_bps: 5_000
  delay_seconds: {hours["delay"]} hours
  period_seconds: {hours["vote"]} hours
  timelock_seconds: {hours["timelock"]} hours
  grace_seconds: 14 days

# A seat's voice in a season: `base`, and up to `bonus_cap` more for recognised work.
# One vote on something costs 1 credit, two cost 4, three cost 9.
credits: {{base: 100, bonus_unit: 4 hours, bonus_cap: 20}}
"""


def _guardian(answers: Answers) -> str:
    if not answers.guardian:
        return ""
    return f"""\
# May cancel a proposal that would do harm, and nothing else, until then.
guardian: {{account: {_quoted(answers.guardian)}, until: {answers.guardian_days} days}}
"""


def _foot(hours: dict[str, int]) -> str:
    return f"""\
# The shortest wait between a decision and its execution.
timelock: {{min_delay_seconds: {hours["timelock"]} hours}}

# Work that one seat may confirm for others in a season.
ledger: {{season_allowance: 200 hours}}

# What else an alliance may begin with; take the marks away to use it.
# weights:
#   - {{skill: 7, weight_bps: 15_000}}
# pots:
#   - {{cap: 0.5, per_payment: 0.1, period: 30 days, end: {hours["mandates"]} days}}
"""
