# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposal Rules
@notice What a proposal of each type may do and must reach, who may make it, and how long each step takes.
@dev Append-only. A proposal freezes (type, version) when it is made, so a later version reaches no proposal that
     exists. Type 0 is the default, type 1 the constitution; types are numbered without a gap. What depends on a
     governor (counts of proposals, recorded code) is kept for each caller apart, so that `enter` needs no permission.
@custom:units shares in basis points, spans in seconds
@custom:invariant an adopted version never changes, and the versions of a type count 1, 2, 3 ...; type 1 can always
                  change rules, governor and timelock, and no type that is not constitutional ever can
@custom:pause Nothing to stop: members adopt another version by vote; proposals made before keep theirs.
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.common import signatures
from contracts.governance import code_records
from contracts.governance import outcome
from contracts.governance import permissions
from contracts.governance import proposal_word
from contracts.governance import proposer_suffix
from contracts.governance import rule_word
from contracts.governance import sponsorships
from contracts.interfaces import IMembership
from contracts.interfaces import IProposalRules
from contracts.interfaces import IScopes
from contracts.membership import seat_word

implements: IProposalRules
initializes: owned
initializes: seasons
initializes: signatures
initializes: code_records
initializes: permissions
initializes: sponsorships

# `seal` is left out on purpose: the owner is the timelock from the first block.
exports: (owned.owner, owned.transfer_ownership, signatures.eip712Domain)

SPONSORSHIP_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Sponsorship(uint256 proposalId,address sponsor,uint256 deadline)"
)
BPS: constant(uint256) = 10_000
# Half: a motion must at least have more votes for than against.
MIN_MARGIN_BPS: constant(uint256) = 5_000
# An hour keeps block producers' freedom over timestamps irrelevant and leaves members time to see a vote.
MIN_SPAN_SECONDS: constant(uint256) = 3_600
# A year: nothing decided should wait, or stay usable, for longer than anybody remembers it.
MAX_SPAN_SECONDS: constant(uint256) = 31_536_000
# Width of the type in a proposal's header.
MAX_TYPES: constant(uint256) = 256
# Width of the version in a proposal's header.
MAX_VERSIONS: constant(uint256) = 65_535
# Width of a rule's count of sponsors, and of its proposals in a season.
MAX_COUNT: constant(uint256) = 255
# Steward, confirmer, reviewer, arbiter: the roles of `Scopes`.
MAX_ROLE: constant(uint256) = 4
ORDINARY: constant(uint256) = 0
CONSTITUTION: constant(uint256) = 1
LATEST: constant(uint256) = 0
ROOT_SCOPE: constant(uint256) = 1
MASK_160: constant(uint256) = 2**160 - 1
SELECTOR: constant(uint256) = 2**32 - 1
# In the outline of a call.
HAS_CALLDATA: constant(uint256) = 1 << 192
# transfer_ownership(address) and seal(address): who owns a contract is part of the constitution.
OWNER_SELECTORS: constant(uint256[2]) = [4030008324, 3772211448]

# OpenZeppelin's ProposalState.
PENDING: constant(uint8) = 0
ACTIVE: constant(uint8) = 1
CANCELED: constant(uint8) = 2
DEFEATED: constant(uint8) = 3
SUCCEEDED: constant(uint8) = 4
QUEUED: constant(uint8) = 5
EXPIRED: constant(uint8) = 6
EXECUTED: constant(uint8) = 7

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))

type_count: public(uint256)
# type -> version -> rule_word; version 0: the latest
_words: HashMap[uint256, HashMap[uint256, uint256]]
# governor -> seat -> (season + 1) << 8 | proposals
_entered: HashMap[address, HashMap[uint256, uint256]]


@deploy
def __init__(
    name: String[50],
    owner: address,
    membership: address,
    scopes: address,
    rule: IProposalRules.Rule,
    constitution: IProposalRules.Rule,
):
    """
    @param name Of the alliance, shown by wallets when a sponsorship is signed.
    @param owner The timelock.
    @param rule Version 1 of type 0.
    @param constitution Version 1 of type 1.
    """
    owned.__init__(owner)
    genesis: uint256 = staticcall IMembership(membership).GENESIS()
    season_seconds: uint256 = staticcall IMembership(membership).SEASON_SECONDS()
    seasons.__init__(genesis, season_seconds)
    signatures.__init__(name, "1")
    MEMBERSHIP = membership
    SCOPES = scopes
    self._adopt(0, rule, [])
    self._adopt(CONSTITUTION, constitution, [])


# --- owner -----------------------------------------------------------------------------------------------


@external
def set_type(
    proposal_type: uint256,
    rule: IProposalRules.Rule,
    permissions_: DynArray[IProposalRules.Permission, 16],
) -> uint256:
    """
    @notice Adopt a new version of a type, or the first version of the next type.
    @param permissions_ The only calls that the type may make; none listed, none forbidden.
    @return Number of the version.
    """
    owned._check_owner()
    return self._adopt(proposal_type, rule, permissions_)


# --- governors -------------------------------------------------------------------------------------------


@external
@reentrant  # it calls nobody but `Scopes`, which it only reads
def enter(motion: IProposalRules.Motion, outlines: DynArray[uint256, 10]) -> uint256:
    """
    @notice Check a new proposal of the calling governor against the latest version of its type, and count it.
    @param outlines Target of each call, its first four bytes at bit 160, and bit 192 if it has calldata at all.
    @return The rule, see `rule_word`.
    """
    is_named: bool = proposer_suffix._names(motion.suffix_head, motion.suffix_tail, motion.proposer)
    assert is_named, "rules: no proposer suffix"
    assert seat_word._is_active(motion.standing), "rules: proposer not active"
    word: uint256 = self._word(motion.proposal_type, LATEST)
    self._check_proposer(word, motion.proposal_id, motion.standing)
    is_constitutional: bool = rule_word._is_constitutional(word)
    assert not is_constitutional or len(outlines) == 1, "rules: must stand alone"
    for outline: uint256 in outlines:
        target: address = convert(outline & MASK_160, address)
        if not is_constitutional:
            is_reserved: bool = target in [motion.timelock, self, msg.sender]
            is_reserved = is_reserved or (outline >> 160) & SELECTOR in OWNER_SELECTORS
            assert not is_reserved, "rules: needs the constitution"
        if outline & HAS_CALLDATA != 0:
            code_records._rely_on(msg.sender, target)
    return word


@external
def check_calls(
    proposal_type: uint256,
    version: uint256,
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
):
    """
    @notice Refuse a call that a restricted version does not list.
    """
    for i: uint256 in range(len(targets), bound=10):
        permissions._check(proposal_type, version, targets[i], values[i], calldatas[i])


@external
def check_code(header: uint256, targets: DynArray[address, 10]):
    """
    @notice Refuse a target of the calling governor whose code has changed since the proposal was made.
    @param header The proposal's, see `proposal_word`.
    """
    delay: uint256 = rule_word._delay_seconds(self._rule_of(header))
    for target: address in targets:
        code_records._check(msg.sender, target, proposal_word._start(header) - delay)


# --- anybody ---------------------------------------------------------------------------------------------


@external
def sponsor(proposal_id: uint256):
    """
    @notice Ask for a proposal that somebody else is about to make.
    @param proposal_id Hash of its content, see `hashProposal` of the governor.
    """
    self._sponsor(proposal_id, msg.sender)


@external
def sponsor_by_sig(
    proposal_id: uint256,
    sponsors: DynArray[address, 16],
    signatures_: DynArray[Bytes[1024], 16],
    deadline: uint256,
):
    """
    @notice Hand in signed `Sponsorship`s of one proposal; one that was handed in before changes nothing.
    @param deadline Last second of all of them [UTC seconds].
    """
    assert len(sponsors) == len(signatures_), "rules: bad signature list"
    assert block.timestamp <= deadline, "rules: sponsorship expired"
    for i: uint256 in range(len(sponsors), bound=16):
        request: bytes32 = keccak256(
            abi_encode(SPONSORSHIP_TYPEHASH, proposal_id, sponsors[i], deadline)
        )
        is_genuine: bool = signatures._is_valid(
            sponsors[i], signatures._digest(request), signatures_[i]
        )
        assert is_genuine, "rules: bad signature"
        self._sponsor(proposal_id, sponsors[i])


@external
def record_code(governor: address, target: address):
    """
    @notice Record the code that a target has now, so that new proposals may call it again.
    """
    code_records._renew(governor, target)


# --- views -----------------------------------------------------------------------------------------------


@external
@view
@reentrant  # adoption calls nobody, so there is no half-written state to read
def latest(proposal_type: uint256) -> uint256:
    """
    @notice Number of the latest version of a type; 0 if there is no such type.
    """
    return rule_word._version(self._words[proposal_type][LATEST])


@external
@view
@reentrant  # as above
def rule(proposal_type: uint256, version: uint256) -> IProposalRules.Rule:
    """
    @notice One version of a type, as adopted.
    @param version From 1; 0 for the latest.
    """
    return rule_word._unpack(self._word(proposal_type, version))


@external
@view
@reentrant  # as above
def word(proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice One version of a type, as the one word of `rule_word`.
    @param version From 1; 0 for the latest.
    """
    return self._word(proposal_type, version)


@external
@view
@reentrant  # as above
def state(header: uint256, persons: uint256, organisations: uint256) -> uint8:
    """
    @notice State of a proposal now: 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 6 expired,
            7 executed.
    @param header See `proposal_word`.
    @param persons Tally of the persons, see `tally_word`.
    @param organisations Tally of the organisations.
    """
    if proposal_word._is_executed(header):
        return EXECUTED
    if proposal_word._is_canceled(header):
        return CANCELED
    if block.timestamp < proposal_word._end(header):
        return PENDING if block.timestamp < proposal_word._start(header) else ACTIVE
    grace: uint256 = rule_word._grace_seconds(self._rule_of(header))
    eta: uint256 = proposal_word._eta(header)
    if eta != 0:
        return QUEUED if block.timestamp < eta + grace else EXPIRED
    if not self._has_passed(header, persons, organisations):
        return DEFEATED
    return SUCCEEDED if block.timestamp < proposal_word._end(header) + grace else EXPIRED


@external
@view
@reentrant  # as above
def has_passed(header: uint256, persons: uint256, organisations: uint256) -> bool:
    """
    @notice Whether every chamber that the rule asks lets a proposal pass, by the ballots cast so far.
    @param header As of `state`, like the tallies.
    """
    return self._has_passed(header, persons, organisations)


@external
@view
@reentrant  # as above
def quorums(header: uint256) -> (uint256, uint256):
    """
    @notice Heads that a proposal whose vote has begun needs: of persons, and of organisations, 0 if they are not asked.
    """
    return self._quorums(self._rule_of(header), proposal_word._start(header) - 1)


@external
@view
@reentrant  # as above
def quorum(timepoint: uint256) -> uint256:
    """
    @notice Persons that a proposal of the default type with this snapshot would need [heads].
    """
    return self._quorums(self._word(ORDINARY, LATEST), timepoint)[0]


@external
@view
@reentrant  # as above
def sponsor_count(proposal_id: uint256) -> uint256:
    """
    @notice Seats that have asked for a proposal.
    """
    return sponsorships._counts[proposal_id]


@external
@view
@reentrant  # as above
def proposals_of(governor: address, seat: uint256, season: uint256) -> uint256:
    """
    @notice Proposals of a seat that were counted in a season, its latest; only limited types count.
    """
    entered: uint256 = self._entered[governor][seat]
    return entered & MAX_COUNT if entered >> 8 == season + 1 else 0


# --- internals -------------------------------------------------------------------------------------------


@internal
def _adopt(
    proposal_type: uint256,
    rule: IProposalRules.Rule,
    permissions_: DynArray[IProposalRules.Permission, 16],
) -> uint256:
    """
    @notice Append a version.
    """
    assert proposal_type < MAX_TYPES, "rules: too many types"
    assert proposal_type <= self.type_count, "rules: type not next"
    version: uint256 = rule_word._version(self._words[proposal_type][LATEST]) + 1
    assert version <= MAX_VERSIONS, "rules: too many versions"
    self._check(rule)
    self._check_character(proposal_type, rule, len(permissions_) != 0)
    if version == 1:
        self.type_count = proposal_type + 1
    for permission: IProposalRules.Permission in permissions_:
        permissions._allow(proposal_type, version, permission)
    word: uint256 = rule_word._pack(rule, len(permissions_) != 0, version)
    self._words[proposal_type][LATEST] = word
    self._words[proposal_type][version] = word
    log IProposalRules.RuleAdopted(
        proposal_type=proposal_type, version=version, rule=rule, permissions=permissions_
    )
    return version


@internal
@view
def _check(rule: IProposalRules.Rule):
    """
    @notice Refuse a rule that could decide nothing, or too easily.
    """
    assert rule.quorum_bps >= 1 and rule.quorum_bps <= BPS, "rules: quorum out of range"
    assert rule.organisation_quorum_bps <= BPS, "rules: second quorum too high"
    assert (
        rule.margin_bps >= MIN_MARGIN_BPS and rule.margin_bps <= BPS
    ), "rules: margin out of range"
    assert self._is_span(rule.delay_seconds), "rules: delay out of range"
    assert self._is_span(rule.period_seconds), "rules: period out of range"
    assert self._is_span(rule.timelock_seconds), "rules: timelock out of range"
    assert self._is_span(rule.grace_seconds), "rules: grace out of range"
    assert rule.extension_seconds <= rule.period_seconds, "rules: extension too long"
    assert (
        rule.delay_seconds + rule.period_seconds + rule.extension_seconds <= seasons.SEASON_SECONDS
    ), "rules: vote exceeds season"


@internal
@pure
def _check_character(proposal_type: uint256, rule: IProposalRules.Rule, is_restricted: bool):
    """
    @notice Refuse proposers that cannot exist, and a constitution that nobody, or silence, could change.
    """
    assert rule.proposer_kind <= seat_word.ORGANISATION, "rules: unknown kind"
    assert rule.proposer_role <= MAX_ROLE, "rules: unknown role"
    assert max(rule.sponsors, rule.proposals_per_season) <= MAX_COUNT, "rules: count too high"
    assert not (rule.is_constitutional and rule.is_optimistic), "rules: silence is no consent"
    if proposal_type == CONSTITUTION:
        assert rule.is_constitutional and not is_restricted, "rules: not a constitution"


@internal
@pure
def _is_span(seconds: uint256) -> bool:
    """
    @notice Whether a span is neither too short nor too long.
    """
    return seconds >= MIN_SPAN_SECONDS and seconds <= MAX_SPAN_SECONDS


@internal
@view
def _word(proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice Word of a version that exists; 0 stands for the latest.
    """
    word: uint256 = self._words[proposal_type][version]
    assert word != 0, "rules: no such rule"
    return word


@internal
def _check_proposer(rule: uint256, proposal_id: uint256, standing: uint256):
    """
    @notice Refuse a seat that may not make this proposal now.
    """
    seat: uint256 = seat_word._seat(standing)
    kind: uint256 = rule_word._proposer_kind(rule)
    assert kind == 0 or kind == seat_word._kind(standing), "rules: not this kind of seat"
    role: uint256 = rule_word._proposer_role(rule)
    if role != 0:
        holds: bool = staticcall IScopes(SCOPES).has_role(ROOT_SCOPE, seat, role)
        assert holds, "rules: proposer lacks the role"
    wanted: uint256 = rule_word._sponsors(rule)
    if wanted != 0:
        assert sponsorships._beside(proposal_id, seat) >= wanted, "rules: too few sponsors"
    limit: uint256 = rule_word._proposals_per_season(rule)
    if limit != 0:
        self._count(seat, limit)


@internal
def _count(seat: uint256, limit: uint256):
    """
    @notice Count a proposal of a seat in this season.
    """
    season: uint256 = seasons._season_at(block.timestamp) + 1
    entered: uint256 = self._entered[msg.sender][seat]
    if entered >> 8 != season:
        entered = season << 8
    assert entered & MAX_COUNT < limit, "rules: season limit reached"
    self._entered[msg.sender][seat] = entered + 1


@internal
def _sponsor(proposal_id: uint256, account: address):
    """
    @notice Count the seat of an account that may act.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    assert seat_word._is_active(standing), "rules: not an active seat"
    sponsorships._add(proposal_id, seat_word._seat(standing))


@internal
@view
def _rule_of(header: uint256) -> uint256:
    """
    @notice The rule that was frozen for a proposal.
    """
    return self._word(proposal_word._type(header), proposal_word._version(header))


@internal
@view
def _has_passed(header: uint256, persons: uint256, organisations: uint256) -> bool:
    """
    @notice Whether every chamber that the rule asks lets a proposal pass.
    """
    rule: uint256 = self._rule_of(header)
    quorum: uint256 = 0
    second: uint256 = 0
    quorum, second = self._quorums(rule, proposal_word._start(header) - 1)
    if not outcome._carries(persons, rule, quorum):
        return False
    return second == 0 or outcome._carries(organisations, rule, second)


@internal
@view
def _quorums(rule: uint256, timepoint: uint256) -> (uint256, uint256):
    """
    @notice Heads needed in both chambers. A chamber in which nobody sits is not asked.
    """
    persons: uint256 = 0
    organisations: uint256 = 0
    persons, organisations = staticcall IMembership(MEMBERSHIP).active_at(timepoint)
    share: uint256 = rule_word._organisation_quorum_bps(rule)
    second: uint256 = 0
    if share != 0 and organisations != 0:
        second = outcome._quorum(organisations, share)
    return outcome._quorum(persons, rule_word._quorum_bps(rule)), second
