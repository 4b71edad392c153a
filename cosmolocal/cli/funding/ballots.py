# SPDX-License-Identifier: Apache-2.0
"""Ballots of rounds: cast, signed into a file, handed in out of files, written as a table."""

from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from typing import cast as cast_to

import typer

from cosmolocal.cli.common import READ, SIGN, WRITE, Answer, Plan, command
from cosmolocal.cli.funding import published
from cosmolocal.cli.funding.group import Round, Seat, app, published_number, retro_number
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.errors import ContractError
    from cosmolocal.funding import Funding, Published, SignedBallot

    Ballots = Funding | Published

Votes = Annotated[
    list[str] | None,
    typer.Argument(
        help="PROJECT=VOTES, repeated; none withdraws. In published rounds PROJECT=AMOUNT."
    ),
]
Csv = Annotated[
    Path | None, typer.Option("--csv", help="The ballot as CSV with the columns project,amount.")
]


@command(app, options=READ)
def show_ballot(session: "Session", round_id: Round, seat: Seat) -> Answer:
    """Show a seat's ballot as it counts now."""
    if round_id.startswith("published/"):
        return published.show_ballot(session, round_id, seat)
    found = session.alliance.funding.ballot(retro_number(session, round_id), seat)
    return Answer([{"project": project, "votes": votes} for project, votes in found.items()])


@command(app, options=READ)
def ballots(
    session: "Session",
    round_id: Round,
    out: Annotated[
        Path | None, typer.Option(help="Write them as CSV voter,project,amount.")
    ] = None,
) -> Answer:
    """Show every ballot of a round as it counts now; a voter is the number of a seat."""
    from cosmolocal.funding.ballot_files import ballots_csv
    from cosmolocal.replay.funding import replay

    number = retro_number(session, round_id)
    session.alliance.funding.status(number)
    cast = replay(session.alliance.events()).rounds[number].ballots
    rows = [
        {"voter": seat, "project": project, "amount": votes}
        for seat, ballot in cast.items()
        for project, votes in ballot.items()
    ]
    if out is None:
        return Answer(rows)
    session.output.write_file(out, ballots_csv(cast))
    return Answer(rows, f"{out} holds {len(cast)} ballots.", view="")


@command(app, options=WRITE)
def cast_ballot(session: "Session", round_id: Round, votes: Votes = None, csv: Csv = None) -> Plan:
    """Spread your credits over projects; replaces your last ballot as a whole."""
    pool, number, given, facts = _drafted(session, round_id, votes, csv)
    verb = partial(pool.cast_ballot, number, given)
    return Plan(f"{_sentence(given, round_id)}.", verb, facts)


@command(app, options=(*READ, *SIGN))
def ballot(
    session: "Session",
    round_id: Round,
    to: Annotated[Path, typer.Option(help="File that it is added to.")],
    votes: Votes = None,
    csv: Csv = None,
    until: Annotated[
        str | None, typer.Option(help="How long it is good; by default until voting ends.")
    ] = None,
) -> Answer:
    """Sign a ballot into a file, without gas; `funding cast` of anybody hands it in."""
    from cosmolocal.funding.ballot_files import BallotFile

    pool, number, given, facts = _drafted(session, round_id, votes, csv)
    end = pool.terms(number).voting_end
    deadline = end if until is None else session.inputs.moment(until, session.now)
    facts = {
        "from": session.address,
        "chain": str(session.chain.chain_id),
        **facts,
        "good until": session.output.day(deadline),
    }
    session.announce(f"Sign a ballot. {_sentence(given, round_id)}.", facts)
    session.confirm(_("Sign it?"), done="signed")
    signed = pool.sign_ballot(number, given, deadline=deadline, signer=session.signer)
    new = BallotFile(chain_id=session.chain.chain_id, pool=pool.address, ballots=(signed,))
    file = BallotFile.load(to).joined(new) if to.exists() else new
    session.output.write_file(to, file.dumps())
    data = {"sent": False, "file": str(to), "ballots": len(file.ballots)}
    return Answer(data, f"{to} holds {len(file.ballots)} ballots: `funding cast {to}`.", view="")


@command(app, options=WRITE)
def cast(
    session: "Session",
    files: Annotated[list[Path], typer.Argument(help="Files of signed ballots.")],
) -> Answer:
    """Hand in signed ballots, many at once; says of each whether it was taken, or why not."""
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.ballot_files import BallotFile

    file = reduce(BallotFile.joined, [BallotFile.load(path) for path in files])
    pools = {each.address: each for each in (session.alliance.funding, session.alliance.published)}
    if file.chain_id != session.chain.chain_id or file.pool not in pools:
        raise BadInput(
            f"the ballots are for {file.pool} on chain {file.chain_id}",
            next_step="Hand them in at that alliance: --manifest, --rpc.",
        )
    pool = pools[file.pool]
    refused = [(each, pool.refusal(each)) for each in file.ballots]
    good = [each for each, error in refused if error is None]
    results = [_result(each, error) for each, error in refused if error is not None]
    session.announce(f"Hand in {len(good)} ballots.", {"refused": len(results)})
    if session.dry_run or not good:
        results = [_result(each, None, taken=False) for each in good] + results
        said = "Nothing was sent."
        return Answer({"sent": False, "ballots": results}, said, exit_code=1 if not good else 0)
    session.confirm(_("Send them?"))
    results = [*_hand_in(session, pool, good), *results]
    is_whole = all(each["taken"] for each in results)
    return Answer({"sent": True, "ballots": results}, "Done.", exit_code=0 if is_whole else 1)


def _hand_in(
    session: "Session", pool: "Ballots", good: "list[SignedBallot]"
) -> list[dict[str, Any]]:
    """Send the ballots of each round, a few dozen at once; say which were taken."""
    from cosmolocal.calls import Receipt
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.signed_ballots import ROUND_BATCH

    results = []
    for number in dict.fromkeys(each.round_id for each in good):
        of_round = [each for each in good if each.round_id == number]
        for start in range(0, len(of_round), ROUND_BATCH):
            part = of_round[start : start + ROUND_BATCH]
            receipt = cast_to(Receipt, pool.relay(number, part, signer=session.signer))
            skipped = [e["voter"] for e in receipt.events if e.name == "BallotSkipped"]
            for each in part:
                # Two ballots with one number: the first that is taken makes the other void.
                is_first = each == next(other for other in part if other.voter == each.voter)
                taken = each.voter not in skipped or (is_first and skipped.count(each.voter) < 2)
                why = None if taken else BadInput("another ballot of this voter was taken")
                results.append(_result(each, why, taken=taken))
    return results


def _result(
    ballot: "SignedBallot", error: "ContractError | Exception | None", *, taken: bool = False
) -> dict[str, Any]:
    return {
        "round": ballot.round_id,
        "voter": ballot.voter,
        "taken": taken,
        "reason": "" if error is None else str(error),
    }


def _drafted(
    session: "Session", round_id: str, typed: list[str] | None, csv: Path | None
) -> "tuple[Ballots, int, dict[int, int], dict[str, str]]":
    """Read a ballot that was typed or stands in a table; with its pool, its round and its cost."""
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.ballot_files import read_ballot_csv

    if csv is not None and typed:
        raise BadInput("votes stand in the table or are typed, not both")
    if session.inputs.round_name(round_id)[0] == "published":
        published, number = session.alliance.published, published_number(session, round_id)
        digits = published.terms(number).decimals
        texts = typed or []
        given = read_ballot_csv(csv, digits) if csv else session.inputs.amounts(texts, digits)
        return published, number, given, {}
    funding, number = session.alliance.funding, retro_number(session, round_id)
    given = read_ballot_csv(csv) if csv else dict(session.inputs.allocations(typed or []))
    cost = sum(votes**2 for votes in given.values())
    return funding, number, given, {"cost": f"{cost} of {funding.terms(number).budget} credits"}


def _sentence(ballot: dict[int, int], round_id: str) -> str:
    return f"Vote for {len(ballot)} projects of round {round_id}"
