# SPDX-License-Identifier: Apache-2.0
"""The front for programs that await: the same verbs, results and errors, several at once.

read, write → as without awaiting; many at once are not mixed up
a verb of a domain within a domain, a property, `run` → the same core
an error of the SDK → raised where it is awaited
more than there are threads → wait their turn
who stops awaiting → what was begun is settled all the same
private names → no attribute
"""

import asyncio
import threading

import pytest

from cosmolocal.aio import AsyncAlliance
from cosmolocal.chain import Chain
from cosmolocal.errors import NothingThere
from cosmolocal.governance import Side
from tests.sdk.valley import BAKER, GROWER, MILLER


def run(story):
    """Run a story with its own loop."""
    return asyncio.run(story)


def test_connect__reads_what_the_sdk_reads(valley):
    async def story():
        opened = await AsyncAlliance.connect(Chain(valley.local.w3), valley.manifest)
        async with opened as alliance:
            assert dir(alliance)
            return await asyncio.gather(
                alliance.membership.roll(),
                alliance.treasury.balance(),
                alliance.governance.types.all(),
                alliance.events(),
                alliance.membership.seasons,
            )

    roll, balance, types, events, seasons = run(story())
    own = valley.alliance
    assert roll == own.membership.roll()
    assert (balance.amount, types) == (0, own.governance.types.all())
    assert events == own.events()
    assert seasons == own.membership.seasons


def test_many_reads_at_once__are_not_mixed_up(valley):
    names = [*valley.persons, *valley.organisations]

    async def story():
        async with AsyncAlliance(valley.alliance) as alliance:
            asked = (alliance.membership.seat(valley.address(name)) for name in names * 3)
            return await asyncio.gather(*asked)

    assert run(story()) == [valley.seat(name) for name in names * 3]


def test_writes_at_once__of_one_account__all_land(valley):
    baker = valley.signer(BAKER)

    async def story():
        async with AsyncAlliance(valley.alliance) as alliance:
            gifts = (alliance.treasury.deposit(amount, signer=baker) for amount in (1, 2, 3, 4))
            return await asyncio.gather(*gifts)

    receipts = run(story())
    assert len({receipt.tx_hash for receipt in receipts}) == 4
    assert valley.alliance.treasury.balance().amount == 10


def test_run__takes_any_verb(valley):
    motion = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    valley.warp(valley.alliance.governance.show(motion).start)
    governance, signer = valley.alliance.governance, valley.signer(GROWER)

    async def story():
        async with AsyncAlliance(valley.alliance) as alliance:
            await alliance.run(governance.vote, motion, Side.FOR, 2, signer=signer)
            return await alliance.governance.show(motion)

    assert run(story()).votes_for == 2


def test_error__is_raised_where_it_is_awaited(valley):
    async def story():
        async with AsyncAlliance(valley.alliance) as alliance:
            await alliance.treasury.pot(7)

    with pytest.raises(NothingThere, match="there is no pot 7"):
        run(story())


def test_threads__more_work_than_threads__waits_its_turn(valley):
    seen, most = [], []

    def note():
        seen.append(threading.current_thread().name)
        most.append(len({t.name for t in threading.enumerate() if t.name.startswith("cosmol")}))

    async def story():
        async with AsyncAlliance(valley.alliance, threads=2) as alliance:
            await asyncio.gather(*(alliance.run(note) for _ in range(20)))

    run(story())
    assert len(seen) == 20
    assert max(most) <= 2


def test_stopped_awaiting__what_was_begun__is_settled(valley):
    miller, begun = valley.signer(MILLER), threading.Event()

    def give():
        begun.set()
        return valley.alliance.treasury.deposit(5, signer=miller)

    async def story():
        async with AsyncAlliance(valley.alliance) as alliance:
            gift = asyncio.create_task(alliance.run(give))
            await asyncio.to_thread(begun.wait)
            gift.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gift

    run(story())
    assert valley.alliance.treasury.balance().amount == 5
    assert valley.alliance.chain.journal.unsettled() == []


def test_private_name__is_no_attribute(valley):
    alliance = AsyncAlliance(valley.alliance)
    with pytest.raises(AttributeError):
        _ = alliance.membership._clock
    with pytest.raises(AttributeError):
        _ = alliance.no_such_domain
