# SPDX-License-Identifier: Apache-2.0
"""What every request meets first: a limit on its length; what every answer carries."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmolocal.errors import BadInput
from cosmolocal.serve.refusals import answer_to

MOST_BYTES = 512 * 1024
"""Of a request's body: fifty ballots of wallets with many owners."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses bodies that are too long, whatever their header says, and hardens answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send)
        await self._app(scope, exchange.receive, exchange.send)
        if exchange.is_too_long:
            refusal = BadInput(f"more than {MOST_BYTES:,} bytes", next_step="Send it in parts.")
            await answer_to(refusal, 413)(scope, receive, exchange.send_hardened)


class _Exchange:
    """One request and its answer on their way through."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send, self._read = receive, send, 0

    @property
    def is_too_long(self) -> bool:
        """Whether more came than is taken."""
        return self._read > MOST_BYTES

    async def receive(self) -> Message:
        """Pass the body on, up to the limit."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self.is_too_long:  # the rest is not waited for
            return {"type": "http.request", "body": b"", "more_body": False}
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, unless it answers to half a body."""
        if not self.is_too_long:
            await self.send_hardened(message)

    async def send_hardened(self, message: Message) -> None:
        """Pass an answer on with what every one carries."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
