# SPDX-License-Identifier: Apache-2.0
"""Runs the code of a documentation page as a reader would: top to bottom, in one empty folder.

`python` blocks share one namespace; in `console` blocks each line `$ cosmolocal …` is run and must
exit with 0; a block with `title=NAME` behind its language is saved as that file first. Blocks of
any other kind, `text` for one, are only read.
"""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\n", re.M | re.S)
SECONDS = 300


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; `line` is where its body starts."""

    language: str
    title: str
    body: str
    line: int

    @property
    def runs(self) -> bool:
        return self.language == "python" or bool(self.commands())

    def commands(self) -> list[str]:
        """The `cosmolocal` commands of a console block."""
        if self.language != "console":
            return []
        joined = self.body.replace("\\\n", " ")
        lines = [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ ")]
        return [line for line in lines if line.split()[0] == "cosmolocal"]


def blocks(text: str) -> list[Block]:
    """Every fenced block of a page, in order."""
    return [_block(match, text) for match in FENCE.finditer(text)]


def _block(match: re.Match[str], text: str) -> Block:
    words = match["info"].split()
    titles = [word.removeprefix("title=").strip('"') for word in words if word.startswith("title=")]
    line = text.count("\n", 0, match.start("body")) + 1
    return Block(words[0] if words else "", titles[0] if titles else "", match["body"], line)


def run_page(page: Path, folder: Path) -> None:
    """Run every block of `page` inside `folder`; raise on the first that fails."""
    namespace: dict[str, object] = {"__name__": "__page__"}
    before = Path.cwd()
    os.chdir(folder)
    try:
        for block in blocks(page.read_text()):
            if block.title:
                Path(block.title).write_text(block.body)
            if block.language == "python":
                # Padding makes a traceback point at the line of the page.
                code = "\n" * (block.line - 1) + block.body
                exec(compile(code, page, "exec"), namespace)
            for command in block.commands():
                _run(command, page, block.line)
    finally:
        os.chdir(before)


def _run(command: str, page: Path, line: int) -> None:
    programs = Path(sys.executable).parent
    words = shlex.split(command, comments=True)
    result = subprocess.run(
        [programs / words[0], *words[1:]],
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "120", "HOME": str(Path.cwd())},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if result.returncode:
        said = f"{result.stdout}{result.stderr}"
        raise AssertionError(f"{page.name}:{line}: `{command}` exits {result.returncode}\n{said}")
