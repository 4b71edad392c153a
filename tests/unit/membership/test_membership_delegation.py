# SPDX-License-Identifier: Apache-2.0
"""Delegation (ERC-5805) by call and by signature, moved seats, the clock (M-2, X-1).

delegate
├── without an active seat → "membership: no active seat"
└── another account, then oneself or nobody → named, and named no longer
delegateBySig, delegate_by_signature
├── after its last second → "membership: signature expired"; in it → counted
├── a nonce too few, too many or used → "membership: bad nonce"
├── s in the upper half → "membership: malleable signature"
├── nothing is recovered → "membership: bad signature"; of whom has no seat → refused
├── by a wallet → its own word counts; "membership: not its signature" for anybody else's
└── otherwise → as if the member had called, whoever brings it
move
├── to nobody → "membership: zero new account"
└── to somebody who ever had a seat → "membership: account has a past"
accept_covenant → another than the present one → "membership: not the covenant"
set_eligibility → nobody is asked any more
clock, CLOCK_MODE, notice → as ERC-6372 says; no notice is all zero
"""

import boa
import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal.typed_data import Delegation, Domain, TypedMessage
from tests.reference.membership import NOBODY, ORGANISATION, PERSON
from tests.suite import CHARTER, deploy_mock, refused
from tests.unit.membership.stage import log_of, wait

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ADMITTER = 2
KEY = Account.from_key(keccak(text="the weaver of the river valley"))
MAGIC_YES, MAGIC_NO = 0, 1


@pytest.fixture
def weaver(membership, actors):
    """A member whose key can sign."""
    membership.admit([KEY.address], PERSON, sender=actors.owner)
    return KEY.address


def message(membership, delegatee, nonce=0, expiry=None):
    domain = Domain("River Valley Seat", "1", boa.env.evm.patch.chain_id, membership.address)
    return TypedMessage(domain, Delegation(delegatee, nonce, expiry)).signable()


def signed(membership, delegatee, nonce=0, seconds=60, key=KEY):
    """The arguments of `delegateBySig`."""
    expiry = boa.env.timestamp + seconds
    made = key.sign_message(message(membership, delegatee, nonce, expiry))
    return delegatee, nonce, expiry, made.v, made.r.to_bytes(32), made.s.to_bytes(32)


def in_one_piece(arguments):
    """The arguments of `delegate_by_signature` after the account."""
    delegatee, nonce, expiry, v, r, s = arguments
    return delegatee, nonce, expiry, r + s + bytes([v])


def test_delegate__to_another_and_back(membership, actors):
    for named, shown in (
        (actors.baker, actors.baker),
        (actors.farmer, actors.farmer),
        (actors.carter, actors.carter),
        (NOBODY, actors.farmer),
    ):
        before = membership.delegates(actors.farmer)
        membership.delegate(named, sender=actors.farmer)
        changed = {"delegator": actors.farmer, "from_delegate": before, "to_delegate": shown}
        assert ("DelegateChanged", changed) in log_of(membership)
        assert membership.delegates(actors.farmer) == shown
    with refused("membership: no active seat", membership):
        membership.delegate(actors.baker, sender=actors.outsider)


@pytest.mark.parametrize("by_key", [True, False])
def test_delegate_by_signature__in_its_last_second__counts_once(membership, actors, weaver, by_key):
    """X-1."""
    arguments = signed(membership, actors.baker)
    given = arguments if by_key else (weaver, *in_one_piece(arguments))
    bring = membership.delegateBySig if by_key else membership.delegate_by_signature
    boa.env.timestamp = arguments[2]
    bring(*given, sender=actors.outsider)
    named = {"delegator": weaver, "from_delegate": weaver, "to_delegate": actors.baker}
    assert ("DelegateChanged", named) in log_of(membership)
    assert (membership.delegates(weaver), membership.nonces(weaver)) == (actors.baker, 1)
    with refused("membership: bad nonce", membership):
        bring(*given, sender=actors.outsider)
    wait()
    with refused("membership: signature expired", membership):
        bring(*given, sender=actors.outsider)


def test_delegate_by_signature__out_of_its_turn__refused(membership, actors, weaver):
    """X-1 signatures count in the order of their nonces."""
    later = signed(membership, actors.baker, nonce=1)
    with refused("membership: bad nonce", membership):
        membership.delegateBySig(*later)
    with refused("membership: bad nonce", membership):
        membership.delegate_by_signature(weaver, *in_one_piece(later))
    membership.delegateBySig(*signed(membership, actors.carter))
    membership.delegateBySig(*later)
    assert membership.delegates(weaver) == actors.baker


def test_delegateBySig__second_form_or_no_signer__refused(membership, actors, weaver):  # noqa: N802
    """X-1 one signature has one form."""
    delegatee, nonce, expiry, v, r, s = signed(membership, actors.baker)
    mirrored = (ORDER - int.from_bytes(s)).to_bytes(32)
    with refused("membership: malleable signature", membership):
        membership.delegateBySig(delegatee, nonce, expiry, 55 - v, r, mirrored)
    for wrong in ((0, r, s), (29, r, s), (v, bytes(32), s), (v, r, bytes(32))):
        with refused("membership: bad signature", membership):
            membership.delegateBySig(delegatee, nonce, expiry, *wrong)


def test_delegateBySig__of_whom_has_no_seat__refused(membership, actors):  # noqa: N802
    with refused("membership: no active seat", membership):
        membership.delegateBySig(*signed(membership, actors.baker))


def test_delegate_by_signature__what_was_not_signed__refused(membership, actors, weaver):
    """X-1 a signature covers its delegate, nonce and expiry."""
    delegatee, nonce, expiry, signature = in_one_piece(signed(membership, actors.baker))
    for wrong in (
        (weaver, actors.carter, nonce, expiry, signature),
        (weaver, delegatee, nonce, expiry + 1, signature),
        (actors.farmer, delegatee, nonce, expiry, signature),
        (weaver, delegatee, nonce, expiry, signature[:64]),
    ):
        with refused("membership: not its signature", membership):
            membership.delegate_by_signature(*wrong)


def test_delegate_by_signature__of_a_wallet__is_its_own_word(membership, actors):
    wallet = deploy_mock("HostileWalletMock", MAGIC_NO)
    membership.admit([wallet.address], ORGANISATION, sender=actors.owner)
    given = (wallet.address, actors.baker, 0, boa.env.timestamp, b"any")
    with refused("membership: not its signature", membership):
        membership.delegate_by_signature(*given)
    wallet.behave(MAGIC_YES)
    membership.delegate_by_signature(*given)
    assert membership.delegates(wallet.address) == actors.baker


def test_move__to_nobody_or_somebody_with_a_past__refused(membership, actors):
    """M-2 a seat moves only to an account that never had one."""
    admitter = deploy_mock("EligibilityMock").address  # any contract
    membership.set_powers(admitter, ADMITTER, sender=actors.owner)
    membership.leave(sender=actors.carter)
    for account, reason in (
        (NOBODY, "membership: zero new account"),
        (actors.baker, "membership: account has a past"),
        (actors.carter, "membership: account has a past"),
    ):
        with refused(reason, membership):
            membership.move(1, account, sender=admitter)
    assert membership.holder(1) == actors.farmer


def test_accept_covenant__another_one__refused(membership, actors):
    with refused("membership: not the covenant", membership):
        membership.accept_covenant(b"\1" * 32, sender=actors.farmer)
    membership.accept_covenant(CHARTER, sender=actors.farmer)
    assert membership.covenant_of(1) == CHARTER


def test_set_eligibility__nobody__is_asked_no_longer(membership, actors):
    adapter = deploy_mock("EligibilityMock")
    for place in (adapter.address, NOBODY):
        membership.set_eligibility(place, 86_400, sender=actors.owner)
        assert membership.eligibility_adapter() == place


def test_clock__seconds_of_the_block(membership):
    wait(17)
    assert (membership.clock(), membership.CLOCK_MODE()) == (boa.env.timestamp, "mode=timestamp")


def test_notice__none_given__is_all_zero(membership, actors):
    assert not any(membership.notice(1))
    membership.give_notice(1, CHARTER, sender=actors.owner)
    assert any(membership.notice(1))
