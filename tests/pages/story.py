# SPDX-License-Identifier: Apache-2.0
"""What happens in an alliance whose pages are looked at: a bit of everything, with hostile words.

Every text that people choose themselves is `HOSTILE`: what pages show of it has to be harmless.
"""

from dataclasses import dataclass

from cosmolocal.flows import entries_of
from cosmolocal.funding import PublishedTerms, project_of, round_of
from cosmolocal.treasury import MilestoneTerms, StreamTerms
from cosmolocal.valueflows import Action, Flow, resource_id
from cosmolocal.valueflows.stocks import Spec
from cosmolocal.valueflows.units import MICRO
from tests.sdk import treasury_story
from tests.sdk.published_story import RULE
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BOOKKEEPER,
    BREAD,
    DAY,
    DRIVER,
    ETHER,
    GROWER,
    HOUR,
    MILL,
    MILLER,
    RIVER,
    ROOT,
    SHEPHERD,
)

HOSTILE = """<script>alert("x")</script>'"><img src=x onerror=alert(1)> {{ 7 * 7 }} </textarea>
%(name)s javascript:alert(2) <!-- \u202e"""
RIVER_GUARDIAN = "Yara Nascimento"


@dataclass(frozen=True)
class Told:
    """Where to look for what happened."""

    settled: int
    voting: int
    matching: int
    published: int
    waiting: bytes
    disputed: bytes
    motion: int


def tell(site):
    """Let it all happen; return where to look."""
    valley = site.valley
    texts = _Texts(site)
    valley.texts = texts
    _spend(valley, texts)
    waiting, disputed = _work(valley, texts)
    settled = _settled(valley, texts)
    matching = _matched(valley, texts)
    voting = _voting(valley, texts)
    motion = _open_vote(valley, texts)
    published = _published(valley, texts)
    return Told(settled, voting, matching, published, waiting, disputed, motion)


class _Texts:
    """Commits to hostile words, whatever the words are, and lets the page find them."""

    def __init__(self, site):
        self._site, self._keep = site, site.valley.texts.commit

    def commit(self, text):
        commitment = self._keep(HOSTILE)
        self._site.texts[commitment] = HOSTILE
        return commitment


def _work(valley, texts):
    ledger, flows = valley.alliance.ledger, valley.alliance.ledger.flows
    valley.work(MILLER, 25, confirmer=GROWER)
    waiting = valley.work(BAKER, 3)
    for uphold in (None, False):
        entry = valley.work(DRIVER, 9, scope=RIVER)
        reason = texts.commit("seen on another day")
        ledger.dispute(entry, reason, signer=valley.signer(RIVER_GUARDIAN))
        if uphold is not None:
            ledger.resolve(entry, uphold=uphold, signer=valley.signer(SHEPHERD))
        else:
            disputed = entry
    signer, scope = valley.signer(MILLER), valley.scope(BREAD)
    flour = flows.define_spec(Spec(1, "KGM", MICRO), texts.commit("flour"), signer=signer)
    raised = Flow(
        action=Action.RAISE,
        scope=scope,
        provider=valley.seat(MILLER),
        receiver=valley.seat(MILLER),
        kind=flour.event("SpecDefined")["spec"],
        unit="KGM",
        quantity=9 * MICRO // 2,
        resource=resource_id(scope, 1),
        occurred_at=valley.local.now - 1,
        evidence=texts.commit("nine"),
    )
    [entry] = entries_of(flows.record(raised, signer=signer))
    flows.confirm(entry, signer=valley.signer(GROWER))
    return waiting, disputed


def _spend(valley, texts):
    """Open pots by vote, spend, promise."""
    alliance, steward = valley.alliance, valley.signer(BOOKKEEPER)
    treasury = alliance.treasury
    treasury.deposit(10 * ETHER, signer=valley.deployer)
    payee = valley.address(BAKER)
    pay = treasury.pay_action(payee, ETHER // 3, category=3, memo=texts.commit("salt"))
    valley.pass_(valley.propose(pay, *treasury_story.pot_actions(valley)))
    pot = treasury_story.POT
    treasury.spend(pot, payee, 7, category=4, memo=texts.commit("flour"), signer=steward)
    stream = StreamTerms(
        pot=pot, payee=payee, start=0, amount=600, seconds=HOUR, category=4, memo=bytes(32)
    )
    treasury.open_stream(stream, 48 * 600, signer=steward)
    fixed = {"pot": pot, "payee": payee, "due_at": valley.local.now + 90 * DAY, "category": 4}
    for amount in (50, 60):
        promised = treasury.promise_milestone(
            MilestoneTerms(**fixed, amount=amount, memo=bytes(32)), signer=steward
        )
    treasury.accept_milestone(
        promised.event("MilestonePromised")["milestone"], signer=valley.signer(ARBITER)
    )


def _open_vote(valley, texts):
    governance, payee = valley.alliance.governance, valley.address(BAKER)
    pay = valley.alliance.treasury.pay_action(payee, 7, category=3, memo=texts.commit("again"))
    motion = valley.propose(pay, text="again")
    valley.warp(governance.show(motion).start)
    return motion


def _settled(valley, texts):
    """A round with a result, an appeal and a project that was not admitted."""
    funding, reviewer = valley.alliance.funding, valley.signer(BOOKKEEPER)
    number = valley.round(appeals=2 * DAY, cap_bps=6_000, allow_negative=True)
    terms = funding.terms(number)
    funding.fund(number, 2 * ETHER, signer=valley.deployer)
    cited = valley.work(MILLER, 4, confirmer=GROWER)
    first = valley.project(number, MILLER, [cited])
    second, third = valley.project(number, BAKER), valley.project(number, DRIVER)
    valley.warp(terms.applications_end)
    funding.approve(number, [first, second], signer=reviewer)
    funding.reject(number, third, reason=texts.commit("another fund"), signer=reviewer)
    valley.warp(terms.appeals_end)
    for name, ballot in ((GROWER, {first: 8, second: 1}), (SHEPHERD, {second: 3})):
        funding.cast_ballot(number, ballot, signer=valley.signer(name))
    valley.warp(terms.voting_end)
    funding.settle(number, signer=valley.outsider)
    return number


def _matched(valley, texts):
    matching, steward = valley.alliance.matching, valley.signer(BOOKKEEPER)
    terms = matching.open_round(valley.matching_terms(), signer=steward)
    number = round_of(terms)
    miller = valley.signer(MILLER)
    applied = matching.apply(number, miller.address, texts.commit("a stone"), signer=miller)
    matching.fund(number, ETHER, signer=valley.deployer)
    valley.warp(matching.terms(number).applications_end)
    matching.approve(number, [project_of(applied)], signer=steward)
    valley.warp(matching.terms(number).appeals_end)
    for name, amount in ((GROWER, 100), (SHEPHERD, 169)):
        matching.give(number, project_of(applied), amount, signer=valley.signer(name))
    return number


def _voting(valley, texts):
    """A round that takes ballots, and one application that nobody has reviewed."""
    funding, number = valley.alliance.funding, valley.round()
    terms = funding.terms(number)
    for name in (MILLER, MILL):
        valley.project(number, name)
    funding.fund(number, 3 * ETHER, signer=valley.deployer)
    valley.warp(terms.applications_end)
    funding.approve(number, [1, 2], signer=valley.signer(BOOKKEEPER))
    valley.warp(terms.appeals_end)
    funding.cast_ballot(number, {1: 7}, signer=valley.signer(GROWER))
    return number


def _published(valley, texts):
    """A published round that takes applications."""
    published, now = valley.alliance.published, valley.local.now
    names = ("applications_end", "review_end", "voting_end", "claims_end")
    ends = {name: now + (place + 2) * DAY for place, name in enumerate(names)}
    windows = {"challenge_seconds": HOUR, "answer_seconds": HOUR, "decision_seconds": HOUR}
    terms = PublishedTerms(scope=ROOT, bond=10**16, **ends, **windows)
    number = round_of(published.open_round(terms, RULE, signer=valley.signer(BOOKKEEPER)))
    signer = valley.signer(MILLER)
    published.apply(number, signer.address, texts.commit("flour"), signer=signer)
    return number
