# SPDX-License-Identifier: Apache-2.0
"""What people type about flows, and the files they bring and take.

Errors: `BadInput` that names what was typed and what is expected.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosmolocal import files
from cosmolocal.errors import BadInput
from cosmolocal.units import from_units
from cosmolocal.valueflows import (
    Action,
    Flow,
    agent_of_scope,
    books,
    eas,
    factors,
    jsonld,
    resource_id,
    timesheet,
    unit_code,
)
from cosmolocal.valueflows.rows import Batch, Proof
from cosmolocal.valueflows.stocks import Kind, Spec
from cosmolocal.valueflows.units import millionths

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


def flow(**typed: Any) -> Flow:
    """Read an event from what was typed."""
    try:
        fields = {
            **typed,
            "action": Action.of(typed["action"]),
            "receiver": agent(typed["receiver"]),
            "quantity": quantity(typed["quantity"]),
            "unit": unit_code(typed["unit"]) if typed["unit"] else "",
            "resource": resource(typed["resource"]),
            "to_resource": resource(typed["to_resource"]),
        }
        event = Flow(**fields)
        _ = event.words
    except ValueError as reason:
        raise BadInput(str(reason)) from None
    return event


def quantity(text: str) -> int:
    """Read a decimal as millionths."""
    try:
        return millionths(text)
    except ValueError as reason:
        raise BadInput(str(reason)) from None


def factor_set(text: str, file: Path) -> list[factors.Factor]:
    """Read a published set of emission factors."""
    try:
        return factors.read(text)
    except ValueError as reason:
        raise BadInput(
            f"{file}: {reason}",
            next_step="Take US EPA freight (CSV), Ember grid intensity (JSON) or USEEIO (CSV).",
        ) from None


def estimated(known: list[factors.Factor], name: str, used: str, unit: str) -> tuple[str, str]:
    """Turn what was used into what a factor says it emits: a quantity in kilograms."""
    try:
        found = factors.find(known, name, unit)
    except ValueError as reason:
        raise BadInput(
            str(reason), next_step="See what there is: `cosmolocal ledger factors FILE`."
        ) from None
    return from_units(found.estimate(quantity(used)), 6), "KGM"


def agent(text: str) -> int:
    """Read a party: a seat, or `scope:N`."""
    sort, _, number = text.rpartition(":")
    if sort not in ("", "scope") or not number.isdecimal():
        raise BadInput(f"{text!r} is no party: write a seat, or scope:N")
    return agent_of_scope(int(number)) if sort else int(number)


def resource(text: str) -> int:
    """Read `SCOPE/NUMBER`, or the whole id; nothing is 0."""
    if not text:
        return 0
    scope, _, number = text.rpartition("/")
    if not number.isdecimal() or (scope and not scope.isdecimal()):
        raise BadInput(f"{text!r} is no resource: write SCOPE/NUMBER")
    if not scope:
        return int(number)
    try:
        return resource_id(int(scope), int(number))
    except ValueError as reason:
        raise BadInput(str(reason)) from None


def spec(kind: str, unit: str, mass: int, energy: int, tolerance_bps: int) -> Spec:
    """Read a kind of thing."""
    try:
        return Spec(Kind[kind.upper()], unit_code(unit), mass, energy, tolerance_bps)
    except KeyError:
        known = ", ".join(each.name.lower() for each in Kind)
        raise BadInput(f"{kind!r} is no kind: choose one of {known}") from None
    except ValueError as reason:
        raise BadInput(str(reason)) from None


@contextmanager
def read_file(session: "Session", file: Path, scope: int) -> Iterator[Iterable[Flow]]:
    """Read a timesheet row by row, or a JSON-LD document; texts are kept when all is done."""
    if file.suffix != ".csv":
        yield _document(session, file, scope)
        return
    try:
        with session.inputs.open_texts().in_bulk() as commit:
            yield timesheet.read(file, scope=scope, commit=commit, now=session.now)
    except (OSError, UnicodeDecodeError) as reason:
        raise BadInput(f"cannot read {file}: {reason}") from reason


def _document(session: "Session", file: Path, scope: int) -> list[Flow]:
    try:
        text = session.inputs.file(file).removeprefix("\ufeff")
        flows = jsonld.read(files.parsed(text), names(session))
    except ValueError as reason:
        raise BadInput(f"{file}: {reason}") from reason
    if other := [each.scope for each in flows if each.scope != scope]:
        raise BadInput(f"{file}: an event is of scope {other[0]}, not of {scope}")
    return flows


def export(session: "Session", file: Path, *, eas: bool) -> int:
    """Write every confirmed row; return how many."""
    rows = list(books.confirmed(session.alliance.ledger.flows.state().entries))
    document = eas_document(rows) if eas else jsonld.export(rows, names(session))
    files.write(file, json.dumps(document, indent=1) + "\n")
    return len(rows)


def eas_document(rows: list[tuple[bytes, Flow]]) -> Mapping[str, Any]:
    """Write rows as attestations."""
    return eas.export(rows)


def names(session: "Session") -> jsonld.Names:
    """Name things of this alliance."""
    return jsonld.Names(session.chain.chain_id, session.alliance.ledger.address)


def proof(folder: Path, row: int) -> Proof:
    """Prove one row of a stored batch."""
    try:
        return Batch.open(folder).prove(row)
    except IndexError as reason:
        raise BadInput(str(reason)) from None


def plain(event: Flow) -> dict[str, Any]:
    """Write an event as plain values, what is empty left out."""
    fields = {**asdict(event), "action": event.action.term}
    shown = {name: "0x" + v.hex() if isinstance(v, bytes) else v for name, v in fields.items()}
    return {name: content for name, content in shown.items() if content}
