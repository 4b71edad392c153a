# SPDX-License-Identifier: Apache-2.0
"""The relay: members sign, it pays.

a ballot, a round's ballot, a slip, a confirmation → counts, the member pays nothing
├── many ballots → one transaction; one that is refused does not hold up the others
├── again → the same transaction, nothing is sent
├── again, after it was mined and not noted → the same transaction
├── again, after the chain took its block back → sent again, and counts
├── a batch in which one no longer counts when it is mined → the others count, its share is free
├── another program uses the account each time → 503 after a few tries
└── brought by somebody else meanwhile → 409
refused before anything is sent
├── a kind that is not taken, a stranger, a seat that is not served → 403
├── the chain would refuse it, or it takes too much gas → 409, 403; the share is not used
├── the seat's share is used → 429, later there is room; a bad message uses no share
└── no money that it may spend → 503; the alarm is on before
an account with a seat, a guardianship or a role → no relay
relay.yaml → read with line and reason
"""

import pytest

from cosmolocal.calls import Simulation
from cosmolocal.chain import Chain
from cosmolocal.deploy.words import span
from cosmolocal.errors import BadInput, JournalDamaged, KeyRefused, QuotaUsed, Replaced
from cosmolocal.governance import Side, SignedBallot
from cosmolocal.serve import Book, Policy, Relay
from cosmolocal.serve.policy import Quota
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import Flow
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BREAD,
    DAY,
    DRIVER,
    ETHER,
    GROWER,
    HOUR,
    MILLER,
)
from tests.serve.conftest import refusal


@pytest.fixture
def motion(valley):
    number = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(valley.alliance.governance.show(number).start)
    return number


@pytest.fixture
def ballot(valley, motion):
    """Sign a ballot as a member, as JSON."""

    def sign(name, votes=2, **options):
        governance, signer = valley.alliance.governance, valley.signer(name)
        signed = governance.sign_ballot(motion, Side.FOR, votes, signer=signer, **options)
        return signed.model_dump(mode="json")

    return sign


def bring(paid, *ballots):
    return paid.service.post("/relay/ballots", ballots=list(ballots))


def spoilt(ballot):
    return ballot | {"signature": "0x" + "11" * 65}


# -- what counts


def test_ballot__of_a_member_without_money__counts(valley, paid, ballot, motion):
    valley.local.fund(valley.address(BAKER), 0)
    open_ = paid()
    [row] = bring(open_, ballot(BAKER, 3)).json()

    assert (row["accepted"], row["account"], row["error"]) == (True, valley.address(BAKER), None)
    assert valley.alliance.governance.show(motion).votes_for == 3
    assert valley.alliance.chain.at().balance(valley.address(BAKER)) == 0
    assert open_.sent == 1


def test_ballots__together__the_account_is_asked_for_its_money_once(
    valley, paid, ballot, monkeypatch
):
    open_, node, asked = paid(), valley.alliance.chain.node, []
    signed = [ballot(BAKER), ballot(GROWER), ballot(DRIVER)]
    ask_all = node.ask_all
    monkeypatch.setattr(node, "ask_all", lambda these: asked.extend(these) or ask_all(these))
    assert all(row["accepted"] for row in bring(open_, *signed).json())
    assert [method for method, _ in asked].count("eth_gasPrice") == 1


def test_ballot__asked_for_again__is_found_and_not_sent(valley, paid, ballot):
    open_, signed = paid(), ballot(BAKER)
    first, again = bring(open_, signed), bring(open_, signed)
    assert first.json() == again.json()
    assert again.status_code == 200
    assert open_.sent == 1
    quota = Policy().quota
    assert open_.book.left(valley.seat(BAKER), quota) == quota.messages - 1


@pytest.mark.parametrize("together", [1, 2])
def test_ballots__their_block_taken_back__are_sent_again(valley, paid, ballot, motion, together):
    """The book alone says that they counted: the chain no longer does."""
    open_, local = paid(), valley.local
    signed = [ballot(name) for name in (BAKER, GROWER)[:together]]
    before = local.snapshot()
    assert all(row["accepted"] for row in bring(open_, *signed).json())
    local.revert(before)
    assert valley.alliance.governance.show(motion).votes_for == 0

    rows = bring(open_, *signed).json()

    assert all(row["accepted"] for row in rows)
    assert valley.alliance.governance.show(motion).votes_for == 2 * together
    assert rows == bring(open_, *signed).json()


def test_ballot__block_taken_back_and_the_vote_over__is_refused(valley, paid, ballot, motion):
    open_, local, signed = paid(), valley.local, ballot(BAKER)
    before = local.snapshot()
    bring(open_, signed)
    local.revert(before)
    valley.warp(valley.alliance.governance.show(motion).end)

    assert refusal(bring(open_, signed), 409)["kind"] == "GovernorVotingIsNotOpen"
    assert valley.alliance.governance.show(motion).votes_for == 0


def test_ballot__mined_but_not_noted__is_found_in_the_journal(paid, ballot, monkeypatch):
    """So it is while another process waits for a receipt, and after a crash."""

    def crash(*_):
        raise KeyboardInterrupt

    open_, signed = paid(), ballot(BAKER)
    with monkeypatch.context() as patched:
        patched.setattr(Book, "settle", crash)
        with pytest.raises(KeyboardInterrupt):
            open_.relay.ballots([SignedBallot.model_validate(signed)])
    assert open_.sent == 1

    [row] = bring(open_, signed).json()
    assert (row["accepted"], row["error"]) == (True, None)
    assert open_.sent == 1


def test_ballots__one_refused__the_others_count_in_one_transaction(valley, paid, ballot, motion):
    open_ = paid()
    signed = [ballot(GROWER), spoilt(ballot(MILLER)), ballot(BAKER, 1)]
    answer = bring(open_, *signed)

    assert answer.status_code == 200
    rows = answer.json()
    assert [row["accepted"] for row in rows] == [True, False, True]
    assert rows[1]["error"]["kind"] == "GovernorBadSignature"
    assert rows[0]["tx_hash"] == rows[2]["tx_hash"]
    assert valley.alliance.governance.show(motion).votes_for == 3
    assert open_.sent == 1


def test_ballots__one_overtaken_by_its_voter__is_refused_where_the_others_count(
    valley, paid, ballot, motion, monkeypatch
):
    """All passed the simulation; the batch leaves out what no longer counts when it is mined."""
    open_, governance = paid(), valley.alliance.governance
    chain, signed = open_.relay._chain, [ballot(GROWER), ballot(BAKER)]
    send, share = chain.send_many, Policy().quota

    def overtaken(steps):
        monkeypatch.undo()  # the member's vote goes the same way
        governance.vote(motion, Side.AGAINST, 1, signer=valley.signer(BAKER))
        return send(steps)

    monkeypatch.setattr(chain, "send_many", overtaken)
    rows = bring(open_, *signed).json()

    assert [row["accepted"] for row in rows] == [True, False]
    assert governance.show(motion).votes_for == 2
    left = [open_.book.left(valley.seat(name), share) for name in (GROWER, BAKER)]
    assert left == [share.messages - 1, share.messages]


def test_ballot__nonce_used_elsewhere_each_time__is_503_after_a_few_tries(
    valley, paid, ballot, motion, monkeypatch
):
    open_, tries = paid(), []

    def replaced(steps):
        tries.append(steps)
        raise Replaced("another program spent the nonce")

    monkeypatch.setattr(open_.relay._chain, "send_many", replaced)
    said = refusal(bring(open_, ballot(BAKER)), 503)

    assert "another program uses the relay's account" in said["message"]
    assert 2 < len(tries) < 10
    assert valley.alliance.governance.show(motion).votes_for == 0


def test_ballot__replaced_by_the_voter_meanwhile__is_409_and_costs_nothing(valley, paid, ballot):
    open_, signed = paid(), ballot(BAKER)
    governance = valley.alliance.governance
    governance.vote(int(signed["proposal_id"]), Side.AGAINST, 1, signer=valley.signer(BAKER))

    assert refusal(bring(open_, signed), 409)["next_step"]
    assert open_.sent == 0


def test_ballot__for_another_alliance__is_422(valley, paid, ballot):
    other = ballot(BAKER) | {"governor": valley.outsider.address}
    assert "is for the governor" in refusal(bring(paid(), other), 422)["message"]


@pytest.fixture
def voting(valley):
    """A round whose vote is open, with the miller's project."""
    funding, number = valley.alliance.funding, valley.round()
    project = valley.project(number, MILLER)
    valley.warp(funding.terms(number).applications_end)
    funding.approve(number, [project], signer=valley.signer(ARBITER))
    valley.warp(funding.terms(number).review_end)
    return number, project


def test_round_ballots__count_together__and_one_spoilt_is_left_out(valley, paid, voting):
    open_, funding, (number, project) = paid(), valley.alliance.funding, voting
    signed = [
        funding.sign_ballot(
            number, {project: votes}, deadline=valley.local.now + DAY, signer=valley.signer(name)
        ).model_dump(mode="json")
        for name, votes in ((GROWER, 3), (BAKER, 2), (DRIVER, 1))
    ]
    body = {"pool": "funding", "ballots": [signed[0], spoilt(signed[1]), signed[2]]}
    rows = open_.service.make("/relay/round-ballots", **body)

    assert [row["accepted"] for row in rows] == [True, False, True]
    assert "signed" in rows[1]["error"]["message"]
    assert [each.votes for each in funding.show(number).projects] == [4]
    assert open_.sent == 1
    assert open_.service.make("/relay/round-ballots", **body)[0] == rows[0]
    assert open_.sent == 1


def slip(valley, name, *, nonce=1):
    """An hour of work for the baker."""
    work = Flow(
        action=Action.WORK,
        scope=valley.scope(BREAD),
        provider=valley.seat(name),
        receiver=valley.seat(BAKER),
        occurred_at=valley.local.now - 1,
        evidence=b"\x11" * 32,
        effort=HOUR,
    )
    deadline, flows = valley.local.now + DAY, valley.alliance.ledger.flows
    return flows.sign_slip(work, deadline=deadline, signer=valley.signer(name), nonce=nonce)


def test_slips__then_the_confirmation__are_recorded_and_recognised(valley, paid):
    open_, flows = paid(), valley.alliance.ledger.flows
    signed = [slip(valley, MILLER).model_dump(mode="json"), slip(valley, DRIVER)]
    signed[1] = spoilt(signed[1].model_dump(mode="json"))
    rows = open_.service.make("/relay/slips", slips=signed)

    assert [row["accepted"] for row in rows] == [True, False]
    [event] = open_.service.read("/events", name="FlowRecorded")
    entry = bytes.fromhex(event["args"]["entry"][2:])
    # The relay confirms nothing by itself: the receiver's word is still missing.
    assert flows.row(entry).status == 1

    baker, deadline = valley.signer(BAKER), valley.local.now + DAY
    signed = flows.sign_confirmation(entry, deadline=deadline, signer=baker)
    confirmation = {
        "entry": event["args"]["entry"],
        "account": baker.address,
        "deadline": deadline,
        "signature": signed.model_dump(mode="json")["signature"],
    }
    [row] = open_.service.make("/relay/slips", confirmations=[confirmation])
    assert row["accepted"]
    assert valley.alliance.ledger.recognition(valley.seat(MILLER)).earned == HOUR
    assert open_.sent == 2


def test_slips__neither__is_422(paid):
    assert "neither" in refusal(paid().service.post("/relay/slips"), 422)["message"]


# -- what is refused before anything is sent


def test_kind__not_taken__is_403(paid, ballot):
    open_ = paid(takes=("slips",))
    assert "not taken" in refusal(bring(open_, ballot(BAKER)), 403)["message"]
    assert open_.sent == 0


def test_account__of_a_stranger__is_403(valley, paid, ballot):
    stranger = ballot(BAKER) | {"voter": valley.outsider.address}
    open_ = paid()
    assert "no active member" in refusal(bring(open_, stranger), 403)["message"]
    assert open_.sent == 0


def test_seat__not_on_the_list__is_403(valley, paid, ballot):
    open_ = paid(members=(valley.seat(GROWER),))
    assert "not served" in refusal(bring(open_, ballot(BAKER)), 403)["message"]
    assert bring(open_, ballot(GROWER)).status_code == 200


def test_bad_signature__is_409__and_uses_no_share(valley, paid, ballot):
    """Nobody can use up the share of somebody else."""
    open_ = paid(quota={"messages": 1, "every": 3_600})
    for _ in range(3):
        assert refusal(bring(open_, spoilt(ballot(BAKER))), 409)["kind"] == "GovernorBadSignature"
    assert bring(open_, ballot(BAKER)).status_code == 200
    assert open_.sent == 1


def test_gas__more_than_is_paid_for_one__is_403(valley, paid, ballot, monkeypatch):
    open_ = paid(gas=100_000)
    told = Simulation.model_construct(gas_used=100_001)
    monkeypatch.setattr(Chain, "simulate", lambda *_, **__: told)
    assert "the relay pays 100,000" in refusal(bring(open_, ballot(BAKER)), 403)["message"]
    assert open_.sent == 0


def test_share__used__is_429_until_there_is_room(valley, paid, ballot):
    open_ = paid(quota={"messages": 2, "every": 3_600})
    assert bring(open_, ballot(BAKER, 1)).status_code == 200
    open_.now += 600
    assert bring(open_, ballot(BAKER, 2)).status_code == 200
    full = bring(open_, ballot(BAKER, 3))

    assert refusal(full, 429)["kind"] == "QuotaUsed"
    assert full.headers["retry-after"] == "3000"
    assert bring(open_, ballot(GROWER, 1)).status_code == 200
    open_.now += 3_000
    assert bring(open_, ballot(BAKER, 3)).status_code == 200


def test_money__below_alarm_and_then_below_keep(valley, paid, ballot, caplog):
    open_ = paid()
    assert open_.relay.status().alarm is False
    valley.local.fund(open_.signer.address, Policy().alarm - 1)
    assert bring(open_, ballot(BAKER)).status_code == 200
    assert "fill the relay's account" in caplog.text
    status = open_.service.read("/relay")
    assert (status["alarm"], status["is_open"]) == (True, True)

    valley.local.fund(open_.signer.address, Policy().keep)
    assert refusal(bring(open_, ballot(GROWER)), 503)["kind"] == "RelayEmpty"
    assert open_.service.read("/relay")["is_open"] is False
    assert open_.sent == 1


# -- who may be the relay


@pytest.mark.parametrize("who", [BAKER, ARBITER])
def test_relay__a_member_or_guardian__is_refused(valley, who):
    with pytest.raises(KeyRefused, match="has a seat or a role"):
        Relay(valley.alliance, valley.signer(who), Policy(), Book(None))


def test_relay__a_guardian_without_a_seat__is_refused(valley):
    guardian = valley.local.signer("a guardian from elsewhere")
    action = valley.alliance.treasury.set_guardian_action(
        guardian.address, valley.local.now + DAY * 60
    )
    valley.amend(action)
    with pytest.raises(KeyRefused, match="has a seat or a role"):
        Relay(valley.alliance, guardian, Policy(), Book(None))


# -- the policy and the book


def test_policy__a_file__is_read(tmp_path):
    path = tmp_path / "relay.yaml"
    path.write_text(
        "version: 1\ntakes: [ballots, slips]\nmembers: [3, 7]\n"
        'quota: {messages: 5, every: 2 days}\nalarm: "0.5"\nkeep: "0.1"\n'
    )
    read = Policy.load(path)
    assert (read.takes, read.members) == (("ballots", "slips"), (3, 7))
    assert (read.quota.every, read.alarm, read.keep) == (span("2 days"), ETHER // 2, ETHER // 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("takes: [everything]", "relay.yaml:1: takes.0"),
        ('alarm: "0.1"\nkeep: "0.5"', "alarm is below keep"),
        ("members: [0]", "relay.yaml:1: members"),
        ('keep: "a bit"', "is not an amount"),
        ("version: 1\nquotas: 3", "relay.yaml:2: quotas: unknown key"),
    ],
)
def test_policy__a_bad_file__is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "relay.yaml"
    path.write_text(text)
    with pytest.raises(BadInput) as refused:
        Policy.load(path)
    assert said in str(refused.value)


def test_book__survives_and_is_shared(tmp_path):
    quota, path = Quota(messages=2, every=60), tmp_path / "relay" / "book.db"
    first = Book(path, clock=lambda: 100)
    assert first.enter("a", 7, quota)
    second = Book(path, clock=lambda: 110)
    assert not second.enter("a", 7, quota)
    second.settle("a", "0x12")
    assert first.landed("a") == "0x12"
    assert second.enter("b", 7, quota)
    with pytest.raises(QuotaUsed) as full:
        first.enter("c", 7, quota)
    assert full.value.seconds == 60
    second.strike("b")
    first.strike("a")  # it counted: it stays
    assert first.left(7, quota) == 1
    assert Book(path, clock=lambda: 160).left(7, quota) == 2


def test_book__that_is_no_book__is_refused(tmp_path):
    path = tmp_path / "book.db"
    path.write_bytes(b"something else entirely, and long enough to be read as a header" * 20)
    with pytest.raises(JournalDamaged):
        Book(path)
