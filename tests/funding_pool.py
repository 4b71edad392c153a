# SPDX-License-Identifier: Apache-2.0
"""A pool of funding rounds and its desk, spoken to as one: what the desk does goes to the desk."""

from tests.suite import desk_of, word

LATE = 2**255  # in the books: what came too late for a round
HALF = 2**128 - 1

AT_DESK = {
    "amend",
    "appeal",
    "application",
    "apply",
    "approve",
    "change_payout_address",
    "change_payout_address_signed",
    "claim",
    "claim_many",
    "decide_appeal",
    "keep_payout_address",
    "reject",
    "relay_ballots",
    "set_conflicts",
}


class PoolAtDesk:
    """Calls of the desk get the pool's address in front; everything else is the pool's own."""

    def __init__(self, pool):
        self.pool, self.desk = pool, desk_of(pool)
        self._last = pool

    def __getattr__(self, name):
        here, first = self._at(name)
        found = getattr(here, name)
        if not callable(found) or name in ("get_logs",):
            return found

        def call(*arguments, **options):
            self._last = here
            return found(*first, *arguments, **options)

        return call

    def calldata(self, name, *arguments):
        """A call that another account may make: whom it is for, and what it says."""
        here, first = self._at(name)
        return here.address, getattr(here, name).prepare_calldata(*first, *arguments)

    def _at(self, name):
        """Where a call goes, and what is put in front; what a pool does itself it does itself."""
        if name in AT_DESK and not hasattr(self.pool, name):
            return self.desk, (self.pool.address,)
        return self.pool, ()

    def get_logs(self):
        """The events of the last call, wherever it was made."""
        return self._last.get_logs()

    @property
    def _computation(self):
        return self._last._computation

    def held(self, token):
        """What the books of all rounds of a token hold, with what came too late for them."""
        numbers = range(1, word(self.pool, "rounds.round_count") + 1)
        of_token = [n for n in numbers if word(self.pool, "escrow.token_of", n) == int(token, 16)]
        books = [*of_token, *(n | LATE for n in of_token)]
        money = (word(self.pool, "escrow._money", book) for book in books)
        return sum((each & HALF) - (each >> 128) for each in money)
