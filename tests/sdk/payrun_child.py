# SPDX-License-Identifier: Apache-2.0
"""Processes that pay a list: one dies at a chosen boundary, one goes at the same time as another.

`test_payrun_crash` kills the former, `test_payrun_together` starts two of the latter.
"""

import secrets
from functools import partial

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.errors import CosmolocalError
from cosmolocal.journal import Journal
from cosmolocal.privacy import SALT_BYTES, commitment_of
from cosmolocal.treasury.assets import AddressBook, read_asset
from cosmolocal.treasury.payees import read_payees
from cosmolocal.treasury.payrun import Estimate, PayRun, choose_pots
from tests.sdk import killing


def open_run(url, manifest, path, folder, *, pots=(), salt=lambda: bytes(SALT_BYTES)):
    """Take up the run of a list, after what was left on its way."""
    chain = Chain.connect(url, journal=Journal(folder / "journal.jsonl"))
    treasury = Alliance.connect(chain, manifest).treasury
    chain.resume()
    payees = read_payees(
        path, book=AddressBook(), asset_of=partial(read_asset, chain), own=[treasury.address]
    )
    chosen = choose_pots(treasury.pots(), list(payees.assets), pots, chain.at().timestamp)
    return PayRun.plan(
        treasury, payees, chosen, commit=lambda text: commitment_of(text, salt()), folder=folder
    )


def measure(run, signer):
    """What is left of a run, with its gas."""
    left = run.left()
    if not left:
        return Estimate(parts=(), gas=())
    run.check_limits(left)
    return run.measure(left, signer.address)


def pay(url, manifest, path, folder, signer):
    """Pay a list, or the rest of it; return the run."""
    run = open_run(url, manifest, path, folder)
    run.send(measure(run, signer), signer)
    return run


def run(url, manifest, path, folder, signer_of, die):
    """Pay, and die at `die`, a boundary of `killing`, or get through if it is None."""
    killing.die_at(die)
    pay(url, manifest, path, folder, signer_of())


def race(url, manifest, path, folder, pots, signer_of, barrier, ends):
    """See all that is due, wait for the other one, then pay; tell how it ended."""
    signer = signer_of()
    # Each has memos of its own, as those that the command line makes.
    salt = partial(secrets.token_bytes, SALT_BYTES)
    run = open_run(url, manifest, path, folder, pots=pots, salt=salt)
    estimate = measure(run, signer)
    barrier.wait()
    try:
        run.send(estimate, signer)
    except CosmolocalError as error:
        ends.put(error.facts())
    else:
        ends.put({"kind": "paid"})
