# SPDX-License-Identifier: Apache-2.0
"""Every verb of the SDK as a route, under the same words as in Python and on the command line.

GET  /governance/quote?proposal_id=…&votes=3&account=0x…   alliance.governance.quote(…)
POST /transactions/governance/vote                         the same, for a wallet to send
POST /messages/governance/sign_ballot                      the same, for a wallet to sign
POST /actions/treasury/pay                                 alliance.treasury.pay_action(…)
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any, get_origin

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, create_model

from cosmolocal.alliance import Alliance
from cosmolocal.domain import Frozen
from cosmolocal.errors import ContractError, NothingThere
from cosmolocal.serve.bodies import AddressText, answer_type, answered, request_type
from cosmolocal.serve.refusals import RESPONSES
from cosmolocal.verbs import Kind, Verb, verbs
from cosmolocal.wallets import UnsignedTransaction, Wallet

Answer = Callable[..., JSONResponse]

_FOLDERS: dict[Kind, str] = {"write": "transactions", "message": "messages", "action": "actions"}


class MessageToSign(Frozen):
    """A message for a wallet, and what its signature completes."""

    typed_data: dict[str, Any] = Field(description="as `eth_signTypedData_v4` takes it")
    unsigned: Any = Field(description="put the signature into its field `signature`, then relay it")


def add_verbs(app: FastAPI, alliance: Alliance) -> None:
    """Add the routes of all verbs of an alliance."""
    for verb in verbs():
        add = _add_read if verb.kind == "read" else _add_body
        add(app, alliance, verb)


def _add_read(app: FastAPI, alliance: Alliance, verb: Verb) -> None:
    # A list that is asked for has no place in an address: such reads take a body.
    if any(get_origin(each.annotation) is Sequence for each in verb.arguments):
        _add_body(app, alliance, verb)
        return
    bound = verb.of(alliance)

    def answer(**given: Any) -> JSONResponse:
        return JSONResponse(answered(_read(bound, given)))

    _named(answer, [_in_address(each) for each in verb.arguments])
    app.add_api_route(
        f"/{verb.domain}/{verb.name}",
        answer,
        methods=["GET"],
        response_model=answer_type(verb.returns),
        **_said(verb),
    )


def _add_body(app: FastAPI, alliance: Alliance, verb: Verb) -> None:
    body, act = _body_of(verb), _acting(alliance, verb)

    def answer(**given: Any) -> JSONResponse:
        held = given["body"]
        return JSONResponse(answered(act({n: getattr(held, n) for n in type(held).model_fields})))

    _named(answer, [inspect.Parameter("body", _KEYWORD, annotation=body)])
    path = (_FOLDERS.get(verb.kind, ""), verb.domain, verb.name.removesuffix("_action"))
    returns = {"write": UnsignedTransaction, "message": MessageToSign}
    app.add_api_route(
        "/" + "/".join(filter(None, path)),
        answer,
        methods=["POST"],
        response_model=returns.get(verb.kind) or answer_type(verb.returns),
        **_said(verb),
    )


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _acting(alliance: Alliance, verb: Verb) -> Callable[[dict[str, Any]], Any]:
    """Say what a request with a body does."""
    bound = verb.of(alliance)
    many = next((e.name for e in verb.arguments if e.kind is e.VAR_POSITIONAL), None)

    def act(given: dict[str, Any]) -> Any:
        several = given.pop(many) if many else ()
        if verb.kind in ("read", "action"):
            return _read(bound, given) if verb.kind == "read" else bound(*several, **given)
        wallet = Wallet(given.pop("sender"))
        if verb.kind == "write":
            return wallet.transaction(bound, *several, **given)
        asked = wallet.message(bound, *several, **given)
        return {"typed_data": asked.typed_data, "unsigned": answered(asked.unsigned)}

    return act


def _read(bound: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Read; a view refuses what is not there."""
    try:
        return bound(**given)
    except ContractError as error:
        raise NothingThere(str(error), next_step=error.next_step) from error


def _body_of(verb: Verb) -> type[BaseModel]:
    """Describe the body of a request: the arguments of the verb, and who would send or sign."""
    described: dict[str, Any] = {}
    if verb.kind in ("write", "message"):
        described["sender"] = (AddressText, Field(description="account of the wallet"))
    for each in verb.arguments:
        kind: Any = request_type(each.name, each.annotation)
        if each.kind is each.VAR_POSITIONAL:
            kind = Annotated[tuple[kind, ...], Field(min_length=1, max_length=2)]
        described[each.name] = (kind, ... if each.default is each.empty else each.default)
    name = f"{verb.domain}_{verb.name}".title().replace("_", "")
    return create_model(name, __base__=Frozen, **described)


def _in_address(argument: inspect.Parameter) -> inspect.Parameter:
    kind = request_type(argument.name, argument.annotation)
    return argument.replace(kind=_KEYWORD, annotation=Annotated[kind, Query()])


def _named(answer: Answer, parameters: list[inspect.Parameter]) -> None:
    """Give a route the parameters that FastAPI reads."""
    answer.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    answer.__annotations__ = {each.name: each.annotation for each in parameters}


def _said(verb: Verb) -> dict[str, Any]:
    first, _, rest = verb.help.partition("\n")
    return {
        "summary": first,
        "description": " ".join(rest.split()),
        "operation_id": f"{verb.domain}_{verb.name}",
        "tags": [verb.domain],
        "responses": RESPONSES,
    }
