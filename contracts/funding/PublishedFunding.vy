# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Published Funding
@notice Rewards by any published rule, also by one that is too heavy for a chain. A round names its rule by name, version
        and parameters when it opens; ballots are events; anybody counts, somebody publishes the result at `ResultDesk`,
        everybody may challenge it there; what stands is paid here, line by line.
@dev Of a ballot only a commitment is kept. A result is the root of a tree in OpenZeppelin's standard format, with a leaf
     for each line; its money is set aside when it is accepted, so a root never pays more than its total, whatever its
     leaves say. Further roots are corrections: none replaces another one.
@custom:units amounts of ballots are whole numbers; money in the token's smallest unit; times UTC seconds, periods half-open
@custom:invariant F-1 no ballot is over the round's budget; F-5 no timestamp permits actions of two periods; F-6 each line
                  of a root is paid at most once; F-7 a leaf is of one chain, contract and round; F-9 the pot grows
                  before the end of voting only, and its rest goes to the treasury only, after the claims; S-1, S-2 what
                  is claimed under a root is at most its total, and the totals together at most the pot
@custom:pause a steward of the round's scope, or a vote, cancels the round until a result stands; every sponsor then takes
              back all it gave. Claims cannot be stopped
"""

from contracts.common import merkle
from contracts.common import owned
from contracts.funding import amount_lanes
from contracts.funding import ballot_word
from contracts.funding import escrow
from contracts.funding import line_leaf
from contracts.funding import published_word
from contracts.funding import round_word as layout
from contracts.funding import rounds
from contracts.interfaces import IBallotBox
from contracts.interfaces import IFundable
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IPublishedFunding

implements: IBallotBox
implements: IFundable
implements: IFundingRounds
implements: IPublishedFunding

initializes: owned
initializes: escrow
initializes: rounds[owned := owned, escrow := escrow]

# Not exported: `sealed` and `seal`. The timelock owns this contract from the start.
exports: (
    owned.owner,
    owned.transfer_ownership,
    escrow.sponsored,
    rounds.MEMBERSHIP,
    rounds.SCOPES,
    rounds.TREASURY,
    rounds.DESK,
    rounds.round_count,
    rounds.round_word,
    rounds.state,
    rounds.pot,
    rounds.project_count,
    rounds.project_of,
    rounds.conflicts,
    rounds.approved,
    rounds.register,
    rounds.admit,
    rounds.exclude,
    rounds.cancel_round,
    rounds.fund,
    rounds.carry_over,
    rounds.return_top_up,
    rounds.sweep,
    rounds.refund,
)

# One result and its corrections: more of them would say that the rule was wrong, not the count.
MAX_ROOTS: constant(uint256) = 16
# A batch of payments must not be burnt by one payee.
CLAIM_GAS: constant(uint256) = 300_000
MIN_WINDOW_SECONDS: constant(uint256) = 3_600

RESULTS: public(immutable(address))

rule_hash: public(HashMap[uint256, bytes32])  # round -> keccak256 of its rule's canonical JSON
root_count: public(HashMap[uint256, uint256])  # round -> how many, numbered from 1
_games: HashMap[uint256, uint256]  # round -> word of the game
_budgets: HashMap[uint256, uint256]  # round -> what a ballot may cost; 0: no budget
_roots: HashMap[uint256, uint256]  # round << 8 | root -> word of the root
_money: HashMap[
    uint256, HashMap[uint256, uint256]
]  # round << 8 | root -> word of the root -> word of its money
_pages: HashMap[uint256, uint256]  # (round << 8 | root) << 40 | page -> which of its lines are paid


@deploy
def __init__(
    membership: address,
    scopes: address,
    treasury: address,
    desk: address,
    results: address,
    owner: address,
):
    owned.__init__(owner)
    rounds.__init__(membership, scopes, treasury, desk)
    RESULTS = results


# The owner (a vote) or a STEWARD of the round's scope


@external
def open_round(terms: IPublishedFunding.Terms, rule: String[1024]) -> uint256:
    """
    @notice Open a round under `terms` and `rule`, which nothing changes afterwards; applications begin at once.
    @param rule Name, version and parameters as canonical JSON: keys sorted, no blanks.
    @return Number of the round.
    """
    assert len(rule) > 0, "published: no rule"
    self._check_game(terms)
    mechanism: uint256 = published_word._mechanism(
        terms.check, terms.squared, terms.allow_negative, terms.decimals
    )
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
    self._keep_terms(round_id, terms)
    self.rule_hash[round_id] = keccak256(rule)
    log IPublishedFunding.RoundOpened(
        round_id=round_id, scope=terms.scope, rule_hash=keccak256(rule), rule=rule, terms=terms
    )
    return round_id


# Seats entitled to vote


@external
def cast_ballot(round_id: uint256, allocations: DynArray[uint256, amount_lanes.MAX_WORDS]):
    """
    @notice Give amounts to approved projects; replaces the seat's last ballot as a whole.
    @param allocations Amounts, projects ascending, in the layout of `amount_lanes`; empty withdraws.
    """
    word: uint256 = rounds._live_round(round_id)
    seat: uint256 = rounds._voter(word, msg.sender)
    self._cast(round_id, word, seat, rounds._ballots[round_id << 32 | seat], allocations)


@external
def cast_ballot_for(
    voter: address,
    round_id: uint256,
    allocations: DynArray[uint256, amount_lanes.MAX_WORDS],
    previous: DynArray[uint256, amount_lanes.MAX_WORDS],
):
    """
    @notice Cast the ballot of a voter who has signed it; the desk has checked that.
    @param previous What `ballot_hash` says of the ballot to be replaced, as the only word; empty for none.
    """
    rounds._check_desk()
    word: uint256 = rounds._live_round(round_id)
    seat: uint256 = rounds._voter(word, voter)
    ballot: uint256 = rounds._ballots[round_id << 32 | seat]
    last: bytes32 = empty(bytes32)
    if len(previous) > 0:
        last = convert(previous[0], bytes32)
    assert ballot_word._is_ballot(ballot, last, len(previous)), "published: not the last ballot"
    self._cast(round_id, word, seat, ballot, allocations)


# `ResultDesk`, once a result was open to challenges long enough


@external
def accept(round_id: uint256, root: bytes32, total: uint256):
    """
    @notice Take a result over: the round is settled if it was not, and `total` can be claimed under `root`.
    """
    assert msg.sender == RESULTS, "published: not the result desk"
    word: uint256 = self._grantable_round(round_id)
    escrow._set_aside(round_id, total)
    number: uint256 = self.root_count[round_id] + 1
    self.root_count[round_id] = number
    claims_end: uint256 = block.timestamp + (self._games[round_id] >> 192)
    key: uint256 = round_id << 8 | number
    self._roots[key] = published_word._root(root, claims_end)
    self._money[key][self._roots[key]] = published_word._money(escrow.token_of[round_id], total)
    rounds._settle(round_id, layout._with_claims_end(word, claims_end))
    log IPublishedFunding.RootAccepted(
        round_id=round_id, number=number, root=root, total=total, claims_end=claims_end
    )


# Anybody


@external
def claim(
    round_id: uint256,
    root_number: uint256,
    line: IPublishedFunding.Line,
    proof: DynArray[bytes32, merkle.MAX_PROOF],
):
    """
    @notice Have a line of an accepted result paid to its payee, once.
    @dev A root that does not exist has an empty word, whose claims are over.
    """
    assert root_number <= MAX_ROOTS, "published: root out of range"
    key: uint256 = round_id << 8 | root_number
    slot: uint256 = self._page(key, line.number)
    page: uint256 = self._pages[slot]
    if page == 0:
        page = published_word._claims_end(self._roots[key])
    assert block.timestamp < published_word._claims_end(page), "published: no claims now"
    bit: uint256 = published_word._bit(line.number)
    assert page & bit == 0, "published: already claimed"

    leaf: bytes32 = line_leaf._leaf(self, round_id, line)
    word: uint256 = published_word._root(merkle._root(leaf, proof), page)
    money: uint256 = self._money[key][word]
    assert money != 0, "published: not in the result"
    assert line.amount <= published_word._left(money), "published: beyond the total"
    self._pages[slot] = page | bit
    self._money[key][word] = unsafe_sub(money, line.amount)
    log IPublishedFunding.LineClaimed(
        round_id=round_id,
        project=line.project,
        payee=line.payee,
        root_number=root_number,
        line=line.number,
        amount=line.amount,
    )
    escrow._hand_out(published_word._token(money), line.payee, line.amount)


@external
@reentrant
def claim_many(
    round_id: uint256, root_number: uint256, claims: DynArray[IPublishedFunding.Claim, 64]
):
    """
    @notice Have many lines paid; one that cannot be paid now is skipped. Doing it again pays nobody twice.
    @dev Unlocked because it writes nothing itself: each payment is a call of `claim`, under the lock of its own.
    """
    for each: IPublishedFunding.Claim in claims:
        success: bool = raw_call(
            self,
            abi_encode(
                round_id,
                root_number,
                each.line,
                each.proof,
                method_id=method_id(
                    "claim(uint256,uint256,(uint256,uint256,address,uint256,uint256,int256),bytes32[])"
                ),
            ),
            gas=CLAIM_GAS,
            revert_on_failure=False,
        )
        if not success:
            log IPublishedFunding.LineSkipped(
                round_id=round_id, root_number=root_number, line=each.line.number
            )


@external
def return_unclaimed(round_id: uint256, root_number: uint256):
    """
    @notice After the claims of a root, send to the treasury what nobody claimed of it.
    """
    key: uint256 = self._root_key(round_id, root_number)
    word: uint256 = self._roots[key]
    ended: bool = block.timestamp >= published_word._claims_end(word)
    assert ended, "published: claims still open"
    money: uint256 = self._money[key][word]
    amount: uint256 = published_word._left(money)
    assert amount > 0, "published: nothing unclaimed"
    self._money[key][word] = money - amount
    log IPublishedFunding.UnclaimedReturned(
        round_id=round_id, root_number=root_number, amount=amount
    )
    escrow._hand_out(published_word._token(money), rounds.TREASURY, amount)


# Views


@external
@view
def terms(round_id: uint256) -> IPublishedFunding.Terms:
    """
    @notice The terms that the round was opened with; once a result stands, with the present end of its claims.
    """
    word: uint256 = rounds._round(round_id)
    game: IPublishedFunding.Game = self._game(round_id, word)
    return IPublishedFunding.Terms(
        scope=layout._scope(word),
        token=escrow.token_of[round_id],
        applications_end=layout._applications_end(word),
        review_end=layout._review_end(word),
        appeals_end=layout._appeals_end(word),
        voting_end=layout._voting_end(word),
        claims_end=layout._claims_end(word),
        approvals=layout._approvals(word),
        chambers=layout._chambers(word),
        check=game.check,
        decimals=published_word._decimals(word),
        budget=self._budgets[round_id],
        squared=published_word._is_squared(word),
        allow_negative=published_word._allows_negative(word),
        bond=game.bond,
        challenge_seconds=game.challenge_seconds,
        answer_seconds=game.answer_seconds,
        decision_seconds=game.decision_seconds,
    )


@external
@view
def game(round_id: uint256) -> IPublishedFunding.Game:
    """
    @notice What `ResultDesk` needs of the terms.
    """
    return self._game(round_id, rounds._round(round_id))


@external
@view
def grantable(round_id: uint256) -> uint256:
    """
    @notice What a further result may pay out; 0 while there is voting, and for a round that is over [smallest units].
    """
    word: uint256 = rounds._rounds[round_id]
    if not self._is_grantable(round_id, word):
        return 0
    return min(escrow._rest(round_id), published_word.MAX_TOTAL)


@external
@view
def paid(round_id: uint256) -> uint256:
    """
    @notice All that has left the round: claimed, refunded, returned or swept [smallest units].
    """
    amount: uint256 = escrow._paid(round_id)
    for number: uint256 in range(1, MAX_ROOTS + 1):
        if number > self.root_count[round_id]:
            break
        amount -= self._left(round_id << 8 | number)
    return amount


@external
@view
def ballot_hash(round_id: uint256, seat: uint256) -> bytes32:
    """
    @notice keccak256(abi_encode(allocations)) of a seat's ballot, its last two bytes zero; zero: no ballot.
    """
    return ballot_word._ballot(rounds._known_ballot(round_id, seat))


@external
@view
def roots(round_id: uint256, root_number: uint256) -> IPublishedFunding.Root:
    """
    @notice An accepted root by its number, from 1.
    """
    key: uint256 = self._root_key(round_id, root_number)
    word: uint256 = self._roots[key]
    claims_end: uint256 = published_word._claims_end(word)
    return IPublishedFunding.Root(
        root=convert(word - claims_end, bytes32),
        claims_end=claims_end,
        left=self._left(key),
    )


@external
@view
def is_claimed(round_id: uint256, root_number: uint256, line: uint256) -> bool:
    """
    @notice Whether a line has been paid.
    """
    page: uint256 = self._pages[self._page(round_id << 8 | root_number, line)]
    return page & published_word._bit(line) != 0


# Internals: terms


@internal
@pure
def _check_game(terms: IPublishedFunding.Terms):
    """
    @notice Refuse what would make a result unchallengeable, or a ballot unreadable.
    """
    assert terms.check <= published_word.MEDIAN, "published: no such check"
    if terms.check == published_word.MEDIAN:
        assert not terms.allow_negative, "published: median of negatives"
    assert terms.decimals <= published_word.MAX_DECIMALS, "published: too many decimals"
    assert terms.bond > 0, "published: no bond"
    shortest: uint256 = min(terms.challenge_seconds, terms.answer_seconds)
    shortest = min(shortest, terms.decision_seconds)
    assert shortest >= MIN_WINDOW_SECONDS, "published: window too short"


@internal
def _keep_terms(round_id: uint256, terms: IPublishedFunding.Terms):
    """
    @notice Keep what the round word has no room for.
    """
    self._games[round_id] = published_word._game(
        terms.bond,
        terms.challenge_seconds,
        terms.answer_seconds,
        terms.decision_seconds,
        terms.claims_end - terms.voting_end,
    )
    if terms.budget > 0:
        self._budgets[round_id] = terms.budget


@internal
@view
def _game(round_id: uint256, word: uint256) -> IPublishedFunding.Game:
    """
    @notice The part of the terms that is about results.
    """
    game: uint256 = self._games[round_id]
    return IPublishedFunding.Game(
        check=published_word._check(word),
        bond=published_word._bond(game),
        challenge_seconds=game >> 96 & (2**32 - 1),
        answer_seconds=game >> 128 & (2**32 - 1),
        decision_seconds=game >> 160 & (2**32 - 1),
    )


# Internals: ballots


@internal
def _cast(
    round_id: uint256,
    word: uint256,
    seat: uint256,
    ballot: uint256,
    allocations: DynArray[uint256, amount_lanes.MAX_WORDS],
):
    """
    @notice Replace a seat's ballot as a whole.
    """
    commitment: bytes32 = keccak256(abi_encode(allocations))
    replaced: uint256 = ballot_word._with_ballot(ballot, commitment, len(allocations))
    eligible: uint256 = rounds._take_ballot(round_id, round_id << 32 | seat, replaced)
    self._check_ballot(round_id, word, ballot, eligible, allocations)
    log IPublishedFunding.BallotCast(round_id=round_id, seat=seat, allocations=allocations)


@internal
@view
def _check_ballot(
    round_id: uint256,
    word: uint256,
    voter: uint256,
    eligible: uint256,
    ballot: DynArray[uint256, amount_lanes.MAX_WORDS],
):
    """
    @notice Refuse a ballot that the rule must not count.
    """
    last: uint256 = 0
    spent: uint256 = 0
    is_last_word: bool = False
    for allocations: uint256 in ballot:
        # One ballot, one form: only the last word's last lanes may be empty.
        assert allocations > 0 and not is_last_word, "published: gap in ballot"
        is_last_word = allocations >> 192 == 0
        lanes: uint256 = allocations
        for _: uint256 in range(amount_lanes.LANES):
            if lanes == 0:
                break
            project: uint256 = amount_lanes._project(lanes)
            assert project > last, "published: not ascending"
            last = project
            if eligible >> unsafe_sub(project, 1) & 1 == 0:
                rounds._refuse_project(round_id, voter, project)
            spent = unsafe_add(spent, self._cost(word, lanes))
            lanes >>= amount_lanes.LANE_BITS
    budget: uint256 = self._budgets[round_id]
    assert budget == 0 or spent <= budget, "published: over budget"


@internal
@pure
def _cost(word: uint256, lane: uint256) -> uint256:
    """
    @notice What the amount of a lane takes of the budget: at most 2**94, so that sums never overflow.
    """
    amount: int256 = amount_lanes._amount(lane)
    if amount < 0:
        assert published_word._allows_negative(word), "published: negative amount"
    size: uint256 = convert(abs(amount), uint256)
    if published_word._is_squared(word):
        return unsafe_mul(size, size)
    return size


# Internals: results


@internal
@view
def _is_grantable(round_id: uint256, word: uint256) -> bool:
    """
    @notice Whether a result may be accepted: voting is over, and so far neither the round nor its claims.
    """
    if self.root_count[round_id] == MAX_ROOTS:
        return False
    if word == 0 or word & layout.CANCELLED != 0 or block.timestamp < layout._voting_end(word):
        return False
    return word & layout.SETTLED == 0 or block.timestamp < layout._claims_end(word)


@internal
@view
def _grantable_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round that takes a result.
    """
    word: uint256 = rounds._round(round_id)
    assert self._is_grantable(round_id, word), "published: takes no result"
    return word


@internal
@view
def _root_key(round_id: uint256, root_number: uint256) -> uint256:
    """
    @notice Where an existing root is kept.
    """
    known: bool = root_number > 0 and root_number <= self.root_count[round_id]
    assert known, "published: no such root"
    return round_id << 8 | root_number


@internal
@view
def _left(key: uint256) -> uint256:
    """
    @notice What is not claimed yet of an existing root [smallest units].
    """
    return published_word._left(self._money[key][self._roots[key]])


@internal
@pure
def _page(key: uint256, line: uint256) -> uint256:
    """
    @notice Where it is kept whether a line is paid.
    """
    return key << 40 | published_word._page_of(line)
