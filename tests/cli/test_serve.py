# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal serve`: what it listens on, who may use it, and who is asked before it pays."""

import pytest
import uvicorn
from fastapi.testclient import TestClient

from cosmolocal.privacy import TextStore
from tests.cli.conftest import dev
from tests.requirements import ROOT
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


def test_serve__with_a_file_of_events__reads_them_from_there(terminal, valley, served, home):
    store = home / "events.duckdb"
    assert terminal.run("serve", "--store", store).code == 0
    [(app, _)] = served
    here = TestClient(app, base_url="http://localhost:8080")
    assert here.get("/governance/list").status_code in (200, 404)
    assert store.is_file()


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


def test_serve__pages__with_names_and_the_service_below(terminal, valley, served, home):
    described, book = ROOT / "cosmolocal" / "examples" / "river-valley.yaml", home / "names.csv"
    book.write_text(f"name,address\nThe baker,{valley.address(BAKER)}\n", encoding="utf-8")

    ran = terminal.run("serve", "--page", "--names", described, "--names", book)

    assert ran.code == 0, ran.err
    [(app, _)] = served
    here = TestClient(app, base_url="http://localhost:8080")
    assert "The baker" in here.get(f"/members/{valley.seat(BAKER)}").text
    assert "From Grain to Bread" in here.get("/places").text
    assert here.get("/api/alliance").json()["chain_id"] == 31337
    assert TestClient(app, base_url="http://elsewhere.example").get("/").status_code == 400


def test_serve__texts_for_pages__come_from_a_store_of_their_own(terminal, valley, served, home):
    public = home / "public.sqlite"
    shown = TextStore(public).commit("A second oven")
    kept = valley.texts.commit("A quarrel between two neighbours")
    extend = valley.alliance.membership.extend_action(valley.address(BAKER))
    for commitment in (shown, kept):
        valley.alliance.governance.propose([extend], commitment, signer=valley.signer(BAKER))

    assert terminal.run("serve", "--page", "--texts", public).code == 0
    [(app, _)] = served
    assert app.state.site.state.text(shown) == "A second oven"
    assert app.state.site.state.text(kept) is None


@pytest.mark.parametrize("option", ["--names", "--texts"])
def test_serve__what_only_pages_need__is_refused_without_them(
    terminal, valley, served, home, option
):
    ran = terminal.run("serve", option, home / "file.csv")

    assert ran.code == 2
    assert "Add --page." in ran.err
    assert not served
