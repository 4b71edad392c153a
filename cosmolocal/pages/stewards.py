# SPDX-License-Identifier: Apache-2.0
"""What waits for somebody with a mandate, or for anybody, and until when."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cosmolocal.funding.terms import Review, RoundStatus
from cosmolocal.pages.formats import tokens
from cosmolocal.pages.ledger import DAY
from cosmolocal.pages.page import Pages, Told, Visit
from cosmolocal.pages.rounds import Project, rounds_of
from cosmolocal.pages.state import State
from cosmolocal.pages.treasury import due
from cosmolocal.replay.governance import QUEUED, SUCCEEDED
from cosmolocal.replay.ledger import DISPUTED, PENDING
from cosmolocal.replay.membership import Role
from cosmolocal.replay.treasury import ACCEPTED, PROMISED
from cosmolocal.words import _, ngettext, noted

pages = Pages()

SOON = 30 * DAY
"""Mandates that end within this are told [seconds]."""
ROLES = {
    Role.STEWARD: noted("steward"),
    Role.CONFIRMER: noted("confirmer"),
    Role.REVIEWER: noted("reviewer"),
    Role.ARBITER: noted("arbiter"),
}


class Task(NamedTuple):
    """One thing to do: what, who may do it, where to look, and until when [UTC seconds]."""

    what: str
    who: str
    path: str
    until: int | None = None


class Queue(NamedTuple):
    """Tasks of one kind."""

    id: str
    title: str
    tasks: list[Task]


@pages.add("/stewards", "stewards.html")
def stewards(visit: Visit) -> Told:
    """List what waits, by kind."""
    state = visit.state
    kinds: list[tuple[str, str, Callable[[State], Iterator[Task]]]] = [
        ("confirm", _("Contributions to confirm"), _to_confirm),
        ("settle", _("Disputes to settle"), _to_settle),
        ("review", _("Projects to review"), _to_review),
        ("rounds", _("Rounds to bring further"), _rounds),
        ("motions", _("Decisions to carry out"), _motions),
        ("money", _("Money that waits"), _money),
        ("seats", _("New keys that wait"), _recoveries),
        ("mandates", _("Mandates that end soon"), _mandates),
    ]
    queues = [Queue(name, title, list(tasks(state))) for name, title, tasks in kinds]
    return {"queues": queues, "waiting": sum(len(queue.tasks) for queue in queues)}


def holders(state: State, scope: int, role: Role) -> str:
    """Name those who hold a role in a scope now."""
    seats = [
        seat
        for (place, seat), mandate in state.membership.mandates.items()
        if place == scope and mandate.role_ends[role - 1] > state.now
    ]
    names = [state.name_of(seat) or _("Member %(number)s", number=seat) for seat in sorted(seats)]
    return ", ".join(names) or _("nobody holds this mandate now")


def _place(state: State, scope: int) -> str:
    return state.names.places.get(scope) or _("Place %(number)s", number=scope)


def _by_place(state: State, status: int) -> dict[int, int]:
    """Count the entries in a status, by scope."""
    counts: dict[int, int] = defaultdict(int)
    for entry in state.ledger.entries.values():
        if entry.status == status:
            counts[entry.scope] += 1
    return counts


def _to_confirm(state: State) -> Iterator[Task]:
    for scope, count in sorted(_by_place(state, PENDING).items()):
        what = ngettext(
            "%(n)s contribution in %(place)s",
            "%(n)s contributions in %(place)s",
            count,
            n=count,
            place=_place(state, scope),
        )
        who = _("Who received it, or: %(names)s", names=holders(state, scope, Role.CONFIRMER))
        yield Task(what, who, f"/ledger?status=waiting&place={scope}")


def _to_settle(state: State) -> Iterator[Task]:
    for scope, count in sorted(_by_place(state, DISPUTED).items()):
        what = ngettext(
            "%(n)s dispute in %(place)s",
            "%(n)s disputes in %(place)s",
            count,
            n=count,
            place=_place(state, scope),
        )
        who = holders(state, scope, Role.ARBITER)
        yield Task(what, who, f"/ledger?status=disputed&place={scope}")


def _to_review(state: State) -> Iterator[Task]:
    for found in rounds_of(state):
        reviewing = found.status in (RoundStatus.APPLICATIONS, RoundStatus.REVIEW)
        for number, held in found.held.projects.items():
            path = f"{found.path}/projects/{number}"
            title = Project(number, held, state).title
            waits = state.now < found.held.terms["appeals_end"]
            if waits and held.is_appealed and held.status == Review.REJECTED:
                yield Task(
                    _("Appeal of %(project)s", project=title), _("The alliance, by vote"), path
                )
            elif reviewing and held.status == Review.PENDING:
                who = holders(state, found.held.terms["scope"], Role.REVIEWER)
                yield Task(title, who, path, found.held.terms["review_end"])


def _rounds(state: State) -> Iterator[Task]:
    words = {
        RoundStatus.TO_BE_SETTLED: _("Close the count of %(round)s"),
        RoundStatus.TO_BE_SWEPT: _("Bring what is left of %(round)s to the treasury"),
    }
    for found in rounds_of(state):
        if found.status in words:
            what = words[found.status] % {"round": found.title}
            yield Task(what, _("Anybody"), found.path)


def _motions(state: State) -> Iterator[Task]:
    for proposal in state.governance.proposals.values():
        status, path = state.status_of(proposal), f"/proposals/{proposal.number}"
        name = {"number": proposal.number}
        if status == SUCCEEDED:
            yield Task(_("Queue proposal %(number)s", **name), _("Anybody"), path)
        elif status == QUEUED and state.now >= proposal.eta:
            yield Task(_("Carry out proposal %(number)s", **name), _("Anybody"), path)


def _money(state: State) -> Iterator[Task]:
    book = state.treasury
    for stream, units in due(state):
        asset = state.assets.of(book.pots[stream.pot].token)
        what = _("%(amount)s earned and not fetched yet", amount=tokens(units, asset))
        yield Task(what, _("Anybody, for who is paid"), "/treasury#streams")
    for promise in book.milestones.values():
        asset = state.assets.of(book.pots[promise.pot].token)
        amount = tokens(promise.amount, asset)
        if promise.state == PROMISED:
            what = _("Accept a milestone of %(amount)s", amount=amount)
            who = holders(state, book.pots[promise.pot].scope, Role.STEWARD)
            yield Task(what, who, "/treasury#milestones", promise.due_at)
        elif promise.state == ACCEPTED:
            what = _("Pay out a milestone of %(amount)s", amount=amount)
            yield Task(what, _("Anybody, for who is paid"), "/treasury#milestones")


def _recoveries(state: State) -> Iterator[Task]:
    for seat, recovery in sorted(state.vouching.recoveries.items()):
        if not recovery.ready_at:
            continue
        name = state.name_of(seat) or _("Member %(number)s", number=seat)
        what = _("A new key for %(name)s", name=name)
        who = _("The alliance, by vote") if recovery.objected else _("Anybody, from the day on")
        yield Task(what, who, f"/members/{seat}", None if recovery.objected else recovery.ready_at)


def _mandates(state: State) -> Iterator[Task]:
    for (scope, seat), mandate in sorted(state.membership.mandates.items()):
        for role, end in zip(Role, mandate.role_ends, strict=True):
            if state.now < end <= state.now + SOON:
                name = state.name_of(seat) or _("Member %(number)s", number=seat)
                what = _(
                    "%(name)s, %(role)s of %(place)s",
                    name=name,
                    role=_(ROLES[role]),
                    place=_place(state, scope),
                )
                yield Task(what, _("The alliance, by vote"), f"/places/{scope}", end)
