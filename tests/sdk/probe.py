# SPDX-License-Identifier: Apache-2.0
"""Watch a chain in process; whatever is called for the first time is tried by everybody else too.

Each call of an alliance's contract, from a transaction or from another contract, is repeated on the
state it met, once for every actor, and taken back. What comes out is measured, not declared: per
function and actor, that it may, or the words it is refused with. A refusal has to leave the whole
state as it was, to the state root.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth.vm.spoof import SpoofTransaction
from eth_abi.abi import decode
from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address

from cosmolocal import artifacts, codec
from cosmolocal.evm_json import CHAIN_ID

MAY = "may"
GAS, ETHER = 30_000_000, 10**18


CONCERNED = "concerned"


@dataclass
class Probe:
    """`contracts`: name -> contract, `actors`: name -> address; `stage`: calls made before, `then`:
    what to ask as soon as a function has been called for the first time, given the block before.
    """

    evm: Any
    contracts: dict[str, Any]
    actors: dict[str, str]
    stage: Callable[[int], list[tuple[str, str, str]]]
    then: dict[tuple[str, str], Callable[[int], None]] = field(default_factory=dict)
    tried: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        self._functions = {}
        for name, contract in self.contracts.items():
            self.add(name, contract.address, contract.abi)

    def add(self, name, address, abi=None):
        """Watch one more contract, under the name of its artifact."""
        abi = abi or artifacts.load(name).abi
        self.contracts[name] = self.contracts["Timelock"].w3.eth.contract(address=address, abi=abi)
        for function in writing(abi):
            selector = function_abi_to_4byte_selector(function)
            self._functions[address, selector] = (name, function["name"])

    def watch(self):
        """Look at every block from now on."""
        seal = self.evm._seal

        def sealed(vm, header, done):
            seal(vm, header, done)
            for _, _, computation in done:
                if not computation.is_error:
                    self._look(computation)

        self.evm._seal = sealed

    def ask(self, contract, name, *arguments, by=None, block=None):
        """Try a call that nobody made; `by` is whom it concerns."""
        encoded = self.contracts[contract].encode_abi(name, args=list(arguments))
        fields = {"to": codec.as_bytes(self.contracts[contract].address)}
        fields["data"] = codec.as_bytes(encoded)
        self.tried[contract, name] = self.outcomes(fields, block or self.evm.head, by)

    def _look(self, computation):
        message = computation.msg
        key = (to_checksum_address(message.to), bytes(message.data[:4])) if message.to else None
        if key in self._functions and not message.is_static:
            self._try(self._functions[key], message)
        for child in computation.children:
            if not child.is_error:
                self._look(child)

    def _try(self, function, message):
        """Have everybody repeat a call; its caller, for whom it worked, may."""
        if function in self.tried:
            return
        caller, before = to_checksum_address(message.sender), self.evm.head - 1
        fields = {"to": message.to, "data": bytes(message.data), "value": message.value}
        worked = {name: MAY for name, account in self.actors.items() if account == caller}
        found = self.outcomes(fields, before) | (worked or {CONCERNED: MAY})
        self.tried[function] = found
        self.then.get(function, lambda _: None)(before)

    def outcomes(self, fields, block, concerned=None):
        """What each actor is told who makes this call after a block, at the time of the next."""
        actors = self.actors | ({CONCERNED: concerned} if concerned else {})
        later = self.evm._headers[min(block + 1, self.evm.head)].timestamp
        header = self.evm._headers[block].copy(base_fee_per_gas=0, timestamp=later)
        vm = self.evm._chain.get_vm(header)
        for sender, to, data in self.stage(later):
            staged = _run(vm, sender, {"to": codec.as_bytes(to), "data": codec.as_bytes(data)})
            assert staged == MAY, staged
        for account in actors.values():  # so that nobody is refused for want of ether
            vm.state.set_balance(codec.as_bytes(account), ETHER * 10**6)
        vm.state.persist()
        header = header.copy(state_root=vm.state.state_root)
        return {name: self._told(header, account, fields) for name, account in actors.items()}

    def _told(self, header, account, fields):
        """What one actor is told; a refusal leaves the state as it was, but for the nonce."""
        vm, sender = self.evm._chain.get_vm(header), codec.as_bytes(account)
        nonce = vm.state.get_nonce(sender)
        told = _run(vm, account, fields)
        if told != MAY:
            vm.state.set_nonce(sender, nonce)
            assert vm.state.make_state_root() == header.state_root, (account, fields)
        return told


def writing(abi):
    """The functions of an ABI that may write."""
    return [
        entry
        for entry in abi
        if entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")
    ]


def _run(vm, sender, fields):
    """Run a call as anybody; return that it may, or why not."""
    account = codec.as_bytes(sender)
    transaction = vm.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
        chain_id=CHAIN_ID,
        nonce=vm.state.get_nonce(account),
        max_priority_fee_per_gas=0,
        max_fee_per_gas=0,
        gas=GAS,
        to=fields["to"],
        value=fields.get("value", 0),
        data=fields["data"],
        access_list=(),
    )
    computation = vm.state.apply_transaction(SpoofTransaction(transaction, from_=account))
    return _why(bytes(computation.output)) if computation.is_error else MAY


def _why(data):
    """The words of a refusal; those without words by their name."""
    if data[:4] == bytes.fromhex("08c379a0"):
        return decode(["string"], data[4:])[0]
    return "0x" + data.hex()
