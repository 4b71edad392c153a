# SPDX-License-Identifier: Apache-2.0
"""What the package adds to `import web3`, in processor time: `python -m benchmarks.imports`.

Writes `benchmarks/imports.json`. Each figure is the best of several fresh processes with compiled
bytecode, as an installed package has it; `Alliance` is what a program loads that uses the SDK.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPORT = Path(__file__).parent / "imports.json"
TARGET_SECONDS = 0.15
RUNS = 9
PROGRAM = """
import json, sys, time
start = time.process_time()
import web3, web3.contract
before, known = time.process_time(), len(sys.modules)
{statement}
after = time.process_time()
print(json.dumps([before - start, after - before, len(sys.modules) - known]))
"""
STATEMENTS = {"package": "import cosmolocal", "Alliance": "from cosmolocal import Alliance"}


def main() -> int:
    """Measure and write; 1 if the package adds more than its target."""
    report: dict[str, Any] = {
        "_header": {"python": platform.python_version(), "target_seconds": TARGET_SECONDS}
    }
    with tempfile.TemporaryDirectory() as cache:
        report |= {name: measured(text, cache) for name, text in STATEMENTS.items()}
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))
    return int(report["package"]["adds_seconds"] > TARGET_SECONDS)


def measured(statement: str, cache: str) -> dict[str, Any]:
    """Run a statement after `import web3`, the first time only for its bytecode."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", PROGRAM.format(statement=statement)]
    outputs = [
        subprocess.run(command, env=environment, check=True, capture_output=True).stdout  # noqa: S603
        for _ in range(RUNS + 1)
    ]
    runs = [json.loads(output) for output in outputs[1:]]
    return {
        "web3_seconds": round(min(run[0] for run in runs), 3),
        "adds_seconds": round(min(run[1] for run in runs), 3),
        "adds_modules": runs[0][2],
    }


if __name__ == "__main__":
    raise SystemExit(main())
