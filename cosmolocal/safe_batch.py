# SPDX-License-Identifier: Apache-2.0
"""Batches of calls in the file format of the Safe Transaction Builder, with its checksum.

The file says for which chain and Safe it was made, and carries calls either encoded or as a method
with the texts of its inputs; both are read, encoded ones are written. The checksum finds accidents,
not forgery: who changes a file can compute it again.

Errors: `BadInput` with the place in the file and what is wrong.
Source: the format of version 1.0, as the Transaction Builder writes it.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from eth_abi.abi import encode
from eth_abi.exceptions import EncodingError, ParseError
from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cosmolocal.domain import Action, Frozen, first_issue
from cosmolocal.errors import BadInput
from cosmolocal.files import parsed
from cosmolocal.units import Address, HexData, Uint, Wei, to_address

__all__ = ["SafeBatch", "checksum"]

FORMAT = "1.0"
_NEXT_STEP = "Export the batch again, or correct the file by hand."


class SafeBatch(Frozen):
    """Calls that a Safe makes in order, all or none."""

    chain_id: Uint
    created_at: Uint = Field(description="milliseconds since 1970-01-01 00:00 UTC")
    name: str
    description: str = ""
    safe: Address | None = Field(default=None, description="the Safe that it was made for")
    actions: tuple[Action, ...]

    def dumps(self) -> str:
        """Write the file, its checksum included."""
        meta = {"name": self.name, "description": self.description}
        if self.safe:
            meta["createdFromSafeAddress"] = self.safe
        file: dict[str, Any] = {
            "version": FORMAT,
            "chainId": str(self.chain_id),
            "createdAt": self.created_at,
            "meta": meta,
            "transactions": [
                {"to": each.target, "value": str(each.value), "data": "0x" + each.calldata.hex()}
                for each in self.actions
            ],
        }
        meta["checksum"] = checksum(file)
        return json.dumps(file, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def loads(cls, text: str) -> "SafeBatch":
        """Read a file; one whose checksum does not fit is refused."""
        try:
            content = parsed(text)
            file = _File.model_validate(content)
        except ValidationError as error:
            raise BadInput(first_issue(error), next_step=_NEXT_STEP) from error
        except ValueError as error:
            raise BadInput(f"no JSON: {error}", next_step=_NEXT_STEP) from None
        stated = file.meta.checksum
        if stated and stated != checksum(content):
            raise BadInput(
                f"meta.checksum is {stated}, the content gives {checksum(content)}",
                next_step="The file was changed after it was made: export the batch again.",
            )
        return cls(
            chain_id=file.chain_id,
            created_at=file.created_at,
            name=file.meta.name,
            description=file.meta.description or "",
            safe=file.meta.safe or None,
            actions=tuple(_action(i, each) for i, each in enumerate(file.transactions)),
        )


def checksum(file: Mapping[str, Any]) -> str:
    """Hash a file without the checksum it may carry, and without its name."""
    meta = {key: value for key, value in file["meta"].items() if key != "checksum"}
    return "0x" + keccak(text=_serialised({**file, "meta": {**meta, "name": None}})).hex()


def _serialised(value: Any) -> str:
    """Write JSON in the one order that the checksum is defined over."""
    if isinstance(value, list):
        return f"[{','.join(map(_serialised, value))}]"
    if isinstance(value, dict):
        keys = sorted(value)
        members = "".join(f"{_serialised(value[key])}," for key in keys)
        return f"{{{_json(keys)}{members}}}"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- the file as it is

_Digits = BeforeValidator(lambda text: int(text) if _is_digits(text) else text)
"""A decimal text; anything else goes on and is refused for its type."""


def _is_digits(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 78


class _Open(BaseModel):
    """A part of the file: other programs may have added fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class _Input(_Open):
    """An input of a method."""

    name: str
    type: str
    components: tuple["_Input", ...] = ()

    @property
    def abi_type(self) -> str:
        """The type with tuples written out."""
        return collapse_if_tuple(self.model_dump())


class _Method(_Open):
    """A method by its name and inputs."""

    name: str
    inputs: tuple[_Input, ...] = ()

    @property
    def selector(self) -> bytes:
        """First four bytes of a call of it."""
        types = ",".join(each.abi_type for each in self.inputs)
        return keccak(text=f"{self.name}({types})")[:4]


class _Transaction(_Open):
    """One call."""

    to: Address
    value: Annotated[Wei, _Digits]
    data: HexData | None = None
    method: _Method | None = Field(default=None, alias="contractMethod")
    inputs: dict[str, str] | None = Field(default=None, alias="contractInputsValues")


class _Meta(_Open):
    """About the file."""

    name: str
    description: str | None = None
    safe: Address | None = Field(default=None, alias="createdFromSafeAddress")
    checksum: str | None = None


class _File(_Open):
    """The whole of it."""

    chain_id: Annotated[Uint, _Digits] = Field(alias="chainId")
    created_at: Uint = Field(alias="createdAt")
    meta: _Meta
    transactions: tuple[_Transaction, ...] = Field(min_length=1)


def _action(index: int, call: _Transaction) -> Action:
    """Read one call, and encode it where the file has a method."""
    if call.data is not None:
        return Action(call.to, call.value, call.data)
    if call.method is None:
        return Action(call.to, call.value, b"")
    place, method, texts = f"transactions.{index}", call.method, call.inputs or {}
    missing = [each.name for each in method.inputs if each.name not in texts]
    if missing:
        raise BadInput(f"{place}: no value for {missing[0]}", next_step=_NEXT_STEP)
    try:
        values = [_value(each.abi_type, texts[each.name]) for each in method.inputs]
        encoded = encode([each.abi_type for each in method.inputs], values)
    except (ValueError, TypeError, EncodingError, ParseError) as error:
        raise BadInput(f"{place}: {error}", next_step=_NEXT_STEP) from error
    return Action(call.to, call.value, method.selector + encoded, method.name)


def _value(abi_type: str, text: str) -> Any:
    """Read the text of one input as its type says."""
    if abi_type == "string":
        return text
    if abi_type == "address":
        return to_address(text)
    if abi_type == "bool":
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text.lower() == "true"
    if abi_type.endswith("]") or abi_type.startswith("("):
        return _parts(abi_type, parsed(text))
    if abi_type.startswith("bytes"):
        return bytes.fromhex(text.removeprefix("0x"))
    return int(text, 0)


def _parts(abi_type: str, given: Any) -> Any:
    """Read the members of a list or a tuple, which the file writes as JSON."""
    if not isinstance(given, list):
        return _value(abi_type, given if isinstance(given, str) else json.dumps(given))
    if abi_type.endswith("]"):
        inner = abi_type[: abi_type.rindex("[")]
        return [_parts(inner, each) for each in given]
    return tuple(_parts(inner, each) for inner, each in zip(_members(abi_type), given, strict=True))


def _members(tuple_type: str) -> list[str]:
    """Split `(a,(b,c),d)` at the commas of its own level."""
    parts, depth = [""], 0
    for letter in tuple_type[1:-1]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
