# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Roll (module)
@notice Who holds which seat, and how many seats a quorum is a share of, at any past second, without a keeper.
@dev Stateful: a host `initializes` it and has checked who may ask. Two traces give the base of a past second: a line
     for each seat granted (`checkpoint_word`), and lines of how many of these seats were absent (`absence_word`). A new
     line of absence is written when the base changes: a seat leaves, returns, or wakes; and at the first change of a
     season, so that everything a line says holds for its season. A seat that acts while it is awake moves to another
     lane of the newest line, which changes no base that anybody could have read.
@custom:units times are UTC seconds, seasons count from 0 at GENESIS (earlier counts as season 0), counts are seats
@custom:invariant base == seats that are active, within their term and not dormant, of each kind; no later call changes
                  the base of a past second; a seat has one account, an account at most one seat
"""

from contracts.common import seasons
from contracts.interfaces import IERC5192
from contracts.interfaces import IMembership
from contracts.membership import absence_word
from contracts.membership import book_word
from contracts.membership import checkpoint_word
from contracts.membership import seat_word
from ethereum.ercs import IERC721

uses: seasons

# 64 admissions take about three million gas: one transaction on every chain.
MAX_BATCH: constant(uint256) = 64
# Halvings that find any line of a trace: a line counts up to 2**28 seats of each of two kinds.
MAX_HALVINGS: constant(uint256) = 30
# A term of more seasons than this is no term.
MAX_TERM_SEASONS: constant(uint256) = 1_000

JOINING_DELAY: public(immutable(uint256))
DORMANT_AFTER: public(immutable(uint256))
TERM_SEASONS: public(immutable(uint256))

_standing: HashMap[address, uint256]  # account -> seat word
_grants: HashMap[uint256, uint256]  # seat -> checkpoint word: who holds it, and the grants so far
_book: uint256  # see book_word
_newest: uint256  # the newest absence word
_older: HashMap[uint256, uint256]  # number from 1 -> absence word, but for the newest


@deploy
def __init__(joining_delay: uint256, dormant_after: uint256, term_seasons: uint256):
    assert joining_delay <= seasons.SEASON_SECONDS, "membership: delay over a season"
    assert dormant_after <= absence_word.MAX_LANES, "membership: dormancy too late"
    assert term_seasons <= MAX_TERM_SEASONS, "membership: term too long"
    if term_seasons > 0:
        assert dormant_after > 0, "membership: term needs dormancy"
        assert term_seasons > dormant_after, "membership: term too short"
    JOINING_DELAY = joining_delay
    DORMANT_AFTER = dormant_after
    TERM_SEASONS = term_seasons


# --- changes ----------------------------------------------------------------------------------------------


@internal
def _admit(accounts: DynArray[address, MAX_BATCH], kind: uint256, credits_from: uint256):
    """
    @notice Seat each account: a newcomer with the next number, the others with their old ones.
    @dev The account is the lowest field of a checkpoint word, the seat that of a seat word; both are still empty.
    """
    assert kind == seat_word.PERSON or kind == seat_word.ORGANISATION, "membership: unknown kind"
    self._turn()
    blank: uint256 = self._blank(kind, credits_from)
    book: uint256 = self._book
    first: uint256 = book_word._seats(book) + 1
    next: uint256 = first
    line: uint256 = checkpoint_word._new(block.timestamp, book_word._granted(book))
    step: uint256 = checkpoint_word._one_more(kind)
    for account: address in accounts:
        assert account != empty(address), "membership: zero address"
        seat: uint256 = next
        word: uint256 = self._standing[account]
        if word == 0:
            line = unsafe_add(line, step)
            self._grants[seat] = line | convert(account, uint256)
            next = unsafe_add(next, 1)
        else:
            seat = self._restore(account, word, blank)
        self._standing[account] = blank | seat
        log IERC721.Transfer(sender=empty(address), receiver=account, token_id=seat)
        log IERC5192.Locked(token_id=seat)
    if next > first:
        self._book = book_word._with_granted(self._book, checkpoint_word._counts(line))
        log IMembership.SeatsGranted(
            first_seat=first,
            kind=kind,
            count=next - first,
            season=self._season_at(block.timestamp),
            credits_from=credits_from,
            term_end=seat_word._term_end(blank),
            awake_until=seat_word._awake_until(blank),
        )


@internal
def _restore(account: address, word: uint256, blank: uint256) -> uint256:
    """
    @notice Take an account whose seat is over back in.
    @return The number of its old seat.
    """
    assert seat_word._status(word) != seat_word.MOVED, "membership: seat has moved"
    assert not seat_word._is_active(word), "membership: already seated"
    kind: uint256 = seat_word._kind(word)
    assert kind == seat_word._kind(blank), "membership: another kind before"
    seat: uint256 = seat_word._seat(word)
    self._change_lane(kind, 0, DORMANT_AFTER + 1, block.timestamp)
    if seat_word._status(word) == seat_word.ACTIVE:  # its term is over, which no event said
        log IERC721.Transfer(sender=account, receiver=empty(address), token_id=seat)
    log IMembership.SeatRestored(
        seat=seat,
        account=account,
        season=self._season_at(block.timestamp),
        credits_from=seat_word._credits_from(blank),
        term_end=seat_word._term_end(blank),
        awake_until=seat_word._awake_until(blank),
    )
    return seat


@internal
def _end(account: address, word: uint256, status: uint256):
    """
    @notice End a stay: by leaving, or by expulsion. One that was over before only changes its name.
    """
    if self._is_in_base(word):
        self._turn()
        self._change_lane(seat_word._kind(word), self._lane(word), 0, block.timestamp)
    self._standing[account] = seat_word._ended(word, status, block.timestamp)
    if seat_word._status(word) == seat_word.ACTIVE:
        seat: uint256 = seat_word._seat(word)
        log IERC721.Transfer(sender=account, receiver=empty(address), token_id=seat)


@internal
def _act(account: address, word: uint256) -> uint256:
    """
    @notice Write down that an active seat acts in this season; one that is dormant wakes.
    @return Its word from now on.
    """
    season: uint256 = self._season_at(block.timestamp)
    if seat_word._acted_in(word, season):
        return word
    self._turn()
    acted: uint256 = word
    lane: uint256 = 0
    line_at: uint256 = block.timestamp
    if self._is_in_base(word):
        lane = self._lane(word)
        line_at = absence_word._at(self._newest)
    else:
        acted = seat_word._woken(word, block.timestamp)
    acted = self._kept_awake(acted, season)
    self._change_lane(seat_word._kind(word), lane, self._lane(acted), line_at)
    self._standing[account] = acted
    log IMembership.SeatActed(
        seat=seat_word._seat(word), season=season, awake_until=seat_word._awake_until(acted)
    )
    return acted


@internal
def _renew(account: address, word: uint256):
    """
    @notice Begin another term of an active seat, from the present season on.
    """
    acted: uint256 = self._act(account, word)
    season: uint256 = self._season_at(block.timestamp)
    term_end: uint256 = self._term_end(season)
    renewed: uint256 = self._kept_awake(seat_word._with_term(acted, term_end), season)
    line_at: uint256 = absence_word._at(self._newest)
    self._change_lane(seat_word._kind(word), self._lane(acted), self._lane(renewed), line_at)
    self._standing[account] = renewed
    log IMembership.SeatRenewed(
        seat=seat_word._seat(word),
        term_end=term_end,
        awake_until=seat_word._awake_until(renewed),
    )


@internal
def _move(seat: uint256, account: address):
    """
    @notice Hand an active seat, with all that is its own, over to the new key of the same member.
    """
    assert account != empty(address), "membership: zero new account"
    before: address = self._active_holder(seat)
    assert self._standing[account] == 0, "membership: account has a past"
    self._standing[account] = self._standing[before]
    self._standing[before] = seat_word._of_moved()
    self._grants[seat] = checkpoint_word._moved_to(self._grants[seat], account)
    log IERC721.Transfer(sender=before, receiver=account, token_id=seat)
    log IMembership.SeatMoved(seat=seat, previous_account=before, account=account)


# --- the base of quorums ----------------------------------------------------------------------------------


@internal
def _turn():
    """
    @notice At the first change of a season, begin a line for it: who fell dormant meanwhile is absent.
    """
    newest: uint256 = self._newest
    passed: uint256 = self._seasons_since(newest, block.timestamp)
    if passed == 0:
        return
    granted: uint256 = book_word._granted(self._book)
    turned: uint256 = absence_word._turned(newest, passed, DORMANT_AFTER, granted)
    self._write_line(absence_word._since(turned, block.timestamp))


@internal
def _change_lane(kind: uint256, lane: uint256, to: uint256, line_at: uint256):
    """
    @notice Count a seat in another lane of the newest line, from `line_at` on.
    """
    if lane == to:
        return
    line: uint256 = self._newest - absence_word._one(kind, lane, DORMANT_AFTER)
    line += absence_word._one(kind, to, DORMANT_AFTER)
    self._write_line(absence_word._since(line, line_at))


@internal
def _write_line(line: uint256):
    """
    @notice Make `line` the newest one: in place of a line of the same second, else after it.
    """
    newest: uint256 = self._newest
    if absence_word._at(line) != absence_word._at(newest):
        book: uint256 = self._book
        lines: uint256 = book_word._lines(book)
        if lines > 0:
            self._older[lines] = newest
        self._book = book_word._one_line_more(book)
    self._newest = line


@internal
@view
def _active_at(timepoint: uint256) -> (uint256, uint256):
    """
    @notice Seats granted less seats absent, of each kind, at the end of `timepoint`.
    """
    book: uint256 = self._book
    granted: uint256 = self._line_at(timepoint, book_word._seats(book), False)
    absent: uint256 = self._line_at(timepoint, book_word._lines(book), True)
    passed: uint256 = self._seasons_since(absent, timepoint)
    if passed > DORMANT_AFTER:
        return 0, 0
    return (
        checkpoint_word._persons(granted) - absence_word._absent(absent, seat_word.PERSON, passed),
        checkpoint_word._organisations(granted)
        - absence_word._absent(absent, seat_word.ORGANISATION, passed),
    )


@internal
@view
def _line_at(timepoint: uint256, count: uint256, of_absence: bool) -> uint256:
    """
    @notice The last of `count` lines written at or before `timepoint`; 0 if there is none.
    @dev Lines are in order of time. The newest is tried first: that is the answer unless the roll changed since.
    """
    low: uint256 = 0
    high: uint256 = count
    middle: uint256 = count
    for _: uint256 in range(MAX_HALVINGS):
        if low == high:
            break
        if self._line_from(middle, count, of_absence) <= timepoint:
            low = middle
        else:
            high = middle - 1
        middle = (low + high + 1) // 2
    return self._line(low, count, of_absence)


@internal
@view
def _line_from(number: uint256, count: uint256, of_absence: bool) -> uint256:
    """
    @notice From when a line holds [UTC seconds].
    """
    line: uint256 = self._line(number, count, of_absence)
    return absence_word._at(line) if of_absence else checkpoint_word._at(line)


@internal
@view
def _line(number: uint256, count: uint256, of_absence: bool) -> uint256:
    """
    @notice One line of a trace; number 0 is the empty line before the first.
    """
    if not of_absence:
        return self._grants[number]
    if number == count and count > 0:
        return self._newest
    return self._older[number]


# --- one seat ---------------------------------------------------------------------------------------------


@internal
@view
def _blank(kind: uint256, credits_from: uint256) -> uint256:
    """
    @notice The word of a seat taken now, without its number.
    """
    season: uint256 = self._season_at(block.timestamp)
    word: uint256 = seat_word._with_term(seat_word._new(kind, credits_from), self._term_end(season))
    return self._kept_awake(word, season)


@internal
@view
def _kept_awake(word: uint256, season: uint256) -> uint256:
    """
    @notice The word of a seat that acts in `season`.
    """
    if DORMANT_AFTER == 0:
        return seat_word._acted(word, seat_word.NOT_RECORDED, seat_word.NEVER)
    until: uint256 = seasons._season_end(season + DORMANT_AFTER)
    term_end: uint256 = seat_word._term_end(word)
    if term_end > 0:
        until = min(until, term_end)
    return seat_word._acted(word, season + 1, until)


@internal
@view
def _term_end(season: uint256) -> uint256:
    """
    @notice End of a term that begins in `season`, 0 where there are no terms [UTC seconds].
    """
    return 0 if TERM_SEASONS == 0 else seasons._season_end(season + TERM_SEASONS - 1)


@internal
@view
def _is_in_base(word: uint256) -> bool:
    """
    @notice Whether a seat counts now: not over, not dormant.
    """
    awake: bool = block.timestamp < seat_word._awake_until(word)
    return awake and seat_word._status(word) == seat_word.ACTIVE


@internal
@view
def _lane(word: uint256) -> uint256:
    """
    @notice In how many seasons a seat that is awake falls dormant: its lane in a line of this season.
    """
    if DORMANT_AFTER == 0:
        return 1
    return self._season_at(seat_word._awake_until(word)) - self._season_at(block.timestamp)


@internal
@view
def _active_word(account: address) -> uint256:
    """
    @notice The word of an account's active seat; refuses every other account.
    """
    word: uint256 = self._standing[account]
    assert seat_word._is_active(word), "membership: no active seat"
    return word


@internal
@view
def _holder(seat: uint256) -> address:
    """
    @notice The account of a seat, also when it is over; the zero address for a seat never granted.
    """
    return checkpoint_word._account(self._grants[seat])


@internal
@view
def _active_holder(seat: uint256) -> address:
    """
    @notice The account of an active seat; refuses every other number.
    """
    account: address = self._holder(seat)
    assert seat_word._is_active(self._standing[account]), "membership: no such seat"
    return account


@internal
@view
def _season_at(timestamp: uint256) -> uint256:
    """
    @notice The season that contains `timestamp`; what came before the first season belongs to it.
    """
    return seasons._season_at(max(timestamp, seasons.GENESIS))


@internal
@view
def _seasons_since(line: uint256, timepoint: uint256) -> uint256:
    """
    @notice Seasons from the line's own to that of `timepoint`; none where nothing goes dormant.
    """
    if DORMANT_AFTER == 0:
        return 0
    return self._season_at(timepoint) - self._season_at(absence_word._at(line))
