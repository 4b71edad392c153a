# SPDX-License-Identifier: Apache-2.0
"""One run of a command: its chain, alliance and key, the question before sending, and its end.

Every error of the package ends here as a sentence and an exit code; nothing else is caught, so that
a fault of the program shows as one.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cosmolocal.cli import inputs, output
from cosmolocal.cli.common import DEFAULT_RPC, Answer, Plan
from cosmolocal.errors import BadInput, CosmolocalError, KeyRefused, UserFixable
from cosmolocal.files import parsed, read
from cosmolocal.units import from_units
from cosmolocal.words import _, noted, of_environment, speak

# What reaches a chain takes a second to import: a command that needs none does without.
if TYPE_CHECKING:
    from eth_typing import ChecksumAddress
    from web3 import Web3

    from cosmolocal.alliance import Alliance
    from cosmolocal.calls import Receipt, Simulation
    from cosmolocal.chain import Chain, Step
    from cosmolocal.domain import Action
    from cosmolocal.networks import Network
    from cosmolocal.signers import Signer

FIRST_ANSWER_SECONDS = 3.0
_DEV, _REMOTE = "dev:", "remote:"
_AGREED = {"y", "yes"}
SIGNER = "COSMOLOCAL_SIGNER"
"""Address of a signing service; it may hold a password, so it is no option."""
_NO_WORD = bytes(32)


_OPENED: ContextVar["tuple[Web3, Signer] | None"] = ContextVar("opened", default=None)


@contextmanager
def opened_by(w3: "Web3", signer: "Signer") -> Iterator[None]:
    """Let commands use a node and an account that another program has opened, such as ape."""
    token = _OPENED.set((w3, signer))
    try:
        yield
    finally:
        _OPENED.reset(token)


def connect(url: str) -> "Web3":
    """Open a node."""
    from cosmolocal import rpc

    return rpc.connect(url)


class NotConfirmed(UserFixable):
    """Nobody agreed, so nothing was sent."""


def run_command(
    function: Callable[..., Answer | Plan], given: Mapping[str, Any], common: Mapping[str, Any]
) -> int:
    """Run a command to its end; return the exit code."""
    speak(of_environment())
    session = Session(**common)
    try:
        answer = function(session, **given)
        if isinstance(answer, Plan):
            answer = session.carry_out(answer)
    except CosmolocalError as error:
        output.complain(error)
        if session.json:
            output.write_json({"error": error.facts()})
        return error.exit_code
    except KeyboardInterrupt:
        output.say(_("Interrupted."))
        return 130
    if answer.text:
        output.say(answer.text, error=session.json)
    if session.json:
        output.write_json(answer.data)
    elif answer.view != "":
        output.show(answer.data if answer.view is None else answer.view)
    return answer.exit_code


@dataclass(frozen=True)
class Session:
    """The common options of a run, and what they open when it is first used."""

    inputs, output = inputs, output

    json: bool = False
    rpc: str = DEFAULT_RPC
    manifest: Path | None = None
    account: str | None = None
    password_file: Path | None = None
    yes: bool = False
    dry_run: bool = False
    no_input: bool = False
    plan: Path | None = None

    @cached_property
    def chain(self) -> "Chain":
        """The chain behind the node; one that does not answer at once is given up soon."""
        from cosmolocal.chain import Chain
        from cosmolocal.codec import as_int
        from cosmolocal.networks import network
        from cosmolocal.rpc import Node

        opened = _OPENED.get()
        w3 = opened[0] if opened else connect(self.rpc)
        asked = Node(w3, deadline_seconds=FIRST_ANSWER_SECONDS).ask("eth_chainId")
        return Chain(w3, durable=True, confirmations=network(as_int(asked)).confirmations)

    @cached_property
    def network(self) -> "Network":
        """What is known of the chain's network."""
        from cosmolocal.networks import network

        return network(self.chain.chain_id)

    @cached_property
    def alliance(self) -> "Alliance":
        """The alliance of the manifest."""
        from cosmolocal.alliance import Alliance

        return Alliance.connect(self.chain, self.manifest_path())

    @property
    def now(self) -> int:
        """Time of the newest block [UTC seconds]."""
        return self.chain.at().timestamp

    @cached_property
    def signer(self) -> "Signer":
        """The key that signs; one that is elsewhere is enough where nothing is signed."""
        from eth_utils.address import is_address

        from cosmolocal.signers import AbsentSigner, KeystoreSigner, dev_signer

        opened = _OPENED.get()
        if opened:
            return opened[1]
        if self.plan or (self.dry_run and is_address(self.account)):
            return AbsentSigner(self.address)
        if self._is_remote:
            return self._remote_signer()
        path = self._keystore()
        if path is None:
            return dev_signer(str(self.account).removeprefix(_DEV))
        return KeystoreSigner(path, self.password_file or self._ask_password)

    @property
    def address(self) -> "ChecksumAddress":
        """The account that would sign; a keystore tells its address without the password."""
        from eth_utils.address import is_address, to_checksum_address

        from cosmolocal.signers import dev_signer

        if opened := _OPENED.get():
            return opened[1].address
        if self._is_remote or is_address(self.account):
            return inputs.address(str(self.account).removeprefix(_REMOTE))
        path = self._keystore()
        if path is None:
            return dev_signer(str(self.account).removeprefix(_DEV)).address
        try:
            return to_checksum_address(parsed(read(path))["address"])
        except (ValueError, KeyError, TypeError) as error:
            raise KeyRefused(f"{path} tells no address: {error}") from error

    def carry_out(self, plan: Plan) -> Answer:
        """Simulate a plan, show it with its cost, ask, send it."""
        signer = self.signer
        simulation = cast("Simulation", plan.verb(signer=signer, simulate=True))
        fee = simulation.gas_used * self.gas_price()
        facts = plan.facts | {
            "from": signer.address,
            "chain": f"{self.network.name}, {self.chain.chain_id}",
            "gas": f"{simulation.gas_used:,}",
            "fee": f"about {from_units(fee, 18)} {self.network.currency}",
        }
        self.announce(plan.sentence, facts)
        if self.dry_run:
            figures = {"gas_used": simulation.gas_used, "fee": str(fee)}
            return Answer({"sent": False} | figures, _("Dry run: nothing was sent."))
        if self.plan:
            from cosmolocal.chain import Step

            step = Step(simulation.call, signer, simulation.value)
            return self.write_plan(plan.sentence, [(plan.sentence, step)])
        self.confirm(_("Send it?"))
        return sent(cast("Receipt", plan.verb(signer=signer)), self.network)

    def write_plan(self, sentence: str, steps: "Sequence[tuple[str, Step]]") -> Answer:
        """Write steps, each with its words, into the file of `--plan` instead of sending them."""
        from cosmolocal import plans

        path = cast(Path, self.plan)
        plan = plans.make(self.chain, sentence, self.alliance.manifest.name, steps)
        output.write_file(path, plan.dumps())
        return Answer(
            {"sent": False, "plan": str(path), "id": "0x" + plan.id.hex(), "steps": len(steps)},
            f"Nothing was sent. {path} holds {output.counted(len(steps), 'transaction')}:"
            f" `cosmolocal plan sign {path}` where the key is,"
            " then `cosmolocal plan send` where a node is.",
            view="",
        )

    def proposal(
        self,
        what: str,
        actions: "Sequence[Action]",
        why: str | None,
        *,
        proposal_type: int = 0,
        uri: str = "",
    ) -> Plan:
        """Plan to propose what only a vote may do."""
        if why is None:
            raise BadInput("a proposal needs a reason", next_step="Give --why TEXT.")
        verb = partial(
            self.alliance.governance.propose,
            actions,
            inputs.commitment(why),
            proposal_type=proposal_type,
            uri=uri,
        )
        return Plan(f"Propose to {what}.", verb, {"why": why})

    def name_of(self, address: str) -> str:
        """Name a contract of the alliance; any other address stays one."""
        from eth_utils.address import to_checksum_address

        names = {record.address: name for name, record in self.alliance.manifest.contracts.items()}
        return names.get(to_checksum_address(address), address)

    def text_of(self, description: str) -> str:
        """Return the text behind a proposal's description, if it is kept here."""
        said, _, _ = description.partition("#proposer=")
        first, *more = said.split("\n")
        if first.startswith("0x") and len(first) == 2 + inputs.WORD_DIGITS:
            first = inputs.open_texts().find(inputs.word(first)) or first
        return "\n".join([first, *more]).rstrip("\n")

    def announce(self, sentence: str, facts: Mapping[str, Any]) -> None:
        """Say what is about to happen."""
        output.say(sentence, output.record(facts))

    def confirm(self, question: str, *, done: str = "sent") -> None:
        """Return if somebody agrees; `done` is what else was not."""
        if self.yes:
            return
        if self.no_input or not output.is_interactive():
            raise NotConfirmed(
                f"nobody confirmed, so nothing was {done}", next_step=noted("Add --yes.")
            )
        hint, agreed = _("[y/N]"), {*_AGREED, _("yes")}
        if output.ask(f"{question} {hint} ").strip().lower() not in agreed:
            raise NotConfirmed(f"you did not confirm, so nothing was {done}")

    @property
    def _is_remote(self) -> bool:
        return (self.account or "").startswith(_REMOTE)

    def _remote_signer(self) -> "Signer":
        """Reach the service that holds the account's key."""
        from cosmolocal.remote_signer import RemoteSigner

        url = os.environ.get(SIGNER)
        if not url:
            raise KeyRefused(
                f"no service to sign for {self.address}",
                next_step=f"Put its address into the environment variable {SIGNER}.",
            )
        return RemoteSigner(self.address, url)

    def _keystore(self) -> Path | None:
        """Find the file of `--account`; None for the throw-away key of a development chain."""
        if self.account is None:
            raise KeyRefused("no account to sign with", next_step="Name one with --account.")
        if self.account.startswith(_DEV):
            return None
        from cosmolocal.signers import find_keystore

        path = Path(self.account)
        return path if path.is_file() else find_keystore(self.account)

    def gas_price(self) -> int:
        """What a unit of gas costs now [wei]."""
        return int(str(self.chain.node.ask("eth_gasPrice")), 16)

    def _ask_password(self) -> str:
        if self.no_input or not output.is_interactive():
            raise KeyRefused(
                f"the password of {self.account} is missing",
                next_step="Give --password-file FILE.",
            )
        return getpass(f"Password of {self.account}: ")

    def manifest_path(self) -> Path:
        """Return the manifest that was named, or the only one of this chain."""
        if self.manifest is not None:
            return self.manifest
        from cosmolocal.deploy.manifest import FOLDER

        folder = FOLDER / str(self.chain.chain_id)
        found = sorted(folder.glob("*.json"))
        if len(found) == 1:
            return found[0]
        names = ", ".join(path.stem for path in found)
        raise BadInput(
            f"{folder} holds more than one alliance: {names}"
            if found
            else f"no alliance in {folder}",
            next_step="Name one with --manifest FILE, or deploy one.",
        )


def sent(receipt: "Receipt", on: "Network") -> Answer:
    """Answer with what a transaction did, and where to look at it."""
    events = [
        {"event": event.name} | {name: output.digits(arg) for name, arg in event.args.items()}
        for event in receipt.events
    ]
    data: dict[str, Any] = {
        "sent": True,
        "tx_hash": receipt.tx_hash,
        "block": receipt.block,
        "gas_used": receipt.gas_used,
        "fee": str(receipt.fee),
        "events": events,
    }
    facts = {
        "tx hash": receipt.tx_hash,
        "block": f"{receipt.block:,}",
        "gas": f"{receipt.gas_used:,}",
        "fee": f"{from_units(receipt.fee, 18)} {on.currency}",
    }
    if receipt.contract_address:
        data["created"] = facts["created"] = receipt.contract_address
    if link := on.link(receipt.tx_hash):
        data["link"] = facts["look"] = link
    return Answer(data, _("Done."), view=(facts, *map(_told, events)))


def _told(event: Mapping[str, Any]) -> dict[str, Any]:
    """Write an event for people: words of zeros stand for nothing."""
    return {name: None if arg == _NO_WORD else arg for name, arg in event.items()}
