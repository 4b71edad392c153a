# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Due Process (module)
@notice An expulsion takes effect a notice after it was decided, and not without a second decision if the member appeals.
@dev Stateful: a host `initializes` it and has checked who decides. A notice outlives the leaving of its member.
@custom:units times are UTC seconds, spans are seconds
@custom:invariant a seat is expelled only after a notice of NOTICE_SECONDS, and after an appeal only by the owner
"""

from contracts.interfaces import IMembership

# A day to read it, an hour where a whole season is tried out in days.
MIN_NOTICE_SECONDS: constant(uint256) = 3_600
MAX_NOTICE_SECONDS: constant(uint256) = 31_536_000

NOTICE_SECONDS: public(immutable(uint256))

_notices: HashMap[uint256, IMembership.Notice]  # by seat


@deploy
def __init__(notice_seconds: uint256):
    assert notice_seconds >= MIN_NOTICE_SECONDS, "membership: notice too short"
    assert notice_seconds <= MAX_NOTICE_SECONDS, "membership: notice too long"
    NOTICE_SECONDS = notice_seconds


@external
@view
def notice(seat: uint256) -> IMembership.Notice:
    """
    @notice The expulsion of a seat that was decided and has not taken effect; all zero if there is none.
    """
    return self._notices[seat]


@internal
def _give(seat: uint256, reason: bytes32):
    """
    @notice Begin the notice of an expulsion.
    """
    assert self._notices[seat].until == 0, "membership: notice already given"
    until: uint256 = block.timestamp + NOTICE_SECONDS
    self._notices[seat] = IMembership.Notice(until=until, appealed=False)
    log IMembership.NoticeGiven(seat=seat, reason=reason, until=until)


@internal
def _withdraw(seat: uint256):
    """
    @notice Drop an expulsion: the appeal was heard, or the decision regretted.
    """
    assert self._notices[seat].until > 0, "membership: nothing to withdraw"
    self._notices[seat] = empty(IMembership.Notice)
    log IMembership.NoticeWithdrawn(seat=seat)


@internal
def _appeal(seat: uint256, grounds: bytes32):
    """
    @notice Ask for a second decision, before the notice is over.
    """
    notice: IMembership.Notice = self._notices[seat]
    assert block.timestamp < notice.until, "membership: nothing to appeal"
    assert not notice.appealed, "membership: already appealed"
    self._notices[seat].appealed = True
    log IMembership.NoticeAppealed(seat=seat, grounds=grounds)


@internal
def _finish(seat: uint256, by_owner: bool):
    """
    @notice Refuse an expulsion whose time has not come; end its notice.
    """
    notice: IMembership.Notice = self._notices[seat]
    assert notice.until > 0, "membership: no notice given"
    assert block.timestamp >= notice.until, "membership: notice not over"
    assert by_owner or not notice.appealed, "membership: appeal undecided"
    self._notices[seat] = empty(IMembership.Notice)
