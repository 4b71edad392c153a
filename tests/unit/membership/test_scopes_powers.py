# SPDX-License-Identifier: Apache-2.0
"""Topics that rise by consent, ecosystems without stewards, and travellers (M-5, X-1).

cede
├── the root → "scopes: nothing above"; no such scope → "scopes: no such scope"
├── anybody but a steward of the scope, the owner included → "scopes: not its steward"
├── ceded already → "scopes: already ceded"
└── a steward → the scope above decides: its stewards accept, appoint and found here, ours do not
reclaim
├── by a stranger to the scope → "scopes: not of the scope"; not ceded → "scopes: not ceded"
└── anybody of the scope → its own after RECLAIM_SECONDS; only its steward can cede again
ecosystem
├── STEWARD → "scopes: ecosystem has no steward"; its founder is a guardian: CONFIRMER
└── a guardian confirms and disputes in the ledger, and spends from no pot
agree_residency
├── ends before it begins, or is over → "scopes: empty stay"; over a year → "scopes: stay too long"
├── no such host → refused; host's side by no steward → "scopes: host is no steward"
├── guest without an active seat → "scopes: guest has no seat"
├── host or guest neither calls nor signed → "scopes: host has not agreed", "… guest …"
├── slip expired → "scopes: slip expired"; used before → not agreed
├── another stay is under way → "scopes: resident elsewhere"
└── otherwise → belongs to the host in [begins, ends), and to nothing else
end_residency
├── none under way → "scopes: no residency"; by a stranger → "scopes: not a steward"
└── the guest, a steward of the host, the owner → over now
"""

import boa
import pytest
from eth_account import Account

from cosmolocal.replay.membership import CEDED
from cosmolocal.typed_data import Domain, Residency, TypedMessage
from tests.reference.membership import CONFIRMER, ECOSYSTEM, PERSON, PLACE, ROOT, STEWARD
from tests.suite import CHARTER, deploy_mock, refused
from tests.unit.membership.stage import log_of, wait

FARMER, BAKER, CARTER, MILL, TOWN, GUEST = range(1, 7)
VALLEY, VILLAGE = 2, 3
BELONGING, CONFIRMING, FOUNDING, PRICES = 1, 2, 3, 99
DAY = 86_400
SEASON = 90 * DAY
HOST_KEY, GUEST_KEY = (Account.from_key(bytes([n]) * 32) for n in (0x31, 0x32))


@pytest.fixture
def tree(scopes, membership, actors):
    """The farmer tends the valley, the baker its village; the carter belongs to the village."""
    until = boa.env.timestamp + 300 * DAY
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.owner)
    scopes.grant_role(VALLEY, FARMER, STEWARD, until, sender=actors.owner)
    scopes.found(VALLEY, PLACE, CHARTER, sender=actors.farmer)
    scopes.grant_role(VILLAGE, BAKER, STEWARD, until, sender=actors.owner)
    scopes.leave(VILLAGE, sender=actors.farmer)
    scopes.accept(VILLAGE, [CARTER], sender=actors.baker)
    scopes.join(VILLAGE, sender=actors.carter)
    return scopes


# --- cede, reclaim -----------------------------------------------------------------------------


def test_cede__by_the_steward__the_scope_above_decides(tree, actors):
    tree.cede(VILLAGE, BELONGING, sender=actors.baker)
    told = {"scope": VILLAGE, "parent": VALLEY, "topic": BELONGING}
    assert log_of(tree) == [("TopicCeded", told)]
    assert tree.own_from(VILLAGE, BELONGING) == CEDED
    assert [tree.authority(VILLAGE, topic) for topic in (BELONGING, PRICES)] == [VALLEY, VILLAGE]
    with refused("scopes: not a steward", tree):
        tree.accept(VILLAGE, [TOWN], sender=actors.baker)
    tree.accept(VILLAGE, [TOWN], sender=actors.farmer)


@pytest.mark.parametrize(("topic", "verb"), [(CONFIRMING, "grant_role"), (FOUNDING, "found")])
def test_cede__other_topics__move_what_they_are_about_and_nothing_else(tree, actors, topic, verb):
    arguments = {
        "grant_role": (VILLAGE, TOWN, CONFIRMER, boa.env.timestamp + DAY),
        "found": (VILLAGE, PLACE, CHARTER),
    }
    tree.cede(VILLAGE, topic, sender=actors.baker)
    with refused("scopes: not a steward", tree):
        getattr(tree, verb)(*arguments[verb], sender=actors.baker)
    getattr(tree, verb)(*arguments[verb], sender=actors.farmer)
    tree.accept(VILLAGE, [TOWN], sender=actors.baker)


def test_cede__on_and_on__the_first_above_that_has_not_ceded_decides(tree, actors):
    tree.cede(VILLAGE, PRICES, sender=actors.baker)
    tree.cede(VALLEY, PRICES, sender=actors.farmer)
    assert [tree.authority(scope, PRICES) for scope in (VILLAGE, VALLEY, ROOT)] == [ROOT] * 3


def test_cede__not_by_consent_or_twice__refused(tree, actors):
    for caller in (actors.owner, actors.farmer, actors.carter, actors.outsider):
        with refused("scopes: not its steward", tree):
            tree.cede(VILLAGE, PRICES, sender=caller)
    with refused("scopes: nothing above", tree):
        tree.cede(ROOT, PRICES, sender=actors.owner)
    with refused("scopes: no such scope", tree):
        tree.cede(9, PRICES, sender=actors.baker)
    tree.cede(VILLAGE, PRICES, sender=actors.baker)
    with refused("scopes: already ceded", tree):
        tree.cede(VILLAGE, PRICES, sender=actors.baker)
    with refused("scopes: no such scope", tree):
        tree.authority(9, PRICES)


def test_reclaim__by_any_of_the_scope__own_after_the_delay_whoever_objects(tree, actors):
    """M-5: without a steward, too, whose role the alliance above has ended."""
    tree.cede(VILLAGE, BELONGING, sender=actors.baker)
    tree.end_role(VILLAGE, BAKER, STEWARD, sender=actors.owner)
    for stranger in (actors.owner, actors.farmer, actors.baker, actors.outsider):
        with refused("scopes: not of the scope", tree):
            tree.reclaim(VILLAGE, BELONGING, sender=stranger)
    tree.reclaim(VILLAGE, BELONGING, sender=actors.carter)
    own_from = boa.env.timestamp + SEASON
    told = {"scope": VILLAGE, "topic": BELONGING, "own_from": own_from}
    assert log_of(tree) == [("TopicReclaimed", told)]
    assert tree.RECLAIM_SECONDS() == SEASON
    with refused("scopes: not ceded", tree):
        tree.reclaim(VILLAGE, BELONGING, sender=actors.carter)
    boa.env.timestamp = own_from - 1
    assert tree.authority(VILLAGE, BELONGING) == VALLEY
    boa.env.timestamp = own_from
    assert tree.authority(VILLAGE, BELONGING) == VILLAGE


def test_reclaim__meanwhile_the_steward_cedes_again__stays_above(tree, actors):
    tree.cede(VILLAGE, PRICES, sender=actors.baker)
    tree.reclaim(VILLAGE, PRICES, sender=actors.baker)
    wait(SEASON - 1)
    tree.cede(VILLAGE, PRICES, sender=actors.baker)
    wait(SEASON)
    assert tree.authority(VILLAGE, PRICES) == VALLEY


# --- ecosystems --------------------------------------------------------------------------------


def test_ecosystem__has_guardians_and_no_steward(tree, actors):
    river, until = tree.scope_count() + 1, boa.env.timestamp + DAY
    tree.found(VALLEY, ECOSYSTEM, CHARTER, sender=actors.farmer)
    held = [tree.has_role(river, FARMER, role) for role in (STEWARD, CONFIRMER)]
    assert held == [False, True]
    with refused("scopes: ecosystem has no steward", tree):
        tree.grant_role(river, BAKER, STEWARD, until, sender=actors.owner)
    with refused("scopes: not a steward", tree):  # not even its guardian appoints
        tree.grant_role(river, BAKER, CONFIRMER, until, sender=actors.farmer)
    tree.grant_role(river, BAKER, CONFIRMER, until, sender=actors.owner)


# --- residency ---------------------------------------------------------------------------------


@pytest.fixture
def travel(tree, membership, actors):
    """Host and guest with keys: seats 7 and 6; the host tends the valley."""
    membership.admit([GUEST_KEY.address, HOST_KEY.address], PERSON, sender=actors.owner)
    tree.grant_role(VALLEY, 7, STEWARD, boa.env.timestamp + 300 * DAY, sender=actors.owner)
    for key in (HOST_KEY, GUEST_KEY):
        boa.env.set_balance(key.address, 10**18)
    return tree


def stay(days=30, after=0, host=VALLEY):
    """A stay that begins `after` days from now."""
    begins = boa.env.timestamp + after * DAY
    return (host, begins, begins + days * DAY)


def deadline():
    return boa.env.timestamp + DAY


def slip(scopes, key, terms, until=None, seat=GUEST):
    """One side's signature."""
    host, begins, ends = terms
    nonce = scopes.residency_nonce(seat)
    message = Residency(host, seat, begins, ends, nonce, until or deadline())
    domain = Domain("cosmolocal scopes", "1", boa.env.evm.patch.chain_id, scopes.address)
    return bytes(key.sign_message(TypedMessage(domain, message).signable()).signature)


def agree(scopes, terms, sender, *, host=b"", guest=b"", steward=HOST_KEY.address, until=None):
    until = until or deadline()
    scopes.agree_residency(terms, GUEST, steward, until, host, guest, sender=sender)


@pytest.mark.parametrize("sender", ["guest", "host", "relayer"])
def test_agree_residency__both_agree__belongs_for_the_time(travel, actors, sender):
    """X-1, M-5."""
    terms = stay(after=1)
    host, guest = (slip(travel, key, terms) for key in (HOST_KEY, GUEST_KEY))
    if sender == "guest":
        agree(travel, terms, GUEST_KEY.address, host=host)
    elif sender == "host":
        agree(travel, terms, HOST_KEY.address, guest=guest)
    else:
        agree(travel, terms, actors.outsider, host=host, guest=guest)
    told = {"host": VALLEY, "seat": GUEST, "begins": terms[1], "ends": terms[2]}
    assert log_of(travel) == [("ResidencyAgreed", told)]
    assert travel.residency(GUEST) == terms
    belonging = []
    for moment in (terms[1] - 1, terms[1], terms[2] - 1, terms[2]):
        boa.env.timestamp = moment
        belonging.append(travel.is_member(VALLEY, GUEST))
    assert belonging == [False, True, True, False]
    assert not travel.is_member(VILLAGE, GUEST)
    assert travel.joined_at(VALLEY, GUEST) == 0


def test_agree_residency__one_side_missing_or_forged__refused(travel, actors):
    terms = stay()
    host, guest = (slip(travel, key, terms) for key in (HOST_KEY, GUEST_KEY))
    other = slip(travel, HOST_KEY, stay(days=31))
    for given in ({}, {"host": guest}, {"host": other}, {"host": b"\0" * 65}):
        with refused("scopes: host has not agreed", travel):
            agree(travel, terms, GUEST_KEY.address, **given)
    for given in ({"host": host}, {"host": host, "guest": host}):
        with refused("scopes: guest has not agreed", travel):
            agree(travel, terms, actors.outsider, **given)
    with refused("scopes: host has not agreed", travel):  # about the next deadline
        agree(travel, terms, GUEST_KEY.address, host=host, until=deadline() + 1)


def test_agree_residency__out_of_bounds__refused(travel, actors, membership):
    now = boa.env.timestamp
    for terms in ((VALLEY, now - 9, now), (VALLEY, now + 9, now + 9), (VALLEY, now + 9, now + 8)):
        with refused("scopes: empty stay", travel):
            agree(travel, terms, HOST_KEY.address)
    with refused("scopes: stay too long", travel):
        agree(travel, (VALLEY, now, now + 365 * DAY + 1), HOST_KEY.address)
    with refused("scopes: no such scope", travel):
        agree(travel, stay(host=9), HOST_KEY.address)
    for steward in (actors.baker, actors.owner, actors.outsider):
        with refused("scopes: host is no steward", travel):
            agree(travel, stay(), GUEST_KEY.address, steward=steward)
    with refused("scopes: slip expired", travel):
        agree(travel, stay(), HOST_KEY.address, until=now - 1)
    membership.leave(sender=GUEST_KEY.address)
    with refused("scopes: guest has no seat", travel):
        agree(travel, stay(), HOST_KEY.address)


def test_agree_residency__again__only_after_the_one_under_way_and_with_new_slips(travel):
    """X-1: a slip counts once."""
    terms = stay(days=1)
    host, until = slip(travel, HOST_KEY, terms), deadline()
    agree(travel, terms, GUEST_KEY.address, host=host, until=until)
    assert travel.residency_nonce(GUEST) == 1
    with refused("scopes: resident elsewhere", travel):
        agree(travel, stay(), GUEST_KEY.address, host=slip(travel, HOST_KEY, stay()))
    travel.end_residency(GUEST, sender=GUEST_KEY.address)
    with refused("scopes: host has not agreed", travel):
        agree(travel, terms, GUEST_KEY.address, host=host, until=until)
    again = stay()
    agree(travel, again, GUEST_KEY.address, host=slip(travel, HOST_KEY, again))


def test_agree_residency__belonging_ceded__the_steward_above_is_the_host(travel, actors):
    travel.cede(VILLAGE, BELONGING, sender=actors.baker)
    terms = stay(host=VILLAGE)
    with refused("scopes: host is no steward", travel):
        agree(travel, terms, GUEST_KEY.address, steward=actors.baker)
    agree(travel, terms, GUEST_KEY.address, host=slip(travel, HOST_KEY, terms))
    assert travel.is_member(VILLAGE, GUEST)


def test_agree_residency__of_a_wallet__by_ERC_1271(travel, membership, actors):  # noqa: N802
    wallet = deploy_mock("WalletMock", GUEST_KEY.address)
    membership.admit([wallet.address], PERSON, sender=actors.owner)
    terms = stay()
    guest = slip(travel, GUEST_KEY, terms, seat=8)
    arguments = (terms, 8, HOST_KEY.address, deadline(), b"", guest)
    travel.agree_residency(*arguments, sender=HOST_KEY.address)
    assert travel.is_member(VALLEY, 8)


@pytest.mark.parametrize("who", ["guest", "host", "owner"])
def test_end_residency__by_who_is_concerned__over_now(travel, actors, who):
    terms = stay(after=1)
    agree(travel, terms, GUEST_KEY.address, host=slip(travel, HOST_KEY, terms))
    with refused("scopes: not a steward", travel):
        travel.end_residency(GUEST, sender=actors.baker)
    wait(2 * DAY)
    senders = {"guest": GUEST_KEY.address, "host": HOST_KEY.address, "owner": actors.owner}
    travel.end_residency(GUEST, sender=senders[who])
    assert log_of(travel) == [("ResidencyEnded", {"host": VALLEY, "seat": GUEST})]
    assert not travel.is_member(VALLEY, GUEST)
    with refused("scopes: no residency", travel):
        travel.end_residency(GUEST, sender=senders[who])
