# SPDX-License-Identifier: Apache-2.0
"""The relay pays out what is due, to whom it is due; nobody has to sign for it.

a project of a settled retro round → paid once; before it is settled → 409; again → found
a line of a published round → paid, and the round is counted once
a stream → what it has earned, once in a span of the quota; a milestone → once it was accepted
├── nothing of the kind → 404     ├── a payee without a seat → 403
└── claims use a share of their own: whoever asks for them takes nothing from the member
"""

import pytest

from cosmolocal.funding import Published
from cosmolocal.treasury import MilestoneTerms, StreamTerms
from tests.sdk.published_story import _counted
from tests.sdk.treasury_story import POT, pot_actions
from tests.sdk.valley import ARBITER, BAKER, BOOKKEEPER, DAY, ETHER, GROWER, HOUR, MILLER
from tests.serve.conftest import refusal


def bring(open_, *claims):
    return open_.service.post("/relay/claims", claims=list(claims))


def project_claim(number, project=1, pool="funding"):
    return {"of": "project", "pool": pool, "round_id": number, "project": project}


@pytest.fixture
def counted(valley):
    """A retro round whose vote is over, and the miller's project in it."""
    funding, number = valley.alliance.funding, valley.round()
    funding.fund(number, ETHER, signer=valley.deployer)
    project = valley.project(number, MILLER)
    valley.warp(funding.terms(number).applications_end)
    funding.approve(number, [project], signer=valley.signer(ARBITER))
    valley.warp(funding.terms(number).review_end)
    funding.cast_ballot(number, {project: 3}, signer=valley.signer(GROWER))
    valley.warp(funding.terms(number).voting_end)
    return number


def test_project__settled__is_paid_once(valley, paid, counted):
    """F-6."""
    open_, chain = paid(), valley.alliance.chain
    refusal(bring(open_, project_claim(counted)), 409)
    valley.alliance.funding.settle(counted, signer=valley.outsider)
    before = chain.at().balance(valley.address(MILLER))
    [row] = bring(open_, project_claim(counted)).json()
    assert (row["accepted"], row["account"]) == (True, None)
    assert chain.at().balance(valley.address(MILLER)) == before + ETHER
    assert bring(open_, project_claim(counted)).json() == [row]
    assert open_.sent == 1


def test_project__of_a_published_round__is_counted_once(valley, paid, monkeypatch):
    open_, published = paid(), valley.alliance.published
    number = _counted(valley)
    result = published.results
    bundle = published.count_round(number)
    result.publish(bundle, signer=valley.deployer)
    valley.warp(result.result(published.latest(number)).until)
    published.settle(number, signer=valley.outsider)

    counts, count = [], Published.count_round
    monkeypatch.setattr(Published, "count_round", lambda *given: counts.append(1) or count(*given))
    rows = bring(open_, *(project_claim(number, p, "published") for p in (1, 2))).json()
    due = [line.project for line in bundle.lines if line.amount]
    assert [row["accepted"] for row in rows] == [project in due for project in (1, 2)]
    assert due
    assert len(counts) == 1


@pytest.fixture
def promises(valley):
    """A stream to the baker that has earned for two hours, a milestone, and a stranger's stream."""
    valley.pass_(valley.propose(*pot_actions(valley)))
    treasury, steward = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    valley.local.fund(treasury.address, ETHER)

    paper = {"category": 4, "memo": bytes(32)}

    def stream(payee):
        rate = {"start": 0, "amount": 600, "seconds": HOUR}
        terms = StreamTerms(pot=POT, payee=payee, **rate, **paper)
        opened = treasury.open_stream(terms, 48 * 600, signer=steward)
        return "0x" + opened.event("StreamOpened")["stream"].hex()

    baker = valley.address(BAKER)
    terms = MilestoneTerms(pot=POT, payee=baker, due_at=valley.local.now + DAY, amount=50, **paper)
    promised = treasury.promise_milestone(terms, signer=steward).event("MilestonePromised")
    found = stream(baker), stream(valley.outsider.address), promised["milestone"]
    valley.warp(valley.local.now + 2 * HOUR)
    return found


def test_stream__earned__is_paid_once_a_day(valley, paid, promises):
    open_, chain, baker = paid(), valley.alliance.chain, valley.address(BAKER)
    claim = {"of": "stream", "stream": promises[0]}
    before = chain.at().balance(baker)
    [row] = bring(open_, claim).json()
    assert row["accepted"]
    assert chain.at().balance(baker) >= before + 1_200

    valley.warp(valley.local.now + HOUR)
    assert bring(open_, claim).json() == [row]
    open_.now += DAY
    [next_] = bring(open_, claim).json()
    assert next_["accepted"]
    assert next_["tx_hash"] != row["tx_hash"]
    assert open_.sent == 2


def test_milestone__accepted__is_paid(valley, paid, promises):
    open_, claim = paid(), {"of": "milestone", "milestone": "0x" + promises[2].hex()}
    refusal(bring(open_, claim), 409)
    valley.alliance.treasury.accept_milestone(promises[2], signer=valley.signer(ARBITER))
    [row] = bring(open_, claim).json()
    assert row["accepted"]


def test_stream__of_a_payee_without_a_seat__is_403(paid, promises):
    claim = {"of": "stream", "stream": promises[1]}
    assert "has no seat" in refusal(bring(paid(), claim), 403)["message"]


@pytest.mark.parametrize(
    "claim",
    [
        {"of": "stream", "stream": "0x" + "12" * 32},
        {"of": "milestone", "milestone": "0x" + "12" * 32},
    ],
)
def test_claim__of_nothing__is_404(paid, claim):
    refusal(bring(paid(), claim), 404)


def test_claims__others_ask_for_them__the_member_keeps_its_share(valley, paid, counted):
    open_ = paid(quota={"messages": 1, "every": 3_600})
    valley.alliance.funding.settle(counted, signer=valley.outsider)
    assert bring(open_, project_claim(counted)).status_code == 200
    quota, seat = open_.relay._policy.quota, valley.seat(MILLER)
    assert (open_.book.left(seat, quota), open_.book.left(-seat, quota)) == (1, 0)
