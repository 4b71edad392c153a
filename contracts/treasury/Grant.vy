# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Grant
@notice Holds what a round, or anybody, pays to one project, and hands it out by the second or by milestones. Its address
        is the payout address of the project's application.
@dev One for each project, with terms that never change; whoever applies deploys it, reviewers read its terms and compare
     its code. All that ever came in counts, whenever it comes: so a claim, and a correction of it later, need no call of
     this contract. What is earned is a share of that: seconds that passed, or basis points of accepted milestones.
@custom:units amounts are whole numbers of the token's smallest unit; token = zero address means ETH; times are UTC seconds
@custom:invariant S-3 what was paid and given back is never more than what came in; T-3 the payee's share never falls, and
                  E-1, E-2 a milestone is accepted or taken back, once; what is nobody's share goes to the treasury only
@custom:pause A stream is stopped, and a milestone taken back, by a vote or the payee; a stream by a steward of its scope,
        too. What was earned by then is always paid: nobody can halt that.
"""

from contracts.common import tokens
from contracts.interfaces import IGrant
from contracts.interfaces import IOwned
from contracts.interfaces import ITreasury
from contracts.treasury import mandates
from ethereum.ercs import IERC20

initializes: mandates

MAX_MILESTONES: constant(uint256) = 8
MAX_SECONDS: constant(uint256) = 2**40 - 1
WHOLE_BPS: constant(uint256) = 10_000

TREASURY: public(immutable(address))
HOME: immutable(address)  # where the treasury keeps its money: itself, or its Safe
TERMS: immutable(IGrant.Terms)

accepted: public(uint256)  # milestones, by bit
taken_back: public(uint256)  # milestones, by bit
stopped_at: public(uint256)  # end of a stream before its time; 0: none [UTC seconds]
withdrawn: public(uint256)
given_back: public(uint256)


@deploy
def __init__(treasury: address, terms: IGrant.Terms):
    """
    @param treasury Where goes what nobody earns, and whose owner decides.
    """
    assert treasury.is_contract, "grant: no such treasury"
    safe: address = staticcall ITreasury(treasury).safe()
    home: address = treasury if safe == empty(address) else safe
    mandates.__init__(staticcall ITreasury(treasury).SCOPES())
    mandates._require_scope(terms.scope)
    assert terms.payee not in [empty(address), self, home], "grant: bad payee"
    assert terms.token == tokens.NATIVE or terms.token.is_contract, "grant: no such token"
    assert (terms.seconds > 0) != (len(terms.milestones) > 0), "grant: stream or milestones"
    assert terms.seconds <= MAX_SECONDS and terms.start <= MAX_SECONDS, "grant: bad length"
    if len(terms.milestones) > 0:
        self._check_milestones(terms.milestones)
    TREASURY = treasury
    HOME = home
    TERMS = terms
    log IGrant.Granted(payee=terms.payee, token=terms.token, scope=terms.scope)


# --- anybody ---------------------------------------------------------------------------------------------


@external
@payable
@reentrant
def __default__():
    """
    @notice Take in ETH.
    @dev Unlocked: it writes nothing, and must fit the gas of a plain transfer.
    """
    assert len(msg.data) == 0, "grant: no such function"
    assert TERMS.token == tokens.NATIVE, "grant: takes a token"
    log IGrant.Received(sender=msg.sender, amount=msg.value)


@external
def withdraw(to: address):
    """
    @notice Pay out what was earned: the payee to any account, anybody else to the payee.
    """
    assert msg.sender == TERMS.payee or to == TERMS.payee, "grant: not the payee"
    assert to not in [empty(address), self], "grant: bad recipient"
    amount: uint256 = self._earned() - self.withdrawn
    assert amount > 0, "grant: nothing earned yet"
    self.withdrawn += amount
    log IGrant.Withdrawn(to=to, amount=amount)
    tokens._send(TERMS.token, to, amount)


@external
def give_back():
    """
    @notice Send what nobody will earn to the treasury.
    """
    amount: uint256 = self._lost() - self.given_back
    assert amount > 0, "grant: nothing to give back"
    self.given_back += amount
    log IGrant.GivenBack(to=HOME, amount=amount)
    tokens._send(TERMS.token, HOME, amount)


# --- who answers for it ----------------------------------------------------------------------------------


@external
def accept(milestone: uint256):
    """
    @notice Say that a milestone was reached: a steward or an arbiter of the scope, but not the payee.
    @param milestone Its number in the terms, from 0.
    """
    bit: uint256 = self._open_milestone(milestone)
    assert msg.sender != TERMS.payee, "grant: accepts its own work"
    assert mandates._may_accept(TERMS.scope, msg.sender), "grant: may not accept"
    self.accepted |= bit
    log IGrant.Accepted(milestone=milestone)


@external
def take_back(milestone: uint256):
    """
    @notice Give up on a milestone: a vote or the payee at any time, anybody once it is due.
    """
    bit: uint256 = self._open_milestone(milestone)
    if block.timestamp < TERMS.milestones[milestone].due_at:
        assert msg.sender == TERMS.payee or self._decides(msg.sender), "grant: not due yet"
    self.taken_back |= bit
    log IGrant.TakenBack(milestone=milestone)


@external
def stop():
    """
    @notice End a stream now: a vote, the payee, or a steward of the scope. What was earned stays.
    """
    assert TERMS.seconds > 0, "grant: no stream"
    assert self.stopped_at == 0 and self._elapsed() < TERMS.seconds, "grant: stream is over"
    if msg.sender != TERMS.payee and not self._decides(msg.sender):
        assert mandates._is_steward(TERMS.scope, msg.sender), "grant: not a steward"
    self.stopped_at = block.timestamp
    log IGrant.Stopped(elapsed=self._elapsed())


# --- what others read ------------------------------------------------------------------------------------


@external
@view
def terms() -> IGrant.Terms:
    """
    @notice What never changes.
    """
    return TERMS


@external
@view
def received() -> uint256:
    """
    @notice All that ever came in [smallest units].
    """
    return self._received()


@external
@view
def earned() -> uint256:
    """
    @notice What the payee has earned by now, withdrawn or not [smallest units].
    """
    return self._earned()


@external
@view
def lost() -> uint256:
    """
    @notice What nobody will earn, given back or not [smallest units].
    """
    return self._lost()


# --- internals -------------------------------------------------------------------------------------------


@internal
@view
def _received() -> uint256:
    """
    @notice All that ever came in: what is here, and what has left.
    """
    held: uint256 = self.balance
    if TERMS.token != tokens.NATIVE:
        held = staticcall IERC20(TERMS.token).balanceOf(self)
    return held + self.withdrawn + self.given_back


@internal
@view
def _elapsed() -> uint256:
    """
    @notice Seconds of a stream that have passed, up to its length or its stop.
    """
    until: uint256 = block.timestamp if self.stopped_at == 0 else self.stopped_at
    return min(until - min(until, TERMS.start), TERMS.seconds)


@internal
@view
def _share(milestones: uint256) -> uint256:
    """
    @notice Sum of the shares of some milestones [basis points].
    """
    share: uint256 = 0
    bit: uint256 = 1
    for each: IGrant.Milestone in TERMS.milestones:
        if milestones & bit != 0:
            share += each.share_bps
        bit <<= 1
    return share


@internal
@view
def _earned() -> uint256:
    """
    @notice The payee's share of all that came in, rounded down. A token that shrinks takes back nothing that was paid.
    """
    share: uint256 = 0
    if TERMS.seconds > 0:
        share = self._received() * self._elapsed() // TERMS.seconds
    else:
        share = self._received() * self._share(self.accepted) // WHOLE_BPS
    return max(share, self.withdrawn)


@internal
@view
def _lost() -> uint256:
    """
    @notice What nobody will earn: all that is not the payee's once nothing is open, else the shares taken back.
    """
    share: uint256 = 0
    if self._is_settled():
        share = self._received() - self._earned()
    else:
        share = self._received() * self._share(self.taken_back) // WHOLE_BPS
    return max(share, self.given_back)


@internal
@view
def _is_settled() -> bool:
    """
    @notice Whether nothing more can be earned of what is here.
    """
    if TERMS.seconds > 0:
        return self.stopped_at > 0 or self._elapsed() == TERMS.seconds
    return self.accepted | self.taken_back == (1 << len(TERMS.milestones)) - 1


@internal
@view
def _open_milestone(milestone: uint256) -> uint256:
    """
    @notice The bit of a milestone; refused if there is none, or it ended.
    """
    assert milestone < len(TERMS.milestones), "grant: no such milestone"
    bit: uint256 = 1 << milestone
    assert (self.accepted | self.taken_back) & bit == 0, "grant: milestone not open"
    return bit


@internal
@view
def _decides(account: address) -> bool:
    """
    @notice Whether an account is the treasury's owner: the timelock, for a vote.
    """
    return account == staticcall IOwned(TREASURY).owner()


@internal
@view
def _check_milestones(milestones: DynArray[IGrant.Milestone, MAX_MILESTONES]):
    """
    @notice Refuse shares that are not the whole, and what is due in the past.
    """
    whole: uint256 = 0
    for each: IGrant.Milestone in milestones:
        assert each.share_bps > 0 and each.share_bps <= WHOLE_BPS, "grant: bad share"
        assert each.due_at > block.timestamp, "grant: due in the past"
        whole += each.share_bps
    assert whole == WHOLE_BPS, "grant: shares not whole"
