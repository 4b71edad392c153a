# SPDX-License-Identifier: Apache-2.0
"""Units: integers of the right size, addresses with checksum, amounts as text without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cosmolocal import units
from cosmolocal.units import from_units, to_address, to_units

CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # from EIP-55


@pytest.mark.parametrize(
    "kind", [units.Wei, units.Credits, units.SeatId, units.UtcSeconds, units.Gas]
)
@pytest.mark.parametrize("value", [1.0, True, "one", None, -1, 2**256])
def test_integers__of_another_type_or_size__are_refused(kind, value):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "largest"),
    [
        (units.Wei, 2**256 - 1),
        (units.BasisPoints, 10_000),
        (units.UtcSeconds, 2**40 - 1),
        (units.SeatId, 2**32 - 1),
        (units.ProjectId, 256),
    ],
)
def test_integers__up_to_the_largest__are_taken(kind, largest):
    assert TypeAdapter(kind).validate_python(largest) == largest
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(largest + 1)


@pytest.mark.parametrize("kind", [units.SeatId, units.ScopeId, units.RoundId, units.ProjectId])
def test_ids__zero__is_refused(kind):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(0)


def test_amounts__in_json__are_decimal_text_and_come_back():
    adapter = TypeAdapter(units.Wei)
    assert adapter.dump_json(2**200) == b'"%d"' % 2**200
    assert adapter.validate_json(b'"%d"' % 2**200) == 2**200
    assert TypeAdapter(units.SignedAmount).validate_json(b'"-5"') == -5
    for bad in (b'"1.0"', b"1.5", b'"0x10"', b'" 1"', '"\u0661"'.encode()):
        with pytest.raises(ValidationError):
            adapter.validate_json(bad)


def test_address__with_checksum__is_taken():
    assert TypeAdapter(units.Address).validate_python(CHECKSUMMED) == CHECKSUMMED
    assert to_address(bytes.fromhex(CHECKSUMMED[2:])) == CHECKSUMMED


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (CHECKSUMMED.lower(), "checksum"),
        (CHECKSUMMED[:-1] + "D", "checksum"),
        (CHECKSUMMED[2:], "not an address"),
        (CHECKSUMMED + "0", "not an address"),
        ("river.eth", "not an address"),
        (b"\x01" * 19, "20 bytes"),
    ],
)
def test_address__misspelt__is_refused_with_the_reason(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        to_address(text)


@pytest.mark.parametrize("number", [0, 1, 9, 0xFFFF])
def test_payee__zero_or_precompile__is_refused(number):
    reserved = to_address(number.to_bytes(20))
    assert TypeAdapter(units.Address).validate_python(reserved) == reserved
    with pytest.raises(ValidationError, match="reserved"):
        TypeAdapter(units.Payee).validate_python(reserved)


def test_bytes32__hex_in_json__bytes_inside():
    adapter = TypeAdapter(units.Bytes32)
    assert adapter.validate_json('"0x' + "ab" * 32 + '"') == b"\xab" * 32
    assert adapter.dump_json(b"\xab" * 32) == b'"0x' + b"ab" * 32 + b'"'
    for bad in (b"\x01" * 31, "0x12", "ab" * 32, "0x" + "zz" * 32):
        with pytest.raises(ValidationError):
            adapter.validate_python(bad)


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [("12.50", 18, 125 * 10**17), ("0", 0, 0), ("1", 6, 10**6), ("-0.1", 1, -1), ("1.0", 0, 1)],
)
def test_to_units__exact_decimals__are_read(text, decimals, amount):
    assert to_units(text, decimals) == amount


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("0.001", "finer"),
        ("1e3", "not an amount"),
        ("1_000", "not an amount"),
        (" 1", "not an amount"),
        ("1.", "not an amount"),
        (".5", "not an amount"),
        ("+1", "not an amount"),
        ("٣", "not an amount"),
        ("", "not an amount"),
        ("9" * 78, "more than"),
        (1.5, "as text, not as float"),
        (1, "as text, not as int"),
    ],
)
def test_to_units__anything_else__is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        to_units(text, 2)


@given(st.integers(-(2**255), 2**255), st.integers(0, 77))
def test_from_units__reads_back_as_the_same_amount(amount, decimals):
    text = from_units(amount, decimals)
    assert to_units(text, decimals) == amount
    assert not ("." in text and text.endswith("0"))


@pytest.mark.parametrize("amount", [1.5, True, "1"])
def test_from_units__no_integer__is_refused(amount):
    with pytest.raises(ValueError, match="an amount is an integer"):
        from_units(amount, 2)


@given(st.text(max_size=30), st.integers(0, 77))
def test_to_units__any_text__is_an_amount_or_a_value_error(text, decimals):
    try:
        amount = to_units(text, decimals)
    except ValueError:
        return
    assert to_units(from_units(amount, decimals), decimals) == amount
