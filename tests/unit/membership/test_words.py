# SPDX-License-Identifier: Apache-2.0
"""The words of membership and scopes: each field in its documented place, at its extremes.

every word
├── all fields zero, all largest, one at a time largest → read back as given, in their places
├── a field wider than its place → "packing: value too wide"
└── writing one field changes no other
seat_word      is_active: status active, and within the term; was_active: and taken by then
checkpoint_word  one more person or organisation counts one, and touches nothing else
mandate_word   the second agreement dates the joining, the first does not; unknown roles have no end
"""

import boa
import pytest

from tests.reference.membership import (
    ACTIVE,
    CHECKPOINT_WORD,
    LEFT,
    MANDATE_WORD,
    SCOPE_WORD,
    SEAT_WORD,
    largest,
    pack,
)
from tests.suite import deploy_mock

FULL = 2**256 - 1
ROLES = ("steward", "confirmer", "reviewer", "arbiter")
SEAT_AGREED, SCOPE_AGREED = 160, 161
NOW = 2**40 - 1


@pytest.fixture(scope="module")
def seats():
    return deploy_mock("SeatWordMock")


@pytest.fixture(scope="module")
def checkpoints():
    return deploy_mock("CheckpointWordMock")


@pytest.fixture(scope="module")
def scope_words():
    return deploy_mock("ScopeWordMock")


@pytest.fixture(scope="module")
def mandates():
    return deploy_mock("MandateWordMock")


def extremes(layout, *names):
    """All zero, all largest, and each field alone largest."""
    top = {name: content for name, content in largest(layout).items() if name in names}
    none = dict.fromkeys(names, 0)
    return [none, top, *({**none, name: top[name]} for name in names)]


# --- seat word ---------------------------------------------------------------------------------

GIVEN = ("seat", "kind", "joined_at")


@pytest.mark.parametrize("given", extremes(SEAT_WORD, *GIVEN))
def test_seat_word__extremes__each_in_its_place(seats, given):
    word = seats.new(*given.values())
    assert word == pack(SEAT_WORD, **given, status=ACTIVE)
    assert [getattr(seats, name)(word) for name in GIVEN] == list(given.values())
    assert (seats.status(word), seats.term_end(word)) == (ACTIVE, 0)


@pytest.mark.parametrize("name", GIVEN)
def test_seat_word__too_wide__refused(seats, name):
    fields = {**dict.fromkeys(GIVEN, 0), name: largest(SEAT_WORD)[name] + 1}
    with boa.reverts("packing: value too wide"):
        seats.new(*fields.values())


def test_seat_word__full_word__every_field_reads_its_largest(seats):
    read = ("seat", "kind", "status", "joined_at", "term_end")
    assert {name: getattr(seats, name)(FULL) for name in read} == {
        name: largest(SEAT_WORD)[name] for name in read
    }


@pytest.mark.parametrize("status", [0, ACTIVE, LEFT, 255])
def test_seat_word__with_status__changes_nothing_else(seats, status):
    for word in (0, FULL):
        changed = seats.with_status(word, status)
        assert seats.status(changed) == status
        assert (changed ^ word) & ~(0xFF << 40) == 0
    with boa.reverts("packing: value too wide"):
        seats.with_status(0, 256)


@pytest.mark.parametrize("seat", [1, 2**32 - 1])
def test_seat_word__with_seat__numbers_a_blank_word(seats, seat):
    assert seats.with_seat(seats.new(0, 2, NOW), seat) == seats.new(seat, 2, NOW)


@pytest.mark.parametrize(
    ("status", "term_ends_in", "active"),
    [
        (0, None, False),
        (ACTIVE, None, True),
        (ACTIVE, 1, True),
        (ACTIVE, 0, False),
        (ACTIVE, -1, False),
        (LEFT, None, False),
        (LEFT, 1, False),
        (3, None, False),
    ],
)
def test_seat_word__is_active__taken_and_within_its_term(seats, status, term_ends_in, active):
    now = boa.env.timestamp
    term_end = 0 if term_ends_in is None else now + term_ends_in
    word = pack(SEAT_WORD, seat=1, kind=1, status=status, joined_at=now, term_end=term_end)
    assert seats.is_active(word) is active
    assert seats.was_active(word, now) is active


def test_seat_word__was_active__from_the_second_of_joining(seats):
    now = boa.env.timestamp
    word = seats.new(1, 1, now - 10)
    assert [seats.was_active(word, now - shift) for shift in (9, 10, 11)] == [True, True, False]
    assert not seats.was_active(seats.with_status(word, LEFT), now - 9)
    assert not seats.was_active(0, now)


# --- checkpoint word ---------------------------------------------------------------------------


@pytest.mark.parametrize("given", extremes(CHECKPOINT_WORD, "at", "persons", "organisations"))
def test_checkpoint_word__extremes__each_in_its_place(checkpoints, given):
    counts = given["persons"] | given["organisations"] << 28
    word = checkpoints.new(given["at"], counts)
    assert word == pack(CHECKPOINT_WORD, **given)
    assert (checkpoints.at(word), checkpoints.counts(word)) == (given["at"], counts)
    assert checkpoints.persons(word) == given["persons"]
    assert checkpoints.organisations(word) == given["organisations"]

    anybody = "0x" + "ff" * 20
    assert checkpoints.account(word) == "0x" + "00" * 20
    of_somebody = checkpoints.with_account(word, anybody)
    assert of_somebody == pack(CHECKPOINT_WORD, account=2**160 - 1, **given)
    assert checkpoints.account(of_somebody).lower() == anybody


def test_checkpoint_word__second_too_wide__refused(checkpoints):
    with boa.reverts("packing: value too wide"):
        checkpoints.new(2**40, 0)


def test_checkpoint_word__one_more_seat__counts_one_of_its_kind(checkpoints):
    word = checkpoints.with_account(checkpoints.new(NOW, 5 | 7 << 28), "0x" + "ff" * 20)
    person, organisation = checkpoints.one_more(1), checkpoints.one_more(2)
    assert (checkpoints.persons(word + person), checkpoints.organisations(word + person)) == (6, 7)
    assert checkpoints.persons(word + organisation) == 5
    assert checkpoints.organisations(word + organisation) == 8
    low = 2**200 - 1
    assert (word + person + organisation) & low == word & low


# --- scope word --------------------------------------------------------------------------------

SCOPE_FIELDS = ("parent", "kind", "depth", "founded_at")


@pytest.mark.parametrize("given", extremes(SCOPE_WORD, *SCOPE_FIELDS))
def test_scope_word__extremes__each_in_its_place(scope_words, given):
    word = scope_words.new(*given.values())
    assert word == pack(SCOPE_WORD, **given)
    assert {name: getattr(scope_words, name)(word) for name in SCOPE_FIELDS} == given


@pytest.mark.parametrize("name", SCOPE_FIELDS)
def test_scope_word__too_wide__refused(scope_words, name):
    fields = {**dict.fromkeys(SCOPE_FIELDS, 0), name: largest(SCOPE_WORD)[name] + 1}
    with boa.reverts("packing: value too wide"):
        scope_words.new(*fields.values())


# --- mandate word ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", range(1, 5))
@pytest.mark.parametrize("word", [0, FULL])
def test_mandate_word__role_end__changes_nothing_else(mandates, role, word):
    place = pack(MANDATE_WORD, **{f"{ROLES[role - 1]}_end": NOW})
    for end in (0, NOW):
        changed = mandates.with_role_end(word, role, end)
        assert mandates.role_end(changed, role) == end
        assert (changed ^ word) & ~place == 0
    assert mandates.with_role_end(0, role, NOW) == place
    with boa.reverts("packing: value too wide"):
        mandates.with_role_end(word, role, NOW + 1)


@pytest.mark.parametrize("role", [0, 5, 255, 2**256 - 1])
def test_mandate_word__unknown_role__has_no_end(mandates, role):
    assert mandates.role_end(FULL, role) == 0


@pytest.mark.parametrize(
    ("first", "second"), [(SEAT_AGREED, SCOPE_AGREED), (SCOPE_AGREED, SEAT_AGREED)]
)
def test_mandate_word__agreement__the_second_dates_the_joining(mandates, first, second):
    roles = pack(MANDATE_WORD, steward_end=NOW, arbiter_end=NOW)
    one = mandates.with_agreement(roles, first, NOW - 1)
    assert one == roles | 1 << first
    assert (mandates.agreed(one, first), mandates.agreed(one, second)) == (True, False)
    assert mandates.joined_at(one) == 0

    both = mandates.with_agreement(one, second, NOW)
    assert both == roles | pack(MANDATE_WORD, seat_agreed=1, scope_agreed=1, joined_at=NOW)
    assert mandates.joined_at(both) == NOW
