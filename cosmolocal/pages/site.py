# SPDX-License-Identifier: Apache-2.0
"""The site: pages at `/`, the service under `/api`, files under `/static`.

A page is made once for a block, a language and an address, and sent from memory until the next
block. Nothing here asks the node; `watch` does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmolocal import words
from cosmolocal.alliance import Alliance
from cosmolocal.errors import CosmolocalError, NothingThere
from cosmolocal.pages import (
    home,
    ledger,
    members,
    places,
    proposals,
    rounds,
    stewards,
    treasury,
)
from cosmolocal.pages.names import Names
from cosmolocal.pages.packed import Files, Kept, Packed
from cosmolocal.pages.page import Elsewhere, Page, Pages, Visit
from cosmolocal.pages.render import environment, render
from cosmolocal.pages.shield import HEADERS, Shield
from cosmolocal.pages.state import FindText, State
from cosmolocal.pages.support import report
from cosmolocal.pages.watch import Watch
from cosmolocal.serve import Relay, create_app
from cosmolocal.serve.app import LOOPBACK
from cosmolocal.serve.refusals import status_of
from cosmolocal.words import _

PARTS: tuple[Pages, ...] = (
    home.pages,
    proposals.pages,
    ledger.pages,
    rounds.pages,
    treasury.pages,
    stewards.pages,
    members.pages,
    places.pages,
)
"""Every part of the site; one that is not listed is not served."""

_LANGUAGE = "language"
_A_YEAR = 365 * 86_400
_FOR_EVER = f"public, max-age={_A_YEAR}, immutable"
_ASK_AGAIN = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie, Accept-Encoding"}


def create_site(
    alliance: Alliance,
    *,
    relay: Relay | None = None,
    names: Names | None = None,
    find_text: FindText = lambda _commitment: None,
    origins: Sequence[str] = (),
    hosts: Sequence[str] = LOOPBACK,
) -> Starlette:
    """Make the site; `names` and `find_text` are what its readers may know beside the chain."""
    site = Site(alliance, names or Names(), find_text, has_relay=relay is not None)
    service = create_app(alliance, relay=relay, origins=origins, hosts=hosts)
    app = Starlette(
        routes=[
            Mount("/api", app=_Seen(service, site.watch.look)),
            Route("/static/{name}", site.file),
            *(Route(page.path, site.endpoint(page)) for part in PARTS for page in part.pages),
        ],
        middleware=[
            Middleware(Shield),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        ],
        exception_handlers={
            CosmolocalError: site.refused,
            HTTPException: site.not_served,
            Exception: site.broken,
        },
        lifespan=site.watched,
    )
    app.state.site, app.state.service = site, service
    return app


class Site:
    """Answers for pages, from the newest state."""

    def __init__(
        self, alliance: Alliance, names: Names, find_text: FindText, *, has_relay: bool
    ) -> None:
        self._kept, self._files = Kept(), Files()
        self.watch = Watch(alliance, names, find_text, self._kept.clear)
        self._templates = environment(self._files.path, has_relay=has_relay)
        self._templates.globals |= {
            "has_file": self._files.has,
            "watch": self.watch,
            "paths": {page.path for part in PARTS for page in part.pages},
        }

    @property
    def state(self) -> State:
        """The alliance as it was last seen."""
        return self.watch.state

    @asynccontextmanager
    async def watched(self, _app: Starlette) -> AsyncIterator[None]:
        """Keep the state up to date as long as the server runs."""
        task = asyncio.create_task(self.watch.run())
        warming = asyncio.create_task(asyncio.to_thread(treasury.warm))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await warming

    def endpoint(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """Make what answers requests for a page."""

        async def answer(request: Request) -> Response:
            language = _language_of(request)
            key = (language, f"{request.url.path}?{request.url.query}")
            packed = self._kept.get(key)
            if packed is None:
                made = self._made(page, request, language)
                if isinstance(made, Elsewhere):
                    return RedirectResponse(made.path, 303, headers=_ASK_AGAIN)
                packed = made
                self._kept.keep(key, packed)
            return _remembering(request, language, packed.answer(request, _ASK_AGAIN))

        return answer

    async def file(self, request: Request) -> Response:
        """Answer with a file of the package."""
        packed = self._files.find(request.path_params["name"])
        if packed is None:
            raise HTTPException(404)
        is_named = request.query_params.get("v") == packed.mark.strip('"')
        return packed.answer(request, {"Cache-Control": _FOR_EVER if is_named else "no-cache"})

    # --- what went wrong

    async def refused(self, request: Request, error: Exception) -> Response:
        """Say what was wrong with a request, and what to do."""
        assert isinstance(error, CosmolocalError)  # noqa: S101 - Starlette chose by its class
        return self._error(request, error, status_of(error))

    async def not_served(self, request: Request, error: Exception) -> Response:
        """Say that there is no such page."""
        assert isinstance(error, HTTPException)  # noqa: S101 - Starlette chose by its class
        with words.speaking(_language_of(request)):
            missing = NothingThere(
                _("There is no such page"), next_step=_("Go to the first page and look from there.")
            )
        answer = self._error(request, missing, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def broken(self, request: Request, error: Exception) -> Response:
        """Say that the fault is ours."""
        with words.speaking(_language_of(request)):
            fault = CosmolocalError(
                _("Something broke on our side"),
                next_step=_("Try again; if it breaks again, send the report below to a steward."),
            )
        answer = self._error(request, fault, 500, kind=type(error).__name__)
        answer.headers.update(HEADERS)  # Starlette answers for it outside of every other layer
        return answer

    def _error(
        self, request: Request, error: CosmolocalError, status: int, kind: str | None = None
    ) -> Response:
        with words.speaking(_language_of(request)):
            visit = self._visit(request)
            trouble = type(self.watch.trouble).__name__ if self.watch.trouble else ""
            kind = kind or type(error).__name__
            told = report(visit.state, visit.path, kind, status, trouble)
            text = render(
                self._templates, "error.html", visit, error=error, status=status, report=told
            )
        packed = Packed.of(text, status=status)
        return packed.answer(request, {"Cache-Control": "no-store"})

    def _made(self, page: Page, request: Request, language: str) -> Packed | Elsewhere:
        with words.speaking(language):
            visit = self._visit(request)
            told = page.tell(visit, **request.path_params)
            if isinstance(told, Elsewhere):
                return told
            return Packed.of(render(self._templates, page.template, visit, **told))

    def _visit(self, request: Request) -> Visit:
        return Visit(self.state, request.url.path, dict(request.query_params))


class _Seen:
    """Lets a member who has just been relayed see it on the next page."""

    def __init__(self, app: ASGIApp, look: Callable[[], Awaitable[None]]) -> None:
        self._app, self._look = app, look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; after one to the relay, look at the chain before the answer goes."""

        async def after_looking(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._look()
            await send(message)

        is_relay = scope["type"] == "http" and "/relay/" in scope["path"]
        await self._app(scope, receive, after_looking if is_relay else send)


def _language_of(request: Request) -> str:
    asked = request.query_params.get("lang") or request.cookies.get(_LANGUAGE)
    return words.chosen(asked, request.headers.get("accept-language"))


def _remembering(request: Request, language: str, answer: Response) -> Response:
    """Remember a language that was asked for; it is the only cookie there is."""
    if request.query_params.get("lang") == language:
        answer.set_cookie(_LANGUAGE, language, max_age=_A_YEAR, httponly=True, samesite="lax")
    return answer
