# SPDX-License-Identifier: Apache-2.0
"""Streams and milestones: what was promised is held back, earned, paid, or given back (T-2 to T-4).

open_stream, top_up
├── no span, no rate, opened before, above a cap, more than is free → refused
├── a start in the past means now
├── a top-up of a stream that has run dry → refused; of a running one → it runs longer
└── opened: charged to the pot's period, reserved
withdraw
├── other terms than those opened with; nothing earned; by others to another account → refused
└── what was earned and not withdrawn; to the last unit; also during a halt
stop_stream
├── nothing left to stop → refused
└── stopped: what was earned stays, the rest is free again
a pot is closed → its streams earn nothing from then on; anybody may stop them
the mandate of a stream's steward is over
├── by its date, by a vote, by leaving the scope → it earns no more; what was earned is paid
├── granted anew, or taken over by another steward → it goes on, the time between included
└── a seat that is over, its role not → it earns on until anybody stops it
promise, accept, claim, claw back
├── due in the past, promised before, unknown → refused
├── accepted by its payee, or out of a closed pot → refused
├── claimed before it is accepted, or by others to another account, or twice → refused
├── taken back before it is due by a steward; after it was accepted → refused
└── each ends in exactly one way
a token that shrinks → first come, first served; nothing new is promised
"""

import boa
import pytest

from tests.suite import fields, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import DAY, HOUR, milestone_terms, pot_terms, stream_terms

DEPOSIT = 240  # a day's


@pytest.fixture
def pot(treasury, actors):
    return treasury.open_pot(pot_terms(), sender=actors.owner)


@pytest.fixture
def stream(treasury, actors, pot):
    terms = stream_terms(pot, actors.payee)
    treasury.open_stream(terms, DEPOSIT, sender=actors.steward)
    return terms


@pytest.fixture
def milestone(treasury, actors, pot):
    terms = milestone_terms(pot, actors.payee)
    treasury.promise_milestone(terms, sender=actors.steward)
    return terms


def test_open_stream__good__charged_and_reserved(treasury, actors, pot):
    """T-2."""
    terms = stream_terms(pot, actors.payee)
    id_ = treasury.open_stream((*terms[:2], 0, *terms[3:]), DEPOSIT, sender=actors.steward)
    [event] = treasury.get_logs()
    names = ("pot", "payee", "start", "amount", "seconds", "category", "memo")
    assert fields(event) == {
        "stream": id_,
        **dict(zip(names, terms, strict=True)),
        "deposit": DEPOSIT,
        "steward": 1,
    }
    assert (treasury.spent_of(pot), treasury.reserved(ETH)) == (DEPOSIT, DEPOSIT)
    assert treasury.free_of(ETH) == HELD - DEPOSIT
    assert treasury.earned(terms) == (0, 0, DEPOSIT)


@pytest.mark.parametrize(
    ("changes", "deposit", "reason"),
    [
        ({"seconds": 0}, 1, "treasury: bad length of a stream"),
        ({"seconds": 2**40}, 1, "treasury: bad length of a stream"),
        ({"amount": 0}, 1, "treasury: bad rate"),
        ({"amount": 2**96}, 1, "treasury: bad rate"),
        ({"payee": ETH}, 1, "treasury: zero recipient"),
        ({}, 0, "treasury: zero amount"),
        ({}, 301, "treasury: over the payment cap"),
    ],
)
def test_open_stream__bad_terms__refused(treasury, actors, pot, changes, deposit, reason):
    terms = stream_terms(pot, actors.payee, **changes)
    with refused(reason, treasury):
        treasury.open_stream(terms, deposit, sender=actors.steward)


def test_open_stream__twice_or_unfunded__refused(treasury, actors, pot, stream):
    with refused("treasury: stream exists", treasury):
        treasury.open_stream(stream, 1, sender=actors.colleague)
    boa.env.set_balance(treasury.address, DEPOSIT + 9)
    with refused("treasury: balance too small", treasury):
        treasury.open_stream(stream_terms(pot, actors.member), 10, sender=actors.steward)


def test_withdraw__by_the_second__never_more_than_earned(treasury, actors, stream):
    """T-3."""
    start = boa.env.timestamp
    with refused("treasury: nothing earned yet", treasury):
        treasury.withdraw(stream, actors.payee, sender=actors.payee)
    boa.env.timestamp = start + HOUR // 10 - 1
    assert treasury.earned(stream)[0] == 0
    boa.env.timestamp = start + 5 * HOUR + HOUR // 2
    before = boa.env.get_balance(actors.payee)
    treasury.withdraw(stream, actors.payee, sender=actors.outsider)
    [event] = treasury.get_logs()
    assert (event.to, event.amount) == (actors.payee, 55)
    assert boa.env.get_balance(actors.payee) == before + 55
    assert treasury.reserved(ETH) == DEPOSIT - 55
    boa.env.timestamp = start + 10 * DAY
    treasury.withdraw(stream, actors.member, sender=actors.payee)
    assert treasury.earned(stream) == (DEPOSIT, DEPOSIT, DEPOSIT)
    assert (treasury.reserved(ETH), treasury.balance_of(ETH)) == (0, HELD - DEPOSIT)
    with refused("treasury: nothing earned yet", treasury):
        treasury.withdraw(stream, actors.payee, sender=actors.payee)


def test_withdraw__wrong_terms_or_place__refused(treasury, actors, stream):
    boa.env.timestamp += HOUR
    other = (*stream[:3], 11, *stream[4:])
    with refused("treasury: no such stream", treasury):
        treasury.withdraw(other, actors.payee, sender=actors.payee)
    with refused("treasury: not the payee", treasury):
        treasury.withdraw(stream, actors.outsider, sender=actors.outsider)
    for place, reason in ((ETH, "zero recipient"), (treasury.address, "pays itself")):
        with refused(f"treasury: {reason}", treasury):
            treasury.withdraw(stream, place, sender=actors.payee)


def test_withdraw__during_a_halt__goes_on(treasury, actors, pot, stream, milestone):
    """X-5: what was earned or accepted is never halted."""
    treasury.accept_milestone(milestone, sender=actors.arbiter)
    treasury.pause([ETH], DAY, sender=actors.guardian)
    boa.env.timestamp += HOUR
    treasury.withdraw(stream, actors.payee, sender=actors.payee)
    treasury.claim_milestone(milestone, actors.payee, sender=actors.payee)
    treasury.stop_stream(stream, sender=actors.steward)
    assert treasury.balance_of(ETH) == HELD - 210
    for call in (
        lambda: treasury.open_stream(stream_terms(pot, actors.payee), 1, sender=actors.steward),
        lambda: treasury.promise_milestone(
            milestone_terms(pot, actors.payee), sender=actors.steward
        ),
    ):
        with refused("treasury: spending is paused", treasury):
            call()


def test_top_up__running__runs_longer_and_another_answers(treasury, actors, scopes, stream):
    boa.env.timestamp += 12 * HOUR
    treasury.top_up(stream, 60, sender=actors.colleague)
    [event] = treasury.get_logs()
    assert (event.amount, event.steward) == (60, 2)
    assert treasury.earned(stream) == (120, 0, 300)
    scopes.end_role(1, 1, 1, sender=actors.owner)  # the one who opened it answers no more
    with refused("treasury: not a steward", treasury):
        treasury.stop_stream(stream, sender=actors.outsider)
    boa.env.timestamp += 18 * HOUR
    with refused("treasury: stream is over", treasury):
        treasury.top_up(stream, 1, sender=actors.colleague)
    with refused("treasury: nothing left to stop", treasury):
        treasury.stop_stream(stream, sender=actors.colleague)


def test_stop_stream__earned_stays_and_the_rest_is_free(treasury, actors, stream):
    """T-3."""
    boa.env.timestamp += 7 * HOUR
    treasury.stop_stream(stream, sender=actors.colleague)
    [event] = treasury.get_logs()
    assert (event.earned, event.returned) == (70, 170)
    assert (treasury.reserved(ETH), treasury.free_of(ETH)) == (70, HELD - 70)
    boa.env.timestamp += DAY
    assert treasury.earned(stream) == (70, 0, 70)
    treasury.withdraw(stream, actors.payee, sender=actors.payee)
    assert (treasury.reserved(ETH), treasury.balance_of(ETH)) == (0, HELD - 70)


def test_stop_stream__before_its_start__all_is_free(treasury, actors, pot):
    terms = stream_terms(pot, actors.payee, start=boa.env.timestamp + DAY)
    treasury.open_stream(terms, 100, sender=actors.steward)
    treasury.stop_stream(terms, sender=actors.payee)
    assert (treasury.reserved(ETH), treasury.earned(terms)) == (0, (0, 0, 0))
    with refused("treasury: stream exists", treasury):
        treasury.open_stream(terms, 100, sender=actors.steward)


def test_close_pot__streams_earn_no_more__anybody_stops_them(treasury, actors, pot, stream):
    """T-4."""
    boa.env.timestamp += 3 * HOUR
    treasury.close_pot(pot, sender=actors.owner)
    boa.env.timestamp += DAY
    assert treasury.earned(stream)[0] == 30
    treasury.stop_stream(stream, sender=actors.outsider)
    assert treasury.reserved(ETH) == 30
    treasury.withdraw(stream, actors.payee, sender=actors.payee)
    assert treasury.balance_of(ETH) == HELD - 30


def by_date(_scopes, _actors):
    boa.env.timestamp += 2 * HOUR


def by_vote(scopes, actors):
    scopes.end_role(1, 1, 1, sender=actors.owner)


def by_leaving(scopes, actors):
    scopes.leave(1, sender=actors.steward)


@pytest.mark.parametrize(("end", "earned"), [(by_date, 50), (by_vote, 30), (by_leaving, 30)])
def test_mandate_over__earns_no_more__what_was_earned_is_paid(
    treasury, actors, scopes, stream, end, earned
):
    """T-3, T-4: nobody needs to stop anything, and nothing that was earned is lost."""
    scopes.grant_role(1, 1, 1, boa.env.timestamp + 5 * HOUR, sender=actors.owner)
    boa.env.timestamp += 3 * HOUR
    end(scopes, actors)
    boa.env.timestamp += DAY
    assert treasury.earned(stream) == (earned, 0, DEPOSIT)
    treasury.withdraw(stream, actors.payee, sender=actors.payee)
    with refused("treasury: nothing earned yet", treasury):
        treasury.withdraw(stream, actors.payee, sender=actors.payee)
    treasury.stop_stream(stream, sender=actors.outsider)
    assert (treasury.reserved(ETH), treasury.balance_of(ETH)) == (0, HELD - earned)


def test_mandate_over__granted_anew_or_taken_over__goes_on(treasury, actors, scopes, pot, stream):
    """T-3: what is earned never falls."""
    other = stream_terms(pot, actors.member)
    treasury.open_stream(other, DEPOSIT, sender=actors.steward)
    boa.env.timestamp += 2 * HOUR
    by_vote(scopes, actors)
    boa.env.timestamp += 2 * HOUR
    treasury.top_up(other, 0, sender=actors.colleague)
    [event] = treasury.get_logs()
    assert (event.amount, event.steward) == (0, 2)
    assert (treasury.earned(stream)[0], treasury.earned(other)[0]) == (20, 40)
    assert treasury.reserved(ETH) == 2 * DEPOSIT
    scopes.grant_role(1, 1, 1, boa.env.timestamp + DAY, sender=actors.owner)
    assert treasury.earned(stream)[0] == 40


def test_mandate__of_a_seat_that_is_over__anybody_stops_its_streams(
    treasury, membership, actors, stream
):
    boa.env.timestamp += HOUR
    membership.leave(sender=actors.steward)
    boa.env.timestamp += HOUR
    assert treasury.earned(stream)[0] == 20
    treasury.stop_stream(stream, sender=actors.outsider)
    assert treasury.reserved(ETH) == 20


def test_milestone__accepted__claimed_once(treasury, actors, pot, milestone):
    """E-1, E-2."""
    with refused("treasury: milestone not open", treasury):
        treasury.claim_milestone(milestone, actors.payee, sender=actors.payee)
    treasury.accept_milestone(milestone, sender=actors.steward)
    for call in (treasury.accept_milestone, treasury.claw_back):
        with refused("treasury: milestone not open", treasury):
            call(
                milestone,
                sender=actors.steward if call == treasury.accept_milestone else actors.owner,
            )
    with refused("treasury: not the payee", treasury):
        treasury.claim_milestone(milestone, actors.outsider, sender=actors.outsider)
    treasury.claim_milestone(milestone, actors.member, sender=actors.payee)
    [event] = treasury.get_logs()
    assert (type(event).__name__, event.to, event.amount) == (
        "MilestoneClaimed",
        actors.member,
        200,
    )
    assert treasury.milestone_state(event.milestone) == 3
    with refused("treasury: milestone not open", treasury):
        treasury.claim_milestone(milestone, actors.payee, sender=actors.payee)
    assert (treasury.reserved(ETH), treasury.balance_of(ETH)) == (0, HELD - 200)


def test_milestone__not_accepted__taken_back_when_due(treasury, actors, pot, milestone):
    """E-2, E-3."""
    boa.env.timestamp = milestone[3] - 1
    with refused("treasury: not due yet", treasury):
        treasury.claw_back(milestone, sender=actors.steward)
    boa.env.timestamp += 1
    treasury.claw_back(milestone, sender=actors.outsider)
    [event] = treasury.get_logs()
    assert (event.amount, treasury.milestone_state(event.milestone)) == (200, 4)
    assert (treasury.reserved(ETH), treasury.free_of(ETH)) == (0, HELD)
    with refused("treasury: milestone not open", treasury):
        treasury.accept_milestone(milestone, sender=actors.steward)


def test_milestone__bad__refused(treasury, actors, pot, milestone):
    steward = actors.steward
    with refused("treasury: milestone exists", treasury):
        treasury.promise_milestone(milestone, sender=steward)
    with refused("treasury: due in the past", treasury):
        late = milestone_terms(pot, actors.payee, due_at=boa.env.timestamp)
        treasury.promise_milestone(late, sender=steward)
    unknown = milestone_terms(pot, actors.payee, amount=1)
    with refused("treasury: no such milestone", treasury):
        treasury.accept_milestone(unknown, sender=steward)
    own = milestone_terms(pot, steward)
    treasury.promise_milestone(own, sender=steward)
    with refused("treasury: accepts its own work", treasury):
        treasury.accept_milestone(own, sender=steward)
    treasury.close_pot(pot, sender=actors.owner)
    with refused("treasury: pot was closed", treasury):
        treasury.accept_milestone(own, sender=actors.colleague)
    treasury.claw_back(own, sender=actors.outsider)


def test_rebasing_token__shrinks__nothing_new_and_the_earned_as_far_as_it_goes(
    treasury, actors, tokens
):
    """S-3: no promise is made on money that is not there."""
    token = tokens.rebasing
    pot = treasury.open_pot(
        pot_terms(token.address, cap=10**21, per_payment=10**21), sender=actors.owner
    )
    both = [
        stream_terms(pot, who, amount=HELD // 2, seconds=1) for who in (actors.payee, actors.member)
    ]
    for terms in both:
        treasury.open_stream(terms, HELD // 2, sender=actors.steward)
    token.rebase(5_000)
    boa.env.timestamp += 2
    assert (treasury.free_of(token), treasury.reserved(token)) == (0, HELD)
    with refused("treasury: balance too small", treasury):
        treasury.pay(token, actors.donor, 1, PAYROLL, MEMO, sender=actors.owner)
    treasury.withdraw(both[0], actors.payee, sender=actors.payee)
    with refused("treasury: less than promised", treasury):
        treasury.withdraw(both[1], actors.member, sender=actors.member)
    token.mint(treasury.address, HELD)
    treasury.withdraw(both[1], actors.member, sender=actors.member)
    assert treasury.reserved(token) == 0


def test_surcharge_token__withdrawal__refused(treasury, actors, tokens):
    pot = treasury.open_pot(pot_terms(tokens.surcharge.address), sender=actors.owner)
    terms = stream_terms(pot, actors.payee)
    treasury.open_stream(terms, 100, sender=actors.steward)
    boa.env.timestamp += HOUR
    with refused("treasury: moved another amount", treasury, tokens.surcharge):
        treasury.withdraw(terms, actors.payee, sender=actors.payee)
