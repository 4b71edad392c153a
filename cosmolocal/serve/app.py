# SPDX-License-Identifier: Apache-2.0
"""The HTTP service of one alliance: reads, what wallets sign, and a relay if there is one.

It keeps no session and knows no password: whatever it is asked to do was signed elsewhere. Other
web pages may use it only if their origin is named.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from cosmolocal import __version__
from cosmolocal.alliance import Alliance
from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput, NotRelayed
from cosmolocal.flows import SignedConfirmation, Slip
from cosmolocal.funding import SignedBallot as RoundBallot
from cosmolocal.funding.pool import SignedPayoutChange
from cosmolocal.governance import SignedBallot
from cosmolocal.membership import SignedDelegation
from cosmolocal.serve import refusals
from cosmolocal.serve.bodies import answered
from cosmolocal.serve.claims import Claim, PoolName
from cosmolocal.serve.guard import Guard
from cosmolocal.serve.relay import Outcomes, Relay, Relayed, RelayStatus
from cosmolocal.serve.routes import add_verbs
from cosmolocal.units import Address, BlockNumber, Uint, UtcSeconds
from cosmolocal.vouching import Slip as VouchingSlip

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MOST_MESSAGES = 50
"""Of one request to the relay."""
MOST_EVENTS = 1_000
"""Of one answer."""


class AllianceFacts(Frozen):
    """Which alliance this is, and where its contracts are."""

    name: str
    version: str = Field(description="of this package")
    chain_id: Uint
    block: BlockNumber
    timestamp: UtcSeconds = Field(description="of that block")
    contracts: dict[str, Address]


class Ballots(Frozen):
    """Ballots on proposals."""

    ballots: tuple[SignedBallot, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


class RoundBallots(Frozen):
    """Ballots of rounds of one mechanism."""

    pool: Literal["funding", "published"]
    ballots: tuple[RoundBallot, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


class Slips(Frozen):
    """Slips and confirmations of the ledger."""

    slips: tuple[Slip, ...] = Field(default=(), max_length=MOST_MESSAGES)
    confirmations: tuple[SignedConfirmation, ...] = Field(default=(), max_length=MOST_MESSAGES)


class MembershipSlips(Frozen):
    """Vouches, joinings, and what recovers a seat under a new key."""

    slips: tuple[VouchingSlip, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


class Delegations(Frozen):
    """Words on who may cast ballots for a seat."""

    delegations: tuple[SignedDelegation, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


class PayoutChanges(Frozen):
    """Wishes of recipients in rounds of one mechanism."""

    pool: PoolName
    changes: tuple[SignedPayoutChange, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


class ClaimList(Frozen):
    """What is due; nobody has to sign for it."""

    claims: tuple[Claim, ...] = Field(min_length=1, max_length=MOST_MESSAGES)


def create_app(
    alliance: Alliance,
    *,
    relay: Relay | None = None,
    origins: Sequence[str] = (),
    hosts: Sequence[str] = LOOPBACK,
) -> FastAPI:
    """Make the service; `origins` are the web pages that may use it, `hosts` the names it has."""
    for origin in origins:
        _require_origin(origin)
    app = FastAPI(
        title=f"cosmolocal: {alliance.manifest.name}",
        version=__version__,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
    )
    refusals.install(app)
    app.state.relay = relay
    app.include_router(_facts(alliance))
    add_verbs(app, alliance)
    app.include_router(relaying)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(Guard)
    return app


def _require_origin(origin: str) -> None:
    scheme, _, rest = origin.partition("://")
    if scheme not in ("http", "https") or not rest or any(each in rest for each in "/*?#@ "):
        raise BadInput(
            f"{origin!r} is no origin of a web page",
            next_step="Name each page's origin, such as https://alliance.example.",
        )


def _facts(alliance: Alliance) -> APIRouter:
    router = APIRouter(responses=refusals.RESPONSES, tags=["alliance"])

    @router.get("/alliance", response_model=AllianceFacts)
    def facts() -> AllianceFacts:
        """Say which alliance this is, and where its contracts are."""
        view = alliance.chain.at()
        return AllianceFacts(
            name=view.call(alliance.contracts["Membership"].functions.name()),
            version=__version__,
            chain_id=alliance.chain.chain_id,
            block=view.block,
            timestamp=view.timestamp,
            contracts={name: each.address for name, each in alliance.contracts.items()},
        )

    @router.get("/events", response_model=list[dict[str, Any]])
    def events(
        name: Annotated[str | None, Query(max_length=100)] = None,
        contract: Annotated[str | None, Query(max_length=100)] = None,
        first: Annotated[int, Query(ge=0, le=2**63, description="first block")] = 0,
        skip: Annotated[int, Query(ge=0, le=2**31)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = 100,
    ) -> JSONResponse:
        """List events in the order of the chain."""
        known = (event for event in alliance.events() if event.block >= first)
        named = (event for event in known if name in (None, event.name))
        found = [event for event in named if contract in (None, event.contract)]
        return JSONResponse(answered(found[skip : skip + limit]))

    return router


relaying = APIRouter(prefix="/relay", responses=refusals.RESPONSES, tags=["relay"])


def _running(request: Request) -> Relay:
    relay: Relay | None = request.app.state.relay
    if relay is None:
        raise NotRelayed("this service has no relay")
    return relay


Running = Annotated[Relay, Depends(_running)]


@relaying.get("", response_model=RelayStatus)
def status(relay: Running) -> RelayStatus:
    """Say what the relay takes, and whether it has money."""
    return relay.status()


@relaying.post("/ballots", response_model=list[Relayed])
def ballots(relay: Running, body: Ballots) -> JSONResponse:
    """Bring signed ballots on proposals; one that is refused does not hold up the others."""
    return _answer(relay.ballots(body.ballots))


@relaying.post("/round-ballots", response_model=list[Relayed])
def round_ballots(relay: Running, body: RoundBallots) -> JSONResponse:
    """Bring signed ballots of rounds."""
    return _answer(relay.round_ballots(body.pool, body.ballots))


@relaying.post("/slips", response_model=list[Relayed])
def slips(relay: Running, body: Slips) -> JSONResponse:
    """Bring slips and confirmations of the ledger."""
    if not (body.slips or body.confirmations):
        raise BadInput("neither slips nor confirmations")
    return _answer(relay.slips(body.slips, body.confirmations))


@relaying.post("/membership", response_model=list[Relayed])
def membership(relay: Running, body: MembershipSlips) -> JSONResponse:
    """Bring vouches, joinings, and what recovers a seat under a new key."""
    return _answer(relay.membership(body.slips))


@relaying.post("/delegations", response_model=list[Relayed])
def delegations(relay: Running, body: Delegations) -> JSONResponse:
    """Bring words on who may cast ballots for a seat."""
    return _answer(relay.delegations(body.delegations))


@relaying.post("/payout-changes", response_model=list[Relayed])
def payout_changes(relay: Running, body: PayoutChanges) -> JSONResponse:
    """Bring wishes of recipients to have a project's money elsewhere."""
    return _answer(relay.payout_changes(body.pool, body.changes))


@relaying.post("/claims", response_model=list[Relayed])
def claims(relay: Running, body: ClaimList) -> JSONResponse:
    """Have paid what is due, to whom it is due; anybody may ask."""
    return _answer(relay.claims(body.claims))


def _answer(outcomes: Outcomes) -> JSONResponse:
    """Answer for each message; if nothing was taken, with the first refusal's status."""
    rows = [row.model_dump(mode="json") for row in outcomes.rows()]
    if outcomes.error is None:
        return JSONResponse(rows)
    return refusals.answer_to(outcomes.error, messages=rows)
