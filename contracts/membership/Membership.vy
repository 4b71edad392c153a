# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Membership
@notice Who belongs to the alliance. A member holds one seat for good: it cannot be sold or lent, and its number, its
        history and its spent credits stay the same when the member leaves and comes back, or recovers it under a new key.
@dev Seats are numbered from 1. All that a vote needs of a member is one word keyed by its account (`seat_word`); the
     base of quorums is read from two traces (`roll`). The face is a locked ERC-721 (ERC-5192) whose votes (ERC-5805)
     are one per seat and never move: a delegate may only cast ballots for the seat, see `delegation`.
     This contract calls no other one but the eligibility adapter that its owner named, for a view.
@custom:units times are UTC seconds, seasons count from 0 at GENESIS, counts are whole seats
@custom:invariant M-1 active seats and their accounts are one-to-one. M-2 a seat changes its account only by `move`,
        which only a contract named by the owner may call. M-3 the counts equal the seats of each kind that are active,
        within their term and not dormant. M-4 nothing later changes the counts of a past second.
@custom:pause There is nothing to stop: only the owner (after the set-up the timelock) admits, expels and names others
        that may admit, and a proposal that would is stopped in the governor. Leaving is always open.
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.common import signatures
from contracts.interfaces import IERC4824
from contracts.interfaces import IERC5192
from contracts.interfaces import IERC5484
from contracts.interfaces import IERC5805
from contracts.interfaces import IMembership
from contracts.membership import book_word
from contracts.membership import delegation
from contracts.membership import due_process
from contracts.membership import eligibility
from contracts.membership import roll
from contracts.membership import seat_word
from ethereum.ercs import IERC165
from ethereum.ercs import IERC721

implements: IERC165
implements: IERC4824
implements: IERC5192
implements: IERC5484
implements: IERC5805
implements: IMembership

initializes: owned
initializes: seasons
initializes: signatures
initializes: roll[seasons := seasons]
initializes: delegation[signatures := signatures]
initializes: due_process
initializes: eligibility

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)
exports: (seasons.GENESIS, seasons.SEASON_SECONDS)
exports: (signatures.eip712Domain, delegation.nonces)
exports: (roll.JOINING_DELAY, roll.DORMANT_AFTER, roll.TERM_SEASONS)
exports: (due_process.NOTICE_SECONDS, due_process.notice)
exports: (eligibility.eligibility_adapter, eligibility.grace_seconds, eligibility.grace_until)

# ERC-165, ERC-721, its metadata extension, ERC-5192, ERC-5484, the votes of ERC-5805, ERC-6372, ERC-4824.
INTERFACES: constant(bytes4[8]) = [
    0x01ffc9a7,
    0x80ac58cd,
    0x5b5e139f,
    0xb45a3c0e,
    0x0489b56f,
    0xe90fb3f6,
    0xda287a1d,
    0x7034731b,
]
# ERC-5484: both sides may end a seat, its holder by leaving, the alliance by expelling.
BURN_AUTH_BOTH: constant(uint8) = 2
MAX_BATCH: constant(uint256) = 64

name: public(immutable(String[50]))
symbol: public(immutable(String[16]))

powers: public(HashMap[address, IMembership.Power])
covenant: public(bytes32)  # hash of the text that all agree to, which stays off the chain
covenant_of: public(HashMap[uint256, bytes32])  # seat -> the one it last accepted
daoURI: public(String[256])


@deploy
def __init__(
    seat_name: String[50],
    seat_symbol: String[16],
    genesis: uint256,
    season_seconds: uint256,
    terms: IMembership.Terms,
    covenant: bytes32,
    persons: DynArray[address, MAX_BATCH],
    organisations: DynArray[address, MAX_BATCH],
    owner: address,
):
    seasons.__init__(genesis, season_seconds)
    owned.__init__(owner)
    signatures.__init__(seat_name, "1")
    roll.__init__(terms.joining_delay, terms.dormant_after, terms.term_seasons)
    due_process.__init__(terms.notice_seconds)
    name = seat_name
    symbol = seat_symbol
    self._set_covenant(covenant)
    roll._admit(persons, seat_word.PERSON, block.timestamp)
    roll._admit(organisations, seat_word.ORGANISATION, block.timestamp)


# --- the owner: the deployer while the alliance is set up, then the timelock ----------------------


@external
def admit(accounts: DynArray[address, MAX_BATCH], kind: uint256):
    """
    @notice Give each account a seat. One whose seat was over gets its old one back.
    @dev During the set-up credits begin at once, later after the joining delay.
    @param accounts Who joins; none of them may hold an active seat.
    @param kind 1 person, 2 organisation; for an account that was here before, the kind it was.
    """
    owned._check_owner()
    assert len(accounts) > 0, "membership: nobody to admit"
    delay: uint256 = roll.JOINING_DELAY if owned.sealed else 0
    roll._admit(accounts, kind, block.timestamp + delay)


@external
def extend(account: address):
    """
    @notice Begin another term of a member's seat, whatever the eligibility adapter says.
    """
    owned._check_owner()
    roll._renew(account, roll._active_word(account))


@external
def give_notice(seat: uint256, reason: bytes32):
    """
    @notice Decide to expel a member: it takes effect when the notice is over, unless the member appeals.
    @param reason Hash of the reasons, which stay off the chain.
    """
    owned._check_owner()
    roll._active_holder(seat)
    due_process._give(seat, reason)


@external
def withdraw_notice(seat: uint256):
    """
    @notice Drop an expulsion that has not taken effect.
    """
    owned._check_owner()
    due_process._withdraw(seat)


@external
def set_powers(account: address, powers: IMembership.Power):
    """
    @notice Say what a contract may do here: 1 record that seats act, 2 admit and move seats, 3 both, 0 nothing.
    """
    owned._check_owner()
    assert account.codesize > 0, "membership: powers without code"
    self.powers[account] = powers
    log IMembership.PowersSet(account=account, powers=powers)


@external
def set_covenant(covenant: bytes32):
    """
    @notice Change the text that newcomers and renewing members accept.
    @param covenant Its hash.
    """
    owned._check_owner()
    self._set_covenant(covenant)


@external
def set_eligibility(adapter: address, grace_seconds: uint256):
    """
    @notice Name the contract that is asked who is eligible, or nobody; and how long a member has to mend it.
    """
    owned._check_owner()
    eligibility._set(adapter, grace_seconds)


@external
def set_dao_uri(uri: String[256]):
    """
    @notice Say where the alliance describes itself (ERC-4824).
    """
    owned._check_owner()
    self.daoURI = uri
    log IERC4824.DAOURIUpdate(dao_address=self, dao_uri=uri)


# --- contracts that the owner named ---------------------------------------------------------------


@external
def mark(seat: uint256):
    """
    @notice Write down that an active seat acts: a recorder calls it unless `seat_word` says that it is marked already.
    """
    assert IMembership.Power.RECORDER in self.powers[msg.sender], "membership: not a recorder"
    account: address = roll._active_holder(seat)
    roll._act(account, roll._standing[account])


@external
def admit_vouched(account: address, kind: uint256, covenant: bytes32):
    """
    @notice Seat somebody who met the caller's published rule and signed the covenant.
    @dev Whoever was expelled, or is under notice, comes back by a vote only.
    """
    self._check_admitter()
    assert covenant == self.covenant, "membership: another covenant"
    word: uint256 = roll._standing[account]
    assert seat_word._status(word) != seat_word.EXPELLED, "membership: was expelled"
    seat: uint256 = seat_word._seat(word)
    assert due_process._notices[seat].until == 0, "membership: left under notice"
    eligibility._check(account, seat)
    roll._admit([account], kind, block.timestamp + roll.JOINING_DELAY)
    self._accept(seat_word._seat(roll._standing[account]), covenant)


@external
def move(seat: uint256, account: address):
    """
    @notice Hand a seat, with its history and spent credits, over to the new key of its member.
    """
    self._check_admitter()
    delegation._forget(seat)
    roll._move(seat, account)


# --- a member -------------------------------------------------------------------------------------


@external
def leave():
    """
    @notice Give up the caller's seat, at any time. Its number and its history stay with the account.
    """
    status: uint256 = seat_word._status(roll._standing[msg.sender])
    assert status == seat_word.ACTIVE, "membership: nothing to leave"
    self._leave(msg.sender)


@external
def check_in():
    """
    @notice Say that the caller is still there: its seat does not go dormant, or wakes.
    """
    roll._act(msg.sender, roll._active_word(msg.sender))


@external
def accept_covenant(covenant: bytes32):
    """
    @notice Accept the present covenant, for example after a change.
    """
    word: uint256 = roll._act(msg.sender, roll._active_word(msg.sender))
    assert covenant == self.covenant, "membership: not the covenant"
    self._accept(seat_word._seat(word), covenant)


@external
def renew(covenant: bytes32):
    """
    @notice Begin another term of the caller's seat, from this season on.
    @param covenant Hash of the present covenant, which the caller accepts with it.
    """
    word: uint256 = roll._active_word(msg.sender)
    assert covenant == self.covenant, "membership: other covenant"
    seat: uint256 = seat_word._seat(word)
    eligibility._check(msg.sender, seat)
    roll._renew(msg.sender, word)
    self._accept(seat, covenant)


@external
def appeal(grounds: bytes32):
    """
    @notice Ask for a second decision on the caller's expulsion: it takes no effect until then.
    @param grounds Hash of the reasons, which stay off the chain.
    """
    due_process._appeal(seat_word._seat(roll._standing[msg.sender]), grounds)


@external
def delegate(delegatee: address):
    """
    @notice ERC-5805: let `delegatee` cast ballots for the caller's seat too; the caller itself ends that.
    """
    self._delegate(msg.sender, delegatee)


# --- anybody --------------------------------------------------------------------------------------


@external
def delegateBySig(
    delegatee: address, nonce: uint256, expiry: uint256, v: uint8, r: bytes32, s: bytes32
):
    """
    @notice ERC-5805: hand in a delegation that a member signed with a key.
    """
    digest: bytes32 = delegation._digest(delegatee, nonce, expiry)
    signer: address = delegation._signer(digest, v, r, s)
    delegation._use_nonce(signer, nonce, expiry)
    self._delegate(signer, delegatee)


@external
def delegate_by_signature(
    account: address, delegatee: address, nonce: uint256, expiry: uint256, signature: Bytes[1024]
):
    """
    @notice As `delegateBySig`, for members whose account is a wallet (ERC-1271).
    """
    delegation._use_nonce(account, nonce, expiry)
    digest: bytes32 = delegation._digest(delegatee, nonce, expiry)
    assert signatures._is_valid(account, digest, signature), "membership: not its signature"
    self._delegate(account, delegatee)


@external
def expel(seat: uint256):
    """
    @notice Let an expulsion take effect whose notice is over: anybody, but after an appeal the owner only.
    """
    due_process._finish(seat, msg.sender == owned.owner)
    eligibility._forget(seat)
    account: address = roll._holder(seat)
    roll._end(account, roll._standing[account], seat_word.EXPELLED)
    log IMembership.SeatExpelled(seat=seat, account=account)


@external
def review(seat: uint256):
    """
    @notice Have the eligibility adapter look at a member. A first no begins its grace; one after that ends its seat.
    """
    account: address = roll._active_holder(seat)
    if eligibility._review(account, seat):
        self._leave(account)


# --- what other contracts read --------------------------------------------------------------------


@external
@view
@reentrant  # nothing can be half done here, and a wallet may read it while a vote checks its signature
def standing(account: address) -> uint256:
    """
    @notice All that another contract needs of a member, in one word: see `seat_word`.
    @return 0 for an account that never had a seat.
    """
    return roll._standing[account]


@external
@view
@reentrant  # as above
def holder(seat: uint256) -> address:
    """
    @notice The account of a seat, also after it left; the zero address for a seat never granted.
    """
    return roll._holder(seat)


@external
@view
def active_at(timepoint: uint256) -> (uint256, uint256):
    """
    @notice Active seats that were not dormant at the end of a second that is over: what a quorum is a share of.
    @return Persons, organisations.
    """
    self._require_past(timepoint)
    return roll._active_at(timepoint)


@external
@view
def seat_count() -> uint256:
    """
    @notice Seats ever granted; they are numbered from 1 to this figure.
    """
    return book_word._seats(roll._book)


@external
@view
def current_season() -> uint256:
    """
    @notice The season that contains this block.
    """
    return seasons._season_at(block.timestamp)


# --- votes: ERC-5805 and ERC-6372 -----------------------------------------------------------------


@external
@view
def clock() -> uint48:
    """
    @notice ERC-6372: now [UTC seconds].
    """
    return convert(block.timestamp, uint48)


@external
@pure
def CLOCK_MODE() -> String[14]:
    """
    @notice ERC-6372: timepoints are timestamps.
    """
    return "mode=timestamp"


@external
@view
@reentrant  # as above
def delegates(account: address) -> address:
    """
    @notice Who may cast ballots for an active seat: its holder from the start. Nobody for an account without one.
    """
    word: uint256 = roll._standing[account]
    if not seat_word._is_active(word):
        return empty(address)
    return delegation._delegate_of(account, seat_word._seat(word))


@external
@view
def getVotes(account: address) -> uint256:
    """
    @notice 1 for an active seat that is not dormant and whose credits have begun, else 0; whoever its delegate is.
    """
    return 1 if seat_word._was_active(roll._standing[account], block.timestamp) else 0


@external
@view
def getPastVotes(account: address, timepoint: uint256) -> uint256:
    """
    @notice As `getVotes` at a past second, as far as the account's latest stay goes back.
    """
    self._require_past(timepoint)
    return 1 if seat_word._counted(roll._standing[account], timepoint) else 0


@external
@view
def getPastTotalSupply(timepoint: uint256) -> uint256:
    """
    @notice Seats of both kinds in the base at the end of a second that is over.
    """
    self._require_past(timepoint)
    return self._total_at(timepoint)


# --- the face of a locked ERC-721 -----------------------------------------------------------------


@external
@view
def totalSupply() -> uint256:
    """
    @notice Active seats that are not dormant, of both kinds.
    """
    return self._total_at(block.timestamp)


@external
@view
def balanceOf(owner: address) -> uint256:
    """
    @notice 1 for an account with an active seat, else 0.
    """
    assert owner != empty(address), "membership: balance of nobody"
    return 1 if seat_word._is_active(roll._standing[owner]) else 0


@external
@view
def ownerOf(seat: uint256) -> address:
    """
    @notice The account of an active seat.
    """
    return roll._active_holder(seat)


@external
@view
def locked(seat: uint256) -> bool:
    """
    @notice ERC-5192: every active seat is locked, for ever.
    """
    roll._active_holder(seat)
    return True


@external
@view
def burnAuth(seat: uint256) -> uint8:
    """
    @notice ERC-5484: 2, both may end a seat: its holder by leaving, the alliance by expelling.
    """
    roll._active_holder(seat)
    return BURN_AUTH_BOTH


@external
@view
def tokenURI(seat: uint256) -> String[8]:
    """
    @notice No document describes a seat: nothing about a member is published here.
    """
    roll._active_holder(seat)
    return ""


@external
@view
def getApproved(seat: uint256) -> address:
    """
    @notice Nobody is ever approved to move a seat.
    """
    roll._active_holder(seat)
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
    @notice ERC-165: itself, and the standards in INTERFACES.
    """
    return interface_id in INTERFACES


# --- internals ------------------------------------------------------------------------------------


@internal
def _leave(account: address):
    """
    @notice End the stay of an account that was neither expelled nor moved.
    """
    word: uint256 = roll._standing[account]
    seat: uint256 = seat_word._seat(word)
    eligibility._forget(seat)
    roll._end(account, word, seat_word.LEFT)
    log IMembership.SeatLeft(seat=seat, account=account)


@internal
def _delegate(account: address, delegatee: address):
    """
    @notice Name the delegate of an account's active seat, which acts by that.
    """
    word: uint256 = roll._act(account, roll._active_word(account))
    delegation._set(account, seat_word._seat(word), delegatee)


@internal
def _set_covenant(covenant: bytes32):
    """
    @notice Write down the hash of the present covenant.
    """
    self.covenant = covenant
    log IMembership.CovenantSet(covenant=covenant)


@internal
def _accept(seat: uint256, covenant: bytes32):
    """
    @notice Write down that a seat accepted a covenant.
    """
    self.covenant_of[seat] = covenant
    log IMembership.CovenantAccepted(seat=seat, covenant=covenant)


@internal
@view
def _check_admitter():
    """
    @notice Refuse every caller but a contract that the owner lets admit.
    """
    assert IMembership.Power.ADMITTER in self.powers[msg.sender], "membership: not an admitter"


@internal
@view
def _require_past(timepoint: uint256):
    """
    @notice Refuse a second that is not over.
    """
    assert timepoint < block.timestamp, "membership: not yet past"


@internal
@view
def _total_at(timepoint: uint256) -> uint256:
    """
    @notice Seats of both kinds in the base at `timepoint`.
    """
    persons: uint256 = 0
    organisations: uint256 = 0
    persons, organisations = roll._active_at(timepoint)
    return persons + organisations


@internal
@pure
def _refuse():
    """
    @notice Nobody moves a seat, not even its owner.
    """
    raise "membership: seat is locked"
