# SPDX-License-Identifier: Apache-2.0
"""The relay brings what makes somebody a member, and keeps it one, without gas.

vouches, then the joining → a seat; the newcomer has no money
├── a joining without vouches → 409, the newcomers' share is not used; that share used → 429
└── a joining where they are not taken → 403
a key is lost: backings, the new key's asking, after the delay the claim → the seat moves
├── the old key objects by signature → the claim is refused
├── the same seat later under a third key → moves again
└── a claim too early, of a seat that is not served → 409, 403
a delegation → the delegate may vote; again → found, not sent
a recipient's payout change → under way; somebody else's signature → 409
what is no such message
├── arguments of another verb, more than fifty, both → 422
├── an objection for a seat that nobody holds → 404
└── signed for another contract, or another chain → 409, nothing is sent
from a page of another origin → no permission for it; what it could send without → 422
"""

import json

import pytest
from eth_account import Account

from cosmolocal.membership import SeatKind
from cosmolocal.typed_data import Delegation, Domain, TypedMessage
from tests.sdk.valley import BAKER, DAY, DRIVER, GROWER, MILLER
from tests.serve.conftest import ORIGIN, refusal

MEMBERS = (GROWER, MILLER, DRIVER)


@pytest.fixture
def later(valley):
    """The valley a season later: its members may vouch."""
    valley.warp(valley.alliance.membership.seasons.start(1) + DAY)
    return valley


@pytest.fixture
def newcomer(later):
    return later.local.signer("a newcomer without money", fund=0)


def deadline(valley):
    return valley.local.now + DAY


def as_json(*messages):
    return [each.model_dump(mode="json") for each in messages]


def vouches(valley, account):
    vouching, until = valley.alliance.vouching, deadline(valley)
    return [
        vouching.sign_vouch(account, SeatKind.PERSON, until, signer=valley.signer(name))
        for name in MEMBERS[: vouching.needed()]
    ]


def joining(valley, newcomer):
    vouching, until = valley.alliance.vouching, deadline(valley)
    return vouching.sign_joining(SeatKind.PERSON, until, signer=newcomer)


def bring(open_, *slips):
    return open_.service.post("/relay/membership", slips=as_json(*slips))


# -- joining


def test_joining__vouched_for__takes_a_seat_without_money(later, newcomer, paid):
    """X-1."""
    open_ = paid()
    given = vouches(later, newcomer.address)
    rows = bring(open_, *given, joining(later, newcomer)).json()

    # The joining was looked at before its vouches were on the chain.
    assert [row["accepted"] for row in rows] == [*[True] * len(given), False]
    [row] = bring(open_, joining(later, newcomer)).json()
    assert row["accepted"]
    assert row["account"] == newcomer.address
    assert later.alliance.membership.standing(newcomer.address).is_active
    assert later.alliance.chain.at().balance(newcomer.address) == 0


def test_joining__without_vouches__is_409_and_uses_no_share(later, newcomer, paid):
    open_ = paid()
    refused = refusal(bring(open_, joining(later, newcomer)), 409)
    assert refused["kind"] == "VouchingTooFewVouches"
    quota = {"messages": 20, "every": 86_400}
    assert open_.book.left(0, open_.relay._policy.quota) == quota["messages"]
    assert open_.sent == 0


def test_joining__newcomers_have_one_share_together(later, paid):
    open_ = paid(quota={"messages": 1, "every": 3_600})
    first, second = (later.local.signer(name) for name in ("first", "second"))
    for each in (first, second):
        for slip in vouches(later, each.address):
            later.alliance.vouching.relay(slip, signer=later.outsider)
    assert bring(open_, joining(later, first)).status_code == 200
    assert (
        "newcomers had 1 messages" in refusal(bring(open_, joining(later, second)), 429)["message"]
    )
    assert open_.book.left(later.seat(GROWER), open_.relay._policy.quota) == 1


def test_joining__not_taken__is_403(later, newcomer, paid):
    answer = bring(paid(takes=("ballots", "vouches")), joining(later, newcomer))
    assert "joinings are not taken" in refusal(answer, 403)["message"]


# -- a lost key


def backed(valley, open_, seat, account):
    """Bring enough backings for a new key."""
    vouching, until = valley.alliance.vouching, deadline(valley)
    needed = valley.alliance.chain.read(vouching.contract.functions.rules())["recovery_vouches"]
    slips = [
        vouching.sign_backing(seat, account, until, signer=valley.signer(name))
        for name in MEMBERS[:needed]
    ]
    assert all(row["accepted"] for row in bring(open_, *slips).json())


def asking(valley, seat, key):
    return valley.alliance.vouching.sign_asking(seat, deadline(valley), signer=key)


def claim(open_, seat):
    return open_.service.post("/relay/claims", claims=[{"of": "seat", "seat": seat}])


def test_recovery__backed_and_asked_for__moves_the_seat_without_money(later, newcomer, paid):
    """M-2."""
    open_, seat, vouching = paid(), later.seat(BAKER), later.alliance.vouching
    assert refusal(bring(open_, asking(later, seat, newcomer)), 409)["kind"] == (
        "VouchingTooFewBackers"
    )
    backed(later, open_, seat, newcomer.address)
    [row] = bring(open_, asking(later, seat, newcomer)).json()
    assert (row["accepted"], row["account"]) == (True, newcomer.address)

    refusal(claim(open_, seat), 409)
    later.warp(vouching.recovery(seat).ready_at)
    [row] = claim(open_, seat).json()
    assert (row["accepted"], row["account"]) == (True, None)
    assert later.alliance.membership.holder(seat) == newcomer.address


def test_recovery__of_the_same_seat_once_more__is_not_taken_for_the_first(later, newcomer, paid):
    """M-2."""
    open_, seat, vouching = paid(), later.seat(BAKER), later.alliance.vouching
    keys = [newcomer, later.local.signer("yet another key", fund=0)]
    hashes = set()
    for key in keys:
        backed(later, open_, seat, key.address)
        bring(open_, asking(later, seat, key))
        later.warp(vouching.recovery(seat).ready_at)
        [row] = claim(open_, seat).json()
        assert row["accepted"]
        hashes.add(row["tx_hash"])
        assert later.alliance.membership.holder(seat) == key.address
    assert len(hashes) == 2


def test_recovery__the_old_key_objects__no_claim(later, newcomer, paid):
    """M-2."""
    open_, seat, vouching = paid(), later.seat(BAKER), later.alliance.vouching
    backed(later, open_, seat, newcomer.address)
    bring(open_, asking(later, seat, newcomer))
    [row] = bring(open_, vouching.sign_objection(seat, signer=later.signer(BAKER))).json()
    assert (row["accepted"], row["account"]) == (True, later.address(BAKER))
    later.warp(vouching.recovery(seat).ready_at)
    assert refusal(claim(open_, seat), 409)["kind"] == "VouchingAVoteMustDecide"


def test_recovery__of_a_seat_that_is_not_served__is_403(later, newcomer, paid):
    open_, seat = paid(members=(later.seat(GROWER),)), later.seat(BAKER)
    for answer in (bring(open_, asking(later, seat, newcomer)), claim(open_, seat)):
        assert "not served" in refusal(answer, 403)["message"]


# -- delegation, payout address


def delegation(valley, name, to):
    membership, signer = valley.alliance.membership, valley.signer(name)
    return membership.sign_delegation(valley.address(to), deadline(valley), signer=signer)


def test_delegation__counts__and_again_is_found(valley, paid):
    open_, body = paid(), {"delegations": as_json(delegation(valley, BAKER, GROWER))}
    first = open_.service.make("/relay/delegations", **body)
    assert open_.service.make("/relay/delegations", **body) == first
    membership = valley.alliance.membership
    assert membership.delegate_of(valley.address(BAKER)) == valley.address(GROWER)
    assert open_.sent == 1


def test_payout_change__by_the_recipient_only(valley, paid):
    open_, funding, number = paid(), valley.alliance.funding, valley.round()
    project = valley.project(number, MILLER)
    signed = [
        funding.sign_payout_change(
            number,
            project,
            valley.outsider.address,
            deadline=deadline(valley),
            signer=valley.signer(name),
        )
        for name in (BAKER, MILLER)
    ]
    body = {"pool": "funding", "changes": as_json(*signed)}
    rows = open_.service.make("/relay/payout-changes", **body)
    assert [row["accepted"] for row in rows] == [False, True]
    [shown] = funding.show(number).projects
    assert shown.changes_at > valley.local.now


# -- what is no such message


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("object_by_signature", ["0x80b3DdD32f01259eeD788bf178a88EE1a9F28cD4"]),
        ("object_by_signature", [1, 2]),
        ("vouch_by_signature", [1, 2, 3, 4]),
        ("join_by_signature", []),
        ("set_rules", []),
    ],
)
def test_slip__of_another_shape__is_422(paid, verb, arguments):
    open_ = paid()
    slip = {"verb": verb, "arguments": arguments, "signature": "0x"}
    assert refusal(open_.service.post("/relay/membership", slips=[slip]), 422)["next_step"]
    assert open_.sent == 0


def test_messages__more_than_fifty__are_422(valley, paid):
    slips = as_json(valley.alliance.vouching.sign_asking(1, 2**39, signer=valley.outsider)) * 51
    refusal(paid().service.post("/relay/membership", slips=slips), 422)
    claims = [{"of": "seat", "seat": 1}] * 51
    refusal(paid().service.post("/relay/claims", claims=claims), 422)


def test_objection__for_a_seat_that_nobody_holds__is_404(paid):
    slip = {"verb": "object_by_signature", "arguments": [4_000], "signature": "0x" + "11" * 65}
    refusal(paid().service.post("/relay/membership", slips=[slip]), 404)


@pytest.mark.parametrize("wrong", ["contract", "chain"])
def test_delegation__signed_for_elsewhere__is_409_and_not_sent(valley, paid, wrong):
    """X-1."""
    open_, membership = paid(), valley.alliance.membership
    signer, good = valley.signer(BAKER), delegation(valley, BAKER, GROWER)
    found = valley.alliance.chain.read(membership.contract.functions.eip712Domain())
    name, version, chain_id, place = found[1:5]
    domain = (
        Domain(name, version, chain_id, valley.alliance.governance.address)
        if wrong == "contract"
        else Domain(name, version, chain_id + 1, place)
    )
    struct = Delegation(good.delegatee, good.nonce, good.expiry)
    key = signer._LocalSigner__key.secret  # the signer itself refuses another chain
    signed = Account.sign_message(TypedMessage(domain, struct).signable(), key)
    signature = bytes(signed.signature)
    body = as_json(good.model_copy(update={"signature": signature}))
    refusal(open_.service.post("/relay/delegations", delegations=body), 409)
    assert open_.sent == 0
    assert membership.delegate_of(signer.address) == signer.address


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_relay__what_a_browser_sends_unasked__is_422(valley, paid, kind):
    """A form or a beacon of another page, which no browser asks about before."""
    open_ = paid()
    slips = as_json(asking(valley, 1, valley.outsider))
    headers = {"Content-Type": kind} if kind else {}
    body = json.dumps({"slips": slips}).encode()
    answer = open_.service.http.post("/relay/membership", content=body, headers=headers)
    refusal(answer, 422)
    answer = open_.service.post("/relay/membership", slips=slips)
    refusal(answer, 409)  # the same as JSON is looked at


@pytest.mark.parametrize(("origin", "allowed"), [("https://evil.example", None), (ORIGIN, ORIGIN)])
def test_relay__from_a_page_of_another_origin__no_permission(paid, origin, allowed):
    """A browser asks first, because the body is JSON; without this answer it does not send it."""
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "content-type"
    answer = paid().service.http.options("/relay/claims", headers=asked)
    assert answer.headers.get("access-control-allow-origin") == allowed
