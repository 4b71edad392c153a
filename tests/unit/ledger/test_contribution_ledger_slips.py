# SPDX-License-Identifier: Apache-2.0
"""Events and confirmations that somebody signed and anybody may bring (X-1, L-3).

record_slip
├── its deadline has come → "ledger: slip too late"; the second before → recorded for the signer
├── signed by another key, or a figure differs from what was signed → "ledger: bad signature"
├── the signer left → "ledger: no active seat"
├── the signer is not whose event it is → "ledger: not the provider"
├── its nonce was used → "ledger: slip used before"; any other, in any order → recorded
└── accept
    ├── brought by the receiver or a confirmer → confirmed in the same transaction
    └── brought by the provider → "ledger: own entry", and nothing is recorded
confirm_slip
├── its deadline has come → "ledger: confirmation too late"
├── signed by another key, or for another entry → "ledger: not their confirmation"
├── signed by the provider → "ledger: own entry"
├── the entry is decided → "ledger: not pending"
├── one of two that are needed → endorsed; nothing moves before the second
└── otherwise → confirmed at the signer's allowance, whoever brings it
"""

from dataclasses import replace
from types import SimpleNamespace

import boa
import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal.typed_data import Confirmation, Domain, Slip, TypedMessage
from cosmolocal.valueflows import Action
from cosmolocal.valueflows.units import MICRO, code_number
from tests.suite import account, fields, refused, storage
from tests.unit.ledger.bench import FLOUR, Bench, thing
from tests.unit.ledger.conftest import NAMES
from tests.unit.ledger.stage import HOUR, SKILL, WORKSHOP, season, status

PENDING, CONFIRMED = 1, 2
KG = MICRO
KEYS = {name: Account.from_key(keccak(text=f"{name} of the workshop")) for name in NAMES}


@pytest.fixture(scope="module")
def actors():
    """The seats of the workshop are held by keys that can sign."""
    for key in KEYS.values():
        boa.env.set_balance(key.address, 10**24)
    people = {name: key.address for name, key in KEYS.items()}
    return SimpleNamespace(owner=account("owner"), outsider=account("outsider"), **people)


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


@pytest.fixture
def work(bench, seats):
    """Two hours of the provider's for the receiver."""
    return bench.flow(Action.WORK, receiver=seats.receiver, kind=SKILL, effort=2 * HOUR)


def signed(ledger, struct, name):
    """The signature of somebody's key in the domain of the ledger."""
    domain = Domain("River Valley", "1", boa.env.evm.patch.chain_id, ledger.address)
    return bytes(KEYS[name].sign_message(TypedMessage(domain, struct).signable()).signature)


def slip(ledger, flow, nonce=7, seconds=60, by="provider"):
    """The arguments of `record_slip` up to the signature."""
    deadline = boa.env.timestamp + seconds
    message = Slip(
        action=flow.action,
        scope=flow.scope,
        provider=flow.provider,
        receiver=flow.receiver,
        kind=flow.kind,
        effort=flow.effort,
        occurred_at=flow.occurred_at,
        quantity=flow.quantity,
        unit=code_number(flow.unit) if flow.unit else 0,
        resource=flow.resource,
        to_resource=flow.to_resource,
        place=flow.words.place,
        about=flow.about,
        evidence=flow.evidence,
        nonce=nonce,
        deadline=deadline,
    )
    signature = signed(ledger, message, by)
    return flow.words, KEYS[by].address, nonce, deadline, signature


def confirmation(ledger, flow, previous, entry, by="receiver", seconds=60):
    """The arguments of `confirm_slip`."""
    deadline = boa.env.timestamp + seconds
    signature = signed(ledger, Confirmation(entry, deadline), by)
    return flow.words, previous, KEYS[by].address, deadline, signature


def test_record_slip__in_its_last_second__is_the_signers_entry(ledger, actors, seats, work):
    arguments = slip(ledger, work)
    boa.env.timestamp = arguments[3] - 1
    entry = ledger.record_slip(*arguments, False, sender=actors.outsider)
    used, row = ledger.get_logs()

    assert fields(used) == {"seat": seats.provider, "nonce": 7}
    assert (row.entry, row.provider, row.facts) == (entry, seats.provider, work.words.facts)
    assert (ledger.head(WORKSHOP), status(ledger, entry)) == (entry, PENDING)
    assert ledger.nonces(seats.provider, 0) == 1 << 7


def test_record_slip__too_late__refused(ledger, actors, seats, work):
    arguments = slip(ledger, work)
    boa.env.timestamp = arguments[3]
    with refused("ledger: slip too late", ledger):
        ledger.record_slip(*arguments, False, sender=actors.outsider)
    assert ledger.nonces(seats.provider, 0) == 0


def test_record_slip__what_was_not_signed__refused(ledger, actors, work):
    """X-1 a signature covers every field, the nonce and the deadline, in this ledger only."""
    words, holder, nonce, deadline, signature = slip(ledger, work)
    more = replace(work, effort=3 * HOUR).words
    theirs = slip(ledger, work, by="receiver")[-1]
    for arguments in (
        (more, holder, nonce, deadline, signature),
        (words, holder, nonce + 1, deadline, signature),
        (words, holder, nonce, deadline + 1, signature),
        (words, actors.receiver, nonce, deadline, signature),
        (words, holder, nonce, deadline, theirs),
        (words, holder, nonce, deadline, b""),
    ):
        with refused("ledger: bad signature", ledger):
            ledger.record_slip(*arguments, False, sender=actors.provider)


def test_record_slip__of_who_may_not_record_it__refused(ledger, membership, actors, work):
    foreign = slip(ledger, work, by="bystander")
    with refused("ledger: not the provider", ledger):
        ledger.record_slip(*foreign, False, sender=actors.outsider)
    own = slip(ledger, work)
    membership.leave(sender=actors.provider)
    with refused("ledger: no active seat", ledger):
        ledger.record_slip(*own, False, sender=actors.outsider)


def test_record_slip__twice__refused_and_other_nonces_pass_in_any_order(
    ledger, actors, seats, work
):
    """X-1 a slip is accepted once."""
    for nonce in (256 + 3, 3, 2**256 - 1):
        arguments = slip(ledger, work, nonce)
        ledger.record_slip(*arguments, False, sender=actors.outsider)
        with refused("ledger: slip used before", ledger):
            ledger.record_slip(*arguments, True, sender=actors.receiver)
    pages = [ledger.nonces(seats.provider, page) for page in (0, 1, (2**256 - 1) // 256)]
    assert pages == [1 << 3, 1 << 3, 1 << 255]


@pytest.mark.parametrize("who", ["receiver", "confirmer"])
def test_record_slip__accepted_by_who_may__is_confirmed_at_once(ledger, actors, seats, work, who):
    entry = ledger.record_slip(*slip(ledger, work), True, sender=getattr(actors, who))
    assert status(ledger, entry) == CONFIRMED
    assert ledger.recognition(seats.provider, season()) == 2 * HOUR


def test_record_slip__accepted_by_the_provider__records_nothing(ledger, actors, work):
    """L-3 nobody confirms their own entry."""
    with refused("ledger: own entry", ledger):
        ledger.record_slip(*slip(ledger, work), True, sender=actors.provider)


def test_confirm_slip__brought_by_anybody__confirms_at_the_signers_allowance(
    bench, actors, seats, work
):
    ledger, before = bench.ledger, bench.ledger.allowance_left(seats.receiver)
    previous = bench.record(work)
    entry = ledger.head(WORKSHOP)
    arguments = confirmation(ledger, work, previous, entry)
    ledger.confirm_slip(*arguments, sender=actors.outsider)
    [event] = ledger.get_logs()

    assert (event.confirmer, event.recognition) == (seats.receiver, 2 * HOUR)
    assert ledger.allowance_left(seats.receiver) == before - 2 * HOUR
    with refused("ledger: not pending", ledger):
        ledger.confirm_slip(*arguments, sender=actors.outsider)


def test_confirm_slip__too_late__refused(bench, actors, work):
    previous = bench.record(work)
    arguments = confirmation(bench.ledger, work, previous, bench.ledger.head(WORKSHOP))
    boa.env.timestamp = arguments[3]
    with refused("ledger: confirmation too late", bench.ledger):
        bench.ledger.confirm_slip(*arguments, sender=actors.receiver)


def test_confirm_slip__what_was_not_signed__refused(bench, actors, work):
    """X-1 a confirmation is for one entry."""
    ledger = bench.ledger
    first = bench.record(work)
    entry = ledger.head(WORKSHOP)
    words, _, holder, deadline, signature = confirmation(ledger, work, first, entry)
    second = bench.record(work)
    theirs = confirmation(ledger, work, first, entry, by="confirmer")[-1]
    for arguments in (
        (words, second, holder, deadline, signature),
        (words, first, holder, deadline + 1, signature),
        (words, first, actors.confirmer, deadline, signature),
        (words, first, holder, deadline, theirs),
    ):
        with refused("ledger: not their confirmation", ledger):
            ledger.confirm_slip(*arguments, sender=actors.receiver)


def test_confirm_slip__of_the_provider__refused(bench, actors, work):
    """L-3 a signature of the provider confirms nothing, whoever brings it."""
    previous = bench.record(work)
    own = confirmation(bench.ledger, work, previous, bench.ledger.head(WORKSHOP), by="provider")
    with refused("ledger: own entry", bench.ledger):
        bench.ledger.confirm_slip(*own, sender=actors.receiver)


def test_confirm_slip__one_of_two__moves_nothing_yet(bench, actors, seats):
    ledger = bench.ledger
    ledger.set_rule(WORKSHOP, 2, 0, sender=actors.owner)
    raise_flour = bench.flow(
        Action.RAISE, receiver=seats.receiver, kind=FLOUR, quantity=KG, resource=thing(1)
    )
    previous = bench.record(raise_flour)
    entry, before = ledger.head(WORKSHOP), storage(bench.resources)
    first = confirmation(ledger, raise_flour, previous, entry)
    ledger.confirm_slip(*first, sender=actors.outsider)
    assert (status(ledger, entry), storage(bench.resources)) == (PENDING, before)
    with refused("ledger: already confirmed it", ledger, bench.resources):
        ledger.confirm_slip(*first, sender=actors.outsider)
    second = confirmation(ledger, raise_flour, previous, entry, by="confirmer")
    ledger.confirm_slip(*second, sender=actors.outsider)
    assert status(ledger, entry) == CONFIRMED
    assert bench.stock(thing(1)) == (1, 1)
