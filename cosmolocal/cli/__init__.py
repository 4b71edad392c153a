# SPDX-License-Identifier: Apache-2.0
"""The command line: `cosmolocal <domain> <verb>`. It parses and prints; the package decides.

Exit codes: 0 done, 1 refused by the chain, 2 wrong usage or not confirmed, 3 node unreachable,
4 outcome unknown (the text says how to go on). With `--json` the answer, or the error, is one JSON
value on stdout; plans, questions and progress are text on stderr.
"""


def main() -> None:
    """Run the command line of this process."""
    from cosmolocal.cli.app import app

    app(prog_name="cosmolocal")
