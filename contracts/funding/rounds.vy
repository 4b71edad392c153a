# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Rounds (module)
@notice The life-cycle that funding rounds of every mechanism share: opening, periods, sponsors, cancelling, sweeping,
        and what is known here of projects and of seats.
@dev Stateful: the host `initializes` it and exports what everybody may call. A mechanism says what happens during the
     voting and when a round is settled; from then on its money is owed to projects, and nothing cancels it.
     Applications, review, appeals, voting and claims follow each other without a gap; no second belongs to two of them.
     `FundingDesk` takes applications and reviews them; what a vote needs of that is written here, so that voting costs
     no further call.
@custom:units times are UTC seconds, periods half-open; amounts are in the token's smallest unit
@custom:invariant F-5 no timestamp permits actions of two periods; F-9 the pot grows before the end of voting only, what
                  comes later is its sponsor's until a later round takes it, and the rest of the pot goes to the
                  treasury only, after the claims
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.funding import ballot_word
from contracts.funding import escrow
from contracts.funding import round_word as layout
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IMembership
from contracts.interfaces import IScopes
from contracts.membership import mandate_word
from contracts.membership import presence
from contracts.membership import seat_word

uses: owned
uses: escrow

# An hour makes the seconds that block producers can shift irrelevant; ten years keep the end in sight.
MIN_PERIOD_SECONDS: constant(uint256) = 3_600
MAX_ROUND_SECONDS: constant(uint256) = 315_360_000

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))
TREASURY: public(immutable(address))
DESK: public(immutable(address))

# Tallies and maps are one bit or lane a project; see docs/decisions/0007.
MAX_PROJECTS: constant(uint256) = 256

round_count: public(uint256)
_rounds: HashMap[uint256, uint256]  # round -> round word
_approved: HashMap[uint256, uint256]  # round -> bit p - 1: project p
_conflicts: HashMap[uint256, uint256]  # round << 32 | seat -> bit p - 1: no vote on project p
_ballots: HashMap[
    uint256, uint256
]  # round << 32 | seat -> ballot word: one hash less than a map of maps


@deploy
def __init__(membership: address, scopes: address, treasury: address, desk: address):
    MEMBERSHIP = membership
    SCOPES = scopes
    TREASURY = treasury
    DESK = desk


# `FundingDesk`, which has checked who asks for it and when


@external
def register(round_id: uint256, seat: uint256):
    """
    @notice Take in the next project, which is that of `seat`; it has none yet.
    """
    self._check_desk()
    key: uint256 = round_id << 32 | seat
    ballot: uint256 = self._ballots[key]
    assert ballot_word._project(ballot) == 0, "funding: already applied"
    word: uint256 = self._rounds[round_id]
    project: uint256 = layout._projects(word) + 1
    assert project <= MAX_PROJECTS, "funding: round is full"
    self._rounds[round_id] = word + layout.ONE_PROJECT
    self._ballots[key] = ballot | project


@external
def admit(round_id: uint256, projects: uint256):
    """
    @notice Admit projects to the vote: bit p - 1 for project p.
    """
    self._check_desk()
    self._approved[round_id] |= projects


@external
def exclude(round_id: uint256, seat: uint256, projects: uint256):
    """
    @notice Say which projects a seat has no vote on: bit p - 1 for project p.
    """
    self._check_desk()
    key: uint256 = round_id << 32 | seat
    self._conflicts[key] = projects
    self._ballots[key] = ballot_word._with_conflicts(self._ballots[key], projects != 0)


# The owner (a vote) or a STEWARD of the round's scope


@external
def cancel_round(round_id: uint256):
    """
    @notice End a round that is not settled yet; from now on everybody who gave to it takes it back.
    """
    word: uint256 = self._live_round(round_id)
    self._check_steward(layout._scope(word))
    self._cancel(round_id, word)


# Anybody


@external
@payable
def fund(round_id: uint256, amount: uint256):
    """
    @notice Add to a round's pot: ETH with the call, or a token that the caller has approved. What comes after the voting
            is kept for the scope's next round of that token.
    @param amount What the caller sends; what arrives is what counts [smallest units].
    """
    self._fund(round_id, amount)


@external
def carry_over(round_id: uint256, into: uint256, sponsor: address):
    """
    @notice Put what a sponsor gave too late for one round into a later one of its scope and token, whoever calls.
    """
    self._carry_over(round_id, into, sponsor)


@external
def return_top_up(round_id: uint256, sponsor: address):
    """
    @notice Pay back what a sponsor gave too late for a round, if it, or the owner for it, no longer waits for the next.
    """
    layout._check_exists(self._rounds[round_id])
    assert msg.sender == sponsor or msg.sender == owned.owner, "funding: not the sponsor"
    late: uint256 = round_id | escrow.LATE
    amount: uint256 = escrow._release(late, sponsor)
    log IFundingRounds.TopUpReturned(round_id=round_id, sponsor=sponsor, amount=amount)
    escrow._pay(late, sponsor, amount)


@external
def sweep(round_id: uint256):
    """
    @notice After the claims, send what is left of a round (dust and what nobody claimed) to the treasury, once.
    """
    word: uint256 = self._settled_round(round_id)
    assert block.timestamp >= layout._claims_end(word), "funding: claims still open"
    assert word & layout.SWEPT == 0, "funding: already swept"
    self._rounds[round_id] = word | layout.SWEPT
    amount: uint256 = escrow._rest(round_id)
    log IFundingRounds.RoundSwept(round_id=round_id, to=TREASURY, amount=amount)
    if amount > 0:
        escrow._pay(round_id, TREASURY, amount)


@external
def refund(round_id: uint256, sponsor: address):
    """
    @notice Pay a sponsor of a cancelled round all that it gave, whoever calls.
    """
    self._check_cancelled(round_id)
    amount: uint256 = escrow._release(round_id, sponsor)
    log IFundingRounds.Refunded(round_id=round_id, sponsor=sponsor, amount=amount)
    escrow._pay(round_id, sponsor, amount)


# Views


@external
@view
def round_word(round_id: uint256) -> uint256:
    """
    @notice All that the life-cycle keeps of a round, in the layout of `round_word.vy`; 0: no such round.
    """
    return self._rounds[round_id]


@external
@view
def state(round_id: uint256) -> uint256:
    """
    @notice Where the round stands now: 1 applications, 2 review, 9 appeals, 3 voting, 4 to be settled, 5 claims,
            6 to be swept, 7 swept, 8 cancelled; 0: no such round.
    """
    return layout._state(self._rounds[round_id])


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
    return layout._projects(self._rounds[round_id])


@external
@view
def project_of(round_id: uint256, seat: uint256) -> uint256:
    """
    @notice The project that a seat applied with; 0 if it did not.
    """
    return ballot_word._project(self._known_ballot(round_id, seat))


@external
@view
def conflicts(round_id: uint256, seat: uint256) -> uint256:
    """
    @notice The projects that a seat has no vote on beside its own: bit p - 1 for project p.
    """
    if self._rounds[round_id] == 0 or seat >> 32 > 0:
        return 0
    return self._conflicts[round_id << 32 | seat]


@external
@view
def approved(round_id: uint256) -> uint256:
    """
    @notice The projects that are admitted to the vote: bit p - 1 for project p.
    """
    return self._approved[round_id]


# Internals: changes


@internal
def _open(token: address, word: uint256) -> uint256:
    """
    @notice Open a round by a steward of its scope, under what its word says.
    @return Number of the round.
    """
    scope: uint256 = layout._scope(word)
    assert staticcall IScopes(SCOPES).exists(scope), "funding: no such scope"
    self._check_steward(scope)
    self._check_terms(word)
    round_id: uint256 = self.round_count + 1
    self.round_count = round_id
    self._rounds[round_id] = word
    escrow._open(round_id, token)
    return round_id


@internal
@payable
def _fund(round_id: uint256, amount: uint256):
    """
    @notice Take what the caller gives to a round's pot, or, after the voting, for the next round.
    """
    if block.timestamp < layout._voting_end(self._live_round(round_id)):
        self._sponsor(round_id, amount)
    else:
        received: uint256 = escrow._take(round_id | escrow.LATE, amount)
        log IFundingRounds.TopUpKept(round_id=round_id, sponsor=msg.sender, amount=received)


@internal
def _carry_over(round_id: uint256, into: uint256, sponsor: address):
    """
    @notice Put what a sponsor gave too late for one round into the pot of a later one.
    """
    word: uint256 = self._live_round(into)
    self._check_pot_is_open(word)
    is_next: bool = into > round_id and layout._scope(word) == layout._scope(self._round(round_id))
    assert (
        is_next and escrow._token(into) == escrow._token(round_id)
    ), "funding: not its next round"
    amount: uint256 = escrow._carry_over(round_id | escrow.LATE, into, sponsor)
    log IFundingRounds.TopUpCarriedOver(
        round_id=round_id, into=into, sponsor=sponsor, amount=amount, pot=escrow._pot(into)
    )


@internal
@payable
def _sponsor(round_id: uint256, amount: uint256) -> uint256:
    """
    @notice Take what the caller gives to a round's pot.
    @return What really arrived [smallest units].
    """
    word: uint256 = self._live_round(round_id)
    self._check_pot_is_open(word)
    received: uint256 = escrow._take(round_id, amount)
    log IFundingRounds.RoundSponsored(
        round_id=round_id, sponsor=msg.sender, amount=received, pot=escrow._pot(round_id)
    )
    return received


@internal
def _cancel(round_id: uint256, word: uint256):
    """
    @notice End a round that is not settled.
    """
    self._check_unsettled(word)
    self._rounds[round_id] = word | layout.CANCELLED
    log IFundingRounds.RoundCancelled(round_id=round_id)


@internal
def _settle(round_id: uint256, word: uint256):
    """
    @notice Note that a round's result stands.
    """
    self._rounds[round_id] = word | layout.SETTLED


@internal
def _take_ballot(round_id: uint256, key: uint256, ballot: uint256) -> uint256:
    """
    @notice Keep a seat's ballot word with another commitment in it.
    @return The projects that the seat may give to: approved, not its own, and without a conflict of interest.
    """
    self._ballots[key] = ballot
    projects: uint256 = self._approved[round_id]
    if ballot & ballot_word.NOT_HASH == 0:
        return projects
    return projects & ~self._excluded(key, ballot)


# Internals: who and when


@internal
@view
def _round(round_id: uint256) -> uint256:
    """
    @notice Word of an existing round.
    """
    word: uint256 = self._rounds[round_id]
    layout._check_exists(word)
    return word


@internal
@view
def _live_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round that is not cancelled.
    """
    word: uint256 = self._rounds[round_id]
    layout._check_live(word)
    return word


@internal
@view
def _settled_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round whose result stands.
    """
    word: uint256 = self._round(round_id)
    assert word & layout.SETTLED != 0, "funding: not settled"
    return word


@internal
@view
def _ended_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round whose voting is over and which is not settled.
    """
    word: uint256 = self._live_round(round_id)
    assert block.timestamp >= layout._voting_end(word), "funding: voting not over"
    self._check_unsettled(word)
    return word


@internal
@view
def _claimable_round(round_id: uint256) -> uint256:
    """
    @notice Word of a round during its claims.
    """
    word: uint256 = self._settled_round(round_id)
    assert block.timestamp < layout._claims_end(word), "funding: claims closed"
    return word


@internal
@view
def _check_pot_is_open(word: uint256):
    """
    @notice Refuse money that is to be in a pot whose voting is over.
    """
    assert block.timestamp < layout._voting_end(word), "funding: pot is closed"


@internal
@view
def _check_cancelled(round_id: uint256):
    """
    @notice Refuse a round that is not cancelled.
    """
    assert self._round(round_id) & layout.CANCELLED != 0, "funding: round not cancelled"


@internal
@pure
def _check_unsettled(word: uint256):
    """
    @notice Refuse a round whose result stands.
    """
    assert word & layout.SETTLED == 0, "funding: already settled"


@internal
@view
def _check_steward(scope: uint256):
    """
    @notice Refuse every caller but the owner and the stewards of `scope`.
    """
    if msg.sender != owned.owner:
        standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(msg.sender)
        layout._check_active(standing)
        seat: uint256 = seat_word._seat(standing)
        appointed: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.STEWARD)
        assert appointed, "funding: not a steward"


@internal
def _voter(word: uint256, account: address) -> uint256:
    """
    @notice The seat of `account`, which must be entitled to vote, during the voting; it acts by this.
    """
    start: uint256 = layout._appeals_end(word)
    assert seasons._is_open(start, layout._voting_end(word)), "funding: voting not open"
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    assert seat_word._was_active(standing, start - 1), "funding: no seat before voting"
    # A kind of seat is the bit of its chamber.
    assert (
        seat_word._kind(standing) & layout._chambers(word) != 0
    ), "funding: chamber not admitted"
    presence._mark(MEMBERSHIP, standing)
    return standing & seat_word.MASK_32


# Internals: what is refused


@internal
@view
def _check_terms(word: uint256):
    """
    @notice Refuse terms under which a round could not be held.
    """
    self._check_period(block.timestamp, layout._applications_end(word))
    self._check_period(layout._applications_end(word), layout._review_end(word))
    assert (layout._appeals_end(word) >= layout._review_end(word)), "funding: appeals before review"
    self._check_period(layout._appeals_end(word), layout._voting_end(word))
    self._check_period(layout._voting_end(word), layout._claims_end(word))
    assert (
        layout._claims_end(word) <= block.timestamp + MAX_ROUND_SECONDS
    ), "funding: round too long"


@internal
@pure
def _check_period(start: uint256, end: uint256):
    """
    @notice Refuse a period that is too short.
    """
    assert end >= start + MIN_PERIOD_SECONDS, "funding: period too short"


@internal
@view
def _check_desk():
    """
    @notice Refuse every caller but the desk.
    """
    assert msg.sender == DESK, "funding: not the desk"


# Internals: seats and projects


@internal
@view
def _eligible(round_id: uint256, key: uint256, ballot: uint256) -> uint256:
    """
    @notice The projects that a seat may give to: approved, not its own, and without a conflict of interest.
    """
    return self._approved[round_id] & ~self._excluded(key, ballot)


@internal
@view
def _excluded(key: uint256, ballot: uint256) -> uint256:
    """
    @notice A seat's own project, and those that it has an interest in.
    """
    projects: uint256 = 0
    own: uint256 = ballot_word._project(ballot)
    if own > 0:
        projects = self._bit(own)
    if ballot & ballot_word.CONFLICTED != 0:
        projects |= self._conflicts[key]
    return projects


@internal
@view
def _refuse_project(round_id: uint256, ballot: uint256, project: uint256):
    """
    @notice Say why a seat may not give to a project.
    """
    assert project != ballot_word._project(ballot), "funding: votes for own project"
    assert self._approved[round_id] & self._bit(project) == 0, "funding: conflict of interest"
    raise "funding: project not approved"


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
@pure
def _bit(project: uint256) -> uint256:
    """
    @notice The bit of a project, from 1, in a round's maps.
    """
    return 1 << (project - 1)
