# SPDX-License-Identifier: Apache-2.0
"""Let atheris look for a file that a reader does not refuse in words.

    python -m tests.fuzz                               # every reader, a minute each
    python -m tests.fuzz payees form --seconds 600     # longer with some

Readers and samples are those of tests/sdk/test_parsers.py; atheris follows which lines of the
package a file reaches, and goes on from those that reach new ones. What it keeps is in .cache/fuzz,
and beside it each file that was not refused in words.
"""

import argparse
import subprocess
import sys

from tests.requirements import ROOT
from tests.sdk.test_parsers import READERS

KEPT = ROOT / ".cache" / "fuzz"
LONGEST_BYTES = 4_096
SLOWEST_SECONDS = 10  # of one file


def hunt(name: str, seconds: int) -> bool:
    """Look for so long; tell whether every file was read or refused in words."""
    corpus, found = KEPT / name.replace(" ", "-"), KEPT / "found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    (corpus / "sample").write_bytes(READERS[name].sample)
    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST_BYTES}"]
    limits += [f"-timeout={SLOWEST_SECONDS}", "-print_final_stats=1", "-verbosity=0"]
    command = [sys.executable, "-m", "tests.fuzz.reader", name, str(corpus), *limits]
    command.append(f"-artifact_prefix={found}/{corpus.name}-")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "executed_units" in line]
    print(f"{name:24} {told[0].split()[-1] if told else 'none':>12} files", flush=True)
    if done.returncode:
        print(done.stdout[-2_000:], done.stderr[-4_000:], sep="\n", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """Look with each reader; 1 if one did not refuse in words."""
    parser = argparse.ArgumentParser(description="Look for files that are not refused in words.")
    parser.add_argument("readers", nargs="*", choices=[[], *READERS], metavar="reader")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    options = parser.parse_args()
    outcomes = [hunt(name, options.seconds) for name in options.readers or READERS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
