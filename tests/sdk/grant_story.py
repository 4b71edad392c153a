# SPDX-License-Identifier: Apache-2.0
"""Two grants inside the season: one pays by the second and is stopped, one by milestones."""

from cosmolocal.treasury import ETH
from cosmolocal.treasury.grants import GrantMilestone, GrantTerms
from tests.sdk.valley import BOOKKEEPER, DAY, MILLER, ROOT


def created(valley, *, by_milestones):
    """The address of a new grant for the miller, which answers to the alliance's stewards."""
    now = valley.local.now
    halves = tuple(GrantMilestone(share_bps=5_000, due_at=now + n * DAY) for n in (1, 2))
    schedule = {"milestones": halves} if by_milestones else {"start": now, "seconds": 100 * DAY}
    terms = GrantTerms(payee=valley.address(MILLER), token=ETH, scope=ROOT, **schedule)
    return valley.alliance.grants.create(terms, signer=valley.outsider).contract_address


def used(valley, grant, *, by_milestones):
    """Everything that may happen to it."""
    grants, steward = valley.alliance.grants, valley.signer(BOOKKEEPER)
    if by_milestones:
        grants.accept(grant, 1, signer=steward)
        grants.take_back(grant, 0, signer=valley.signer(MILLER))
        return
    grants.withdraw(grant, signer=valley.outsider)
    grants.stop(grant, signer=steward)
    grants.give_back(grant, signer=valley.outsider)
