# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
# pragma optimize codesize
"""
@title Quadratic Governor
@notice How an alliance decides: members propose calls, vote with voice credits (v votes cost v * v), and what passes is
        queued in the timelock and executed.
@dev Speaks OpenZeppelin's IGovernor of version 5; the quadratic part travels in `params`: abi(votes) or abi(votes,
     deadline), nothing for one vote. A period is half-open, [start, end), while IGovernor counts a snapshot and a
     deadline as still before the vote and still in it; so proposalSnapshot is start - 1 and proposalDeadline end - 1,
     and every comparison that OpenZeppelin's tools make holds exactly. A seat votes if it was taken at the snapshot;
     organisations in a chamber of their own, where the proposal's type asks it. What a type may do and must reach is
     checked by `ProposalRules`: proposing pays for it, a vote does not.
     Views are reentrant: every write is complete before anything is called, so they are never half-way.
     Descriptions have at most 4,096 bytes, reasons 1,024; longer texts are referred to by their address. A proposal
     makes at most ten calls, like one of Compound's GovernorBravo: memory is laid out for as many as there may be.
@custom:units votes, credits and heads are whole numbers; times are UTC seconds; spans are seconds
@custom:invariant executed only if passed under the rule frozen at proposing, queued, and its delay waited for;
                  states only move forward; canceled, defeated, expired and executed are final
@custom:pause The guardian cancels any proposal that has not run, until its term ends; only a vote renews it.
"""

from contracts.common import seasons
from contracts.common import signatures
from contracts.governance import ballots
from contracts.governance import docket
from contracts.governance import governor_face
from contracts.governance import guardianship
from contracts.governance import meter_word
from contracts.governance import proposal_word
from contracts.governance import rule_word
from contracts.governance import tally_word
from contracts.interfaces import IGovernor
from contracts.interfaces import IMembership
from contracts.interfaces import IProposalRules
from contracts.interfaces import IQuadraticGovernor
from contracts.interfaces import ITimelock
from contracts.membership import presence
from contracts.membership import seat_word

# ERC-5805, as far as it is asked here.
interface IDelegation:
    def delegates(account: address) -> address: view


implements: IGovernor
implements: IQuadraticGovernor
initializes: seasons
initializes: signatures
initializes: ballots
initializes: docket[seasons := seasons]
initializes: guardianship

exports: (
    signatures.eip712Domain,
    ballots.LEDGER,
    ballots.BASE_CREDITS,
    ballots.ORGANISATION_CREDITS,
    ballots.BONUS_UNIT,
    ballots.BONUS_CAP,
    ballots.proposalVotes,
    ballots.proposal_heads,
    ballots.chamber_votes,
    docket.proposalSnapshot,
    docket.proposalDeadline,
    docket.proposalEta,
    docket.proposal_number,
    docket.header,
    docket.proposalCount,
    governor_face.proposalNeedsQueuing,
    governor_face.proposalThreshold,
    governor_face.clock,
    governor_face.CLOCK_MODE,
    governor_face.COUNTING_MODE,
    governor_face.hashProposal,
    governor_face.getProposalId,
    governor_face.supportsInterface,
    guardianship.guardian,
    guardianship.guardian_until,
)

BALLOT_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"
)
EXTENDED_BALLOT_TYPEHASH: public(constant(bytes32)) = keccak256(
    "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)"
)
# Length of `#proposer=0x` and an address.
SUFFIX_LENGTH: constant(uint256) = 52
DEFAULT_TYPE: constant(uint256) = 0
# In the outline of a call, see `ProposalRules.enter`, above the first four bytes: that it has calldata at all.
HAS_CALLDATA: constant(uint256) = 1 << 32
# In place of a version, for `ProposalRules.word`.
LATEST: constant(uint256) = 0

PROPOSE: constant(bytes4) = method_id(
    "propose(address[],uint256[],bytes[],string)", output_type=bytes4
)
# Of the timelock's functions. A typed call would send as many bytes as its arguments may have at most, and memory
# of twice that costs ten thousand gas; these calls send what there is.
SCHEDULE_BATCH: constant(bytes4) = method_id(
    "scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)", output_type=bytes4
)
EXECUTE_BATCH: constant(bytes4) = method_id(
    "executeBatch(address[],uint256[],bytes[],bytes32,bytes32)", output_type=bytes4
)

# OpenZeppelin's ProposalState.
CANCELED: constant(uint8) = 2
DEFEATED: constant(uint8) = 3
SUCCEEDED: constant(uint8) = 4
QUEUED: constant(uint8) = 5

MEMBERSHIP: public(immutable(address))
RULES: public(immutable(address))
TIMELOCK: public(immutable(address))

# What `proposeTyped` asks `propose` for; the default type at every other time.
_named_type: transient(uint256)


@deploy
def __init__(
    name: String[50],
    membership: address,
    ledger: address,
    rules: address,
    timelock: address,
    base_credits: uint256,
    organisation_credits: uint256,
    bonus_unit: uint256,
    bonus_cap: uint256,
    guardian: address,
    guardian_until: uint256,
):
    """
    @param name Of the alliance, shown by wallets when a ballot is signed.
    @param base_credits Budget of every person in every season [credits].
    @param organisation_credits Budget of every organisation in every season [credits].
    @param bonus_unit Recognition that a first extra credit takes; the bonus is the root of recognition in this unit.
    @param bonus_cap Most credits that recognition can add.
    @param guardian Account that may cancel proposals until `guardian_until`.
    """
    genesis: uint256 = staticcall IMembership(membership).GENESIS()
    season_seconds: uint256 = staticcall IMembership(membership).SEASON_SECONDS()
    seasons.__init__(genesis, season_seconds)
    signatures.__init__(name, "1")
    ballots.__init__(ledger, base_credits, organisation_credits, bonus_unit, bonus_cap)
    MEMBERSHIP = membership
    RULES = rules
    TIMELOCK = timelock
    guardianship._set_guardian(guardian, guardian_until)


# --- any seat --------------------------------------------------------------------------------------------


@external
def propose(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    description: String[4096],
) -> uint256:
    """
    @notice Propose calls for the timelock to make, of the default type.
    @param description Markdown, its first line the title, its end `#proposer=0x` and the caller's address.
    @return Id of the proposal.
    """
    proposal_type: uint256 = self._named_type
    calls: uint256 = len(targets)
    assert (
        calls > 0 and calls == len(values) and calls == len(calldatas)
    ), "governor: bad call lists"
    head: bytes32 = empty(bytes32)
    tail: bytes32 = empty(bytes32)
    if len(description) >= SUFFIX_LENGTH:
        suffix: uint256 = unsafe_sub(len(description), SUFFIX_LENGTH)
        head = extract32(convert(description, Bytes[4096]), suffix)
        tail = extract32(convert(description, Bytes[4096]), unsafe_add(suffix, 20))
    proposal_id: uint256 = convert(
        keccak256(abi_encode(targets, values, calldatas, keccak256(description))), uint256
    )
    assert docket._headers[proposal_id] == 0, "governor: already proposed"
    standing: uint256 = self._standing(msg.sender)
    outlines: DynArray[uint256, 10] = []
    signatures_: DynArray[String[1], 10] = []
    for i: uint256 in range(calls, bound=10):
        # Here, because an internal function's argument is laid out at its full length.
        outline: uint256 = convert(targets[i], uint256)
        length: uint256 = len(calldatas[i])
        if length != 0:
            assert length >= 4, "governor: bad calldata"
            outline |= (HAS_CALLDATA | convert(slice(calldatas[i], 0, 4), uint256)) << 160
        outlines.append(outline)
        signatures_.append("")
    rule: uint256 = extcall IProposalRules(RULES).enter(
        IProposalRules.Motion(
            proposal_id=proposal_id,
            proposal_type=proposal_type,
            proposer=msg.sender,
            standing=standing,
            timelock=TIMELOCK,
            suffix_head=head,
            suffix_tail=tail,
        ),
        outlines,
    )
    if rule_word._is_restricted(rule):
        extcall IProposalRules(RULES).check_calls(
            proposal_type, rule_word._version(rule), targets, values, calldatas
        )
    header: uint256 = docket._enter(proposal_id, proposal_type, standing, rule)
    log IGovernor.ProposalCreated(
        proposalId=proposal_id,
        proposer=msg.sender,
        targets=targets,
        values=values,
        signatures=signatures_,
        calldatas=calldatas,
        voteStart=unsafe_sub(proposal_word._start(header), 1),
        voteEnd=unsafe_sub(proposal_word._end(header), 1),
        description=description,
    )
    presence._mark(MEMBERSHIP, standing)
    return proposal_id


@external
@reentrant  # `propose` takes the lock
def proposeTyped(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    description: String[4096],
    proposal_type: uint256,
) -> uint256:
    """
    @notice Propose calls of a type. All else is as of `propose`, the id too.
    @dev Calls `propose` in this contract's own name and code, so the caller stays who it is: a second copy of it would
         not fit, and an internal function that both share would lay the calls out twice for every proposal.
    @param proposal_type Type in `ProposalRules`, whose latest version is frozen for this proposal.
    @return Id of the proposal.
    """
    self._named_type = proposal_type
    proposal_id: Bytes[32] = raw_call(
        self,
        abi_encode(targets, values, calldatas, description, method_id=PROPOSE),
        max_outsize=32,
        is_delegate_call=True,
    )
    self._named_type = DEFAULT_TYPE
    return convert(proposal_id, uint256)


@external
def castVote(proposalId: uint256, support: uint8) -> uint256:
    """
    @notice Vote with one vote, or abstain.
    @param support 0 against, 1 for, 2 abstain.
    @return Votes of the ballot.
    """
    return self._cast_plain(
        msg.sender,
        staticcall IMembership(MEMBERSHIP).standing(msg.sender),
        proposalId,
        support,
    )


@external
def castVoteWithReason(proposalId: uint256, support: uint8, reason: String[1024]) -> uint256:
    """
    @notice Vote with one vote, or abstain, and say why.
    """
    standing: uint256 = self._standing(msg.sender)
    return self._cast(msg.sender, standing, proposalId, support, reason, b"")


@external
def castVoteWithReasonAndParams(
    proposalId: uint256, support: uint8, reason: String[1024], params: Bytes[64]
) -> uint256:
    """
    @notice Set this seat's ballot to a number of votes; 0 withdraws it, also from a canceled proposal.
    @param params Nothing, abi(votes), or abi(votes, deadline); deadline is the last second [UTC seconds].
    """
    standing: uint256 = self._standing(msg.sender)
    return self._cast(msg.sender, standing, proposalId, support, reason, params)


@external
def castFor(
    proposalId: uint256, support: uint8, params: Bytes[64], seats: DynArray[uint256, 64]
) -> uint256:
    """
    @notice Vote for seats that chose the caller as their delegate, for each with its own credits.
    @dev A seat that speaks for itself is passed over, now and later; so is one with another delegate by now: neither
         can hold the others up. One that cannot pay can, and the delegate leaves it out.
    @param params As of `castVoteWithReasonAndParams`, the same for every seat.
    @return Ballots that were set.
    """
    votes: uint256 = self._votes(support, params)
    cast: uint256 = 0
    for seat: uint256 in seats:
        voter: address = self._holder(seat)
        standing: uint256 = self._standing(voter)
        is_free: bool = self._nonce(proposalId, standing) == 0
        if is_free and staticcall IDelegation(MEMBERSHIP).delegates(voter) == msg.sender:
            self._set_ballot(standing, proposalId, support, votes, 0)
            log IQuadraticGovernor.VoteCastFor(
                delegate=msg.sender, seat=seat, proposalId=proposalId
            )
            log IGovernor.VoteCast(
                voter=voter, proposalId=proposalId, support=support, weight=votes, reason=""
            )
            cast += 1
    return cast


# --- anybody ---------------------------------------------------------------------------------------------


@external
def castVoteBySig(
    proposalId: uint256, support: uint8, voter: address, signature: Bytes[1024]
) -> uint256:
    """
    @notice Hand in a signed `Ballot`; its nonce is `ballot_nonce(proposalId, voter)`.
    """
    standing: uint256 = self._standing(voter)
    nonce: uint256 = self._nonce(proposalId, standing)
    ballot: bytes32 = keccak256(abi_encode(BALLOT_TYPEHASH, proposalId, support, voter, nonce))
    self._check_signature(voter, ballot, signature)
    return self._cast_plain(voter, standing, proposalId, support)


@external
def castVoteWithReasonAndParamsBySig(
    proposalId: uint256,
    support: uint8,
    voter: address,
    reason: String[1024],
    params: Bytes[64],
    signature: Bytes[1024],
) -> uint256:
    """
    @notice Hand in a signed `ExtendedBallot`; its nonce is `ballot_nonce(proposalId, voter)`.
    """
    standing: uint256 = self._standing(voter)
    nonce: uint256 = self._nonce(proposalId, standing)
    ballot: bytes32 = keccak256(
        abi_encode(
            EXTENDED_BALLOT_TYPEHASH,
            proposalId,
            support,
            voter,
            nonce,
            keccak256(reason),
            keccak256(params),
        )
    )
    self._check_signature(voter, ballot, signature)
    return self._cast(voter, standing, proposalId, support, reason, params)


@external
def queue(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    descriptionHash: bytes32,
) -> uint256:
    """
    @notice Hand a passed proposal to the timelock.
    @dev The delay is the frozen rule's, or the timelock's minimum if that has become longer.
    """
    proposal_id: uint256 = convert(
        keccak256(abi_encode(targets, values, calldatas, descriptionHash)), uint256
    )
    header: uint256 = docket._header(proposal_id)
    assert self._state(proposal_id, header) == SUCCEEDED, "governor: not passed"
    rule: uint256 = self._rule_word(proposal_word._type(header), proposal_word._version(header))
    delay: uint256 = max(
        rule_word._timelock_seconds(rule), staticcall ITimelock(TIMELOCK).getMinDelay()
    )
    salt: bytes32 = self._salt(descriptionHash)
    eta: uint256 = block.timestamp + delay
    docket._headers[proposal_id] = proposal_word._queued(header, eta)
    log IGovernor.ProposalQueued(proposalId=proposal_id, etaSeconds=eta)
    raw_call(
        TIMELOCK,
        abi_encode(
            targets, values, calldatas, empty(bytes32), salt, delay, method_id=SCHEDULE_BATCH
        ),
    )
    return proposal_id


@external
@payable
def execute(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    descriptionHash: bytes32,
) -> uint256:
    """
    @notice Have the timelock make the calls of a queued proposal whose delay has passed.
    @dev ETH that comes along goes to the timelock with the call; the governor never keeps any.
    """
    proposal_id: uint256 = convert(
        keccak256(abi_encode(targets, values, calldatas, descriptionHash)), uint256
    )
    header: uint256 = docket._header(proposal_id)
    assert self._state(proposal_id, header) == QUEUED, "governor: not queued"
    docket._headers[proposal_id] = header | proposal_word.EXECUTED
    log IGovernor.ProposalExecuted(proposalId=proposal_id)
    extcall IProposalRules(RULES).check_code(header, targets)
    salt: bytes32 = self._salt(descriptionHash)
    raw_call(
        TIMELOCK,
        abi_encode(targets, values, calldatas, empty(bytes32), salt, method_id=EXECUTE_BATCH),
        value=msg.value,
    )
    return proposal_id


# --- proposer and guardian -------------------------------------------------------------------------------


@external
def cancel(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    descriptionHash: bytes32,
) -> uint256:
    """
    @notice Stop a proposal: its proposer until it is queued, the guardian until it is executed.
    @dev A defeated or expired one is over: canceling it would give spent credits back.
    """
    proposal_id: uint256 = governor_face._id(targets, values, calldatas, descriptionHash)
    header: uint256 = docket._header(proposal_id)
    self._check_may_cancel(proposal_id, header)
    docket._headers[proposal_id] = header | proposal_word.CANCELED
    log IGovernor.ProposalCanceled(proposalId=proposal_id)
    if proposal_word._eta(header) != 0:
        operation: bytes32 = keccak256(
            abi_encode(targets, values, calldatas, empty(bytes32), self._salt(descriptionHash))
        )
        extcall ITimelock(TIMELOCK).cancel(operation)
    return proposal_id


# --- timelock --------------------------------------------------------------------------------------------


@external
@reentrant  # the timelock calls it from inside `execute`; it writes two words and calls nobody
def set_guardian(guardian: address, until: uint256):
    """
    @notice Name the guardian and the end of its term, by vote.
    """
    assert msg.sender == TIMELOCK, "governor: only the timelock"
    guardianship._set_guardian(guardian, until)


# --- views of a proposal ---------------------------------------------------------------------------------


@external
@view
@reentrant
def state(proposalId: uint256) -> uint8:
    """
    @notice 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 6 expired, 7 executed.
    """
    return self._state(proposalId, docket._header(proposalId))


@external
@view
@reentrant
def proposalProposer(proposalId: uint256) -> address:
    """
    @notice Who holds the proposer's seat.
    """
    return self._holder(proposal_word._seat(docket._headers[proposalId]))


# --- views of a seat -------------------------------------------------------------------------------------


@external
@view
@reentrant
def credits(seat: uint256, season: uint256) -> (uint256, uint256):
    """
    @notice A seat's voice credits of a season: (budget, spent).
    @dev Before the seat's first ballot of that season, the budget it would freeze now. Once the next season but one has
         begun, the figures are in the events only.
    """
    standing: uint256 = self._standing(self._holder(seat))
    return ballots._credits(seat, season, seat_word._kind(standing) == seat_word.PERSON)


@external
@view
@reentrant
def hasVoted(proposalId: uint256, account: address) -> bool:
    """
    @notice Whether a ballot of this account's seat counts; known until the next season but one begins.
    """
    seat: uint256 = seat_word._seat(self._standing(account))
    return self._counts(docket._header(proposalId), seat)


@external
@view
@reentrant
def receipt(proposalId: uint256, seat: uint256) -> (uint8, uint256, uint256):
    """
    @notice A seat's ballot: (0 none, 1 against, 2 for, 3 abstain), votes, revision; known as long as `hasVoted`.
    """
    word: uint256 = self._receipt(docket._header(proposalId), seat)
    mark: uint256 = meter_word._mark(word)
    return convert(tally_word._side(mark), uint8), tally_word._votes(mark), meter_word._revision(
        word
    )


@external
@view
@reentrant
def ballot_nonce(proposalId: uint256, voter: address) -> uint256:
    """
    @notice Nonce of the voter's next signed ballot on a proposal; direct ballots raise it too.
    """
    return self._nonce(proposalId, self._standing(voter))


@external
@view
@reentrant
def getVotes(account: address, timepoint: uint256) -> uint256:
    """
    @notice 1 for a person with a seat at `timepoint` and still, 0 for everybody else. Credits buy votes, see `credits`.
    """
    return self._vote_right(account, timepoint)


@external
@view
@reentrant
def getVotesWithParams(account: address, timepoint: uint256, params: Bytes[64]) -> uint256:
    """
    @notice As `getVotes`: the right to vote does not depend on how many votes a ballot buys.
    """
    return self._vote_right(account, timepoint)


# --- views of the rules ----------------------------------------------------------------------------------


@external
@view
@reentrant
def votingDelay() -> uint256:
    """
    @notice From proposing to the first vote, of the default type [seconds].
    """
    return rule_word._delay_seconds(self._rule_word(DEFAULT_TYPE, LATEST))


@external
@view
@reentrant
def votingPeriod() -> uint256:
    """
    @notice From the first vote to the last, of the default type [seconds].
    """
    return rule_word._period_seconds(self._rule_word(DEFAULT_TYPE, LATEST))


@external
@view
@reentrant
def quorum(timepoint: uint256) -> uint256:
    """
    @notice Heads that a proposal of the default type with this snapshot needs, in the past [persons].
    """
    return staticcall IProposalRules(RULES).quorum(timepoint)


@external
@view
@reentrant
def proposal_quorum(proposalId: uint256) -> (uint256, uint256):
    """
    @notice Heads that a proposal whose vote has begun needs, under its frozen rule: (persons, organisations).
    """
    return staticcall IProposalRules(RULES).quorums(docket._header(proposalId))


# --- views of the signing domain -------------------------------------------------------------------------


@external
@view
@reentrant
def name() -> String[50]:
    """
    @notice Name of the alliance and of the signing domain.
    """
    return signatures._name


@external
@view
@reentrant
def version() -> String[20]:
    """
    @notice Version of the signing domain.
    """
    return signatures._version


# --- internals: voting -----------------------------------------------------------------------------------


@internal
def _cast_plain(voter: address, standing: uint256, proposal_id: uint256, support: uint8) -> uint256:
    """
    @notice Set a ballot of one vote, or an abstention.
    @dev Apart from `_cast`, because a reason costs memory even where there is none.
    """
    votes: uint256 = 0 if support == 2 else 1
    self._set_ballot(standing, proposal_id, support, votes, 1)
    log IGovernor.VoteCast(
        voter=voter, proposalId=proposal_id, support=support, weight=votes, reason=""
    )
    return votes


@internal
def _cast(
    voter: address,
    standing: uint256,
    proposal_id: uint256,
    support: uint8,
    reason: String[1024],
    params: Bytes[64],
) -> uint256:
    """
    @notice Set a ballot as its `params` say, or of one vote.
    """
    votes: uint256 = self._votes(support, params)
    self._set_ballot(standing, proposal_id, support, votes, 1)
    if len(params) == 0:
        log IGovernor.VoteCast(
            voter=voter, proposalId=proposal_id, support=support, weight=votes, reason=reason
        )
    else:
        log IGovernor.VoteCastWithParams(
            voter=voter,
            proposalId=proposal_id,
            support=support,
            weight=votes,
            reason=reason,
            params=params,
        )
    return votes


@internal
def _set_ballot(
    standing: uint256, proposal_id: uint256, support: uint8, votes: uint256, step: uint256
):
    """
    @notice Replace the ballot of the seat in `standing`, if it may vote on this proposal now.
    @param step 1 if the seat itself speaks, 0 if its delegate does.
    """
    header: uint256 = docket._header(proposal_id)
    start: uint256 = proposal_word._start(header)
    end: uint256 = proposal_word._end(header)
    # One comparison, and no calls for what is one bit: a ballot pays for each.
    is_open: bool = unsafe_sub(block.timestamp, start) < unsafe_sub(end, start)
    seat: uint256 = standing & seat_word.MASK_32
    is_canceled: bool = header & proposal_word.CANCELED != 0
    if is_canceled:
        is_open = votes == 0 and self._counts(header, seat)
    assert is_open, "governor: voting is not open"
    assert seat_word._was_active(standing, unsafe_sub(start, 1)), "governor: no seat at snapshot"
    is_person: bool = (standing >> 32) & seat_word.MASK_8 == seat_word.PERSON
    assert is_person or proposal_word._is_dual(header), "governor: persons only"
    assert support <= 2 and (votes == 0 or support < 2), "governor: bad support"

    is_late: bool = block.timestamp >= unsafe_sub(end, proposal_word._extension(header))
    would_pass: bool = is_late and self._has_passed(proposal_id, header)
    revision: uint256 = ballots._set(
        proposal_id,
        is_person,
        docket._season(start),
        proposal_word._ordinal(header),
        seat,
        tally_word._mark(convert(support, uint256), votes),
        0 if is_canceled else step,
    )
    assert revision <= meter_word.MAX_REVISIONS, "governor: too many revisions"
    if is_late and not is_canceled and self._has_passed(proposal_id, header) != would_pass:
        self._extend(proposal_id, header)
    # A delegate's ballot keeps no seat awake. The test of `presence` is repeated, because a call of it costs a vote more.
    if step > 0 and standing & seat_word.UNRECORDED != seat_word.UNRECORDED:
        presence._mark(MEMBERSHIP, standing)


@internal
def _extend(proposal_id: uint256, header: uint256):
    """
    @notice After a late swing, give everybody time to answer it, once.
    """
    end: uint256 = block.timestamp + proposal_word._extension(header)
    docket._headers[proposal_id] = proposal_word._extended(header, end)
    log IQuadraticGovernor.ProposalExtended(
        proposalId=proposal_id, extendedDeadline=convert(end - 1, uint64)
    )


@internal
@view
def _votes(support: uint8, params: Bytes[64]) -> uint256:
    """
    @notice How many votes a ballot states: one if it does not say; none for an abstention.
    @dev More than MAX_VOTES become one too many, which no budget pays.
    """
    votes: uint256 = 0 if support == 2 else 1
    deadline: uint256 = max_value(uint256)
    if len(params) == 32:
        votes = abi_decode(params, uint256)
    elif len(params) == 64:
        votes, deadline = abi_decode(params, (uint256, uint256))
    else:
        assert len(params) == 0, "governor: bad params"
    assert block.timestamp <= deadline, "governor: ballot expired"
    return min(votes, tally_word.MAX_VOTES + 1)


@internal
@view
def _check_signature(voter: address, ballot: bytes32, signature: Bytes[1024]):
    """
    @notice Refuse a ballot that its voter did not sign for this chain, contract and nonce.
    """
    assert signatures._is_valid(
        voter, signatures._digest(ballot), signature
    ), "governor: bad signature"


@internal
@view
def _nonce(proposal_id: uint256, standing: uint256) -> uint256:
    """
    @notice Revision of a seat's ballot.
    """
    return meter_word._revision(
        self._receipt(docket._header(proposal_id), seat_word._seat(standing))
    )


@internal
@view
def _receipt(header: uint256, seat: uint256) -> uint256:
    """
    @notice A seat's receipt.
    """
    return ballots._receipt(
        docket._season(proposal_word._start(header)), proposal_word._ordinal(header), seat
    )


@internal
@view
def _counts(header: uint256, seat: uint256) -> bool:
    """
    @notice Whether a seat has a ballot that says something, and that its lane still holds.
    """
    return meter_word._mark(self._receipt(header, seat)) != 0


@internal
@view
def _vote_right(account: address, timepoint: uint256) -> uint256:
    """
    @notice 1 for a person who was seated at a past second and still is, else 0.
    """
    assert timepoint < block.timestamp, "governor: not yet past"
    standing: uint256 = self._standing(account)
    is_person: bool = seat_word._kind(standing) == seat_word.PERSON
    return convert(is_person and seat_word._was_active(standing, timepoint), uint256)


@internal
@view
def _standing(account: address) -> uint256:
    """
    @notice All about an account's seat, see `seat_word`.
    """
    return staticcall IMembership(MEMBERSHIP).standing(account)


@internal
@view
def _holder(seat: uint256) -> address:
    """
    @notice Who holds a seat.
    """
    return staticcall IMembership(MEMBERSHIP).holder(seat)


# --- internals: outcome ----------------------------------------------------------------------------------


@internal
@view
def _state(proposal_id: uint256, header: uint256) -> uint8:
    """
    @notice State of a proposal now.
    """
    return staticcall IProposalRules(RULES).state(
        header, ballots._tallies[proposal_id], ballots._tallies[~proposal_id]
    )


@internal
@view
def _has_passed(proposal_id: uint256, header: uint256) -> bool:
    """
    @notice Whether a proposal has passed by the ballots cast so far.
    """
    return staticcall IProposalRules(RULES).has_passed(
        header, ballots._tallies[proposal_id], ballots._tallies[~proposal_id]
    )


@internal
@view
def _rule_word(proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice One version of a type, see `rule_word`.
    """
    return staticcall IProposalRules(RULES).word(proposal_type, version)


# --- internals: timelock, guardian -----------------------------------------------------------------------


@internal
@view
def _salt(description_hash: bytes32) -> bytes32:
    """
    @notice Salt of a proposal's operation: as OpenZeppelin's, so that two governors never share an operation.
    """
    return convert((convert(self, uint256) << 96) ^ convert(description_hash, uint256), bytes32)


@internal
@view
def _check_may_cancel(proposal_id: uint256, header: uint256):
    """
    @notice Refuse everybody but the guardian in its term and, until queued, the proposer. On the constitution the
            guardian has no say: it could veto its own end.
    """
    last: uint8 = QUEUED
    is_guardian: bool = guardianship._is_guardian(msg.sender)
    if not is_guardian or proposal_word._is_constitutional(header):
        last = SUCCEEDED
        standing: uint256 = self._standing(msg.sender)
        is_proposer: bool = seat_word._seat(standing) == proposal_word._seat(header)
        assert is_proposer and seat_word._is_active(standing), "governor: not yours to cancel"
    state: uint8 = self._state(proposal_id, header)
    assert state <= last and state not in [CANCELED, DEFEATED], "governor: too late to cancel"
