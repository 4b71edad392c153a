# SPDX-License-Identifier: Apache-2.0
"""The service: the SDK over HTTP.

reads → what the SDK reads, every verb of every domain has its route
├── what is not there → 404        ├── a value that is wrong → 422, no field that is not described
└── a node that does not answer → 503
transactions → what a wallet sends; it counts
└── what the chain would refuse → 409, with reason and next step
messages → what a wallet signs, hashed as the contract does; the signature completes it
actions → go into a proposal
requests
├── too long → 413                 ├── under a foreign host name → 400
└── from another page → only from origins that are named
"""

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from cosmolocal.calls import Call
from cosmolocal.chain import Chain
from cosmolocal.errors import BadInput, NodeUnreachable
from cosmolocal.funding import round_of
from cosmolocal.governance import Side, proposal_of
from cosmolocal.serve import create_app
from cosmolocal.serve.guard import MOST_BYTES
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.valueflows.actions import Action
from cosmolocal.verbs import verbs
from tests.sdk.valley import BAKER, BREAD, ETHER, GROWER, HOUR, MILLER
from tests.serve.conftest import HOST, ORIGIN, refusal

FOLDERS = {"write": "/transactions", "message": "/messages", "action": "/actions", "read": ""}


def send(valley, asked, name):
    """Do what a member's wallet does with a transaction."""
    call = Call(asked["to"], bytes.fromhex(asked["data"][2:]))
    signer = valley.signer(name)
    return valley.alliance.chain.send(call, signer, value=int(asked["value"]))


# -- reads


def test_routes__are_all_verbs(service):
    paths = set(service.read("/openapi.json")["paths"])
    wanted = {f"{FOLDERS[v.kind]}/{v.domain}/{v.name.removesuffix('_action')}" for v in verbs()}
    assert len(wanted) > 250
    assert wanted <= paths
    brought = ("ballots", "round-ballots", "slips", "membership", "delegations")
    brought += ("payout-changes", "claims")
    others = {"/alliance", "/events", "/relay"}
    assert paths - wanted == others | {f"/relay/{name}" for name in brought}


def test_read__is_what_the_sdk_reads(valley, service):
    membership, account = valley.alliance.membership, valley.address(GROWER)
    assert service.read("/membership/standing", account=account) == membership.standing(
        account
    ).model_dump(mode="json")
    roll = [each.model_dump(mode="json") for each in membership.roll()]
    assert service.read("/membership/roll") == roll
    assert service.read("/membership/season") == "0"
    assert service.read("/membership/covenant") == f"0x{membership.covenant().hex()}"
    assert service.read("/treasury/balance")["token"] == ZERO_ADDRESS
    bread, baker = valley.scope(BREAD), valley.seat(BAKER)
    assert service.read("/scopes/has_role", scope=bread, seat=baker, role=2) is True


def test_read__an_address_without_capitals__is_taken_as_wallets_write_it(valley, service):
    account = valley.address(GROWER)
    assert service.read("/membership/standing", account=account.lower())["account"] == account


def test_read__things_that_only_events_tell(valley, service):
    entry = valley.work(MILLER, 2)
    row = service.read("/flows/row", entry=f"0x{entry.hex()}")
    assert (row["flow"]["effort"], row["status"]) == (2 * HOUR, 1)
    motion = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    assert [each["id"] for each in service.read("/governance/all")] == [str(motion)]
    [event] = service.read("/events", name="WorkRecorded")
    assert event["args"]["entry"] == f"0x{entry.hex()}"
    assert service.read("/events", name="WorkRecorded", skip=1) == []
    assert len(service.read("/events", limit=3)) == 3


def test_alliance__says_where_its_contracts_are(valley, service):
    found = service.read("/alliance")
    assert (found["name"], found["chain_id"]) == ("River Valley", 31337)
    assert found["contracts"]["Treasury"] == valley.alliance.treasury.address


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/governance/show", {"proposal_id": "12"}),
        ("/governance/content", {"proposal_id": "12"}),
        ("/membership/holder", {"seat": 4_000}),
        ("/ledger/entry", {"entry": "0x" + "00" * 32}),
        ("/funding/show", {"round_id": 9}),
        ("/treasury/pot", {"number": 3}),
        ("/flows/resource", {"number": 5}),
        ("/nothing/here", {}),
    ],
)
def test_read__what_is_not_there__is_404_with_a_next_step(service, path, query):
    assert refusal(service.get(path, **query), 404)["next_step"]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/membership/standing", {"account": "0x80B3ddd32f01259eed788bf178a88ee1a9f28cd4"}, "acc"),
        ("/membership/standing", {}, "account"),
        ("/membership/holder", {"seat": "many"}, "seat"),
        ("/membership/holder", {"seat": -1}, "seat"),
        ("/scopes/has_role", {"scope": 1, "seat": 1, "role": 99}, "role"),
        ("/ledger/entry", {"entry": "0x12"}, "entry"),
    ],
)
def test_read__a_wrong_value__is_422_and_names_it(service, path, query, field):
    assert f"query.{field}" in refusal(service.get(path, **query), 422)["message"]


def test_action__a_value_that_no_type_of_the_contract_holds__is_422(service):
    answer = service.post("/actions/vouching/set_rules", rules=[1])
    assert "does not fit" in refusal(answer, 422)["message"]


def test_read__no_node__is_503(service, monkeypatch):
    def silent(*_, **__):
        raise NodeUnreachable("nobody there")

    monkeypatch.setattr(Chain, "at", silent)
    assert refusal(service.get("/alliance"), 503)["kind"] == "NodeUnreachable"


# -- what wallets send and sign


@pytest.fixture
def motion(valley):
    number = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(valley.alliance.governance.show(number).start)
    return number


def test_transaction__sent_by_the_wallet__counts(valley, service, motion):
    asked = service.make(
        "/transactions/governance/vote",
        sender=valley.address(BAKER),
        proposal_id=str(motion),
        side=int(Side.FOR),
        votes=3,
    )
    assert (asked["sender"], asked["chain_id"]) == (valley.address(BAKER), 31337)
    assert asked["gas"] > asked["gas_used"]
    send(valley, asked, BAKER)
    assert valley.alliance.governance.show(motion).votes_for == 3


def test_transaction__with_terms_and_value__is_simulated_as_a_whole(valley, service):
    gift = service.make("/transactions/treasury/deposit", sender=valley.address(BAKER), amount=5)
    assert (gift["to"], gift["value"], gift["data"]) == (
        valley.alliance.treasury.address,
        "5",
        "0x",
    )
    terms = valley.terms().model_dump(mode="json")
    steward = valley.address("Bente Krogh")
    asked = service.make("/transactions/funding/open_round", sender=steward, terms=terms)
    number = round_of(send(valley, asked, "Bente Krogh"))
    assert service.read("/funding/show", round_id=number)["terms"] == terms


def test_transaction__the_chain_would_refuse__is_409_in_words(valley, service, motion):
    found = refusal(
        service.post(
            "/transactions/governance/vote",
            sender=valley.address(BAKER),
            proposal_id=str(motion),
            side=1,
            votes=400,
        ),
        409,
    )
    assert found["kind"] == "GovernorOverBudget"
    assert found["next_step"]


def test_transaction__a_field_that_is_not_described__is_422(valley, service):
    answer = service.post("/transactions/membership/leave", sender=valley.address(BAKER), value="1")
    assert "body.value" in refusal(answer, 422)["message"]


def test_transaction__a_flow__is_packed_by_the_service(valley, service):
    flow = {
        "action": int(Action.WORK),
        "scope": valley.scope(BREAD),
        "provider": valley.seat(MILLER),
        "receiver": valley.seat(BAKER),
        "occurred_at": valley.local.now - 1,
        "evidence": "0x" + "11" * 32,
        "effort": HOUR,
    }
    asked = service.make("/transactions/flows/record", sender=valley.address(MILLER), flow=flow)
    assert send(valley, asked, MILLER).event("FlowRecorded")["provider"] == valley.seat(MILLER)


def test_message__is_what_the_contract_hashes__and_the_signature_completes_it(
    valley, service, motion
):
    """A wallet that knows nothing of this package signs it."""
    asked = service.make(
        "/messages/governance/sign_ballot",
        sender=valley.address(BAKER),
        proposal_id=str(motion),
        side=1,
        votes=2,
        reason="0x" + "22" * 32,
    )
    assert asked["typed_data"]["message"]["proposalId"] == str(motion)
    key = valley.signer(BAKER)._LocalSigner__key.secret
    signed = Account.sign_message(encode_typed_data(full_message=asked["typed_data"]), key)
    ballot = asked["unsigned"] | {"signature": "0x" + bytes(signed.signature).hex()}
    own = valley.alliance.governance.sign_ballot(
        motion, Side.FOR, 2, reason=bytes.fromhex("22" * 32), signer=valley.signer(BAKER)
    )
    assert ballot == own.model_dump(mode="json")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("membership/sign_delegation", {"delegatee": ZERO_ADDRESS, "expiry": 2_000_000_000}),
        ("vouching/sign_vouch", {"account": HOST, "kind": 1, "deadline": 2_000_000_000}),
        ("flows/sign_confirmation", {"entry": "0x" + "11" * 32, "deadline": 2_000_000_000}),
    ],
)
def test_message__of_other_domains__is_typed_data(valley, service, path, body):
    if "account" in body:
        body = body | {"account": valley.outsider.address}
    found = service.make(f"/messages/{path}", sender=valley.address(BAKER), **body)
    assert encode_typed_data(full_message=found["typed_data"])
    assert found["unsigned"]["signature"] == "0x"


def test_action__goes_into_a_proposal(valley, service):
    action = service.make(
        "/actions/treasury/pay", to=valley.address(MILLER), amount=str(ETHER), memo="0x" + "33" * 32
    )
    assert action["target"] == valley.alliance.treasury.address
    asked = service.make(
        "/transactions/governance/propose",
        sender=valley.address(GROWER),
        actions=[action],
        description="0x" + "44" * 32,
    )
    made = proposal_of(send(valley, asked, GROWER))
    content = service.read("/governance/content", proposal_id=str(made))
    assert content["calldatas"] == [action["calldata"]]
    assert content["description"].startswith("0x" + "44" * 32 + "#proposer=")


# -- requests


def test_request__too_long__is_413_before_it_is_read(service):
    answer = service.http.post("/relay/ballots", content=b" " * (MOST_BYTES + 1))
    assert "bytes" in refusal(answer, 413)["message"]


def test_request__not_json__is_422(service):
    answer = service.http.post("/transactions/membership/leave", content=b"{")
    assert answer.status_code == 422


def test_request__wrong_method__is_405_in_the_same_form(service):
    answer = service.http.post("/alliance")
    assert refusal(answer, 405)["kind"] == "BadInput"
    assert answer.headers["allow"] == "GET"


def test_request__under_a_foreign_name__is_refused(service):
    """A page that points its own name at this machine is not served."""
    answer = service.http.get("/alliance", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_request__from_another_page__only_if_its_origin_is_named(service):
    ask = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Content-Type",
    }
    ours = service.http.options("/relay/ballots", headers=ask | {"Origin": ORIGIN})
    theirs = service.http.options(
        "/relay/ballots", headers=ask | {"Origin": "https://evil.example"}
    )
    assert ours.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in theirs.headers
    assert theirs.status_code == 400
    assert "access-control-allow-credentials" not in ours.headers


@pytest.mark.parametrize("origin", ["*", "page.example", "https://*", "https://page.example/x", ""])
def test_origin__no_plain_origin__is_refused(valley, origin):
    with pytest.raises(BadInput, match="is no origin"):
        create_app(valley.alliance, origins=[origin])


def test_answer__tells_browsers_to_keep_and_run_nothing(service):
    headers = service.get("/alliance").headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert service.get("/docs").status_code == 404


def test_relay__none__is_403(service):
    assert refusal(service.get("/relay"), 403)["kind"] == "NotRelayed"
