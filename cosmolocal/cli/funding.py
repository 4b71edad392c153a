# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal funding`: what the alliance rewards."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal.cli.common import (
    READ,
    WRITE,
    Amount,
    Answer,
    Decimals,
    Plan,
    Token,
    Until,
    Why,
    command,
    group,
    words,
)
from cosmolocal.cli.replay import replay
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("What we reward: rounds of quadratic ballots.")

Round = Annotated[int, typer.Argument(help="Number of a round.", min=1)]
Project = Annotated[int, typer.Argument(help="Number of a project in its round.", min=1, max=256)]
Projects = Annotated[list[int], typer.Argument(help="Numbers of projects.", min=1, max=256)]


@command(app, "open", options=WRITE)
def open_(
    session: "Session",
    applications_end: Until,
    review_end: Until,
    voting_end: Until,
    claims_end: Until,
    budget: Annotated[int, typer.Option(help="Credits of each ballot.", min=1)] = 100,
    scope: Annotated[int, typer.Option(help="Whose stewards look after it.", min=1)] = 1,
    voters: Annotated[
        Literal["persons", "organisations", "both"], typer.Option(help="Whose seats may vote.")
    ] = "persons",
    allow_negative: Annotated[
        bool, typer.Option("--allow-negative", help="Votes against.")
    ] = False,
    token: Token = None,
    why: Why = None,
) -> Plan:
    """Open a round as a steward; with --why, propose to open it."""
    from cosmolocal.funding import Chambers, Terms

    ends = (applications_end, review_end, voting_end, claims_end)
    names = ("applications_end", "review_end", "voting_end", "claims_end")
    moments = {
        name: session.inputs.moment(end, session.now) for name, end in zip(names, ends, strict=True)
    }
    terms = Terms(
        scope=scope,
        token=session.inputs.token(token),
        budget=budget,
        chambers=Chambers[voters.upper()],
        allow_negative=allow_negative,
        **moments,
    )
    funding = session.alliance.funding
    if why is not None:
        return session.proposal("open a round", [funding.open_round_action(terms)], why)
    return Plan(f"Open a round in scope {scope}.", partial(funding.open_round, terms), moments)


@command(app, "list", options=READ)
def list_(session: "Session", decimals: Decimals = 18) -> Answer:
    """List all rounds."""
    funding = session.alliance.funding
    rounds = [funding.show(number) for number in range(1, funding.count() + 1)]
    rows = [
        {
            "round": found.round_id,
            "status": found.status.name.lower(),
            "projects": len(found.projects),
            "pot": str(found.pot),
            "paid": str(found.paid),
        }
        for found in rounds
    ]
    return Answer(session.output.priced(rows, decimals))


@command(app, options=READ)
def show(session: "Session", round_id: Round, decimals: Decimals = 18) -> Answer:
    """Show a round and its projects."""
    return Answer(session.output.priced(session.alliance.funding.show(round_id), decimals))


@command(app, options=READ)
def ballot(
    session: "Session",
    round_id: Round,
    seat: Annotated[int, typer.Argument(help="Number of a seat.", min=1)],
) -> Answer:
    """Show a seat's ballot as it counts now."""
    found = session.alliance.funding.ballot(round_id, seat)
    return Answer([{"project": project, "votes": votes} for project, votes in found.items()])


@command(app, options=WRITE)
def fund(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Put money of your own into a pot; the treasury does so by `treasury fund`."""
    units = session.inputs.amount(amount, decimals)
    verb = partial(session.alliance.funding.fund, round_id, units)
    return Plan(f"Put {amount} into the pot of round {round_id}.", verb)


@command(app, options=WRITE)
def allow(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Let a round take an amount of its token from you, before `fund`."""
    units = session.inputs.amount(amount, decimals)
    verb = partial(session.alliance.funding.allow, round_id, units)
    return Plan(f"Let round {round_id} take {amount} from you.", verb)


@command(app, options=WRITE)
def apply(
    session: "Session",
    round_id: Round,
    content: Annotated[str, words("The application")],
    payout_address: Annotated[
        str | None, typer.Option(help="Where the money goes; by default to you.")
    ] = None,
    entry: Annotated[list[str] | None, typer.Option(help="Confirmed ledger entry; repeat.")] = None,
) -> Plan:
    """Apply with a project, citing your confirmed contributions; it never changes."""
    inputs = session.inputs
    to = inputs.address(payout_address) if payout_address else session.signer.address
    entries = [inputs.word(each) for each in entry or ()]
    verb = partial(
        session.alliance.funding.apply, round_id, to, inputs.commitment(content), entries
    )
    return Plan(f"Apply in round {round_id}; the money goes to {to}.", verb)


@command(app, options=WRITE)
def approve(session: "Session", round_id: Round, projects: Projects) -> Plan:
    """Admit projects to the vote, as a reviewer."""
    verb = partial(session.alliance.funding.approve, round_id, projects)
    return Plan(f"Approve {len(projects)} projects of round {round_id}: this is final.", verb)


@command(app, options=WRITE)
def reject(
    session: "Session", round_id: Round, project: Project, reason: Annotated[str, words("Why")]
) -> Plan:
    """Keep a project out of the vote, as a reviewer."""
    why = session.inputs.commitment(reason)
    verb = partial(session.alliance.funding.reject, round_id, project, reason=why)
    return Plan(f"Reject project {project} of round {round_id}: this is final.", verb)


@command(app, options=WRITE)
def cast_ballot(
    session: "Session",
    round_id: Round,
    votes: Annotated[
        list[str] | None, typer.Argument(help="PROJECT=VOTES, repeated; none withdraws.")
    ] = None,
) -> Plan:
    """Spread your credits over projects; replaces your last ballot as a whole."""
    ballot = session.inputs.allocations(votes or [])
    cost = sum(given**2 for given in ballot.values())
    budget = session.alliance.funding.terms(round_id).budget
    verb = partial(session.alliance.funding.cast_ballot, round_id, ballot)
    sentence = f"Give votes to {len(ballot)} projects of round {round_id}."
    return Plan(sentence, verb, {"cost": f"{cost} of {budget} credits"})


@command(app, options=WRITE)
def settle(session: "Session", round_id: Round) -> Plan:
    """Close the count once the voting is over."""
    return Plan(f"Settle round {round_id}.", partial(session.alliance.funding.settle, round_id))


@command(app, options=WRITE)
def claim(session: "Session", round_id: Round, project: Project) -> Plan:
    """Pay a project its share, to the address it applied with."""
    verb = partial(session.alliance.funding.claim, round_id, project)
    return Plan(f"Pay project {project} of round {round_id}.", verb)


@command(app, options=WRITE)
def sweep(session: "Session", round_id: Round) -> Plan:
    """Send what is left after the claims to the treasury."""
    return Plan(f"Sweep round {round_id}.", partial(session.alliance.funding.sweep, round_id))


@command(app, options=WRITE)
def cancel(session: "Session", round_id: Round, why: Why = None) -> Plan:
    """End a round before it is settled, as a steward; with --why, propose to."""
    funding = session.alliance.funding
    if why is not None:
        action = funding.cancel_round_action(round_id)
        return session.proposal(f"cancel round {round_id}", [action], why)
    sentence = f"Cancel round {round_id}: its sponsors take their money back."
    return Plan(sentence, partial(funding.cancel_round, round_id))


@command(app, options=WRITE)
def refund(
    session: "Session",
    round_id: Round,
    sponsor: Annotated[str, typer.Argument(help="Address of a sponsor.")],
) -> Plan:
    """Pay a sponsor of a cancelled round back."""
    verb = partial(session.alliance.funding.refund, round_id, session.inputs.address(sponsor))
    return Plan(f"Refund {sponsor} from round {round_id}.", verb)


command(app)(replay)
command(app, "verify", options=READ)(verifying("funding"))
