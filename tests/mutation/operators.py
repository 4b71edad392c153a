# SPDX-License-Identifier: Apache-2.0
"""Small faults that can be planted in a Vyper source, one at a time.

Each operator looks at one kind of node of the compiler's own syntax tree and gives the text that
replaces it. Whether the result compiles is found out by compiling it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vyper import ast
from vyper.ast import parse_to_ast

COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
COMPUTED = {"+": "-", "-": "+", "|": "&", "&": "|", "<<": ">>", ">>": "<<", "*": "//"}
CALLED = {"unsafe_add": "unsafe_sub", "unsafe_sub": "unsafe_add", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the text from `start` to `end` of a source becomes `after`."""

    operator: str
    line: int
    start: int
    end: int
    before: str
    after: str
    function: str = ""
    number: int = 1  # among faults of a function that read alike
    statements: frozenset[int] = frozenset()  # lines on which the statements begin that it is in

    def apply(self, source: str) -> str:
        """The source with the fault in it."""
        return source[: self.start] + self.after + source[self.end :]

    @property
    def told(self) -> str:
        """The fault in one line, the same wherever the source moves to."""
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{before} -> {after}" if after else before

    @property
    def key(self) -> str:
        """What the fault is known by: the text of the source, not the line it stands on."""
        ordinal = f" ({self.number})" if self.number > 1 else ""
        return f"{self.function}: {self.operator}: {self.told}{ordinal}"


class Source:
    """A source with its syntax tree, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text, self.tree = text, parse_to_ast(text)
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def span(self, node) -> tuple[int, int]:
        """Where a node begins and ends in the text."""
        start = self._lines[node.lineno - 1] + node.col_offset
        return start, self._lines[node.end_lineno - 1] + node.end_col_offset

    def of(self, node) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def functions(self):
        """Functions with a body: constants, events and interfaces have no faults planted."""
        return self.tree.get_children(ast.FunctionDef)

    def statements(self, function, place: int) -> frozenset[int]:
        """Where the innermost statement begins that a place is in; of a function, all of them."""
        nodes = function.get_descendants(ast.Stmt)
        around = [node for node in nodes if self.span(node)[0] <= place < self.span(node)[1]]
        if around:
            return frozenset({max(around, key=self.span).lineno})
        return frozenset(node.lineno for node in nodes)

    def replaced(self, operator: str, node, after: str) -> Mutant:
        """A mutant that writes `after` in place of a node."""
        start, end = self.span(node)
        return Mutant(operator, node.lineno, start, end, self.text[start:end], after)


def mutants(text: str) -> list[Mutant]:
    """Every fault of every operator, in the order of the source."""
    source = Source(text)
    found = [mutant for function in source.functions() for mutant in _of(source, function)]
    found.sort(key=lambda mutant: (mutant.start, mutant.operator, mutant.after))
    alike: Counter[str] = Counter()
    for place, mutant in enumerate(found):
        alike[mutant.key] += 1
        found[place] = replace(mutant, number=alike[mutant.key])
    return found


def _of(source: Source, function) -> Iterator[Mutant]:
    """Every fault of one function, each once."""
    for mutant in {mutant for operator in OPERATORS for mutant in operator(source, function)}:
        lines = source.statements(function, mutant.start)
        yield replace(mutant, function=function.name, statements=lines)


def _locks(source: Source, function) -> Iterator[Mutant]:
    """Drop a lock: the function may be re-entered."""
    names = {getattr(each, "id", "") for each in function.decorator_list}
    if "external" in names and not names & {"reentrant", "view", "pure"}:
        start = source.span(function)[0]
        head = source.text[start:].split("(")[0]
        yield Mutant("lock", function.lineno, start, start, head, "@reentrant\n")


def _statements(source: Source, function) -> Iterator[Mutant]:
    """Drop an assert, a log, a check that stands alone, or a write to storage."""
    for node in function.get_descendants(ast.Assert):
        yield source.replaced("assert", node, "pass")
    for node in function.get_descendants(ast.Log):
        yield source.replaced("log", node, "pass")
    for node in function.get_descendants(ast.Expr):
        if isinstance(node.value, ast.Call):
            yield source.replaced("call", node, "pass")
    for node in function.get_descendants((ast.Assign, ast.AugAssign)):
        if source.of(node).startswith("self."):
            yield source.replaced("write", node, "pass")


def _comparisons(source: Source, function) -> Iterator[Mutant]:
    """Move a border by one, or turn a comparison around."""
    for node in function.get_descendants(ast.Compare):
        yield from _between(source, "compare", node.left, node.right, COMPARED)


def _arithmetic(source: Source, function) -> Iterator[Mutant]:
    """Round the other way, or compute something else."""
    for node in function.get_descendants(ast.BinOp):
        if isinstance(node.op, ast.FloorDiv):
            left, right = source.of(node.left), source.of(node.right)
            after = f"(({left}) + ({right}) - 1) // ({right})"
            yield source.replaced("rounding", node, after)
        else:
            yield from _between(source, "arithmetic", node.left, node.right, COMPUTED)
    for node in function.get_descendants(ast.AugAssign):
        yield from _between(
            source, "arithmetic", node.target, node.value, {"+=": "-=", "-=": "+=", "|=": "&="}
        )


def _between(source: Source, operator: str, left, right, swaps) -> Iterator[Mutant]:
    """Swap the sign that stands between two operands."""
    start, end = source.span(left)[1], source.span(right)[0]
    between = source.text[start:end]
    sign = between.strip("() \n")
    if sign in swaps:
        after = between.replace(sign, swaps[sign])
        whole = source.text[source.span(left)[0] : source.span(right)[1]]
        yield Mutant(operator, left.lineno, start, end, f"{whole} [{sign}]", after)


def _calls(source: Source, function) -> Iterator[Mutant]:
    """Call the opposite."""
    for node in function.get_descendants(ast.Call):
        name = getattr(node.func, "id", None)
        if name in CALLED:
            start, end = source.span(node.func)
            yield Mutant("opposite", node.lineno, start, end, source.of(node), CALLED[name])


def _logic(source: Source, function) -> Iterator[Mutant]:
    """`and` for `or`, and what was denied."""
    for node in function.get_descendants(ast.BoolOp):
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from _between(source, "logic", left, right, {"and": "or", "or": "and"})
    for node in function.get_descendants(ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield source.replaced("logic", node, source.of(node.operand))


def _numbers(source: Source, function) -> Iterator[Mutant]:
    """One more."""
    for node in function.get_descendants(ast.Int):
        yield source.replaced("number", node, str(node.value + 1))


OPERATORS = (_locks, _statements, _comparisons, _arithmetic, _calls, _logic, _numbers)
