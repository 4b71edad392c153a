# SPDX-License-Identifier: Apache-2.0
"""What `ContributionLedger` and `Resources` store."""

from collections.abc import Iterator

from cosmolocal.replay.ledger import NO_ENTRY
from cosmolocal.valueflows.units import code_number
from cosmolocal.verify.rebuilt import Figure, Rebuilt


def ledger(rebuilt: Rebuilt) -> Iterator[Figure]:
    """Compare entries, heads, weights, allowances and recognition."""
    state, call = rebuilt.ledger, rebuilt.views["ContributionLedger"]
    present = rebuilt.seasons.at(rebuilt.now)
    for entry, row in state.entries.items():
        yield f"word of entry 0x{entry.hex()}", row.word, call.entry_word(entry)
    for scope in rebuilt.membership.scopes:
        head = state.heads.get(scope, NO_ENTRY)
        yield f"head of scope {scope}", head, call.head(scope)
    for (scope, skill), weight in state.weights.items():
        name = f"weight of skill {skill} in scope {scope}"
        yield name, weight, call.weight_bps(scope, skill)
    for seat, season in state.lanes:
        earned = state.stored(seat, season).earned
        name = f"recognition of seat {seat} in season {season}"
        yield name, earned, call.recognition(seat, season)
    for seat in rebuilt.membership.seats:
        left = rebuilt.allowance - state.stored(seat, present).given
        yield f"allowance of seat {seat}", left, call.allowance_left(seat)
    for scope, rule in state.rules.items():
        yield f"rule of scope {scope}", rule, call.rule(scope)
    for entry, taken in state.amended.items():
        yield f"amended of 0x{entry.hex()}", taken, call.amended(entry)
    for (seat, page), bits in state.nonces.items():
        yield f"nonces of seat {seat}, page {page}", bits, call.nonces(seat, page)
    for root, word in state.anchors.items():
        yield f"anchor 0x{root.hex()}", word, call.anchor_word(root)
    yield from _stocks(rebuilt)


def _stocks(rebuilt: Rebuilt) -> Iterator[Figure]:
    stocks, call = rebuilt.ledger.stocks, rebuilt.views["Resources"]
    yield "ledger of Resources", rebuilt.ledger.bound, call.ledger()
    yield "spec_count", len(stocks.specs), call.spec_count()
    yield "process_count", len(stocks.processes), call.process_count()
    for code, unit in stocks.units.items():
        yield f"unit {code}", unit.word, call.unit_word(code_number(code))
    for number, spec in stocks.specs.items():
        yield f"spec {number}", spec.word, call.spec_word(number)
    for number, resource in stocks.resources.items():
        yield f"resource {number}", resource.word, call.resource_word(number)
        yield f"stock of resource {number}", resource.stock, call.stock_word(number)
    for number, process in stocks.processes.items():
        yield f"process {number}", process.word, call.process_word(number)
        yield f"balance of process {number}", process.balance, call.balance_word(number)
        for held, taken in process.taken.items():
            name = f"resource {held} in process {number}"
            yield name, taken, call.taken(number, held)
