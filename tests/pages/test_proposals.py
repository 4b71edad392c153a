# SPDX-License-Identifier: Apache-2.0
"""Proposals as members read them, against what the chain and the SDK say.

the list → newest first, by title; text that is not known → by number
a proposal
├── what would happen in words, every name a name; not readable → a warning and the bytes
├── open → the form with what `sign_ballot` takes; before and after → no form
├── its cost → as `quote` says, for a number of votes and for a seat
└── who voted how → the ballots of the chain
text of a stranger → escaped, in titles too
"""

import re
from html import unescape

import pytest

from cosmolocal.domain import Action
from cosmolocal.governance import Side
from cosmolocal.units import UINT256_MAX
from tests.sdk.valley import BAKER, DRIVER, ETHER, GROWER, MILLER, deploy_token

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def propose(site, text, *actions, by=GROWER):
    """Make a proposal whose text the pages may show; return its id."""
    actions = actions or (
        site.valley.alliance.membership.extend_action(site.valley.address(BAKER)),
    )
    receipt = site.valley.alliance.governance.propose(
        actions, site.commit(text), signer=site.valley.signer(by)
    )
    site.look()
    [created] = [event for event in receipt.events if event.name == "ProposalCreated"]
    return created["proposalId"]


def opened(site, proposal):
    site.valley.warp(site.valley.alliance.governance.show(proposal).start)
    site.look()


def words_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_proposals__list__newest_first_by_title(site):
    propose(site, "A second oven\n\nThe old one is small.")
    propose(site, "A mill stone")
    site.texts.clear()
    propose(site, "Roof of the mill")

    found = re.findall(r'<a href="/proposals/(\d+)">([^<]+)', site.page("/proposals"))

    assert found == [("3", "Roof of the mill"), ("2", "Proposal 2"), ("1", "Proposal 1")]


def test_proposal__its_calls__are_sentences_with_names(site):
    alliance = site.valley.alliance
    pay = alliance.treasury.pay_action(site.valley.address(BAKER), ETHER // 4)
    stay = alliance.membership.extend_action(site.valley.address(MILLER))
    propose(site, "A second oven\n\nThe old one is small.", pay, stay)

    page = words_of(site.page("/proposals/1"))

    assert "Pay 0.25 test ETH to Tomás Leite." in page
    assert "Ilse Brandt stays another term." in page
    assert "Proposed by Amara Okafor ." in page
    assert "Why The old one is small." in page
    assert "Not in plain words" not in page


def test_proposal__call_that_nobody_can_read__warns(site):
    alliance = site.valley.alliance
    padded = alliance.treasury.pay_action(site.valley.address(BAKER), ETHER)._asdict()
    padded |= {"calldata": padded["calldata"] + bytes(32)}
    stranger = Action(deploy_token(site.valley).address, 0, bytes.fromhex("deadbeef"))
    propose(site, "Look here", Action(**padded), stranger)

    page = words_of(site.page("/proposals/1"))

    assert page.count("Not in plain words") == 2
    assert "Call Treasury.pay." in page
    assert "Pay 1" not in page
    assert "not of this alliance" in page


def test_proposal__form__is_there_while_the_vote_is_open(site):
    proposal = propose(site, "A second oven")
    form = '<form data-verb="governance.sign_ballot" data-relay="ballots"'
    before = site.page("/proposals/1")
    opened(site, proposal)
    during = site.page("/proposals/1")
    site.valley.warp(site.valley.alliance.governance.show(proposal).end)
    site.look()
    after = site.page("/proposals/1")

    assert form not in before
    assert form in during
    assert f'name="proposal_id" value="{proposal}"' in during
    assert re.findall(r'name="side" value="(\d)"', during) == ["1", "0", "2"]
    assert form not in after
    assert "Not passed" in after


def test_cost__votes_of_a_seat__is_that_of_the_quote(site):
    proposal = propose(site, "A second oven")
    opened(site, proposal)
    governance, driver = site.valley.alliance.governance, site.valley.address(DRIVER)
    governance.vote(proposal, Side.FOR, 4, signer=site.valley.signer(DRIVER))
    site.look()
    seat, quote = site.valley.seat(DRIVER), governance.quote(proposal, 9, driver)

    anyone = words_of(site.page("/proposals/1/cost?votes=9"))
    fits = words_of(site.page(f"/proposals/1/cost?votes=9&seat={seat}"))
    over = words_of(site.page(f"/proposals/1/cost?votes=11&seat={seat}"))

    assert anyone == f"9 votes cost {quote.cost} credits"
    assert fits.startswith(f"{anyone} {quote.left - quote.cost} credits stay")
    assert f"more than the {quote.left} you have" in over
    assert f"give {quote.most_votes} votes at most" in over


@pytest.mark.parametrize("votes", ["-1", "1.5", "¹", "x", "9" * 79])
def test_cost__no_number__is_refused_with_the_next_step(site, votes):
    propose(site, "A second oven")

    answer = site.get(f"/proposals/1/cost?votes={votes}")

    assert answer.status_code == 422
    assert "votes has to be a whole number" in answer.text
    assert "Go back and correct it" in answer.text


def test_ballots__of_a_proposal__are_those_of_the_chain(site):
    proposal = propose(site, "A second oven")
    opened(site, proposal)
    governance = site.valley.alliance.governance
    for name, side, votes in [
        (DRIVER, Side.FOR, 4),
        (MILLER, Side.AGAINST, 2),
        (BAKER, Side.ABSTAIN, 0),
    ]:
        governance.vote(proposal, side, votes, signer=site.valley.signer(name))
    site.look()

    page = words_of(site.page("/proposals/1/ballots"))
    count = words_of(site.page("/proposals/1"))

    assert "Hanna Virtanen For 4 16 Ilse Brandt Against 2 4 Tomás Leite Abstain 0 0" in page
    shown = governance.show(proposal)
    assert f"4 2 1 3 of {shown.quorum} needed" in count


@pytest.mark.parametrize(
    ("text", "shown"),
    [(HOSTILE, HOSTILE), ("x" * 200, "x" * 89 + "…"), ("# Roof", "Roof"), (" ", "Proposal 1")],
)
def test_proposal__text_of_a_stranger__is_text(site, text, shown):
    propose(site, text)

    for path in ("/", "/proposals", "/proposals/1", "/proposals/1/ballots"):
        page = site.page(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    [title] = re.findall(r"<h1>(.*?)</h1>", site.page("/proposals/1"))
    assert unescape(title) == shown


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", str(UINT256_MAX)])
def test_proposal__not_there__says_where_to_look(site, number):
    propose(site, "A second oven")

    answer = site.get(f"/proposals/{number}")

    assert answer.status_code == 404
    assert "Look for it in the list of proposals." in answer.text


def test_home__open_votes__are_what_is_asked_now(site):
    quiet = words_of(site.page("/"))
    proposal = propose(site, "A second oven")
    soon = words_of(site.page("/"))
    opened(site, proposal)
    now = words_of(site.page("/"))

    assert "Nothing is open just now." in quiet
    assert "0 votes are open" in soon
    assert "A second oven Soon vote from" in soon
    assert "1 vote is open" in now
    assert re.search(r"A second oven Vote open until .*, in \d+ day", now)
