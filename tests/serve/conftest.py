# SPDX-License-Identifier: Apache-2.0
"""The service of the example's alliance, and a relay whose account has money and nothing else."""

import pytest
from fastapi.testclient import TestClient

from cosmolocal.local import open_local_chain
from cosmolocal.serve import Book, Policy, Relay, create_app
from cosmolocal.serve.app import LOOPBACK
from tests.sdk.valley import ETHER, Valley, settle

ORIGIN = "https://page.example"
HOST = "http://127.0.0.1"


class Service:
    """A service and what asks it."""

    def __init__(self, app):
        self.app = app
        self.http = TestClient(app, base_url=HOST)

    def get(self, path, **query):
        return self.http.get(path, params=query)

    def post(self, path, **body):
        return self.http.post(path, json=body)

    def read(self, path, **query):
        """The answer of a read."""
        found = self.get(path, **query)
        assert found.status_code == 200, found.text
        return found.json()

    def make(self, path, **body):
        """The answer of a request with a body."""
        found = self.post(path, **body)
        assert found.status_code == 200, found.text
        return found.json()


def refusal(answer, status):
    """The error of an answer, which has a status."""
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


@pytest.fixture(scope="package")
def deployed(tmp_path_factory):
    with open_local_chain("in-process") as local:
        yield local, *settle(local, tmp_path_factory.mktemp("valley"))


@pytest.fixture
def valley(deployed):
    """The alliance as it was right after its deployment."""
    local, description, manifest = deployed
    before = local.snapshot()
    yield Valley.connect(local, description, manifest)
    local.revert(before)


@pytest.fixture(scope="package")
def app(deployed):
    """One service for all tests; what it has read of a chain that was set back, it reads again."""
    local, description, manifest = deployed
    served = Valley.connect(local, description, manifest)
    return create_app(served.alliance, origins=[ORIGIN], hosts=LOOPBACK)


@pytest.fixture
def service(app):
    app.state.relay = None
    return Service(app)


class Paid:
    """A relay, and the service that offers it; `now` is the clock of its book."""

    def __init__(self, service, valley, **policy):
        self._local = valley.local
        self.service, self.signer = service, self._local.signer("relay", fund=ETHER)
        self.now = 1_000_000
        self.book = Book(None, clock=lambda: self.now)
        self.relay = Relay(valley.alliance, self.signer, Policy(**policy), self.book)
        service.app.state.relay = self.relay

    @property
    def sent(self):
        """How many transactions the relay has sent."""
        account = self.signer.address
        return int(self._local.chain.node.ask("eth_getTransactionCount", account, "latest"), 16)


@pytest.fixture
def paid(service, valley):
    """Open a relay under a policy."""
    return lambda **policy: Paid(service, valley, **policy)
