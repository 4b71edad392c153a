# SPDX-License-Identifier: Apache-2.0
"""Signed ballots in bulk: who signed each, and the last one of every voter.

A signature is the 65 bytes r, s, v of EIP-191 or EIP-712 over a digest of 32 bytes. Only the
canonical form counts: s in the lower half of the curve's order, v 27 or 28. Recovery costs more
than all the rest, so it runs in as many processes as there are processors.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from coincurve import PublicKey
from sha3 import keccak_256  # type: ignore[import-untyped]

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class SignedBallot:
    """A ballot as a relayer hands it on; `nonce` counts the ballots of this voter upwards."""

    voter: bytes
    nonce: int
    digest: bytes
    signature: bytes
    amounts: Mapping[str, int]


def signer_of(digest: bytes, signature: bytes) -> bytes | None:
    """Return the address that signed; None if the signature is none."""
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    if int.from_bytes(signature[32:64], "big") > HALF_ORDER:
        return None
    compact = signature[:64] + bytes((signature[64] - 27,))
    try:
        key = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    except ValueError:
        return None
    return bytes(keccak_256(key.format(compressed=False)[1:]).digest()[12:])


def last_ballots(
    ballots: Iterable[SignedBallot], *, processes: int | None = None
) -> tuple[dict[bytes, Mapping[str, int]], int]:
    """Return the last valid ballot of each voter, and how many were not signed by their voter.

    Of two ballots with one nonce the first counts, as on a chain.
    """
    found: dict[bytes, tuple[int, Mapping[str, int]]] = {}
    refused = 0
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        for chunk, signers in _recovered(ballots, pool):
            for ballot, signer in zip(chunk, signers, strict=True):
                if signer != ballot.voter:
                    refused += 1
                elif ballot.voter not in found or found[ballot.voter][0] < ballot.nonce:
                    found[ballot.voter] = ballot.nonce, ballot.amounts
    return {voter: amounts for voter, (_, amounts) in found.items()}, refused


def _recovered(
    ballots: Iterable[SignedBallot], pool: ProcessPoolExecutor
) -> Iterator[tuple[list[SignedBallot], list[bytes | None]]]:
    """Recover the signers of ballots a chunk at a time, in order, a few chunks ahead."""
    source, waiting = iter(ballots), []
    while chunk := list(islice(source, _CHUNK)):
        asked = [(ballot.digest, ballot.signature) for ballot in chunk]
        waiting.append((chunk, pool.submit(_signers, asked)))
        if len(waiting) > 2 * (os.cpu_count() or 1):
            first, signers = waiting.pop(0)
            yield first, signers.result()
    for each, signers in waiting:
        yield each, signers.result()


def _signers(asked: list[tuple[bytes, bytes]]) -> list[bytes | None]:
    return [signer_of(digest, signature) for digest, signature in asked]
