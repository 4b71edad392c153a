# SPDX-License-Identifier: Apache-2.0
"""The contracts break no source rule, and the lint catches a bad sample of each."""

from pathlib import Path

import pytest

from tests.gates import vyper_lint
from tests.gates.vyper_source import Source

SAMPLES = sorted((Path(__file__).parent / "lint_samples").glob("*.vy.txt"))
BAD = [path for path in SAMPLES if path.name != "clean.vy.txt"]


def found_in(sample, folder):
    """Names of the rules that a sample breaks."""
    copy = folder / "Sample.vy"
    copy.write_bytes(sample.read_bytes())
    return {finding.rule for finding in vyper_lint.lint(Source(copy, folder))}


def test_contracts__break_no_rule():
    findings = vyper_lint.check(vyper_lint.ROOT / "contracts")
    assert not findings, "\n" + "\n".join(map(str, findings))


@pytest.mark.parametrize("sample", BAD, ids=lambda path: path.name.removesuffix(".vy.txt"))
def test_bad_sample__is_caught_by_its_rule_and_no_other(sample, tmp_path):
    expected = sample.name.split(".")[0]
    found = found_in(sample, tmp_path)
    assert expected in found
    # The compiler may refuse a sample too, and every raw call needs an allowance.
    assert found <= {expected, "compiles", "raw-call"}


def test_clean_sample__is_accepted(tmp_path):
    assert found_in(SAMPLES[0].parent / "clean.vy.txt", tmp_path) == set()


def test_every_rule__has_a_bad_sample():
    rules = {*vyper_lint.SYNTAX, *vyper_lint.TYPED, "compiles"}
    assert {path.name.split(".")[0] for path in BAD} == rules


def test_allowance__unused__is_a_finding(monkeypatch):
    allowance = ("raw-call", "contracts/common/packing.vy", "_field")
    monkeypatch.setitem(vyper_lint.ALLOWED, allowance, "for this test")
    findings = vyper_lint.check(vyper_lint.ROOT / "contracts" / "common")
    assert [finding.rule for finding in findings] == ["unused-allowance"]
