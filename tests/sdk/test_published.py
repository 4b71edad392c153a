# SPDX-License-Identifier: Apache-2.0
"""Published rounds through the SDK: a real rule over ballots, published, challenged, claimed.

publish an honest result of median-quorum → stands; lines are paid; events tell everything (X-7)
├── a false challenge of its line → ballots are revealed, its bond is lost
└── a result with one false line → challenged with revealed ballots, falls; the next one stands
bundle: written, read, counted again → nothing differs; any changed figure is named
a rule is read from its canonical text only
signed ballots are relayed; a late one is skipped
a correction pays beside the first root
"""

import json
from dataclasses import replace

import pytest

from cosmolocal.errors import BadInput, ContractError
from cosmolocal.funding import (
    Bundle,
    NamedRule,
    PublishedTerms,
    RoundTerms,
    challenge_of,
    project_of,
    result_of,
    round_of,
)
from cosmolocal.funding.bundle import PIECE_BYTES
from cosmolocal.funding.results import ChallengeStatus, ResultStatus
from cosmolocal.tally.merkle import StandardTree
from cosmolocal.verify import verify
from tests.sdk.valley import (
    ARBITER,
    BOOKKEEPER,
    DAY,
    DRIVER,
    ETHER,
    GROWER,
    MILL,
    MILLER,
    SHEPHERD,
)

RULE = NamedRule.of("median-quorum", quorum=2, dust="largest-remainder")
BOND = ETHER // 10
BALLOTS = {
    GROWER: {1: 60, 2: 0},
    DRIVER: {1: 20, 2: 40},
    SHEPHERD: {1: 30},
    ARBITER: {2: 21, 3: 99},
}
"""Medians: 30 of three, 21 of three, 99 of one ballot, which misses the quorum."""
POT = 51_000


def counted_round(valley, rule=RULE, ballots=BALLOTS, **changes):
    """A round with three projects and these ballots, whose voting is over; its number."""
    published, steward = valley.alliance.published, valley.signer(BOOKKEEPER)
    own = valley.terms().model_dump(include=set(RoundTerms.model_fields))
    terms = PublishedTerms(**{**own, "bond": BOND, "decimals": 1, **changes})
    number = round_of(published.open_round(terms, rule, signer=steward))
    published.fund(number, POT, signer=valley.outsider)
    for name in (MILLER, MILL, BOOKKEEPER):
        signer = valley.signer(name)
        content = valley.texts.commit(f"a project of {name}")
        project_of(published.apply(number, signer.address, content, signer=signer))
    valley.warp(terms.applications_end)
    published.approve(number, [1, 2, 3], signer=valley.signer(ARBITER))
    valley.warp(published.terms(number).appeals_end)
    for name, ballot in ballots.items():
        published.cast_ballot(number, ballot, signer=valley.signer(name))
    valley.warp(terms.voting_end)
    return number


def lying(bundle, project, **changes):
    """The bundle with another line of one project."""
    lines = [replace(line, **changes) if line.project == project else line for line in bundle.lines]
    return replace(bundle, lines=tuple(lines))


def publish(valley, bundle):
    return result_of(valley.alliance.results.publish(bundle, uri="x", signer=valley.deployer))


def expire(valley, challenge):
    """Wait until a challenge can be resolved, and resolve it."""
    results = valley.alliance.results
    valley.warp(results.challenge(challenge).until)
    return results.resolve(challenge, signer=valley.outsider)


def stand(valley, result):
    results = valley.alliance.results
    valley.warp(results.result(result).until)
    results.settle(result, signer=valley.outsider)


def assert_told(valley):
    """Events alone give what storage has."""
    found = verify(valley.alliance)
    assert found.is_equal, found.differences


def test_honest_result__challenged_falsely__stands_and_is_paid(valley):
    """X-7, F-3."""
    published, results = valley.alliance.published, valley.alliance.results
    number = counted_round(valley)
    bundle = published.count_round(number)
    assert [(line.amount, line.heads, line.score) for line in bundle.lines] == [
        (30_000, 3, 60),
        (21_000, 3, 42),
        (0, 1, 198),
    ]
    result = publish(valley, bundle)
    assert results.differences(result, bundle) == []
    challenge = challenge_of(results.challenge_line(result, 1, signer=valley.outsider))
    results.show_line(challenge, bundle, signer=valley.deployer)
    some = [valley.seat(name) for name in (GROWER, DRIVER)]
    results.reveal(challenge, some, signer=valley.outsider)  # leaves one out
    results.reveal(challenge, signer=valley.deployer)
    assert results.challenge(challenge).best == valley.deployer.address
    closed = expire(valley, challenge)
    assert closed.event("ChallengeClosed")["outcome"] == 2
    assert results.due(valley.deployer.address) == BOND // 2
    assert_told(valley)

    stand(valley, result)
    assert results.result(result).status is ResultStatus.STANDS
    before = valley.alliance.chain.at().balance(valley.address(MILLER))
    published.claim(number, 1, signer=valley.outsider)
    assert valley.alliance.chain.at().balance(valley.address(MILLER)) == before + 30_000
    paid = published.pay(number, [1, 2], bundle=bundle, signer=valley.outsider)
    assert [event.name for event in paid.events] == ["LineSkipped", "LineClaimed"]
    shown = published.show(number)
    assert (shown.paid, shown.roots[0].left, shown.result) == (51_000, 0, result)
    assert len(shown.projects) == 3
    results.withdraw(valley.deployer.address, signer=valley.outsider)
    assert_told(valley)


@pytest.mark.parametrize("lie", [{"score": 100}, {"heads": 4}])
def test_false_line__challenged_with_ballots__falls(valley, lie):
    published, results = valley.alliance.published, valley.alliance.results
    number = counted_round(valley)
    true = published.count_round(number)
    false = lying(true, 1, **lie)
    result = publish(valley, false)
    assert false.differences()[0].startswith("project 1: the result says")
    assert [text.split(":")[0] for text in results.differences(result, true)][:1] == ["root"]
    with pytest.raises(ContractError, match="another one is open"):
        publish(valley, true)

    challenge = challenge_of(results.challenge_line(result, 1, signer=valley.outsider))
    results.show_line(challenge, false, signer=valley.deployer)
    assert results.challenge(challenge).status is ChallengeStatus.REVEAL
    results.reveal(challenge, signer=valley.outsider)
    closed = expire(valley, challenge)
    assert closed.event("ChallengeClosed")["outcome"] == 1
    assert results.result(result).status is ResultStatus.FELL
    assert results.due(valley.outsider.address) == BOND + BOND // 2
    assert results.due(valley.alliance.treasury.address) == BOND - BOND // 2
    assert_told(valley)
    stand(valley, publish(valley, true))
    published.claim(number, 1, signer=valley.outsider)
    assert_told(valley)


def test_missing_piece__shown_or_not__decides(valley):
    results = valley.alliance.results
    bundle = valley.alliance.published.count_round(counted_round(valley))
    result = publish(valley, bundle)
    first = challenge_of(results.challenge_piece(result, 0, signer=valley.outsider))
    shown = results.show_piece(first, bundle, signer=valley.deployer)
    assert shown.event("PieceShown")["content"] == bundle.pieces[0]
    second = challenge_of(results.challenge_piece(result, 0, signer=valley.outsider))
    expire(valley, second)
    assert results.result(result).status is ResultStatus.FELL
    assert_told(valley)


def test_other__decided_by_a_vote__falls(valley):
    results = valley.alliance.results
    number = counted_round(valley, decision_seconds=60 * DAY)
    bundle = valley.alliance.published.count_round(number)
    result = publish(valley, lying(bundle, 1, payee=valley.outsider.address))
    reason = valley.texts.commit("the miller's money goes to somebody else")
    raised = results.challenge_other(result, reason=reason, signer=valley.outsider)
    challenge = challenge_of(raised)
    valley.pass_(valley.propose(results.decide_action(challenge, upheld=True)))
    assert results.result(result).status is ResultStatus.FELL
    assert [each.challenge for each in results.challenges(result)] == [challenge]
    assert_told(valley)


def test_correction__by_a_vote__pays_beside_the_first_root(valley):
    published, results = valley.alliance.published, valley.alliance.results
    number = counted_round(valley, claims_end=valley.local.now + 200 * DAY)
    whole = published.count_round(number)
    short = lying(whole, 2, amount=20_000)
    stand(valley, publish(valley, short))
    published.pay(number, [1, 2], bundle=short, signer=valley.outsider)
    with pytest.raises(ContractError, match="not the owner"):
        publish(valley, whole)
    more = lying(lying(whole, 1, amount=0), 2, amount=1_000)
    action = results.correct_action(more, reason=valley.texts.commit("a slip of the pen"))
    valley.pass_(valley.propose(action))
    stand(valley, results.latest(published.address, number))
    published.claim(number, 2, bundle=more, root_number=2, signer=valley.outsider)
    assert published.show(number).paid == 51_000
    assert_told(valley)


def test_cancel__with_an_open_result__everybody_has_it_back(valley):
    published, results = valley.alliance.published, valley.alliance.results
    number = counted_round(valley)
    result = publish(valley, published.count_round(number))
    published.cancel_round(number, signer=valley.signer(BOOKKEEPER))
    results.settle(result, signer=valley.outsider)
    published.refund(number, valley.outsider.address, signer=valley.outsider)
    assert results.due(valley.deployer.address) == BOND
    assert_told(valley)


# --- bundles ----------------------------------------------------------------------------------


def test_bundle__written_and_read__is_the_same(valley, tmp_path):
    published = valley.alliance.published
    bundle = published.count_round(counted_round(valley))
    bundle.write(tmp_path)
    read = Bundle.read(tmp_path)
    assert (read.commitment(), read.differences()) == (bundle.commitment(), [])
    tree = StandardTree.loads((tmp_path / "tree.json").read_text())
    assert tree.root == bundle.book.root
    assert len(bundle.pieces) == -(-sum(map(len, bundle.pieces)) // PIECE_BYTES)
    said = json.loads((tmp_path / "result.json").read_text())
    assert (said["root"], said["paid"]) == ("0x" + bundle.book.root.hex(), "0.000000000000051")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("lines.csv", ",30000,", ",30001,"),
        ("ballots.csv", ",1,6", ",1,0.2"),
        ("projects.csv", "\n3,", "\n4,"),
        ("round.json", '"51000"', '"52000"'),
    ],
)
def test_bundle__any_changed_figure__is_named(valley, tmp_path, name, old, new):
    bundle = valley.alliance.published.count_round(counted_round(valley))
    bundle.write(tmp_path)
    text = (tmp_path / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    read = Bundle.read(tmp_path)
    try:
        found = read.differences()
    except BadInput as unknown:  # a ballot for a project that is none
        found = [str(unknown)]
    assert found
    assert read.hash != bundle.hash


def test_bundle__not_one__is_refused(tmp_path):
    with pytest.raises(BadInput, match="is missing"):
        Bundle.read(tmp_path)
    for name in ("projects.csv", "ballots.csv", "lines.csv"):
        (tmp_path / name).write_text("a,b\n")
    (tmp_path / "round.json").write_text("{}")
    with pytest.raises(BadInput, match="does not describe a round"):
        Bundle.read(tmp_path)


# --- rules ------------------------------------------------------------------------------------


def test_rule__of_canonical_text_only(valley):
    """F-10."""
    assert NamedRule.parse(RULE.text) == RULE
    for text, reason in (
        ("{}", "no text of name"),
        (RULE.text.replace('"version":1', '"version":2'), "median-quorum/2"),
        (RULE.text.replace(",", ", "), "not the canonical text"),
        (RULE.text.replace('"quorum":2', '"quorum":-2'), "quorum"),
        (RULE.text.replace('"quorum":2', '"name":2'), "parameters of median-quorum: name"),
        (RULE.text.replace("median-quorum", "coin-toss"), "no rule 'coin-toss'"),
    ):
        with pytest.raises(BadInput, match=reason):
            NamedRule.parse(text)
    with pytest.raises(BadInput, match="metrics or categories"):
        NamedRule.of("nested-median")
    number = counted_round(valley)
    assert valley.alliance.published.rule(number) == RULE


@pytest.mark.parametrize(
    ("rule", "options", "amounts"),
    [
        (NamedRule.of("quadratic-votes", negative="count"), {"decimals": 0, "budget": 99_999}, -1),
        (NamedRule.of("sum-minimum", minimum="0"), {}, 1),
        (NamedRule.of("mean-quorum"), {}, 1),
        (NamedRule.of("pairwise"), {}, 1),
    ],
)
def test_rules__of_every_check__are_counted_and_defended(valley, rule, options, amounts):
    published, results = valley.alliance.published, valley.alliance.results
    ballots = {**BALLOTS, SHEPHERD: {1: 3, 3: 9 * amounts}}
    number = counted_round(valley, rule, ballots, **options)
    bundle = published.count_round(number)
    assert sum(line.amount for line in bundle.lines) <= POT
    result = publish(valley, bundle)
    challenge = challenge_of(results.challenge_line(result, 3, signer=valley.outsider))
    results.show_line(challenge, bundle, signer=valley.deployer)
    if rule.check:
        results.reveal(challenge, signer=valley.outsider)
        expire(valley, challenge)
    stand(valley, result)
    assert results.due(valley.deployer.address) == BOND + BOND // 2
    assert_told(valley)


def test_ballots__signed__are_relayed(valley):
    published = valley.alliance.published
    number = counted_round(valley, ballots={})
    assert published.count_round(number).ballots == {}
    own = valley.terms().model_dump(include=set(RoundTerms.model_fields))
    terms = PublishedTerms(**own, bond=BOND)
    open_ = round_of(published.open_round(terms, RULE, signer=valley.signer(BOOKKEEPER)))
    miller = valley.signer(MILLER)
    content = valley.texts.commit("a mill")
    published.apply(open_, miller.address, content, signer=miller)
    valley.warp(terms.applications_end)
    published.approve(open_, [1], signer=valley.signer(ARBITER))
    valley.warp(terms.review_end)
    deadline = valley.local.now + DAY
    grower = valley.signer(GROWER)
    slip = published.sign_ballot(open_, {1: 5}, deadline=deadline, signer=grower)
    published.relay(open_, [slip], signer=valley.outsider)
    late = published.sign_ballot(open_, {1: 6}, deadline=deadline, signer=grower)
    published.cast_ballot(open_, {1: 7}, signer=grower)
    skipped = published.relay(open_, [late], signer=valley.outsider)
    assert skipped.event("BallotSkipped")["voter"] == grower.address
    assert published.ballot(open_, valley.seat(GROWER)) == {1: 7}
    with pytest.raises(BadInput, match="voting of published round"):
        published.count_round(open_)
