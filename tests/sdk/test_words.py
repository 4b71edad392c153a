# SPDX-License-Identifier: Apache-2.0
"""Words: which language is spoken, and what becomes of a text.

chosen
├── a language that is asked for and known: that one, whatever is accepted
├── asked for and unknown: the best of those accepted
├── weights order what is accepted; zero, nonsense and what comes after twenty are left out
└── nothing fits: English
of_environment
├── COSMOLOCAL_LANG goes first, then LC_ALL, LC_MESSAGES, LANG
└── C, POSIX, nothing: English
gettext
├── fills its placeholders, in the language that is spoken
├── what a catalogue does not have stays English
└── mirrored: every text backwards, placeholders and tags whole
speaking
└── ends with its block, also after an error
"""

import pytest
from jinja2 import Environment

from cosmolocal import words
from cosmolocal.words import MIRRORED, chosen, gettext, ngettext, of_environment, speaking

MARK = "\N{RIGHT-TO-LEFT MARK}"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("pt", "fr", "pt"),
        ("pt-BR", None, "pt"),
        ("tlh", "fr-CH, en;q=0.5", "fr"),
        (None, "en;q=0.4, sw;q=0.9, fr;q=0.8", "sw"),
        (None, "de, es;q=0.1", "es"),
        (None, "es;q=0, fr;q=0.1", "fr"),
        (None, "es;q=nan, es;q=-1, es;q=1e9, fr;q=0.2", "fr"),
        (None, "de," * 20 + "fr", "en"),
        (None, None, "en"),
        ("../../etc", "\x00", "en"),
        (MIRRORED, "fr", MIRRORED),
        (None, MIRRORED, "en"),
    ],
)
def test_chosen__by_wish_and_header(asked, accepted, language):
    assert chosen(asked, accepted) == language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"COSMOLOCAL_LANG": "sw", "LC_ALL": "fr_FR.UTF-8"}, "sw"),
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "es_ES.UTF-8"}, "fr"),
        ({"LC_ALL": "", "LC_MESSAGES": "pt_BR.UTF-8", "LANG": "es"}, "pt"),
        ({"LANG": "es_AR.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({}, "en"),
    ],
)
def test_of_environment__first_variable_that_is_set(variables, language):
    assert of_environment(variables) == language


def test_gettext__unknown_text__stays_english_and_is_filled():
    with speaking("es"):
        assert gettext("no such text: %(name)s", name="Ana") == "no such text: Ana"
        assert ngettext("%(n)s such text", "%(n)s such texts", 2, n=2) == "2 such texts"
    assert gettext("") == ""


def test_gettext__mirrored__keeps_placeholders_and_tags():
    with speaking(MIRRORED):
        assert gettext("Hello %(name)s", name="Ana") == f"{MARK}Ana olleH"
        assert gettext("a <b>cd</b>") == f"{MARK}</b>dc<b> a"
        assert ngettext("one", "two", 2) == f"{MARK}owt"
        assert gettext(gettext("said twice")) == gettext("said twice")
        assert words.direction() == "rtl"
    assert words.direction() == "ltr"


def test_speaking__an_error__gives_the_language_back():
    with pytest.raises(RuntimeError), speaking("fr"):
        raise RuntimeError
    assert words.language() == "en"


def test_install__templates_speak_and_escape():
    environment = Environment(autoescape=True)
    words.install(environment)
    template = environment.from_string(
        '{{ _("Hello %(name)s", name=name) }}|'
        "{% trans n=2 %}one{% pluralize %}{{ n }} of them{% endtrans %}"
    )
    with speaking(MIRRORED):
        assert template.render(name="<i>") == f"{MARK}&lt;i&gt; olleH|{MARK}meht fo 2"
