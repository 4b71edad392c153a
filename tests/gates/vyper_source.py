# SPDX-License-Identifier: Apache-2.0
"""One Vyper file as the gates see it: bytes, syntax tree, and the tree typed by the compiler."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from vyper import ast as vy_ast
from vyper.compiler.input_bundle import FilesystemInputBundle
from vyper.compiler.phases import CompilerData
from vyper.compiler.settings import Settings
from vyper.semantics.data_locations import DataLocation
from vyper.semantics.types.function import ContractFunctionT
from vyper.warnings import VyperWarning

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = (DataLocation.STORAGE, DataLocation.TRANSIENT)
CREATORS = (
    "create_copy_of",
    "create_from_blueprint",
    "create_minimal_proxy_to",
    "raw_create",
)


@dataclass(frozen=True)
class Source:
    """A `.vy` or `.vyi` file below `root`, from which absolute imports are resolved."""

    path: Path
    root: Path = ROOT

    @property
    def name(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @property
    def is_interface(self) -> bool:
        return self.path.suffix == ".vyi"

    @property
    def is_mock(self) -> bool:
        return "mocks" in self.path.parts

    @property
    def is_deployable(self) -> bool:
        return self.path.suffix == ".vy" and self.path.stem[0].isupper() and not self.is_mock

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def lines(self) -> list[str]:
        return self.raw.decode("utf-8", errors="replace").split("\n")

    @cached_property
    def tree(self) -> vy_ast.Module:
        """The syntax tree: it exists as soon as the file parses."""
        return vy_ast.parse_to_ast(self.raw.decode(), is_interface=self.is_interface)

    @cached_property
    def typed(self) -> vy_ast.Module:
        """The tree with types, locations and resolved calls: the file must compile unwarned."""
        bundle = FilesystemInputBundle([self.root, ROOT])
        data = CompilerData(
            bundle.load_file(self.path), bundle, settings=Settings(evm_version="cancun")
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error", VyperWarning)
            return data.annotated_vyper_module

    def functions(self) -> Iterator[vy_ast.FunctionDef]:
        """Typed functions; an interface has none with a body."""
        if not self.is_interface:
            yield from self.typed.get_children(vy_ast.FunctionDef)


def sources(folder: Path, root: Path = ROOT) -> list[Source]:
    """Every Vyper file below `folder`."""
    return [
        Source(path, root)
        for path in sorted(folder.rglob("*.vy*"))
        if path.suffix in (".vy", ".vyi")
    ]


def decorators(function: vy_ast.FunctionDef) -> set[str]:
    """Names of the decorators, without their arguments."""
    return {node.id for node in function.decorator_list if isinstance(node, vy_ast.Name)}


def is_external(function: vy_ast.FunctionDef) -> bool:
    """Whether anybody may call it."""
    return "external" in decorators(function)


def called(function: vy_ast.VyperNode, name: str) -> list[vy_ast.Call]:
    """Calls of one builtin."""
    return function.get_descendants(vy_ast.Call, {"func.id": name})


def keyword(call: vy_ast.Call, name: str) -> vy_ast.VyperNode | None:
    """The value of a keyword argument, or None."""
    return next((word.value for word in call.keywords if word.arg == name), None)


# --- what a statement does --------------------------------------------------------------------


@dataclass(frozen=True)
class Effects:
    """What a piece of code does, itself or through the internal functions it calls."""

    writes: bool = False
    calls: bool = False
    logs: bool = False

    def __or__(self, other: "Effects") -> "Effects":
        return Effects(
            self.writes or other.writes, self.calls or other.calls, self.logs or other.logs
        )


def effects_of(node: vy_ast.VyperNode) -> Effects:
    """The effects of a node and everything below it."""
    found = Effects()
    for part in node.get_descendants(include_self=True):
        found |= _own_effects(part)
    return found


def _own_effects(node: vy_ast.VyperNode) -> Effects:
    if isinstance(node, vy_ast.Log):
        return Effects(logs=True)
    if isinstance(node, vy_ast.ExtCall):
        return Effects(calls=True)
    if isinstance(node, vy_ast.Assign | vy_ast.AugAssign):
        return Effects(writes=_is_kept(node.target))
    if isinstance(node, vy_ast.Call):
        return _call_effects(node)
    return Effects()


def _is_kept(target: vy_ast.VyperNode) -> bool:
    """Whether an assignment reaches storage."""
    if isinstance(target, vy_ast.Tuple):
        return any(_is_kept(element) for element in target.elements)
    return target._expr_info.location in KEPT


def _call_effects(call: vy_ast.Call) -> Effects:
    if isinstance(call.get_ancestor(), vy_ast.ExtCall | vy_ast.StaticCall):
        return Effects()
    callee = call.func._metadata.get("type")
    if isinstance(callee, ContractFunctionT) and callee.decl_node is not None:
        return _function_effects(callee.decl_node)
    if isinstance(call.func, vy_ast.Attribute) and call.func.attr in ("append", "pop"):
        return Effects(writes=_is_kept(call.func.value))
    name = getattr(call.func, "id", "")
    static = keyword(call, "is_static_call")
    is_static = static is not None and static.reduced().value is True
    return Effects(calls=name in (*CREATORS, "send") or (name == "raw_call" and not is_static))


@cache
def _function_effects(function: vy_ast.FunctionDef) -> Effects:
    return effects_of(function)
