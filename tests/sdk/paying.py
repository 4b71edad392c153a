# SPDX-License-Identifier: Apache-2.0
"""A treasury with pots in ETH and in a token, and lists of payees for it."""

from eth_utils import keccak, to_checksum_address

from cosmolocal.treasury import ETH
from tests.sdk.treasury_story import pot_terms
from tests.sdk.valley import BOOKKEEPER, ETHER, deploy_token

STEWARD = BOOKKEEPER
ETH_POT, TOKEN_POT = 1, 2
TOKEN_UNITS = 10**12  # a million tokens of six decimals


def person(number):
    return to_checksum_address(keccak(text=f"payee {number}")[-20:])


def fill(valley, cap=10**21):
    """Fund the treasury and let a vote open a pot for ETH and one for a token; return the token."""
    treasury, chain = valley.alliance.treasury, valley.alliance.chain
    token = deploy_token(valley, TOKEN_UNITS)
    treasury.deposit(50 * ETHER, signer=valley.deployer)
    chain.send(token.functions.transfer(treasury.address, TOKEN_UNITS), valley.deployer)
    actions = [
        treasury.open_pot_action(pot_terms(valley, asset, cap=cap, per_payment=cap))
        for asset in (ETH, token.address)
    ]
    valley.pass_(valley.propose(*actions, text="pots"))
    return token


def rows(token, count):
    """Every second payee in ETH; amounts differ; categories and some memos."""
    return [
        {
            "id": f"p-{n}",
            "recipient": person(n),
            "token": "ETH" if n % 2 else token,
            "amount": f"0.00{n + 1:04}",
            "category": str(4 + n % 3 // 2),
            "memo": f"week {n}" if n % 5 == 0 else "",
        }
        for n in range(count)
    ]


def write(path, payees):
    """Write a list as a CSV."""
    names = list(payees[0])
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in payees)]
    path.write_text("\n".join(lines) + "\n")
    return path


def expected(payees, token):
    """What each (token, payee) is owed in smallest units."""
    owed = {}
    for row in payees:
        asset = ETH if row["token"] == "ETH" else token
        decimals = 18 if asset == ETH else 6
        whole, _, fraction = row["amount"].partition(".")
        owed[asset, row["recipient"]] = int(whole + fraction.ljust(decimals, "0"))
    return owed


def received(valley, token, payees):
    """What each (token, payee) holds."""
    view, held = valley.alliance.chain.at(), {}
    for row in payees:
        to = row["recipient"]
        if row["token"] == "ETH":
            held[ETH, to] = view.balance(to)
        else:
            held[token.address, to] = view.call(token.functions.balanceOf(to))
    return held
