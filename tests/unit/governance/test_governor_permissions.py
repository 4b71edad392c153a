# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a proposal: every function that writes, times every actor (X-6).

The proposals are the farmer's: one whose vote is open, one that has passed, one that is ready.
"""

from contextlib import nullcontext

import boa
import pytest

from tests.suite import refused, writing_functions
from tests.unit.governance.stage import CONSTITUTIONAL, DAY, FOR, content, params

MAY = None
NO_SEAT, NOT_YOURS = "governor: no seat at snapshot", "governor: not yours to cancel"
NOBODYS = "rules: proposer not active"
PERSONS_ONLY, TIMELOCK_ONLY = "governor: persons only", "governor: only the timelock"

FUNCTIONS = (
    "propose",
    "proposeTyped",
    "castVote",
    "castVoteWithReason",
    "castVoteWithReasonAndParams",
    "cancel",
    "set_guardian",
    "queue",
    "execute",
)
# Their voter is named in the ballot, whoever sends it: test_governor_by_sig.
BY_SIGNATURE = {"castVoteBySig", "castVoteWithReasonAndParamsBySig"}
# Passes over seats of other delegates, whoever calls it: test_governor_types.
BY_DELEGATE = {"castFor"}
PERSON = (MAY, MAY, MAY, MAY, MAY, NOT_YOURS, TIMELOCK_ONLY, MAY, MAY)
STRANGER = (NOBODYS, NOBODYS, *[NO_SEAT] * 3, NOT_YOURS, TIMELOCK_ONLY, MAY, MAY)
MATRIX = {
    "farmer": (MAY, MAY, MAY, MAY, MAY, MAY, TIMELOCK_ONLY, MAY, MAY),
    **dict.fromkeys(("miller", "baker", "smith", "weaver"), PERSON),
    "cooperative": (MAY, MAY, *[PERSONS_ONLY] * 3, NOT_YOURS, TIMELOCK_ONLY, MAY, MAY),
    "guardian": (NOBODYS, NOBODYS, *[NO_SEAT] * 3, MAY, TIMELOCK_ONLY, MAY, MAY),
    **dict.fromkeys(("former", "outsider", "deployer", "relayer"), STRANGER),
}


@pytest.fixture
def proposals(governor, actors, propose, close):
    """Canceled, succeeded and ready ones by name, and one in the first second of its vote."""
    made = {name: propose(text=name) for name in ("canceled", "succeeded", "ready")}
    boa.env.timestamp = governor.proposalSnapshot(made["ready"].id) + 1
    for name in ("farmer", "miller"):
        for proposal in made.values():
            if (name, proposal) != ("miller", made["canceled"]):
                governor.castVote(proposal.id, FOR, sender=getattr(actors, name))
    governor.cancel(*made["canceled"].hashed, sender=actors.farmer)
    close(made["ready"])
    governor.queue(*made["ready"].hashed, sender=actors.relayer)
    boa.env.timestamp = governor.proposalEta(made["ready"].id)
    made["open"] = propose(text="open")
    boa.env.timestamp = governor.proposalSnapshot(made["open"].id) + 1
    return made


def test_matrix__covers_every_function_that_writes_and_every_actor(actors):
    writes = writing_functions("governance/QuadraticGovernor.vy")
    assert writes == set(FUNCTIONS) | BY_SIGNATURE | BY_DELEGATE
    assert vars(actors).keys() == MATRIX.keys()


@pytest.mark.parametrize("who", MATRIX)
def test_permissions__each_actor_each_function__as_the_matrix_says(
    governor, actors, note, proposals, who
):
    """X-6."""
    sender = getattr(actors, who)
    open_vote = proposals["open"]
    calls = {
        "propose": content([note(1)], sender, f"by {who}"),
        "proposeTyped": (*content([note(1)], sender, f"by {who}"), CONSTITUTIONAL),
        "castVote": (open_vote.id, FOR),
        "castVoteWithReason": (open_vote.id, FOR, ""),
        "castVoteWithReasonAndParams": (open_vote.id, FOR, "", params(2)),
        "cancel": open_vote.hashed,
        "set_guardian": (sender, boa.env.timestamp + DAY),
        "queue": proposals["succeeded"].hashed,
        "execute": proposals["ready"].hashed,
    }
    for function, reason in zip(FUNCTIONS, MATRIX[who], strict=True):
        expected = nullcontext() if reason is MAY else refused(reason, governor)
        with expected, boa.env.anchor():
            getattr(governor, function)(*calls[function], sender=sender)
