# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: hypothesis profiles, and skips that are counted or refused."""

import gc
import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import engine
from tests.requirements import OPTIONAL, REQUIRE_ALL

# Shrinking takes minutes on an in-process chain: the printed blob replays a failure instead.
WITHOUT_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]
COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}

# What a test reads is English, whatever the machine speaks.
os.environ.setdefault("COSMOLOCAL_LANG", "en")

settings.register_profile("quick", max_examples=5, stateful_step_count=10, **COMMON)
# The same commit must get the same verdict twice; `deep` is the one that explores.
settings.register_profile(
    "ci",
    max_examples=100,
    stateful_step_count=40,
    phases=WITHOUT_SHRINKING,
    derandomize=True,
    **COMMON,
)
settings.register_profile(
    "deep", max_examples=1_000, stateful_step_count=50, phases=WITHOUT_SHRINKING, **COMMON
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") == "true" else "quick")
settings.load_profile(PROFILE)


def pytest_collection_modifyitems(items):
    """Begin with the longest, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: "tests/stateful/" not in item.nodeid)


# Chains in process, those of boa and of the package alike, take most of the time. The long tier
# trusts nobody: it runs on py-evm as it was published.
if PROFILE != "deep":
    engine.install()


def pytest_collection_finish():
    """What was imported stays: the collector of garbage need not go through it time and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _refuse_skip(report):
    """With REQUIRE_ALL=1, turn a skip into a failure that says what was missing."""
    is_needed = report.skipped and not _reason(report).startswith(OPTIONAL)
    if REQUIRE_ALL and is_needed and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_ALL=1: {_reason(report)}"
    return report


def _reason(report):
    detail = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return detail.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _refuse_skip((yield))


def pytest_terminal_summary(terminalreporter):
    skips = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if skips:
        terminalreporter.section(f"{skips.total()} skipped")
        for reason, count in skips.most_common():
            terminalreporter.line(f"{count:5} {reason}")
