# SPDX-License-Identifier: Apache-2.0
"""castVoteBySig, castVoteWithReasonAndParamsBySig: ballots that anybody hands in (X-1, G-2).

signed ballot
├── by a key: eth_account's EIP-712 signature of OpenZeppelin's types → counted, whoever sends it
├── by a wallet (ERC-1271): the wallet's yes → counted; its no, a revert, a short answer → refused;
│   a wallet that reads the governor while it is asked → answered
├── accepted once: again → "governor: bad signature"; the voter's direct ballot kills it as well
├── for one proposal, side, reason, params, voter, contract and chain: any other → refused
├── the plain form for the extended one, and the other way round → refused
├── the legacy form without voter and nonce → refused
├── past its deadline → "governor: ballot expired"; without seat → as a direct ballot
├── a later nonce waits its turn; after a season of the same parity the old one is not reborn
└── several open ballots of one voter: handed in in any order
"""

import boa
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from cosmolocal.typed_data import Ballot, Domain, ExtendedBallot, TypedMessage
from tests.suite import deploy_governor, deploy_mock, refused
from tests.unit.governance.stage import (
    ABSTAIN,
    AGAINST,
    BASE_CREDITS,
    FOR,
    NAME,
    NOBODY,
    RULE,
    SEASON,
    key_of,
    params,
    season_start,
)

REFUSED = "governor: bad signature"
YES, NO, REVERTS, SHORT, NOTHING, TRUE, BURNS_GAS = range(7)


def domain(governor, **changes):
    """The signing domain of a governor."""
    parts = {
        "name": NAME,
        "version": "1",
        "chain_id": boa.env.evm.patch.chain_id,
        "verifying_contract": governor.address,
    }
    return Domain(**parts | changes)


def signature(key, ballot, where):
    """What a key says to a ballot in a domain."""
    return bytes(key.sign_message(TypedMessage(where, ballot).signable()).signature)


@pytest.fixture(scope="module")
def farmer():
    return key_of("farmer")


@pytest.fixture
def sign(governor, actors):
    """A ballot of somebody's, signed: what the governor takes."""

    def signed(proposal, name="farmer", support=FOR, nonce=None, where=None):
        voter = getattr(actors, name)
        nonce = governor.ballot_nonce(proposal.id, voter) if nonce is None else nonce
        ballot = Ballot(proposal.id, support, voter, nonce)
        proof = signature(key_of(name), ballot, where or domain(governor))
        return proposal.id, support, voter, proof

    return signed


@pytest.fixture
def sign_more(governor, actors):
    """A ballot with reason and params, signed."""

    def signed(proposal, votes, name="farmer", support=FOR, reason="", deadline=None, nonce=None):
        voter, stated = getattr(actors, name), params(votes, deadline)
        nonce = governor.ballot_nonce(proposal.id, voter) if nonce is None else nonce
        ballot = ExtendedBallot(proposal.id, support, voter, nonce, reason, stated)
        proof = signature(key_of(name), ballot, domain(governor))
        return proposal.id, support, voter, reason, stated, proof

    return signed


# --- accepted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("support", "count"), [(AGAINST, (1, 0, 0)), (FOR, (0, 1, 0)), (ABSTAIN, (0, 0, 1))]
)
def test_by_sig__plain__counted_for_its_voter(
    governor, actors, seats, active, sign, support, count
):
    weight = governor.castVoteBySig(*sign(active, support=support), sender=actors.relayer)
    cast = governor.get_logs()[-1]
    assert (cast.voter, cast.support, cast.weight) == (actors.farmer, support, weight)
    assert governor.proposalVotes(active.id) == count
    assert governor.receipt(active.id, seats.farmer) == (support + 1, weight, 1)
    assert not governor.hasVoted(active.id, actors.relayer)


def test_by_sig__with_reason_and_params__counted(governor, actors, seats, active, sign_more):
    proof = sign_more(active, 7, reason="for the mill")
    verb = governor.castVoteWithReasonAndParamsBySig
    assert verb(*proof, sender=actors.relayer) == 7
    cast = governor.get_logs()[-1]
    assert type(cast).__name__ == "VoteCastWithParams"
    assert (cast.voter, cast.reason, cast.params) == (actors.farmer, "for the mill", params(7))
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 49)


def test_by_sig__extended_without_params__one_vote(governor, actors, active, farmer):
    ballot = ExtendedBallot(active.id, FOR, actors.farmer, 0, "why not", b"")
    proof = signature(farmer, ballot, domain(governor))
    governor.castVoteWithReasonAndParamsBySig(
        active.id, FOR, actors.farmer, "why not", b"", proof, sender=actors.relayer
    )
    assert type(governor.get_logs()[-1]).__name__ == "VoteCast"
    assert governor.proposalVotes(active.id) == (0, 1, 0)


def test_by_sig__several_open_ballots__in_any_order(governor, actors, propose, sign):
    proposals = [propose(text=f"number {number}") for number in range(3)]
    boa.env.timestamp = governor.proposalSnapshot(proposals[0].id) + 1
    ballots = [sign(proposal) for proposal in proposals]
    for ballot in reversed(ballots):
        governor.castVoteBySig(*ballot, sender=actors.relayer)
    for proposal in proposals:
        assert governor.proposalVotes(proposal.id) == (0, 1, 0)


# --- once --------------------------------------------------------------------------------------


def test_by_sig__again__refused(governor, actors, active, sign, sign_more):
    """X-1."""
    plain = sign(active)
    governor.castVoteBySig(*plain, sender=actors.relayer)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*plain, sender=actors.relayer)
    extended = sign_more(active, 3)
    governor.castVoteWithReasonAndParamsBySig(*extended, sender=actors.relayer)
    with refused(REFUSED, governor):
        governor.castVoteWithReasonAndParamsBySig(*extended, sender=actors.relayer)
    assert governor.ballot_nonce(active.id, actors.farmer) == 2


def test_by_sig__direct_ballot_in_between__refused(governor, actors, active, sign, vote):
    """X-1: who votes directly has changed their mind since signing."""
    ballot = sign(active, support=AGAINST)
    vote(active, "farmer", FOR, 2)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)
    assert governor.proposalVotes(active.id) == (0, 2, 0)


def test_by_sig__withdrawn_in_between__refused(governor, actors, active, sign, vote):
    """X-1: a nonce does not come back with an empty ballot."""
    ballot = sign(active)
    governor.castVoteBySig(*ballot, sender=actors.relayer)
    vote(active, "farmer", FOR, 0)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)
    assert governor.proposalVotes(active.id) == (0, 0, 0)


def test_by_sig__later_nonce__waits_its_turn(governor, actors, active, sign):
    first, second = sign(active, nonce=0), sign(active, support=AGAINST, nonce=1)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*second, sender=actors.relayer)
    governor.castVoteBySig(*first, sender=actors.relayer)
    governor.castVoteBySig(*second, sender=actors.relayer)
    assert governor.proposalVotes(active.id) == (1, 0, 0)


def test_by_sig__canceled_and_reclaimed__not_reborn(governor, actors, active, sign):
    """X-1."""
    ballot = sign(active)
    governor.castVoteBySig(*ballot, sender=actors.relayer)
    governor.cancel(*active.hashed, sender=actors.farmer)
    governor.castVoteWithReasonAndParams(active.id, FOR, "", params(0), sender=actors.farmer)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)


def test_by_sig__lane_taken_over__voting_is_long_over(
    governor, actors, active, sign, propose, vote
):
    """X-1: when a receipt is forgotten its nonce is 0 again, but its proposal is closed."""
    ballot = sign(active)
    governor.castVoteBySig(*ballot, sender=actors.relayer)
    boa.env.timestamp = season_start(SEASON + 2)
    later = propose(text="two seasons on")
    boa.env.timestamp = governor.proposalSnapshot(later.id) + 1
    vote(later, "farmer", FOR, 1)
    assert governor.ballot_nonce(active.id, actors.farmer) == 0
    with refused("governor: voting is not open", governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)


# --- for nothing else --------------------------------------------------------------------------


def test_by_sig__any_part_changed__refused(governor, actors, active, propose, sign, sign_more):
    """X-1: another proposal, side, voter, reason or number of votes."""
    other = propose(text="another")
    proposal, support, voter, proof = sign(active)
    for changed in (
        (other.id, support, voter, proof),
        (proposal, AGAINST, voter, proof),
        (proposal, support, actors.miller, proof),
    ):
        with refused(REFUSED, governor):
            governor.castVoteBySig(*changed, sender=actors.relayer)

    proposal, support, voter, reason, stated, proof = sign_more(active, 3, reason="mill")
    for changed in (
        (other.id, support, voter, reason, stated, proof),
        (proposal, AGAINST, voter, reason, stated, proof),
        (proposal, support, actors.miller, reason, stated, proof),
        (proposal, support, voter, "mills", stated, proof),
        (proposal, support, voter, reason, params(4), proof),
        (proposal, support, voter, reason, params(3, 2**255), proof),
        (proposal, support, voter, reason, b"", proof),
    ):
        with refused(REFUSED, governor):
            governor.castVoteWithReasonAndParamsBySig(*changed, sender=actors.relayer)


def test_by_sig__other_form__refused(governor, actors, active, sign, sign_more):
    """X-1."""
    *_, plain = sign(active)
    proposal, support, voter, reason, stated, extended = sign_more(active, 1)
    with refused(REFUSED, governor):
        governor.castVoteBySig(proposal, support, voter, extended, sender=actors.relayer)
    with refused(REFUSED, governor):
        governor.castVoteWithReasonAndParamsBySig(
            proposal, support, voter, reason, stated, plain, sender=actors.relayer
        )


@pytest.mark.parametrize(
    "changes", [{"name": "River Valleys"}, {"version": "2"}, {"verifying_contract": NOBODY}]
)
def test_by_sig__other_domain__refused(governor, actors, active, sign, changes):
    """X-1."""
    ballot = sign(active, where=domain(governor, **changes))
    with refused(REFUSED, governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)


def test_by_sig__another_governor__refused(alliance, governor, actors, active, sign):
    """X-1: the same content has the same id there."""
    parts = (alliance.membership, alliance.ledger, alliance.rules, alliance.timelock)
    other = deploy_governor(NAME, *parts, BASE_CREDITS, BASE_CREDITS, 1, 0, NOBODY, 0)
    other.propose(*active, sender=actors.farmer)
    boa.env.timestamp += RULE.delay_seconds
    ballot = sign(active)
    with refused(REFUSED, other):
        other.castVoteBySig(*ballot, sender=actors.relayer)
    governor.castVoteBySig(*ballot, sender=actors.relayer)


def test_by_sig__another_chain__refused(governor, actors, active, sign):
    """X-1: also after a fork, since the domain reads the live chain id."""
    home = boa.env.evm.patch.chain_id
    ballot, foreign = sign(active), sign(active, where=domain(governor, chain_id=home + 1))
    with refused(REFUSED, governor):
        governor.castVoteBySig(*foreign, sender=actors.relayer)
    boa.env.evm.patch.chain_id = home + 1
    try:
        with refused(REFUSED, governor):
            governor.castVoteBySig(*ballot, sender=actors.relayer)
        governor.castVoteBySig(*foreign, sender=actors.relayer)
    finally:
        boa.env.evm.patch.chain_id = home


def test_by_sig__legacy_type__refused(governor, actors, active, farmer):
    """X-1: OpenZeppelin's ballot of version 4 names no voter and no nonce."""
    where = domain(governor)
    message = encode_typed_data(
        domain_data={
            "name": where.name,
            "version": where.version,
            "chainId": where.chain_id,
            "verifyingContract": where.verifying_contract,
        },
        message_types={
            "Ballot": [
                {"name": "proposalId", "type": "uint256"},
                {"name": "support", "type": "uint8"},
            ]
        },
        message_data={"proposalId": active.id, "support": FOR},
    )
    proof = bytes(farmer.sign_message(message).signature)
    with refused(REFUSED, governor):
        governor.castVoteBySig(active.id, FOR, actors.farmer, proof, sender=actors.relayer)


def test_by_sig__by_another_key__refused(governor, actors, active):
    ballot = Ballot(active.id, FOR, actors.farmer, 0)
    for key in (key_of("miller"), Account.from_key(keccak(text="stranger"))):
        proof = signature(key, ballot, domain(governor))
        with refused(REFUSED, governor):
            governor.castVoteBySig(active.id, FOR, actors.farmer, proof, sender=actors.relayer)
    for rubbish in (b"", b"\0" * 65, b"\xff" * 1_024):
        with refused(REFUSED, governor):
            governor.castVoteBySig(active.id, FOR, actors.farmer, rubbish, sender=actors.relayer)
        with refused(REFUSED, governor):
            governor.castVoteBySig(active.id, FOR, NOBODY, rubbish, sender=actors.relayer)


# --- as a direct ballot ------------------------------------------------------------------------


def test_by_sig__deadline__good_to_its_last_second(governor, actors, active, sign_more):
    now = boa.env.timestamp
    ballot = sign_more(active, 2, deadline=now + 5)
    late = sign_more(active, 2, name="miller", deadline=now + 5)
    boa.env.timestamp = now + 5
    governor.castVoteWithReasonAndParamsBySig(*ballot, sender=actors.relayer)
    boa.env.timestamp = now + 6
    with refused("governor: ballot expired", governor):
        governor.castVoteWithReasonAndParamsBySig(*late, sender=actors.relayer)


def test_by_sig__without_the_right__refused(alliance, governor, actors, active, sign, sign_more):
    """G-1."""
    with refused("governor: persons only", governor):
        governor.castVoteBySig(*sign(active, "cooperative"), sender=actors.relayer)
    with refused("governor: no seat at snapshot", governor):
        governor.castVoteBySig(*sign(active, "former"), sender=actors.relayer)
    with refused("governor: over budget", governor):
        ballot = sign_more(active, 11)
        governor.castVoteWithReasonAndParamsBySig(*ballot, sender=actors.relayer)
    with refused("governor: unknown proposal", governor):
        governor.castVoteBySig(7, FOR, actors.farmer, b"", sender=actors.relayer)


def test_by_sig__signed_early__good_when_the_vote_opens(governor, actors, pending, sign):
    ballot = sign(pending)
    with refused("governor: voting is not open", governor):
        governor.castVoteBySig(*ballot, sender=actors.relayer)
    boa.env.timestamp = governor.proposalSnapshot(pending.id) + 1
    governor.castVoteBySig(*ballot, sender=actors.relayer)
    boa.env.timestamp = governor.proposalDeadline(pending.id) + 1
    with refused("governor: voting is not open", governor):
        governor.castVoteBySig(*sign(pending), sender=actors.relayer)


def test_by_sig__and_directly__one_ballot(governor, actors, active, sign, sign_more, vote):
    """G-2."""
    governor.castVoteBySig(*sign(active), sender=actors.relayer)
    vote(active, "farmer", FOR, 4)
    governor.castVoteWithReasonAndParamsBySig(*sign_more(active, 2), sender=actors.relayer)
    assert governor.proposalVotes(active.id) == (0, 2, 0)
    assert governor.proposal_heads(active.id) == 1


# --- wallets -----------------------------------------------------------------------------------


@pytest.fixture
def seat_of(alliance):
    """Give a contract a person's seat."""

    def seated(contract):
        owner = alliance.timelock.address
        alliance.membership.admit([contract.address], 1, sender=owner)
        boa.env.timestamp += 1
        return contract

    return seated


@pytest.fixture
def wallet(seat_of, actors):
    """A wallet with a seat; its owner is the outsider, by a key of its own."""
    return seat_of(deploy_mock("WalletMock", key_of("wallet owner").address))


@pytest.fixture
def open_vote(governor, propose):
    """Propose now, and go to the first second of the vote."""

    def opened():
        proposal = propose(text="wallets too")
        boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
        return proposal

    return opened


def test_by_sig__wallet__by_its_owners_signature(governor, actors, wallet, open_vote):
    proposal = open_vote()
    ballot = Ballot(proposal.id, FOR, wallet.address, 0)
    proof = signature(key_of("wallet owner"), ballot, domain(governor))
    call = (proposal.id, FOR, wallet.address, proof)
    governor.castVoteBySig(*call, sender=actors.relayer)
    assert governor.proposalVotes(proposal.id) == (0, 1, 0)
    with refused(REFUSED, governor):
        governor.castVoteBySig(*call, sender=actors.relayer)
    other = signature(key_of("miller"), Ballot(*call[:3], 1), domain(governor))
    with refused(REFUSED, governor):
        governor.castVoteBySig(*call[:3], other, sender=actors.relayer)


def test_by_sig__wallet_of_many_owners__1024_bytes(governor, actors, seat_of, open_vote):
    many = seat_of(deploy_mock("HostileWalletMock", YES))
    proposal = open_vote()
    governor.castVoteBySig(proposal.id, FOR, many.address, b"\x5a" * 1_024, sender=actors.relayer)
    assert governor.proposalVotes(proposal.id) == (0, 1, 0)


@pytest.mark.parametrize("behaviour", [NO, REVERTS, SHORT, NOTHING, TRUE, BURNS_GAS])
def test_by_sig__wallet_that_does_not_say_yes__refused(
    governor, actors, seat_of, open_vote, behaviour
):
    hostile = seat_of(deploy_mock("HostileWalletMock", behaviour))
    proposal = open_vote()
    with refused(REFUSED, governor):
        governor.castVoteBySig(proposal.id, FOR, hostile.address, b"\1", sender=actors.relayer)


VIEWS = {
    "state": lambda governor, proposal, _: governor.state.prepare_calldata(proposal.id),
    "hasVoted": lambda governor, proposal, wallet: governor.hasVoted.prepare_calldata(
        proposal.id, wallet
    ),
    "credits": lambda governor, *_: governor.credits.prepare_calldata(1, SEASON),
    "proposalVotes": lambda governor, proposal, _: governor.proposalVotes.prepare_calldata(
        proposal.id
    ),
    "domain": lambda governor, *_: governor.eip712Domain.prepare_calldata(),
    "nonce": lambda governor, proposal, wallet: governor.ballot_nonce.prepare_calldata(
        proposal.id, wallet
    ),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_by_sig__wallet_reads_the_governor_while_asked__answered(
    governor, actors, wallet, open_vote, view
):
    proposal = open_vote()
    wallet.look_at(governor.address, view(governor, proposal, wallet.address))
    ballot = Ballot(proposal.id, FOR, wallet.address, 0)
    proof = signature(key_of("wallet owner"), ballot, domain(governor))
    governor.castVoteBySig(proposal.id, FOR, wallet.address, proof, sender=actors.relayer)
    assert governor.proposalVotes(proposal.id) == (0, 1, 0)


def test_by_sig__wallet_writes_while_asked__refused(governor, actors, wallet, open_vote):
    """X-2: it is asked statically, and the governor is locked."""
    proposal = open_vote()
    again = governor.castVote.prepare_calldata(proposal.id, FOR)
    wallet.look_at(governor.address, again)
    ballot = Ballot(proposal.id, FOR, wallet.address, 0)
    proof = signature(key_of("wallet owner"), ballot, domain(governor))
    with refused(REFUSED, governor):
        governor.castVoteBySig(proposal.id, FOR, wallet.address, proof, sender=actors.relayer)
