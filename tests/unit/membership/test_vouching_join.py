# SPDX-License-Identifier: Apache-2.0
"""Vouching: newcomers join when enough members of their kind stand up for them (X-1).

vouch, by call or by slip
├── voucher without an active seat → "vouching: no active seat"
├── its credits began less than a season ago → "vouching: seat too young"
├── of another kind than it vouches for → "vouching: not of that kind"
├── itself, or nobody → "vouching: nobody to vouch for"; a member → "vouching: has a seat"
├── one newcomer too many → "vouching: too many open vouches", until one is old or withdrawn
├── a newcomer was expelled soon after joining → "vouching: cooling down", until that is over
├── slip expired, of another, used, or void → "vouching: slip expired", "vouching: bad signature"
└── otherwise → counted until it ends, once for each seat
withdraw_vouch → not counted; slips about the account void; never unseats
join
├── where joining is by vote → "vouching: joining is by vote"
├── too few that still count → "vouching: too few vouches"
├── another covenant, expelled, under notice, not eligible → refused by `Membership`
└── enough, and be it one → the next seat, credits after the joining delay, the covenant accepted
set_rules → the owner, within bounds
"""

import boa
import pytest
from eth_account import Account

from cosmolocal.typed_data import Domain, Joining, TypedMessage, Vouch
from tests.reference.membership import ORGANISATION, PERSON, SEAT_WORD, Terms
from tests.suite import (
    CHARTER,
    GENESIS,
    account,
    accounts,
    deploy_membership,
    deploy_mock,
    deploy_vouching,
    refused,
)
from tests.unit.membership.stage import log_of, wait

SEASON = 90 * 86_400
DAY = 86_400
DELAY = 7 * DAY
RULES = (3, 2, 30 * DAY, 60 * DAY, 2, 14 * DAY)
NEWCOMER = Account.from_key(b"\x11" * 32)
SLIPS = Account.from_key(b"\x22" * 32)  # a founder who signs slips


@pytest.fixture(scope="module")
def world():
    """Five persons, one of whom has a key to sign with, and two organisations; a season later."""
    boa.env.timestamp = GENESIS
    owner = account("owner")
    persons = [*accounts("person", 4), SLIPS.address]
    membership = deploy_membership(
        persons, accounts("organisation", 2), owner=owner, terms=Terms(DELAY)
    )
    vouching = deploy_vouching(membership, RULES, owner=owner)
    membership.seal(owner, sender=owner)
    boa.env.timestamp = GENESIS + SEASON
    return membership, vouching, persons, owner


@pytest.fixture(autouse=True)
def copy(world):
    with boa.env.anchor():
        boa.env.timestamp = GENESIS + SEASON
        yield


def chain_domain(contract):
    return Domain("River Valley", "1", boa.env.evm.patch.chain_id, contract.address)


def sign(contract, struct, key):
    message = TypedMessage(chain_domain(contract), struct)
    return key.sign_message(message.signable()).signature


def vouched(world, newcomer, count=3):
    """The newcomer with this many vouches."""
    _, vouching, persons, _ = world
    for person in persons[:count]:
        vouching.vouch(newcomer, PERSON, sender=person)


def test_join__enough_vouches__takes_the_next_seat_and_the_covenant(world):
    membership, vouching, persons, _ = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    assert vouching.vouches(newcomer, PERSON) == 3

    vouching.join(PERSON, CHARTER, sender=newcomer)
    assert ("Joined", {"account": newcomer, "kind": PERSON}) in log_of(vouching)
    now = boa.env.timestamp
    assert membership.holder(8) == newcomer
    assert membership.covenant_of(8) == CHARTER
    word = membership.standing(newcomer)
    [offset] = [at for name, at, _ in SEAT_WORD if name == "credits_from"]
    assert word >> offset & (2**40 - 1) == now + DELAY
    assert (membership.getVotes(newcomer), vouching.vouches(newcomer, PERSON)) == (0, 0)
    wait(DELAY)
    assert membership.getVotes(newcomer) == 1
    assert [vouching.open_vouches(seat) for seat in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert persons[0] == membership.holder(1)


def test_join__too_few_or_over__refused(world):
    membership, vouching, persons, _ = world
    newcomer = account("newcomer")
    vouched(world, newcomer, 2)
    for give in (lambda: None, lambda: vouching.vouch(newcomer, PERSON, sender=persons[0])):
        give()  # the second vouch of a seat replaces its first
        with refused("vouching: too few vouches", vouching, membership):
            vouching.join(PERSON, CHARTER, sender=newcomer)
    wait(RULES[2] - 1)
    vouching.vouch(newcomer, PERSON, sender=persons[2])
    assert vouching.vouches(newcomer, PERSON) == 3
    wait()
    assert vouching.vouches(newcomer, PERSON) == 1
    with refused("vouching: too few vouches", vouching, membership):
        vouching.join(PERSON, CHARTER, sender=newcomer)


def test_join__voucher_left_or_other_kind__does_not_count(world):
    membership, vouching, persons, _ = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    with refused("vouching: too few vouches", vouching, membership):
        vouching.join(ORGANISATION, CHARTER, sender=newcomer)
    membership.leave(sender=persons[0])
    with refused("vouching: too few vouches", vouching, membership):
        vouching.join(PERSON, CHARTER, sender=newcomer)


def test_join__another_covenant__refused(world):
    membership, vouching, *_ = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    with refused("membership: another covenant", vouching, membership):
        vouching.join(PERSON, b"\1" * 32, sender=newcomer)


def test_join__not_eligible_or_no_answer__refused(world):
    membership, vouching, _, owner = world
    newcomer, adapter = account("newcomer"), deploy_mock("EligibilityMock")
    membership.set_eligibility(adapter.address, DAY, sender=owner)
    vouched(world, newcomer)
    for answer in (0, 2, 3, 2**256 - 1):
        adapter.answer(newcomer, answer)
        with refused("membership: not eligible", vouching, membership):
            vouching.join(PERSON, CHARTER, sender=newcomer)
    adapter.answer(newcomer, 1)
    vouching.join(PERSON, CHARTER, sender=newcomer)


def test_join__by_vote_only__refused(world):
    membership, vouching, _, owner = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    vouching.set_rules((0, *RULES[1:]), sender=owner)
    with refused("vouching: joining is by vote", vouching, membership):
        vouching.join(PERSON, CHARTER, sender=newcomer)


def test_join__one_vouch_is_enough__takes_a_seat(world):
    membership, vouching, _, owner = world
    newcomer = account("newcomer")
    vouching.set_rules((1, *RULES[1:]), sender=owner)
    with refused("vouching: too few vouches", vouching, membership):
        vouching.join(PERSON, CHARTER, sender=newcomer)
    vouched(world, newcomer, 1)
    vouching.join(PERSON, CHARTER, sender=newcomer)
    assert membership.holder(8) == newcomer


def test_join__by_signature__counts_once(world):
    membership, vouching, *_ = world
    newcomer, deadline = NEWCOMER.address, boa.env.timestamp + 5
    vouched(world, newcomer)
    signature = sign(vouching, Joining(newcomer, PERSON, CHARTER, 0, deadline), NEWCOMER)
    told = (newcomer, PERSON, CHARTER, deadline)
    with refused("vouching: bad signature", vouching, membership):
        vouching.join_by_signature(newcomer, PERSON, CHARTER, deadline + 1, signature)
    vouching.join_by_signature(*told, signature)
    membership.leave(sender=newcomer)
    with refused("vouching: bad signature", vouching, membership):
        vouching.join_by_signature(*told, signature)


@pytest.mark.parametrize(
    ("seat", "kind", "newcomer", "reason"),
    [
        (99, PERSON, 99, "vouching: no active seat"),
        (6, PERSON, 99, "vouching: not of that kind"),
        (1, ORGANISATION, 99, "vouching: not of that kind"),
        (1, PERSON, 1, "vouching: nobody to vouch for"),
        (1, PERSON, 0, "vouching: nobody to vouch for"),
        (1, PERSON, 2, "vouching: has a seat"),
    ],
)
def test_vouch__wrongly__refused(world, seat, kind, newcomer, reason):
    membership, vouching, *_ = world
    outsider = account("outsider")
    voucher, whom = (
        outsider if number == 99 else membership.holder(number) for number in (seat, newcomer)
    )
    with refused(reason, vouching, membership):
        vouching.vouch(whom, kind, sender=voucher)


def test_vouch__a_second_before_the_season_is_over__refused(world):
    membership, vouching, _, owner = world
    late, newcomer = account("late"), account("newcomer")
    membership.admit([late], PERSON, sender=owner)
    wait(DELAY + SEASON - 1)
    with refused("vouching: seat too young", vouching, membership):
        vouching.vouch(newcomer, PERSON, sender=late)
    wait()
    vouching.vouch(newcomer, PERSON, sender=late)


def test_vouch__more_than_the_cap__refused_until_one_is_withdrawn_or_old(world):
    membership, vouching, persons, _ = world
    first, second, third = accounts("newcomer", 3)
    for newcomer in (first, second):
        vouching.vouch(newcomer, PERSON, sender=persons[0])
    with refused("vouching: too many open vouches", vouching, membership):
        vouching.vouch(third, PERSON, sender=persons[0])
    vouching.vouch(second, PERSON, sender=persons[0])  # renewed, not one more
    vouching.withdraw_vouch(second, sender=persons[0])
    assert (vouching.open_vouches(1), vouching.vouches(second, PERSON)) == (1, 0)
    vouching.vouch(third, PERSON, sender=persons[0])
    for person in persons[1:3]:
        vouching.vouch(first, PERSON, sender=person)
    vouching.join(PERSON, CHARTER, sender=first)
    vouching.withdraw_vouch(first, sender=persons[0])  # too late: one still answers for it
    wait(DELAY + SEASON - 1)
    assert vouching.open_vouches(1) == 1
    wait()
    assert vouching.open_vouches(1) == 0


def test_vouch__for_somebody_expelled_soon__cools_down(world):
    membership, vouching, persons, owner = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    vouching.join(PERSON, CHARTER, sender=newcomer)
    membership.give_notice(8, CHARTER, sender=owner)
    wait(14 * DAY)
    membership.expel(8, sender=newcomer)
    with refused("membership: was expelled", vouching, membership):
        membership.admit_vouched(newcomer, PERSON, CHARTER, sender=vouching.address)
    wait(RULES[3] - 1)
    with refused("vouching: cooling down", vouching, membership):
        vouching.vouch(account("another"), PERSON, sender=persons[0])
    vouching.vouch(account("another"), PERSON, sender=persons[3])  # had no part in it
    wait()
    vouching.vouch(account("another"), PERSON, sender=persons[0])


def test_vouch__by_slip__counts_once_and_can_be_made_void(world):
    membership, vouching, *_ = world
    newcomer, deadline = account("newcomer"), boa.env.timestamp + 100
    slip = sign(vouching, Vouch(newcomer, PERSON, 5, 0, deadline), SLIPS)
    told = (SLIPS.address, newcomer, PERSON, deadline)
    elsewhere = sign(membership, Vouch(newcomer, PERSON, 5, 0, deadline), SLIPS)
    with refused("vouching: bad signature", vouching, membership):
        vouching.vouch_by_signature(*told, elsewhere)
    vouching.vouch_by_signature(*told, slip)
    until = boa.env.timestamp + RULES[2]
    fields = {"account": newcomer, "seat": 5, "kind": PERSON, "until": until}
    assert log_of(vouching) == [("Vouched", fields)]
    with refused("vouching: bad signature", vouching, membership):
        vouching.vouch_by_signature(*told, slip)

    unused = sign(vouching, Vouch(newcomer, PERSON, 5, 1, deadline), SLIPS)
    vouching.withdraw_vouch(newcomer, sender=SLIPS.address)
    assert log_of(vouching) == [("VouchWithdrawn", {"account": newcomer, "seat": 5})]
    with refused("vouching: bad signature", vouching, membership):
        vouching.vouch_by_signature(*told, unused)
    again = sign(vouching, Vouch(newcomer, PERSON, 5, 2, deadline), SLIPS)
    boa.env.timestamp = deadline + 1
    with refused("vouching: slip expired", vouching, membership):
        vouching.vouch_by_signature(*told, again)


def test_withdraw_vouch__one_of_several__leaves_the_others(world):
    _, vouching, persons, _ = world
    newcomer = account("newcomer")
    vouched(world, newcomer)
    vouching.withdraw_vouch(newcomer, sender=persons[1])
    assert vouching.vouches(newcomer, PERSON) == 2
    assert [vouching.open_vouches(seat) for seat in (1, 2, 3)] == [1, 0, 1]


def test_withdraw_vouch__never_seated__refused(world):
    membership, vouching, *_ = world
    with refused("vouching: never had a seat", vouching, membership):
        vouching.withdraw_vouch(account("newcomer"), sender=account("outsider"))


def test_vouch__more_than_can_be_counted__refused_until_some_are_over(world):
    membership, vouching, persons, owner = world
    more, newcomer = accounts("more", 4), account("newcomer")
    membership.admit(more, PERSON, sender=owner)
    wait(DELAY + SEASON)
    for person in [*persons, *more][:8]:
        vouching.vouch(newcomer, PERSON, sender=person)
    with refused("vouching: enough vouches", vouching, membership):
        vouching.vouch(newcomer, PERSON, sender=more[3])
    wait(RULES[2])
    vouching.vouch(newcomer, PERSON, sender=more[3])
    assert vouching.vouches(newcomer, PERSON) == 1


@pytest.mark.parametrize(
    ("place", "figure", "reason"),
    [
        (0, 9, "vouching: too many vouches"),
        (1, 9, "vouching: cap too high"),
        (2, 31_536_001, "vouching: span over a year"),
        (3, 31_536_001, "vouching: span over a year"),
        (4, 0, "vouching: no backers"),
        (4, 9, "vouching: too many backers"),
        (5, 3_599, "vouching: delay too short"),
        (5, 31_536_001, "vouching: span over a year"),
    ],
)
def test_set_rules__out_of_bounds__refused(world, place, figure, reason):
    _, vouching, _, owner = world
    rules = (*RULES[:place], figure, *RULES[place + 1 :])
    with refused(reason, vouching):
        vouching.set_rules(rules, sender=owner)
    with refused("owned: not the owner", vouching):
        vouching.set_rules(RULES, sender=account("outsider"))
    assert tuple(vouching.rules()) == RULES
