# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal <domain> verify`: events against storage. `cosmolocal resume`: what was left open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cosmolocal.cli.common import Answer

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


def verifying(domain: str) -> Callable[["Session"], Answer]:
    """Make the command that verifies one domain."""

    def verify(session: "Session") -> Answer:
        """Rebuild every figure from events alone and compare it with the chain."""
        from cosmolocal.verify import verify as compare

        found = compare(session.alliance)
        [check] = [check for check in found.checks if check.domain == domain]
        differences = [text for text in found.differences if text.startswith(f"{domain}:")]
        data = {
            "block": found.block,
            "events": found.events,
            "compared": check.compared,
            "different": check.different,
            "differences": differences,
        }
        return Answer(data, exit_code=1 if differences else 0)

    return verify


def resume(session: "Session") -> Answer:
    """Find out what became of transactions that were left open; send again what was lost."""
    receipts = session.chain.resume()
    landed = [
        {"call": receipt.label, "tx_hash": receipt.tx_hash, "block": receipt.block}
        for receipt in receipts
    ]
    return Answer(landed, f"{len(landed)} transactions were open; all have landed.")
