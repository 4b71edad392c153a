# SPDX-License-Identifier: Apache-2.0
"""Bring the catalogues up to date with the texts of the package, and compile them.

    python -m scripts.words                 write cosmolocal/locale/*.po and *.mo
    python -m scripts.words --check         fail if that would change a file, or a text is missing
    python -m scripts.words --missing es    list what has no translation yet, as JSON

A text is in the catalogues if it stands in `_("…")`, `ngettext("…", "…", n)` or `noted("…")` of a
Python file or a page's script, in `{{ _("…") }}` or `{% trans %}` of a template, or is the next
step of a refusal that members and stewards meet.
"""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cosmolocal import errors
from cosmolocal.words import ENGLISH, FOLDER, LANGUAGES

PACKAGE = FOLDER.parent
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "noted": None}
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    ".py": ("python", {}),
    ".html": ("jinja2", {"trimmed": "true", "silent": "false"}),
    ".ts": ("javascript", {"jsx": "false"}),
}
SHARED = {"cosmolocal.errors.tree", "cosmolocal.errors.serving"}
"""Modules of refusals that everybody meets."""
MET_BY_MEMBERS = {
    errors.FundingApplicationsClosed,
    errors.FundingBallotExpired,
    errors.FundingConflictOfInterest,
    errors.FundingNoSeatBeforeVoting,
    errors.FundingOverBudget,
    errors.FundingPotIsClosed,
    errors.FundingProjectNotApproved,
    errors.FundingVotesForOwnProject,
    errors.FundingVotingNotOpen,
    errors.GovernorBallotExpired,
    errors.GovernorOverBudget,
    errors.GovernorVotingIsNotOpen,
    errors.LedgerAllowanceUsedUp,
    errors.LedgerAlreadyConfirmedIt,
    errors.LedgerConfirmationTooLate,
    errors.LedgerNotPending,
    errors.LedgerOwnEntry,
    errors.LedgerSlipTooLate,
    errors.TreasurySpendingIsPaused,
    errors.VouchingCoolingDown,
    errors.VouchingHasASeat,
    errors.VouchingNoActiveSeat,
    errors.VouchingObjectionStillOpen,
    errors.VouchingSeatTooYoung,
    errors.VouchingSlipExpired,
    errors.VouchingTooFewBackers,
    errors.VouchingTooFewVouches,
    errors.VouchingTooManyOpenVouches,
}
"""Refusals of contracts whose next steps members read; the others stay English."""
DRAFT = "nobody, unreviewed machine draft <>"
HEADER = """\
# Texts of cosmolocal for people who speak {name}.
# Apache-2.0, as the whole repository.
# A reviewer puts their name in place of `{draft}` in Last-Translator.
# `make words` keeps the file up to date; only the lines of `msgstr` are written by hand."""
# Texts, not days, say whether a catalogue is up to date.
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def texts() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """List every text of the package, with the file that says it."""
    for path in sorted(each for each in PACKAGE.parent.glob("*/**/*") if _is_ours(each)):
        method, options = METHODS[path.suffix]
        name = path.relative_to(PACKAGE.parent).as_posix()
        with path.open("rb") as file:
            for _line, message, *_rest in extract(method, file, KEYWORDS, (), options):
                yield message, name
    for refusal in (*_subclasses(errors.UserFixable), *errors.REVERTS.values()):
        is_met = refusal in MET_BY_MEMBERS or refusal.__module__ in SHARED
        if is_met and refusal.next_step:
            yield refusal.next_step, refusal.__module__.replace(".", "/") + ".py"


def _is_ours(path: Path) -> bool:
    return path.suffix in METHODS and (
        path.is_relative_to(PACKAGE) or path.is_relative_to(PACKAGE.parent / "javascript" / "page")
    )


def _subclasses(kind: type[Any]) -> list[Any]:
    return [each for own in kind.__subclasses__() for each in (own, *_subclasses(own))]


def template() -> Catalog:
    """Make the catalogue of all texts, without translations."""
    catalog = _empty(ENGLISH)
    for message, name in texts():
        catalog.add(message, locations=[(name, None)])
    return catalog


def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language as its file has it."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def written(language: str, all_texts: Catalog) -> dict[Path, bytes]:
    """Make both files of a language, up to date with all texts."""
    known = catalogue(language)
    known.update(all_texts, no_fuzzy_matching=True)
    known.obsolete.clear()
    fresh = _empty(language, known.last_translator)
    for message in known:
        if message.id:
            fresh[message.id] = message
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, fresh, width=100, sort_output=True)
    write_mo(mo, fresh)
    return {
        FOLDER / f"{language}.po": po.getvalue(),
        FOLDER / f"{language}.mo": mo.getvalue(),
    }


def missing(language: str) -> list[str | list[str]]:
    """List the texts without a translation."""
    return [each.id for each in catalogue(language) if each.id and not _is_said(each.string)]


def _is_said(said: Any) -> bool:
    return all(said) if isinstance(said, list | tuple) else bool(said)


def _empty(language: str, translator: str = DRAFT) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=HEADER.format(name=LANGUAGES[language], draft=DRAFT),
        project="cosmolocal",
        version="1",
        last_translator=translator,
        language_team="cosmolocal",
        creation_date=DAY,
        revision_date=DAY,
        charset="utf-8",
        fuzzy=False,
    )


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description="Keep the catalogues of texts.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", choices=sorted(LANGUAGES))
    asked = parser.parse_args()
    if asked.missing:
        print(json.dumps(missing(asked.missing), ensure_ascii=False, indent=1))
        return 0
    all_texts, stale = template(), []
    for language in sorted(LANGUAGES.keys() - {ENGLISH}):
        for path, content in written(language, all_texts).items():
            if not path.is_file() or path.read_bytes() != content:
                stale.append(path.name)
                if not asked.check:
                    path.write_bytes(content)
        print(f"{language}: {len(missing(language))} of {len(all_texts)} texts to translate")
    print(f"{'not up to date' if asked.check else 'written'}: {', '.join(stale) or 'none'}")
    return int(asked.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
