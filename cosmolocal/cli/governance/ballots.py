# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: vote, sign a ballot without a node, hand ballots in, vote for others."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cosmolocal.cli.common import READ, SIGN, WRITE, Answer, Plan, command, words
from cosmolocal.cli.governance.group import Proposal, Support, app, on_proposal
from cosmolocal.errors import BadInput
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.calls import Receipt
    from cosmolocal.cli.session import Session
    from cosmolocal.governance import BallotResult, SignedBallot

Votes = Annotated[int, typer.Option(help="0 withdraws the ballot.", min=0)]
Out = Annotated[Path, typer.Option(help="The file to write.")]


@command(app, options=WRITE)
def vote(
    session: "Session",
    proposal: Proposal,
    side: Support,
    votes: Annotated[int, typer.Option(help="0 withdraws your ballot.", min=0)] = 1,
    reason: Annotated[str | None, words("Why")] = None,
) -> Plan:
    """Set your ballot; it replaces the one before, whose credits come back."""
    from cosmolocal.governance import Side

    alliance, inputs = session.alliance, session.inputs
    number = inputs.proposal(alliance, proposal)
    said = Side[side.upper()]
    verb = partial(
        alliance.governance.vote,
        number,
        said,
        votes,
        reason=inputs.commitment(reason) if reason else None,
    )
    if said is Side.ABSTAIN:
        return Plan(f"Abstain on proposal {proposal}: free, and it counts as taking part.", verb)
    quoted = alliance.governance.quote(number, votes, session.signer.address)
    if not quoted.is_affordable:
        raise BadInput(
            f"{votes} votes cost {quoted.cost} credits, you have {quoted.left} left",
            next_step=f"Lower --votes to {quoted.most_votes}.",
        )
    after = quoted.left - quoted.cost
    facts = {"cost": f"{quoted.cost} credits", "left after": f"{after} credits"}
    return Plan(f"Hold {votes} votes {side} on proposal {proposal}.", verb, facts)


@command(app, "cast-for", options=WRITE)
def cast_for(
    session: "Session",
    proposal: Proposal,
    side: Support,
    seats: Annotated[list[int], typer.Argument(help="Seats that chose you as delegate.", min=1)],
    votes: Votes = 1,
) -> Plan:
    """Vote for seats that named you their delegate; one that votes itself is passed over."""
    from cosmolocal.governance import Side

    number = session.inputs.proposal(session.alliance, proposal)
    verb = partial(
        session.alliance.governance.cast_for, number, Side[side.upper()], tuple(seats), votes
    )
    who = ", ".join(map(str, seats))
    return Plan(f"Hold {votes} votes {side} on proposal {proposal} for the seats {who}.", verb)


@command(app, options=WRITE)
def reclaim(session: "Session", proposal: Proposal) -> Plan:
    """Take the credits of your ballot on a cancelled proposal back."""
    return on_proposal(session, "reclaim", proposal)


@command(app, options=READ)
def facts(
    session: "Session",
    proposal: Proposal,
    voter: Annotated[str, typer.Argument(help="Address of the voter.")],
    out: Out,
) -> Answer:
    """Write what a voter needs to sign a ballot without a node."""
    number = session.inputs.proposal(session.alliance, proposal)
    found = session.alliance.governance.ballot_facts(number, session.inputs.address(voter))
    session.output.write_file(out, found.dumps())
    said = f"Wrote {out}: `cosmolocal governance sign {out} …` needs no node."
    return Answer(found.model_dump(mode="json"), said, view="")


@command(app, options=SIGN)
def sign(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="Facts that `facts` wrote.")],
    side: Support,
    out: Out,
    votes: Votes = 1,
    until: Annotated[str | None, typer.Option(help="Last second the ballot is good for.")] = None,
    reason: Annotated[str | None, words("Why")] = None,
) -> Answer:
    """Sign a ballot into a file that anybody may hand in; no node is asked."""
    from cosmolocal.governance import BallotFacts, Side, sign_ballot

    inputs, day = session.inputs, session.output.day
    facts = BallotFacts.loads(inputs.file(file))
    facts.require(session.address, Side[side.upper()], votes)
    deadline = inputs.moment(until, int(time.time())) if until else None
    shown = {
        "from": session.address,
        "chain": facts.chain_id,
        "cost": f"{0 if side == 'abstain' else votes**2} of {facts.left} credits",
        "good until": day(facts.end if deadline is None else deadline),
    }
    said = "to abstain" if side == "abstain" else f"{votes} {side}"
    session.announce(f"Sign a ballot: {said} on proposal {facts.number}.", shown)
    session.confirm(_("Sign it?"), done="signed")
    ballot = sign_ballot(
        facts,
        Side[side.upper()],
        votes,
        reason=inputs.commitment(reason) if reason else None,
        deadline=deadline,
        signer=session.signer,
    )
    session.output.write_file(out, ballot.dumps())
    said = f"Wrote {out}: anybody can hand it in with `cosmolocal governance relay {out}`."
    return Answer(ballot.model_dump(mode="json"), said, view="")


@command(app, options=WRITE)
def relay(
    session: "Session",
    files: Annotated[list[Path], typer.Argument(help="Ballots that `sign` wrote.")],
) -> Answer:
    """Hand signed ballots in, fifty to a transaction; a bad one does not stop the others."""
    from cosmolocal.governance import SignedBallot

    ballots = [SignedBallot.loads(session.inputs.file(file)) for file in files]
    tried = session.alliance.governance.try_ballots(ballots)
    good = [ballot for ballot, found in zip(ballots, tried, strict=True) if found.is_accepted]
    rows = [_row(file, found) for file, found in zip(files, tried, strict=True)]
    if not good:
        return Answer({"sent": False, "ballots": rows}, "None would count.", rows, exit_code=1)
    gas = _announce(session, good, rows)
    if session.dry_run:
        data = {"sent": False, "gas_used": gas, "ballots": rows}
        return Answer(data, "Dry run: nothing was sent.", view="")
    session.confirm(f"Hand in {len(good)} ballots?")
    return _hand_in(session, files, ballots, tried)


def _announce(
    session: "Session", good: Sequence["SignedBallot"], rows: Sequence[dict[str, Any]]
) -> int:
    """Show every ballot and what handing in the good ones costs; return the gas."""
    from cosmolocal.deploy.blueprint import in_batches
    from cosmolocal.governance import BATCH

    verb, output = session.alliance.governance.relay, session.output
    tries = [verb(part, signer=session.signer, simulate=True) for part in in_batches(good, BATCH)]
    gas = sum(each.gas_used for each in tries)
    facts = {
        "from": session.signer.address,
        "chain": session.chain.chain_id,
        "transactions": len(tries),
        "gas": f"{gas:,}",
        "fee": f"about {output.amount(gas * session.gas_price(), 18)} {session.network.currency}",
    }
    output.say(output.titled("Ballots", list(rows)), output.record(facts))
    return gas


def _hand_in(
    session: "Session",
    files: Sequence[Path],
    ballots: Sequence["SignedBallot"],
    tried: Sequence["BallotResult"],
) -> Answer:
    """Send what would count, batch by batch; answer with what became of every ballot."""
    from cosmolocal.deploy.blueprint import in_batches
    from cosmolocal.governance import BATCH, results_of

    found, hashes = list(tried), []
    places = [place for place, each in enumerate(tried) if each.is_accepted]
    for part in in_batches(places, BATCH):
        batch = [ballots[place] for place in part]
        sent = session.alliance.governance.relay(batch, signer=session.signer)
        receipt = cast("Receipt", sent)
        hashes.append(receipt.tx_hash)
        for place, result in zip(part, results_of(batch, receipt), strict=True):
            found[place] = result
    rows = [_row(file, each) for file, each in zip(files, found, strict=True)]
    count = sum(each.is_accepted for each in found)
    data = {"sent": True, "transactions": hashes, "ballots": rows}
    said = f"{count} of {len(found)} ballots count."
    return Answer(data, said, view=rows, exit_code=0 if count == len(found) else 1)


def _row(file: Path, result: "BallotResult") -> dict[str, Any]:
    """One ballot in the table of results."""
    return {
        "file": str(file),
        "voter": result.voter,
        "counts": result.is_accepted,
        "reason": result.reason,
        "next step": result.next_step,
    }
