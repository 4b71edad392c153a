# SPDX-License-Identifier: Apache-2.0
"""The page that says who may call what, and how it is made from what was measured.

`make permissions` writes docs/reference/permissions.md anew from a watched season; what changed is
for people to review. The gate compares the functions of the page with the ABIs, and
tests/sdk/test_permissions.py compares every row with what each actor was told.
"""

import argparse
import re
import tempfile
from pathlib import Path

from cosmolocal import artifacts
from cosmolocal.deploy.contracts import CONTRACTS
from tests.requirements import ROOT

PAGE = ROOT / "docs" / "reference" / "permissions.md"
ROW = re.compile(r"\| `(\w+)` \| (.*) \| (.*) \|")
MAY = "may"
CONCERNED = "concerned"
NAMES = (*CONTRACTS, "Grant")
SEATS = ("person", "organisation", "steward", "confirmer", "reviewer", "arbiter")
STRANGERS = ("nobody", "deployer", "guardian")
PARTS = {
    "governor": "`QuadraticGovernor`",
    "vouching": "`Vouching`",
    "ledger": "`ContributionLedger`",
    "desk": "`FundingDesk`",
    "results": "`ResultDesk`",
}
WORDS = {
    "person": "a person's seat",
    "organisation": "an organisation's seat",
    "steward": "a steward",
    "confirmer": "a confirmer",
    "reviewer": "a reviewer",
    "arbiter": "an arbiter",
    "guardian": "the guardian",
    "timelock": "the timelock",
    "deployer": "the deployer",
    "nobody": "an account without a seat",
    **PARTS,
}
PLAIN_WORDS = (
    (frozenset({*PARTS, *STRANGERS, "timelock"}), "whoever has no seat"),
    (frozenset(SEATS), "any seat"),
    (frozenset(SEATS) - {"organisation"}, "any person's seat"),
    (frozenset(PARTS), "a contract of the alliance"),
    (frozenset(STRANGERS), "an account without a seat"),
)
"""Groups that have a name of their own, larger ones first."""
NO_ONE = "nobody: a seat is not for sale"
WHO = {
    ("ContributionLedger", "amend"): "the provider, as recorder of the entry",
    ("ContributionLedger", "confirm"): "its receiver",
    ("ContributionLedger", "confirm_batch"): "its receiver",
    ("ContributionLedger", "confirm_flow"): "its receiver",
    ("ContributionLedger", "record"): "the provider, or a steward of the providing scope",
    ("ContributionLedger", "record_batch"): "the provider, or a steward of the providing scope",
    ("ContributionLedger", "record_slip"): "its receiver; anybody who does not accept it too",
    ("FundingDesk", "amend"): "the applicant",
    ("FundingDesk", "appeal"): "the applicant",
    ("FundingDesk", "change_payout_address"): "the recipient",
    ("FundingDesk", "claim_one"): "the desk itself",
    ("FundingDesk", "keep_payout_address"): "the applicant",
    ("FundingDesk", "relay_one"): "the desk itself",
    ("Grant", "stop"): "its payee",
    ("Grant", "take_back"): "its payee; anybody once it is due",
    ("MatchingFunding", "return_top_up"): "its sponsor",
    ("Membership", "appeal"): "the seat under notice",
    ("Membership", "approve"): NO_ONE,
    ("Membership", "renew"): "a seat that is eligible",
    ("Membership", "safeTransferFrom"): NO_ONE,
    ("Membership", "seal"): "nobody: it was sealed by the deployment",
    ("Membership", "setApprovalForAll"): NO_ONE,
    ("Membership", "transferFrom"): NO_ONE,
    ("ProposalRules", "record_code"): "anybody, once the code of the target has changed",
    ("PublishedFunding", "cast_ballot_for"): "`FundingDesk`, with a signed ballot, during the vote",
    ("PublishedFunding", "return_top_up"): "its sponsor",
    ("QuadraticGovernor", "cancel"): "its proposer",
    ("QuadraticGovernor", "propose"): "a person's seat that the description names as proposer",
    ("QuadraticGovernor", "proposeTyped"): "as for `propose`",
    ("Resources", "bind"): "nobody: the ledger was bound by the deployment",
    ("Resources", "close_process"): "its keeper",
    ("ResultDesk", "decide"): "the timelock, of a challenge that waits for a decision",
    ("RetroFunding", "return_top_up"): "its sponsor",
    (
        "Scopes",
        "agree_residency",
    ): "whoever brings what host and guest signed; a host or guest itself",
    ("Scopes", "end_residency"): "the guest",
    ("Scopes", "end_role"): "the holder of the role",
    ("Scopes", "leave"): "any seat that belongs to it",
    ("Scopes", "reclaim"): "any seat that belongs to it",
    ("Scopes", "seal"): "nobody: it was sealed by the deployment",
    ("Timelock", "execute"): "`QuadraticGovernor`, once the delay is over",
    ("Treasury", "claw_back"): "its payee; anybody once it is due",
    ("Treasury", "stop_stream"): "its payee",
    ("Vouching", "ask_recovery"): "the new key, with enough backers",
    ("Vouching", "join"): "the newcomer, with enough vouches",
    ("Vouching", "object"): "the holder of the seat",
}
"""Whom a call concerns, where that is what decides."""
HEAD = """\
# Permissions

Who may call each function that writes, of every contract of an alliance, and the words in which
everybody else is refused. The page is made from a season that was watched: the first time a
function is called, every actor tries the same call on the same state, and a refusal must leave that
state as it was, to the last slot and balance (`tests/sdk/test_permissions.py`, invariant X-6).
`make permissions` makes it anew.

The actors: an account **without a seat** (a relay's is one: it hands in what others signed), which
the **deployer** is too once everything is deployed, and the **guardian**, unless it has a seat; the
seats of a **person** and of an **organisation** without a mandate; a **steward**, a **confirmer**,
a **reviewer** and an **arbiter** with that mandate alone, in the scope it is about; the
**timelock**, which acts only by a decision that has waited; and the contracts of the alliance.
After a semicolon: whom the call is about, where that decides beside a role. Where anybody may, what
is handed in decides (a signature, a proof, a time that is over), or the call can only do what it is
for: pay a payee, end what is over, give a sponsor's money back.

`ProposalRules` keeps its books for each calling contract apart: anybody may enter proposals there
as a governor of their own, and touches nothing of ours.
"""


def writing(name: str) -> set[str]:
    """The functions of a contract that may write."""
    return {
        entry["name"]
        for entry in artifacts.load(name).abi
        if entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")
    }


def phrase(actors: set[str], everybody: set[str]) -> str:
    """Actors in words."""
    if actors >= everybody:
        return "anybody"
    left, words = set(actors), []
    for group, name in PLAIN_WORDS:
        if group <= left:
            words.append(name)
            left -= group
    return ", ".join(words + [WORDS[name] for name in WORDS if name in left])


def row_of(function: tuple[str, str], outcomes: dict[str, str]) -> tuple[str, str]:
    """The two cells of a function: who may, and who is told what."""
    told = {actor: why for actor, why in outcomes.items() if actor != CONCERNED}
    everybody = set(told)
    may = phrase({actor for actor, why in told.items() if why == MAY}, everybody)
    who = WHO.get(function, "") if may != "anybody" else ""
    reasons = sorted({why for why in told.values() if why != MAY})
    if len(reasons) == 1:
        return "; ".join(filter(None, (may, who))), f"`{reasons[0]}`"
    refused = [
        f"{phrase({actor for actor, why in told.items() if why == reason}, everybody)}: `{reason}`"
        for reason in reasons
    ]
    return "; ".join(filter(None, (may, who))), "; ".join(refused)


def rows_of(measured: dict[tuple[str, str], dict[str, str]]) -> dict[str, dict[str, tuple]]:
    """The cells of the page, by contract and function."""
    return {
        name: {
            function: row_of((name, function), outcomes)
            for (contract, function), outcomes in sorted(measured.items())
            if contract == name
        }
        for name in NAMES
    }


def declared(text: str | None = None) -> dict[str, dict[str, tuple[str, str]]]:
    """The cells that the page has."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for line in (PAGE.read_text() if text is None else text).split("\n"):
        if line.startswith("## "):
            rows = found.setdefault(line.removeprefix("## "), {})
        elif match := ROW.fullmatch(line):
            function, may, refused = match.groups()
            assert function not in rows, f"{function} has two rows"
            rows[function] = (may.strip(), refused.strip())
    return found


def page(measured: dict[tuple[str, str], dict[str, str]]) -> str:
    """The whole page."""
    parts = [HEAD]
    for name, rows in rows_of(measured).items():
        head = f"## {name}\n\n| function | may | everybody else is told |\n|---|---|---|\n"
        none = "Nothing writes.\n" if not rows else ""
        table = [f"| `{function}` | {may} | {why} |\n" for function, (may, why) in rows.items()]
        parts.append((none and f"## {name}\n\n{none}") or head + "".join(table))
    return "\n".join(parts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", required=True)
    parser.parse_args()
    from tests.sdk.permission_story import measure

    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(page(measure(Path(folder))))
