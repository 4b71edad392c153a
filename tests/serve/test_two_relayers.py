# SPDX-License-Identifier: Apache-2.0
"""Two relayers with one key at the same time lose nothing and pay for nothing twice.

two processes with one journal and one book → every ballot counts, shared ones once, no gap in the
nonces
two machines that know nothing of each other → the same, though each takes nonces from the other
a relay and the command line, of one computer → nobody is refused, no gap in the nonces
    of two → who loses a nonce is told so, and loses nothing else; with a pool as well
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager, nullcontext

import pytest

from cosmolocal.governance import Side
from cosmolocal.local import open_local_chain
from tests.requirements import ROOT, require_tool
from tests.sdk.valley import BAKER, ETHER, Valley, settle
from tests.serve.relay_child import PAYER

pytestmark = pytest.mark.anvil
EACH = 4
"""Ballots that only one of the two is given; as many are given to both."""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    require_tool("anvil")
    with open_local_chain("anvil") as local:
        yield local, *settle(local, tmp_path_factory.mktemp("valley"))


@pytest.fixture
def valley(deployed, tmp_path):
    local, description, manifest = deployed
    before = local.snapshot()
    manifest.save(tmp_path / "valley.json")
    yield Valley.connect(local, description, manifest)
    local.revert(before)


@contextmanager
def pool(valley):
    """Blocks come by the second; what is sent waits for the next one."""
    node = valley.alliance.chain.node
    node.ask("evm_setAutomine", False)
    node.ask("evm_setIntervalMining", 1)
    try:
        yield
    finally:
        node.ask("evm_setIntervalMining", 0)
        node.ask("evm_setAutomine", True)


def signed_ballots(valley):
    """Ballots of many members, one vote each."""
    governance = valley.alliance.governance
    motion = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(governance.show(motion).start)
    return motion, [
        governance.sign_ballot(motion, Side.FOR, 1, signer=valley.signer(name))
        for name in valley.persons[: 3 * EACH]
    ]


def started(module, state, *arguments):
    """A program with a folder of its own for what it remembers, which waits for a word."""
    command = [sys.executable, "-m", f"tests.serve.{module}", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"XDG_STATE_HOME": str(state)}, **pipes
    )


def together(*children):
    """Let programs go at the same moment; return what each has to say at its end."""
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    return [json.loads(child.communicate(timeout=120)[0]) for child in children]


def relay(valley, folder, state, ballots):
    """A relay with ballots to bring."""
    (folder / state).mkdir(exist_ok=True)
    file = folder / f"{len(list(folder.iterdir()))}.json"
    file.write_text(json.dumps([ballot.model_dump(mode="json") for ballot in ballots]))
    place = (valley.local.w3.provider.endpoint_uri, folder / "valley.json")
    return started("relay_child", folder / state, *place, folder / state, file)


@pytest.mark.parametrize("states", [("shared", "shared"), ("here", "there")])
def test_two_relayers__one_key__lose_nothing(valley, tmp_path, states):
    motion, ballots = signed_ballots(valley)
    valley.local.fund(PAYER.address, ETHER)
    mine, both, theirs = ballots[:EACH], ballots[EACH : 2 * EACH], ballots[2 * EACH :]
    rows = together(
        *(
            relay(valley, tmp_path, state, [*own, *both])
            for state, own in zip(states, (mine, theirs), strict=True)
        )
    )

    shown = valley.alliance.governance.show(motion)
    assert (shown.votes_for, shown.heads) == (3 * EACH, 3 * EACH)
    own = [row for each in rows for row in each[:EACH]]
    assert all(row["accepted"] for row in own)
    # What the other one brought first is found, or refused by the chain as cast already.
    shared = list(zip(rows[0][EACH:], rows[1][EACH:], strict=True))
    assert all(first["accepted"] or second["accepted"] for first, second in shared)
    if states[0] == states[1]:
        assert all(first["tx_hash"] == second["tx_hash"] for first, second in shared)
        assert nonce(valley) == 3 * EACH


def nonce(valley):
    answer = valley.alliance.chain.node.ask("eth_getTransactionCount", PAYER.address, "latest")
    return int(answer, 16)


@pytest.mark.parametrize(
    ("states", "has_pool"),
    [(("shared", "shared"), False), (("here", "there"), False), (("here", "there"), True)],
)
def test_command_line_beside_a_relay__one_key__lose_nothing(valley, tmp_path, states, has_pool):
    motion, ballots = signed_ballots(valley)
    valley.local.fund(PAYER.address, ETHER)
    before = valley.alliance.treasury.balance().amount
    amounts = [2**number for number in range(EACH)]  # each shows in the sum
    place = (valley.local.w3.provider.endpoint_uri, tmp_path / "valley.json")
    texts = json.dumps([f"0.{amount:018}" for amount in amounts])
    with pool(valley) if has_pool else nullcontext():
        rows, ends = together(
            relay(valley, tmp_path, states[0], ballots[:EACH]),
            started("sender_child", tmp_path / states[1], *place, texts),
        )

    assert all(row["accepted"] for row in rows), rows
    assert valley.alliance.governance.show(motion).votes_for == EACH
    assert valley.alliance.treasury.balance().amount - before == sum(amounts)
    refused = [end["error"] for end in ends if end["code"]]
    assert {error["kind"] for error in refused} <= {"Replaced"}, refused
    assert all("run the step again" in error["next_step"] for error in refused)
    assert nonce(valley) == 2 * EACH
    if states[0] == states[1]:
        assert refused == []
