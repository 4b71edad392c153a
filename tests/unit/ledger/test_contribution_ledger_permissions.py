# SPDX-License-Identifier: Apache-2.0
"""Who may do what with one entry: every function of the ledger times every actor (L-3, X-6)."""

from contextlib import nullcontext

import boa
import pytest

from tests.reference.ledger import Entry
from tests.suite import refused, writing_functions
from tests.unit.ledger.stage import EVIDENCE, HOUR, REASON, SKILL, WORKSHOP, status

MAY = None
NO_SEAT, OWN = "ledger: no active seat", "ledger: own entry"
NO_CONFIRMER, NO_ARBITER = "ledger: not a confirmer", "ledger: not an arbiter"
NO_OWNER = "ledger: not the scopes owner"

FUNCTIONS = (
    "record_work",
    "record",
    "record_batch",
    "confirm",
    "confirm_batch",
    "confirm_flow",
    "dispute",
    "resolve",
    "resolve_flow",
    "amend",
    "anchor",
    "set_weight",
    "set_rule",
)
# Whoever brings a slip needs no seat; those who sign it do: test_contribution_ledger_slips.
SIGNED = {"record_slip", "confirm_slip"}
PROVIDER_DECIDES = "ledger: arbiter is provider"
RECEIVER_DECIDES = "ledger: arbiter is receiver"
NO_PROVIDER, NO_RECORDER = "ledger: not the provider", "ledger: not the recorder"
NO_ANCHOR = "ledger: may not anchor"


def row(work, flow, confirm, resolve, amend, anchor, rule):
    """The refusal of each function, from those of each group of functions."""
    return (
        work,
        *(flow,) * 2,
        *(confirm,) * 4,
        *(resolve,) * 2,
        amend,
        anchor,
        *(rule,) * 2,
    )


STRANGER = row(MAY, NO_PROVIDER, NO_CONFIRMER, NO_ARBITER, NO_RECORDER, NO_ANCHOR, NO_OWNER)
NOBODY = row(*(NO_SEAT,) * 6, NO_OWNER)
MATRIX = {
    "provider": row(MAY, MAY, OWN, PROVIDER_DECIDES, MAY, NO_ANCHOR, NO_OWNER),
    "receiver": row(MAY, NO_PROVIDER, MAY, RECEIVER_DECIDES, NO_RECORDER, NO_ANCHOR, NO_OWNER),
    "confirmer": row(MAY, NO_PROVIDER, MAY, NO_ARBITER, NO_RECORDER, MAY, NO_OWNER),
    "arbiter": row(MAY, NO_PROVIDER, NO_CONFIRMER, MAY, NO_RECORDER, NO_ANCHOR, NO_OWNER),
    "bystander": STRANGER,
    "cooperative": STRANGER,
    "former": NOBODY,
    "outsider": NOBODY,
    "owner": row(*(NO_SEAT,) * 6, MAY),
}
CASES = [
    (who, function, reason)
    for who, reasons in MATRIX.items()
    for function, reason in zip(FUNCTIONS, reasons, strict=True)
]


@pytest.fixture
def confirmed(ledger, actors, record):
    """A confirmed hour of work, which its provider may correct."""
    entry = record()
    ledger.confirm(entry, sender=actors.receiver)
    return entry


@pytest.fixture
def rows(ledger, confirmed, disputed, record, seats):
    """Arguments that only the caller can make wrong; work goes to the scope, so nobody's own."""
    entry = record()
    facts = (seats.provider, 0, WORKSHOP, SKILL, 1, 0, boa.env.timestamp)
    flow = (Entry(*facts).facts, 0, 0, bytes(32), REASON)
    hour = (seats.provider, seats.receiver, WORKSHOP, SKILL, HOUR, 0, boa.env.timestamp)
    done = (Entry(*hour).facts, 0, 0, bytes(32), EVIDENCE)
    return {
        "record_work": (WORKSHOP, 0, SKILL, 1, boa.env.timestamp, REASON),
        "record": (flow,),
        "record_batch": ([flow],),
        "confirm": (entry,),
        "confirm_batch": ([entry],),
        "confirm_flow": (done, confirmed),
        "dispute": (entry, REASON),
        "resolve": (disputed, True),
        "resolve_flow": (done, bytes(32), True),
        "amend": (done, disputed, 0, 1, boa.env.timestamp, REASON, False),
        "anchor": (WORKSHOP, REASON, 3, REASON),
        "set_weight": (WORKSHOP, SKILL, 1),
        "set_rule": (WORKSHOP, 2, 0),
    }


def test_matrix__covers_every_function_that_writes_and_every_actor(actors):
    assert writing_functions("ledger/ContributionLedger.vy") == set(FUNCTIONS) | SIGNED
    assert vars(actors).keys() == MATRIX.keys()


@pytest.mark.parametrize(("who", "function", "reason"), CASES)
def test_permissions__each_actor_each_function__as_the_matrix_says(
    ledger, actors, disputed, rows, who, function, reason
):
    """L-3, X-6."""
    entry = rows["confirm"][0]
    expected = nullcontext() if reason is MAY else refused(reason, ledger)
    with expected:
        getattr(ledger, function)(*rows[function], sender=getattr(actors, who))
    if reason is not MAY:
        assert (status(ledger, entry), status(ledger, disputed)) == (1, 3)
