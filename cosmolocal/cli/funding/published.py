# SPDX-License-Identifier: Apache-2.0
"""Published rounds: any rule, counted by anybody, published with a bond, open to challenge."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Decimals, Plan, Why, command, words
from cosmolocal.cli.funding.group import BundleFolder, Round, app, published_number
from cosmolocal.cli.funding.opening import opening, opens

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import Bundle, Challenge

ResultNumber = Annotated[int, typer.Argument(help="Number of a result.", min=1)]
ChallengeNumber = Annotated[int, typer.Argument(help="Number of a challenge.", min=1)]
Metrics = Annotated[Path | None, typer.Option(help="Table that the rule needs beside ballots.")]
Clusters = Annotated[Path | None, typer.Option(help="Table that the rule needs beside ballots.")]
RootNumber = Annotated[int, typer.Option("--root", help="Number of an accepted root.", min=1)]
Uri = Annotated[str, typer.Option(help="Where others find the bundle.")]


@opens("open-published")
def open_published(
    session: "Session",
    common: dict[str, Any],
    rule: Annotated[str, typer.Option(help="One of the rules of `cosmolocal tally`.")],
    params: Annotated[Path | None, typer.Option(help="JSON or YAML of the rule.")] = None,
    bond: Annotated[str, typer.Option(help="Of a result, and of a challenge [ETH].")] = "0.1",
    digits: Annotated[
        int, typer.Option(help="Digits behind the point in ballots.", min=0, max=18)
    ] = 0,
    budget: Annotated[str, typer.Option(help="What a ballot may give or cost; 0: any.")] = "0",
    challenge: Annotated[str, typer.Option(help="Time for challenges.")] = "5 days",
    answer: Annotated[str, typer.Option(help="Time for each answer.")] = "3 days",
    decision: Annotated[str, typer.Option(help="Time for a vote.")] = "30 days",
    why: Why = None,
) -> Plan:
    """Open a round of any published rule as a steward; with --why, propose to open it."""
    from cosmolocal.counting.parameter_files import read_parameters
    from cosmolocal.funding import NamedRule, PublishedTerms

    named = NamedRule.of(rule)
    named = NamedRule.of(rule, **read_parameters(named.rule, params, {}).model_dump(mode="json"))
    inputs = session.inputs
    terms = PublishedTerms(
        **common,
        bond=inputs.amount(bond, 18),
        decimals=digits,
        budget=inputs.amount(budget, digits),
        challenge_seconds=inputs.span(challenge),
        answer_seconds=inputs.span(answer),
        decision_seconds=inputs.span(decision),
    )
    published = session.alliance.published
    return opening(session, _Opener(published, named), terms, why)


class _Opener:
    """Opens rounds of one rule by their terms alone, as the other mechanisms do."""

    def __init__(self, published: Any, rule: Any) -> None:
        self._published, self._rule = published, rule

    def open_round(self, terms: Any, **options: Any) -> Any:
        """Open a round."""
        return self._published.open_round(terms, self._rule, **options)

    def open_round_action(self, terms: Any) -> Any:
        """Describe the opening for a proposal."""
        return self._published.open_round_action(terms, self._rule)


@command(app, "bundle", options=READ)
def bundle_(
    session: "Session",
    round_id: Round,
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    metrics: Metrics = None,
    clusters: Clusters = None,
) -> Answer:
    """Count a published round from events, and write all that it was counted from."""
    bundle = _counted(session, round_id, metrics, clusters)
    for path in bundle.write(out):
        session.output.say(f"Written: {path}")
    return Answer(bundle.commitment())


@command(app, options=WRITE)
def publish(
    session: "Session",
    round_id: Round,
    bundle: BundleFolder = None,
    metrics: Metrics = None,
    clusters: Clusters = None,
    uri: Uri = "",
) -> Plan:
    """Publish the result of a round with its bond; without --bundle it is counted from events."""
    number = published_number(session, round_id)
    known = _read(bundle) if bundle else _counted(session, round_id, metrics, clusters)
    _require_this_round(session, number, known)
    if found := known.differences():
        from cosmolocal.errors import BadInput

        raise BadInput(
            f"the bundle contradicts itself, and its bond would be lost: {found[0]}",
            next_step="Count it again: cosmolocal funding bundle.",
        )
    results = session.alliance.results
    facts = known.commitment() | {"bond": _eth(results.bond(number))}
    verb = partial(results.publish, known, uri=uri)
    return Plan(f"Publish the result of round {round_id}.", verb, facts)


@command(app, options=WRITE)
def challenge(
    session: "Session",
    result: ResultNumber,
    line: Annotated[int | None, typer.Option(help="Project whose line is wrong.", min=1)] = None,
    piece: Annotated[int | None, typer.Option(help="Piece that cannot be had.", min=0)] = None,
    reason: Annotated[str | None, words("What else is wrong, for a vote")] = None,
) -> Plan:
    """Challenge a result with the round's bond: a line, a piece of its bundle, or anything else."""
    from cosmolocal.errors import BadInput

    if sum(each is not None for each in (line, piece, reason)) != 1:
        raise BadInput(
            "a challenge is about one thing",
            next_step="Give one of --line PROJECT, --piece NUMBER, --reason TEXT.",
        )
    results = session.alliance.results
    facts = {"bond": _eth(results.bond(results.result(result).round_id))}
    if line is not None:
        verb, what = partial(results.challenge_line, result, line), f"the line of project {line}"
    elif piece is not None:
        verb, what = partial(results.challenge_piece, result, piece), f"piece {piece} as missing"
    else:
        because = session.inputs.commitment(str(reason))
        verb, what = partial(results.challenge_other, result, reason=because), "before a vote"
    return Plan(f"Challenge result {result}: {what}.", verb, facts)


@command(app, options=WRITE)
def answer(session: "Session", challenge: ChallengeNumber, bundle: BundleFolder = None) -> Plan:
    """Give a challenge what it waits for: a line, a piece, or up to 64 ballots; repeat for more."""
    from cosmolocal.funding.results import ChallengeKind, ChallengeStatus

    results = session.alliance.results
    known = results.challenge(challenge)
    if known.status is ChallengeStatus.REVEAL:
        verb: Any = partial(results.reveal, challenge)
        return Plan(f"Reveal ballots for challenge {challenge}.", verb, _facts(known))
    if known.status is not ChallengeStatus.SHOW:
        from cosmolocal.errors import BadInput

        raise BadInput(
            f"challenge {challenge} waits for no answer",
            next_step="See what it waits for: cosmolocal funding results.",
        )
    round_id = results.result(known.result).round_id
    shown = _read(bundle) if bundle else session.alliance.published.count_round(round_id)
    is_line = known.kind is ChallengeKind.LINE
    verb = partial(results.show_line if is_line else results.show_piece, challenge, shown)
    what = f"the line of project {known.subject}" if is_line else f"piece {known.subject}"
    return Plan(f"Show {what} for challenge {challenge}.", verb, _facts(known))


@command(app, options=WRITE)
def resolve(session: "Session", challenge: ChallengeNumber) -> Plan:
    """Close a challenge whose time is over."""
    results = session.alliance.results
    facts = _facts(results.challenge(challenge))
    return Plan(f"Resolve challenge {challenge}.", partial(results.resolve, challenge), facts)


@command(app, options=WRITE)
def decide(
    session: "Session",
    challenge: ChallengeNumber,
    why: Annotated[str, words("What speaks for it")],
    dismiss: Annotated[bool, typer.Option("--dismiss", help="The result is right.")] = False,
) -> Plan:
    """Propose to uphold a challenge, or to dismiss it."""
    action = session.alliance.results.decide_action(challenge, upheld=not dismiss)
    verb = "dismiss" if dismiss else "uphold"
    return session.proposal(f"{verb} challenge {challenge}", [action], why)


@command(app, options=WRITE)
def correct(
    session: "Session",
    round_id: Round,
    bundle: Annotated[Path, typer.Option(help="Folder with the further lines.")],
    why: Annotated[str, words("What was wrong")],
    uri: Uri = "",
) -> Plan:
    """Propose a further root beside those that stand; no root ever replaces another."""
    number, known = published_number(session, round_id), _read(bundle)
    _require_this_round(session, number, known)
    reason = session.inputs.commitment(why)
    action = session.alliance.results.correct_action(known, reason=reason, uri=uri)
    return session.proposal(f"correct round {round_id}", [action], why)


@command(app, options=WRITE)
def withdraw_bonds(
    session: "Session",
    owed: Annotated[str | None, typer.Argument(help="Whose; by default yours.")] = None,
) -> Plan:
    """Pay an account the bonds that are due to it."""
    results = session.alliance.results
    to = session.inputs.address(owed) if owed else session.signer.address
    facts = {"due": _eth(results.due(to))}
    return Plan(f"Withdraw the bonds of {to}.", partial(results.withdraw, to), facts)


@command(app, options=WRITE)
def return_unclaimed(session: "Session", round_id: Round, root: RootNumber = 1) -> Plan:
    """Send to the treasury what nobody claimed under a root, once its claims are over."""
    number = published_number(session, round_id)
    verb = partial(session.alliance.published.return_unclaimed, number, root)
    return Plan(f"Return what is unclaimed of round {round_id}.", verb)


@command(app, options=READ)
def results(session: "Session", round_id: Round, decimals: Decimals = 18) -> Answer:
    """List the results of a published round with their challenges."""
    from cosmolocal.funding import replay

    alliance, number = session.alliance, published_number(session, round_id)
    state = replay(alliance.events()).results
    rows = []
    for each in state.of(alliance.published.address, number):
        row = alliance.results.result(each).model_dump(mode="json")
        row["status"] = alliance.results.result(each).status.name.lower()
        row["challenges"] = [_row(one) for one in alliance.results.challenges(each)]
        rows.append(row)
    return Answer(session.output.priced(rows, decimals))


def show_ballot(session: "Session", round_id: str, seat: int) -> Answer:
    """Show what a seat gives in a published round."""
    from cosmolocal.units import from_units

    published, number = session.alliance.published, published_number(session, round_id)
    digits = published.terms(number).decimals
    found = published.ballot(number, seat)
    return Answer([{"project": p, "amount": from_units(a, digits)} for p, a in found.items()])


def _row(each: "Challenge") -> dict[str, Any]:
    row = each.model_dump(mode="json")
    return row | {"kind": each.kind.name.lower(), "status": each.status.name.lower()}


def _facts(known: "Challenge") -> dict[str, Any]:
    return {"result": known.result, "until": known.until}


def _counted(
    session: "Session", round_id: str, metrics: Path | None, clusters: Path | None
) -> "Bundle":
    from cosmolocal.funding import read_tables

    number = published_number(session, round_id)
    return session.alliance.published.count_round(number, read_tables(metrics, clusters))


def _read(folder: Path) -> "Bundle":
    from cosmolocal.funding import Bundle

    return Bundle.read(folder)


def _require_this_round(session: "Session", number: int, bundle: "Bundle") -> None:
    """Refuse the bundle of another round, whose lines nobody could claim here."""
    from cosmolocal.errors import BadInput

    facts, published = bundle.facts, session.alliance.published
    found = (facts.chain_id, facts.pool, facts.round_id)
    if found != (session.chain.chain_id, published.address, number):
        raise BadInput(
            f"the bundle is of round {facts.round_id} at {facts.pool} on chain {facts.chain_id}",
            next_step="Name the bundle of this round.",
        )


def _eth(wei: int) -> str:
    from cosmolocal.units import from_units

    return f"{from_units(wei, 18)} of the chain's currency"
