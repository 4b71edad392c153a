# SPDX-License-Identifier: Apache-2.0
"""Types of the values that people write in `alliance.yaml`: names, texts, spans, moments, accounts.

Spans are whole seconds, or words such as `90 days`. A moment is UTC seconds, a date such as
`2027-01-01T00:00:00Z`, or a span, which then counts from a moment of reference.

Errors: `ValueError` with the reason, so that pydantic reports it beside the field.
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from cosmolocal.units import UINT256_MAX, to_address

_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_SPAN = re.compile(r"([0-9]{1,9}) (second|minute|hour|day|week)s?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z)?")
_NOW = "now"
# Line breaks are part of a text, and the joiner holds letters of some scripts together.
_ALLOWED_FORMAT = "\n\u200c\u200d"


def span(value: int | str) -> int:
    """Read a span as seconds."""
    if isinstance(value, int):
        return value
    match = _SPAN.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is no span: write whole seconds, or for example `90 days`")
    return int(match[1]) * _UNITS[match[2]]


def moment(value: int | str, reference: int) -> int:
    """Read a moment as UTC seconds; a span counts from `reference`, `now` is `reference`."""
    if isinstance(value, int):
        return value
    if value == _NOW:
        return reference
    if _SPAN.fullmatch(value):
        return reference + span(value)
    if _DATE.fullmatch(value) is None:
        raise ValueError(
            f"{value!r} is no moment: write `2027-01-01T00:00:00Z`, or a span such as `90 days`"
        )
    return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp())


def is_relative(value: int | str) -> bool:
    """Whether a moment is a span and so needs another moment to start from."""
    return isinstance(value, str) and _SPAN.fullmatch(value) is not None


def _moment_text(value: Any) -> Any:
    """Refuse a text that is no moment; the file's own words are kept."""
    if isinstance(value, str):
        moment(value, 0)
    return value


def _readable(text: str) -> str:
    """Refuse characters that show nothing or change the order of others."""
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cf", "Cs", "Co"} and character not in _ALLOWED_FORMAT:
            raise ValueError(f"contains the invisible character U+{ord(character):04X}")
    return unicodedata.normalize("NFC", text)


def _account(value: str) -> str:
    return value if value == "auto" else to_address(value)


def _seconds_or(*patterns: str) -> WithJsonSchema:
    """Describe a value that is a number of seconds, or text of one of some forms."""
    texts = [{"type": "string", "pattern": f"^({pattern})$"} for pattern in patterns]
    return WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, *texts]})


Span = Annotated[
    int,
    Strict(),
    BeforeValidator(lambda value: span(value) if isinstance(value, str) else value),
    _seconds_or(_SPAN.pattern),
]
"""A span of time [seconds], or `90 days`; its field gives the bounds."""
Moment = Annotated[
    Annotated[int, Strict(), Field(ge=0, le=2**40 - 1)] | Annotated[str, Strict()],
    BeforeValidator(_moment_text),
    _seconds_or(_SPAN.pattern, _DATE.pattern, _NOW),
]
"""A moment as the file writes it; `moment()` gives its seconds."""
Whole = Annotated[int, Strict()]
"""A whole number; its field gives the bounds, which would be lost if the type had some too."""
Count = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX)]
"""A number of the chain."""
Name = Annotated[
    str,
    Strict(),
    StringConstraints(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$"),
    AfterValidator(_readable),
]
"""What people call somebody or something; never sent to the chain."""
Text = Annotated[
    str,
    Strict(),
    StringConstraints(max_length=20_000, strip_whitespace=True),
    AfterValidator(_readable),
]
"""Words for people; the chain gets their hash at most."""
Account = Annotated[
    str,
    Strict(),
    AfterValidator(_account),
    WithJsonSchema({"type": "string", "pattern": "^(auto|0x[0-9a-fA-F]{40})$"}),
]
"""An address with its checksum; `auto` makes a throw-away key, on development chains only."""


class Strictly(BaseModel):
    """A frozen model that takes no key which is not described."""

    model_config = ConfigDict(frozen=True, extra="forbid")
