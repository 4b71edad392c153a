# SPDX-License-Identifier: Apache-2.0
"""Kills a process of our own with SIGKILL at a chosen boundary, as a power cut would.

A boundary is the moment before or after a write reaches the disk (`fsync`), a transaction is sent
(`send`), a receipt is asked for (`receipt`), or any other request (`other`).
"""

import multiprocessing
import os
import random
import signal
from collections import Counter

from web3 import HTTPProvider

KINDS = {"eth_sendRawTransaction": "send", "eth_getTransactionReceipt": "receipt"}
MOMENTS = ("before", "after")
SECONDS = 300

# A server without threads forks the victims, so that none inherits a lock that nobody will open.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.sdk.payrun_child", "tests.sdk.deploy_child"])


def boundaries(counts):
    """List every kind of boundary, at its first time and so on."""
    return [
        (kind, moment, count)
        for kind in ("fsync", "send", "receipt")
        for moment in MOMENTS
        for count in counts
    ]


def by_lot(number, most, seed=7):
    """Draw points anywhere among the first `most` boundaries."""
    lot = random.Random(seed)
    return [("any", lot.choice(MOMENTS), lot.randint(1, most)) for _ in range(number)]


def die_at(die):
    """Have this process die at `die`: (kind, moment, how many of them); never if it is None."""
    passed = Counter()

    def pass_by(kind, moment):
        passed[kind, moment] += 1
        passed["any", moment] += 1
        for name in (kind, "any"):
            if die == (name, moment, passed[name, moment]):
                os.kill(os.getpid(), signal.SIGKILL)

    if die is not None:
        _watch(pass_by)


def _watch(pass_by):
    """Call `pass_by(kind, moment)` at every boundary."""

    def wrap(original, kind_of):
        def wrapped(*arguments):
            kind = kind_of(*arguments)
            pass_by(kind, "before")
            answer = original(*arguments)
            pass_by(kind, "after")
            return answer

        return wrapped

    def kind_of_batch(_, requests):
        kinds = {KINDS.get(method, "other") for method, _ in requests}
        return min(kinds - {"other"}, default="other")

    one, many = HTTPProvider.make_request, HTTPProvider.make_batch_request
    HTTPProvider.make_request = wrap(one, lambda _, method, __: KINDS.get(method, "other"))
    HTTPProvider.make_batch_request = wrap(many, kind_of_batch)
    os.fsync = wrap(os.fsync, lambda _: "fsync")


def started(target, *arguments):
    """Start a victim."""
    child = processes.Process(target=target, args=arguments)
    child.start()
    return child


def ended(child):
    """Wait for its end; return its exit code."""
    child.join(SECONDS)
    assert child.exitcode is not None, "the child hangs"
    return child.exitcode


def is_killed(target, *arguments):
    """Run a victim to its end; whether it was killed. It ends in no other way than well."""
    code = ended(started(target, *arguments))
    assert code in (0, -signal.SIGKILL)
    return code == -signal.SIGKILL
