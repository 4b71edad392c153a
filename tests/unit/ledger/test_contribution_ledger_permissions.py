# SPDX-License-Identifier: Apache-2.0
"""Who may do what with one entry: every function of the ledger times every actor (L-3, X-6)."""

from contextlib import nullcontext

import boa
import pytest

from tests.suite import refused, writing_functions
from tests.unit.ledger.stage import REASON, SKILL, WORKSHOP, status

MAY = None
NO_SEAT, OWN = "ledger: no active seat", "ledger: own entry"
NO_CONFIRMER, NO_ARBITER = "ledger: not a confirmer", "ledger: not an arbiter"
NO_OWNER = "ledger: not the scopes owner"

FUNCTIONS = ("record_work", "confirm", "dispute", "resolve", "set_weight")
MATRIX = {
    "provider": (MAY, OWN, OWN, "ledger: arbiter is provider", NO_OWNER),
    "receiver": (MAY, MAY, MAY, "ledger: arbiter is receiver", NO_OWNER),
    "confirmer": (MAY, MAY, MAY, NO_ARBITER, NO_OWNER),
    "arbiter": (MAY, NO_CONFIRMER, NO_CONFIRMER, MAY, NO_OWNER),
    "bystander": (MAY, NO_CONFIRMER, NO_CONFIRMER, NO_ARBITER, NO_OWNER),
    "cooperative": (MAY, NO_CONFIRMER, NO_CONFIRMER, NO_ARBITER, NO_OWNER),
    "former": (NO_SEAT, NO_SEAT, NO_SEAT, NO_SEAT, NO_OWNER),
    "outsider": (NO_SEAT, NO_SEAT, NO_SEAT, NO_SEAT, NO_OWNER),
    "owner": (NO_SEAT, NO_SEAT, NO_SEAT, NO_SEAT, MAY),
}
CASES = [
    (who, function, reason)
    for who, reasons in MATRIX.items()
    for function, reason in zip(FUNCTIONS, reasons, strict=True)
]


def arguments(function, entry, disputed):
    """Arguments that only the caller can make wrong; work goes to the scope, so nobody's own."""
    return {
        "record_work": (WORKSHOP, 0, SKILL, 1, boa.env.timestamp, REASON),
        "confirm": (entry,),
        "dispute": (entry, REASON),
        "resolve": (disputed, True),
        "set_weight": (WORKSHOP, SKILL, 1),
    }[function]


def test_matrix__covers_every_function_that_writes_and_every_actor(actors):
    assert writing_functions("ledger/ContributionLedger.vy") == set(FUNCTIONS)
    assert vars(actors).keys() == MATRIX.keys()


@pytest.mark.parametrize(("who", "function", "reason"), CASES)
def test_permissions__each_actor_each_function__as_the_matrix_says(
    ledger, actors, record, disputed, who, function, reason
):
    """L-3, X-6."""
    entry = record()
    expected = nullcontext() if reason is MAY else refused(reason, ledger)
    with expected:
        getattr(ledger, function)(
            *arguments(function, entry, disputed), sender=getattr(actors, who)
        )
    if reason is not MAY:
        assert (status(ledger, entry), status(ledger, disputed)) == (1, 3)
