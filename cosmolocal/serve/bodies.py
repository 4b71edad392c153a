# SPDX-License-Identifier: Apache-2.0
"""The types of the SDK as JSON has them: what a request may say, and what an answer looks like.

Integers may come as decimal text, bytes come as 0x and hexadecimal digits, addresses with their
checksum or, as some wallets write them, without any capital. Integers that JavaScript would round
are answered as text.
"""

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import IntEnum, IntFlag
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    Strict,
    WithJsonSchema,
    create_model,
)

from cosmolocal.domain import Action, Frozen
from cosmolocal.events import Event
from cosmolocal.funding.named_rule import NamedRule
from cosmolocal.units import INT256_MAX, UINT256_MAX, Address, Bytes32, HexData, Wei
from cosmolocal.wallets import MOST_EXACT

_DIGITS = re.compile(r"-?[0-9]{1,78}")
_PLAIN_ADDRESS = re.compile(r"0x[0-9a-f]{40}")
_COMMITMENT = re.compile(r"0x[0-9a-fA-F]{64}")


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


def _as_wallets_write(value: Any) -> Any:
    """Take an address without capitals: it says nothing about its checksum."""
    is_plain = isinstance(value, str) and _PLAIN_ADDRESS.fullmatch(value)
    return to_checksum_address(value) if is_plain else value


def _number_schema(pattern: str, **bounds: int) -> WithJsonSchema:
    """Describe an integer, or the same as decimal digits."""
    text = {"type": "string", "pattern": f"^{pattern}$"}
    return WithJsonSchema({"anyOf": [{"type": "integer", **bounds}, text]})


Number = Annotated[
    int,
    Strict(),
    Field(ge=0, le=UINT256_MAX),
    BeforeValidator(_integer),
    _number_schema("[0-9]{1,78}", minimum=0),
]
SignedNumber = Annotated[
    int,
    Strict(),
    Field(ge=-INT256_MAX - 1, le=INT256_MAX),
    BeforeValidator(_integer),
    _number_schema("-?[0-9]{1,78}"),
]
AddressText = Annotated[
    Address,
    BeforeValidator(_as_wallets_write),
    WithJsonSchema({"type": "string", "pattern": "^0x[0-9a-fA-F]{40}$"}),
]
WordText = Annotated[Bytes32, WithJsonSchema({"type": "string", "pattern": "^0x[0-9a-fA-F]{64}$"})]
BytesText = Annotated[
    HexData, WithJsonSchema({"type": "string", "pattern": "^0x([0-9a-fA-F]{2})*$"})
]
Words = Annotated[
    str | bytes,
    AfterValidator(lambda said: bytes.fromhex(said[2:]) if _COMMITMENT.fullmatch(said) else said),
    WithJsonSchema({"type": "string", "description": "a commitment, or a text for everybody"}),
]
"""A commitment of 32 bytes, or a public text."""
RuleText = Annotated[
    Any, BeforeValidator(NamedRule.parse), WithJsonSchema({"type": "string", "maxLength": 1024})
]


_BOUNDS = {
    "scope": (0, 2**32 - 1),
    "seat": (1, 2**32 - 1),
    "project": (0, 256),
    "deadline": (0, 2**40 - 1),
}
"""Least and largest of what is numbered or timed, by the name of the argument."""


class ActionBody(Frozen):
    """One call that the timelock makes once a proposal has passed."""

    target: AddressText
    value: Wei = 0
    calldata: BytesText
    label: str = ""


def _integers(kind: type[IntEnum]) -> Any:
    """Take a member of an enumeration by its number."""
    known = {"type": "integer", "enum": [int(each) for each in kind]}
    names = ", ".join(f"{int(each)} {each.name.lower()}" for each in kind)
    return Annotated[
        kind, BeforeValidator(_integer), WithJsonSchema(known | {"description": names})
    ]


def request_type(name: str, annotation: Any) -> Any:
    """Say how an argument of a verb comes in a request."""
    if annotation == str | bytes:
        return Words
    if annotation is bytes:
        return BytesText if name == "signature" else WordText
    plain = {int: Number, ChecksumAddress: AddressText, NamedRule: RuleText}
    if annotation is int and name in _BOUNDS:
        least, most = _BOUNDS[name]
        return Annotated[Number, Field(ge=least, le=most)]
    if annotation in plain:
        return plain[annotation]
    if annotation is Action:
        return Annotated[ActionBody, AfterValidator(_action)]
    if isinstance(annotation, type):
        return _of_class(annotation)
    return _of_parts(name, annotation)


def _action(body: ActionBody) -> Action:
    return Action(body.target, body.value, body.calldata, body.label)


def _of_class(kind: type[Any]) -> Any:
    if issubclass(kind, IntFlag):
        most = sum(int(each) for each in kind)
        return Annotated[kind, BeforeValidator(_integer), Field(le=most)]
    if issubclass(kind, IntEnum):
        return _integers(kind)
    if is_dataclass(kind):
        return Annotated[_model_of(kind), AfterValidator(lambda body: _filled(kind, body))]
    return kind


def _of_parts(name: str, annotation: Any) -> Any:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return Union[tuple(request_type(name, part) for part in parts)]  # noqa: UP007 - computed
    if origin is Mapping:  # a ballot: votes can be against
        return dict[Number, SignedNumber]
    if origin in (Sequence, Iterable, list) or (origin is tuple and parts[-1] is ...):
        inside: Any = request_type(name, parts[0])
        return Annotated[tuple[inside, ...], Field(max_length=MOST_ITEMS)]
    if origin is tuple:
        return tuple[tuple(request_type(name, part) for part in parts)]  # type: ignore[misc]
    return annotation


MOST_ITEMS = 1_000
"""Of a list in a request."""


@cache
def _model_of(kind: type[Any]) -> type[BaseModel]:
    """Describe a dataclass of the SDK as a request has it."""
    hints = get_type_hints(kind, include_extras=True)
    described: dict[str, Any] = {
        each.name: (
            request_type(each.name, hints[each.name]),
            ... if each.default is MISSING else each.default,
        )
        for each in fields(kind)
    }
    return create_model(kind.__name__, __base__=Frozen, __doc__=kind.__doc__, **described)


def _filled(kind: type[Any], body: BaseModel) -> Any:
    return kind(**{name: getattr(body, name) for name in type(body).model_fields})


def answer_type(annotation: Any) -> Any:
    """Say what the answer of a verb looks like, for the schema."""
    if annotation is bytes:
        return BytesText
    if annotation is NamedRule:
        return str
    if annotation is int:
        return Annotated[str, Field(pattern="^-?[0-9]{1,78}$")]
    if annotation is Action:
        return ActionBody
    if isinstance(annotation, type) and (is_dataclass(annotation) or annotation is Event):
        return dict[str, Any]
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return answer_type(parts[0])
    if get_origin(annotation) in (list, tuple) and isinstance(parts[0], type):
        return list[answer_type(parts[0])]  # type: ignore[misc]
    return annotation


def answered(value: Any, *, is_top: bool = True) -> Any:
    """Write what a verb returned with what JSON has."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, NamedRule):
        return value.text
    if isinstance(value, Action):
        return ActionBody(**value._asdict()).model_dump(mode="json")
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, Mapping):
        return {str(_key(name)): answered(inner, is_top=False) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [answered(inner, is_top=False) for inner in value]
    if is_dataclass(value):
        held = {each.name: getattr(value, each.name) for each in fields(value)}
        return answered(held, is_top=False)
    return _plain(value, is_top=is_top)


def _key(name: Any) -> Any:
    return int(name) if isinstance(name, IntEnum) else name


def _plain(value: Any, *, is_top: bool) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    if isinstance(value, IntEnum):
        return int(value)
    return str(value) if is_top or abs(value) > MOST_EXACT else value
