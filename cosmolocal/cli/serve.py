# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal serve`: the alliance over HTTP, for web pages, wallets and phones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import Answer
from cosmolocal.errors import BadInput
from cosmolocal.words import _

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from cosmolocal.cli.session import Session
    from cosmolocal.serve import Relay

_MANY = "Repeat it for more."


def serve(
    session: "Session",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes any that is free.", min=0, max=65535)] = 8080,
    origin: Annotated[
        list[str] | None,
        typer.Option(help=f"A web page that may use it: https://alliance.example. {_MANY}"),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help=f"A host name under which it is reached. {_MANY}")
    ] = None,
    relay: Annotated[
        Path | None, typer.Option(help="Policy of a relay: --account pays for signed messages.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="File that keeps the events (extra `analytics`).")
    ] = None,
    page: Annotated[
        bool, typer.Option("--page", help="Put pages for members at /, and the service at /api.")
    ] = False,
    names: Annotated[
        list[Path] | None,
        typer.Option(help=f"What pages call people and places: alliance.yaml or a CSV. {_MANY}"),
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(help="Texts behind commitments that pages may show to everybody.")
    ] = None,
) -> Answer:
    """Answer over HTTP until it is interrupted: pages, reads, what wallets sign, and a relay."""
    try:
        import uvicorn

        from cosmolocal.serve import create_app
        from cosmolocal.serve.app import LOOPBACK
    except ModuleNotFoundError as error:
        raise BadInput(
            f"the service needs the library {error.name}",
            next_step="Install the extra: cosmolocal[api].",
        ) from None
    if store is not None:
        session.alliance.store = session.alliance.open_store(store)
    paying = _relay(session, relay) if relay else None
    hosts = (*LOOPBACK, host, *(name or ()))
    if page:
        app = _site(session, names or (), texts, relay=paying, origins=origin or (), hosts=hosts)
    elif names or texts:
        raise BadInput("names and texts are for pages", next_step="Add --page.")
    else:
        app = create_app(session.alliance, relay=paying, origins=origin or (), hosts=hosts)
    if paying:
        _announce(session, paying)
    if session.dry_run:
        return Answer({"served": False}, "Dry run: nothing was served.", view="")
    if paying:
        session.confirm(_("Pay for them?"), done="served")
    # No log of accesses: addresses of members are nobody's business.
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="info")
    return Answer({"served": True}, "Stopped.", view="")


def _site(
    session: "Session", names: Sequence[Path], texts: Path | None, **options: Any
) -> "Starlette":
    """Make the pages; texts are read from a store of their own, never from the operator's."""
    from cosmolocal.deploy.description import read_description
    from cosmolocal.pages import Names, create_site
    from cosmolocal.privacy import TextStore

    known = Names()
    for path in names:
        if path.suffix in (".yaml", ".yml"):
            known = known.with_names(Names.of_description(read_description(path)))
        else:
            known = known.with_book(path)
    if texts is not None:
        options["find_text"] = TextStore(texts).find
    return create_site(session.alliance, names=known, **options)


def _relay(session: "Session", path: Path) -> "Relay":
    """Open the relay; its book lies beside the journal of the same chain."""
    from cosmolocal.journal import default_folder
    from cosmolocal.serve import Book, Policy, Relay

    policy, chain = Policy.load(path), session.chain
    folder = default_folder().parent / "relay"
    book = Book(folder / f"{chain.identity}-{session.alliance.governance.address}.db")
    return Relay(session.alliance, session.signer, policy, book)


def _announce(session: "Session", relay: "Relay") -> None:
    """Say who pays for what."""
    status, currency = relay.status(), session.network.currency
    facts: dict[str, Any] = {
        "account": status.account,
        "balance": f"{session.output.amount(status.balance, 18)} {currency}",
        "takes": ", ".join(status.takes),
        "for each seat": f"{status.messages} in {session.output.span(status.every)}",
    }
    session.announce("Pay for messages that members have signed.", facts)
