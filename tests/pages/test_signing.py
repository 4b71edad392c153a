# SPDX-License-Identifier: Apache-2.0
"""The script that signs, in a real browser under the real policy, with the forms it documents.

the bundle → what esbuild makes of its sources, which type-check; nothing of it comes from elsewhere
a key made in the browser → signs, the relay brings it; nothing secret was sent or kept in the open
├── its sheet → a square that a camera reads, the key comes back from it in another browser
├── wrong words, a torn sheet, short words, two that differ → said, nothing is signed
└── another message than members sign → refused by the key
a wallet → signs; it is known again on the next page
├── it refuses, or is on another chain → said, nothing is cast
└── none chosen → told to choose, nothing is sent
a form
├── what is empty is left out, hours and days become seconds, a text its commitment
└── of a claim → nobody signs
"""

import io
import json
import subprocess

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cosmolocal.local import open_local_chain
from cosmolocal.pages import create_site
from cosmolocal.pages.page import Visit
from cosmolocal.pages.render import render
from cosmolocal.privacy import commitment_of
from cosmolocal.serve import Book, Policy, Relay
from scripts import bundle
from tests.pages.browser import WALLET, Wallet, chromium, served
from tests.requirements import ROOT, require_tool, require_viem
from tests.sdk.valley import BAKER, BREAD, ETHER, GROWER, MILLER, Valley, settle

expect.set_options(timeout=60_000)
WORDS = "grain bread and river"
EVER = 2**40 - 1
END = '<button>Sign</button><p class="status" role="status" aria-live="polite"></p></form>'
DELEGATE = f"""<form data-verb="membership.sign_delegation" data-relay="delegations">
<label>To <input name="delegatee" required></label>
<input type="hidden" name="expiry" value="{EVER}">{END}"""
WORK = f"""<form data-verb="flows.sign_slip" data-relay="slips">
<input type="hidden" name="flow.action" value="3">
<input type="hidden" name="flow.provider" data-own="seat">
<input type="hidden" name="flow.scope" value="SCOPE">
<input type="hidden" name="flow.receiver" value="SEAT">
<input type="hidden" name="deadline" value="{EVER}"><input name="flow.kind" value="">
<textarea name="flow.evidence" data-commit>Café, 2 h</textarea>
<input name="flow.effort" data-unit="hours" value="1.5">
<input type="date" name="flow.occurred_at" data-unit="day" value="2024-03-05">{END}"""
CLAIM = f"""<form data-relay="claims"><input type="hidden" name="of" value="seat">
<input type="hidden" name="seat" value="7">{END}"""


# -- the bundle


def test_bundle__is_what_its_sources_make():
    require_viem()
    made = bundle.bundles()
    assert [name for name, text in made.items() if bundle._read(name) != text] == []
    assert "eval(" not in made["sign.js"]
    assert "WebAssembly" not in made["sign.js"]


def test_sources__type_check():
    compiler = require_viem().parent / "typescript" / "bin" / "tsc"
    command = [require_tool("node"), compiler, "--project", ROOT / "javascript" / "page"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# -- in a browser


@pytest.fixture(scope="module")
def valley(tmp_path_factory):
    require_tool("anvil")
    require_tool("chromium")
    with open_local_chain("anvil") as local:
        yield Valley.connect(local, *settle(local, tmp_path_factory.mktemp("valley")))


@pytest.fixture(scope="module")
def origin(valley):
    """The site, with one more page that holds the forms of the address."""
    relay = Relay(valley.alliance, valley.local.signer("relay", fund=ETHER), Policy(), Book(None))
    app = create_site(valley.alliance, relay=relay)
    site = app.state.site
    forms = {"delegate": DELEGATE, "claim": CLAIM}
    forms["work"] = WORK.replace("SCOPE", str(valley.scope(BREAD))).replace(
        "SEAT", str(valley.seat(BAKER))
    )

    def page(request):
        form = forms[request.query_params["form"]]
        extended = "{% extends 'base.html' %}{% block content %}" + form + "{% endblock %}"
        templates = site._templates.overlay()
        templates.get_template = lambda _: site._templates.from_string(extended)
        visit = Visit(site.state, "/forms", {})
        return HTMLResponse(render(templates, "forms", visit))

    app.router.routes.append(Route("/forms", page))
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser, origin):
    """Open a form in a new browser; whatever the page or its policy complains of is a failure."""
    opened, faults = [], []

    def run(form, wallet=None, path=None, context=None):
        context = context or browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        opened.append(context)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security" in said.text else 0,
        )
        page.bodies = []
        page.on("request", lambda asked: page.bodies.append(asked.post_data or ""))
        if wallet:
            page.expose_function("walletAsked", wallet.answer)
            page.add_init_script(WALLET)
        page.goto(path or f"{origin}/forms?form={form}")
        page.locator("html[data-signing=ready]").wait_for(state="attached")
        return page

    yield run
    for context in opened:
        context.close()
    assert faults == []


def is_policy(said):
    return "Content Security Policy" in said.text


def panel(page):
    page.locator("#wallet summary").first.click()
    return page.locator("#wallet")


def make_key(page):
    box = panel(page)
    box.get_by_role("button", name="Make a key in this browser").click()
    box.get_by_label("ten letters or more").fill(WORDS)
    box.get_by_label("The same again").fill(WORDS)
    box.get_by_role("button", name="Make my key").click()
    expect(box.get_by_role("heading", name="The sheet of your key")).to_be_visible()
    return box


def sign(page, words=WORDS):
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your words", exact=True).fill(words)
    dialog.get_by_role("button", name="Sign", exact=True).click()


def status(page):
    return page.locator("main .status")


def code_in(page):
    """Read the square of the sheet as a camera does, from the picture."""
    picture = page.locator(".sheet .qr").screenshot()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text


@pytest.fixture(scope="module")
def member(valley):
    """Let a key take a seat: the alliance admits it by the owner's hand, a vote would take days."""

    def seated(address):
        valley.pass_(valley.propose(valley.alliance.membership.admit_action([address], 1)))

    return seated


def test_key__made_in_the_browser__signs_and_comes_back_from_its_sheet(
    visit, valley, member, origin, browser
):
    page = visit("delegate")
    box = make_key(page)
    line = box.locator(".sheet [data-part=line]").inner_text().replace(" ", "")
    account = box.locator(".sheet [data-part=address]").inner_text()
    assert page.evaluate("localStorage.length") == 1
    assert page.evaluate("localStorage.getItem('cosmolocal.key')") == line
    address = code_in(page)
    assert address == f"{origin}/forms#{line}"
    member(account)

    # Another browser: what a camera read opens the page with the sheet filled in.
    other = visit("delegate", path=address.replace("/forms#", "/forms?form=delegate#"))
    assert "#" not in other.url
    box = other.locator("#wallet")
    box.locator("summary").first.click()
    box.get_by_label("Your words", exact=True).fill("something else")
    box.get_by_role("button", name="Bring my key", exact=True).click()
    expect(box.locator("[data-part=status]")).to_contain_text("not the words of this key")
    box.get_by_label("Your words", exact=True).fill(WORDS)
    box.get_by_role("button", name="Bring my key", exact=True).click()
    expect(box.locator("[data-part=status]")).to_contain_text("You hold seat")

    other.get_by_label("To").fill(valley.address(GROWER))
    other.get_by_role("button", name="Sign", exact=True).click()
    sign(other)
    expect(status(other)).to_contain_text("Done: it counts")
    assert valley.alliance.membership.delegate_of(account) == valley.address(GROWER)
    sent = "".join(page.bodies + other.bodies)
    assert account in sent
    assert WORDS not in sent
    assert line[4:] not in sent


def test_key__wrong_words_when_signing__nothing_is_signed(visit, valley):
    page = visit("delegate")
    make_key(page)
    page.get_by_label("To").fill(valley.address(GROWER))
    page.get_by_role("button", name="Sign", exact=True).click()
    sign(page, "wrong words here")
    expect(status(page)).to_contain_text("not the words of this key")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Not now").click()
    expect(status(page)).to_have_text("Nothing was signed.")
    assert not any("signature" in body for body in page.bodies)


def test_key__two_words_that_differ_or_a_torn_sheet__are_said(visit):
    page = visit("delegate")
    box = panel(page)
    box.get_by_role("button", name="Make a key in this browser").click()
    box.get_by_label("ten letters or more").fill(WORDS)
    box.get_by_label("The same again").fill(WORDS + "!")
    box.get_by_role("button", name="Make my key").click()
    expect(box.locator("[data-part=status]")).to_contain_text("not the same both times")
    assert page.evaluate("localStorage.length") == 0

    page = visit("delegate")
    box = panel(page)
    box.get_by_role("button", name="Bring my key from its sheet").click()
    box.get_by_label("The line of your sheet").fill("cl1.AAAA")
    box.get_by_label("Your words", exact=True).fill(WORDS)
    box.get_by_role("button", name="Bring my key", exact=True).click()
    expect(box.locator("[data-part=status]")).to_contain_text("not the line of a sheet")


def test_key__asked_for_something_else__refuses(visit, valley):
    """A service that was taken over cannot have a key sign a payment."""
    page = visit("delegate")
    make_key(page)
    strange = {
        "types": {"Permit": [{"name": "value", "type": "uint256"}]},
        "primaryType": "Permit",
        "domain": {"chainId": 31337},
        "message": {"value": "1"},
    }
    answer = json.dumps({"typed_data": strange, "unsigned": {}})
    page.route("**/api/messages/**", lambda route: route.fulfill(body=answer))
    page.get_by_label("To").fill(valley.address(GROWER))
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text("nothing that members sign")
    assert page.get_by_role("dialog").count() == 0


def test_wallet__signs__and_is_known_on_the_next_page(visit, valley):
    wallet = Wallet(valley.signer(MILLER))
    page = visit("delegate", wallet)
    panel(page).get_by_role("button", name="Test wallet").click()
    seated = f"You hold seat {valley.seat(MILLER)}."
    expect(page.locator("#wallet [data-part=status]")).to_have_text(seated)
    page.reload()
    expect(page.locator("#wallet [data-part=status]")).to_have_text(seated)
    page.get_by_label("To").fill(valley.address(BAKER))
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text("Done: it counts")
    delegate = valley.alliance.membership.delegate_of(valley.address(MILLER))
    assert delegate == valley.address(BAKER)


@pytest.mark.parametrize(
    ("refuses", "chain", "said"),
    [("eth_signTypedData_v4", 31337, "User rejected"), (None, 1, "on another chain")],
)
def test_wallet__refuses_or_is_elsewhere__nothing_is_sent(visit, valley, refuses, chain, said):
    wallet = Wallet(valley.signer(GROWER), chain)
    wallet.refuses = refuses
    page = visit("delegate", wallet)
    panel(page).get_by_role("button", name="Test wallet").click()
    page.get_by_label("To").fill(valley.address(BAKER))
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text(said)
    assert not any("signature" in body for body in page.bodies)


def test_form__nobody_chosen__is_told_to_choose(visit, valley):
    page = visit("delegate")
    page.get_by_label("To").fill(valley.address(BAKER))
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text("Choose first how you sign")
    expect(page.get_by_role("heading", name="How you sign")).to_be_focused()


def test_form__work__is_recorded_as_it_was_written(visit, valley):
    page = visit("work", Wallet(valley.signer(MILLER)))
    panel(page).get_by_role("button", name="Test wallet").click()
    expect(page.locator("#wallet [data-part=status]")).to_contain_text("You hold seat")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text("Done: it counts")
    [entry] = valley.alliance.ledger.flows.state().entries.values()
    assert entry.flow.effort == 5_400
    assert entry.flow.occurred_at == 1_709_640_000
    assert entry.flow.provider == valley.seat(MILLER)
    [kept] = json.loads(page.evaluate("localStorage.getItem('cosmolocal.texts')"))
    salt = bytes.fromhex(kept["salt"][2:])
    assert commitment_of("Café, 2 h", salt) == entry.flow.evidence
    assert not any("Café" in body for body in page.bodies)


def test_claim__nobody_signs__and_the_refusal_is_said(visit, valley):
    page = visit("claim")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(status(page)).to_contain_text("no recovery")
    assert not any("signature" in body for body in page.bodies)
