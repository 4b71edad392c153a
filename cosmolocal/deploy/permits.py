# SPDX-License-Identifier: Apache-2.0
"""The calls that a proposal type lists, from the names of `alliance.yaml` to those of the chain."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from eth_typing import ABIFunction, ChecksumAddress
from eth_utils.abi import function_abi_to_4byte_selector

from cosmolocal import artifacts
from cosmolocal.deploy.beginnings import MOST_CALLS, AllowedCall, ProposalType
from cosmolocal.deploy.source import Issue, Location

RESERVED = ("Timelock", "ProposalRules", "QuadraticGovernor")
OWNER_FUNCTIONS = ("seal", "transfer_ownership")
"""What contracts/governance/ProposalRules.vy leaves to the constitution."""
_WORDS = ("uint", "int", "address", "bool", "bytes32", "bytes4")

Range = tuple[int, int, int]  # number of the word, lowest, highest
Permission = tuple[ChecksumAddress, bytes, int, tuple[Range, ...]]  # as `ProposalRules` takes it


def permissions(
    terms: ProposalType, addresses: Mapping[str, ChecksumAddress]
) -> tuple[Permission, ...]:
    """Write the calls of a type as `ProposalRules` has them; none of them sends value along."""
    return tuple(
        (addresses[call.contract], function_abi_to_4byte_selector(form), 0, _ranges(call, form))
        for call in terms.calls
        for form in _forms(call)
    )


def type_issues(types: Sequence[ProposalType]) -> Iterator[Issue]:
    """Find what `ProposalRules` would refuse of further types, and what they could never do."""
    for number, each in enumerate(types):
        place: Location = ("proposal_types", number)
        if each.optimistic and not each.calls:
            yield (*place, "optimistic"), "what passes by silence must list its calls"
        for index, call in enumerate(each.calls):
            yield from _call_issues((*place, "calls", index), call)
        said = [(call.contract, call.function) for call in each.calls]
        if len(set(said)) < len(said):
            yield (*place, "calls"), "a call comes twice"
        if sum(len(_forms(call)) for call in each.calls) > MOST_CALLS:
            yield (*place, "calls"), f"more than {MOST_CALLS} forms of calls"


def _call_issues(place: Location, call: AllowedCall) -> Iterator[Issue]:
    if call.contract not in artifacts.names():
        yield place, f"the alliance has no contract {call.contract!r}"
        return
    if call.contract in RESERVED or call.function in OWNER_FUNCTIONS:
        yield place, f"{call.contract}.{call.function} needs the constitution"
    forms = _forms(call)
    if not forms:
        yield place, f"{call.contract} has no function {call.function!r} that changes something"
    for index, limit in enumerate(call.limits):
        here = (*place, "limits", index)
        if limit.lowest > limit.highest:
            yield here, "lowest is more than highest"
        if any(_word(form, limit.argument) is None for form in forms):
            yield here, f"{call.function} takes no single word {limit.argument!r} that can be bound"


def _forms(call: AllowedCall) -> list[ABIFunction]:
    """Find every form of a function that writes: one with a default has several."""
    if call.contract not in artifacts.names():
        return []
    return [
        cast(ABIFunction, entry)
        for entry in artifacts.load(call.contract).abi
        if (entry["type"], entry.get("name")) == ("function", call.function)
        and entry["stateMutability"] in ("nonpayable", "payable")
    ]


def _ranges(call: AllowedCall, form: ABIFunction) -> tuple[Range, ...]:
    words = ((_word(form, limit.argument), limit) for limit in call.limits)
    return tuple((word, limit.lowest, limit.highest) for word, limit in words if word is not None)


def _word(form: ABIFunction, argument: str) -> int | None:
    """Count the word of an argument; None unless it and all before it are words themselves."""
    for number, each in enumerate(form["inputs"]):
        kind = str(each["type"])
        if kind.endswith("]") or not kind.startswith(_WORDS):
            return None
        if each["name"] == argument:
            return number
    return None
