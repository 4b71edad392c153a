# SPDX-License-Identifier: Apache-2.0
"""What joining and recovery by vouches cost, once the founders' seats are old enough to vouch."""

from collections.abc import Iterator

from benchmarks.measurement import Measurement
from benchmarks.world import CHARTER, DAY, PERSON, World, account

BOTH_POWERS = 3  # recording and admitting
WAIT = 14 * DAY
RULES = (3, 3, 30 * DAY, 60 * DAY, 2, WAIT)  # three vouches to join, two backers of a new key


def measure(world: World) -> Iterator[Measurement]:
    """A newcomer joins, then a member moves to a new key."""
    terms = ("River", world.Membership.address, RULES, world.deployer.address)
    place = world.deploy("Vouching", *terms).address
    world.send(world.Membership.functions.set_powers(place, BOTH_POWERS), world.deployer)
    yield from _joining(world)
    yield from _recovery(world)


def _joining(world: World) -> Iterator[Measurement]:
    newcomer, vouching = account("vouched newcomer"), world.Vouching.functions
    world.chain.fund(newcomer.address, 10**20)
    vouch = vouching.vouch(newcomer.address, PERSON)
    receipts = [world.send(vouch, voucher) for voucher in world.persons[:3]]
    yield Measurement(
        "vouch for a newcomer",
        receipts[1],
        "by call; somebody else vouched before, the voucher answers for nobody yet",
    )
    receipt = world.send(vouching.join(PERSON, CHARTER), newcomer)
    yield Measurement("join by three vouches", receipt, "a new account; the covenant accepted")


def _recovery(world: World) -> Iterator[Measurement]:
    key, vouching = account("new key"), world.Vouching.functions
    world.chain.fund(key.address, 10**20)
    seat = world.seat(world.persons[4])
    back = vouching.back_recovery(seat, key.address)
    receipts = [world.send(back, backer) for backer in world.persons[:2]]
    yield Measurement("back a new key", receipts[1], "by call; somebody else backed it before")
    receipt = world.send(vouching.ask_recovery(seat), key)
    yield Measurement("ask for a recovery", receipt, "by the new key, with two backers")
    world.warp(world.now + WAIT)
    receipt = world.send(vouching.complete_recovery(seat), world.deployer)
    yield Measurement("complete a recovery", receipt, "the delay is over; by anybody")
