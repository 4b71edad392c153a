# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Funding Desk
@notice Where people meet funding rounds of every mechanism: applications with their amendments, review, appeals, conflicts
        of interest, payout addresses, claims one by one or many at once, and ballots that others hand in for a voter.
@dev A round is named by its pool and its number there. The desk holds no money; a pool does what the desk says because it
     was deployed with the desk's address, and is never called back. A pool that somebody makes up reaches nothing but its
     own rows. Nothing of an application is open during the voting but a change of its payout address.
@custom:units times are UTC seconds, periods half-open
@custom:invariant F-10 what was reviewed never changes, and after that the payout address only by the recipient's own
                  will and after a delay; one ledger entry is cited once a round, because only its provider may cite it,
                  who applies once; conflicts of interest are frozen when the voting begins;
                  X-1 a signature is accepted once, for one pool, one round and one ballot to be replaced
@custom:pause a steward of the round's scope, or a vote, cancels a round at its pool until it is settled; claims cannot
              be stopped
"""

from contracts.common import owned
from contracts.common import seasons
from contracts.common import signatures
from contracts.funding import application_word
from contracts.funding import round_word
from contracts.interfaces import IBallotBox
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IFundingDesk
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IMembership
from contracts.interfaces import IProjectPool
from contracts.interfaces import IScopes
from contracts.ledger import entry_word
from contracts.membership import mandate_word
from contracts.membership import seat_word

implements: IFundingDesk

initializes: owned
initializes: signatures

exports: (owned.owner, owned.transfer_ownership, signatures.eip712Domain)

# Review status of an application.
PENDING: constant(uint256) = 1
APPROVED: constant(uint256) = 2
REJECTED: constant(uint256) = 3

MAX_PROJECTS: constant(uint256) = 256
MAX_VERSIONS: constant(uint256) = 255
# Time for the applicant to see a change of the payout address and to call it off.
PAYOUT_DELAY_SECONDS: constant(uint256) = 3 * 86_400
# Plenty for a ballot of 256 projects, and for any payment that is not meant to burn gas.
BALLOT_GAS: constant(uint256) = 2_000_000
CLAIM_GAS: constant(uint256) = 300_000
# That the call can have so much: a 64th of what is left stays here, and encoding a ballot takes something.
BALLOT_RESERVE: constant(uint256) = 2_060_000
CLAIM_RESERVE: constant(uint256) = 310_000

BALLOT_TYPEHASH: constant(bytes32) = keccak256(
    "Ballot(address pool,uint256 round,address voter,uint256[] allocations,uint256[] previous,uint256 nonce,uint256 deadline)"
)
PAYOUT_TYPEHASH: constant(bytes32) = keccak256(
    "PayoutChange(address pool,uint256 round,uint256 project,address payoutAddress,uint256 nonce,uint256 deadline)"
)

MEMBERSHIP: public(immutable(address))
SCOPES: public(immutable(address))
LEDGER: public(immutable(address))

nonces: public(HashMap[address, uint256])  # signer -> number of its next signature
_applications: HashMap[
    address, HashMap[uint256, uint256]
]  # pool -> round << 16 | project -> application word
_changes: HashMap[
    address, HashMap[uint256, uint256]
]  # pool -> round << 16 | project -> effective_at << 160 | payout address
_opinions: HashMap[
    address, HashMap[uint256, bool]
]  # pool -> round << 64 | project << 32 | reviewer -> has spoken
_rejected: HashMap[address, HashMap[uint256, uint256]]  # pool -> round -> bit p - 1: project p


@deploy
def __init__(membership: address, scopes: address, ledger: address, owner: address):
    owned.__init__(owner)
    signatures.__init__("cosmolocal funding", "1")
    MEMBERSHIP = membership
    SCOPES = scopes
    LEDGER = ledger


# Any active seat


@external
def apply(
    pool: address,
    round_id: uint256,
    payout_address: address,
    content: bytes32,
    entries: DynArray[bytes32, 16],
) -> uint256:
    """
    @notice Apply with a project; one for each seat and round.
    @param payout_address The account that the project's money goes to.
    @param content Hash of the application's text.
    @param entries Confirmed contributions of this seat, ascending; none are needed.
    @return Number of the project, from 1.
    """
    word: uint256 = self._check_application(pool, round_id, payout_address, content)
    seat: uint256 = self._active_seat()
    self._check_entries(seat, entries)
    project: uint256 = round_word._projects(word) + 1
    key: uint256 = self._key(round_id, project)
    self._applications[pool][key] = application_word._new(seat, payout_address, 1)
    log IFundingDesk.ProjectApplied(
        pool=pool,
        round_id=round_id,
        project=project,
        seat=seat,
        payout_address=payout_address,
        content=content,
        entries=entries,
    )
    extcall IFundingRounds(pool).register(round_id, seat)
    return project


@external
def amend(
    pool: address,
    round_id: uint256,
    project: uint256,
    payout_address: address,
    content: bytes32,
    entries: DynArray[bytes32, 16],
):
    """
    @notice Replace one's own application as a whole, until applications end; what it was before stays on record.
    """
    self._check_application(pool, round_id, payout_address, content)
    key: uint256 = self._key(round_id, project)
    seat: uint256 = self._applicant(pool, key)
    self._check_entries(seat, entries)
    version: uint256 = application_word._version(self._applications[pool][key]) + 1
    assert version <= MAX_VERSIONS, "funding: too many versions"
    self._applications[pool][key] = application_word._new(seat, payout_address, version)
    log IFundingDesk.ProjectAmended(
        pool=pool,
        round_id=round_id,
        project=project,
        version=version,
        payout_address=payout_address,
        content=content,
        entries=entries,
    )


@external
def appeal(pool: address, round_id: uint256, project: uint256, reason: bytes32):
    """
    @notice Ask the owner (a vote) to admit a project of one's own that reviewers rejected or left undecided, once.
    @param reason Code or salted commitment, never a text.
    """
    word: uint256 = self._live_round(pool, round_id)
    key: uint256 = self._key(round_id, project)
    self._applicant(pool, key)
    start: uint256 = round_word._review_end(word)
    if self._rejected[pool][round_id] & self._bit(project) != 0:
        start = round_word._applications_end(word)
    assert seasons._is_open(start, round_word._appeals_end(word)), "funding: no time for appeals"
    self._check_not_approved(pool, round_id, project)
    application: uint256 = self._applications[pool][key]
    assert application & application_word.APPEALED == 0, "funding: already appealed"
    self._applications[pool][key] = application | application_word.APPEALED
    log IFundingDesk.ProjectAppealed(pool=pool, round_id=round_id, project=project, reason=reason)


# A REVIEWER of the round's scope


@external
def approve(pool: address, round_id: uint256, projects: DynArray[uint256, 64], reason: bytes32):
    """
    @notice Speak for projects; those on which enough reviewers agree are admitted. This cannot be taken back.
    @param reason Code or salted commitment, never a text; may be zero.
    """
    word: uint256 = self._in_review(pool, round_id)
    reviewer: uint256 = self._reviewer(word)
    decided: uint256 = self._decided(pool, round_id)
    admitted: uint256 = 0
    for project: uint256 in projects:
        self._check_reviewable(pool, round_id, project, reviewer, decided | admitted)
        if self._is_agreed(pool, round_id, word, project, reviewer, True):
            admitted |= self._bit(project)
        self._log_review(pool, round_id, project, reviewer, True, reason)
    if admitted != 0:
        extcall IFundingRounds(pool).admit(round_id, admitted)


@external
def reject(pool: address, round_id: uint256, project: uint256, reason: bytes32):
    """
    @notice Speak against a project; if enough reviewers agree it is kept out. This cannot be taken back.
    @param reason Code or salted commitment, never a text.
    """
    assert reason != empty(bytes32), "funding: zero reason"
    word: uint256 = self._in_review(pool, round_id)
    reviewer: uint256 = self._reviewer(word)
    decided: uint256 = self._decided(pool, round_id)
    self._check_reviewable(pool, round_id, project, reviewer, decided)
    if self._is_agreed(pool, round_id, word, project, reviewer, False):
        self._rejected[pool][round_id] |= self._bit(project)
    self._log_review(pool, round_id, project, reviewer, False, reason)


# The owner (a vote)


@external
def decide_appeal(pool: address, round_id: uint256, project: uint256, admit: bool, reason: bytes32):
    """
    @notice Admit a project whose applicant has appealed, or confirm that it stays out.
    @param reason Code or salted commitment, never a text.
    """
    owned._check_owner()
    word: uint256 = self._live_round(pool, round_id)
    assert block.timestamp < round_word._appeals_end(word), "funding: voting has begun"
    application: uint256 = self._application(pool, self._key(round_id, project))
    assert application & application_word.APPEALED != 0, "funding: not appealed"
    self._check_not_approved(pool, round_id, project)
    log IFundingDesk.AppealDecided(
        pool=pool, round_id=round_id, project=project, admitted=admit, reason=reason
    )
    if admit:
        self._rejected[pool][round_id] &= ~self._bit(project)
        extcall IFundingRounds(pool).admit(round_id, self._bit(project))


# The seat itself, a REVIEWER of the round's scope, or the owner


@external
def set_conflicts(
    pool: address, round_id: uint256, seat: uint256, projects: uint256, reason: bytes32
):
    """
    @notice Say which projects a seat has an interest in, until the voting begins: it will have no vote on them.
    @param projects Bit p - 1 for project p. Others replace what is known of the seat; the seat itself only adds to it.
    @param reason Code or salted commitment, never a text.
    """
    word: uint256 = self._live_round(pool, round_id)
    assert block.timestamp < round_word._appeals_end(word), "funding: conflicts are frozen"
    assert seat > 0 and seat >> 32 == 0, "funding: no such seat"
    known: uint256 = projects
    if msg.sender != owned.owner:
        if self._active_seat() == seat:
            known |= staticcall IFundingRounds(pool).conflicts(round_id, seat)
        else:
            self._reviewer(word)
    log IFundingDesk.ConflictsSet(
        pool=pool, round_id=round_id, seat=seat, projects=known, reason=reason
    )
    extcall IFundingRounds(pool).exclude(round_id, seat, known)


# The recipient of a project's money, and the seat that applied


@external
def change_payout_address(
    pool: address, round_id: uint256, project: uint256, payout_address: address
):
    """
    @notice Have one's project's money go elsewhere from three days on; until then nothing is paid to it.
    """
    self._change_payout_address(pool, round_id, project, payout_address, msg.sender)


@external
def change_payout_address_signed(
    pool: address,
    round_id: uint256,
    project: uint256,
    payout_address: address,
    deadline: uint256,
    signature: Bytes[1024],
):
    """
    @notice The same for a recipient that has signed it.
    """
    assert block.timestamp < deadline, "funding: signature expired"
    key: uint256 = self._key(round_id, project)
    recipient: address = self._recipient(pool, key, self._application(pool, key))
    nonce: uint256 = self.nonces[recipient]
    struct_hash: bytes32 = keccak256(
        abi_encode(PAYOUT_TYPEHASH, pool, round_id, project, payout_address, nonce, deadline)
    )
    assert signatures._is_valid(
        recipient, signatures._digest(struct_hash), signature
    ), "funding: not signed by recipient"
    self.nonces[recipient] = nonce + 1
    self._change_payout_address(pool, round_id, project, payout_address, recipient)


@external
def keep_payout_address(pool: address, round_id: uint256, project: uint256):
    """
    @notice Call off a change of the payout address, as the seat that applied, before it takes effect.
    """
    key: uint256 = self._key(round_id, project)
    self._applicant(pool, key)
    application: uint256 = self._applications[pool][key]
    assert self._changes_at(pool, key, application) > 0, "funding: no change to call off"
    self._applications[pool][key] = application & ~application_word.CHANGING
    log IFundingDesk.PayoutChangeCalledOff(pool=pool, round_id=round_id, project=project)


# Anybody


@external
def claim(pool: address, round_id: uint256, project: uint256):
    """
    @notice Have a project paid its share, to its recipient.
    """
    to: address = self._payee(pool, round_id, project)
    extcall IProjectPool(pool).pay_project(round_id, project, to)


@external
def claim_many(pool: address, round_id: uint256, projects: DynArray[uint256, 64]):
    """
    @notice Have many projects paid; one that cannot be paid now is skipped. Doing it again pays nobody twice.
    @dev Refuses to begin with a claim that could fail for want of gas alone, so that an estimate is enough for all.
    """
    for project: uint256 in projects:
        self._check_gas(CLAIM_RESERVE)
        success: bool = raw_call(
            self,
            abi_encode(
                pool, round_id, project, method_id=method_id("claim_one(address,uint256,uint256)")
            ),
            gas=CLAIM_GAS,
            revert_on_failure=False,
        )
        if not success:
            log IFundingDesk.ClaimSkipped(pool=pool, round_id=round_id, project=project)


@external
@reentrant
def claim_one(pool: address, round_id: uint256, project: uint256):
    """
    @notice One payment of `claim_many`.
    @dev Unlocked because the desk itself calls it, under the lock of `claim_many`; nobody else may.
    """
    self._check_self()
    to: address = self._payee(pool, round_id, project)
    extcall IProjectPool(pool).pay_project(round_id, project, to)


@external
def relay_ballots(
    pool: address, round_id: uint256, ballots: DynArray[IFundingDesk.SignedBallot, 32]
):
    """
    @notice Hand in ballots that voters have signed; one that is not taken is skipped.
    @dev Refuses to begin with a ballot that could fail for want of gas alone, so that an estimate is enough for all.
    """
    for ballot: IFundingDesk.SignedBallot in ballots:
        self._check_gas(BALLOT_RESERVE)
        success: bool = raw_call(
            self,
            abi_encode(
                pool,
                round_id,
                ballot,
                method_id=method_id(
                    "relay_one(address,uint256,(address,uint256[],uint256[],uint256,bytes))"
                ),
            ),
            gas=BALLOT_GAS,
            revert_on_failure=False,
        )
        if not success:
            log IFundingDesk.BallotSkipped(pool=pool, round_id=round_id, voter=ballot.voter)


@external
@reentrant
def relay_one(pool: address, round_id: uint256, ballot: IFundingDesk.SignedBallot):
    """
    @notice One ballot of `relay_ballots`.
    @dev Unlocked because the desk itself calls it, under the lock of `relay_ballots`; nobody else may.
    """
    self._check_self()
    assert block.timestamp < ballot.deadline, "funding: ballot expired"
    nonce: uint256 = self.nonces[ballot.voter]
    digest: bytes32 = signatures._digest(self._ballot_hash(pool, round_id, ballot, nonce))
    assert signatures._is_valid(
        ballot.voter, digest, ballot.signature
    ), "funding: not signed by voter"
    self.nonces[ballot.voter] = nonce + 1
    extcall IBallotBox(pool).cast_ballot_for(
        ballot.voter, round_id, ballot.allocations, ballot.previous
    )


# Views


@external
@view
def application(pool: address, round_id: uint256, project: uint256) -> IFundingDesk.Application:
    """
    @notice Who applied with a project, where its money goes now, and how it was reviewed.
    """
    key: uint256 = self._key(round_id, project)
    word: uint256 = self._application(pool, key)
    status: uint256 = PENDING
    if staticcall IFundingRounds(pool).approved(round_id) & self._bit(project) != 0:
        status = APPROVED
    elif self._rejected[pool][round_id] & self._bit(project) != 0:
        status = REJECTED
    return IFundingDesk.Application(
        seat=application_word._seat(word),
        payout_address=self._recipient(pool, key, word),
        status=status,
        version=application_word._version(word),
        appealed=word & application_word.APPEALED != 0,
        changes_at=self._changes_at(pool, key, word),
    )


# Internals: applications


@internal
@pure
def _key(round_id: uint256, project: uint256) -> uint256:
    """
    @notice Where a project's words are kept; 0, where nothing ever is, for numbers that would not fit.
    """
    if project > MAX_PROJECTS or round_id >> 64 > 0:
        return 0
    return round_id << 16 | project


@internal
@pure
def _bit(project: uint256) -> uint256:
    """
    @notice The bit of a project, from 1, in a round's maps.
    """
    return 1 << (project - 1)


@internal
@view
def _application(pool: address, key: uint256) -> uint256:
    """
    @notice Word of an existing application.
    """
    word: uint256 = self._applications[pool][key]
    round_word._check_known(word != 0)
    return word


@internal
@view
def _applicant(pool: address, key: uint256) -> uint256:
    """
    @notice The caller's seat, which must be the one that applied.
    """
    seat: uint256 = application_word._seat(self._application(pool, key))
    assert seat == self._active_seat(), "funding: not the applicant"
    return seat


@internal
@view
def _check_application(
    pool: address, round_id: uint256, payout_address: address, content: bytes32
) -> uint256:
    """
    @notice Refuse what no application may say, and every application once their time is over.
    @return Word of the round.
    """
    word: uint256 = self._live_round(pool, round_id)
    assert block.timestamp < round_word._applications_end(word), "funding: applications closed"
    self._check_payout_address(pool, payout_address)
    assert content != empty(bytes32), "funding: zero content"
    return word


@internal
@view
def _check_payout_address(pool: address, payout_address: address):
    """
    @notice Refuse accounts from which no money would come back.
    """
    assert payout_address not in [empty(address), self, pool], "funding: bad payout address"


@internal
@view
def _check_entries(seat: uint256, entries: DynArray[bytes32, 16]):
    """
    @notice Refuse entries that are not confirmed contributions of `seat`, or not strictly ascending.
    """
    last: uint256 = 0
    for entry: bytes32 in entries:
        number: uint256 = convert(entry, uint256)
        assert number > last, "funding: entries not ascending"
        last = number
        word: uint256 = staticcall IContributionLedger(LEDGER).entry_word(entry)
        assert entry_word._status(word) == entry_word.CONFIRMED, "funding: entry not confirmed"
        assert entry_word._provider(word) == seat, "funding: entry of another seat"


# Internals: review


@internal
@view
def _decided(pool: address, round_id: uint256) -> uint256:
    """
    @notice The projects that need no more review.
    """
    return staticcall IFundingRounds(pool).approved(round_id) | self._rejected[pool][round_id]


@internal
@view
def _check_not_approved(pool: address, round_id: uint256, project: uint256):
    """
    @notice Refuse a project that is admitted already.
    """
    approved: uint256 = staticcall IFundingRounds(pool).approved(round_id)
    assert approved & self._bit(project) == 0, "funding: already approved"


@internal
@view
def _check_reviewable(
    pool: address, round_id: uint256, project: uint256, reviewer: uint256, decided: uint256
):
    """
    @notice Refuse to review what does not exist, is decided, or is the reviewer's own.
    """
    application: uint256 = self._application(pool, self._key(round_id, project))
    assert decided & self._bit(project) == 0, "funding: already reviewed"
    assert application_word._seat(application) != reviewer, "funding: reviews own project"


@internal
def _is_agreed(
    pool: address,
    round_id: uint256,
    word: uint256,
    project: uint256,
    reviewer: uint256,
    approves: bool,
) -> bool:
    """
    @notice Count an opinion, and say whether it decides. Where one reviewer decides nothing needs to be counted.
    """
    if round_word._approvals(word) == 1:
        return True
    opinion: uint256 = round_id << 64 | project << 32 | reviewer
    assert not self._opinions[pool][opinion], "funding: reviewed by this seat"
    self._opinions[pool][opinion] = True
    key: uint256 = self._key(round_id, project)
    application: uint256 = application_word._with_opinion(self._applications[pool][key], approves)
    self._applications[pool][key] = application
    return application_word._opinions(application, approves) == round_word._approvals(word)


@internal
def _log_review(
    pool: address,
    round_id: uint256,
    project: uint256,
    reviewer: uint256,
    approved: bool,
    reason: bytes32,
):
    """
    @notice Put an opinion on record.
    """
    log IFundingDesk.ProjectReviewed(
        pool=pool,
        round_id=round_id,
        project=project,
        reviewer=reviewer,
        approved=approved,
        reason=reason,
    )


# Internals: payout addresses


@internal
def _change_payout_address(
    pool: address, round_id: uint256, project: uint256, payout_address: address, by: address
):
    """
    @notice Note where a recipient wants its money from three days on.
    """
    word: uint256 = self._live_round(pool, round_id)
    self._check_payout_address(pool, payout_address)
    key: uint256 = self._key(round_id, project)
    application: uint256 = self._application(pool, key)
    recipient: address = self._recipient(pool, key, application)
    assert by == recipient, "funding: not the recipient"
    effective_at: uint256 = block.timestamp + PAYOUT_DELAY_SECONDS
    assert effective_at < round_word._claims_end(word), "funding: too late for a change"
    self._applications[pool][key] = application_word._changing(application, recipient)
    self._changes[pool][key] = effective_at << 160 | convert(payout_address, uint256)
    log IFundingDesk.PayoutChangeAsked(
        pool=pool,
        round_id=round_id,
        project=project,
        payout_address=payout_address,
        effective_at=effective_at,
    )


@internal
@view
def _payee(pool: address, round_id: uint256, project: uint256) -> address:
    """
    @notice Where a project's money goes now; refused while a change is under way.
    """
    key: uint256 = self._key(round_id, project)
    word: uint256 = self._application(pool, key)
    assert self._changes_at(pool, key, word) == 0, "funding: payout address changing"
    return self._recipient(pool, key, word)


@internal
@view
def _recipient(pool: address, key: uint256, word: uint256) -> address:
    """
    @notice Where a project's money goes now.
    """
    if word & application_word.CHANGING != 0:
        change: uint256 = self._changes[pool][key]
        if block.timestamp >= change >> 160:
            return convert(change & (2**160 - 1), address)
    return application_word._payout_address(word)


@internal
@view
def _changes_at(pool: address, key: uint256, word: uint256) -> uint256:
    """
    @notice When a change of the payout address takes effect; 0 where none is under way [UTC seconds].
    """
    if word & application_word.CHANGING == 0:
        return 0
    effective_at: uint256 = self._changes[pool][key] >> 160
    return effective_at if block.timestamp < effective_at else 0


# Internals: who and when


@internal
@view
def _live_round(pool: address, round_id: uint256) -> uint256:
    """
    @notice Word of a round that is there and not cancelled.
    """
    word: uint256 = staticcall IFundingRounds(pool).round_word(round_id)
    round_word._check_live(word)
    return word


@internal
@view
def _in_review(pool: address, round_id: uint256) -> uint256:
    """
    @notice Word of a round during its review.
    """
    word: uint256 = self._live_round(pool, round_id)
    start: uint256 = round_word._applications_end(word)
    assert seasons._is_open(start, round_word._review_end(word)), "funding: not in review"
    return word


@internal
@view
def _active_seat() -> uint256:
    """
    @notice The caller's seat, which must be active.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(msg.sender)
    round_word._check_active(standing)
    return seat_word._seat(standing)


@internal
@view
def _reviewer(word: uint256) -> uint256:
    """
    @notice The caller's seat, which must be a reviewer of the round's scope.
    """
    seat: uint256 = self._active_seat()
    scope: uint256 = round_word._scope(word)
    appointed: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.REVIEWER)
    assert appointed, "funding: not a reviewer"
    return seat


@internal
@view
def _check_gas(reserve: uint256):
    """
    @notice Refuse to go on with less gas than one of many may take.
    """
    assert msg.gas >= reserve, "funding: too little gas"


@internal
@view
def _check_self():
    """
    @notice Refuse every caller but the desk itself.
    """
    assert msg.sender == self, "funding: for the desk itself"


# Internals: what is signed


@internal
@view
def _ballot_hash(
    pool: address, round_id: uint256, ballot: IFundingDesk.SignedBallot, nonce: uint256
) -> bytes32:
    """
    @notice The EIP-712 hash of a ballot.
    """
    return keccak256(
        abi_encode(
            BALLOT_TYPEHASH,
            pool,
            round_id,
            ballot.voter,
            self._array_hash(ballot.allocations),
            self._array_hash(ballot.previous),
            nonce,
            ballot.deadline,
        )
    )


@internal
@pure
def _array_hash(words: DynArray[uint256, 32]) -> bytes32:
    """
    @notice The EIP-712 hash of an array: that of its words, without offset and length.
    """
    if len(words) == 0:
        return keccak256(b"")
    return keccak256(slice(abi_encode(words), 64, 32 * len(words)))
