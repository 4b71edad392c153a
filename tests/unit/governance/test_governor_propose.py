# SPDX-License-Identifier: Apache-2.0
"""propose: calls become a proposal under the latest rule of its type (G-4, G-13).

propose
├── no calls, lists of different lengths → "governor: bad call lists"
├── calldata of one to three bytes, less than a selector → "governor: bad calldata"
├── the description does not end with the caller's name → "rules: no proposer suffix"
│   ├── too short for a name; somebody else's name; a name in the middle
│   └── content that somebody else has proposed, or is about to: nobody can be front-run
├── the same content again → "governor: already proposed"
├── the caller has no seat or left → "rules: proposer not active"; organisations may propose
└── made: id of the content, [start, end) by the rule, header, number and ordinal, two events
    ├── ordinals count per season of the start, in two seasons at once
    └── the rule is frozen: another version adopted later does not reach it
proposeTyped
├── an unknown type → "rules: no such rule"
├── of the default type → all as by propose
├── of another type → under its rule, id and proposer as by propose
└── propose in the same transaction, after it → of the default type
hashProposal, getProposalId → the id that OpenZeppelin's formula gives
"""

from dataclasses import replace

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.governance import PROPOSAL_WORD, State
from tests.reference.membership import pack
from tests.suite import deploy_mock, fields, gas_used, refused
from tests.unit.governance.stage import (
    CONSTITUTIONAL,
    DAY,
    HOUR,
    NOBODY,
    RULE,
    SEASON,
    Content,
    content,
    season_start,
)

LARGEST_TRANSACTION = 15_000_000  # half of the smallest common block


def header(governor, proposal):
    """The stored word."""
    return governor.header(proposal.id)


def test_propose__by_a_person__made(governor, actors, seats, note):
    proposal = content([note(1), note(2)], actors.farmer)
    start = boa.env.timestamp + RULE.delay_seconds
    assert governor.propose(*proposal, sender=actors.farmer) == proposal.id
    recorded, created = governor.get_logs()
    assert recorded.target == proposal.targets[0]
    assert fields(created) == {
        "proposalId": proposal.id,
        "proposer": actors.farmer,
        "targets": proposal.targets,
        "values": proposal.values,
        "signatures": ["", ""],
        "calldatas": proposal.calldatas,
        "voteStart": start - 1,
        "voteEnd": start + RULE.period_seconds - 1,
        "description": proposal.description,
    }
    assert governor.state(proposal.id) == State.PENDING
    assert governor.proposalSnapshot(proposal.id) == start - 1
    assert governor.proposalDeadline(proposal.id) == start + RULE.period_seconds - 1
    assert governor.proposalProposer(proposal.id) == actors.farmer
    assert governor.proposalEta(proposal.id) == 0
    assert governor.proposalNeedsQueuing(proposal.id)
    assert (governor.proposal_number(proposal.id), governor.proposalCount()) == (1, 1)
    assert header(governor, proposal) == pack(
        PROPOSAL_WORD,
        start=start,
        end=start + RULE.period_seconds,
        version=1,
        seat=seats.farmer,
        number=1,
    )


def test_propose__by_an_organisation__made(governor, actors, propose):
    proposal = propose(proposer=actors.cooperative)
    assert governor.proposalProposer(proposal.id) == actors.cooperative


def test_propose__without_seat__refused(governor, actors, note):
    for name in ("outsider", "former", "deployer", "guardian"):
        caller = getattr(actors, name)
        with refused("rules: proposer not active", governor):
            governor.propose(*content([note(1)], caller), sender=caller)


def test_propose__call_lists__as_long_as_each_other_and_not_empty(governor, actors, note):
    whole = content([note(1), note(2)], actors.farmer)
    lists = ("targets", "values", "calldatas")
    wrong = [whole._replace(**{name: getattr(whole, name)[:1]}) for name in lists]
    for proposal in (*wrong, whole._replace(targets=[], values=[], calldatas=[])):
        with refused("governor: bad call lists", governor):
            governor.propose(*proposal, sender=actors.farmer)


def test_propose__part_of_a_selector__refused(governor, actors, note):
    """G-2 no call begins with less than a whole selector."""
    target = note(1)[0]
    for data in (b"\0", b"\1\2\3"):
        proposal = content([(target, 0, data)], actors.farmer)
        with refused("governor: bad calldata", governor):
            governor.propose(*proposal, sender=actors.farmer)
    for data in (b"", b"\1\2\3\4"):
        governor.propose(*content([(target, 0, data)], actors.farmer), sender=actors.farmer)


# --- the proposer's suffix ---------------------------------------------------------------------

BAD = {
    "no suffix": "Mend the mill",
    "nothing": "",
    "another marker": "Mend the mill #Proposer={farmer}",
    "not at the end": "#proposer={farmer} ",
    "one digit short": "#proposer={farmer:.41}",
    "somebody else": "#proposer={miller}",
    "somebody else last": "#proposer={farmer}#proposer={miller}",
    "a short text that ends alike": "={farmer}",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_propose__description_without_the_callers_name__refused(governor, actors, note, text):
    proposal = content([note(1)], actors.farmer)
    proposal = proposal._replace(description=text.format(**vars(actors)))
    with refused("rules: no proposer suffix", governor):
        governor.propose(*proposal, sender=actors.farmer)


@pytest.mark.parametrize("spelled", [str, str.lower, lambda name: "0x" + name[2:].upper()])
def test_propose__suffix_in_any_case__made(governor, actors, note, spelled):
    proposal = content([note(1)], spelled(actors.farmer), "")
    assert len(proposal.description) == 52
    governor.propose(*proposal, sender=actors.farmer)


def test_propose__front_run__refused_and_the_original_goes_through(governor, actors, note):
    """G-13: whoever sends the same content first has not written their own name into it."""
    proposal = content([note(1)], actors.farmer)
    for name in ("smith", "outsider", "guardian"):
        with refused("rules: no proposer suffix", governor):
            governor.propose(*proposal, sender=getattr(actors, name))
    governor.propose(*proposal, sender=actors.farmer)
    assert governor.proposalProposer(proposal.id) == actors.farmer


def test_propose__same_calls_by_two__two_proposals(governor, actors, propose):
    """G-13: and the one's cancel leaves the other alone."""
    first, second = propose(), propose(proposer=actors.smith)
    assert first.id != second.id
    assert first.operation(governor.address) != second.operation(governor.address)
    governor.cancel(*first.hashed, sender=actors.farmer)
    assert governor.state(second.id) == State.PENDING


def test_propose__same_content_again__refused(governor, actors, propose, active, close, vote):
    with refused("governor: already proposed", governor):
        governor.propose(*active, sender=actors.farmer)
    vote(active, "farmer", 0)
    close(active)
    assert governor.state(active.id) == State.DEFEATED
    with refused("governor: already proposed", governor):
        governor.propose(*active, sender=actors.farmer)


# --- rules -------------------------------------------------------------------------------------


@pytest.fixture
def adopt(alliance):
    """Set a rule as the timelock would."""

    def adopted(rule, proposal_type=0):
        owner = alliance.timelock.address
        return alliance.rules.set_type(proposal_type, rule.values(), [], sender=owner)

    return adopted


def test_propose_typed__default_type__all_as_by_propose(governor, actors, note):
    proposal = content([note(1)], actors.farmer)

    def made(function, *of_type):
        with boa.env.anchor():
            told = function(*proposal, *of_type, sender=actors.farmer)
            return told, governor.get_logs(), governor.header(proposal.id)

    assert made(governor.proposeTyped, 0) == made(governor.propose)
    assert made(governor.proposeTyped, CONSTITUTIONAL) != made(governor.propose)


def test_propose_typed__another_type__under_its_rule(governor, actors, note, adopt):
    quick = replace(RULE, delay_seconds=HOUR, period_seconds=DAY)
    adopt(quick, 2)
    proposal = content([note(1)], actors.farmer)
    assert governor.proposeTyped(*proposal, 2, sender=actors.farmer) == proposal.id
    assert governor.proposalProposer(proposal.id) == actors.farmer
    assert governor.proposalSnapshot(proposal.id) == boa.env.timestamp + HOUR - 1
    assert governor.proposalDeadline(proposal.id) == boa.env.timestamp + HOUR + DAY - 1
    word = header(governor, proposal)
    assert (word >> 120 & 0xFF, word >> 128 & 0xFFFF) == (2, 1)


def test_propose_typed__another_type__an_event_before_the_proposals(governor, actors, note, adopt):
    adopt(RULE, 2)
    adopt(RULE, 2)
    proposal = content([note(1)], actors.farmer)
    governor.proposeTyped(*proposal, 2, sender=actors.farmer)
    _, typed, created = governor.get_logs()
    assert fields(typed) == {"proposalId": proposal.id, "proposal_type": 2, "version": 2}
    assert created.proposalId == proposal.id


def test_propose_typed__unknown_type__refused(governor, actors, note):
    proposal = content([note(1)], actors.farmer)
    for unknown in (2, 255, 256, 2**256 - 1):
        with refused("rules: no such rule", governor):
            governor.proposeTyped(*proposal, unknown, sender=actors.farmer)
    assert governor.proposalCount() == 0


def test_propose_typed__then_propose_in_one_transaction__of_the_default_type(
    alliance, governor, actors, note
):
    """What one call names does not stay for the next."""
    wallet = deploy_mock("WalletMock", actors.farmer)
    alliance.membership.admit([wallet.address], 1, sender=alliance.timelock.address)
    typed, plain = (content([note(1)], wallet.address, text) for text in ("typed", "plain"))
    calls = [
        governor.proposeTyped.prepare_calldata(*typed, CONSTITUTIONAL),
        governor.propose.prepare_calldata(*plain),
    ]
    wallet.execute_all(governor.address, calls, sender=actors.farmer)
    types = [governor.header(proposal.id) >> 120 & 0xFF for proposal in (typed, plain)]
    assert types == [CONSTITUTIONAL, 0]


def test_propose__later_version__for_later_proposals_only(governor, propose, pending, adopt):
    """G-4."""
    before = header(governor, pending)
    assert adopt(replace(RULE, delay_seconds=HOUR)) == 2
    later = propose(text="later")
    assert header(governor, pending) == before
    assert header(governor, later) >> 128 & 0xFFFF == 2
    assert governor.proposalSnapshot(later.id) == boa.env.timestamp + HOUR - 1


# --- numbers -----------------------------------------------------------------------------------


def places(governor, proposal):
    """Number and ordinal of a proposal."""
    word = header(governor, proposal)
    return word >> 192 & 0xFFFF_FFFF, word >> 144 & 0xFFFF


def test_propose__two_seasons_at_once__ordinals_count_apart(governor, propose, adopt):
    adopt(replace(RULE, delay_seconds=HOUR), 2)
    boa.env.timestamp = season_start(SEASON + 1) - 2 * HOUR
    seen = []
    for number, proposal_type in enumerate((0, 2, 0, 2, 2), start=1):
        proposal = propose(text=f"number {number}", proposal_type=proposal_type)
        seen.append(places(governor, proposal))
    # Those of type 0 start in the season after.
    assert seen == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2)]
    boa.env.timestamp = season_start(SEASON + 2)
    assert places(governor, propose(text="two seasons on")) == (6, 0)


def test_propose__start_on_the_first_second_of_a_season__is_of_that_season(
    governor, actors, propose
):
    boa.env.timestamp = season_start(SEASON + 1) - RULE.delay_seconds - 1
    last = propose(text="the last second")
    boa.env.timestamp += 1
    first = propose(text="the first second")
    boa.env.timestamp = season_start(SEASON + 1)
    seasons = []
    for proposal in (last, first):
        governor.castVote(proposal.id, 1, sender=actors.farmer)
        [frozen] = [e for e in governor.get_logs() if type(e).__name__ == "BudgetFrozen"]
        seasons.append(frozen.season)
    assert seasons == [SEASON, SEASON + 1]


# --- ids ---------------------------------------------------------------------------------------

CALLS = st.tuples(
    st.sampled_from((NOBODY, "0x" + "ff" * 20)), st.integers(0, 2**256 - 1), st.binary(max_size=96)
)


@given(calls=st.lists(CALLS, max_size=10), text=st.text(max_size=64))
def test_hash_proposal__any_content__openzeppelins_formula(governor, calls, text):
    columns = [list(column) for column in zip(*calls, strict=True)] or [[], [], []]
    proposal = Content(*columns, text)
    assert governor.hashProposal(*proposal.hashed) == proposal.id
    assert governor.getProposalId(*proposal.hashed) == proposal.id


# --- size --------------------------------------------------------------------------------------


def test_proposal__largest__lives_within_half_a_block(alliance, actors, close):
    """X-3: 10 calls of 2,048 bytes and the longest description, from proposing to execution."""
    governor, target = alliance.governor, deploy_mock("TargetMock")
    payload = target.note.prepare_calldata(2**256 - 1) + b"\xff" * (2_048 - 36)
    text = "x" * (4_096 - 52)
    proposal = content([(target.address, 0, payload)] * 10, actors.farmer, text)
    governor.propose(*proposal, sender=actors.farmer)
    assert gas_used(governor) < LARGEST_TRANSACTION
    boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
    for name in ("farmer", "miller"):
        governor.castVote(proposal.id, 1, sender=getattr(actors, name))
    close(proposal)
    governor.queue(*proposal.hashed, sender=actors.relayer)
    assert gas_used(governor) < LARGEST_TRANSACTION
    boa.env.timestamp = governor.proposalEta(proposal.id)
    governor.execute(*proposal.hashed, sender=actors.relayer)
    assert gas_used(governor) < LARGEST_TRANSACTION
    assert len(target.notes()) == 10
