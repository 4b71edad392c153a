# SPDX-License-Identifier: Apache-2.0
"""Rounds, ledger, treasury and the stewards' queue, page by page, against the SDK and the chain.

rounds
├── a list → those with something to do first
├── a round → its periods in words, what is asked for, amounts as the contract counts them
├── a ballot in the address → its cost, within the budget or over it
├── a project → evidence, why it was not admitted, how its amount comes about to the last unit
└── no such round, kind, project → 404 with the next step
ledger
├── everything, in one status, of one place; unknown words of the address → everything
├── a row → what, how much, for whom; a form to confirm it while it waits
└── a statement → the sums of one member, as the ledger has them
treasury → held, promised, free as on the chain; pots with what is left; charts beside tables
stewards → what waits, for whom
"""

import re

import pytest

from cosmolocal.pages import formats, treasury
from cosmolocal.pages.ledger import SIGNS
from cosmolocal.treasury.assets import ETHER as ETH
from tests.sdk.valley import BAKER, BREAD, DRIVER, ETHER, GROWER, MILLER, RIVER

TEST_ETH = ETH.model_copy(update={"symbol": "test ETH"})


def words_of(page):
    """What a page says, without its marks."""
    content = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", content).split())


def test_rounds__listed_with_what_goes_on_first(told):
    said = words_of(told.page("/rounds"))

    assert said.index("takes ballots") < said.index("pays out")
    assert "waits for its count 1.0000… test ETH" in said
    assert "takes applications" in said
    assert "3 test ETH, 2 projects" in said


def test_round__settled__shows_what_the_contract_counted(told):
    number = told.told.settled
    said = words_of(told.page(f"/rounds/retro/{number}"))
    shown = told.valley.alliance.funding.show(number)

    assert "No project gets more than 60% of the pot" in said
    assert "Votes against a project are allowed" in said
    for project in shown.projects:
        assert formats.exactly(project.payout, TEST_ETH) in said
    assert said.count("Why this amount") == 2  # of three: one was not admitted
    assert "not admitted" in said
    assert "Your ballot" not in said


def test_round__open__has_a_ballot_and_its_cost(told):
    path = f"/rounds/retro/{told.told.voting}"
    page = told.page(f"{path}?ballot.1=6&ballot.2=8")
    over = words_of(told.page(f"{path}?ballot.1=6&ballot.2=9"))

    assert "Your ballot costs 100 of 100 credits; 0 are left." in words_of(page)
    assert "Your ballot costs 117 of 100 credits: 17 too many." in over
    assert 'data-verb="funding.sign_ballot"' in page
    assert re.search(r'name="ballot.2"[^>]*value="8"', page, re.DOTALL)
    assert "Your ballot costs 9 of 100" in told.page(f"{path}/cost?ballot.1=-3&ballot.9=5")


def test_round__published_before_its_votes__has_no_ballot(told):
    page = told.page(f"/rounds/published/{told.told.published}")
    assert "data-verb" not in page
    assert "median-quorum" in page


def test_project__admitted__says_how_its_amount_comes_about(told):
    number = told.told.settled
    said = words_of(told.page(f"/rounds/retro/{number}/projects/1"))

    assert "Together they give it 8 votes." in said
    assert "All projects that count have 12 votes together." in said
    assert "It is at the largest amount that one project may get" in said
    assert formats.tokens(12 * ETHER // 10, TEST_ETH) in said  # six tenths of two
    assert "4 h" in said  # of the entry that it cites


def test_project__not_admitted__says_why(told):
    said = words_of(told.page(f"/rounds/retro/{told.told.settled}/projects/3"))
    assert "The reviewers say:" in said
    assert "Why this amount" not in said


def test_project__of_gifts__adds_gifts_and_match(told):
    number = told.told.matching
    said = words_of(told.page(f"/rounds/matching/{number}/projects/1"))
    assert "2 members gave 0.0000… test ETH together" in said
    assert formats.tokens(ETHER + 269, TEST_ETH) in said


@pytest.mark.parametrize(
    "path",
    [
        "/rounds/retro/999",
        "/rounds/nonsense/1",
        "/rounds/retro/1/projects/999",
        "/ledger/entries/0x00",
        "/ledger/entries/0x" + "0" * 64,
        "/ledger/statement/999",
    ],
)
def test_page__of_what_is_not_there__says_where_to_look(told, path):
    answer = told.get(path)
    assert answer.status_code == 404
    assert "Look for" in answer.text


def test_ledger__shows_all_or_what_is_asked_for(told):
    state = told.watch.state
    total = len(state.ledger.entries)
    river = told.valley.scope(RIVER)

    assert f"{total} contributions" in words_of(told.page("/ledger"))
    assert f"{total} contributions" in words_of(told.page("/ledger?status=nonsense"))
    assert "2 contributions" in words_of(told.page(f"/ledger?place={river}"))
    waiting = words_of(told.page("/ledger?status=waiting"))
    assert "1 contribution " in waiting
    assert "waits to be confirmed" in waiting
    assert "4.5 kg" in words_of(told.page("/ledger"))
    assert "KGM" in SIGNS


def test_ledger__a_number_that_is_none__is_refused(told):
    answer = told.get("/ledger?place=one")
    assert answer.status_code == 422
    assert "has to be a whole number" in answer.text


def test_entry__that_waits__can_be_confirmed(told):
    waiting, disputed = told.told.waiting, told.told.disputed
    page = told.page(f"/ledger/entries/0x{waiting.hex()}")

    assert f"{BAKER} worked" in words_of(page)
    assert 'data-verb="flows.sign_confirmation"' in page
    assert f'value="0x{waiting.hex()}"' in page
    assert "data-verb" not in told.page(f"/ledger/entries/0x{disputed.hex()}")


def test_record__offers_places_and_people(told):
    page = told.page("/ledger/record")
    assert 'data-verb="flows.sign_slip"' in page
    assert BREAD in page
    assert f">{GROWER}</option>" in page


def test_statement__adds_up_what_the_ledger_has(told):
    valley = told.valley
    seat = valley.seat(MILLER)
    said = words_of(told.page(f"/ledger/statement/{seat}"))
    earned = valley.alliance.ledger.recognition(seat, 0).earned

    assert f"Statement of {MILLER}" in said
    assert earned == 29 * 3_600
    assert "29 h 0 h 29 h 0 h" in said
    others = words_of(told.page(f"/ledger/statement/{valley.seat(GROWER)}"))
    assert "0 0 h 0 h 0 h 29 h" in others


def test_treasury__shows_what_the_chain_holds(told):
    page = told.page("/treasury")
    said = words_of(page)
    held = told.valley.alliance.treasury.balance()

    assert formats.tokens(held.amount, TEST_ETH) in said
    assert formats.tokens(held.free, TEST_ETH) in said
    assert formats.exactly(10 * ETHER, TEST_ETH) in said
    assert "Decided by vote" in said
    assert f"to {BAKER}" in said
    assert "At most 0.0003 test ETH at once." in said
    assert page.count("data:image/svg+xml;base64,") == 2
    assert page.index("<picture>") < page.index("<table>")


def test_treasury__warm__has_drawn_before_anybody_asks():
    treasury.drawn.cache_clear()
    treasury.warm()
    assert treasury.drawn.cache_info().currsize == 1


def test_treasury__without_what_draws__keeps_its_tables(told, monkeypatch):
    monkeypatch.setattr(treasury, "find_spec", lambda _name: None)
    treasury.warm()
    page = told.page("/treasury?page=2")  # an address that was not asked for before

    assert "data:image" not in page
    assert "Decided by vote" in words_of(page)


def test_stewards__names_who_may_do_what_waits(told):
    said = words_of(told.page("/stewards"))

    assert f"1 contribution in {BREAD}" in said
    assert f"1 dispute in {RIVER}" in said
    assert GROWER in said
    assert "Projects to review" in said
    assert "Pay out a milestone of" in said
    assert "earned and not fetched yet" in said
    assert DRIVER not in said
