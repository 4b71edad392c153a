# SPDX-License-Identifier: Apache-2.0
"""Which engine counts: Python row by row, or a database; the answer is the same."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from cosmolocal.errors import BadInput
from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.registry import Rule
from cosmolocal.tally.round import Round

Engine = Literal["auto", "python", "duckdb", "spark"]
WORTH_BYTES = 8_000_000
"""From here on, starting a database costs less than it saves."""

_NEEDED = {"duckdb": ("ibis", "duckdb"), "spark": ("ibis", "duckdb", "pyspark")}
_EXTRA = {"duckdb": "analytics", "spark": "spark"}


def round_of_columns(
    rule: Rule, path: Path, parameters: Parameters, engine: Engine, *, pot: int, decimals: int
) -> Round | None:
    """Let a database add up the ballots; None if they are to be read row by row.

    Raises `BadInput` if a named engine is not installed, or cannot count this table by this rule.
    """
    if engine == "python" or (engine == "auto" and not _is_worth_it(path)):
        return None
    name = "duckdb" if engine == "auto" else engine
    if missing := _missing(name):
        raise BadInput(
            f"the engine {engine} needs {', '.join(missing)}, which is not installed",
            next_step=f"pip install 'cosmolocal[{_EXTRA[name]}]', or take --engine python.",
        )
    from cosmolocal.counting import columns  # noqa: PLC0415 - of an extra

    given = parameters.model_dump()
    found = columns.sums(columns.connect(name), rule, path, given, decimals=decimals)
    if found is None and engine != "auto":
        raise BadInput(
            f"{engine} does not count {path} by {rule.name} as it stands",
            next_step="Take --engine python: it says what is unusual, or counts it.",
        )
    if found is None:
        return None
    unit = 10**decimals if rule.amounts == "money" else 1
    return Round(pot=pot, projects=tuple(found), decimals=decimals, sums=found, sums_unit=unit)


def _missing(engine: str) -> list[str]:
    return [name for name in _NEEDED[engine] if find_spec(name) is None]


def _is_worth_it(path: Path) -> bool:
    try:
        is_large = path.suffix == ".parquet" or path.stat().st_size >= WORTH_BYTES
    except OSError:
        return False
    return is_large and not _missing("duckdb")
