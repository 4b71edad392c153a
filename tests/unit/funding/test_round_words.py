# SPDX-License-Identifier: Apache-2.0
"""Round, ballot and application word: each layout of funding's storage, at its extremes.

round_word
├── terms all zero, all largest, one field at a time → each in its place, read back unchanged
├── a field wider than its place → "packing: value too wide"
├── flags and number of projects stand above the terms and change none of them
└── state → by flag and time
ballot_word
├── a ballot is kept without its hash's last two bytes, beside the project
└── the empty ballot is no ballot, whatever its hash
application_word
└── seat and payout address side by side
"""

import boa
import pytest

from tests.reference.funding import (
    APPLICATIONS,
    CANCELLED,
    CLAIMS,
    ETH,
    REVIEW,
    SWEPT,
    TO_SETTLE,
    TO_SWEEP,
    VOTING,
)
from tests.suite import account, deploy_mock

# The fields of the terms from the lowest bit of the word; the token is kept elsewhere.
LAYOUT = {
    "scope": 32,
    "applications_end": 40,
    "review_end": 40,
    "voting_end": 40,
    "claims_end": 40,
    "budget": 24,
    "chambers": 2,
    "allow_negative": 1,
}
NONE = dict.fromkeys(LAYOUT, 0)
LARGEST = {name: 2**width - 1 for name, width in LAYOUT.items()}
HASH = bytes(range(1, 33))
ONLY_PROJECT = 0xFFFF


@pytest.fixture(scope="module")
def rounds():
    return deploy_mock("RoundWordMock")


@pytest.fixture(scope="module")
def ballots():
    return deploy_mock("BallotWordMock")


def struct(values, token=ETH):
    """Terms as the contract takes them."""
    scope, *others, allow_negative = values.values()
    return (scope, token, *others, bool(allow_negative))


@pytest.mark.parametrize(
    "fields", [NONE, LARGEST, *({**NONE, name: LARGEST[name]} for name in LAYOUT)]
)
def test_round_word__extreme_terms__each_in_its_place(rounds, fields):
    expected, offset = 0, 0
    for name, width in LAYOUT.items():
        expected, offset = expected | fields[name] << offset, offset + width
    word, token = rounds.new(struct(fields)), account("token")

    assert word == expected
    assert tuple(rounds.terms(word, token)) == struct(fields, token)
    above = rounds.CANCELLED() | rounds.SETTLED() | rounds.SWEPT() | 0xFFFF * rounds.ONE_PROJECT()
    assert tuple(rounds.terms(word | above, token)) == struct(fields, token)
    assert (rounds.projects(word), rounds.projects(word | above)) == (0, 0xFFFF)


@pytest.mark.parametrize("name", [name for name in LAYOUT if name != "allow_negative"])
def test_round_word__field_too_wide__refused(rounds, name):
    with boa.reverts("packing: value too wide"):
        rounds.new(struct({**NONE, name: LARGEST[name] + 1}))


def test_round_word__flags__stand_apart(rounds):
    flags = [rounds.CANCELLED(), rounds.SETTLED(), rounds.SWEPT(), rounds.ONE_PROJECT()]
    assert flags == [1 << 219, 1 << 220, 1 << 221, 1 << 224]


def test_round_word__state__by_flag_and_time(rounds):
    now = boa.env.timestamp
    ends = {name: now + (4 - place) * 10 for place, name in enumerate(reversed(list(LAYOUT)[1:5]))}
    word = rounds.new(struct({**NONE, "scope": 1, **ends}))
    settled = word | rounds.SETTLED()
    seen = []
    for moment in (0, 9, 10, 19, 20, 29, 30, 40):
        boa.env.timestamp = now + moment
        seen.append((rounds.state(word), rounds.state(settled)))
        assert rounds.state(word | rounds.CANCELLED()) == CANCELLED
        assert rounds.state(settled | rounds.SWEPT()) == SWEPT
    running = [(period, period) for period in (APPLICATIONS, REVIEW, VOTING) for _ in range(2)]
    assert seen == [*running, (TO_SETTLE, CLAIMS), (TO_SETTLE, TO_SWEEP)]
    assert rounds.state(0) == 0


@pytest.mark.parametrize("project", [0, 1, 256, ONLY_PROJECT])
def test_ballot_word__a_ballot__beside_the_project(ballots, project):
    word = ballots.with_ballot(project, HASH, 1)
    assert ballots.fields(word) == (project, HASH[:30] + bytes(2))
    assert word == int.from_bytes(HASH[:30]) << 16 | project
    assert ballots.is_ballot(word, HASH, 1)
    assert ballots.is_ballot(word, HASH[:30] + b"\xff\xff", 1)  # those two bytes are not kept
    assert not ballots.is_ballot(word, HASH[:29] + bytes(3), 1)

    other = ballots.with_ballot(word, bytes([0xFF] * 32), 256)
    assert ballots.fields(other) == (project, bytes([0xFF] * 30) + bytes(2))


@pytest.mark.parametrize("project", [0, 1, ONLY_PROJECT])
def test_ballot_word__empty_ballot__is_none(ballots, project):
    word = ballots.with_ballot(project, HASH, 1)
    assert ballots.with_ballot(word, HASH, 0) == project
    assert ballots.is_ballot(project, HASH, 0)
    assert not ballots.is_ballot(word, HASH, 0)
    assert not ballots.is_ballot(project, HASH, 1)


@pytest.mark.parametrize("seat", [0, 1, 2**32 - 1])
@pytest.mark.parametrize("to", [ETH, "0x" + 40 * "f"])
def test_application_word__extremes__side_by_side(ballots, seat, to):
    word = ballots.new_application(seat, to)
    assert word == seat << 160 | int(to, 16)
    read_seat, read_to = ballots.application(word)
    assert (read_seat, int(read_to, 16)) == (seat, int(to, 16))


def test_application_word__seat_too_wide__refused(ballots):
    with boa.reverts("packing: value too wide"):
        ballots.new_application(2**32, ETH)
