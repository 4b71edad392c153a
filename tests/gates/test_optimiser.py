# SPDX-License-Identifier: Apache-2.0
"""The compiler's optimiser changes no result: stories of an alliance end the same at every level.

What is compared: the answer to each call, refusals included, each event, and all storage.
`make test` compares what is shipped (the governor compiled for size, the others for gas) with code
that is not optimised at all; compilation takes most of the time, so `make deep` adds the other
level of each.
"""

from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

import boa
import pytest
from vyper.compiler.settings import OptimizationLevel

from cosmolocal.typed_data import Ballot, ExtendedBallot
from tests import suite
from tests.funding_pool import PoolAtDesk
from tests.reference.funding import Terms, allocations
from tests.requirements import IS_DEEP, ROOT
from tests.unit.funding.matching_stage import MatchingStage
from tests.unit.funding.published_stage import PublishedStage, with_actors
from tests.unit.funding.stage import ORGANISATIONS, PERSONS
from tests.unit.governance import stage as governing
from tests.unit.governance.test_governor_by_sig import domain, signature

HOUR, DAY = 3_600, 86_400
ETH = "0x" + 40 * "0"
SALTED = [bytes([number] * 32) for number in range(1, 9)]
STEWARD, CONFIRMER, REVIEWER, ARBITER = 1, 2, 3, 4
SIZE_PRAGMA = "# pragma optimize codesize\n"
SHIPPED = suite.source


@cache
def compiled(path, level):
    """A contract at one level, whatever its source asks for; stories share it."""
    text = (ROOT / "contracts" / path).read_text().replace(SIZE_PRAGMA, "")
    settings = {"evm_version": "cancun", "optimize": level}
    name = path.rpartition("/")[2].removesuffix(".vy")
    with suite.long_lived():
        return boa.loads_partial(text, name, ROOT / "contracts" / path, compiler_args=settings)


def compiled_at(level):
    """A stand-in for `suite.source`; counterparts stay as they are: votes record their code."""
    return lambda path: SHIPPED(path) if path.startswith("mocks/") else compiled(path, level)


def season(owner, *members):
    """Work is recorded, confirmed and disputed, and a retro round rewards it."""
    boa.env.timestamp = suite.GENESIS + DAY
    membership = suite.deploy_membership(members, owner=owner)
    scopes = suite.deploy_scopes(membership, owner=owner)
    ledger = suite.deploy_ledger(membership, scopes)
    treasury = suite.deploy_treasury(owner)
    funding = PoolAtDesk(suite.deploy_funding(membership, scopes, ledger, treasury, owner=owner))

    def tell(contract, function, *arguments, sender=owner):
        return getattr(contract, function)(*arguments, sender=sender)

    tell(scopes, "found", 1, 2, SALTED[0])
    for seat, role in ((2, CONFIRMER), (3, REVIEWER), (4, ARBITER)):
        tell(scopes, "grant_role", 2, seat, role, boa.env.timestamp + 60 * DAY)
    tell(ledger, "set_weight", 2, 7, 12_345)
    facts = [(2, receiver, 7, HOUR + receiver, 5, SALTED[receiver]) for receiver in (0, 2, 3)]
    entries = [tell(ledger, "record_work", *row, sender=members[0]) for row in facts]
    tell(ledger, "confirm", entries[0], sender=members[1])
    tell(ledger, "dispute", entries[1], SALTED[4], sender=members[1])
    tell(ledger, "resolve", entries[1], True, sender=members[3])
    boa.env.timestamp += suite.SEASON_SECONDS
    tell(ledger, "confirm", entries[2], sender=members[2])

    days = [boa.env.timestamp + day * DAY for day in (1, 2, 2, 3, 4)]
    tell(funding, "open_round", Terms(2, ETH, *days, allow_negative=True).values())
    boa.env.raw_call(treasury.address, sender=owner, value=1_001)
    tell(treasury, "fund", funding.address, 1, ETH, 1_000)
    for member, cited in ((members[0], sorted(entries)), (members[1], [])):
        tell(funding, "apply", 1, member, SALTED[5], cited, sender=member)
    boa.env.timestamp = days[0]
    tell(scopes, "grant_role", 2, 3, REVIEWER, days[1])
    tell(funding, "approve", 1, [1, 2], SALTED[6], sender=members[2])
    boa.env.timestamp = days[1]
    for ballot, previous in (({1: 3, 2: -2}, {}), ({1: 5}, {1: 3, 2: -2}), ({2: 4}, {1: 5})):
        words = (allocations(ballot), allocations(previous))
        tell(funding, "cast_ballot", 1, *words, sender=members[3])
    tell(funding, "cast_ballot", 1, allocations({1: 2}), [], sender=members[2])
    boa.env.timestamp = days[3]
    for function, *arguments in (("settle", 1), ("claim", 1, 1), ("claim", 1, 2)):
        tell(funding, function, *arguments)
    boa.env.timestamp = days[4]
    tell(funding, "sweep", 1)
    tell(membership, "leave", sender=members[0])
    tell(treasury, "pay", ETH, members[0], 1, 4, SALTED[7])
    return membership, scopes, ledger, treasury, funding.pool, funding.desk


def ready(membership, scopes, actors):
    """Offices of a workshop, for rounds of every kind."""
    scopes.found(1, 2, SALTED[0], sender=actors.owner)
    for role, kind in ((actors.steward, STEWARD), (actors.reviewer, REVIEWER)):
        seat = membership.standing(role) % 2**32
        scopes.grant_role(2, seat, kind, boa.env.timestamp + 365 * DAY, sender=actors.owner)


def rounds(actors):
    """A matching round with a pledge; a published one whose false result is challenged."""
    boa.env.timestamp = suite.GENESIS + 10 * DAY
    persons, organisations = (
        [getattr(actors, name) for name in names] for names in (PERSONS, ORGANISATIONS)
    )
    membership = suite.deploy_membership(persons, organisations, owner=actors.owner)
    scopes = suite.deploy_scopes(membership, owner=actors.owner)
    ready(membership, scopes, actors)
    ledger = suite.deploy_ledger(membership, scopes)
    parts = (membership, scopes, ledger, suite.deploy_treasury(actors.owner))
    matching = suite.deploy_pool("MatchingFunding", *parts, owner=actors.owner)
    published = suite.deploy_published(*parts, owner=actors.owner)
    match(MatchingStage(*parts, PoolAtDesk(matching), actors, actors.seats))
    results = suite.result_desk_of(published)
    publish(PublishedStage(*parts, PoolAtDesk(published), actors, actors.seats, results))
    # The ledger records nothing here.
    return membership, scopes, parts[3], matching, suite.desk_of(matching), published, results


def match(stage):
    """Gifts, a pledge that is called up in part, a cap, claims and what is left."""
    pool, actors = stage.funding, stage.actors
    number = stage.giving_round(pot=1_000_003, inclusive=True, cap_bps=6_000)
    pool.pledge(number, 500, 2, 1, value=500, sender=actors.donor)
    gifts = ((actors.voter, 1, 97), (actors.voter, 2, 11), (actors.elector, 1, 101))
    for giver, project, amount in (*gifts, (actors.steward, 2, 5)):
        stage.give(number, giver, project, amount)
    with boa.reverts():
        stage.give(number, actors.outsider, 1, 1)
    stage.settle(number)
    stage.payouts(number)
    for project in (1, 2):
        pool.claim(number, project)
    with boa.reverts("funding: already claimed"):
        pool.claim(number, 1)
    stage.go_to(number, "claims_end")
    pool.sweep(number)


def publish(stage):
    """Ballots, a result that a challenge brings down, another one that stands, a claim of it."""
    pool, desk, actors = stage.funding, stage.desk, stage.actors
    number = stage.counted_round()
    false = stage.book(number, stage.line(number, 1, 900, score=21), stage.line(number, 2, 90))
    result = stage.publish(number, false)
    challenge = stage.challenge(result)
    desk.show_line(challenge, *false.claim(0), sender=actors.proposer)
    desk.reveal(challenge, stage.told("voter", "elector", "steward"), sender=actors.challenger)
    stage.expire(challenge)
    number = stage.counted_round()
    book = stage.book(number)
    stage.stand(stage.publish(number, book))
    pool.claim(number, 1, *book.claim(0), sender=actors.outsider)
    with boa.reverts("published: already claimed"):
        pool.claim(number, 1, *book.claim(0))
    boa.env.timestamp = pool.roots(number, 1).claims_end
    pool.return_unclaimed(number, 1)
    pool.sweep(number)


def decisions(actors):
    """Proposals of two types, ballots of every form: one runs, one is cancelled, one fails."""
    alliance = governing.deploy_alliance(actors)
    governor = alliance.governor
    relay = suite.source("governance/BallotRelay.vy").deploy(governor.address)
    calls = [(alliance.target.address, 0, alliance.target.note.prepare_calldata(7))]
    mended, spoilt, failed = (
        governing.content(calls, who, text)
        for who, text in (
            (actors.farmer, "# Mend the mill"),
            (actors.miller, "# Sell the mill"),
            (actors.baker, "# Burn the mill"),
        )
    )
    governor.propose(*mended, sender=actors.farmer)
    governor.proposeTyped(*spoilt, governing.CONSTITUTIONAL, sender=actors.miller)
    governor.propose(*failed, sender=actors.baker)
    with boa.reverts():
        governor.propose(*failed, sender=actors.outsider)
    alliance.membership.delegate(actors.weaver, sender=actors.smith)
    boa.env.timestamp = governor.proposalSnapshot(mended.id) + 1
    ballots(governor, relay, actors, mended, failed)
    with boa.reverts("governor: not yours to cancel"):
        governor.cancel(*spoilt.hashed, sender=actors.guardian)
    governor.cancel(*spoilt.hashed, sender=actors.miller)
    boa.env.timestamp = governor.proposalDeadline(mended.id) + 1
    governor.queue(*mended.hashed, sender=actors.relayer)
    with boa.reverts():
        governor.queue(*failed.hashed, sender=actors.relayer)
    with boa.reverts():
        governor.execute(*mended.hashed, sender=actors.relayer)
    boa.env.timestamp = governor.proposalEta(mended.id)
    governor.execute(*mended.hashed, sender=actors.relayer)
    for proposal in (mended, spoilt, failed):
        governor.state(proposal.id)
        governor.proposalVotes(proposal.id)
    # The ledger records nothing here.
    return [contract for name, contract in vars(alliance).items() if name != "ledger"]


def ballots(governor, relay, actors, mended, failed):
    """Plain, with votes, changed, withdrawn, signed, relayed, for another; one too many."""
    stated, cast = governing.params, governor.castVoteWithReasonAndParams
    governor.castVote(mended.id, 1, sender=actors.farmer)
    cast(mended.id, 1, "why", stated(6), sender=actors.farmer)
    cast(failed.id, 0, "", stated(8), sender=actors.farmer)
    with boa.reverts("governor: over budget"):
        cast(failed.id, 0, "", stated(9), sender=actors.farmer)
    cast(failed.id, 1, "", stated(3), sender=actors.miller)
    cast(failed.id, 1, "", stated(0), sender=actors.miller)
    governor.castVoteWithReason(mended.id, 2, "undecided", sender=actors.weaver)
    governor.castFor(mended.id, 1, stated(2), [4], sender=actors.weaver)
    where, key = domain(governor), governing.key_of("baker")
    proof = signature(key, Ballot(mended.id, 1, key.address, 0), where)
    governor.castVoteBySig(mended.id, 1, key.address, proof, sender=actors.relayer)
    key = governing.key_of("miller")
    ballot = ExtendedBallot(mended.id, 1, key.address, 0, "signed", stated(4))
    parts = (mended.id, 1, key.address, "signed", stated(4), signature(key, ballot, where))
    signed = governor.castVoteWithReasonAndParamsBySig.prepare_calldata(*parts)
    relay.relay([signed, signed], sender=actors.relayer)


@contextmanager
def heard(said):
    """Keep what every call answers, and its events, as they are on the chain."""
    execute = boa.env.execute_code

    def listening(*arguments, **options):
        done = execute(*arguments, **options)
        events = [entry[1:] for entry in done.get_raw_log_entries()]
        said.append((options.get("data"), done.is_error, done.output, events))
        return done

    with patch.object(boa.env, "execute_code", listening):
        yield


def outcome(story, actors, source):
    """What the contracts of a story said, and what they stored in the end."""
    said = []
    with boa.env.anchor(), patch.object(suite, "source", source), heard(said):
        # Without optimisation some contracts are larger than a chain takes.
        boa.env.evm.patch.code_size_limit = 2**16
        contracts = story(actors)
        return said, [suite.storage(contract) for contract in contracts]


def actors_of_rounds():
    names = ("owner", *PERSONS, *ORGANISATIONS, "sponsor", "donor", "outsider")
    actors = SimpleNamespace(**{name: suite.account(name) for name in names})
    numbered = enumerate((*PERSONS, *ORGANISATIONS), start=1)
    actors.seats = SimpleNamespace(**{name: number for number, name in numbered})
    with_actors(SimpleNamespace(actors=actors))
    return actors


STORIES = {
    "season": (lambda people: season(*people), lambda: suite.accounts("member", 5)),
    "decisions": (decisions, governing.people),
    "rounds": (rounds, actors_of_rounds),
}
OTHERS = (OptimizationLevel.CODESIZE, OptimizationLevel.GAS) if IS_DEEP else ()


@pytest.mark.parametrize("name", STORIES)
def test_story__optimised_or_not__ends_the_same(name):
    """X-4: answers, events and storage."""
    story, people = STORIES[name]
    actors = people()
    said, stored = outcome(story, actors, SHIPPED)
    assert all(stored), "a contract took no part"
    assert sum(1 for _, _, _, events in said if events) > 10
    for level in (OptimizationLevel.NONE, *OTHERS):
        other, kept = outcome(story, actors, compiled_at(level))
        assert [each == its for each, its in zip(said, other, strict=True)] == [True] * len(said)
        assert kept == stored


# CVE-2026-114117: our sources must not contain the like, which the lint sees to.
MISCOMPILED = """
# pragma version 0.4.3
@external
@payable
def f(chosen: bool) -> uint256:
    return (msg.value | 1000) if chosen else 0
"""


def test_known_fault_of_the_optimiser__shows_as_a_difference():
    payer = suite.account("payer")
    results = []
    for level in (OptimizationLevel.NONE, OptimizationLevel.GAS):
        contract = boa.loads(MISCOMPILED, compiler_args={"optimize": level})
        results.append(contract.f(True, value=4, sender=payer))
    assert results == [1004, 1]
