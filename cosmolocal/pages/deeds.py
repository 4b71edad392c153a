# SPDX-License-Identifier: Apache-2.0
"""What a proposal would do, in a sentence a member understands, read from its calls alone.

A sentence stands only for calls that encode to the very same bytes again; every other call is shown
as what it is, with a warning: nobody should agree to what cannot be read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.explain import decoded_offline, text
from cosmolocal.pages.formats import tokens
from cosmolocal.pages.render import day, hours, short, span
from cosmolocal.pages.state import State
from cosmolocal.replay.governance import ProposalState
from cosmolocal.units import BPS, ZERO_ADDRESS, to_address
from cosmolocal.words import _

Arguments = Mapping[str, Any]
Say = Callable[[State, Arguments], str]


@dataclass(frozen=True)
class Deed:
    """One call: in words if it could be read, and what it is."""

    words: str
    contract: str
    function: str
    target: ChecksumAddress
    arguments: Mapping[str, str]
    is_read: bool


def deeds(state: State, proposal: ProposalState) -> list[Deed]:
    """Say what each call of a proposal would do."""
    names = {address: name for name, address in state.terms.contracts.items()}
    return [
        _deed(state, names.get(target, ""), target, amount, data)
        for target, amount, data in proposal.calls
    ]


def _deed(state: State, contract: str, target: ChecksumAddress, amount: int, data: bytes) -> Deed:
    function, arguments, is_exact = _decoded(contract, data)
    say = SENTENCES.get((contract, function)) if is_exact and not amount else None
    if say:
        words = say(state, arguments)
    elif not data and not contract:
        words = _("Send %(amount)s to %(to)s.", **_sent(state, ZERO_ADDRESS, amount, target))
    else:
        words = _("Call %(what)s.", what=f"{contract or short(target)}.{function or '…'}")
    shown = {name: text(each) for name, each in arguments.items()}
    return Deed(words, contract, function, target, shown, bool(say) or not data)


@lru_cache(maxsize=2_048)
def _decoded(contract: str, data: bytes) -> tuple[str, dict[str, Any], bool]:
    """Decode a call once: its bytes never change."""
    return decoded_offline(contract, data)


# --- who, where, how much


def who(state: State, account: str) -> str:
    """Name an account: a member, a contract of the alliance, or the two ends of its address."""
    address = to_address(account)
    seat = state.seat_of(address)
    if seat is not None:
        return _seat(state, seat)
    names = {place: name for name, place in state.terms.contracts.items()}
    return state.names.people.get(address) or names.get(address) or short(address)


def _seat(state: State, seat: int) -> str:
    known = state.name_of(seat) if seat in state.membership.seats else None
    return known or _("Member %(number)s", number=seat)


def _scope(state: State, scope: int) -> str:
    return state.names.places.get(scope) or _("Place %(number)s", number=scope)


def amount_of(state: State, token: ChecksumAddress, amount: int) -> str:
    """Write an amount of a token."""
    return tokens(amount, state.assets.of(token))


def _sent(state: State, token: ChecksumAddress, amount: int, to: str) -> dict[str, str]:
    return {"amount": amount_of(state, token, amount), "to": who(state, to)}


# --- a sentence for each call that a vote is usually about


def _admit(state: State, given: Arguments) -> str:
    people = ", ".join(who(state, account) for account in given["accounts"])
    return _("Take in as members: %(people)s.", people=people)


def _role(state: State, given: Arguments) -> dict[str, str]:
    return {
        "who": _seat(state, given["seat"]),
        "place": _scope(state, given["scope"]),
        "role": roles()[given["role"]],
    }


def roles() -> dict[int, str]:
    """Name the roles of a place."""
    return {1: _("steward"), 2: _("confirmer"), 3: _("reviewer"), 4: _("arbiter")}


def _grant(state: State, given: Arguments) -> str:
    until = day(given["until"])
    return _(
        "Make %(who)s %(role)s of %(place)s until %(until)s.", until=until, **_role(state, given)
    )


def _end_role(state: State, given: Arguments) -> str:
    return _("%(who)s is no longer %(role)s of %(place)s.", **_role(state, given))


def _pay(state: State, given: Arguments) -> str:
    return _(
        "Pay %(amount)s to %(to)s.", **_sent(state, given["token"], given["amount"], given["to"])
    )


def _fund(state: State, given: Arguments) -> str:
    amount = amount_of(state, given["token"], given["amount"])
    return _("Put %(amount)s into round %(number)s.", amount=amount, number=given["round_id"])


def _open_pot(state: State, given: Arguments) -> str:
    pot = given["pot"]
    return _(
        "Let the stewards of %(place)s spend up to %(cap)s every %(period)s, until %(until)s.",
        place=_scope(state, pot["scope"]),
        cap=amount_of(state, pot["token"], pot["cap"]),
        period=span(pot["period"]),
        until=day(pot["end"]),
    )


def _open_round(state: State, given: Arguments) -> str:
    terms = given["terms"]
    return _(
        "Open a round for %(place)s: applications until %(applying)s, ballots until %(voting)s.",
        place=_scope(state, terms["scope"]),
        applying=day(terms["applications_end"]),
        voting=day(terms["voting_end"]),
    )


def _weight(state: State, given: Arguments) -> str:
    return _(
        "An hour of work of kind %(skill)s in %(place)s counts as %(hours)s.",
        skill=given["skill"],
        place=_scope(state, given["scope"]),
        hours=hours(3_600 * given["weight_bps"] // BPS),
    )


def _confirming(state: State, given: Arguments) -> str:
    return _(
        "In %(place)s it takes %(needed)s to confirm; each may confirm %(hours)s in a season.",
        place=_scope(state, given["scope"]),
        needed=given["needed"],
        hours=hours(given["allowance"]),
    )


def _guardian(state: State, given: Arguments) -> str:
    if given["guardian"] == ZERO_ADDRESS:
        return _("There is no guardian any more.")
    named = {"who": who(state, given["guardian"]), "until": day(given["until"])}
    return _("%(who)s is guardian until %(until)s.", **named)


def _recovery(state: State, given: Arguments) -> str:
    seat = _seat(state, given["seat"])
    if given["approved"]:
        return _("%(who)s gets the new key.", who=seat)
    return _("%(who)s keeps the old key.", who=seat)


def _of_seat(words: Callable[[str], str]) -> Say:
    return lambda state, given: words(_seat(state, given["seat"]))


def _of_account(words: Callable[[str], str]) -> Say:
    return lambda state, given: words(who(state, given["account"]))


SENTENCES: dict[tuple[str, str], Say] = {
    ("Membership", "admit"): _admit,
    ("Membership", "extend"): _of_account(lambda who: _("%(who)s stays another term.", who=who)),
    ("Membership", "give_notice"): _of_seat(
        lambda who: _("%(who)s is asked to leave; a notice begins, and can be appealed.", who=who)
    ),
    ("Membership", "withdraw_notice"): _of_seat(
        lambda who: _("%(who)s stays: the notice is dropped.", who=who)
    ),
    ("Membership", "expel"): _of_seat(lambda who: _("%(who)s has to leave.", who=who)),
    ("Membership", "set_covenant"): lambda _state, _given: _("Change the covenant."),
    ("Scopes", "grant_role"): _grant,
    ("Scopes", "end_role"): _end_role,
    ("Treasury", "pay"): _pay,
    ("Treasury", "fund"): _fund,
    ("Treasury", "open_pot"): _open_pot,
    ("Treasury", "close_pot"): lambda _state, given: _(
        "Close pot %(number)s; what was earned stays payable.", number=given["pot"]
    ),
    ("Treasury", "set_guardian"): _guardian,
    ("QuadraticGovernor", "set_guardian"): _guardian,
    ("RetroFunding", "open_round"): _open_round,
    ("MatchingFunding", "open_round"): _open_round,
    ("PublishedFunding", "open_round"): _open_round,
    **{
        (pool, "cancel_round"): lambda _state, given: _(
            "Call off round %(number)s; money goes back.", number=given["round_id"]
        )
        for pool in ("RetroFunding", "MatchingFunding", "PublishedFunding")
    },
    ("ContributionLedger", "set_weight"): _weight,
    ("ContributionLedger", "set_rule"): _confirming,
    ("Vouching", "set_rules"): lambda _state, _given: _(
        "Change how members vouch for newcomers and for new keys."
    ),
    ("Vouching", "decide_recovery"): _recovery,
    ("ProposalRules", "set_type"): lambda _state, _given: _("Change what a proposal has to reach."),
}
