# SPDX-License-Identifier: Apache-2.0
"""What only a decision of the alliance may do: nobody at once, the timelock after its delay.

every function that refuses a stranger as not the owner
├── refuses every seat, the deployer and the governor in the same words
├── refuses the guardian too, who may only lift a pause
└── lets the timelock through, whose only way in is a proposal that waited (G-4, G-5)
"""

from eth_abi.abi import encode
from eth_abi.grammar import TupleType, parse
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from web3.exceptions import ContractLogicError

from cosmolocal.deploy.contracts import OWNED
from tests.sdk.valley import ARBITER

REFUSAL = b"owned: not the owner".hex()
POWERS = {
    "Membership": """admit extend give_notice withdraw_notice set_powers set_covenant set_dao_uri
        set_eligibility seal""",
    "Vouching": "set_rules open_recovery decide_recovery seal",
    "Scopes": "seal",
    "ProposalRules": "set_type",
    "Treasury": "pay fund open_pot close_pot set_guardian resume seal",
    "FundingDesk": "decide_appeal",
    "ResultDesk": "decide",
}
"""What a stranger is refused as not the owner, beside `transfer_ownership`."""


def nothing(kind):
    """The empty value of an ABI type."""
    parsed = parse(kind) if isinstance(kind, str) else kind
    if parsed.is_array:
        length = parsed.arrlist[-1]
        return [nothing(parsed.item_type)] * (length[0] if length else 0)
    if isinstance(parsed, TupleType):
        return tuple(map(nothing, parsed.components))
    plain = {"address": "0x" + "00" * 20, "bool": False, "string": ""}
    return plain.get(parsed.base, bytes(parsed.sub or 0) if parsed.base == "bytes" else 0)


def is_writing(entry):
    """Whether an entry of an ABI is a function that writes."""
    return entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")


def empty_call(function):
    """Calldata of a function with empty arguments."""
    types = [collapse_if_tuple(given) for given in function["inputs"]]
    return function_abi_to_4byte_selector(function) + encode(types, list(map(nothing, types)))


def is_power(w3, contract, data, sender):
    """Whether a call is refused because its sender is not the owner."""
    try:
        w3.eth.call({"from": sender, "to": contract.address, "data": data})
    except ContractLogicError as error:
        return REFUSAL in repr(error)
    return False


def test_owner_powers__each_actor__only_the_timelock(valley):
    """G-6: what only an owner does waits for the timelock, in every contract that has an owner."""
    alliance, w3 = valley.alliance, valley.local.w3
    members = {valley.address(name) for name in (*valley.persons, *valley.organisations)}
    others = {valley.deployer.address, alliance.contracts["QuadraticGovernor"].address}
    timelock, found = alliance.contracts["Timelock"].address, {}
    for name in OWNED:
        contract = alliance.contracts[name]
        for function in contract.abi:
            data = empty_call(function) if is_writing(function) else b""
            if not data or not is_power(w3, contract, data, valley.outsider.address):
                continue
            found.setdefault(name, set()).add(function["name"])
            let_in = {a for a in members | others if not is_power(w3, contract, data, a)}
            guardian = {valley.address(ARBITER)} if function["name"] == "resume" else set()
            assert let_in == guardian
            assert not is_power(w3, contract, data, timelock)
    expected = {name: {"transfer_ownership", *POWERS.get(name, "").split()} for name in OWNED}
    assert found == expected
