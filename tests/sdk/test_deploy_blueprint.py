# SPDX-License-Identifier: Apache-2.0
"""From names to numbers: what a description becomes for one chain."""

import pytest

from cosmolocal.deploy.blueprint import scope_numbers, seat_numbers, settle, throwaway_signer
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.description import Description, Seat, read_example
from cosmolocal.deploy.steps import stages
from cosmolocal.errors import BadInput
from cosmolocal.signers import dev_signer
from cosmolocal.units import ZERO_ADDRESS

DEV, MAINNET = 31337, 1
NOW = 1_800_000_000
DAY = 86_400
DEPLOYER = dev_signer("deployer").address
ADDRESSES = {name: dev_signer(name).address for name in CONTRACTS}


def settled(description, chain_id=DEV):
    return settle(description, deployer=DEPLOYER, chain_id=chain_id, now=NOW)


def with_seats(persons, organisations):
    """The example's rules with other founders."""
    content = read_example().model_dump() | {"scopes": (), "mandates": None, "guardian": None}
    content["seats"] = {
        "persons": tuple(Seat(name=f"person {i}") for i in range(persons)),
        "organisations": tuple(Seat(name=f"organisation {i}") for i in range(organisations)),
    }
    return Description(**content)


def test_settle__more_than_a_batch__is_numbered_in_the_order_of_granting():
    description = with_seats(130, 70)

    batches = settled(description).seats

    shape = [(batch.kind, batch.first_seat, len(batch.accounts)) for batch in batches]
    assert shape == [(1, 1, 64), (2, 65, 64), (1, 129, 64), (1, 193, 2), (2, 195, 6)]
    numbers = seat_numbers(description)
    assert [numbers[f"person {i}"] for i in (0, 63, 64, 129)] == [1, 64, 129, 194]
    assert [numbers[f"organisation {i}"] for i in (0, 64)] == [65, 195]


def test_stages__more_than_a_batch__admit_the_rest_after_creation():
    steps = [step for stage in stages(settled(with_seats(130, 70)), ADDRESSES) for step in stage]

    admitted = [step.arguments[1] for step in steps if step.function == "admit"]
    assert admitted == [1, 1, 2]
    assert [step.contract for step in steps[: len(CONTRACTS)]] == list(CONTRACTS)
    assert steps[-1].function == "renounceRole"
    assert steps[-1].arguments == (bytes(32), DEPLOYER)


def test_settle__throwaway_keys_on_a_real_chain__are_refused_by_name():
    with pytest.raises(BadInput, match="21 seats have no account, the first is 'Amara Okafor'"):
        settled(read_example(), MAINNET)


def test_settle__accounts_given__are_taken_on_any_chain():
    description = with_seats(1, 0)
    account = dev_signer("somebody").address
    seats = {"persons": (Seat(name="person 0", account=account),)}
    given = Description(**{**description.model_dump(), "seats": seats})

    assert settled(given, MAINNET).seats[0].accounts == (account,)


def test_settle__scopes__are_numbered_level_by_level():
    description = read_example()

    scopes = settled(description).scopes

    numbers = scope_numbers(description)
    assert [scope.scope for scope in scopes] == list(range(2, 11))
    assert [scope.depth for scope in scopes] == sorted(scope.depth for scope in scopes)
    river = scopes[numbers["The River"] - 2]
    assert (river.parent, river.kind, river.depth) == (numbers["Upper Valley"], 6, 3)


def test_settle__moments__count_from_the_first_season():
    blueprint = settled(read_example())

    assert blueprint.genesis == NOW
    assert {mandate.until for mandate in blueprint.mandates} == {NOW + 360 * DAY}
    assert blueprint.guardian_until == NOW + 180 * DAY


def test_settle__season_in_the_future__is_refused():
    description = read_example()
    later = description.season.model_copy(update={"start": NOW + 1})

    with pytest.raises(BadInput, match="the first season has not begun"):
        settled(description.model_copy(update={"season": later}))


@pytest.mark.parametrize("until", ["731 days", NOW])
def test_settle__mandates_beyond_two_years_or_over__are_refused(until):
    description = read_example()
    mandates = description.mandates.model_copy(update={"until": until})

    with pytest.raises(BadInput, match="not within two years"):
        settled(description.model_copy(update={"mandates": mandates}))


def test_settle__no_guardian__is_nobody():
    blueprint = settled(with_seats(1, 0))

    assert (blueprint.guardian, blueprint.guardian_until) == (ZERO_ADDRESS, 0)


def test_settle__names_and_texts__do_not_survive():
    description = read_example()

    written = settled(description).model_dump_json()

    for seat in description.all_seats:
        assert seat.name not in written
    for _, scope in description.walk():
        assert scope.name not in written
        assert scope.charter not in written


def test_throwaway_signer__unknown_name_or_own_account__is_refused():
    with pytest.raises(BadInput, match="no seat with a throw-away key is called 'Nobody'"):
        throwaway_signer(read_example(), "Nobody")
