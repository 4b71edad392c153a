# SPDX-License-Identifier: Apache-2.0
"""What the desk takes signed: ballots in batches, and changes of a payout address.

relay_ballots
├── signed by voters → each counts as if cast; one bad one is named, the others count
├── a nonce used up, another pool, round, ballot or chain → skipped (X-1)
├── its deadline over, or the voter has voted since → skipped
├── a wallet's ERC-1271 signature → counts
└── less gas left than a ballot may take → "funding: too little gas", none is skipped
change_payout_address
├── by the recipient, signed or itself → from three days on; until then no claim at all
├── called off by the applicant in time → the old address stands
├── by another / signed by another / deadline over / used twice → refused
└── so late that claims end first → "funding: too late for a change"
cast_ballot_for, pay_project from outside → "funding: not the desk"
"""

from dataclasses import replace

import boa
import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal.typed_data import DESK_NAME, Domain, FundingBallot, PayoutChange, TypedMessage
from tests.reference.funding import allocations
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import DAY, events, the_event

FOREVER = 2**40
THREE_DAYS = 3 * DAY


@pytest.fixture
def keys(stage, actors):
    """Two members whose keys are known."""
    found = [Account.from_key(keccak(text=f"villager {number}")) for number in (1, 2)]
    stage.membership.admit([key.address for key in found], 1, sender=actors.owner)
    boa.env.timestamp += 1
    return found


@pytest.fixture
def domain(funding):
    return Domain(DESK_NAME, "1", boa.env.evm.patch.chain_id, funding.desk.address)


def sign(key, domain, struct):
    return bytes(key.sign_message(TypedMessage(domain, struct).signable()).signature)


def ballot_of(funding, domain, key, round_id, votes, previous=None, nonce=0, deadline=FOREVER):
    words, last = tuple(allocations(votes)), tuple(allocations(previous or {}))
    struct = FundingBallot(funding.address, round_id, key.address, words, last, nonce, deadline)
    return (key.address, words, last, deadline, sign(key, domain, struct))


def votes(funding, round_id):
    return [funding.votes(round_id, project) for project in (1, 2)]


def skipped(funding):
    return [event.voter for event in events(funding, "BallotSkipped")]


def test_typehashes__python_and_contract__hash_alike(stage, funding, actors, keys, domain):
    round_id, key = stage.voting_round(), keys[0]
    ballot = ballot_of(funding, domain, key, round_id, {1: 3, 2: -1})
    funding.relay_ballots(round_id, [ballot], sender=actors.outsider)
    assert skipped(funding) == []
    assert votes(funding, round_id) == [3, -1]
    assert funding.desk.nonces(key.address) == 1


def test_relay_ballots__one_bad__the_others_count(stage, funding, actors, keys, domain):
    round_id = stage.voting_round()
    good = [ballot_of(funding, domain, key, round_id, {1: 2}) for key in keys]
    forged = (actors.voter, *good[0][1:])
    dear = ballot_of(funding, domain, keys[0], round_id, {2: 11}, {1: 2}, nonce=1)
    funding.relay_ballots(round_id, [forged, good[0], dear, good[1]], sender=actors.outsider)
    assert skipped(funding) == [actors.voter, keys[0].address]
    assert votes(funding, round_id) == [4, 0]
    assert funding.desk.nonces(keys[0].address) == 1  # what was not taken uses no number up


def test_relay_ballots__replayed_or_meant_for_something_else__skipped(
    stage, funding, actors, keys, domain
):
    """X-1."""
    key, other_round, round_id = keys[0], stage.voting_round(), stage.voting_round()
    elsewhere = replace(domain, chain_id=domain.chain_id + 1)
    ballot = ballot_of(funding, domain, key, round_id, {1: 2})
    voter, words, previous, deadline, signature = ballot
    bad = [
        ballot_of(funding, elsewhere, key, round_id, {1: 2}),
        ballot_of(funding, domain, key, other_round, {1: 2}),
        ballot_of(funding, domain, key, round_id, {1: 2}, nonce=1),
        ballot_of(funding, domain, key, round_id, {1: 2}, deadline=boa.env.timestamp),
        (voter, tuple(allocations({1: 3})), previous, deadline, signature),
        (voter, words, previous, deadline + 1, signature),
    ]
    funding.relay_ballots(round_id, bad, sender=actors.outsider)
    assert skipped(funding) == [voter] * len(bad)
    funding.relay_ballots(round_id, [ballot, ballot], sender=actors.outsider)
    assert skipped(funding) == [voter]
    stage.cast(round_id, voter, {}, previous={1: 2})
    funding.relay_ballots(round_id, [ballot], sender=actors.outsider)
    assert skipped(funding) == [voter]
    assert votes(funding, round_id) == [0, 0]


def test_relay_ballots__voted_since__skipped(stage, funding, actors, keys, domain):
    round_id, key = stage.voting_round(), keys[0]
    early = ballot_of(funding, domain, key, round_id, {1: 2})
    stage.cast(round_id, key.address, {2: 5})
    funding.relay_ballots(round_id, [early], sender=actors.outsider)
    assert (skipped(funding), votes(funding, round_id)) == ([key.address], [0, 5])


def test_relay_ballots__of_a_wallet__counts(stage, funding, actors, keys, domain):
    wallet = deploy_mock("WalletMock", keys[0].address)
    stage.membership.admit([wallet.address], 1, sender=actors.owner)
    boa.env.timestamp += 1
    round_id, words = stage.voting_round(), tuple(allocations({1: 4}))
    struct = FundingBallot(funding.address, round_id, wallet.address, words, (), 0, FOREVER)
    signature = sign(keys[0], domain, struct)
    ballot = (wallet.address, words, (), FOREVER, signature)
    funding.relay_ballots(round_id, [ballot], sender=actors.outsider)
    assert (skipped(funding), votes(funding, round_id)) == ([], [4, 0])


def test_relay_ballots__too_little_gas__refused_never_skipped(stage, funding, actors, keys, domain):
    """An estimate of gas finds what the whole batch needs, not what skips its last ballot."""
    round_id = stage.voting_round()
    batch = [ballot_of(funding, domain, key, round_id, {1: 2, 2: 3}) for key in keys]
    with refused("funding: too little gas", funding):
        funding.relay_ballots(round_id, batch, sender=actors.outsider, gas=2_100_000)
    assert votes(funding, round_id) == [0, 0]
    funding.relay_ballots(round_id, batch, sender=actors.outsider, gas=2_500_000)
    assert (skipped(funding), votes(funding, round_id)) == ([], [4, 6])


@pytest.fixture
def settled(stage, funding, actors, keys):
    """A settled round of ten days, whose only project is paid to a key that is known."""
    now = boa.env.timestamp
    round_id = stage.open_round(claims_end=now + 13 * DAY)
    stage.apply(round_id, actors.applicant, to=keys[0].address)
    stage.approve(round_id, 1)
    stage.go_to(round_id, "appeals_end")
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    return round_id


@pytest.mark.parametrize("is_signed", [True, False])
def test_change_payout_address__by_the_recipient__pays_there_after_three_days(
    funding, actors, keys, domain, settled, is_signed
):
    """F-10."""
    change = (settled, 1, actors.donor)
    before = boa.env.get_balance(actors.donor)
    if is_signed:
        struct = PayoutChange(funding.address, *change, 0, FOREVER)
        signature = sign(keys[0], domain, struct)
        funding.change_payout_address_signed(*change, FOREVER, signature, sender=actors.outsider)
    else:
        funding.change_payout_address(*change, sender=keys[0].address)
    effective_at = boa.env.timestamp + THREE_DAYS
    assert the_event(funding, "PayoutChangeAsked")["effective_at"] == effective_at
    shown = funding.application(settled, 1)
    assert (shown.payout_address, shown.changes_at) == (keys[0].address, effective_at)

    boa.env.timestamp = effective_at - 1
    with refused("funding: payout address changing", funding, funding.desk):
        funding.claim(settled, 1)
    boa.env.timestamp += 1
    assert funding.application(settled, 1).payout_address == actors.donor
    funding.claim(settled, 1)
    assert boa.env.get_balance(actors.donor) == before + 100


def test_change_payout_address__twice__the_second_recipient_decides(funding, actors, keys, settled):
    funding.change_payout_address(settled, 1, actors.donor, sender=keys[0].address)
    boa.env.timestamp += THREE_DAYS
    with refused("funding: not the recipient", funding.desk):
        funding.change_payout_address(settled, 1, keys[1].address, sender=keys[0].address)
    funding.change_payout_address(settled, 1, keys[1].address, sender=actors.donor)
    assert funding.application(settled, 1).payout_address == actors.donor
    boa.env.timestamp += THREE_DAYS
    assert funding.application(settled, 1).payout_address == keys[1].address


def test_keep_payout_address__in_time__the_old_address_stands(funding, actors, keys, settled):
    with refused("funding: no change to call off", funding.desk):
        funding.keep_payout_address(settled, 1, sender=actors.applicant)
    funding.change_payout_address(settled, 1, actors.donor, sender=keys[0].address)
    with refused("funding: not the applicant", funding.desk):
        funding.keep_payout_address(settled, 1, sender=actors.maker)
    funding.keep_payout_address(settled, 1, sender=actors.applicant)
    about = {"pool": funding.address, "round_id": settled, "project": 1}
    assert the_event(funding.desk, "PayoutChangeCalledOff") == about
    funding.claim(settled, 1)
    assert the_event(funding, "Claimed")["payout_address"] == keys[0].address


@pytest.mark.parametrize("by", ["applicant", "owner", "reviewer"])
def test_change_payout_address__by_another__refused(funding, actors, settled, by):
    with refused("funding: not the recipient", funding.desk):
        funding.change_payout_address(settled, 1, actors.donor, sender=getattr(actors, by))


def test_change_payout_address__bad_address_or_too_late__refused(
    stage, funding, keys, actors, settled
):
    recipient = keys[0].address
    for to in ("0x" + "00" * 20, funding.address, funding.desk.address):
        with refused("funding: bad payout address", funding.desk):
            funding.change_payout_address(settled, 1, to, sender=recipient)
    stage.go_to(settled, "claims_end")
    boa.env.timestamp -= THREE_DAYS
    with refused("funding: too late for a change", funding.desk):
        funding.change_payout_address(settled, 1, actors.donor, sender=recipient)


def test_change_payout_address_signed__not_as_signed__refused(
    funding, actors, keys, domain, settled
):
    """X-1."""
    change = (settled, 1, actors.donor)
    struct = PayoutChange(funding.address, *change, 0, FOREVER)
    signature = sign(keys[0], domain, struct)
    for arguments in (
        (*change, FOREVER, sign(keys[1], domain, struct)),
        (settled, 1, actors.sponsor, FOREVER, signature),
        (*change, FOREVER - 1, signature),
    ):
        with refused("funding: not signed by recipient", funding.desk):
            funding.change_payout_address_signed(*arguments)
    with refused("funding: signature expired", funding.desk):
        funding.change_payout_address_signed(*change, boa.env.timestamp, signature)
    funding.change_payout_address_signed(*change, FOREVER, signature)
    funding.keep_payout_address(settled, 1, sender=actors.applicant)
    with refused("funding: not signed by recipient", funding.desk):
        funding.change_payout_address_signed(*change, FOREVER, signature)


def test_what_only_the_desk_may__from_outside__refused(funding, actors, settled):
    for call in (
        lambda: funding.register(settled, 1, sender=actors.owner),
        lambda: funding.admit(settled, 1, sender=actors.owner),
        lambda: funding.exclude(settled, 1, 1, sender=actors.owner),
        lambda: funding.pay_project(settled, 1, actors.owner, sender=actors.owner),
        lambda: funding.cast_ballot_for(actors.voter, settled, [], [], sender=actors.owner),
    ):
        with refused("funding: not the desk", funding):
            call()
