# SPDX-License-Identifier: Apache-2.0
"""Annotated types of everything that has a unit, and exact token amounts as text.

Every figure is an integer in its smallest unit. The types are strict: a float or a bool is never
taken for an integer, an address must carry its EIP-55 checksum. Amounts cross JSON as decimal
strings, because most readers of JSON lose digits past 2**53.

Errors: `ValueError`, so that pydantic reports them beside the field they belong to.
Source: contracts/common/ for the widths; EIP-55 for addresses.
"""

import re
from typing import Annotated, Any

from eth_typing import ChecksumAddress
from eth_utils.address import is_hex_address, to_checksum_address
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, Strict

UINT256_MAX = 2**256 - 1
INT256_MAX = 2**255 - 1
BPS = 10_000
"""Basis points in one whole."""
ZERO_ADDRESS = to_checksum_address(bytes(20))
"""Nobody; as a token, native currency."""

_DIGITS = re.compile(r"-?[0-9]{1,78}")
_DECIMAL = re.compile(r"(-?)([0-9]{1,78})(?:\.([0-9]{1,78}))?")
# Nothing below holds a key: the zero address, the precompiles and the room kept for more of them.
_LAST_RESERVED_ADDRESS = 0xFFFF


def _integer_text(value: Any) -> Any:
    """Read an integer written as decimal digits; anything else goes on unchanged."""
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


def _checksummed(value: str) -> str:
    """Refuse an address without its EIP-55 checksum."""
    if not is_hex_address(value) or not value.startswith("0x"):
        raise ValueError(f"{value!r} is not an address: expected 0x and 40 hexadecimal digits")
    if value != to_checksum_address(value):
        raise ValueError(f"{value} has no valid checksum: copy it again from its source")
    return value


def _payable(value: str) -> str:
    """Refuse an address that nobody holds the key of."""
    if int(value, 16) <= _LAST_RESERVED_ADDRESS:
        raise ValueError(f"{value} is reserved: nobody could ever move what is sent there")
    return value


def _bytes(value: Any) -> Any:
    """Read 0x-prefixed hexadecimal digits as bytes; anything else goes on unchanged."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"0x(?:[0-9a-fA-F]{2})*", value):
        raise ValueError("expected 0x and an even number of hexadecimal digits")
    return bytes.fromhex(value[2:])


def _hex(value: bytes) -> str:
    return "0x" + value.hex()


_AS_TEXT = (BeforeValidator(_integer_text), PlainSerializer(str, return_type=str, when_used="json"))
_AS_HEX = (BeforeValidator(_bytes), PlainSerializer(_hex, return_type=str, when_used="json"))

Uint = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX)]
"""Any unsigned integer of the chain."""
Word = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX), *_AS_TEXT]
"""A packed word of the chain; decimal digits in JSON."""
Wei = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX), *_AS_TEXT]
"""Native currency in its smallest unit."""
TokenAmount = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX), *_AS_TEXT]
"""A token in its smallest unit; its decimals say where the point goes."""
SignedAmount = Annotated[int, Strict(), Field(ge=-INT256_MAX - 1, le=INT256_MAX), *_AS_TEXT]
"""A balance or a difference that may be negative, in the smallest unit."""
Gas = Annotated[int, Strict(), Field(ge=0, le=2**64 - 1)]
"""Units of computation."""
Credits = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX)]
"""Whole voice credits: holding `n` votes costs `n**2` of them."""
Votes = Annotated[int, Strict(), Field(ge=-INT256_MAX - 1, le=INT256_MAX)]
"""Whole votes; negative only where a round allows votes against."""
BasisPoints = Annotated[int, Strict(), Field(ge=0, le=BPS)]
"""A share of one whole in 1/10,000."""
UtcSeconds = Annotated[int, Strict(), Field(ge=0, le=2**40 - 1)]
"""A moment: seconds since 1970-01-01 00:00 UTC, in 40 bits like on chain."""
Seconds = Annotated[int, Strict(), Field(ge=0, le=2**40 - 1)]
"""A span of time."""
BlockNumber = Annotated[int, Strict(), Field(ge=0, le=2**64 - 1)]
"""Height of a block."""
Season = Annotated[int, Strict(), Field(ge=0, le=2**40 - 1)]
"""Number of a season since the genesis of the alliance."""

SeatId = Annotated[int, Strict(), Field(ge=1, le=2**32 - 1)]
"""A seat; ids start at 1, so that 0 always means none."""
ScopeId = Annotated[int, Strict(), Field(ge=1, le=2**32 - 1)]
"""A place, guild, alliance, public body or ecosystem; scope 1 is the alliance itself."""
RoundId = Annotated[int, Strict(), Field(ge=1, le=UINT256_MAX)]
"""A funding round."""
ProjectId = Annotated[int, Strict(), Field(ge=1, le=256)]
"""A project within its round."""
ProposalId = Annotated[int, Strict(), Field(ge=0, le=UINT256_MAX), *_AS_TEXT]
"""The content hash of a proposal, as the governor counts it."""

Address = Annotated[ChecksumAddress, Strict(), AfterValidator(_checksummed)]
"""An account or a contract, with its EIP-55 checksum."""
Payee = Annotated[ChecksumAddress, Strict(), AfterValidator(_checksummed), AfterValidator(_payable)]
"""An address that can receive: not the zero address, not a precompile."""
HexData = Annotated[bytes, Strict(), *_AS_HEX]
"""Bytes of any length; 0x-prefixed in JSON."""
Bytes32 = Annotated[bytes, Strict(), Field(min_length=32, max_length=32), *_AS_HEX]
"""A hash, a commitment or another word of 32 bytes; 0x-prefixed in JSON."""
EntryId = Bytes32
"""A row of the contribution ledger: the hash that chains it to the row before."""
Bytes4 = Annotated[bytes, Strict(), Field(min_length=4, max_length=4), *_AS_HEX]
"""A function selector or an interface id; 0x-prefixed in JSON."""
Decimals = Annotated[int, Strict(), Field(ge=0, le=77)]
"""Digits behind the point of a token."""


def to_address(value: str | bytes) -> ChecksumAddress:
    """Read an address that somebody typed (checksum required) or the 20 bytes of one.

    Raises `ValueError` with the reason.
    """
    if isinstance(value, str):
        return to_checksum_address(_checksummed(value))
    if len(value) != 20:
        raise ValueError(f"an address has 20 bytes, these are {len(value)}")
    return to_checksum_address(value)


def to_units(text: str, decimals: int) -> int:
    """Read an exact decimal such as `"12.50"` as an integer of smallest units.

    Nothing is rounded: exponents, blanks, separators and digits finer than the unit are refused.
    Raises `ValueError` with the reason.
    """
    if not isinstance(text, str):  # a float would already have lost digits
        raise ValueError(f"an amount is given as text, not as {type(text).__name__}")
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an amount: expected digits, optionally one point")
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if len(fraction) > decimals:
        raise ValueError(f"{text} is finer than the smallest unit: at most {decimals} decimals")
    units = int(whole + fraction.ljust(decimals, "0"))
    if units > UINT256_MAX:
        raise ValueError(f"{text} is more than a token contract can count")
    return -units if sign else units


def from_units(amount: int, decimals: int) -> str:
    """Write smallest units as the shortest exact decimal, for example `"12.5"`."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise ValueError(f"an amount is an integer, not {type(amount).__name__}")
    digits = str(abs(amount)).rjust(decimals + 1, "0")
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    text = f"{whole}.{fraction}".rstrip("0").rstrip(".") if decimals else whole
    return "-" + text if amount < 0 else text
