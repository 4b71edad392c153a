# SPDX-License-Identifier: Apache-2.0
"""A bakery inside the season: kinds of thing, stocks, a process, slips and an anchored root."""

import tempfile
from pathlib import Path

from cosmolocal.domain import Action as Motion
from cosmolocal.flows import entries_of, process_of, spec_of, text_hash
from cosmolocal.valueflows import Action, Flow, resource_id
from cosmolocal.valueflows.rows import write_batch
from cosmolocal.valueflows.stocks import Kind, Spec
from cosmolocal.valueflows.units import MICRO, code_number
from tests.sdk.valley import BREAD, DAY, GROWER, HOUR, MILLER, RIVER

POUND = (code_number("LBR"), 256, 45_359_237, 10**8)
RIVER_GUARDIAN = "Yara Nascimento"


def motions(valley):
    """Two confirmations in the scope of the river, and a unit the contract does not begin with."""
    flows, resources = valley.alliance.ledger.flows, valley.alliance.contracts["Resources"]
    call = valley.alliance.chain.call_of(resources.functions.define_unit(*POUND))
    return (
        flows.set_rule_action(valley.scope(RIVER), 2, 40 * HOUR),
        Motion(resources.address, 0, call.data, call.label),
    )


def keep_books(valley):
    """Everything that the ledger of flows can say, once."""
    flows, signer = valley.alliance.ledger.flows, valley.signer(MILLER)
    flour = spec_of(flows.define_spec(Spec(1, "KGM", MICRO), text_hash("flour"), signer=signer))
    kind = Spec(Kind.PROCESS, "C62", 0, 0, 100)
    milling = spec_of(flows.define_spec(kind, text_hash("milling"), signer=signer))
    scope, seat = valley.scope(BREAD), valley.seat(MILLER)
    process = process_of(flows.open_process(scope, milling, signer=signer))
    facts = {"scope": scope, "provider": seat, "occurred_at": valley.local.now - 1}
    facts["evidence"] = bytes([5] * 32)
    stock = {**facts, "receiver": seat, "kind": flour, "unit": "KGM", "quantity": 9 * MICRO}
    sack = resource_id(scope, 1)
    for row in (
        Flow(action=Action.RAISE, resource=sack, **stock),
        Flow(action=Action.CONSUME, resource=sack, process=process, **stock),
        Flow(action=Action.PRODUCE, resource=resource_id(scope, 2), process=process, **stock),
    ):
        [entry] = entries_of(flows.record(row, signer=signer))
        flows.confirm(entry, signer=valley.signer(GROWER))
    flows.close_process(process, signer=signer)
    work = Flow(action=Action.WORK, effort=HOUR, receiver=valley.seat(GROWER), **facts)
    slip = flows.sign_slip(work, deadline=valley.local.now + DAY, signer=signer, nonce=3)
    flows.record_slip(slip, accept=True, signer=valley.signer(GROWER))
    with tempfile.TemporaryDirectory() as folder:
        flows.anchor(scope, write_batch([work], Path(folder)), signer=valley.signer(GROWER))


def watch_the_river(valley):
    """An entry that needs two confirmations: of the receiver, and of the river's guardian."""
    flows, seat = valley.alliance.ledger.flows, valley.seat(MILLER)
    watch = Flow(
        action=Action.WORK,
        scope=valley.scope(RIVER),
        provider=seat,
        receiver=valley.seat(GROWER),
        effort=HOUR,
        occurred_at=valley.local.now - 1,
        evidence=bytes([6] * 32),
    )
    [entry] = entries_of(flows.record(watch, signer=valley.signer(MILLER)))
    for name in (GROWER, RIVER_GUARDIAN):
        flows.confirm(entry, signer=valley.signer(name))
