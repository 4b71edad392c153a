# SPDX-License-Identifier: Apache-2.0
"""Slips by the command line: signed into a file without a network, and brought out of files."""

import time
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cosmolocal import slips
from cosmolocal.cli.common import Answer
from cosmolocal.deploy.manifest import FOLDER, Manifest
from cosmolocal.errors import BadInput
from cosmolocal.flows import entries_of, sign_confirmation, sign_slip
from cosmolocal.slips import SlipFile
from cosmolocal.valueflows import Action, Flow
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

FULL_SCREEN = 20


class To(NamedTuple):
    """Where a slip goes, until when it is good, who signs, and what it says."""

    file: Path
    until: str
    seat: int | None
    said: str


def clock() -> int:
    """Return the time of this machine [UTC seconds]: where slips are signed no block tells it."""
    return int(time.time())


def write_work(session: "Session", to: To, **typed: Any) -> Answer:
    """Sign work as a slip."""
    fields = {
        **typed,
        "occurred_at": session.inputs.moment(typed["occurred_at"], clock()),
        "evidence": session.inputs.commitment(typed["evidence"]),
    }
    seat = to.seat or session.alliance.membership.seat(session.address)
    return write(session, to, Flow(action=Action.WORK, provider=seat, **fields))


def write(session: "Session", to: To, flow: Flow) -> Answer:
    """Sign an event as a slip."""
    domain, deadline = _asked(session, to)
    slip = sign_slip(domain, flow, deadline=deadline, signer=session.signer)
    return _added(session, to, SlipFile(**_of(domain), slips=(slip,)))


def write_confirmation(session: "Session", to: To, entry: bytes) -> Answer:
    """Sign that one stands by an entry."""
    domain, deadline = _asked(session, to)
    signed = sign_confirmation(domain, entry, deadline=deadline, signer=session.signer)
    return _added(session, to, SlipFile(**_of(domain), confirmations=(signed,)))


def relay(session: "Session", files: Sequence[Path], *, accept: bool) -> Answer:
    """Try all, show what would count, ask, send."""
    flows, output = session.alliance.ledger.flows, session.output
    file = reduce(SlipFile.joined, [SlipFile.load(path) for path in files])
    fitting, refused = slips.sort(flows, file, session.signer, accept=accept)
    shown = [words for words, _ in fitting[:FULL_SCREEN]]
    if len(fitting) > len(shown):
        shown.append(f"and {len(fitting) - len(shown):,} more")
    output.say(f"Bring {len(fitting)} slips:", *(f"  {words}" for words in shown))
    for words, error in refused:
        output.say(f"Refused: {words}: {error}", f"→ {error.next_step}")
    reasons = [{"slip": words, "reason": str(error)} for words, error in refused]
    if session.dry_run or not fitting:
        data = {"sent": False, "slips": len(fitting), "refused": reasons}
        return Answer(data, "Nothing was sent.", view="", exit_code=1 if refused else 0)
    if session.plan:
        return session.write_plan(f"Bring {len(fitting)} slips.", fitting)
    session.confirm(_("Send them?"))
    brought = slips.bring(flows, fitting, refused)
    data = {
        "sent": True,
        "transactions": [receipt.tx_hash for receipt in brought.receipts],
        "entries": ["0x" + e.hex() for r in brought.receipts for e in entries_of(r)],
        "refused": reasons,
    }
    said = f"{len(brought.receipts)} slips were brought, {len(refused)} refused."
    return Answer(data, said, exit_code=1 if refused else 0)


def _asked(session: "Session", to: To) -> tuple[Any, int]:
    """Show what is signed and ask; return which ledger it is for, and until when."""
    manifest = Manifest.load(_manifest_path(session))
    domain, deadline = slips.domain_of(manifest), session.inputs.moment(to.until, clock())
    facts = {
        "from": session.address,
        "ledger": f"{domain.verifying_contract} on chain {domain.chain_id}",
        "good until": session.output.day(deadline),
    }
    session.announce(to.said, facts)
    session.confirm(_("Sign it?"), done="signed")
    return domain, deadline


def _added(session: "Session", to: To, new: SlipFile) -> Answer:
    """Add to the file, which may hold slips already."""
    file = SlipFile.load(to.file).joined(new) if to.file.exists() else new
    session.output.write_file(to.file, file.dumps())
    count = len(file.slips) + len(file.confirmations)
    data = {"sent": False, "file": str(to.file), "slips": count}
    return Answer(
        data, f"{to.file} holds {count} slips: `cosmolocal ledger relay {to.file}`.", view=""
    )


def _of(domain: Any) -> dict[str, Any]:
    return {"chain_id": domain.chain_id, "ledger": domain.verifying_contract}


def _manifest_path(session: "Session") -> Path:
    """Find the manifest without asking a node for its chain."""
    if session.manifest is not None:
        return session.manifest
    found = sorted(FOLDER.glob("*/*.json"))
    if len(found) != 1:
        raise BadInput(
            f"{FOLDER} holds {len(found)} alliances", next_step="Name one: --manifest FILE."
        )
    return found[0]
