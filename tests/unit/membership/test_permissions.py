# SPDX-License-Identifier: Apache-2.0
"""Who may do what with the roll, vouches and scopes: every function times every actor (X-6).

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
from tests.suite import (
    CHARTER,
    SEASON_SECONDS,
    deploy_vouching,
    refused,
    writing_functions,
)
from tests.unit.membership.test_scopes_powers import GUEST, GUEST_KEY, slip

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
NO_HOST = "scopes: host has not agreed"
NOT_ITS, NOT_OF = "scopes: not its steward", "scopes: not of the scope"
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
NO_VOUCHER, NEVER = "vouching: no active seat", "vouching: never had a seat"
TOO_FEW, UNBACKED = "vouching: too few vouches", "vouching: too few backers"
VOUCHES = {
    "seal": (MAY, *[NO_OWNER] * 5),
    "transfer_ownership": (MAY, *[NO_OWNER] * 5),
    "set_rules": (MAY, *[NO_OWNER] * 5),
    "open_recovery": (MAY, *[NO_OWNER] * 5),
    "decide_recovery": (MAY, *[NO_OWNER] * 5),
    "vouch": (NO_VOUCHER, MAY, MAY, "vouching: not of that kind", NO_VOUCHER, NO_VOUCHER),
    "vouch_by_signature": ("vouching: bad signature",) * 6,
    "withdraw_vouch": (NEVER, MAY, MAY, MAY, MAY, NEVER),
    "back_recovery": (NO_VOUCHER, MAY, "vouching: backs itself", MAY, NO_VOUCHER, NO_VOUCHER),
    "back_recovery_by_signature": ("vouching: bad signature",) * 6,
    "object": ("vouching: not your seat", MAY, *["vouching: not your seat"] * 4),
    "object_by_signature": ("vouching: bad signature",) * 6,
    "join": (*[TOO_FEW] * 5, MAY),
    "join_by_signature": ("vouching: bad signature",) * 6,
    "ask_recovery": (*[UNBACKED] * 5, MAY),
    "ask_recovery_by_signature": ("vouching: bad signature",) * 6,
    "complete_recovery": ("vouching: objection still open",) * 6,
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
    "cede": (NOT_ITS, NOT_ITS, NOT_ITS, MAY, NOT_ITS, NOT_ITS),
    "reclaim": (NOT_OF, NOT_OF, NOT_OF, MAY, NOT_OF, NOT_OF),
    "agree_residency": (*[NO_HOST] * 3, "scopes: guest has not agreed", *[NO_HOST] * 2),
    "end_residency": (MAY, NO_STEWARD, NO_STEWARD, MAY, NO_STEWARD, NO_STEWARD),
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
    assert writing_functions("membership/Vouching.vy") == set(VOUCHES)
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


@pytest.fixture
def vouching(valley, membership, actors):
    """A season later: the outsider is vouched for and backed, and the farmer's seat is claimed."""
    boa.env.timestamp += SEASON_SECONDS
    rules = (1, 3, 86_400, 86_400, 1, 86_400)
    contract = deploy_vouching(membership, rules, owner=actors.owner)
    contract.vouch(actors.outsider, PERSON, sender=actors.baker)
    contract.back_recovery(BAKER, actors.outsider, sender=actors.farmer)
    contract.open_recovery(FARMER, actors.neighbour, sender=actors.owner)
    return contract


@pytest.mark.parametrize(("function", "actor", "outcome"), cases(VOUCHES))
def test_vouching__each_actor_each_function__as_the_matrix_says(
    vouching, membership, actors, function, actor, outcome
):
    """X-6."""
    deadline = boa.env.timestamp
    arguments = {
        "seal": (actors.town,),
        "transfer_ownership": (actors.town,),
        "set_rules": (vouching.rules(),),
        "open_recovery": (BAKER, actors.newcomer),
        "decide_recovery": (FARMER, False),
        "vouch": (actors.newcomer, PERSON),
        "vouch_by_signature": (actors.baker, actors.newcomer, PERSON, deadline, b""),
        "withdraw_vouch": (actors.newcomer,),
        "back_recovery": (BAKER, actors.newcomer),
        "back_recovery_by_signature": (actors.farmer, BAKER, actors.newcomer, deadline, b""),
        "object": (FARMER,),
        "object_by_signature": (FARMER, b""),
        "join": (PERSON, CHARTER),
        "join_by_signature": (actors.outsider, PERSON, CHARTER, deadline, b""),
        "ask_recovery": (BAKER,),
        "ask_recovery_by_signature": (BAKER, actors.newcomer, deadline, b""),
        "complete_recovery": (FARMER,),
    }
    with expected(outcome, vouching, membership):
        getattr(vouching, function)(*arguments[function], sender=getattr(actors, actor))


@pytest.mark.parametrize(("case", "actor", "outcome"), cases(TREE))
def test_scopes__each_actor_each_function__as_the_matrix_says(
    valley, membership, actors, case, actor, outcome
):
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
        "cede": (VALLEY, 8),
        "reclaim": (VALLEY, 9),
        "agree_residency": ((VALLEY, until, until + 1), FARMER, actors.mill, until, b"", b""),
        "end_residency": (GUEST,),
    }
    valley.cede(VALLEY, 9, sender=actors.mill)
    valley.accept(VALLEY, [MILL], sender=actors.mill)
    if case not in ("join", "leave"):
        valley.join(VALLEY, sender=actors.mill)
    if case == "end_residency":
        terms = (VALLEY, until - 1, until)
        membership.admit([GUEST_KEY.address], PERSON, sender=actors.owner)
        guest = slip(valley, GUEST_KEY, terms, until)
        valley.agree_residency(terms, GUEST, actors.mill, until, b"", guest, sender=actors.mill)
    with expected(outcome, valley):
        getattr(valley, case.split()[0])(*arguments[case], sender=getattr(actors, actor))
