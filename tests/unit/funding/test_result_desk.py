# SPDX-License-Identifier: Apache-2.0
"""The result desk: results, challenges, and whose bond is whose in the end.

publish
├── after the voting, with the bond → open to challenges; the owner needs no bond
├── too early / beside an open one / over the pot / nothing to pay / no bundle → refused
├── another bond, no such round, a cancelled one → refused
└── once a result stands → the owner alone, with a reason
settle → when open long enough, and no challenge is; bond back; a void one falls, bond back
challenge → with the bond, in time, about something that there is; many at a time
line
├── not shown → upheld: half the proposer's bond is the challenger's, half the treasury's
├── shown, nobody reveals a ballot → dismissed: half the challenger's bond is the proposer's
├── false score or number of ballots, ballots revealed → upheld, for sums and medians
├── true line, ballots left out → whoever has more of them takes the lead and leaves time to answer
├── shown, revealed, closed → still the same line of the same challenger, with the same bond
├── over several calls → as in one; not cast, replaced, twice, another project → refused
└── a rule without a check → shown is answered
piece → shown with its proof is answered; not shown is upheld
other → a vote decides; one that comes too late lets the result fall, both bonds come back
an odd bond → the winner has the smaller half, the treasury the rest, nobody more than is there
several challenges → the first that is upheld takes the bond, the others come back
cancelled round → both sides have their bonds back
withdraw → once, to whom it is due; a payee that calls back or refuses stops nobody else
"""

from dataclasses import replace
from itertools import product

import boa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.reference.published import (
    BOND,
    CLOSED,
    DAY,
    DECIDE,
    DISMISSED,
    FELL,
    LINE,
    MEDIAN,
    NOTHING,
    OPEN,
    OTHER,
    PIECE,
    REVEAL,
    STANDS,
    SUM,
    UNDECIDED,
    UPHELD,
    WITHOUT_OBJECT,
    Line,
    allocations,
)
from tests.suite import deploy_mock, refused
from tests.unit.funding.published_stage import BUNDLE, CAST, URI, bundle_tree
from tests.unit.funding.stage import REASON, events, the_event

HALF = BOND // 2
ZERO = "0x" + 40 * "0"


@pytest.fixture
def desk(published):
    return published.desk


def outcome(desk):
    """How the last call closed a challenge."""
    return the_event(desk, "ChallengeClosed")["outcome"]


def dues(published):
    """What is due to proposer, challenger and treasury."""
    actors, desk = published.actors, published.desk
    accounts = (actors.proposer, actors.challenger, published.treasury.address)
    return tuple(desk.due(each) for each in accounts)


def assert_solvent(published, *open_bonds):
    """S-3."""
    held = boa.env.get_balance(published.desk.address)
    assert held == sum(open_bonds) + sum(dues(published))


# --- publish ----------------------------------------------------------------------------------


def test_publish__after_the_voting__is_open_to_challenges(published, desk, actors):
    round_id, result, book = published.published()
    assert the_event(desk, "ResultPublished") == {
        "result": result,
        "pool": published.funding.address,
        "round_id": round_id,
        "proposer": actors.proposer,
        "root": book.root,
        "total": 990,
        "bundle": bundle_tree().root,
        "pieces": 2,
        "bond": BOND,
        "until": boa.env.timestamp + 2 * DAY,
        "reason": bytes(32),
        "uri": URI,
    }
    assert (result, desk.result_count()) == (1, 1)
    kept = desk.results(result)
    assert (kept.status, kept.total, kept.bond, kept.pieces, kept.challenges) == (
        1,
        990,
        BOND,
        2,
        0,
    )
    assert (kept.pool, kept.round_id, kept.root) == (published.funding.address, round_id, book.root)
    assert desk.latest(published.funding.address, round_id) == result
    assert_solvent(published, BOND)


def test_publish__too_early_or_beside_another__reverts(published, desk):
    round_id = published.voting_round(pot=1_000)
    book = published.book(round_id)
    boa.env.timestamp = published.funding.terms(round_id).voting_end - 1
    with refused("result: voting not over", desk):
        published.publish(round_id, book)
    boa.env.timestamp += 1
    published.publish(round_id, book)
    with refused("result: another one is open", desk):
        published.publish(round_id, book)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bond": BOND - 1}, "result: value is not the bond"),
        ({"bond": BOND + 1}, "result: value is not the bond"),
        ({"total": 1_001}, "result: over the pot"),
        ({"total": 0}, "result: nothing to pay"),
        ({"bundle": bytes(32)}, "result: no bundle"),
        ({"pieces": 0}, "result: no bundle"),
        ({"pieces": 2**24}, "packing: value too wide"),
    ],
)
def test_publish__not_a_result__reverts(published, desk, changes, reason):
    round_id = published.counted_round()
    with refused(reason, desk):
        published.publish(round_id, published.book(round_id), **changes)


def test_publish__no_round_to_pay__reverts(published, desk, actors):
    round_id = published.counted_round()
    book, pool = published.book(round_id), published.funding
    rest = (book.root, 1, bundle_tree().root, 2, bytes(32), URI)
    for number, reason in ((99, "funding: no such round"), (1 << 96, "result: round out of range")):
        with refused(reason, desk):
            desk.publish(pool.address, number, *rest, value=BOND, sender=actors.proposer)
    pool.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", desk):
        published.publish(round_id, book)


def test_publish__correction__is_the_owners_with_a_reason(published, desk, actors):
    round_id, book = published.standing(pot=2_000)
    with refused("owned: not the owner", desk):
        published.publish(round_id, book)
    with refused("result: correction has no reason", desk):
        published.publish(round_id, book, sender=actors.owner, bond=0)
    with refused("result: value is not the bond", desk):
        published.publish(round_id, book, sender=actors.owner, reason=REASON)
    result = published.publish(round_id, book, sender=actors.owner, bond=0, reason=REASON)
    assert (result, desk.result_count()) == (2, 2)
    assert desk.results(result).bond == 0
    challenge = published.challenge(result, bond=BOND)
    published.expire(challenge)
    assert (outcome(desk), desk.results(result).status) == (UPHELD, FELL)
    assert dues(published) == (BOND, BOND, 0)  # nobody loses what was not put down


# --- settle -----------------------------------------------------------------------------------


def test_settle__open_long_enough__stands_and_gives_the_bond_back(published, desk):
    round_id, result, _ = published.published()
    boa.env.timestamp = desk.results(result).until - 1
    with refused("result: still open to challenges", desk, published.funding.pool):
        desk.settle(result)
    published.stand(result)
    assert the_event(desk, "ResultStands") == {"result": result}
    credited = {"account": published.actors.proposer, "amount": BOND, "due": BOND}
    assert the_event(desk, "BondCredited") == credited
    assert (desk.results(result).status, dues(published)) == (STANDS, (BOND, 0, 0))
    assert published.funding.root_count(round_id) == 1
    with refused("result: is closed", desk):
        desk.settle(result)
    with refused("result: no such result", desk):
        desk.settle(result + 1)


def test_settle__with_an_open_challenge__reverts(published, desk):
    _, result, _ = published.published()
    challenge = published.challenge(result, OTHER, 0, reason=REASON)
    boa.env.timestamp = desk.results(result).until
    with refused("result: challenges are open", desk):
        desk.settle(result)
    desk.decide(challenge, False, sender=published.actors.owner)
    desk.settle(result)
    assert desk.results(result).status == STANDS


def test_settle__round_cancelled__falls_and_gives_bonds_back(published, desk, actors):
    round_id, result, _ = published.published()
    challenge = published.challenge(result)
    published.funding.cancel_round(round_id, sender=actors.steward)
    desk.settle(result)
    assert desk.results(result).status == FELL
    desk.resolve(challenge)
    assert outcome(desk) == WITHOUT_OBJECT
    assert dues(published) == (BOND, BOND, 0)
    published.funding.refund(round_id, actors.sponsor)


def test_settle__correction_after_the_sweep__falls(published, desk, actors):
    round_id, book = published.standing(pot=2_000)
    boa.env.timestamp = published.funding.terms(round_id).claims_end - 1
    result = published.publish(round_id, book, sender=actors.owner, bond=0, reason=REASON)
    boa.env.timestamp += 1
    desk.settle(result)
    assert (desk.results(result).status, published.funding.root_count(round_id)) == (FELL, 1)


# --- challenge --------------------------------------------------------------------------------


def test_challenge__in_time_with_the_bond__is_open(published, desk, actors):
    _, result, _ = published.published()
    challenge = published.challenge(result, LINE, 2)
    assert the_event(desk, "ResultChallenged") == {
        "challenge": challenge,
        "result": result,
        "challenger": actors.challenger,
        "kind": LINE,
        "subject": 2,
        "bond": BOND,
        "until": boa.env.timestamp + DAY,
        "reason": bytes(32),
    }
    kept = desk.challenges(challenge)
    assert tuple(kept) == (
        *(result, actors.challenger, LINE, 2, BOND, 1, boa.env.timestamp + DAY, ZERO),
    )
    published.challenge(result, PIECE, 1)
    other = published.challenge(result, OTHER, 0, reason=REASON)
    assert (challenge, other, desk.challenge_count()) == (1, 3, 3)
    assert desk.challenges(other).status == DECIDE
    assert desk.results(result).challenges == 3
    assert_solvent(published, *4 * (BOND,))


@pytest.mark.parametrize(
    ("kind", "subject", "changes", "reason"),
    [
        (LINE, 0, {}, "result: no such project"),
        (LINE, 4, {}, "result: no such project"),
        (LINE, 256, {}, "result: no such project"),
        (LINE, 257, {}, "result: no such project"),
        (PIECE, 2, {}, "result: no such piece"),
        (OTHER, 0, {}, "result: challenge has no reason"),
        (OTHER, 1, {"reason": REASON}, "result: no such kind"),
        (4, 0, {"reason": REASON}, "result: no such kind"),
        (0, 0, {"reason": REASON}, "result: no such kind"),
        (LINE, 1, {"bond": BOND - 1}, "result: value is not the bond"),
    ],
)
def test_challenge__about_nothing__reverts(published, desk, kind, subject, changes, reason):
    _, result, _ = published.published()
    with refused(reason, desk):
        published.challenge(result, kind, subject, **changes)


def test_challenge__too_late_or_closed__reverts(published, desk):
    _, result, _ = published.published()
    boa.env.timestamp = desk.results(result).until
    with refused("result: too late to challenge", desk):
        published.challenge(result)
    desk.settle(result)
    with refused("result: is closed", desk):
        published.challenge(result)


# --- a line -----------------------------------------------------------------------------------


def test_line__not_shown__challenge_is_upheld(published, desk):
    _, result, book = published.published()
    challenge = published.challenge(result)
    with refused("result: challenge is running", desk):
        desk.resolve(challenge)
    boa.env.timestamp = desk.challenges(challenge).until
    with refused("result: too late to answer", desk):
        desk.show_line(challenge, *book.claim(0))
    desk.resolve(challenge)
    assert (outcome(desk), desk.results(result).status) == (UPHELD, FELL)
    assert dues(published) == (0, BOND + HALF, HALF)
    assert_solvent(published)
    with refused("result: challenge is closed", desk):
        desk.resolve(challenge)
    with refused("result: is closed", desk):
        desk.settle(result)
    published.publish(desk.results(result).round_id, book)  # the next one may try


def test_show_line__of_another_project_round_or_result__reverts(published, desk):
    round_id, result, book = published.published()
    challenge = published.challenge(result, LINE, 1)
    with refused("result: line of another project", desk):
        desk.show_line(challenge, *book.claim(1))
    line, proof = book.claim(0)
    with refused("result: line not in the result", desk):
        desk.show_line(challenge, replace(Line(*line), score=1).values(), proof)
    with refused("result: not about a piece", desk):
        desk.show_piece(challenge, BUNDLE[0], bundle_tree().proof(0))
    with refused("result: not asked for now", desk):
        desk.reveal(challenge, [])
    with refused("result: no such challenge", desk):
        desk.show_line(challenge + 1, *book.claim(0))
    desk.show_line(challenge, *book.claim(0))
    shown = the_event(desk, "LineShown")
    assert (shown["project"], shown["heads"], shown["score"]) == (1, 3, 40)
    assert desk.challenges(challenge).status == REVEAL
    with refused("result: not asked for now", desk):
        desk.show_line(challenge, *book.claim(0))
    assert round_id > 0


def test_line__true_and_nobody_reveals__challenger_loses_its_bond(published, desk):
    _, result, book = published.published()
    challenge = published.challenge(result)
    desk.show_line(challenge, *book.claim(0))
    published.expire(challenge)
    assert (outcome(desk), desk.results(result).status) == (DISMISSED, OPEN)
    assert dues(published) == (HALF, 0, HALF)
    published.stand(result)
    assert dues(published) == (HALF + BOND, 0, HALF)
    assert_solvent(published)


FALSE_LINES = [
    (MEDIAN, {"score": 42}),
    (MEDIAN, {"score": 39}),
    (MEDIAN, {"heads": 2}),
    (MEDIAN, {"heads": 4}),
    (SUM, {"score": 71}),
    (SUM, {"heads": 4}),
]


@pytest.mark.parametrize(("check", "lie"), FALSE_LINES)
def test_line__false__revealed_ballots_prove_it(published, desk, check, lie):
    round_id = published.counted_round(check=check)
    book = published.book(round_id, published.line(round_id, 1, 900, **lie))
    result = published.publish(round_id, book)
    challenge = published.challenge(result)
    desk.show_line(challenge, *book.claim(0))
    told = published.told("voter", "elector", "steward")
    desk.reveal(challenge, told, sender=published.actors.challenger)
    assert the_event(desk, "BallotsRevealed")["is_best"]
    published.expire(challenge)
    assert (outcome(desk), desk.results(result).status) == (UPHELD, FELL)
    assert dues(published) == (0, BOND + HALF, HALF)


def test_line__votes_against__add_up_below_zero(published, desk, actors):
    cast = {"voter": {1: -9}, "elector": {1: 4}}
    terms = {"check": SUM, "squared": True, "budget": 100, "allow_negative": True}
    round_id = published.counted_round(cast=cast, **terms)
    for lie, expected in (({"score": 5}, UPHELD), ({}, DISMISSED)):
        book = published.book(round_id, published.line(round_id, 1, 1, cast=cast, **lie))
        challenge = published.challenge(published.publish(round_id, book))
        desk.show_line(challenge, *book.claim(0))
        for told in published.told("voter", "elector", cast=cast):
            desk.reveal(challenge, [told], sender=actors.donor)
        assert desk.tapes(challenge, actors.donor).total == -5
        published.expire(challenge)
        assert outcome(desk) == expected


@pytest.mark.parametrize("check", [SUM, MEDIAN])
def test_line__no_ballots_at_all__an_empty_tape_speaks(published, desk, check):
    round_id = published.counted_round(check=check)
    for lie, expected in (({"heads": 1, "score": 2}, UPHELD), ({}, DISMISSED)):
        book = published.book(round_id, published.line(round_id, 3, 900, **lie))
        result = published.publish(round_id, book)
        challenge = published.challenge(result, LINE, 3)
        desk.show_line(challenge, *book.claim(0))
        desk.reveal(challenge, [], sender=published.actors.challenger)
        published.expire(challenge)
        assert outcome(desk) == expected


def test_line__true_but_ballots_left_out__more_ballots_win(published, desk, actors):
    _, result, book = published.published()
    challenge = published.challenge(result)
    desk.show_line(challenge, *book.claim(0))
    boa.env.timestamp = desk.challenges(challenge).until - 1
    desk.reveal(challenge, published.told("voter", "elector"), sender=actors.challenger)
    leading = desk.challenges(challenge)
    assert (leading.best, leading.until) == (actors.challenger, boa.env.timestamp + DAY)
    boa.env.timestamp = leading.until - 1
    whole = published.told("voter", "elector", "steward")
    desk.reveal(challenge, whole, sender=actors.proposer)
    until = desk.challenges(challenge).until
    boa.env.timestamp += 1
    desk.reveal(challenge, whole, sender=actors.outsider)  # as many: no lead, no more time
    assert not the_event(desk, "BallotsRevealed")["is_best"]
    assert desk.challenges(challenge).until == until
    published.expire(challenge)
    assert outcome(desk) == DISMISSED


def test_line__as_it_moves_on__stays_what_it_is(published, desk, actors):
    _, result, book = published.published()
    challenge = published.challenge(result)
    made, moment = desk.challenges(challenge)[:5], boa.env.timestamp
    desk.show_line(challenge, *book.claim(0))
    shown = (*made, REVEAL, moment + DAY, ZERO)
    assert tuple(desk.challenges(challenge)) == shown
    desk.reveal(challenge, published.told("voter"), sender=actors.donor)
    assert tuple(desk.challenges(challenge)) == (*shown[:-1], actors.donor)
    published.expire(challenge)
    assert tuple(desk.challenges(challenge)) == (*made, CLOSED, moment + DAY, actors.donor)


def test_reveal__over_several_calls__as_in_one(published, desk, actors):
    _, result, book = published.published()
    challenge = published.challenge(result)
    desk.show_line(challenge, *book.claim(0))
    for one in published.told("voter", "elector", "steward"):
        desk.reveal(challenge, [one], sender=actors.proposer)
    desk.reveal(challenge, published.told("voter", "elector", "steward"), sender=actors.donor)
    assert desk.tapes(challenge, actors.proposer) == desk.tapes(challenge, actors.donor)
    assert desk.tapes(challenge, actors.donor).heads == 3


def test_reveal__not_a_ballot_that_counts__reverts(published, desk, actors, seats):
    cast = CAST | {"reviewer": {2: 5}}
    round_id = published.counted_round(cast=cast)
    book = published.book(round_id)
    challenge = published.challenge(published.publish(round_id, book))
    desk.show_line(challenge, *book.claim(0))
    forged = [(seats.voter, allocations({1: 11, 2: 4}))]
    none = [(seats.mill, allocations({1: 10}))]
    for told, reason in (
        (forged, "result: not a cast ballot"),
        (none, "result: not a cast ballot"),
        ([(seats.mill, [])], "result: not a cast ballot"),
        (published.told("voter")[:1] * 2, "result: seats not ascending"),
        (published.told("voter", "steward")[::-1], "result: seats not ascending"),
        (published.told("reviewer", cast=cast), "result: ballot omits the project"),
    ):
        with refused(reason, desk):
            desk.reveal(challenge, told, sender=actors.challenger)
    boa.env.timestamp = desk.challenges(challenge).until
    with refused("result: too late to answer", desk):
        desk.reveal(challenge, published.told("voter"), sender=actors.challenger)


def test_line__rule_without_a_check__shown_is_answered(published, desk):
    _, result, book = published.published(check=NOTHING)
    challenge = published.challenge(result)
    desk.show_line(challenge, *book.claim(0))
    assert (outcome(desk), desk.challenges(challenge).status) == (DISMISSED, CLOSED)
    assert dues(published) == (HALF, 0, HALF)


# --- pieces, votes, several ------------------------------------------------------------------


def test_piece__shown__challenger_loses_its_bond(published, desk):
    _, result, book = published.published()
    challenge, tree = published.challenge(result, PIECE, 1), bundle_tree()
    with refused("result: not about a line", desk):
        desk.show_line(challenge, *book.claim(0))
    with refused("result: piece not in the bundle", desk):
        desk.show_piece(challenge, BUNDLE[0], tree.proof(0))
    desk.show_piece(challenge, BUNDLE[1], tree.proof(1))
    assert the_event(desk, "PieceShown")["content"] == BUNDLE[1]
    assert (outcome(desk), dues(published)) == (DISMISSED, (HALF, 0, HALF))


def test_piece__missing__challenge_is_upheld(published, desk):
    _, result, _ = published.published()
    challenge = published.challenge(result, PIECE, 0)
    published.expire(challenge)
    assert (outcome(desk), desk.results(result).status) == (UPHELD, FELL)
    assert dues(published) == (0, BOND + HALF, HALF)


@pytest.mark.parametrize(
    ("upheld", "due"), [(True, (0, BOND + HALF, HALF)), (False, (HALF, 0, HALF))]
)
def test_other__decided_by_a_vote__somebody_loses(published, desk, actors, upheld, due):
    _, result, _ = published.published()
    challenge = published.challenge(result, OTHER, 0, reason=REASON)
    with refused("owned: not the owner", desk):
        desk.decide(challenge, upheld, sender=actors.steward)
    desk.decide(challenge, upheld, sender=actors.owner)
    assert outcome(desk) == (UPHELD if upheld else DISMISSED)
    assert (desk.results(result).status, dues(published)) == (FELL if upheld else OPEN, due)


def test_other__vote_comes_too_late__nobody_loses(published, desk, actors):
    _, result, _ = published.published()
    challenge = published.challenge(result, OTHER, 0, reason=REASON)
    boa.env.timestamp = desk.challenges(challenge).until
    with refused("result: too late to answer", desk):
        desk.decide(challenge, True, sender=actors.owner)
    desk.resolve(challenge)
    assert (outcome(desk), desk.results(result).status) == (UNDECIDED, FELL)
    assert dues(published) == (BOND, BOND, 0)
    assert_solvent(published)


@pytest.mark.parametrize(("upheld", "due"), [(True, (0, 7 + 3, 4)), (False, (3, 0, 4))])
def test_other__odd_bond__is_shared_to_the_unit(published, desk, actors, upheld, due):
    """S-3."""
    _, result, _ = published.published(bond=7)
    challenge = published.challenge(result, OTHER, 0, reason=REASON)
    desk.decide(challenge, upheld, sender=actors.owner)
    assert dues(published) == due
    assert_solvent(published, *(() if upheld else (7,)))


def test_several__first_upheld_takes_the_bond__others_come_back(published, desk, actors):
    """S-6."""
    _, result, _ = published.published()
    first = published.challenge(result, LINE, 1)
    second = published.challenge(result, PIECE, 0, sender=actors.donor)
    published.expire(first)
    desk.resolve(second)
    assert outcome(desk) == WITHOUT_OBJECT
    assert (desk.due(actors.donor), dues(published)) == (BOND, (0, BOND + HALF, HALF))
    assert events(desk, "ResultFell") == []


def test_answers__once_the_result_fell__revert(published, desk, actors):
    _, result, book = published.published()
    first, second = published.challenge(result, LINE, 1), published.challenge(result, LINE, 2)
    third = published.challenge(result, OTHER, 0, reason=REASON)
    desk.decide(third, True, sender=actors.owner)
    with refused("result: is closed", desk):
        desk.show_line(second, *book.claim(1))
    for challenge in (first, second):
        desk.resolve(challenge)
        assert outcome(desk) == WITHOUT_OBJECT


# --- withdraw ---------------------------------------------------------------------------------


def test_withdraw__what_is_due__once_to_whom_it_is_due(published, desk, actors):
    _, result, _ = published.published()
    published.expire(published.challenge(result))
    before = boa.env.get_balance(actors.challenger)
    desk.withdraw(actors.challenger, sender=actors.outsider)
    paid = {"account": actors.challenger, "amount": BOND + HALF}
    assert the_event(desk, "BondWithdrawn") == paid
    assert boa.env.get_balance(actors.challenger) == before + BOND + HALF
    with refused("result: nothing due", desk):
        desk.withdraw(actors.challenger)
    treasury = published.treasury.address
    before = boa.env.get_balance(treasury)
    desk.withdraw(treasury)
    assert boa.env.get_balance(treasury) == before + HALF
    assert boa.env.get_balance(desk.address) == 0


def test_withdraw__payee_refuses_or_calls_back__stops_nobody(published, desk, actors):
    """X-2."""
    payee = deploy_mock("PayeeMock")
    boa.env.set_balance(payee.address, BOND)
    _, result, _ = published.published()
    call = desk.challenge.prepare_calldata(result, LINE, 1, bytes(32))
    payee.act(desk.address, call, BOND)
    challenge = desk.challenge_count()
    payee.refuse(True)
    published.expire(challenge)  # whoever wins cannot stop the decision
    with boa.reverts():
        desk.withdraw(payee.address)
    payee.refuse(False)
    payee.arm(desk.address, desk.withdraw.prepare_calldata(published.treasury.address))
    desk.withdraw(payee.address)
    assert (payee.attempts(), payee.succeeded(), payee.response()) == (1, False, b"")
    assert (desk.due(payee.address), dues(published)) == (0, (0, 0, HALF))
    assert actors.proposer != payee.address


# --- permissions ------------------------------------------------------------------------------


def test_permissions__of_the_owner_alone(published, desk, actors):
    """X-6."""
    _, result, _ = published.published()
    challenge = published.challenge(result, OTHER, 0, reason=REASON)
    everybody = (actors.steward, actors.reviewer, actors.proposer, actors.challenger)
    for who in everybody:
        for call, arguments in (
            (desk.decide, (challenge, True)),
            (desk.transfer_ownership, (who,)),
        ):
            with refused("owned: not the owner", desk):
                call(*arguments, sender=who)


# --- one line, whatever the ballots ----------------------------------------------------------


@pytest.mark.parametrize("check", [SUM, MEDIAN])
def test_check__agrees_with_statistics(check):
    """F-3."""
    tape = deploy_mock("TapeMock")

    @example([1, 2, 6, 8], 0)  # the middle lies between both sides
    @example([1, 2, 5, 8], 10)  # twice a middle amount that is not in the middle
    @given(st.lists(st.integers(0, 9), max_size=9), st.integers(-1, 40))
    def agree(amounts, score):
        true = sum(amounts) if check == SUM else twice_median(amounts)
        assert tape.judge(amounts, check, len(amounts), score) == (score == true)
        assert tape.judge(amounts, check, len(amounts), true)
        assert not tape.judge(amounts, check, len(amounts) + 1, true)

    agree()


def twice_median(amounts):
    ranked = sorted(amounts) or [0]
    return ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]


def test_tape__extremes__survive_their_words():
    tape = deploy_mock("TapeMock")
    edge = (2**32 - 1, 2**128 - 1, -(2**127), 2**127 - 1)
    for count, size, total in product((0, edge[0]), (0, edge[1]), (0, edge[2], edge[3], -1)):
        told = (count, count, count, count, size, size, total)
        assert tuple(tape.round_trip(told)) == told
