# SPDX-License-Identifier: Apache-2.0
"""Show sources to explorers, so that anybody can read what stands at an address.

Two interfaces are known: Sourcify's, version 2, which needs no key, and Etherscan's, version 2,
which needs one. Both take the compiler's standard JSON input and answer with the number of a job,
which is asked about until it is done. What an explorer says changes nothing on the chain.

Errors: `BadInput` for answers that cannot be used, `NodeUnreachable` if nobody answers.
Source: the published interfaces of both services.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from eth_typing import ChecksumAddress

from cosmolocal import codec
from cosmolocal.artifacts import load
from cosmolocal.calls import deployment_of
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.sources import COMPILER, identifier, standard_input
from cosmolocal.deploy.words import Strictly
from cosmolocal.errors import BadInput, NodeUnreachable

SECONDS = 30.0
PAUSE_SECONDS, MOST_PAUSES = 3.0, 40
_MOST_BYTES = 1_000_000
_REFUSED, _KNOWN = 400, 409
"""Answers of HTTP: from here on refused; the service knows the contract already."""

State = Literal["verified", "known already", "refused", "not done"]


class Verification(Strictly):
    """What an explorer said of one contract."""

    contract: str
    address: str
    state: State
    said: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One contract of a deployment, as explorers ask for it."""

    contract: str
    address: ChecksumAddress
    chain_id: int
    tx_hash: str
    arguments: str


class Explorer(Protocol):
    """An interface of explorers."""

    def submit(self, subject: Subject) -> str:
        """Send the sources; return the number of the job, or nothing if they are known."""

    def outcome(self, subject: Subject, job: str) -> tuple[State, str]:
        """Ask about a job."""


def subjects(manifest: Manifest) -> list[Subject]:
    """List the contracts of a deployment."""
    return [
        Subject(
            contract=name,
            address=record.address,
            chain_id=manifest.chain_id,
            tx_hash=codec.as_hex(record.tx_hash) if record.tx_hash else "",
            arguments=_encoded(name, record.arguments),
        )
        for name, record in manifest.contracts.items()
    ]


def verify_source(
    explorer: Explorer,
    subject: Subject,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Verification:
    """Show one contract's source to an explorer, and wait for what it says."""
    found = {"contract": subject.contract, "address": subject.address}
    job = explorer.submit(subject)
    if not job:
        return Verification(**found, state="known already")
    for _ in range(MOST_PAUSES):
        state, said = explorer.outcome(subject, job)
        if state != "not done":
            return Verification(**found, state=state, said=said)
        pause(PAUSE_SECONDS)
    return Verification(**found, state="not done", said=f"job {job}")


class Sourcify:
    """Sourcify's interface, version 2."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def submit(self, subject: Subject) -> str:
        """Send the sources."""
        content: dict[str, Any] = {
            "stdJsonInput": standard_input(subject.contract),
            "compilerVersion": COMPILER,
            "contractIdentifier": identifier(subject.contract),
        }
        if subject.tx_hash:
            content["creationTransactionHash"] = subject.tx_hash
        status, answer = _ask(
            f"{self._url}/v2/verify/{subject.chain_id}/{subject.address}",
            json.dumps(content).encode(),
            "application/json",
        )
        if status == _KNOWN:
            return ""
        return _text(answer, "verificationId")

    def outcome(self, subject: Subject, job: str) -> tuple[State, str]:  # noqa: ARG002 - the job says all
        """Ask about a job."""
        _, answer = _ask(f"{self._url}/v2/verify/{job}")
        if not answer.get("isJobCompleted"):
            return "not done", ""
        match = (answer.get("contract") or {}).get("match")
        if match:
            return "verified", str(match)
        return "refused", str((answer.get("error") or {}).get("message", "no match"))


class Etherscan:
    """Etherscan's interface, version 2; the key never leaves the request."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key

    def __repr__(self) -> str:
        return f"Etherscan({self._url!r})"

    def submit(self, subject: Subject) -> str:
        """Send the sources."""
        compiler, _, _ = COMPILER.partition("+")
        form = {
            "codeformat": "vyper-json",
            "sourceCode": json.dumps(standard_input(subject.contract)),
            "contractaddress": subject.address,
            "contractname": identifier(subject.contract),
            "compilerversion": f"vyper:{compiler}",
            "constructorArguments": subject.arguments,
            "optimizationUsed": "1",
        }
        answer = self._call("verifysourcecode", {"chainid": str(subject.chain_id)}, form)
        job = _text(answer, "result")
        if answer.get("status") == "1":
            return job
        if "already verified" in job.lower():
            return ""
        raise BadInput(f"the explorer refused {subject.contract}: {job}")

    def outcome(self, subject: Subject, job: str) -> tuple[State, str]:
        """Ask about a job."""
        asked = {"chainid": str(subject.chain_id), "guid": job}
        said = _text(self._call("checkverifystatus", asked), "result")
        if "pending" in said.lower():
            return "not done", said
        is_verified = "pass" in said.lower() or "already verified" in said.lower()
        return ("verified" if is_verified else "refused"), said

    def _call(
        self, action: str, query: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        asked = {"module": "contract", "action": action, **query, "apikey": self._key}
        body = urlencode(form).encode() if form else None
        kind = "application/x-www-form-urlencoded"
        return _ask(f"{self._url}?{urlencode(asked)}", body, kind)[1]


def _encoded(contract: str, arguments: tuple[Any, ...]) -> str:
    """Encode constructor arguments as the manifest has them, without 0x."""
    artifact = load(contract)
    code = codec.as_bytes(artifact.bytecode)
    return deployment_of(artifact, arguments).data[len(code) :].hex()


def _ask(url: str, body: bytes | None = None, kind: str = "") -> tuple[int, dict[str, Any]]:
    """Send a request; return status and content. A key in the address is not told in errors."""
    headers = {"Accept": "application/json"} | ({"Content-Type": kind} if body else {})
    shown = url.partition("?")[0]
    try:
        with urlopen(Request(url, body, headers), timeout=SECONDS) as answer:  # noqa: S310 - of the table
            status, content = answer.status, answer.read(_MOST_BYTES)
    except HTTPError as error:
        status, content = error.code, error.read(_MOST_BYTES)
    except (URLError, TimeoutError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise NodeUnreachable(f"{shown} does not answer: {reason}") from None
    try:
        answer = json.loads(content)
    except ValueError:
        raise BadInput(f"{shown} answered {status} with no JSON") from None
    if not isinstance(answer, dict) or (status >= _REFUSED and status != _KNOWN):
        said = answer.get("message") if isinstance(answer, dict) else None
        raise BadInput(f"{shown} answered {status}: {said or 'nothing that can be used'}")
    return status, answer


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str) or not value:
        raise BadInput(f"the explorer's answer has no {key}")
    return value
