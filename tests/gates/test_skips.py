# SPDX-License-Identifier: Apache-2.0
"""A skipped test is counted by what it lacks, and refused where everything must run."""

import os
import subprocess
import sys

import pytest

from tests.requirements import ROOT

SAMPLE = """
import pytest
from tests.requirements import require_shared, require_tool

def test_without_tool():
    require_tool("no-such-tool")

def test_without_data():
    require_shared("no-such-data")

def test_complete():
    pass

@pytest.mark.xfail
def test_expected_to_fail():
    assert False
"""
MODULE_SKIP = "import pytest\npytest.skip('a whole file', allow_module_level=True)\n"


def run_pytest(folder, **environment):
    """Run pytest with our conftest on the files in `folder`."""
    plugins = ("tests.conftest", "no:ape_test", "no:boa_test", "no:cacheprovider")
    options = [option for plugin in plugins for option in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", *options, "--rootdir", folder, "-c", "/dev/null"]
    return subprocess.run(
        [*command, folder],
        cwd=ROOT,
        env=os.environ | {"REQUIRE_ALL": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "test_module.py").write_text(MODULE_SKIP)
    return tmp_path


def test_skips__are_counted_by_reason(folder):
    result = run_pytest(folder)
    assert result.returncode == 0, result.stdout
    assert "3 skipped" in result.stdout
    assert "1 no-such-tool is missing: put it on PATH" in result.stdout
    assert "1 ../shared/data/no-such-data is missing" in result.stdout


def test_skips__with_require_all__are_failures(folder):
    (folder / "test_module.py").unlink()
    result = run_pytest(folder, REQUIRE_ALL="1")
    assert "skipped although REQUIRE_ALL=1: no-such-tool is missing" in result.stdout
    assert "2 failed, 1 passed, 1 xfailed" in result.stdout


def test_skips__of_a_whole_file__with_require_all__are_errors(folder):
    result = run_pytest(folder, REQUIRE_ALL="1")
    assert result.returncode != 0
    assert "skipped although REQUIRE_ALL=1: a whole file" in result.stdout
