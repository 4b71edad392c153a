# SPDX-License-Identifier: Apache-2.0
"""The state by seat, by place and by proposal: made once for a block, so that no page walks it all.

Each list is in the order of the chain.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from eth_typing import ChecksumAddress

from cosmolocal.replay.governance import BallotState, GovernanceState
from cosmolocal.replay.ledger import EntryState, LedgerState
from cosmolocal.replay.membership import MandateState, MembershipState
from cosmolocal.replay.vouching import VouchingState

Entries = list[tuple[bytes, EntryState]]


class Index:
    """What belongs to whom."""

    def __init__(
        self,
        membership: MembershipState,
        vouching: VouchingState,
        ledger: LedgerState,
        governance: GovernanceState,
    ) -> None:
        self._membership, self._vouching = membership, vouching
        self._ledger, self._governance = ledger, governance

    @cached_property
    def entries_of(self) -> Mapping[int, Entries]:
        """Entries of the ledger by the seat that provided."""
        found: dict[int, Entries] = defaultdict(list)
        for entry_id, entry in self._ledger.entries.items():
            found[entry.provider].append((entry_id, entry))
        return found

    @cached_property
    def entries_in(self) -> Mapping[int, Entries]:
        """Entries of the ledger by the scope in which they count."""
        found: dict[int, Entries] = defaultdict(list)
        for entry_id, entry in self._ledger.entries.items():
            found[entry.scope].append((entry_id, entry))
        return found

    @cached_property
    def mandates_of(self) -> Mapping[int, list[tuple[int, MandateState]]]:
        """Mandates by seat, each with its scope."""
        found: dict[int, list[tuple[int, MandateState]]] = defaultdict(list)
        for (scope, seat), mandate in self._membership.mandates.items():
            found[seat].append((scope, mandate))
        return found

    @cached_property
    def mandates_in(self) -> Mapping[int, list[tuple[int, MandateState]]]:
        """Mandates by scope, each with its seat."""
        found: dict[int, list[tuple[int, MandateState]]] = defaultdict(list)
        for (scope, seat), mandate in self._membership.mandates.items():
            found[scope].append((seat, mandate))
        return found

    @cached_property
    def ballots_of(self) -> Mapping[int, list[tuple[int, BallotState]]]:
        """Ballots by seat, each with its proposal."""
        found: dict[int, list[tuple[int, BallotState]]] = defaultdict(list)
        for (proposal, seat), ballot in self._governance.ballots.items():
            found[seat].append((proposal, ballot))
        return found

    @cached_property
    def ballots_on(self) -> Mapping[int, list[tuple[int, BallotState]]]:
        """Ballots by proposal, each with its seat."""
        found: dict[int, list[tuple[int, BallotState]]] = defaultdict(list)
        for (proposal, seat), ballot in self._governance.ballots.items():
            found[proposal].append((seat, ballot))
        return found

    @cached_property
    def vouched_by(self) -> Mapping[int, list[tuple[ChecksumAddress, int]]]:
        """Newcomers by the seat that vouches, each with the end of the vouch."""
        found: dict[int, list[tuple[ChecksumAddress, int]]] = defaultdict(list)
        for account, given in self._vouching.vouches.items():
            for seat, (_kind, until) in given.items():
                found[seat].append((account, until))
        return found

    @cached_property
    def by_number(self) -> Mapping[int, int]:
        """Id of each proposal by its number."""
        return {each.number: id_ for id_, each in self._governance.proposals.items()}
