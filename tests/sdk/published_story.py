# SPDX-License-Identifier: Apache-2.0
"""Two published rounds in a few days: one is lied about, challenged and paid, one is cancelled."""

from dataclasses import replace

from cosmolocal.funding import NamedRule, PublishedTerms, challenge_of, result_of, round_of
from tests.sdk.valley import BOOKKEEPER, DRIVER, GROWER, HOUR, MILL, MILLER, SHEPHERD

RULE = NamedRule.of("median-quorum", quorum=1)
BOND = 10**16


def publish(valley):
    """Hold the two rounds."""
    published, results = valley.alliance.published, valley.alliance.results
    number, anybody = _counted(valley), valley.outsider
    bundle = published.count_round(number)
    wrong = replace(bundle.lines[0], score=bundle.lines[0].score + 2)
    lie = replace(bundle, lines=(wrong, *bundle.lines[1:]))
    first = result_of(results.publish(lie, signer=valley.deployer))
    missing = challenge_of(results.challenge_piece(first, 0, signer=anybody))
    _expire(valley, missing)

    second = result_of(results.publish(bundle, uri="ipfs://bundle", signer=valley.deployer))
    asked = challenge_of(results.challenge_piece(second, 0, signer=anybody))
    results.show_piece(asked, bundle, signer=valley.deployer)
    doubted = challenge_of(results.challenge_line(second, 1, signer=anybody))
    results.show_line(doubted, bundle, signer=valley.deployer)
    results.reveal(doubted, signer=valley.deployer)
    _expire(valley, doubted)
    results.withdraw(anybody.address, signer=anybody)
    valley.warp(results.result(second).until)
    published.settle(number, signer=anybody)
    published.pay(number, [1, 1], signer=anybody)
    valley.warp(published.show(number).roots[0].claims_end)
    published.return_unclaimed(number, signer=anybody)
    published.sweep(number, signer=anybody)
    _cancel(valley)


def _counted(valley):
    """A round of two projects whose voting is over."""
    published = valley.alliance.published
    number = opened(valley)
    for name in (MILLER, MILL):
        signer = valley.signer(name)
        content = valley.texts.commit(f"flour by {name}")
        published.apply(number, signer.address, content, signer=signer)
    terms = published.terms(number)
    valley.warp(terms.applications_end)
    published.approve(number, [1, 2], signer=valley.signer(BOOKKEEPER))
    valley.warp(terms.appeals_end)
    for name, ballot in ((GROWER, {1: 7, 2: 3}), (DRIVER, {1: 2}), (SHEPHERD, {1: 5, 2: 0})):
        published.cast_ballot(number, ballot, signer=valley.signer(name))
    valley.warp(terms.voting_end)
    return number


def opened(valley):
    """A round of hours, with money in its pot."""
    published, now = valley.alliance.published, valley.local.now
    names = ("applications_end", "review_end", "voting_end", "claims_end")
    ends = {name: now + (place + 2) * HOUR for place, name in enumerate(names)}
    windows = {"challenge_seconds": HOUR, "answer_seconds": HOUR, "decision_seconds": HOUR}
    terms = PublishedTerms(scope=1, bond=BOND, **ends, **windows)
    number = round_of(published.open_round(terms, RULE, signer=valley.signer(BOOKKEEPER)))
    published.fund(number, 1_001, signer=valley.outsider)
    return number


def _expire(valley, challenge):
    results = valley.alliance.results
    valley.warp(results.challenge(challenge).until)
    results.resolve(challenge, signer=valley.outsider)


def _cancel(valley):
    published, number = valley.alliance.published, opened(valley)
    published.cancel_round(number, signer=valley.signer(BOOKKEEPER))
    published.refund(number, valley.outsider.address, signer=valley.outsider)
