# SPDX-License-Identifier: Apache-2.0
"""Every page of the site in a real browser: barriers, keyboard, narrow screens, hostile words.

every page
├── axe finds nothing; in the dark the contrast holds, too
├── 320 px wide: no sideways scrolling, in English and from right to left
├── hostile words of members stay words: no script runs, no element of theirs exists
├── everything that can be used is reached by Tab, in order, and shows where the focus is
├── reads without JavaScript, and a ballot tells its cost
├── keeps a button where it is while the cost of a ballot comes, or a press would miss it
└── says everything through the catalogues: mirrored, no English sentence is left
the site
├── is in no frame of another page
└── takes no form of another page, and nothing that somebody else's page makes a browser send
"""

import re

import pytest

from cosmolocal.pages.site import PARTS
from cosmolocal.words import MIRRORED
from tests.pages.browser import chromium, served
from tests.pages.story import HOSTILE
from tests.requirements import require_axe
from tests.sdk.valley import MILLER

# A page of another host may frame this one, as far as the network goes.
ALLOWED = ["--disable-features=LocalNetworkAccessChecks"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FRAGMENT = "/cost"
"""Ends the address of a part of a page, which is put into one."""


@pytest.fixture(scope="module")
def origin(told):
    with served(told.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium(*ALLOWED) as opened:
        yield opened


@pytest.fixture(scope="module")
def paths(told):
    """One address of every page of the site."""
    story, valley = told.told, told.valley
    retro, settled = (f"/rounds/retro/{number}" for number in (story.voting, story.settled))
    seat = valley.seat(MILLER)
    known = {
        "/rounds/{kind}/{number:int}": retro,
        "/rounds/{kind}/{number:int}/projects/{project:int}": f"{settled}/projects/1",
        "/ledger/entries/{entry}": f"/ledger/entries/0x{story.waiting.hex()}",
        "/ledger/statement/{seat:int}": f"/ledger/statement/{seat}",
    }
    fillings = {"seat": seat, "scope": 1, "number": told.number_of(story.motion), "place": 1}
    every = []
    for page in (page for part in PARTS for page in part.pages):
        if not page.path.endswith(FRAGMENT):
            path = known.get(page.path) or re.sub(
                r"\{([a-z_]+)(:int)?\}", lambda m: str(fillings[m[1]]), page.path
            )
            every.append(path)
    return [*every, settled, f"{settled}/projects/3", "/nowhere"]


def visit(browser, origin, paths, look, **options):
    """Look at every page with one context; return what was found, by path."""
    context = browser.new_context(**options)
    page, found = context.new_page(), {}
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    for path in paths:
        page.goto(origin + path)
        if seen := look(page):
            found[path] = seen
    context.close()
    assert faults == []
    return found


AXE = """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(
  each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`))"""


@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", ["color-contrast"])])
def test_page__any__axe_finds_nothing(browser, origin, paths, scheme, rules):
    script = require_axe().read_text()

    def look(page):
        page.evaluate(script)
        return page.evaluate(AXE, rules)

    options = {"color_scheme": scheme, "viewport": {"width": 360, "height": 740}}
    assert visit(browser, origin, paths, look, **options) == {}


WIDTH = """() => {
  const most = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll('main *, header *, footer *')].filter(each =>
    each.getBoundingClientRect().right > most + 1 && !each.closest('.scroll'));
  return document.documentElement.scrollWidth > most ? over.map(e => e.outerHTML.slice(0, 90)) : [];
}"""


@pytest.mark.parametrize("language", ["en", "fr", MIRRORED])
def test_page__any__fits_the_narrowest_screen(browser, origin, paths, language):
    narrow = {"width": 320, "height": 640}
    spoken = [f"{path}{'&' if '?' in path else '?'}lang={language}" for path in paths]
    found = visit(browser, origin, spoken, lambda page: page.evaluate(WIDTH), viewport=narrow)
    assert found == {}


def test_page__any__shows_hostile_words_as_words(browser, origin, paths):
    """No element that the words describe exists, and their script has not run."""
    foreign = "() => [...document.querySelectorAll('main script, main img:not(.chart img)')].length"
    assert visit(browser, origin, paths, lambda page: page.evaluate(foreign)) == {}


def test_page__of_hostile_words__has_them(told, paths):
    """The story's words are on the pages, escaped, so that the test before can fail."""
    pages = [told.get(path).text for path in paths]
    with_words = [page for page in pages if "&lt;script&gt;alert(" in page]
    assert len(with_words) >= 5
    assert not [page for page in pages if "<script>alert(" in page or "<img src=x" in page]
    assert "\u202e" in HOSTILE


STOPS = """() => {
  const able = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const used = able.filter(each => each.checkVisibility() && !each.disabled);
  const groups = new Set(used.filter(each => each.type === 'radio').map(each => each.name));
  return used.filter(each => each.type !== 'radio').length + groups.size;
}"""
FOCUS = """() => {
  const each = document.activeElement;
  if (each === document.body) return null;
  const style = getComputedStyle(each);
  if (!each.dataset.stop) each.dataset.stop = String(Math.random());
  const is_seen = style.outlineStyle !== 'none';
  return {stop: each.dataset.stop, is_seen, html: each.outerHTML.slice(0, 90)};
}"""


def test_page__any__is_used_by_keyboard_alone(browser, origin, paths):
    def look(page):
        wanted, seen = page.evaluate(STOPS), []
        for _ in range(wanted + 60):
            page.keyboard.press("Tab")
            here = page.evaluate(FOCUS)
            if seen and here and here["stop"] == seen[-1]["stop"]:
                continue  # a date has a stop for each of its parts
            if here is None or here["stop"] in {each["stop"] for each in seen}:
                break
            seen.append(here)
        unseen = [each["html"] for each in seen if not each["is_seen"]]
        return [f"{len(seen)} of {wanted}", *unseen] if len(seen) < wanted or unseen else []

    assert visit(browser, origin, paths, look) == {}


def test_page__any__reads_without_javascript(browser, origin, paths):
    def read(page):
        return page.locator("main h1").inner_text()

    assert len(visit(browser, origin, paths, read, java_script_enabled=False)) == len(paths)


def test_ballot__without_javascript__tells_its_cost(browser, origin, told):
    def fill(page):
        page.get_by_role("spinbutton").first.fill("7")
        page.get_by_role("button", name="Work out the cost").click()
        return page.locator("#cost").inner_text()

    path = f"/rounds/retro/{told.told.voting}"
    found = visit(browser, origin, [path], fill, java_script_enabled=False)
    assert found == {path: "Your ballot costs 49 of 100 credits; 51 are left."}


COUNT = """() => {
  const {dataset} = document.documentElement;
  const count = () => { dataset.told = Number(dataset.told ?? 0) + 1 };
  document.addEventListener('htmx:after:settle', count);
}"""

TOP = "button => button.getBoundingClientRect().top + window.scrollY"


def test_ballot__its_cost_comes_while_one_presses__the_button_stays(browser, origin, told):
    def tell(page):
        """Where the button is before anything is told, within the credits, and beyond them."""
        page.evaluate("seat => document.querySelector('#seat')?.setAttribute('value', seat)", seat)
        button, tops = page.locator("form[data-verb] button").first, []
        page.evaluate(COUNT)
        for times, votes in enumerate(("", "3", "40")):
            if times:
                page.get_by_role("spinbutton").first.fill(votes)
                page.locator(f"html[data-told='{times}']").wait_for(state="attached")
            tops.append(button.evaluate(TOP))
        return tops if len(set(tops)) > 1 else None

    seat = str(told.valley.seat(MILLER))
    paths = (f"/proposals/{told.number_of(told.told.motion)}", f"/rounds/retro/{told.told.voting}")
    assert visit(browser, origin, paths, tell, viewport={"width": 360, "height": 740}) == {}


SAID = [line[:20] for line in HOSTILE.split("\n")]
ENGLISH = re.compile(r"\b(?:the|and|is|are|was|you|what|with|for|until|not|from)\b")
TOLD = """() => [...document.querySelectorAll('main, header, footer')].flatMap(part => {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) {
    const {data, parentElement} = walker.currentNode;
    const is_told = !parentElement.closest('code, pre, option, .text, .said, noscript');
    if (is_told) texts.push(data.trim());
  }
  return texts.concat([...part.querySelectorAll('[aria-label], [alt], [placeholder]')].map(
    each => each.ariaLabel || each.alt || each.placeholder || ''));
})"""


def test_page__mirrored__leaves_no_english_sentence(browser, origin, paths, told):
    """What is still English was not said through the catalogues, nor by members themselves."""
    names = told.names
    said = {*names.people.values(), *names.places.values(), *names.about.values(), *SAID}

    def look(page):
        texts = [text for text in page.evaluate(TOLD) if not any(own in text for own in said)]
        return [text for text in texts if ENGLISH.search(text)]

    mirrored = [f"{path}?lang={MIRRORED}" for path in paths]
    assert visit(browser, origin, mirrored, look) == {}


def test_site__in_a_frame_of_another_page__is_not_shown(browser, origin):
    context = browser.new_context()
    page, elsewhere = context.new_page(), origin.replace("127.0.0.1", "localhost")
    body = f'<iframe src="{origin}/ledger/record"></iframe>'
    page.route(
        f"{elsewhere}/trap", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    with page.expect_event("requestfailed") as refused:
        page.goto(f"{elsewhere}/trap")
    asked, why = refused.value.url, refused.value.failure
    context.close()
    assert asked == f"{origin}/ledger/record"
    assert why == "net::ERR_BLOCKED_BY_RESPONSE"


def test_site__a_form_of_another_page__changes_nothing(told):
    """No cookie means anything, so there is nothing to ride on: only what is signed counts."""
    elsewhere = {"Origin": "http://elsewhere.example", "Content-Type": "text/plain"}
    posted = [
        told.http.post(path, headers=elsewhere, content='{"slips": [], "confirmations": []}')
        for path in ("/", "/ledger/record", "/api/relay/slips", "/api/relay/ballots")
    ]
    assert [answer.status_code for answer in posted[:2]] == [405, 405]
    assert all(400 <= answer.status_code < 500 for answer in posted)
    assert not any("access-control-allow-origin" in answer.headers for answer in posted)
    cookie = told.get("/?lang=fr").headers["set-cookie"]
    assert "language=fr" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
