# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Contribution Ledger
@notice Who contributed what: work recorded by its provider, confirmed by whoever received it. What is confirmed
        earns the provider recognition, which becomes voice in the following season.
@dev An entry is one word; its full row is its event. Ids hash the scope's previous entry, so that the latest id of a
     scope binds its whole history. No owner: the only power from outside, the weights, lies with the owner of
     `Scopes` (the timelock once the set-up is sealed).
@custom:units effort in seconds; weights in basis points; recognition in weighted seconds, floored; times in UTC seconds
@custom:invariant L-1 entries are only ever added, and each names the id before it in its scope;
                  L-2 a seat's recognition of a season is the sum of its entries confirmed in it, each once;
                  L-3 nobody confirms their own entry, and no confirmer acts outside their mandate;
                  what a seat confirms in a season is at most SEASON_ALLOWANCE
@custom:pause nothing to stop centrally: receivers and confirmers dispute an entry, stewards end a mandate, a vote sets
              a weight to zero; the ledger itself is replaced by adopting another one by vote
"""

from contracts.common import seasons
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IMembership
from contracts.interfaces import IScopes
from contracts.ledger import entry_word as layout
from contracts.ledger import recognition_word
from contracts.membership import mandate_word
from contracts.membership import seat_word

implements: IContributionLedger

initializes: seasons

exports: (seasons.GENESIS, seasons.SEASON_SECONDS)

BPS: constant(uint256) = 10_000
# Five times the plain hour: care and danger can be honoured, one skill cannot drown all others.
MAX_WEIGHT_BPS: constant(uint256) = 50_000
# A leap year without sleep: more in one entry is a mistake.
MAX_EFFORT_SECONDS: constant(uint256) = 366 * 86_400

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))
SEASON_ALLOWANCE: public(immutable(uint256))

_entries: HashMap[bytes32, uint256]  # entry -> entry word
_heads: HashMap[uint256, bytes32]  # scope -> latest entry
_weights: HashMap[
    uint256, HashMap[uint256, uint256]
]  # scope -> skill -> bps plus one; 0: never set
_recognition: HashMap[uint256, uint256]  # seat -> recognition word


@deploy
def __init__(membership: address, scopes: address, season_allowance: uint256):
    assert season_allowance > 0, "ledger: zero allowance"
    assert season_allowance <= recognition_word.MAX_RECOGNITION, "ledger: allowance too large"
    assert staticcall IScopes(scopes).MEMBERSHIP() == membership, "ledger: scopes of other members"
    MEMBERSHIP = membership
    SCOPES = scopes
    SEASON_ALLOWANCE = season_allowance
    genesis: uint256 = staticcall IMembership(membership).GENESIS()
    season_seconds: uint256 = staticcall IMembership(membership).SEASON_SECONDS()
    seasons.__init__(genesis, season_seconds)


# --- members ---------------------------------------------------------------------------------------------


@external
def record_work(
    scope: uint256,
    receiver: uint256,
    skill: uint256,
    effort_seconds: uint256,
    occurred_at: uint256,
    evidence: bytes32,
) -> bytes32:
    """
    @notice Record work of the caller's seat; it counts once the receiver or a confirmer of the scope confirms it.
    @param receiver Seat that received the work; 0 for the scope as a whole.
    @param skill Kind of work, by the alliance's own table; 0: not stated.
    @param occurred_at When the work was done; entering it late is legal [UTC seconds].
    @param evidence Salted commitment to the evidence, never a text.
    @return Id of the entry.
    """
    assert evidence != empty(bytes32), "ledger: zero evidence"
    assert effort_seconds > 0, "ledger: zero effort"
    assert effort_seconds <= MAX_EFFORT_SECONDS, "ledger: effort too long"
    assert occurred_at <= block.timestamp, "ledger: not yet occurred"
    provider: uint256 = self._active_seat(msg.sender)
    self._check_receiver(provider, receiver)
    self._check_place(scope, skill)

    recognition: uint256 = effort_seconds * self._weight_bps(scope, skill) // BPS
    previous: bytes32 = self._heads[scope]
    entry: bytes32 = self._entry_id(
        previous, scope, provider, receiver, skill, effort_seconds, occurred_at, evidence
    )
    self._heads[scope] = entry
    self._entries[entry] = layout._new_work(
        provider, receiver, scope, skill, effort_seconds, recognition, occurred_at
    )
    log IContributionLedger.WorkRecorded(
        entry=entry,
        scope=scope,
        provider=provider,
        receiver=receiver,
        skill=skill,
        effort=effort_seconds,
        recognition=recognition,
        occurred_at=occurred_at,
        evidence=evidence,
        previous=previous,
    )
    return entry


# --- the receiver of an entry, or a CONFIRMER of its scope -----------------------------------------------


@external
def confirm(entry: bytes32):
    """
    @notice Confirm a pending entry: its recognition accrues to the provider, in the season of this confirmation.
    """
    word: uint256 = self._pending_word(entry)
    confirmer: uint256 = self._counterpart(word)
    self._confirm(entry, word, confirmer)


@external
def dispute(entry: bytes32, reason: bytes32):
    """
    @notice Object to a pending entry; from now on only an ARBITER of the scope can decide it.
    @param reason Code or salted commitment, never a text.
    """
    word: uint256 = self._pending_word(entry)
    seat: uint256 = self._counterpart(word)
    self._entries[entry] = layout._with_status(word, layout.DISPUTED)
    log IContributionLedger.EntryDisputed(entry=entry, seat=seat, reason=reason)


# --- an ARBITER of the entry's scope ---------------------------------------------------------------------


@external
def resolve(entry: bytes32, uphold: bool):
    """
    @notice Decide a disputed entry: upheld it is confirmed (at the arbiter's allowance), else it is rejected for good.
    """
    word: uint256 = self._entries[entry]
    assert layout._status(word) == layout.DISPUTED, "ledger: not disputed"
    arbiter: uint256 = self._active_seat(msg.sender)
    assert arbiter != layout._provider(word), "ledger: arbiter is provider"
    assert arbiter != layout._receiver(word), "ledger: arbiter is receiver"
    assert self._has_role(word, arbiter, mandate_word.ARBITER), "ledger: not an arbiter"
    log IContributionLedger.EntryResolved(entry=entry, arbiter=arbiter, upheld=uphold)
    if uphold:
        self._confirm(entry, word, arbiter)
    else:
        self._entries[entry] = layout._with_status(word, layout.REJECTED)


# --- the owner of `Scopes`: the deployer while the alliance is set up, then the timelock -----------------


@external
def set_weight(scope: uint256, skill: uint256, weight_bps: uint256):
    """
    @notice Set what an hour of `skill` counts in `scope`, for entries recorded from now on.
    @param weight_bps 10,000 is the plain hour, and what counts where nothing was ever set.
    """
    assert msg.sender == staticcall IScopes(SCOPES).owner(), "ledger: not the scopes owner"
    assert weight_bps <= MAX_WEIGHT_BPS, "ledger: weight too high"
    self._check_place(scope, skill)
    self._weights[scope][skill] = weight_bps + 1
    log IContributionLedger.WeightSet(scope=scope, skill=skill, weight_bps=weight_bps)


# --- what others read ------------------------------------------------------------------------------------


@external
@view
def entry_word(entry: bytes32) -> uint256:
    """
    @notice All that is stored of an entry, in the layout of `entry_word.vy`; 0 for an unknown one.
    """
    return self._entries[entry]


@external
@view
def head(scope: uint256) -> bytes32:
    """
    @notice The latest entry of a scope: it binds every earlier one.
    """
    return self._heads[scope]


@external
@view
def weight_bps(scope: uint256, skill: uint256) -> uint256:
    """
    @notice What an hour of `skill` counts in `scope` now; 10,000 is the plain hour.
    """
    return self._weight_bps(scope, skill)


@external
@view
def recognition(seat: uint256, season: uint256) -> uint256:
    """
    @notice What a seat's work earned in `season` [weighted seconds].
    @dev Exact for the present and the last season; an older one reads 0 once its lane was used again.
    """
    return recognition_word._earned(self._recognition[seat], season)


@external
@view
def allowance_left(seat: uint256) -> uint256:
    """
    @notice Recognition that a seat may still confirm for others in the present season.
    """
    season: uint256 = seasons._season_at(block.timestamp)
    return SEASON_ALLOWANCE - recognition_word._given(self._recognition[seat], season)


# --- internals -------------------------------------------------------------------------------------------


@internal
def _confirm(entry: bytes32, word: uint256, confirmer: uint256):
    """
    @notice Mark an entry confirmed, charge the confirmer's allowance and credit the provider, in the present season.
    @dev Unguarded: the caller has checked that `confirmer` may, and that it is not the provider.
    """
    season: uint256 = seasons._season_at(block.timestamp)
    provider: uint256 = layout._provider(word)
    recognition: uint256 = layout._recognition(word)
    given: uint256 = recognition_word._with_added(
        self._recognition[confirmer], season, 0, recognition
    )
    assert recognition_word._given(given, season) <= SEASON_ALLOWANCE, "ledger: allowance used up"

    self._entries[entry] = layout._with_status(word, layout.CONFIRMED)
    self._recognition[confirmer] = given
    self._recognition[provider] = recognition_word._with_added(
        self._recognition[provider], season, recognition, 0
    )
    log IContributionLedger.EntryConfirmed(
        entry=entry, provider=provider, confirmer=confirmer, season=season, recognition=recognition
    )


@internal
@view
def _pending_word(entry: bytes32) -> uint256:
    """
    @notice The word of an entry that nobody has decided or disputed yet.
    """
    word: uint256 = self._entries[entry]
    assert word != 0, "ledger: no such entry"
    assert layout._status(word) == layout.PENDING, "ledger: not pending"
    return word


@internal
@view
def _counterpart(word: uint256) -> uint256:
    """
    @notice The caller's seat, if it may answer for the receiving side of an entry.
    """
    seat: uint256 = self._active_seat(msg.sender)
    assert seat != layout._provider(word), "ledger: own entry"
    if seat != layout._receiver(word):
        assert self._has_role(word, seat, mandate_word.CONFIRMER), "ledger: not a confirmer"
    return seat


@internal
@view
def _active_seat(account: address) -> uint256:
    """
    @notice The seat that `account` holds and may act for now.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    assert seat_word._is_active(standing), "ledger: no active seat"
    return seat_word._seat(standing)


@internal
@view
def _has_role(word: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether a seat holds a role in the scope of an entry now.
    """
    return staticcall IScopes(SCOPES).has_role(layout._scope(word), seat, role)


@internal
@view
def _check_receiver(provider: uint256, receiver: uint256):
    """
    @notice Refuse work for oneself and for a seat that does not exist.
    """
    if receiver == 0:
        return
    assert receiver != provider, "ledger: receiver is provider"
    assert staticcall IMembership(MEMBERSHIP).holder(receiver) != empty(
        address
    ), "ledger: no such receiver"


@internal
@view
def _check_place(scope: uint256, skill: uint256):
    """
    @notice Refuse a scope that does not exist and a skill that no entry can hold.
    """
    assert skill <= layout.MAX_SKILL, "ledger: skill too large"
    assert staticcall IScopes(SCOPES).exists(scope), "ledger: no such scope"


@internal
@view
def _weight_bps(scope: uint256, skill: uint256) -> uint256:
    """
    @notice The weight set for a skill in a scope, or the plain hour.
    """
    stored: uint256 = self._weights[scope][skill]
    if stored == 0:
        return BPS
    return stored - 1


@internal
@view
def _entry_id(
    previous: bytes32,
    scope: uint256,
    provider: uint256,
    receiver: uint256,
    skill: uint256,
    effort: uint256,
    occurred_at: uint256,
    evidence: bytes32,
) -> bytes32:
    """
    @notice Id of an entry: it hashes the scope's previous one, so history cannot be edited.
    """
    return keccak256(
        abi_encode(
            previous,
            chain.id,
            self,
            scope,
            provider,
            receiver,
            layout.WORK,
            skill,
            effort,
            occurred_at,
            evidence,
        )
    )
