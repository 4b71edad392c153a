# SPDX-License-Identifier: Apache-2.0
"""Weights, pots and further proposal types of `alliance.yaml`, and files of version 1.

beginnings
├── said wrongly → refused with line and reason
├── deployed → on the chain as described, in force, and the deployer may change nothing
├── anything else on the chain → drift, each on its line
└── version 1 → the same alliance with the same digest; its number is all that is rewritten
"""

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.deploy import migration, source
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import scope_numbers, settle, throwaway_signer
from cosmolocal.deploy.description import EXAMPLES, Description, read_example
from cosmolocal.deploy.plan import plan
from cosmolocal.deploy.verify import verify
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.signers import dev_signer
from tests.sdk.conftest import open_engine
from tests.sdk.test_deploy_description import MINIMAL

ETHER = 10**18
DIGEST_IN_VERSION_1 = "35b5f82929ca3251b46b651f4f2944002fda84bf0a48cb162d0f039f40219eb6"
TOKEN = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
POT = "  - {scope: Press, cap: 2, per_payment: 0.5, period: 30 days, end: 360 days}"
TYPE = """\
proposal_types:
  - name: Small
    quorum_bps: 1_000
    margin_bps: 5_000
    delay_seconds: 1 hour
    period_seconds: 2 hours
    timelock_seconds: 1 hour
    grace_seconds: 1 day
    optimistic: true
    calls:
      - {contract: Treasury, function: pay, limits: [{argument: amount, highest: 5}]}
"""
WHOLE = (
    f"{MINIMAL}pots:\n{POT}\nweights:\n  - {{scope: Press, skill: 7, weight_bps: 5_000}}\n{TYPE}"
)


def parse(text):
    return source.parse(text.encode(), Description, name="alliance.yaml")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("scope: Press, cap", "scope: Mill, cap", "27: pots.0.scope: no scope is called 'Mill'"),
        ("cap: 2,", "cap: 0,", "alliance.yaml:27: pots.0.cap: 0 is not more than nothing"),
        ("cap: 2,", "cap: 2e3,", "pots.0.cap: '2e3' is not an amount"),
        ("cap: 2,", "cap: 0.25,", "pots.0.per_payment: more than the cap"),
        ("cap: 2,", "cap: 1.234567890123456789,", "pots.0.cap: has too many digits for a pot"),
        ("cap: 2,", "cap: 100_000_000_000,", "pots.0.cap: more than a pot can hold"),
        ("cap: 2,", "cap: 2, decimals: 0,", "pots.0.per_payment: 0.5 is finer than"),
        ("cap: 2,", "cap: 2, token: 0x12,", "pots.0.token: "),
        ("cap: 2,", "cap: 2, start: 400 days,", "pots.0.end: not after its start"),
        ("period: 30 days", "period: 1", "pots.0.end: more than 32,767 periods"),
        ("scope: Press, skill", "scope: Mill, skill", "29: weights.0.scope: no scope is called"),
        ("5_000}", "50_001}", "weights.0.weight_bps: Input should be less than or equal to 50000"),
        (
            "  - {scope: Press, skill",
            "  - {scope: Press, skill: 7, weight_bps: 1}\n  - {scope: Press, skill",
            "weights.1.skill: the weight of skill 7 comes twice",
        ),
        ("function: pay", "function: fly", "Treasury has no function 'fly' that changes something"),
        ("function: pay", "function: owner", "Treasury has no function 'owner' that changes"),
        ("contract: Treasury", "contract: Purse", "the alliance has no contract 'Purse'"),
        ("function: pay", "function: seal", "Treasury.seal needs the constitution"),
        (
            "contract: Treasury, function: pay",
            "contract: Timelock, function: updateDelay",
            "Timelock.updateDelay needs the constitution",
        ),
        ("argument: amount", "argument: sum", "pay takes no single word 'sum'"),
        ("highest: 5", "lowest: 6, highest: 5", "lowest is more than highest"),
        ("    calls:\n", "    sponsors: 1\n", "alliance.yaml:4"),
        (
            "period_seconds: 2 hours\n    t",
            "period_seconds: 99 days\n    t",
            "must fit in one season",
        ),
        (
            "timelock_seconds: 1 hour\n    g",
            "timelock_seconds: 1\n    g",
            "proposal_types.0.timelock",
        ),
        ("name: Small", "name: Small\n    veto: 1", "proposal_types.0.veto: unknown key"),
    ],
)
def test_parse__a_mistake__names_line_and_reason(before, after, complaint):
    assert before in WHOLE
    with pytest.raises(BadInput) as refused:
        parse(WHOLE.replace(before, after))
    assert complaint in str(refused.value)


def test_parse__silence_without_a_list_of_calls__is_refused():
    text = WHOLE[: WHOLE.index("    calls:")]
    with pytest.raises(BadInput, match="what passes by silence must list its calls"):
        parse(text)


def test_settle__pot_that_is_over_on_this_chain__is_refused():
    described = parse(WHOLE.replace("end: 360 days", "end: 2027-01-01"))
    with pytest.raises(BadInput, match="over already"):
        settle(described, deployer=TOKEN, chain_id=31337, now=1_900_000_000)


def test_settle__pot__is_in_smallest_units_from_the_first_season():
    [pot] = settle(parse(WHOLE), deployer=TOKEN, chain_id=31337, now=1_000).pots

    assert (pot.cap, pot.per_payment) == (2 * ETHER, ETHER // 2)
    assert (pot.start, pot.end) == (1_000, 1_000 + 360 * 86_400)


# --- on the chain -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guild(tmp_path_factory):
    """The travelling makers, who begin with all three."""
    described = read_example("travelling-makers")
    with open_engine("in-process", accounts=2) as local:
        path = tmp_path_factory.mktemp("guild") / "guild.json"
        manifest = apply(described, Chain(local.w3), local.accounts[0], path=path)
        yield local, described, manifest


@pytest.fixture
def standing(guild):
    local, described, manifest = guild
    before = local.snapshot()
    yield local, described, Alliance.connect(Chain(local.w3), manifest)
    local.revert(before)


def test_deployed__pot__is_spent_by_its_steward_and_by_nobody_else(standing):
    local, described, alliance = standing
    deployer, payee = local.accounts[0], dev_signer("a farm").address
    steward = throwaway_signer(described, "Kiln on the Hill")
    local.fund(steward.address, ETHER)
    alliance.treasury.deposit(ETHER, signer=deployer)

    alliance.treasury.spend(1, payee, ETHER // 10, signer=steward)

    assert local.chain.at().balance(payee) == ETHER // 10
    for amount, signer in ((ETHER // 10, deployer), (ETHER // 10 + 1, steward)):
        with pytest.raises(ContractError):
            alliance.treasury.spend(1, payee, amount, signer=signer)


def test_deployed__weights_and_types__are_in_force(standing):
    _, described, alliance = standing
    manuals = scope_numbers(described)["Manuals"]

    assert alliance.ledger.weight_bps(1, 7) == 12_500
    assert alliance.ledger.weight_bps(manuals, 12) == 15_000
    rules = alliance.governance.types.all()
    assert [rule.is_optimistic for rule in rules] == [False, False, True]
    assert (rules[2].proposer_kind, rules[2].proposer_role) == (1, 1)


def test_deployed__deployer__may_change_none_of_it(standing):
    local, _, alliance = standing
    deployer, contracts = local.accounts[0], alliance.contracts
    timelock = contracts["Timelock"].address
    terms = alliance.treasury.pots()[0].model_dump(
        include={"scope", "token", "start", "end", "period", "cap", "per_payment"}
    )
    tries = {
        "owned: not the owner": contracts["Treasury"].functions.open_pot(tuple(terms.values())),
        "ledger: not the scopes owner": contracts["ContributionLedger"].functions.set_weight(
            1, 7, 1
        ),
    }

    for function in tries.values():
        with pytest.raises(ContractError):
            alliance.chain.send(function, deployer)
    for name in ("Treasury", "ProposalRules"):
        assert alliance.chain.read(contracts[name].functions.owner()) == timelock


@pytest.mark.parametrize(
    ("key", "update", "subjects"),
    [
        (
            "weights",
            {"weight_bps": 1},
            [
                "ContributionLedger: weight of skill 7 in scope 1",
                "ContributionLedger: weights (scope, skill)",
            ],
        ),
        ("pots", {"cap": "0.25"}, ["Treasury: pot 1"]),
        ("proposal_types", {"quorum_bps": 9}, ["ProposalRules: rule of type 2"]),
        ("proposal_types", {"optimistic": False}, ["ProposalRules: rule of type 2"]),
        ("proposal_types", {"calls": ()}, ["ProposalRules: calls of type 2"]),
    ],
)
def test_verify__another_beginning__is_the_only_drift(guild, key, update, subjects):
    local, described, manifest = guild
    first, *others = getattr(described, key)
    changed = described.model_copy(update={key: (first.model_copy(update=update), *others)})

    assert [drift.subject for drift in verify(changed, local.chain, manifest).drift] == subjects


@pytest.mark.parametrize("is_on_chain", [True, False])
@pytest.mark.parametrize(
    ("key", "subject"),
    [
        ("weights", "ContributionLedger: weights (scope, skill)"),
        ("pots", "Treasury: pots"),
        ("proposal_types", "ProposalRules: types"),
    ],
)
def test_verify__one_that_is_only_described_or_only_there__is_drift(
    guild, key, subject, is_on_chain
):
    local, described, manifest = guild
    first, *others = getattr(described, key)
    another = first.model_copy(update={"skill": 99}) if key == "weights" else first
    listed = tuple(others) if is_on_chain else (first, *others, another)

    comparison = verify(described.model_copy(update={key: listed}), local.chain, manifest)

    assert subject in [drift.subject for drift in comparison.drift]


def test_plan__powers__name_who_may_spend_the_pot(guild):
    local, described, _ = guild
    powers = plan(described, local.chain, local.accounts[1].address).powers

    [pot] = [power for power in powers if "pot 1" in power.role]
    assert pot.holder == f"stewards of scope {scope_numbers(described)['Hosts']}"


# --- version 1 --------------------------------------------------------------------------------


def test_version_1__is_the_same_alliance():
    older = parse(MINIMAL.replace("version: 2", "version: 1"))

    assert older == parse(MINIMAL)
    assert older.version == 2


def test_version_1__has_the_digest_it_always_had():
    """Of a deployment that was begun before version 2."""
    older = parse(MINIMAL.replace("version: 2", "version: 1"))

    assert older.digest.hex() == DIGEST_IN_VERSION_1
    assert parse(WHOLE).digest != older.digest


def test_version_1__keys_of_version_2__are_refused_with_their_line():
    with pytest.raises(BadInput) as refused:
        parse(WHOLE.replace("version: 2", "version: 1"))

    lines = str(refused.value).splitlines()
    assert lines[0] == "alliance.yaml:28: weights: unknown key in version 1: write `version: 2`"
    assert len(lines) == 3


@pytest.mark.parametrize("number", ["true", "0", "3", '"1"'])
def test_version__unknown__is_refused(number):
    with pytest.raises(BadInput, match=r"alliance\.yaml:1: version"):
        parse(MINIMAL.replace("version: 2", f"version: {number}"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_rewritten__only_the_number_changes(example):
    text = "# ours\nversion:  1  # of the file\n" + MINIMAL.partition("\n")[2]

    new = migration.rewritten(text)

    assert new == text.replace("version:  1", "version:  2")
    assert parse(new) == parse(text)
    assert migration.rewritten(new) == new
    assert read_example(example).version == 2


def test_rewritten__without_a_line_of_its_own__is_refused():
    with pytest.raises(BadInput, match=r"no line `version: …`"):
        migration.rewritten("{version: 1, name: x}")
