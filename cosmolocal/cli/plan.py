# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal plan`: what --plan wrote, signed where the key is, sent where a node is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import SIGN, Answer, command, group

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.plans import PlanFile, Transaction

app = group("Plans: made with --plan, signed without a network, sent once.")

File = Annotated[Path, typer.Argument(help="A file that --plan wrote.")]
_SHOWN = 20


@command(app, options=("manifest",))
def show(session: "Session", file: File) -> Answer:
    """Show what a plan would do, read from the bytes that are signed; asks no network."""
    plan = _read(session, file)
    exact = _show(session, plan)
    data = {"id": "0x" + plan.id.hex(), "signed": plan.is_signed, "is_exact": exact}
    return Answer(data, view="", exit_code=0 if exact else 1)


@command(app, options=(*SIGN, "manifest"))
def sign(
    session: "Session",
    file: File,
    out: Annotated[Path, typer.Option(help="The file to write, signatures included.")],
) -> Answer:
    """Sign a plan on the machine that has the key; asks no network."""
    from cosmolocal import plans
    from cosmolocal.errors import BadInput

    plan = _read(session, file)
    if not _show(session, plan):
        raise BadInput(
            "a call cannot be read back exactly, so it may not be what it is shown as",
            next_step="Make the plan anew with the version of the program that is here.",
        )
    count = session.output.counted(len(plan.transactions), "transaction")
    session.confirm(f"Sign {count}?", done="signed")
    signed = plans.sign(plan, session.signer)
    session.output.write_file(out, signed.dumps())
    data = {"file": str(out), "id": "0x" + plan.id.hex(), "transactions": len(plan.transactions)}
    return Answer(data, f"Wrote {out}: `cosmolocal plan send {out}` where a node is.", view="")


@command(app, options=("rpc", "yes", "no_input"))
def send(session: "Session", file: File) -> Answer:
    """Send a signed plan; each transaction at most once, and none of a plan gone stale."""
    from cosmolocal import plans
    from cosmolocal.units import from_units

    plan = _read(session, file)
    before = {each.hash for each in plans.landed(session.chain, plan)}
    if len(before) == len(plan.transactions):
        hashes = [each.hash for each in plan.transactions]
        return Answer(
            {"sent": False, "transactions": hashes},
            f"Nothing to do: already sent in {', '.join(hashes)}.",
            view="",
        )
    session.announce(plan.sentence, _facts(plan))
    count = session.output.counted(len(plan.transactions), "transaction")
    session.confirm(f"Send {count}?")
    receipts = plans.send(session.chain, plan)
    data: dict[str, Any] = {
        "sent": True,
        "transactions": [receipt.tx_hash for receipt in receipts],
        "gas_used": sum(receipt.gas_used for receipt in receipts),
        "fee": str(sum(receipt.fee for receipt in receipts)),
    }
    facts = {
        "sent in": [receipt.tx_hash for receipt in receipts],
        "gas": f"{data['gas_used']:,}",
        "fee": f"{from_units(int(data['fee']), 18)} {session.network.currency}",
    }
    return Answer(data, "Done.", view=facts)


def _read(session: "Session", file: Path) -> "PlanFile":
    from cosmolocal.plans import PlanFile

    return PlanFile.loads(session.inputs.file(file))


def _facts(plan: "PlanFile") -> dict[str, Any]:
    from cosmolocal.networks import network
    from cosmolocal.units import from_units

    currency = network(plan.chain_id).currency
    first, last = plan.transactions[0].nonce, plan.transactions[-1].nonce
    return {
        "plan": "0x" + plan.id.hex(),
        "alliance": plan.alliance,
        "chain": plan.chain,
        "from": plan.account,
        "made": datetime.fromtimestamp(plan.at, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "nonces": f"{first} to {last}" if first < last else str(first),
        "value": f"{from_units(plan.total_value, 18)} {currency}",
        "fee": f"at most {from_units(plan.most_fee, 18)} {currency}",
        "signed": plan.is_signed,
    }


def _show(session: "Session", plan: "PlanFile") -> bool:
    """Write a plan for people; whether every call is what it is shown as."""
    session.announce(plan.sentence, _facts(plan))
    from cosmolocal.networks import network

    names, currency = _names(session), network(plan.chain_id).currency
    shown = [_show_one(session, each, names, currency) for each in plan.transactions]
    return all(shown)


def _show_one(
    session: "Session", each: "Transaction", names: dict[str, str], currency: str
) -> bool:
    from cosmolocal import explain
    from cosmolocal.units import from_units

    output, contract = session.output, each.label.partition(".")[0]
    function, arguments, is_exact = explain.decoded_offline(contract, each.data)
    paid = list(explain.payments(function, arguments))
    calls = f"{contract}.{function}" if function else "bytes that no known call makes"
    facts = {
        "calls": calls if each.data else "nothing: it only sends value",
        "at": " ".join(filter(None, (names.get(each.to), each.to))),
        "value": f"{from_units(each.value, 18)} {currency}",
        **{name: explain.text(value) for name, value in arguments.items()},
    }
    output.say(f"\nNonce {each.nonce}: {each.words}", output.record(facts))
    if paid:
        rows = [{"recipient": to, "smallest units": f"{amount:,}"} for to, amount in paid[:_SHOWN]]
        total = f"{sum(amount for _, amount in paid):,} in all"
        more = f", {len(paid) - _SHOWN:,} rows more" if len(paid) > _SHOWN else ""
        output.say(output.table(rows), total + more)
    return is_exact or not each.data


def _names(session: "Session") -> dict[str, str]:
    """Name the contracts of the manifest that was given."""
    from cosmolocal.deploy.manifest import Manifest

    if session.manifest is None:
        return {}
    contracts = Manifest.load(session.manifest).contracts
    return {str(record.address): name for name, record in contracts.items()}
