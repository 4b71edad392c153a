# SPDX-License-Identifier: Apache-2.0
"""Two pay runs of one list at the same time: every payee is paid once, and the loser is told.

two processes of one computer, both with every row before them → one pays all, the other none
two computers with one key → nobody twice; run again, each ends well and all are paid
    the chain takes a transaction at once / in blocks, with a pool before
one that waited while another paid → sends nothing, says so
    out of another pot → refused, whether or not it was written down here
one while another holds the lock → sends nothing, says so
"""

from functools import partial

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.deploy.blueprint import throwaway_signer
from cosmolocal.errors import BadInput, PaidElsewhere
from cosmolocal.files import held
from cosmolocal.replay.treasury import replay
from cosmolocal.treasury import ETH
from tests.sdk import paying, payrun_child
from tests.sdk.conftest import open_engine
from tests.sdk.fault_proxy import FaultProxy
from tests.sdk.killing import ended, processes
from tests.sdk.treasury_story import pot_terms
from tests.sdk.valley import Valley, settle

COUNT = 12  # of two tokens and two categories, some with memos: eight transactions
SECOND_ETH_POT = 3


def alliance_with_a_list(engine, folder):
    with open_engine(engine) as local:
        description, manifest = settle(local, folder)
        valley = Valley.connect(local, description, manifest)
        token = paying.fill(valley)
        pot = pot_terms(valley, ETH, cap=10**21, per_payment=10**21)
        valley.pass_(valley.propose(valley.alliance.treasury.open_pot_action(pot), text="more"))
        rows = paying.rows(token.address, COUNT)
        manifest.save(folder / "valley.json")
        path = paying.write(folder / "list.csv", rows)
        yield Stage(valley, token, rows, folder / "valley.json", path)


class Stage:
    """An alliance with full pots, two of them for ETH, and a list to pay."""

    def __init__(self, valley, token, rows, manifest, path):
        self.valley, self.token, self.rows = valley, token, rows
        self.manifest, self.path = manifest, path
        self.signer = valley.signer(paying.STEWARD)

    def open(self, folder, *, eth_pot=paying.ETH_POT):
        pots = (eth_pot, paying.TOKEN_POT)
        return payrun_child.open_run(
            self.valley.local.w3, self.manifest, self.path, folder, pots=pots
        )

    @property
    def sent(self):
        return self.valley.alliance.chain.nonce(self.signer.address)

    def race(self, url, folders):
        """Two processes that have both seen every row as due; tell how each ended."""
        barrier, ends = processes.Barrier(2), processes.Queue()
        pots = (paying.ETH_POT, paying.TOKEN_POT)
        signer = partial(throwaway_signer, self.valley.description, paying.STEWARD)
        children = []
        for folder in folders:
            folder.mkdir(exist_ok=True)
            arguments = (url, self.manifest, self.path, folder, pots, signer, barrier, ends)
            children.append(processes.Process(target=payrun_child.race, args=arguments))
        for child in children:
            child.start()
        told = [ends.get(timeout=120) for _ in children]
        assert [ended(child) for child in children] == [0, 0]
        return told

    def check(self):
        """Everybody has what is due, from one payment each."""
        held = paying.received(self.valley, self.token, self.rows)
        assert held == paying.expected(self.rows, self.token.address)
        alliance = Alliance.connect(Chain(self.valley.local.w3), self.valley.manifest)
        payments = [p for p in replay(alliance.events()).payments if p.batch]
        assert len(payments) == len({(p.batch, p.row) for p in payments}) == COUNT

    def finish(self, folder):
        run = self.open(folder)
        run.send(payrun_child.measure(run, self.signer), self.signer)
        assert run.left() == ()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    yield from alliance_with_a_list("in-process", tmp_path_factory.mktemp("together"))


@pytest.fixture
def stage(opened):
    before = opened.valley.local.snapshot()
    yield opened
    opened.valley.local.revert(before)


def test_together__one_computer__one_pays_all_and_the_other_nothing(stage, tmp_path):
    """S-6, T-2."""
    before = stage.sent
    with FaultProxy(stage.valley.local.w3.provider) as proxy:
        told = stage.race(proxy.url, [tmp_path / "here", tmp_path / "here"])

    [loser] = [end for end in told if end["kind"] != "paid"]
    assert loser["kind"] == "PaidElsewhere"
    assert "--resume" in loser["next_step"]
    stage.check()
    spent = stage.sent - before
    stage.finish(tmp_path / "here")
    assert stage.sent == before + spent
    chain = stage.valley.alliance.chain
    receipts = chain.node.ask_all(
        [
            ("eth_getTransactionReceipt", [entry.hash])
            for entry in stage.open(tmp_path / "here").treasury.chain.journal.entries()
        ]
    )
    assert len(receipts) == spent
    assert all(int(receipt["status"], 16) for receipt in receipts), "none was sent in vain"


def two_computers(stage, url, folder):
    """Nobody is paid twice; each run may have stopped, and ends well when run again."""
    machines = [folder / "here", folder / "there"]
    told = stage.race(url, machines)
    assert {end["kind"] for end in told} <= {"paid", "PaidElsewhere", "Replaced"}, told
    assert [end["kind"] for end in told] != ["paid", "paid"]
    for machine in machines:
        stage.finish(machine)
    stage.check()


def test_together__two_computers_with_one_key__everybody_once(stage, tmp_path):
    """S-6, T-2."""
    with FaultProxy(stage.valley.local.w3.provider) as proxy:
        two_computers(stage, proxy.url, tmp_path)


@pytest.mark.anvil
def test_together__two_computers_and_a_pool__everybody_once(tmp_path):
    """S-6, T-2: the second transaction of a nonce meets the first in the pool."""
    for stage in alliance_with_a_list("anvil", tmp_path):
        node = stage.valley.alliance.chain.node
        node.ask("evm_setAutomine", False)
        node.ask("evm_setIntervalMining", 1)
        two_computers(stage, stage.valley.local.w3.provider.endpoint_uri, tmp_path)


def test_together__waited_while_another_paid__sends_nothing(stage, tmp_path):
    slow, quick = stage.open(tmp_path / "slow"), stage.open(tmp_path / "quick")
    asked = payrun_child.measure(slow, stage.signer)
    quick.send(payrun_child.measure(quick, stage.signer), stage.signer)
    before = stage.sent
    with pytest.raises(PaidElsewhere, match=f"{COUNT} of {COUNT} rows are paid"):
        slow.send(asked, stage.signer)
    assert stage.sent == before
    stage.check()


@pytest.mark.parametrize("folders", [("one", "one"), ("one", "other")])
def test_together__out_of_another_pot__is_refused(stage, tmp_path, folders):
    """T-2: the marks of two pots are not the same words."""
    first, second = (tmp_path / name for name in folders)
    slow = stage.open(first, eth_pot=SECOND_ETH_POT)
    asked = payrun_child.measure(slow, stage.signer)
    stage.finish(second)
    before = stage.sent
    with pytest.raises((BadInput, PaidElsewhere)) as refused:
        slow.send(asked, stage.signer)
    assert "pot 1" in str(refused.value) or "rows are paid" in str(refused.value)
    assert stage.sent == before
    stage.check()


def test_together__another_is_at_it__sends_nothing(stage, tmp_path):
    run = stage.open(tmp_path)
    asked = payrun_child.measure(run, stage.signer)
    before = stage.sent
    with held(tmp_path / f"{run.id.hex()[:32]}.lock") as is_free:
        assert is_free
        with pytest.raises(PaidElsewhere, match=f"0 of {COUNT} rows are paid"):
            run.send(asked, stage.signer)
    assert stage.sent == before
    run.send(asked, stage.signer)
    stage.check()
