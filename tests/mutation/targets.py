# SPDX-License-Identifier: Apache-2.0
"""Which sources make up a contract, and which fast tests must notice a fault in them."""

from dataclasses import dataclass
from pathlib import Path

from tests.requirements import ROOT


@dataclass(frozen=True)
class Target:
    """A contract: its own source, the modules that are tested with it, and its tests."""

    folder: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def sources(self, contract: str) -> list[str]:
        """Paths below contracts/; a module of `common` is written with its folder."""
        names = (contract, *self.modules)
        return [f"{name if '/' in name else f'{self.folder}/{name}'}.vy" for name in names]

    def files(self) -> list[str]:
        """The test files, each once, in the order given."""
        found = [
            path.relative_to(ROOT).as_posix()
            for pattern in (*self.tests, f"{self.folder}/test_locks.py")
            for path in sorted((ROOT / "tests" / "unit").glob(pattern))
        ]
        assert found, self.tests
        return list(dict.fromkeys(found))


TARGETS = {
    "Timelock": Target("governance", ("access_roles",), ("governance/test_timelock_*.py",)),
    "QuadraticGovernor": Target(
        "governance",
        (
            "ballots",
            "docket",
            "docket_word",
            "governor_face",
            "guardianship",
            "meter_word",
            "proposal_word",
            "tally_word",
        ),
        (
            "governance/test_words.py",
            "governance/test_governor_*.py",
            "membership/test_presence.py",
        ),
    ),
    "ProposalRules": Target(
        "governance",
        ("code_records", "outcome", "permissions", "proposer_suffix", "rule_word", "sponsorships"),
        (
            "governance/test_words.py",
            "governance/test_proposal_rules_*.py",
            "governance/test_code_records.py",
            "governance/test_governor_propose.py",
            "governance/test_governor_outcome.py",
            "governance/test_governor_types.py",
        ),
    ),
    "BallotRelay": Target("governance", (), ("governance/test_ballot_relay.py",)),
    "Treasury": Target(
        "treasury",
        ("brake", "mandates", "pot_word", "pots", "promises", "stream_word", "vault"),
        ("treasury/test_treasury_p*.py", "treasury/test_treasury_[a-oq-z]*.py"),
    ),
    "Grant": Target("treasury", (), ("treasury/test_grant.py",)),
    "Membership": Target(
        "membership",
        (
            "absence_word",
            "book_word",
            "checkpoint_word",
            "delegation",
            "due_process",
            "eligibility",
            "roll",
            "seat_word",
        ),
        (
            "membership/test_words.py",
            "membership/test_membership_*.py",
            "membership/test_pe*.py",
            "membership/test_presence.py",
        ),
    ),
    "Scopes": Target(
        "membership",
        ("mandate_word", "scope_word"),
        ("membership/test_words.py", "membership/test_scopes_*.py"),
    ),
    "Vouching": Target(
        "membership",
        ("presence",),
        (
            "membership/test_vouching_*.py",
            "membership/test_membership_told.py",
            "membership/test_presence.py",
        ),
    ),
    "ContributionLedger": Target(
        "ledger",
        ("entry_word", "flow_words", "pair_word", "recognition_word"),
        (
            "ledger/test_entry_word.py",
            "ledger/test_recognition_word.py",
            "ledger/test_contribution_*.py",
            "ledger/test_resources_flows.py",
            "membership/test_presence.py",
        ),
    ),
    "Resources": Target(
        "ledger",
        ("actions", "resource_words", "common/units"),
        ("ledger/test_actions.py", "ledger/test_resources_*.py"),
    ),
    "AwardRule": Target("funding", (), ("funding/test_retro_funding_rule.py",)),
    "FundingDesk": Target(
        "funding",
        ("application_word",),
        (
            "funding/test_round_words.py",
            "funding/test_funding_desk_*.py",
            "funding/test_retro_funding_apply.py",
            "funding/test_retro_funding_review.py",
            "funding/test_retro_funding_permissions.py",
        ),
    ),
    "RetroFunding": Target(
        "funding",
        (
            "allotment",
            "awards",
            "ballot_word",
            "escrow",
            "retro_word",
            "round_word",
            "rounds",
            "tally_row",
        ),
        (
            "funding/test_round_words.py",
            "funding/test_tally_row.py",
            "funding/test_escrow.py",
            "funding/test_retro_funding_*.py",
            "funding/test_late_top_ups.py",
            "funding/test_pools_hostile_tokens.py",
        ),
    ),
    "MatchingFunding": Target(
        "funding",
        ("gift_words",),
        ("funding/test_matching_funding*.py", "funding/test_pools_hostile_tokens.py"),
    ),
    "PublishedFunding": Target(
        "funding",
        ("amount_lanes", "published_word"),
        ("funding/test_published_funding.py", "funding/test_result_desk.py"),
    ),
    "ResultDesk": Target(
        "funding",
        ("line_leaf", "result_words", "tape", "common/merkle"),
        ("funding/test_result_desk.py", "funding/test_published_funding.py"),
    ),
    "common": Target(
        "common",
        ("packing", "seasons", "signatures", "tokens"),
        ("common/*.py",),
    ),
}


def sources_of(contract: str) -> list[str]:
    """The sources in which faults are planted for one target."""
    target = TARGETS[contract]
    if contract == "common":
        return [f"common/{name}.vy" for name in ("owned", *target.modules)]
    return target.sources(contract)


def deployables(contract: str) -> list[str]:
    """The contract of a target; of the shared modules, their mocks."""
    if contract == "common":
        shared = ("Owned", "Packing", "Seasons", "Signatures", "Tokens")
        return [f"mocks/{name}Mock.vy" for name in shared]
    return [f"{TARGETS[contract].folder}/{contract}.vy"]


def unlisted(contracts: Path) -> set[str]:
    """Sources that belong to no target."""
    listed = {path for contract in TARGETS for path in sources_of(contract)}
    found = {path.relative_to(contracts).as_posix() for path in contracts.rglob("*.vy")}
    return {path for path in found - listed if not path.startswith("mocks/")}
