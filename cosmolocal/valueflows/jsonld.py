# SPDX-License-Identifier: Apache-2.0
"""Valueflows JSON-LD, out and in: what goes out comes back as the same events.

Agents are `did:pkh:eip155:<chain>:…` by seat or scope of the ledger, events and resources
`urn:cl:<chain>:<ledger>:…`. Nothing personal is in it: parties are numbers, evidence is a
commitment.

Errors: `ValueError`, naming the event and the field.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cosmolocal.valueflows.actions import RULES, Action
from cosmolocal.valueflows.flow import NOTHING, Flow, agent_of_scope, scope_of_agent
from cosmolocal.valueflows.units import UNITS, decimal_text, millionths, unit_code

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
        return sort, int(number, 0)

    def agent(self, agent: int) -> str:
        """Name a party: a seat or a scope."""
        scope = scope_of_agent(agent)
        return self.of("seat", agent) if scope is None else self.of("scope", scope)

    def read_agent(self, name: str) -> int:
        """Read the name of a party."""
        sort, number = self.read(name, "seat", "scope")
        return number if sort == "seat" else agent_of_scope(number)


def export(rows: Iterable[tuple[bytes, Flow]], names: Names) -> dict[str, Any]:
    """Write events as one JSON-LD document."""
    return {"@context": CONTEXT, "@graph": [_event(entry, flow, names) for entry, flow in rows]}


def read(document: Mapping[str, Any], names: Names) -> list[Flow]:
    """Read the events of such a document back."""
    events = [node for node in document.get("@graph", ()) if node.get("@type") == "EconomicEvent"]
    return [_flow(node, names) for node in events]


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
        return _read(node, names)
    except (KeyError, ValueError, TypeError) as wrong:
        raise ValueError(f"event {node.get('@id', 'without @id')}: {wrong}") from None


def _read(node: Mapping[str, Any], names: Names) -> Flow:
    def number(field: str, *sorts: str) -> int:
        return names.read(node[field], *sorts)[1] if field in node else 0

    quantity, unit, minus = _read_measure(node.get("resourceQuantity"))
    effort, _, less = _read_measure(node.get("effortQuantity"), into="SEC")
    about = number("corrects", "event") or number("triggeredBy", "event")
    return Flow(
        action=Action.of(node["action"]),
        scope=number("inScopeOf", "scope"),
        provider=names.read_agent(node["provider"]),
        receiver=0 if node.get("cl:toScope") else names.read_agent(node["receiver"]),
        kind=number("resourceConformsTo", "spec"),
        effort=effort // 10**6,
        quantity=quantity,
        unit=unit,
        resource=number("resourceInventoriedAs", "resource"),
        to_resource=number("toResourceInventoriedAs", "resource"),
        process=number("inputOf", "process") or number("outputOf", "process"),
        location=number("toLocation", "location"),
        state=int(node.get("state", 0)),
        basis=int(node.get("cl:basis", 0)),
        occurred_at=int(datetime.fromisoformat(node["hasPointInTime"]).timestamp()),
        about=about.to_bytes(32, "big"),
        evidence=bytes.fromhex(node["cl:evidence"].removeprefix("0x")),
        is_correction="corrects" in node or minus or less,
    )


def _read_measure(measure: Mapping[str, Any] | None, into: str = "") -> tuple[int, str, bool]:
    """Read quantity, unit code, and whether it takes back."""
    if measure is None:
        return 0, "", False
    unit = measure.get("cl:unitCode") or unit_code(measure["hasUnit"])
    number = millionths(measure["hasNumericalValue"])
    if into and unit != into:
        raise ValueError(f"effort is counted in {into}, not in {unit}")
    return abs(number), unit, number < 0
