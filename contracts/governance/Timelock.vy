# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Timelock
@notice Owns every contract of the alliance and does what was decided, not before its delay has passed.
@dev The face, operation ids and events are those of OpenZeppelin's TimelockController of version 5, with bounds of 10
     calls of 2,048 bytes each, because Vyper sizes memory by the bound. It is stricter in four things: the delay is
     never below an hour, no role can be opened to everybody, calldata is refused where there is no code, and an
     operation is done before its calls, so that they cannot run it again. ETH is held only in passing.
     Its own functions are reached by executing calls to itself: these are reentrant, all others are locked.
@custom:units delays in seconds, timestamps in UTC seconds, values in wei
@custom:invariant an operation runs at most once, and not before its timestamp; timestamp >= scheduling + MIN_DELAY
@custom:pause A holder of CANCELLER_ROLE (the governor, for its guardian) cancels an operation until it has run.
"""

from contracts.governance import access_roles
from contracts.interfaces import ITimelock

implements: ITimelock
initializes: access_roles

exports: (
    access_roles.DEFAULT_ADMIN_ROLE,
    access_roles.hasRole,
    access_roles.getRoleAdmin,
    access_roles.grantRole,
    access_roles.revokeRole,
    access_roles.renounceRole,
)

PROPOSER_ROLE: public(constant(bytes32)) = keccak256("PROPOSER_ROLE")
EXECUTOR_ROLE: public(constant(bytes32)) = keccak256("EXECUTOR_ROLE")
CANCELLER_ROLE: public(constant(bytes32)) = keccak256("CANCELLER_ROLE")

# An hour: what was decided can always be seen before it is done.
MIN_DELAY: constant(uint256) = 3_600
# A year: a longer delay, set by mistake, would lock the alliance out of its own contracts.
MAX_DELAY: constant(uint256) = 31_536_000
# The timestamp of an operation that has run; no real one is that small.
DONE: constant(uint256) = 1

UNSET: constant(uint8) = 0
WAITING: constant(uint8) = 1
READY: constant(uint8) = 2
FINISHED: constant(uint8) = 3

_min_delay: uint256
_timestamps: HashMap[bytes32, uint256]  # operation -> when it is ready; 0 unknown, 1 done


@deploy
def __init__(min_delay: uint256, admin: address):
    """
    @param min_delay Shortest delay between scheduling and execution [seconds].
    @param admin Account that wires the roles and then renounces its own; the timelock administers itself for ever.
    """
    self._set_delay(min_delay)
    access_roles._grant(access_roles.DEFAULT_ADMIN_ROLE, self)
    access_roles._grant(access_roles.DEFAULT_ADMIN_ROLE, admin)


@external
@payable
@reentrant  # a call may send ETH on that the next call of the same operation spends
def __default__():
    """
    @notice Take ETH in.
    """
    pass


# --- proposers -------------------------------------------------------------------------------------------


@external
def schedule(
    target: address,
    amount: uint256,
    data: Bytes[2048],
    predecessor: bytes32,
    salt: bytes32,
    delay: uint256,
):
    """
    @notice Schedule one call.
    @param delay From now to the earliest execution, at least the minimum [seconds].
    """
    id: bytes32 = keccak256(abi_encode(target, amount, data, predecessor, salt))
    self._schedule(id, delay)
    log ITimelock.CallScheduled(
        id=id, index=0, target=target, value=amount, data=data, predecessor=predecessor, delay=delay
    )
    if salt != empty(bytes32):
        log ITimelock.CallSalt(id=id, salt=salt)


@external
def scheduleBatch(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    payloads: DynArray[Bytes[2048], 10],
    predecessor: bytes32,
    salt: bytes32,
    delay: uint256,
):
    """
    @notice Schedule calls that will run in order, all or none.
    @param delay From now to the earliest execution, at least the minimum [seconds].
    """
    self._check_lengths(len(targets), len(values), len(payloads))
    id: bytes32 = keccak256(abi_encode(targets, values, payloads, predecessor, salt))
    self._schedule(id, delay)
    for i: uint256 in range(len(targets), bound=10):
        log ITimelock.CallScheduled(
            id=id,
            index=i,
            target=targets[i],
            value=values[i],
            data=payloads[i],
            predecessor=predecessor,
            delay=delay,
        )
    if salt != empty(bytes32):
        log ITimelock.CallSalt(id=id, salt=salt)


# --- cancellers ------------------------------------------------------------------------------------------


@external
def cancel(id: bytes32):
    """
    @notice Forget an operation that has not run; it may be scheduled again.
    """
    access_roles._check_role(CANCELLER_ROLE)
    assert self._timestamps[id] > DONE, "timelock: not pending"
    self._timestamps[id] = 0
    log ITimelock.Cancelled(id=id)


# --- executors -------------------------------------------------------------------------------------------


@external
@payable
def execute(
    target: address, amount: uint256, payload: Bytes[2048], predecessor: bytes32, salt: bytes32
):
    """
    @notice Run a ready operation of one call.
    """
    id: bytes32 = keccak256(abi_encode(target, amount, payload, predecessor, salt))
    self._start(id, predecessor)
    self._check_target(target, len(payload))
    raw_call(target, payload, value=amount)
    log ITimelock.CallExecuted(id=id, index=0, target=target, value=amount, data=payload)
    self._check_done(id)


@external
@payable
def executeBatch(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    payloads: DynArray[Bytes[2048], 10],
    predecessor: bytes32,
    salt: bytes32,
):
    """
    @notice Run a ready operation: its calls in order, all or none.
    """
    self._check_lengths(len(targets), len(values), len(payloads))
    id: bytes32 = keccak256(abi_encode(targets, values, payloads, predecessor, salt))
    self._start(id, predecessor)
    for i: uint256 in range(len(targets), bound=10):
        self._check_target(targets[i], len(payloads[i]))
        raw_call(targets[i], payloads[i], value=values[i])
        log ITimelock.CallExecuted(
            id=id, index=i, target=targets[i], value=values[i], data=payloads[i]
        )
    self._check_done(id)


# --- the timelock itself ---------------------------------------------------------------------------------


@external
@reentrant  # reached only from inside an execution
def updateDelay(newDelay: uint256):
    """
    @notice Change the minimum delay; operations already scheduled keep theirs.
    @param newDelay [seconds]
    """
    assert msg.sender == self, "timelock: only by itself"
    self._set_delay(newDelay)


# --- views -----------------------------------------------------------------------------------------------


@external
@view
@reentrant  # an operation is done before its calls, so the answer holds during them
def getTimestamp(id: bytes32) -> uint256:
    """
    @notice When an operation is ready [UTC seconds]; 0 for an unknown one, 1 for one that has run.
    """
    return self._timestamps[id]


@external
@view
@reentrant  # as above
def getOperationState(id: bytes32) -> uint8:
    """
    @notice 0 unset, 1 waiting, 2 ready, 3 done.
    """
    return self._state(id)


@external
@view
@reentrant  # as above
def isOperation(id: bytes32) -> bool:
    """
    @notice Whether an operation is waiting, ready or done.
    """
    return self._state(id) != UNSET


@external
@view
@reentrant  # as above
def isOperationPending(id: bytes32) -> bool:
    """
    @notice Whether an operation is waiting or ready.
    """
    return self._timestamps[id] > DONE


@external
@view
@reentrant  # as above
def isOperationReady(id: bytes32) -> bool:
    """
    @notice Whether an operation may run now.
    """
    return self._state(id) == READY


@external
@view
@reentrant  # as above
def isOperationDone(id: bytes32) -> bool:
    """
    @notice Whether an operation has run.
    """
    return self._state(id) == FINISHED


@external
@view
@reentrant  # as above
def getMinDelay() -> uint256:
    """
    @notice Shortest delay of a new operation [seconds].
    """
    return self._min_delay


@external
@pure
def hashOperation(
    target: address, amount: uint256, data: Bytes[2048], predecessor: bytes32, salt: bytes32
) -> bytes32:
    """
    @notice Id of an operation of one call.
    """
    return keccak256(abi_encode(target, amount, data, predecessor, salt))


@external
@pure
def hashOperationBatch(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    payloads: DynArray[Bytes[2048], 10],
    predecessor: bytes32,
    salt: bytes32,
) -> bytes32:
    """
    @notice Id of an operation of several calls.
    """
    return keccak256(abi_encode(targets, values, payloads, predecessor, salt))


@external
@pure
def supportsInterface(interfaceId: bytes4) -> bool:
    """
    @notice ERC-165: itself and AccessControl.
    """
    return interfaceId in [0x01ffc9a7, 0x7965db0b]


# --- internals -------------------------------------------------------------------------------------------


@internal
def _schedule(id: bytes32, delay: uint256):
    """
    @notice Note when an operation will be ready.
    """
    access_roles._check_role(PROPOSER_ROLE)
    assert self._timestamps[id] == 0, "timelock: already scheduled"
    assert delay >= self._min_delay, "timelock: delay too short"
    self._timestamps[id] = block.timestamp + delay


@internal
def _start(id: bytes32, predecessor: bytes32):
    """
    @notice Mark a ready operation as done; whatever its calls do, it cannot run again.
    """
    access_roles._check_role(EXECUTOR_ROLE)
    assert self._state(id) == READY, "timelock: not ready"
    if predecessor != empty(bytes32):
        assert self._timestamps[predecessor] == DONE, "timelock: predecessor not done"
    self._timestamps[id] = DONE


@internal
@view
def _check_done(id: bytes32):
    """
    @notice After the calls: nothing they did may have re-opened the operation.
    """
    assert self._timestamps[id] == DONE, "timelock: state changed in call"


@internal
def _set_delay(new_delay: uint256):
    """
    @notice Set the minimum delay within its bounds.
    """
    assert new_delay >= MIN_DELAY and new_delay <= MAX_DELAY, "timelock: delay out of range"
    log ITimelock.MinDelayChange(oldDuration=self._min_delay, newDuration=new_delay)
    self._min_delay = new_delay


@internal
@view
def _state(id: bytes32) -> uint8:
    """
    @notice State of an operation now.
    """
    timestamp: uint256 = self._timestamps[id]
    if timestamp == 0:
        return UNSET
    if timestamp == DONE:
        return FINISHED
    return READY if timestamp <= block.timestamp else WAITING


@internal
@pure
def _check_lengths(targets: uint256, values: uint256, payloads: uint256):
    """
    @notice Refuse lists of different lengths.
    """
    assert targets == values and targets == payloads, "timelock: length mismatch"


@internal
@view
def _check_target(target: address, payload_length: uint256):
    """
    @notice Refuse calldata for an address without code: such a call would succeed and do nothing.
    """
    assert payload_length == 0 or target.codesize > 0, "timelock: target has no code"
