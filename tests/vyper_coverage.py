# SPDX-License-Identifier: Apache-2.0
"""Which statements and branches of the contracts the tests ran: a pytest plugin and its report.

    pytest -p tests.vyper_coverage tests/unit tests/stateful   # writes .coverage-vyper/*.json
    python -m tests.vyper_coverage                             # reads them, prints a table

A branch is one outcome of a condition in the source: of an `if`, an `assert`, a ternary, each part
of an `and` or `or`, the end of a loop. It is seen in the bytecode, where a condition is a jump that
is taken or not. What counts is what the compiler put into a deployed contract; constructors, which
a chain does not keep, and the checks that the compiler adds (overflow, calldata) do not.
"""

import json
import os
from collections import defaultdict
from functools import cache
from itertools import pairwise

import vyper.ast as vy_ast
from boa.environment import Env

from cosmolocal.deploy.contracts import CONTRACTS
from tests.requirements import ROOT
from tests.suite import source

KEPT = ROOT / ".coverage-vyper"
CONDITIONS = (vy_ast.If, vy_ast.Assert, vy_ast.IfExp, vy_ast.BoolOp, vy_ast.For)
JUMPI, PUSH1, PUSH32 = 0x57, 0x60, 0x7F


def _jumps(code):
    """Places of the conditional jumps of a bytecode."""
    pc = 0
    while pc < len(code):
        if code[pc] == JUMPI:
            yield pc
        pc += 1 + (code[pc] - PUSH1 + 1 if PUSH1 <= code[pc] <= PUSH32 else 0)


def _statement(node):
    """The statement a node belongs to, without those inside of it."""
    while node is not None and not isinstance(
        node._parent, vy_ast.FunctionDef | vy_ast.If | vy_ast.For
    ):
        node = node._parent
    if node is None:
        return None
    parent = node._parent
    in_header = (isinstance(parent, vy_ast.If) and node is parent.test) or (
        isinstance(parent, vy_ast.For) and node in (parent.iter, parent.target)
    )
    return _statement(parent) if in_header else node


def _place(node):
    """Where the statement of a node begins: `contracts/…:line`, or nothing for what is not ours."""
    statement = _statement(node)
    # titanoboa keeps what it compiled: it may name another folder of the same sources.
    _, inside, path = str(node.module_node.resolved_path).rpartition("/contracts/")
    # What the compiler wrote itself, such as the reader of a public variable, is on no line.
    if statement is None or statement.lineno is None:
        return None
    if not inside or path.startswith("mocks/"):
        return None
    return f"contracts/{path}:{statement.lineno}"


class Places:
    """What the bytecode of one contract has of the source: statements and conditions by place."""

    def __init__(self, compiled):
        self.statements, self.conditions = {}, {}
        nodes = compiled.source_map["pc_raw_ast_map"]
        for pc, node in nodes.items():
            if place := _place(node):
                self.statements[pc] = place
        for pc in _jumps(compiled.bytecode_runtime):
            node = nodes.get(pc)
            if isinstance(node, CONDITIONS) and pc in self.statements:
                path = self.statements[pc].split(":")[0]
                kind = type(node).__name__
                self.conditions[pc] = f"{path}:{node.lineno}:{node.col_offset}:{kind}"


@cache
def _places_of(compiled):
    return Places(compiled)


SEEN = defaultdict(set)  # compiled contract: places run, and (jump, whether it was taken)


def _watch(env, computation, contract=None):
    """Stand in for titanoboa's own hook: remember what one call ran, and what that called."""
    # A plain transfer names no contract, but one may stand there.
    at = computation.msg.code_address
    contract = contract or (env._lookup_contract_fast(at) if at else None)
    compiled = getattr(contract, "compiler_data", None)
    if compiled is not None and not computation.msg.is_create:
        places, trace, seen = _places_of(compiled), computation.code._trace, SEEN[compiled]
        seen.update(trace)
        for pc, following in pairwise(trace):
            if pc in places.conditions:
                seen.add((pc, following != pc + 1))
    for child in computation.children:
        _watch(env, child)


def pytest_configure():
    """Have titanoboa tell of every call."""
    Env._coverage_enabled = True
    Env._trace_computation = _watch


def taken():
    """The statements that ran since this was last asked."""
    ran = set()
    for compiled, seen in SEEN.items():
        places = _places_of(compiled).statements
        ran |= {places[item] for item in seen if item in places}
    SEEN.clear()
    return ran


def pytest_sessionfinish():
    """Write what this process saw."""
    ran, decided = set(), set()
    for compiled, seen in SEEN.items():
        places = _places_of(compiled)
        for item in seen:
            if isinstance(item, tuple):
                decided.add(f"{places.conditions[item[0]]}:{int(item[1])}")
            elif item in places.statements:
                ran.add(places.statements[item])
    KEPT.mkdir(exist_ok=True)
    found = {"ran": sorted(ran), "decided": sorted(decided)}
    (KEPT / f"{os.getpid()}.json").write_text(json.dumps(found))


def expected(paths):
    """All statements and outcomes that the given contracts have."""
    statements, outcomes = set(), set()
    for path in paths:
        places = _places_of(source(path).compiler_data)
        statements |= set(places.statements.values())
        outcomes |= {f"{key}:{way}" for key in places.conditions.values() for way in (0, 1)}
    return statements, outcomes


def deployed():
    """The contracts that are deployed, by their place below contracts/."""
    found = {path.stem: path for path in (ROOT / "contracts").rglob("*.vy")}
    names = sorted({*CONTRACTS, "Grant"})
    return [found[name].relative_to(ROOT / "contracts").as_posix() for name in names]


def main():
    """Print covered and all, by file; then what is missing."""
    statements, outcomes = expected(deployed())
    kept = [json.loads(path.read_text()) for path in sorted(KEPT.glob("*.json"))]
    ran = {item for part in kept for item in part["ran"]} & statements
    decided = {item for part in kept for item in part["decided"]} & outcomes
    for path in [*sorted({item.split(":")[0] for item in statements}), ""]:
        counts = [
            sum(item.startswith(path) for item in items)
            for items in (ran, statements, decided, outcomes)
        ]
        print("{:48} {:5} of {:5} statements {:5} of {:5} outcomes".format(path or "all", *counts))
    for item in sorted((statements - ran) | (outcomes - decided)):
        print("missing", item)


if __name__ == "__main__":
    main()
