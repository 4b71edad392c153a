# SPDX-License-Identifier: Apache-2.0
"""What a member does elsewhere keeps its seat in the quorum base, or brings it back (M-3, M-4).

act of a seat in the governor, the ledger or a round
├── first of a season → told to Membership once: the seat stays awake
├── of a dormant seat
│   ├── a vote on a running proposal → refused, and changes nothing: turnout never exceeds the base
│   └── proposing, recording, confirming → wakes it for the votes that begin later
├── by a signature → as if it had acted itself
├── by its delegate → keeps no seat awake
└── where nothing goes dormant → nothing is told, and no power is needed
a contract without the power RECORDER → its members' acts are refused
"""

import boa
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from tests.suite import GENESIS, SEASON_SECONDS, refused
from tests.unit.governance.stage import (
    DAY,
    FOR,
    SCOPE,
    SEASON,
    content,
    deploy_alliance,
    key_of,
    people,
)

IDLE = 1  # whole seasons without an act, after which a seat is dormant
TERMS = (0, IDLE, 0, 14 * DAY)
AWAKE, WOKEN = ("farmer", "miller", "baker"), "smith"
ALL = 5  # persons; the former one left
EVIDENCE = b"\1" * 32


@pytest.fixture(scope="module")
def actors():
    return people()


@pytest.fixture(scope="module")
def founded(actors):
    return deploy_alliance(actors, terms=TERMS)


@pytest.fixture
def alliance(founded, actors):
    """Three persons checked in a season ago; the smith and the weaver are dormant since then."""
    with boa.env.anchor():
        boa.env.timestamp = GENESIS + (SEASON + 1) * SEASON_SECONDS
        for name in AWAKE:
            founded.membership.check_in(sender=getattr(actors, name))
        boa.env.timestamp = GENESIS + (SEASON + 2) * SEASON_SECONDS + DAY
        yield founded


def persons(alliance):
    """How many count now, as a vote that begins next second would read it."""
    boa.env.timestamp += 1
    return alliance.membership.active_at(boa.env.timestamp - 1)[0]


def propose(alliance, proposer, text="# Mend the mill"):
    """A proposal that notes a number; its first second of voting has come."""
    call = (alliance.target.address, 0, alliance.target.note.prepare_calldata(1))
    made = content([call], proposer, text)
    alliance.governor.propose(*made, sender=proposer)
    acts = marks(alliance)
    boa.env.timestamp = alliance.governor.proposalSnapshot(made.id) + 1
    return made.id, acts


def marks(alliance):
    """Seats that `Membership` was told of in the last call of the governor."""
    logs = alliance.governor.get_logs()
    return [log.seat for log in logs if type(log).__name__ == "SeatActed"]


def acted_in(alliance, account):
    """The season in which a seat last acted."""
    return (alliance.membership.standing(account) >> 128 & 0xFFFF) - 1


def test_vote__first_of_a_season__keeps_the_seat_awake_once(alliance, actors):
    """M-3: the base of the season after next holds who voted, and nobody else."""
    proposal, _ = propose(alliance, actors.farmer)
    assert persons(alliance) == len(AWAKE)
    before = acted_in(alliance, actors.miller)
    alliance.governor.castVote(proposal, FOR, sender=actors.miller)
    assert acted_in(alliance, actors.miller) == SEASON + 2 == before + 1
    word = alliance.membership.standing(actors.miller)
    alliance.governor.castVote(proposal, FOR, sender=actors.miller)
    assert alliance.membership.standing(actors.miller) == word
    boa.env.timestamp = GENESIS + (SEASON + 3) * SEASON_SECONDS
    assert persons(alliance) == 2  # the proposer and the voter; the baker only checked in before


def test_vote__dormant_at_the_snapshot__refused_until_it_wakes(alliance, actors):
    """M-4: turnout never exceeds the base, also of somebody who wakes while the vote is open."""
    governor, membership = alliance.governor, alliance.membership
    proposal, _ = propose(alliance, actors.farmer)
    with refused("governor: no seat at snapshot", governor, membership):
        governor.castVote(proposal, FOR, sender=actors.smith)
    membership.check_in(sender=actors.smith)
    with refused("governor: no seat at snapshot", governor, membership):
        governor.castVote(proposal, FOR, sender=actors.smith)
    assert governor.proposal_quorum(proposal)[0] == 2  # of three persons, not of four
    later, _ = propose(alliance, actors.farmer, "# Mend the roof")
    governor.castVote(later, FOR, sender=actors.smith)
    assert governor.proposal_heads(later) == 1


def test_vote__dormant_since_the_snapshot__counts_and_wakes(alliance, actors):
    """M-4: whoever was in the base votes; the act wakes it without touching that base."""
    governor = alliance.governor
    turn = GENESIS + (SEASON + 3) * SEASON_SECONDS
    boa.env.timestamp = turn - 4 * DAY
    proposal, _ = propose(alliance, actors.farmer)  # its vote is open when the season turns
    boa.env.timestamp += 1
    quorums = governor.proposal_quorum(proposal)
    boa.env.timestamp = turn
    assert persons(alliance) == 1  # all but the proposer
    with refused("governor: no seat at snapshot", governor):
        governor.castVote(proposal, FOR, sender=actors.smith)
    governor.castVote(proposal, FOR, sender=actors.miller)
    assert persons(alliance) == 2
    assert governor.proposal_quorum(proposal) == quorums


def test_propose__by_a_dormant_seat__wakes_it_for_its_own_vote(alliance, actors):
    proposal, acts = propose(alliance, actors.smith)
    assert acts == [4]
    assert persons(alliance) == len(AWAKE) + 1
    alliance.governor.castVote(proposal, FOR, sender=actors.smith)


def test_record_and_confirm__by_dormant_seats__wake_both(alliance, actors):
    ledger, now = alliance.ledger, boa.env.timestamp
    entry = ledger.record_work(SCOPE, 5, 7, 3_600, now, EVIDENCE, sender=actors.smith)
    assert persons(alliance) == len(AWAKE) + 1
    ledger.confirm(entry, sender=actors.weaver)
    assert persons(alliance) == ALL


def test_vote_by_signature__of_a_seat__counts_as_its_own_act(alliance, actors):
    governor = alliance.governor
    proposal, _ = propose(alliance, actors.farmer)
    types = ("uint256 proposalId", "uint8 support", "address voter", "uint256 nonce")
    message = encode_typed_data(
        {
            "name": "River Valley",
            "version": "1",
            "chainId": boa.env.evm.patch.chain_id,
            "verifyingContract": governor.address,
        },
        {"Ballot": [dict(zip(("type", "name"), t.split(), strict=True)) for t in types]},
        {"proposalId": proposal, "support": FOR, "voter": actors.miller, "nonce": 0},
    )
    signed = Account.sign_message(message, key_of("miller").key).signature
    governor.castVoteBySig(proposal, FOR, actors.miller, bytes(signed), sender=actors.relayer)
    assert acted_in(alliance, actors.miller) == SEASON + 2


def test_vote__by_a_delegate__keeps_no_seat_awake(alliance, actors):
    """A delegate that votes on would keep the seats of the absent in the base for ever."""
    alliance.membership.delegate(actors.farmer, sender=actors.miller)
    boa.env.timestamp += SEASON_SECONDS
    proposal, _ = propose(alliance, actors.farmer)
    assert alliance.governor.castFor(proposal, FOR, b"", [2], sender=actors.farmer) == 1
    assert acted_in(alliance, actors.miller) == SEASON + 2


def test_vote__without_dormancy__tells_nothing(actors):
    with boa.env.anchor():
        alliance = deploy_alliance(actors)
        for recorder in (alliance.governor, alliance.ledger):
            alliance.membership.set_powers(recorder.address, 0, sender=alliance.timelock.address)
        proposal, acts = propose(alliance, actors.farmer)
        alliance.governor.castVote(proposal, FOR, sender=actors.smith)
        assert not acts


def test_vote__governor_is_no_recorder__refused(alliance, actors):
    proposal, _ = propose(alliance, actors.farmer)
    timelock = alliance.timelock.address
    alliance.membership.set_powers(alliance.governor.address, 0, sender=timelock)
    with refused("membership: not a recorder", alliance.governor, alliance.membership):
        alliance.governor.castVote(proposal, FOR, sender=actors.miller)
