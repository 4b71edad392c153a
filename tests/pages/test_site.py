# SPDX-License-Identifier: Apache-2.0
"""The site itself: headers, languages, memory, errors, and the service under it.

a page
├── carries the policy that lets nothing from elsewhere in, and no inline script or style
├── comes from memory until the next block, then anew; unchanged → 304; compressed for who takes it
├── speaks the language of the browser, or the one that was asked for, and remembers that
└── of a chain that does not answer → the last one, and says so
blocks that are taken back, others in their place → pages as of who never saw those
texts → as their authors broke them, not as a file did
an address without a page → 404 with the next step; a fault of ours → 500, its report names nobody
the service → under /api, as it is; what it relayed is on the next page
"""

import gzip
import re

import pytest

from cosmolocal.errors import NodeUnreachable
from cosmolocal.governance import Side
from cosmolocal.pages.render import unwrapped
from cosmolocal.pages.shield import POLICY
from cosmolocal.pages.support import stripped
from cosmolocal.serve import Book, Policy, Relay
from tests.pages.conftest import Site
from tests.sdk.valley import BAKER, ETHER, MILLER, Valley, deploy_token

PAGES = ("/", "/rounds", "/ledger", "/treasury", "/members", "/proposals")


def test_page__any__carries_the_policy_and_nothing_inline(site):
    answer = site.get("/")

    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<style|<script(?! src)| style=| on[a-z]+=|https?://", answer.text)


def test_page__asked_again__comes_from_memory_until_the_next_block(site):
    first = site.get("/")
    again = site.get("/", **{"If-None-Match": first.headers["etag"]})
    site.valley.warp(site.valley.local.now + 3_600)
    before = site.get("/")
    site.look()
    after = site.get("/")

    assert (again.status_code, again.content) == (304, b"")
    assert before.headers["etag"] == first.headers["etag"] != after.headers["etag"]


def test_page__compressed_or_not__is_the_same(site):
    plain = site.get("/", **{"Accept-Encoding": "identity"})
    packed = site.http.stream("GET", "/", headers={"Accept-Encoding": "gzip"})
    with packed as answer:
        raw = b"".join(answer.iter_raw())

    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


def test_page__language__is_the_browsers_or_the_one_asked_for(site):
    spanish = site.page("/", language="es-CR,es;q=0.9")
    asked = site.get("/?lang=fr", language="es")
    remembered = site.page("/", language="es")
    mirrored = site.page("/?lang=ar-XB")

    assert '<html lang="es" dir="ltr">' in spanish
    assert '<html lang="fr" dir="ltr">' in asked.text
    assert "HttpOnly" in asked.headers["set-cookie"]
    assert '<html lang="fr" dir="ltr">' in remembered
    assert 'dir="rtl"' in mirrored


def test_page__blocks_taken_back__are_those_of_who_never_saw_them(site):
    """X-7: a round in a token stands where one in ETH stood."""
    valley = site.valley
    token, before = deploy_token(valley), valley.local.snapshot()
    valley.round()
    valley.work(BAKER)
    site.look()
    shown = [site.page(path) for path in PAGES]
    valley.local.revert(before)
    valley.round(token=token.address, cap_bps=5_000)
    valley.work(MILLER, 3)
    valley.work(BAKER)
    site.look()

    fresh = Site(Valley.connect(valley.local, valley.description, valley.manifest))
    assert [site.page(path) for path in PAGES] == [fresh.page(path) for path in PAGES]
    assert shown != [site.page(path) for path in PAGES]
    assert site.watch.state.assets == fresh.watch.state.assets


def test_page__node_does_not_answer__shows_the_last_state_and_says_so(site, monkeypatch):
    site.page("/")

    def silent(*_):
        raise NodeUnreachable("no reply")

    with monkeypatch.context() as patched:
        patched.setattr(site.valley.alliance.chain, "at", silent)
        site.look()
        assert "This page may be behind." in site.page("/")
    site.look()
    assert "This page may be behind." not in site.page("/")


def test_page__not_there__says_what_to_do(site):
    answer = site.get("/members/0x1234/secret")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "first page" in answer.text
    assert "page: /members/…/…" in answer.text


def test_page__fault_of_ours__is_reported_without_anybody(site, monkeypatch):
    site.http._transport.raise_server_exceptions = False
    monkeypatch.setattr(type(site.app.state.site), "_made", _breaks)

    answer = site.get("/")

    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert "error: ZeroDivisionError" in answer.text
    assert "Amara" not in answer.text


def _breaks(*_):
    raise ZeroDivisionError("Amara Okafor")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "/…"),
        ("/members/7", "/members/…"),
        ("/me/amara", "/me/…"),
        ("/a" * 9, "/a/…/…/…/…/…"),
        ("/0xabcdef/1", "/…/…"),
    ],
)
def test_stripped__path__keeps_the_part_of_the_site_only(path, kept):
    assert stripped(path) == kept


def test_static__with_its_mark__is_kept_for_ever(site):
    [style] = re.findall(r'href="(/static/page\.css[^"]*)"', site.page("/"))

    named, plain = site.get(style), site.get("/static/page.css")

    assert "immutable" in named.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"
    assert named.headers["content-type"].startswith("text/css")
    assert site.get("/static/../names.py").status_code == 404
    assert site.get("/static/none.css").status_code == 404


def test_service__under_api__answers_as_ever(site):
    seat = site.http.get(
        "/api/membership/standing", params={"account": site.valley.address("Amara Okafor")}
    )

    assert seat.json()["is_active"] is True
    assert seat.headers["content-security-policy"].startswith("default-src 'none'; frame-anc")
    assert site.http.get("/api/openapi.json").status_code == 200


@pytest.mark.parametrize("path", ["/", "/me", "/proposals/1"])
def test_page__first_load__fits_the_budget(site, path):
    site.valley.propose(site.valley.alliance.membership.extend_action(site.valley.address(BAKER)))
    relaying = Site(site.valley, relay=relay_of(site.valley))
    page = relaying.page(path)
    loaded = [path, *re.findall(r'(?:href|src|data-signing)="(/static/[^"]+)"', page)]

    sizes = {each: wire_bytes(relaying, each) for each in loaded}

    assert any("sign.js" in each for each in loaded)
    assert sum(sizes.values()) <= 150 * 1024, sizes


def wire_bytes(site, path):
    """The length of an answer on the wire, with its headers."""
    with site.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        return head + sum(len(part) for part in answer.iter_raw())


def test_service__after_a_relayed_vote__the_next_page_shows_it(site):
    valley = site.valley
    motion = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(valley.alliance.governance.show(motion).start)
    relaying = Site(valley, relay=relay_of(valley))
    before = relaying.page("/proposals/1/ballots")
    ballot = valley.alliance.governance.sign_ballot(
        motion, Side.FOR, 5, signer=valley.signer(BAKER)
    )

    body = {"ballots": [ballot.model_dump(mode="json")]}
    [row] = relaying.http.post("/api/relay/ballots", json=body).json()
    after = relaying.page("/proposals/1/ballots")

    assert row["accepted"]
    assert "Nobody has voted yet." in before
    assert BAKER in after


def relay_of(valley):
    """A relay whose account has money."""
    return Relay(valley.alliance, valley.local.signer("relay", fund=ETHER), Policy(), Book(None))


@pytest.mark.parametrize("path", ["/", "/members", "/proposals", "/api/relay/ballots"])
def test_site__form_of_another_origin__changes_nothing(site, path):
    """Nothing is done for who asks from elsewhere: pages take no form, the relay no form's body."""
    answer = site.http.post(
        path,
        content="ballots=1",
        headers={
            "Origin": "https://elsewhere.example",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )

    assert answer.status_code in (403, 405, 422)
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_site__other_host__is_refused(site):
    assert site.get("/", Host="elsewhere.example").status_code == 400


LONG = "x" * 59 + " and"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{LONG}\nso on\n", f"{LONG} so on"),
        (f"{LONG}\n- a list", f"{LONG}\n- a list"),
        (f"{LONG}\n\nA paragraph", f"{LONG}\n\nA paragraph"),
        ("a poem\nof two lines", "a poem\nof two lines"),
        ("", ""),
    ],
)
def test_unwrapped__lines_that_a_file_broke__are_one(text, shown):
    assert unwrapped(text) == shown
