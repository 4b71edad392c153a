# SPDX-License-Identifier: Apache-2.0
"""cosmolocal.flows on a whole alliance: record, slip, correct, anchor, export; replay agrees."""

from dataclasses import replace

import pytest

from cosmolocal.errors import (
    BadInput,
    LedgerSlipUsedBefore,
    LedgerTooMuchForEachOther,
    NothingThere,
    ResourcesMassOutOfNothing,
)
from cosmolocal.flows import entries_of, process_of, spec_of, text_hash
from cosmolocal.privacy import TextStore
from cosmolocal.replay.ledger import LedgerReplay
from cosmolocal.valueflows import Action, Flow, books, eas, jsonld, resource_id, timesheet
from cosmolocal.valueflows.rows import verify as verify_proof
from cosmolocal.valueflows.rows import write_batch
from cosmolocal.valueflows.stocks import Spec
from cosmolocal.verify import verify
from tests.sdk.valley import BAKER, BREAD, GROWER, MILLER, RIVER

KG, HOUR = 10**6, 3_600


@pytest.fixture
def flows(valley):
    return valley.alliance.ledger.flows


@pytest.fixture
def flour(valley, flows):
    """The number of the spec `flour`, in kilograms."""
    spec = Spec(1, "KGM", mass=10**6)
    receipt = flows.define_spec(spec, text_hash("flour"), signer=valley.signer(MILLER))
    return spec_of(receipt)


def event(valley, action, by=MILLER, **changes):
    seat = valley.seat(by)
    fields = {
        "scope": valley.scope(BREAD),
        "provider": seat,
        "receiver": seat,
        "occurred_at": valley.local.now - 1,
        "evidence": bytes([3] * 32),
    }
    return Flow(action=action, **{**fields, **changes})


def done(valley, flows, flow, by=MILLER):
    """Record a row and have the grower, a confirmer, confirm it; return its id."""
    [entry] = entries_of(flows.record(flow, signer=valley.signer(by)))
    flows.confirm(entry, signer=valley.signer(GROWER))
    return entry


def test_record__stock_and_process__end_to_end_and_verified(valley, flows, flour):
    """X-7 stocks, processes and corrections are rebuilt from events alone."""
    signer, bread = valley.signer(MILLER), valley.scope(BREAD)
    sack, loaves = resource_id(bread, 1), resource_id(bread, 2)
    baking = spec_of(flows.define_spec(Spec(8, "C62"), text_hash("baking"), signer=signer))
    process = process_of(flows.open_process(bread, baking, signer=signer))
    stock = {"kind": flour, "unit": "KGM"}
    first = done(
        valley,
        flows,
        event(valley, Action.RAISE, **stock, quantity=50 * KG, resource=sack),
    )
    inside = {**stock, "process": process}
    used = done(
        valley,
        flows,
        event(valley, Action.CONSUME, **inside, quantity=20 * KG, resource=sack),
    )
    made = done(
        valley,
        flows,
        event(valley, Action.PRODUCE, **inside, quantity=21 * KG, resource=loaves),
    )
    with pytest.raises(ResourcesMassOutOfNothing):
        flows.close_process(process, signer=signer)
    outcome = flows.correct(
        made, quantity=KG, evidence=bytes([4] * 32), occurred_at=valley.local.now, signer=signer
    )
    [correction] = entries_of(outcome)
    flows.confirm(correction, signer=valley.signer(GROWER))
    flows.close_process(process, signer=signer)

    assert flows.resource(loaves).accounting == 20 * KG
    assert (flows.resource(sack).accounting, flows.process(process).is_open) == (30 * KG, False)
    state = flows.state()
    assert books.trace(state, made) == [made, used, first]
    assert books.track(state, first)[:3] == [first, used, made]
    assert books.balance_sheet(state, bread)[flour]["accounting"] == 50 * KG
    given = {line.action: line.given for line in books.statement(state, valley.seat(MILLER))}
    assert given == {"produce": 20 * KG, "consume": 20 * KG, "raise": 50 * KG}
    assert verify(valley.alliance).differences == ()


def test_slip__signed_offline__is_recorded_and_accepted_in_one_transaction(valley, flows):
    """X-1 a slip is accepted once."""
    work = event(valley, Action.WORK, receiver=valley.seat(BAKER), effort=HOUR)
    deadline = valley.local.now + 86_400
    slip = flows.sign_slip(work, deadline=deadline, signer=valley.signer(MILLER))
    receipt = flows.record_slip(slip, accept=True, signer=valley.signer(BAKER))

    assert receipt.event("EntryConfirmed")["provider"] == valley.seat(MILLER)
    assert valley.alliance.ledger.recognition(valley.seat(MILLER)).earned == HOUR
    with pytest.raises(LedgerSlipUsedBefore):
        flows.record_slip(slip, accept=True, signer=valley.signer(BAKER))
    assert verify(valley.alliance).differences == ()


def test_confirmation__signed__is_brought_by_anybody(valley, flows):
    work = event(valley, Action.WORK, receiver=valley.seat(BAKER), effort=HOUR)
    [entry] = entries_of(flows.record(work, signer=valley.signer(MILLER)))
    deadline, baker = valley.local.now + 86_400, valley.signer(BAKER)
    signed = flows.sign_confirmation(entry, deadline=deadline, signer=baker)

    flows.confirm_slip(entry, baker.address, deadline, signed.signature, signer=valley.outsider)

    assert flows.row(entry).status == 2


def test_two_friends__confirming_each_other__are_stopped_at_an_eighth(valley, flows):
    """The attack: record hours for each other and confirm them in turns, to mint voice."""
    allowance = valley.alliance.ledger.recognition(valley.seat(MILLER)).allowance_left
    part = allowance // 8
    pair = (MILLER, BAKER)

    def favour(giver, taker, effort):
        work = event(valley, Action.WORK, giver, receiver=valley.seat(taker), effort=effort)
        [entry] = entries_of(flows.record(work, signer=valley.signer(giver)))
        flows.confirm(entry, signer=valley.signer(taker))

    favour(*pair, part + HOUR)  # one way is bounded by the allowance alone
    favour(*pair[::-1], part)
    with pytest.raises(LedgerTooMuchForEachOther):
        favour(*pair[::-1], 1)
    earned = [valley.alliance.ledger.recognition(valley.seat(name)).earned for name in pair]
    assert earned == [part + HOUR, part]


def test_record_batch__of_fifty__is_one_transaction(valley, flows):
    rows = [
        event(valley, Action.WORK, receiver=0, effort=HOUR, evidence=bytes([n + 1] * 32))
        for n in range(50)
    ]
    entries = entries_of(flows.record_batch(rows, signer=valley.signer(MILLER)))
    flows.confirm_batch(entries[:20], signer=valley.signer(GROWER))

    assert valley.alliance.ledger.recognition(valley.seat(MILLER)).earned == 20 * HOUR
    with pytest.raises(BadInput, match="51 events"):
        flows.record_batch([*rows, rows[0]], signer=valley.signer(MILLER))


def test_row__asked_again__takes_in_only_what_is_new(valley, flows, monkeypatch):
    work, taken = event(valley, Action.WORK, receiver=0, effort=HOUR), []
    entries = [done(valley, flows, work) for _ in range(2)]
    take = LedgerReplay.take
    monkeypatch.setattr(LedgerReplay, "take", lambda *given: taken.append(given) or take(*given))
    assert flows.row(entries[0]).previous == flows.state().entries[entries[0]].previous
    taken.clear()
    entries += entries_of(flows.record(work, signer=valley.signer(MILLER)))
    assert [flows.row(entry).status for entry in entries] == [2, 2, 1]
    assert len(taken) == 1


def test_row__taken_back_by_the_chain__is_forgotten(valley, flows):
    work = event(valley, Action.WORK, receiver=0, effort=HOUR)
    first, before = done(valley, flows, work), valley.local.snapshot()
    second = done(valley, flows, work)
    assert flows.row(second).previous == first
    valley.local.revert(before)
    with pytest.raises(NothingThere):
        flows.row(second)
    third = done(valley, flows, replace(work, effort=2 * HOUR))
    assert (flows.row(third).previous, flows.row(third).status) == (first, 2)


def test_anchor__a_timesheet__proves_any_row(valley, flows, tmp_path):
    """F-7 a proof of another row is no proof."""
    sheet = ["seat,hours,date,note"] + [f"{1 + n % 9},1.5,2026-01-05,day {n}" for n in range(300)]
    scope, texts, now = valley.scope(BREAD), valley.texts, valley.local.now
    rows = timesheet.read(sheet, scope=scope, commit=texts.commit, now=now)
    batch = write_batch(rows, tmp_path / "batch")
    proof = batch.prove(123)
    assert not flows.prove(proof)
    flows.anchor(scope, batch, signer=valley.signer(GROWER))

    assert verify_proof(proof)
    assert flows.prove(proof)
    assert not flows.prove(replace(proof, flow=replace(proof.flow, effort=9_999)))
    with pytest.raises(BadInput, match="rows are of scope"):
        flows.anchor(valley.scope(RIVER), batch, signer=valley.signer(GROWER))


def test_timesheet__wrong_lines__are_all_named():
    sheet = ["seat,hours,date", "1,2,2026-01-05", "0,2,2026-01-05", "2,no,2026-01-05", "3,1,soon"]
    with pytest.raises(BadInput) as refused:
        timesheet.read(sheet, scope=1, commit=lambda _: bytes(32), now=2**32)
    said = str(refused.value)
    assert "line 3: seat '0'" in said
    assert "line 4: hours 'no'" in said
    assert "line 5: date 'soon'" in said
    assert "line 2" not in said
    with pytest.raises(BadInput, match="line 1: the column 'hours'"):
        timesheet.read(["seat,date"], scope=1, commit=lambda _: bytes(32), now=0)


def test_timesheet__a_file__goes_into_a_batch_row_by_row(tmp_path):
    """The whole sheet is looked through first; texts are kept, and each row has its own."""
    sheet, texts = tmp_path / "season.csv", TextStore(tmp_path / "texts.sqlite")
    lines = [f"{n % 7 + 1},{n % 3 + 1}.5,2026-01-05,shift {n}" for n in range(300)]
    sheet.write_text("\n".join(["seat,hours,date,note", *lines, ""]))
    with texts.in_bulk() as commit:
        batch = write_batch(
            timesheet.read(sheet, scope=4, commit=commit, now=2**32), tmp_path / "batch"
        )
    batch.audit()
    assert len(batch) == 300
    assert (batch.row(299).effort, batch.row(299).provider) == (5_400 + 2 * HOUR, 6)
    assert texts.find(batch.row(17).evidence) == "shift 17"
    assert verify_proof(batch.prove(200))

    sheet.write_text("\n".join(["seat,hours,date,note", *lines, "8,no,2026-01-05,late"]))
    kept = []
    with pytest.raises(BadInput, match="line 302: hours 'no'"):
        timesheet.read(sheet, scope=4, commit=kept.append, now=2**32)
    assert kept == []


def test_jsonld__out_and_in__is_the_same_event(valley):
    names = jsonld.Names(31337, valley.alliance.ledger.address)
    rows = [
        event(
            valley,
            action,
            kind=3,
            quantity=1_234_500,
            unit="KGM",
            resource=resource_id(2, 5),
            to_resource=resource_id(2, 6),
            process=4,
            effort=90 if action == Action.USE else 0,
            location=77,
            state=2,
            about=bytes([8] * 32),
            is_correction=action == Action.LOWER,
        )
        for action in Action
    ]
    document = jsonld.export([(bytes([n + 1] * 32), row) for n, row in enumerate(rows)], names)

    assert jsonld.read(document, names) == rows
    assert document["@graph"][0]["action"] == "produce"
    with pytest.raises(ValueError, match="of urn:cl:1:"):
        jsonld.read(document, jsonld.Names(1, valley.alliance.ledger.address))


def test_eas__export__has_a_row_for_each(valley):
    row = event(valley, Action.WORK, effort=HOUR)
    document = eas.export([(bytes([1] * 32), row)])
    [attestation] = document["attestations"]
    assert attestation["uid"] == "0x" + "01" * 32
    assert len(attestation["data"]) == 2 + 64 * len(document["schema"].split(","))
