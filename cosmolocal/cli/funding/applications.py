# SPDX-License-Identifier: Apache-2.0
"""Projects: applications, their review, appeals, conflicts of interest."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, command, words
from cosmolocal.cli.funding.group import Project, Reason, Round, Seat, app, pool_of

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

Payout = Annotated[str | None, typer.Option(help="Where the money goes; by default to you.")]
Entries = Annotated[list[str] | None, typer.Option(help="Confirmed ledger entry; repeat.")]


Content = Annotated[str | None, words("The whole application")]
Form = Annotated[
    Path | None,
    typer.Option(help="YAML with title, summary, past_funding, and more; instead of --content."),
]


@command(app, options=WRITE)
def apply(
    session: "Session",
    round_id: Round,
    content: Content = None,
    form: Form = None,
    payout_address: Payout = None,
    entry: Entries = None,
) -> Plan:
    """Apply with a project, citing your confirmed contributions."""
    pool, number = pool_of(session, round_id)
    to, *said = _said(session, content, form, payout_address, entry)
    verb = partial(pool.apply, number, to, *said)
    return Plan(f"Apply in round {round_id}; the money goes to {to}.", verb)


@command(app, options=WRITE)
def amend(
    session: "Session",
    round_id: Round,
    project: Project,
    content: Content = None,
    form: Form = None,
    payout_address: Payout = None,
    entry: Entries = None,
) -> Plan:
    """Replace your application as a whole, until applications end; the old one stays on record."""
    pool, number = pool_of(session, round_id)
    to, *said = _said(session, content, form, payout_address, entry)
    verb = partial(pool.amend, number, project, to, *said)
    return Plan(f"Amend project {project} of round {round_id}; the money goes to {to}.", verb)


def _said(
    session: "Session",
    content: str | None,
    form: Path | None,
    payout_address: str | None,
    entry: list[str] | None,
) -> tuple[Any, ...]:
    """Read what an application says: payout address, commitment, entries."""
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.forms import read_form

    if (content is None) == (form is None):
        raise BadInput("an application has one text", next_step="Give --content or --form.")
    inputs, text = session.inputs, content if form is None else read_form(form).text()
    to = inputs.address(payout_address) if payout_address else session.signer.address
    return to, inputs.commitment(text), [inputs.word(each) for each in entry or ()]


@command(app, options=READ)
def application(session: "Session", round_id: Round, project: Project) -> Answer:
    """Tell the history of an application: its versions, reviews, appeal, payout address, payment.

    Texts that are kept here are shown instead of their commitments.
    """
    pool, number = pool_of(session, round_id)
    texts = session.inputs.open_texts()
    rows = []
    for event in pool.history(number, project):
        told = {name: value for name, value in event.args.items() if name not in _KNOWN}
        for name in ("content", "reason"):
            if name in told:
                told[name] = texts.find(told[name]) or f"0x{told[name].hex()}"
        rows.append({"at": event.timestamp, "event": event.name, **told})
    return Answer(rows)


_KNOWN = ("pool", "round_id", "project")


@command(app, options=WRITE)
def review(
    session: "Session",
    round_id: Round,
    projects: Annotated[
        list[int] | None, typer.Argument(help="Numbers of projects; none lists all.")
    ] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Speak for them.")] = False,
    reject: Annotated[str | None, words("Speak against one, because of this")] = None,
) -> Plan | Answer:
    """Say as a reviewer what you think of projects; without any, show how their review stands."""
    from cosmolocal.errors import BadInput

    pool, number = pool_of(session, round_id)
    if not projects:
        fields = ("project", "seat", "review", "version", "appealed")
        rows = [
            {field: getattr(each, field) for field in fields} | {"review": each.review.name.lower()}
            for each in pool.show(number).projects
        ]
        return Answer(rows)
    if approve == (reject is not None):
        raise BadInput("a review approves or rejects", next_step="Give --approve or --reject WHY.")
    if approve:
        verb = partial(pool.approve, number, projects)
        return Plan(f"Approve {len(projects)} projects of round {round_id}: this is final.", verb)
    if len(projects) > 1:
        raise BadInput("projects are rejected one by one, each with its reason")
    why = session.inputs.commitment(str(reject))
    verb = partial(pool.reject, number, projects[0], reason=why)
    return Plan(f"Reject project {projects[0]} of round {round_id}: this is final.", verb)


@command(app, options=WRITE)
def appeal(session: "Session", round_id: Round, project: Project, reason: Reason) -> Plan:
    """Ask the alliance to admit your project, which reviewers did not."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.appeal, number, project, reason=session.inputs.commitment(reason))
    return Plan(f"Appeal for project {project} of round {round_id}, once.", verb)


@command(app, options=WRITE)
def decide_appeal(
    session: "Session",
    round_id: Round,
    project: Project,
    why: Annotated[str, words("What speaks for it")],
    dismiss: Annotated[bool, typer.Option("--dismiss", help="Confirm the rejection.")] = False,
) -> Plan:
    """Propose to admit a project that has appealed, or to confirm that it stays out."""
    pool, number = pool_of(session, round_id)
    action = pool.decide_appeal_action(number, project, admit=not dismiss)
    return session.proposal(f"decide the appeal of project {project}", [action], why)


@command(app, options=WRITE)
def set_conflicts(
    session: "Session",
    round_id: Round,
    seat: Seat,
    projects: Annotated[list[int] | None, typer.Argument(help="Projects without a vote.")] = None,
    reason: Annotated[str | None, words("Why")] = None,
) -> Plan:
    """Say on which projects a seat has no vote, before the voting; your own only grow."""
    pool, number = pool_of(session, round_id)
    why = {"reason": session.inputs.commitment(reason)} if reason else {}
    verb = partial(pool.set_conflicts, number, seat, projects or [], **why)
    return Plan(f"Seat {seat} has no vote on {len(projects or [])} projects.", verb)
