# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Matching Funding
@notice Matches what members give. In each round projects apply and are reviewed, seats give to them, and sponsors' money
        is added in proportion to the square of the sum of roots: many small gifts weigh more than one large one. Rule
        "quadratic-matching/1:floor".
@dev The root is that of all that a seat gave to a project, so that splitting a gift gains nothing. With r = the sum of
     isqrt(2**16 * gift) over donors and s = the sum of gifts, a project's weight is r**2 - 2**16 * s, never below 0, or
     r**2 in an inclusive round; its match is pool * weight // sum of weights. The pool is the matching pot, in a
     constrained round at most the sum of weights // 2**16; a cap is a part of the pool. A gift costs the same however
     many came before it.
@custom:units amounts in the token's smallest unit; times UTC seconds, periods half-open
@custom:invariant F-2 gifts are order- and split-independent; F-3 the tally is that of the events; F-4 matches are floored,
                  so their sum is at most the matching pot; F-6 each project is paid at most once; S-1, S-2 what leaves a
                  round is at most what came in; F-8 a gift counts what arrived
@custom:pause a steward of the round's scope, or a vote, cancels the round until it is settled; every donor and sponsor
              then takes back all it gave. What is settled cannot be stopped
"""

from contracts.common import owned
from contracts.funding import allotment
from contracts.funding import awards
from contracts.funding import escrow
from contracts.funding import gift_words
from contracts.funding import round_word as layout
from contracts.funding import rounds
from contracts.interfaces import IAwardRule
from contracts.interfaces import IFundable
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IMatchingFunding
from contracts.interfaces import IProjectPool

implements: IFundable
implements: IFundingRounds
implements: IMatchingFunding
implements: IProjectPool

initializes: owned
initializes: escrow
initializes: awards
initializes: rounds[owned := owned, escrow := escrow]

# Not exported: `sealed` and `seal`. The timelock owns this contract from the start.
exports: (
    owned.owner,
    owned.transfer_ownership,
    escrow.sponsored,
    awards.AWARD_RULE,
    rounds.MEMBERSHIP,
    rounds.SCOPES,
    rounds.TREASURY,
    rounds.DESK,
    rounds.round_count,
    rounds.round_word,
    rounds.state,
    rounds.pot,
    rounds.paid,
    rounds.project_count,
    rounds.project_of,
    rounds.conflicts,
    rounds.approved,
    rounds.register,
    rounds.admit,
    rounds.exclude,
    rounds.cancel_round,
    rounds.return_top_up,
    rounds.sweep,
    rounds.refund,
)

RULE: public(constant(String[32])) = "quadratic-matching/1:floor"
# Pledges are added up when a round is settled.
MAX_PLEDGES: constant(uint256) = 16
MAX_RATIO: constant(uint256) = 2**48 - 1

# Bits of the round word, counted from its `MECHANISM`: inclusive 1 | constrained 1 | cap_bps 16.
INCLUSIVE: constant(uint256) = 1
CONSTRAINED: constant(uint256) = 2

pledge_count: public(HashMap[uint256, uint256])  # round -> how many, numbered from 1
_pledges: HashMap[uint256, IMatchingFunding.Pledge]  # round << 8 | number -> pledge
_gifts: HashMap[uint256, uint256]  # round << 48 | seat << 16 | project -> gift
_projects: HashMap[uint256, uint256]  # round << 16 | project -> all its gifts


@deploy
def __init__(
    membership: address,
    scopes: address,
    treasury: address,
    desk: address,
    award_rule: address,
    owner: address,
):
    owned.__init__(owner)
    rounds.__init__(membership, scopes, treasury, desk)
    awards.__init__(award_rule)


# The owner (a vote) or a STEWARD of the round's scope


@external
def open_round(terms: IMatchingFunding.Terms) -> uint256:
    """
    @notice Open a round under `terms`, which nothing changes afterwards; applications begin at once.
    @return Number of the round.
    """
    awards._check_cap(terms.cap_bps)
    mechanism: uint256 = terms.cap_bps << 2
    if terms.inclusive:
        mechanism |= INCLUSIVE
    if terms.constrained:
        mechanism |= CONSTRAINED
    word: uint256 = layout._new(
        terms.scope,
        terms.applications_end,
        terms.review_end,
        terms.appeals_end,
        terms.voting_end,
        terms.claims_end,
        terms.approvals,
        terms.chambers,
        mechanism,
    )
    round_id: uint256 = rounds._open(terms.token, word)
    log IMatchingFunding.RoundOpened(
        round_id=round_id,
        scope=terms.scope,
        rule_hash=keccak256(abi_encode(RULE, terms)),
        rule=RULE,
        terms=terms,
    )
    return round_id


# Sponsors


@external
@payable
def fund(round_id: uint256, amount: uint256):
    """
    @notice Add to a round's matching pot; what comes after the time for gifts is kept for the scope's next round.
    @param amount What the caller sends; what arrives is what counts [smallest units].
    """
    rounds._fund(round_id, amount)
    self._check_pot(round_id)


@external
def carry_over(round_id: uint256, into: uint256, sponsor: address):
    """
    @notice Put what a sponsor gave too late for one round into a later one of its scope and token, whoever calls.
    """
    rounds._carry_over(round_id, into, sponsor)
    self._check_pot(into)


@external
@payable
def pledge(round_id: uint256, amount: uint256, matched: uint256, per_raised: uint256) -> uint256:
    """
    @notice Deposit what gifts call up: `matched` units for every `per_raised` units given, until it is used up.
    @param amount What the caller sends; what arrives is what counts [smallest units].
    @return Number of the pledge.
    """
    assert matched > 0 and matched <= MAX_RATIO, "matching: nothing matched"
    assert per_raised > 0 and per_raised <= MAX_RATIO, "matching: raised out of range"
    number: uint256 = self.pledge_count[round_id] + 1
    assert number <= MAX_PLEDGES, "matching: too many pledges"
    self.pledge_count[round_id] = number
    received: uint256 = rounds._sponsor(round_id, amount)
    self._check_pot(round_id)
    self._pledges[round_id << 8 | number] = IMatchingFunding.Pledge(
        sponsor=msg.sender, deposit=received, matched=matched, per_raised=per_raised
    )
    log IMatchingFunding.PledgeMade(
        round_id=round_id,
        number=number,
        sponsor=msg.sender,
        deposit=received,
        matched=matched,
        per_raised=per_raised,
    )
    return number


@external
def return_pledge(round_id: uint256, number: uint256):
    """
    @notice Pay back what gifts did not call up of a pledge, whoever calls, until the round is swept.
    """
    rounds._settled_round(round_id)
    assert number > 0 and number <= MAX_PLEDGES, "matching: no such pledge"
    key: uint256 = round_id << 8 | number
    amount: uint256 = self._pledges[key].deposit
    assert amount > 0, "matching: nothing to return"
    sponsor: address = self._pledges[key].sponsor
    self._pledges[key].deposit = 0
    log IMatchingFunding.PledgeReturned(
        round_id=round_id, number=number, sponsor=sponsor, amount=amount
    )
    escrow._pay(round_id, sponsor, amount)


# Seats entitled to vote


@external
@payable
def give(round_id: uint256, project: uint256, amount: uint256):
    """
    @notice Give to an approved project: ETH with the call, or a token that the caller has approved.
    @param amount What the caller sends; what arrives is what counts [smallest units].
    """
    word: uint256 = rounds._live_round(round_id)
    seat: uint256 = rounds._voter(word, msg.sender)
    layout._check_project(word, project)
    self._check_eligible(round_id, seat, project)
    received: uint256 = escrow._receive(round_id, amount)
    self._check_pot(round_id)

    key: uint256 = round_id << 48 | seat << 16 | project
    before: uint256 = gift_words._amount(self._gifts[key])
    total: uint256 = before + received
    self._gifts[key] = gift_words._gift(total, msg.sender)
    known: uint256 = self._projects[round_id << 16 | project]
    self._projects[round_id << 16 | project] = gift_words._with_gift(known, before, total)
    log IMatchingFunding.GiftMade(
        round_id=round_id,
        project=project,
        seat=seat,
        donor=msg.sender,
        amount=received,
        total=total,
    )


# Anybody


@external
def settle(round_id: uint256):
    """
    @notice Close the count, once the time for gifts has ended; claims begin.
    """
    word: uint256 = rounds._ended_round(round_id)
    gifts: uint256 = self._all_gifts(round_id, word)
    matching_pot: uint256 = self._matching_pot(round_id, gifts)
    result: IAwardRule.Allotment = self._allotment(round_id, word, matching_pot)
    rounds._settle(round_id, word)
    awards._keep(round_id, result)
    for number: uint256 in range(1, MAX_PLEDGES + 1):
        if number > self.pledge_count[round_id]:
            break
        key: uint256 = round_id << 8 | number
        called: uint256 = self._called_up(key, gifts)
        self._pledges[key].deposit -= called
    log IMatchingFunding.RoundSettled(
        round_id=round_id, gifts=gifts, matching_pot=matching_pot, matched=result.amount
    )


@external
def refund_gift(round_id: uint256, project: uint256, seat: uint256):
    """
    @notice Pay back what a seat gave to a project of a cancelled round, to the account that gave last, whoever calls.
    """
    rounds._check_cancelled(round_id)
    key: uint256 = self._gift_key(round_id, project, seat)
    gift: uint256 = self._gifts[key]
    amount: uint256 = gift_words._amount(gift)
    assert amount > 0, "matching: no gift to refund"
    self._gifts[key] = 0
    donor: address = gift_words._donor(gift)
    log IMatchingFunding.GiftRefunded(
        round_id=round_id, project=project, seat=seat, donor=donor, amount=amount
    )
    escrow._pay(round_id, donor, amount)


# `FundingDesk`, where anybody may ask for it


@external
def pay_project(round_id: uint256, project: uint256, to: address):
    """
    @notice Pay a project its gifts and its match, once.
    @param to Its recipient, by the desk's book.
    """
    rounds._check_desk()
    word: uint256 = rounds._claimable_round(round_id)
    layout._check_project(word, project)
    awards._check_unclaimed(round_id, project)
    known: uint256 = self._projects[round_id << 16 | project]
    amount: uint256 = gift_words._amount(known) + self._settled_match(round_id, word, project)
    awards._mark_claimed(round_id, project, amount)
    log IFundingRounds.Claimed(round_id=round_id, project=project, payout_address=to, amount=amount)
    escrow._pay(round_id, to, amount)


# Views


@external
@view
def terms(round_id: uint256) -> IMatchingFunding.Terms:
    """
    @notice The terms that the round was opened with.
    """
    word: uint256 = rounds._round(round_id)
    mechanism: uint256 = word >> layout.MECHANISM
    return IMatchingFunding.Terms(
        scope=layout._scope(word),
        token=escrow.token_of[round_id],
        applications_end=layout._applications_end(word),
        review_end=layout._review_end(word),
        appeals_end=layout._appeals_end(word),
        voting_end=layout._voting_end(word),
        claims_end=layout._claims_end(word),
        approvals=layout._approvals(word),
        chambers=layout._chambers(word),
        inclusive=mechanism & INCLUSIVE != 0,
        constrained=mechanism & CONSTRAINED != 0,
        cap_bps=mechanism >> 2,
    )


@external
@view
def gift(round_id: uint256, project: uint256, seat: uint256) -> uint256:
    """
    @notice All that a seat has given to a project and not taken back [smallest units].
    """
    return gift_words._amount(self._gifts[self._gift_key(round_id, project, seat)])


@external
@view
def gifts(round_id: uint256, project: uint256) -> IMatchingFunding.Gifts:
    """
    @notice All that was given to a project.
    """
    layout._check_project(rounds._rounds[round_id], project)
    known: uint256 = self._projects[round_id << 16 | project]
    return IMatchingFunding.Gifts(
        amount=gift_words._amount(known),
        donors=gift_words._donors(known),
        roots=gift_words._roots(known),
    )


@external
@view
def pledges(round_id: uint256, number: uint256) -> IMatchingFunding.Pledge:
    """
    @notice A pledge by its number, from 1.
    """
    assert number > 0 and number <= self.pledge_count[round_id], "matching: unknown pledge"
    return self._pledges[round_id << 8 | number]


@external
@view
def matching_pot(round_id: uint256) -> uint256:
    """
    @notice What is there to match gifts with, by the present gifts and pledges; until the round is settled
            [smallest units].
    """
    return self._matching_pot(round_id, self._all_gifts(round_id, rounds._rounds[round_id]))


@external
@view
def payout(round_id: uint256, project: uint256) -> uint256:
    """
    @notice What a project gets, gifts and match, by the present pot and gifts; final once settled [smallest units].
    """
    word: uint256 = rounds._rounds[round_id]
    layout._check_project(word, project)
    known: uint256 = self._projects[round_id << 16 | project]
    if word & layout.SETTLED != 0:
        return gift_words._amount(known) + self._settled_match(round_id, word, project)
    pot: uint256 = self._matching_pot(round_id, self._all_gifts(round_id, word))
    present: IAwardRule.Allotment = self._allotment(round_id, word, pot)
    weight: uint256 = self._weight(word, known)
    return gift_words._amount(known) + allotment._award(present, project - 1, weight)


@external
@view
def is_claimed(round_id: uint256, project: uint256) -> bool:
    """
    @notice Whether a project has been paid.
    """
    layout._check_project(rounds._rounds[round_id], project)
    return awards._is_claimed(round_id, project)


# Internals


@internal
@view
def _check_eligible(round_id: uint256, seat: uint256, project: uint256):
    """
    @notice Refuse gifts that are not to be matched: to a project that is not approved, is one's own, or is in conflict.
    """
    key: uint256 = round_id << 32 | seat
    ballot: uint256 = rounds._ballots[key]
    if rounds._eligible(round_id, key, ballot) & rounds._bit(project) == 0:
        rounds._refuse_project(round_id, ballot, project)


@internal
@view
def _check_pot(round_id: uint256):
    """
    @notice Refuse more money than the rule can multiply.
    """
    assert escrow._pot(round_id) <= gift_words.AMOUNT, "matching: pot too large"


@internal
@pure
def _gift_key(round_id: uint256, project: uint256, seat: uint256) -> uint256:
    """
    @notice Where a gift is kept; 0, where nothing ever is, for numbers that would not fit.
    """
    if project >> 16 > 0 or seat >> 32 > 0 or round_id >> 64 > 0:
        return 0
    return round_id << 48 | seat << 16 | project


@internal
@view
def _all_gifts(round_id: uint256, word: uint256) -> uint256:
    """
    @notice All that was given in a round [smallest units].
    """
    amount: uint256 = 0
    for place: uint256 in range(layout._projects(word), bound=rounds.MAX_PROJECTS):
        amount += gift_words._amount(self._projects[round_id << 16 | place + 1])
    return amount


@internal
@view
def _matching_pot(round_id: uint256, gifts: uint256) -> uint256:
    """
    @notice What sponsors gave, and of pledges what `gifts` call up [smallest units].
    """
    pot: uint256 = escrow._pot(round_id) - gifts
    for number: uint256 in range(1, MAX_PLEDGES + 1):
        if number > self.pledge_count[round_id]:
            break
        key: uint256 = round_id << 8 | number
        pot -= self._pledges[key].deposit - self._called_up(key, gifts)
    return pot


@internal
@view
def _called_up(key: uint256, gifts: uint256) -> uint256:
    """
    @notice What `gifts` call up of a pledge [smallest units].
    """
    called: uint256 = gifts * self._pledges[key].matched // self._pledges[key].per_raised
    return min(self._pledges[key].deposit, called)


@internal
@view
def _allotment(round_id: uint256, word: uint256, matching_pot: uint256) -> IAwardRule.Allotment:
    """
    @notice The matches that a matching pot gives, by the present gifts.
    """
    weights: DynArray[uint256, 256] = []
    total: uint256 = 0
    for place: uint256 in range(layout._projects(word), bound=rounds.MAX_PROJECTS):
        weight: uint256 = self._weight(word, self._projects[round_id << 16 | place + 1])
        total += weight
        weights.append(weight)
    mechanism: uint256 = word >> layout.MECHANISM
    pool: uint256 = matching_pot
    if mechanism & CONSTRAINED != 0:
        pool = min(pool, total // gift_words.SCALE)
    return awards._allot(weights, pool, mechanism >> 2, 0)


@internal
@view
def _weight(word: uint256, project: uint256) -> uint256:
    """
    @notice What a project weighs by the rule of its round.
    """
    inclusive: bool = (word >> layout.MECHANISM) & INCLUSIVE != 0
    return gift_words._weight(project, inclusive)


@internal
@view
def _settled_match(round_id: uint256, word: uint256, project: uint256) -> uint256:
    """
    @notice What a project is matched by the settled result [smallest units].
    """
    weight: uint256 = self._weight(word, self._projects[round_id << 16 | project])
    return awards._settled(
        round_id, project, weight, word >> layout.MECHANISM > CONSTRAINED + INCLUSIVE
    )
