# SPDX-License-Identifier: Apache-2.0
"""Imports point one way: a part is read, tested and replaced without what is built on it."""

import ast
from pathlib import Path

import pytest

from tests.gates.vyper_source import ROOT, Source, sources, vy_ast

# A folder may import itself, what stands to its left, and `interfaces`.
ORDER = ["common", "membership", "ledger", "governance", "treasury", "funding"]

# Pure rules: no chain, no file, nothing of the rest of the package.
PURE = ("cosmolocal/tally", "cosmolocal/units.py")
# What the package never needs: the development framework, the test engine, data frames.
NEVER = {"ape", "ape_foundry", "ape_vyper", "boa", "pandas", "vyper", "snekmate"}
# Only here does a transaction leave: it is signed once and journalled before it is sent.
SENDER = "cosmolocal/chain.py"
SENDING = {"send_raw_transaction", "send_transaction", "sendRawTransaction", "transact"}
METHODS = {"eth_sendRawTransaction", "eth_sendTransaction"}
# The receiving side: engines of throw-away chains name the requests that they answer.
ENGINES = {"cosmolocal/evm_provider.py", "cosmolocal/local.py"}


# --- contracts --------------------------------------------------------------------------------


def contract_violations(source):
    """Imports of one Vyper file that point against ORDER."""
    home = source.name.split("/")[1]
    for node in source.tree.get_children(vy_ast.ImportFrom):
        parts = f"{node.module}.{node.name}".split(".")
        if parts[0] == "contracts" and not _may_import(home, parts[1]):
            yield f"{source.name}:{node.lineno} imports {'.'.join(parts)}"


def _may_import(home, other):
    if other == "mocks":
        return home == "mocks"
    if home == "mocks" or other == "interfaces":
        return True
    if home == "interfaces":
        return False
    return ORDER.index(other) <= ORDER.index(home)


def test_contracts__import_only_what_stands_below_them():
    found = [line for source in sources(ROOT / "contracts") for line in contract_violations(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("home", "imported"),
    [
        ("common", "membership"),
        ("ledger", "governance"),
        ("treasury", "funding"),
        ("funding", "mocks"),
        ("interfaces", "common"),
    ],
)
def test_contracts__an_import_against_the_order__is_found(home, imported, tmp_path):
    path = tmp_path / "contracts" / home / "sample.vy"
    path.parent.mkdir(parents=True)
    path.write_text(f"# pragma version 0.4.3\nfrom contracts.{imported} import x\n")
    assert len(list(contract_violations(Source(path, tmp_path)))) == 1


# --- the package ------------------------------------------------------------------------------


def package_violations(path, root=ROOT):
    """What one Python file of the package imports or calls and must not."""
    name = path.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        for module in _imported(node):
            if module.split(".")[0] in NEVER:
                yield f"{name}:{node.lineno} imports {module}"
            if name.startswith(PURE) and not _is_pure(module):
                yield f"{name}:{node.lineno} imports {module}: pure rules stand alone"
            if module.startswith("cosmolocal.cli") and not name.startswith("cosmolocal/cli"):
                yield f"{name}:{node.lineno} imports {module}: the package does not know its CLI"
        if name != SENDER and _sends(node, name):
            yield f"{name}:{node.lineno} sends a transaction: only {SENDER} does"


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _is_pure(module):
    own = module.split(".")
    if own[0] != "cosmolocal":
        return own[0] not in ("eth_account", "eth_tester", "requests", "web3")
    return len(own) == 1 or own[1] in ("tally", "units")


def _sends(node, name):
    if isinstance(node, ast.Attribute):
        return node.attr in SENDING
    return isinstance(node, ast.Constant) and node.value in METHODS and name not in ENGINES


def package_files():
    return sorted((ROOT / "cosmolocal").rglob("*.py"))


def test_package__imports_and_sends_only_where_it_may():
    found = [line for path in package_files() for line in package_violations(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cosmolocal/governance/domain.py", "import ape"),
        ("cosmolocal/cli/main.py", "def f():\n    from pandas import DataFrame"),
        ("cosmolocal/units.py", "from cosmolocal.chain import send"),
        ("cosmolocal/units.py", "from cosmolocal import chain"),
        ("cosmolocal/tally/fast.py", "import web3"),
        ("cosmolocal/chain.py", "import cosmolocal.cli"),
        ("cosmolocal/funding.py", "w3.eth.send_raw_transaction(raw)"),
        ("cosmolocal/deploy/apply.py", "provider.make_request('eth_sendRawTransaction', [raw])"),
        ("cosmolocal/deploy/apply.py", "contract.functions.pay().transact()"),
        ("cosmolocal/local.py", "w3.eth.send_raw_transaction(raw)"),
    ],
)
def test_package__a_forbidden_line__is_found(name, text, tmp_path):
    path = Path(tmp_path, name)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert list(package_violations(path, tmp_path))
