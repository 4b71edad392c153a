# SPDX-License-Identifier: Apache-2.0
"""Throw-away chains: every test that takes `local` runs on both engines."""

import pytest

from cosmolocal.chain import Chain
from cosmolocal.local import open_local_chain
from tests.requirements import require_tool
from tests.sdk import toy
from tests.sdk.season import live
from tests.sdk.valley import Valley, settle

ANVIL = pytest.param("anvil", marks=pytest.mark.anvil)
ENGINES = ["in-process", ANVIL]


def on_anvil(fixture, scope):
    """Only that engine for a test that asks what the chain in process has not."""
    return pytest.mark.parametrize(fixture, [ANVIL], indirect=True, scope=scope)


def open_engine(engine, **options):
    """A chain on the engine, or a skip that says what is missing."""
    if engine == "anvil":
        require_tool("anvil")
    return open_local_chain(engine, **options)


@pytest.fixture(params=ENGINES, scope="module")
def shared_local(request):
    with open_engine(request.param, accounts=4) as local:
        yield local


@pytest.fixture
def local(shared_local):
    """A chain that every test finds empty."""
    before = shared_local.snapshot()
    yield shared_local
    shared_local.revert(before)


@pytest.fixture
def chain(local):
    """A chain with an empty journal."""
    return Chain(local.w3)


@pytest.fixture
def member(local):
    return local.accounts[0]


@pytest.fixture
def deployed_toy(chain, member):
    return toy.deploy(chain, member)


@pytest.fixture(params=ENGINES, scope="session")
def deployed_valley(request, tmp_path_factory):
    with open_engine(request.param) as local:
        yield local, *settle(local, tmp_path_factory.mktemp("valley"))


@pytest.fixture
def valley(deployed_valley):
    """The example's alliance, as it was right after its deployment."""
    local, description, manifest = deployed_valley
    before = local.snapshot()
    yield Valley.connect(local, description, manifest)
    local.revert(before)


@pytest.fixture(scope="session")
def lived(tmp_path_factory):
    """The example's alliance after a season in which everything happened; only to be looked at."""
    with open_engine("in-process") as local:
        alliance = Valley.connect(local, *settle(local, tmp_path_factory.mktemp("lived")))
        live(alliance)
        yield alliance
