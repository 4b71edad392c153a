# SPDX-License-Identifier: Apache-2.0
"""Which figure of `verify` stands for each variable of storage; what no event tells, and why (X-7).

every variable of every contract
├── is compared by figures that a lived season has
└── or is listed with the reason why events cannot rebuild it, and what it can do at worst
"""

import json
import re

import pytest

from cosmolocal.verify import compared
from tests.requirements import ROOT

SNAPSHOTS = ROOT / "tests" / "gates" / "snapshots"
OWNER = {"owned.owner": "owner of {name}", "owned.sealed": "sealed of {name}"}
POOL = {
    "owned.owner": "owner of {name}",
    "escrow.token_of": "terms of round .* of {name}",
    "escrow.sponsored": "gift of .* to round .* of {name}",
    "escrow._money": "(pot|paid) of round .* of {name}",
    "rounds.round_count": "round_count of {name}",
    "rounds._rounds": "(terms|state) of round .* of {name}",
    "rounds._approved": "admitted projects of round .* of {name}",
}
AWARDS = {
    "awards._allotments": "payout of project .* of round .* of {name}",
    "awards._claimed": "claim of project .* of round .* of {name}",
}
FIGURES = {
    "AwardRule": {},
    "BallotRelay": {},
    "ContributionLedger": {
        "_entries": "word of entry .*",
        "_heads": "head of scope .*",
        "_weights": "weight of skill .*",
        "_recognition": "(recognition|allowance) of seat .*",
        "_rules": "rule of scope .*",
        "_amended": "amended of .*",
        "_nonces": "nonces of seat .*",
        "_anchors": "anchor .*",
    },
    "FundingDesk": {
        "owned.owner": "owner of {name}",
        "_applications": "project .* of round .* of RetroFunding",
        "_changes": "project .* of round .* of RetroFunding",
    },
    "Grant": {
        name: f"{name} of grant .*"
        for name in ("accepted", "taken_back", "stopped_at", "withdrawn", "given_back")
    },
    "MatchingFunding": {
        **POOL,
        **AWARDS,
        "pledge_count": "pledges of matching round .*",
        "_pledges": "pledge .* of matching round .*",
        "_gifts": "gift of seat .* of matching round .*",
        "_projects": "gifts to project .* of matching round .*",
    },
    "Membership": {
        **OWNER,
        "roll._standing": "word of seat .*",
        "roll._grants": "account of seat .*",
        "roll._book": "active seats at .*",
        "roll._newest": "active seats at .*",
        "roll._older": "active seats at .*",
        "delegation._delegates": "delegate of seat .*",
        "due_process._notices": "notice of seat .*",
        "eligibility.eligibility_adapter": "eligibility_adapter",
        "eligibility.grace_seconds": "grace_seconds",
        "eligibility.grace_until": "grace of seat .*",
        "powers": "powers of .*",
        "covenant": "covenant",
        "covenant_of": "covenant of seat .*",
        "daoURI": "daoURI",
    },
    "ProposalRules": {
        "owned.owner": "owner of {name}",
        "sponsorships._counts": "sponsors of proposal .*",
        "type_count": "type_count",
        "_words": "rule .*, version .*",
        "_entered": "proposals of seat .* in season .*",
    },
    "PublishedFunding": {
        **POOL,
        "rounds._ballots": "ballot of seat .* in published round .*",
        "rule_hash": "rule of published round .*",
        "root_count": "roots of published round .*",
        "_roots": "root .* of published round .*",
        "_money": "root .* of published round .*",
        "_pages": "claim of line .* of root .* of published round .*",
    },
    "QuadraticGovernor": {
        "ballots._pages": "(ballot of seat .* on proposal .*|credits of seat .*)",
        "ballots._tallies": "(votes|heads) of proposal .*",
        "docket._word": "number of proposal .*",
        "docket._headers": "(header|state|start|end|eta) of proposal .*",
        "guardianship.guardian": "guardian",
        "guardianship.guardian_until": "guardian_until",
    },
    "Resources": {
        "units._units": "unit .*",
        "ledger": "ledger of Resources",
        "spec_count": "spec_count",
        "process_count": "process_count",
        "_specs": "spec .*",
        "_resources": "resource .*",
        "_stocks": "stock of resource .*",
        "_processes": "process .*",
        "_balances": "balance of process .*",
        "_taken": "resource .* in process .*",
    },
    "ResultDesk": {
        "owned.owner": "owner of {name}",
        "result_count": "result_count",
        "challenge_count": "challenge_count",
        "due": "bonds due to .*",
        "_latest": "latest result of .*",
        "_counts": "ballots of challenge .*",
        "_edges": "ballots of challenge .*",
        **dict.fromkeys(("_places", "_states", "_money", "_roots", "_bundles"), "result .*"),
        **dict.fromkeys(("_challenges", "_stakes"), "challenge .*"),
    },
    "RetroFunding": {
        **POOL,
        **AWARDS,
        "rounds._conflicts": "conflicts of seat .* in round .* of {name}",
        "rounds._ballots": "ballot of seat .* in round .*",
        "_rules": "terms of round .* of {name}",
        "_tallies": "votes of project .* of round .*",
        "_heads": "heads of project .* of round .*",
    },
    "Scopes": {
        **OWNER,
        "scope_count": "scope_count",
        "_scopes": "scope .*",
        "_mandates": "seat .* in scope .*: end of role .*",
        "_own_from": "topic .* of scope .*: own_from",
        "_residencies": "residency of seat .*",
        "residency_nonce": "residencies of seat .*",
    },
    "Timelock": {
        "access_roles._holds": "role 0x.* of .*",
        "_min_delay": "getMinDelay",
        "_timestamps": "operation 0x.*",
    },
    "Treasury": {
        "owned.owner": "owner of {name}",
        "vault._purses": "(ETH held|reserved of .*)",
        "brake._brake": "(guardian of Treasury|halt of .*)",
        "pots.pot_count": "pot_count",
        "pots._limits": "terms of pot .*",
        "pots._uses": "spent of pot .*",
        "pots._paid_rows": "batch .* of pot .*",
        "promises._streams": "stream .*",
        "promises._milestones": "milestone .*",
    },
    "Vouching": {
        **OWNER,
        "rules": "rules of vouching",
        "recovery": "recovery of seat .*",
        "vouch_nonce": "nonce of .* for .*",
        "joining_nonce": "joining nonce of seat .*",
        "objection_nonce": "objection nonce of seat .*",
        "_vouches": "vouches for .*",
        "_backings": "backings of .*",
    },
}
NO_SEAL = "set-up that ended belongs to the deployment: `cosmolocal deploy verify` reads it"
NO_VIEW = "it has no view: it only refuses, and what it let through is compared"
UNTOLD = {
    **{
        (name, "owned.sealed"): NO_SEAL
        for name in (
            *("FundingDesk", "MatchingFunding", "ProposalRules", "PublishedFunding"),
            *("ResultDesk", "RetroFunding", "Treasury"),
        )
    },
    ("ContributionLedger", "_pairs"): NO_VIEW,
    ("ContributionLedger", "_given"): NO_VIEW,
    ("ContributionLedger", "_endorsed"): NO_VIEW,
    ("ContributionLedger", "_superseded"): NO_VIEW,
    ("FundingDesk", "nonces"): "an event does not say who brought a change: a signature or a call",
    ("FundingDesk", "_opinions"): NO_VIEW,
    ("FundingDesk", "_rejected"): NO_VIEW,
    ("MatchingFunding", "rounds._conflicts"): "gifts have no conflicts of interest",
    ("MatchingFunding", "rounds._ballots"): "gifts are no ballots",
    ("Membership", "delegation.nonces"): "an event does not say whether a delegation was signed",
    ("ProposalRules", "code_records._records"): NO_VIEW,
    ("ProposalRules", "permissions._permissions"): NO_VIEW,
    ("ProposalRules", "sponsorships._has_sponsored"): NO_VIEW,
    (
        "PublishedFunding",
        "rounds._conflicts",
    ): "read only by a conflict of interest, which none had",
    ("PublishedFunding", "_games"): "of the terms that the result desk reads",
    ("PublishedFunding", "_budgets"): "of the terms that the result desk reads",
    ("ResultDesk", "_heads"): "the middle of a challenge: its end is compared",
    ("ResultDesk", "_scores"): "the middle of a challenge: its end is compared",
    ("ResultDesk", "_bests"): "the middle of a challenge: its end is compared",
    ("Vouching", "_answered"): NO_VIEW,
}
ELSEWHERE = {("ContributionLedger", "_amended"), ("Resources", "_taken")}
"""Compared after a correction and an open process, which the season ends without: test_flows.py."""
CONTRACTS = sorted(path.stem for path in SNAPSHOTS.glob("*.json"))


def variables(name):
    return set(json.loads((SNAPSHOTS / f"{name}.json").read_text())["storage"])


@pytest.mark.parametrize("name", CONTRACTS)
def test_storage__each_variable__is_compared_or_says_why_not(name):
    """X-7: a new variable fails here until somebody says which figure shows it."""
    untold = {variable for contract, variable in UNTOLD if contract == name}
    assert not untold & set(FIGURES[name])
    assert variables(name) == untold | set(FIGURES[name])


def test_figures__of_a_lived_season__are_there_for_each_variable(lived):
    """X-7: each of those figures was compared, at least once."""
    figures = compared(lived.alliance)
    missing = [
        (name, variable)
        for name, known in FIGURES.items()
        for variable, pattern in known.items()
        if (name, variable) not in ELSEWHERE
        and not any(re.fullmatch(pattern.format(name=name), figure) for figure in figures)
    ]
    assert missing == []
