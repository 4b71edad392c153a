# SPDX-License-Identifier: Apache-2.0
"""Two relayers with one key at the same time lose nothing and pay for nothing twice.

two processes with one journal and one book → every ballot counts, shared ones once, no gap in the
nonces
two machines that know nothing of each other → the same, though each takes nonces from the other
"""

import json
import subprocess
import sys

import pytest

from cosmolocal.governance import Side
from cosmolocal.local import open_local_chain
from tests.requirements import ROOT, require_tool
from tests.sdk.valley import BAKER, ETHER, Valley, settle
from tests.serve.relay_child import PAYER

pytestmark = pytest.mark.anvil
EACH = 4
"""Ballots that only one of the two is given; as many are given to both."""


@pytest.fixture
def valley(tmp_path):
    require_tool("anvil")
    with open_local_chain("anvil") as local:
        yield Valley.connect(local, *settle(local, tmp_path))


def signed_ballots(valley):
    """Ballots of many members, one vote each."""
    governance = valley.alliance.governance
    motion = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(governance.show(motion).start)
    return motion, [
        governance.sign_ballot(motion, Side.FOR, 1, signer=valley.signer(name))
        for name in valley.persons[: 3 * EACH]
    ]


def children(valley, folder, states, ballots):
    """Start a relayer for each list of ballots; let them go at the same moment."""
    manifest, url = folder / "valley.json", valley.local.w3.provider.endpoint_uri
    command = [sys.executable, "-m", "tests.serve.relay_child", url, manifest]
    started = []
    for number, (state, mine) in enumerate(zip(states, ballots, strict=True)):
        (folder / state).mkdir(exist_ok=True)
        file = folder / f"{number}.json"
        file.write_text(json.dumps([ballot.model_dump(mode="json") for ballot in mine]))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        arguments = [*command, folder / state, file]
        started.append(subprocess.Popen(list(map(str, arguments)), cwd=ROOT, **pipes))
    for child in started:
        assert child.stdout.readline() == "ready\n"
    for child in started:
        child.stdin.write("go\n")
        child.stdin.flush()
    return [json.loads(child.communicate(timeout=120)[0]) for child in started]


@pytest.mark.parametrize("states", [("shared", "shared"), ("here", "there")])
def test_two_relayers__one_key__lose_nothing(valley, tmp_path, states):
    motion, ballots = signed_ballots(valley)
    valley.local.fund(PAYER.address, ETHER)
    mine, both, theirs = ballots[:EACH], ballots[EACH : 2 * EACH], ballots[2 * EACH :]
    rows = children(valley, tmp_path, states, ([*mine, *both], [*theirs, *both]))

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
