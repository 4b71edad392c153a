# SPDX-License-Identifier: Apache-2.0
"""The command line in another language: questions, refusals, headings; JSON stays as it is.

spoken by COSMOLOCAL_LANG
├── nobody agrees → the refusal and its next step are in that language, exit 2
├── the language's own yes, or y → sends
├── headings and states of tables are translated, what has no translation stays English
└── --json → field names and errors for programs are English
"""

import pytest

from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, ETHER

GIVE = ("treasury", "deposit", "1.5", "--account", dev(BAKER))


@pytest.fixture
def spanish(terminal, monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_LANG", "es")
    return terminal


def test_write__nobody_agrees__is_refused_in_the_language(spanish, valley):
    ran = spanish.run(*GIVE)

    assert ran.code == 2
    assert "No hecho: nadie confirmó, así que no se envió nada" in ran.err
    assert "→ Añade --yes." in ran.err
    assert valley.alliance.treasury.balance().amount == 0


@pytest.mark.parametrize("answer", ["sí", "y", "YES"])
def test_write__the_languages_own_yes__sends(spanish, valley, answer):
    ran = spanish.run(*GIVE, answers=f"{answer}\n")

    assert "¿Enviarlo? [sí/NO]" in ran.err
    assert ran.code == 0
    assert valley.alliance.treasury.balance().amount == 3 * ETHER // 2


def test_read__headings__are_translated(spanish, valley):
    ran = spanish.run("membership", "show", str(valley.seat(BAKER)))

    assert ran.code == 0
    assert "cuenta" in ran.out
    assert "tipo" in ran.out


def test_json__any_language__is_the_same(spanish, terminal, valley, monkeypatch):
    in_spanish = spanish.run(*GIVE, "--json")
    monkeypatch.setenv("COSMOLOCAL_LANG", "en")
    in_english = terminal.run(*GIVE, "--json")

    assert in_spanish.data == in_english.data
    assert in_spanish.code == in_english.code == 2
