# SPDX-License-Identifier: Apache-2.0
"""Models that are handed on as files of JSON: signed ballots, slips, delegations.

Errors: `BadInput` that names the file, the first field that is wrong, and why.
"""

from pathlib import Path
from typing import Self

from pydantic import ValidationError

from cosmolocal.domain import Frozen, first_issue
from cosmolocal.errors import BadInput
from cosmolocal.files import read_text


class JsonFile(Frozen):
    """What is kept as a file of JSON."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        return cls.loads(read_text(path), name=str(path))

    @classmethod
    def loads(cls, text: str, *, name: str = "the file") -> Self:
        """Read the text of a file; complaints call it `name`."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise BadInput(
                f"{name}: {first_issue(error)}", next_step="Have it written again."
            ) from None

    def dumps(self) -> str:
        """Write the text of a file."""
        return self.model_dump_json(indent=2) + "\n"
