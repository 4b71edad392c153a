# SPDX-License-Identifier: Apache-2.0
"""Valueflows JSON-LD, out and in: what goes out comes back as the same events.

Agents are `did:pkh:eip155:<chain>:…` by seat or scope of the ledger, events and resources
`urn:cl:<chain>:<ledger>:…`. Nothing personal is in it: parties are numbers, evidence is a
commitment.

Errors: `ValueError`, naming the event and the field.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from cosmolocal.domain import first_issue
from cosmolocal.valueflows.actions import RULES, Action
from cosmolocal.valueflows.flow import NOTHING, Flow, agent_of_scope, scope_of_agent
from cosmolocal.valueflows.units import MICRO, UNITS, decimal_text, millionths, unit_code

CONTEXT: dict[str, Any] = {
    "@vocab": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "qudt": "http://qudt.org/vocab/unit/",
    "spdx": "http://spdx.org/rdf/terms#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "cl": "urn:cl:terms:",
    "hasPointInTime": {"@type": "xsd:dateTime"},
    "hasNumericalValue": {"@type": "xsd:decimal"},
    "action": {"@type": "@vocab"},
    **{
        name: {"@type": "@id"}
        for name in (
            "provider",
            "receiver",
            "inputOf",
            "outputOf",
            "resourceInventoriedAs",
            "toResourceInventoriedAs",
            "resourceConformsTo",
            "atLocation",
            "toLocation",
            "triggeredBy",
            "corrects",
            "inScopeOf",
            "hasUnit",
        )
    },
}
"""Our own context: the one in Valueflows' repository is the ontology itself."""
_NUMBER = re.compile("0x[0-9a-f]{1,64}|0|[1-9][0-9]{0,76}")
_NONE = (0, "", False)


class Names:
    """How this ledger's numbers are called in the world."""

    def __init__(self, chain_id: int, ledger: str) -> None:
        self._base = f"urn:cl:{chain_id}:{ledger.lower()}"

    def of(self, sort: str, number: int | bytes) -> str:
        """Name one thing of a sort."""
        text = "0x" + number.hex() if isinstance(number, bytes) else str(number)
        return f"{self._base}:{sort}:{text}"

    def read(self, name: str, *sorts: str) -> tuple[str, int]:
        """Read such a name back; `ValueError` if it is another ledger's or of another sort."""
        start, _, number = name.rpartition(":")
        base, _, sort = start.rpartition(":")
        if base != self._base or sort not in sorts:
            raise ValueError(f"{name!r} is no {' or '.join(sorts)} of {self._base}")
        if not _NUMBER.fullmatch(number):
            raise ValueError(f"{name!r} has no number of 256 bits at its end")
        return sort, int(number, 0)

    def agent(self, agent: int) -> str:
        """Name a party: a seat or a scope."""
        scope = scope_of_agent(agent)
        return self.of("seat", agent) if scope is None else self.of("scope", scope)

    def read_agent(self, name: str) -> int:
        """Read the name of a party."""
        sort, number = self.read(name, "seat", "scope")
        agent = number if sort == "seat" else agent_of_scope(number)
        if self.agent(agent) != name:
            raise ValueError(f"{name!r} is beyond the numbers of a {sort}")
        return agent


def export(rows: Iterable[tuple[bytes, Flow]], names: Names) -> dict[str, Any]:
    """Write events as one JSON-LD document."""
    return {"@context": CONTEXT, "@graph": [_event(entry, flow, names) for entry, flow in rows]}


def read(document: object, names: Names) -> list[Flow]:
    """Read the events of such a document back."""
    graph = document.get("@graph") if isinstance(document, Mapping) else None
    if not isinstance(graph, list) or not all(isinstance(node, Mapping) for node in graph):
        raise ValueError("this is no JSON-LD document: an object whose @graph is a list of objects")
    return [_flow(node, names) for node in graph if node.get("@type") == "EconomicEvent"]


def _event(entry: bytes, flow: Flow, names: Names) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@id": names.of("event", entry),
        "@type": "EconomicEvent",
        "action": flow.action.term,
        "provider": names.agent(flow.provider),
        "receiver": names.agent(flow.receiving_agent),
        "inScopeOf": names.of("scope", flow.scope),
        "hasPointInTime": datetime.fromtimestamp(flow.occurred_at, UTC).isoformat(),
        "cl:evidence": "0x" + flow.evidence.hex(),
    }
    sign = "-" if flow.is_correction else ""
    if flow.quantity:
        node["resourceQuantity"] = _measure(sign + decimal_text(flow.quantity), flow.unit)
    if flow.effort:
        node["effortQuantity"] = _measure(f"{sign}{flow.effort}", "SEC")
    links = {
        "resourceConformsTo": ("spec", flow.kind),
        "resourceInventoriedAs": ("resource", flow.resource),
        "toResourceInventoriedAs": ("resource", flow.to_resource),
        _side(flow): ("process", flow.process),
        "toLocation": ("location", flow.location),
    }
    node |= {name: names.of(sort, number) for name, (sort, number) in links.items() if number}
    if flow.about != NOTHING:
        node["corrects" if flow.is_correction else "triggeredBy"] = names.of("event", flow.about)
    extras = {"cl:basis": flow.basis, "state": flow.state, "cl:toScope": not flow.receiver}
    return node | {name: content for name, content in extras.items() if content}


def _side(flow: Flow) -> str:
    return "outputOf" if RULES[flow.action].side in (2, 3) else "inputOf"


def _measure(number: str, unit: str) -> dict[str, str]:
    return {
        "@type": "Measure",
        "hasUnit": f"om2:{UNITS[unit].om2}" if unit in UNITS else unit,
        "hasNumericalValue": number,
        "cl:unitCode": unit,
    }


def _flow(node: Mapping[str, Any], names: Names) -> Flow:
    try:
        return _EconomicEvent.model_validate(node).flow(names)
    except ValidationError as wrong:
        reason: object = first_issue(wrong)
    except ValueError as wrong:
        reason = wrong
    raise ValueError(f"event {node.get('@id', 'without @id')}: {reason}")


class _Read(BaseModel):
    """A node of the graph; terms that the ledger has no place for are passed over."""

    model_config = ConfigDict(frozen=True)


class _Measure(_Read):
    code: str = Field("", alias="cl:unitCode")
    unit: str = Field("", alias="hasUnit")
    number: Decimal | str = Field(alias="hasNumericalValue")

    def read(self, into: str = "") -> tuple[int, str, bool]:
        """Read quantity, unit code, and whether it takes back."""
        unit = self.code or unit_code(self.unit)
        number = millionths(self.number)
        if into and unit != into:
            raise ValueError(f"effort is counted in {into}, not in {unit}")
        return abs(number), unit, number < 0


class _EconomicEvent(_Read):
    """An event by the terms of Valueflows: each names a thing, or is a number, time or measure."""

    action: str
    in_scope_of: str = Field(alias="inScopeOf")
    provider: str
    receiver: str = ""
    moment: AwareDatetime = Field(alias="hasPointInTime")
    evidence: str = Field(alias="cl:evidence", pattern="^0x[0-9a-fA-F]{64}$")
    resource_quantity: _Measure | None = Field(None, alias="resourceQuantity")
    effort_quantity: _Measure | None = Field(None, alias="effortQuantity")
    conforms_to: str = Field("", alias="resourceConformsTo")
    resource: str = Field("", alias="resourceInventoriedAs")
    to_resource: str = Field("", alias="toResourceInventoriedAs")
    input_of: str = Field("", alias="inputOf")
    output_of: str = Field("", alias="outputOf")
    location: str = Field("", alias="toLocation")
    corrects: str = ""
    triggered_by: str = Field("", alias="triggeredBy")
    state: int = 0
    basis: int = Field(0, alias="cl:basis")
    is_to_scope: bool = Field(default=False, alias="cl:toScope")

    def flow(self, names: Names) -> Flow:
        """Write it as the ledger takes it; `TooLarge` for a number beyond its place."""

        def number(name: str, sort: str) -> int:
            return names.read(name, sort)[1] if name else 0

        goods, labour = self.resource_quantity, self.effort_quantity
        quantity, unit, minus = goods.read() if goods else _NONE
        effort, _, less = labour.read("SEC") if labour else _NONE
        flow = Flow(
            action=Action.of(self.action),
            scope=names.read(self.in_scope_of, "scope")[1],
            provider=names.read_agent(self.provider),
            receiver=0 if self.is_to_scope else names.read_agent(self.receiver),
            kind=number(self.conforms_to, "spec"),
            effort=effort // MICRO,
            quantity=quantity,
            unit=unit,
            resource=number(self.resource, "resource"),
            to_resource=number(self.to_resource, "resource"),
            process=number(self.input_of or self.output_of, "process"),
            location=number(self.location, "location"),
            state=self.state,
            basis=self.basis,
            occurred_at=int(self.moment.timestamp()),
            about=number(self.corrects or self.triggered_by, "event").to_bytes(32, "big"),
            evidence=bytes.fromhex(self.evidence.removeprefix("0x")),
            is_correction=bool(self.corrects) or minus or less,
        )
        _ = flow.words
        return flow
