# SPDX-License-Identifier: Apache-2.0
"""A node that misbehaves on purpose: JSON-RPC over loopback HTTP in front of a real chain.

`proxy.faults[method]` lists what happens to the next requests of a method, one after the other;
then all is well again. `proxy.seen[method]` counts what was asked, `proxy.answered` how often,
a batch once. Faults:

    lost-reply      the chain takes the request, the connection breaks before the answer
    lost-request    the connection breaks before the chain hears of it
    swallowed       a valid answer (the hash) is given and the chain never hears of it
    busy            HTTP 429
    page            an HTML page
    half            half of a JSON body
    slow            the answer comes too late
    empty           JSON that is no JSON-RPC
    not-batched     one error for a whole batch
"""

import json
import threading
import time
from collections import Counter, defaultdict, deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eth_utils import keccak

SLOW_SECONDS = 1.5
BODIES = {
    "page": b"<html><body>Welcome</body></html>",
    "half": b'{"jsonrpc": "2.0", "id": 0, "resu',
    "empty": b'{"hello": "world"}',
    "not-batched": b'{"jsonrpc": "2.0", "id": 0, "error": {"code": -32600, "message": "no batch"}}',
}


class FaultProxy:
    """Serves the chain behind a web3 provider; a context manager."""

    def __init__(self, provider):
        self.provider, self.faults, self.seen = provider, defaultdict(deque), Counter()
        self.answered = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._serial = threading.Lock()  # the chain behind works on one request at a time

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}/v3/secret-access-key"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, body):
        """The bytes to send back, or None to break the connection; and the HTTP status."""
        requests = body if isinstance(body, list) else [body]
        self.answered += 1
        self.seen.update(request["method"] for request in requests)
        fault = next(
            (self.faults[r["method"]].popleft() for r in requests if self.faults[r["method"]]), None
        )
        if fault in BODIES:
            return 200, BODIES[fault]
        if fault == "busy":
            return 429, b"too many requests"
        if fault == "lost-request":
            return 200, None
        replies = [self._swallow(r) if fault == "swallowed" else self._ask(r) for r in requests]
        if fault == "slow":
            time.sleep(SLOW_SECONDS)
        if fault == "lost-reply":
            return 200, None
        return 200, json.dumps(replies if isinstance(body, list) else replies[0]).encode()

    def _ask(self, request):
        with self._serial:
            reply = self.provider.make_request(request["method"], request["params"])
        return {**reply, "id": request["id"]}

    def _swallow(self, request):
        return {"id": request["id"], "result": "0x" + keccak(hexstr=request["params"][0]).hex()}

    def _handler(proxy):  # noqa: N805 - the handler's `self` is another object
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, reply = proxy.answer(body)
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def handle(self):
                with suppress(ConnectionError):  # the client may give up: some tests are about it
                    super().handle()

            def log_message(self, *_):
                pass

        return Handler
