# SPDX-License-Identifier: Apache-2.0
"""The catalogues say everything that the package says, in every language, with the same blanks."""

import re

import pytest

from cosmolocal.words import ENGLISH, LANGUAGES, is_draft, speaking
from scripts import words

OTHERS = sorted(LANGUAGES.keys() - {ENGLISH})
# What is filled in, and commands that are typed as they stand.
BLANKS = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}|`[^`]*`")


@pytest.fixture(scope="module")
def template():
    return words.template()


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue__is_up_to_date_and_compiled(template, language):
    """After a new text: `make words`, then translate it, then `make words` again."""
    stale = [
        path.name
        for path, content in words.written(language, template).items()
        if path.read_bytes() != content
    ]
    assert not stale


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue__says_every_text(language):
    assert words.missing(language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue__leaves_the_same_blanks(language):
    assert list(wrong_blanks(words.catalogue(language))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue__nobody_has_reviewed__is_marked_as_a_draft(language):
    with speaking(language):
        assert is_draft() == (words.catalogue(language).last_translator == words.DRAFT)


def test_template__has_texts_of_every_kind(template):
    """Of Python, of a template, of both forms, and of a refusal."""
    said = {message.id for message in template}
    plural = ("%(number)s project", "%(number)s projects")
    assert {"Send it?", "What we gave", plural, "Try again later."} <= said


def test_wrong_blanks__a_name_that_was_translated__is_found():
    catalogue = words.catalogue(OTHERS[0])
    catalogue.add("%(name)s stays", "se queda %(nombre)s")
    catalogue.add(("%(n)s vote", "%(n)s votes"), ("un voto", "%(n)s votos"))
    assert len(list(wrong_blanks(catalogue))) == 2


def wrong_blanks(catalogue):
    """Texts whose translation does not fill in what they do; of one thing it may say so."""
    for message in catalogue:
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(BLANKS.findall(texts[-1]))
        if any(set(BLANKS.findall(form)) != wanted for form in said if form):
            yield message.id
