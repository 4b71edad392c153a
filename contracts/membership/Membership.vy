# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Membership
@notice Who belongs to the alliance. A member holds one seat for good: it cannot be sold, lent or taken over, and
        its number stays the same when the member leaves and comes back.
@dev Seats are numbered from 1. All that a vote needs of a member is one word keyed by its account (`seat_word`). The
     history of the roll is two traces of `checkpoint_word`: a line for each seat granted, and a line for each second
     in which seats went. The face is a locked ERC-721 (ERC-5192), so that wallets and explorers can show a seat.
     This contract calls no other one.
@custom:units times are UTC seconds, seasons count from 0 at GENESIS, counts are whole seats
@custom:invariant M-1 active seats and their accounts are one-to-one. M-2 a seat never changes its account.
        M-3 the counts equal the active seats of each kind. M-4 nothing later changes the counts of a past second.
@custom:pause There is nothing to stop: only the owner (after the set-up the timelock) admits, and a proposal that
        would is stopped in the governor. Leaving is always open.
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.interfaces import IERC5192
from contracts.interfaces import IMembership
from contracts.membership import checkpoint_word
from contracts.membership import seat_word
from ethereum.ercs import IERC165
from ethereum.ercs import IERC721

implements: IERC165
implements: IERC5192
implements: IMembership

initializes: owned
initializes: seasons

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)
exports: (seasons.GENESIS, seasons.SEASON_SECONDS)

# ERC-165, ERC-721, its metadata extension, ERC-5192.
INTERFACES: constant(bytes4[4]) = [0x01ffc9a7, 0x80ac58cd, 0x5b5e139f, 0xb45a3c0e]
# 64 admissions take about three million gas: one transaction on every chain.
MAX_BATCH: constant(uint256) = 64
# Halvings that find any line of a trace: a line counts up to 2**28 seats of each of two kinds.
MAX_HALVINGS: constant(uint256) = 30

name: public(immutable(String[64]))
symbol: public(immutable(String[16]))

_standing: HashMap[address, uint256]  # account -> seat word
_grants: HashMap[uint256, uint256]  # seat -> checkpoint word: who took it, and the grants so far
_granted: uint256  # the counts of the newest line of the grants
_departures: HashMap[
    uint256, uint256
]  # index from 1 -> checkpoint word: seats gone, less those restored
_departure_count: uint256


@deploy
def __init__(
    seat_name: String[64],
    seat_symbol: String[16],
    genesis: uint256,
    season_seconds: uint256,
    persons: DynArray[address, MAX_BATCH],
    organisations: DynArray[address, MAX_BATCH],
    owner: address,
):
    seasons.__init__(genesis, season_seconds)
    owned.__init__(owner)
    name = seat_name
    symbol = seat_symbol
    self._admit(persons, seat_word.PERSON)
    self._admit(organisations, seat_word.ORGANISATION)


# --- the owner: the deployer while the alliance is set up, then the timelock ----------------------


@external
def admit(accounts: DynArray[address, MAX_BATCH], kind: uint256):
    """
    @notice Give each account a seat. One that had left gets its old seat back.
    @param accounts Who joins; none of them may hold an active seat.
    @param kind 1 person, 2 organisation; for an account that had left, the kind it was.
    """
    owned._check_owner()
    assert len(accounts) > 0, "membership: nobody to admit"
    assert kind == seat_word.PERSON or kind == seat_word.ORGANISATION, "membership: unknown kind"
    self._admit(accounts, kind)


# --- a member -------------------------------------------------------------------------------------


@external
def leave():
    """
    @notice Give up the caller's seat, at any time. Its number and its history stay with the account.
    """
    word: uint256 = self._standing[msg.sender]
    assert seat_word._status(word) == seat_word.ACTIVE, "membership: no active seat"
    self._standing[msg.sender] = seat_word._with_status(word, seat_word.LEFT)
    self._write_departure(seat_word._kind(word), False)
    seat: uint256 = seat_word._seat(word)
    log IERC721.Transfer(sender=msg.sender, receiver=empty(address), token_id=seat)
    log IMembership.SeatLeft(seat=seat, account=msg.sender)


# --- what other contracts read --------------------------------------------------------------------


@external
@view
@reentrant  # nothing can be half done here, and a wallet may read it while a vote checks its signature
def standing(account: address) -> uint256:
    """
    @notice All that another contract needs of a member, in one word: see `seat_word`.
    @return 0 for an account that never had a seat.
    """
    return self._standing[account]


@external
@view
def holder(seat: uint256) -> address:
    """
    @notice The account of a seat, also after it left; the zero address for a seat never granted.
    """
    return checkpoint_word._account(self._grants[seat])


@external
@view
def active_at(timepoint: uint256) -> (uint256, uint256):
    """
    @notice Active seats at the end of a second that is over: what a quorum is a share of.
    @return Persons, organisations.
    """
    assert timepoint < block.timestamp, "membership: not yet past"
    return self._active_at(timepoint)


@external
@view
def seat_count() -> uint256:
    """
    @notice Seats ever granted; they are numbered from 1 to this figure.
    """
    return self._seat_count()


@external
@view
def current_season() -> uint256:
    """
    @notice The season that contains this block.
    """
    return seasons._season_at(block.timestamp)


# --- the face of a locked ERC-721 -----------------------------------------------------------------


@external
@view
def totalSupply() -> uint256:
    """
    @notice Active seats, of both kinds.
    """
    persons: uint256 = 0
    organisations: uint256 = 0
    persons, organisations = self._active_at(block.timestamp)
    return persons + organisations


@external
@view
def balanceOf(owner: address) -> uint256:
    """
    @notice 1 for an account with an active seat, else 0.
    """
    assert owner != empty(address), "membership: balance of nobody"
    return 1 if seat_word._status(self._standing[owner]) == seat_word.ACTIVE else 0


@external
@view
def ownerOf(seat: uint256) -> address:
    """
    @notice The account of an active seat.
    """
    return self._active_holder(seat)


@external
@view
def locked(seat: uint256) -> bool:
    """
    @notice ERC-5192: every active seat is locked, for ever.
    """
    self._active_holder(seat)
    return True


@external
@view
def tokenURI(seat: uint256) -> String[8]:
    """
    @notice No document describes a seat: nothing about a member is published here.
    """
    self._active_holder(seat)
    return ""


@external
@view
def getApproved(seat: uint256) -> address:
    """
    @notice Nobody is ever approved to move a seat.
    """
    self._active_holder(seat)
    return empty(address)


@external
@view
def isApprovedForAll(owner: address, operator: address) -> bool:
    """
    @notice Nobody is ever approved to move a seat.
    """
    return False


@external
def approve(approved: address, seat: uint256):
    """
    @notice Refused: a seat cannot be moved.
    """
    self._refuse()


@external
def setApprovalForAll(operator: address, approved: bool):
    """
    @notice Refused: a seat cannot be moved.
    """
    self._refuse()


@external
def transferFrom(sender: address, receiver: address, seat: uint256):
    """
    @notice Refused: a seat cannot be moved.
    """
    self._refuse()


@external
def safeTransferFrom(sender: address, receiver: address, seat: uint256, data: Bytes[1024] = b""):
    """
    @notice Refused: a seat cannot be moved.
    """
    self._refuse()


@external
@view
def supportsInterface(interface_id: bytes4) -> bool:
    """
    @notice ERC-165: itself, ERC-721 with metadata, and ERC-5192.
    """
    return interface_id in INTERFACES


# --- internals ------------------------------------------------------------------------------------


@internal
def _admit(accounts: DynArray[address, MAX_BATCH], kind: uint256):
    """
    @notice Seat each account: a newcomer with the next number, the others with their old ones.
    """
    first: uint256 = self._seat_count() + 1
    next: uint256 = first
    blank: uint256 = seat_word._new(0, kind, block.timestamp)
    line: uint256 = checkpoint_word._new(block.timestamp, self._granted)
    step: uint256 = checkpoint_word._one_more(kind)
    for account: address in accounts:
        assert account != empty(address), "membership: zero address"
        seat: uint256 = next
        word: uint256 = self._standing[account]
        if word == 0:
            line += step
            self._grants[seat] = checkpoint_word._with_account(line, account)
            next += 1
        else:
            seat = self._restore(account, word, kind)
        self._standing[account] = seat_word._with_seat(blank, seat)
        log IERC721.Transfer(sender=empty(address), receiver=account, token_id=seat)
        log IERC5192.Locked(token_id=seat)
    if next > first:
        self._granted = checkpoint_word._counts(line)
        log IMembership.SeatsGranted(first_seat=first, kind=kind, count=next - first)


@internal
def _restore(account: address, word: uint256, kind: uint256) -> uint256:
    """
    @notice Take an account that left back in.
    @return The number of its old seat.
    """
    assert seat_word._status(word) == seat_word.LEFT, "membership: already seated"
    assert seat_word._kind(word) == kind, "membership: another kind before"
    seat: uint256 = seat_word._seat(word)
    self._write_departure(kind, True)
    log IMembership.SeatRestored(seat=seat, account=account)
    return seat


@internal
def _write_departure(kind: uint256, returned: bool):
    """
    @notice Count one seat of `kind` as gone, or as back again. All changes of one second share one line.
    """
    index: uint256 = self._departure_count
    newest: uint256 = self._departures[index]
    step: uint256 = checkpoint_word._one_more(kind)
    line: uint256 = checkpoint_word._new(block.timestamp, checkpoint_word._counts(newest))
    line = line - step if returned else line + step
    if checkpoint_word._at(newest) != block.timestamp:
        index += 1
        self._departure_count = index
    self._departures[index] = line


@internal
@view
def _active_at(timepoint: uint256) -> (uint256, uint256):
    """
    @notice Seats granted less seats gone, of each kind, at the end of `timepoint`.
    """
    granted: uint256 = self._line_at(timepoint, self._seat_count(), False)
    gone: uint256 = self._line_at(timepoint, self._departure_count, True)
    return (
        checkpoint_word._persons(granted) - checkpoint_word._persons(gone),
        checkpoint_word._organisations(granted) - checkpoint_word._organisations(gone),
    )


@internal
@view
def _line_at(timepoint: uint256, count: uint256, of_departures: bool) -> uint256:
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
        if checkpoint_word._at(self._line(middle, of_departures)) <= timepoint:
            low = middle
        else:
            high = middle - 1
        middle = (low + high + 1) // 2
    return self._line(low, of_departures)


@internal
@view
def _line(index: uint256, of_departures: bool) -> uint256:
    """
    @notice One line of a trace; index 0 is the empty line before the first.
    """
    return self._departures[index] if of_departures else self._grants[index]


@internal
@view
def _seat_count() -> uint256:
    """
    @notice Seats ever granted: each of them counts as one person or one organisation.
    """
    line: uint256 = checkpoint_word._new(0, self._granted)
    return checkpoint_word._persons(line) + checkpoint_word._organisations(line)


@internal
@view
def _active_holder(seat: uint256) -> address:
    """
    @notice The account of an active seat; refuses every other number.
    """
    account: address = checkpoint_word._account(self._grants[seat])
    assert (
        seat_word._status(self._standing[account]) == seat_word.ACTIVE
    ), "membership: no such seat"
    return account


@internal
@pure
def _refuse():
    """
    @notice Nobody moves a seat, not even its owner.
    """
    raise "membership: seat is locked"
