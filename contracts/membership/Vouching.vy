# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Vouching
@notice Members stand up for people: for a newcomer, who then joins without a vote, and for a member who lost a key, who
        then goes on under a new one. Whoever vouches for somebody that is expelled soon after may not vouch for a while.
@dev `Membership` has named this contract an admitter and a recorder. A vouch is given by a call or by a signed slip that
     anybody hands in. Only active seats of the newcomer's kind vouch, once their own credits began a season ago.
     A voucher answers for a newcomer until that one may vouch itself; for somebody who has not joined, until the vouch
     ends. A recovery needs the new key's own word, waits for the old key to object, and if it does for a vote.
@custom:units times are UTC seconds, spans are seconds
@custom:invariant X-1 a slip counts once, for one account, on one chain and contract; nobody answers for more newcomers
        at a time than the rules say; M-2 a seat moves only after enough backers and the delay, or by a vote
@custom:pause A vote sets `vouches` and `recovery_vouches` so high that nothing passes, or takes the powers away from this
        contract in `Membership`; objections and withdrawals are always open.
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.common import signatures
from contracts.interfaces import IMembership
from contracts.interfaces import IVouching
from contracts.membership import presence
from contracts.membership import seat_word

implements: IVouching

initializes: owned
initializes: seasons
initializes: signatures

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)
exports: signatures.eip712Domain

VOUCH_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Vouch(address account,uint256 kind,uint256 seat,uint256 nonce,uint256 deadline)"
)
BACKING_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Backing(uint256 seat,address account,uint256 backer,uint256 nonce,uint256 deadline)"
)
JOINING_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Joining(address account,uint256 kind,bytes32 covenant,uint256 nonce,uint256 deadline)"
)
ASKING_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Asking(uint256 seat,address account,uint256 nonce,uint256 deadline)"
)
OBJECTION_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Objection(uint256 seat,address account,uint256 nonce)"
)
# More vouches than a community can check for each other; each is looked at when somebody joins.
MAX_VOUCHES: constant(uint256) = 8
# An hour where a season is tried out in days; a year is longer than anybody waits for a key.
MIN_RECOVERY_SECONDS: constant(uint256) = 3_600
MAX_SECONDS: constant(uint256) = 31_536_000
MASK_32: constant(uint256) = 2**32 - 1

MEMBERSHIP: public(immutable(address))

rules: public(IVouching.Rules)
recovery: public(HashMap[uint256, IVouching.Recovery])  # by seat
# Of a voucher: (seat, account) -> how often it vouched for the account or withdrew that.
vouch_nonce: public(HashMap[uint256, HashMap[address, uint256]])
# Of a newcomer: how often it joined. Of the holder of a seat: how often a recovery was opened against it.
joining_nonce: public(HashMap[address, uint256])
objection_nonce: public(HashMap[uint256, uint256])
_vouches: HashMap[
    address, DynArray[uint256, MAX_VOUCHES]
]  # newcomer -> seat | kind << 32 | end << 40
_answered: HashMap[
    uint256, DynArray[uint256, MAX_VOUCHES]
]  # seat -> newcomer | end of the vouch << 160
_backings: HashMap[
    uint256, HashMap[address, DynArray[uint256, MAX_VOUCHES]]
]  # seat -> key -> as above


@deploy
def __init__(name: String[50], membership: address, rules: IVouching.Rules, owner: address):
    owned.__init__(owner)
    genesis: uint256 = staticcall IMembership(membership).GENESIS()
    season_seconds: uint256 = staticcall IMembership(membership).SEASON_SECONDS()
    seasons.__init__(genesis, season_seconds)
    signatures.__init__(name, "1")
    MEMBERSHIP = membership
    self._set_rules(rules)


# --- the owner: the deployer while the alliance is set up, then the timelock ----------------------


@external
def set_rules(rules: IVouching.Rules):
    """
    @notice Change how many vouches are needed, and for how long they last.
    """
    owned._check_owner()
    self._set_rules(rules)


@external
def open_recovery(seat: uint256, account: address):
    """
    @notice Begin a recovery by a vote, in place of backers; the old key may still object.
    """
    owned._check_owner()
    self._open(seat, account)


@external
def decide_recovery(seat: uint256, approved: bool):
    """
    @notice Settle a recovery that the old key objected to, or stop one that it did not.
    """
    owned._check_owner()
    recovery: IVouching.Recovery = self.recovery[seat]
    assert recovery.ready_at > 0, "vouching: nothing to decide"
    assert recovery.objected or not approved, "vouching: nobody objected"
    self.recovery[seat] = empty(IVouching.Recovery)
    log IVouching.RecoveryDecided(seat=seat, account=recovery.account, approved=approved)
    if approved:
        extcall IMembership(MEMBERSHIP).move(seat, recovery.account)


# --- members, and anybody with their slips --------------------------------------------------------


@external
def vouch(account: address, kind: uint256):
    """
    @notice Stand up for a newcomer of one's own kind.
    """
    self._vouch(msg.sender, account, kind)


@external
def vouch_by_signature(
    voucher: address, account: address, kind: uint256, deadline: uint256, signature: Bytes[1024]
):
    """
    @notice Hand in the slip of a voucher; its nonce is `vouch_nonce(seat of the voucher, account)`.
    @param deadline Last second in which the slip can be handed in [UTC seconds].
    """
    seat: uint256 = seat_word._seat(self._standing(voucher))
    nonce: uint256 = self.vouch_nonce[seat][account]
    slip: bytes32 = keccak256(abi_encode(VOUCH_TYPEHASH, account, kind, seat, nonce, deadline))
    self._check_slip(voucher, slip, deadline, signature)
    self._vouch(voucher, account, kind)


@external
def withdraw_vouch(account: address):
    """
    @notice Take a vouch back, and make every slip about this account that is still about void.
    @dev Has no effect on somebody who joined: a vouch taken back never unseats anybody.
    """
    seat: uint256 = seat_word._seat(self._standing(msg.sender))
    assert seat > 0, "vouching: never had a seat"
    self.vouch_nonce[seat][account] += 1
    self._vouches[account] = self._without(self._vouches[account], seat)
    if self._standing(account) == 0:  # a voucher goes on answering for somebody who joined
        self._answered[seat] = self._without_account(self._answered[seat], account)
    log IVouching.VouchWithdrawn(account=account, seat=seat)


@external
def back_recovery(seat: uint256, account: address):
    """
    @notice Say that `account` is the new key of the member who holds `seat`.
    """
    self._back(msg.sender, seat, account)


@external
def back_recovery_by_signature(
    backer: address, seat: uint256, account: address, deadline: uint256, signature: Bytes[1024]
):
    """
    @notice Hand in the slip of a backer; its nonce is `vouch_nonce(seat of the backer, account)`.
    """
    own: uint256 = seat_word._seat(self._standing(backer))
    nonce: uint256 = self.vouch_nonce[own][account]
    slip: bytes32 = keccak256(abi_encode(BACKING_TYPEHASH, seat, account, own, nonce, deadline))
    self._check_slip(backer, slip, deadline, signature)
    self._back(backer, seat, account)


@external
def object(seat: uint256):
    """
    @notice Stop a recovery of one's own seat: only a vote can complete it now.
    """
    self._object(seat, msg.sender)


@external
def object_by_signature(seat: uint256, signature: Bytes[1024]):
    """
    @notice Hand in the objection of the seat's holder; its nonce is `objection_nonce(seat)`.
    """
    holder: address = staticcall IMembership(MEMBERSHIP).holder(seat)
    account: address = self.recovery[seat].account
    nonce: uint256 = self.objection_nonce[seat]
    slip: bytes32 = keccak256(abi_encode(OBJECTION_TYPEHASH, seat, account, nonce))
    self._check_slip(holder, slip, max_value(uint256), signature)
    self._object(seat, holder)


# --- newcomers and new keys -----------------------------------------------------------------------


@external
def join(kind: uint256, covenant: bytes32):
    """
    @notice Take a seat that enough members vouch for, accepting the covenant.
    """
    self._join(msg.sender, kind, covenant)


@external
def join_by_signature(
    account: address, kind: uint256, covenant: bytes32, deadline: uint256, signature: Bytes[1024]
):
    """
    @notice As `join`, for somebody who signed the covenant; its nonce is `joining_nonce(account)`.
    """
    nonce: uint256 = self.joining_nonce[account]
    slip: bytes32 = keccak256(
        abi_encode(JOINING_TYPEHASH, account, kind, covenant, nonce, deadline)
    )
    self._check_slip(account, slip, deadline, signature)
    self._join(account, kind, covenant)


@external
def ask_recovery(seat: uint256):
    """
    @notice Ask, with the new key, for a seat that enough members say is one's own. Its delay begins.
    """
    self._ask(seat, msg.sender)


@external
def ask_recovery_by_signature(
    seat: uint256, account: address, deadline: uint256, signature: Bytes[1024]
):
    """
    @notice As `ask_recovery`, for a new key that has no gas; its nonce is `objection_nonce(seat)`.
    @param deadline Last second in which the slip can be handed in [UTC seconds].
    """
    nonce: uint256 = self.objection_nonce[seat]
    slip: bytes32 = keccak256(abi_encode(ASKING_TYPEHASH, seat, account, nonce, deadline))
    self._check_slip(account, slip, deadline, signature)
    self._ask(seat, account)


@external
def complete_recovery(seat: uint256):
    """
    @notice Hand a seat over to its new key, once the delay is over: anybody.
    """
    recovery: IVouching.Recovery = self.recovery[seat]
    assert recovery.ready_at > 0, "vouching: no recovery"
    assert not recovery.objected, "vouching: a vote must decide"
    assert block.timestamp >= recovery.ready_at, "vouching: objection still open"
    self.recovery[seat] = empty(IVouching.Recovery)
    log IVouching.RecoveryDecided(seat=seat, account=recovery.account, approved=True)
    extcall IMembership(MEMBERSHIP).move(seat, recovery.account)


# --- views ----------------------------------------------------------------------------------------


@external
@view
def vouches(account: address, kind: uint256) -> uint256:
    """
    @notice How many vouches for a newcomer count now.
    """
    return self._count(self._vouches[account], kind)


@external
@view
def backings(seat: uint256, account: address) -> uint256:
    """
    @notice How many members say now that `account` is the new key of `seat`.
    """
    return self._count(self._backings[seat][account], 0)


@external
@view
def open_vouches(seat: uint256) -> uint256:
    """
    @notice For how many newcomers a seat answers now.
    """
    return len(self._still_open(seat))


# --- internals: vouching --------------------------------------------------------------------------


@internal
def _vouch(voucher: address, account: address, kind: uint256):
    """
    @notice Write a vouch down, if the voucher may give one more.
    """
    word: uint256 = self._require_voucher(voucher)
    assert seat_word._kind(word) == kind, "vouching: not of that kind"
    assert account != voucher and account != empty(address), "vouching: nobody to vouch for"
    newcomer: uint256 = self._standing(account)
    assert not seat_word._is_active(newcomer), "vouching: has a seat"
    seat: uint256 = seat_word._seat(word)
    answered: DynArray[uint256, MAX_VOUCHES] = self._without_account(
        self._still_open(seat), account
    )
    assert len(answered) < self.rules.open_vouches, "vouching: too many open vouches"

    until: uint256 = block.timestamp + self.rules.vouch_seconds
    answered.append(convert(account, uint256) | (until << 160))
    self._answered[seat] = answered
    self.vouch_nonce[seat][account] += 1
    self._vouches[account] = self._with(self._vouches[account], seat | (kind << 32) | (until << 40))
    log IVouching.Vouched(account=account, seat=seat, kind=kind, until=until)
    presence._mark(MEMBERSHIP, word)


@internal
def _join(account: address, kind: uint256, covenant: bytes32):
    """
    @notice Seat a newcomer for whom enough vouch.
    """
    needed: uint256 = self.rules.vouches
    assert needed > 0, "vouching: joining is by vote"
    assert self._count(self._vouches[account], kind) >= needed, "vouching: too few vouches"
    self._vouches[account] = []
    self.joining_nonce[account] += 1
    log IVouching.Joined(account=account, kind=kind)
    extcall IMembership(MEMBERSHIP).admit_vouched(account, kind, covenant)


@internal
@view
def _require_voucher(voucher: address) -> uint256:
    """
    @notice Refuse an account whose seat may not stand up for others now.
    @return Its word.
    """
    word: uint256 = self._standing(voucher)
    assert seat_word._is_active(word), "vouching: no active seat"
    old_enough: uint256 = seat_word._credits_from(word) + seasons.SEASON_SECONDS
    assert block.timestamp >= old_enough, "vouching: seat too young"
    for entry: uint256 in self._answered[seat_word._seat(word)]:
        newcomer: uint256 = self._standing(self._account(entry))
        if seat_word._status(newcomer) == seat_word.EXPELLED:
            expelled_at: uint256 = seat_word._term_end(newcomer)
            soon: bool = expelled_at < seat_word._credits_from(newcomer) + seasons.SEASON_SECONDS
            over: bool = block.timestamp >= expelled_at + self.rules.cooldown_seconds
            assert over or not soon, "vouching: cooling down"
    return word


@internal
@view
def _still_open(seat: uint256) -> DynArray[uint256, MAX_VOUCHES]:
    """
    @notice The newcomers for whom a seat answers now.
    """
    still: DynArray[uint256, MAX_VOUCHES] = []
    for entry: uint256 in self._answered[seat]:
        newcomer: uint256 = self._standing(self._account(entry))
        until: uint256 = entry >> 160
        if seat_word._is_active(newcomer):
            until = seat_word._credits_from(newcomer) + seasons.SEASON_SECONDS
        if block.timestamp < until:
            still.append(entry)
    return still


# --- internals: recovery --------------------------------------------------------------------------


@internal
def _back(backer: address, seat: uint256, account: address):
    """
    @notice Write down that a member knows a new key.
    """
    word: uint256 = self._require_voucher(backer)
    own: uint256 = seat_word._seat(word)
    assert own != seat, "vouching: backs itself"
    until: uint256 = block.timestamp + self.rules.vouch_seconds
    self.vouch_nonce[own][account] += 1
    self._backings[seat][account] = self._with(self._backings[seat][account], own | (until << 40))
    log IVouching.RecoveryBacked(seat=seat, account=account, backer=own, until=until)
    presence._mark(MEMBERSHIP, word)


@internal
def _ask(seat: uint256, account: address):
    """
    @notice Open the recovery that a new key asks for, if enough members back it.
    """
    backings: DynArray[uint256, MAX_VOUCHES] = self._backings[seat][account]
    needed: uint256 = self.rules.recovery_vouches
    assert self._count(backings, 0) >= needed, "vouching: too few backers"
    self._open(seat, account)


@internal
def _open(seat: uint256, account: address):
    """
    @notice Begin the delay of a recovery; one at a time for each seat.
    """
    assert self.recovery[seat].ready_at == 0, "vouching: recovery under way"
    assert account != empty(address), "vouching: no new key"
    assert self._standing(account) == 0, "vouching: key has a past"
    holder: address = staticcall IMembership(MEMBERSHIP).holder(seat)
    assert seat_word._is_active(self._standing(holder)), "vouching: no such active seat"
    ready_at: uint256 = block.timestamp + self.rules.recovery_seconds
    self.recovery[seat] = IVouching.Recovery(account=account, ready_at=ready_at, objected=False)
    self.objection_nonce[seat] += 1
    self._backings[seat][account] = []
    log IVouching.RecoveryOpened(seat=seat, account=account, ready_at=ready_at)


@internal
def _object(seat: uint256, account: address):
    """
    @notice Note the objection of the seat's holder, as long as nothing has moved.
    """
    holder: address = staticcall IMembership(MEMBERSHIP).holder(seat)
    assert account == holder, "vouching: not your seat"
    assert self.recovery[seat].ready_at > 0, "vouching: nothing to object to"
    assert not self.recovery[seat].objected, "vouching: already objected"
    self.recovery[seat].objected = True
    log IVouching.RecoveryObjected(seat=seat)


# --- internals: both ------------------------------------------------------------------------------


@internal
def _set_rules(rules: IVouching.Rules):
    """
    @notice Write the rules down, within bounds.
    """
    assert rules.vouches <= MAX_VOUCHES, "vouching: too many vouches"
    assert rules.open_vouches <= MAX_VOUCHES, "vouching: cap too high"
    assert rules.recovery_vouches <= MAX_VOUCHES, "vouching: too many backers"
    assert rules.recovery_vouches > 0, "vouching: no backers"
    assert rules.recovery_seconds >= MIN_RECOVERY_SECONDS, "vouching: delay too short"
    longest: uint256 = max(rules.recovery_seconds, rules.vouch_seconds)
    assert max(longest, rules.cooldown_seconds) <= MAX_SECONDS, "vouching: span over a year"
    self.rules = rules
    log IVouching.RulesSet(rules=rules)


@internal
@view
def _check_slip(signer: address, slip: bytes32, deadline: uint256, signature: Bytes[1024]):
    """
    @notice Refuse a slip that is too old, or not signed for this chain, contract and nonce.
    """
    assert block.timestamp <= deadline, "vouching: slip expired"
    digest: bytes32 = signatures._digest(slip)
    assert signatures._is_valid(signer, digest, signature), "vouching: bad signature"


@internal
@view
def _count(given: DynArray[uint256, MAX_VOUCHES], kind: uint256) -> uint256:
    """
    @notice How many entries are not over, for a kind of seat, by seats that are still active.
    """
    count: uint256 = 0
    for entry: uint256 in given:
        if block.timestamp < entry >> 40 and (entry >> 32) & 255 == kind:
            holder: address = staticcall IMembership(MEMBERSHIP).holder(entry & MASK_32)
            if seat_word._is_active(self._standing(holder)):
                count += 1
    return count


@internal
@view
def _with(given: DynArray[uint256, MAX_VOUCHES], entry: uint256) -> DynArray[uint256, MAX_VOUCHES]:
    """
    @notice The entries with one more, in place of the same seat's, and without those that are over.
    """
    kept: DynArray[uint256, MAX_VOUCHES] = []
    for known: uint256 in given:
        if known & MASK_32 != entry & MASK_32 and block.timestamp < known >> 40:
            kept.append(known)
    assert len(kept) < MAX_VOUCHES, "vouching: enough vouches"
    kept.append(entry)
    return kept


@internal
@pure
def _without(
    given: DynArray[uint256, MAX_VOUCHES], seat: uint256
) -> DynArray[uint256, MAX_VOUCHES]:
    """
    @notice The entries without a seat's.
    """
    kept: DynArray[uint256, MAX_VOUCHES] = []
    for known: uint256 in given:
        if known & MASK_32 != seat:
            kept.append(known)
    return kept


@internal
@pure
def _without_account(
    answered: DynArray[uint256, MAX_VOUCHES], account: address
) -> DynArray[uint256, MAX_VOUCHES]:
    """
    @notice The newcomers that a seat answers for without one of them.
    """
    kept: DynArray[uint256, MAX_VOUCHES] = []
    for entry: uint256 in answered:
        if self._account(entry) != account:
            kept.append(entry)
    return kept


@internal
@pure
def _account(entry: uint256) -> address:
    """
    @notice Whom an entry of `_answered` is about.
    """
    return convert(entry & convert(max_value(uint160), uint256), address)


@internal
@view
def _standing(account: address) -> uint256:
    """
    @notice The seat word of an account.
    """
    return staticcall IMembership(MEMBERSHIP).standing(account)
