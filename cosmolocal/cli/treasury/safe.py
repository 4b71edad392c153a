# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal treasury safe`: pay runs out to the Safe Transaction Builder, and its files in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, Answer, command, group
from cosmolocal.cli.treasury.group import Book, app
from cosmolocal.cli.treasury.payrun import Pots, planned

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

safe = group("Files of the Safe Transaction Builder.")
app.add_typer(safe, name="safe")


@command(safe, "export", options=READ)
def export_(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="The list of payees.")],
    account: Annotated[str, typer.Option("--safe", help="Address of the Safe that is steward.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    pot: Pots = None,
    book: Book = None,
) -> Answer:
    """Write a pay run as a file that a Safe's owners sign."""
    from cosmolocal.errors import BadInput
    from cosmolocal.treasury.safe import run_as_batch

    place = session.inputs.address(account)
    run = planned(session, file, pot or [], book)
    left = run.left()
    if not left:
        raise BadInput(
            f"every row of {file} was paid before",
            next_step=f"See where: `cosmolocal treasury payrun {file}`.",
        )
    run.check_limits(left)
    estimate = run.measure(left, place)
    batch = run_as_batch(run, estimate.parts, place, now=session.now)
    session.output.write_file(out, batch.dumps())
    run.remember()  # its memos must be the same if it is written again
    data = {"file": str(out), "calls": len(batch.actions), "rows": estimate.rows}
    return Answer(data, f"Wrote {out}: open it in the Safe's Transaction Builder.", view="")


@command(safe, options=READ)
def show(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="A file of the Transaction Builder.")],
) -> Answer:
    """Explain a file call by call; exit code 1 if one cannot be read back exactly."""
    from cosmolocal.safe_batch import SafeBatch
    from cosmolocal.treasury.safe import explain

    batch = SafeBatch.loads(session.inputs.file(file))
    calls = explain(batch, session.alliance.contracts, session.chain.chain_id)
    rows = [
        {
            "target": each.contract or session.output.short(each.target),
            "function": each.function or "unknown",
            "arguments": ", ".join(f"{name} {text}" for name, text in each.arguments.items()),
            "value": each.value,
            "exact": each.is_exact,
        }
        for each in calls
    ]
    return Answer(calls, view=rows, exit_code=0 if all(each.is_exact for each in calls) else 1)
