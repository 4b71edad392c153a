# SPDX-License-Identifier: Apache-2.0
"""Import: the package opens without the chain libraries, and every exported name exists."""

import subprocess
import sys

import pytest

import cosmolocal
from cosmolocal.signers import dev_signer

HEAVY = ["ape", "duckdb", "eth", "eth_account", "eth_tester", "pandas", "pydantic", "vyper", "web3"]


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        text=True,
        env=environment or None,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_import__the_package_alone__loads_no_chain_library():
    code = f"import sys, cosmolocal; print(*(set({HEAVY}) & set(sys.modules)))"
    assert run(code) == []


def test_import__the_sdk__needs_neither_ape_nor_compiler_nor_the_in_process_chain():
    code = f"import sys, cosmolocal.local; print(*(set({HEAVY}) & set(sys.modules)))"
    assert set(run(code)) == {"eth_account", "pydantic", "web3"}


MEASURED = """
import sys, web3, web3.contract
known = set(sys.modules)
{statement}
new = set(sys.modules) - known
own = [name for name in new if name.startswith("cosmolocal")]
others = {{name.partition(".")[0] for name in new}} - {{"cosmolocal"}} - sys.stdlib_module_names
print(len(own), *sorted(others))
"""
"""Modules are counted: seconds depend on the machine (`benchmarks/imports.json` has them)."""


def test_import__after_web3__adds_next_to_nothing():
    assert run(MEASURED.format(statement="import cosmolocal")) == ["1"]


def test_import__the_sdk_after_web3__adds_its_own_modules_and_nothing_heavy():
    own, *others = run(MEASURED.format(statement="from cosmolocal import Alliance"))
    assert int(own) < 122
    assert {"coincurve", "pydantic"} <= set(others)
    heavy = {*HEAVY, "fastapi", "jinja2", "rich", "typer"} - {"eth_account", "pydantic", "web3"}
    assert not heavy & set(others)


@pytest.mark.parametrize("name", sorted(cosmolocal._HOME))
def test_export__each_name__is_there_and_listed(name):
    assert getattr(cosmolocal, name).__name__ == name
    assert name in dir(cosmolocal)


def test_export__other_names__are_attribute_errors():
    with pytest.raises(AttributeError, match="no attribute 'Chian'"):
        _ = cosmolocal.Chian


def test_keccak__fast_backend_unless_chosen_otherwise():
    code = "import cosmolocal, os; print(os.environ['ETH_HASH_BACKEND'])"
    assert run(code) == ["pysha3"]
    assert run(code, ETH_HASH_BACKEND="pycryptodome", PYTHONPATH=".") == ["pycryptodome"]


@pytest.mark.parametrize("backend", ["pysha3", "pycryptodome"])
def test_keccak__either_backend__gives_the_same_addresses(backend):
    code = (
        "from cosmolocal.signers import dev_signer; from eth_utils.crypto import keccak;"
        "print(dev_signer('ana').address, keccak(b'').hex())"
    )
    expected = dev_signer("ana").address
    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert run(code, ETH_HASH_BACKEND=backend, PYTHONPATH=".") == [expected, empty]
