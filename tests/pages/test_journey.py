# SPDX-License-Identifier: Apache-2.0
"""Three newcomers through a season on the page: a wallet, a key of the browser, slips of paper.

join → contribute → confirm → vote → ballot → claim: nobody of them ever has money for gas
"""

import io
import json
import re
import time

import pytest
import vl_convert
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from cosmolocal.funding import project_of
from cosmolocal.local import open_local_chain
from cosmolocal.membership import SeatKind
from cosmolocal.pages import Names, create_site
from cosmolocal.serve import Book, Policy, Relay
from cosmolocal.signers import dev_signer
from cosmolocal.treasury import MilestoneTerms, StreamTerms
from tests.cli.conftest import Terminal
from tests.pages.browser import WALLET, Wallet, chromium, served
from tests.requirements import require_tool
from tests.sdk.treasury_story import POT, pot_actions
from tests.sdk.valley import (
    ARBITER,
    BOOKKEEPER,
    BREAD,
    DAY,
    DRIVER,
    ETHER,
    GROWER,
    HOUR,
    MILLER,
    Valley,
    settle,
)

pytestmark = [pytest.mark.anvil, pytest.mark.slow]
expect.set_options(timeout=60_000)
WORDS = "grain bread and river"
PAPER = "a member without a phone"
STEWARD = "a steward with a scanner"
VOUCHERS = (GROWER, MILLER, DRIVER)
HOURS = 2
LONG = ("--until", "400 days")
"""Without a network a slip's time is that of the machine, and the chain here is ahead of it."""


class Journey:
    """The alliance, the site in a browser, and the three."""

    def __init__(self, valley, origin, browser, terminal, folder):
        self.valley, self.origin, self.browser = valley, origin, browser
        self.terminal, self.folder, self.sheets = terminal, folder, 0
        self.faults = []

    def member(self, wallet=None):
        """Open a browser for somebody."""
        page = self.browser.new_context(viewport={"width": 360, "height": 740}).new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        if wallet:
            page.expose_function("walletAsked", wallet.answer)
            page.add_init_script(WALLET)
        return page

    def open(self, page, path):
        """Open a page once it shows the newest block."""
        newest = self.valley.alliance.chain.at().block
        until = time.monotonic() + 60
        while True:
            page.goto(self.origin + path)
            if int(page.locator("body").get_attribute("data-block")) >= newest:
                break
            assert time.monotonic() < until, "the page does not see the newest block"
            page.wait_for_timeout(100)
        page.locator("html[data-signing=ready]").wait_for(state="attached")

    def sign(self, page, form, button):
        """Press a button of a form; give the words if the key of the browser is asked for them."""
        has_key = page.evaluate("localStorage.getItem('cosmolocal.key') !== null")
        form.get_by_role("button", name=button, exact=True).click()
        if has_key and form.get_attribute("data-verb"):
            dialog = page.get_by_role("dialog")
            expect(dialog.or_(form.locator("[data-state=refused]"))).to_be_visible()
            assert dialog.is_visible(), form.locator(".status").inner_text()
            dialog.get_by_label("Your words").fill(WORDS)
            dialog.get_by_role("button", name="Sign", exact=True).click()
        expect(form.locator(".status")).to_have_attribute("data-state", re.compile("done|refused"))
        expect(form.locator(".status")).to_contain_text("Done: it counts")

    def cli(self, *words, who):
        ran = self.terminal.run(*words, "--account", f"dev:{who}", "--yes")
        assert ran.code == 0, ran.err

    def on_paper(self, file, *relay):
        """Print a file, look at the sheet as a scanner does, and have a steward bring it."""
        self.sheets += 1
        sheet, folder = self.folder / f"{self.sheets}.html", self.folder / f"in-{self.sheets}"
        assert self.terminal.run("paper", "print", self.folder / file, "--out", sheet).code == 0
        lines = self.folder / f"{self.sheets}.txt"
        lines.write_text("\n".join(map(_seen, re.findall("<svg.*?</svg>", sheet.read_text()))))
        scanned = self.terminal.run("paper", "scan", "--lines", lines, "--out", folder, "--json")
        [found] = scanned.data["files"]
        self.cli(*relay, found["file"], who=STEWARD)


def _seen(square):
    if "xmlns" not in square.split(">", 1)[0]:
        square = square.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(square, scale=2))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    [found] = zxingcpp.read_barcodes(white.convert("L"))
    return found.text


@pytest.fixture
def journey(tmp_path, capsys, monkeypatch):
    require_tool("anvil")
    require_tool("chromium")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with open_local_chain("anvil") as local:
        settled = settle(local, tmp_path)
        monkeypatch.setenv("COSMOLOCAL_RPC", local.w3.provider.endpoint_uri)
        monkeypatch.setenv("COSMOLOCAL_MANIFEST", str(tmp_path / "valley.json"))
        valley, shown = Valley.connect(local, *settled), Valley.connect(local, *settled)
        local.fund(dev_signer(STEWARD).address, ETHER)
        relay = Relay(shown.alliance, local.signer("relay", fund=ETHER), Policy(), Book(None))
        names = Names.of_description(shown.description)
        site = create_site(shown.alliance, relay=relay, names=names)
        terminal = Terminal(capsys, monkeypatch, tmp_path)
        with served(site) as origin, chromium() as browser:
            made = Journey(valley, origin, browser, terminal, tmp_path)
            yield made
            assert made.faults == []


def form_of(page, verb):
    return page.locator(f'form[data-verb="{verb}"]')


def test_journey__three_newcomers_without_money__join_give_decide_and_are_paid(journey):
    valley, alliance = journey.valley, journey.valley.alliance
    valley.warp(alliance.membership.seasons.start(1) + DAY)
    signer, paper = dev_signer("a member with a wallet"), dev_signer(PAPER)
    by_wallet, by_key = journey.member(Wallet(signer)), journey.member()

    key = _keys(journey, by_wallet, by_key)
    accounts = [signer.address, key, paper.address]
    _join(journey, by_wallet, by_key, accounts)
    seats = [alliance.membership.seat(account) for account in accounts]
    _contribute_and_confirm(journey, by_wallet, by_key, seats)
    _vote(journey, by_wallet, by_key)
    _ballot(journey, by_wallet, by_key, signer, seats)
    _claim(journey, by_wallet, by_key, accounts, seats)


def _keys(journey, by_wallet, by_key):
    """One connects a wallet, one makes a key in the browser."""
    journey.open(by_wallet, "/join")
    by_wallet.get_by_role("button", name="Test wallet").click()
    expect(by_wallet.locator("[data-part=status]")).to_contain_text("This key has no seat yet")
    journey.open(by_key, "/join")
    by_key.get_by_role("button", name="Make a key in this browser").click()
    by_key.get_by_label("ten letters or more").fill(WORDS)
    by_key.get_by_label("The same again").fill(WORDS)
    by_key.get_by_role("button", name="Make my key").click()
    sheet = by_key.locator(".sheet [data-part=address]")
    expect(sheet).to_be_visible()
    return sheet.inner_text()


def _join(journey, by_wallet, by_key, accounts):
    """Members vouch, one of them on the page; then each agrees to the covenant and joins."""
    valley, vouching = journey.valley, journey.valley.alliance.vouching
    grower = journey.member(Wallet(valley.signer(GROWER)))
    journey.open(grower, f"/join?account={accounts[0]}")
    grower.get_by_role("button", name="Test wallet").click()
    expect(grower.locator("[data-part=status]")).to_contain_text("You hold seat")
    grower.get_by_text("I am a member and vouch for somebody").click()
    journey.sign(grower, form_of(grower, "vouching.sign_vouch"), "Sign that I vouch for them")
    deadline = valley.local.now + DAY
    for account, names in zip(accounts, (VOUCHERS[1:], VOUCHERS, VOUCHERS), strict=True):
        for name in names:
            slip = vouching.sign_vouch(
                account, SeatKind.PERSON, deadline, signer=valley.signer(name)
            )
            vouching.relay(slip, signer=valley.outsider)
    for page in (by_wallet, by_key):
        journey.open(page, "/join")
        journey.sign(page, form_of(page, "vouching.sign_joining"), "Agree and join")
    slips = journey.folder / "join.json"
    journey.cli("membership", "join", "--slip", slips, who=PAPER)
    journey.on_paper(slips.name, "membership", "relay")
    assert all(valley.alliance.membership.standing(each).is_active for each in accounts)


def _contribute_and_confirm(journey, by_wallet, by_key, seats):
    """Each writes down two hours for the next one, who confirms them."""
    valley, flows = journey.valley, journey.valley.alliance.ledger.flows
    bread, receivers = valley.scope(BREAD), [*seats[1:], seats[0]]
    for page, receiver in ((by_wallet, receivers[0]), (by_key, receivers[1])):
        journey.open(page, "/ledger/record")
        form = form_of(page, "flows.sign_slip")
        form.get_by_label("What did you do?").fill("Mended the oven")
        form.get_by_label("How long, in hours").fill(str(HOURS))
        form.get_by_label("In which place").select_option(str(bread))
        form.get_by_label("For whom").select_option(str(receiver))
        journey.sign(page, form, "Sign and hand in")
    said = ("work", bread, "--effort", f"{HOURS} hours", "--evidence", "washed up")
    to = ("--receiver", receivers[2], "--seat", seats[2], "--occurred-at", valley.local.now - 1)
    slips = journey.folder / "work.json"
    journey.cli("ledger", *said, *to, "--slip", slips, *LONG, who=PAPER)
    journey.on_paper(slips.name, "ledger", "relay")

    waiting = {row.flow.receiver: entry for entry, row in flows.state().entries.items()}
    for page, seat in ((by_wallet, seats[0]), (by_key, seats[1])):
        journey.open(page, f"/ledger/entries/0x{waiting[seat].hex()}")
        journey.sign(page, form_of(page, "flows.sign_confirmation"), "Yes, I confirm it")
    slips = journey.folder / "confirm.json"
    entry = f"0x{waiting[seats[2]].hex()}"
    journey.cli("ledger", "confirm", entry, "--slip", slips, *LONG, who=PAPER)
    journey.on_paper(slips.name, "ledger", "relay")
    earned = [valley.alliance.ledger.recognition(seat).earned for seat in seats]
    assert earned == [HOURS * HOUR] * 3


def _vote(journey, by_wallet, by_key):
    """A pot for the season: all three are for it, with different force."""
    valley, governance = journey.valley, journey.valley.alliance.governance
    own = valley.alliance.membership.standing(dev_signer(PAPER).address)
    valley.warp(max(own.credits_from, valley.alliance.membership.seasons.start(2)) + DAY)
    motion = valley.propose(*pot_actions(valley))
    valley.warp(governance.show(motion).start)
    number = governance.show(motion).number
    for page, votes in ((by_wallet, 3), (by_key, 2)):
        journey.open(page, f"/proposals/{number}")
        form = form_of(page, "governance.sign_ballot")
        form.get_by_label("For", exact=True).check()
        form.get_by_label("How many votes?").fill(str(votes))
        journey.sign(page, form, "Sign my vote")
    facts, ballot = journey.folder / "facts.json", journey.folder / "ballot.json"
    paper = dev_signer(PAPER).address
    facts.write_text(governance.ballot_facts(motion, paper).dumps())
    journey.cli("governance", "sign", facts, "for", "--votes", 1, "--out", ballot, who=PAPER)
    journey.on_paper(ballot.name, "governance", "relay")
    assert governance.show(motion).votes_for == 6
    valley.pass_(motion)


def _ballot(journey, by_wallet, by_key, signer, seats):
    """A round in which the member with a wallet has a project, and all three vote."""
    valley, funding = journey.valley, journey.valley.alliance.funding
    number = valley.round()
    funding.fund(number, ETHER, signer=valley.deployer)
    valley.local.fund(signer.address, ETHER)  # an application has no signed form yet
    content = valley.texts.commit("an oven for everybody")
    applied = funding.apply(number, signer.address, content, signer=signer)
    project = project_of(applied)
    other = valley.project(number, MILLER)
    valley.local.fund(signer.address, 0)
    valley.warp(funding.terms(number).applications_end)
    funding.approve(number, [project, other], signer=valley.signer(ARBITER))
    valley.warp(funding.terms(number).review_end)
    for page, votes in ((by_wallet, {other: 2}), (by_key, {project: 4, other: 1})):
        journey.open(page, f"/rounds/retro/{number}")
        form = form_of(page, "funding.sign_ballot")
        for which, count in votes.items():
            form.locator(f'[name="ballot.{which}"]').fill(str(count))
        journey.sign(page, form, "Sign and hand in")
    slips = journey.folder / "round.json"
    journey.cli("funding", "ballot", number, f"{project}=5", "--to", slips, who=PAPER)
    journey.on_paper(slips.name, "funding", "cast")
    assert [each.votes for each in funding.show(number).projects] == [9, 3]
    valley.warp(funding.terms(number).voting_end)
    funding.settle(number, signer=valley.outsider)


def _claim(journey, by_wallet, by_key, accounts, seats):
    """An award, a milestone and a stream, each paid out from a member's page by a press."""
    valley, treasury = journey.valley, journey.valley.alliance.treasury
    valley.local.fund(treasury.address, ETHER)
    steward, paper = valley.signer(BOOKKEEPER), {"category": 4, "memo": bytes(32)}
    terms = MilestoneTerms(
        pot=POT, payee=accounts[1], due_at=valley.local.now + DAY, amount=50, **paper
    )
    made = treasury.promise_milestone(terms, signer=steward).event("MilestonePromised")
    treasury.accept_milestone(made["milestone"], signer=valley.signer(ARBITER))
    rate = StreamTerms(pot=POT, payee=accounts[2], start=0, amount=600, seconds=HOUR, **paper)
    treasury.open_stream(rate, 48 * 600, signer=steward)
    valley.warp(valley.local.now + HOUR)
    least = (ETHER * 9 // 12, 50, 600)
    # The one with paper has no browser: anybody may press the button for them.
    for page, account, seat, amount in zip(
        (by_wallet, by_key, by_wallet), accounts, seats, least, strict=True
    ):
        assert valley.alliance.chain.at().balance(account) == 0
        journey.open(page, f"/members/{seat}")
        form = page.locator('form[data-relay="claims"]')
        journey.sign(page, form, "Have it paid out")
        assert valley.alliance.chain.at().balance(account) >= amount
    assert json.loads(by_key.evaluate("localStorage.getItem('cosmolocal.texts')"))
