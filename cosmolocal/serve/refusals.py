# SPDX-License-Identifier: Apache-2.0
"""Errors as the service answers them: the words of the command line, and a status of HTTP."""

import logging
from typing import Any

from eth_abi.exceptions import EncodingError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from web3.exceptions import MismatchedABI, Web3ValidationError, Web3ValueError

from cosmolocal.errors import (
    BadInput,
    ContractError,
    CosmolocalError,
    JournalDamaged,
    NodeTrouble,
    NothingThere,
    NotRelayed,
    OutcomeUnknown,
    QuotaUsed,
    RelayEmpty,
    Replaced,
)
from cosmolocal.valueflows.flow import TooLarge

log = logging.getLogger("cosmolocal.serve")

_STATUSES: tuple[tuple[type[CosmolocalError], int], ...] = (
    (NothingThere, 404),
    (NotRelayed, 403),
    (QuotaUsed, 429),
    (RelayEmpty, 503),
    (JournalDamaged, 503),
    (ContractError, 409),
    (NodeTrouble, 503),
    (OutcomeUnknown, 504),
    (Replaced, 503),
)
_UNFIT = 422
# What web3 and our own words say of a value that does not fit the contract's type.
_DOES_NOT_FIT = (
    EncodingError,
    MismatchedABI,
    OverflowError,
    TooLarge,
    Web3ValidationError,
    Web3ValueError,
)


class Refusal(BaseModel):
    """Why something was not done."""

    kind: str = Field(description="class of `cosmolocal.errors`")
    message: str
    next_step: str
    exit_code: int = Field(description="of the command line for the same")


class Refused(BaseModel):
    """What every answer other than 200 holds."""

    error: Refusal


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "model": Refused,
        "description": "400, 413, 422: a request that is wrong; 403, 429: the relay does not pay;"
        " 404: there is no such thing; 409: the contract would refuse it now; 503: the node or the"
        " relay's account cannot serve it now; 504: sent, and the outcome is not known yet",
    }
}
"""For the schema."""


def status_of(error: CosmolocalError) -> int:
    """Choose the status of HTTP."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), _UNFIT)


def answer_to(error: CosmolocalError, status: int | None = None, **more: Any) -> JSONResponse:
    """Answer with an error, and with whatever else is known."""
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, QuotaUsed) else None
    said = {"error": error.facts(), **more}
    return JSONResponse(said, status or status_of(error), headers=headers)


def install(app: FastAPI) -> None:
    """Have every error of an application answered in the same form."""

    @app.exception_handler(CosmolocalError)
    def known(_: Request, error: CosmolocalError) -> JSONResponse:
        return answer_to(error)

    @app.exception_handler(RequestValidationError)
    def unfit(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer_to(BadInput(_first(error), next_step="Correct it; see /openapi.json."))

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        found = answer_to(
            BadInput(str(error.detail), next_step="See /openapi.json for what there is."),
            error.status_code,
        )
        found.headers.update(error.headers or {})
        return found

    for kind in _DOES_NOT_FIT:
        app.exception_handler(kind)(_does_not_fit)


def _does_not_fit(_: Request, error: Exception) -> JSONResponse:
    """Answer for a value that no type of the contract holds."""
    log.info("a value does not fit: %s", error)
    return answer_to(BadInput("a value does not fit the contract's type"))


def _first(error: RequestValidationError) -> str:
    [issue, *_] = error.errors()
    where = ".".join(map(str, issue["loc"]))
    return f"{where}: {str(issue['msg']).removeprefix('Value error, ')}"
