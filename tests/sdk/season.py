# SPDX-License-Identifier: Apache-2.0
"""A season and more of the example's alliance, in which every kind of event happens."""

from cosmolocal.domain import Action
from cosmolocal.funding import project_of, round_of
from cosmolocal.governance import Side, content_of
from cosmolocal.membership import SeatKind
from cosmolocal.proposal_types import Permission, Rule
from cosmolocal.scopes import Role, ScopeKind
from cosmolocal.signers import dev_signer
from tests.sdk import grant_story, ledger_story, published_story, treasury_story
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
    deploy_eligibility,
)

RIVER_GUARDIAN = "Yara Nascimento"
COURIER = "Mateus Rocha"
REED_CUTTER = "Chidi Nwosu"
OVEN_WORK = 7


def live(valley):
    """Let it all happen; return the number of the round that was paid out."""
    _belong(valley)
    _work(valley)
    _give_back(valley)
    valley.alliance.treasury.deposit(10 * ETHER, signer=valley.deployer)
    number = valley.round(
        later_by=20 * DAY, allow_negative=True, appeals=10 * DAY, quorum=1, cap_bps=9_000
    )
    _decide(valley, number)
    treasury_story.spend(valley)
    ledger_story.keep_books(valley)
    ledger_story.watch_the_river(valley)
    valley.work(MILLER, 2, skill=OVEN_WORK)  # counts more since the vote
    _drop_two_motions(valley)
    _fund(valley, number)
    _match(valley)
    published_story.publish(valley)
    _come_back(valley)
    _vouch(valley)
    _part(valley)
    _amend(valley)
    return number


def _stay_and_cede(valley):
    """Host a guest who goes home early; let the scope above decide, and take that back."""
    scopes, bread, miller = valley.alliance.scopes, valley.scope(BREAD), valley.signer(MILLER)
    guest, now = valley.signer(DRIVER), valley.local.now
    term = (now + DAY, now + 30 * DAY, now + 10 * DAY)
    slip = scopes.sign_residency(bread, valley.seat(DRIVER), *term, signer=guest)
    scopes.agree_residency(slip, signer=miller)
    scopes.end_residency(valley.seat(DRIVER), signer=guest)
    scopes.cede(bread, 1, signer=miller)
    scopes.reclaim(bread, 1, signer=valley.signer(BAKER))


def _belong(valley):
    """Join and leave scopes, found one, end a mandate."""
    scopes, bread = valley.alliance.scopes, valley.scope(BREAD)
    for name in (BAKER, MILLER):
        scopes.join(bread, signer=valley.signer(name))
    _stay_and_cede(valley)
    scopes.leave(bread, signer=valley.signer(MILLER))
    place = valley.scope("Upper Valley")
    scopes.found(place, ScopeKind.GUILD, bytes(31) + b"\1", signer=valley.signer(SHEPHERD))
    scopes.end_role(ROOT, valley.seat(ARBITER), Role.REVIEWER, signer=valley.signer(ARBITER))


def _work(valley):
    """Record, confirm, dispute and resolve."""
    ledger = valley.alliance.ledger
    valley.work(MILLER, 25, confirmer=GROWER)
    valley.work(BAKER, 3)
    for uphold in (True, False):
        entry = valley.work(DRIVER, 9, scope=RIVER)
        reason = valley.texts.commit("seen by others on another day")
        ledger.dispute(entry, reason, signer=valley.signer(RIVER_GUARDIAN))
        ledger.resolve(entry, uphold=uphold, signer=valley.signer(SHEPHERD))


def _give_back(valley):
    """Cancel a round whose sponsor then takes its gift back."""
    funding, number = valley.alliance.funding, valley.round()
    funding.fund(number, ETHER, signer=valley.outsider)
    funding.cancel_round(number, signer=valley.signer(BOOKKEEPER))
    funding.refund(number, valley.outsider.address, signer=valley.outsider)


def _decide(valley, number):
    """Pass one motion that does a bit of everything."""
    alliance = valley.alliance
    payee, memo = valley.local.accounts[2].address, valley.texts.commit("salt for the roads")
    valley.pass_(
        valley.propose(
            alliance.treasury.fund_action(number, 4 * ETHER),
            alliance.treasury.pay_action(payee, ETHER, category=3, memo=memo),
            alliance.ledger.set_weight_action(valley.scope(BREAD), OVEN_WORK, 12_000),
            alliance.membership.admit_action([valley.outsider.address], SeatKind.ORGANISATION),
            *treasury_story.pot_actions(valley),
            *ledger_story.motions(valley),
        )
    )


def _amend(valley):
    """Change the constitution: a new type, and a longer delay, each on its own."""
    timelock = valley.alliance.contracts["Timelock"]
    types = valley.alliance.governance.types
    shares = {"quorum_bps": 6_000, "margin_bps": 6_000, "organisation_quorum_bps": 1}
    spans = {"delay_seconds": 2 * DAY, "period_seconds": 5 * DAY, "extension_seconds": DAY}
    after = {"timelock_seconds": DAY, "grace_seconds": 14 * DAY}
    allowed = Permission(target=timelock.address, selector=b"\x00" * 4)
    valley.amend(types.set_type_action(2, Rule(**shares, **spans, **after), [allowed]))
    valley.amend(_action(valley, timelock.functions.updateDelay(DAY + HOUR)))


def _drop_two_motions(valley):
    """Cancel one motion in its vote, and another one that waits in the timelock."""
    governance, treasury = valley.alliance.governance, valley.alliance.treasury
    action = treasury.pay_action(valley.outsider.address, ETHER)
    first = valley.propose(action, text="first")
    why, grower = valley.texts.commit("the second motion"), valley.signer(GROWER)
    wanted = content_of([action], why, grower.address)
    governance.types.sponsor(wanted.id, signer=valley.signer(COURIER))
    governance.propose([action], why, signer=grower)
    second = wanted.id
    valley.warp(governance.show(second).start)
    governance.vote(first, Side.AGAINST, 4, signer=valley.signer(COURIER))
    plain = governance.contract.functions.castVote(first, Side.FOR)
    valley.alliance.chain.send(plain, valley.signer(SHEPHERD))
    governance.cancel(first, signer=valley.signer(GROWER))
    governance.reclaim(first, signer=valley.signer(COURIER))
    valley.warp(governance.show(second).end - HOUR)  # late, so that the vote goes on
    for name in valley.persons[4:9]:
        governance.vote(second, Side.FOR, 2, signer=valley.signer(name))
    governance.vote(second, Side.ABSTAIN, signer=valley.signer(BAKER))
    ballot = governance.sign_ballot(second, Side.AGAINST, 2, signer=valley.signer(MILLER))
    governance.relay([ballot, ballot], signer=valley.outsider)  # the second is refused
    absent = valley.persons[11]
    valley.alliance.membership.delegate(valley.address(MILLER), signer=valley.signer(absent))
    seats = [valley.seat(absent)]
    governance.cast_for(second, Side.FOR, seats, signer=valley.signer(MILLER))
    valley.warp(governance.show(second).end)
    governance.queue(second, signer=valley.outsider)
    governance.cancel(second, signer=valley.signer(ARBITER))


def _fund(valley, number):
    """Hold a round to its end, with a project rejected and a ballot replaced."""
    funding, terms = valley.alliance.funding, valley.alliance.funding.terms(number)
    funding.fund(number, 1, signer=valley.deployer)
    mill, oven, song = (valley.project(number, name) for name in (MILLER, BAKER, DRIVER))
    choir = valley.project(number, COURIER)
    content = valley.texts.commit("the same, with a smaller stage")
    driver = valley.signer(DRIVER)
    funding.amend(number, song, driver.address, content, signer=driver)
    conflict = valley.texts.commit("keeps the mill's books")
    seat, bookkeeper = valley.seat(ARBITER), valley.signer(BOOKKEEPER)
    funding.set_conflicts(number, seat, [song], reason=conflict, signer=bookkeeper)
    valley.warp(terms.applications_end)
    reviewer, reason = valley.signer(BOOKKEEPER), valley.texts.commit("for another fund")
    funding.approve(number, [mill, oven], signer=reviewer)
    funding.reject(number, song, reason=reason, signer=reviewer)
    funding.reject(number, choir, reason=reason, signer=reviewer)
    _appeal(valley, number, choir)
    valley.warp(terms.appeals_end)
    for name, ballot in (
        (GROWER, {mill: 9}),
        (GROWER, {mill: 8, oven: 6}),
        (MILL, {oven: 3}),
        (ARBITER, {mill: -2, oven: 1}),
        (MILLER, {oven: 2}),
    ):
        funding.cast_ballot(number, ballot, signer=valley.signer(name))
    signed = funding.sign_ballot(
        number, {mill: 1}, deadline=terms.voting_end, signer=valley.signer(SHEPHERD)
    )
    funding.relay(number, [signed, signed], signer=valley.outsider)
    valley.warp(terms.voting_end)
    funding.settle(number, signer=valley.outsider)
    elsewhere = valley.local.accounts[3].address
    for project, name in ((mill, MILLER), (oven, BAKER)):
        recipient = valley.signer(name)
        funding.change_payout_address(number, project, elsewhere, signer=recipient)
    funding.keep_payout_address(number, oven, signer=valley.signer(BAKER))
    funding.pay(number, [mill, oven], signer=valley.outsider)
    valley.warp(valley.local.now + 3 * DAY)
    funding.claim(number, mill, signer=valley.outsider)
    valley.warp(terms.claims_end)
    funding.sweep(number, signer=valley.outsider)
    _come_late(valley, funding, number)
    into = valley.round()
    funding.carry_over(number, into, valley.outsider.address, signer=valley.signer(BAKER))


def _come_late(valley, pool, number):
    """Give too late for a round: one sponsor waits for the next, the other one does not."""
    other = valley.local.accounts[4]
    for sponsor in (valley.outsider, other):
        pool.fund(number, 5, signer=sponsor)
    pool.return_top_up(number, other.address, signer=other)


def _appeal(valley, number, project):
    """Have the alliance overrule its reviewers."""
    funding = valley.alliance.funding
    reason = valley.texts.commit("we have a hall now")
    funding.appeal(number, project, reason=reason, signer=valley.signer(COURIER))
    action = funding.decide_appeal_action(number, project, admit=True, reason=reason)
    valley.pass_(valley.propose(action, text="let the choir in"))


def _match(valley):
    """Hold two matching rounds: one is paid, one is cancelled."""
    matching, steward = valley.alliance.matching, valley.signer(BOOKKEEPER)
    for is_cancelled in (False, True):
        number = round_of(matching.open_round(valley.matching_terms(), signer=steward))
        terms, miller = matching.terms(number), valley.signer(MILLER)
        content = valley.texts.commit("a new stone")
        payee = grant_story.created(valley, by_milestones=is_cancelled)
        project = project_of(matching.apply(number, payee, content, signer=miller))
        matching.fund(number, ETHER, signer=valley.outsider)
        if is_cancelled:
            sponsor = valley.outsider.address
            matching.carry_over(number - 1, number, sponsor, signer=valley.signer(BAKER))
        matching.pledge(number, ETHER, matched=1, per_raised=2, signer=valley.deployer)
        valley.warp(terms.applications_end)
        matching.approve(number, [project], signer=steward)
        valley.warp(terms.appeals_end)
        for name, amount in ((GROWER, 100), (GROWER, 44), (SHEPHERD, 169)):
            matching.give(number, project, amount, signer=valley.signer(name))
        (_cancel_match if is_cancelled else _pay_match)(valley, number, project)
        grant_story.used(valley, payee, by_milestones=is_cancelled)


def _pay_match(valley, number, project):
    """Match the gifts and pay them out."""
    matching, anybody = valley.alliance.matching, valley.outsider
    terms = matching.terms(number)
    valley.warp(terms.voting_end)
    matching.settle(number, signer=anybody)
    matching.claim(number, project, signer=anybody)
    matching.return_pledge(number, 1, signer=anybody)
    valley.warp(terms.claims_end)
    matching.sweep(number, signer=anybody)
    _come_late(valley, matching, number)


def _cancel_match(valley, number, project):
    """Give everything back."""
    matching = valley.alliance.matching
    matching.cancel_round(number, signer=valley.signer(BOOKKEEPER))
    matching.refund(number, valley.outsider.address, signer=valley.outsider)
    seat = valley.seat(SHEPHERD)
    matching.refund_gift(number, project, seat, signer=valley.outsider)


def _come_back(valley):
    """Leave, and be taken in again by a vote of the next season."""
    membership = valley.alliance.membership
    membership.leave(signer=valley.signer(BAKER))
    valley.warp(membership.seasons.start(1))
    valley.work(BOOKKEEPER, 2, confirmer=None)
    back = membership.admit_action([valley.address(BAKER)], SeatKind.PERSON)
    end = valley.alliance.scopes.grant_role_action(
        ROOT, valley.seat(DRIVER), Role.REVIEWER, valley.local.now + 300 * DAY
    )
    proposal_id = valley.propose(back, end, text="come back")
    valley.warp(valley.alliance.governance.show(proposal_id).start)
    valley.alliance.governance.vote(proposal_id, Side.FOR, 10, signer=valley.signer(MILLER))
    valley.pass_(proposal_id)


def _vouch(valley):
    """Join by vouches, withdraw one, and recover two seats, one of them by a vote."""
    vouching, newcomer = valley.alliance.vouching, local_signer(valley, "newcomer")
    first, second = local_signer(valley, "new key"), local_signer(valley, "another new key")
    members = [valley.signer(name) for name in (GROWER, SHEPHERD, MILLER, DRIVER)]
    deadline = valley.local.now + DAY
    for member in members[:2]:
        vouching.vouch(newcomer.address, SeatKind.PERSON, signer=member)
    vouching.withdraw_vouch(newcomer.address, signer=members[1])
    for member in members[1:3]:
        slip = vouching.sign_vouch(newcomer.address, SeatKind.PERSON, deadline, signer=member)
        vouching.relay(slip, signer=valley.outsider)
    joining = vouching.sign_joining(SeatKind.PERSON, deadline, signer=newcomer)
    vouching.relay(joining, signer=valley.outsider)
    for name, key in ((REED_CUTTER, first), (RIVER_GUARDIAN, second)):
        for member in members[:3]:
            slip = vouching.sign_backing(valley.seat(name), key.address, deadline, signer=member)
            vouching.relay(slip, signer=valley.outsider)
        asking = vouching.sign_asking(valley.seat(name), deadline, signer=key)
        vouching.relay(asking, signer=valley.outsider)
    objection = vouching.sign_objection(
        valley.seat(RIVER_GUARDIAN), signer=valley.signer(RIVER_GUARDIAN)
    )
    vouching.relay(objection, signer=valley.outsider)
    valley.warp(vouching.recovery(valley.seat(REED_CUTTER)).ready_at)
    vouching.complete_recovery(valley.seat(REED_CUTTER), signer=valley.outsider)
    refused = vouching.decide_recovery_action(valley.seat(RIVER_GUARDIAN), approved=False)
    rules = vouching.set_rules_action((2, 3, 30 * DAY, 180 * DAY, 3, 14 * DAY))
    valley.pass_(valley.propose(refused, rules, text="keep the river's guardian"))


def local_signer(valley, name):
    """A key of somebody without a seat, with ETH."""
    signer = dev_signer(f"valley/{name}")
    valley.local.fund(signer.address, ETHER)
    return signer


def _part(valley):
    """Change the covenant, doubt who is eligible, delegate, and expel one of two under notice."""
    membership, cutter = valley.alliance.membership, valley.seat(REED_CUTTER)
    adapter, covenant = deploy_eligibility(valley), bytes(31) + b"\7"
    valley.pass_(
        valley.propose(
            membership.set_covenant_action(covenant),
            membership.set_eligibility_action(adapter.address, DAY),
            membership.set_dao_uri_action("https://valley.example/dao.json"),
            membership.give_notice_action(valley.seat(COURIER), bytes(31) + b"\2"),
            membership.give_notice_action(cutter, bytes(31) + b"\3"),
        )
    )
    membership.appeal(bytes(31) + b"\4", signer=valley.signer(COURIER))
    for answer in (0, 1, 0):
        told = adapter.functions.answer(valley.address(DRIVER), answer)
        valley.alliance.chain.send(told, valley.deployer)
        membership.review(valley.seat(DRIVER), signer=valley.outsider)
    membership.accept_covenant(covenant, signer=valley.signer(MILLER))
    told = adapter.functions.answer(valley.address(BOOKKEEPER), 1)
    valley.alliance.chain.send(told, valley.deployer)
    membership.renew(covenant, signer=valley.signer(BOOKKEEPER))
    membership.check_in(signer=valley.signer(SHEPHERD))
    membership.delegate(valley.address(MILLER), signer=valley.signer(GROWER))
    valley.warp(membership.notice(cutter).until)
    membership.expel(cutter, signer=valley.outsider)
    valley.pass_(
        valley.propose(
            membership.withdraw_notice_action(valley.seat(COURIER)),
            membership.extend_action(valley.address(SHEPHERD)),
        )
    )
    vouching, key = valley.alliance.vouching, valley.deployer.address
    vouching.vouch(key, SeatKind.PERSON, signer=valley.signer(DRIVER))
    vouching.back_recovery(valley.seat(BAKER), key, signer=valley.signer(DRIVER))


def _action(valley, function):
    """An action that no domain has a verb for."""
    call = valley.alliance.chain.call_of(function)
    return Action(call.to, 0, call.data, call.label)
