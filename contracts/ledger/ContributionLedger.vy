# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Contribution Ledger
@notice Who contributed what: economic events of Valueflows, recorded by their provider, confirmed by whoever received.
        Confirmed work, use of machines and citation earn the provider recognition, which becomes voice in the following
        season; confirmed flows move the stocks of `Resources`.
@dev An entry is one word; its full row is its event, which whoever decides a flow brings along. Ids hash the scope's
     previous entry, so that the latest id of a scope binds its whole history. No owner: the only powers from outside,
     the weights and the rules of a scope, lie with the owner of `Scopes` (the timelock once the set-up is sealed).
@custom:units effort in seconds; weights in basis points; recognition in weighted seconds, floored; times in UTC seconds;
              quantities in millionths of their unit
@custom:invariant L-1 entries are only ever added, and each names the id before it in its scope;
                  L-2 a seat's recognition of a season is the sum of its entries confirmed in it, each once, less what
                  corrections took back;
                  L-3 nobody confirms their own entry, and no confirmer acts outside their mandate;
                  what a seat confirms in a season is at most SEASON_ALLOWANCE, and what two seats confirm for each
                  other at most an eighth of it;
                  an entry's effect on stocks is applied once, and no more is ever taken back than it said
@custom:pause nothing to stop centrally: receivers and confirmers dispute an entry, stewards end a mandate, a vote sets
              a weight to zero; the ledger itself is replaced by adopting another one by vote
"""

from contracts.common import merkle
from contracts.common import seasons
from contracts.common import signatures
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IMembership
from contracts.interfaces import IResources
from contracts.interfaces import IScopes
from contracts.ledger import actions
from contracts.ledger import entry_word as layout
from contracts.ledger import flow_words
from contracts.ledger import pair_word
from contracts.ledger import recognition_word
from contracts.membership import mandate_word
from contracts.membership import presence
from contracts.membership import seat_word

implements: IContributionLedger

initializes: seasons
initializes: signatures

exports: (seasons.GENESIS, seasons.SEASON_SECONDS, signatures.eip712Domain)

BPS: constant(uint256) = 10_000
# Five times the plain hour: care and danger can be honoured, one skill cannot drown all others.
MAX_WEIGHT_BPS: constant(uint256) = 50_000
# A leap year without sleep: more in one entry is a mistake.
MAX_EFFORT_SECONDS: constant(uint256) = 366 * 86_400
# What a citation counts where its weight is that of the plain hour.
CITATION_SECONDS: constant(uint256) = 3_600
# Two friends confirm at most this part of an allowance for each other; beyond it somebody else has to look.
RECIPROCAL_PARTS: constant(uint256) = 8
# Seven stewards of one store: more would be a vote.
MAX_NEEDED: constant(uint256) = 7
# 50 rows with all their words stay far below a block.
MAX_BATCH: constant(uint256) = 50
SLIP_TYPEHASH: constant(bytes32) = keccak256(
    "Slip(uint256 action,uint256 scope,uint256 provider,uint256 receiver,uint256 kind,uint256 effort,uint256 occurredAt,uint256 quantity,uint256 unit,uint256 resource,uint256 toResource,uint256 place,bytes32 about,bytes32 evidence,uint256 nonce,uint256 deadline)"
)
CONFIRMATION_TYPEHASH: constant(bytes32) = keccak256("Confirmation(bytes32 entry,uint256 deadline)")
# First word of every anchored row: no leaf of another system passes for one.
ROW_TAG: constant(bytes32) = keccak256("cosmolocal: row of a ledger")

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))
RESOURCES: public(immutable(address))
SEASON_ALLOWANCE: public(immutable(uint256))

_entries: HashMap[bytes32, uint256]  # entry -> entry word
_heads: HashMap[uint256, bytes32]  # scope -> latest entry
_weights: HashMap[
    uint256, HashMap[uint256, uint256]
]  # scope -> contribution -> bps plus one; 0: never set
_recognition: HashMap[uint256, uint256]  # seat -> recognition word
_pairs: HashMap[uint256, uint256]  # pair -> pair word
_rules: HashMap[uint256, uint256]  # scope -> confirmations needed 8, allowance above
_given: HashMap[uint256, HashMap[uint256, uint256]]  # scope -> seat -> recognition word
_endorsed: HashMap[bytes32, HashMap[uint256, bool]]  # entry -> seat
_amended: HashMap[bytes32, uint256]  # entry -> quantity 96 and effort 32 that amendments took back
_superseded: HashMap[bytes32, uint256]  # measurement -> quantity of the estimate it takes back
_nonces: HashMap[uint256, HashMap[uint256, uint256]]  # seat -> nonce // 256 -> bits
_anchors: HashMap[bytes32, uint256]  # root -> scope 32, seat 32, count 64, anchored at


@deploy
def __init__(
    name: String[50],
    membership: address,
    scopes: address,
    resources: address,
    season_allowance: uint256,
):
    assert season_allowance > 0, "ledger: zero allowance"
    assert season_allowance <= recognition_word.MAX_RECOGNITION, "ledger: allowance too large"
    assert staticcall IScopes(scopes).MEMBERSHIP() == membership, "ledger: scopes of other members"
    assert staticcall IResources(resources).SCOPES() == scopes, "ledger: resources elsewhere"
    signatures.__init__(name, "1")
    MEMBERSHIP = membership
    SCOPES = scopes
    RESOURCES = resources
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
    assert skill <= layout.MAX_SKILL, "ledger: skill too large"
    provider: uint256 = self._acting_seat(msg.sender)
    facts: uint256 = layout._work(provider, receiver, scope, skill, effort_seconds, occurred_at)
    self._check(facts, evidence)
    self._check_work(facts)
    previous: bytes32 = self._heads[scope]
    entry: bytes32 = self._entry_id(
        previous,
        IContributionLedger.Flow(
            facts=facts, stock=0, place=0, about=empty(bytes32), evidence=evidence
        ),
    )
    recognition: uint256 = self._earned(facts)
    self._append(entry, facts, recognition, 0)
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


@external
def record(flow: IContributionLedger.Flow) -> bytes32:
    """
    @notice Record an economic event that the caller's seat provides, or a scope whose STEWARD it is.
    @return Id of the entry.
    """
    seat: uint256 = self._acting_seat(msg.sender)
    return self._record(flow, seat)


@external
def record_batch(flows: DynArray[IContributionLedger.Flow, MAX_BATCH]):
    """
    @notice Record several events of the caller, all or none.
    """
    seat: uint256 = self._acting_seat(msg.sender)
    for flow: IContributionLedger.Flow in flows:
        self._record(flow, seat)


@external
def record_slip(
    flow: IContributionLedger.Flow,
    account: address,
    nonce: uint256,
    deadline: uint256,
    signature: Bytes[1024],
    accept: bool,
) -> bytes32:
    """
    @notice Record an event that its provider signed; anyone may bring the slip.
    @param account Who signed: the holder of the provider's seat.
    @param nonce Any number the seat has not used yet.
    @param deadline First second at which the slip is void [UTC seconds].
    @param accept Confirm it at once, as the caller: the receiver, or a confirmer of the scope.
    """
    assert block.timestamp < deadline, "ledger: slip too late"
    digest: bytes32 = signatures._digest(self._slip_hash(flow, nonce, deadline))
    assert signatures._is_valid(account, digest, signature), "ledger: bad signature"
    seat: uint256 = self._acting_seat(account)
    self._use_nonce(seat, nonce)
    entry: bytes32 = self._record(flow, seat)
    if accept:
        word: uint256 = self._entries[entry]
        confirmer: uint256 = self._counterpart(word, msg.sender)
        self._confirm_flow(entry, word, flow, confirmer)
    return entry


@external
def amend(
    original: IContributionLedger.Flow,
    previous: bytes32,
    quantity: uint256,
    effort: uint256,
    occurred_at: uint256,
    evidence: bytes32,
    measured: bool,
) -> bytes32:
    """
    @notice Correct a confirmed event of the caller: take back part of it. Or replace an estimate by a measurement.
    @dev The new event repeats the parties and the links of the original, and is confirmed like any other.
    @param quantity What to take back, or what was measured [millionths of the unit].
    @param effort What to take back [seconds].
    @param measured Replace an estimate instead of correcting.
    @return Id of the new entry.
    """
    about: bytes32 = self._entry_id(previous, original)
    word: uint256 = self._entries[about]
    assert layout._status(word) == layout.CONFIRMED, "ledger: not confirmed"
    assert not flow_words._is_correction(original.place), "ledger: is a correction"
    seat: uint256 = self._acting_seat(msg.sender)
    assert seat == layout._recorder(word), "ledger: not the recorder"
    facts: uint256 = layout._amending(original.facts, effort, occurred_at)
    self._check(facts, evidence)
    flow: IContributionLedger.Flow = IContributionLedger.Flow(
        facts=facts,
        stock=flow_words._with_quantity(original.stock, quantity),
        place=flow_words._amending(original.place, measured),
        about=about,
        evidence=evidence,
    )
    return self._amend(flow, original, word, measured)


# --- the receiver of an entry, or a CONFIRMER of its scope -----------------------------------------------


@external
def confirm(entry: bytes32):
    """
    @notice Confirm a pending entry: its recognition accrues to the provider, in the season of this confirmation.
    """
    word: uint256 = self._simple_word(entry)
    confirmer: uint256 = self._counterpart(word, msg.sender)
    self._endorse(entry, word, confirmer)


@external
def confirm_batch(entries: DynArray[bytes32, MAX_BATCH]):
    """
    @notice Confirm several pending entries of work, all or none.
    """
    for entry: bytes32 in entries:
        word: uint256 = self._simple_word(entry)
        confirmer: uint256 = self._counterpart(word, msg.sender)
        self._endorse(entry, word, confirmer)


@external
def confirm_flow(flow: IContributionLedger.Flow, previous: bytes32):
    """
    @notice Confirm a pending event of any kind; its effects apply with the last confirmation it needs.
    @param flow The row, as it was recorded.
    @param previous The scope's head before it.
    """
    entry: bytes32 = self._entry_id(previous, flow)
    word: uint256 = self._pending_word(entry)
    confirmer: uint256 = self._counterpart(word, msg.sender)
    self._confirm_flow(entry, word, flow, confirmer)


@external
def confirm_slip(
    flow: IContributionLedger.Flow,
    previous: bytes32,
    account: address,
    deadline: uint256,
    signature: Bytes[1024],
):
    """
    @notice Confirm a pending event in the name of whoever signed; anyone may bring the slip.
    @dev Needs no nonce: a seat confirms an entry once.
    """
    assert block.timestamp < deadline, "ledger: confirmation too late"
    entry: bytes32 = self._entry_id(previous, flow)
    digest: bytes32 = signatures._digest(
        keccak256(abi_encode(CONFIRMATION_TYPEHASH, entry, deadline))
    )
    assert signatures._is_valid(account, digest, signature), "ledger: not their confirmation"
    word: uint256 = self._pending_word(entry)
    confirmer: uint256 = self._counterpart(word, account)
    self._confirm_flow(entry, word, flow, confirmer)


@external
def dispute(entry: bytes32, reason: bytes32):
    """
    @notice Object to a pending entry; from now on only an ARBITER of the scope can decide it.
    @param reason Code or salted commitment, never a text.
    """
    word: uint256 = self._pending_word(entry)
    seat: uint256 = self._counterpart(word, msg.sender)
    self._entries[entry] = layout._with_status(word, layout.DISPUTED)
    log IContributionLedger.EntryDisputed(entry=entry, seat=seat, reason=reason)


# --- an ARBITER of the entry's scope ---------------------------------------------------------------------


@external
def resolve(entry: bytes32, uphold: bool):
    """
    @notice Decide a disputed entry: upheld it is confirmed (at the arbiter's allowance), else it is rejected for good.
    """
    word: uint256 = self._entries[entry]
    assert word & layout.WHOLE == 0, "ledger: bring its whole row"
    arbiter: uint256 = self._resolve(entry, word, uphold)
    if uphold:
        self._confirm(entry, word, arbiter)


@external
def resolve_flow(flow: IContributionLedger.Flow, previous: bytes32, uphold: bool):
    """
    @notice Decide a disputed event of any kind; upheld its effects apply.
    """
    entry: bytes32 = self._entry_id(previous, flow)
    word: uint256 = self._entries[entry]
    arbiter: uint256 = self._resolve(entry, word, uphold)
    if uphold:
        self._confirm(entry, word, arbiter)
        self._apply(entry, flow)
    else:
        self._release(entry, flow)


# --- a STEWARD or CONFIRMER of a scope -------------------------------------------------------------------


@external
def anchor(scope: uint256, root: bytes32, count: uint256, content: bytes32):
    """
    @notice Bind rows of a scope that are kept elsewhere, in a Merkle tree of OpenZeppelin's standard format.
    @param count How many rows the tree has.
    @param content Hash of the file that holds them.
    """
    seat: uint256 = self._acting_seat(msg.sender)
    held: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.CONFIRMER)
    if not held:
        held = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.STEWARD)
    assert held, "ledger: may not anchor"
    assert root != empty(bytes32), "ledger: zero root"
    assert count > 0 and count <= 2**merkle.MAX_PROOF, "ledger: bad count of rows"
    assert self._anchors[root] == 0, "ledger: already anchored"
    self._anchors[root] = scope | (seat << 32) | (count << 64) | (block.timestamp << 128)
    log IContributionLedger.RootAnchored(
        root=root, scope=scope, seat=seat, count=count, content=content
    )


# --- the owner of `Scopes`: the deployer while the alliance is set up, then the timelock -----------------


@external
def set_weight(scope: uint256, skill: uint256, weight_bps: uint256):
    """
    @notice Set what an hour of `skill` counts in `scope`, for entries recorded from now on.
    @param skill Kind of work; use of a machine is 2 times 2**24 more than its spec, citation of a design 4 times.
    @param weight_bps 10,000 is the plain hour: what work counts where nothing was ever set; use and citation nothing.
    """
    self._require_scopes_owner()
    assert weight_bps <= MAX_WEIGHT_BPS, "ledger: weight too high"
    action: uint256 = skill // (layout.MAX_SKILL + 1)
    known: bool = action == 0 or action == actions.USE or action == actions.CITE
    assert known, "ledger: earns no recognition"
    self._require_scope(scope)
    self._weights[scope][skill] = weight_bps + 1
    log IContributionLedger.WeightSet(scope=scope, skill=skill, weight_bps=weight_bps)


@external
def set_rule(scope: uint256, needed: uint256, allowance: uint256):
    """
    @notice Set what it takes to confirm in `scope`, for entries recorded from now on.
    @param needed How many different seats have to confirm an entry, 1 to 7.
    @param allowance What one seat may confirm in the scope in a season; 0: only SEASON_ALLOWANCE bounds it.
    """
    self._require_scopes_owner()
    assert needed > 0 and needed <= MAX_NEEDED, "ledger: needed out of bounds"
    assert allowance <= SEASON_ALLOWANCE, "ledger: above season allowance"
    self._require_scope(scope)
    self._rules[scope] = needed | (allowance << 8)
    log IContributionLedger.RuleSet(scope=scope, needed=needed, allowance=allowance)


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


@external
@view
def allowance_left_in(scope: uint256, seat: uint256) -> uint256:
    """
    @notice Recognition that a seat may still confirm in one scope in the present season.
    """
    season: uint256 = seasons._season_at(block.timestamp)
    left: uint256 = SEASON_ALLOWANCE - recognition_word._given(self._recognition[seat], season)
    bound: uint256 = self._rules[scope] >> 8
    if bound == 0:
        return left
    given: uint256 = recognition_word._given(self._given[scope][seat], season)
    return min(left, bound - min(bound, given))


@external
@view
def reciprocal_left(one: uint256, other: uint256) -> uint256:
    """
    @notice What two seats may still confirm for each other, both ways, in the present season.
    """
    cap: uint256 = SEASON_ALLOWANCE // RECIPROCAL_PARTS
    word: uint256 = self._pairs[pair_word._key(one, other)]
    if word & pair_word.MASK_32 != seasons._season_at(block.timestamp) + 1:
        return cap
    return cap - pair_word._mutual(word)


@external
@view
def rule(scope: uint256) -> (uint256, uint256):
    """
    @notice Confirmations that an entry of the scope needs, and what one seat may confirm in it in a season.
    """
    word: uint256 = self._rules[scope]
    return max(1, word & 255), word >> 8


@external
@view
def amended(entry: bytes32) -> (uint256, uint256):
    """
    @notice Quantity [millionths] and effort [seconds] that amendments of an entry took back, pending ones included.
    """
    word: uint256 = self._amended[entry]
    return word & flow_words.MASK_96, word >> 96


@external
@view
def nonces(seat: uint256, page: uint256) -> uint256:
    """
    @notice 256 nonces of a seat, from 256 times `page` up; a bit is set once its slip was used.
    """
    return self._nonces[seat][page]


@external
@view
def anchor_word(root: bytes32) -> uint256:
    """
    @notice Scope 32, seat 32, count of rows 64, and when it was anchored, from the lowest bit; 0 for an unknown root.
    """
    return self._anchors[root]


@external
@view
def prove(
    root: bytes32,
    facts: uint256,
    stock: uint256,
    evidence: bytes32,
    proof: DynArray[bytes32, merkle.MAX_PROOF],
) -> bool:
    """
    @notice Whether a row is among those anchored under `root`, by its scope.
    """
    anchored: uint256 = self._anchors[root]
    leaf: bytes32 = merkle._leaf(keccak256(abi_encode(ROW_TAG, facts, stock, evidence)))
    in_scope: bool = anchored != 0 and anchored & (2**32 - 1) == layout._scope(facts)
    return in_scope and merkle._root(leaf, proof) == root


# --- internals -------------------------------------------------------------------------------------------


@internal
def _record(flow: IContributionLedger.Flow, seat: uint256) -> bytes32:
    """
    @notice Append an event that `seat` records.
    """
    self._check(flow.facts, flow.evidence)
    self._check_flow(flow, seat)
    recognition: uint256 = self._earned(flow.facts)
    if not layout._is_earning(flow.facts):
        recognition = seat
    flags: uint256 = layout.WHOLE if flow.stock > 0 or flow.place > 0 else 0
    return self._append_flow(flow, recognition, flags)


@internal
def _append_flow(flow: IContributionLedger.Flow, recognition: uint256, flags: uint256) -> bytes32:
    """
    @notice Append an event and tell it whole.
    """
    scope: uint256 = layout._scope(flow.facts)
    previous: bytes32 = self._heads[scope]
    entry: bytes32 = self._entry_id(previous, flow)
    self._append(entry, flow.facts, recognition, flags)
    log IContributionLedger.FlowRecorded(
        entry=entry,
        scope=scope,
        provider=layout._provider(flow.facts),
        facts=flow.facts,
        stock=flow.stock,
        place=flow.place,
        about=flow.about,
        evidence=flow.evidence,
        previous=previous,
        recognition=recognition,
    )
    return entry


@internal
def _append(entry: bytes32, facts: uint256, recognition: uint256, flags: uint256):
    """
    @notice Write a new entry and make it the head of its scope, under the scope's rule of this moment.
    """
    scope: uint256 = layout._scope(facts)
    rule: uint256 = self._rules[scope]
    needed: uint256 = max(1, rule & 255)
    all_flags: uint256 = flags
    if needed > 1:
        all_flags |= layout.SEVERAL
    if rule >> 8 > 0:
        all_flags |= layout.METERED
    self._heads[scope] = entry
    self._entries[entry] = layout._pending(facts, recognition, needed, all_flags)


@internal
def _amend(
    flow: IContributionLedger.Flow,
    original: IContributionLedger.Flow,
    word: uint256,
    measured: bool,
) -> bytes32:
    """
    @notice Append an event that takes back part of another one, which is reserved for it from now on.
    """
    quantity: uint256 = flow_words._quantity(flow.stock)
    effort: uint256 = layout._effort(flow.facts)
    whole: uint256 = flow_words._quantity(original.stock)
    reserved: uint256 = self._amended[flow.about]
    recognition: uint256 = layout._recognition(word)
    if measured:
        left: uint256 = whole - (reserved & flow_words.MASK_96)
        estimated: bool = flow_words._basis(original.place) == flow_words.ESTIMATE
        assert estimated and left > 0, "ledger: no estimate left"
        assert quantity > 0 and effort == 0, "ledger: measure a quantity"
        self._amended[flow.about] = reserved + left
        entry: bytes32 = self._append_flow(flow, recognition, layout.WHOLE)
        self._superseded[entry] = left
        return entry
    assert quantity + effort > 0, "ledger: nothing to take back"
    spent: uint256 = layout._effort(original.facts)
    self._amended[flow.about] = reserved + quantity + (effort << 96)
    assert (reserved & flow_words.MASK_96) + quantity <= whole, "ledger: more than it said"
    assert (reserved >> 96) + effort <= spent, "ledger: longer than it said"
    if layout._is_earning(word):
        recognition = recognition * effort // max(1, spent)
    return self._append_flow(flow, recognition, layout.WHOLE | layout.CORRECTION)


@internal
def _confirm_flow(
    entry: bytes32, word: uint256, flow: IContributionLedger.Flow, confirmer: uint256
):
    """
    @notice Take in a confirmation; the last one that is needed applies the effects.
    """
    if self._endorse(entry, word, confirmer):
        self._apply(entry, flow)


@internal
def _endorse(entry: bytes32, word: uint256, confirmer: uint256) -> bool:
    """
    @notice Take in a confirmation of `confirmer`, who may give it.
    @return Whether it was the last one that was needed.
    """
    if word & layout.SEVERAL != 0:
        assert not self._endorsed[entry][confirmer], "ledger: already confirmed it"
        self._endorsed[entry][confirmer] = True
        if layout._missing(word) > 1:
            season: uint256 = seasons._season_at(block.timestamp)
            self._charge(word, confirmer, season)
            self._entries[entry] = layout._with_one_less(word)
            log IContributionLedger.EntryEndorsed(
                entry=entry, seat=confirmer, missing=layout._missing(word) - 1, season=season
            )
            return False
    self._confirm(entry, word, confirmer)
    return True


@internal
def _confirm(entry: bytes32, word: uint256, confirmer: uint256):
    """
    @notice Mark an entry confirmed, charge the confirmer's allowance and credit the provider, in the present season.
    @dev Unguarded: the caller has checked that `confirmer` may, and that it is not the provider.
    """
    season: uint256 = seasons._season_at(block.timestamp)
    provider: uint256 = layout._provider(word)
    recognition: uint256 = self._charge(word, confirmer, season)
    self._entries[entry] = layout._with_status(word, layout.CONFIRMED)
    if word & layout.CORRECTION != 0 and layout._is_earning(word):
        recognition = layout._recognition(word)
        self._recognition[provider] = recognition_word._with_removed(
            self._recognition[provider], season, recognition
        )
    elif recognition > 0:
        self._recognition[provider] = recognition_word._with_added(
            self._recognition[provider], season, recognition, 0
        )
    log IContributionLedger.EntryConfirmed(
        entry=entry, provider=provider, confirmer=confirmer, season=season, recognition=recognition
    )


@internal
def _charge(word: uint256, confirmer: uint256, season: uint256) -> uint256:
    """
    @notice Charge what an entry earns to its confirmer: the season's allowance, the scope's, and what is mutual.
    @return What it earns; nothing if it takes back, or if a scope provided it.
    """
    recognition: uint256 = layout._recognition(word)
    if recognition == 0 or word & layout.CORRECTION != 0 or not layout._is_earning(word):
        return 0
    given: uint256 = recognition_word._with_added(
        self._recognition[confirmer], season, 0, recognition
    )
    assert recognition_word._given(given, season) <= SEASON_ALLOWANCE, "ledger: allowance used up"
    self._recognition[confirmer] = given

    provider: uint256 = layout._provider(word)
    key: uint256 = pair_word._key(confirmer, provider)
    pair: uint256 = pair_word._with_given(
        self._pairs[key], season, confirmer, provider, recognition
    )
    cap: uint256 = SEASON_ALLOWANCE // RECIPROCAL_PARTS
    assert pair_word._mutual(pair) <= cap, "ledger: too much for each other"
    self._pairs[key] = pair
    if word & layout.METERED != 0:
        self._charge_in_scope(layout._scope(word), confirmer, season, recognition)
    return recognition


@internal
def _charge_in_scope(scope: uint256, confirmer: uint256, season: uint256, recognition: uint256):
    """
    @notice Charge the allowance that a scope gives to each of its confirmers.
    """
    bound: uint256 = self._rules[scope] >> 8
    given: uint256 = recognition_word._with_added(
        self._given[scope][confirmer], season, 0, recognition
    )
    within: bool = bound == 0 or recognition_word._given(given, season) <= bound
    assert within, "ledger: scope allowance used up"
    self._given[scope][confirmer] = given


@internal
def _apply(entry: bytes32, flow: IContributionLedger.Flow):
    """
    @notice Let a confirmed event move stocks; a measurement takes the estimate back first.
    """
    if flow.stock == 0 and flow.place == 0:
        return
    back: bool = flow_words._is_correction(flow.place)
    estimate: uint256 = self._superseded[entry]
    if estimate > 0:
        stock: uint256 = flow_words._with_quantity(flow.stock, estimate)
        extcall IResources(RESOURCES).apply(flow.facts, stock, flow.place, True)
    extcall IResources(RESOURCES).apply(flow.facts, flow.stock, flow.place, back)


@internal
def _release(entry: bytes32, flow: IContributionLedger.Flow):
    """
    @notice Give back what a rejected amendment had reserved of its original.
    """
    if flow_words._is_correction(flow.place):
        taken: uint256 = flow_words._quantity(flow.stock) + (layout._effort(flow.facts) << 96)
        self._amended[flow.about] -= taken
    elif self._superseded[entry] > 0:
        self._amended[flow.about] -= self._superseded[entry]


@internal
def _resolve(entry: bytes32, word: uint256, uphold: bool) -> uint256:
    """
    @notice Take in an arbiter's decision; a rejected entry is closed for good.
    @return The arbiter's seat.
    """
    assert layout._status(word) == layout.DISPUTED, "ledger: not disputed"
    arbiter: uint256 = self._acting_seat(msg.sender)
    assert arbiter != layout._recorder(word), "ledger: arbiter is provider"
    assert arbiter != layout._receiver(word), "ledger: arbiter is receiver"
    assert self._has_role(
        layout._scope(word), arbiter, mandate_word.ARBITER
    ), "ledger: not an arbiter"
    if not uphold:
        self._entries[entry] = layout._with_status(word, layout.REJECTED)
    log IContributionLedger.EntryResolved(entry=entry, arbiter=arbiter, upheld=uphold)
    return arbiter


@internal
def _use_nonce(seat: uint256, nonce: uint256):
    """
    @notice Mark a nonce as used, once.
    """
    bit: uint256 = 1 << (nonce % 256)
    page: uint256 = self._nonces[seat][nonce // 256]
    assert page & bit == 0, "ledger: slip used before"
    self._nonces[seat][nonce // 256] = page | bit
    log IContributionLedger.SlipUsed(seat=seat, nonce=nonce)


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
def _simple_word(entry: bytes32) -> uint256:
    """
    @notice The word of a pending entry that moves no stock, so that its id is enough.
    """
    word: uint256 = self._pending_word(entry)
    assert word & layout.WHOLE == 0, "ledger: its row is needed"
    return word


@internal
def _counterpart(word: uint256, account: address) -> uint256:
    """
    @notice The seat of `account`, if it may answer for the receiving side of an entry, which it does by this.
    """
    seat: uint256 = self._acting_seat(account)
    assert seat != layout._recorder(word), "ledger: own entry"
    receiver: uint256 = layout._receiver(word)
    if seat == receiver and seat != layout._provider(word):
        return seat
    held: bool = self._has_role(layout._scope(word), seat, mandate_word.CONFIRMER)
    if not held and receiver & layout.SCOPE_AGENT != 0:
        held = self._has_role(receiver ^ layout.SCOPE_AGENT, seat, mandate_word.CONFIRMER)
    assert held, "ledger: not a confirmer"
    return seat


@internal
def _acting_seat(account: address) -> uint256:
    """
    @notice The seat that `account` holds and may act for now, which it does by this.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    assert seat_word._is_active(standing), "ledger: no active seat"
    presence._mark(MEMBERSHIP, standing)
    return seat_word._seat(standing)


@internal
@view
def _has_role(scope: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether a seat holds a role in a scope now.
    """
    return staticcall IScopes(SCOPES).has_role(scope, seat, role)


@internal
@view
def _require_scopes_owner():
    """
    @notice Refuse every caller but the owner of `Scopes`.
    """
    assert msg.sender == staticcall IScopes(SCOPES).owner(), "ledger: not the scopes owner"


@internal
@view
def _require_scope(scope: uint256):
    """
    @notice Refuse a scope that was never founded.
    """
    assert staticcall IScopes(SCOPES).exists(scope), "ledger: no such scope"


@internal
@view
def _check(facts: uint256, evidence: bytes32):
    """
    @notice Refuse what no event can say.
    """
    assert evidence != empty(bytes32), "ledger: zero evidence"
    assert layout._effort(facts) <= MAX_EFFORT_SECONDS, "ledger: effort too long"
    assert layout._occurred_at(facts) <= block.timestamp, "ledger: not yet occurred"


@internal
@view
def _check_work(facts: uint256):
    """
    @notice Refuse work without effort, for oneself, or for a seat or a scope that does not exist.
    """
    assert layout._effort(facts) > 0, "ledger: zero effort"
    receiver: uint256 = layout._receiver(facts)
    assert receiver != layout._provider(facts), "ledger: receiver is provider"
    self._check_receiver(receiver)
    self._require_scope(layout._scope(facts))


@internal
@view
def _check_flow(flow: IContributionLedger.Flow, seat: uint256):
    """
    @notice Refuse an event whose parties, counts or links are not what its action takes.
    """
    facts: uint256 = flow.facts
    assert facts & layout.NOT_FACTS == 0, "ledger: not the facts only"
    action: uint256 = layout._action(facts)
    assert action < actions.COUNT, "ledger: no such action"
    self._check_provider(layout._provider(facts), seat)
    # What names another entry may not pass for its correction or its measurement.
    bound: uint256 = flow_words.CORRECTION_BIT
    if flow.about != empty(bytes32):
        assert self._entries[flow.about] != 0, "ledger: about no entry"
        bound = flow_words.MEASUREMENT << 112
    assert flow.place < bound, "ledger: amend it instead"
    if action == actions.WORK:
        self._check_work(facts)
        return
    counts: uint256 = actions._counts(action)
    effort: uint256 = layout._effort(facts)
    quantity: uint256 = flow_words._quantity(flow.stock)
    assert quantity > 0 or (counts == 2 and effort > 0), "ledger: counts nothing"
    assert effort == 0 or counts == 2, "ledger: takes no effort"
    if layout._receiver(facts) != seat:
        self._check_receiver(layout._receiver(facts))
    self._require_scope(layout._scope(facts))


@internal
@view
def _check_provider(provider: uint256, seat: uint256):
    """
    @notice Refuse whoever records for somebody else; a STEWARD records for the scope.
    """
    if provider == seat:
        return
    steward: bool = provider & layout.SCOPE_AGENT != 0 and self._has_role(
        provider ^ layout.SCOPE_AGENT, seat, mandate_word.STEWARD
    )
    assert steward, "ledger: not the provider"


@internal
@view
def _check_receiver(receiver: uint256):
    """
    @notice Refuse a seat or a scope that does not exist; 0 is the scope of the record.
    """
    if receiver == 0:
        return
    if receiver & layout.SCOPE_AGENT != 0:
        assert staticcall IScopes(SCOPES).exists(
            receiver ^ layout.SCOPE_AGENT
        ), "ledger: no such receiving scope"
        return
    assert staticcall IMembership(MEMBERSHIP).holder(receiver) != empty(
        address
    ), "ledger: no such receiver"


@internal
@view
def _earned(facts: uint256) -> uint256:
    """
    @notice What a confirmation will add to the provider's recognition, at the weights of this moment.
    """
    action: uint256 = layout._action(facts)
    scope: uint256 = layout._scope(facts)
    kind: uint256 = layout._skill(facts)
    provider: uint256 = layout._provider(facts)
    if action == actions.WORK and layout._is_earning(facts):
        return layout._effort(facts) * self._weight_bps(scope, kind) // BPS
    if provider == layout._receiver(facts) or not layout._is_earning(facts):
        return 0
    if action != actions.USE and action != actions.CITE:
        return 0
    seconds: uint256 = layout._effort(facts) if action == actions.USE else CITATION_SECONDS
    return seconds * self._weight_bps(scope, (action << 24) | kind) // BPS


@internal
@view
def _weight_bps(scope: uint256, skill: uint256) -> uint256:
    """
    @notice The weight set for a contribution in a scope, or the plain hour for work.
    """
    stored: uint256 = self._weights[scope][skill]
    if stored > 0:
        return stored - 1
    return BPS if skill <= layout.MAX_SKILL else 0


@internal
@view
def _entry_id(previous: bytes32, flow: IContributionLedger.Flow) -> bytes32:
    """
    @notice Id of an entry: it hashes the scope's previous one, so history cannot be edited.
    """
    return keccak256(
        abi_encode(
            previous,
            chain.id,
            self,
            flow.facts,
            flow.stock,
            flow.place,
            flow.about,
            flow.evidence,
        )
    )


@internal
@view
def _slip_hash(flow: IContributionLedger.Flow, nonce: uint256, deadline: uint256) -> bytes32:
    """
    @notice EIP-712 struct hash of a slip: every field by itself, so that a wallet can show them.
    """
    return keccak256(
        abi_encode(
            SLIP_TYPEHASH,
            layout._action(flow.facts),
            layout._scope(flow.facts),
            layout._provider(flow.facts),
            layout._receiver(flow.facts),
            layout._skill(flow.facts),
            layout._effort(flow.facts),
            layout._occurred_at(flow.facts),
            flow_words._quantity(flow.stock),
            flow_words._unit(flow.stock),
            flow_words._resource(flow.stock),
            flow_words._to_resource(flow.stock),
            flow.place,
            flow.about,
            flow.evidence,
            nonce,
            deadline,
        )
    )
