# SPDX-License-Identifier: Apache-2.0
"""Ballots of retro rounds: cast, signed into a file, handed in out of files, written as a table."""

from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from typing import cast as cast_to

import typer

from cosmolocal.cli.common import READ, SIGN, WRITE, Answer, Plan, command
from cosmolocal.cli.funding import published
from cosmolocal.cli.funding.group import Round, Seat, app, retro_number

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.errors import ContractError
    from cosmolocal.funding import SignedBallot

AT_ONCE = 32
"""Signed ballots in one transaction."""

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
    if round_id.startswith("published/"):
        return published.cast_ballot(session, round_id, votes or [])
    given, number = _ballot(session, votes, csv), retro_number(session, round_id)
    verb = partial(session.alliance.funding.cast_ballot, number, given)
    sentence = f"Give votes to {len(given)} projects of round {round_id}."
    return Plan(sentence, verb, {"cost": _cost(session, number, given)})


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

    funding, number = session.alliance.funding, retro_number(session, round_id)
    given = _ballot(session, votes, csv)
    end = funding.terms(number).voting_end
    deadline = end if until is None else session.inputs.moment(until, session.now)
    facts = {
        "from": session.address,
        "chain": session.chain.chain_id,
        "cost": _cost(session, number, given),
        "good until": session.output.day(deadline),
    }
    session.announce(f"Sign votes on {len(given)} projects of round {round_id}.", facts)
    session.confirm("Sign it?", done="signed")
    signed = funding.sign_ballot(number, given, deadline=deadline, signer=session.signer)
    new = BallotFile(chain_id=session.chain.chain_id, pool=funding.address, ballots=(signed,))
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

    funding = session.alliance.funding
    file = reduce(BallotFile.joined, [BallotFile.load(path) for path in files])
    if (file.chain_id, file.pool) != (session.chain.chain_id, funding.address):
        raise BadInput(
            f"the ballots are for {file.pool} on chain {file.chain_id}",
            next_step="Hand them in at that alliance: --manifest, --rpc.",
        )
    refused = [(each, funding.refusal(each)) for each in file.ballots]
    good = [each for each, error in refused if error is None]
    results = [_result(each, error) for each, error in refused if error is not None]
    session.announce(f"Hand in {len(good)} ballots.", {"refused": len(results)})
    if session.dry_run or not good:
        results = [_result(each, None, taken=False) for each in good] + results
        said = "Nothing was sent."
        return Answer({"sent": False, "ballots": results}, said, exit_code=1 if not good else 0)
    session.confirm("Send them?")
    results = [*_hand_in(session, good), *results]
    is_whole = all(each["taken"] for each in results)
    return Answer({"sent": True, "ballots": results}, "Done.", exit_code=0 if is_whole else 1)


def _hand_in(session: "Session", good: "list[SignedBallot]") -> list[dict[str, Any]]:
    """Send the ballots of each round, a few dozen at once; say which were taken."""
    from cosmolocal.calls import Receipt
    from cosmolocal.errors import BadInput

    funding, results = session.alliance.funding, []
    for number in dict.fromkeys(each.round_id for each in good):
        of_round = [each for each in good if each.round_id == number]
        for start in range(0, len(of_round), AT_ONCE):
            part = of_round[start : start + AT_ONCE]
            receipt = cast_to(Receipt, funding.relay(number, part, signer=session.signer))
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


def _ballot(session: "Session", votes: list[str] | None, csv: Path | None) -> dict[int, int]:
    """Read a ballot as it was typed, or from a table."""
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.ballot_files import read_ballot_csv

    if csv is None:
        return dict(session.inputs.allocations(votes or []))
    if votes:
        raise BadInput("votes stand in the table or are typed, not both")
    return read_ballot_csv(csv)


def _cost(session: "Session", number: int, ballot: dict[int, int]) -> str:
    budget = session.alliance.funding.terms(number).budget
    return f"{sum(votes**2 for votes in ballot.values())} of {budget} credits"
