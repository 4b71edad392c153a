# SPDX-License-Identifier: Apache-2.0
"""Who may do what with the treasury: every function times every actor (T-4, T-6, X-6)."""

import boa
import pytest

from tests.suite import deploy_mock, refused, writing_functions
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import (
    BATCH,
    DAY,
    milestone_terms,
    packed,
    pot_terms,
    stream_terms,
)

OWNER_ONLY = (
    "pay",
    "fund",
    "open_pot",
    "close_pot",
    "set_guardian",
    "seal",
    "transfer_ownership",
)
STEWARDS = (
    "spend",
    "pay_batch",
    "pay_batch_noted",
    "open_stream",
    "top_up",
    "promise_milestone",
)
EVERYBODY = {
    "owner",
    "payee",
    "donor",
    "member",
    "outsider",
    "steward",
    "colleague",
    "arbiter",
    "guardian",
}
MAY = {
    **{key: {"owner"} for key in OWNER_ONLY},
    **{key: {"steward", "colleague"} for key in STEWARDS},
    "pause": {"guardian"},
    "resume": {"guardian", "owner"},
    "accept_milestone": {"steward", "colleague", "arbiter"},
    "stop_stream": {"owner", "payee", "steward", "colleague"},
    "claw_back": {"owner", "payee"},
    "withdraw": EVERYBODY,
    "claim_milestone": EVERYBODY,
}
REFUSALS = {
    **dict.fromkeys(OWNER_ONLY, "owned: not the owner"),
    **dict.fromkeys(STEWARDS, "treasury: not a steward"),
    "pause": "treasury: not the guardian",
    "resume": "owned: not the owner",
    "accept_milestone": "treasury: may not accept",
    "stop_stream": "treasury: not a steward",
    "claw_back": "treasury: not due yet",
}


@pytest.fixture
def scene(treasury, actors):
    """A pot, a stream that has run for a day, an open milestone and an accepted one, a halt."""
    pot = treasury.open_pot(pot_terms(), sender=actors.owner)
    stream = stream_terms(pot, actors.payee)
    treasury.open_stream(stream, 300, sender=actors.steward)
    open_, accepted = (milestone_terms(pot, actors.payee, amount=n) for n in (7, 8))
    for terms in (open_, accepted):
        treasury.promise_milestone(terms, sender=actors.steward)
    treasury.accept_milestone(accepted, sender=actors.steward)
    boa.env.timestamp += DAY // 2
    treasury.pause([actors.donor], 3_600, sender=actors.guardian)  # of an account, as of a token
    return {
        "pay": (ETH, actors.payee, 1, PAYROLL, MEMO),
        "fund": (deploy_mock("PoolMock", ETH, 10_000).address, 1, ETH, 1),
        "seal": (actors.member,),
        "transfer_ownership": (actors.member,),
        "open_pot": (pot_terms(),),
        "close_pot": (pot,),
        "set_guardian": (actors.member, 0),
        "pause": ([ETH], 60),
        "resume": ([actors.donor],),
        "spend": (pot, actors.payee, 1, PAYROLL, MEMO),
        "pay_batch": (pot, BATCH, 0, PAYROLL, MEMO, packed((actors.payee, 1))),
        "pay_batch_noted": (pot, BATCH, 0, PAYROLL, [MEMO], packed((actors.payee, 1))),
        "open_stream": (stream_terms(pot, actors.payee), 100),
        "top_up": (stream, 1),
        "promise_milestone": (milestone_terms(pot, actors.payee, amount=9),),
        "accept_milestone": (open_,),
        "stop_stream": (stream,),
        "claw_back": (open_,),
        "withdraw": (stream, actors.payee),
        "claim_milestone": (accepted, actors.payee),
    }


def test_matrix__covers_every_function_that_writes_and_every_actor(actors):
    assert writing_functions("treasury/Treasury.vy") == set(MAY)
    assert vars(actors).keys() == EVERYBODY


@pytest.mark.parametrize("function", sorted(MAY))
def test_permissions__each_actor__may_or_is_refused(treasury, actors, scene, function):
    """T-4, T-6, X-6."""
    for who in sorted(EVERYBODY):
        sender = getattr(actors, who)
        if who in MAY[function]:
            with boa.env.anchor():
                getattr(treasury, function)(*scene[function], sender=sender)
            continue
        with refused(REFUSALS[function], treasury):
            getattr(treasury, function)(*scene[function], sender=sender)
    assert treasury.balance_of(ETH) == HELD


def test_seal__the_deployer__may_nothing_any_more(treasury, actors, scene):
    treasury.seal(actors.member, sender=actors.owner)
    for function in OWNER_ONLY:
        with refused("owned: not the owner", treasury):
            getattr(treasury, function)(*scene[function], sender=actors.owner)
    treasury.pay(ETH, actors.payee, 1, PAYROLL, MEMO, sender=actors.member)
    with boa.reverts("owned: already sealed"):
        treasury.seal(actors.owner, sender=actors.member)


@pytest.mark.parametrize("how", ["ended", "left", "over"])
def test_mandate__gone_in_any_way__nothing_can_be_spent(
    treasury, actors, scopes, membership, scene, how
):
    """T-4: and anybody may stop the streams that nobody answers for; what was earned stays."""
    if how == "ended":
        scopes.end_role(1, 1, 1, sender=actors.owner)
    elif how == "left":
        membership.leave(sender=actors.steward)
    else:
        boa.env.timestamp += 365 * DAY
    for function in STEWARDS:
        with refused("treasury: not a steward", treasury):
            getattr(treasury, function)(*scene[function], sender=actors.steward)
    earned, _, _ = treasury.earned(scene["stop_stream"][0])
    if how != "over":
        treasury.stop_stream(*scene["stop_stream"], sender=actors.outsider)
    treasury.withdraw(scene["withdraw"][0], actors.payee, sender=actors.outsider)
    [event] = [e for e in treasury.get_logs() if type(e).__name__ == "StreamWithdrawn"]
    assert event.amount == earned
