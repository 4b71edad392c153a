# SPDX-License-Identifier: Apache-2.0
"""Plan and deployment: what is forecast happens, once, whatever happens in between."""

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.deploy import apply as apply_module
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.contracts import OWNED
from cosmolocal.deploy.description import EXAMPLES, read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.opening import begin
from cosmolocal.deploy.plan import plan
from cosmolocal.deploy.steps import ADMIN_ROLE, GOVERNOR_ROLES, role_id
from cosmolocal.deploy.verify import verify
from cosmolocal.errors import BadInput, NoContract, NotAsDescribed, WrongChain
from cosmolocal.signers import dev_signer
from cosmolocal.transactions import GAS_CAP
from cosmolocal.units import ZERO_ADDRESS


def nonce(local, signer):
    return Chain(local.w3).nonce(signer.address)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deployments" / "valley.json"


# --- plan -------------------------------------------------------------------------------------


def test_plan__on_a_fresh_chain__says_what_will_happen(local, chain):
    deployer, described = local.accounts[0], read_example()

    forecast = plan(described, chain, deployer.address)

    assert (forecast.seats, forecast.scopes, len(forecast.steps)) == (21, 10, 69)
    assert forecast.gas == sum(step.gas for step in forecast.steps)
    assert forecast.cost == forecast.gas * forecast.fee_per_gas > 0
    assert forecast.is_affordable
    assert nonce(local, deployer) == 0


def test_plan__powers__name_everybody_but_the_deployer(local, chain):
    deployer = local.accounts[0]

    powers = plan(read_example(), chain, deployer.address).powers

    assert deployer.address not in {power.holder for power in powers}
    governor_roles = {power.role for power in powers if power.role.endswith("_ROLE")}
    assert governor_roles == set(GOVERNOR_ROLES)
    assert len([power for power in powers if power.contract == "Scopes"]) == 23
    guardians = {power.contract: power.until for power in powers if power.role == "guardian"}
    until = local.now + 180 * 86_400
    assert guardians == {"QuadraticGovernor": until, "Treasury": until}


def test_plan__poor_deployer__cannot_afford_it(local, chain):
    poor = dev_signer("poor")
    local.fund(poor.address, 10**9)

    assert not plan(read_example(), chain, poor.address).is_affordable


@pytest.mark.parametrize("example", EXAMPLES)
def test_plan__beside_the_real_thing__has_its_addresses_and_forecasts_its_gas(
    local, chain, path, example
):
    deployer, described = local.accounts[0], read_example(example)
    planned = begin(described, chain, deployer.address)
    planned.save(path)
    forecast = plan(described, chain, deployer.address, begun=planned)
    local.warp(local.now + 3_600)  # the plan's moment is kept

    manifest = apply(described, chain, deployer, path=path)

    assert (manifest.factory is None) == (local.engine == "in-process")
    assert {n: record.address for n, record in manifest.contracts.items()} == forecast.addresses
    used = {step.name: step.gas_used for step in manifest.steps}
    assert list(used) == [step.name for step in forecast.steps]
    for step in forecast.steps:
        # Never much too low, so that who can pay for the plan can pay for it.
        assert used[step.name] * 0.99 <= step.gas <= used[step.name] * 1.5, step.name
    assert sum(used.values()) <= forecast.gas <= sum(used.values()) * 1.05
    assert max(used.values()) < GAS_CAP


# --- apply ------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES)
def test_apply__example__is_verified_and_leaves_the_deployer_nothing(local, chain, path, example):
    deployer, done = local.accounts[0], []

    manifest = apply(read_example(example), chain, deployer, path=path, progress=done.append)

    assert manifest.status == "verified"
    assert Manifest.load(path) == manifest
    assert [step.name for step in done] == [step.name for step in manifest.steps]
    alliance = Alliance.connect(chain, path)
    timelock = alliance.contracts["Timelock"].functions
    for role in (ADMIN_ROLE, *map(role_id, GOVERNOR_ROLES)):
        assert not chain.read(timelock.hasRole(role, deployer.address))
    for name in OWNED:
        owner = chain.read(alliance.contracts[name].functions.owner())
        assert owner == manifest.address("Timelock")


def test_apply__again__sends_nothing(local, chain, path):
    deployer = local.accounts[0]
    first = apply(read_example(), chain, deployer, path=path)

    again = apply(read_example(), Chain(local.w3), deployer, path=path)

    assert again == first
    assert nonce(local, deployer) == len(first.steps)


def test_apply__with_a_manifest_that_fell_behind__looks_up_what_the_journal_knows(
    local, chain, path
):
    deployer = local.accounts[0]
    first = apply(read_example(), chain, deployer, path=path)
    first.model_copy(update={"status": "applying", "steps": first.steps[:11]}).save(path)

    again = apply(read_example(), Chain(local.w3), deployer, path=path)

    assert again == first
    assert nonce(local, deployer) == len(first.steps)


def test_apply__stopped_half_way__can_not_be_connected_to_and_is_finished_later(
    local, chain, path, monkeypatch
):
    deployer = local.accounts[0]

    def stop_at_scopes(step):
        if step.function == "found":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(read_example(), chain, deployer, path=path, progress=stop_at_scopes)
    begun, sent = Manifest.load(path), nonce(local, deployer)
    assert begun.status == "applying"
    rest = plan(read_example(), chain, deployer.address, begun=begun)
    assert len(rest.steps) == 69 - len(begun.steps)

    manifest = apply(read_example(), Chain(local.w3), deployer, path=path)

    assert manifest.status == "verified"
    assert 8 < sent < nonce(local, deployer) == len(manifest.steps)


def test_verify__stopped_before_the_handover__shows_what_is_still_to_do(local, chain, path):
    def stop_at_mandates(step):
        if step.function == "grant_role":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(read_example(), chain, local.accounts[0], path=path, progress=stop_at_mandates)
    drift = verify(read_example(), chain, Manifest.load(path)).drift

    found = {each.subject: each.found for each in drift}
    assert found["Resources: ledger"] == ZERO_ADDRESS
    assert found["Membership: sealed"] == "False"


def test_connect__before_all_contracts_exist__says_how_to_go_on(local, chain, path):
    def stop_at_ledger(step):
        if step.contract == "ContributionLedger":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(read_example(), chain, local.accounts[0], path=path, progress=stop_at_ledger)

    with pytest.raises(NoContract, match="has no ProposalRules yet: its deployment is applying"):
        Alliance.connect(chain, path)
    rest = plan(read_example(), chain, local.accounts[0].address, begun=Manifest.load(path))
    manifest = apply(read_example(), Chain(local.w3), local.accounts[0], path=path)
    assert {n: record.address for n, record in manifest.contracts.items()} == rest.addresses


def test_apply__another_description_or_deployer__is_refused(local, chain, path):
    deployer, described = local.accounts[0], read_example()
    apply(described, chain, deployer, path=path)

    with pytest.raises(BadInput, match="records the deployment of another description"):
        apply(described.model_copy(update={"name": "Delta"}), chain, deployer, path=path)
    with pytest.raises(BadInput, match="was begun by"):
        apply(described, chain, local.accounts[1], path=path)


def test_apply__manifest_of_another_chain__is_refused(local, chain, path):
    deployer = local.accounts[0]
    manifest = apply(read_example(), chain, deployer, path=path)
    manifest.model_copy(update={"genesis_hash": bytes(32)}).save(path)

    with pytest.raises(WrongChain, match="another chain that also has the id"):
        apply(read_example(), chain, deployer, path=path)


def test_apply__begun_with_other_contracts__is_not_mixed_with_these(local, chain, path):
    deployer = local.accounts[0]
    manifest = apply(read_example(), chain, deployer, path=path)
    other = manifest.contracts["Treasury"].model_copy(update={"creation_hash": bytes(32)})
    contracts = {**manifest.contracts, "Treasury": other}
    manifest.model_copy(update={"contracts": contracts, "status": "applying"}).save(path)

    with pytest.raises(BadInput, match="whose Treasury is another one"):
        apply(read_example(), chain, deployer, path=path)


def test_apply__result_that_differs__is_never_called_verified(local, chain, path, monkeypatch):
    honest, deployer = apply_module.stages, local.accounts[0]

    def without_the_last(blueprint, addresses):
        for stage in honest(blueprint, addresses):
            if stage[0].function != "renounceRole":
                yield stage

    monkeypatch.setattr(apply_module, "stages", without_the_last)
    with pytest.raises(NotAsDescribed, match="deployer holds 0x00000000…: described False"):
        apply(read_example(), chain, deployer, path=path)
    assert Manifest.load(path).status == "applied"
    monkeypatch.undo()

    assert apply(read_example(), Chain(local.w3), deployer, path=path).status == "verified"
