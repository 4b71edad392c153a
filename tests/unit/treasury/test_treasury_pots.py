# SPDX-License-Identifier: Apache-2.0
"""Pots: what stewards may spend without a vote, and how it ends (S-6, T-1, T-2, T-5).

open_pot
├── no such scope, no such token, an end in the past or before the start, a period of zero or too
│   long, too many periods, a cap of zero, above 96 bits, of too many digits, or below the payment's
│   cap → refused
└── opened: numbered from 1, one event, terms readable, caps exact; for 32,767 periods and less than
    one more at most, the last of them as good as the first
spend
├── no such pot, not begun, over → refused
├── the recipient is nobody or the treasury; the amount is zero → refused
├── above the payment's cap; above what the period has left; above what is free → refused
├── paid: one event; the next period starts from zero, a period's rest is not carried over
└── the token moves another amount → refused as a whole
close_pot
├── unknown, over, or closed before → refused
└── closed: no more spending from this second on
pause, resume, set_guardian
├── a bad length, too soon again, no tokens, after the guardian's term, a term too long → refused
├── paused: payments of that token by stewards and by vote are refused, others go on
└── it lifts by itself, or early by the guardian or the owner
"""

import boa
import pytest

from tests.suite import fields, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import CAP, DAY, PER_PAYMENT, PERIOD, pot_terms


def open_pot(treasury, actors, token=ETH, **changes):
    return treasury.open_pot(pot_terms(token, **changes), sender=actors.owner)


def spend(treasury, actors, pot, amount, to=None):
    treasury.spend(pot, to or actors.payee, amount, PAYROLL, MEMO, sender=actors.steward)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scope": 0}, "treasury: no such scope"),
        ({"scope": 2}, "treasury: no such scope"),
        ({"token": "outsider"}, "treasury: no such token"),
        ({"end": 1}, "treasury: pot ends in the past"),
        ({"start": 2**39, "end": 2**39}, "treasury: pot ends before start"),
        ({"period": 0}, "treasury: bad period"),
        ({"period": 2**32}, "treasury: bad period"),
        ({"period": 900}, "treasury: too many periods"),
        ({"per_payment": 0}, "treasury: zero cap"),
        ({"cap": 299}, "treasury: payment cap above cap"),
        ({"cap": 2**96}, "treasury: cap too large"),
        ({"cap": 2**40 + 1}, "treasury: too many digits in cap"),
        ({"end": 2**40}, "treasury: too many periods"),
        ({"start": 2**40, "end": 2**40 + 1}, "packing: value too wide"),
        ({"scope": 2**32 + 1}, "treasury: no such scope"),
    ],
)
def test_open_pot__bad_terms__refused(treasury, actors, changes, reason):
    if "token" in changes:
        changes = {"token": actors.outsider}
    with refused(reason, treasury):
        open_pot(treasury, actors, **changes)
    assert treasury.pot_count() == 0


@pytest.mark.parametrize(
    ("cap", "per_payment"),
    [(1, 1), (2**40 - 1, 1), (10**28, 999_999_999_999 * 10**16), ((2**40 - 1) * 10, 7)],
)
def test_open_pot__good_terms__stand_as_given(treasury, actors, tokens, cap, per_payment):
    terms = pot_terms(tokens.plain.address, cap=cap, per_payment=per_payment)
    assert treasury.open_pot(terms, sender=actors.owner) == 1
    [event] = treasury.get_logs()
    names = ("scope", "token", "start", "end", "period", "cap", "per_payment")
    assert fields(event) == {"pot": 1, **dict(zip(names, terms, strict=True))}
    assert tuple(treasury.pot(1)) == terms
    assert (treasury.spent_of(1), treasury.is_closed(1)) == (0, False)
    assert treasury.pot(2).scope == treasury.spent_of(2) == 0
    assert treasury.pot_count() == 1


def test_open_pot__as_many_periods_as_fit__spends_in_the_last(treasury, actors):
    """T-2."""
    start, period = boa.env.timestamp, 60
    last = start + (2**15 - 1) * period
    terms = {"start": start, "period": period}
    with refused("treasury: too many periods", treasury):
        open_pot(treasury, actors, end=last + period, **terms)
    pot = open_pot(treasury, actors, end=last + period - 1, **terms)
    for moment in (start, last - 1, last, last + period - 2):
        boa.env.timestamp = moment
        spend(treasury, actors, pot, 7)
    assert treasury.spent_of(pot) == 14
    boa.env.timestamp += 1
    with refused("treasury: pot is over", treasury):
        spend(treasury, actors, pot, 7)


@pytest.mark.parametrize("kind", ["plain", "missing_return", "false_returning", "two_decimals"])
def test_spend__token__exactly_the_amount_leaves(treasury, actors, tokens, kind):
    """S-6."""
    token = getattr(tokens, kind)
    pot = open_pot(treasury, actors, token.address)
    spend(treasury, actors, pot, PER_PAYMENT)
    event = next(e for e in treasury.get_logs() if type(e).__name__ == "PotPaid")
    assert fields(event) == {
        "pot": pot,
        "to": actors.payee,
        "category": PAYROLL,
        "amount": PER_PAYMENT,
        "memo": MEMO,
    }
    assert token.balanceOf(actors.payee) == PER_PAYMENT == treasury.spent_of(pot)
    assert treasury.balance_of(token) == HELD - PER_PAYMENT


def test_spend__surcharge_token__refused_as_a_whole(treasury, actors, tokens):
    pot = open_pot(treasury, actors, tokens.surcharge.address)
    with refused("treasury: moved another amount", treasury, tokens.surcharge):
        spend(treasury, actors, pot, 5)
    assert treasury.spent_of(pot) == 0


@pytest.mark.parametrize(
    ("to", "amount", "reason"),
    [
        (ETH, 1, "treasury: zero recipient"),
        ("treasury", 1, "treasury: pays itself"),
        ("payee", 0, "treasury: zero amount"),
        ("payee", PER_PAYMENT + 1, "treasury: over the payment cap"),
        ("payee", 2**256 - 1, "treasury: over the payment cap"),
    ],
)
def test_spend__bad_payment__refused(treasury, actors, to, amount, reason):
    """T-1."""
    pot = open_pot(treasury, actors)
    place = {"treasury": treasury.address, "payee": actors.payee}.get(to, to)
    with refused(reason, treasury):
        spend(treasury, actors, pot, amount, to=place)
    assert treasury.balance_of(ETH) == HELD


def test_spend__periods__each_starts_from_zero_and_keeps_its_cap(treasury, actors):
    """T-2, T-5: a period is half-open; many stewards share one cap."""
    pot, start = open_pot(treasury, actors), boa.env.timestamp
    for amount in (300, 300, 300, 100):
        spend(treasury, actors, pot, amount)
    with refused("treasury: over the period cap", treasury):
        treasury.spend(pot, actors.payee, 1, PAYROLL, MEMO, sender=actors.colleague)
    boa.env.timestamp = start + PERIOD - 1
    with refused("treasury: over the period cap", treasury):
        spend(treasury, actors, pot, 1)

    boa.env.timestamp = start + PERIOD
    assert treasury.spent_of(pot) == 0
    spend(treasury, actors, pot, 1)
    boa.env.timestamp = start + 5 * PERIOD
    for amount in (300, 300, 300, 100):
        spend(treasury, actors, pot, amount)
    with refused("treasury: over the period cap", treasury):
        spend(treasury, actors, pot, 1)
    assert treasury.balance_of(ETH) == HELD - 2 * CAP - 1


def test_spend__outside_of_its_time__refused(treasury, actors):
    start, end = boa.env.timestamp + DAY, boa.env.timestamp + 2 * DAY
    pot = open_pot(treasury, actors, start=start, end=end)
    for moment, reason in (
        (start - 1, "treasury: pot not begun"),
        (start, None),
        (end - 1, None),
        (end, "treasury: pot is over"),
    ):
        boa.env.timestamp = moment
        if reason is None:
            spend(treasury, actors, pot, 1)
            continue
        with refused(reason, treasury):
            spend(treasury, actors, pot, 1)
    assert (treasury.spent_of(pot), treasury.balance_of(ETH)) == (2, HELD - 2)


def test_spend__unknown_pot__refused(treasury, actors):
    for number in (0, 1, 2**256 - 1):
        with refused("treasury: no such pot", treasury):
            spend(treasury, actors, number, 1)


def test_spend__more_than_is_free__refused(treasury, actors):
    pot = open_pot(treasury, actors)
    boa.env.set_balance(treasury.address, 299)
    with refused("treasury: balance too small", treasury):
        spend(treasury, actors, pot, 300)
    spend(treasury, actors, pot, 299)


def test_close_pot__open__nothing_more_is_spent(treasury, actors):
    """T-4."""
    pot = open_pot(treasury, actors)
    spend(treasury, actors, pot, 1)
    treasury.close_pot(pot, sender=actors.owner)
    [event] = treasury.get_logs()
    assert (type(event).__name__, event.pot) == ("PotClosed", pot)
    assert (treasury.is_closed(pot), treasury.pot(pot).end) == (True, boa.env.timestamp)
    with refused("treasury: pot is over", treasury):
        spend(treasury, actors, pot, 1)
    with refused("treasury: pot already over", treasury):
        treasury.close_pot(pot, sender=actors.owner)


def test_close_pot__unknown__refused(treasury, actors):
    with refused("treasury: no such pot", treasury):
        treasury.close_pot(1, sender=actors.owner)


def test_pause__a_token__halts_its_spending_and_lifts_by_itself(treasury, actors, tokens):
    """X-5."""
    token = tokens.plain.address
    pots = {asset: open_pot(treasury, actors, asset) for asset in (ETH, token)}
    treasury.pause([ETH], 7 * DAY, sender=actors.guardian)
    [event] = treasury.get_logs()
    until = boa.env.timestamp + 7 * DAY
    assert (event.token, event.until) == (ETH, until)
    assert (treasury.paused_until(ETH), treasury.paused_until(token)) == (until, 0)
    with refused("treasury: spending is paused", treasury):
        spend(treasury, actors, pots[ETH], 1)
    with refused("treasury: spending is paused", treasury):
        treasury.pay(ETH, actors.payee, 1, PAYROLL, MEMO, sender=actors.owner)
    spend(treasury, actors, pots[token], 1)

    boa.env.timestamp = until
    spend(treasury, actors, pots[ETH], 1)
    with refused("treasury: paused recently", treasury):
        treasury.pause([ETH], 1, sender=actors.guardian)
    boa.env.timestamp = until + 7 * DAY
    treasury.pause([ETH], 1, sender=actors.guardian)


@pytest.mark.parametrize("who", ["guardian", "owner"])
def test_resume__early__spending_goes_on(treasury, actors, who):
    pot = open_pot(treasury, actors)
    treasury.pause([ETH], DAY, sender=actors.guardian)
    treasury.resume([ETH], sender=getattr(actors, who))
    spend(treasury, actors, pot, 1)
    with refused("treasury: not paused", treasury):
        treasury.resume([ETH], sender=actors.guardian)
    with refused("treasury: nothing to resume", treasury):
        treasury.resume([], sender=actors.guardian)


def test_pause__bad_request__refused(treasury, actors):
    for seconds in (0, 7 * DAY + 1):
        with refused("treasury: bad length of a pause", treasury):
            treasury.pause([ETH], seconds, sender=actors.guardian)
    with refused("treasury: nothing to pause", treasury):
        treasury.pause([], DAY, sender=actors.guardian)
    boa.env.timestamp = treasury.guardian_until()
    with refused("treasury: guardian term is over", treasury):
        treasury.pause([ETH], DAY, sender=actors.guardian)


def test_set_guardian__by_vote__another_one_and_its_term(treasury, actors):
    until = boa.env.timestamp + 2 * 365 * DAY
    with refused("treasury: guardian term too long", treasury):
        treasury.set_guardian(actors.member, until + 1, sender=actors.owner)
    treasury.set_guardian(actors.member, until, sender=actors.owner)
    [event] = treasury.get_logs()
    assert fields(event) == {"guardian": actors.member, "until": until}
    assert (treasury.guardian(), treasury.guardian_until()) == (actors.member, until)
    with refused("treasury: not the guardian", treasury):
        treasury.pause([ETH], DAY, sender=actors.guardian)


def test_scopes__given_at_deployment__are_asked(treasury, scopes, membership):
    assert (treasury.SCOPES(), treasury.MEMBERSHIP()) == (scopes.address, membership.address)
    assert treasury.safe() == ETH
