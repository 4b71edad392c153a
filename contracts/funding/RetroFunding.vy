# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Retro Funding
@notice Rewards what has proved useful. In each round members apply with projects that cite confirmed contributions,
        reviewers approve them, every seat spreads the same budget of voice credits over them, and the pot is shared
        in proportion to the votes: rule "quadratic-votes/1:floor".
@dev v votes on one project cost v * v credits; a project's share is pot * max(votes, 0) // sum of max(votes, 0). Everything
     is counted as it is cast; ballots are events, so anybody can count again. The periods of a round follow each
     other: applications, review, voting, claims; the pot closes with the voting.
@custom:units votes and credits are whole numbers; amounts in the token's smallest unit; times UTC seconds, periods half-open
@custom:invariant F-1 each seat's ballot costs at most the round's budget; F-3 the tally is the sum of the latest ballots;
                  F-4 payouts are floored, so their sum is at most the pot and misses it by less than one unit a project;
                  F-5 no timestamp permits actions of two periods; F-6 each project is paid at most once;
                  F-9 the pot grows before the end of voting only, and its rest goes to the treasury only, after the
                  claims; F-10 an application never changes; one ledger entry is cited once a round, because only its
                  provider may cite it, who applies once
@custom:pause a steward of the round's scope, or a vote, cancels the round until it is settled; every sponsor then takes
              back all it gave. What is settled cannot be stopped
"""

from contracts.common import owned
from contracts.funding import allocation_word
from contracts.funding import allotment
from contracts.funding import awards
from contracts.funding import ballot_word
from contracts.funding import escrow
from contracts.funding import retro_word
from contracts.funding import round_word as layout
from contracts.funding import rounds
from contracts.funding import tally_row
from contracts.interfaces import IAwardRule
from contracts.interfaces import IBallotBox
from contracts.interfaces import IFundable
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IProjectPool
from contracts.interfaces import IRetroFunding

implements: IBallotBox
implements: IFundable
implements: IFundingRounds
implements: IProjectPool
implements: IRetroFunding

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
    rounds.fund,
    rounds.carry_over,
    rounds.return_top_up,
    rounds.sweep,
    rounds.refund,
)

RULE: public(constant(String[32])) = "quadratic-votes/1:floor"

_rules: HashMap[uint256, uint256]  # round -> word of its rule
_tallies: HashMap[uint256, uint256]  # round << 8 | row -> eight lanes of votes
_heads: HashMap[
    uint256, uint256
]  # round << 8 | row -> eight lanes of ballots, where there is a quorum


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
def open_round(terms: IRetroFunding.Terms) -> uint256:
    """
    @notice Open a round under `terms`, which nothing changes afterwards; applications begin at once.
    @return Number of the round.
    """
    self._check_rule(terms)
    rule: uint256 = retro_word._rule(terms.minimum, terms.quorum, terms.cap_bps, terms.count_zeros)
    word: uint256 = layout._new(
        terms.scope,
        terms.applications_end,
        terms.review_end,
        terms.appeals_end,
        terms.voting_end,
        terms.claims_end,
        terms.approvals,
        terms.chambers,
        retro_word._mechanism(terms.budget, terms.allow_negative, rule),
    )
    round_id: uint256 = rounds._open(terms.token, word)
    if rule != 0:
        self._rules[round_id] = rule
    log IRetroFunding.RoundOpened(
        round_id=round_id,
        scope=terms.scope,
        rule_hash=keccak256(abi_encode(RULE, terms)),
        rule=RULE,
        terms=terms,
    )
    return round_id


# Seats entitled to vote


@external
def cast_ballot(
    round_id: uint256,
    allocations: DynArray[uint256, allocation_word.MAX_WORDS],
    previous: DynArray[uint256, allocation_word.MAX_WORDS],
):
    """
    @notice Spread the round's budget over approved projects; replaces the seat's last ballot as a whole.
    @param allocations What each project gets, projects ascending, in the layout of `allocation_word`; empty withdraws.
    @param previous The seat's last ballot in this round, as it was cast; empty if there was none.
    """
    self._cast(msg.sender, round_id, allocations, previous)


@external
def cast_ballot_for(
    voter: address,
    round_id: uint256,
    allocations: DynArray[uint256, allocation_word.MAX_WORDS],
    previous: DynArray[uint256, allocation_word.MAX_WORDS],
):
    """
    @notice Cast the ballot of a voter who has signed it; the desk has checked that.
    """
    rounds._check_desk()
    self._cast(voter, round_id, allocations, previous)


# Anybody


@external
def settle(round_id: uint256):
    """
    @notice Close the count, once the voting has ended; claims begin.
    """
    word: uint256 = rounds._ended_round(round_id)
    pot: uint256 = escrow._pot(round_id)
    result: IAwardRule.Allotment = self._allotment(round_id, word)
    rounds._settle(round_id, word)
    awards._keep(round_id, result)
    log IRetroFunding.RoundSettled(
        round_id=round_id,
        pot=pot,
        total_votes=self._positive_votes(round_id, word),
        payable_amount=result.amount,
    )


# `FundingDesk`, where anybody may ask for it


@external
def pay_project(round_id: uint256, project: uint256, to: address):
    """
    @notice Pay a project its share, once.
    @param to Its recipient, by the desk's book.
    """
    rounds._check_desk()
    word: uint256 = rounds._claimable_round(round_id)
    layout._check_project(word, project)
    awards._check_unclaimed(round_id, project)
    weight: uint256 = self._weight(round_id, project)
    amount: uint256 = awards._settled(round_id, project, weight, retro_word._is_ruled(word))
    awards._mark_claimed(round_id, project, amount)
    log IFundingRounds.Claimed(round_id=round_id, project=project, payout_address=to, amount=amount)
    escrow._pay(round_id, to, amount)


# Views


@external
@view
def terms(round_id: uint256) -> IRetroFunding.Terms:
    """
    @notice The terms that the round was opened with.
    """
    word: uint256 = rounds._round(round_id)
    rule: uint256 = self._rules[round_id]
    return IRetroFunding.Terms(
        scope=layout._scope(word),
        token=escrow.token_of[round_id],
        applications_end=layout._applications_end(word),
        review_end=layout._review_end(word),
        appeals_end=layout._appeals_end(word),
        voting_end=layout._voting_end(word),
        claims_end=layout._claims_end(word),
        approvals=layout._approvals(word),
        chambers=layout._chambers(word),
        budget=retro_word._budget(word),
        allow_negative=retro_word._allows_negative(word),
        quorum=retro_word._quorum(rule),
        count_zeros=retro_word._counts_zeros(rule),
        cap_bps=retro_word._cap_bps(rule),
        minimum=retro_word._minimum(rule),
    )


@external
@view
def ballot_hash(round_id: uint256, seat: uint256) -> bytes32:
    """
    @notice keccak256(abi_encode(allocations)) of a seat's ballot, its last two bytes zero; zero: no ballot.
    """
    return ballot_word._ballot(rounds._known_ballot(round_id, seat))


@external
@view
def votes(round_id: uint256, project: uint256) -> int256:
    """
    @notice The votes that a project has so far.
    """
    layout._check_project(rounds._rounds[round_id], project)
    return tally_row._votes(self._tallies[round_id << 8 | tally_row._row(project)], project)


@external
@view
def heads(round_id: uint256, project: uint256) -> uint256:
    """
    @notice The ballots that count for a project's quorum so far; 0 in a round without a quorum.
    """
    layout._check_project(rounds._rounds[round_id], project)
    place: uint256 = project - 1
    row: uint256 = self._heads[round_id << 8 | place // tally_row.LANES]
    return tally_row._positive(row, place % tally_row.LANES)


@external
@view
def total_votes(round_id: uint256) -> uint256:
    """
    @notice The sum of max(votes, 0) over all projects so far.
    """
    return self._positive_votes(round_id, rounds._rounds[round_id])


@external
@view
def payout(round_id: uint256, project: uint256) -> uint256:
    """
    @notice What a project gets by the present pot and count; final once the voting has ended [smallest units].
    """
    word: uint256 = rounds._rounds[round_id]
    layout._check_project(word, project)
    return allotment._award(
        self._allotment(round_id, word), project - 1, self._weight(round_id, project)
    )


@external
@view
def is_claimed(round_id: uint256, project: uint256) -> bool:
    """
    @notice Whether a project has been paid.
    """
    layout._check_project(rounds._rounds[round_id], project)
    return awards._is_claimed(round_id, project)


# Internals: what is refused


@internal
@pure
def _check_rule(terms: IRetroFunding.Terms):
    """
    @notice Refuse a budget, a cap or a quorum that makes no sense.
    """
    assert (
        terms.budget > 0 and terms.budget <= retro_word.MAX_BUDGET
    ), "funding: budget out of range"
    awards._check_cap(terms.cap_bps)
    assert terms.quorum > 0 or not terms.count_zeros, "funding: zeros without a quorum"


# Internals: counting


@internal
def _cast(
    voter: address,
    round_id: uint256,
    allocations: DynArray[uint256, allocation_word.MAX_WORDS],
    previous: DynArray[uint256, allocation_word.MAX_WORDS],
):
    """
    @notice Replace a voter's ballot as a whole.
    """
    word: uint256 = rounds._live_round(round_id)
    seat: uint256 = rounds._voter(word, voter)
    key: uint256 = round_id << 32 | seat
    ballot: uint256 = rounds._ballots[key]
    last: bytes32 = empty(bytes32)
    if len(previous) > 0:
        last = keccak256(abi_encode(previous))
    assert ballot_word._is_ballot(ballot, last, len(previous)), "funding: not the last ballot"

    cast: bytes32 = keccak256(abi_encode(allocations))
    replaced: uint256 = ballot_word._with_ballot(ballot, cast, len(allocations))
    eligible: uint256 = rounds._take_ballot(round_id, key, replaced)
    rule: uint256 = 0
    if word & retro_word.IS_RULED != 0:
        rule = self._rules[round_id]
    if len(previous) > 0:
        self._count(round_id, word, rule, ballot, eligible, previous, True)
    self._count(round_id, word, rule, ballot, eligible, allocations, False)
    log IRetroFunding.BallotCast(round_id=round_id, seat=seat, allocations=allocations)


@internal
def _count(
    round_id: uint256,
    word: uint256,
    rule: uint256,
    voter: uint256,
    eligible: uint256,
    ballot: DynArray[uint256, allocation_word.MAX_WORDS],
    withdrawn: bool,
):
    """
    @notice Check a ballot and add it to the tally, or take it away; each row that it touches is written once.
    @dev The checks cannot refuse a ballot that is taken away: what they depend on never changes during the voting.
         The codec is written out here, because calls of helpers would make up a third of a large ballot's gas.
    """
    last: uint256 = 0
    spent: uint256 = 0
    row: uint256 = 0
    part: uint256 = 0
    zeros: uint256 = 0
    is_last_word: bool = False
    for allocations: uint256 in ballot:
        # One ballot, one form: only the last word's last lanes may be empty.
        assert allocations > 0 and not is_last_word, "funding: gap in ballot"
        is_last_word = allocations >> 224 == 0
        lanes: uint256 = allocations
        for _: uint256 in range(8):
            if lanes == 0:
                break
            project: uint256 = (lanes >> 16) & allocation_word.PROJECT
            assert project > last, "funding: projects not ascending"
            last = project
            place: uint256 = unsafe_sub(project, 1)
            if eligible >> place & 1 == 0:
                rounds._refuse_project(round_id, voter, project)
            votes: uint256 = lanes & allocation_word.VOTES
            lanes >>= 32
            if place >> 3 != row:
                self._count_row(round_id, row, part, zeros, rule, withdrawn)
                row = place >> 3
                part = 0
                zeros = 0
            if votes == 0:
                zeros |= self._zero(rule, place)
            elif votes < allocation_word.SIGN:
                part |= votes << ((place & 7) << 5)
            else:
                assert retro_word._allows_negative(word), "funding: negative votes"
                part |= (votes | allocation_word.SIGN_EXTENSION) << ((place & 7) << 5)
                votes = unsafe_sub(2**16, votes)
            spent = unsafe_add(spent, unsafe_mul(votes, votes))
    assert spent <= retro_word._budget(word), "funding: over budget"
    self._count_row(round_id, row, part, zeros, rule, withdrawn)


@internal
@pure
def _zero(rule: uint256, place: uint256) -> uint256:
    """
    @notice The head, in its lane, of a ballot that gives the project at `place` zero votes; only a quorum asks for it.
    """
    assert retro_word._quorum(rule) > 0, "funding: zero votes"
    if retro_word._counts_zeros(rule):
        return 1 << ((place & 7) << 5)
    return 0


@internal
def _count_row(
    round_id: uint256, row: uint256, part: uint256, zeros: uint256, rule: uint256, withdrawn: bool
):
    """
    @notice Add a ballot's part of one row to the tally, or take it away.
    """
    key: uint256 = round_id << 8 | row
    if part != 0:
        if withdrawn:
            self._tallies[key] = tally_row._minus(self._tallies[key], part)
        else:
            self._tallies[key] = tally_row._plus(self._tallies[key], part)
    if rule != 0 and retro_word._quorum(rule) > 0:
        self._count_heads(key, tally_row._filled(part) | zeros, withdrawn)


@internal
def _count_heads(key: uint256, heads: uint256, withdrawn: bool):
    """
    @notice Count the projects of one row that a ballot is on, or no longer is.
    """
    if withdrawn:
        self._heads[key] = tally_row._minus(self._heads[key], heads)
    else:
        self._heads[key] = tally_row._plus(self._heads[key], heads)


@internal
@view
def _positive_votes(round_id: uint256, word: uint256) -> uint256:
    """
    @notice The sum of max(votes, 0) over all projects.
    """
    total: uint256 = 0
    weights: DynArray[uint256, 256] = self._weights(round_id, word, 0)
    for weight: uint256 in weights:
        total += weight
    return total


@internal
@view
def _weights(round_id: uint256, word: uint256, quorum: uint256) -> DynArray[uint256, 256]:
    """
    @notice max(votes, 0) of every project, or 0 where its quorum was missed.
    """
    weights: DynArray[uint256, 256] = []
    votes: uint256 = 0
    heads: uint256 = 0
    for place: uint256 in range(layout._projects(word), bound=tally_row.MAX_PROJECTS):
        lane: uint256 = place % tally_row.LANES
        if lane == 0:
            votes = self._tallies[round_id << 8 | place // tally_row.LANES]
            if quorum > 0:
                heads = self._heads[round_id << 8 | place // tally_row.LANES]
        weight: uint256 = tally_row._positive(votes, lane)
        if tally_row._positive(heads, lane) < quorum:
            weight = 0
        weights.append(weight)
    return weights


@internal
@view
def _allotment(round_id: uint256, word: uint256) -> IAwardRule.Allotment:
    """
    @notice The result by the present pot and count.
    """
    rule: uint256 = self._rules[round_id]
    pot: uint256 = escrow._pot(round_id)
    weights: DynArray[uint256, 256] = self._weights(round_id, word, retro_word._quorum(rule))
    return awards._allot(weights, pot, retro_word._cap_bps(rule), retro_word._minimum(rule))


@internal
@view
def _weight(round_id: uint256, project: uint256) -> uint256:
    """
    @notice max(votes, 0) of a project.
    """
    place: uint256 = project - 1
    row: uint256 = self._tallies[round_id << 8 | place // tally_row.LANES]
    return tally_row._positive(row, place % tally_row.LANES)
