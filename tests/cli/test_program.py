# SPDX-License-Identifier: Apache-2.0
"""The installed program: how it starts, what it loads, how it writes and explains itself."""

import inspect
import subprocess
import sys
import time

import pytest
from typer.main import get_command

from cosmolocal import __version__
from cosmolocal.cli.app import app
from cosmolocal.cli.common import OPTIONS, READ, SEND, SIGN, WRITE
from tests.cli.conftest import program
from tests.requirements import ROOT

ESCAPE = "\x1b"


def commands(group=None, path=()):
    """Every command there is, with its path."""
    for name, found in (group or get_command(app)).commands.items():
        if hasattr(found, "commands"):
            yield from commands(found, (*path, name))
        else:
            yield pytest.param(found, id=" ".join((*path, name)))


def test_help__names_the_verbs_and_starts_quickly(capsys):
    began = time.perf_counter()
    shown = program("--help")
    seconds = time.perf_counter() - began

    assert shown.returncode == 0
    for verb in ("deploy", "demo", "doctor", "membership", "governance", "treasury", "ledger"):
        assert verb in shown.stdout
    with capsys.disabled():
        print(f"\n    cosmolocal --help: {seconds:.2f} s")


def test_help__loads_no_chain_library():
    code = (
        "import sys; from cosmolocal.cli.app import app\n"
        "heavy = {'ape', 'pandas', 'web3', 'eth_account', 'pydantic', 'altair', 'vyper'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_commands__load_neither_ape_nor_pandas():
    code = (
        "import sys, cosmolocal.cli.session, cosmolocal.demo.count, cosmolocal.ballot_round\n"
        "import cosmolocal.report.season, cosmolocal.report.retro_round\n"
        "print(sorted({'ape', 'pandas', 'vyper'} & set(sys.modules)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_version__is_that_of_the_package():
    assert program("--version").stdout.strip() == __version__


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["governance", "vote"],
        ["governance", "vote", "1", "maybe"],
        ["ledger", "weight", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage__ends_with_2_and_no_traceback(arguments):
    said = program(*arguments)

    assert said.returncode == 2
    assert said.stdout == ""
    assert "Traceback" not in said.stderr
    assert "Usage" in said.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion__is_offered_for_a_shell(shell):
    script = program(_COSMOLOCAL_COMPLETE=f"source_{shell}")

    assert script.returncode == 0
    assert "cosmolocal" in script.stdout


def test_completion__knows_the_verbs():
    words = {"COMP_WORDS": "cosmolocal governance re", "COMP_CWORD": "2"}
    offered = program(_COSMOLOCAL_COMPLETE="complete_bash", **words)
    assert offered.stdout.split() == ["reclaim", "relay"]


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}], ids=["piped", "NO_COLOR"])
def test_colours__are_off(environment):
    shown = program("doctor", **environment)
    assert ESCAPE not in shown.stdout + shown.stderr


def test_colours__are_off_in_a_terminal_with_no_color():
    in_terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    # FORCE_COLOR makes Rich believe in a terminal.
    assert ESCAPE in program("doctor", **in_terminal).stdout
    plain = program("doctor", NO_COLOR="1", **in_terminal).stdout
    assert f"{ESCAPE}[3" not in plain


@pytest.mark.parametrize("found", commands())
def test_command__takes_json_and_explains_itself(found):
    flags = {flag for parameter in found.params for flag in parameter.opts}

    assert "--json" in flags
    assert found.help
    assert all(parameter.help for parameter in found.params if parameter.name != "help"), found.name


@pytest.mark.parametrize("found", commands())
def test_command__never_takes_a_key_or_password(found):
    for parameter in found.params:
        for flag in parameter.opts:
            assert not {"key", "private", "secret", "mnemonic"} & set(flag.strip("-").split("-"))
            assert "password" not in flag or flag == "--password-file"


@pytest.mark.parametrize("found", commands())
def test_command__that_signs__can_be_confirmed_and_simulated(found):
    flags = {flag for parameter in found.params for flag in parameter.opts}
    only_looks = "--password-file" not in flags  # an account's address is enough: nothing is signed
    assert not only_looks or found.name in ("doctor", "plan") or "--account" not in flags
    if "--account" in flags and not only_looks:
        assert {"--yes", "--no-input", "--password-file"} <= flags
        if "--rpc" not in flags:
            assert "--dry-run" not in flags  # nothing is sent anyway
        elif "--dry-run" not in flags:
            assert {"--out", "--to"} & flags  # nor here: what is signed goes into a file


def test_option_sets__name_options_that_exist():
    assert set(READ) | set(SEND) | set(WRITE) | set(SIGN) | {"json"} == set(OPTIONS)
    assert all(option.kind is inspect.Parameter.KEYWORD_ONLY for option in OPTIONS.values())


def test_handbook__has_every_command_of_the_treasury_and_of_plans():
    """`group verb`, or the verb alone where it belongs to the treasury itself."""
    text = (ROOT / "docs" / "guides" / "stewards-handbook.md").read_text(encoding="utf-8")
    paths = [parameter.id.split() for parameter in commands()]
    wanted = [path[-2:] for path in paths if path[0] in ("treasury", "plan")]
    missing = [" ".join(words) for words in wanted if " ".join(words) not in text]
    assert len(wanted) > 25
    assert missing == []
