# SPDX-License-Identifier: Apache-2.0
"""Many views in one call where the chain has Multicall3, else in a batch of JSON-RPC: the same.

with the contract → one request for a hundred views, at one block
├── a view that refuses → its own error, the others answer
├── a call that is no view among them → all in a batch
└── the contract was not there at that block → a batch
without it → looked for once
"""

import json
import re

import pytest

from cosmolocal import multicall
from cosmolocal.calls import Call
from cosmolocal.chain import Chain
from cosmolocal.errors import ContractError
from tests.requirements import require_viem
from tests.sdk.conftest import on_anvil
from tests.sdk.valley import GROWER

on_a_node = on_anvil("deployed_valley", "session")  # which puts code where it is wanted


@pytest.fixture
def with_multicall(valley):
    """The published contract at its address; returns the block before."""
    before = valley.local.chain.at().block
    source = (require_viem() / "constants" / "contracts.ts").read_text()
    code = re.search(r"multicall3Bytecode =\s+'(0x[0-9a-f]+)'", source)[1]
    chain = valley.alliance.chain
    made = chain.send(Call(None, bytes.fromhex(code[2:])), valley.deployer).contract_address
    runtime = chain.node.ask("eth_getCode", made, "latest")
    chain.node.tell("anvil_setCode", multicall.ADDRESS, runtime)
    chain.node.tell("evm_mine")
    return before


@pytest.fixture
def requests_of(valley, monkeypatch):
    """What is asked of the node from now on, by method."""
    chain, asked = Chain(valley.local.w3), []
    for name in ("try_all", "ask"):
        original = getattr(chain.node, name)

        def noted(*given, original=original):
            asked.extend([given[0]] if isinstance(given[0], str) else [m for m, _ in given[0]])
            return original(*given)

        monkeypatch.setattr(chain.node, name, noted)
    return chain, asked


def views(valley, chain, count=150):
    contract = chain.contract("Membership", valley.alliance.membership.address)
    numbers = [1 + n % 21 for n in range(count)]
    return [contract.functions.holder(n) for n in numbers], [
        valley.alliance.membership.holder(n) for n in numbers
    ]


@on_a_node
def test_batch__with_multicall__is_two_calls_for_150_views(valley, with_multicall, requests_of):
    chain, asked = requests_of
    functions, expected = views(valley, chain)
    view = chain.at()
    asked.clear()
    assert view.batch(functions) == expected
    assert asked == ["eth_getCode", "eth_call", "eth_call"]
    asked.clear()
    assert view.batch(functions[:2]) == expected[:2]
    assert asked == ["eth_call"]


@on_a_node
def test_attempt__one_view_refuses__the_others_answer(valley, with_multicall, requests_of):
    chain, asked = requests_of
    funding = chain.contract("RetroFunding", valley.alliance.funding.address)
    answers = chain.at().attempt([funding.functions.round_count(), funding.functions.terms(9)])
    assert asked.count("eth_call") == 1
    assert answers[0] == 0
    assert isinstance(answers[1], ContractError)
    assert answers[1].reason == "funding: no such round"


@on_a_node
def test_attempt__no_view_among_them__goes_in_a_batch(valley, with_multicall, requests_of):
    chain, asked = requests_of
    contract = chain.contract("Membership", valley.alliance.membership.address)
    asked.clear()
    first, second = chain.at().attempt(
        [contract.functions.seat_count(), contract.functions.check_in()]
    )
    assert first == 21
    assert isinstance(second, ContractError)
    assert asked.count("eth_call") == 2
    assert multicall.ADDRESS not in json.dumps(asked)


@on_a_node
def test_batch__before_the_contract_was_there__goes_in_a_batch(valley, with_multicall, requests_of):
    chain, asked = requests_of
    functions, expected = views(valley, chain, 3)
    assert chain.has_multicall
    asked.clear()
    assert chain.at(with_multicall).batch(functions) == expected
    assert asked.count("eth_call") == 1 + 3


def test_batch__without_multicall__is_a_batch_and_looks_once(valley, requests_of):
    chain, asked = requests_of
    functions, expected = views(valley, chain, 3)
    for _ in range(2):
        assert chain.at().batch(functions) == expected
    assert asked.count("eth_call") == 6
    assert asked.count("eth_getCode") == 2  # one when the contract was opened, one for multicall
    assert chain.read(functions[0]) == valley.address(GROWER)
