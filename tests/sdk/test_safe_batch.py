# SPDX-License-Identifier: Apache-2.0
"""Safe Transaction Builder files.

checksum    that of the format's own example; independent of the order of keys and of the name
dumps       a file that reads back as it was; amounts and chain as decimal texts
loads       encoded calls; methods with texts: scalars, lists, tuples; fields of others ignored
refusals    no JSON; a field missing; a wrong checksum; a text that is not its type; no call
"""

import json
import re

import pytest
from eth_abi import encode
from eth_utils import keccak

from cosmolocal.domain import Action
from cosmolocal.errors import BadInput
from cosmolocal.safe_batch import SafeBatch, _serialised, checksum

PAYEE = "0x49d4450977E2c95362C13D3a31a09311E0Ea26A6"
SAFE = "0xDF8a1Ce35c9a6ACE153B4e0767942f1E2291a1Aa"


def example():
    """The object that the format's own test hashes; its empty checksum is part of it."""
    address = {"internalType": "address", "name": "paramAddress", "type": "address"}
    truth = {"internalType": "bool", "name": "paramBool", "type": "bool"}
    return {
        "version": "1.0",
        "chainId": "4",
        "createdAt": 1646321521061,
        "meta": {
            "name": "test batch file",
            "txBuilderVersion": "1.4.0",
            "checksum": "",
            "createdFromSafeAddress": SAFE,
            "createdFromOwnerAddress": PAYEE,
        },
        "transactions": [
            {
                "to": PAYEE,
                "value": "0",
                "contractMethod": {"inputs": [address], "name": "testAddress", "payable": False},
                "contractInputsValues": {"paramAddress": PAYEE},
            },
            {
                "to": PAYEE,
                "value": "0",
                "contractMethod": {"inputs": [truth], "name": "testBool", "payable": False},
                "contractInputsValues": {"paramAddress": "", "paramBool": "false"},
            },
            {
                "to": PAYEE,
                "value": "2000000000000000000",
                "data": f"0x42f45790{PAYEE[2:].lower():0>64}",
            },
        ],
    }


def batch(**terms):
    """A batch of one call and one payment."""
    actions = (Action(PAYEE, 0, b"\x12\x34\x56\x78"), Action(PAYEE, 2 * 10**18, b""))
    fields = {"chain_id": 100, "created_at": 1_767_225_600_000, "name": "Mend the mill"}
    return SafeBatch(actions=actions, **(fields | terms))


def file_with(transaction):
    """A file of one transaction, without a checksum."""
    return json.dumps({**example(), "meta": {"name": "one"}, "transactions": [transaction]})


def method(kind, text, components=None):
    """A transaction of one input, as a method."""
    given = {"internalType": kind, "name": "x", "type": kind}
    if components:
        given["components"] = [{"name": "", "type": each} for each in components]
    return {
        "to": PAYEE,
        "value": "0",
        "data": None,
        "contractMethod": {"name": "set", "payable": False, "inputs": [given]},
        "contractInputsValues": {"x": text},
    }


def test_checksum__of_the_formats_own_example__is_as_published():
    file = example()
    # Its test hashes the empty checksum as well; what validates a file leaves the key out.
    hashed = {**file, "meta": {**file["meta"], "name": None}}
    assert keccak(text=_serialised(hashed)).hex() == (
        "4ecbfd364aa6759983915644e73f8bd411e85a2dc306f252a387c2728c4db64c"
    )
    assert checksum(file) == "0x86c81826dbf7e8a37612153294cc85fdf5c81998dd0a44b86d945502a7eace7c"


def test_checksum__of_keys_in_another_order_or_another_name__is_the_same():
    file = example()
    turned = {key: file[key] for key in reversed(file)}
    turned["meta"] = {**file["meta"], "name": "another", "checksum": "0x01"}
    assert checksum(turned) == checksum(file)


def test_checksum__of_calls_in_another_order__differs():
    file = example()
    turned = {**file, "transactions": file["transactions"][::-1]}
    assert checksum(turned) != checksum(file)


def test_dumps__then_loads__gives_the_batch_back():
    written = batch(description="für die Mühle", safe=SAFE)
    assert SafeBatch.loads(written.dumps()) == written


def test_dumps__writes_chain_and_amounts_as_decimal_texts():
    file = json.loads(batch().dumps())
    assert (file["version"], file["chainId"], file["createdAt"]) == (
        "1.0",
        "100",
        1_767_225_600_000,
    )
    assert file["transactions"][1] == {"to": PAYEE, "value": "2000000000000000000", "data": "0x"}
    assert file["meta"]["checksum"] == checksum(file)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("uint256", "12", 12),
        ("uint256", "0x0c", 12),
        ("int256", "-3", -3),
        ("bool", "true", True),
        ("string", "to the mill", "to the mill"),
        ("bytes", "0x1234", b"\x12\x34"),
        ("bytes32", "0x" + "ab" * 32, b"\xab" * 32),
        ("address", PAYEE, PAYEE),
        ("uint256[]", "[1, 2]", [1, 2]),
        ("address[2]", f'["{PAYEE}", "{SAFE}"]', [PAYEE, SAFE]),
        ("string[]", '["a, b", "c"]', ["a, b", "c"]),
    ],
)
def test_loads__a_method__encodes_its_inputs(kind, text, value):
    [action] = SafeBatch.loads(file_with(method(kind, text))).actions
    assert action.calldata == keccak(text=f"set({kind})")[:4] + encode([kind], [value])
    assert action.label == "set"


def test_loads__a_method_with_a_tuple__encodes_its_members():
    call = method("tuple", f'["{PAYEE}", [7, 8]]', components=["address", "uint256[]"])
    [action] = SafeBatch.loads(file_with(call)).actions
    kind = "(address,uint256[])"
    assert action.calldata == keccak(text=f"set({kind})")[:4] + encode([kind], [(PAYEE, [7, 8])])


def test_loads__a_payment__carries_no_calldata():
    [action] = SafeBatch.loads(file_with({"to": PAYEE, "value": "5", "data": None})).actions
    assert action == Action(PAYEE, 5, b"")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no JSON"),
        ('{"version": "1.0"}', "chainId: Field required"),
        (file_with({"to": PAYEE[:-1], "value": "0", "data": "0x"}), "transactions.0.to"),
        (file_with({"to": PAYEE, "value": "1.5", "data": "0x"}), "transactions.0.value"),
        (file_with({"to": PAYEE, "value": "0", "data": "0x123"}), "transactions.0.data"),
        (file_with(method("uint256", "twelve")), "transactions.0: invalid literal"),
        (file_with(method("bool", "yes")), "transactions.0: 'yes' is neither true nor false"),
        (file_with(method("uint8", "256")), "transactions.0: Value `256`"),
        (file_with(method("uint256[]", "[1")), "transactions.0: "),
        (file_with(method("nothing", "1")), "transactions.0: "),
        (file_with({**method("uint256", "1"), "contractInputsValues": {}}), "no value for x"),
        (json.dumps({**example(), "transactions": []}), "transactions: Tuple should have"),
    ],
)
def test_loads__what_it_cannot_read__names_the_place(text, reason):
    with pytest.raises(BadInput, match=re.escape(reason)):
        SafeBatch.loads(text)


def test_loads__a_changed_file__is_refused_for_its_checksum():
    changed = batch().dumps().replace("2000000000000000000", "3000000000000000000")
    with pytest.raises(BadInput, match=r"meta\.checksum is"):
        SafeBatch.loads(changed)
