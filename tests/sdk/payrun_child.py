# SPDX-License-Identifier: Apache-2.0
"""The process that `test_payrun_crash` kills: it pays a list, and dies at a chosen boundary."""

from functools import partial

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.journal import Journal
from cosmolocal.privacy import commitment_of
from cosmolocal.treasury.assets import AddressBook, read_asset
from cosmolocal.treasury.payees import read_payees
from cosmolocal.treasury.payrun import PayRun, choose_pots
from tests.sdk import killing


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
    """Pay, and die at `die`, a boundary of `killing`, or get through if it is None."""
    killing.die_at(die)
    pay(url, manifest, path, folder, signer_of())
