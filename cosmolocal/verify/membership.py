# SPDX-License-Identifier: Apache-2.0
"""What `Membership`, `Vouching` and `Scopes` store."""

from collections.abc import Iterator
from dataclasses import asdict

from cosmolocal.replay.membership import MOVED, ORGANISATION, PERSON, NoticeState
from cosmolocal.replay.vouching import Given, RecoveryState
from cosmolocal.verify.rebuilt import Figure, Rebuilt, ownership


def roll(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare seats, accounts, and counts of who was active."""
    state, call = rebuilt.membership, rebuilt.views["Membership"]
    yield "seat_count", len(state.seats), call.seat_count()
    yield "totalSupply", sum(state.active_at(rebuilt.now)), call.totalSupply()
    for seat, known in state.seats.items():
        yield f"account of seat {seat}", known.account, call.holder(seat)
        yield f"word of seat {seat}", known.word(seat), call.standing(known.account)
    for account in state.moved:
        yield f"word of {account}", MOVED << 40, call.standing(account)
    for changed_at in state.changes():
        for moment in (changed_at - 1, changed_at):
            if moment < rebuilt.now:
                counts = state.active_at(moment)
                yield f"active seats at {moment}", counts, call.active_at(moment)
    yield from _belonging(rebuilt)
    yield from ownership(rebuilt, "Membership", state.ownership["Membership"])


def _belonging(rebuilt: Rebuilt) -> Iterator[Figure]:
    """What seats accepted, whom they let vote for them, and what threatens them."""
    state, call = rebuilt.membership, rebuilt.views["Membership"]
    for seat, known in state.seats.items():
        notice = state.notices.get(seat, NoticeState(until=0))
        yield f"notice of seat {seat}", asdict(notice), call.notice(seat)
        covenant = state.covenants.get(seat, bytes(32))
        yield f"covenant of seat {seat}", covenant, call.covenant_of(seat)
        yield f"grace of seat {seat}", state.graces.get(seat, 0), call.grace_until(seat)
        if known.is_active(rebuilt.now):
            delegate = state.delegates.get(seat, known.account)
            yield f"delegate of seat {seat}", delegate, call.delegates(known.account)
    for account in {*state.powers, *(views.address for views in rebuilt.views.values())}:
        yield f"powers of {account}", state.powers.get(account, 0), call.powers(account)
    for name, content in state.settings.items():
        yield name, content, getattr(call, name)()


def vouching(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare vouches, backings, recoveries and nonces."""
    state, call = rebuilt.vouching, rebuilt.views["Vouching"]
    yield "rules of vouching", state.rules, call.rules()
    for account, given in state.vouches.items():
        for kind in (PERSON, ORGANISATION):
            figure = f"vouches for {account} as {kind}"
            yield figure, _counting(rebuilt, given, kind), call.vouches(account, kind)
    for (seat, account), given in state.backings.items():
        figure = f"backings of {account} for seat {seat}"
        yield figure, _counting(rebuilt, given, 0), call.backings(seat, account)
    for seat, known in rebuilt.membership.seats.items():
        recovery = state.recoveries.get(seat, RecoveryState())
        yield f"recovery of seat {seat}", asdict(recovery), call.recovery(seat)
        nonce = state.objection_nonces.get(seat, 0)
        yield f"objection nonce of seat {seat}", nonce, call.objection_nonce(seat)
        nonce = state.joining_nonces.get(known.account, 0)
        yield f"joining nonce of seat {seat}", nonce, call.joining_nonce(known.account)
    for (seat, account), nonce in state.vouch_nonces.items():
        yield f"nonce of {seat} for {account}", nonce, call.vouch_nonce(seat, account)
    yield from ownership(rebuilt, "Vouching", state.ownership["Vouching"])


def _counting(rebuilt: Rebuilt, given: Given, kind: int) -> int:
    """Count what was given for a kind, is not over, and comes from an active seat."""
    seats = rebuilt.membership.seats
    return sum(
        kind == of and rebuilt.now < until and seats[seat].is_active(rebuilt.now)
        for seat, (of, until) in given.items()
    )


def scopes(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare the tree of scopes, who belongs where, roles and residencies."""
    state, call = rebuilt.membership, rebuilt.views["Scopes"]
    yield "scope_count", len(state.scopes), call.scope_count()
    for number, scope in state.scopes.items():
        fields = ("parent", "kind", "depth", "founded_at")
        kept = {name: getattr(scope, name) for name in fields}
        yield f"scope {number}", kept, call.scope(number)
    for (scope_id, seat), mandate in state.mandates.items():
        name = f"seat {seat} in scope {scope_id}"
        yield f"{name}: joined_at", mandate.joined_at, call.joined_at(scope_id, seat)
        for role, end in enumerate(mandate.role_ends, start=1):
            yield f"{name}: end of role {role}", end, call.role_until(scope_id, seat, role)
    for (scope_id, topic), own_from in state.own_from.items():
        name = f"topic {topic} of scope {scope_id}: own_from"
        yield name, own_from, call.own_from(scope_id, topic)
    for seat, stay in state.residencies.items():
        kept = {name: getattr(stay, name) for name in ("host", "begins", "ends")}
        yield f"residency of seat {seat}", kept, call.residency(seat)
        yield f"residencies of seat {seat}", stay.count, call.residency_nonce(seat)
    yield from ownership(rebuilt, "Scopes", state.ownership["Scopes"])
