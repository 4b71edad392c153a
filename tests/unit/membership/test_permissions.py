# SPDX-License-Identifier: Apache-2.0
"""Who may do what with the roll and the scopes: every function times every actor (X-6).

The mill is steward of the valley; the baker holds all other roles there; the carter left the
alliance; what an actor could do wrong otherwise (ask twice, leave nothing) is prepared for all.
"""

from contextlib import nullcontext

import boa
import pytest

from tests.reference.membership import (
    ARBITER,
    CONFIRMER,
    PERSON,
    PLACE,
    REVIEWER,
    ROOT,
    STEWARD,
)
from tests.suite import CHARTER, refused, writing_functions

VALLEY = 2
FARMER, BAKER, MILL, TOWN = 1, 2, 4, 5
MAY = None
NO_OWNER = "owned: not the owner"
NO_SEAT = "membership: no active seat"
NO_STAY = "membership: nothing to leave"
NO_NOTICE = "membership: nothing to appeal"
LOCKED = "membership: seat is locked"
NO_STEWARD = "scopes: not a steward"
NOTHING = "scopes: nothing to leave"
NO_ASKER = "scopes: no active seat"
ACTORS = ("owner", "farmer", "baker", "mill", "carter", "outsider")

# function -> one outcome per actor.
ROLL = {
    "admit": (MAY, *[NO_OWNER] * 5),
    "seal": (MAY, *[NO_OWNER] * 5),
    "transfer_ownership": (MAY, *[NO_OWNER] * 5),
    "extend": (MAY, *[NO_OWNER] * 5),
    "give_notice": (MAY, *[NO_OWNER] * 5),
    "withdraw_notice": (MAY, *[NO_OWNER] * 5),
    "set_powers": (MAY, *[NO_OWNER] * 5),
    "set_covenant": (MAY, *[NO_OWNER] * 5),
    "set_eligibility": (MAY, *[NO_OWNER] * 5),
    "set_dao_uri": (MAY, *[NO_OWNER] * 5),
    "mark": ("membership: not a recorder",) * 6,
    "admit_vouched": ("membership: not an admitter",) * 6,
    "move": ("membership: not an admitter",) * 6,
    "leave": (NO_STAY, MAY, MAY, MAY, NO_STAY, NO_STAY),
    "check_in": (NO_SEAT, MAY, MAY, MAY, NO_SEAT, NO_SEAT),
    "accept_covenant": (NO_SEAT, MAY, MAY, MAY, NO_SEAT, NO_SEAT),
    "renew": (NO_SEAT, MAY, MAY, MAY, NO_SEAT, NO_SEAT),
    "appeal": (NO_NOTICE, MAY, *[NO_NOTICE] * 4),
    "delegate": (NO_SEAT, MAY, MAY, MAY, NO_SEAT, NO_SEAT),
    "delegateBySig": ("membership: bad signature",) * 6,
    "delegate_by_signature": ("membership: not its signature",) * 6,
    "expel": ("membership: notice not over",) * 6,
    "review": (MAY,) * 6,
    "approve": (LOCKED,) * 6,
    "setApprovalForAll": (LOCKED,) * 6,
    "transferFrom": (LOCKED,) * 6,
    "safeTransferFrom": (LOCKED,) * 6,
}
# Verb, or verb and what it is about -> one outcome per actor.
TREE = {
    "seal": (MAY, *[NO_OWNER] * 5),
    "transfer_ownership": (MAY, *[NO_OWNER] * 5),
    "found": (MAY, NO_STEWARD, NO_STEWARD, MAY, NO_STEWARD, NO_STEWARD),
    "accept": (MAY, NO_STEWARD, NO_STEWARD, MAY, NO_STEWARD, NO_STEWARD),
    "grant_role confirmer": (MAY, NO_STEWARD, NO_STEWARD, MAY, NO_STEWARD, NO_STEWARD),
    "grant_role arbiter": (MAY, *[NO_OWNER] * 5),
    "end_role confirmer": (MAY, NO_STEWARD, MAY, MAY, NO_STEWARD, NO_STEWARD),
    "end_role arbiter": (MAY, NO_OWNER, MAY, NO_OWNER, NO_OWNER, NO_OWNER),
    "join": (NO_ASKER, MAY, MAY, MAY, NO_ASKER, NO_ASKER),
    "leave": (NOTHING, NOTHING, MAY, MAY, NOTHING, NOTHING),
}


def cases(matrix):
    """Each actor with each function and its outcome."""
    return [
        pytest.param(function, actor, outcome, id=f"{function}-{actor}")
        for function, outcomes in matrix.items()
        for actor, outcome in zip(ACTORS, outcomes, strict=True)
    ]


@pytest.fixture
def valley(scopes, membership, actors):
    """The scopes with one place, its mandates given, and the carter gone."""
    until = boa.env.timestamp + 86_400
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.owner)
    scopes.grant_role(VALLEY, MILL, STEWARD, until, sender=actors.owner)
    for role in (CONFIRMER, REVIEWER, ARBITER):
        scopes.grant_role(VALLEY, BAKER, role, until, sender=actors.owner)
    membership.leave(sender=actors.carter)
    return scopes


def expected(outcome, *contracts):
    """The context in which a call must end as foretold."""
    return nullcontext() if outcome is MAY else refused(outcome, *contracts)


def test_matrices__cover_every_function_that_writes():
    assert writing_functions("membership/Membership.vy") == set(ROLL)
    assert writing_functions("membership/Scopes.vy") == {case.split()[0] for case in TREE}


@pytest.mark.parametrize(("function", "actor", "outcome"), cases(ROLL))
def test_roll__each_actor_each_function__as_the_matrix_says(
    membership, valley, actors, function, actor, outcome
):
    """X-6."""
    caller = getattr(actors, actor)
    arguments = {
        "admit": ([actors.newcomer], PERSON),
        "seal": (actors.town,),
        "transfer_ownership": (actors.town,),
        "extend": (actors.baker,),
        "give_notice": (BAKER, CHARTER),
        "withdraw_notice": (FARMER,),
        "set_powers": (valley.address, 3),
        "set_covenant": (CHARTER,),
        "set_eligibility": (valley.address, 3_600),
        "set_dao_uri": ("https://valley.example/dao.json",),
        "mark": (BAKER,),
        "admit_vouched": (actors.newcomer, PERSON, CHARTER),
        "move": (BAKER, actors.newcomer),
        "leave": (),
        "check_in": (),
        "accept_covenant": (CHARTER,),
        "renew": (CHARTER,),
        "appeal": (CHARTER,),
        "delegate": (actors.town,),
        "delegateBySig": (actors.town, 0, boa.env.timestamp, 27, bytes(32), bytes(32)),
        "delegate_by_signature": (actors.baker, actors.town, 0, boa.env.timestamp, b""),
        "expel": (FARMER,),
        "review": (BAKER,),
        "approve": (actors.newcomer, BAKER),
        "setApprovalForAll": (actors.newcomer, True),
        "transferFrom": (actors.baker, actors.newcomer, BAKER),
        "safeTransferFrom": (actors.baker, actors.newcomer, BAKER),
    }
    membership.give_notice(FARMER, CHARTER, sender=actors.owner)
    with expected(outcome, membership):
        getattr(membership, function)(*arguments[function], sender=caller)


@pytest.mark.parametrize(("case", "actor", "outcome"), cases(TREE))
def test_scopes__each_actor_each_function__as_the_matrix_says(valley, actors, case, actor, outcome):
    """X-6."""
    until = boa.env.timestamp + 3_600
    arguments = {
        "seal": (actors.town,),
        "transfer_ownership": (actors.town,),
        "found": (VALLEY, PLACE, CHARTER),
        "accept": (VALLEY, [TOWN]),
        "grant_role confirmer": (VALLEY, TOWN, CONFIRMER, until),
        "grant_role arbiter": (VALLEY, TOWN, ARBITER, until),
        "end_role confirmer": (VALLEY, BAKER, CONFIRMER),
        "end_role arbiter": (VALLEY, BAKER, ARBITER),
        "join": (VALLEY,),
        "leave": (VALLEY,),
    }
    with expected(outcome, valley):
        getattr(valley, case.split()[0])(*arguments[case], sender=getattr(actors, actor))
