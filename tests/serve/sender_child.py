# SPDX-License-Identifier: Apache-2.0
"""The command line beside a relay that has the same key, in a process of its own.

    python -m tests.serve.sender_child RPC MANIFEST AMOUNTS

gives each amount to the treasury by a command of its own, again if it was told to, and prints how
each try ended. `XDG_STATE_HOME` says where its journal is.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from cosmolocal.cli.app import app
from tests.serve.relay_child import NAME

TRIES = 6


def give(rpc, manifest, amount):
    """What the command answered, and its exit code."""
    said = io.StringIO()
    where = ("--rpc", rpc, "--manifest", manifest, "--account", f"dev:{NAME}")
    try:
        with redirect_stdout(said), redirect_stderr(io.StringIO()):
            app(["treasury", "deposit", amount, *where, "--yes", "--json"], prog_name="cosmolocal")
    except SystemExit as end:
        return {"code": end.code or 0, **json.loads(said.getvalue())}


def main(rpc, manifest, amounts):
    print("ready", flush=True)
    sys.stdin.readline()
    ends = []
    for amount in json.loads(amounts):
        for _ in range(TRIES):
            ends.append(give(rpc, manifest, amount))
            if ends[-1]["code"] == 0:
                break
    print(json.dumps(ends), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
