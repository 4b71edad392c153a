# SPDX-License-Identifier: Apache-2.0
"""A proposal runs only on the code that it was made for (G-9).

Accounts can change their code: a delegated one (EIP-7702) by a signature of its owner.

first call of a target proposed
├── it has no code, never used or a plain account → "rules: target has no code"; only paid → fine
└── its code is recorded, once for all proposals
the code changed since
├── before the proposal, nobody recorded it → "rules: target code changed" at proposing
├── before the proposal, recorded in its own second → so: recorded again, it could never run
├── after the proposal → so, to the end; recorded meanwhile → so
├── after the proposal in its own second, and recorded → so
├── changed and changed back → runs
└── recorded before the proposal → runs
record_code
├── of an unknown target → "rules: no code recorded"
├── of unchanged code → "rules: code has not changed"
└── the code is gone → "rules: target has no code"
"""

import boa
import pytest
from eth_utils import keccak

from tests.reference.governance import State
from tests.suite import account, fields, refused
from tests.unit.governance.stage import DAY, content


@pytest.fixture
def rules(alliance):
    return alliance.rules


@pytest.fixture
def code(target):
    """The target's code, and how to give it another that does the same."""
    first = boa.env.get_code(target.address)

    def become(addition=b""):
        boa.env.set_code(target.address, first + addition)

    yield become
    become()


@pytest.fixture
def decide(governor, actors, vote, close):
    """Vote a proposal through, up to the first second in which it may be executed."""

    def decided(proposal):
        boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
        for name in ("farmer", "miller"):
            vote(proposal, name)
        close(proposal)
        governor.queue(*proposal.hashed, sender=actors.relayer)
        boa.env.timestamp = governor.proposalEta(proposal.id)
        return proposal

    return decided


@pytest.fixture
def is_refused(governor, target, decide):
    """A proposal passes, but does not run; it stays queued until it expires."""

    def is_so(proposal):
        decide(proposal)
        with refused("rules: target code changed", governor, target):
            governor.execute(*proposal.hashed)
        return governor.state(proposal.id) == State.QUEUED and target.notes() == []

    return is_so


def record(rules, governor, target):
    rules.record_code(governor.address, target.address, sender=account("anybody"))


# --- what a proposal relies on -----------------------------------------------------------------


def test_propose__first_call__records_the_code_once(rules, governor, target, propose):
    """G-9."""
    propose()
    [recorded] = [each for each in governor.get_logs() if type(each).__name__ == "CodeRecorded"]
    assert fields(recorded) == {
        "governor": governor.address,
        "target": target.address,
        "code_hash": keccak(boa.env.get_code(target.address)),
        "since": 0,
    }
    propose(text="# Mend it again")
    assert not [each for each in governor.get_logs() if type(each).__name__ == "CodeRecorded"]


@pytest.mark.parametrize("balance", [0, 1])
def test_propose__call_without_code__refused(governor, actors, balance):
    """G-9: code that comes later would be nobody's decision."""
    empty = boa.env.generate_address()
    boa.env.set_balance(empty, balance)
    with refused("rules: target has no code", governor):
        governor.propose(*content([(empty, 0, b"\1\2\3\4")], actors.farmer), sender=actors.farmer)


def test_propose__payment_to_a_plain_account__needs_no_code(governor, actors, propose):
    propose((account("payee"), 1, b""))


# --- code that changes -------------------------------------------------------------------------


def test_execute__code_changed_after_the_proposal__refused(pending, code, is_refused):
    """G-9."""
    code(b"\0")
    assert is_refused(pending)


def test_execute__changed_code_recorded__still_refused(
    rules, governor, target, pending, code, is_refused
):
    """G-9: recording lets new proposals in, never old ones."""
    boa.env.timestamp += 1
    code(b"\0")
    record(rules, governor, target)
    assert is_refused(pending)


def test_execute__changed_in_the_second_of_the_proposal__refused(
    rules, governor, target, pending, code, is_refused
):
    """G-9: what came later in the same block was not proposed."""
    code(b"\0")
    record(rules, governor, target)
    assert is_refused(pending)


def test_propose__code_changed_and_not_recorded__refused(governor, pending, propose, code):
    """G-9: else it could change back after the vote to what nobody looked at."""
    code(b"\0")
    boa.env.timestamp += DAY
    with refused("rules: target code changed", governor):
        propose(text="# Mend it anew")


def test_propose__code_recorded_in_the_same_second__refused(
    rules, governor, target, pending, propose, code
):
    """G-9: what a record changes is for proposals of later seconds."""
    code(b"\0")
    record(rules, governor, target)
    with refused("rules: target code changed", governor):
        propose(text="# Mend it anew")


def test_execute__changed_and_back__runs(governor, target, pending, code, decide):
    """G-9."""
    code(b"\0")
    boa.env.timestamp += DAY
    code()
    governor.execute(*decide(pending).hashed)
    assert target.notes() == [1]


def test_execute__recorded_before_the_proposal__runs(
    rules, governor, target, pending, propose, code, decide
):
    """G-9."""
    code(b"\0")
    record(rules, governor, target)
    boa.env.timestamp += 1
    late = propose(text="# Mend it anew")
    governor.execute(*decide(late).hashed)
    assert target.notes() == [1]


# --- recording ---------------------------------------------------------------------------------


def test_record_code__nothing_to_record__refused(rules, governor, target, pending, code):
    with refused("rules: no code recorded", rules):
        rules.record_code(governor.address, rules.address)
    with refused("rules: code has not changed", rules):
        record(rules, governor, target)
    boa.env.set_code(target.address, b"")
    with refused("rules: target has no code", rules):
        record(rules, governor, target)
