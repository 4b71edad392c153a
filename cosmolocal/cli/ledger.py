# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal ledger`: what happened, confirmed by both sides."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Why, command, group, words
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("What happened: work, confirmed and recognised.")

Entry = Annotated[str, typer.Argument(help="Id of an entry: 0x and 64 digits.")]
Scope = Annotated[int, typer.Argument(help="Number of a scope.", min=1)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Folder = Annotated[Path, typer.Argument(help="Folder of a batch.")]
SlipTo = Annotated[
    Path | None,
    typer.Option("--slip", help="Sign it into this file instead; anybody may bring it: `relay`."),
]
Until = Annotated[str, typer.Option(help="How long a slip is good: a date, or a span.")]
OwnSeat = Annotated[
    int | None, typer.Option("--seat", help="Your seat, so that no node is asked.", min=1)
]
Skill = Annotated[int, typer.Argument(help="Number of a skill in the alliance's table.", min=0)]


@command(app, options=READ)
def entry(session: "Session", entry: Entry) -> Answer:
    """Show an entry."""
    return Answer(session.alliance.ledger.entry(session.inputs.word(entry)))


@command(app, options=READ)
def recognition(
    session: "Session",
    seat: Seat,
    season: Annotated[int | None, typer.Option(help="By default the present one.", min=0)] = None,
) -> Answer:
    """Show what a seat earned in a season, and what it may still confirm for others."""
    return Answer(session.alliance.ledger.recognition(seat, season))


@command(app, options=READ)
def weight(session: "Session", scope: Scope, skill: Skill) -> Answer:
    """Show what an hour of a skill counts in a scope."""
    bps = session.alliance.ledger.weight_bps(scope, skill)
    return Answer({"scope": scope, "skill": skill, "weight_bps": bps})


@command(app, options=WRITE)
def work(
    session: "Session",
    scope: Scope,
    effort: Annotated[str, typer.Option(help="How long: seconds, or `3 hours`.")],
    evidence: Annotated[str, words("What was done")],
    occurred_at: Annotated[str, typer.Option(help="When: UTC seconds or a date.")] = "now",
    receiver: Annotated[int, typer.Option(help="Seat that received it; 0 for the scope.")] = 0,
    skill: Annotated[int, typer.Option(help="Number in the alliance's table.", min=0)] = 0,
    slip: SlipTo = None,
    until: Until = "30 days",
    seat: OwnSeat = None,
) -> Plan | Answer:
    """Record your own work."""
    seconds = session.inputs.span(effort)
    to = f"seat {receiver}" if receiver else "the scope itself"
    said = f"Record {seconds:,} seconds of work in scope {scope} for {to}."
    if slip is not None:
        from cosmolocal.cli import slip_inputs

        return slip_inputs.write_work(
            session,
            slip_inputs.To(slip, until, seat, said),
            scope=scope,
            effort=seconds,
            occurred_at=occurred_at,
            receiver=receiver,
            kind=skill,
            evidence=evidence,
        )
    verb = partial(
        session.alliance.ledger.record_work,
        scope,
        effort_seconds=seconds,
        occurred_at=session.inputs.moment(occurred_at, session.now),
        evidence=session.inputs.commitment(evidence),
        receiver=receiver,
        skill=skill,
    )
    return Plan(said, verb)


@command(app, options=WRITE)
def confirm(
    session: "Session", entry: Entry, slip: SlipTo = None, until: Until = "30 days"
) -> Plan | Answer:
    """Confirm an entry, as its receiver or a confirmer."""
    if slip is not None:
        from cosmolocal.cli import slip_inputs

        to = slip_inputs.To(slip, until, None, f"Confirm {entry}.")
        return slip_inputs.write_confirmation(session, to, session.inputs.word(entry))
    verb = partial(session.alliance.ledger.confirm, session.inputs.word(entry))
    return Plan(f"Confirm {entry}.", verb)


@command(app, options=WRITE)
def dispute(session: "Session", entry: Entry, reason: Annotated[str, words("Why")]) -> Plan:
    """Object to an entry, as its receiver or a confirmer."""
    why = session.inputs.commitment(reason)
    verb = partial(session.alliance.ledger.dispute, session.inputs.word(entry), why)
    return Plan(f"Dispute {entry}.", verb)


@command(app, options=WRITE)
def resolve(
    session: "Session",
    entry: Entry,
    uphold: Annotated[bool, typer.Option("--uphold/--reject", help="Does it count?")],
) -> Plan:
    """Decide a disputed entry, as an arbiter."""
    verb = partial(session.alliance.ledger.resolve, session.inputs.word(entry), uphold=uphold)
    return Plan(f"{'Uphold' if uphold else 'Reject'} {entry}.", verb)


@command(app, options=WRITE)
def set_weight(
    session: "Session",
    scope: Scope,
    skill: Skill,
    weight_bps: Annotated[int, typer.Argument(help="10000: an hour is an hour.", min=0)],
    why: Why,
) -> Plan:
    """Propose what an hour of a skill shall count in a scope; a vote decides."""
    action = session.alliance.ledger.set_weight_action(scope, skill, weight_bps)
    sentence = f"count skill {skill} in scope {scope} at {weight_bps} in 10,000"
    return session.proposal(sentence, [action], why)


@command(app, options=WRITE)
def set_rule(
    session: "Session",
    scope: Scope,
    needed: Annotated[
        int, typer.Argument(help="Seats that have to confirm, 1 to 7.", min=1, max=7)
    ],
    why: Why,
    allowance: Annotated[
        str, typer.Option(help="Of each confirmer in a season: `40 hours`.")
    ] = "0",
) -> Plan:
    """Propose what it shall take to confirm in a scope; a vote decides."""
    seconds = session.inputs.span(allowance)
    action = session.alliance.ledger.flows.set_rule_action(scope, needed, seconds)
    sentence = f"ask for {needed} confirmations in scope {scope}"
    return session.proposal(sentence, [action], why)


@command(app, options=WRITE)
def record(
    session: "Session",
    action: Annotated[str, typer.Argument(help="One of the 19: produce, consume, transfer…")],
    scope: Scope,
    evidence: Annotated[str, words("What happened")],
    kind: Annotated[int, typer.Option(help="Number of the spec.", min=0)] = 0,
    quantity: Annotated[str, typer.Option(help="Decimal, up to six digits.")] = "0",
    unit: Annotated[str, typer.Option(help="Rec 20 code, such as KGM.")] = "",
    effort: Annotated[str, typer.Option(help="Seconds, or `3 hours`.")] = "0",
    resource: Annotated[str, typer.Option(help="SCOPE/NUMBER of the resource.")] = "",
    to_resource: Annotated[str, typer.Option(help="The one that receives.")] = "",
    process: Annotated[int, typer.Option(help="Number of the process.", min=0)] = 0,
    receiver: Annotated[str, typer.Option(help="Seat, `scope:N`, or nothing for oneself.")] = "",
    location: Annotated[int, typer.Option(help="Coarse code of the place.", min=0)] = 0,
    state: Annotated[int, typer.Option(help="Code of the state.", min=0)] = 0,
    occurred_at: Annotated[str, typer.Option(help="When: UTC seconds or a date.")] = "now",
    estimate: Annotated[bool, typer.Option("--estimate", help="From a factor.")] = False,
    factors: Annotated[
        Path | None, typer.Option(help="A published set: records what the quantity emits [kg].")
    ] = None,
    factor: Annotated[str, typer.Option(help="Name or code in that set.")] = "",
    about: Annotated[str, typer.Option(help="Entry that triggered it.")] = "",
    slip: SlipTo = None,
    until: Until = "30 days",
    seat: OwnSeat = None,
) -> Plan | Answer:
    """Record an event of any action that your seat provides."""
    from cosmolocal.cli import flow_inputs, slip_inputs

    now = slip_inputs.clock() if slip else session.now
    if factors is not None:
        known = flow_inputs.factor_set(session.inputs.file(factors), factors)
        quantity, unit = flow_inputs.estimated(known, factor, quantity, unit)
    seat = seat or session.alliance.membership.seat(session.address)
    flow = flow_inputs.flow(
        action=action,
        scope=scope,
        provider=seat,
        receiver=receiver or str(seat),
        kind=kind,
        quantity=quantity,
        unit=unit,
        effort=session.inputs.span(effort),
        resource=resource,
        to_resource=to_resource,
        process=process,
        location=location,
        state=state,
        basis=int(estimate or factors is not None),
        occurred_at=session.inputs.moment(occurred_at, now),
        about=session.inputs.word(about) if about else bytes(32),
        evidence=session.inputs.commitment(evidence),
    )
    said = f"Record {flow.action.term} of {quantity} {unit} in scope {scope}."
    if slip is not None:
        return slip_inputs.write(session, slip_inputs.To(slip, until, seat, said), flow)
    return Plan(said, partial(session.alliance.ledger.flows.record, flow))


@command(app, options=WRITE)
def relay(
    session: "Session",
    files: Annotated[list[Path], typer.Argument(help="Files of slips.")],
    accept: Annotated[
        bool, typer.Option(help="Confirm each as its receiver or confirmer.")
    ] = False,
) -> Answer:
    """Bring slips that others have signed, and pay for them; one refused holds up no other."""
    from cosmolocal.cli import slip_inputs

    return slip_inputs.relay(session, files, accept=accept)


@command(app, options=WRITE)
def correct(
    session: "Session",
    entry: Entry,
    evidence: Annotated[str, words("What was wrong")],
    quantity: Annotated[str, typer.Option(help="What to take back.")] = "0",
    effort: Annotated[str, typer.Option(help="What to take back.")] = "0",
    measured: Annotated[
        bool, typer.Option("--measured", help="Replace an estimate by this quantity.")
    ] = False,
) -> Plan:
    """Take back part of a confirmed entry of yours, or replace an estimate; it is confirmed too."""
    from cosmolocal.cli import flow_inputs

    flows, number = session.alliance.ledger.flows, session.inputs.word(entry)
    terms = {"evidence": session.inputs.commitment(evidence), "occurred_at": session.now}
    amount = flow_inputs.quantity(quantity)
    if measured:
        verb = partial(flows.measure, number, amount, **terms)
        return Plan(f"Replace the estimate {entry} by {quantity}.", verb)
    spent = session.inputs.span(effort)
    verb = partial(flows.correct, number, quantity=amount, effort=spent, **terms)
    return Plan(f"Take {quantity} and {spent} seconds back from {entry}.", verb)


@command(app, "import", options=WRITE)
def import_file(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="Timesheet (.csv) or Valueflows JSON-LD.")],
    scope: Scope,
) -> Plan:
    """Record up to 50 events of yours out of a file, all or none."""
    from cosmolocal.cli import flow_inputs

    with flow_inputs.read_file(session, file, scope) as read:
        flows = list(read)
    verb = partial(session.alliance.ledger.flows.record_batch, flows)
    return Plan(f"Record {len(flows)} events of {file.name} in scope {scope}.", verb)


@command(app, options=READ)
def batch(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="Timesheet (.csv) or Valueflows JSON-LD.")],
    folder: Annotated[Path, typer.Argument(help="Where to keep the rows and their tree.")],
    scope: Scope,
) -> Answer:
    """Put any number of rows under one root, which `anchor` binds."""
    from concurrent.futures import ProcessPoolExecutor

    from cosmolocal.cli import flow_inputs
    from cosmolocal.valueflows.rows import write_batch

    with flow_inputs.read_file(session, file, scope) as flows, ProcessPoolExecutor() as pool:
        written = write_batch(flows, folder, pool=pool)
    return Answer({"root": "0x" + written.root.hex(), "rows": len(written)})


@command(app, options=WRITE)
def anchor(session: "Session", scope: Scope, folder: Folder) -> Plan:
    """Bind a batch by its root, as a steward or a confirmer of the scope."""
    from cosmolocal.valueflows.rows import Batch

    opened = Batch.open(folder)
    opened.audit()
    verb = partial(session.alliance.ledger.flows.anchor, scope, opened)
    return Plan(f"Anchor {len(opened):,} rows in scope {scope}.", verb)


@command(app, options=READ)
def prove(
    session: "Session",
    folder: Folder,
    row: Annotated[int, typer.Argument(help="Number of the row, from 0.", min=0)],
) -> Answer:
    """Prove one row of a batch, and ask the chain."""
    from cosmolocal.cli import flow_inputs

    proof = flow_inputs.proof(folder, row)
    held = session.alliance.ledger.flows.prove(proof)
    data = {
        "root": "0x" + proof.root.hex(),
        "row": flow_inputs.plain(proof.flow),
        "proof": ["0x" + sibling.hex() for sibling in proof.siblings],
        "is_anchored": held,
    }
    return Answer(data, exit_code=0 if held else 1)


@command(app, options=READ)
def trace(session: "Session", entry: Entry) -> Answer:
    """Show every entry that one came out of."""
    from cosmolocal.valueflows import books

    found = books.trace(session.alliance.ledger.flows.state(), session.inputs.word(entry))
    return Answer(["0x" + each.hex() for each in found])


@command(app, options=READ)
def track(session: "Session", entry: Entry) -> Answer:
    """Show every entry that came out of one."""
    from cosmolocal.valueflows import books

    found = books.track(session.alliance.ledger.flows.state(), session.inputs.word(entry))
    return Answer(["0x" + each.hex() for each in found])


@command(app, options=READ)
def statement(
    session: "Session",
    agent: Annotated[str, typer.Argument(help="Seat, or `scope:N`.")],
) -> Answer:
    """Show what an agent gave and received, by action and kind."""
    from dataclasses import asdict

    from cosmolocal.cli import flow_inputs
    from cosmolocal.valueflows import books

    state = session.alliance.ledger.flows.state()
    return Answer([asdict(line) for line in books.statement(state, flow_inputs.agent(agent))])


@command(app, options=READ)
def balance(session: "Session", scope: Scope) -> Answer:
    """Show the stocks of a scope by spec, in millionths of its unit."""
    from cosmolocal.valueflows import books

    sheet = books.balance_sheet(session.alliance.ledger.flows.state(), scope)
    return Answer([{"spec": spec, **line} for spec, line in sorted(sheet.items())])


@command(app, options=READ)
def gaps(session: "Session") -> Answer:
    """Show every emission that was estimated and then measured, and by how much they differ."""
    from cosmolocal.valueflows import books

    found = books.gaps(session.alliance.ledger.flows.state())
    rows = [
        {
            "estimate": "0x" + each.estimate.hex(),
            "measurement": "0x" + each.measurement.hex(),
            "estimated": each.estimated,
            "measured": each.measured,
            "gap": each.gap,
        }
        for each in found
    ]
    return Answer(rows)


@command(app)
def factors(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="A published set of emission factors.")],
    word: Annotated[str, typer.Argument(help="Only names with this word.")] = "",
) -> Answer:
    """List what `record --factors` can estimate from: US EPA freight, Ember grids, USEEIO."""
    from cosmolocal.cli import flow_inputs

    rows = [
        {
            "name": each.name,
            "unit": each.unit,
            "kg of one": f"{float(each.kilograms):.6g}",
            "year": each.year,
        }
        for each in flow_inputs.factor_set(session.inputs.file(file), file)
        if word.lower() in each.name.lower()
    ]
    return Answer(rows)


@command(app, options=READ)
def network(session: "Session") -> Answer:
    """Show who gave whom how much of what; seats, and scopes by their number above 2^31."""
    from cosmolocal.valueflows import books

    edges = books.network(session.alliance.ledger.flows.state())
    names = ("provider", "receiver", "kind", "quantity", "effort")
    return Answer([dict(zip(names, (*edge, *sums), strict=True)) for edge, sums in edges.items()])


@command(app, options=READ)
def export(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    eas: Annotated[bool, typer.Option("--eas", help="As EAS attestations.")] = False,
) -> Answer:
    """Write every confirmed entry as Valueflows JSON-LD; parties are numbers, nothing personal."""
    from cosmolocal.cli import flow_inputs

    rows = flow_inputs.export(session, file, eas=eas)
    return Answer({"file": str(file), "entries": rows})


@command(app, options=WRITE)
def define_spec(
    session: "Session",
    kind: Annotated[str, typer.Argument(help="material, energy, ambient, service, money, …")],
    unit: Annotated[str, typer.Argument(help="Rec 20 code, such as KGM.")],
    text: Annotated[str, typer.Option(help="Public description; the chain gets its hash.")],
    mass: Annotated[int, typer.Option(help="mg of one unit.", min=0)] = 0,
    energy: Annotated[int, typer.Option(help="J of one unit.", min=0)] = 0,
    tolerance_bps: Annotated[int, typer.Option(help="Of a process, in 1/10,000.", min=0)] = 0,
) -> Plan:
    """Define a kind of thing, for ever."""
    from cosmolocal.cli import flow_inputs
    from cosmolocal.flows import text_hash

    spec = flow_inputs.spec(kind, unit, mass, energy, tolerance_bps)
    verb = partial(session.alliance.ledger.flows.define_spec, spec, text_hash(text))
    return Plan(f"Define {text!r} as a {kind} counted in {unit}.", verb)


@command(app, options=WRITE)
def open_process(
    session: "Session",
    scope: Scope,
    spec: Annotated[int, typer.Argument(help="Number of its kind.", min=1)],
) -> Plan:
    """Begin a process in a scope."""
    verb = partial(session.alliance.ledger.flows.open_process, scope, spec)
    return Plan(f"Open a process of kind {spec} in scope {scope}.", verb)


@command(app, options=WRITE)
def close_process(
    session: "Session",
    process: Annotated[int, typer.Argument(help="Number of the process.", min=1)],
) -> Plan:
    """Close a process that balances."""
    verb = partial(session.alliance.ledger.flows.close_process, process)
    return Plan(f"Close process {process}.", verb)


command(app, "verify", options=READ)(verifying("ledger"))
