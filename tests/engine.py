# SPDX-License-Identifier: Apache-2.0
"""py-evm at several times its speed: plain steps of a program run in blocks, the rest is its own.

Most opcodes only push, copy, add and compare words; on each, py-evm charges gas, checks the stack
and converts the word. Here a program is cut into blocks of such opcodes: gas and room are checked
once for the whole block, and words stay integers. Storage, calls, logs and hashes remain py-evm's,
and so does any block that lacks gas or room: it fails there as it always did, with the same words.
`tests/gates/test_engine.py` holds the two against each other.
"""

import operator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.computation import BaseComputation
from eth.vm.forks.cancun.opcodes import CANCUN_OPCODES
from eth.vm.gas_meter import GasMeter
from eth.vm.logic.flow import jump
from eth_hash.auto import keccak

WORD = 2**256 - 1
STACK_LIMIT = 1_024
PUSH, DUP, SWAP, BINARY, POP, OTHER = range(6)


def _signed(word):
    return word - 2**256 if word >> 255 else word


# The first argument is the top of the stack.
BINARIES = {
    op.ADD: lambda a, b: (a + b) & WORD,
    op.MUL: lambda a, b: (a * b) & WORD,
    op.SUB: lambda a, b: (a - b) & WORD,
    op.DIV: lambda a, b: a // b if b else 0,
    op.MOD: lambda a, b: a % b if b else 0,
    op.LT: lambda a, b: int(a < b),
    op.GT: lambda a, b: int(a > b),
    op.SLT: lambda a, b: int(_signed(a) < _signed(b)),
    op.SGT: lambda a, b: int(_signed(a) > _signed(b)),
    op.EQ: lambda a, b: int(a == b),
    op.AND: operator.and_,
    op.OR: operator.or_,
    op.XOR: operator.xor,
    op.BYTE: lambda a, b: b >> 248 - 8 * a & 255 if a < 32 else 0,
    op.SHL: lambda a, b: b << a & WORD if a < 256 else 0,
    op.SHR: lambda a, b: b >> a if a < 256 else 0,
}


def _iszero(words, computation):
    words[-1] = int(not words[-1])


def _not(words, computation):
    words[-1] ^= WORD


def _nothing(words, computation):
    """A place to jump to."""


def _mload(words, computation):
    place, memory = words[-1], computation._memory
    if place + 32 > len(memory._bytes):
        computation.extend_memory(place, 32)
    words[-1] = int.from_bytes(memory._bytes[place : place + 32])


def _mstore(words, computation):
    place, word, memory = words.pop(), words.pop(), computation._memory
    if place + 32 > len(memory._bytes):
        computation.extend_memory(place, 32)
    memory._bytes[place : place + 32] = word.to_bytes(32)


def _calldataload(words, computation):
    place = words[-1]
    words[-1] = int.from_bytes(bytes(computation.msg.data[place : place + 32]).ljust(32, b"\0"))


class Step(NamedTuple):
    """One opcode: what it does, how many words it takes and leaves, how many bytes it is long."""

    kind: int
    argument: object = None
    takes: int = 0
    leaves: int = 0
    length: int = 1


STEPS = (
    {code: Step(BINARY, operation, 2, 1) for code, operation in BINARIES.items()}
    | {op.DUP1 + n - 1: Step(DUP, -n, n, n + 1) for n in range(1, 17)}
    | {op.SWAP1 + n - 1: Step(SWAP, -n - 1, n + 1, n + 1) for n in range(1, 17)}
    | {
        op.POP: Step(POP, None, 1, 0),
        op.ISZERO: Step(OTHER, _iszero, 1, 1),
        op.NOT: Step(OTHER, _not, 1, 1),
        op.JUMPDEST: Step(OTHER, _nothing),
        op.MLOAD: Step(OTHER, _mload, 1, 1),
        op.MSTORE: Step(OTHER, _mstore, 2, 0),
        op.CALLDATALOAD: Step(OTHER, _calldataload, 1, 1),
    }
)
JUMPS = {bytes([op.JUMP]): 1, bytes([op.JUMPI]): 2}  # words taken


class Block(NamedTuple):
    """Opcodes that follow each other whatever their words are."""

    steps: list
    counters: list  # where they stand
    gas: int
    needs: int  # words on the stack at least
    room: int  # words on the stack at most
    end: int  # where the program goes on
    jump: int | None  # the opcode that ends it, if it is a jump


def _step(code, place):
    """The plain opcode at a place, if it is one."""
    number = code[place] if place < len(code) else op.STOP
    if op.PUSH0 <= number <= op.PUSH32:
        size = number - op.PUSH0
        word = code[place + 1 : place + 1 + size].ljust(size, b"\0")
        return Step(PUSH, int.from_bytes(word), 0, 1, 1 + size)
    return STEPS.get(number)


def _cut(code, place):
    """The block that begins at a place: empty, where no plain opcode stands."""
    steps, counters, gas, height, lowest, highest = [], [], 0, 0, 0, 0
    while step := _step(code, place):
        steps.append((step.kind, step.argument))
        counters.append(place)
        gas += CANCUN_OPCODES[code[place]].gas_cost
        lowest = min(lowest, height - step.takes)
        height += step.leaves - step.takes
        highest = max(highest, height)
        place += step.length
    jump_by = code[place] if code[place : place + 1] in JUMPS else None
    if jump_by is not None:
        counters.append(place)
        gas += CANCUN_OPCODES[jump_by].gas_cost
        lowest = min(lowest, height - JUMPS[bytes([jump_by])])
        place += 1
    steps = [step for step in steps if step != (OTHER, _nothing)]
    return Block(steps, counters, gas, -lowest, STACK_LIMIT - highest, place, jump_by)


def _perform(steps, words, computation):
    push, pop = words.append, words.pop
    for kind, argument in steps:
        if kind == PUSH:
            push(argument)
        elif kind == DUP:
            push(words[argument])
        elif kind == SWAP:
            words[-1], words[argument] = words[argument], words[-1]
        elif kind == BINARY:
            top = pop()
            words[-1] = argument(top, words[-1])
        elif kind == POP:
            pop()
        else:
            argument(words, computation)


@lru_cache(256)
def _blocks(code):
    """The blocks of a program by where they begin, each cut when it first comes there."""
    return {}


class BlockStream(CodeStream):
    """A program that runs its own blocks and hands py-evm the other opcodes, one by one."""

    def __init__(self, computation):
        plain = computation.code
        super().__init__(plain._raw_code_bytes)
        self.program_counter = plain.program_counter
        self._fake_codesize = getattr(plain, "_fake_codesize", None)
        self._trace = []  # boa finds the line of a failure by it
        self._blocks = _blocks(plain._raw_code_bytes)
        self._computation = computation

    def __len__(self):
        return self._length_cache if self._fake_codesize is None else self._fake_codesize

    def __iter__(self):
        code, words = self._raw_code_bytes, self._computation._stack.values
        try:
            while True:
                if self._run_block(words):
                    continue
                place = self.program_counter
                if place >= self._length_cache:
                    break
                self._trace.append(place)
                self.program_counter = place + 1
                yield code[place]
                if words and type(words[-1]) is bytes:
                    words[-1] = int.from_bytes(words[-1])
            yield op.STOP
        finally:
            self._computation = None

    def _run_block(self, words):
        """Run the block here, if it has gas and room; tell whether a jump ended it."""
        place, meter = self.program_counter, self._computation._gas_meter
        block = self._blocks.get(place)
        if block is None:
            block = self._blocks[place] = _cut(self._raw_code_bytes, place)
        if meter.gas_remaining < block.gas or not block.needs <= len(words) <= block.room:
            return False
        meter.gas_remaining -= block.gas
        self._trace += block.counters
        self.program_counter = block.end
        _perform(block.steps, words, self._computation)
        if block.jump is None:
            return False
        self._jump(block.jump, words)
        return True

    def _jump(self, by, words):
        place = words.pop()
        if by == op.JUMPI and not words.pop():
            return
        # Where the program has been, and found this opcode, it may come again.
        if place in self._blocks and self._raw_code_bytes[place] == op.JUMPDEST:
            self.program_counter = place
        else:
            words.append(place)
            jump(self._computation)


def enter(computation):
    """A computation about to begin: in blocks, if its gas is counted as usual."""
    if type(computation._gas_meter).consume_gas is GasMeter.consume_gas:
        computation.code = BlockStream(computation)
    return computation


OWN_ENTER = BaseComputation.__enter__


def install():
    """Let every computation of this process run in blocks, and hash by the quickest at hand."""
    BaseComputation.__enter__ = enter
    with suppress(ImportError):
        keccak.hasher = import_module("eth_hash.backends.pysha3").backend.keccak256
