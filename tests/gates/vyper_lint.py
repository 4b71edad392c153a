# SPDX-License-Identifier: Apache-2.0
"""The source rules for vyper 0.4.3: clear of its open compiler advisories, and of one style.

    python -m tests.gates.vyper_lint contracts

Each rule is one function below; `lint_samples/<rule>.*` shows what it must catch. An exception is
granted in `ALLOWED`, with its reason; one that no code needs any more is a finding itself.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vyper import ast as vy_ast
from vyper.exceptions import VyperException
from vyper.semantics.types import DArrayT, SArrayT, StructT, TupleT
from vyper.warnings import VyperWarning

from tests.gates import vyper_source as vy
from tests.gates.vyper_source import ROOT, Effects, Source

MAX_LOOP = 256
MAX_FUNCTION_LINES = 25
MAX_REASON = 32

# (rule, file, function) -> why it may.
ALLOWED: dict[tuple[str, str, str], str] = {
    ("raw-call", "contracts/common/tokens.vy", "_send"): (
        "ETH goes to any account, with or without code; a failure reverts"
    ),
    ("raw-call", "contracts/common/signatures.vy", "_is_valid_wallet"): (
        "a hostile wallet must not revert the caller; without code there is no answer, which is no"
    ),
    ("raw-call", "contracts/membership/eligibility.vy", "_answer"): (
        "an adapter that fails must not revert; it has code when it is named"
    ),
    ("raw-call", "contracts/governance/Timelock.vy", "execute"): (
        "a decided call has any shape; the target is checked for code, a failure reverts all"
    ),
    ("raw-call", "contracts/governance/Timelock.vy", "executeBatch"): (
        "a decided call has any shape; the target is checked for code, a failure reverts all"
    ),
    ("raw-call", "contracts/governance/BallotRelay.vy", "relay"): (
        "one refused ballot must not revert the others; the governor is fixed and has code"
    ),
    ("raw-call", "contracts/governance/QuadraticGovernor.vy", "queue"): (
        "a typed call sends the bound of its arguments; the timelock is fixed and answered before"
    ),
    ("raw-call", "contracts/governance/QuadraticGovernor.vy", "execute"): (
        "a typed call sends the bound of its arguments; the timelock is fixed and has code"
    ),
    **{
        (rule_, "contracts/governance/QuadraticGovernor.vy", "proposeTyped"): (
            "it calls `propose` of its own code, and only clears what it told it"
        )
        for rule_ in ("raw-call", "calls-last")
    },
    ("logs", "contracts/governance/QuadraticGovernor.vy", "proposeTyped"): (
        "`propose`, which it calls, logs what was made"
    ),
    ("calls-last", "contracts/governance/QuadraticGovernor.vy", "propose"): (
        "the rules say what is written; they are fixed, lock themselves and call only views"
    ),
    ("length", "contracts/governance/QuadraticGovernor.vy", "propose"): (
        "an internal call would copy the calls and the description: 10,000 gas"
    ),
    ("length", "contracts/governance/QuadraticGovernor.vy", "_set_ballot"): (
        "every ballot goes through it, and pays for each internal call"
    ),
    **{
        ("calls-last", f"contracts/funding/{path}", function): (
            "only what a token really moved may be booked; the host's lock holds meanwhile"
        )
        for path, function in (
            ("escrow.vy", "_take"),
            ("escrow.vy", "_receive"),
            ("MatchingFunding.vy", "give"),
            ("MatchingFunding.vy", "pledge"),
        )
    },
    **{
        ("calls-last", f"contracts/{path}", function): (
            "`presence` tells Membership who acts: the alliance's own contract, which calls nobody"
        )
        for path, functions in (
            ("funding/RetroFunding.vy", "_cast"),
            ("funding/PublishedFunding.vy", "cast_ballot cast_ballot_for"),
            ("governance/QuadraticGovernor.vy", "castFor"),
            (
                "ledger/ContributionLedger.vy",
                """record_work record record_batch record_slip amend confirm confirm_batch
                confirm_flow confirm_slip dispute resolve resolve_flow anchor _resolve""",
            ),
        )
        for function in functions.split()
    },
    ("length", "contracts/funding/RetroFunding.vy", "_count"): (
        "the hottest loop: calls of helpers would make up a third of a large ballot's gas"
    ),
    **{
        ("logs", "contracts/funding/FundingDesk.vy", function): "the pool logs what it does"
        for function in ("claim", "claim_one", "relay_one")
    },
    **{
        ("logs", "contracts/funding/rounds.vy", function): "the desk logs who asked for it"
        for function in ("register", "admit", "exclude")
    },
    **{
        ("raw-call", "contracts/funding/FundingDesk.vy", function): (
            "a call of itself: one that fails must not stop the others, and its result is logged"
        )
        for function in ("claim_many", "relay_ballots")
    },
    ("raw-call", "contracts/funding/PublishedFunding.vy", "claim_many"): (
        "a call of itself: one that fails must not stop the others, and its result is logged"
    ),
    ("forbidden", "contracts/treasury/vault.vy", "_balance"): (
        "what is promised has a ledger of its own: a donation simply belongs to the alliance"
    ),
    ("raw-call", "contracts/common/tokens.vy", "_try_send"): (
        "one payee or token that refuses must not stop the others; callers check for code"
    ),
    ("forbidden", "contracts/treasury/Grant.vy", "_received"): (
        "it has one payee: whatever comes in, forced or not, is shared by its terms"
    ),
    ("raw-call", "contracts/treasury/vault.vy", "_try_safe_call"): (
        "as above, through a Safe; its code is checked at deployment"
    ),
    ("calls-last", "contracts/treasury/pots.vy", "_pay_rows"): (
        "every row is booked before the first call; only what failed is put back, under the lock"
    ),
}


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule."""

    path: str
    line: int
    rule: str
    text: str
    function: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


Found = Iterator[tuple[vy_ast.VyperNode | int, str]]
Rule = Callable[[Source], Found]
# Rules on the syntax tree, on the typed tree, and those that hostile mocks need not follow.
SYNTAX: dict[str, Rule] = {}
TYPED: dict[str, Rule] = {}
NOT_FOR_MOCKS: set[str] = set()


def rule(name: str, *, typed: bool = False, mocks: bool = True) -> Callable[[Rule], Rule]:
    """Register a rule under its name."""

    def register(check: Rule) -> Rule:
        (TYPED if typed else SYNTAX)[name] = check
        if not mocks:
            NOT_FOR_MOCKS.add(name)
        return check

    return register


# --- the file ---------------------------------------------------------------------------------


@rule("bytes")
def _bytes(source: Source) -> Found:
    """Other characters shift source positions, so that literals change (CVE-2026-114114)."""
    for number, line in enumerate(source.raw.split(b"\n"), 1):
        if any(not 32 <= byte < 127 for byte in line):
            yield number, "only printable ASCII and LF"
    if not source.raw.endswith(b"\n"):
        yield len(source.lines), "ends with a line feed"


# One of them is needed where a contract would not fit otherwise; neither is experimental.
OPTIMISATIONS = ("# pragma optimize gas", "# pragma optimize codesize")


@rule("header")
def _header(source: Source) -> Found:
    """The pragma is per file: without it a module's exported functions have no lock."""
    expected = ["# pragma version 0.4.3", "# SPDX-License-Identifier: Apache-2.0"]
    if not source.is_interface:
        expected.insert(1, "# pragma nonreentrancy on")
    for number, line in enumerate(expected, 1):
        if source.lines[number - 1 : number] != [line]:
            yield number, f"must be `{line}`"
    for number, line in enumerate(source.lines[len(expected) :], len(expected) + 1):
        if line.startswith("# pragma ") and line not in OPTIMISATIONS:
            yield number, "no other pragma: experimental code generation and decimals stay off"


@rule("imports")
def _imports(source: Source) -> Found:
    """Two relative paths to one module give two copies of its state; AGPL sources stay out."""
    for node in source.tree.get_children((vy_ast.Import, vy_ast.ImportFrom)):
        package = (getattr(node, "module", None) or "").split(".")[0]
        if (
            isinstance(node, vy_ast.Import)
            or node.level
            or package not in ("contracts", "ethereum")
        ):
            yield node, "only `from contracts.… import x` and `from ethereum.ercs import IX`"


@rule("exports", mocks=False)
def _exports(source: Source) -> Found:
    """A module's later additions must not become public by themselves."""
    for node in source.tree.get_children(vy_ast.ExportsDecl):
        if node.get_descendants(vy_ast.Attribute, {"attr": "__interface__"}):
            yield node, "list the exported names one by one"


# --- the language -----------------------------------------------------------------------------


@rule("ternary-or")
def _ternary_or(source: Source) -> Found:
    """`(msg.value | K) if … else …` compiles to 1 (CVE-2026-114117)."""
    for node in source.tree.get_descendants(vy_ast.IfExp):
        if node.get_descendants(vy_ast.BitOr):
            yield node, "no `|` inside a ternary"


@rule("ternary-type", typed=True)
def _ternary_type(source: Source) -> Found:
    """A ternary between arrays of different bounds reads the wrong layout (CVE-2026-114115)."""
    for node in source.typed.get_descendants(vy_ast.IfExp):
        if isinstance(node._metadata.get("type"), SArrayT | DArrayT | StructT | TupleT):
            yield node, "no ternary on an array, struct or tuple"


@rule("code-offset")
def _code_offset(source: Source) -> Found:
    """A wrapping offset deploys empty code (CVE-2026-114118)."""
    for function in source.tree.get_children(vy_ast.FunctionDef):
        for call in vy.called(function, "create_from_blueprint"):
            offset = vy.keyword(call, "code_offset")
            if offset is not None and not isinstance(offset, vy_ast.Int):
                yield call, "code_offset must be a literal"
            if not _asserts_code_after(function, call):
                yield call, "assert that the new contract has code"


def _asserts_code_after(function: vy_ast.FunctionDef, call: vy_ast.Call) -> bool:
    asserts = (
        node for node in function.get_descendants(vy_ast.Assert) if node.lineno > call.lineno
    )
    sized = {"attr": {"codesize", "is_contract"}}
    return any(node.get_descendants(vy_ast.Attribute, sized) for node in asserts)


@rule("raw-call", mocks=False)
def _raw_call(source: Source) -> Found:
    """`raw_call` to an account without code succeeds silently: each needs a reason in ALLOWED."""
    for call in vy.called(source.tree, "raw_call"):
        yield call, "use an interface, or name the reason in the lint's ALLOWED"


@rule("raw-result", mocks=False)
def _raw_result(source: Source) -> Found:
    """A failed call that nobody looks at is money lost."""
    for function in source.tree.get_children(vy_ast.FunctionDef):
        for call in vy.called(function, "raw_call"):
            is_own_code = isinstance(call.args[0], vy_ast.Name) and call.args[0].id == "self"
            if vy.keyword(call, "is_delegate_call") is not None and not is_own_code:
                yield call, "no delegate call: foreign code would write our storage"
            if vy.keyword(call, "revert_on_failure") is not None and not _is_used(function, call):
                yield call, "look at the result of the call"


def _is_used(function: vy_ast.FunctionDef, call: vy_ast.Call) -> bool:
    statement = call.get_ancestor((vy_ast.Assign, vy_ast.AnnAssign, vy_ast.Return))
    if statement is None or isinstance(statement, vy_ast.Return):
        return statement is not None
    target = statement.target
    success = target.elements[0] if isinstance(target, vy_ast.Tuple) else target
    later = function.get_descendants(vy_ast.Name, {"id": success.id})
    return any(name.lineno > statement.end_lineno for name in later)


@rule("forbidden")
def _forbidden(source: Source) -> Found:
    """What is unsafe, misleading on some chains, or no ledger."""
    attributes = {
        ("tx", "origin"): "whoever relays a transaction is not its author",
        ("block", "number"): "block numbers jump on some chains: use timestamps",
        ("self", "balance"): "anybody can force ETH in: keep a ledger",
    }
    for node in source.tree.get_descendants(vy_ast.Attribute):
        reason = attributes.get((getattr(node.value, "id", ""), node.attr))
        if reason:
            yield node, f"{node.value.id}.{node.attr}: {reason}"
    names = {"selfdestruct": "funds and code would vanish", "decimal": "integers only"}
    if not source.is_mock:  # a hostile one refuses as it likes
        names["raw_revert"] = "errors are strings from the catalogue"
    for node in source.tree.get_descendants(vy_ast.Name):
        if node.id in names:
            yield node, f"{node.id}: {names[node.id]}"
    for node in source.tree.get_descendants(vy_ast.Decimal):
        yield node, "decimal: integers only"


@rule("reason", mocks=False)
def _reason(source: Source) -> Found:
    """Every refusal names its module and its reason."""
    for node in source.tree.get_descendants((vy_ast.Assert, vy_ast.Raise)):
        text = node.msg if isinstance(node, vy_ast.Assert) else node.exc
        if not isinstance(text, vy_ast.Str):
            yield node, 'needs a literal reason: "module: reason"'
        elif not _is_reason(text.value):
            yield node, f'"{text.value}" is not lower case "module: reason" of at most {MAX_REASON}'


def _is_reason(text: str) -> bool:
    module, colon, reason = text.partition(": ")
    return bool(module and colon and reason) and text == text.lower() and len(text) <= MAX_REASON


@rule("keyword-log")
def _keyword_log(source: Source) -> Found:
    """Fields by position swap silently."""
    for node in source.tree.get_descendants(vy_ast.Log):
        if node.value.args:
            yield node, "name each field of the event"


@rule("length", mocks=False)
def _length(source: Source) -> Found:
    """A function that needs more has two jobs. The fields of an event are a list, not code."""
    for function in source.tree.get_children(vy_ast.FunctionDef):
        lines = source.lines[function.body[0].lineno - 1 : function.body[-1].end_lineno]
        code = [line for line in lines if line.strip() and not line.strip().startswith("#")]
        logs = function.get_descendants(vy_ast.Log)
        count = len(code) - sum(node.end_lineno - node.lineno for node in logs)
        if count > MAX_FUNCTION_LINES:
            yield function.body[0], f"{function.name} has {count} lines of code"


@rule("loop-bound", typed=True)
def _loop_bound(source: Source) -> Found:
    """Every loop fits a block, whatever its input."""
    for loop in source.typed.get_descendants(vy_ast.For):
        bound = _bound(loop.iter)
        if bound is None or bound > MAX_LOOP:
            yield loop, f"bound {bound}: needs a constant of at most {MAX_LOOP}"


def _bound(iterated: vy_ast.VyperNode) -> int | None:
    if not isinstance(iterated, vy_ast.Call):
        return iterated._metadata["type"].length
    bound = vy.keyword(iterated, "bound")
    if bound is not None:
        return _constant(bound)
    start, stop = (0, iterated.args[0]) if len(iterated.args) == 1 else iterated.args
    first = start if isinstance(start, int) else _constant(start)
    last = _constant(stop)
    return None if first is None or last is None else last - first


def _constant(node: vy_ast.VyperNode) -> int | None:
    value = node.reduced()
    return value.value if isinstance(value, vy_ast.Int) else None


# --- what functions do ------------------------------------------------------------------------


@rule("logs", typed=True, mocks=False)
def _logs(source: Source) -> Found:
    """State must be rebuildable from events."""
    for function in source.functions():
        effects = vy.effects_of(function)
        if vy.is_external(function) and (effects.writes or effects.calls) and not effects.logs:
            yield function.body[0], f"{function.name} changes something and logs nothing"


@rule("calls-last", typed=True, mocks=False)
def _calls_last(source: Source) -> Found:
    """Checks, effects, then calls: nothing is written once foreign code has run."""
    for function in source.functions():
        findings: list[tuple[vy_ast.VyperNode, str]] = []
        _walk(function.body, Effects(), findings)
        yield from dict.fromkeys(findings)


def _walk(body: list, seen: Effects, findings: list) -> Effects:
    """Follow statements in order, carrying what has happened; note a write after a call."""
    for node in body:
        if isinstance(node, vy_ast.If):
            seen = _step(node.test, seen, findings)
            seen = _walk(node.body, seen, findings) | _walk(node.orelse, seen, findings)
        elif isinstance(node, vy_ast.For):
            seen = _step(node.iter, seen, findings)
            for _round in range(2):
                seen = _walk(node.body, seen, findings)
        else:
            seen = _step(node, seen, findings)
    return seen


def _step(node: vy_ast.VyperNode, seen: Effects, findings: list) -> Effects:
    effects = vy.effects_of(node)
    if effects.writes and seen.calls:
        findings.append((node, "storage is written after an external call"))
    return seen | effects


# --- running ----------------------------------------------------------------------------------


def lint(source: Source) -> list[Finding]:
    """Every finding in one file, allowances not yet taken off."""
    if broken := _run(source, {"bytes": SYNTAX["bytes"]}):
        return broken
    try:
        return _run(source, SYNTAX) + _run(source, {} if source.is_interface else TYPED)
    except (VyperException, VyperWarning) as error:
        return [
            *_syntax_only(source),
            Finding(source.name, 1, "compiles", str(error).split("\n")[0]),
        ]


def _syntax_only(source: Source) -> list[Finding]:
    try:
        return _run(source, SYNTAX)
    except VyperException:
        return []


def _run(source: Source, rules: dict[str, Rule]) -> list[Finding]:
    return [
        Finding(source.name, _line(where), name, text, _function(where))
        for name, check in rules.items()
        if not (source.is_mock and name in NOT_FOR_MOCKS)
        for where, text in check(source)
    ]


def _line(where: vy_ast.VyperNode | int) -> int:
    return where if isinstance(where, int) else where.lineno


def _function(where: vy_ast.VyperNode | int) -> str:
    function = None if isinstance(where, int) else where.get_ancestor(vy_ast.FunctionDef)
    return function.name if function else ""


def check(folder: Path) -> list[Finding]:
    """Every finding below `folder` that is not allowed, and every allowance that nothing uses."""
    findings = [finding for source in vy.sources(folder) for finding in lint(source)]
    used = {(finding.rule, finding.path, finding.function) for finding in findings}
    unused = [
        Finding(path, 1, "unused-allowance", f"{name} in {function} is not needed any more")
        for name, path, function in ALLOWED.keys() - used
        if (ROOT / path).is_relative_to(folder)
    ]
    kept = [f for f in findings if (f.rule, f.path, f.function) not in ALLOWED]
    return sorted(kept + unused)


if __name__ == "__main__":
    problems = check(ROOT / (sys.argv[1] if len(sys.argv) > 1 else "contracts"))
    print("\n".join(map(str, problems)) or "vyper lint: nothing to report")
    sys.exit(bool(problems))
