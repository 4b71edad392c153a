# SPDX-License-Identifier: Apache-2.0
"""The process that `test_crash` kills: it sends named steps and dies at a chosen request."""

import os
import signal

from web3 import HTTPProvider

from cosmolocal.chain import Chain, Step
from cosmolocal.journal import Journal
from cosmolocal.signers import dev_signer
from tests.sdk import toy

STEPS = 4


def _die_at(request, moment):
    """Kill this process with SIGKILL right before or right after its n-th request."""
    count = 0

    def wrap(original):
        def wrapped(self, *arguments):
            nonlocal count
            count += 1
            if (count, moment) == (request, "before"):
                os.kill(os.getpid(), signal.SIGKILL)
            answer = original(self, *arguments)
            if (count, moment) == (request, "after"):
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return wrapped

    HTTPProvider.make_request = wrap(HTTPProvider.make_request)
    HTTPProvider.make_batch_request = wrap(HTTPProvider.make_batch_request)


def run(url, journal, address, request, moment):
    """Send one step, then the others together; steps that are done are not sent again."""
    if request:
        _die_at(request, moment)
    chain = Chain.connect(url, journal=Journal(journal))
    counter = chain.contract("Toy", address, abi=toy.artifact().abi)
    chain.resume()
    steps = [
        Step(counter.functions.note(number, number), dev_signer("account 0"), name=f"step {number}")
        for number in range(STEPS)
    ]
    chain.send_many(steps[:1])
    chain.send_many(steps)
