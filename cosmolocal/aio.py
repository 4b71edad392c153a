# SPDX-License-Identifier: Apache-2.0
"""The SDK for programs that await: the verbs of an `Alliance`, each on a thread of a small pool.

    async with await AsyncAlliance.connect(rpc, manifest) as alliance:
        proposal = await alliance.governance.show(number)
        standing, pots = await asyncio.gather(
            alliance.membership.standing(account), alliance.treasury.pots()
        )

There is one core: the same verbs with the same arguments and errors, so nothing is to be learnt
twice. `alliance.run(verb, …)` is the same for a type checker, which then sees the verb's own
signature. Who stops awaiting does not stop what was begun: a transaction on its way is settled in
the background, and the journal knows it.

Errors: those of the verbs.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from web3 import Web3

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.domain import Domain
from cosmolocal.verbs import DOMAINS

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
"""How many verbs are under way at once; the others wait their turn."""


class AsyncAlliance:
    """One alliance, awaited; `sync` is the `Alliance` behind it."""

    def __init__(self, alliance: Alliance, *, threads: int = THREADS) -> None:
        self.sync = alliance
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="cosmolocal")

    @classmethod
    async def connect(
        cls,
        rpc: str | Web3 | Chain,
        manifest: Manifest | Path | str,
        *,
        threads: int = THREADS,
        **options: Any,
    ) -> Self:
        """Open an alliance as `Alliance.connect` does."""
        opening = partial(Alliance.connect, rpc, manifest, **options)
        return cls(await asyncio.to_thread(opening), threads=threads)

    async def run(self, verb: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run any function of the SDK, such as `alliance.sync.governance.show`."""
        call = partial(verb, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    async def close(self) -> None:
        """Wait for what is under way, and end the threads."""
        await asyncio.to_thread(self._pool.shutdown)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __getattr__(self, name: str) -> Any:
        """Find a domain, or a verb of the alliance itself such as `events`."""
        return _awaited(self, self.sync, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *DOMAINS, "events"})


class AsyncDomain:
    """One domain, awaited: `await alliance.governance.vote(…)`."""

    def __init__(self, alliance: AsyncAlliance, domain: Domain) -> None:
        self._alliance, self._domain = alliance, domain

    def __getattr__(self, name: str) -> Any:
        return _awaited(self._alliance, self._domain, name)

    def __dir__(self) -> list[str]:
        return dir(self._domain)


def _awaited(alliance: AsyncAlliance, owner: Any, name: str) -> Any:
    """Find a member of the SDK in the form that is awaited."""
    if name.startswith("_"):
        raise AttributeError(f"{type(owner).__name__!r} object has no attribute {name!r}")
    if isinstance(getattr(type(owner), name, None), property):  # it may ask the node
        return alliance.run(getattr, owner, name)
    found = getattr(owner, name)
    if isinstance(found, Domain):
        return AsyncDomain(alliance, found)
    if not callable(found):
        return found

    @wraps(found)
    async def awaited(*arguments: Any, **named: Any) -> Any:
        return await alliance.run(found, *arguments, **named)

    return awaited
