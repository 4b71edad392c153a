# SPDX-License-Identifier: Apache-2.0
"""Ballots of published rounds as the contract takes, hashes and logs them: four amounts to a word.

Source: contracts/funding/amount_lanes.vy, contracts/funding/ballot_word.vy
"""

from collections.abc import Iterable, Mapping
from itertools import takewhile

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput

MAX_ALLOCATIONS = 128
"""Projects of one ballot: 32 words of four lanes."""
_LANES, _LANE_BITS, _AMOUNT_BITS = 4, 64, 48
_LANE, _AMOUNT, _SIGN = 2**64 - 1, 2**48 - 1, 2**47
_HASH_MASK = 2**256 - 2**16


def amount_words(ballot: Mapping[int, int]) -> list[int]:
    """Write a ballot's amounts by project.

    Errors: `BadInput` for an amount that no lane holds, and for too many projects.
    """
    if len(ballot) > MAX_ALLOCATIONS:
        raise BadInput(
            f"a ballot of {len(ballot)} projects: it has room for {MAX_ALLOCATIONS}",
            next_step="Leave out those you say least about.",
        )
    lanes = [_lane(project, amount) for project, amount in sorted(ballot.items())]
    rows = (lanes[start : start + _LANES] for start in range(0, len(lanes), _LANES))
    return [sum(lane << (_LANE_BITS * index) for index, lane in enumerate(row)) for row in rows]


def read_amounts(words: Iterable[int]) -> dict[int, int]:
    """Read a ballot's amounts by project; a zero is an opinion, a project left out is none."""
    lanes = (word >> (_LANE_BITS * index) & _LANE for word in words for index in range(_LANES))
    return {lane >> _AMOUNT_BITS: _signed(lane & _AMOUNT) for lane in takewhile(bool, lanes)}


def amount_hash(ballot: Mapping[int, int]) -> bytes:
    """Return what the contract keeps of a ballot; zero for an empty one."""
    if not ballot:
        return bytes(32)
    digest = int.from_bytes(keccak(encode(("uint256[]",), (amount_words(ballot),))))
    return (digest & _HASH_MASK).to_bytes(32)


def _lane(project: int, amount: int) -> int:
    if not -_SIGN <= amount < _SIGN:
        raise BadInput(
            f"{amount} for project {project}: more than a ballot can hold",
            next_step=f"Give at most {_SIGN - 1} units to one project.",
        )
    return project << _AMOUNT_BITS | amount & _AMOUNT


def _signed(amount: int) -> int:
    return amount - 2**_AMOUNT_BITS if amount >= _SIGN else amount
