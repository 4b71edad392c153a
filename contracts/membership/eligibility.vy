# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Eligibility (module)
@notice An optional second opinion on who may belong, for example proof of personhood. A seat that it does not find
        eligible has time to mend that, and an adapter that fails takes nobody's seat.
@dev Stateful: a host `initializes` it. The adapter is asked for a view, with bounded gas.
@custom:units times are UTC seconds, spans are seconds
@custom:invariant no seat ends before its grace is over, nor on anything but a clear no
"""

from contracts.interfaces import IMembership

NO: constant(uint256) = 0
YES: constant(uint256) = 1
NO_ANSWER: constant(uint256) = 2
# Enough to read a few registries; small enough that a broken adapter cannot use up a batch.
ADAPTER_GAS: constant(uint256) = 300_000
MAX_GRACE_SECONDS: constant(uint256) = 31_536_000

eligibility_adapter: public(address)
grace_seconds: public(uint256)
grace_until: public(HashMap[uint256, uint256])  # seat -> when its grace is over; 0: it needs none


@internal
def _set(adapter: address, grace_seconds: uint256):
    """
    @notice Name the adapter that is asked from now on, or nobody.
    """
    assert grace_seconds <= MAX_GRACE_SECONDS, "membership: grace too long"
    assert adapter == empty(address) or adapter.codesize > 0, "membership: adapter has no code"
    self.eligibility_adapter = adapter
    self.grace_seconds = grace_seconds
    log IMembership.EligibilitySet(adapter=adapter, grace_seconds=grace_seconds)


@internal
def _review(account: address, seat: uint256) -> bool:
    """
    @notice Ask about an active seat: begin its grace, or end it.
    @return Whether the seat's grace is over and it is still not eligible.
    """
    answer: uint256 = self._answer(account, seat)
    assert answer != NO_ANSWER, "membership: no answer"
    until: uint256 = self.grace_until[seat]
    if answer == YES:
        if until > 0:
            self.grace_until[seat] = 0
            log IMembership.EligibilityRegained(seat=seat)
        return False
    if until == 0:
        until = block.timestamp + self.grace_seconds
        self.grace_until[seat] = until
        log IMembership.EligibilityLost(seat=seat, until=until)
        return False
    assert block.timestamp >= until, "membership: grace not over"
    return True


@internal
def _forget(seat: uint256):
    """
    @notice End the grace of a seat that is over.
    """
    if self.grace_until[seat] > 0:
        self.grace_until[seat] = 0


@internal
@view
def _check(account: address, seat: uint256):
    """
    @notice Refuse an account that is not clearly eligible.
    """
    assert self._answer(account, seat) == YES, "membership: not eligible"


@internal
@view
def _answer(account: address, seat: uint256) -> uint256:
    """
    @notice What the adapter says; anything but a clear yes or no is no answer. Without an adapter all are eligible.
    """
    adapter: address = self.eligibility_adapter
    if adapter == empty(address):
        return YES
    success: bool = False
    response: Bytes[32] = b""
    success, response = raw_call(
        adapter,
        abi_encode(account, seat, method_id=method_id("is_eligible(address,uint256)")),
        max_outsize=32,
        gas=ADAPTER_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if not success or len(response) != 32:
        return NO_ANSWER
    return min(convert(response, uint256), NO_ANSWER)
