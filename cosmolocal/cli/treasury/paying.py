# SPDX-License-Identifier: Apache-2.0
"""Giving to the treasury, and paying one payee: out of a pot, or by a vote."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Amount, Decimals, Plan, Token, Why, command
from cosmolocal.cli.treasury.group import Book, Category, Memo, app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

Pot = Annotated[int | None, typer.Option(help="Pay out of this pot, as its steward.", min=1)]


@command(app, options=WRITE)
def deposit(session: "Session", amount: Amount) -> Plan:
    """Give native currency to the alliance."""
    verb = partial(session.alliance.treasury.deposit, session.inputs.amount(amount, 18))
    return Plan(f"Give {amount} to the treasury.", verb)


@command(app, options=WRITE)
def pay(
    session: "Session",
    to: Annotated[str, typer.Argument(help="Address of the payee, or a name of the book.")],
    amount: Amount,
    pot: Pot = None,
    why: Why = None,
    token: Token = None,
    decimals: Decimals = 18,
    category: Category = 0,
    memo: Memo = None,
    book: Book = None,
) -> Plan:
    """Pay one payee out of a pot; without a pot propose it, and a vote decides."""
    payee = session.inputs.payee(to, book)
    note = session.inputs.commitment(memo) if memo else bytes(32)
    treasury, inputs = session.alliance.treasury, session.inputs
    if pot is not None:
        from cosmolocal.treasury.assets import read_asset

        asset = read_asset(session.chain, treasury.pot(pot).token)
        units = inputs.amount(amount, asset.decimals)
        verb = partial(treasury.spend, pot, payee, units, category=category, memo=note)
        return Plan(f"Pay {asset.text(units)} to {to} out of pot {pot}.", verb, {"payee": payee})
    action = treasury.pay_action(
        payee,
        inputs.amount(amount, decimals),
        token=inputs.token(token),
        category=category,
        memo=note,
    )
    return session.proposal(f"pay {amount} to {to}", [action], why)


@command(app, options=WRITE)
def fund(
    session: "Session",
    round_id: Annotated[int, typer.Argument(help="Number of a round.", min=1)],
    amount: Amount,
    why: Why,
    token: Token = None,
    decimals: Decimals = 18,
) -> Plan:
    """Propose to put money into a round; a vote decides."""
    units = session.inputs.amount(amount, decimals)
    treasury, held_in = session.alliance.treasury, session.inputs.token(token)
    action = treasury.fund_action(round_id, units, token=held_in)
    return session.proposal(f"put {amount} into round {round_id}", [action], why)
