# SPDX-License-Identifier: Apache-2.0
"""kill -9 in a pay run: whatever was on its way, every payee is paid exactly once.

A process that pays a list in two tokens is killed before or after a write reaches the disk, before
or after a transaction is sent, before or after its receipt is read, and at points drawn by lot;
then it is started again and gets through. Kills and the boundaries they hit are counted. `make
test` does so with a short list, `make deep` with 1,000 payees on anvil and 50 points by lot.
"""

from functools import partial

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.journal import Journal
from cosmolocal.replay.treasury import replay
from cosmolocal.verify import verify
from tests.requirements import IS_DEEP
from tests.sdk import killing, paying, payrun_child
from tests.sdk.conftest import open_engine
from tests.sdk.fault_proxy import FaultProxy
from tests.sdk.valley import Valley, settle

BOUNDARIES = killing.boundaries((1, 3) if IS_DEEP else (1,))
PAYEES, BY_LOT, ENGINE = (1_000, 50, "anvil") if IS_DEEP else (12, 2, "in-process")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """An alliance with full pots, and a list to pay."""
    folder = tmp_path_factory.mktemp("payrun")
    with open_engine(ENGINE) as local:
        description, manifest = settle(local, folder)
        valley = Valley.connect(local, description, manifest)
        token = paying.fill(valley)
        rows = paying.rows(token.address, PAYEES)
        path = paying.write(folder / "season.csv", rows)
        manifest.save(folder / "valley.json")
        with FaultProxy(local.w3.provider) as proxy:
            yield valley, token, rows, (proxy.url, folder / "valley.json", path)


def signer_of(description):
    from cosmolocal.deploy.blueprint import throwaway_signer  # noqa: PLC0415 - in the child

    return throwaway_signer(description, paying.STEWARD)


def crash_and_resume(stage, folder, die):
    """Kill a run once and let it get through; whether it was hit. All is as it was at the end."""
    valley, token, rows, arguments = stage
    before = valley.local.snapshot()
    signer = partial(signer_of, valley.description)
    was_hit = killing.is_killed(payrun_child.run, *arguments, folder, signer, die)
    assert not killing.is_killed(payrun_child.run, *arguments, folder, signer, None)
    check(valley, token, rows, folder)
    valley.local.revert(before)
    return was_hit


def check(valley, token, rows, folder):
    """Everybody has what is due, to the unit, and the books agree with the chain."""
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    alliance = Alliance.connect(Chain(valley.local.w3), valley.manifest)
    payments = [p for p in replay(alliance.events()).payments if p.batch]
    assert len(payments) == len({(p.batch, p.row) for p in payments}) == len(rows)
    assert replay(alliance.events()).contradictions == ()
    if IS_DEEP:
        assert verify(alliance).differences == ()
    written = Journal(folder / "journal.jsonl")
    with written.locked():
        entries = written.entries()
    assert {entry.state for entry in entries} == {"mined"}
    assert all(entry.status == 1 for entry in entries)
    assert len({entry.nonce for entry in entries}) == len(entries)


@pytest.mark.slow
def test_kill__at_every_boundary__nobody_is_paid_twice_or_left_out(stage, tmp_path):
    """S-6, T-2."""
    hit = {
        die
        for number, die in enumerate(BOUNDARIES)
        if crash_and_resume(stage, tmp_path / str(number), die)
    }
    assert hit == set(BOUNDARIES)


@pytest.mark.slow
def test_kill__at_points_by_lot__nobody_is_paid_twice_or_left_out(stage, tmp_path):
    """S-6."""
    kills = sum(
        crash_and_resume(stage, tmp_path / str(number), die)
        for number, die in enumerate(killing.by_lot(BY_LOT, 60))
    )
    assert kills == BY_LOT
