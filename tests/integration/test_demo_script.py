# SPDX-License-Identifier: Apache-2.0
"""`ape run demo`: the season by the script, on a chain of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import ROOT, require_tool


@pytest.mark.anvil
@pytest.mark.slow
def test_demo__on_anvil__is_verified_and_reported(tmp_path):
    require_tool("anvil")
    ape = Path(sys.executable).with_name("ape")
    ran = subprocess.run(
        [ape, "run", "demo", "--engine", "anvil", "--report", tmp_path],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "day 90" in ran.stdout
    assert "membership" in ran.stdout
    assert (tmp_path / "season.html").exists()
