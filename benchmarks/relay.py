# SPDX-License-Identifier: Apache-2.0
"""What each of fifty signed ballots costs that are handed in together."""

from collections.abc import Iterator, Sequence

from eth_abi import encode
from eth_account.signers.local import LocalAccount
from web3.logs import DISCARD
from web3.types import TxReceipt

from benchmarks.measurement import Measurement
from benchmarks.world import World
from cosmolocal.typed_data import Ballot, Domain, ExtendedBallot, Struct, TypedMessage

FOR = 1
BATCH = 50


def measure(
    world: World, proposals: Sequence[int], voters: Sequence[LocalAccount]
) -> Iterator[Measurement]:
    """Three proposals, each with a ballot already, and fifty voters whose meters are zero."""
    batches = {
        "relay 50 plain ballots, first ever, each": (
            _plain,
            "the voters' meters zero; in the first season",
        ),
        "relay 50 plain ballots, each": (_plain, "one vote each; the voters' meters nonzero"),
        "relay 50 ballots with votes, each": (
            _extended,
            "three votes and a deadline each; the voters' meters nonzero",
        ),
    }
    for proposal, (operation, (ballot, conditions)) in zip(proposals, batches.items(), strict=True):
        receipt = _relay(world, [ballot(world, proposal, voter) for voter in voters[:BATCH]])
        yield Measurement(operation, receipt, f"{conditions}; tally nonzero", items=BATCH)


def measure_late(world: World, proposal: int, voters: Sequence[LocalAccount]) -> Measurement:
    """Voters who were never there, in a season before which they could have been recognised."""
    receipt = _relay(world, [_plain(world, proposal, voter) for voter in voters[:BATCH]])
    operation = "relay 50 plain ballots, first ever, later, each"
    conditions = "as above, in a later season: the ledger is asked for the season before"
    return Measurement(operation, receipt, conditions, items=BATCH)


def sign(world: World, ballot: Struct, voter: LocalAccount) -> bytes:
    """Sign a ballot of the governor of this world."""
    governor = world.QuadraticGovernor.address
    domain = Domain("River", "1", world.w3.eth.chain_id, governor)
    return bytes(voter.sign_message(TypedMessage(domain, ballot).signable()).signature)


def _relay(world: World, ballots: Sequence[str]) -> TxReceipt:
    receipt = world.send(world.BallotRelay.functions.relay(ballots), world.deployer)
    refused = world.BallotRelay.events.BallotRefused().process_receipt(receipt, DISCARD)
    if refused:
        raise RuntimeError(f"{len(refused)} ballots of the benchmark were refused: {refused[0]}")
    return receipt


def _plain(world: World, proposal: int, voter: LocalAccount) -> str:
    signature = sign(world, Ballot(proposal, FOR, voter.address, 0), voter)
    arguments = [proposal, FOR, voter.address, signature]
    return world.QuadraticGovernor.encode_abi("castVoteBySig", arguments)


def _extended(world: World, proposal: int, voter: LocalAccount) -> str:
    params = encode(["uint256", "uint256"], [3, world.now + 86_400])
    ballot = ExtendedBallot(proposal, FOR, voter.address, 0, "", params)
    arguments = [proposal, FOR, voter.address, "", params, sign(world, ballot, voter)]
    return world.QuadraticGovernor.encode_abi("castVoteWithReasonAndParamsBySig", arguments)
