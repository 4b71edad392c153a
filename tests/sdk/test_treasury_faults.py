# SPDX-License-Identifier: Apache-2.0
"""Every verb of the treasury through a node that misbehaves: each payment leaves exactly once.

The verbs are those of `treasury_story` (spend, both kinds of batch, a stream from its opening to
its stop, milestones promised, accepted, paid and taken back, halt and resume) and a pay run in two
tokens. What the treasury's book says at the end is compared with that of the same story without
any fault.

a send goes wrong, once for every transaction (every fault) → each sent bytes mined once
a question goes wrong, every second one (every operation and fault) → the same
the node is deaf for good, at each transaction in turn → `OutcomeUnknown`; once it hears again
    `resume` and the same verb again finish it
"""

import sys
from collections import deque
from functools import partial

import pytest

from cosmolocal import settling
from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.errors import OutcomeUnknown
from cosmolocal.journal import Journal
from cosmolocal.replay.treasury import replay
from cosmolocal.rpc import connect
from tests.sdk import fault_proxy, paying, treasury_story
from tests.sdk.fault_proxy import FaultProxy
from tests.sdk.payrun_child import pay
from tests.sdk.valley import BOOKKEEPER, Valley

SEND = "eth_sendRawTransaction"
REACHED = {"lost-reply", "slow"}
SEND_FAULTS = ["lost-reply", "lost-request", "busy", "page", "half", "empty", "slow", "swallowed"]
ASKED = [
    "eth_getTransactionReceipt",
    "eth_getTransactionCount",
    "eth_estimateGas",
    "eth_getBlockByNumber",
    "eth_call",
    "eth_getLogs",
]
SELDOM = ("eth_getLogs", "eth_call")
ASK_FAULTS = ["lost-reply", "lost-request", "busy", "page", "half", "empty"]
TRANSACTIONS = 14  # of the story
PAYEES = 6
# Under a tracer, as when coverage is measured, the chain in process takes its time to answer.
PACE = 4 if sys.gettrace() else 1

pytestmark = pytest.mark.parametrize("deployed_valley", ["in-process"], indirect=True)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    """Look soon for what may be lost, and give up soon on an answer that does not come."""
    monkeypatch.setattr(settling, "_FIRST_CHASE_SECONDS", 0.02)
    monkeypatch.setattr(fault_proxy, "SLOW_SECONDS", 0.8 * PACE)


@pytest.fixture
def proxy(valley):
    with FaultProxy(valley.local.w3.provider) as proxy:
        yield proxy


@pytest.fixture
def faulty(valley, proxy, tmp_path):
    """The alliance behind the proxy, its pots open and full, with a journal on disk."""
    token = paying.fill(valley)
    w3 = connect(proxy.url, attempt_seconds=0.6 * PACE)
    chain = Chain(w3, journal=Journal(tmp_path / "journal.jsonl"), deadline_seconds=20 * PACE)
    alliance = Alliance.connect(chain, valley.manifest)
    alliance.events()  # what was before is not asked for again
    yield Valley(valley.local, valley.description, valley.manifest, alliance), token
    w3.provider._request_session_manager.session_cache.clear()


def book(valley):
    """What the treasury's events say, without the moments."""
    state = replay(Alliance.connect(Chain(valley.local.w3), valley.manifest).events())
    assert state.contradictions == ()
    paid = [(p.token, p.to, p.amount, p.category, p.pot, p.row) for p in state.payments]
    streams = [(s.deposit, s.withdrawn) for s in state.streams.values()]
    milestones = [(m.terms[2], m.state) for m in state.milestones.values()]
    return paid, streams, milestones


@pytest.fixture(scope="module")
def undisturbed(deployed_valley):
    """What the book says of the same story on a node without faults."""
    local, description, manifest = deployed_valley
    before = local.snapshot()
    valley = Valley.connect(local, description, manifest)
    paying.fill(valley)
    treasury_story.spend(valley)
    paid, streams, milestones = book(valley)
    local.revert(before)
    assert (len(paid), len(streams), len(milestones)) == (7, 1, 2)
    return paid, streams, milestones


def check_journal(journal, count):
    entries = journal.entries()
    assert [entry.state for entry in entries] == ["mined"] * count
    assert len({(entry.account, entry.nonce) for entry in entries}) == count


@pytest.mark.parametrize("fault", SEND_FAULTS)
def test_verbs__every_send_goes_wrong__each_happens_exactly_once(faulty, proxy, undisturbed, fault):
    """S-6, T-2."""
    valley, _ = faulty
    rounds = [fault] if fault in REACHED else [fault, None]
    proxy.faults[SEND] = deque(rounds * TRANSACTIONS)
    proxy.seen.clear()
    treasury_story.spend(valley)

    assert book(valley) == undisturbed
    assert proxy.seen[SEND] == len(rounds) * TRANSACTIONS
    check_journal(valley.alliance.chain.journal, TRANSACTIONS)


def test_verbs__questions_go_wrong__each_happens_exactly_once(faulty, proxy, undisturbed):
    """S-6."""
    valley, _ = faulty
    for operation in ASKED:
        faults = ASK_FAULTS[:2] if operation in SELDOM else ASK_FAULTS
        proxy.faults[operation] = deque(fault for each in faults for fault in (each, None))
    treasury_story.spend(valley)

    assert book(valley) == undisturbed
    left = {operation: list(faults) for operation, faults in proxy.faults.items() if faults}
    assert left == {}, "not every fault had its turn"
    check_journal(valley.alliance.chain.journal, TRANSACTIONS)


def payrun(faulty, proxy, tmp_path):
    """Pay a list of the story's steward through the proxy, by the means of the command line."""
    valley, token = faulty
    rows = paying.rows(token.address, PAYEES)
    valley.manifest.save(tmp_path / "valley.json")
    path = paying.write(tmp_path / "list.csv", rows)
    run = partial(pay, proxy.url, tmp_path / "valley.json", path, tmp_path)
    return rows, partial(run, valley.signer(BOOKKEEPER))


@pytest.mark.parametrize("fault", ["lost-reply", "lost-request", "swallowed"])
def test_payrun__every_send_goes_wrong__everybody_is_paid_once(faulty, proxy, tmp_path, fault):
    """S-6, T-2."""
    rows, run = payrun(faulty, proxy, tmp_path)
    valley, token = faulty
    proxy.faults[SEND] = deque(([fault] if fault in REACHED else [fault, None]) * 20)
    run()
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    run()
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


@pytest.mark.parametrize("fault", ["lost-request"])
def test_verbs__node_deaf_for_good__outcome_unknown_and_finished_later(
    faulty, proxy, undisturbed, fault
):
    """S-6: at each transaction in turn, and each is finished once by `resume`."""
    valley, _ = faulty
    chain, unknown = valley.alliance.chain, []
    real = type(chain).send_many

    def deaf(self, steps):
        proxy.faults[SEND] = deque([fault] * 500)
        proxy.faults["eth_getTransactionReceipt"] = deque(["busy"] * 500)
        self._deadline_seconds, self.node.deadline_seconds = 0, 0.05
        with pytest.raises(OutcomeUnknown, match="the outcome is not known") as raised:
            real(self, steps)
        unknown.append(raised.value)
        proxy.faults.clear()
        self._deadline_seconds, self.node.deadline_seconds = 20, 20
        return self.resume()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(chain), "send_many", deaf)
        treasury_story.spend(valley)

    assert book(valley) == undisturbed
    assert [error.exit_code for error in unknown] == [4] * TRANSACTIONS
    assert len({error.tx_hash for error in unknown}) == TRANSACTIONS
    check_journal(chain.journal, TRANSACTIONS)
