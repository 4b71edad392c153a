# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal treasury`: what the alliance holds; it leaves by vote only."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import (
    READ,
    WRITE,
    Amount,
    Answer,
    Decimals,
    Plan,
    Token,
    Why,
    command,
    group,
)
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("What we hold in common.")


@command(app, options=READ)
def balance(session: "Session", token: Token = None, decimals: Decimals = 18) -> Answer:
    """Show what is held of a token."""
    held = session.alliance.treasury.balance(session.inputs.token(token))
    return Answer(session.output.priced(held, decimals))


@command(app, options=WRITE)
def deposit(session: "Session", amount: Amount) -> Plan:
    """Give native currency to the alliance."""
    verb = partial(session.alliance.treasury.deposit, session.inputs.amount(amount, 18))
    return Plan(f"Give {amount} to the treasury.", verb)


@command(app, options=WRITE)
def pay(
    session: "Session",
    to: Annotated[str, typer.Argument(help="Address of the payee.")],
    amount: Amount,
    why: Why,
    token: Token = None,
    decimals: Decimals = 18,
    category: Annotated[int, typer.Option(help="Number in the budget table.", min=0)] = 0,
) -> Plan:
    """Propose a payment; a vote decides."""
    inputs = session.inputs
    action = session.alliance.treasury.pay_action(
        inputs.address(to),
        inputs.amount(amount, decimals),
        token=inputs.token(token),
        category=category,
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


command(app, "verify", options=READ)(verifying("treasury"))
