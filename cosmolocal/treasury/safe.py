# SPDX-License-Identifier: Apache-2.0
"""Pay runs as files of the Safe Transaction Builder, for stewards whose account is a Safe.

A file that comes in is explained call by call. A call may be trusted to be what it is shown as only
if encoding its arguments again gives the very same bytes; every other one is marked.

Errors: `BadInput` for a file that cannot be read or that is for another chain.
"""

from collections.abc import Mapping, Sequence

from eth_typing import ChecksumAddress
from web3.contract.contract import Contract

from cosmolocal.domain import Action
from cosmolocal.errors import BadInput
from cosmolocal.explain import Explained, explained
from cosmolocal.safe_batch import SafeBatch
from cosmolocal.treasury.payrun import Part, PayRun


def run_as_batch(
    run: PayRun, parts: Sequence[Part], safe: ChecksumAddress, *, now: int
) -> SafeBatch:
    """Write what is left of a pay run as calls of a Safe."""
    calls = [run.call(part) for part in parts]
    return SafeBatch(
        chain_id=run.treasury.chain.chain_id,
        created_at=now * 1_000,
        name=f"Pay run {run.payees.name}",
        description=f"{sum(len(part.due) for part in parts)} payments",
        safe=safe,
        actions=tuple(Action(run.treasury.address, 0, call.data, call.label) for call in calls),
    )


def explain(batch: SafeBatch, contracts: Mapping[str, Contract], chain_id: int) -> list[Explained]:
    """Say what each call of a file would do."""
    if batch.chain_id != chain_id:
        raise BadInput(
            f"the file is for chain {batch.chain_id}, the node serves {chain_id}",
            next_step="Export it again for this chain.",
        )
    return explained(batch.actions, contracts)
