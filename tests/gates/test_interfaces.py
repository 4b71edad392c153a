# SPDX-License-Identifier: Apache-2.0
"""A contract answers exactly as the interface that it implements promises.

vyper 0.4.3 lets a function without a result stand for one that returns something, so that its
`implements` alone is no proof.
"""

import pytest

from cosmolocal import artifacts
from scripts.artifacts import deployables
from tests.gates.vyper_source import Source, vy_ast


def face(abi):
    """Each function of an ABI: name and argument types -> result types and mutability."""
    return {
        (item["name"], *_types(item["inputs"])): (_types(item["outputs"]), item["stateMutability"])
        for item in abi
        if item["type"] == "function"
    }


def _types(parameters):
    return tuple(_type(parameter) for parameter in parameters)


def _type(parameter):
    if not parameter["type"].startswith("tuple"):
        return parameter["type"]
    return str(_types(parameter["components"])) + parameter["type"].removeprefix("tuple")


def broken_promises(source, abi):
    """Functions of an implemented interface that the contract's ABI lacks or answers otherwise."""
    offered = face(abi)
    for declaration in source.typed.get_children(vy_ast.ImplementsDecl):
        interface = declaration._metadata["interface_type"]
        for key, promise in face(_abi_of(interface)).items():
            if offered.get(key) != promise:
                yield f"{source.name} {key}: {offered.get(key)} instead of {promise}"


def _abi_of(interface):
    return [
        item
        for function in interface.functions.values()
        for item in function.to_toplevel_abi_dict()
    ]


@pytest.mark.parametrize("path", deployables(), ids=lambda path: path.stem)
def test_contract__keeps_the_promises_of_its_interfaces(path):
    # `test_artifacts.py` shows that this is what the source compiles to.
    broken = list(broken_promises(Source(path), artifacts.load(path.stem).abi))
    assert not broken, "\n".join(broken)


SAMPLE = """# pragma version 0.4.3
implements: Promise

interface Promise:
    def count() -> uint256: nonpayable


@external
def count():
    pass
"""


def test_function_without_the_promised_result__is_found(tmp_path):
    path = tmp_path / "Sample.vy"
    path.write_text(SAMPLE)
    abi = [{"type": "function", "name": "count", "inputs": [], "outputs": []}]
    abi[0]["stateMutability"] = "nonpayable"
    assert len(list(broken_promises(Source(path, tmp_path), abi))) == 1
