# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal membership`: who belongs; how one joins, vouches, recovers, stays and leaves."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal import files
from cosmolocal.cli import slip_files
from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Why, command, group, words
from cosmolocal.cli.slip_files import Files, GoodUntil, SlipTo
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.membership import SeatKind

app = group("Who belongs: seats, vouches, recovery, leaving.")

Account = Annotated[str, typer.Argument(help="An account's address.", show_default=False)]
Accounts = Annotated[list[str], typer.Argument(help="Addresses.", show_default=False)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Kind = Annotated[
    Literal["person", "organisation"], typer.Option(help="The chamber they belong to.")
]


# --- looking --------------------------------------------------------------------------------------


@command(app, options=READ)
def standing(session: "Session", account: Account) -> Answer:
    """Look an account up: its seat, kind and status."""
    return Answer(session.alliance.membership.standing(session.inputs.address(account)))


@command(app, options=READ)
def show(session: "Session", seat: Seat) -> Answer:
    """Show a seat: its holder, delegate, and what is under way about it."""
    alliance = session.alliance
    holder = alliance.membership.holder(seat)
    shown = alliance.membership.standing(holder).model_dump(mode="json")
    notice, recovery = alliance.membership.notice(seat), alliance.vouching.recovery(seat)
    more = {
        "delegate": alliance.membership.delegate_of(holder),
        "expulsion": notice and notice.model_dump(mode="json"),
        "recovery": recovery and recovery.model_dump(mode="json"),
    }
    return Answer(shown | more)


@command(app, options=READ)
def roll(session: "Session") -> Answer:
    """List every seat ever granted."""
    return Answer(session.alliance.membership.roll())


@command(app, options=READ)
def season(session: "Session") -> Answer:
    """Say which season it is, and when it ends."""
    membership = session.alliance.membership
    number, clock = membership.season(), membership.seasons
    return Answer({"season": number, "start": clock.start(number), "end": clock.start(number + 1)})


@command(app, options=READ)
def vouches(session: "Session", account: Account, kind: Kind = "person") -> Answer:
    """Count the vouches for a newcomer, and how many are needed."""
    vouching, newcomer = session.alliance.vouching, session.inputs.address(account)
    count = vouching.vouches(newcomer, _kind(kind))
    return Answer({"account": newcomer, "vouches": count, "needed": vouching.needed()})


# --- joining --------------------------------------------------------------------------------------


@command(app, options=WRITE)
def admit(session: "Session", accounts: Accounts, kind: Kind, why: Why) -> Plan:
    """Propose to give accounts a seat; a vote decides."""
    members = [session.inputs.address(account) for account in accounts]
    action = session.alliance.membership.admit_action(members, _kind(kind))
    return session.proposal(f"admit {len(members)} as {kind}", [action], why)


@command(app, options=WRITE)
def vouch(
    session: "Session",
    newcomer: Account,
    kind: Kind = "person",
    slip: SlipTo = None,
    until: GoodUntil = "30 days",
) -> Plan | Answer:
    """Stand up for a newcomer of your own kind; you answer for them at first."""
    vouching, account = session.alliance.vouching, session.inputs.address(newcomer)
    said = f"Vouch for {account} as {kind}."
    if slip is None:
        return Plan(said, partial(vouching.vouch, account, _kind(kind)))
    deadline = session.inputs.moment(until, session.now)
    signed = partial(vouching.sign_vouch, account, _kind(kind), deadline, signer=session.signer)
    return slip_files.sign(session, slip, vouching, said, signed)


@command(app, options=WRITE)
def withdraw_vouch(session: "Session", newcomer: Account) -> Plan:
    """Take a vouch back; your slips about this account are void from then on."""
    account = session.inputs.address(newcomer)
    verb = partial(session.alliance.vouching.withdraw_vouch, account)
    return Plan(f"Withdraw the vouch for {account}.", verb)


@command(app, options=WRITE)
def join(
    session: "Session",
    kind: Kind = "person",
    slip: SlipTo = None,
    until: GoodUntil = "30 days",
) -> Plan | Answer:
    """Take a seat that enough members vouch for, accepting the covenant."""
    vouching = session.alliance.vouching
    covenant = "0x" + session.alliance.membership.covenant().hex()
    said = f"Join as {kind}, accepting the covenant {covenant}."
    if slip is None:
        return Plan(said, partial(vouching.join, _kind(kind)))
    deadline = session.inputs.moment(until, session.now)
    signed = partial(vouching.sign_joining, _kind(kind), deadline, signer=session.signer)
    return slip_files.sign(session, slip, vouching, said, signed)


@command(app, options=WRITE)
def relay(session: "Session", files: Files) -> Answer:
    """Bring slips that others have signed, and pay for them; one refused holds up no other."""
    from cosmolocal.vouching import Slip

    return slip_files.relay(session, slip_files.read(files, session.alliance.vouching, Slip))


# --- staying --------------------------------------------------------------------------------------


@command(app, options=WRITE)
def check_in(session: "Session") -> Plan:
    """Say that you are still there: your seat stays in the quorum base, or comes back."""
    said = "Check in: your seat counts for the votes that begin from now on."
    return Plan(said, session.alliance.membership.check_in)


@command(app, options=WRITE)
def renew(session: "Session") -> Plan:
    """Begin another term of your seat, accepting the present covenant."""
    membership = session.alliance.membership
    covenant = membership.covenant()
    said = f"Begin another term, accepting the covenant 0x{covenant.hex()}."
    return Plan(said, partial(membership.renew, covenant))


@command(app, options=WRITE)
def delegate(session: "Session", to: Account) -> Plan:
    """Let somebody cast ballots for your seat, with your credits; yourself to end that."""
    delegatee = session.inputs.address(to)
    verb = partial(session.alliance.membership.delegate, delegatee)
    return Plan(f"Let {delegatee} cast ballots for your seat too.", verb)


@command(app, options=WRITE)
def leave(session: "Session") -> Plan:
    """Give up your seat in the alliance."""
    verb = session.alliance.membership.leave
    return Plan("Leave the alliance: no vote and no role is left.", verb)


# --- a lost key -----------------------------------------------------------------------------------


@command(app, options=WRITE)
def recover(
    session: "Session", seat: Seat, slip: SlipTo = None, until: GoodUntil = "30 days"
) -> Plan | Answer:
    """Ask, with your new key, for the seat that enough members back; later, complete it."""
    vouching = session.alliance.vouching
    under_way = vouching.recovery(seat)
    if under_way is None:
        said = f"Ask for seat {seat} under this key; the old key may object."
        if slip is None:
            return Plan(said, partial(vouching.ask_recovery, seat))
        deadline = session.inputs.moment(until, session.now)
        signed = partial(vouching.sign_asking, seat, deadline, signer=session.signer)
        return slip_files.sign(session, slip, vouching, said, signed)
    said = f"Hand seat {seat} over to {under_way.account}."
    facts = {"ready at": session.output.day(under_way.ready_at)}
    return Plan(said, partial(vouching.complete_recovery, seat), facts)


@command(app, options=WRITE)
def back(
    session: "Session",
    seat: Seat,
    new_account: Account,
    slip: SlipTo = None,
    until: GoodUntil = "30 days",
) -> Plan | Answer:
    """Say that an account is the new key of the member who holds a seat."""
    vouching, account = session.alliance.vouching, session.inputs.address(new_account)
    said = f"Say that {account} is the new key of seat {seat}."
    if slip is None:
        return Plan(said, partial(vouching.back_recovery, seat, account))
    deadline = session.inputs.moment(until, session.now)
    signed = partial(vouching.sign_backing, seat, account, deadline, signer=session.signer)
    return slip_files.sign(session, slip, vouching, said, signed)


@command(app, name="object", options=WRITE)
def object_(session: "Session", seat: Seat, slip: SlipTo = None) -> Plan | Answer:
    """Stop a recovery of your own seat: only a vote can complete it then."""
    vouching = session.alliance.vouching
    said = f"Object to the recovery of seat {seat}."
    if slip is None:
        return Plan(said, partial(vouching.object, seat))
    signed = partial(vouching.sign_objection, seat, signer=session.signer)
    return slip_files.sign(session, slip, vouching, said, signed)


# --- expulsion ------------------------------------------------------------------------------------


@command(app, options=WRITE)
def expel(session: "Session", seat: Seat, why: Why = None) -> Plan:
    """With --why, propose to give a member notice; once that is over, expel."""
    membership = session.alliance.membership
    if why is not None:
        action = membership.give_notice_action(seat, session.inputs.commitment(why))
        return session.proposal(f"give seat {seat} notice of its expulsion", [action], why)
    return Plan(f"Expel seat {seat}: its notice is over.", partial(membership.expel, seat))


@command(app, options=WRITE)
def appeal(session: "Session", grounds: Annotated[str, words("Why you should stay")]) -> Plan:
    """Ask for a second decision on your expulsion."""
    hash_ = session.inputs.commitment(grounds)
    verb = partial(session.alliance.membership.appeal, hash_)
    return Plan("Appeal: only a second vote can expel you now.", verb)


@command(app, options=WRITE)
def review(session: "Session", seat: Seat) -> Plan:
    """Have the eligibility adapter look at a seat."""
    verb = partial(session.alliance.membership.review, seat)
    return Plan(f"Have seat {seat} looked at.", verb)


# --- describing itself ----------------------------------------------------------------------------


@command(app, options=READ)
def dao_json(
    session: "Session",
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    base_uri: Annotated[str, typer.Option(help="Where the folder will be served.")],
) -> Answer:
    """Write the documents of ERC-4824: members, proposals, activity, contracts."""
    from cosmolocal.dao_json import DAO, documents

    written = documents(session.alliance, base_uri)
    files.write_all(out, written)
    uri = f"{base_uri.rstrip('/')}/{DAO}"
    text = f"{out} holds {len(written)} documents. Serve it, then: membership set-dao-uri {uri}"
    return Answer({"folder": str(out), "files": sorted(written), "uri": uri}, text, view="")


@command(app, options=WRITE)
def set_dao_uri(
    session: "Session",
    uri: Annotated[str, typer.Argument(help="Where the documents of `dao-json` are.")],
    why: Why,
) -> Plan:
    """Propose where the alliance describes itself (ERC-4824)."""
    action = session.alliance.membership.set_dao_uri_action(uri)
    return session.proposal(f"describe the alliance at {uri}", [action], why)


command(app, "verify", options=READ)(verifying("membership"))


def _kind(name: str) -> "SeatKind":
    from cosmolocal.membership import SeatKind

    return SeatKind[name.upper()]
