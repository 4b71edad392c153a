# SPDX-License-Identifier: Apache-2.0
"""Real contracts for funding rounds, and the same alliance in plain Python."""

from functools import partial

import boa

from tests.funding_pool import PoolAtDesk
from tests.reference.rounds import ETH, ORGANISATIONS, PERSONS, REVIEWER, STEWARD, Seat
from tests.suite import (
    GENESIS,
    account,
    accounts,
    deploy_ledger,
    deploy_membership,
    deploy_mock,
    deploy_pool,
    deploy_published,
    deploy_scopes,
    deploy_treasury,
    word,
)

ROOT = 1
CONTENT = bytes([0xC0] * 32)
PERSON_COUNT, GROUP_COUNT = 6, 2
STEWARDS, REVIEWERS = (0, 1), (1, 2)  # places among the members
ENTRIES_EACH, WITH_ENTRIES = 2, 4
PLENTY = 10**30


class World:
    """Eight members with their offices and contributions, three sponsors, ETH and one token."""

    def __init__(self, pool):
        self.start = boa.env.timestamp = GENESIS + 1_000
        self.owner = account("owner")
        persons, groups = accounts("person", PERSON_COUNT), accounts("group", GROUP_COUNT)
        self.members = [*persons, *groups]
        self.sponsors = accounts("sponsor", 3)
        self.membership = deploy_membership(persons, groups, owner=self.owner)
        scopes = deploy_scopes(self.membership, owner=self.owner)
        self._appoint(scopes)
        ledger = deploy_ledger(self.membership, scopes)
        self.entries = self._entries(ledger)
        treasury = deploy_treasury(self.owner)
        self.treasury = treasury.address
        parts = (self.membership, scopes, ledger, treasury)
        self.contract = PoolAtDesk(self._pool(pool)(*parts, owner=self.owner))
        self.token = self._token()

    @staticmethod
    def _pool(name):
        """How a pool is deployed."""
        return deploy_published if name == "PublishedFunding" else partial(deploy_pool, name)

    def oracle(self, rules, *more):
        """The same alliance in plain Python."""
        funding = rules(self.owner, {ROOT}, *more)
        for number, member in enumerate(self.members, start=1):
            kind = PERSONS if number <= PERSON_COUNT else ORGANISATIONS
            funding.seats[member] = Seat(number, kind, self.start)
        for places, role in ((STEWARDS, STEWARD), (REVIEWERS, REVIEWER)):
            for place in places:
                funding.seats[self.members[place]].roles.add((ROOT, role))
        funding.entries = {
            entry: place // ENTRIES_EACH + 1 for place, entry in enumerate(self.entries)
        }
        return funding

    def balance(self, token, holder):
        """What a holder has of a token."""
        if token == ETH:
            return boa.env.get_balance(holder)
        return word(self.token, "token_book.balanceOf", holder)

    def balances(self, token):
        """What everybody has who could be paid, or pay."""
        everybody = (self.contract.address, self.treasury, *self.sponsors, *self.members)
        return {each: self.balance(token, each) for each in everybody}

    def donate(self, token, amount):
        """Give money to the contract past its books: ETH can be forced into it."""
        if token == ETH:
            boa.env.set_balance(
                self.contract.address, self.balance(ETH, self.contract.address) + amount
            )
        else:
            self.token.mint(self.contract.address, amount)

    def _appoint(self, scopes):
        end = boa.env.timestamp + 365 * 86_400
        for places, role in ((STEWARDS, STEWARD), (REVIEWERS, REVIEWER)):
            for place in places:
                scopes.grant_role(ROOT, place + 1, role, end, sender=self.owner)

    def _entries(self, ledger):
        """Contributions of the first members to the last, confirmed by it."""
        found, receiver, now = [], len(self.members), boa.env.timestamp
        for member in self.members[:WITH_ENTRIES]:
            for _ in range(ENTRIES_EACH):
                entry = ledger.record_work(ROOT, receiver, 0, 60, now, CONTENT, sender=member)
                ledger.confirm(entry, sender=self.members[-1])
                found.append(entry)
        return found

    def _token(self):
        token = deploy_mock("TokenMock", 6)
        for giver in (*self.sponsors, *self.members):
            token.mint(giver, PLENTY)
            token.approve(self.contract.address, PLENTY, sender=giver)
        return token
