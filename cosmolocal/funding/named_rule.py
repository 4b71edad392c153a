# SPDX-License-Identifier: Apache-2.0
"""A rule as a round names it: name, version and every parameter, as one canonical text.

The text is JSON with sorted keys and without blanks; its keccak is what a round keeps from its
opening on. Nothing but this text is counted by: another version, an unknown parameter or another
spelling is refused.

Errors: `BadInput` naming the rule or the parameter.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_utils.crypto import keccak
from pydantic import ValidationError

from cosmolocal.errors import BadInput
from cosmolocal.files import parsed
from cosmolocal.replay.published_rounds import MEDIAN, NOTHING, SUM
from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.registry import RULES, Rule, identity_text

MAX_TEXT_BYTES = 1_024
"""Room for it in contracts/funding/PublishedFunding.vy."""
_CHECKS = {"median-quorum": MEDIAN, "mean-quorum": SUM, "sum-minimum": SUM, "quadratic-votes": SUM}


@dataclass(frozen=True)
class NamedRule:
    """One rule with its parameters."""

    rule: Rule
    parameters: Parameters

    @classmethod
    def of(cls, name: str, /, **parameters: Any) -> "NamedRule":
        """Name a rule; parameters left out have their defaults."""
        rule = _rule(name)
        try:
            found = rule.parameters(**parameters)
        except ValidationError as error:
            reasons = "; ".join(
                f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
            )
            raise BadInput(f"parameters of {name}: {reasons}") from None
        named = cls(rule, found)
        if len(named.text.encode()) > MAX_TEXT_BYTES:
            raise BadInput(f"{name}: its parameters take more than {MAX_TEXT_BYTES} bytes")
        return named

    @classmethod
    def parse(cls, text: str) -> "NamedRule":
        """Read the canonical text of a round; nothing else is counted by."""
        try:
            document = parsed(text)
            name, version = document["name"], document["version"]
            parameters = dict(document["parameters"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"the round's rule is no text of name, version and parameters: {error}"
            ) from None
        rule = _rule(str(name))
        if version != rule.version:
            raise BadInput(
                f"the round counts by {name}/{version}, this package by {name}/{rule.version}",
                next_step="Count it with the version of the package that it was opened with.",
            )
        named = cls.of(name, **parameters)
        if named.text != text:
            raise BadInput(
                f"the round's rule is not the canonical text of {name}",
                next_step="Look at the round's opening: a parameter is missing or spelled anew.",
            )
        return named

    @cached_property
    def text(self) -> str:
        """The canonical text."""
        return identity_text(self.rule, self.parameters)

    @property
    def hash(self) -> bytes:
        """What a round keeps of the text."""
        return keccak(text=self.text)

    @property
    def check(self) -> int:
        """What the score of one line can be checked as on chain."""
        if getattr(self.parameters, "negative", "") == "drop":
            return NOTHING
        return _CHECKS.get(self.rule.name, NOTHING)

    @property
    def is_squared(self) -> bool:
        """Whether a budget bounds the squares of what a ballot gives."""
        return self.rule.name == "quadratic-votes"

    @property
    def allows_negative(self) -> bool:
        """Whether a ballot may give less than nothing."""
        return getattr(self.parameters, "negative", "refuse") != "refuse"

    @property
    def is_whole(self) -> bool:
        """Whether ballots give whole numbers only."""
        return self.rule.amounts == "votes"


def _rule(name: str) -> Rule:
    if name not in RULES:
        raise BadInput(
            f"there is no rule {name!r}", next_step=f"Choose one of: {', '.join(RULES)}."
        )
    rule = RULES[name]
    if rule.takes_categories or (rule.takes_metrics and rule.takes_ballots):
        raise BadInput(
            f"{name} counts ballots over metrics or categories; those of a round name projects",
            next_step="Choose another rule, or count tables with `cosmolocal tally`.",
        )
    return rule
