# SPDX-License-Identifier: Apache-2.0
"""Sources for explorers: what is sent, against local stand-ins of both services.

No public service was reached: the stand-ins hold requests to the published interfaces, and compile
what they get.

explorers
├── compiler input → makes the code that ships (that it is the compiler's own: tests/gates)
├── constructor arguments → behind the creation code, as they were deployed
├── Sourcify → submit, ask until done; verified, refused, known already, without a transaction
├── Etherscan → the same; the token is in the request and in no message
└── no answer, no JSON, HTTP errors, a job that never ends → told, never taken for a success
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from vyper.cli.vyper_json import compile_json

from cosmolocal import artifacts, codec
from cosmolocal.chain import Chain
from cosmolocal.deploy import explorers
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.explorers import Etherscan, Sourcify, subjects, verify_source
from cosmolocal.deploy.sources import COMPILER, identifier, standard_input
from cosmolocal.errors import BadInput, NodeUnreachable
from cosmolocal.local import free_port
from tests.sdk.conftest import open_engine

TOKEN = "words-of-the-token"
SMALL = "AwardRule"


class StandIn:
    """A service on the loopback: `answers` are given one after the other, the last for ever."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/api"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _handler(stand_in):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                length = int(self.headers.get("Content-Length", 0))
                kind = self.headers.get("Content-Type")
                asked = (self.command, self.path, kind, self.rfile.read(length))
                stand_in.requests.append(asked)
                queue = stand_in.answers
                status, content = queue.pop(0) if len(queue) > 1 else queue[0]
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    with open_engine("in-process", accounts=1) as local:
        path = tmp_path_factory.mktemp("sources") / "guild.json"
        chain = Chain(local.w3)
        manifest = apply(read_example("travelling-makers"), chain, local.accounts[0], path=path)
        yield chain, {subject.contract: subject for subject in subjects(manifest)}


@pytest.fixture
def subject(deployed):
    return deployed[1][SMALL]


def waited(explorer, subject):
    """Verify without waiting; return what came of it, and for how long it would have waited."""
    pauses = []
    return verify_source(explorer, subject, pause=pauses.append), sum(pauses)


# --- what is sent -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [SMALL, "BallotRelay"])
def test_standard_input__compiled__is_the_code_that_ships(name):
    path, _, _ = identifier(name).partition(":")
    output = compile_json(standard_input(name))["contracts"][path][name]["evm"]

    assert output["bytecode"]["object"].removeprefix("0x") == artifacts.load(name).bytecode[2:]


def test_standard_input__unknown_contract__is_refused():
    with pytest.raises(BadInput, match="no contract named 'Purse'"):
        standard_input("Purse")


def test_subjects__arguments__are_those_of_the_deployment(deployed):
    chain, found = deployed
    assert set(found) == set(CONTRACTS)
    for name, subject in found.items():
        sent = chain.node.ask("eth_getTransactionByHash", subject.tx_hash)
        code = artifacts.load(name).bytecode.removeprefix("0x")
        assert codec.as_bytes(sent["input"]).hex() == code + subject.arguments, name


# --- Sourcify ---------------------------------------------------------------------------------


def test_sourcify__job__is_asked_about_until_it_is_done(subject):
    pending = {"isJobCompleted": False}
    done = {"isJobCompleted": True, "contract": {"match": "exact_match"}}
    with StandIn((202, {"verificationId": "7-a"}), (200, pending), (200, done)) as service:
        found, pauses = waited(Sourcify(service.url + "/"), subject)

    assert (found.state, found.said, found.address) == ("verified", "exact_match", subject.address)
    assert pauses == explorers.PAUSE_SECONDS
    submit, *asked = service.requests
    assert submit[:3] == ("POST", f"/api/v2/verify/31337/{subject.address}", "application/json")
    content = json.loads(submit[3])
    assert content["stdJsonInput"] == standard_input(SMALL)
    assert content["compilerVersion"] == COMPILER
    assert content["contractIdentifier"] == "contracts/funding/AwardRule.vy:AwardRule"
    assert content["creationTransactionHash"] == subject.tx_hash
    assert [request[:2] for request in asked] == [("GET", "/api/v2/verify/7-a")] * 2


def test_sourcify__contract_of_somebody_elses_transaction__names_none(subject):
    taken = explorers.Subject(**{**_fields(subject), "tx_hash": ""})
    with StandIn((409, {"customCode": "already_verified", "message": "known"})) as service:
        found, _ = waited(Sourcify(service.url), taken)

    assert found.state == "known already"
    assert "creationTransactionHash" not in json.loads(service.requests[0][3])


def test_sourcify__no_match__is_refused_with_its_reason(subject):
    done = {"isJobCompleted": True, "contract": {"match": None}, "error": {"message": "differs"}}
    with StandIn((202, {"verificationId": "7"}), (200, done)) as service:
        found, _ = waited(Sourcify(service.url), subject)

    assert (found.state, found.said) == ("refused", "differs")


def _fields(subject):
    return {name: getattr(subject, name) for name in explorers.Subject.__dataclass_fields__}


# --- Etherscan --------------------------------------------------------------------------------


def test_etherscan__job__is_asked_about_until_it_is_done(subject):
    with StandIn(
        (200, {"status": "1", "message": "OK", "result": "guid-1"}),
        (200, {"status": "0", "message": "NOTOK", "result": "Pending in queue"}),
        (200, {"status": "1", "message": "OK", "result": "Pass - Verified"}),
    ) as service:
        explorer = Etherscan(service.url, TOKEN)
        found, _ = waited(explorer, subject)

    assert (found.state, found.said) == ("verified", "Pass - Verified")
    submit, *asked = service.requests
    query = parse_qs(urlsplit(submit[1]).query)
    assert submit[0] == "POST"
    assert query == {
        "module": ["contract"],
        "action": ["verifysourcecode"],
        "chainid": ["31337"],
        "apikey": [TOKEN],
    }
    form = parse_qs(submit[3].decode())
    assert json.loads(form.pop("sourceCode")[0]) == standard_input(SMALL)
    assert form == {
        "codeformat": ["vyper-json"],
        "contractaddress": [subject.address],
        "contractname": ["contracts/funding/AwardRule.vy:AwardRule"],
        "compilerversion": ["vyper:0.4.3"],
        "optimizationUsed": ["1"],
    }
    for request in asked:
        query = parse_qs(urlsplit(request[1]).query)
        assert (request[0], query["action"], query["guid"]) == (
            "GET",
            ["checkverifystatus"],
            ["guid-1"],
        )
    assert TOKEN not in repr(explorer)


def test_etherscan__arguments__go_along(deployed):
    subject = deployed[1]["BallotRelay"]
    with StandIn((200, {"status": "0", "result": "Contract source code already verified"})) as it:
        found, _ = waited(Etherscan(it.url, TOKEN), subject)

    assert found.state == "known already"
    form = parse_qs(it.requests[0][3].decode())
    assert form["constructorArguments"] == [subject.arguments]
    assert len(subject.arguments) == 64


def test_etherscan__refusals__are_told_without_the_token(subject):
    with (
        StandIn((200, {"status": "0", "result": "Invalid API Key"})) as service,
        pytest.raises(BadInput, match=r"refused AwardRule: Invalid API Key") as refused,
    ):
        waited(Etherscan(service.url, TOKEN), subject)
    assert TOKEN not in str(refused.value)

    with StandIn(
        (200, {"status": "1", "result": "guid"}), (200, {"result": "Fail - Unable to verify"})
    ) as service:
        found, _ = waited(Etherscan(service.url, TOKEN), subject)
    assert (found.state, found.said) == ("refused", "Fail - Unable to verify")


# --- a service that does not do its part ------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ((200, b"<html>"), "answered 200 with no JSON"),
        ((500, {"message": "out of order"}), "answered 500: out of order"),
        ((200, ["x"]), "answered 200: nothing that can be used"),
        ((200, {"status": "1"}), "the explorer's answer has no "),
    ],
)
@pytest.mark.parametrize("kind", ["sourcify", "etherscan"])
def test_answer__that_cannot_be_used__is_no_success(subject, kind, answer, complaint):
    with StandIn(answer) as service:
        explorer = Sourcify(service.url) if kind == "sourcify" else Etherscan(service.url, TOKEN)
        with pytest.raises(BadInput, match=complaint) as refused:
            waited(explorer, subject)
    assert TOKEN not in str(refused.value)


def test_nobody_there__is_told_without_the_token(subject):
    with pytest.raises(NodeUnreachable, match="does not answer") as silent:
        waited(Etherscan(f"http://127.0.0.1:{free_port()}/api", TOKEN), subject)
    assert TOKEN not in str(silent.value)
    assert silent.value.__cause__ is None


def test_job__that_never_ends__is_not_done(subject):
    with StandIn((202, {"verificationId": "7"}), (200, {"isJobCompleted": False})) as service:
        found, pauses = waited(Sourcify(service.url), subject)

    assert (found.state, found.said) == ("not done", "job 7")
    assert pauses == explorers.PAUSE_SECONDS * explorers.MOST_PAUSES
