# SPDX-License-Identifier: Apache-2.0
"""A relay in a process of its own.

    python -m tests.serve.relay_child RPC MANIFEST STATE BALLOTS

brings the ballots of a file one by one, each by a request of its own, and prints their outcomes.
`XDG_STATE_HOME` says where its journal is.
"""

import json
import sys
from pathlib import Path

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.governance import SignedBallot
from cosmolocal.serve import Book, Policy, Relay
from cosmolocal.signers import dev_signer

NAME = "a relay with two processes"
PAYER = dev_signer(NAME)


def main(rpc, manifest, state, ballots):
    chain = Chain.connect(rpc, durable=True)
    alliance = Alliance.connect(chain, manifest)
    relay = Relay(alliance, PAYER, Policy(), Book(Path(state, "book.db")))
    signed = [SignedBallot.model_validate(each) for each in json.loads(Path(ballots).read_text())]
    print("ready", flush=True)
    sys.stdin.readline()
    rows = [row for ballot in signed for row in relay.ballots([ballot]).rows()]
    print(json.dumps([row.model_dump(mode="json") for row in rows]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
