# SPDX-License-Identifier: Apache-2.0
"""Who may do what with the treasury: every function times every actor (T-6, X-6)."""

import boa
import pytest

from tests.suite import deploy_mock, refused, writing_functions
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL

OWNER_ONLY = ("pay", "fund", "seal", "transfer_ownership")
OTHERS = ("payee", "donor", "member", "outsider")


def arguments(function, actors):
    return {
        "pay": (ETH, actors.payee, 1, PAYROLL, MEMO),
        "fund": (deploy_mock("PoolMock", ETH, 10_000).address, 1, ETH, 1),
        "seal": (actors.member,),
        "transfer_ownership": (actors.member,),
    }[function]


def test_matrix__covers_every_function_that_writes_and_every_actor(actors):
    assert writing_functions("treasury/Treasury.vy") == set(OWNER_ONLY)
    assert vars(actors).keys() == {"owner", *OTHERS}


@pytest.mark.parametrize("function", OWNER_ONLY)
@pytest.mark.parametrize("who", OTHERS)
def test_permissions__anybody_else__refused(treasury, actors, who, function):
    """T-6, X-6."""
    with refused("owned: not the owner", treasury):
        getattr(treasury, function)(*arguments(function, actors), sender=getattr(actors, who))
    assert treasury.balance_of(ETH) == HELD


@pytest.mark.parametrize("function", OWNER_ONLY)
def test_permissions__owner__may(treasury, actors, function):
    getattr(treasury, function)(*arguments(function, actors), sender=actors.owner)


def test_seal__the_deployer__may_nothing_any_more(treasury, actors):
    treasury.seal(actors.member, sender=actors.owner)
    for function in OWNER_ONLY:
        with refused("owned: not the owner", treasury):
            getattr(treasury, function)(*arguments(function, actors), sender=actors.owner)
    treasury.pay(ETH, actors.payee, 1, PAYROLL, MEMO, sender=actors.member)
    with boa.reverts("owned: already sealed"):
        treasury.seal(actors.owner, sender=actors.member)
