# SPDX-License-Identifier: Apache-2.0
"""Views as calls: the same bytes as web3 would send, and answers read the same way."""

import pytest

from cosmolocal.views import Views
from tests.sdk.valley import BAKER, ROOT


@pytest.mark.parametrize(
    ("contract", "function", "arguments"),
    [
        ("Membership", "seat_count", ()),
        ("Membership", "standing", ("0x70997970C51812dc3A010C7d01b50e0d17dc79C8",)),
        ("Scopes", "role_until", (1, 13, 4)),
        ("ContributionLedger", "entry_word", (b"\1" * 32,)),
        ("Timelock", "hasRole", (bytes(32), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")),
    ],
)
def test_views__any_arguments__are_encoded_like_web3(valley, contract, function, arguments):
    opened = valley.alliance.contracts[contract]

    call = getattr(Views(contract, opened.address), function)(*arguments)

    other = valley.alliance.chain.call_of(opened.functions[function](*arguments))
    assert (call.to, call.data, call.label) == (other.to, other.data, other.label)


def test_views__structs_and_several_values__are_read_like_web3(valley):
    reader, contracts = valley.alliance.chain.at(), valley.alliance.contracts
    asked = [("Scopes", "scope", (ROOT,)), ("QuadraticGovernor", "credits", (1, 0))]

    ours = [getattr(Views(c, contracts[c].address), f)(*a) for c, f, a in asked]
    theirs = [contracts[c].functions[f](*a) for c, f, a in asked]

    assert reader.batch(ours) == reader.batch(theirs)
    assert reader.batch(ours)[1] == (100, 0)


def test_views__no_such_view__is_an_attribute_error(valley):
    views = Views("Membership", valley.address(BAKER))

    with pytest.raises(AttributeError, match="Membership has no view admit"):
        views.admit  # noqa: B018 - looking it up is the test
