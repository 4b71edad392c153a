# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal doctor`: is everything here that the work needs, and what to do where it is not."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cosmolocal.cli.common import DEFAULT_RPC, Answer
from cosmolocal.errors import CosmolocalError, NodeTrouble

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

OK, OPTIONAL, WRONG = "ok", "optional", "wrong"
_MARKS = {OK: "✓", OPTIONAL: "·", WRONG: "✗"}
PYTHONS = ((3, 11), (3, 14))
COMPILER = "0.4.3"
MAX_CLOCK_SKEW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `advice` says what to do unless it is ok."""

    check: str
    state: str
    found: str
    advice: str = ""


def doctor(session: "Session") -> Answer:
    """Check Python, compiler, anvil, node, chain, clock, account and alliance."""
    from cosmolocal.cli.output import marked

    checks = [_python(), _extras(), _compiler(), _anvil(), *_node(session)]
    wrong = [check for check in checks if check.state == WRONG]
    unreachable = any(check.check == "node" for check in wrong)
    return Answer(
        {"healthy": not wrong, "checks": [asdict(check) for check in checks]},
        view=marked((_MARKS[c.state], c.check, c.found, c.advice) for c in checks),
        exit_code=0 if not wrong else 3 if unreachable else 2,
    )


def _python() -> Check:
    least, most = PYTHONS
    found = ".".join(map(str, sys.version_info[:3]))
    if least <= sys.version_info[:2] < most:
        return Check("python", OK, found)
    return Check("python", WRONG, found, "Use Python 3.11, 3.12 or 3.13.")


def _extras() -> Check:
    needed = {"local": "eth", "reports": "altair"}
    missing = [extra for extra, module in needed.items() if find_spec(module) is None]
    if not missing:
        return Check("extras", OK, ", ".join(needed))
    advice = f"For demo and replay: pip install 'cosmolocal[{','.join(missing)}]'"
    return Check("extras", OPTIONAL, f"without {', '.join(missing)}", advice)


def _compiler() -> Check:
    found = _version("vyper")
    if found.startswith(COMPILER):
        return Check("compiler", OK, f"vyper {found}")
    return Check(
        "compiler",
        OPTIONAL,
        f"vyper {found}" if found else "no vyper on PATH",
        f"Only to change the contracts: pip install vyper=={COMPILER}",
    )


def _anvil() -> Check:
    from cosmolocal.local import ANVIL_VERSION, find_anvil

    path = find_anvil()
    found = _version(str(path)) if path else ""
    if found.startswith(ANVIL_VERSION):
        return Check("anvil", OK, f"anvil {found}")
    return Check(
        "anvil",
        OPTIONAL,
        f"anvil {found}" if found else "not found: local chains run inside Python, more slowly",
        f"npm install --prefix .tools @foundry-rs/anvil@{ANVIL_VERSION}",
    )


def _version(program: str) -> str:
    """Ask a program for its version; nothing if it is not there."""
    path = shutil.which(program)
    if path is None:
        return ""
    asked = subprocess.run(  # noqa: S603 - a program by its full path
        [path, "--version"], capture_output=True, text=True, timeout=20, check=False
    )
    return asked.stdout.partition("\n")[0].rpartition(" ")[2]


def _node(session: "Session") -> Iterator[Check]:
    """Look at what only a chain can tell."""
    try:
        view = session.chain.at()
    except NodeTrouble as trouble:
        named = session.rpc != DEFAULT_RPC
        advice = "Start a node there, for example `anvil`, or give --rpc URL."
        yield Check("node", WRONG if named else OPTIONAL, str(trouble), advice)
        return
    yield Check("node", OK, f"block {view.block:,}")
    yield Check("network", OK, f"{session.network.name}, {session.chain.chain_id}")
    yield _clock(view.timestamp)
    yield from _account(session)
    yield _alliance(session)


def _clock(timestamp: int) -> Check:
    skew = timestamp - int(time.time())
    words = f"newest block {abs(skew):,} s {'ahead of' if skew > 0 else 'behind'} this computer"
    if abs(skew) <= MAX_CLOCK_SKEW_SECONDS:
        return Check("clock", OK, words)
    return Check(
        "clock",
        OPTIONAL,
        words,
        "Periods follow the chain. Check this clock, and that the node is in step.",
    )


def _account(session: "Session") -> Iterator[Check]:
    """Look at the account that would sign, without its password."""
    from cosmolocal.units import from_units

    if session.account is None:
        yield Check("account", OPTIONAL, "none named", "To send, name a keystore: --account NAME")
        return
    try:
        address = session.address
    except CosmolocalError as error:
        yield Check("account", WRONG, str(error), error.next_step)
        return
    balance = session.chain.at().balance(address)
    found = f"{address} holds {from_units(balance, 18)} {session.network.currency}"
    where = f" There is {session.network.faucet}." if session.network.faucet else ""
    advice = "" if balance else f"Send it some: transactions cost fees.{where}"
    yield Check("account", OK if balance else WRONG, found, advice)


def _alliance(session: "Session") -> Check:
    from cosmolocal.deploy.manifest import Manifest

    try:
        manifest = Manifest.load(session.manifest_path())
        manifest.check_chain(session.chain)
        manifest.check_code(session.chain)
    except CosmolocalError as error:
        state = WRONG if session.manifest else OPTIONAL
        return Check("alliance", state, str(error), error.next_step)
    return Check("alliance", OK, f"{manifest.name}, {manifest.status}")
