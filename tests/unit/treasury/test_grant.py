# SPDX-License-Identifier: Apache-2.0
"""A grant: what comes in is handed out by the second or by milestones (S-3, T-3, E-1, E-2).

deploy
├── no treasury, no scope, a payee that is nobody or the treasury, a token without code → refused
├── both schedules or none, too long, shares that are not the whole, due in the past → refused
└── good → its terms are told, and never change
ETH to a grant in a token, a call that does not exist → refused
withdraw
├── nothing earned, by others to another account, to nobody or itself → refused
└── the share of all that ever came in, late money included; by anybody to the payee
stop
├── by milestones, over, twice, by neither vote, payee nor steward → refused
└── stopped: what was earned stays, the rest is given back to the treasury or to its Safe
accept, take back
├── no such, ended, by the payee, by others than stewards and arbiters, not due yet → refused
└── accepted: its share is earned; taken back: its share is given back; the last share has the dust
a token that shrinks → nothing that was paid is asked back, nothing is promised that is not there
"""

import boa
import pytest

from tests.suite import fields, refused, source
from tests.unit.treasury.conftest import ETH
from tests.unit.treasury.stage import DAY

NOBODY = ETH
LENGTH = 100 * DAY
SHARES = (2_500, 2_500, 5_000)


def terms_of(payee, /, **changes):
    """Terms of a stream of a hundred days in ETH that begins now."""
    terms = {
        "payee": payee,
        "token": ETH,
        "scope": 1,
        "start": boa.env.timestamp,
        "seconds": LENGTH,
        "milestones": [],
    }
    return tuple((terms | changes).values())


def milestones(*shares):
    """Milestones that are due ten days after one another."""
    now = boa.env.timestamp
    return [(share, now + (n + 1) * 10 * DAY) for n, share in enumerate(shares)]


def deploy(treasury, terms):
    return source("treasury/Grant.vy").deploy(treasury, terms)


@pytest.fixture
def stream(treasury, actors):
    return deploy(treasury, terms_of(actors.payee))


@pytest.fixture
def staged(treasury, actors):
    return deploy(treasury, terms_of(actors.payee, seconds=0, milestones=milestones(*SHARES)))


def fill(grant, amount=1_000):
    boa.env.set_balance(grant.address, boa.env.get_balance(grant.address) + amount)


def test_deploy__good__tells_its_terms(treasury, actors):
    terms = terms_of(actors.payee, seconds=0, milestones=milestones(*SHARES))
    grant = deploy(treasury, terms)
    [event] = grant.get_logs()
    assert fields(event) == {"payee": actors.payee, "token": ETH, "scope": 1}
    assert tuple(grant.terms()) == terms
    assert grant.TREASURY() == treasury.address
    assert (grant.received(), grant.earned(), grant.lost()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scope": 9}, "treasury: no such scope"),
        ({"payee": NOBODY}, "grant: bad payee"),
        ({"token": "0x" + "12" * 20}, "grant: no such token"),
        ({"seconds": 0}, "grant: stream or milestones"),
        ({"milestones": [(10_000, 2**40)]}, "grant: stream or milestones"),
        ({"seconds": 2**40}, "grant: bad length"),
        ({"start": 2**40}, "grant: bad length"),
        ({"seconds": 0, "milestones": [(9_999, 2**40)]}, "grant: shares not whole"),
        ({"seconds": 0, "milestones": [(10_000, 2**40), (1, 2**40)]}, "grant: shares not whole"),
        ({"seconds": 0, "milestones": [(0, 2**40)]}, "grant: bad share"),
        ({"seconds": 0, "milestones": [(10_001, 2**40)]}, "grant: bad share"),
        ({"seconds": 0, "milestones": [(10_000, 1)]}, "grant: due in the past"),
    ],
)
def test_deploy__bad_terms__refused(treasury, actors, changes, reason):
    with boa.reverts(reason):
        deploy(treasury, terms_of(actors.payee, **changes))


def test_deploy__treasury_as_payee_or_none__refused(treasury, actors):
    with boa.reverts("grant: bad payee"):
        deploy(treasury, terms_of(treasury.address))
    with boa.reverts("grant: no such treasury"):
        deploy(actors.outsider, terms_of(actors.payee))


def send(grant, sender, value, data=b"", gas=None):
    """A transaction without a function; a refusal raises as it does for a function."""
    computation = boa.env.execute_code(grant.address, sender, gas, value, data)
    grant.marshal_to_python(computation, None)


def test_default__wrong_money_or_function__refused(treasury, actors, tokens, stream):
    in_token = deploy(treasury, terms_of(actors.payee, token=tokens.plain.address))
    with refused("grant: takes a token", in_token):
        send(in_token, actors.donor, 1)
    with refused("grant: no such function", stream):
        send(stream, actors.donor, 1, bytes.fromhex("deadbeef"))
    assert boa.env.get_balance(in_token.address) == boa.env.get_balance(stream.address) == 0


def test_default__eth__taken_in_with_the_gas_of_a_plain_transfer(actors, stream):
    send(stream, actors.donor, 7, gas=2_300)
    [event] = stream.get_logs()
    assert fields(event) == {"sender": actors.donor, "amount": 7}
    assert stream.received() == 7


def test_withdraw__by_the_second__a_share_of_all_that_came(actors, stream):
    """T-3: what came later counts from the start, too."""
    start = boa.env.timestamp
    with refused("grant: nothing earned yet", stream):
        stream.withdraw(actors.payee, sender=actors.payee)
    fill(stream)
    boa.env.timestamp = start + LENGTH // 4
    before = boa.env.get_balance(actors.payee)
    stream.withdraw(actors.payee, sender=actors.outsider)
    [event] = stream.get_logs()
    assert (event.to, event.amount) == (actors.payee, 250)
    fill(stream)
    assert (stream.received(), stream.earned(), stream.withdrawn()) == (2_000, 500, 250)
    boa.env.timestamp = start + 2 * LENGTH
    stream.withdraw(actors.member, sender=actors.payee)
    assert boa.env.get_balance(actors.payee) == before + 250
    assert (stream.earned(), stream.lost(), boa.env.get_balance(stream.address)) == (2_000, 0, 0)


def test_withdraw__others_or_nowhere__refused(actors, stream):
    fill(stream)
    boa.env.timestamp += DAY
    with refused("grant: not the payee", stream):
        stream.withdraw(actors.outsider, sender=actors.outsider)
    for place in (NOBODY, stream.address):
        with refused("grant: bad recipient", stream):
            stream.withdraw(place, sender=actors.payee)


@pytest.mark.parametrize("who", ["owner", "payee", "steward"])
def test_stop__earned_stays_and_the_rest_goes_home(treasury, actors, stream, who):
    """S-3: every unit that came in is paid or given back."""
    fill(stream, 1_001)
    boa.env.timestamp += LENGTH // 4
    held = treasury.balance_of(ETH)
    with refused("grant: nothing to give back", stream):
        stream.give_back(sender=actors.outsider)
    stream.stop(sender=getattr(actors, who))
    [event] = stream.get_logs()
    assert event.elapsed == LENGTH // 4
    boa.env.timestamp += DAY
    assert (stream.earned(), stream.lost()) == (250, 751)
    stream.give_back(sender=actors.outsider)
    returned = stream.get_logs()[0]
    assert (returned.to, returned.amount) == (treasury.address, 751)
    stream.withdraw(actors.payee, sender=actors.outsider)
    assert treasury.balance_of(ETH) == held + 751
    assert boa.env.get_balance(stream.address) == 0
    fill(stream, 1_000)  # a late correction is shared alike
    assert (stream.earned() - 250, stream.lost() - 751) == (250, 750)
    with refused("grant: stream is over", stream):
        stream.stop(sender=actors.owner)


def test_stop__others_or_no_stream_or_over__refused(actors, stream, staged):
    for who in (actors.outsider, actors.arbiter, actors.member):
        with refused("grant: not a steward", stream):
            stream.stop(sender=who)
    with refused("grant: no stream", staged):
        staged.stop(sender=actors.owner)
    boa.env.timestamp += LENGTH
    with refused("grant: stream is over", stream):
        stream.stop(sender=actors.owner)


def test_stop__before_the_start__all_goes_home(treasury, actors):
    grant = deploy(treasury, terms_of(actors.payee, start=boa.env.timestamp + DAY))
    fill(grant)
    grant.stop(sender=actors.owner)
    boa.env.timestamp += LENGTH
    assert (grant.earned(), grant.lost()) == (0, 1_000)


def test_stop__a_stream_of_a_single_second__is_stopped(treasury, actors):
    grant = deploy(treasury, terms_of(actors.payee, start=boa.env.timestamp + DAY, seconds=1))
    grant.stop(sender=actors.owner)
    assert grant.stopped_at() == boa.env.timestamp


def test_milestones__accepted_and_taken_back__each_its_share(treasury, actors, staged):
    """E-1, E-2, S-3."""
    fill(staged, 1_003)
    held = treasury.balance_of(ETH)
    staged.accept(0, sender=actors.steward)
    [event] = staged.get_logs()
    assert event.milestone == 0
    assert (staged.earned(), staged.lost(), staged.accepted()) == (250, 0, 1)
    staged.accept(2, sender=actors.arbiter)
    staged.withdraw(actors.payee, sender=actors.outsider)
    assert staged.withdrawn() == 752
    boa.env.timestamp += 20 * DAY
    staged.take_back(1, sender=actors.outsider)
    [event] = staged.get_logs()
    assert event.milestone == 1
    assert (staged.taken_back(), staged.lost()) == (2, 251)
    staged.give_back(sender=actors.outsider)
    assert treasury.balance_of(ETH) == held + 251
    assert boa.env.get_balance(staged.address) == 0


def test_milestones__one_taken_back_while_others_are_open__its_share_goes_home(actors, staged):
    fill(staged)
    staged.take_back(2, sender=actors.payee)
    staged.give_back(sender=actors.outsider)
    assert (staged.given_back(), staged.earned()) == (500, 0)
    staged.accept(0, sender=actors.steward)
    staged.accept(1, sender=actors.steward)
    staged.withdraw(actors.payee, sender=actors.payee)
    assert boa.env.get_balance(staged.address) == 0


def test_milestones__part_of_a_unit__stays_until_nothing_is_open(actors, staged):
    """S-3: shares taken back are rounded down, as those that are earned, until the last."""
    fill(staged, 1_003)
    staged.take_back(0, sender=actors.payee)
    staged.accept(1, sender=actors.steward)
    assert (staged.earned(), staged.lost()) == (250, 250)
    staged.accept(2, sender=actors.steward)
    assert (staged.earned(), staged.lost()) == (752, 251)


def test_withdraw__the_last_unit__is_paid(actors, stream):
    fill(stream, 1)
    boa.env.timestamp += LENGTH
    stream.withdraw(actors.payee, sender=actors.payee)
    assert stream.withdrawn() == 1


def test_give_back__share_after_share__each_once(treasury, actors, staged):
    """S-3."""
    fill(staged)
    held = treasury.balance_of(ETH)
    for milestone, returned in ((0, 250), (1, 500)):
        staged.take_back(milestone, sender=actors.payee)
        staged.give_back(sender=actors.outsider)
        assert staged.given_back() == returned
        assert treasury.balance_of(ETH) == held + returned


def test_milestones__by_whom_and_when__refused(treasury, actors, stream, staged):
    """E-3."""
    for number, grant in ((3, staged), (2**256 - 1, staged), (0, stream)):
        with refused("grant: no such milestone", grant):
            grant.accept(number, sender=actors.steward)
    for who in (actors.outsider, actors.member, actors.owner):
        with refused("grant: may not accept", staged):
            staged.accept(0, sender=who)
    own = deploy(treasury, terms_of(actors.steward, seconds=0, milestones=milestones(10_000)))
    with refused("grant: accepts its own work", own):
        own.accept(0, sender=actors.steward)
    with refused("grant: not due yet", staged):
        staged.take_back(0, sender=actors.steward)
    staged.take_back(0, sender=actors.owner)
    staged.accept(1, sender=actors.steward)
    for number in (0, 1):
        for call in (staged.accept, staged.take_back):
            with refused("grant: milestone not open", staged):
                call(number, sender=actors.steward)


def test_mandate_over__accepts_and_stops_nothing(actors, scopes, stream, staged):
    """T-4."""
    scopes.end_role(1, 1, 1, sender=actors.owner)
    with refused("grant: may not accept", staged):
        staged.accept(0, sender=actors.steward)
    with refused("grant: not a steward", stream):
        stream.stop(sender=actors.steward)


@pytest.mark.parametrize("kind", ["plain", "missing_return", "fee", "two_decimals"])
def test_tokens__paid_and_given_back(treasury, actors, tokens, kind):
    token = getattr(tokens, kind)
    grant = deploy(treasury, terms_of(actors.payee, token=token.address))
    token.mint(grant.address, 1_000)
    boa.env.timestamp += LENGTH // 2
    grant.withdraw(actors.payee, sender=actors.outsider)
    grant.stop(sender=actors.owner)
    grant.give_back(sender=actors.outsider)
    assert (grant.withdrawn(), grant.given_back()) == (500, 500)
    assert token.balanceOf(grant.address) == 0


def test_token__calls_back__every_door_is_locked(treasury, actors, tokens):
    token = tokens.reentrant
    grant = deploy(treasury, terms_of(actors.payee, token=token.address))
    token.mint(grant.address, 1_000)
    boa.env.timestamp += LENGTH // 2
    token.arm(grant.address, grant.withdraw.prepare_calldata(actors.payee))
    grant.withdraw(actors.payee, sender=actors.payee)
    assert (grant.withdrawn(), token.balanceOf(actors.payee)) == (500, 500)


def test_token__shrinks__nothing_paid_is_asked_back(treasury, actors, tokens):
    """S-3."""
    token = tokens.rebasing
    grant = deploy(treasury, terms_of(actors.payee, token=token.address))
    token.mint(grant.address, 1_000)
    boa.env.timestamp += LENGTH // 2
    grant.withdraw(actors.payee, sender=actors.payee)
    token.rebase(5_000)
    assert (grant.received(), grant.earned()) == (750, 500)
    with refused("grant: nothing earned yet", grant):
        grant.withdraw(actors.payee, sender=actors.payee)
    grant.stop(sender=actors.owner)
    grant.give_back(sender=actors.outsider)
    assert token.balanceOf(grant.address) == 0
