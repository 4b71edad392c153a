# SPDX-License-Identifier: Apache-2.0
"""A small alliance that holds funding rounds in one of its workshops."""

from types import SimpleNamespace

import boa
import pytest

from tests.funding_pool import PoolAtDesk
from tests.reference.rounds import REVIEWER, STEWARD
from tests.suite import (
    GENESIS,
    account,
    deploy_funding,
    deploy_ledger,
    deploy_membership,
    deploy_pool,
    deploy_published,
    deploy_scopes,
    deploy_treasury,
    result_desk_of,
)
from tests.unit.funding.matching_stage import MatchingStage
from tests.unit.funding.published_stage import PublishedStage, with_actors
from tests.unit.funding.stage import DAY, ORGANISATIONS, PERSONS, ROOT, WORKSHOP, Stage


@pytest.fixture(scope="module")
def stage():
    """Everything deployed; `former` has left its seat, `outsider` and `sponsor` never had one."""
    boa.env.timestamp = GENESIS + 10 * DAY
    members = (*PERSONS, *ORGANISATIONS)
    actors = SimpleNamespace(
        **{name: account(name) for name in ("owner", *members, "sponsor", "donor", "outsider")}
    )
    seats = SimpleNamespace(**{name: number for number, name in enumerate(members, start=1)})
    membership = deploy_membership(
        persons=[getattr(actors, name) for name in PERSONS],
        organisations=[getattr(actors, name) for name in ORGANISATIONS],
        owner=actors.owner,
    )
    membership.leave(sender=actors.former)
    scopes = deploy_scopes(membership, owner=actors.owner)
    _appoint(scopes, actors, seats)
    ledger = deploy_ledger(membership, scopes)
    treasury = deploy_treasury(actors.owner)
    funding = PoolAtDesk(deploy_funding(membership, scopes, ledger, treasury, owner=actors.owner))
    return Stage(membership, scopes, ledger, treasury, funding, actors, seats)


def _appoint(scopes, actors, seats):
    """Found the workshop and give its offices for a year; `former` holds one without a seat."""
    scopes.found(ROOT, 2, bytes(32), sender=actors.owner)
    end = boa.env.timestamp + 365 * DAY
    for seat, role in (
        (seats.steward, STEWARD),
        (seats.former, STEWARD),
        (seats.reviewer, REVIEWER),
        (seats.former, REVIEWER),
        (seats.maker, REVIEWER),
    ):
        scopes.grant_role(WORKSHOP, seat, role, end, sender=actors.owner)


@pytest.fixture(scope="module")
def match(stage):
    """The stage again, with matching rounds."""
    parts = (stage.membership, stage.scopes, stage.ledger, stage.treasury)
    pool = deploy_pool("MatchingFunding", *parts, owner=stage.actors.owner)
    return MatchingStage(*parts, PoolAtDesk(pool), stage.actors, stage.seats)


@pytest.fixture(scope="module")
def pool(match):
    return match.funding


@pytest.fixture(scope="module")
def funding(stage):
    return stage.funding


@pytest.fixture(scope="module")
def actors(stage):
    return stage.actors


@pytest.fixture(scope="module")
def seats(stage):
    return stage.seats


@pytest.fixture(scope="module")
def published(stage):
    """The stage again, with published rounds and their result desk."""
    with_actors(stage)
    parts = (stage.membership, stage.scopes, stage.ledger, stage.treasury)
    pool = deploy_published(*parts, owner=stage.actors.owner)
    desk = result_desk_of(pool)
    return PublishedStage(*parts, PoolAtDesk(pool), stage.actors, stage.seats, desk)


@pytest.fixture(scope="module", params=["stage", "match", "published"])
def each(request):
    """The stage of every mechanism in turn."""
    return request.getfixturevalue(request.param)
