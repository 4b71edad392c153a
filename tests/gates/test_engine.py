# SPDX-License-Identifier: Apache-2.0
"""Programs in blocks (tests/engine.py) end as they do by py-evm's own steps.

one plain opcode
├── words at the edges of their range: same words, memory and gas
├── a word too few, or no room for one more: same refusal
└── any gas up to what it takes
any program of plain and other opcodes, with jumps
a jump to no place to land on
a contract
├── called and refused: same logs, storage and line
└── out of gas at any point
a meter that does not count as usual: py-evm's own steps
"""

from itertools import product

import boa
import pytest
from boa.vm.gas_meters import NoGasMeter, ProfilingGasMeter
from eth.exceptions import (
    FullStack,
    InsufficientStack,
    InvalidInstruction,
    InvalidJumpDestination,
    OutOfGas,
)
from eth.vm import opcode_values as op
from eth.vm.computation import BaseComputation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import engine
from tests.suite import account, accounts, deploy_membership, storage

EDGES = (0, 1, 31, 32, 255, 256, 2**255 - 1, 2**255, 2**256 - 1)
PLAIN = [*engine.STEPS, *range(op.PUSH0, op.PUSH32 + 1)]
OTHERS = [
    op.PC,
    op.GAS,
    op.MSIZE,
    op.CALLER,
    op.CALLDATASIZE,
    op.SHA3,
    op.SLOAD,
    op.SSTORE,
    op.STOP,
]
DATA = bytes(range(1, 60))


def push(word, size=32):
    return bytes([op.PUSH0 + size]) + word.to_bytes(size)


def run(code, gas=100_000, data=DATA):
    """Execute a program by both; return how it ended, which is the same."""
    ends = [_run(code, gas, data, enter) for enter in (engine.OWN_ENTER, engine.enter)]
    assert ends[0] == ends[1]
    return ends[0]


def _run(code, gas, data, enter):
    place = "0x" + 40 * "7"
    with boa.env.anchor(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseComputation, "__enter__", enter)
        boa.env.set_code(place, code)
        return end_of(boa.env.execute_code(to_address=place, gas=gas, data=data))


def end_of(done):
    """Everything that is left of a computation; out of gas, nothing but that is."""
    error = done.error if done.is_error else None
    end = {"error": type(error), "gas": done._gas_meter.gas_remaining, "output": done.output}
    if isinstance(error, OutOfGas):
        return end
    words = [int.from_bytes(w) if isinstance(w, bytes) else w for w in done._stack.values]
    return end | {
        "why": str(error),
        "words": words,
        "memory": bytes(done._memory._bytes),
        "visited": done.code._trace,
        "logs": done.get_raw_log_entries(),
        "refund": done.get_gas_refund(),
        "children": [end_of(child) for child in done.children],
    }


BELOW = b"".join(push(word) for word in range(1, 18))


@pytest.mark.parametrize("number", engine.BINARIES)
def test_binary__words_at_the_edges__same_words_and_gas(number):
    pairs = [push(right) + push(left) for left, right in product(EDGES, repeat=2)]
    end = run(b"".join(pair + bytes([number]) for pair in pairs))
    assert len(end["words"]) == len(EDGES) ** 2


@pytest.mark.parametrize("word", EDGES)
@pytest.mark.parametrize(
    "number", [n for n in PLAIN if n not in engine.BINARIES and not op.SWAP1 <= n <= op.SWAP16]
)
def test_opcode__word_at_the_edge__same_words_memory_and_gas(number, word):
    end = run(BELOW + push(word) + bytes([number]))
    is_far = number in (op.MLOAD, op.MSTORE) and word > 2**100
    assert end["error"] is (OutOfGas if is_far else type(None))


@pytest.mark.parametrize("number", engine.STEPS)
def test_opcode__a_word_too_few__same_refusal(number):
    takes = engine.STEPS[number].takes
    end = run(push(1) * (takes - 1) + bytes([number]))
    assert end["error"] is (InsufficientStack if takes else type(None))


@pytest.mark.parametrize("number", [op.PUSH0, op.PUSH32, op.DUP1, op.DUP16])
@pytest.mark.parametrize("height", [1_023, 1_024])
def test_opcode__stack_is_full__same_refusal(number, height):
    end = run(bytes([op.MSIZE]) * height + bytes([number]))
    assert end["error"] is (FullStack if height == 1_024 else type(None))


@pytest.mark.parametrize("number", PLAIN)
def test_opcode__any_gas__runs_out_where_it_always_did(number):
    program = BELOW + bytes([number, op.MSIZE])
    used = 100_000 - run(program)["gas"]
    for gas in range(used - 10, used + 1):
        assert (run(program, gas)["error"] is OutOfGas) is (gas < used)


def _pieces(places):
    small = st.integers(0, 300)
    words = st.one_of(small, st.sampled_from(EDGES), st.integers(0, 2**256 - 1))
    plain = st.sampled_from([*engine.STEPS, *OTHERS]).map(lambda number: bytes([number]))
    to = st.integers(0, places).map(lambda place: push(place, 2))
    jump = st.sampled_from([bytes([op.JUMP]), bytes([op.JUMPI])])
    landing = st.just(bytes([op.JUMPDEST]))
    leap = st.tuples(to, jump).map(b"".join)
    return st.one_of(words.map(push), small.map(lambda n: push(n, 2)), plain, plain, landing, leap)


PROGRAMS = st.lists(_pieces(120), max_size=60).map(b"".join)


@settings(max_examples=200)
@given(PROGRAMS, st.integers(0, 20_000), st.binary(max_size=70))
@example(push(2**256 - 1), 100, b"")
@example(b"\x7f\x01", 100, b"")  # a word cut off by the end
def test_program__any__same_end(program, gas, data):
    below = b"".join(push(word, 2) for word in (0, 64, 3, 200, 32, 1, 7, 96, 128, 5))
    run(below + program, gas, data)


@pytest.mark.parametrize("jump", [op.JUMP, op.JUMPI])
@pytest.mark.parametrize("place", [0, 1, 2, 40, 2**16, 2**255])
def test_jump__to_no_landing__is_refused(place, jump):
    inside_a_word = bytes([op.PUSH2, op.JUMPDEST, op.JUMPDEST])
    end = run(inside_a_word + push(1) + push(place) + bytes([jump]))
    expected = InvalidInstruction if place in (1, 2) else InvalidJumpDestination
    assert end["error"] is expected


def test_jump__back_and_forth__counts_down():
    """Three rounds: every landing is come to again."""
    loop = bytes([op.JUMPDEST, op.PUSH1, 1, op.SWAP1, op.SUB, op.DUP1, op.PUSH1, 2, op.JUMPI])
    end = run(push(3, 1) + loop + bytes([op.GAS]))
    assert end["words"][:-1] == [0]
    assert end["visited"].count(2) == 3


@pytest.fixture(scope="module")
def membership():
    return deploy_membership(accounts("member", 3), owner=account("owner"))


def called(membership, enter, seats, gas=None):
    """Admit somebody, in blocks or without: how it ended, and what is stored then."""
    data = membership.admit.prepare_calldata(seats, 1)
    with boa.env.anchor(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseComputation, "__enter__", enter)
        done = boa.env.execute_code(membership.address, membership.owner(), gas, data=data)
        line = membership.find_source_of(done) if done.is_error else None
        return end_of(done), storage(membership), line and line.lineno


@pytest.mark.parametrize("is_seated", [False, True])
def test_contract__called_or_refused__same_logs_storage_and_line(membership, is_seated):
    seats = [membership.ownerOf(1) if is_seated else account("newcomer")]
    own, ours = (called(membership, enter, seats) for enter in (engine.OWN_ENTER, engine.enter))
    assert own == ours
    assert bool(ours[0]["logs"]) is not is_seated
    assert bool(ours[2]) is is_seated


def test_contract__any_gas__runs_out_at_the_same_point(membership):
    seats = [account("newcomer")]
    before = storage(membership)
    end, *_ = called(membership, engine.enter, seats, gas=1_000_000)
    used = 1_000_000 - end["gas"]
    for gas in (*range(0, used, 997), *range(used - 20, used)):
        own, ours = (called(membership, by, seats, gas) for by in (engine.OWN_ENTER, engine.enter))
        assert own == ours
        assert ours[1] == before


@pytest.mark.parametrize("meter", [NoGasMeter, ProfilingGasMeter])
def test_meter__of_another_kind__own_steps(meter):
    place = "0x" + 40 * "7"
    with boa.env.anchor(), boa.env.gas_meter_class(meter):
        boa.env.set_code(place, push(1))
        done = boa.env.execute_code(to_address=place)
    assert not isinstance(done.code, engine.BlockStream)
