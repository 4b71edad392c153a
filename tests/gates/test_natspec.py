# SPDX-License-Identifier: Apache-2.0
"""Every function says what it is for, a deployable what it promises and how members stop it."""

import pytest

from tests.gates.vyper_source import ROOT, Source, decorators, sources, vy_ast

FILE_TAGS = ("@title", "@notice")
DEPLOYABLE_TAGS = (*FILE_TAGS, "@custom:invariant", "@custom:units", "@custom:pause")


def violations(source):
    """Missing documentation in one Vyper file; constructors are documented by their contract."""
    tags = DEPLOYABLE_TAGS if source.is_deployable else FILE_TAGS
    for tag in tags:
        if tag not in _docstring(source.tree):
            yield f"{source.name}:1 has no {tag}"
    for function in source.tree.get_children(vy_ast.FunctionDef):
        documented = "@notice" in _docstring(function)
        if decorators(function) & {"external", "internal"} and not documented:
            yield f"{source.name}:{function.lineno} {function.name} has no @notice"


def _docstring(node):
    text = getattr(node, "doc_string", None)
    return text.value if text else ""


def test_contracts__are_documented():
    files = [source for source in sources(ROOT / "contracts") if not source.is_interface]
    found = [line for source in files for line in violations(source)]
    assert not found, "\n".join(found)


COMPLETE = '''"""
@title Sample
@notice Shows the gate what it must accept.
@custom:units none
@custom:invariant none
@custom:pause not needed: it holds nothing
"""


@external
def act():
    """
    @notice Do nothing.
    """
    pass


@internal
def _help():
    """
    @notice Help nobody.
    """
    pass
'''


@pytest.mark.parametrize(
    ("name", "missing", "count"),
    [
        ("Sample.vy", "no such text", 0),
        *(("Sample.vy", tag, 1) for tag in DEPLOYABLE_TAGS if tag != "@notice"),
        *(("sample.vy", tag, 0) for tag in DEPLOYABLE_TAGS if tag.startswith("@custom")),
        ("Sample.vy", "@notice", 3),
    ],
)
def test_sample__without_a_tag__is_found(name, missing, count, tmp_path):
    path = tmp_path / name
    path.write_text(COMPLETE.replace(missing, ""))
    assert len(list(violations(Source(path, tmp_path)))) == count
