# SPDX-License-Identifier: Apache-2.0
"""What `Treasury` and grants store."""

from collections.abc import Iterator
from dataclasses import asdict

from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.verify.rebuilt import Figure, Rebuilt
from cosmolocal.views import Views


def treasury(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare what is held, reserved and halted, then pots, streams and milestones."""
    state, call = rebuilt.treasury, rebuilt.views["Treasury"]
    yield "ETH held", state.balance, call.balance_of(ZERO_ADDRESS)
    yield "owner of Treasury", state.ownership.owner, call.owner()
    yield "guardian of Treasury", state.guardian[0], call.guardian()
    yield "guardian's term in Treasury", state.guardian[1], call.guardian_until()
    yield "pot_count", len(state.pots), call.pot_count()
    for token in {ZERO_ADDRESS, *(pot.token for pot in state.pots.values())}:
        yield f"reserved of {token}", state.reserved(token), call.reserved(token)
        yield f"halt of {token}", state.paused.get(token, 0), call.paused_until(token)
    yield from _pots(rebuilt)


def _pots(rebuilt: Rebuilt) -> Iterator[Figure]:
    state, call = rebuilt.treasury, rebuilt.views["Treasury"]
    names = ("scope", "token", "start", "end", "period", "cap", "per_payment")
    for number, pot in state.pots.items():
        terms = {field: getattr(pot, field) for field in names}
        yield f"terms of pot {number}", terms, call.pot(number)
        yield f"spent of pot {number}", pot.spent_at(rebuilt.now), call.spent_of(number)
        yield f"pot {number} closed", pot.closed, call.is_closed(number)
    for (number, batch), rows in state.paid_rows.items():
        yield f"batch 0x{batch.hex()} of pot {number}", rows, call.paid_rows(number, batch)
    for stream in state.streams.values():
        figures = (state.earned(stream, rebuilt.now), stream.withdrawn, stream.deposit)
        yield f"stream 0x{stream.id.hex()}", figures, call.earned(stream.terms)
    for m in state.milestones.values():
        yield f"milestone 0x{m.id.hex()}", m.state, call.milestone_state(m.id)


def grants(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare each grant that applications name."""
    for address, (state, _) in rebuilt.grants.items():
        call = Views("Grant", address)
        for name, figure in asdict(state).items():
            yield f"{name} of grant {address}", figure, getattr(call, name)()
