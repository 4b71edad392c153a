# SPDX-License-Identifier: Apache-2.0
"""BallotRelay: many signed ballots in one transaction (X-1, G-2).

relay
├── ballots of either form → each counts, as if handed in alone; a yes for each, in order
├── one of them refused: bad signature, over budget, a vote that is closed, handed in twice,
│   a wallet that burns all gas → told with its reason; the others count
├── none → nothing happens; fifty → each is tried; one more → none counts
├── cut off: after the voter → refused on its own; before → as what is not a signed ballot
├── not a signed ballot: another function, castFor for one that named the relay, too short
│   → "relay: not a signed ballot", none counts
└── less gas left than a ballot may take → "relay: too little gas", none counts; as much → counts
"""

import boa
import pytest
from eth.vm import opcode_values as op
from eth.vm.opcode import as_opcode
from eth_abi import decode

from cosmolocal.typed_data import Ballot, ExtendedBallot
from tests.suite import deploy_mock, fields, refused, source, storage
from tests.unit.governance.stage import AGAINST, FOR, key_of, params
from tests.unit.governance.test_governor_by_sig import BURNS_GAS, domain, signature

RESERVE = 410_000
VOTERS = ("farmer", "miller", "baker", "smith")


@pytest.fixture(scope="module")
def relay(governor):
    return source("governance/BallotRelay.vy").deploy(governor.address)


@pytest.fixture
def plain(governor, active):
    """Somebody's signed ballot of one vote, as a call."""

    def signed(name, support=FOR, nonce=0, proposal=active):
        key = key_of(name)
        ballot = Ballot(proposal.id, support, key.address, nonce)
        proof = signature(key, ballot, domain(governor))
        return governor.castVoteBySig.prepare_calldata(proposal.id, support, key.address, proof)

    return signed


@pytest.fixture
def extended(governor, active):
    """Somebody's signed ballot with votes and a reason, as a call."""

    def signed(name, votes, support=FOR, reason="why"):
        key, stated = key_of(name), params(votes)
        ballot = ExtendedBallot(active.id, support, key.address, 0, reason, stated)
        proof = signature(key, ballot, domain(governor))
        return governor.castVoteWithReasonAndParamsBySig.prepare_calldata(
            active.id, support, key.address, reason, stated, proof
        )

    return signed


def told(relay):
    """What the last call of the relay said: (proposal, voter, reason)."""
    refusals = [fields(e) for e in relay.get_logs() if type(e).__name__ == "BallotRefused"]
    return [
        (each["proposalId"], each["voter"], decode(["string"], each["reason"][4:])[0])
        for each in refusals
    ]


def test_relay__both_forms__count_as_if_handed_in_alone(
    governor, relay, actors, active, plain, extended
):
    ballots = [plain("farmer"), extended("miller", 3), plain("baker", AGAINST)]

    assert relay.relay(ballots, sender=actors.relayer) == [True, True, True]
    assert told(relay) == []
    assert governor.proposalVotes(active.id) == (1, 4, 0)
    assert [governor.ballot_nonce(active.id, key_of(n).address) for n in VOTERS] == [1, 1, 1, 0]


def test_relay__some_refused__the_others_count_and_reasons_are_told(
    governor, relay, actors, active, pending, plain, extended
):
    """X-1: a ballot handed in twice, or with another nonce, is refused on its own."""
    twice = plain("farmer")
    ballots = [twice, twice, plain("miller", nonce=7), extended("baker", 11), plain("smith")]

    assert relay.relay(ballots, sender=actors.relayer) == [True, False, False, False, True]
    assert told(relay) == [
        (active.id, actors.farmer, "governor: bad signature"),
        (active.id, actors.miller, "governor: bad signature"),
        (active.id, actors.baker, "governor: over budget"),
    ]
    assert governor.proposalVotes(active.id) == (0, 2, 0)


def test_relay__vote_is_closed__every_ballot_is_told(governor, relay, actors, active, plain, close):
    ballots = [plain(name) for name in VOTERS[:2]]
    close(active)

    assert relay.relay(ballots, sender=actors.relayer) == [False, False]
    assert [reason for _, _, reason in told(relay)] == ["governor: voting is not open"] * 2
    assert governor.proposalVotes(active.id) == (0, 0, 0)


def test_relay__wallet_burns_all_gas__costs_a_bounded_sum(governor, relay, actors, active, plain):
    wallet = deploy_mock("HostileWalletMock", BURNS_GAS)
    greedy = governor.castVoteBySig.prepare_calldata(active.id, FOR, wallet.address, b"\x01" * 65)

    assert relay.relay([greedy, plain("farmer")], sender=actors.relayer) == [False, True]
    assert relay._computation.get_gas_used() < 500_000


def test_relay__none__nothing_happens(governor, relay, actors, active):
    assert relay.relay([], sender=actors.relayer) == []
    assert governor.proposalVotes(active.id) == (0, 0, 0)


def test_relay__more_than_fifty__none_counts(governor, relay, actors, active, plain):
    ballot, before = plain("farmer"), storage(governor)
    with boa.reverts():  # what does not fit is refused before any text
        relay.relay([ballot] * 51, sender=actors.relayer)
    assert storage(governor) == before
    assert relay.relay([ballot] * 50, sender=actors.relayer) == [True] + 49 * [False]
    assert governor.proposalVotes(active.id) == (0, 1, 0)


def test_relay__cut_off_after_the_voter__refused_on_its_own(governor, relay, actors, active, plain):
    cut = plain("farmer")[:100]
    assert relay.relay([cut, plain("miller")], sender=actors.relayer) == [False, True]
    [refusal] = [fields(e) for e in relay.get_logs() if type(e).__name__ == "BallotRefused"]
    told = {"proposalId": active.id, "voter": actors.farmer, "reason": b""}
    assert refusal == told
    with refused("relay: not a signed ballot", governor):
        relay.relay([cut[:99], plain("baker")], sender=actors.relayer)


def test_relay__another_function__none_counts(
    alliance, governor, relay, actors, seats, active, plain
):
    """A seat that named the relay as its delegate is not everybody's to vote for."""
    alliance.membership.delegate(relay.address, sender=actors.miller)
    for_miller = governor.castFor.prepare_calldata(active.id, FOR, b"", [seats.miller])
    for call in (for_miller, governor.castVote.prepare_calldata(active.id, FOR), b"", b"\x8f\xf2"):
        with refused("relay: not a signed ballot", governor):
            relay.relay([plain("farmer"), call], sender=actors.relayer)


def test_relay__too_little_gas__none_counts(governor, relay, actors, active, plain):
    with refused("relay: too little gas", governor):
        relay.relay([plain(name) for name in VOTERS], sender=actors.relayer, gas=500_000)
    assert relay.relay([plain(name) for name in VOTERS], sender=actors.relayer, gas=700_000)


def test_relay__gas_of_the_reserve_and_no_more__is_enough(
    governor, relay, actors, active, plain, monkeypatch
):
    opcodes = boa.env.evm.vm.state.computation_class.opcodes

    def leave(amount):
        told = as_opcode(lambda computation: computation.stack_push_int(amount), "GAS", 2)
        monkeypatch.setitem(opcodes, op.GAS, told)

    leave(RESERVE - 1)
    with refused("relay: too little gas", governor):
        relay.relay([plain("farmer")], sender=actors.relayer)
    leave(RESERVE)
    assert relay.relay([plain("farmer")], sender=actors.relayer) == [True]
