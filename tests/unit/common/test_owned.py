# SPDX-License-Identifier: Apache-2.0
"""Owned: one owner, and the end of the set-up.

deploy              owner zero → "owned: zero owner"; else owner, not sealed
seal
├── caller is not the owner → "owned: not the owner"
├── sealed before → "owned: already sealed"
├── new owner zero → "owned: zero new owner"
└── else → sealed for ever, owned by the new owner
transfer_ownership
├── caller is not the owner, or was it → "owned: not the owner"
├── new owner zero → "owned: zero new owner"
└── else → owned by the new owner, sealed or not as before
check_owner         passes the owner, refuses others
"""

import boa
import pytest

from tests.suite import account, deploy_mock, fields, refused

ZERO = "0x" + "00" * 20


@pytest.fixture(scope="module")
def deployer():
    return account("deployer")


@pytest.fixture(scope="module")
def timelock():
    return account("timelock")


@pytest.fixture(scope="module")
def outsider():
    return account("outsider")


@pytest.fixture
def owned(deployer):
    return deploy_mock("OwnedMock", deployer)


def test_deploy__owner__is_set_and_not_sealed(owned, deployer):
    [event] = owned.get_logs()
    assert type(event).__name__ == "OwnershipTransferred"
    assert fields(event) == {"previous_owner": ZERO, "new_owner": deployer}
    assert (owned.owner(), owned.sealed()) == (deployer, False)


def test_deploy__zero_owner__refused():
    with boa.reverts("owned: zero owner"):
        deploy_mock("OwnedMock", ZERO)


def test_seal__by_owner__hands_over_for_ever(owned, deployer, timelock):
    owned.seal(timelock, sender=deployer)
    transferred, sealed = owned.get_logs()
    assert fields(transferred) == {"previous_owner": deployer, "new_owner": timelock}
    assert type(sealed).__name__ == "Sealed"
    assert fields(sealed) == {"owner": timelock}
    assert (owned.owner(), owned.sealed()) == (timelock, True)
    with refused("owned: not the owner", owned):
        owned.transfer_ownership(deployer, sender=deployer)


@pytest.mark.parametrize("verb", ["seal", "transfer_ownership"])
def test_guarded__by_outsider__refused(owned, verb, outsider):
    with refused("owned: not the owner", owned):
        getattr(owned, verb)(outsider, sender=outsider)


@pytest.mark.parametrize("verb", ["seal", "transfer_ownership"])
def test_guarded__zero_new_owner__refused(owned, verb, deployer):
    with refused("owned: zero new owner", owned):
        getattr(owned, verb)(ZERO, sender=deployer)


def test_seal__twice__refused(owned, deployer, timelock):
    owned.seal(timelock, sender=deployer)
    with refused("owned: already sealed", owned):
        owned.seal(deployer, sender=timelock)


@pytest.mark.parametrize("sealed", [False, True])
def test_transfer_ownership__by_owner__leaves_the_seal(owned, sealed, deployer, outsider):
    if sealed:
        owned.seal(deployer, sender=deployer)
    owned.transfer_ownership(outsider, sender=deployer)
    [event] = owned.get_logs()
    assert fields(event) == {"previous_owner": deployer, "new_owner": outsider}
    assert (owned.owner(), owned.sealed()) == (outsider, sealed)


def test_check_owner__follows_the_owner(owned, deployer, timelock):
    assert owned.check_owner(sender=deployer)
    owned.transfer_ownership(timelock, sender=deployer)
    assert owned.check_owner(sender=timelock)
    with refused("owned: not the owner", owned):
        owned.check_owner(sender=deployer)
