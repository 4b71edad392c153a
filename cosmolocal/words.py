# SPDX-License-Identifier: Apache-2.0
"""What people read, in their own language: gettext catalogues of the pages and the command line.

    with speaking("pt"):
        _("%(name)s has %(count)s credits left.", name="Ana", count=36)

The English text is the name of a message; what a catalogue does not have stays English.
`locale/<language>.po` is what translators edit, `make words` brings it up to date and compiles it.
`MIRRORED` is a language for tests: every text backwards, so that a page shows whether it can be
read from right to left, and whether any text of it is not in the catalogues.
"""

import gettext as catalogues
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "sw": "Kiswahili",
}
"""Code of each language -> its own name for itself."""
MIRRORED = "ar-XB"
ENGLISH = "en"
FOLDER = Path(__file__).parent / "locale"
VARIABLE = "COSMOLOCAL_LANG"

_VARIABLES = (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
_MOST_ACCEPTED = 20
"""Languages of a request that are looked at: its sender chooses how many there are."""
_PLACEHOLDER = re.compile(r"(%\([a-z_]+\)s|%%|<[^>]*>|&[a-z]+;)")
_RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT MARK}"
_SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language of `LANGUAGES` until the end of the block, in this thread or task."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def speak(language: str) -> None:
    """Speak a language from now on."""
    _SPOKEN.set(language)


def language() -> str:
    """Return the code of the language that is spoken."""
    return _SPOKEN.get()


def direction() -> str:
    """Say where lines begin: `ltr` or `rtl`, as HTML has it."""
    return "rtl" if language() == MIRRORED else "ltr"


def is_draft() -> bool:
    """Whether nobody has reviewed the catalogue of the language that is spoken."""
    return "unreviewed" in _catalogue(language()).info().get("last-translator", "")


def gettext(message: str, /, **values: Any) -> str:
    """Say a text; `values` fill its `%(name)s`."""
    said = _catalogue(language()).gettext(message) if message else ""
    return said % values if values else said


def ngettext(singular: str, plural: str, count: int, /, **values: Any) -> str:
    """Say a text about a number of things, in the form that goes with the number."""
    said = _catalogue(language()).ngettext(singular, plural, count)
    return said % values if values else said


def noted(message: str, /) -> str:
    """Put a text into the catalogues that is said elsewhere; it is returned as it is."""
    return message


_ = gettext


def chosen(asked: str | None, accepted: str | None = None) -> str:
    """Choose a language: the one that is asked for, else the best of an Accept-Language header."""
    if asked == MIRRORED:
        return MIRRORED
    for wish in (asked or "", *_wishes(accepted or "")):
        code = re.split("[-_]", wish, maxsplit=1)[0].lower()
        if code in LANGUAGES:
            return code
    return ENGLISH


def of_environment(variables: Mapping[str, str] = os.environ) -> str:
    """Choose the language of a terminal: `COSMOLOCAL_LANG`, else what the system speaks."""
    named = next((variables[name] for name in _VARIABLES if variables.get(name)), "")
    return chosen(named.partition(".")[0])


def install(environment: Any) -> None:
    """Teach a Jinja environment `{{ _("…") }}` and `{% trans %}`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)


def _wishes(header: str) -> list[str]:
    """List the languages of an Accept-Language header, the dearest first."""
    weighed = []
    for wish in header.split(",")[:_MOST_ACCEPTED]:
        code, _, weight = wish.strip().partition(";q=")
        weighed.append((_weight(weight), code))
    return [code for weight, code in sorted(weighed, key=lambda each: -each[0]) if weight > 0]


def _weight(text: str) -> float:
    if not text:
        return 1.0
    return float(text) if re.fullmatch(r"[01](\.[0-9]{0,3})?", text) else 0.0


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == MIRRORED:
        return _Mirrored()
    path = FOLDER / f"{code}.mo"
    if code not in LANGUAGES or not path.is_file():
        return catalogues.NullTranslations()
    with path.open("rb") as file:
        return catalogues.GNUTranslations(file)


class _Mirrored(catalogues.NullTranslations):
    """Every text turned around, letter by letter; placeholders and tags stay as they are.

    It begins with a mark of direction, so that one that is said already is not turned back.
    """

    def gettext(self, message: str) -> str:
        if message.startswith(_RIGHT_TO_LEFT):
            return message
        return _RIGHT_TO_LEFT + "".join(
            part if _PLACEHOLDER.fullmatch(part) else part[::-1]
            for part in reversed(_PLACEHOLDER.split(message))
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)
