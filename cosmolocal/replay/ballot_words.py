# SPDX-License-Identifier: Apache-2.0
"""Ballots as contracts take, hash and log them: eight allocations to a word, projects ascending.

Source: contracts/funding/allocation_word.vy, contracts/funding/ballot_word.vy
"""

from collections.abc import Iterable, Mapping
from itertools import takewhile

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput

_LANES, _LANE_BITS, _VOTE_BITS = 8, 32, 16
_LANE, _VOTES, _SIGN = 2**32 - 1, 2**16 - 1, 2**15
# The commitment to a ballot leaves out the last two bytes of the hash.
_HASH_MASK = 2**256 - 2**16


def ballot_words(ballot: Mapping[int, int]) -> list[int]:
    """Write a ballot's votes by project.

    Errors: `BadInput` for votes that no budget can buy.
    """
    lanes = [_lane(project, votes) for project, votes in sorted(ballot.items())]
    rows = (lanes[start : start + _LANES] for start in range(0, len(lanes), _LANES))
    return [sum(lane << (_LANE_BITS * index) for index, lane in enumerate(row)) for row in rows]


def read_ballot(words: Iterable[int]) -> dict[int, int]:
    """Read a ballot's votes by project."""
    lanes = (word >> (_LANE_BITS * index) & _LANE for word in words for index in range(_LANES))
    return {lane >> _VOTE_BITS: _signed(lane & _VOTES) for lane in takewhile(bool, lanes)}


def ballot_hash(ballot: Mapping[int, int]) -> bytes:
    """Return what the contract keeps of a ballot; zero for an empty one."""
    if not ballot:
        return bytes(32)
    digest = int.from_bytes(keccak(encode(("uint256[]",), (ballot_words(ballot),))))
    return (digest & _HASH_MASK).to_bytes(32)


def _lane(project: int, votes: int) -> int:
    if not -_SIGN <= votes < _SIGN:
        raise BadInput(
            f"{votes} votes for project {project}: more than any budget can buy",
            next_step=f"Give at most {_SIGN - 1} votes to one project.",
        )
    return project << _VOTE_BITS | votes & _VOTES


def _signed(votes: int) -> int:
    return votes - 2**_VOTE_BITS if votes >= _SIGN else votes
