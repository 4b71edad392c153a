# SPDX-License-Identifier: Apache-2.0
"""Plain JSON-RPC to one node: reads are repeated until a deadline, sends never.

web3's own retry is turned off: it repeats `eth_sendRawTransaction` when a reply is lost, and its
timeout counts per attempt. Here a read has one deadline for all its attempts.

Errors: `NodeTrouble` and its branches. Messages name host and port of the node only, for the rest
of an address may hold an access key.
"""

import re
import time
from ast import literal_eval
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider, Web3
from web3.exceptions import BadResponseFormat
from web3.providers import JSONBaseProvider

from cosmolocal.errors import (
    BadInput,
    CosmolocalError,
    NodeBusy,
    NodeRefused,
    NodeReplyUnreadable,
    NodeTrouble,
    NodeUnreachable,
)
from cosmolocal.shapes import fits, shown

REVERT_CODE = 3  # geth's, and by now that of most nodes
Request = tuple[str, Sequence[Any]]  # method and parameters
Answer = TypeVar("Answer")

READ_DEADLINE_SECONDS = 20.0
ATTEMPT_SECONDS = 8.0
# Nodes refuse bigger batches (100 is the lowest limit seen among public endpoints).
BATCH_SIZE = 100
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 2.0
_BUSY_STATUSES = frozenset({429, 502, 503, 504})
_NO_ADDRESS = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
)
_TRANSIENT = (NodeUnreachable, NodeBusy, NodeReplyUnreadable)


def connect(url: str, *, attempt_seconds: float = ATTEMPT_SECONDS) -> Web3:
    """Open a node by its HTTP address, without web3's retry."""
    return Web3(
        HTTPProvider(
            url,
            request_kwargs={"timeout": attempt_seconds},
            exception_retry_configuration=None,
        )
    )


class Node:
    """One JSON-RPC endpoint.

    A `Web3` over HTTP that is handed in loses web3's own retry; see the module's text.
    """

    def __init__(self, w3: Web3, *, deadline_seconds: float = READ_DEADLINE_SECONDS) -> None:
        self.w3, self.deadline_seconds = w3, deadline_seconds
        provider = w3.provider
        if isinstance(provider, HTTPProvider):
            provider.exception_retry_configuration = None  # type: ignore[assignment]
        # Over sockets web3 batches only inside a context of its own: one by one there.
        batches = isinstance(provider, HTTPProvider) or hasattr(provider, "local_batches")
        self._request_batch: Any = (
            getattr(provider, "make_batch_request", None) if batches else None
        )
        if isinstance(provider, JSONBaseProvider):
            self._request: Callable[[Any, Any], Any] = provider.make_request
        else:  # eth-tester translates in a middleware
            self._request = provider.request_func(w3, w3.middleware_onion)

    @property
    def name(self) -> str:
        """Host and port, or the kind of provider."""
        provider = self.w3.provider
        if not isinstance(provider, HTTPProvider):
            return type(provider).__name__
        parts = urlsplit(str(provider.endpoint_uri))
        return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else "?"

    def ask(self, method: str, *params: Any) -> Any:
        """Read once, repeating while the node is unreachable, busy or unreadable."""
        return self._patiently(lambda: self.tell(method, *params))

    def tell(self, method: str, *params: Any) -> Any:
        """Make one request, exactly once."""
        return self._result(self._respond(method, params), (method, params))

    def ask_all(self, requests_: Sequence[Request]) -> list[Any]:
        """Read many at once; the first JSON-RPC error among the answers is raised."""
        return [raised(answer) for answer in self.try_all(requests_)]

    def try_all(self, requests_: Sequence[Request]) -> list[Any]:
        """Read many; an answer that is a JSON-RPC error is a `NodeRefused` in its place.

        Transport failures raise.
        """
        parts = _parts(requests_)
        return [answer for part in parts for answer in self._patiently(partial(self._batch, part))]

    def tell_all(self, requests_: Sequence[Request]) -> list[Any]:
        """Make many requests, in order and each exactly once; answers are as in `try_all`.

        A node may work on the requests of a batch side by side, and forget some of one sender's
        transactions: batches are for providers that promise to keep the order.
        """
        if not hasattr(self.w3.provider, "keeps_order"):
            return self._one_by_one(requests_)
        return [answer for part in _parts(requests_) for answer in self._batch(part)]

    def _batch(self, part: Sequence[Request]) -> list[Any]:
        if self._request_batch is None or len(part) == 1:
            return self._one_by_one(part)
        send, body = self._request_batch, [(method, list(params)) for method, params in part]
        responses = self._translated(lambda: send(body))
        if not isinstance(responses, list):  # one error for the whole batch: it is not offered
            return self._one_by_one(part)
        if len(responses) != len(part):
            raise NodeReplyUnreadable(f"{self.name} answered {len(responses)} of {len(part)}")
        return [self._kept(each, request) for each, request in zip(responses, part, strict=True)]

    def _one_by_one(self, part: Sequence[Request]) -> list[Any]:
        return [self._kept(self._respond(*request), request) for request in part]

    def _respond(self, method: str, params: Sequence[Any]) -> Any:
        try:
            return self._translated(lambda: self._request(method, list(params)))
        except Exception as error:
            if not is_tester_refusal(error):
                raise
            return {"error": tester_error(error)}

    def _kept(self, response: Any, request: Request) -> Any:
        try:
            return self._result(response, request)
        except NodeRefused as refused:
            return refused

    def _result(self, response: Any, request: Request) -> Any:
        """Take the result out of a response, or raise its error."""
        if not isinstance(response, dict) or not ("result" in response or "error" in response):
            raise NodeReplyUnreadable(f"{self.name} sent no JSON-RPC response")
        error = response.get("error")
        if error is not None:
            raise _refusal(error)
        method, params = request
        answer = response.get("result")
        if not fits(method, params, answer):
            raise NodeReplyUnreadable(f"{self.name} answered {method} with {shown(answer)}")
        return answer

    def _patiently(self, attempt: Callable[[], Answer]) -> Answer:
        """Repeat a read until it succeeds; no attempt starts that could outlast the deadline."""
        end = time.monotonic() + self.deadline_seconds
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return attempt()
            except _TRANSIENT:
                if time.monotonic() + pause + self._attempt_seconds() > end:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _attempt_seconds(self) -> float:
        if not isinstance(self.w3.provider, HTTPProvider):
            return 0.0
        return float(dict(self.w3.provider.get_request_kwargs()).get("timeout") or ATTEMPT_SECONDS)

    def _translated(self, request: Callable[[], Answer]) -> Answer:
        """Make a request; transport failures become branches of `NodeTrouble`."""
        trouble: CosmolocalError
        try:
            return request()
        except requests.HTTPError as error:
            trouble = self._status(error)
        except requests.Timeout:
            trouble = NodeUnreachable(f"{self.name} did not answer in time")
        except (requests.ConnectionError, ConnectionError):
            trouble = NodeUnreachable(f"no connection to {self.name}")
        except _NO_ADDRESS:
            trouble = BadInput("the RPC address is not one that begins with http:// or https://")
        except (BadResponseFormat, requests.RequestException, UnicodeDecodeError):
            trouble = NodeReplyUnreadable(f"{self.name} sent an unreadable reply")
        except ValueError as error:  # JSON errors are value errors, whichever parser made them
            if "JSON" not in type(error).__name__:
                raise
            trouble = NodeReplyUnreadable(f"{self.name} did not send JSON")
        raise trouble  # out of the handlers: the cause would quote the whole address

    def _status(self, error: requests.HTTPError) -> NodeTrouble:
        status = error.response.status_code if error.response is not None else 0
        if status in _BUSY_STATUSES:
            return NodeBusy(f"{self.name} is busy (HTTP {status})")
        return NodeRefused(f"{self.name} refused (HTTP {status})", code=status)


def _refusal(error: Any) -> NodeRefused:
    """Take up a JSON-RPC error; one of another shape is told as it came."""
    if not isinstance(error, dict):
        return NodeRefused(str(error))
    code = error.get("code")
    return NodeRefused(
        str(error.get("message") or error),
        code=code if isinstance(code, int) else 0,
        data=error.get("data"),
    )


def _parts(requests_: Sequence[Request]) -> Iterator[Sequence[Request]]:
    """Cut a batch into those that a node takes."""
    return (requests_[at : at + BATCH_SIZE] for at in range(0, len(requests_), BATCH_SIZE))


def is_tester_refusal(error: Exception) -> bool:
    """Tell whether eth-tester, which need not be installed, refused a call."""
    return type(error).__name__ == "TransactionFailed"


def tester_error(error: Exception) -> dict[str, Any]:
    """Write eth-tester's exception as the JSON-RPC error of a node; data stands in it as a repr."""
    text = str(error.args[0]) if error.args else ""
    found = re.search(r"b(['\"]).*\1$", text, re.DOTALL)
    data = literal_eval(found[0]) if found else b""
    message = "execution reverted" if found else text
    return {"code": REVERT_CODE, "message": message, "data": "0x" + data.hex()}


def raised(answer: Any) -> Any:
    """Return an answer of `try_all`, or raise it if it is an error."""
    if isinstance(answer, NodeRefused):
        raise answer
    return answer
