# SPDX-License-Identifier: Apache-2.0
"""Connecting to an alliance, and reading its events once."""

import pytest

from cosmolocal import alliance as alliance_module
from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.errors import BadInput, NoContract, WrongChain
from tests.sdk.fault_proxy import FaultProxy
from tests.sdk.valley import BAKER, GROWER, MILLER


@pytest.fixture
def path(valley, tmp_path):
    path = tmp_path / "valley.json"
    valley.manifest.save(path)
    return path


def test_connect__path_text_or_manifest__opens_the_same(valley, path):
    by_path = Alliance.connect(valley.local.w3, path)
    by_text = Alliance.connect(valley.local.chain, str(path))
    by_manifest = Alliance.connect(valley.local.w3, valley.manifest)

    opened = [by_path, by_text, by_manifest]
    assert {alliance.manifest.address("Treasury") for alliance in opened} == {
        valley.alliance.treasury.address
    }
    assert all(alliance.membership.counts().persons == 14 for alliance in opened)


def test_connect__over_a_distance__asks_a_handful_of_times(valley):
    """A node on another continent takes a tenth of a second for each."""
    with FaultProxy(valley.local.w3.provider) as proxy:
        alliance = Alliance.connect(proxy.url, valley.manifest)
        asked, contracts = proxy.answered, len(valley.manifest.contracts)
        alliance.chain.w3.provider._request_session_manager.session_cache.clear()

    assert proxy.seen["eth_getCode"] >= 2 * contracts, "code was not looked at"
    assert asked <= 6


def test_connect__code_changed_since__is_refused(valley, path):
    contracts = dict(valley.manifest.contracts)
    contracts["Scopes"] = contracts["Scopes"].model_copy(update={"code_hash": bytes(32)})
    valley.manifest.model_copy(update={"contracts": contracts}).save(path)

    with pytest.raises(NoContract, match=r"Scopes at 0x\w+ has not the code that was deployed"):
        Alliance.connect(valley.local.w3, path)


def test_connect__another_chain__is_refused(valley, path):
    valley.manifest.model_copy(update={"chain_id": 1}).save(path)

    with pytest.raises(WrongChain):
        Alliance.connect(valley.local.w3, path)


def test_connect__no_manifest__is_bad_input(valley, tmp_path):
    with pytest.raises(BadInput, match="cannot read the manifest"):
        Alliance.connect(valley.local.w3, tmp_path / "none.json")


def test_events__read_again__asks_for_the_new_blocks_only(valley, monkeypatch):
    asked, read = [], alliance_module.read_events

    def counted(view, *, first, last):
        asked.append((first, last))
        return read(view, first=first, last=last)

    monkeypatch.setattr(alliance_module, "read_events", counted)
    before = valley.alliance.events()
    assert valley.alliance.events() == before
    block = valley.local.chain.at().block
    valley.work(MILLER, 1)

    after = valley.alliance.events()

    assert asked == [(valley.manifest.first_block, block), (block + 1, block + 1)]
    assert after[: len(before)] == before
    assert [event.name for event in after[len(before) :]] == ["WorkRecorded"]
    assert valley.alliance.events(block) == before


def test_events__after_a_reorganisation__are_those_of_the_new_chain(valley):
    fork = valley.local.snapshot()
    valley.work(MILLER, 1, confirmer=GROWER)
    assert valley.alliance.events()[-1].name == "EntryConfirmed"

    valley.local.revert(fork)
    valley.alliance.membership.leave(signer=valley.signer(BAKER))
    valley.warp(valley.local.now + 10)

    names = [event.name for event in valley.alliance.events()]
    assert names[-1] == "SeatLeft"
    assert "WorkRecorded" not in names


def test_events__of_a_second_alliance_on_the_chain__are_left_out(valley):
    other = Alliance(valley.alliance.chain, valley.manifest)
    contracts = {name: c for name, c in other.contracts.items() if name != "Scopes"}
    other._addresses = frozenset(c.address for c in contracts.values())

    assert {event.contract for event in valley.alliance.events()} >= {"Scopes", "Membership"}
    assert "Scopes" not in {event.contract for event in other.events()}


def test_alliance__chain_with_confirmations__is_taken_as_it_is(valley):
    chain = Chain(valley.local.w3, confirmations=2)

    assert Alliance.connect(chain, valley.manifest).chain is chain
