# SPDX-License-Identifier: Apache-2.0
"""A signing service on this machine, with a password in its address."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

Answer = Callable[[str, list[Any]], dict[str, Any]]


@contextmanager
def signing_service(answer: Answer) -> Iterator[str]:
    """Serve JSON-RPC as `answer` says, of a method and its parameters; yield the address."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = answer(request["method"], request["params"])
            body = json.dumps({"jsonrpc": "2.0", "id": request["id"], **told}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://steward:sesame@127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
