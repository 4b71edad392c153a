# SPDX-License-Identifier: Apache-2.0
"""Permissions (X-6): every function that writes, called by everybody where nothing else matters."""

import boa
import pytest
from boa.contracts.base_evm_contract import BoaError

from tests.unit.funding.stage import CONTENT, REASON

EVERYBODY = {"owner", "steward", "reviewer", "elector", "mill", "former", "outsider"}
SEATS = {"steward", "reviewer", "elector", "mill"}

MAY = {
    "open_round": {"owner", "steward"},
    "cancel_round": {"owner", "steward"},
    "apply": SEATS,
    "approve": {"reviewer"},
    "reject": {"reviewer"},
    "cast_ballot": SEATS,
    "fund": EVERYBODY,
    "settle": EVERYBODY,
    "claim": EVERYBODY,
    "sweep": EVERYBODY,
    "refund": EVERYBODY,
    "carry_over": EVERYBODY,
    "return_top_up": {"owner"},  # and the sponsor
    "transfer_ownership": {"owner"},
    **dict.fromkeys(
        ("register", "admit", "exclude", "pay_project", "cast_ballot_for"), frozenset()
    ),
}


@pytest.fixture
def calls(stage, funding, actors):
    """Each function as something to be called by an account, in a round that is ready for it."""

    def ready(period):
        """A round with one pending project at the start of a period, or with it approved later."""
        round_id = stage.open_round()
        stage.apply(round_id, actors.applicant)
        funding.fund(round_id, 100, value=100, sender=actors.sponsor)
        if period == "applications":
            return round_id
        stage.go_to(round_id, "applications_end")
        if period == "review":
            return round_id
        stage.approve(round_id, 1)
        stage.go_to(round_id, "review_end")
        if period == "voting":
            return round_id
        stage.cast(round_id, actors.voter, {1: 1})
        stage.go_to(round_id, "voting_end")
        if period == "claims":
            funding.settle(round_id)
        return round_id

    def swept(by):
        round_id = ready("claims")
        stage.go_to(round_id, "claims_end")
        funding.sweep(round_id, sender=by)

    def refunded(by):
        round_id = ready("applications")
        funding.cancel_round(round_id, sender=actors.steward)
        funding.refund(round_id, actors.sponsor, sender=by)

    def topped_up_late():
        round_id = ready("to settle")
        funding.fund(round_id, 5, value=5, sender=actors.sponsor)
        return round_id

    return {
        "carry_over": lambda by: funding.carry_over(
            topped_up_late(), stage.open_round(), actors.sponsor, sender=by
        ),
        "return_top_up": lambda by: funding.return_top_up(
            topped_up_late(), actors.sponsor, sender=by
        ),
        "open_round": lambda by: funding.open_round(stage.terms().values(), sender=by),
        "cancel_round": lambda by: funding.cancel_round(ready("applications"), sender=by),
        "apply": lambda by: funding.apply(ready("applications"), by, CONTENT, [], sender=by),
        "approve": lambda by: funding.approve(ready("review"), [1], REASON, sender=by),
        "reject": lambda by: funding.reject(ready("review"), 1, REASON, sender=by),
        "cast_ballot": lambda by: stage.cast(ready("voting"), by, {1: 1}),
        "fund": lambda by: funding.fund(ready("voting"), 1, value=1, sender=by),
        "settle": lambda by: funding.settle(ready("to settle"), sender=by),
        "claim": lambda by: funding.claim(ready("claims"), 1, sender=by),
        "sweep": swept,
        "refund": refunded,
        "transfer_ownership": lambda by: funding.transfer_ownership(by, sender=by),
        "register": lambda by: funding.register(ready("applications"), 1, sender=by),
        "admit": lambda by: funding.admit(ready("review"), 1, sender=by),
        "exclude": lambda by: funding.exclude(ready("review"), 1, 1, sender=by),
        "pay_project": lambda by: funding.pay_project(ready("claims"), 1, by, sender=by),
        "cast_ballot_for": lambda by: funding.cast_ballot_for(
            by, ready("voting"), [1 << 16 | 1], [], sender=by
        ),
    }


@pytest.mark.parametrize("name", MAY)
def test_permissions__every_caller__as_the_table_says(actors, calls, name):
    """X-6."""
    succeeded = set()
    for role in EVERYBODY:
        with boa.env.anchor():
            try:
                calls[name](getattr(actors, role))
            except BoaError:
                continue
            succeeded.add(role)
    assert succeeded == MAY[name]


def test_permissions__table__has_every_function_that_writes(funding):
    """X-6."""
    writing = {
        entry["name"]
        for entry in funding.abi
        if entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")
    }
    assert writing == set(MAY) - {"apply", "approve", "reject", "claim"}
