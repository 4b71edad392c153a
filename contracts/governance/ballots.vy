# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Ballots (module)
@notice Voice credits and counts: v votes cost v * v credits of a seat's season budget, shared by all its ballots.
@dev Stateful: a host `initializes` it and has checked that the seat may vote and that the proposal is open. Ballots
     are absolute: a new one refunds the old one's cost and takes its votes out of the tally first. Calls only views.
@custom:units votes and credits are whole numbers, never scaled
@custom:invariant spent == sum(votes ** 2 over the season's ballots) <= budget, for every seat and season;
                  the tally of a proposal is the sum of its seats' ballots, each counted once
"""

from contracts.governance import meter_word
from contracts.governance import tally_word
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IQuadraticGovernor

LEDGER: public(immutable(address))
BASE_CREDITS: public(immutable(uint256))
ORGANISATION_CREDITS: public(immutable(uint256))
BONUS_UNIT: public(immutable(uint256))
BONUS_CAP: public(immutable(uint256))

_pages: HashMap[uint256, uint256]  # see meter_word: key -> page
# proposal -> tally word of the persons; ~proposal -> that of the organisations
_tallies: HashMap[uint256, uint256]


@deploy
def __init__(
    ledger: address,
    base_credits: uint256,
    organisation_credits: uint256,
    bonus_unit: uint256,
    bonus_cap: uint256,
):
    assert min(base_credits, organisation_credits) > 0, "governor: zero credits"
    assert bonus_unit > 0, "governor: zero bonus unit"
    most: uint256 = max(base_credits, organisation_credits)
    assert most <= meter_word.MAX_BUDGET, "governor: credits too high"
    assert bonus_cap <= meter_word.MAX_BUDGET - most, "governor: bonus cap too high"
    LEDGER = ledger
    BASE_CREDITS = base_credits
    ORGANISATION_CREDITS = organisation_credits
    BONUS_UNIT = bonus_unit
    BONUS_CAP = bonus_cap


@internal
def _set(
    proposal_id: uint256,
    is_person: bool,
    season: uint256,
    ordinal: uint256,
    seat: uint256,
    mark: uint256,
    step: uint256,
) -> uint256:
    """
    @notice Replace a seat's ballot: give the old one's cost back, charge the new one's, move its chamber's tally.
    @param step What the ballot adds to its revision: 1, or 0 if it is a delegate's.
    @return Revision of the ballot; the host refuses one beyond MAX_REVISIONS.
    """
    key: uint256 = meter_word._key(seat, season)
    meter: uint256 = self._pages[key]
    if not meter_word._is_of(meter, season):
        budget: uint256 = self._earned_budget(seat, season, is_person)
        meter = meter_word._new(season, budget)
        log IQuadraticGovernor.BudgetFrozen(seat=seat, season=season, budget=budget)
    page_key: uint256 = meter_word._page_key(key, ordinal)
    page: uint256 = meter if page_key == key else self._page(page_key, season)
    offset: uint256 = meter_word._offset(ordinal)
    receipt: uint256 = meter_word._receipt(page, offset)
    old_mark: uint256 = meter_word._mark(receipt)
    revision: uint256 = unsafe_add(meter_word._revision(receipt), step)

    # No budget pays for more than MAX_VOTES, so a mark that passes here fits its receipt.
    meter = meter_word._charged(meter, tally_word._cost(old_mark), tally_word._cost(mark))
    assert meter_word._spent(meter) <= meter_word._budget(meter), "governor: over budget"
    if page_key == key:
        meter = meter_word._with_receipt(meter, offset, mark, revision)
    else:
        self._pages[page_key] = meter_word._with_receipt(page, offset, mark, revision)
    self._pages[key] = meter
    chamber: uint256 = proposal_id if is_person else ~proposal_id
    if old_mark != 0:
        self._tallies[chamber] -= tally_word._addend(old_mark)
    if mark != 0:
        self._tallies[chamber] += tally_word._addend(mark)
    return revision


@internal
@view
def _earned_budget(seat: uint256, season: uint256, is_person: bool) -> uint256:
    """
    @notice The base of its kind plus the root of what the seat was recognised for in the season before, up to the cap.
    """
    base: uint256 = BASE_CREDITS if is_person else ORGANISATION_CREDITS
    if season == 0:
        return base
    recognition: uint256 = staticcall IContributionLedger(LEDGER).recognition(seat, season - 1)
    if recognition == 0:  # the root of it costs as much as of any other number
        return base
    return base + min(BONUS_CAP, isqrt(unsafe_div(recognition, BONUS_UNIT)))


@internal
@view
def _page(key: uint256, season: uint256) -> uint256:
    """
    @notice A page of a season; empty if it still holds an older one.
    """
    word: uint256 = self._pages[key]
    return word if meter_word._is_of(word, season) else meter_word._new(season, 0)


@internal
@view
def _receipt(season: uint256, ordinal: uint256, seat: uint256) -> uint256:
    """
    @notice A seat's receipt for one proposal, as long as its lane holds the season.
    """
    key: uint256 = meter_word._page_key(meter_word._key(seat, season), ordinal)
    return meter_word._receipt(self._page(key, season), meter_word._offset(ordinal))


@internal
@view
def _credits(seat: uint256, season: uint256, is_person: bool) -> (uint256, uint256):
    """
    @notice Budget and spending of a season; before the first ballot, the budget it would freeze now.
    """
    meter: uint256 = self._pages[meter_word._key(seat, season)]
    if meter_word._is_of(meter, season):
        return meter_word._budget(meter), meter_word._spent(meter)
    return self._earned_budget(seat, season, is_person), 0


@external
@view
@reentrant  # written at once, before anything is called
def proposalVotes(proposalId: uint256) -> (uint256, uint256, uint256):
    """
    @notice Of the persons: (against, for, abstain): votes, votes, heads.
    """
    tally: uint256 = self._tallies[proposalId]
    return tally_word._against(tally), tally_word._for(tally), tally_word._abstain(tally)


@external
@view
@reentrant  # as above
def proposal_heads(proposalId: uint256) -> uint256:
    """
    @notice Persons that take part: what a quorum is compared with.
    """
    return tally_word._heads(self._tallies[proposalId])


@external
@view
@reentrant  # as above
def chamber_votes(proposalId: uint256) -> (uint256, uint256, uint256, uint256):
    """
    @notice Of the organisations: (against, for, abstain, heads): votes, votes, heads, heads.
    """
    tally: uint256 = self._tallies[~proposalId]
    return tally_word._against(tally), tally_word._for(tally), tally_word._abstain(
        tally
    ), tally_word._heads(tally)
