# SPDX-License-Identifier: Apache-2.0
"""The words of membership and scopes: each field in its documented place, at its extremes.

every word
├── all fields zero, all largest, one at a time largest → read back as given, in their places
├── a field wider than its place → "packing: value too wide"
└── writing one field changes no other
seat_word      is_active: status active, and within the term; counted: credits begun, not asleep;
               was_active: both; acted_in: marked for that season or a later one
absence_word   turned: lanes move up and add up in lane 0; those without a lane come last
checkpoint_word  one more person or organisation counts one, and touches nothing else
mandate_word   the second agreement dates the joining, the first does not; unknown roles have no end
"""

import boa
import pytest

from tests.reference.membership import (
    ACTIVE,
    BOOK_WORD,
    CHECKPOINT_WORD,
    EXPELLED,
    LEFT,
    MANDATE_WORD,
    MOVED,
    ORGANISATION,
    PERSON,
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
def absences():
    return deploy_mock("AbsenceWordMock")


@pytest.fixture(scope="module")
def books():
    return deploy_mock("BookWordMock")


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

READ = tuple(name for name, _, _ in SEAT_WORD)


def changed_bits(before, after):
    """Where two words differ."""
    return before ^ after


def place(layout, *names):
    """All bits of the named fields."""
    return pack(layout, **{name: largest(layout)[name] for name in names})


@pytest.mark.parametrize("given", extremes(SEAT_WORD, "kind", "credits_from"))
def test_seat_word__extremes__each_in_its_place(seats, given):
    word = seats.new(*given.values())
    assert word == pack(SEAT_WORD, **given, status=ACTIVE)


@pytest.mark.parametrize("name", ["kind", "credits_from"])
def test_seat_word__too_wide__refused(seats, name):
    fields = {"kind": 0, "credits_from": 0, name: largest(SEAT_WORD)[name] + 1}
    with boa.reverts("packing: value too wide"):
        seats.new(*fields.values())


def test_seat_word__full_word__every_field_reads_its_largest(seats):
    assert {name: getattr(seats, name)(FULL) for name in READ} == largest(SEAT_WORD)


@pytest.mark.parametrize("name", READ)
def test_seat_word__one_field__is_read_alone(seats, name):
    word = place(SEAT_WORD, name)
    read = {each: getattr(seats, each)(word) for each in READ}
    assert read == {**dict.fromkeys(READ, 0), name: largest(SEAT_WORD)[name]}


@pytest.mark.parametrize("word", [0, FULL])
def test_seat_word__writing__changes_nothing_else(seats, word):
    ended = seats.ended(word, EXPELLED, 7)
    assert (seats.status(ended), seats.term_end(ended)) == (EXPELLED, 7)
    assert seats.awake_until(ended) == min(seats.awake_until(word), 7)
    assert changed_bits(word, ended) & ~place(SEAT_WORD, "status", "term_end", "awake_until") == 0
    prolonged = seats.with_term(word, 7)
    assert seats.term_end(prolonged) == 7
    assert changed_bits(word, prolonged) & ~place(SEAT_WORD, "term_end") == 0
    acted = seats.acted(word, 5, 7)
    assert (seats.last_season(acted), seats.awake_until(acted)) == (5, 7)
    assert changed_bits(word, acted) & ~place(SEAT_WORD, "last_season", "awake_until") == 0


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("ended", (256, 0)),
        ("ended", (0, 2**40)),
        ("with_term", (2**40,)),
        ("acted", (2**16, 0)),
        ("acted", (0, 2**40)),
        ("woken", (2**40,)),
    ],
)
def test_seat_word__writing_too_much__refused(seats, verb, arguments):
    with boa.reverts("packing: value too wide"):
        getattr(seats, verb)(0, *arguments)


@pytest.mark.parametrize(("slept", "asleep"), [(0, 0), (9, 9), (2**32 + 1, 2**32 - 1)])
def test_seat_word__woken__says_since_when_and_how_long_it_slept(seats, slept, asleep):
    word = pack(SEAT_WORD, seat=1, awake_until=100)
    woken = seats.woken(word, 100 + slept)
    assert woken == word | pack(SEAT_WORD, woke_at=100 + slept, asleep=asleep)


def test_seat_word__of_moved__has_no_seat(seats):
    assert seats.of_moved() == pack(SEAT_WORD, status=MOVED)


def test_seat_word__acted_in__that_season_or_a_later_one(seats):
    word = pack(SEAT_WORD, last_season=5)  # season 4
    assert [seats.acted_in(word, season) for season in (3, 4, 5)] == [True, True, False]
    assert not seats.acted_in(0, 0)
    assert seats.acted_in(pack(SEAT_WORD, last_season=2**16 - 1), 60_000)


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
        (EXPELLED, None, False),
        (MOVED, None, False),
    ],
)
def test_seat_word__is_active__taken_and_within_its_term(seats, status, term_ends_in, active):
    now = boa.env.timestamp
    term_end = 0 if term_ends_in is None else now + term_ends_in
    fields = {"credits_from": now, "term_end": term_end, "awake_until": NOW}
    word = pack(SEAT_WORD, seat=1, kind=1, status=status, **fields)
    assert seats.is_active(word) is active
    assert seats.was_active(word, now) is active


@pytest.mark.parametrize(
    ("timepoint", "counted"),
    [(9, 0), (10, 1), (19, 1), (20, 0), (29, 0), (30, 1), (39, 1), (40, 0)],
)
def test_seat_word__counted__from_its_credits_on_but_while_asleep(seats, timepoint, counted):
    fields = {"credits_from": 10, "woke_at": 30, "asleep": 10, "awake_until": 40}
    word = pack(SEAT_WORD, seat=1, status=ACTIVE, **fields)
    assert seats.counted(word, timepoint) == bool(counted)
    assert seats.was_active(word, timepoint) == bool(counted)
    assert not seats.was_active(seats.ended(word, LEFT, 50), timepoint)


# --- absence word ------------------------------------------------------------------------------

LANES = 3
BLOCKS = {PERSON: 40, ORGANISATION: 148}
WIDEST = 2**27 - 1


def absence(at=0, persons=(), organisations=()):
    """The word of a line with these lanes."""
    word = at
    for kind, lanes in ((PERSON, persons), (ORGANISATION, organisations)):
        for lane, count in enumerate(lanes):
            word |= count << BLOCKS[kind] + 27 * lane
    return word


def test_absence_word__full_word__every_field_reads_its_largest(absences):
    assert absence(NOW, [WIDEST] * 4, [WIDEST] * 4) == FULL
    assert absences.at(FULL) == NOW
    for kind in BLOCKS:
        assert [absences.absent(FULL, kind, on) for on in range(5)] == [
            WIDEST * lanes for lanes in (1, 2, 3, 4, 4)
        ]


def test_absence_word__since__changes_nothing_else(absences):
    for word in (0, FULL):
        assert changed_bits(word, absences.since(word, 7)) & ~NOW == 0
        assert absences.at(absences.since(word, 7)) == 7
    with boa.reverts("packing: value too wide"):
        absences.since(0, NOW + 1)


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("lanes", range(LANES + 1))
def test_absence_word__one__counts_in_its_lane_only(absences, kind, lanes):
    for lane in range(LANES + 2):
        due = 1 << BLOCKS[kind] + 27 * lane if lane <= lanes else 0
        assert absences.one(kind, lane, lanes) == due


@pytest.mark.parametrize("lanes", range(1, LANES + 1))
@pytest.mark.parametrize("seasons_on", [1, 2, 3, 4, 5, 60_000])
def test_absence_word__turned__as_a_list_of_lanes_says(absences, lanes, seasons_on):
    for scale in (1, 1_000_000):
        known = {kind: [scale * (n + kind) for n in range(lanes + 1)] for kind in BLOCKS}
        granted = {kind: sum(counts) + 9 * scale for kind, counts in known.items()}
        expected = {}
        for kind, counts in known.items():
            all_lanes = [*counts, 9 * scale]  # those that acted in the line's season, last
            passed = min(seasons_on, lanes + 1)
            expected[kind] = [sum(all_lanes[: passed + 1]), *all_lanes[passed + 1 :]]
        word = absence(NOW, known[PERSON], known[ORGANISATION])
        counts = granted[PERSON] | granted[ORGANISATION] << 28
        turned = absences.turned(word, seasons_on, lanes, counts)
        assert turned == absence(NOW, expected[PERSON], expected[ORGANISATION])


def test_absence_word__turned__at_its_widest(absences):
    most = WIDEST // 4
    word = absence(NOW, [most] * 4, [0] * 4)
    turned = absences.turned(word, 1, LANES, WIDEST | WIDEST << 28)
    assert turned == absence(NOW, [2 * most, most, most, WIDEST - 4 * most], [0, 0, 0, WIDEST])


# --- book word ---------------------------------------------------------------------------------


@pytest.mark.parametrize("given", extremes(BOOK_WORD, "persons", "organisations", "lines"))
def test_book_word__extremes__each_in_its_place(books, given):
    word = pack(BOOK_WORD, **given)
    assert books.granted(word) == given["persons"] | given["organisations"] << 28
    assert books.seats(word) == given["persons"] + given["organisations"]
    assert books.lines(word) == given["lines"]


def test_book_word__writing__changes_nothing_else(books):
    full = pack(BOOK_WORD, **largest(BOOK_WORD))
    for word in (0, full):
        assert books.with_granted(word, 5) == word & ~(2**56 - 1) | 5
    assert books.one_line_more(5) == pack(BOOK_WORD, persons=5, lines=1)
    with boa.reverts("packing: value too wide"):
        books.with_granted(0, 2**56)


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
    of_somebody = checkpoints.moved_to(word, anybody)
    assert checkpoints.moved_to(of_somebody, "0x" + "00" * 20) == word
    assert of_somebody == pack(CHECKPOINT_WORD, account=2**160 - 1, **given)
    assert checkpoints.account(of_somebody).lower() == anybody


def test_checkpoint_word__second_too_wide__refused(checkpoints):
    with boa.reverts("packing: value too wide"):
        checkpoints.new(2**40, 0)


def test_checkpoint_word__one_more_seat__counts_one_of_its_kind(checkpoints):
    word = checkpoints.moved_to(checkpoints.new(NOW, 5 | 7 << 28), "0x" + "ff" * 20)
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
