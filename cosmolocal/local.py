# SPDX-License-Identifier: Apache-2.0
"""Throw-away chains: anvil if it is found, otherwise py-evm inside this process.

Both have the same rules (Cancun), the same chain id and the same funded accounts, and both speak
JSON-RPC; anvil is several times faster. It listens on 127.0.0.1 only.

Errors: `BadInput` if the engine asked for is missing, `NodeUnreachable` if anvil does not start.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from web3 import HTTPProvider, Web3
from web3.types import RPCEndpoint

from cosmolocal.chain import Chain
from cosmolocal.errors import BadInput, NodeTrouble, NodeUnreachable
from cosmolocal.rpc import Node
from cosmolocal.signers import LocalSigner, dev_signer

Engine = Literal["auto", "anvil", "in-process"]

CHAIN_ID = 31337
DEFAULT_FUND_WEI = 10_000 * 10**18
ANVIL_VERSION = "1.7.1"
_START_SECONDS = 15.0
_STOP_SECONDS = 5.0
_ANSWER_SECONDS = 60.0  # a block of hundreds of large transactions takes a while
_GLANCE_SECONDS = 0.05
# Ends anvil when the standard input closes, which happens even if this process is killed.
_GUARD = 'exec 3<&0; "$@" 3<&- & anvil=$!; (cat <&3; kill "$anvil") & wait "$anvil"'
# Room for hundreds of the largest transactions (2**24 gas) in one block.
_BLOCK_GAS_LIMIT = 2**24 * 256


class _Engine(Protocol):
    """What an engine adds to its Web3."""

    name: str
    w3: Web3

    def set_balances(self, balances: Mapping[str, int]) -> None: ...
    def close(self) -> None: ...


class LocalChain:
    """A throw-away chain and its funded accounts; a context manager that ends what it started.

    `chain` reads and sends, `accounts` sign. The chain's clock follows the wall clock, `warp` moves
    it. Blocks of anvil may share a second; in process each is a second later than the last or more.
    """

    def __init__(self, engine: _Engine, accounts: tuple[LocalSigner, ...]) -> None:
        self._engine, self.accounts = engine, accounts
        self.engine, self.w3 = engine.name, engine.w3
        self.chain = Chain(engine.w3)

    def signer(self, label: str, *, fund: int = DEFAULT_FUND_WEI) -> LocalSigner:
        """Return the funded account of a named actor; the same name has the same address."""
        signer = dev_signer(label)
        if fund:
            self.fund(signer.address, fund)
        return signer

    def fund(self, account: str, wei: int) -> None:
        """Set the balance of an account."""
        self.fund_many([account], wei)

    def fund_many(self, accounts: Iterable[str], wei: int) -> None:
        """Set the balance of many accounts at once."""
        self._engine.set_balances(dict.fromkeys(accounts, wei))

    @property
    def now(self) -> int:
        """Time of the newest block [UTC seconds]."""
        return self.chain.at().timestamp

    def warp(self, timestamp: int) -> None:
        """Mine a block at a later time [UTC seconds]; the clock goes on from there."""
        if timestamp <= self.now:
            raise BadInput(f"the chain is already at {self.now}, {timestamp} is not later")
        self.chain.node.tell("evm_setNextBlockTimestamp", hex(timestamp))
        self.chain.node.tell("evm_mine")

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        return str(self.chain.node.tell("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot; it is used up by that."""
        if not self.chain.node.tell("evm_revert", snapshot):
            raise BadInput(f"no snapshot {snapshot}")

    def close(self) -> None:
        """End the chain."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_local_chain(
    engine: Engine = "auto",
    *,
    accounts: int = 10,
    fund: int = DEFAULT_FUND_WEI,
    timestamp: int | None = None,
) -> LocalChain:
    """Start a chain with funded accounts; `timestamp` is the time of its first block."""
    signers = tuple(dev_signer(f"account {number}") for number in range(accounts))
    balances: dict[str, int] = {signer.address: fund for signer in signers}
    binary = find_anvil() if engine != "in-process" else None
    if binary is not None:
        return LocalChain(_Anvil(binary, balances, timestamp), signers)
    if engine == "anvil":
        raise BadInput(
            "anvil was not found",
            next_step=f"Run `npm install --prefix .tools @foundry-rs/anvil@{ANVIL_VERSION}`, or set"
            " COSMOLOCAL_ANVIL to its path.",
        )
    return LocalChain(_in_process(balances, timestamp), signers)


def join_local_chain(rpc: str) -> LocalChain:
    """Use an anvil that another process runs; to close it here leaves it running."""
    return LocalChain(_Joined(rpc), ())


def open_fork(rpc: str, block: int) -> "Fork":
    """Start a chain that goes on from a block of the one behind `rpc`; it needs anvil."""
    binary = find_anvil()
    if binary is None:
        raise BadInput(
            "a simulation on a fork needs anvil, which was not found",
            next_step=f"Run `npm install --prefix .tools @foundry-rs/anvil@{ANVIL_VERSION}`.",
        )
    return Fork(_Anvil(binary, {}, None, fork=(rpc, block)))


class Fork:
    """A throw-away continuation of another chain, on which any account may be acted for."""

    def __init__(self, engine: "_Anvil") -> None:
        self._engine, self.node = engine, Node(engine.w3)

    def act(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """Mine a call as its `from`, at no cost; return its receipt."""
        self.node.tell("anvil_impersonateAccount", fields["from"])
        self.node.tell("anvil_setNextBlockBaseFeePerGas", "0x0")
        sent = self.node.tell("eth_sendTransaction", {**fields, "gasPrice": "0x0"})
        return self._mined(str(sent))

    def _mined(self, tx_hash: str) -> dict[str, Any]:
        """Wait for a receipt: a node that mines by itself answers before it has."""
        end = time.monotonic() + _ANSWER_SECONDS
        while (receipt := self.node.ask("eth_getTransactionReceipt", tx_hash)) is None:
            if time.monotonic() > end:
                raise NodeUnreachable("the fork did not mine in time")
            time.sleep(_GLANCE_SECONDS)
        return dict(receipt)

    def changed(self, tx_hash: str) -> dict[str, Any]:
        """Read what a transaction changed: accounts before (`pre`) and after (`post`)."""
        how = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
        return dict(self.node.ask("debug_traceTransaction", tx_hash, how))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.close()


def _in_process(balances: Mapping[str, int], timestamp: int | None) -> _Engine:
    try:
        from cosmolocal.evm_provider import InProcess  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise BadInput(
            f"no chain to run on: {error.name} is not installed and anvil was not found",
            next_step="Install the extra: `pip install cosmolocal[local]`.",
        ) from error
    return InProcess(balances, timestamp)


def find_anvil() -> Path | None:
    """Find anvil: $COSMOLOCAL_ANVIL, then .tools here or in a folder above, then the PATH."""
    named = os.environ.get("COSMOLOCAL_ANVIL")
    if named is not None:
        return Path(named) if named and Path(named).is_file() else None
    here = Path.cwd()
    for folder in (here, *here.parents):
        modules = folder / ".tools" / "node_modules" / "@foundry-rs"
        for found in sorted(modules.glob("anvil-*/bin/anvil")):
            return found
    on_path = shutil.which("anvil")
    return Path(on_path) if on_path else None


class _AnvilProvider(HTTPProvider):
    """Holds mining back during a batch of sends.

    Anvil works on the requests of a batch at the same time: while it also mines, some transactions
    of a sender stay in its pool for ever.
    """

    keeps_order = True

    def make_batch_request(self, batch_requests: list[tuple[RPCEndpoint, Any]]) -> Any:
        """Make the requests; what was sent is mined when all of it is in the pool."""
        if all(method != "eth_sendRawTransaction" for method, _ in batch_requests):
            return super().make_batch_request(batch_requests)
        self._tell("evm_setAutomine", False)  # noqa: FBT003
        try:
            responses = super().make_batch_request(batch_requests)
            self._mine_all()
        finally:
            self._tell("evm_setAutomine", True)  # noqa: FBT003
        return responses

    def _mine_all(self) -> None:
        left, before = self._waiting(), -1
        while left and left != before:  # what pays less than the base fee stays
            self._tell("evm_mine")
            left, before = self._waiting(), left

    def _waiting(self) -> int:
        return int(self._tell("txpool_status")["pending"], 16)

    def _tell(self, method: str, *params: Any) -> Any:
        return self.make_request(RPCEndpoint(method), list(params))["result"]


class _Joined:
    """An anvil that another process runs."""

    name = "anvil"

    def __init__(self, rpc: str) -> None:
        self.w3 = Web3(_AnvilProvider(rpc, {"timeout": _ANSWER_SECONDS}))

    def set_balances(self, balances: Mapping[str, int]) -> None:
        """Give accounts their balance [wei]."""
        Node(self.w3).ask_all(
            [("anvil_setBalance", [account, hex(wei)]) for account, wei in balances.items()]
        )

    def close(self) -> None:
        """Leave it running."""


class _Anvil(_Joined):
    """An anvil process of our own."""

    name = "anvil"

    def __init__(
        self,
        binary: Path,
        balances: Mapping[str, int],
        timestamp: int | None,
        fork: tuple[str, int] | None = None,
    ) -> None:
        port = free_port()
        options = {
            "--host": "127.0.0.1",
            "--port": str(port),
            "--hardfork": "cancun",
            "--accounts": "1",
            "--gas-limit": str(_BLOCK_GAS_LIMIT),
        } | ({} if timestamp is None else {"--timestamp": str(timestamp)})
        if fork is None:
            options["--chain-id"] = str(CHAIN_ID)
        else:  # which keeps the id of its chain
            options |= {"--fork-url": fork[0], "--fork-block-number": str(fork[1])}
        flat = [word for option in options.items() for word in option]
        self._process = subprocess.Popen(  # noqa: S603 - the binary was found by find_anvil
            ["/bin/sh", "-c", _GUARD, "anvil", str(binary), "--silent", *flat],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        super().__init__(f"http://127.0.0.1:{port}")
        try:
            node = Node(self.w3, deadline_seconds=0)
            self._await_start(node)
            # As in process: a block is later than the one before, however fast they come.
            node.tell("anvil_setBlockTimestampInterval", 1)
            self.set_balances(balances)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process and wait for it."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # the session is its own
            self._process.wait()

    def _await_start(self, node: Node) -> None:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                node.tell("eth_chainId")
                return
            except NodeTrouble:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise NodeUnreachable("anvil did not start") from None
            time.sleep(0.02)


def free_port() -> int:
    """Find a port of the loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
