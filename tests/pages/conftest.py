# SPDX-License-Identifier: Apache-2.0
"""The pages of the example's alliance, asked for without a browser."""

import pytest
from fastapi.testclient import TestClient

from cosmolocal.local import open_local_chain
from cosmolocal.pages import Names, create_site
from cosmolocal.serve import Book, Policy, Relay
from cosmolocal.serve.app import LOOPBACK
from tests.pages.story import tell
from tests.sdk.valley import ETHER, Valley, settle

HOST = "http://127.0.0.1"


class Site:
    """The site and what asks it; `look` is what its watch does every other second."""

    def __init__(self, valley, **options):
        self.valley = valley
        self.names = Names.of_description(valley.description)
        # Its texts are read on the thread of the test client's loop.
        self.texts = {}
        self.app = create_site(
            valley.alliance, names=self.names, find_text=self.texts.get, hosts=LOOPBACK, **options
        )
        self.http = TestClient(self.app, base_url=HOST, follow_redirects=False)
        self.watch = self.app.state.site.watch

    def look(self):
        """Bring the pages up to date."""
        self.watch.look_now()

    def get(self, path, *, language="en", **headers):
        return self.http.get(path, headers={"Accept-Language": language, **headers})

    def page(self, path, **options):
        """The text of a page that is there."""
        found = self.get(path, **options)
        assert found.status_code == 200, found.text
        return found.text

    def number_of(self, proposal_id):
        """Number of a proposal, as the pages count them."""
        return self.valley.alliance.governance.show(proposal_id).number

    def commit(self, text):
        """Commit to a text that the pages may show."""
        commitment = self.valley.texts.commit(text)
        self.texts[commitment] = text
        return commitment


@pytest.fixture(scope="package")
def deployed(tmp_path_factory):
    with open_local_chain("in-process") as local:
        yield local, *settle(local, tmp_path_factory.mktemp("valley"))


@pytest.fixture
def site(deployed):
    """The pages of the alliance as it was right after its deployment."""
    local, description, manifest = deployed
    before = local.snapshot()
    yield Site(Valley.connect(local, description, manifest))
    local.revert(before)


@pytest.fixture(scope="module")
def told(deployed):
    """The pages of an alliance to which everything has happened; tests of them only read."""
    local, description, manifest = deployed
    before = local.snapshot()
    valley = Valley.connect(local, description, manifest)
    relay = Relay(valley.alliance, local.signer("relay", fund=ETHER), Policy(), Book(None))
    site = Site(valley, relay=relay)
    site.told = tell(site)
    site.look()
    yield site
    local.revert(before)
