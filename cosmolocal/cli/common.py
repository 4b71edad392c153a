# SPDX-License-Identifier: Apache-2.0
"""What a command is: a function of a `Session` that returns an `Answer` or, for a write, a `Plan`.

`@command` adds the common options to it, so that `--json` and the others mean the same everywhere.
Nothing here loads a chain library: `--help` is quick because only a command that runs pays for it.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from cosmolocal.calls import Outcome

Function = TypeVar("Function", bound=Callable[..., Any])

Amount = Annotated[str, typer.Argument(help="Exact decimal, such as 12.5.", show_default=False)]
Decimals = Annotated[int, typer.Option(help="Digits behind the point of the token.", min=0, max=77)]
Token = Annotated[str | None, typer.Option(help="Address of an ERC-20; else native currency.")]
Until = Annotated[str, typer.Option(help="UTC seconds, a date, or a span from now: `90 days`.")]

Engine = Annotated[
    Literal["auto", "anvil", "in-process"],
    typer.Option(help="What the fresh chain runs on; auto takes anvil if it is there."),
]
ReportFolder = Annotated[
    Path | None, typer.Option("--report", help="Write an HTML report into this folder.")
]

DEFAULT_RPC = "http://127.0.0.1:8545"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found, as JSON has it.

    People see `text`, a sentence in front of it, and then `view` if there is one, else the data.
    """

    data: Any
    text: str = ""
    view: Any = None
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """One write: what it does in a sentence, and the SDK verb that does it.

    `verb` takes `signer` and `simulate`; `facts` are what to know before agreeing.
    """

    sentence: str
    verb: Callable[..., "Outcome"]
    facts: dict[str, Any] = field(default_factory=dict)


def words(what: str) -> Any:
    """Make the option of a text that stays here."""
    where = "Kept here: the chain gets a salted commitment. @FILE reads it from a file."
    return typer.Option(help=f"{what}. {where}", show_default=False)


Why = Annotated[str | None, words("What speaks for it")]


def group(help: str) -> typer.Typer:  # noqa: A002 - what Typer calls it
    """Make the group of a domain."""
    return typer.Typer(help=help, no_args_is_help=True)


def command(
    app: typer.Typer, name: str | None = None, *, options: Iterable[str] = ()
) -> Callable[[Function], Function]:
    """Make a function a command; `options` names the common ones it takes beside `--json`."""

    def register(function: Function) -> Function:
        _, *own = inspect.signature(function).parameters.values()
        shared = [OPTIONS[option] for option in (*options, "json")]

        def run(**given: Any) -> None:
            from cosmolocal.cli.session import run_command

            common = {option.name: given.pop(option.name) for option in shared}
            raise typer.Exit(run_command(function, given, common))

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        run.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
        run.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        app.command(name)(run)
        return function

    return register


def _option(name: str, kind: Any, default: Any, *flags: str, help: str, **more: Any) -> Any:  # noqa: A002
    panel = "Common options"
    annotation = Annotated[kind, typer.Option(*flags, help=help, rich_help_panel=panel, **more)]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=annotation)


OPTIONS: dict[str, inspect.Parameter] = {
    option.name: option
    for option in (
        _option("json", bool, False, "--json", help="Print one JSON value on stdout."),
        _option(
            "rpc",
            str,
            DEFAULT_RPC,
            "--rpc",
            help="JSON-RPC address of a node.",
            envvar="COSMOLOCAL_RPC",
        ),
        _option(
            "manifest",
            Path | None,
            None,
            "--manifest",
            help="The alliance; by default the only one in deployments/<chain id>.",
            envvar="COSMOLOCAL_MANIFEST",
        ),
        _option(
            "account",
            str | None,
            None,
            "--account",
            help="Keystore that signs: its file, or its name in ape's, cast's or geth's folder."
            " With --plan or --dry-run its address will do; on a development chain also dev:NAME."
            " remote:0x… has the service at COSMOLOCAL_SIGNER sign.",
            envvar="COSMOLOCAL_ACCOUNT",
        ),
        _option(
            "password_file",
            Path | None,
            None,
            "--password-file",
            help="File with the keystore's password; asked for otherwise.",
            envvar="COSMOLOCAL_PASSWORD_FILE",
        ),
        _option(
            "plan",
            Path | None,
            None,
            "--plan",
            help="Write what would be sent into this file, to be signed where the key is.",
        ),
        _option("yes", bool, False, "--yes", "-y", help="Send without asking."),
        _option("dry_run", bool, False, "--dry-run", help="Simulate, send nothing."),
        _option("no_input", bool, False, "--no-input", help="Never ask; fail instead."),
    )
}

READ = ("rpc", "manifest")
SEND = ("rpc", "account", "password_file", "yes", "dry_run", "no_input")
WRITE = (*SEND, "plan", "manifest")
# Into a file that somebody else brings to the chain.
SIGN = ("account", "password_file", "yes", "no_input")
