# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Result Desk
@notice Where results of rounds are published and challenged. Whoever publishes one puts down a bond, whoever challenges it
        the same. A challenge names one line, one piece of the published bundle, or anything else:
        - a line must be shown; where the rule allows it, the ballots of its project, told again by whom it concerns,
          say whether it is right: of two accounts of them the one with more ballots counts, and every ballot is known;
        - a piece must be shown; what is missing makes the challenge succeed;
        - all else is decided by a vote. One that comes too late lets the result fall, and both have their bonds back.
        A result that was open long enough, and has no open challenge, stands.
@dev Of a lost bond one half goes to the winner, the other one to the treasury: who challenges itself loses. A challenge
     asks for one line or one piece, so that an answer costs less than the bond. A pool that somebody makes up reaches
     nothing but results of its own; this contract is never called back by a pool.
@custom:units bonds in wei; times UTC seconds, periods half-open
@custom:invariant S-3 the balance is at least all bonds of open results and challenges and all that is due; S-6 each bond
                  is credited once; a result that fell never stands, and one that stands never falls
@custom:pause nothing to stop: a steward of the round's scope, or a vote, cancels a round at its pool until a result stands;
              both sides then have their bonds back
"""

from contracts.common import merkle
from contracts.common import owned
from contracts.common import tokens
from contracts.funding import amount_lanes
from contracts.funding import line_leaf
from contracts.funding import published_word
from contracts.funding import result_words
from contracts.funding import round_word
from contracts.funding import tape
from contracts.interfaces import IFundingRounds
from contracts.interfaces import IPublishedFunding
from contracts.interfaces import IResultDesk

implements: IResultDesk

initializes: owned

# Not exported: `sealed` and `seal`. The timelock owns this contract from the start.
exports: (owned.owner, owned.transfer_ownership)

# What a challenge is about.
LINE: constant(uint256) = 1
PIECE: constant(uint256) = 2
OTHER: constant(uint256) = 3

# How it ends.
UPHELD: constant(uint256) = 1
DISMISSED: constant(uint256) = 2
UNDECIDED: constant(uint256) = 3
WITHOUT_OBJECT: constant(uint256) = 4

TREASURY: public(immutable(address))

result_count: public(uint256)
challenge_count: public(uint256)
due: public(HashMap[address, uint256])  # account -> bonds to be withdrawn [wei]
_latest: HashMap[address, HashMap[uint256, uint256]]  # pool -> round -> its latest result
_places: HashMap[uint256, uint256]  # result -> pool and round
_states: HashMap[uint256, uint256]  # result -> who, until when, how it stands
_money: HashMap[uint256, uint256]  # result -> bond and total
_roots: HashMap[uint256, bytes32]  # result -> root of its lines
_bundles: HashMap[uint256, bytes32]  # result -> root of its bundle
_challenges: HashMap[uint256, uint256]  # challenge -> who, until when, what is waited for
_stakes: HashMap[uint256, uint256]  # challenge -> bond, subject, result
_heads: HashMap[uint256, uint256]  # challenge -> of the shown line
_scores: HashMap[uint256, int256]  # challenge -> of the shown line
_bests: HashMap[uint256, address]  # challenge -> who has revealed most ballots
_counts: HashMap[uint256, HashMap[address, uint256]]  # challenge -> account -> tape
_edges: HashMap[uint256, HashMap[address, uint256]]  # challenge -> account -> tape


@deploy
def __init__(treasury: address, owner: address):
    owned.__init__(owner)
    TREASURY = treasury


# Anybody


@external
@payable
def publish(
    pool: address,
    round_id: uint256,
    root: bytes32,
    total: uint256,
    bundle: bytes32,
    pieces: uint256,
    reason: bytes32,
    uri: String[256],
) -> uint256:
    """
    @notice Publish the result of a round whose voting is over, with the round's bond; the owner needs none. Once one
            stands the owner alone publishes corrections, which pay beside it.
    @param root Of the tree of lines.
    @param total What the lines pay together [smallest units].
    @param bundle Root of the tree of the bundle's pieces, each (number, keccak256 of at most 8,192 bytes).
    @param reason Of a correction: code or salted commitment, never a text.
    @param uri Where the bundle is.
    @return Number of the result.
    """
    self._check_publishable(pool, round_id, total, reason)
    assert bundle != empty(bytes32) and pieces > 0, "result: no bundle"
    game: IPublishedFunding.Game = staticcall IPublishedFunding(pool).game(round_id)
    self._check_bond(game.bond if msg.sender != owned.owner else 0)

    result: uint256 = self.result_count + 1
    until: uint256 = block.timestamp + game.challenge_seconds
    self.result_count = result
    self._latest[pool][round_id] = result
    self._places[result] = convert(pool, uint256) << 96 | round_id
    self._states[result] = result_words._state(msg.sender, until, pieces)
    self._money[result] = total << 128 | msg.value
    self._roots[result] = root
    self._bundles[result] = bundle
    log IResultDesk.ResultPublished(
        result=result,
        pool=pool,
        round_id=round_id,
        proposer=msg.sender,
        root=root,
        total=total,
        bundle=bundle,
        pieces=pieces,
        bond=msg.value,
        until=until,
        reason=reason,
        uri=uri,
    )
    return result


@external
@payable
def challenge(result: uint256, kind: uint256, subject: uint256, reason: bytes32) -> uint256:
    """
    @notice Challenge a result while it is open, with the round's bond.
    @param kind 1 a line, 2 a piece of the bundle, 3 anything else, which a vote decides.
    @param subject The project whose line it is, or the number of the piece, from 0.
    @param reason Code or salted commitment, never a text.
    @return Number of the challenge.
    """
    state: uint256 = self._open_result(result)
    assert block.timestamp < result_words._until(state), "result: too late to challenge"
    self._check_subject(result, kind, subject, reason)
    game: IPublishedFunding.Game = self._game(result)
    self._check_bond(game.bond)

    number: uint256 = self.challenge_count + 1
    until: uint256 = block.timestamp + game.answer_seconds
    status: uint256 = result_words.SHOW
    if kind == OTHER:
        until = block.timestamp + game.decision_seconds
        status = result_words.DECIDE
    self.challenge_count = number
    self._states[result] = result_words._challenged(state)
    self._challenges[number] = result_words._challenge(msg.sender, until, kind, status)
    self._stakes[number] = result << 192 | subject << 128 | msg.value
    log IResultDesk.ResultChallenged(
        challenge=number,
        result=result,
        challenger=msg.sender,
        kind=kind,
        subject=subject,
        bond=msg.value,
        until=until,
        reason=reason,
    )
    return number


@external
def show_line(
    challenge: uint256,
    line: IPublishedFunding.Line,
    proof: DynArray[bytes32, merkle.MAX_PROOF],
):
    """
    @notice Show the line that a challenge asks for. Where its score can be checked ballots may now be revealed; else the
            challenge is answered.
    """
    word: uint256 = self._awaited(challenge, result_words.SHOW)
    assert result_words._kind(word) == LINE, "result: not about a line"
    result: uint256 = self._stakes[challenge] >> 192
    place: uint256 = self._places[result]
    assert line.project == self._subject(challenge), "result: line of another project"
    leaf: bytes32 = line_leaf._leaf(self._pool(place), self._round(place), line)
    assert merkle._root(leaf, proof) == self._roots[result], "result: line not in the result"

    game: IPublishedFunding.Game = self._game(result)
    until: uint256 = block.timestamp + game.answer_seconds
    log IResultDesk.LineShown(
        challenge=challenge,
        number=line.number,
        project=line.project,
        payee=line.payee,
        amount=line.amount,
        heads=line.heads,
        score=line.score,
        until=until,
    )
    if game.check == 0:
        self._dismiss(challenge, word)
    else:
        self._challenges[challenge] = result_words._moved(word, result_words.REVEAL, until)
        self._heads[challenge] = line.heads
        self._scores[challenge] = line.score


@external
def show_piece(
    challenge: uint256, content: Bytes[8192], proof: DynArray[bytes32, merkle.MAX_PROOF]
):
    """
    @notice Show the piece of the bundle that a challenge asks for, which answers it.
    """
    word: uint256 = self._awaited(challenge, result_words.SHOW)
    assert result_words._kind(word) == PIECE, "result: not about a piece"
    piece: uint256 = self._subject(challenge)
    leaf: bytes32 = merkle._leaf(keccak256(abi_encode(piece, keccak256(content))))
    bundle: bytes32 = self._bundles[self._stakes[challenge] >> 192]
    assert merkle._root(leaf, proof) == bundle, "result: piece not in the bundle"
    log IResultDesk.PieceShown(challenge=challenge, piece=piece, content=content)
    self._dismiss(challenge, word)


@external
def reveal(challenge: uint256, ballots: DynArray[IResultDesk.Revealed, 64]):
    """
    @notice Tell ballots again that name the project of a shown line. Of all accounts of them the one with most counts; it
            may be told in several calls, seats ascending. Whoever takes the lead, or adds to it, leaves time to answer.
    @param ballots None says that no ballot names the project.
    """
    word: uint256 = self._awaited(challenge, result_words.REVEAL)
    result: uint256 = self._stakes[challenge] >> 192
    told: IResultDesk.Tape = self._told(challenge, msg.sender)
    project: uint256 = self._subject(challenge)
    best: address = self._bests[challenge]
    leads: bool = best == empty(address)
    most: uint256 = self._told(challenge, best).heads
    seats: DynArray[uint256, 64] = []
    for each: IResultDesk.Revealed in ballots:
        assert each.seat > told.last_seat, "result: seats not ascending"
        self._check_cast(result, each)
        told = self._told_with(told, each, project, self._scores[challenge])
        seats.append(each.seat)
    self._counts[challenge][msg.sender], self._edges[challenge][msg.sender] = tape._words(told)

    until: uint256 = result_words._until(word)
    if leads or told.heads > most:
        leads = True
        until = max(until, block.timestamp + self._game(result).answer_seconds)
        self._bests[challenge] = msg.sender
        self._challenges[challenge] = result_words._moved(word, result_words.REVEAL, until)
    log IResultDesk.BallotsRevealed(
        challenge=challenge,
        revealer=msg.sender,
        seats=seats,
        heads=told.heads,
        is_best=leads,
        until=until,
    )


@external
def resolve(challenge: uint256):
    """
    @notice Close a challenge whose time is over, or whose result is closed already.
    """
    word: uint256 = self._challenges[challenge]
    status: uint256 = result_words._status(word)
    self._check_unresolved(status)
    result: uint256 = self._stakes[challenge] >> 192
    if self._is_void(result):
        self._release(challenge, word, WITHOUT_OBJECT)
        return
    assert block.timestamp >= result_words._until(word), "result: challenge is running"
    if status == result_words.DECIDE:
        self._release(challenge, word, UNDECIDED)
        self._fall(result, result_words._account(self._states[result]), self._bond(result))
    elif status == result_words.SHOW or not self._holds(challenge, result):
        self._uphold(challenge, word)
    else:
        self._dismiss(challenge, word)


@external
def settle(result: uint256):
    """
    @notice Let a result stand that was open long enough and has no open challenge. One whose round was cancelled, or has
            not so much left, falls.
    """
    state: uint256 = self._open_result(result)
    proposer: address = result_words._account(state)
    if self._is_void(result):
        self._fall(result, proposer, self._bond(result))
        return
    assert block.timestamp >= result_words._until(state), "result: still open to challenges"
    assert result_words._challenges(state) == 0, "result: challenges are open"
    place: uint256 = self._places[result]
    self._states[result] = result_words._with_status(state, result_words.STANDS)
    self._credit(proposer, self._bond(result))
    log IResultDesk.ResultStands(result=result)
    extcall IPublishedFunding(self._pool(place)).accept(
        self._round(place), self._roots[result], self._money[result] >> 128
    )


@external
def withdraw(account: address):
    """
    @notice Pay an account all that is due to it, whoever calls.
    """
    amount: uint256 = self.due[account]
    assert amount > 0, "result: nothing due"
    self.due[account] = 0
    log IResultDesk.BondWithdrawn(account=account, amount=amount)
    tokens._send(tokens.NATIVE, account, amount)


# The owner (a vote)


@external
def decide(challenge: uint256, upheld: bool):
    """
    @notice Decide a challenge that nothing on chain can decide.
    """
    owned._check_owner()
    word: uint256 = self._awaited(challenge, result_words.DECIDE)
    if upheld:
        self._uphold(challenge, word)
    else:
        self._dismiss(challenge, word)


# Views


@external
@view
def latest(pool: address, round_id: uint256) -> uint256:
    """
    @notice The latest result of a round; 0: none was published.
    """
    return self._latest[pool][round_id]


@external
@view
def results(result: uint256) -> IResultDesk.Result:
    """
    @notice A result by its number, from 1.
    """
    state: uint256 = self._known_state(result)
    place: uint256 = self._places[result]
    return IResultDesk.Result(
        pool=self._pool(place),
        round_id=self._round(place),
        proposer=result_words._account(state),
        root=self._roots[result],
        bundle=self._bundles[result],
        pieces=result_words._pieces(state),
        total=self._money[result] >> 128,
        bond=self._bond(result),
        status=state >> 248,
        until=result_words._until(state),
        challenges=result_words._challenges(state),
    )


@external
@view
def challenges(challenge: uint256) -> IResultDesk.Challenge:
    """
    @notice A challenge by its number, from 1.
    """
    word: uint256 = self._challenges[challenge]
    stake: uint256 = self._stakes[challenge]
    self._check_exists(word)
    return IResultDesk.Challenge(
        result=stake >> 192,
        challenger=result_words._account(word),
        kind=result_words._kind(word),
        subject=self._subject(challenge),
        bond=stake & (2**128 - 1),
        status=result_words._status(word),
        until=result_words._until(word),
        best=self._bests[challenge],
    )


@external
@view
def tapes(challenge: uint256, account: address) -> IResultDesk.Tape:
    """
    @notice What the ballots come to that an account has revealed.
    """
    return self._told(challenge, account)


# Internals: what is refused


@internal
@view
def _check_publishable(pool: address, round_id: uint256, total: uint256, reason: bytes32):
    """
    @notice Refuse a result that comes too early, beside another one, or without the right to correct.
    """
    # More would reach into the pool's part of the place.
    assert round_id >> 96 == 0, "result: round out of range"
    word: uint256 = staticcall IFundingRounds(pool).round_word(round_id)
    round_word._check_live(word)
    assert block.timestamp >= round_word._voting_end(word), "result: voting not over"
    is_open: bool = result_words._is_open(self._states[self._latest[pool][round_id]])
    assert not is_open, "result: another one is open"
    if word & round_word.SETTLED != 0:
        owned._check_owner()
        assert reason != empty(bytes32), "result: correction has no reason"
    assert total > 0, "result: nothing to pay"
    assert total <= staticcall IPublishedFunding(pool).grantable(round_id), "result: over the pot"


@internal
@view
def _check_subject(result: uint256, kind: uint256, subject: uint256, reason: bytes32):
    """
    @notice Refuse a challenge that names nothing: what a result has no line for nobody could show.
    """
    if kind == LINE:
        assert self._is_admitted(self._places[result], subject), "result: no such project"
    elif kind == PIECE:
        assert subject < result_words._pieces(self._states[result]), "result: no such piece"
    else:
        assert kind == OTHER and subject == 0, "result: no such kind"
        assert reason != empty(bytes32), "result: challenge has no reason"


@internal
@view
def _is_admitted(place: uint256, project: uint256) -> bool:
    """
    @notice Whether a round has admitted a project to its vote.
    """
    if project == 0 or project > 256:
        return False
    admitted: uint256 = staticcall IFundingRounds(self._pool(place)).approved(self._round(place))
    return admitted >> unsafe_sub(project, 1) & 1 == 1


@internal
@payable
def _check_bond(bond: uint256):
    """
    @notice Refuse more or less than the bond.
    """
    assert msg.value == bond, "result: value is not the bond"


@internal
@pure
def _check_unresolved(status: uint256):
    """
    @notice Refuse a challenge that is closed.
    """
    self._check_exists(status)
    assert status != result_words.CLOSED, "result: challenge is closed"


@internal
@pure
def _check_exists(word: uint256):
    """
    @notice Refuse a challenge that is not there.
    """
    assert word != 0, "result: no such challenge"


@internal
@view
def _known_state(result: uint256) -> uint256:
    """
    @notice State of an existing result.
    """
    state: uint256 = self._states[result]
    assert state != 0, "result: no such result"
    return state


@internal
@view
def _open_result(result: uint256) -> uint256:
    """
    @notice State of a result that neither stands nor fell.
    """
    state: uint256 = self._known_state(result)
    assert result_words._is_open(state), "result: is closed"
    return state


@internal
@view
def _awaited(challenge: uint256, status: uint256) -> uint256:
    """
    @notice Word of a challenge to an open result that waits for this, in time.
    """
    word: uint256 = self._challenges[challenge]
    self._check_unresolved(result_words._status(word))
    assert result_words._status(word) == status, "result: not asked for now"
    assert block.timestamp < result_words._until(word), "result: too late to answer"
    self._open_result(self._stakes[challenge] >> 192)
    return word


@internal
@view
def _check_cast(result: uint256, told: IResultDesk.Revealed):
    """
    @notice Refuse a ballot that its seat has not cast, or has replaced.
    """
    place: uint256 = self._places[result]
    cast: bytes32 = staticcall IPublishedFunding(self._pool(place)).ballot_hash(
        self._round(place), told.seat
    )
    commitment: uint256 = convert(keccak256(abi_encode(told.allocations)), uint256)
    assert commitment >> 16 == convert(cast, uint256) >> 16, "result: not a cast ballot"


# Internals: what is kept


@internal
@pure
def _pool(place: uint256) -> address:
    """
    @notice The pool of a place.
    """
    return convert(place >> 96, address)


@internal
@pure
def _round(place: uint256) -> uint256:
    """
    @notice The round of a place.
    """
    return place & (2**96 - 1)


@internal
@view
def _bond(result: uint256) -> uint256:
    """
    @notice What the proposer put down [wei].
    """
    return self._money[result] & (2**128 - 1)


@internal
@view
def _subject(challenge: uint256) -> uint256:
    """
    @notice The project or piece that a challenge names.
    """
    return self._stakes[challenge] >> 128 & (2**64 - 1)


@internal
@view
def _game(result: uint256) -> IPublishedFunding.Game:
    """
    @notice The terms of the round that are about results.
    """
    place: uint256 = self._places[result]
    return staticcall IPublishedFunding(self._pool(place)).game(self._round(place))


@internal
@view
def _is_void(result: uint256) -> bool:
    """
    @notice Whether a result can no longer stand: it fell, or its round was cancelled or has not so much left.
    """
    if not result_words._is_open(self._states[result]):
        return True
    place: uint256 = self._places[result]
    grantable: uint256 = staticcall IPublishedFunding(self._pool(place)).grantable(
        self._round(place)
    )
    return self._money[result] >> 128 > grantable


# Internals: ballots


@internal
@view
def _told(challenge: uint256, account: address) -> IResultDesk.Tape:
    """
    @notice The tape of an account.
    """
    return tape._read(self._counts[challenge][account], self._edges[challenge][account])


@internal
@pure
def _told_with(
    told: IResultDesk.Tape, ballot: IResultDesk.Revealed, project: uint256, score: int256
) -> IResultDesk.Tape:
    """
    @notice The tape with one more ballot, which must name the project.
    """
    is_named: bool = False
    amount: int256 = 0
    is_named, amount = amount_lanes._find(ballot.allocations, project)
    assert is_named, "result: ballot omits the project"
    return tape._with(told, ballot.seat, amount, score)


@internal
@view
def _holds(challenge: uint256, result: uint256) -> bool:
    """
    @notice Whether a shown line is that of the ballots; as long as nobody has revealed any nothing speaks against it.
    """
    best: address = self._bests[challenge]
    if best == empty(address):
        return True
    return tape._agrees(
        self._told(challenge, best),
        self._game(result).check,
        self._heads[challenge],
        self._scores[challenge],
    )


# Internals: outcomes


@internal
def _uphold(challenge: uint256, word: uint256):
    """
    @notice The challenger is right: the result falls, and half its bond is the challenger's.
    """
    result: uint256 = self._stakes[challenge] >> 192
    bond: uint256 = self._bond(result)
    self._release(challenge, word, UPHELD)
    self._fall(result, result_words._account(word), bond // 2)
    self._credit(TREASURY, bond - bond // 2)


@internal
def _dismiss(challenge: uint256, word: uint256):
    """
    @notice The challenger is wrong: half the bond goes to who published the result.
    """
    stake: uint256 = self._stakes[challenge]
    bond: uint256 = stake & (2**128 - 1)
    state: uint256 = self._states[stake >> 192]
    self._close(challenge, word, DISMISSED)
    self._states[stake >> 192] = state - result_words.ONE_CHALLENGE
    self._credit(result_words._account(state), bond // 2)
    self._credit(TREASURY, bond - bond // 2)


@internal
def _release(challenge: uint256, word: uint256, outcome: uint256):
    """
    @notice Close a challenge and give its bond back.
    """
    self._close(challenge, word, outcome)
    self._credit(result_words._account(word), self._stakes[challenge] & (2**128 - 1))


@internal
def _close(challenge: uint256, word: uint256, outcome: uint256):
    """
    @notice End a challenge.
    """
    until: uint256 = result_words._until(word)
    self._challenges[challenge] = result_words._moved(word, result_words.CLOSED, until)
    log IResultDesk.ChallengeClosed(challenge=challenge, outcome=outcome)


@internal
def _fall(result: uint256, to: address, amount: uint256):
    """
    @notice End a result that does not stand, and credit what of its bond is somebody's.
    """
    self._states[result] = result_words._with_status(self._states[result], result_words.FELL)
    log IResultDesk.ResultFell(result=result)
    self._credit(to, amount)


@internal
def _credit(account: address, amount: uint256):
    """
    @notice Note what is due to an account; it is withdrawn by itself, so that nobody can stop a decision.
    """
    if amount == 0:
        return
    due: uint256 = self.due[account] + amount
    self.due[account] = due
    log IResultDesk.BondCredited(account=account, amount=amount, due=due)
