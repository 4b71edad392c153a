# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal treasury payrun`: a list of payees, each paid at most once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import WRITE, Answer, command
from cosmolocal.cli.treasury.group import Book, app

if TYPE_CHECKING:
    from cosmolocal.calls import Receipt
    from cosmolocal.cli.session import Session
    from cosmolocal.treasury.payees import Payees
    from cosmolocal.treasury.payrun import Estimate, PayRun

_SHOWN = 12

Pots = Annotated[
    list[int] | None, typer.Option("--pot", help="Pay out of this pot; once for each token.", min=1)
]


@command(app, options=WRITE)
def payrun(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="CSV: id,recipient,token,amount,category,memo.")],
    pot: Pots = None,
    book: Book = None,
    resume: Annotated[bool, typer.Option(help="Go on with a run that was begun.")] = False,
    again: Annotated[bool, typer.Option(help="Pay what looks like paid already.")] = False,
    every_row: Annotated[bool, typer.Option("--all", help="Show every row.")] = False,
) -> Answer:
    """Pay a list of payees out of pots, in batches; run again it pays nothing twice."""
    signer = session.signer  # a wrong password shows before any work
    if not (session.dry_run or session.plan):
        session.chain.resume()  # what an earlier run left on its way comes first
    run = planned(session, file, pot or [], book)
    left = run.left()
    if not left:
        return _already(run)
    _check(run, resume=resume, again=again)
    run.check_limits(left)
    estimate = run.measure(left, signer.address)
    _show(session, run, estimate, every_row=every_row)
    if session.dry_run:
        gas = {"gas_used": sum(estimate.gas), "rows": estimate.rows}
        return Answer({"sent": False, **gas}, "Dry run: nothing was sent.")
    if session.plan:
        said = f"Pay {estimate.rows:,} rows of {run.payees.name}."
        return session.write_plan(said, run.steps(estimate, signer))
    session.confirm(f"Pay {estimate.rows:,} rows in {len(estimate.parts)} transactions?")
    with session.output.progress() as tell:
        receipts = run.send(estimate, signer, tell)
    return _done(run, receipts)


def planned(session: "Session", file: Path, wanted: Sequence[int], book: Path | None) -> "PayRun":
    """Read the list and find the pots that pay it."""
    from functools import partial

    from cosmolocal.cli.inputs import open_texts
    from cosmolocal.journal import default_folder
    from cosmolocal.treasury.assets import AddressBook, read_asset
    from cosmolocal.treasury.payees import read_payees
    from cosmolocal.treasury.payrun import PayRun, choose_pots

    alliance = session.alliance
    own = [record.address for record in alliance.manifest.contracts.values()]
    payees = read_payees(
        file,
        book=AddressBook.load(book),
        asset_of=partial(read_asset, session.chain),
        own=own,
    )
    pots = choose_pots(alliance.treasury.pots(), list(payees.assets), wanted, session.now)
    folder = default_folder().parent / "payruns" / session.chain.identity
    return PayRun.plan(alliance.treasury, payees, pots, commit=open_texts().commit, folder=folder)


def _check(run: "PayRun", *, resume: bool, again: bool) -> None:
    """Refuse to go on by accident with a run that was begun, or with what looks like paid."""
    from cosmolocal.errors import BadInput

    paid = run.paid()
    if paid and not resume:
        raise BadInput(
            f"this run was begun: {len(paid):,} of {len(run.payees.rows):,} rows are paid,"
            f" the first in {paid[0].tx_hash}",
            next_step="Add --resume to pay the rest.",
        )
    if resume and not paid and not run.is_begun:
        raise BadInput("no such run was begun", next_step="Leave --resume out to begin it.")
    twins = () if again else run.twins()
    if twins:
        lines = "\n".join(f"line {row.line}: already paid in {row.tx_hash}" for row in twins[:20])
        raise BadInput(
            f"{len(twins)} rows look like payments of this period\n{lines}",
            next_step="Take them out, or add --again if they are meant.",
        )


def _show(session: "Session", run: "PayRun", estimate: "Estimate", *, every_row: bool) -> None:
    """Say what will be paid, in rows and totals, what is left then, and what it costs."""
    output, payees = session.output, run.payees
    due = sorted((row for part in estimate.parts for row in part.due), key=lambda row: row.line)
    shown = due if every_row else due[:_SHOWN]
    rows = [
        {
            "line": row.line,
            "id": row.id,
            "recipient": output.short(row.to),
            "amount": payees.asset(row.token).text(row.amount),
            "category": row.category,
        }
        for row in shown
    ]
    parts: list[Any] = [output.titled(f"Pay run {payees.name}", rows)]
    if len(shown) < len(due):
        parts.append(f"and {len(due) - len(shown):,} rows more (--all shows them)")
    parts += ["", output.titled("Totals", _totals(due, payees))]
    parts += ["", output.titled("Pots", _after(run, due)), *_notes(session, due), ""]
    fee = sum(estimate.gas) * session.gas_price()
    facts = {
        "from": session.signer.address,
        "chain": session.chain.chain_id,
        "transactions": len(estimate.parts),
        "gas": f"{sum(estimate.gas):,}",
        "fee": f"about {output.amount(fee, 18)} {session.network.currency}",
    }
    output.say(*parts, output.record(facts))


def _totals(due: Sequence[Any], payees: "Payees") -> list[dict[str, Any]]:
    """Sum up by token and category."""
    sums: dict[tuple[str, int], list[int]] = {}
    for row in due:
        sums.setdefault((row.token, row.category), []).append(row.amount)
    return [
        {
            "category": category,
            "rows": len(amounts),
            "total": payees.asset(token).text(sum(amounts)),
        }
        for (token, category), amounts in sorted(sums.items())
    ]


def _after(run: "PayRun", due: Sequence[Any]) -> list[dict[str, Any]]:
    """What pots and treasury have left once all is paid."""
    pots = {pot.number: pot for pot in run.treasury.pots()}
    rows = []
    for number in sorted({batch.pot for batch in run.batches}):
        pot, asset = pots[number], run.payees.asset(pots[number].token)
        total = sum(row.amount for row in due if row.token == pot.token)
        free = run.treasury.balance(pot.token).free
        rows.append(
            {
                "pot": number,
                "pays": asset.text(total),
                "left in the period": asset.text(pot.left - total),
                "free in the treasury": asset.text(free - total),
            }
        )
    return rows


def _notes(session: "Session", due: Sequence[Any]) -> list[str]:
    """Point out what is allowed and still worth a look."""
    view, mine = session.chain.at(), session.signer.address
    codes = session.chain.node.ask_all([("eth_getCode", [row.to, hex(view.block)]) for row in due])
    contracts = [row.line for row, code in zip(due, codes, strict=True) if len(code) > len("0x")]
    notes = []
    if contracts:
        lines = ", ".join(map(str, contracts[:_SHOWN]))
        notes.append(f"Note: {len(contracts)} recipients are contracts (line {lines}).")
    own = [str(row.line) for row in due if row.to == mine]
    if own:
        notes.append(f"Note: line {', '.join(own)} pays the account that signs.")
    return notes


def _already(run: "PayRun") -> Answer:
    """Answer a run of which everything is paid."""
    paid = run.paid()
    hashes = list(dict.fromkeys(row.tx_hash for row in paid))
    each_on_a_line = ",\n  ".join(hashes)
    data = {"sent": False, "rows": len(paid), "transactions": hashes, "skipped": []}
    return Answer(data, f"Nothing to do: already paid in {each_on_a_line}.", view="")


def _done(run: "PayRun", receipts: Sequence["Receipt"]) -> Answer:
    """Answer with what was paid, and what was passed over."""
    from cosmolocal.treasury import skipped

    batches = {batch.id: batch for batch in run.batches}
    missed = [
        batches[event["batch"]].rows[event["row"]]
        for receipt in receipts
        for event in skipped(receipt)
    ]
    paid = run.paid()
    data = {
        "sent": True,
        "rows": len(paid),
        "transactions": [receipt.tx_hash for receipt in receipts],
        "gas_used": sum(receipt.gas_used for receipt in receipts),
        "fee": str(sum(receipt.fee for receipt in receipts)),
        "skipped": [{"line": row.line, "id": row.id, "recipient": row.to} for row in missed],
    }
    said = f"{len(paid):,} of {len(run.payees.rows):,} rows are paid."
    if missed:
        lines = ", ".join(str(row.line) for row in missed)
        said += (
            f"\n{len(missed)} could not be paid (line {lines}): the recipient or the token refused."
            "\n→ Ask for another address, or try them again with --resume."
        )
    return Answer(data, said, view="", exit_code=1 if missed else 0)
