# SPDX-License-Identifier: Apache-2.0
"""What holds for every file under version control: licence, and nothing of one machine in it."""

import re
import subprocess
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from tests.requirements import ROOT

LICENCE = "SPDX-License-Identifier: Apache-2.0"
LICENSED = {".py", ".vy", ".vyi", ".toml", ".yaml", ".yml", ".sh"}
LICENSED_NAMES = {"Makefile", "run"}

# Written in pieces, so that this file does not name what it forbids.
HOSTS = ["pypi" + ".org", "files." + "pythonhosted", "registry." + "npmjs", "registry." + "yarnpkg"]
FORBIDDEN = {
    "a package registry's host": re.compile("|".join(map(re.escape, HOSTS))),
    "an index or links option": re.compile(r"^--(extra-)?(index-url|find-links)", re.MULTILINE),
    "an absolute path of one machine": re.compile(r"(?<![\w./-])/(work|root|home|Users)/[\w.]"),
}


def tracked():
    """Every file under version control or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def text_of(name):
    """The text of a file, or nothing for a binary one."""
    content = (ROOT / name).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def machine_traces(text):
    """What `text` says about one machine or its network."""
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def needs_licence(name):
    path = PurePosixPath(name)
    return path.suffix in LICENSED or path.name in LICENSED_NAMES


def test_sources__carry_the_licence():
    files = [name for name in tracked() if needs_licence(name) and text_of(name).strip()]
    bare = [name for name in files if LICENCE not in "\n".join(text_of(name).split("\n")[:3])]
    assert not bare, f"no SPDX line in the first three: {bare}"


def test_files__name_no_registry_and_no_machine():
    found = {name: traces for name in tracked() if (traces := machine_traces(text_of(name)))}
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        *HOSTS,
        "--extra-index-url x",
        "--find-links y",
        "see /" + "work/main",
        "'/" + "root/.cache'",
        "/" + "home/somebody",
    ],
)
def test_machine_trace__is_found(text):
    assert machine_traces(text)


@pytest.mark.parametrize("text", ["https://example.org/work/x", "docs/home/page", "../shared/data"])
def test_ordinary_path__is_no_trace(text):
    assert not machine_traces(text)


def test_contracts__have_unique_stems():
    """Ape refuses a second file of one name, whatever its folder."""
    stems = Counter(path.stem for path in (ROOT / "contracts").rglob("*.vy*"))
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_requirements__are_pinned_by_hash_and_agree():
    """`demo` is a part of `dev`, with the same versions: one environment serves both."""
    demo, dev, tools = (pins(f"requirements/{name}.txt") for name in ("demo", "dev", "format"))
    assert demo.items() <= dev.items()
    assert demo
    assert tools


def pins(name):
    """Package -> pinned version, of a file in which each must carry a hash."""
    lines = Path(ROOT, name).read_text().replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    assert all("--hash=sha256:" in line for line in entries)
    return dict(re.match(r"([a-z0-9.-]+)==(\S+)", line).groups() for line in entries)
