# SPDX-License-Identifier: Apache-2.0
"""Round, ballot and application word: each layout of funding's storage, at its extremes.

round_word
├── terms all least, all largest, one field at a time → each in its place, read back unchanged
├── a field wider than its place → "packing: value too wide", or a reason of its own
├── flags and number of projects stand above the terms and change none of them
└── state → by flag and time
ballot_word
├── conflicts are one bit beside them
├── a ballot is kept without its hash's last two bytes, beside the project
└── the empty ballot is no ballot, whatever its hash
application_word
└── seat, payout address, version and opinions side by side
"""

import boa
import pytest

from tests.reference.rounds import (
    APPEALS,
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

# The fields of the terms in the order of `new`: lowest bit and width.
LAYOUT = {
    "scope": (0, 32),
    "applications_end": (32, 36),
    "review_end": (68, 36),
    "appeals_end": (104, 36),
    "voting_end": (140, 36),
    "claims_end": (176, 36),
    "approvals": (212, 3),
    "chambers": (227, 2),
    "mechanism": (229, 27),
}
LEAST = {name: int(name in ("approvals", "chambers")) for name in LAYOUT}
LARGEST = {name: 2**width - 1 for name, (_, width) in LAYOUT.items()}
HASH = bytes(range(1, 33))
ONLY_PROJECT = 0x7FFF


@pytest.fixture(scope="module")
def rounds():
    return deploy_mock("RoundWordMock")


@pytest.fixture(scope="module")
def ballots():
    return deploy_mock("BallotWordMock")


@pytest.mark.parametrize(
    "fields", [LEAST, LARGEST, *({**LEAST, name: LARGEST[name]} for name in LAYOUT)]
)
def test_round_word__extreme_terms__each_in_its_place(rounds, fields):
    word = rounds.new(*fields.values())
    assert word == sum(fields[name] << offset for name, (offset, _) in LAYOUT.items())
    assert list(rounds.fields(word)) == list(fields.values())
    beside = rounds.CANCELLED() | rounds.SETTLED() | rounds.SWEPT() | 0x1FF * rounds.ONE_PROJECT()
    assert list(rounds.fields(word | beside)) == list(fields.values())
    assert (rounds.projects(word), rounds.projects(word | beside)) == (0, 0x1FF)
    later = rounds.with_claims_end(word | beside, 77)
    assert list(rounds.fields(later)) == list({**fields, "claims_end": 77}.values())


@pytest.mark.parametrize("name", LAYOUT)
def test_round_word__field_too_wide__refused(rounds, name):
    reasons = {
        "approvals": "funding: approvals out of range",
        "chambers": "funding: no such chamber",
    }
    with boa.reverts(reasons.get(name, "packing: value too wide")):
        rounds.new(*{**LEAST, name: LARGEST[name] + 1}.values())


def test_round_word__flags__stand_apart(rounds):
    flags = [rounds.CANCELLED(), rounds.SETTLED(), rounds.SWEPT(), rounds.ONE_PROJECT()]
    assert flags == [1 << 215, 1 << 216, 1 << 217, 1 << 218]


def test_round_word__state__by_flag_and_time(rounds):
    now = boa.env.timestamp
    ends = {name: now + place * 10 for place, name in enumerate(list(LAYOUT)[1:6], start=1)}
    word = rounds.new(*{**LEAST, "scope": 1, **ends}.values())
    settled = word | rounds.SETTLED()
    seen = []
    for moment in (0, 9, 10, 19, 20, 29, 30, 39, 40, 50):
        boa.env.timestamp = now + moment
        seen.append((rounds.state(word), rounds.state(settled)))
        assert rounds.state(word | rounds.CANCELLED()) == CANCELLED
        assert rounds.state(settled | rounds.SWEPT()) == SWEPT
    running = [
        (period, period) for period in (APPLICATIONS, REVIEW, APPEALS, VOTING) for _ in range(2)
    ]
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


def test_ballot_word__conflicts__one_bit_beside_project_and_ballot(ballots):
    word = ballots.with_ballot(ONLY_PROJECT, HASH, 1)
    conflicted = ballots.with_conflicts(word, True)
    assert conflicted == word | 1 << 15
    assert ballots.fields(conflicted) == ballots.fields(word)
    assert ballots.is_ballot(conflicted, HASH, 1)
    assert ballots.with_conflicts(conflicted, False) == word


@pytest.mark.parametrize("seat", [0, 1, 2**32 - 1])
@pytest.mark.parametrize("to", [ETH, "0x" + 40 * "f"])
def test_application_word__extremes__side_by_side(ballots, seat, to):
    word = ballots.new_application(seat, to, 255)
    assert word == 255 << 192 | seat << 160 | int(to, 16)
    for approves in (True, True, False):
        word = ballots.with_opinion(word, approves)
    read_seat, read_to, *rest = ballots.application(word)
    assert (read_seat, int(read_to, 16), rest) == (seat, int(to, 16), [255, 2, 1])
    payee = account("other")
    other = ballots.changing(word, payee)
    assert list(ballots.application(other)) == [seat, payee, 255, 2, 1]
    assert other >> 208 == 0b10


def test_application_word__seat_too_wide__refused(ballots):
    with boa.reverts("packing: value too wide"):
        ballots.new_application(2**32, ETH, 1)
