# SPDX-License-Identifier: Apache-2.0
"""The parameters of a rule out of a JSON or YAML file.

Errors: `BadInput` naming the file, each parameter in the way, and those that the rule takes.
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cosmolocal.errors import BadInput
from cosmolocal.tables import refused, text_of
from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.registry import Rule
from cosmolocal.yaml_text import MAX_BYTES, require_plain


class _Exact(yaml.SafeLoader):
    """Reads decimals as the text they are: a float would lose digits."""


_Exact.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":float", ":timestamp"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_parameters(rule: Rule, path: Path | None, options: dict[str, str]) -> Parameters:
    """Read the parameters of a rule from a JSON or YAML file; options come on top."""
    given: dict[str, Any] = {}
    if path is not None:
        try:
            text = text_of(path, MAX_BYTES)
            require_plain(text)
            given = yaml.load(text, _Exact) or {}  # noqa: S506 - a safe loader
        except BadInput:
            raise
        except (yaml.YAMLError, ValueError) as error:
            raise refused(path, [str(error)]) from None
        if not isinstance(given, dict):
            raise refused(path, ["no mapping of parameters to their values"])
    try:
        return rule.parameters.model_validate(given | _numbers(rule, options))
    except ValidationError as error:
        where = f"{path}: " if path else ""
        known = ", ".join(rule.parameters.model_fields)
        raise BadInput(
            "\n".join(f"{where}{reason}" for reason in reasons(error)),
            next_step=f"{rule.name} takes: {known}.",
        ) from None


def _numbers(rule: Rule, options: dict[str, str]) -> dict[str, Any]:
    """Read options of whole-number parameters as such."""
    fields = rule.parameters.model_fields
    return {
        name: int(text) if fields[name].annotation is int else text
        for name, text in options.items()
    }


def _in_words(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "no such parameter"
    return str(error["msg"]).removeprefix("Value error, ")


def reasons(error: ValidationError) -> list[str]:
    """Name each parameter in the way; pydantic's own text would lead to its website."""
    return [f"{'.'.join(map(str, each['loc']))}: {_in_words(each)}" for each in error.errors()]
