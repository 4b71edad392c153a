# SPDX-License-Identifier: Apache-2.0
"""The process that `test_payrun_crash` kills: it pays a list, and dies at a chosen boundary.

A boundary is the moment before or after a write reaches the disk (`fsync`), a transaction is sent
(`send`), a receipt is asked for (`receipt`), or any other request (`other`).
"""

import os
import signal
from collections import Counter
from functools import partial

from web3 import HTTPProvider

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.journal import Journal
from cosmolocal.privacy import commitment_of
from cosmolocal.treasury.assets import AddressBook, read_asset
from cosmolocal.treasury.payees import read_payees
from cosmolocal.treasury.payrun import PayRun, choose_pots

KINDS = {"eth_sendRawTransaction": "send", "eth_getTransactionReceipt": "receipt"}
MOMENTS = ("before", "after")


def watch(pass_by):
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


def pay(url, manifest, path, folder, signer):
    """Pay a list, or the rest of it; return the run."""
    chain = Chain.connect(url, journal=Journal(folder / "journal.jsonl"))
    treasury = Alliance.connect(chain, manifest).treasury
    chain.resume()
    payees = read_payees(
        path, book=AddressBook(), asset_of=partial(read_asset, chain), own=[treasury.address]
    )
    pots = choose_pots(treasury.pots(), list(payees.assets), (), chain.at().timestamp)
    run = PayRun.plan(
        treasury, payees, pots, commit=lambda text: commitment_of(text, bytes(32)), folder=folder
    )
    left = run.left()
    if left:
        run.check_limits(left)
        run.send(run.measure(left, signer.address), signer)
    return run


def run(url, manifest, path, folder, signer_of, die):
    """Pay, and die at `die`: (kind, moment, how many of them), or None to get through."""
    passed = Counter()

    def pass_by(kind, moment):
        passed[kind, moment] += 1
        passed["any", moment] += 1
        for name in (kind, "any"):
            if die == (name, moment, passed[name, moment]):
                os.kill(os.getpid(), signal.SIGKILL)

    if die is not None:
        watch(pass_by)
    pay(url, manifest, path, folder, signer_of())
