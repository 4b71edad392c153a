# SPDX-License-Identifier: Apache-2.0
"""What the funding desk, its rounds and the result desk store."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from eth_utils.crypto import keccak

from cosmolocal.replay.amount_words import amount_hash
from cosmolocal.replay.funding import ballot_hash
from cosmolocal.replay.published_rounds import PUBLISHED, RESULTS
from cosmolocal.replay.rounds import LATE, MATCHING, RETRO, PoolRound
from cosmolocal.verify.rebuilt import Figure, Rebuilt
from cosmolocal.views import Views


def rounds(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare what rounds of every mechanism have."""
    for pool, rounds in _pools(rebuilt).items():
        call, desk = rebuilt.views[pool], rebuilt.views["FundingDesk"]
        yield f"round_count of {pool}", len(rounds), call.round_count()
        yield f"owner of {pool}", rebuilt.funding.ownership[pool].owner, call.owner()
        for number, r in rounds.items():
            name = f"round {number} of {pool}"
            yield f"terms of {name}", r.terms, call.terms(number)
            yield f"state of {name}", r.state_at(rebuilt.now), call.state(number)
            yield f"pot of {name}", r.pot, call.pot(number)
            yield f"paid of {name}", r.paid, call.paid(number)
            yield f"projects of {name}", len(r.projects), call.project_count(number)
            yield f"admitted projects of {name}", r.approved, call.approved(number)
            for sponsor, given in r.sponsors.items():
                yield f"gift of {sponsor} to {name}", given, call.sponsored(number, sponsor)
            for sponsor, given in r.late.items():
                late = call.sponsored(number | LATE, sponsor)
                yield f"late top-up of {sponsor} to {name}", given, late
            for seat, bits in r.conflicts.items():
                yield f"conflicts of seat {seat} in {name}", bits, call.conflicts(number, seat)
            yield from _projects(rebuilt, name, number, r, call, desk)
    yield "owner of FundingDesk", rebuilt.funding.ownership["FundingDesk"].owner, desk.owner()


def _pools(rebuilt: Rebuilt) -> dict[str, Mapping[int, PoolRound]]:
    return {
        RETRO: rebuilt.funding.rounds,
        MATCHING: rebuilt.funding.matching,
        PUBLISHED: rebuilt.funding.published,
    }


def _projects(
    rebuilt: Rebuilt, round_name: str, number: int, r: PoolRound, call: Views, desk: Views
) -> Iterator[Figure]:
    payouts = r.payouts()
    for p, project in r.projects.items():
        name = f"project {p} of {round_name}"
        application = {
            "seat": project.seat,
            "payout_address": project.payee_at(rebuilt.now),
            "status": project.status,
            "version": project.version,
            "appealed": project.is_appealed,
            "changes_at": project.changes_at(rebuilt.now),
        }
        yield name, application, desk.application(call.address, number, p)
        yield f"applicant of {name}", p, call.project_of(number, project.seat)
        if payouts:  # else lines say so, not the contract
            yield f"payout of {name}", payouts[p], call.payout(number, p)
            yield f"claim of {name}", project.claimed is not None, call.is_claimed(number, p)


def votes(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare what is counted in retro rounds."""
    call = rebuilt.views[RETRO]
    for number, r in rebuilt.funding.rounds.items():
        votes, heads = r.outcome.votes, r.heads()
        yield f"votes of round {number}", r.outcome.total_votes, call.total_votes(number)
        for p in r.projects:
            name = f"project {p} of round {number}"
            yield f"votes of {name}", votes[p], call.votes(number, p)
            yield f"heads of {name}", heads[p], call.heads(number, p)
        for seat, ballot in r.ballots.items():
            name = f"ballot of seat {seat} in round {number}"
            yield name, ballot_hash(ballot), call.ballot_hash(number, seat)


def gifts(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare what is counted in matching rounds."""
    call = rebuilt.views[MATCHING]
    for number, r in rebuilt.funding.matching.items():
        name = f"matching round {number}"
        yield f"pledges of {name}", len(r.pledges), call.pledge_count(number)
        for n, pledge in r.pledges.items():
            yield f"pledge {n} of {name}", asdict(pledge), call.pledges(number, n)
        for (project, seat), gift in r.gifts.items():
            what = f"gift of seat {seat} to project {project} of {name}"
            left = 0 if gift.is_refunded else gift.amount
            yield what, left, call.gift(number, project, seat)
        for p in r.projects:
            known = r.given(p)
            gifts = {"amount": sum(known), "donors": len(known), "roots": r.roots(p)}
            yield f"gifts to project {p} of {name}", gifts, call.gifts(number, p)


def published(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare ballots and roots of published rounds."""
    call = rebuilt.views[PUBLISHED]
    for number, r in rebuilt.funding.published.items():
        name = f"published round {number}"
        yield f"rule of {name}", keccak(text=r.rule), call.rule_hash(number)
        yield f"roots of {name}", len(r.roots), call.root_count(number)
        for seat, ballot in r.ballots.items():
            what = f"ballot of seat {seat} in {name}"
            yield what, amount_hash(ballot), call.ballot_hash(number, seat)
        for n, root in r.roots.items():
            figures = {"root": root.kept, "claims_end": root.claims_end}
            figures |= {"left": root.left}
            yield f"root {n} of {name}", figures, call.roots(number, n)
            for line in root.claimed:
                paid = call.is_claimed(number, n, line)
                yield f"claim of line {line} of root {n} of {name}", True, paid


def results(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare results, challenges, revealed ballots, and bonds."""
    state, call = rebuilt.funding.results, rebuilt.views[RESULTS]
    yield "owner of ResultDesk", rebuilt.funding.ownership[RESULTS].owner, call.owner()
    yield "result_count", len(state.results), call.result_count()
    yield "challenge_count", len(state.challenges), call.challenge_count()
    for number, result in state.results.items():
        yield f"result {number}", asdict(result), call.results(number)
        place = (result.pool, result.round_id)
        yield f"latest result of {place}", state.latest(*place), call.latest(*place)
    hidden = ("heads", "score", "tapes", "outcome")
    for number, challenge in state.challenges.items():
        figures = {k: v for k, v in asdict(challenge).items() if k not in hidden}
        yield f"challenge {number}", figures, call.challenges(number)
        for account, tape in challenge.tapes.items():
            what = f"ballots of challenge {number} revealed by {account}"
            yield what, asdict(tape), call.tapes(number, account)
    for account, due in state.due.items():
        yield f"bonds due to {account}", due, call.due(account)
