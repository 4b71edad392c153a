# SPDX-License-Identifier: Apache-2.0
"""Slips: events and confirmations signed without a network or gas, brought by anybody in batches.

A file holds any number of them for one ledger. Whoever brings it pays, and may drop a slip but
change none. A slip that the ledger refuses does not hold up the others; each counts once.

Errors: `BadInput` for a file that holds no slips, or slips for another ledger.
Source: contracts/ledger/ContributionLedger.vy, `record_slip` and `confirm_slip`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from cosmolocal.calls import Receipt
from cosmolocal.chain import Step
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.flows import Flows, SignedConfirmation, Slip
from cosmolocal.json_file import JsonFile
from cosmolocal.reader import Function
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Domain
from cosmolocal.units import Address, Uint

VERSION = 1
MOST_SLIPS = 10_000
LEDGER = "ContributionLedger"


class SlipFile(JsonFile):
    """Slips for one ledger, in the order in which they were signed."""

    version: int = Field(default=VERSION, ge=VERSION, le=VERSION)
    chain_id: Uint
    ledger: Address
    slips: tuple[Slip, ...] = Field(default=(), max_length=MOST_SLIPS)
    confirmations: tuple[SignedConfirmation, ...] = Field(default=(), max_length=MOST_SLIPS)

    def joined(self, other: "SlipFile") -> "SlipFile":
        """Put the slips of two files into one."""
        if (self.chain_id, self.ledger) != (other.chain_id, other.ledger):
            raise BadInput(
                f"slips are for {other.ledger} on chain {other.chain_id},"
                f" others for {self.ledger} on chain {self.chain_id}",
                next_step="Keep the slips of each alliance in files of their own.",
            )
        return self.model_copy(
            update={
                "slips": tuple(dict.fromkeys((*self.slips, *other.slips))),
                "confirmations": tuple(dict.fromkeys((*self.confirmations, *other.confirmations))),
            }
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of slips: receipts of those that count, reasons of those that do not."""

    receipts: tuple[Receipt, ...]
    refused: tuple[tuple[str, ContractError], ...]


def domain_of(manifest: Manifest) -> Domain:
    """Name the ledger that signatures are for; needs no network."""
    name = str(manifest.contracts[LEDGER].arguments[0]) if LEDGER in manifest.contracts else ""
    return Domain(name, "1", manifest.chain_id, manifest.address(LEDGER))


def sort(
    flows: Flows, file: SlipFile, signer: Signer, *, accept: bool
) -> tuple[list[tuple[str, Step]], list[tuple[str, ContractError]]]:
    """Try every slip; return those that would count, each with its words, and the refusals."""
    if (file.chain_id, file.ledger) != (flows.chain.chain_id, flows.address):
        raise BadInput(
            f"the slips are for {file.ledger} on chain {file.chain_id}",
            next_step="Bring them to that alliance: --manifest, --rpc.",
        )
    fitting, refused = [], []
    for words, function in _calls(flows, file, accept=accept):
        try:
            gas = flows.chain.simulate(function, signer.address).gas_used
        except ContractError as error:
            refused.append((words, error))
            continue
        # Rows before it may fill a slot that the estimate found empty, or the other way round.
        fitting.append((words, Step(function, signer, name=words, gas=gas + gas // 2)))
    return fitting, refused


def bring(
    flows: Flows,
    fitting: Sequence[tuple[str, Step]],
    refused: Sequence[tuple[str, ContractError]] = (),
) -> Brought:
    """Send slips, each by a transaction of its own, all at once."""
    receipts = flows.chain.send_many([step for _, step in fitting])
    return Brought(tuple(receipts), tuple(refused))


def _calls(flows: Flows, file: SlipFile, *, accept: bool) -> list[tuple[str, Function]]:
    """Describe every call by words that also name it in the journal: each is sent once."""
    recorded = [(_words(slip), flows.slip_function(slip, accept=accept)) for slip in file.slips]
    confirmed = [
        (
            f"confirmation of 0x{each.entry.hex()} by {each.account}",
            flows.confirmation_function(each),
        )
        for each in file.confirmations
    ]
    return [*recorded, *confirmed]


def _words(slip: Slip) -> str:
    flow = slip.flow
    what = f"{flow.action.term} in scope {flow.scope} by seat {flow.provider}"
    return f"{what}, slip {slip.nonce} of {slip.account}"
