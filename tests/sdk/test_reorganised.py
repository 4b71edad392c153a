# SPDX-License-Identifier: Apache-2.0
"""Blocks that are taken back in the middle of something: it is finished on what stands, once.

a deployment, interrupted, that loses its last block, or all of them → finished, each step once
a pay run that loses what it paid → paid again with the same bytes, everybody once
this computer's clock is hours ahead or behind → a decision, work, a pay run and a plan go through
who reads this computer's clock → a list with reasons
"""

import ast
import sys
import time
from pathlib import Path

import pytest

import cosmolocal
from cosmolocal import plans
from cosmolocal.calls import Call
from cosmolocal.chain import Chain, Step
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.verify import verify
from cosmolocal.journal import Journal
from cosmolocal.plans import PlanFile
from cosmolocal.signers import dev_signer
from tests.sdk import paying
from tests.sdk.conftest import open_engine
from tests.sdk.payrun_child import pay
from tests.sdk.valley import BAKER, BOOKKEEPER, HOUR

SMALL, STEPS_BEFORE = "travelling-makers", 5
DEPLOYER = dev_signer("deployer")
IN_PROCESS = pytest.mark.parametrize("deployed_valley", ["in-process"], indirect=True)
CLOCKS = {
    "evm": "the chain in process makes its own blocks",
    "journal": "a note beside each line; nothing depends on it",
    "serve/book": "shares of the relay's money, in spans of the relay's own time",
    "cli/doctor": "compares it with the chain's",
    "cli/slip_inputs": "slips are signed where no node is",
    "cli/governance/ballots": "ballots are signed where no node is",
}


class PowerCut(BaseException):
    """Ends a deployment in the middle."""


@pytest.mark.parametrize("lost", [1, STEPS_BEFORE])
def test_deploy__blocks_taken_back__is_finished_once(tmp_path, lost):
    """S-6."""
    with open_engine("in-process") as local:
        local.fund(DEPLOYER.address, 10**21)
        marks = [local.snapshot()]

        def carry_out(progress):
            chain = Chain(local.w3, journal=Journal(tmp_path / "journal.jsonl"))
            described, path = read_example(SMALL), tmp_path / "a.json"
            return apply(described, chain, DEPLOYER, path=path, progress=progress)

        def count(_):
            marks.append(local.snapshot())
            if len(marks) > STEPS_BEFORE:
                raise PowerCut

        with pytest.raises(PowerCut):
            carry_out(count)
        local.revert(marks[-1 - lost])
        manifest = carry_out(lambda _: None)

        chain = Chain(local.w3)
        assert verify(read_example(SMALL), chain, manifest).drift == ()
        assert chain.nonce(DEPLOYER.address) == len(manifest.steps)
        hashes = ["0x" + step.tx_hash.hex() for step in manifest.steps]
        receipts = chain.node.ask_all([("eth_getTransactionReceipt", [each]) for each in hashes])
        assert all(int(receipt["status"], 16) == 1 for receipt in receipts)


def list_to_pay(valley, folder):
    """Pots that are full, a list for them, and what pays it."""
    token = paying.fill(valley)
    rows = paying.rows(token.address, 6)
    path = paying.write(folder / "list.csv", rows)
    valley.manifest.save(folder / "valley.json")
    signer = valley.signer(BOOKKEEPER)
    return token, rows, lambda: pay(valley.local.w3, folder / "valley.json", path, folder, signer)


@IN_PROCESS
def test_payrun__payments_taken_back__are_made_once_with_the_same_bytes(valley, tmp_path):
    """S-6, T-2."""
    token, rows, run = list_to_pay(valley, tmp_path)
    before = valley.local.snapshot()
    run()
    first = (tmp_path / "journal.jsonl").read_text().count('"signed"')
    valley.local.revert(before)
    assert not any(paying.received(valley, token, rows).values())

    run()

    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    assert (tmp_path / "journal.jsonl").read_text().count('"signed"') == first


@IN_PROCESS
@pytest.mark.parametrize("hours", [-30, 30])
def test_clock__of_this_computer_is_wrong__time_is_the_chain_s(
    valley, tmp_path, monkeypatch, hours
):
    real = time.time

    def wrong():
        asked_by = sys._getframe(1).f_globals["__name__"]
        return real() + (0 if asked_by == "cosmolocal.evm" else hours * HOUR)

    monkeypatch.setattr(time, "time", wrong)
    token, rows, run = list_to_pay(valley, tmp_path)  # proposes, votes, queues and executes
    run()
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    assert valley.alliance.ledger.entry(valley.work(BAKER)).occurred_at < valley.local.now


@IN_PROCESS
def test_clock__of_the_key_s_computer_is_another__a_plan_is_sent_as_it_was_made(
    valley, monkeypatch
):
    """One computer makes the plan, another signs it, a third sends it; each has its own time."""
    real, hours = time.time, 0
    asked = []

    def own():
        asked.append(sys._getframe(1).f_globals["__name__"])
        return real() + (0 if asked[-1] == "cosmolocal.evm" else hours * HOUR)

    monkeypatch.setattr(time, "time", own)
    chain, signer = Chain(valley.local.w3), valley.signer(BAKER)
    step = Step(Call(valley.alliance.treasury.address, b"", "Treasury", "receive"), signer, 7)
    hours = -30
    made = plans.make(chain, "Give 7 wei.", "valley", [("give 7 wei", step)])
    assert made.at == chain.at().timestamp
    hours = 30
    signed = plans.sign(PlanFile.loads(made.dumps()), signer)
    hours = -3
    [receipt] = plans.send(chain, PlanFile.loads(signed.dumps()))
    assert receipt.tx_hash == signed.transactions[0].hash
    assert valley.alliance.treasury.balance().amount == 7
    assert set(asked) <= {"cosmolocal.evm", "cosmolocal.journal"}


def test_clock__of_this_computer__is_read_in_few_places_for_a_reason():
    root, found = Path(cosmolocal.__file__).parent, set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asks = isinstance(node, ast.Attribute) and ast.unparse(node) in (
                *("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "date.today"),
            )
            if asks:
                found.add(str(path.relative_to(root).with_suffix("")))
    assert found == set(CLOCKS)
