# SPDX-License-Identifier: Apache-2.0
"""Keeps the state of a page up to date: one question to the node whenever the time has come.

However many people read the page, the node is asked by one task only. While it does not answer,
pages show what was last known, and since when that is.
"""

import asyncio
import logging
from collections.abc import Callable

from cosmolocal.alliance import Alliance
from cosmolocal.errors import CosmolocalError
from cosmolocal.events import Event
from cosmolocal.pages.assets import Assets
from cosmolocal.pages.names import Names
from cosmolocal.pages.state import FindText, Replays, State, Terms
from cosmolocal.reader import Reader

log = logging.getLogger("cosmolocal.pages")

SECONDS = 2.0
_LOOKS = 30
"""After so many, pages are made anew even if no block came."""


class Watch:
    """The newest state, and what brings it there; `turned` is called after each new block."""

    def __init__(
        self, alliance: Alliance, names: Names, find_text: FindText, turned: Callable[[], None]
    ) -> None:
        self._alliance, self._names, self._find_text = alliance, names, find_text
        self._turned, self._terms = turned, Terms.read(alliance)
        self._replays, self._assets = self._begin(), Assets()
        self._looking = asyncio.Lock()
        self.trouble: CosmolocalError | None = None
        self._seen_hash = ""
        self._take(*self._read())

    async def run(self) -> None:
        """Look again and again."""
        while True:
            for _ in range(_LOOKS):
                await asyncio.sleep(SECONDS)
                await self.look()
            self._turned()  # names stay, but a text may have been erased

    async def look(self) -> None:
        """Bring the state up to date; a node in trouble is asked again the next time."""
        async with self._looking:
            try:
                read = await asyncio.to_thread(self._read)
            except CosmolocalError as error:
                self._note(error)
            else:
                self._take(*read)

    def look_now(self) -> None:
        """Bring the state up to date where no server runs."""
        try:
            self._take(*self._read())
        except CosmolocalError as error:
            self._note(error)

    def _note(self, error: CosmolocalError) -> None:
        if self.trouble is None:
            log.warning("the page is not up to date: %s %s", error, error.next_step)
            self._turned()
        self.trouble = error

    def _read(self) -> tuple[Reader, tuple[Event, ...]]:
        view = self._alliance.chain.at()
        events = self._alliance.events(view.block)
        first = len(self._replays.events) if self._stands(events) else 0
        self._assets = self._assets.at(self._alliance, view, events[first:])
        return view, events

    def _stands(self, events: tuple[Event, ...]) -> bool:
        """Whether events begin with all that are known: the chain has taken none of them back."""
        known = self._replays.events
        return not known or (len(known) <= len(events) and events[len(known) - 1] is known[-1])

    def _begin(self) -> Replays:
        return Replays(self._alliance.chain.chain_id, self._terms.seasons)

    def _take(self, view: Reader, events: tuple[Event, ...]) -> None:
        """Go on from what is known, or begin anew if the chain took something back."""
        if self.trouble is None and view.block_hash == self._seen_hash:
            return
        if not self._stands(events):
            self._replays = self._begin()
        self._replays.take(events[len(self._replays.events) :])
        self.state = State(
            block=view.block,
            block_hash=view.block_hash,
            now=view.timestamp,
            terms=self._terms,
            names=self._names,
            assets=self._assets,
            find_text=self._find_text,
            replays=self._replays,
        )
        self.trouble, self._seen_hash = None, view.block_hash
        self._turned()
