# SPDX-License-Identifier: Apache-2.0
"""7,870 commits of four commons projects, as batches of rows: every total comes out again.

A row is the `work` of one contributor in one month, counted in commits; 24 contributors at most, by
number. The chain binds each project by one root and proves any of its rows.
"""

import csv
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import boa
import pytest
from eth_utils import keccak

from cosmolocal.errors import BadInput
from cosmolocal.valueflows import Action, Flow
from cosmolocal.valueflows.rows import Batch, verify, write_batch
from cosmolocal.valueflows.units import MICRO
from tests.reference.ledger import CONFIRMER
from tests.requirements import require_shared
from tests.suite import GENESIS, account, deploy_ledger, deploy_membership, deploy_scopes

# Contributors and commits, as the data's own page has them.
TOTALS = {
    "valueflows": (24, 960),
    "hrea": (13, 2_808),
    "valuenetwork": (17, 3_448),
    "zenflows": (10, 654),
}
ROOT = 1


def log(project):
    path = require_shared("contribution-log") / f"{project}.csv"
    return list(csv.DictReader(path.read_text().splitlines()))


def flows(project):
    """One row of a month and a contributor; its evidence is its line."""
    for line, row in enumerate(log(project)):
        month = datetime.fromisoformat(f"{row['month']}-01").replace(tzinfo=UTC)
        yield Flow(
            action=Action.WORK,
            scope=ROOT,
            provider=int(row["contributor"][1:]),
            quantity=int(row["commits"]) * MICRO,
            unit="C62",
            occurred_at=int(month.timestamp()),
            evidence=keccak(text=f"{project} {line}"),
        )


@pytest.fixture(scope="module")
def stage():
    boa.env.timestamp = GENESIS + 86_400
    owner, keeper = account("owner"), account("keeper")
    membership = deploy_membership([keeper], owner=owner)
    scopes = deploy_scopes(membership, owner=owner)
    scopes.grant_role(ROOT, 1, CONFIRMER, boa.env.timestamp + 86_400, sender=owner)
    return SimpleNamespace(contract=deploy_ledger(membership, scopes), keeper=keeper)


def test_log__has_7870_commits():
    assert sum(commits for _, commits in TOTALS.values()) == 7_870


@pytest.mark.parametrize("project", TOTALS)
def test_batch__of_a_project__is_anchored_and_its_totals_come_out(stage, tmp_path, project):
    """F-7 a proof leads to the anchored root from its own row only."""
    ledger = stage.contract
    batch = write_batch(flows(project), tmp_path / project)
    batch.audit()
    ledger.anchor(ROOT, batch.root, len(batch), batch.content(), sender=stage.keeper)

    commits = Counter()
    for number in range(len(batch)):
        proof = batch.prove(number)
        words = proof.flow.words
        row = (words.facts, words.stock, words.evidence, list(proof.siblings))
        if number % 10 == 0:
            assert ledger.prove(batch.root, *row)
            assert not ledger.prove(batch.root, words.facts + 1, *row[1:])
        assert verify(proof)
        commits[proof.flow.provider] += proof.flow.quantity // MICRO

    assert (len(commits), commits.total()) == TOTALS[project]


def test_batch__one_bit_changed__is_found(tmp_path):
    batch = write_batch(flows("zenflows"), tmp_path / "batch")
    rows = bytearray((tmp_path / "batch" / "rows.bin").read_bytes())
    rows[100] ^= 1
    (tmp_path / "batch" / "rows.bin").write_bytes(rows)

    with pytest.raises(BadInput, match=r"row 1 of .* was changed"):
        Batch.open(batch.folder).audit()
