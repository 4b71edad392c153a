# SPDX-License-Identifier: Apache-2.0
"""Who may propose under a rule, and sponsors by call and by signature (G-2, X-1).

sponsor
├── without an active seat → "rules: not an active seat"
└── again → counted once
sponsor_by_sig
├── more or fewer signatures than sponsors → "rules: bad signature list"
├── after its last second → "rules: sponsorship expired"; in it → counted
├── one by another key, for another proposal or deadline → "rules: bad signature", none counts
├── of somebody without an active seat → "rules: not an active seat"
└── otherwise → one for each seat, whoever brings them; again → nothing changes
proposing under a rule
├── for another kind of seat → "rules: not this kind of seat"
├── for holders of a role → "rules: proposer lacks the role", until it is granted
├── sponsors beside the proposer; the proposer's own does not count
├── proposals_of → those of this season, none of another
└── permissions: a transfer without data; every bound of a parameter
set_type → the constitution stays one, and unrestricted
"""

from dataclasses import replace

import boa
import pytest

from cosmolocal.typed_data import Sponsorship
from tests.suite import fields, refused
from tests.unit.governance.stage import (
    CONFIRMER_ROLE,
    CONSTITUTION,
    CONSTITUTIONAL,
    DAY,
    SCOPE,
    SEASON,
    content,
    key_of,
)
from tests.unit.governance.test_governor_by_sig import domain, signature
from tests.unit.governance.test_governor_types import adopt

__all__ = ["adopt"]
PERSON, ORGANISATION = 1, 2
NO_SELECTOR = bytes(4)


@pytest.fixture(scope="module")
def rules(alliance):
    return alliance.rules


@pytest.fixture
def proposal(note, actors):
    """What the farmer is about to propose."""
    return content([note(1)], actors.farmer)


def signed(rules, actors, proposal, names, seconds=60, by=None):
    """The arguments of `sponsor_by_sig`."""
    deadline = boa.env.timestamp + seconds
    sponsors = [getattr(actors, name) for name in names]
    slips = [
        signature(
            key_of(signer), Sponsorship(proposal.id, getattr(actors, name), deadline), domain(rules)
        )
        for name, signer in zip(names, by or names, strict=True)
    ]
    return proposal.id, sponsors, slips, deadline


def test_sponsor__without_an_active_seat__refused(rules, actors, proposal):
    for stranger in (actors.outsider, actors.former):
        with refused("rules: not an active seat", rules):
            rules.sponsor(proposal.id, sender=stranger)


def test_sponsor__twice__counts_once(rules, actors, seats, proposal):
    rules.sponsor(proposal.id, sender=actors.miller)
    [event] = rules.get_logs()
    assert fields(event) == {"proposalId": proposal.id, "seat": seats.miller}
    rules.sponsor(proposal.id, sender=actors.miller)
    assert (rules.get_logs(), rules.sponsor_count(proposal.id)) == ([], 1)


def test_sponsor_by_sig__in_its_last_second__counts_each_seat_once(rules, actors, seats, proposal):
    """X-1 a sponsorship that is brought again changes nothing."""
    arguments = signed(rules, actors, proposal, ["miller", "baker"])
    boa.env.timestamp = arguments[3]
    rules.sponsor_by_sig(*arguments, sender=actors.outsider)
    assert [event.seat for event in rules.get_logs()] == [seats.miller, seats.baker]
    rules.sponsor_by_sig(*arguments, sender=actors.outsider)
    assert (rules.get_logs(), rules.sponsor_count(proposal.id)) == ([], 2)
    boa.env.timestamp += 1
    with refused("rules: sponsorship expired", rules):
        rules.sponsor_by_sig(*arguments, sender=actors.outsider)


def test_sponsor_by_sig__what_was_not_signed__counts_none(rules, actors, proposal, note):
    """X-1 a signature is of one sponsor, for one proposal and deadline."""
    names = ["miller", "baker"]
    number, sponsors, slips, deadline = signed(rules, actors, proposal, names)
    another = content([note(2)], actors.farmer).id
    crossed = signed(rules, actors, proposal, names, by=["miller", "smith"])
    for wrong, reason in (
        ((number, sponsors, slips[:1], deadline), "rules: bad signature list"),
        ((number, sponsors[:1], slips, deadline), "rules: bad signature list"),
        ((another, sponsors, slips, deadline), "rules: bad signature"),
        ((number, sponsors, slips, deadline + 1), "rules: bad signature"),
        ((number, sponsors[::-1], slips, deadline), "rules: bad signature"),
        (crossed, "rules: bad signature"),
    ):
        with refused(reason, rules):
            rules.sponsor_by_sig(*wrong, sender=actors.relayer)
    assert rules.sponsor_count(number) == rules.sponsor_count(another) == 0


def test_sponsor_by_sig__of_a_seat_that_is_over__refused(rules, actors, proposal):
    with refused("rules: not an active seat", rules):
        rules.sponsor_by_sig(*signed(rules, actors, proposal, ["miller", "former"]))


def test_propose__by_another_kind_of_seat__refused(governor, actors, adopt, note):
    adopt(proposer_kind=ORGANISATION)
    with refused("rules: not this kind of seat", governor):
        governor.proposeTyped(*content([note(1)], actors.farmer), 2, sender=actors.farmer)
    adopt(proposer_kind=PERSON)
    governor.proposeTyped(*content([note(1)], actors.farmer), 2, sender=actors.farmer)


def test_propose__without_the_role__refused_until_it_is_granted(
    alliance, governor, actors, seats, adopt, proposal
):
    adopt(proposer_role=CONFIRMER_ROLE)
    with refused("rules: proposer lacks the role", governor):
        governor.proposeTyped(*proposal, 2, sender=actors.farmer)
    owner, end = alliance.timelock.address, boa.env.timestamp + DAY
    alliance.scopes.grant_role(SCOPE, seats.farmer, CONFIRMER_ROLE, end, sender=owner)
    governor.proposeTyped(*proposal, 2, sender=actors.farmer)


def test_propose__sponsored_by_others_only__passes(rules, governor, actors, adopt, proposal):
    adopt(sponsors=2)
    rules.sponsor(proposal.id, sender=actors.miller)
    with refused("rules: too few sponsors", governor):
        governor.proposeTyped(*proposal, 2, sender=actors.farmer)
    rules.sponsor_by_sig(*signed(rules, actors, proposal, ["baker"]))
    governor.proposeTyped(*proposal, 2, sender=actors.farmer)


def test_proposals_of__a_limited_type__counts_this_season_only(
    rules, governor, actors, seats, adopt, propose
):
    adopt(proposals_per_season=2)
    of_farmer = (governor.address, seats.farmer)
    assert rules.proposals_of(*of_farmer, SEASON) == 0
    for count, text in enumerate(("first", "second"), start=1):
        propose(text=text, proposal_type=2)
        assert rules.proposals_of(*of_farmer, SEASON) == count
    for season in (SEASON - 1, SEASON + 1):
        assert rules.proposals_of(*of_farmer, season) == 0


def test_permissions__transfer_and_bounds__exactly_as_listed(rules, actors, target, adopt, note):
    selector = note(5)[2][:4]
    adopt([(target.address, NO_SELECTOR, 7, []), (target.address, selector, 0, [(0, 5, 9)])])

    def check(*call):
        rules.check_calls(2, 1, *([part] for part in call))

    for reason, call in (
        ("rules: value not allowed", (target.address, 8, b"")),
        ("rules: call not allowed", (target.address, 0, b"\0")),
        ("rules: call not allowed", (target.address, 0, b"\0\0\0")),
        ("rules: call not allowed", (actors.outsider, 0, b"")),
        ("rules: parameter out of range", note(4)),
        ("rules: parameter out of range", note(10)),
    ):
        with refused(reason, rules):
            check(*call)
    for call in ((target.address, 7, b""), note(5), note(9)):
        check(*call)


def test_set_type__constitution__stays_one_and_unrestricted(alliance, rules, target):
    """G-12."""
    owner = alliance.timelock.address
    anything = (target.address, NO_SELECTOR, 0, [])
    plain = replace(CONSTITUTION, is_constitutional=False)
    for rule, permissions in ((plain, []), (CONSTITUTION, [anything])):
        with refused("rules: not a constitution", rules):
            rules.set_type(CONSTITUTIONAL, rule.values(), permissions, sender=owner)
    rules.set_type(CONSTITUTIONAL, CONSTITUTION.values(), [], sender=owner)
