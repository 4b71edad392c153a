# SPDX-License-Identifier: Apache-2.0
"""Members and places as everybody reads them, against what the chain and the SDK say.

the list → who may act, found by name and by kind
a member
├── credits, recognition, work → those of the chain, before and after the first ballot of a season
├── under a new key → the same name; who has left → said
├── what is owed → an award until it is claimed
└── named by the operator's book → by that name; a bad book → refused with its line
my page → that of the account's seat; without a seat → how to join, with the vouches there are
places → the tree, what each is for, who acts for it
"""

import re
from html import unescape

import pytest

from cosmolocal.errors import BadInput
from cosmolocal.governance import Side
from cosmolocal.membership import SeatKind
from cosmolocal.pages import Names
from tests.pages.test_proposals import opened, propose, words_of
from tests.sdk.valley import ARBITER, BAKER, BREAD, DAY, GROWER, MILL, MILLER, RIVER, ROOT, SHEPHERD


def page_of(site, name):
    """The words of a member's page."""
    return words_of(site.page(f"/members/{site.valley.seat(name)}"))


def test_members__list__by_name_and_kind(site):
    everybody = site.page("/members")
    found = site.page("/members?name=tom%C3%A1S")
    organisations = site.page("/members?kind=organisations")
    nobody = words_of(site.page("/members?name=%22%3E%3Cscript%3E"))

    names = re.findall(r'<a href="/members/\d+">([^<]+)', everybody)
    assert {*map(unescape, names)} == {*site.valley.persons, *site.valley.organisations}
    assert re.findall(r'<a href="/members/\d+">([^<]+)', found) == [BAKER]
    listed = re.findall(r'<a href="/members/\d+">([^<]+)', organisations)
    assert [*map(unescape, listed)] == site.valley.organisations
    assert "Nobody is called that here." in nobody


def test_members__long_list__has_pages(site, monkeypatch):
    monkeypatch.setattr("cosmolocal.pages.page.A_PAGE", 10)

    first, last, beyond = (site.page(f"/members?page={n}") for n in (1, 3, 99))

    assert first.count('<tr role="row"><th role="rowheader"') == 10
    assert "Page 1 of 3" in first
    assert last.count('<tr role="row"><th role="rowheader"') == 1
    assert 'rel="next"' not in last
    assert re.findall("Page . of 3", beyond) == ["Page 3 of 3"]


def test_member__standing__is_that_of_the_chain(site):
    valley = site.valley
    valley.work(GROWER, 30, confirmer=BAKER)
    proposal = propose(site, "A second oven")
    opened(site, proposal)
    seat = valley.seat(GROWER)
    before = page_of(site, GROWER)
    valley.alliance.governance.vote(proposal, Side.FOR, 6, signer=valley.signer(GROWER))
    site.look()
    after = page_of(site, GROWER)

    meter, earned = (
        valley.alliance.governance.credits(seat),
        valley.alliance.ledger.recognition(seat),
    )
    assert f"Credits left {meter.budget} of {meter.budget}" in before
    assert f"Credits left {meter.left} of {meter.budget}" in after
    assert f"Recognised work {earned.earned // 3_600} h" in after
    assert "30 h · From Grain to Bread ✓" not in after  # marks are drawn, words are said
    assert "30 h · From Grain to Bread Confirmed" in after
    assert "A second oven For, 6 votes" in after


def test_member__bonus_of_the_next_season__is_that_of_the_chain(site):
    valley = site.valley
    valley.work(GROWER, 300, confirmer=BAKER)
    valley.warp(valley.alliance.membership.seasons.start(1) + DAY)
    site.look()

    meter = valley.alliance.governance.credits(valley.seat(GROWER))

    assert meter.budget > site.app.state.site.state.terms.base_credits
    assert f"Credits left {meter.budget} of {meter.budget}" in page_of(site, GROWER)


def test_member__who_left__is_said_and_not_listed(site):
    site.valley.alliance.membership.leave(signer=site.valley.signer(MILLER))
    site.look()

    assert "Has left" in page_of(site, MILLER)
    assert MILLER not in site.page("/members")


def test_member__under_a_new_key__keeps_the_name(site):
    valley = site.valley
    vouching, seat = valley.alliance.vouching, valley.seat(GROWER)
    new = valley.local.signer("grower's new key")
    valley.warp(valley.alliance.membership.seasons.start(1) + DAY)
    for name in (BAKER, MILLER, ARBITER):
        vouching.back_recovery(seat, new.address, signer=valley.signer(name))
    valley.local.fund(new.address, 10**18)
    vouching.ask_recovery(seat, signer=new)
    site.look()
    waiting = page_of(site, GROWER)
    valley.warp(vouching.recovery(seat).ready_at)
    vouching.complete_recovery(seat, signer=new)
    site.look()

    assert "A new key is waiting for this seat." in waiting
    assert 'data-verb="vouching.sign_objection"' not in site.page(f"/members/{seat}")
    assert page_of(site, GROWER).startswith(GROWER)
    assert site.get(f"/me?account={new.address}").headers["location"] == f"/members/{seat}"


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999"])
def test_member__not_there__says_where_to_look(site, number):
    answer = site.get(f"/members/{number}")

    assert answer.status_code == 404
    assert "list of members" in answer.text


def test_me__account_without_a_seat__is_shown_how_to_join(site):
    valley, newcomer = site.valley, site.valley.outsider.address
    valley.warp(valley.alliance.membership.seasons.start(1) + DAY)
    for name in (BAKER, MILLER):
        valley.alliance.vouching.vouch(newcomer, SeatKind.PERSON, signer=valley.signer(name))
    site.look()
    needed = valley.alliance.vouching.needed()

    me = site.page(f"/me?account={newcomer}")
    joining = words_of(site.page(f"/join?account={newcomer}"))
    vouched = page_of(site, BAKER)

    assert f'href="/join?account={newcomer}"' in me
    assert f"2 of {needed} have vouched." in joining
    assert "We live along one river." in joining
    assert "Whom they vouch for A newcomer" in vouched
    for verb in ("sign_vouch", "sign_joining"):
        assert f'data-verb="vouching.{verb}"' in site.page("/join")


def test_me__no_account__helps_to_find_oneself(site):
    assert "Find yourself" in site.page("/me")
    assert "Find yourself" in site.page("/me?account=%3Cscript%3E")


def test_places__tree__has_every_scope_and_the_covenant(site):
    page = site.page("/places")

    listed = [unescape(name) for name in re.findall(r'<a href="/places/\d+">([^<]+)', page)]
    assert sorted(listed) == sorted(site.names.places.values())
    assert "We live along one river." in page


def test_place__who_acts_for_it__until_when(site):
    place = words_of(site.page(f"/places/{site.valley.scope(BREAD)}"))
    root = words_of(site.page(f"/places/{ROOT}"))
    river = words_of(site.page(f"/places/{site.valley.scope(RIVER)}"))

    assert re.search(rf"steward {MILLER} until \d+ \w+ 20\d\d", place)
    assert re.search(rf"confirmer .*{BAKER} until", place)
    assert BREAD in root
    assert river.count(SHEPHERD) == 1
    assert "Ecosystem" in river
    assert site.get("/places/999").status_code == 404


def test_names__book__wins_over_the_description(site, tmp_path):
    book = tmp_path / "names.csv"
    mill = site.valley.address(MILL)
    book.write_text(f"name,address\nThe old mill,{mill}\nHarbour,place 2\n", encoding="utf-8")

    names = site.names.with_book(book)

    assert names.people[mill] == "The old mill"
    assert names.places[2] == "Harbour"
    assert names.places[ROOT] == site.names.places[ROOT]


@pytest.mark.parametrize("row", ["Anna,0x12", ",place 2", "Anna,place x"])
def test_names__bad_book__is_refused_with_its_line(tmp_path, row):
    book = tmp_path / "names.csv"
    book.write_text(f"name,address\n{row}\n", encoding="utf-8")

    with pytest.raises(BadInput, match=r"names\.csv, line 2"):
        Names().with_book(book)
