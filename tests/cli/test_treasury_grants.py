# SPDX-License-Identifier: Apache-2.0
"""`treasury grant`: created, shown, accepted, taken back, stopped, paid; refused in words."""

import pytest

from tests.cli.conftest import dev
from tests.sdk.valley import ARBITER, BAKER, BOOKKEEPER, ETHER

STAGES = ("--milestone", "40%=30 days", "--milestone", "60%=60 days")


GRANT = ("treasury", "grant")


@pytest.fixture
def act(terminal):
    """Run a command of `treasury grant` that sends, as somebody."""

    def run(name, *arguments):
        return terminal.run(*GRANT, *arguments, "--account", dev(name), "--yes", "--json")

    return run


def create(valley, act, *how):
    ran = act(BAKER, "create", valley.address(BAKER), *how)
    assert ran.code == 0, ran.err
    return ran.data["created"]


def test_milestones__from_creation_to_the_last_unit(valley, terminal, act):
    where = create(valley, act, *STAGES)
    valley.local.fund(where, ETHER)
    assert act(ARBITER, "accept", where, 0).code == 0
    assert act(ARBITER, "withdraw", where).code == 0
    shown = terminal.run(*GRANT, "show", where)
    assert shown.code == 0, shown.err
    for words in ("40 %", "accepted", "60 %", "open", "0.4 ETH"):
        assert words in shown.out
    early = act(ARBITER, "take-back", where, 1)
    assert (early.code, "Wait until the milestone is due" in early.err) == (1, True)
    assert act(BAKER, "take-back", where, 1).code == 0
    assert act(BAKER, "give-back", where).code == 0
    data = terminal.run(*GRANT, "show", where, "--json").data
    assert (data["withdrawn"], data["given_back"]) == (str(ETHER * 4 // 10), str(ETHER * 6 // 10))


def test_stream__stopped_by_a_steward(valley, terminal, act):
    where = create(valley, act, "--over", "100 days")
    assert act(BOOKKEEPER, "stop", where).code == 0
    shown = terminal.run(*GRANT, "show", where)
    assert ("stopped" in shown.out, "100 days" in shown.out) == (True, True)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ((), "a grant is a stream or has milestones"),
        (("--over", "9 days", *STAGES), "a grant is a stream or has milestones"),
        (STAGES[:2], "do not add up to 100 %"),
        (("--milestone", "half=30 days"), "is no milestone"),
    ],
)
def test_create__bad_schedule__refused(valley, act, how, words):
    ran = act(BAKER, "create", valley.address(BAKER), *how)
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_show__no_grant__refused(valley, terminal):
    ran = terminal.run(*GRANT, "show", valley.alliance.treasury.address)
    assert (ran.code, "is no grant" in ran.err) == (2, True)
