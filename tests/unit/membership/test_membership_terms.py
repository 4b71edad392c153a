# SPDX-License-Identifier: Apache-2.0
"""Dormancy, terms and expulsion: leaving the quorum base, and coming back (M-3, M-4).

dormancy
├── after DORMANT_AFTER idle seasons → out of the base by itself; acting wakes it, for later votes
├── dormant at a snapshot → no vote there, also after waking
├── awake at a snapshot, dormant before it acts → keeps its vote there, also after waking
└── acts in the very second it falls dormant → wakes, as the twin does, and every vote stands
terms    → over at the start of a season; renewed by the holder or a vote, else admitted anew
notice   → nothing before its end; an appeal leaves it to the owner; leaving does not evade it
review   → a first no begins a grace, one after it ends the seat, a yes ends the grace; a failing
           adapter changes nothing
deploy   → terms out of bounds refused
"""

import boa
import pytest

from tests.reference.membership import EXPELLED, PERSON, Roll, Terms
from tests.suite import CHARTER, GENESIS, NOBODY, account, deploy_membership, deploy_mock, refused
from tests.unit.membership.stage import log_of, wait

SEASON = 90 * 86_400
DAY = 86_400
NOTICE = 14 * DAY


def opened(actors, *rules):
    """A roll of three persons under these rules, from the start of season 0."""
    boa.env.timestamp = GENESIS
    persons = [actors.farmer, actors.baker, actors.carter]
    terms = Terms(0, *rules, notice_seconds=NOTICE)
    return deploy_membership(persons, [actors.mill], owner=actors.owner, terms=terms)


@pytest.fixture(autouse=True)
def copy():
    with boa.env.anchor():
        yield


@pytest.mark.parametrize("after", [1, 2, 3])
def test_dormancy__idle_seasons__leave_the_base_and_waking_comes_back(actors, after):
    roll = opened(actors, after, 0)
    boa.env.timestamp = GENESIS + SEASON
    roll.check_in(sender=actors.baker)
    boa.env.timestamp = falls = GENESIS + (after + 1) * SEASON
    roll.check_in(sender=actors.carter)
    wait(5)
    assert roll.active_at(falls - 1) == (3, 1)
    assert roll.active_at(falls) == (2, 0)  # the baker acted, the carter woke
    assert [roll.getVotes(member) for member in (actors.farmer, actors.baker)] == [0, 1]
    assert roll.balanceOf(actors.farmer) == 1  # still a member
    assert roll.getPastVotes(actors.carter, falls - 1) == 1
    boa.env.timestamp = GENESIS + 20 * SEASON
    assert roll.totalSupply() == 0
    roll.check_in(sender=actors.farmer)
    assert (roll.getVotes(actors.farmer), roll.totalSupply()) == (1, 1)
    wait()
    assert roll.getPastVotes(actors.farmer, boa.env.timestamp - 2) == 0


def test_dormancy__awake_at_the_snapshot__keeps_that_vote_after_waking(actors):
    roll = opened(actors, 1, 0)
    snapshot = GENESIS + 2 * SEASON - 1
    boa.env.timestamp = GENESIS + 2 * SEASON + 10
    roll.check_in(sender=actors.farmer)
    wait()
    assert [roll.getPastVotes(actors.farmer, snapshot + shift) for shift in range(3)] == [1, 0, 0]
    assert roll.getPastVotes(actors.farmer, boa.env.timestamp - 1) == 1


def test_dormancy__acts_in_the_second_it_begins__wakes_and_never_slept(actors):
    roll = opened(actors, 1, 0)
    twin = Roll(actors.owner, Terms(0, 1, 0, notice_seconds=NOTICE))
    twin.admit(actors.owner, [actors.farmer], PERSON, GENESIS)
    boa.env.timestamp = falls = GENESIS + 2 * SEASON
    roll.check_in(sender=actors.farmer)
    twin.check_in(actors.farmer, falls)
    wait()
    assert roll.standing(actors.farmer) == twin.standing(actors.farmer)
    assert [roll.getPastVotes(actors.farmer, falls + shift) for shift in (-1, 0)] == [1, 1]
    assert [roll.active_at(falls + shift)[0] for shift in (-1, 0)] == [3, 1]


def test_mark__by_a_recorder__is_told_once_a_season(actors):
    roll = opened(actors, 2, 0)
    recorder = deploy_mock("EligibilityMock").address
    roll.set_powers(recorder, 1, sender=actors.owner)
    assert log_of(roll) == [("PowersSet", {"account": recorder, "powers": 1})]
    boa.env.timestamp = GENESIS + SEASON
    for due in ([1], []):
        roll.mark(1, sender=recorder)
        assert [fields["seat"] for _, fields in log_of(roll)] == due
    with refused("membership: no such seat", roll):
        roll.mark(5, sender=recorder)
    with refused("membership: not an admitter", roll):
        roll.move(1, actors.outsider, sender=recorder)
    with refused("membership: powers without code", roll):
        roll.set_powers(actors.farmer, 1, sender=actors.owner)


def test_terms__over__need_renewal_before_or_an_admission_after(actors):
    roll = opened(actors, 1, 2)
    boa.env.timestamp = GENESIS + SEASON
    with refused("membership: other covenant", roll):
        roll.renew(b"\1" * 32, sender=actors.farmer)
    roll.renew(CHARTER, sender=actors.farmer)
    roll.extend(actors.baker, sender=actors.owner)
    roll.check_in(sender=actors.carter)
    boa.env.timestamp = GENESIS + 2 * SEASON
    assert [roll.balanceOf(member) for member in (actors.farmer, actors.baker)] == [1, 1]
    assert (roll.balanceOf(actors.carter), roll.totalSupply()) == (0, 2)
    for verb in (roll.check_in, lambda **by: roll.renew(CHARTER, **by)):
        with refused("membership: no active seat", roll):
            verb(sender=actors.carter)
    roll.admit([actors.carter], PERSON, sender=actors.owner)
    # Nothing happened when the term ended, so the token goes and comes back only now.
    over, again = (event for name, event in log_of(roll) if name == "Transfer")
    assert over == {"sender": actors.carter, "receiver": NOBODY, "token_id": 3}
    assert again == {"sender": NOBODY, "receiver": actors.carter, "token_id": 3}
    assert (roll.ownerOf(3), roll.totalSupply()) == (actors.carter, 3)


def test_expel__after_the_notice__by_anybody(actors):
    roll = opened(actors, 2, 0)
    roll.give_notice(1, CHARTER, sender=actors.owner)
    until = boa.env.timestamp + NOTICE
    assert log_of(roll) == [("NoticeGiven", {"seat": 1, "reason": CHARTER, "until": until})]
    with refused("membership: notice already given", roll):
        roll.give_notice(1, CHARTER, sender=actors.owner)
    wait(NOTICE - 1)
    with refused("membership: notice not over", roll):
        roll.expel(1, sender=actors.outsider)
    assert roll.getVotes(actors.farmer) == 1
    wait()
    with refused("membership: nothing to appeal", roll):
        roll.appeal(CHARTER, sender=actors.farmer)
    roll.expel(1, sender=actors.outsider)
    assert roll.standing(actors.farmer) >> 40 & 255 == EXPELLED
    assert (roll.getVotes(actors.farmer), roll.totalSupply()) == (0, 3)
    with refused("membership: no notice given", roll):
        roll.expel(1, sender=actors.owner)


def test_expel__after_an_appeal__by_the_owner_only(actors):
    roll = opened(actors, 2, 0)
    roll.give_notice(1, CHARTER, sender=actors.owner)
    roll.appeal(CHARTER, sender=actors.farmer)
    with refused("membership: already appealed", roll):
        roll.appeal(CHARTER, sender=actors.farmer)
    wait(NOTICE)
    with refused("membership: appeal undecided", roll):
        roll.expel(1, sender=actors.outsider)
    with boa.env.anchor():
        roll.withdraw_notice(1, sender=actors.owner)
        with refused("membership: nothing to withdraw", roll):
            roll.withdraw_notice(1, sender=actors.owner)
    roll.expel(1, sender=actors.owner)


def test_expel__who_left_before__had_no_vote_in_between(actors):
    """M-3: votes at a past second are no more than the seats that counted then."""
    roll = opened(actors, 2, 0)
    roll.give_notice(1, CHARTER, sender=actors.owner)
    wait(DAY)
    roll.leave(sender=actors.farmer)
    left = boa.env.timestamp
    wait(NOTICE)
    roll.expel(1, sender=actors.outsider)
    wait()
    past = (left - 1, left, left + DAY, boa.env.timestamp - 1)
    assert [roll.getPastVotes(actors.farmer, second) for second in past] == [1, 0, 0, 0]
    assert [roll.active_at(second)[0] for second in past] == [3, 2, 2, 2]


def test_expel__who_left_under_notice__comes_back_by_a_vote_only(actors):
    roll = opened(actors, 2, 0)
    admitter = deploy_mock("EligibilityMock").address
    roll.set_powers(admitter, 2, sender=actors.owner)
    roll.give_notice(1, CHARTER, sender=actors.owner)
    roll.leave(sender=actors.farmer)
    with refused("membership: left under notice", roll):
        roll.admit_vouched(actors.farmer, PERSON, CHARTER, sender=admitter)
    wait(NOTICE)
    roll.expel(1, sender=actors.outsider)
    assert [name for name, _ in log_of(roll)] == ["SeatExpelled"]  # its seat was over already
    with refused("membership: was expelled", roll):
        roll.admit_vouched(actors.farmer, PERSON, CHARTER, sender=admitter)
    roll.admit([actors.farmer], PERSON, sender=actors.owner)


def test_review__not_eligible__has_a_grace_and_then_ends(actors):
    roll, adapter = opened(actors, 2, 0), deploy_mock("EligibilityMock")
    roll.set_eligibility(adapter.address, DAY, sender=actors.owner)
    roll.review(1)
    lost = {"seat": 1, "until": boa.env.timestamp + DAY}
    assert log_of(roll) == [("EligibilityLost", lost)]
    wait(DAY - 1)
    with refused("membership: grace not over", roll):
        roll.review(1)
    wait()
    for answer in (2, 3):
        adapter.answer(actors.farmer, answer)
        with refused("membership: no answer", roll):
            roll.review(1)
    with boa.env.anchor():
        adapter.answer(actors.farmer, 1)
        roll.review(1)
        assert log_of(roll) == [("EligibilityRegained", {"seat": 1})]
    adapter.answer(actors.farmer, 0)
    with refused("membership: not eligible", roll):
        roll.renew(CHARTER, sender=actors.farmer)
    roll.review(1)
    assert (roll.balanceOf(actors.farmer), roll.grace_until(1)) == (0, 0)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ((SEASON + 1, 0, 0, DAY), "membership: delay over a season"),
        ((0, 4, 0, DAY), "membership: dormancy too late"),
        ((0, 1, 1_001, DAY), "membership: term too long"),
        ((0, 0, 1, DAY), "membership: term needs dormancy"),
        ((0, 2, 2, DAY), "membership: term too short"),
        ((0, 0, 0, 3_599), "membership: notice too short"),
        ((0, 0, 0, 31_536_001), "membership: notice too long"),
    ],
)
def test_deploy__terms_out_of_bounds__refused(actors, terms, reason):
    with boa.reverts(reason):
        deploy_membership(owner=actors.owner, terms=terms)


def test_set_eligibility__out_of_bounds__refused(actors):
    roll, plain = opened(actors, 0, 0), account("plain")
    with refused("membership: adapter has no code", roll):
        roll.set_eligibility(plain, DAY, sender=actors.owner)
    with refused("membership: grace too long", roll):
        roll.set_eligibility(roll.address, 31_536_001, sender=actors.owner)
