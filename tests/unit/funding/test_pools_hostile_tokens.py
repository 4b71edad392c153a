# SPDX-License-Identifier: Apache-2.0
"""Hostile tokens in the rounds of every mechanism: what comes in, and what goes back out.

fund, refund
├── odd but honest tokens → what arrived is credited, and goes back (F-8)
├── answers false → "tokens: pull refused", "tokens: transfer refused"; later it works
├── takes more than it moves → "escrow: token took more"; other rounds are whole (S-3)
├── shrinks by itself → no other token's round pays for it; grown again, everybody has its own
├── is halted, burns gas, refuses at length, hides balances → nothing is booked; later it works
│   └── says yes and moves nothing → nothing is credited, and no other round is touched
├── answers at length → as any other
└── calls back while it is moved → only the lock answers, nothing changes (X-2)
claims
└── the token shuts one payee out → that project waits, the others are paid, nobody twice
"""

import boa
import pytest

from tests.suite import refused, storage
from tests.unit.funding.published_stage import CAST
from tests.unit.funding.stage import events, the_event
from tests.unit.treasury.test_moody_tokens import (
    ANSWERS_AT_LENGTH,
    BURNS_GAS,
    HALTED,
    HIDES,
    MOVES_NOTHING,
    PLAIN,
    REFUSES_AT_LENGTH,
)

GAS = 2_000_000  # of a transaction: a token that burns gas burns no more


def opened(each, token, amount=1_000):
    """A round in a token, with an amount of the sponsor's in it."""
    round_id = each.open_round(token=token.address)
    each.funding.fund(round_id, amount, sender=each.actors.sponsor)
    return round_id


def books(each, round_id):
    """Pot, what has left it, and what the sponsor gave."""
    pool = each.funding
    return pool.pot(round_id), pool.paid(round_id), pool.sponsored(round_id, each.actors.sponsor)


@pytest.mark.parametrize(
    ("kind", "arguments", "arrived"),
    [
        ("TokenMock", (), 1_000),
        ("MissingReturnTokenMock", (), 1_000),
        ("FeeTokenMock", (250,), 975),
        ("GreedyTokenMock", (), 1_000),
        ("ReentrantTokenMock", (), 1_000),
        ("FalseReturningTokenMock", (), 1_000),
        ("RebasingTokenMock", (), 1_000),
        ("MoodyTokenMock", (), 1_000),
    ],
)
def test_fund__odd_token__credits_what_arrived(each, kind, arguments, arrived):
    """F-8, S-4."""
    token = each.token(kind, *arguments)
    round_id, pool = opened(each, token), each.funding
    assert the_event(pool, "RoundSponsored")["amount"] == arrived
    assert books(each, round_id) == (arrived, 0, arrived)
    assert token.balanceOf(pool.address) == arrived
    pool.cancel_round(round_id, sender=each.actors.steward)
    pool.refund(round_id, each.actors.sponsor)
    assert books(each, round_id) == (arrived, arrived, 0)
    assert token.balanceOf(pool.address) == 0


def test_token__answers_false__is_refused_until_it_does_not(each):
    """F-8: nothing moved, nothing is booked."""
    token, pool, sponsor = each.token("FalseReturningTokenMock"), each.funding, each.actors.sponsor
    round_id = opened(each, token)
    token.refuse(sponsor, True)
    with refused("tokens: pull refused", pool.pool, token):
        pool.fund(round_id, 1, sender=sponsor)
    pool.cancel_round(round_id, sender=each.actors.steward)
    with refused("tokens: transfer refused", pool.pool, token):
        pool.refund(round_id, sponsor)
    token.refuse(sponsor, False)
    pool.refund(round_id, sponsor)
    assert books(each, round_id) == (1_000, 1_000, 0)


def test_token__takes_more__is_refused_and_other_rounds_are_whole(each):
    """S-3."""
    token, pool = each.token("GreedyTokenMock"), each.funding
    other, round_id = opened(each, token, 500), opened(each, token, 100)
    pool.cancel_round(round_id, sender=each.actors.steward)
    token.set_toll(1)
    with refused("escrow: token took more", pool.pool, token):
        pool.refund(round_id, each.actors.sponsor)
    assert token.balanceOf(pool.address) == pool.held(token.address) == 600
    assert books(each, other) == (500, 0, 500)


def test_token__shrinks__takes_from_nobody_elses_rounds(each):
    """S-3: the token takes from holders; whoever comes last waits until it grows again."""
    shrinking, plain = each.token("RebasingTokenMock"), each.token()
    pool, sponsor = each.funding, each.actors.sponsor
    rounds = [opened(each, token) for token in (shrinking, shrinking, plain)]
    for round_id in rounds:
        pool.cancel_round(round_id, sender=each.actors.steward)
    shrinking.rebase(5_000)
    pool.refund(rounds[0], sponsor)
    with refused("token: balance too small", pool.pool, shrinking, plain):
        pool.refund(rounds[1], sponsor)
    pool.refund(rounds[2], sponsor)
    assert (plain.balanceOf(pool.address), shrinking.balanceOf(pool.address)) == (0, 0)
    shrinking.mint(pool.address, 1_000)
    shrinking.rebase(10_000)
    pool.refund(rounds[1], sponsor)
    assert pool.held(shrinking.address) == 0


@pytest.mark.parametrize("name", ["fund", "refund", "sweep", "cancel_round", "carry_over", "pot"])
def test_token__calls_back_while_it_is_moved__changes_nothing(each, name):
    """X-2."""
    token, pool = each.token("ReentrantTokenMock"), each.funding
    round_id, cancelled = opened(each, token), opened(each, token)
    pool.cancel_round(cancelled, sender=each.actors.steward)
    arguments = {
        "fund": (round_id, 0),
        "refund": (cancelled, each.actors.sponsor),
        "carry_over": (round_id, cancelled, each.actors.sponsor),
    }.get(name, (round_id,))
    token.arm(*pool.calldata(name, *arguments))
    pool.fund(round_id, 100, sender=each.actors.sponsor)
    assert (token.attempts(), token.succeeded(), token.response()) == (1, False, b"")
    pool.refund(cancelled, each.actors.sponsor)
    assert (token.attempts(), token.succeeded(), token.response()) == (2, False, b"")
    assert token.balanceOf(pool.address) == pool.held(token.address) == 1_100


@pytest.mark.parametrize("mood", [HALTED, BURNS_GAS, REFUSES_AT_LENGTH, HIDES])
def test_token__refuses__nothing_is_booked_and_later_it_works(each, mood):
    """S-3, F-8: rounds in ETH and in other tokens go on."""
    token, pool, sponsor = each.token("MoodyTokenMock"), each.funding, each.actors.sponsor
    filled, cancelled, plain = (opened(each, t) for t in (token, token, each.token()))
    pool.cancel_round(cancelled, sender=each.actors.steward)
    token.behave(mood)
    before = storage(pool.pool)
    for call in (
        lambda: pool.fund(filled, 10, sender=sponsor, gas=GAS),
        lambda: pool.refund(cancelled, sponsor, gas=GAS),
    ):
        with boa.reverts():
            call()
    assert storage(pool.pool) == before
    pool.cancel_round(plain, sender=each.actors.steward)
    pool.refund(plain, sponsor)

    token.behave(ANSWERS_AT_LENGTH if mood == HALTED else PLAIN)
    pool.fund(filled, 10, sender=sponsor)
    pool.refund(cancelled, sponsor)
    assert books(each, filled) == (1_010, 0, 1_010)
    assert token.balanceOf(pool.address) == pool.held(token.address) == 1_010


def test_token__moves_nothing_and_says_yes__credits_nothing(each):
    """F-8, S-3: a refund that the token only pretends to make is its own round's loss."""
    token, pool, sponsor = each.token("MoodyTokenMock"), each.funding, each.actors.sponsor
    filled, cancelled = opened(each, token), opened(each, token)
    pool.cancel_round(cancelled, sender=each.actors.steward)
    token.behave(MOVES_NOTHING)
    before = storage(pool.pool)
    with boa.reverts():
        pool.fund(filled, 10, sender=sponsor)
    assert storage(pool.pool) == before
    pool.refund(cancelled, sponsor)
    assert (books(each, filled), books(each, cancelled)) == ((1_000, 0, 1_000), (1_000, 1_000, 0))
    assert token.balanceOf(pool.address) >= pool.held(token.address) == 1_000


def test_claim_many__token_shuts_one_out__the_others_are_paid(stage):
    """S-1, S-6, F-6."""
    token, pool, actors = stage.token("MoodyTokenMock"), stage.funding, stage.actors
    round_id = stage.voting_round(token=token.address, projects=2)
    pool.fund(round_id, 100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    pool.settle(round_id)
    token.shut(actors.applicant, True)
    pool.claim_many(round_id, [1, 2], sender=actors.outsider)
    assert [skipped.project for skipped in events(pool, "ClaimSkipped")] == [1]
    assert [token.balanceOf(each) for each in (actors.applicant, actors.maker)] == [0, 50]

    token.shut(actors.applicant, False)
    pool.claim_many(round_id, [1, 2], sender=actors.outsider)
    assert [skipped.project for skipped in events(pool, "ClaimSkipped")] == [2]
    assert [token.balanceOf(each) for each in (actors.applicant, actors.maker)] == [50, 50]
    assert books(stage, round_id)[:2] == (100, 100)


def test_claim__published__token_shuts_one_out__the_others_are_paid(published):
    """S-2, F-6."""
    token, pool, actors = published.token("MoodyTokenMock"), published.funding, published.actors
    round_id = published.voting_round(token=token)
    pool.fund(round_id, 1_000, sender=actors.sponsor)
    for role, votes in CAST.items():
        published.cast(round_id, getattr(actors, role), votes)
    published.go_to(round_id, "voting_end")
    book = published.book(round_id)
    published.stand(published.publish(round_id, book))
    token.shut(actors.applicant, True)
    with refused("token: shut out", pool.pool, token):
        pool.claim(round_id, 1, *book.claim(0), sender=actors.outsider)
    pool.claim(round_id, 1, *book.claim(1), sender=actors.outsider)
    token.shut(actors.applicant, False)
    pool.claim(round_id, 1, *book.claim(0), sender=actors.outsider)
    with refused("published: already claimed", pool.pool, token):
        pool.claim(round_id, 1, *book.claim(0), sender=actors.outsider)
    assert [token.balanceOf(each) for each in (actors.applicant, actors.maker)] == [900, 90]
