# SPDX-License-Identifier: Apache-2.0
"""Bundle what the pages load: `python scripts/bundle.py [--check]`.

`javascript/page/` with what it needs of viem and uqr becomes two files, htmx is copied, and the
licences of all of them stand beside. What it writes is committed, and a gate bundles again and
compares. The tools are those of `.tools/javascript`, in the versions of the Makefile.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "javascript" / "page"
STATIC = ROOT / "cosmolocal" / "pages" / "static"
MODULES = ROOT / ".tools" / "javascript" / "node_modules"
ENTRIES = ("page", "sign")
OPTIONS = (
    "--bundle",
    "--minify",
    "--charset=utf8",
    "--legal-comments=none",  # they stand in licences.txt
    "--log-level=warning",
    "--target=es2020",
    "--banner:js=// SPDX-License-Identifier: Apache-2.0 AND MIT, see licences.txt",
)
HTMX = "// SPDX-License-Identifier: 0BSD, see licences.txt\n"
OTHERS = ("viem", "ox", "abitype", "@noble/curves", "@noble/hashes", "uqr", "htmx.org")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, or with --check compare; 1 if a file is not what would be written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    given = parser.parse_args(arguments)
    files = bundles()
    if given.check:
        stale = [name for name, text in files.items() if _read(name) != text]
        print("\n".join(f"{name} is stale: run scripts/bundle.py" for name in stale))
        return 1 if stale else 0
    for name, text in files.items():
        (STATIC / name).write_text(text, encoding="utf-8")
    return 0


def bundles() -> dict[str, str]:
    """Every file that is made from something else."""
    htmx = (MODULES / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")
    made = {f"{name}.js": _bundled(name) for name in ENTRIES}
    return {**made, "htmx.js": HTMX + htmx, "licences.txt": _licences()}


def _bundled(name: str) -> str:
    # A classic script knows its own element, which tells where the other one is.
    form = "iife" if name == "page" else "esm"
    command = [MODULES / ".bin" / "esbuild", SOURCES / f"{name}.ts", f"--format={form}", *OPTIONS]
    found = subprocess.run(  # noqa: S603 - our own tool
        list(map(str, command)),
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"NODE_PATH": str(MODULES)},
    )
    return found.stdout


def _licences() -> str:
    parts = [f"{name}\n\n{_licence(MODULES / name)}" for name in OTHERS]
    head = "What the scripts beside this file contain of others, each under its own licence.\n\n"
    return head + "\n\n".join(parts) + "\n"


def _licence(folder: Path) -> str:
    [path, *_] = sorted(folder.glob("LICENSE*"))
    return path.read_text(encoding="utf-8").strip()


def _read(name: str) -> str:
    path = STATIC / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    raise SystemExit(main())
