# SPDX-License-Identifier: Apache-2.0
"""The documents of ERC-4824 about an alliance, in JSON-LD: what `daoURI` points to.

Built from the chain alone: accounts, numbers, calls and states that everybody can read there, no
names of members and no texts. Accounts are written as CAIP-10, `eip155:<chain>:<address>`.

Source: ERC-4824 for the schemas; it is in review.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cosmolocal.events import Event
from cosmolocal.units import ZERO_ADDRESS

if TYPE_CHECKING:
    from cosmolocal.alliance import Alliance

CONTEXT = "http://www.daostar.org/schemas"
FILES = {
    "membersURI": "members.json",
    "proposalsURI": "proposals.json",
    "activityLogURI": "activity.json",
    "governanceURI": "governance.md",
    "contractsURI": "contracts.json",
}
"""The documents beside dao.json, by the field that names them."""
DAO = "dao.json"
_VOTES = ("VoteCast", "VoteCastWithParams")


def documents(alliance: "Alliance", base_uri: str) -> dict[str, str]:
    """Write all documents as they stand now: name of the file -> text, to be served below a URI."""
    return _Writer(alliance).documents(base_uri.rstrip("/"))


class _Writer:
    def __init__(self, alliance: "Alliance") -> None:
        self.alliance, self.chain_id = alliance, alliance.chain.chain_id
        governor = alliance.contracts["QuadraticGovernor"]
        self.governor = governor.address
        self.name = str(alliance.chain.read(governor.functions.name()))
        self.made = [e for e in alliance.events() if e.name == "ProposalCreated"]

    def documents(self, base: str) -> dict[str, str]:
        parts: dict[str, Any] = {
            "membersURI": {"members": list(self._members())},
            "proposalsURI": {"proposals": list(self._proposals())},
            "activityLogURI": {"activities": list(self._activities())},
            "contractsURI": {"contracts": list(self._contracts())},
        }
        uris = {field: f"{base}/{file}" for field, file in FILES.items()}
        texts = {FILES[field]: self._json(content) for field, content in parts.items()}
        return {DAO: self._json(uris), FILES["governanceURI"]: self._governance(), **texts}

    def _json(self, content: dict[str, Any]) -> str:
        head = {"@context": CONTEXT, "type": "DAO", "name": self.name}
        return json.dumps(head | content, indent=2, ensure_ascii=False) + "\n"

    def _account(self, address: str) -> str:
        return f"eip155:{self.chain_id}:{address}"

    def _member(self, address: str) -> dict[str, str]:
        return {"type": "EthereumAddress", "id": self._account(address)}

    def _proposal_id(self, proposal: int) -> str:
        return f"{self._account(self.governor)}?proposalId={proposal}"

    def _members(self) -> Iterator[dict[str, str]]:
        for standing in self.alliance.membership.roll():
            if standing.is_active:
                yield self._member(standing.account)

    def _proposals(self) -> Iterator[dict[str, Any]]:
        for event in self.made:
            shown = self.alliance.governance.show(event["proposalId"])
            yield {
                "type": "proposal",
                "id": self._proposal_id(shown.id),
                "name": f"Proposal {shown.number}",
                "status": shown.status.name.capitalize(),
                "calls": list(self._calls(event)),
            }

    def _calls(self, event: Event) -> Iterator[dict[str, str]]:
        timelock = self.alliance.contracts["Timelock"].address
        calls = zip(event["targets"], event["values"], event["calldatas"], strict=True)
        for target, value, calldata in calls:
            yield {
                "type": "CallDataEVM",
                "operation": "call",
                "from": self._account(timelock),
                "to": self._account(target),
                "value": str(value),
                "data": f"0x{bytes(calldata).hex()}",
            }

    def _activities(self) -> Iterator[dict[str, Any]]:
        told = {"ProposalCreated": "proposer", **dict.fromkeys(_VOTES, "voter")}
        for event in self.alliance.events():
            if event.address == self.governor and event.name in told:
                proposal = self._proposal_id(event["proposalId"])
                yield {
                    "id": f"{event.tx_hash}#{event.log_index}",
                    "type": "activity",
                    "proposal": {"type": "proposal", "id": proposal},
                    "member": self._member(event[told[event.name]]),
                }

    def _contracts(self) -> Iterator[dict[str, str]]:
        for name, record in self.alliance.manifest.contracts.items():
            yield {"id": self._account(record.address), "name": name}

    def _governance(self) -> str:
        """Say in words how the alliance decides, as its rules stand."""
        adapter = self.alliance.chain.read(
            self.alliance.contracts["Membership"].functions.eligibility_adapter()
        )
        lines = [
            f"# How {self.name} decides",
            "",
            "One seat for each member. `v` votes cost `v * v` voice credits of the seat's season.",
            "Persons and organisations sit in two chambers. What passes waits in a timelock.",
            "",
            "| type | quorum | margin | delay | vote | timelock |",
            "|---:|---:|---:|---:|---:|---:|",
        ]
        for number, rule in enumerate(self.alliance.governance.types.all()):
            shares = [f"{bps / 100:g} %" for bps in (rule.quorum_bps, rule.margin_bps)]
            spans = (rule.delay_seconds, rule.period_seconds, rule.timelock_seconds)
            cells = [str(number), *shares, *(f"{span:,} s" for span in spans)]
            lines.append(f"| {' | '.join(cells)} |")
        if adapter != ZERO_ADDRESS:
            lines += ["", f"Who may belong is checked by `{self._account(adapter)}`."]
        return "\n".join(lines) + "\n"
