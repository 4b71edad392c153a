# SPDX-License-Identifier: Apache-2.0
"""What calls would do, in words: a sentence for every action that votes are usually about.

an action of the SDK → its sentence, names for accounts and places, amounts and days for people
what carries money it should not carry, or is not exact → no sentence
"""

import pytest

from cosmolocal.membership import SeatKind
from cosmolocal.pages.deeds import SENTENCES, deeds
from cosmolocal.replay.governance import ProposalState
from cosmolocal.scopes import Role
from cosmolocal.treasury import PotTerms
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.words import speaking
from tests.sdk.valley import ARBITER, BAKER, BREAD, DAY, ETHER, HOUR, MILLER, ROOT

UNTIL = 1_900_000_000  # 17 March 2030


def motion(*actions):
    """A proposal of some calls."""
    targets, values, data, _labels = zip(*actions, strict=True)
    return ProposalState(1, 0, 1, 0, 0, targets=targets, values=values, calldatas=data)


def said(site, *actions):
    return deeds(site.app.state.site.state, motion(*actions))


def actions(site):
    """Every action, and what is said of it."""
    valley, a = site.valley, site.valley.alliance
    baker, bread, miller = valley.address(BAKER), valley.scope(BREAD), valley.seat(MILLER)
    terms = valley.terms()
    pot = PotTerms(
        scope=bread, token=ZERO_ADDRESS, start=UNTIL - 90 * DAY, end=UNTIL, period=30 * DAY,
        cap=2 * ETHER, per_payment=ETHER,
    )  # fmt: skip
    yield (
        a.membership.admit_action([baker, valley.outsider.address], SeatKind.PERSON),
        "members: Tomás Leite, 0x",
    )
    yield a.membership.extend_action(baker), "Tomás Leite stays another term."
    yield a.membership.give_notice_action(miller, b"\1" * 32), "Ilse Brandt is asked to leave"
    yield a.membership.withdraw_notice_action(miller), "Ilse Brandt stays"
    yield a.membership.expel_action(miller), "Ilse Brandt has to leave."
    yield a.membership.set_covenant_action(b"\1" * 32), "Change the covenant."
    grant = a.scopes.grant_role_action(bread, miller, Role.ARBITER, UNTIL)
    yield grant, "Make Ilse Brandt arbiter of From Grain to Bread until 17 March 2030."
    end = a.scopes.end_role_action(ROOT, miller, Role.STEWARD)
    yield end, "Ilse Brandt is no longer steward of River Valley."
    yield a.treasury.pay_action(baker, ETHER // 2), "Pay 0.5 test ETH to Tomás Leite."
    yield a.treasury.fund_action(3, ETHER), "Put 1 test ETH into round 3."
    yield (
        a.treasury.open_pot_action(pot),
        "stewards of From Grain to Bread spend up to 2 test ETH every",
    )
    yield a.treasury.close_pot_action(4), "Close pot 4"
    guardian = valley.address(ARBITER)
    yield (
        a.treasury.set_guardian_action(guardian, UNTIL),
        "Rui Carvalho is guardian until 17 March 2030.",
    )
    yield a.governance.set_guardian_action(ZERO_ADDRESS, 0), "There is no guardian any more."
    yield a.funding.open_round_action(terms), "Open a round for River Valley: applications until"
    yield a.matching.cancel_round_action(7), "Call off round 7"
    weight = a.ledger.set_weight_action(bread, 5, 15_000)
    yield weight, "An hour of work of kind 5 in From Grain to Bread counts as 1 h 30 min."
    rule = a.ledger.flows.set_rule_action(bread, 2, 40 * HOUR)
    yield rule, "In From Grain to Bread it takes 2 to confirm; each may confirm 40 h in a season."
    yield a.vouching.decide_recovery_action(miller, approved=True), "Ilse Brandt gets the new key."
    yield (
        a.vouching.decide_recovery_action(miller, approved=False),
        "Ilse Brandt keeps the old key.",
    )


def test_deeds__every_usual_action__is_a_sentence(site):
    with speaking("en"):
        for action, words in actions(site):
            [deed] = said(site, action)
            assert words in deed.words, deed
            assert deed.is_read


def test_deeds__every_sentence__is_of_a_call_that_exists(site):
    for contract, function in SENTENCES:
        assert hasattr(site.valley.alliance.contracts[contract].functions, function)


def test_deeds__plain_payment__is_a_sentence(site):
    [deed] = said(site, (site.valley.address(BAKER), ETHER, b"", ""))

    assert deed.words == "Send 1 test ETH to Tomás Leite."


@pytest.mark.parametrize("change", ["value", "data", "target"])
def test_deeds__not_exactly_that_call__is_no_sentence(site, change):
    pay = site.valley.alliance.treasury.pay_action(site.valley.address(BAKER), ETHER)
    changed = {
        "value": pay._replace(value=1),
        "data": pay._replace(calldata=pay.calldata + b"\0" * 32),
        "target": pay._replace(target=site.valley.alliance.scopes.address),
    }

    [deed] = said(site, changed[change])

    assert not deed.is_read
    assert deed.words.startswith("Call ")
