# SPDX-License-Identifier: Apache-2.0
"""A deployment in a process of its own that kills itself at a chosen moment.

    python -m tests.sdk.deploy_child RPC MANIFEST [MOMENT NUMBER]

MOMENT is `signed` (in the journal, not sent), `sent` (no receipt yet) or `mined` (not yet in the
manifest); NUMBER says which time, from 1.
"""

import os
import signal
import sys
from pathlib import Path

from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.journal import Journal
from cosmolocal.signers import dev_signer

DEPLOYER = dev_signer("deployer")


def kill_at(owner, method, number, *, before):
    """Have the process die, as by a power cut, around the n-th call of a method."""
    original, calls = getattr(owner, method), [0]

    def counted(*args, **kwargs):
        calls[0] += 1
        if before and calls[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if calls[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, method, counted)


def main(rpc, manifest, moment=None, number="0"):
    if moment == "signed":
        kill_at(Journal, "sign", int(number), before=False)
    elif moment == "sent":
        kill_at(Chain, "_transmit", int(number), before=False)
    elif moment == "mined":
        kill_at(Manifest, "save", int(number), before=True)
    apply(read_example(), Chain.connect(rpc), DEPLOYER, path=Path(manifest))


if __name__ == "__main__":
    main(*sys.argv[1:])
