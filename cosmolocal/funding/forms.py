# SPDX-License-Identifier: Apache-2.0
"""What a project says of itself: one file, used for as many rounds as one likes.

The chain gets a salted commitment to the text; the text stays with whoever keeps it. Past funding
is declared in every application: an empty list says that there was none.

Errors: `BadInput` that names the file, the field and what is wrong.
"""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from cosmolocal.domain import Frozen, first_issue
from cosmolocal.errors import BadInput
from cosmolocal.files import read_text
from cosmolocal.units import to_units
from cosmolocal.yaml_text import MAX_BYTES, require_plain

_FINE = 36


def _is_amount(text: str) -> str:
    if to_units(text, _FINE) < 0:
        raise ValueError("less than nothing")
    return text


Amount = Annotated[str, AfterValidator(_is_amount)]


class Evidence(Frozen):
    """What was done, where, from when to when, and what shows it."""

    what: str = Field(min_length=1)
    where: str = ""
    since: date | None = None
    until: date | None = None
    links: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Evidence":
        if self.since and self.until and self.until < self.since:
            raise ValueError("it ends before it begins")
        return self


class PastFunding(Frozen):
    """Money that the project has had for this already; the amount is an exact decimal."""

    source: str = Field(min_length=1)
    amount: Amount
    unit: str = Field(min_length=1, description="such as EUR or ETH")
    received: date


class ApplicationForm(Frozen):
    """An application as people write it."""

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1)
    category: str = ""
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    past_funding: tuple[PastFunding, ...]

    def text(self) -> str:
        """Write it in the one form that is committed to."""
        data = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_form(path: Path) -> ApplicationForm:
    """Read a form from YAML or JSON."""
    text = read_text(path, MAX_BYTES)
    try:
        require_plain(text)
        return ApplicationForm.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise BadInput(
            f"{path}: {first_issue(error)}",
            next_step="A form has title, summary and past_funding; [] where there was none.",
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadInput(f"{path} is no YAML: {error}") from None
