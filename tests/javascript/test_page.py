# SPDX-License-Identifier: Apache-2.0
"""The example page in a real browser: a member with a wallet and no money casts a ballot.

read without a wallet → the proposal and where it stands
a wallet that announces itself → the seat; the cost follows the votes; signed, relayed, counted
├── the wallet refuses, or is on another chain → said, nothing is cast
├── more votes than credits → the form refuses before the wallet is asked
├── an older answer comes late → what was filled in stays
├── a stranger → told how to go on
└── a page of another origin → gets nothing from the service
"""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from cosmolocal.local import open_local_chain
from cosmolocal.serve import Book, Policy, Relay, create_app
from tests.pages.browser import WALLET, Wallet, chromium, served
from tests.requirements import ROOT, require_tool
from tests.sdk.valley import BAKER, ETHER, GROWER, Valley, settle

pytestmark = pytest.mark.anvil
expect.set_options(timeout=60_000)  # a machine that runs other tests is slow


class Quiet(SimpleHTTPRequestHandler):
    """Serves the page, and tells nobody."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def page_origin():
    require_tool("chromium")
    handler = partial(Quiet, directory=str(ROOT / "javascript" / "example"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def valley(tmp_path_factory):
    require_tool("anvil")
    with open_local_chain("anvil") as local:
        yield Valley.connect(local, *settle(local, tmp_path_factory.mktemp("valley")))


@pytest.fixture(scope="module")
def service(valley, page_origin):
    relay = Relay(valley.alliance, valley.local.signer("relay", fund=ETHER), Policy(), Book(None))
    app = create_app(valley.alliance, relay=relay, origins=[page_origin])
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def motion(valley):
    valley.local.fund(valley.address(GROWER), ETHER)  # the first test leaves it without
    number = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(valley.alliance.governance.show(number).start)
    return number


@pytest.fixture
def open_page(browser, page_origin, service):
    """Open the page with a wallet in it; whatever the page complains of is a failure."""
    opened, faults = [], []

    def run(wallet=None, origin=page_origin, prepare=lambda page: None):
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        opened.append(context)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if wallet:
            page.expose_function("walletAsked", wallet.answer)
            page.add_init_script(WALLET)
        prepare(page)
        page.goto(f"{origin}/index.html?service={service}")
        return page

    yield run
    for context in opened:
        context.close()
    assert faults == []


def test_page__without_a_wallet__reads(open_page, valley, motion):
    page = open_page()
    expect(page.get_by_role("heading", level=1)).to_have_text("River Valley")
    number = valley.alliance.governance.show(motion).number
    expect(page.get_by_role("article").first).to_contain_text(f"Proposal {number}")
    expect(page.get_by_role("article").first).to_contain_text("active")
    assert page.get_by_role("button").count() == 0


def test_page__a_member_without_money__casts_a_ballot_that_counts(open_page, valley, motion):
    valley.local.fund(valley.address(GROWER), 0)
    wallet = Wallet(valley.signer(GROWER))
    page = open_page(wallet)
    page.get_by_role("button", name="Test wallet").click()
    expect(page.locator("#member")).to_have_text(f"You hold seat {valley.seat(GROWER)}.")
    ballot = page.get_by_role("article").first
    ballot.get_by_label("against").check()
    ballot.get_by_label("votes").fill("3")
    expect(ballot.locator("output")).to_contain_text("cost 9 of")
    ballot.get_by_role("button", name="Sign and cast").click()
    expect(page.locator("#said")).to_contain_text("Your ballot counts")

    shown = valley.alliance.governance.show(motion)
    assert (shown.votes_against, shown.votes_for, shown.heads) == (3, 0, 1)
    assert wallet.asked[-1] == "eth_signTypedData_v4"
    expect(page.get_by_role("article").first).to_contain_text("1 of")


def test_page__the_wallet_refuses__says_so_and_casts_nothing(open_page, valley, motion):
    wallet = Wallet(valley.signer(BAKER))
    wallet.refuses = "eth_signTypedData_v4"
    page = open_page(wallet)
    page.get_by_role("button", name="Test wallet").click()
    page.get_by_role("article").first.get_by_role("button").click()
    expect(page.locator("#said")).to_have_text("User rejected the request.")
    assert valley.alliance.governance.show(motion).heads == 0


def test_page__more_than_the_credits__never_reaches_the_wallet(open_page, valley, motion):
    wallet = Wallet(valley.signer(BAKER))
    page = open_page(wallet)
    page.get_by_role("button", name="Test wallet").click()
    ballot = page.get_by_role("article").first
    ballot.get_by_label("votes").fill("500")
    ballot.get_by_role("button").click()
    assert ballot.get_by_label("votes").evaluate("input => !input.validity.valid")
    assert "eth_signTypedData_v4" not in wallet.asked


def test_page__an_older_answer_comes_late__leaves_the_form_alone(open_page, valley, motion):
    held = []

    def hold_first(page):
        page.route("**/governance/all", lambda route: held.append(route), times=1)  # noqa: PLW0108

    page = open_page(Wallet(valley.signer(BAKER)), prepare=hold_first)
    page.get_by_role("button", name="Test wallet").click()
    votes = page.get_by_role("article").first.get_by_label("votes")
    votes.fill("3")
    with page.expect_response("**/governance/all") as late:
        held[0].continue_()
    assert late.value.finished() is None
    page.wait_for_load_state("networkidle")
    expect(votes).to_have_value("3")


@pytest.mark.parametrize(
    ("who", "chain_id", "said"),
    [("outsider", 31337, "no active seat"), ("member", 1, "The wallet is on chain 1")],
)
def test_page__a_stranger_or_another_chain__is_told(open_page, valley, motion, who, chain_id, said):
    signer = valley.outsider if who == "outsider" else valley.signer(BAKER)
    page = open_page(Wallet(signer, chain_id))
    page.get_by_role("button", name="Test wallet").click()
    expect(page.locator("#said")).to_contain_text(said)


def test_page__of_another_origin__gets_nothing(open_page, page_origin, motion):
    """The same page under another name of this machine is another origin."""
    page = open_page(origin=page_origin.replace("127.0.0.1", "localhost"))
    expect(page.locator("#said")).to_contain_text("Failed to fetch")
