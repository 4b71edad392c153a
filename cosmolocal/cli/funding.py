# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal funding`: what the alliance rewards."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
    from cosmolocal.funding import Funding, Matching, MatchingRound, RoundTerms
    from cosmolocal.funding import Round as RetroRound

app = group("What we reward: retro rounds of quadratic ballots, and matched gifts.")

Round = Annotated[str, typer.Argument(help="A round: 3 is retro, matching/3 of the other kind.")]
Project = Annotated[int, typer.Argument(help="Number of a project in its round.", min=1, max=256)]
Projects = Annotated[list[int], typer.Argument(help="Numbers of projects.", min=1, max=256)]
AppealsEnd = Annotated[
    str | None, typer.Option(help="End of the time for appeals; by default there is none.")
]
Approvals = Annotated[int, typer.Option(help="Reviewers who must agree.", min=1, max=7)]
Scope = Annotated[int, typer.Option(help="Whose stewards look after it.", min=1)]
Voters = Annotated[
    Literal["persons", "organisations", "both"], typer.Option(help="Whose seats may vote or give.")
]
Cap = Annotated[
    int, typer.Option(help="Most that one project gets, in basis points; 0: all.", min=0)
]
Payout = Annotated[str | None, typer.Option(help="Where the money goes; by default to you.")]
Entries = Annotated[list[str] | None, typer.Option(help="Confirmed ledger entry; repeat.")]
Reason = Annotated[str, words("Why")]


@command(app, "open", options=WRITE)
def open_(
    session: "Session",
    applications_end: Until,
    review_end: Until,
    voting_end: Until,
    claims_end: Until,
    appeals_end: AppealsEnd = None,
    approvals: Approvals = 1,
    budget: Annotated[int, typer.Option(help="Credits of each ballot.", min=1)] = 100,
    scope: Scope = 1,
    voters: Voters = "persons",
    allow_negative: Annotated[
        bool, typer.Option("--allow-negative", help="Votes against.")
    ] = False,
    quorum: Annotated[int, typer.Option(help="Ballots a project must be on.", min=0)] = 0,
    count_zeros: Annotated[
        bool, typer.Option("--count-zeros", help="Zero votes count for the quorum.")
    ] = False,
    cap_bps: Cap = 0,
    minimum: Annotated[str, typer.Option(help="Smallest award.")] = "0",
    decimals: Decimals = 18,
    token: Token = None,
    why: Why = None,
) -> Plan:
    """Open a retro round as a steward; with --why, propose to open it."""
    from cosmolocal.funding import Terms

    ends = (applications_end, review_end, appeals_end, voting_end, claims_end)
    common = _common_terms(session, ends, scope, approvals, voters, token)
    terms = Terms(
        **common,
        budget=budget,
        allow_negative=allow_negative,
        quorum=quorum,
        count_zeros=count_zeros,
        cap_bps=cap_bps,
        minimum=session.inputs.amount(minimum, decimals),
    )
    return _opening(session, session.alliance.funding, terms, why)


@command(app, "open-matching", options=WRITE)
def open_matching(
    session: "Session",
    applications_end: Until,
    review_end: Until,
    voting_end: Until,
    claims_end: Until,
    appeals_end: AppealsEnd = None,
    approvals: Approvals = 1,
    scope: Scope = 1,
    voters: Voters = "persons",
    inclusive: Annotated[
        bool, typer.Option("--inclusive", help="Match gifts that stand alone, too.")
    ] = False,
    constrained: Annotated[
        bool, typer.Option("--constrained", help="Never match more than gifts call for.")
    ] = False,
    cap_bps: Cap = 0,
    token: Token = None,
    why: Why = None,
) -> Plan:
    """Open a matching round as a steward; with --why, propose to open it."""
    from cosmolocal.funding import MatchingTerms

    ends = (applications_end, review_end, appeals_end, voting_end, claims_end)
    common = _common_terms(session, ends, scope, approvals, voters, token)
    terms = MatchingTerms(**common, inclusive=inclusive, constrained=constrained, cap_bps=cap_bps)
    return _opening(session, session.alliance.matching, terms, why)


@command(app, "list", options=READ)
def list_(session: "Session", decimals: Decimals = 18) -> Answer:
    """List all rounds."""
    retro, matching = session.alliance.funding, session.alliance.matching
    rows = [_row("retro", retro.show(number)) for number in range(1, retro.count() + 1)]
    rows += [_row("matching", matching.show(n)) for n in range(1, matching.count() + 1)]
    return Answer(session.output.priced(rows, decimals))


def _row(kind: str, shown: "RetroRound | MatchingRound") -> dict[str, Any]:
    return {
        "round": shown.round_id,
        "kind": kind,
        "status": shown.status.name.lower(),
        "projects": len(shown.projects),
        "pot": str(shown.pot),
        "paid": str(shown.paid),
    }


@command(app, options=READ)
def show(session: "Session", round_id: Round, decimals: Decimals = 18) -> Answer:
    """Show a round and its projects."""
    pool, number = _pool(session, round_id)
    return Answer(session.output.priced(pool.show(number), decimals))


@command(app, options=READ)
def ballot(
    session: "Session",
    round_id: Round,
    seat: Annotated[int, typer.Argument(help="Number of a seat.", min=1)],
) -> Answer:
    """Show a seat's ballot as it counts now."""
    found = session.alliance.funding.ballot(_retro(session, round_id), seat)
    return Answer([{"project": project, "votes": votes} for project, votes in found.items()])


@command(app, options=WRITE)
def fund(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Put money of your own into a pot; the treasury does so by `treasury fund`."""
    (pool, number), units = _pool(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(pool.fund, number, units)
    return Plan(f"Put {amount} into the pot of round {round_id}.", verb)


@command(app, options=WRITE)
def allow(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Let a round take an amount of its token from you, before `fund`, `pledge` or `give`."""
    (pool, number), units = _pool(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(pool.allow, number, units)
    return Plan(f"Let round {round_id} take {amount} from you.", verb)


@command(app, options=WRITE)
def pledge(
    session: "Session",
    round_id: Round,
    amount: Amount,
    matched: Annotated[int, typer.Option(help="Units that gifts call up …", min=1)] = 1,
    per_raised: Annotated[int, typer.Option(help="… for every so many given.", min=1)] = 1,
    decimals: Decimals = 18,
) -> Plan:
    """Deposit what gifts to a matching round call up; the rest comes back."""
    number, units = _matching(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(
        session.alliance.matching.pledge, number, units, matched=matched, per_raised=per_raised
    )
    return Plan(f"Pledge up to {amount}: {matched} for every {per_raised} given.", verb)


@command(app, options=WRITE)
def return_pledge(
    session: "Session",
    round_id: Round,
    number: Annotated[int, typer.Argument(help="Number of a pledge.", min=1)],
) -> Plan:
    """Pay back what gifts did not call up of a pledge, to its sponsor."""
    verb = partial(session.alliance.matching.return_pledge, _matching(session, round_id), number)
    return Plan(f"Return the rest of pledge {number} of round {round_id}.", verb)


@command(app, options=WRITE)
def give(
    session: "Session", round_id: Round, project: Project, amount: Amount, decimals: Decimals = 18
) -> Plan:
    """Give to a project of a matching round."""
    number, units = _matching(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(session.alliance.matching.give, number, project, units)
    return Plan(f"Give {amount} to project {project} of round {round_id}.", verb)


@command(app, options=WRITE)
def apply(
    session: "Session",
    round_id: Round,
    content: Annotated[str, words("The application")],
    payout_address: Payout = None,
    entry: Entries = None,
) -> Plan:
    """Apply with a project, citing your confirmed contributions."""
    inputs, (pool, number) = session.inputs, _pool(session, round_id)
    to = inputs.address(payout_address) if payout_address else session.signer.address
    entries = [inputs.word(each) for each in entry or ()]
    verb = partial(pool.apply, number, to, inputs.commitment(content), entries)
    return Plan(f"Apply in round {round_id}; the money goes to {to}.", verb)


@command(app, options=WRITE)
def amend(
    session: "Session",
    round_id: Round,
    project: Project,
    content: Annotated[str, words("The whole application, as it is now")],
    payout_address: Payout = None,
    entry: Entries = None,
) -> Plan:
    """Replace your application as a whole, until applications end; the old one stays on record."""
    inputs, (pool, number) = session.inputs, _pool(session, round_id)
    to = inputs.address(payout_address) if payout_address else session.signer.address
    entries = [inputs.word(each) for each in entry or ()]
    verb = partial(pool.amend, number, project, to, inputs.commitment(content), entries)
    return Plan(f"Amend project {project} of round {round_id}; the money goes to {to}.", verb)


@command(app, options=WRITE)
def approve(session: "Session", round_id: Round, projects: Projects) -> Plan:
    """Speak for projects, as a reviewer; enough reviewers admit them to the vote."""
    pool, number = _pool(session, round_id)
    verb = partial(pool.approve, number, projects)
    return Plan(f"Approve {len(projects)} projects of round {round_id}: this is final.", verb)


@command(app, options=WRITE)
def reject(session: "Session", round_id: Round, project: Project, reason: Reason) -> Plan:
    """Speak against a project, as a reviewer; enough reviewers keep it out."""
    pool, number = _pool(session, round_id)
    verb = partial(pool.reject, number, project, reason=session.inputs.commitment(reason))
    return Plan(f"Reject project {project} of round {round_id}: this is final.", verb)


@command(app, options=WRITE)
def appeal(session: "Session", round_id: Round, project: Project, reason: Reason) -> Plan:
    """Ask the alliance to admit your project, which reviewers did not."""
    pool, number = _pool(session, round_id)
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
    pool, number = _pool(session, round_id)
    action = pool.decide_appeal_action(number, project, admit=not dismiss)
    return session.proposal(f"decide the appeal of project {project}", [action], why)


@command(app, options=WRITE)
def set_conflicts(
    session: "Session",
    round_id: Round,
    seat: Annotated[int, typer.Argument(help="Number of a seat.", min=1)],
    projects: Annotated[list[int] | None, typer.Argument(help="Projects without a vote.")] = None,
    reason: Annotated[str | None, words("Why")] = None,
) -> Plan:
    """Say on which projects a seat has no vote, before the voting; your own only grow."""
    pool, number = _pool(session, round_id)
    why = {"reason": session.inputs.commitment(reason)} if reason else {}
    verb = partial(pool.set_conflicts, number, seat, projects or [], **why)
    return Plan(f"Seat {seat} has no vote on {len(projects or [])} projects.", verb)


@command(app, options=WRITE)
def cast_ballot(
    session: "Session",
    round_id: Round,
    votes: Annotated[
        list[str] | None, typer.Argument(help="PROJECT=VOTES, repeated; none withdraws.")
    ] = None,
) -> Plan:
    """Spread your credits over projects; replaces your last ballot as a whole."""
    ballot, number = session.inputs.allocations(votes or []), _retro(session, round_id)
    cost = sum(given**2 for given in ballot.values())
    budget = session.alliance.funding.terms(number).budget
    verb = partial(session.alliance.funding.cast_ballot, number, ballot)
    sentence = f"Give votes to {len(ballot)} projects of round {round_id}."
    return Plan(sentence, verb, {"cost": f"{cost} of {budget} credits"})


@command(app, options=WRITE)
def change_payout_address(
    session: "Session",
    round_id: Round,
    project: Project,
    payout_address: Annotated[str, typer.Argument(help="Where the money is to go.")],
) -> Plan:
    """Have your project's money go elsewhere, three days from now."""
    pool, number = _pool(session, round_id)
    to = session.inputs.address(payout_address)
    verb = partial(pool.change_payout_address, number, project, to)
    return Plan(f"From three days on, pay project {project} to {to}.", verb)


@command(app, options=WRITE)
def keep_payout_address(session: "Session", round_id: Round, project: Project) -> Plan:
    """Call a change of the payout address off, as the seat that applied."""
    pool, number = _pool(session, round_id)
    verb = partial(pool.keep_payout_address, number, project)
    return Plan(f"Keep the payout address of project {project}.", verb)


@command(app, options=WRITE)
def settle(session: "Session", round_id: Round) -> Plan:
    """Close the count once the voting is over."""
    pool, number = _pool(session, round_id)
    return Plan(f"Settle round {round_id}.", partial(pool.settle, number))


@command(app, options=WRITE)
def claim(session: "Session", round_id: Round, project: Project) -> Plan:
    """Pay a project its share, to its recipient."""
    pool, number = _pool(session, round_id)
    return Plan(f"Pay project {project} of round {round_id}.", partial(pool.claim, number, project))


@command(app, options=WRITE)
def pay(session: "Session", round_id: Round, projects: Projects) -> Plan:
    """Pay many projects at once; one that cannot be paid now is skipped."""
    pool, number = _pool(session, round_id)
    verb = partial(pool.pay, number, projects)
    return Plan(f"Pay {len(projects)} projects of round {round_id}.", verb)


@command(app, options=WRITE)
def sweep(session: "Session", round_id: Round) -> Plan:
    """Send what is left after the claims to the treasury."""
    pool, number = _pool(session, round_id)
    return Plan(f"Sweep round {round_id}.", partial(pool.sweep, number))


@command(app, options=WRITE)
def cancel(session: "Session", round_id: Round, why: Why = None) -> Plan:
    """End a round before it is settled, as a steward; with --why, propose to."""
    pool, number = _pool(session, round_id)
    if why is not None:
        action = pool.cancel_round_action(number)
        return session.proposal(f"cancel round {round_id}", [action], why)
    sentence = f"Cancel round {round_id}: who gave to it takes the money back."
    return Plan(sentence, partial(pool.cancel_round, number))


@command(app, options=WRITE)
def refund(
    session: "Session",
    round_id: Round,
    sponsor: Annotated[str, typer.Argument(help="Address of a sponsor.")],
) -> Plan:
    """Pay a sponsor of a cancelled round back."""
    pool, number = _pool(session, round_id)
    verb = partial(pool.refund, number, session.inputs.address(sponsor))
    return Plan(f"Refund {sponsor} from round {round_id}.", verb)


@command(app, options=WRITE)
def refund_gift(
    session: "Session",
    round_id: Round,
    project: Project,
    seat: Annotated[int, typer.Argument(help="Number of the seat that gave.", min=1)],
) -> Plan:
    """Pay a gift to a cancelled matching round back."""
    number = _matching(session, round_id)
    verb = partial(session.alliance.matching.refund_gift, number, project, seat)
    return Plan(f"Refund the gift of seat {seat} to project {project}.", verb)


command(app)(replay)
command(app, "verify", options=READ)(verifying("funding"))


def _pool(session: "Session", round_id: str) -> "tuple[Funding | Matching, int]":
    """Find the rounds that a round belongs to, and its number there."""
    kind, number = session.inputs.round_name(round_id)
    alliance = session.alliance
    return (alliance.matching if kind == "matching" else alliance.funding), number


def _retro(session: "Session", round_id: str) -> int:
    return int(session.inputs.round_number(round_id, "retro"))


def _matching(session: "Session", round_id: str) -> int:
    return int(session.inputs.round_number(round_id, "matching"))


def _common_terms(
    session: "Session",
    ends: tuple[str | None, ...],
    scope: int,
    approvals: int,
    voters: str,
    token: str | None,
) -> dict[str, Any]:
    """Read what terms of every mechanism have."""
    from cosmolocal.funding import Chambers

    periods = ("applications_end", "review_end", "appeals_end", "voting_end", "claims_end")
    moments = {
        name: session.inputs.moment(end, session.now)
        for name, end in zip(periods, ends, strict=True)
        if end is not None
    }
    return {
        "scope": scope,
        "token": session.inputs.token(token),
        **moments,
        "approvals": approvals,
        "chambers": Chambers[voters.upper()],
    }


def _opening(session: "Session", pool: Any, terms: "RoundTerms", why: str | None) -> Plan:
    """Open a round, or propose to."""
    if why is not None:
        return session.proposal("open a round", [pool.open_round_action(terms)], why)
    ends = {name: end for name, end in terms.model_dump().items() if name.endswith("_end")}
    return Plan(f"Open a round in scope {terms.scope}.", partial(pool.open_round, terms), ends)
