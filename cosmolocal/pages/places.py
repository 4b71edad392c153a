# SPDX-License-Identifier: Apache-2.0
"""The alliance and its places: the tree, what each is for, and who acts for it until when."""

from typing import Any

from cosmolocal.errors import NothingThere
from cosmolocal.pages.deeds import roles
from cosmolocal.pages.page import Pages, Visit, part_of
from cosmolocal.pages.state import State
from cosmolocal.words import _

pages = Pages()


def kinds() -> dict[int, str]:
    """Name the kinds of places."""
    return {
        1: _("Alliance"),
        2: _("Place"),
        3: _("Guild"),
        4: _("Shared task"),
        5: _("Public body"),
        6: _("Ecosystem"),
    }


@pages.add("/places", "places.html")
def places(visit: Visit) -> dict[str, Any]:
    """Show the tree of places, and the covenant that all agree to."""
    state = visit.state
    covenant = state.membership.settings.get("covenant")
    below: dict[int, list[int]] = {}
    for number, scope in state.membership.scopes.items():
        below.setdefault(scope.parent, []).append(number)
    return {
        "below": below,
        "kinds": kinds(),
        "people": {n: len(_people(state, n)) for n in state.membership.scopes},
        "covenant": state.text(covenant) if isinstance(covenant, bytes) else None,
    }


@pages.add("/places/{number:int}", "place.html")
def one_place(visit: Visit, number: int) -> dict[str, Any]:
    """Show one place."""
    state = visit.state
    scope = state.membership.scopes.get(number)
    if scope is None:
        raise NothingThere(
            _("There is no place %(number)s", number=number),
            next_step=_("Look for it in the tree of places."),
        )
    inside = [n for n, each in state.membership.scopes.items() if each.parent == number]
    return {
        "number": number,
        "scope": scope,
        "kind": kinds()[scope.kind],
        "charter": state.text(scope.charter),
        "inside": inside,
        "mandates": _mandates(state, number),
        "part": part_of(_people(state, number), visit),
        "recognised": sum(
            entry.earned
            for _id, entry in state.index.entries_in.get(number, [])
            if entry.confirmed_at is not None
        ),
    }


def _mandates(state: State, number: int) -> dict[str, list[tuple[int, int]]]:
    """List who acts for a place, by role: seat and end."""
    named: dict[str, list[tuple[int, int]]] = {}
    for seat, mandate in state.index.mandates_in.get(number, []):
        for role, end in enumerate(mandate.role_ends, start=1):
            if end > state.now:
                named.setdefault(roles()[role], []).append((seat, end))
    return named


def _people(state: State, number: int) -> list[int]:
    """List the seats that belong to a place."""
    seats = state.membership.seats
    joined = state.index.mandates_in.get(number, [])
    return [seat for seat, each in joined if each.joined_at and seats[seat].is_active(state.now)]
