# SPDX-License-Identifier: Apache-2.0
"""A small contract with everything the sending and reading of calls can meet."""

from functools import cache

from vyper import compile_code

from cosmolocal.artifacts import Artifact

SOURCE = """
# pragma version 0.4.3
event Noted:
    who: indexed(address)
    key: indexed(uint256)
    amount: int128
    text: String[32]

struct Pair:
    left: uint256
    right: address

START: public(immutable(uint256))
amounts: public(HashMap[uint256, int128])
count: public(uint256)

@deploy
def __init__(start: uint256):
    START = start

@external
@payable
def note(key: uint256, amount: int128) -> uint256:
    assert amount != 7, "governor: over budget"
    assert amount != 8, "toy: eight is not for us"
    self.amounts[key] = amount
    self.count += 1
    log Noted(who=msg.sender, key=key, amount=amount, text="noted")
    return self.count

@external
@view
def pair() -> (Pair, DynArray[address, 3]):
    return Pair(left=START, right=self), [self, msg.sender]

@external
def needs_byte(x: uint8):
    pass

@external
def cautious():
    assert msg.gas >= 500_000, "toy: too little gas"

@external
def only_once():
    assert self.count == 0, "toy: too late"
    self.count = 1

@external
def bare():
    assert self.count > 2**250

@external
def panics():
    raw_revert(abi_encode(convert(17, uint256), method_id=method_id("Panic(uint256)")))

@external
def custom():
    raw_revert(abi_encode(convert(5, uint256), method_id=method_id("Strange(uint256)")))

@external
def burns():
    for i: uint256 in range(1_000):
        self.amounts[i] = 1
"""


@cache
def artifact():
    """The compiled contract, compiled once for a test run."""
    output = compile_code(SOURCE, output_formats=["abi", "bytecode"])
    return Artifact("Toy", output["abi"], output["bytecode"])


def deploy(chain, signer, start=5):
    """A toy on `chain`, opened so that its events are known."""
    receipt = chain.deploy(artifact(), [start], signer)
    return chain.contract("Toy", receipt.contract_address, abi=artifact().abi)
