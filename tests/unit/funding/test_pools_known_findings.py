# SPDX-License-Identifier: Apache-2.0
"""What was found in a comparable system must not be found in any mechanism: Allo v2, 2023-09.

The findings about what the mechanisms share; H4 of published rounds is
test_open_round__without_rule_or_office__reverts. Those about votes and gifts are in
test_retro_funding_known_findings and test_matching_funding_known_findings.
"""

import boa

from tests.reference.rounds import APPROVED, PENDING, REJECTED
from tests.suite import refused
from tests.unit.funding.stage import CONTENT, DAY, REASON


def test_h2__first_projects__have_a_status_of_their_own(each):
    """A counter from 0 let two recipients share one status."""
    pool, actors = each.funding, each.actors
    round_id = each.open_round()
    for account in (actors.applicant, actors.maker, actors.baker):
        each.apply(round_id, account)
    each.approve(round_id, 1)
    pool.reject(round_id, 3, REASON, sender=actors.reviewer)
    statuses = [pool.application(round_id, project).status for project in (1, 2, 3)]
    assert statuses == [APPROVED, PENDING, REJECTED]
    with refused("funding: no such project", pool.pool):
        pool.application(round_id, 0)


def test_m12__second_review__overwrites_nothing(each):
    """Reviews were overwritten, or counted although the application had changed (its M13, too)."""
    pool, actors = each.funding, each.actors
    round_id = each.open_round()
    each.apply(round_id, actors.applicant)
    each.approve(round_id, 1)
    for call in (
        lambda: pool.reject(round_id, 1, REASON, sender=actors.maker),
        lambda: pool.approve(round_id, [1], REASON, sender=actors.reviewer),
    ):
        with refused("funding: already reviewed", pool.pool):
            call()
    with refused("funding: applications closed", pool.pool):
        pool.apply(round_id, actors.outsider, CONTENT, [], sender=actors.applicant)
    assert pool.application(round_id, 1).status == APPROVED


def test_m14__voting_before_applications_end__cannot_be_opened(each):
    """Allocation could start before registration ended."""
    now = boa.env.timestamp
    with refused("funding: period too short", each.funding.pool):
        each.open_round(applications_end=now + 2 * DAY, review_end=now + DAY)
