# SPDX-License-Identifier: Apache-2.0
"""An organisation whose account is a Safe of two of three owners votes by ERC-1271.

The Safe is the official build from npm, with the handler that wallets give it.
"""

import json

import pytest

from cosmolocal.artifacts import Artifact
from cosmolocal.errors import BadInput
from cosmolocal.governance import Side, results_of, sign_ballot
from cosmolocal.membership import SeatKind
from cosmolocal.safe_signing import SafeAccount
from cosmolocal.signers import dev_signer
from tests.requirements import require_safe
from tests.sdk.conftest import open_engine
from tests.sdk.valley import DAY, GROWER, Valley, settle

NOBODY = "0x" + 40 * "0"
THRESHOLD = 2

pytestmark = pytest.mark.anvil


def deployed(valley, path, *given):
    """One of the Safe's contracts."""
    built = require_safe() / "build" / "artifacts" / "contracts" / path
    content = json.loads(built.read_text())
    artifact = Artifact(content["contractName"], content["abi"], content["bytecode"])
    chain = valley.alliance.chain
    place = chain.deploy(artifact, given, valley.deployer).contract_address
    return chain.contract(artifact.name, place, abi=artifact.abi)


def make_safe(valley, owners):
    """Make a Safe by its factory, as wallets do."""
    single = deployed(valley, "Safe.sol/Safe.json")
    handlers = "handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json"
    handler = deployed(valley, handlers)
    factory = deployed(valley, "proxies/SafeProxyFactory.sol/SafeProxyFactory.json")
    who = [owner.address for owner in owners]
    terms = [who, THRESHOLD, NOBODY, b"", handler.address, NOBODY, 0, NOBODY]
    setup = bytes.fromhex(single.encode_abi("setup", terms)[2:])
    make = factory.functions.createProxyWithNonce(single.address, setup, 0)
    return valley.alliance.chain.send(make, valley.deployer).event("ProxyCreation")["proxy"]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The alliance with the Safe as one of its organisations; a constitutional vote is on."""
    require_safe()
    owners = [dev_signer(f"owner {number}") for number in range(3)]
    with open_engine("anvil") as local:
        valley = Valley.connect(local, *settle(local, tmp_path_factory.mktemp("safe")))
        safe = make_safe(valley, owners)
        admit = valley.alliance.membership.admit_action([safe], SeatKind.ORGANISATION)
        valley.pass_(valley.propose(admit))
        valley.warp(valley.local.now + 8 * DAY)  # its credits have begun
        proposal = valley.propose(
            valley.alliance.governance.set_guardian_action(NOBODY, 0), proposal_type=1
        )
        valley.warp(valley.alliance.governance.show(proposal).start)
        yield valley, safe, owners, proposal


@pytest.fixture
def it(world):
    valley, safe, owners, proposal = world
    before = valley.local.snapshot()
    fresh = Valley.connect(valley.local, valley.description, valley.manifest)
    facts = fresh.alliance.governance.ballot_facts(proposal, safe)
    yield fresh, safe, owners, facts
    valley.local.revert(before)


def account(valley, safe, owners):
    """The Safe, with those owners who sign."""
    return SafeAccount(safe, valley.alliance.chain.chain_id, owners)


def test_vote__safe_of_two_of_three__counts_in_its_chamber(it):
    valley, safe, owners, facts = it
    governance = valley.alliance.governance
    ballot = sign_ballot(facts, Side.FOR, 4, signer=account(valley, safe, owners[1:]))

    receipt = governance.vote_by_signature(ballot, signer=valley.outsider)

    [told] = [event for event in receipt.events if event.name == "VoteCastWithParams"]
    assert (told["voter"], told["weight"]) == (safe, 4)
    assert len(ballot.signature) == 2 * 65
    chamber = governance.show(facts.proposal_id).organisations
    assert (chamber.votes_for, chamber.heads) == (4, 1)


def test_relay__a_safes_ballot_among_others__counts(it):
    valley, safe, owners, facts = it
    governance = valley.alliance.governance
    of_safe = sign_ballot(facts, Side.AGAINST, 2, signer=account(valley, safe, owners[:2]))
    of_person = governance.sign_ballot(facts.proposal_id, Side.FOR, 3, signer=valley.signer(GROWER))

    receipt = governance.relay([of_safe, of_person, of_safe], signer=valley.outsider)

    results = results_of([of_safe, of_person, of_safe], receipt)
    assert [result.is_accepted for result in results] == [True, True, False]
    shown = governance.show(facts.proposal_id)
    assert (shown.organisations.votes_against, shown.votes_for) == (2, 3)


@pytest.mark.parametrize("who", [[0], [0, 0], [0, "stranger"]])
def test_vote__too_few_owners__is_refused(it, who):
    valley, safe, owners, facts = it
    named = [dev_signer("stranger") if each == "stranger" else owners[each] for each in who]
    ballot = sign_ballot(facts, Side.FOR, 1, signer=account(valley, safe, named))

    [result] = valley.alliance.governance.try_ballots([ballot])

    assert (result.is_accepted, result.reason) == (False, "governor: bad signature")


def test_safe_account__without_owners__is_refused(it):
    valley, safe, _, _ = it
    with pytest.raises(BadInput, match="a Safe signs by its owners"):
        account(valley, safe, [])
