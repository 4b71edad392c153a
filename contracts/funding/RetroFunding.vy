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
from contracts.common import seasons
from contracts.funding import allocation_word
from contracts.funding import application_word
from contracts.funding import ballot_word
from contracts.funding import escrow
from contracts.funding import round_word
from contracts.funding import tally_row
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IFundable
from contracts.interfaces import IMembership
from contracts.interfaces import IRetroFunding
from contracts.interfaces import IScopes
from contracts.ledger import entry_word
from contracts.membership import mandate_word
from contracts.membership import seat_word

implements: IFundable
implements: IRetroFunding

initializes: owned
initializes: escrow

# Not exported: `sealed` and `seal`. The timelock owns this contract from the start.
exports: (
    owned.owner,
    owned.transfer_ownership,
    escrow.held,
    escrow.sponsored,
)

# Review status of an application.
PENDING: constant(uint256) = 1
APPROVED: constant(uint256) = 2
REJECTED: constant(uint256) = 3

RULE: public(constant(String[32])) = "quadratic-votes/1:floor"

# An hour makes the seconds that block producers can shift irrelevant; ten years keep the end in sight.
MIN_PERIOD_SECONDS: constant(uint256) = 3_600
MAX_ROUND_SECONDS: constant(uint256) = 315_360_000

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))
LEDGER: public(immutable(address))
TREASURY: public(immutable(address))

round_count: public(uint256)
_rounds: HashMap[uint256, uint256]  # round -> round word
_applications: HashMap[uint256, HashMap[uint256, uint256]]  # round -> project -> application word
_approved: HashMap[uint256, uint256]  # round -> bit p - 1: project p
_rejected: HashMap[uint256, uint256]  # round -> bit p - 1: project p
_claimed: HashMap[uint256, uint256]  # round -> bit p - 1: project p
_ballots: HashMap[
    uint256, uint256
]  # round << 32 | seat -> ballot word: one hash less than a map of maps
_tallies: HashMap[uint256, uint256]  # round << 8 | row -> eight lanes of votes
_total_votes: HashMap[uint256, uint256]  # round -> sum of max(votes, 0), once settled


@deploy
def __init__(
    membership: address, scopes: address, ledger: address, treasury: address, owner: address
):
    owned.__init__(owner)
    MEMBERSHIP = membership
    SCOPES = scopes
    LEDGER = ledger
    TREASURY = treasury


# The owner (a vote) or a STEWARD of the round's scope


@external
def open_round(terms: IRetroFunding.Terms) -> uint256:
    """
    @notice Open a round under `terms`, which nothing changes afterwards; applications begin at once.
    @return Number of the round.
    """
    assert staticcall IScopes(SCOPES).exists(terms.scope), "funding: no such scope"
    self._check_steward(terms.scope)
    self._check_terms(terms)
    round_id: uint256 = self.round_count + 1
    self.round_count = round_id
    self._rounds[round_id] = round_word._new(terms)
    escrow._open(round_id, terms.token)
    log IRetroFunding.RoundOpened(
        round_id=round_id,
        scope=terms.scope,
        rule_hash=keccak256(abi_encode(RULE, terms)),
        rule=RULE,
        terms=terms,
    )
    return round_id


@external
def cancel_round(round_id: uint256):
    """
    @notice End a round that is not settled yet; from now on its sponsors take their money back.
    """
    word: uint256 = self._live_round(round_id)
    self._check_steward(round_word._scope(word))
    self._check_unsettled(word)
    self._rounds[round_id] = word | round_word.CANCELLED
    log IRetroFunding.RoundCancelled(round_id=round_id)


# Any active seat


@external
def apply(
    round_id: uint256, payout_address: address, content: bytes32, entries: DynArray[bytes32, 16]
) -> uint256:
    """
    @notice Apply with a project; one for each seat and round, and it never changes.
    @param payout_address The only account that the project's money can go to.
    @param content Hash of the application's text.
    @param entries Confirmed contributions of this seat, ascending; none are needed.
    @return Number of the project, from 1.
    """
    word: uint256 = self._live_round(round_id)
    assert seasons._is_open(0, round_word._applications_end(word)), "funding: applications closed"
    assert payout_address not in [empty(address), self], "funding: bad payout address"
    assert content != empty(bytes32), "funding: zero content"
    seat: uint256 = self._active_seat()
    assert self._ballots[round_id << 32 | seat] == 0, "funding: already applied"
    project: uint256 = round_word._projects(word) + 1
    assert project <= tally_row.MAX_PROJECTS, "funding: round is full"
    self._check_entries(seat, entries)

    self._rounds[round_id] = word + round_word.ONE_PROJECT
    self._ballots[round_id << 32 | seat] = project
    self._applications[round_id][project] = application_word._new(seat, payout_address)
    log IRetroFunding.ProjectApplied(
        round_id=round_id,
        project=project,
        seat=seat,
        payout_address=payout_address,
        content=content,
        entries=entries,
    )
    return project


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
    word: uint256 = self._live_round(round_id)
    seat: uint256 = self._voter(word)
    ballot: uint256 = self._ballots[round_id << 32 | seat]
    last: bytes32 = keccak256(abi_encode(previous))
    assert ballot_word._is_ballot(ballot, last, len(previous)), "funding: not the last ballot"

    own: uint256 = ballot_word._project(ballot)
    cast: bytes32 = keccak256(abi_encode(allocations))
    self._ballots[round_id << 32 | seat] = ballot_word._with_ballot(ballot, cast, len(allocations))
    if len(previous) > 0:
        self._count(round_id, word, own, previous, True)
    self._count(round_id, word, own, allocations, False)
    log IRetroFunding.BallotCast(round_id=round_id, seat=seat, allocations=allocations)


# A REVIEWER of the round's scope


@external
def approve(round_id: uint256, projects: DynArray[uint256, 64], reason: bytes32):
    """
    @notice Admit projects to the vote; this cannot be taken back.
    @param reason Code or salted commitment, never a text; may be zero.
    """
    reviewer: uint256 = self._reviewer(round_id)
    for project: uint256 in projects:
        self._check_reviewable(round_id, project, reviewer)
        self._approved[round_id] |= self._bit(project)
        log IRetroFunding.ProjectReviewed(
            round_id=round_id, project=project, reviewer=reviewer, approved=True, reason=reason
        )


@external
def reject(round_id: uint256, project: uint256, reason: bytes32):
    """
    @notice Keep a project out of the vote; this cannot be taken back.
    @param reason Code or salted commitment, never a text.
    """
    assert reason != empty(bytes32), "funding: zero reason"
    reviewer: uint256 = self._reviewer(round_id)
    self._check_reviewable(round_id, project, reviewer)
    self._rejected[round_id] |= self._bit(project)
    log IRetroFunding.ProjectReviewed(
        round_id=round_id, project=project, reviewer=reviewer, approved=False, reason=reason
    )


# Anybody


@external
@payable
def fund(round_id: uint256, amount: uint256):
    """
    @notice Add to a round's pot, until its voting ends: ETH with the call, or a token that the caller has approved.
    @param amount What the caller sends; what arrives is what counts [smallest units].
    """
    word: uint256 = self._live_round(round_id)
    assert seasons._is_open(0, round_word._voting_end(word)), "funding: pot is closed"
    received: uint256 = escrow._take(round_id, amount)
    log IRetroFunding.RoundSponsored(
        round_id=round_id, sponsor=msg.sender, amount=received, pot=escrow._pot(round_id)
    )


@external
def settle(round_id: uint256):
    """
    @notice Close the count, once the voting has ended; claims begin.
    """
    word: uint256 = self._live_round(round_id)
    assert block.timestamp >= round_word._voting_end(word), "funding: voting not over"
    self._check_unsettled(word)
    pot: uint256 = escrow._pot(round_id)
    total_votes: uint256 = self._positive_votes(round_id)
    self._rounds[round_id] = word | round_word.SETTLED
    self._total_votes[round_id] = total_votes
    log IRetroFunding.RoundSettled(
        round_id=round_id,
        pot=pot,
        total_votes=total_votes,
        payable_amount=self._payable_amount(round_id, pot, total_votes),
    )


@external
def claim(round_id: uint256, project: uint256):
    """
    @notice Pay a project its share, to the address it applied with, whoever calls.
    """
    word: uint256 = self._settled_round(round_id)
    assert block.timestamp < round_word._claims_end(word), "funding: claims closed"
    self._check_project(word, project)
    claimed: uint256 = self._claimed[round_id]
    assert claimed & self._bit(project) == 0, "funding: already claimed"
    amount: uint256 = self._payout(round_id, project, self._total_votes[round_id])
    assert amount > 0, "funding: nothing to claim"

    self._claimed[round_id] = claimed | self._bit(project)
    to: address = application_word._payout_address(self._applications[round_id][project])
    log IRetroFunding.Claimed(round_id=round_id, project=project, payout_address=to, amount=amount)
    escrow._pay(round_id, to, amount)


@external
def sweep(round_id: uint256):
    """
    @notice After the claims, send what is left of a round (dust and what nobody claimed) to the treasury, once.
    """
    word: uint256 = self._settled_round(round_id)
    assert block.timestamp >= round_word._claims_end(word), "funding: claims still open"
    assert word & round_word.SWEPT == 0, "funding: already swept"
    self._rounds[round_id] = word | round_word.SWEPT
    amount: uint256 = escrow._rest(round_id)
    log IRetroFunding.RoundSwept(round_id=round_id, to=TREASURY, amount=amount)
    if amount > 0:
        escrow._pay(round_id, TREASURY, amount)


@external
def refund(round_id: uint256, sponsor: address):
    """
    @notice Pay a sponsor of a cancelled round all that it gave, whoever calls.
    """
    assert self._round(round_id) & round_word.CANCELLED != 0, "funding: round not cancelled"
    amount: uint256 = escrow._release(round_id, sponsor)
    log IRetroFunding.Refunded(round_id=round_id, sponsor=sponsor, amount=amount)
    escrow._pay(round_id, sponsor, amount)


# Views


@external
@view
def terms(round_id: uint256) -> IRetroFunding.Terms:
    """
    @notice The terms that the round was opened with.
    """
    return round_word._terms(self._round(round_id), escrow.token_of[round_id])


@external
@view
def state(round_id: uint256) -> uint256:
    """
    @notice Where the round stands now: 1 applications, 2 review, 3 voting, 4 to be settled, 5 claims, 6 to be swept,
            7 swept, 8 cancelled; 0: no such round.
    """
    return round_word._state(self._rounds[round_id])


@external
@view
def pot(round_id: uint256) -> uint256:
    """
    @notice All that was put into the round [smallest units].
    """
    return escrow._pot(round_id)


@external
@view
def paid(round_id: uint256) -> uint256:
    """
    @notice All that has left the round: claimed, refunded or swept [smallest units].
    """
    return escrow._paid(round_id)


@external
@view
def project_count(round_id: uint256) -> uint256:
    """
    @notice How many projects have applied; they are numbered from 1.
    """
    return round_word._projects(self._rounds[round_id])


@external
@view
def application(round_id: uint256, project: uint256) -> IRetroFunding.Application:
    """
    @notice Who applied with a project, where its money goes, and how it was reviewed.
    """
    self._check_project(self._rounds[round_id], project)
    word: uint256 = self._applications[round_id][project]
    status: uint256 = PENDING
    if self._approved[round_id] & self._bit(project) != 0:
        status = APPROVED
    elif self._rejected[round_id] & self._bit(project) != 0:
        status = REJECTED
    return IRetroFunding.Application(
        seat=application_word._seat(word),
        payout_address=application_word._payout_address(word),
        status=status,
    )


@external
@view
def project_of(round_id: uint256, seat: uint256) -> uint256:
    """
    @notice The project that a seat applied with; 0 if it did not.
    """
    return ballot_word._project(self._known_ballot(round_id, seat))


@external
@view
def ballot_hash(round_id: uint256, seat: uint256) -> bytes32:
    """
    @notice keccak256(abi_encode(allocations)) of a seat's ballot, its last two bytes zero; zero: no ballot.
    """
    return ballot_word._ballot(self._known_ballot(round_id, seat))


@external
@view
def votes(round_id: uint256, project: uint256) -> int256:
    """
    @notice The votes that a project has so far.
    """
    self._check_project(self._rounds[round_id], project)
    return self._votes(round_id, project)


@external
@view
def total_votes(round_id: uint256) -> uint256:
    """
    @notice The sum of max(votes, 0) over all projects so far.
    """
    return self._positive_votes(round_id)


@external
@view
def payout(round_id: uint256, project: uint256) -> uint256:
    """
    @notice What a project gets by the present pot and count; final once the voting has ended [smallest units].
    """
    self._check_project(self._rounds[round_id], project)
    return self._payout(round_id, project, self._positive_votes(round_id))


@external
@view
def is_claimed(round_id: uint256, project: uint256) -> bool:
    """
    @notice Whether a project has been paid.
    """
    self._check_project(self._rounds[round_id], project)
    return self._claimed[round_id] & self._bit(project) != 0


# Internals: who and when


@internal
@view
def _round(round_id: uint256) -> uint256:
    """
    @notice Word of an existing round.
    """
    word: uint256 = self._rounds[round_id]
    assert word != 0, "funding: no such round"
    return word


@internal
@view
def _live_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round that is not cancelled.
    """
    word: uint256 = self._round(round_id)
    assert word & round_word.CANCELLED == 0, "funding: round cancelled"
    return word


@internal
@view
def _settled_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round whose count is closed.
    """
    word: uint256 = self._round(round_id)
    assert word & round_word.SETTLED != 0, "funding: not settled"
    return word


@internal
@pure
def _check_unsettled(word: uint256):
    """
    @notice Refuse a round whose count is closed.
    """
    assert word & round_word.SETTLED == 0, "funding: already settled"


@internal
@view
def _active_seat() -> uint256:
    """
    @notice The caller's seat, which must be active.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(msg.sender)
    assert seat_word._is_active(standing), "funding: seat not active"
    return seat_word._seat(standing)


@internal
@view
def _check_steward(scope: uint256):
    """
    @notice Refuse every caller but the owner and the stewards of `scope`.
    """
    if msg.sender != owned.owner:
        seat: uint256 = self._active_seat()
        appointed: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.STEWARD)
        assert appointed, "funding: not a steward"


@internal
@view
def _reviewer(round_id: uint256) -> uint256:
    """
    @notice The caller's seat, which must be a reviewer of the round's scope, during the review.
    """
    word: uint256 = self._live_round(round_id)
    start: uint256 = round_word._applications_end(word)
    assert seasons._is_open(start, round_word._review_end(word)), "funding: not in review"
    seat: uint256 = self._active_seat()
    scope: uint256 = round_word._scope(word)
    appointed: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.REVIEWER)
    assert appointed, "funding: not a reviewer"
    return seat


@internal
@view
def _voter(word: uint256) -> uint256:
    """
    @notice The caller's seat, which must be entitled to vote, during the voting.
    """
    start: uint256 = round_word._review_end(word)
    assert seasons._is_open(start, round_word._voting_end(word)), "funding: voting not open"
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(msg.sender)
    assert seat_word._was_active(standing, start - 1), "funding: no seat before voting"
    # A kind of seat is the bit of its chamber.
    assert (
        seat_word._kind(standing) & round_word._chambers(word) != 0
    ), "funding: chamber not admitted"
    return seat_word._seat(standing)


# Internals: what is refused


@internal
@view
def _check_terms(terms: IRetroFunding.Terms):
    """
    @notice Refuse terms under which a round could not be held.
    """
    self._check_period(block.timestamp, terms.applications_end)
    self._check_period(terms.applications_end, terms.review_end)
    self._check_period(terms.review_end, terms.voting_end)
    self._check_period(terms.voting_end, terms.claims_end)
    assert terms.claims_end <= block.timestamp + MAX_ROUND_SECONDS, "funding: round too long"
    assert (
        terms.budget > 0 and terms.budget <= round_word.MAX_BUDGET
    ), "funding: budget out of range"
    assert (
        terms.chambers > 0 and terms.chambers <= round_word.BOTH_CHAMBERS
    ), "funding: no such chamber"


@internal
@pure
def _check_period(start: uint256, end: uint256):
    """
    @notice Refuse a period that is too short.
    """
    assert end >= start + MIN_PERIOD_SECONDS, "funding: period too short"


@internal
@view
def _check_entries(seat: uint256, entries: DynArray[bytes32, 16]):
    """
    @notice Refuse entries that are not confirmed contributions of `seat`, or not strictly ascending.
    """
    last: uint256 = 0
    for entry: bytes32 in entries:
        number: uint256 = convert(entry, uint256)
        assert number > last, "funding: entries not ascending"
        last = number
        word: uint256 = staticcall IContributionLedger(LEDGER).entry_word(entry)
        assert entry_word._status(word) == entry_word.CONFIRMED, "funding: entry not confirmed"
        assert entry_word._provider(word) == seat, "funding: entry of another seat"


@internal
@view
def _check_reviewable(round_id: uint256, project: uint256, reviewer: uint256):
    """
    @notice Refuse to review what does not exist, has been reviewed, or is the reviewer's own.
    """
    self._check_project(self._rounds[round_id], project)
    reviewed: uint256 = self._approved[round_id] | self._rejected[round_id]
    assert reviewed & self._bit(project) == 0, "funding: already reviewed"
    own: uint256 = ballot_word._project(self._ballots[round_id << 32 | reviewer])
    assert project != own, "funding: reviews own project"


@internal
@pure
def _check_project(word: uint256, project: uint256):
    """
    @notice Refuse a number that no project of the round has.
    """
    assert project > 0 and project <= round_word._projects(word), "funding: no such project"


@internal
@pure
def _bit(project: uint256) -> uint256:
    """
    @notice The bit of a project in the round's maps.
    """
    return 1 << (project - 1)


# Internals: counting


@internal
def _count(
    round_id: uint256,
    word: uint256,
    own: uint256,
    ballot: DynArray[uint256, allocation_word.MAX_WORDS],
    withdrawn: bool,
):
    """
    @notice Check a ballot and add it to the tally, or take it away; each row that it touches is written once.
    @dev The checks cannot refuse a ballot that is taken away: what they depend on never changes during the voting.
         The codec is written out here, because calls of helpers would make up a third of a large ballot's gas.
    """
    eligible: uint256 = self._approved[round_id]
    if own > 0:
        eligible &= ~self._bit(own)
    last: uint256 = 0
    spent: uint256 = 0
    row: uint256 = 0
    part: uint256 = 0
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
                self._refuse_project(project, own)
            votes: uint256 = lanes & allocation_word.VOTES
            assert votes > 0, "funding: zero votes"
            lanes >>= 32
            if place >> 3 != row:
                self._count_row(round_id, row, part, withdrawn)
                row = place >> 3
                part = 0
            if votes < allocation_word.SIGN:
                part |= votes << ((place & 7) << 5)
            else:
                assert round_word._allows_negative(word), "funding: negative votes"
                part |= (votes | allocation_word.SIGN_EXTENSION) << ((place & 7) << 5)
                votes = unsafe_sub(2**16, votes)
            spent = unsafe_add(spent, unsafe_mul(votes, votes))
    assert spent <= round_word._budget(word), "funding: over budget"
    self._count_row(round_id, row, part, withdrawn)


@internal
@pure
def _refuse_project(project: uint256, own: uint256):
    """
    @notice Say why a ballot may not name a project.
    """
    assert project != own, "funding: votes for own project"
    raise "funding: project not approved"


@internal
def _count_row(round_id: uint256, row: uint256, part: uint256, withdrawn: bool):
    """
    @notice Add a ballot's part of one row to the tally, or take it away.
    """
    if part == 0:
        return
    key: uint256 = round_id << 8 | row
    if withdrawn:
        self._tallies[key] = tally_row._minus(self._tallies[key], part)
    else:
        self._tallies[key] = tally_row._plus(self._tallies[key], part)


@internal
@view
def _positive_votes(round_id: uint256) -> uint256:
    """
    @notice The sum of max(votes, 0) over all projects.
    """
    total: uint256 = 0
    for row: uint256 in range(self._row_count(round_id), bound=tally_row.ROWS):
        votes: uint256 = self._tallies[round_id << 8 | row]
        for lane: uint256 in range(tally_row.LANES):
            total += tally_row._positive(votes, lane)
    return total


@internal
@view
def _payable_amount(round_id: uint256, pot: uint256, total: uint256) -> uint256:
    """
    @notice The sum of all payouts [smallest units].
    """
    amount: uint256 = 0
    for row: uint256 in range(self._row_count(round_id), bound=tally_row.ROWS):
        votes: uint256 = self._tallies[round_id << 8 | row]
        for lane: uint256 in range(tally_row.LANES):
            amount += self._share(pot, tally_row._positive(votes, lane), total)
    return amount


@internal
@view
def _row_count(round_id: uint256) -> uint256:
    """
    @notice How many rows the tally of a round has.
    """
    return (round_word._projects(self._rounds[round_id]) + tally_row.LANES - 1) // tally_row.LANES


@internal
@view
def _known_ballot(round_id: uint256, seat: uint256) -> uint256:
    """
    @notice Ballot word of a seat; zero where there is no such round or seat.
    @dev A number too wide for its part of the key would read another seat's word.
    """
    if self._rounds[round_id] == 0 or seat >> 32 > 0:
        return 0
    return self._ballots[round_id << 32 | seat]


@internal
@view
def _votes(round_id: uint256, project: uint256) -> int256:
    """
    @notice The votes of a project.
    """
    return tally_row._votes(self._tallies[round_id << 8 | tally_row._row(project)], project)


@internal
@view
def _payout(round_id: uint256, project: uint256, total: uint256) -> uint256:
    """
    @notice A project's part of the pot, where `total` is the sum of max(votes, 0) [smallest units].
    """
    votes: uint256 = convert(max(self._votes(round_id, project), 0), uint256)
    return self._share(escrow._pot(round_id), votes, total)


@internal
@pure
def _share(pot: uint256, votes: uint256, total: uint256) -> uint256:
    """
    @notice The rule: pot * votes // total, and nothing for no votes.
    """
    if votes == 0:
        return 0
    return pot * votes // total
