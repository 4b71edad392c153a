# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal serve`: what it listens on, who may use it, and who is asked before it pays."""

import pytest
import uvicorn
from fastapi.testclient import TestClient

from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, ETHER

PAGE = "https://page.example"


@pytest.fixture
def served(monkeypatch):
    """What would be served."""
    found = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: found.append((app, options)))
    return found


@pytest.fixture
def relay(valley, home):
    """The options of a relay with a full account."""
    path = home / "relay.yaml"
    path.write_text("takes: [ballots]\nquota: {messages: 3, every: 1 hour}\n")
    valley.local.signer("the relay", fund=ETHER)
    return ("--relay", path, "--account", "dev:the relay")


def test_serve__by_default__this_machine_only(terminal, valley, served):
    ran = terminal.run("serve")
    assert ran.code == 0, ran.err
    [(app, options)] = served
    assert (options["host"], options["port"], options["access_log"]) == ("127.0.0.1", 8080, False)
    here = TestClient(app, base_url="http://localhost:8080")
    assert here.get("/alliance").json()["chain_id"] == 31337
    assert here.get("/relay").status_code == 403
    assert TestClient(app, base_url="http://elsewhere.example").get("/alliance").status_code == 400


def test_serve__under_a_name__for_a_page(terminal, valley, served):
    assert terminal.run("serve", "--name", "valley.example", "--origin", PAGE).code == 0
    [(app, _)] = served
    answer = TestClient(app, base_url="http://valley.example").get(
        "/alliance", headers={"Origin": PAGE}
    )
    assert answer.headers["access-control-allow-origin"] == PAGE


def test_serve__every_origin__is_refused(terminal, valley, served):
    ran = terminal.run("serve", "--origin", "*")
    assert ran.code == 2
    assert "is no origin" in ran.err
    assert not served


def test_serve__with_a_relay__asks_before_it_pays(terminal, valley, served, relay, home):
    refused = terminal.run("serve", *relay, answers="n\n")
    assert refused.code == 2
    assert not served
    assert "3 in 1 hour" in refused.err

    assert terminal.run("serve", *relay, answers="y\n").code == 0
    [(app, _)] = served
    status = TestClient(app, base_url="http://127.0.0.1").get("/relay").json()
    assert (status["takes"], status["is_open"]) == (["ballots"], True)
    assert list((home / "state" / "cosmolocal" / "relay").glob("31337-*.db"))


def test_serve__dry_run__looks_at_everything_and_serves_nothing(terminal, valley, served, relay):
    ran = terminal.run("serve", *relay, "--dry-run")
    assert ran.code == 0, ran.err
    assert "3 in 1 hour" in ran.err
    assert not served


def test_serve__a_member_as_relay__is_refused(terminal, valley, served, relay):
    ran = terminal.run("serve", *relay[:2], "--account", dev(BAKER), "--yes")
    assert ran.code == 2
    assert "has a seat or a role" in ran.err
    assert not served
