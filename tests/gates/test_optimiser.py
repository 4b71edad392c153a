# SPDX-License-Identifier: Apache-2.0
"""The compiler's optimiser changes no result: one story, compiled three times, ends the same."""

from unittest.mock import patch

import boa
import pytest
from vyper.compiler.settings import OptimizationLevel

from tests import suite
from tests.funding_pool import PoolAtDesk
from tests.reference.funding import Terms, allocations

HOUR, DAY = 3_600, 86_400
ETH = "0x" + 40 * "0"
SALTED = [bytes([number] * 32) for number in range(1, 9)]
CONFIRMER, REVIEWER, ARBITER = 2, 3, 4


def compiled_at(level):
    """A stand-in for `suite.source` that compiles at one level of optimisation."""

    def source(path):
        settings = {"evm_version": "cancun", "optimize": level}
        with suite.long_lived():
            return boa.load_partial(f"contracts/{path}", compiler_args=settings)

    return source


def story(owner, *members):
    """A season of a small alliance; returns every event and all storage."""
    boa.env.timestamp = suite.GENESIS + DAY
    membership = suite.deploy_membership(members, owner=owner)
    scopes = suite.deploy_scopes(membership, owner=owner)
    ledger = suite.deploy_ledger(membership, scopes)
    treasury = suite.deploy_treasury(owner)
    funding = PoolAtDesk(suite.deploy_funding(membership, scopes, ledger, treasury, owner=owner))
    told = []

    def tell(contract, function, *arguments, sender=owner, value=0):
        result = getattr(contract, function)(*arguments, sender=sender, value=value)
        told.append((function, result, [repr(event) for event in contract.get_logs()]))
        return result

    tell(scopes, "found", 1, 2, SALTED[0])
    for seat, role in ((2, CONFIRMER), (3, REVIEWER), (4, ARBITER)):
        tell(scopes, "grant_role", 2, seat, role, boa.env.timestamp + 60 * DAY)
    tell(ledger, "set_weight", 2, 7, 12_345)
    facts = [(2, receiver, 7, HOUR + receiver, 5, SALTED[receiver]) for receiver in (0, 2, 3)]
    entries = [tell(ledger, "record_work", *row, sender=members[0]) for row in facts]
    tell(ledger, "confirm", entries[0], sender=members[1])
    tell(ledger, "dispute", entries[1], SALTED[4], sender=members[1])
    tell(ledger, "resolve", entries[1], True, sender=members[3])
    boa.env.timestamp += suite.SEASON_SECONDS
    tell(ledger, "confirm", entries[2], sender=members[2])

    days = [boa.env.timestamp + day * DAY for day in (1, 2, 2, 3, 4)]
    tell(funding, "open_round", Terms(2, ETH, *days, allow_negative=True).values())
    boa.env.raw_call(treasury.address, sender=owner, value=1_001)
    tell(treasury, "fund", funding.address, 1, ETH, 1_000)
    for member, cited in ((members[0], sorted(entries)), (members[1], [])):
        tell(funding, "apply", 1, member, SALTED[5], cited, sender=member)
    boa.env.timestamp = days[0]
    tell(scopes, "grant_role", 2, 3, REVIEWER, days[1])
    tell(funding, "approve", 1, [1, 2], SALTED[6], sender=members[2])
    boa.env.timestamp = days[1]
    for ballot, previous in (({1: 3, 2: -2}, {}), ({1: 5}, {1: 3, 2: -2}), ({2: 4}, {1: 5})):
        words = (allocations(ballot), allocations(previous))
        tell(funding, "cast_ballot", 1, *words, sender=members[3])
    tell(funding, "cast_ballot", 1, allocations({1: 2}), [], sender=members[2])
    boa.env.timestamp = days[3]
    for function, *arguments in (("settle", 1), ("claim", 1, 1), ("claim", 1, 2)):
        tell(funding, function, *arguments)
    boa.env.timestamp = days[4]
    tell(funding, "sweep", 1)
    tell(membership, "leave", sender=members[0])
    tell(treasury, "pay", ETH, members[0], 1, 4, SALTED[7])
    contracts = (membership, scopes, ledger, treasury, funding)
    return told, [suite.storage(contract) for contract in contracts]


def outcome(level, actors):
    with boa.env.anchor(), patch.object(suite, "source", compiled_at(level)):
        # Without optimisation the ledger is larger than a chain takes.
        boa.env.evm.patch.code_size_limit = 2**16
        return story(*actors)


@pytest.fixture(scope="module")
def actors():
    return [suite.account("owner"), *suite.accounts("member", 4)]


@pytest.fixture(scope="module")
def plain(actors):
    """The story without any optimisation."""
    return outcome(OptimizationLevel.NONE, actors)


@pytest.mark.parametrize("level", [OptimizationLevel.GAS, OptimizationLevel.CODESIZE])
def test_story__optimised__ends_as_the_plain_one(plain, actors, level):
    """X-4: calls, results, events and storage."""
    told, stored = outcome(level, actors)
    assert told == plain[0]
    assert stored == plain[1]
    assert all(stored), "a contract took no part"


# CVE-2026-114117: our sources must not contain the like, which the lint sees to.
MISCOMPILED = """
# pragma version 0.4.3
@external
@payable
def f(chosen: bool) -> uint256:
    return (msg.value | 1000) if chosen else 0
"""


def test_known_fault_of_the_optimiser__shows_as_a_difference(actors):
    results = []
    for level in (OptimizationLevel.NONE, OptimizationLevel.GAS):
        contract = boa.loads(MISCOMPILED, compiler_args={"optimize": level})
        results.append(contract.f(True, value=4, sender=actors[0]))
    assert results == [1004, 1]
