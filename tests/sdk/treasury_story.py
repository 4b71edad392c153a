# SPDX-License-Identifier: Apache-2.0
"""What happens in the treasury during the season of the example: every kind of event."""

from cosmolocal.calls import Call
from cosmolocal.treasury import ETH, MilestoneTerms, PotTerms, StreamTerms
from tests.sdk.valley import ARBITER, BAKER, BOOKKEEPER, DAY, DRIVER, HOUR, ROOT

CAP, PER_PAYMENT = 10**15, 3 * 10**14
POT, CLOSED_POT = 1, 2


def pot_terms(valley, token=ETH, **changes):
    """A pot of the whole alliance for this season."""
    seasons = valley.alliance.membership.seasons
    terms = {
        "scope": ROOT,
        "token": token,
        "start": seasons.start(0),
        "end": seasons.start(4),
        "period": 30 * DAY,
        "cap": CAP,
        "per_payment": PER_PAYMENT,
    }
    return PotTerms(**{**terms, **changes})


def pot_actions(valley):
    """A vote that opens two pots and closes one of them."""
    treasury, terms = valley.alliance.treasury, pot_terms(valley)
    opened = [treasury.open_pot_action(terms)] * CLOSED_POT
    return [*opened, treasury.close_pot_action(CLOSED_POT)]


def spend(valley):
    """Pay in every way that stewards have; halt it and let it go on."""
    treasury, steward = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    payees = [valley.address(name) for name in (BAKER, DRIVER)]
    memo = valley.texts.commit("flour")
    treasury.spend(POT, payees[0], 7, category=4, memo=memo, signer=steward)
    _batches(valley, payees, memo)
    _promises(valley, payees[0], memo)
    guardian = valley.signer(ARBITER)
    treasury.pause([ETH], DAY, signer=guardian)
    treasury.resume([ETH], signer=guardian)


def _batches(valley, payees, memo):
    """A batch in which one payee cannot be paid, and one with memos."""
    treasury, steward = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    refusing = valley.alliance.contracts["Membership"].address  # takes no ETH
    rows = [(payees[0], 5), (refusing, 6), (payees[1], 8)]
    for batch, more in ((b"\1" * 32, {}), (b"\2" * 32, {"memos": (memo, b"\3" * 32, memo)})):
        call: Call = treasury.batch_call(POT, batch, 1, rows, category=4, **more)
        treasury.pay_batch(call, signer=steward, name=batch.hex())


def _promises(valley, payee, memo):
    """A stream from its opening to its stop, and two milestones."""
    treasury, steward = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    # Two units an hour: a machine that takes its time over a story earns nobody another unit.
    terms = StreamTerms(
        pot=POT, payee=payee, start=0, amount=2, seconds=HOUR, category=4, memo=memo
    )
    opened = treasury.open_stream(terms, 48 * 2, signer=steward)
    stream = opened.event("StreamOpened")["stream"]
    treasury.top_up(stream, 2, signer=steward)
    valley.warp(valley.local.now + 2 * HOUR)
    treasury.withdraw(stream, signer=valley.outsider)
    treasury.stop_stream(stream, signer=steward)
    fixed = {"pot": POT, "payee": payee, "due_at": valley.local.now + DAY, "category": 4}
    ids = [
        treasury.promise_milestone(
            MilestoneTerms(**fixed, amount=amount, memo=memo), signer=steward
        ).event("MilestonePromised")["milestone"]
        for amount in (50, 60)
    ]
    treasury.accept_milestone(ids[0], signer=valley.signer(ARBITER))
    treasury.claim_milestone(ids[0], signer=valley.outsider)
    treasury.claw_back(ids[1], signer=valley.signer(BAKER))
