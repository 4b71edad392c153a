# SPDX-License-Identifier: Apache-2.0
"""One payment by vote on a fresh chain, with what the package holds alone: `python payment.py`."""

from pathlib import Path

from cosmolocal import Alliance, Chain, open_local_chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import throwaway_signer
from cosmolocal.deploy.description import read_example
from cosmolocal.governance import Side, proposal_of

ETHER = 10**18

with open_local_chain("in-process") as local:
    valley = read_example()
    apply(valley, Chain(local.w3), local.accounts[0], path=Path("river-valley.json"))
    alliance = Alliance.connect(local.w3, "river-valley.json")
    people = [throwaway_signer(valley, seat.name) for seat in valley.seats.persons]
    local.fund_many([signer.address for signer in people], ETHER)
    payee, governance = local.accounts[9].address, alliance.governance
    before = alliance.chain.at().balance(payee)

    alliance.treasury.deposit(ETHER, signer=local.accounts[1])
    payment = alliance.treasury.pay_action(payee, ETHER // 4)
    motion = proposal_of(governance.propose([payment], bytes(32), signer=people[0]))
    local.warp(governance.show(motion).start)
    for signer in people[1:7]:
        governance.vote(motion, Side.FOR, 3, signer=signer)
    local.warp(governance.show(motion).end)
    governance.queue(motion, signer=people[0])
    local.warp(governance.show(motion).eta)
    governance.execute(motion, signer=people[0])

    assert alliance.chain.at().balance(payee) - before == ETHER // 4
    print("paid")
