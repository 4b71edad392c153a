# SPDX-License-Identifier: Apache-2.0
"""Deploy the contracts in process: one plain function each, so a test takes only what it needs."""

import fcntl
import gc
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import boa
from boa.contracts.vyper.vyper_contract import VyperContract
from boa.environment import Env
from eth_utils import keccak
from vyper.compiler.output import build_abi_output
from vyper.compiler.settings import anchor_settings
from vyper.ir.compile_ir import assembly_to_evm

from tests.reference.refusal import Refused

GENESIS = 1_767_225_600  # 2026-01-01T00:00:00Z
SEASON_SECONDS = 90 * 86_400
NOBODY = "0x" + 40 * "0"
CHARTER = bytes.fromhex("c4" * 32)
TERMS = (0, 0, 0, 14 * 86_400)  # no joining delay, no dormancy, no terms; two weeks' notice
SEASON_ALLOWANCE = 400 * 3_600  # weighted seconds that a seat confirms for others in a season


@contextmanager
def _anchor(env):
    """Roll back, with the chain, what boa remembers of it.

    It keeps the slots that a contract wrote, by address. A later test that deploys another
    contract at the same address would have them read by the wrong layout.
    """
    written = {address: set(slots) for address, slots in env.sstore_trace.items()}
    try:
        with env._anchor():
            yield
    finally:
        env.sstore_trace = written


Env.anchor = property(lambda env: partial(_anchor, env))


def constructor_map(made):
    """Where a constructor's code comes from, once for a source: boa asks at every deployment."""
    compiled = made.compiler_data
    if not hasattr(compiled, "constructor_map"):
        with anchor_settings(compiled.settings):
            _, compiled.constructor_map = assembly_to_evm(compiled.assembly)
    return compiled.constructor_map


VyperContract._deployment_source_map = property(constructor_map)
# Boa's own lists all that is stored, at every refusal.
VyperContract.__repr__ = lambda made: f"<{made.contract_name} at {made.address}>"


@contextmanager
def long_lived():
    """What is made here is not looked at again by the collector of garbage.

    A compiled contract is a hundred thousand objects, which stay; going through all of them time
    and again took a third of a test run.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@cache
def source(path):
    """The compiled contract at `path` below contracts/, compiled once for a test run.

    One process compiles; another that wants the same source waits, and reads what boa has kept.
    """
    place = Path("contracts", path)
    with long_lived(), place.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return boa.load_partial(str(place), compiler_args={"evm_version": "cancun"})


def writing_functions(path):
    """Names of the functions of a contract that may change its state."""
    return {
        item["name"]
        for item in build_abi_output(source(path).compiler_data)
        if item["type"] == "function" and item["stateMutability"] not in ("view", "pure")
    }


def unlocked_functions(path):
    """Names of the functions that may change a contract while another call of it runs."""
    functions = source(path).compiler_data.global_ctx.exposed_functions
    return {each.name for each in functions if each.is_mutable and not each.nonreentrant}


def account(role):
    """An account named for its role, with ETH."""
    address = boa.env.generate_address(role)
    boa.env.set_balance(address, 10**24)
    return address


def storage(contract):
    """All that a contract stores, its modules included: slot -> word, where it is not zero."""
    written = boa.env.sstore_trace.get(contract.address, ())
    words = {slot: boa.env.get_storage(contract.address, slot) for slot in written}
    return {slot: word for slot, word in words.items() if word}


def word(contract, name, *keys):
    """A word that a contract stores, by its variable and the keys of its maps; no code is run."""
    place = contract.compiler_data.storage_layout["storage_layout"]
    for part in name.split("."):
        place = place[part]
    slot = place["slot"]
    for key in keys:
        number = int(key, 16) if isinstance(key, str) else key
        slot = int.from_bytes(keccak(slot.to_bytes(32) + number.to_bytes(32)))
    return boa.env.get_storage(contract.address, slot)


def fields(event):
    """The fields of an event by name, without the address it came from."""
    return {name: content for name, content in event._asdict().items() if name != "address"}


@contextmanager
def refused(reason, *contracts):
    """The block reverts with exactly `reason` and leaves the storage of `contracts` as it was."""
    before = [storage(contract) for contract in contracts]
    with boa.reverts(reason):
        yield
    assert [storage(contract) for contract in contracts] == before


def gas_used(contract):
    """Gas of the last call of a contract as a whole transaction, its calldata included.

    Slots that an earlier call touched count as warm: exact figures come from benchmarks/run.py.
    """
    computation = contract._computation
    data = computation.msg.data
    calldata = 16 * len(data) - 12 * data.count(0)
    return 21_000 + calldata + computation.get_gas_used()


def agree(outcomes, twin, call):
    """Run a call that its plain-Python twin ran first: both accept, or both refuse alike."""
    try:
        expected = twin()
    except Refused as refusal:
        outcomes["refused"] += 1
        with boa.reverts(str(refusal)):
            call()
        return None
    outcomes["accepted"] += 1
    assert call() == expected
    return expected


def deploy_membership(
    persons=(), organisations=(), *, owner, season_seconds=SEASON_SECONDS, terms=TERMS
):
    """Seats 1.. for the persons, then for the organisations."""
    return source("membership/Membership.vy").deploy(
        "River Valley Seat",
        "SEAT",
        GENESIS,
        season_seconds,
        terms,
        CHARTER,
        list(persons),
        list(organisations),
        owner,
    )


def deploy_scopes(membership, *, owner, charter=CHARTER):
    """The tree of scopes with its root, the alliance."""
    return source("membership/Scopes.vy").deploy(membership.address, charter, owner)


def deploy_vouching(membership, rules, *, owner):
    """Joining and recovery by vouches; `owner` of both names it admitter and recorder."""
    vouching = source("membership/Vouching.vy").deploy(
        "River Valley", membership.address, rules, owner
    )
    membership.set_powers(vouching.address, 3, sender=owner)
    return vouching


def accounts(role, count):
    """As many accounts as asked for, numbered within their role."""
    return [account(f"{role} {number}") for number in range(1, count + 1)]


def deploy_mock(name, *arguments):
    """A mock from contracts/mocks/, by the name of its file."""
    return source(f"mocks/{name}.vy").deploy(*arguments)


def deploy_ledger(membership, scopes, season_allowance=SEASON_ALLOWANCE):
    """A contribution ledger over real or stand-in membership and scopes."""
    resources = source("ledger/Resources.vy").deploy(scopes.address)
    ledger = source("ledger/ContributionLedger.vy").deploy(
        "River Valley", membership.address, scopes.address, resources.address, season_allowance
    )
    resources.bind(ledger.address, sender=scopes.owner())
    return ledger


def resources_of(ledger):
    """The stocks that a ledger moves."""
    return source("ledger/Resources.vy").at(ledger.RESOURCES())


def deploy_timelock(min_delay, admin):
    """A timelock whose roles `admin` wires."""
    return source("governance/Timelock.vy").deploy(min_delay, admin)


def deploy_rules(membership, scopes, *rules, owner):
    """Proposal rules: version 1 of types 0 and 1; `owner` stands for the timelock."""
    return source("governance/ProposalRules.vy").deploy(
        "River Valley", owner, membership.address, scopes.address, *rules
    )


def deploy_governor(name, membership, ledger, rules, timelock, *terms):
    """A governor; `terms`: credits of both kinds, bonus unit and cap, guardian, end of its term."""
    return source("governance/QuadraticGovernor.vy").deploy(
        name, membership.address, ledger.address, rules.address, timelock.address, *terms
    )


def deploy_treasury(owner, scopes=None, *, safe=NOBODY, guardian=NOBODY, guardian_until=0):
    """A treasury; `owner` stands for the timelock."""
    if scopes is None:
        scopes = deploy_scopes(deploy_membership(owner=owner), owner=owner)
    return source("treasury/Treasury.vy").deploy(
        scopes.address, safe, owner, guardian, guardian_until
    )


def deploy_pool(name, membership, scopes, ledger, treasury, *, owner):
    """A pool of funding rounds, with a desk and an award rule of its own."""
    desk = source("funding/FundingDesk.vy").deploy(
        membership.address, scopes.address, ledger.address, owner
    )
    award_rule = source("funding/AwardRule.vy").deploy()
    parts = (membership, scopes, treasury, desk, award_rule)
    return source(f"funding/{name}.vy").deploy(*(part.address for part in parts), owner)


def deploy_funding(membership, scopes, ledger, treasury, *, owner):
    """Retro funding over the other contracts; `owner` stands for the timelock."""
    return deploy_pool("RetroFunding", membership, scopes, ledger, treasury, owner=owner)


def desk_of(pool):
    """The desk that a pool listens to."""
    return source("funding/FundingDesk.vy").at(pool.DESK())


def deploy_published(membership, scopes, ledger, treasury, *, owner):
    """Published funding with its result desk; `owner` stands for the timelock."""
    desk = source("funding/FundingDesk.vy").deploy(
        membership.address, scopes.address, ledger.address, owner
    )
    results = source("funding/ResultDesk.vy").deploy(treasury.address, owner)
    parts = (membership, scopes, treasury, desk, results)
    return source("funding/PublishedFunding.vy").deploy(*(part.address for part in parts), owner)


def result_desk_of(pool):
    """The result desk whose results a pool pays."""
    return source("funding/ResultDesk.vy").at(pool.RESULTS())
