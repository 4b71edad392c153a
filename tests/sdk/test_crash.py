# SPDX-License-Identifier: Apache-2.0
"""kill -9 at every request: whatever was on its way, each step happens exactly once.

A process that sends four named steps is killed right before and right after each of its requests
to the node, then started again until it gets through. The chain has each step once, with one nonce
each, and the journal knows all of them. A sender that records after sending fails here: the moment
between a send and its answer is among those tested, and the test counts its kills.
"""

import multiprocessing
import signal
from itertools import count

import pytest

from cosmolocal.journal import Journal
from tests.sdk import crash_child, toy
from tests.sdk.fault_proxy import FaultProxy

# A server without threads forks the victims, so that none inherits a lock that nobody will open.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.sdk.crash_child"])


def run_child(*arguments):
    """Run the child to its end; return its exit code."""
    child = processes.Process(target=crash_child.run, args=arguments)
    child.start()
    child.join(60)
    assert child.exitcode is not None, "the child hangs"
    return child.exitcode


@pytest.mark.slow
@pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_kill__at_any_request__every_step_happens_once(local, chain, member, tmp_path, moment):
    kills = 0
    with FaultProxy(local.w3.provider) as proxy:
        for request in count(1):
            deployed = toy.deploy(chain, member)
            journal = tmp_path / f"{request}.jsonl"
            arguments = (proxy.url, journal, deployed.address)
            code = run_child(*arguments, request, moment)
            assert code in (0, -signal.SIGKILL)
            if code == 0:  # it got through before its n-th request: all of them have been tried
                break
            kills += 1
            assert run_child(*arguments, 0, moment) == 0

            reader = chain.at()
            assert reader.call(deployed.functions.count()) == crash_child.STEPS
            written = Journal(journal)
            with written.locked():
                entries = written.entries()
            assert [entry.state for entry in entries] == ["mined"] * crash_child.STEPS
            assert len({entry.nonce for entry in entries}) == crash_child.STEPS
    assert kills > 10
