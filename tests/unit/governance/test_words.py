# SPDX-License-Identifier: Apache-2.0
"""The words of governance: each field in its documented place, at its extremes.

rule_word, proposal_word, tally_word, meter_word, docket_word
├── all fields zero, all largest, one at a time largest → read back as given, in their places
└── writing one field changes no other
tally_word     mark: no votes for or against say nothing; a ballot adds its votes and one head
meter_word     receipts 0 .. 10 lie on the meter, the next 15 on page 1, and so on, apart from each
               other; lanes of two seasons and seats have different keys; charging refunds first
docket_word    two seasons count apart, one of the same parity starts again; the last numbers fit
proposer_suffix  every spelling of an address, in either case; no other text
"""

from itertools import product

import boa
import pytest
from eth_utils import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.governance import (
    ABSTAIN,
    AGAINST,
    DOCKET_WORD,
    FOR,
    MARK,
    MAX_BUDGET,
    MAX_REVISIONS,
    MAX_VOTES,
    METER_WORD,
    PAGE_WORD,
    PROPOSAL_WORD,
    RULE_WORD,
    TALLY_WORD,
    Rule,
)
from tests.reference.membership import largest, pack
from tests.suite import deploy_mock

FULL = 2**256 - 1
LAST_SEASON = 2**16 - 2  # its number plus one fills the field
RULE_FIELDS = tuple(name for name, _, _ in RULE_WORD[:-2])


@pytest.fixture(scope="module")
def rules():
    return deploy_mock("RuleWordMock")


@pytest.fixture(scope="module")
def proposals():
    return deploy_mock("ProposalWordMock")


@pytest.fixture(scope="module")
def tallies():
    return deploy_mock("TallyWordMock")


@pytest.fixture(scope="module")
def meters():
    return deploy_mock("MeterWordMock")


@pytest.fixture(scope="module")
def dockets():
    return deploy_mock("DocketWordMock")


@pytest.fixture(scope="module")
def suffixes():
    return deploy_mock("ProposerSuffixMock")


def extremes(layout):
    """All zero, all largest, and each field alone largest."""
    top = largest(layout)
    none = dict.fromkeys(top, 0)
    return [none, top, *({**none, name: top[name]} for name in top)]


# --- rule word ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", extremes(RULE_WORD))
def test_rule_word__extremes__each_in_its_place(rules, fields):
    *content, is_restricted, version = fields.values()
    content[-2:] = map(bool, content[-2:])
    word = rules.pack(tuple(content), bool(is_restricted), version)
    assert word == pack(RULE_WORD, **fields)
    assert (rules.version(word), rules.is_restricted(word)) == (version, is_restricted)
    assert tuple(rules.unpack(word)) == Rule(*content).values()
    assert [getattr(rules, name)(word) for name in RULE_FIELDS] == content


FIGURES = [name for name in largest(RULE_WORD) if not name.startswith("is_")]


@pytest.mark.parametrize("name", FIGURES)
def test_rule_word__too_wide__refused(rules, name):
    fields = dict.fromkeys(largest(RULE_WORD), 0) | {name: largest(RULE_WORD)[name] + 1}
    *content, _, version = fields.values()
    content[-2:] = map(bool, content[-2:])
    with boa.reverts("packing: value too wide"):
        rules.pack(tuple(content), False, version)


# --- proposal word -----------------------------------------------------------------------------

NEW = ("start", "end", "type")
PLACES = ("ordinal", "seat", "number")


@pytest.mark.parametrize("fields", extremes(PROPOSAL_WORD))
def test_proposal_word__extremes__each_in_its_place(proposals, fields):
    rule = pack(
        RULE_WORD,
        version=fields["version"],
        organisation_quorum_bps=fields["dual"],
        is_constitutional=fields["constitutional"],
        extension_seconds=fields["extension"],
    )
    word = proposals.new(*(fields[name] for name in NEW), rule, *(fields[name] for name in PLACES))
    word = proposals.queued(word, fields["eta"])
    flags = {"canceled": 0, "executed": 0}
    assert word == pack(PROPOSAL_WORD, **fields | flags)
    word |= pack(PROPOSAL_WORD, **{name: fields[name] for name in flags})
    for name in (*NEW, *PLACES, "eta", "version", "extension"):
        assert getattr(proposals, name)(word) == fields[name]
    assert proposals.extended(word, 7) == pack(PROPOSAL_WORD, **fields | {"end": 7, "extension": 0})
    for name in (*flags, "dual", "constitutional"):
        assert getattr(proposals, f"is_{name}")(word) == bool(fields[name])


# --- tally word --------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", extremes(TALLY_WORD))
def test_tally_word__extremes__each_in_its_place(tallies, fields):
    word = pack(TALLY_WORD, **fields)
    read = (tallies.votes_for, tallies.votes_against, tallies.abstain, tallies.heads)
    assert [view(word) for view in read] == list(fields.values())


@pytest.mark.parametrize("votes", [1, 2, MAX_VOTES])
def test_mark__votes__on_their_side_with_one_head(tallies, votes):
    for support, name in ((AGAINST, "against"), (FOR, "for")):
        mark = tallies.mark(support, votes)
        assert mark == pack(MARK, side=support + 1, votes=votes)
        assert (tallies.side(mark), tallies.votes(mark)) == (support + 1, votes)
        assert tallies.cost(mark) == votes**2
        assert tallies.addend(mark) == pack(TALLY_WORD, **{name: votes}, heads=1)


def test_mark__abstention__one_head_and_no_votes(tallies):
    mark = tallies.mark(ABSTAIN, 0)
    assert mark == pack(MARK, side=3)
    assert tallies.cost(mark) == 0
    assert tallies.addend(mark) == pack(TALLY_WORD, abstain=1, heads=1)


def test_mark__no_votes_for_or_against__says_nothing(tallies):
    assert tallies.mark(AGAINST, 0) == tallies.mark(FOR, 0) == 0


def test_tally_word__as_many_ballots_as_there_are_seats__no_field_overflows(tallies):
    most = 2**32 * MAX_VOTES
    assert most < 1 << 56
    word = (2**32 - 1) * tallies.addend(tallies.mark(AGAINST, MAX_VOTES))
    assert tallies.votes_against(word) == most - MAX_VOTES
    assert (tallies.votes_for(word), tallies.abstain(word)) == (0, 0)


# --- meter word --------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", extremes(METER_WORD))
def test_meter_word__extremes__each_in_its_place(meters, fields):
    word = pack(METER_WORD, **fields)
    assert meters.is_of(word, fields["season"] - 1 if fields["season"] else FULL)
    assert (meters.spent(word), meters.budget(word)) == (fields["spent"], fields["budget"])
    for ordinal in range(11):
        receipt = fields[f"receipt {ordinal}"]
        assert meters.receipt(word, meters.offset(ordinal)) == receipt
        mark, revision = meters.mark(receipt), meters.revision(receipt)
        assert mark | revision << 11 == receipt
        # Written over with its complement, only this receipt changes.
        other = meters.with_receipt(
            word, meters.offset(ordinal), mark ^ 2047, revision ^ MAX_REVISIONS
        )
        assert other == pack(METER_WORD, **fields | {f"receipt {ordinal}": receipt ^ 0xFFFF})


@pytest.mark.parametrize("fields", extremes(PAGE_WORD))
def test_meter_word__pages__each_in_its_place(meters, fields):
    word = pack(PAGE_WORD, **fields)
    for place in range(15):
        for page in (1, 2, 4_368):
            ordinal = 11 + 15 * (page - 1) + place
            assert meters.receipt(word, meters.offset(ordinal)) == fields[f"receipt {place}"]
            assert meters.page_key(7, ordinal) == 7 | page << 40


def test_meter_word__new__season_and_budget_only(meters):
    assert meters.new(0, 0) == 1
    assert meters.new(LAST_SEASON, MAX_BUDGET) == pack(
        METER_WORD, season=LAST_SEASON + 1, budget=MAX_BUDGET
    )


def test_meter_word__keys__no_two_pages_share_one(meters):
    seats, seasons, ordinals = (1, 2, 2**32 - 1), (4, 5), (0, 10, 11, 25, 26, 65_534)
    found = {
        meters.page_key(meters.key(seat, season), ordinal): (seat, season, ordinal)
        for seat, season, ordinal in product(seats, seasons, ordinals)
    }
    pages = len({meters.page_key(0, ordinal) for ordinal in ordinals})
    assert len(found) == len(seats) * len(seasons) * pages
    assert meters.key(3, 4) == meters.key(3, 6) != meters.key(3, 5)


@given(spent=st.integers(0, MAX_BUDGET), votes=st.integers(0, MAX_VOTES), cost=st.integers(0, 512))
def test_meter_word__charged__refund_then_cost(meters, spent, votes, cost):
    refund = min(votes**2, spent)
    rest = {"season": 65_535, "budget": MAX_BUDGET, "receipt 0": 0xFFFF, "receipt 10": 0xFFFF}
    word = pack(METER_WORD, spent=spent, **rest)
    after = spent - refund + cost**2
    assert meters.charged(word, refund, cost**2) == pack(METER_WORD, spent=after, **rest)


def test_meter_word__largest_budget__buys_the_most_votes(meters):
    assert MAX_BUDGET == MAX_VOTES**2 < (MAX_VOTES + 1) ** 2
    assert MAX_BUDGET + (MAX_VOTES + 1) ** 2 < 1 << 24, "one vote too many reaches the budget"


# --- docket word -------------------------------------------------------------------------------


def test_docket_word__two_seasons__count_apart(dockets):
    word = 0
    for number, (season, ordinal) in enumerate(((4, 0), (5, 0), (4, 1), (5, 1), (5, 2)), start=1):
        assert dockets.count(word, season) == ordinal
        word = dockets.entered(word, season, ordinal)
        assert dockets.number(word) == number
    counts = {"even season": 5, "even count": 2, "odd season": 6, "odd count": 3}
    assert word == pack(DOCKET_WORD, number=5, **counts)
    assert dockets.count(word, 6) == dockets.count(word, 2) == 0
    word = dockets.entered(word, 6, 0)
    assert (dockets.count(word, 6), dockets.count(word, 5), dockets.count(word, 4)) == (1, 3, 0)


def test_docket_word__last_numbers__fit(dockets):
    full = pack(DOCKET_WORD, **largest(DOCKET_WORD) | {"number": 2**32 - 2})
    last = 2**16 - 2
    word = dockets.entered(full, last, last)
    assert word == pack(DOCKET_WORD, **largest(DOCKET_WORD))
    for season, ordinal in ((last + 1, 0), (0, last + 1), (FULL, 0), (0, FULL)):
        with boa.reverts("governor: docket is full"):
            dockets.entered(0, season, ordinal)


# --- proposer suffix ---------------------------------------------------------------------------


def words(text):
    """The first and the last 32 characters of 52."""
    raw = text.encode("latin-1")
    assert len(raw) == 52
    return raw[:32], raw[-32:]


@given(number=st.integers(0, 2**160 - 1))
def test_proposer_suffix__any_address__in_any_case(suffixes, number):
    address = to_checksum_address(f"0x{number:040x}")
    for digits in (address[2:], address[2:].lower(), address[2:].upper()):
        assert suffixes.names(*words(f"#proposer=0x{digits}"), address)
    other = to_checksum_address(f"0x{number ^ 1:040x}")
    assert not suffixes.names(*words(f"#proposer={address}"), other)


@pytest.mark.parametrize("digit", range(40))
def test_proposer_suffix__one_wrong_digit__no(suffixes, digit):
    address = to_checksum_address("0x" + "0123456789abcdef" * 2 + "f0e1d2c3")
    for wrong in "g/:@`0" if address[2 + digit] != "0" else "gG1":
        text = f"#proposer={address[: 2 + digit]}{wrong}{address[3 + digit :]}"
        assert not suffixes.names(*words(text), address)


@pytest.mark.parametrize("place", range(12))
def test_proposer_suffix__another_marker__no(suffixes, place):
    address = to_checksum_address("0x" + "a1" * 20)
    marker = "#proposer=0x"
    changed = marker[:place] + chr(ord(marker[place]) ^ 0x20) + marker[place + 1 :]
    assert suffixes.names(*words(f"{marker}{address[2:]}"), address)
    assert not suffixes.names(*words(f"{changed}{address[2:]}"), address)


@given(number=st.integers(0, 2**128 - 1))
def test_proposer_suffix__spell__as_python_does(suffixes, number):
    assert suffixes.spell(number) == int.from_bytes(f"{number:032x}".encode(), "big")
