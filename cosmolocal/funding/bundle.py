# SPDX-License-Identifier: Apache-2.0
"""All that a published result was counted from: a folder that anybody can count again.

| file | what |
|---|---|
| `round.json` | chain, pool, round, pot, token, decimals, the rule's canonical text |
| `projects.csv` | the admitted projects: `project,seat,payee` |
| `ballots.csv` | `voter,project,amount`; the voter is a seat; a zero is an opinion |
| `metrics.csv`, `clusters.csv` | tables that some rules need beside ballots |
| `lines.csv` | the result: `number,project,payee,amount,heads,score` |
| `tree.json`, `result.json` | what follows from the lines: OpenZeppelin's tree, and figures for people |

Everything but the last row is bound by the bundle's hash: files by name, each with its length in
front, cut into pieces of 8,192 bytes, (number, keccak256) of each piece a leaf. Events alone give
the first three files and, where there are no further tables, the lines too.

Errors: `BadInput` naming file and reason.
"""  # noqa: E501 - a table

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import TypeAdapter

from cosmolocal import files
from cosmolocal.counting.files import Files, read_round
from cosmolocal.counting.result import counted, figures
from cosmolocal.errors import BadInput
from cosmolocal.funding.lines import Line, Lines
from cosmolocal.funding.named_rule import NamedRule
from cosmolocal.replay.published_rounds import MEDIAN, SUM, PublishedRound
from cosmolocal.replay.rounds import APPROVED
from cosmolocal.tally.merkle import Tree, build, row_encoder
from cosmolocal.tally.registry import Tally
from cosmolocal.tally.round import Round, Score
from cosmolocal.units import from_units, to_address, to_units

PIECE_BYTES = 8_192
"""That of contracts/interfaces/IResultDesk.vyi."""
TABLES = ("metrics.csv", "clusters.csv")
SCORE_DIGITS = 18
_INPUTS = ("round.json", "projects.csv", "ballots.csv", *TABLES, "lines.csv")
_MOST_DECIMALS = 36
_WHOLE = re.compile(r"-?[0-9]{1,78}")  # as many digits as the largest word has
_PIECE_TYPES = ("uint256", "bytes32")
_LINE_COLUMNS = tuple(each.name for each in fields(Line))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a count needs to know of the round."""

    chain_id: int
    pool: ChecksumAddress
    round_id: int
    pot: int
    token: ChecksumAddress
    token_decimals: int
    ballot_decimals: int
    rule: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """An admitted project, and where its money goes as of the end of voting."""

    project: int
    seat: int
    payee: ChecksumAddress


@dataclass(frozen=True)
class Bundle:
    """The inputs of a count, and the lines that somebody says come of them."""

    facts: Facts
    projects: tuple[Entrant, ...]
    ballots: Mapping[int, Mapping[int, int]]
    lines: tuple[Line, ...]
    tables: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def count(
        cls,
        facts: Facts,
        projects: tuple[Entrant, ...],
        ballots: Mapping[int, Mapping[int, int]],
        tables: Mapping[str, bytes] | None = None,
    ) -> "Bundle":
        """Count the inputs; the lines are what comes of them."""
        inputs = cls(facts, projects, ballots, (), tables or {})
        return cls(facts, projects, ballots, tuple(inputs.recount()), tables or {})

    @classmethod
    def read(cls, folder: Path) -> "Bundle":
        """Read a folder; nothing of it is believed but what `differences` finds confirmed."""
        texts = {name: _read(folder / name) for name in _INPUTS if (folder / name).exists()}
        for name in set(_INPUTS) - set(TABLES) - set(texts):
            raise BadInput(f"{folder / name} is missing", next_step="Name the whole bundle.")
        facts = _facts(texts["round.json"])
        entrants = tuple(
            Entrant(int(row["project"]), int(row["seat"]), to_address(row["payee"]))
            for row in _rows("projects.csv", texts["projects.csv"], ("project", "seat", "payee"))
        )
        ballots: dict[int, dict[int, int]] = {}
        for row in _rows("ballots.csv", texts["ballots.csv"], ("voter", "project", "amount")):
            amount = to_units(row["amount"], facts.ballot_decimals)
            ballots.setdefault(int(row["voter"]), {})[int(row["project"])] = amount
        lines = tuple(map(_line, _rows("lines.csv", texts["lines.csv"], _LINE_COLUMNS)))
        return cls(facts, entrants, ballots, lines, {n: texts[n] for n in TABLES if n in texts})

    def write(self, folder: Path) -> list[Path]:
        """Write the folder; return its files."""
        contents = self.files() | {
            "tree.json": self.book.tree.dumps().encode(),
            "result.json": _json(figures(self.tally) | self.commitment()),
        }
        return files.write_all(folder, contents)

    def files(self) -> dict[str, bytes]:
        """Write what the bundle's hash binds: name -> content."""
        facts = {each.name: getattr(self.facts, each.name) for each in fields(Facts)}
        facts["pot"] = str(self.facts.pot)
        entrants = ((e.project, e.seat, e.payee) for e in self.projects)
        return {
            "round.json": _json(facts),
            "projects.csv": _csv(("project", "seat", "payee"), entrants),
            "ballots.csv": _csv(("voter", "project", "amount"), self._ballot_rows()),
            **self.tables,
            "lines.csv": _csv(_LINE_COLUMNS, (line.words() for line in self.lines)),
        }

    def commitment(self) -> dict[str, Any]:
        """Say what a result of this bundle is published as."""
        return {
            "root": "0x" + self.book.root.hex(),
            "total": str(self.book.total),
            "bundle": "0x" + self.hash.hex(),
            "pieces": len(self.pieces),
        }

    # -- what binds it

    @cached_property
    def book(self) -> Lines:
        """The lines with their tree."""
        facts = self.facts
        return Lines(facts.chain_id, facts.pool, facts.round_id, self.lines)

    @cached_property
    def pieces(self) -> list[bytes]:
        """All files in one, cut into pieces."""
        whole = b"".join(
            f"{name} {len(content)}\n".encode() + content
            for name, content in sorted(self.files().items())
        )
        return [whole[start : start + PIECE_BYTES] for start in range(0, len(whole), PIECE_BYTES)]

    @cached_property
    def tree(self) -> Tree:
        """The tree of the pieces."""
        encoded = row_encoder(_PIECE_TYPES)
        return build(encoded((n, keccak(piece))) for n, piece in enumerate(self.pieces))

    @property
    def hash(self) -> bytes:
        """The hash that binds every file."""
        return self.tree.root

    # -- counting

    @cached_property
    def rule(self) -> NamedRule:
        """The round's rule."""
        return NamedRule.parse(self.facts.rule)

    @cached_property
    def tally(self) -> Tally:
        """The inputs counted by the rule, by both of its implementations."""
        return counted(self.rule.rule, self._round(), self.rule.parameters, exact=True)

    def recount(self) -> Iterator[Line]:
        """Count the inputs again, whatever the lines say."""
        found = {line.project: line for line in self.tally.lines}
        for number, entrant in enumerate(self.projects):
            line = found[str(entrant.project)]
            amounts = self.amounts(entrant.project)
            score = self._score(line.score, amounts)
            place = (number, entrant.project, entrant.payee)
            yield Line(*place, line.award, len(amounts), score)

    def amounts(self, project: int) -> list[int]:
        """What all ballots that name a project give it."""
        return [given[project] for given in self.ballots.values() if project in given]

    def differences(self) -> list[str]:
        """Compare the lines with what the inputs come to; nothing if they are right."""
        due, said = list(self.recount()), list(self.lines)
        found = [
            f"project {line.project}: the result says {_said(claimed)}, the ballots {_said(line)}"
            for line, claimed in zip(due, said, strict=False)
            if line != claimed
        ]
        if len(due) != len(said):
            found.append(f"{len(said)} lines, but {len(due)} admitted projects")
        return found

    def _score(self, score: Score, amounts: list[int]) -> int:
        check = self.rule.check
        if check == SUM:
            return sum(amounts)
        if check == MEDIAN:
            return int(2 * median(amounts)) if amounts else 0
        return int(score.value * 10**SCORE_DIGITS // 1)

    def _round(self) -> Round:
        """Bring the inputs into the form that rules count."""
        rule, facts = self.rule.rule, self.facts
        named = {project for given in self.ballots.values() for project in given}
        if strangers := named - {entrant.project for entrant in self.projects}:
            raise BadInput(f"ballots.csv names project {min(strangers)}, which was not admitted")
        projects = tuple(str(entrant.project) for entrant in self.projects)
        if not self.tables:
            _require_tables(rule.takes_metrics, rule.takes_clusters)
            ballots = {str(v): {str(p): a for p, a in of.items()} for v, of in self.ballots.items()}
            return Round(
                pot=facts.pot,
                projects=projects,
                decimals=facts.token_decimals,
                ballots=ballots,
                scale=10**facts.ballot_decimals,
            )
        with TemporaryDirectory() as folder:
            paths = {}
            for name, content in self.files().items():
                paths[name.removesuffix(".csv")] = path = Path(folder, name)
                path.write_bytes(content)
            files = Files(
                projects=paths["projects"],
                metrics=paths.get("metrics"),
                clusters=paths.get("clusters"),
                ballots=paths["ballots"] if rule.takes_ballots else None,
            )
            negative = getattr(self.rule.parameters, "negative", "refuse")
            decimals = facts.token_decimals
            return read_round(rule, files, pot=facts.pot, decimals=decimals, negative=negative)

    def _ballot_rows(self) -> Iterator[tuple[object, ...]]:
        for voter, given in sorted(self.ballots.items()):
            for project, amount in sorted(given.items()):
                yield voter, project, from_units(amount, self.facts.ballot_decimals)


def bundle_of(
    chain_id: int,
    pool: ChecksumAddress,
    round_id: int,
    known: PublishedRound,
    *,
    token_decimals: int,
    tables: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Count a round as the events before the end of its voting tell it."""
    terms, end = known.terms, known.terms["voting_end"]
    facts = Facts(
        chain_id=chain_id,
        pool=pool,
        round_id=round_id,
        pot=known.pot,
        token=terms["token"],
        token_decimals=token_decimals,
        ballot_decimals=terms["decimals"],
        rule=known.rule,
    )
    projects = tuple(
        Entrant(number, project.seat, project.payee_at(end))
        for number, project in sorted(known.projects.items())
        if project.status == APPROVED
    )
    return Bundle.count(facts, projects, known.ballots, tables)


def read_tables(metrics: Path | None = None, clusters: Path | None = None) -> dict[str, bytes]:
    """Read the tables that a rule needs beside ballots."""
    given = {"metrics.csv": metrics, "clusters.csv": clusters}
    return {name: _read(path) for name, path in given.items() if path is not None}


def _require_tables(metrics: bool, clusters: bool) -> None:  # noqa: FBT001 - of one rule
    for name, needed in (("metrics", metrics), ("clusters", clusters)):
        if needed:
            raise BadInput(f"the round's rule needs {name}", next_step=f"Give --{name} CSV.")


def _facts(content: bytes) -> Facts:
    try:
        document = files.parsed(content)
        document["pot"] = int(document["pot"])
        facts = TypeAdapter(Facts).validate_python(document)
        if not all(0 <= n <= _MOST_DECIMALS for n in (facts.token_decimals, facts.ballot_decimals)):
            raise ValueError(f"decimals are 0 to {_MOST_DECIMALS}")
        return facts
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"round.json does not describe a round: {error}") from None


def _line(row: Mapping[str, str]) -> Line:
    numbers = {name: int(row[name]) for name in _LINE_COLUMNS if name != "payee"}
    return Line(payee=to_address(row["payee"]), **numbers)


def _said(line: Line) -> str:
    return f"{line.amount} for {line.payee} ({line.heads} ballots, score {line.score})"


def _rows(name: str, content: bytes, columns: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """Read a table of whole numbers, decimals and addresses; name the line of what is none."""
    reader = csv.DictReader(StringIO(content.decode("utf-8", errors="replace")))
    is_result = columns == _LINE_COLUMNS  # its amounts are in smallest units
    try:
        if tuple(reader.fieldnames or ()) != columns:
            raise BadInput(f"{name}: columns are {','.join(columns)}, not {reader.fieldnames}")
        for row in reader:
            if None in row or None in row.values():
                raise ValueError(f"a row has {len(columns)} cells")
            for column in columns:
                _check_cell(column, row[column], is_decimal=column == "amount" and not is_result)
            yield row
    except (ValueError, TypeError, csv.Error) as error:
        raise BadInput(f"{name}, line {reader.line_num}: {error}") from None


def _check_cell(column: str, text: str, *, is_decimal: bool) -> None:
    if column == "payee":
        to_address(text)
    elif is_decimal:
        to_units(text, _MOST_DECIMALS)
    elif not _WHOLE.fullmatch(text):
        raise ValueError(f"{column}: {text!r} is no whole number")


def _read(path: Path) -> bytes:
    return files.read(path)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode()
