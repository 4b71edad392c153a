# SPDX-License-Identifier: Apache-2.0
"""What the treasury refuses."""

from cosmolocal.errors.tree import ContractError


class TreasuryAcceptsItsOwnWork(ContractError, reason="treasury: accepts its own work"):
    """Let another steward or an arbiter of the scope accept it."""


class TreasuryBadLengthOfAPause(ContractError, reason="treasury: bad length of a pause"):
    """Pause for at least a second and at most seven days."""


class TreasuryBadLengthOfAStream(ContractError, reason="treasury: bad length of a stream"):
    """Give the span in which the stream pays its amount, in seconds."""


class TreasuryBadPeriod(ContractError, reason="treasury: bad period"):
    """Give a period of at least a second and at most 136 years."""


class TreasuryBadRate(ContractError, reason="treasury: bad rate"):
    """Give the amount that the stream pays in each span, above zero."""


class TreasuryBalanceTooSmall(ContractError, reason="treasury: balance too small"):
    """Lower the amount, or fill the treasury first."""


class TreasuryBatchAlreadyPaid(ContractError, reason="treasury: batch already paid"):
    """Leave it: every row of this batch was paid before."""


class TreasuryCapTooLarge(ContractError, reason="treasury: cap too large"):
    """Give a cap below 2**96 smallest units."""


class TreasuryDueInThePast(ContractError, reason="treasury: due in the past"):
    """Give the milestone a time that is still to come."""


class TreasuryGuardianTermIsOver(ContractError, reason="treasury: guardian term is over"):
    """Ask for a vote that renews the guardian's term."""


class TreasuryGuardianTermTooLong(ContractError, reason="treasury: guardian term too long"):
    """Let the guardian's term end within two years."""


class TreasuryLessThanPromised(ContractError, reason="treasury: less than promised"):
    """Ask the alliance to fill the treasury: the token shrank below what was promised."""


class TreasuryMayNotAccept(ContractError, reason="treasury: may not accept"):
    """Ask a steward or an arbiter of the pot's scope to accept it."""


class TreasuryMilestoneExists(ContractError, reason="treasury: milestone exists"):
    """Change the memo or the time: the same milestone was promised before."""


class TreasuryMilestoneNotOpen(ContractError, reason="treasury: milestone not open"):
    """Look at its state: it was accepted, paid or taken back."""


class TreasuryMovedAnotherAmount(ContractError, reason="treasury: moved another amount"):
    """Use another token: this one moves more or less than asked."""


class TreasuryNoSuchFunction(ContractError, reason="treasury: no such function"):
    """Check the call: the treasury has no such function."""


class TreasuryNoSuchMilestone(ContractError, reason="treasury: no such milestone"):
    """Give the very terms it was promised with."""


class TreasuryNoSuchPool(ContractError, reason="treasury: no such pool"):
    """Check the pool: there is no contract at its address."""


class TreasuryNoSuchPot(ContractError, reason="treasury: no such pot"):
    """Check the number: `cosmolocal treasury pots` lists them."""


class TreasuryNoSuchSafe(ContractError, reason="treasury: no such safe"):
    """Check the Safe: there is no contract at its address."""


class TreasuryNoSuchScope(ContractError, reason="treasury: no such scope"):
    """Check the number of the scope: it was never founded."""


class TreasuryNoSuchScopes(ContractError, reason="treasury: no such scopes"):
    """Deploy `Scopes` first, and name it."""


class TreasuryNoSuchStream(ContractError, reason="treasury: no such stream"):
    """Give the very terms it was opened with."""


class TreasuryNoSuchToken(ContractError, reason="treasury: no such token"):
    """Check the token: there is no contract at its address."""


class TreasuryNotASteward(ContractError, reason="treasury: not a steward"):
    """Use the account of a steward of the pot's scope, while the mandate lasts."""


class TreasuryNotDueYet(ContractError, reason="treasury: not due yet"):
    """Wait until it is due, or ask its payee or a vote to give it up."""


class TreasuryNotPaused(ContractError, reason="treasury: not paused"):
    """Leave it: spending goes on already."""


class TreasuryNotTheGuardian(ContractError, reason="treasury: not the guardian"):
    """Ask the guardian: nobody else may do this."""


class TreasuryNotThePayee(ContractError, reason="treasury: not the payee"):
    """Send it to the payee, or let the payee choose another account."""


class TreasuryNothingEarnedYet(ContractError, reason="treasury: nothing earned yet"):
    """Wait: nothing was earned since the last withdrawal."""


class TreasuryNothingLeftToStop(ContractError, reason="treasury: nothing left to stop"):
    """Leave it: the stream has earned all it will pay."""


class TreasuryNothingToPause(ContractError, reason="treasury: nothing to pause"):
    """Name at least one token."""


class TreasuryNothingToResume(ContractError, reason="treasury: nothing to resume"):
    """Name at least one token."""


class TreasuryOneMemoForEachRow(ContractError, reason="treasury: one memo for each row"):
    """Give as many memos as payments."""


class TreasuryOverThePaymentCap(ContractError, reason="treasury: over the payment cap"):
    """Pay less at once, or propose a pot with a larger cap."""


class TreasuryOverThePeriodCap(ContractError, reason="treasury: over the period cap"):
    """Wait for the pot's next period, or propose another pot."""


class TreasuryPausedRecently(ContractError, reason="treasury: paused recently"):
    """Wait: a token may be halted again a week after its last halt."""


class TreasuryPaymentCapAboveCap(ContractError, reason="treasury: payment cap above cap"):
    """Give a cap per payment of at most the cap per period."""


class TreasuryPaysItself(ContractError, reason="treasury: pays itself"):
    """Name another recipient than the treasury."""


class TreasuryPotAlreadyOver(ContractError, reason="treasury: pot already over"):
    """Leave it: the pot has ended."""


class TreasuryPotEndsBeforeStart(ContractError, reason="treasury: pot ends before start"):
    """Let the pot end after its start."""


class TreasuryPotEndsInThePast(ContractError, reason="treasury: pot ends in the past"):
    """Give the pot an end that is still to come."""


class TreasuryPotIsOver(ContractError, reason="treasury: pot is over"):
    """Use another pot: this one ended, or a vote closed it."""


class TreasuryPotNotBegun(ContractError, reason="treasury: pot not begun"):
    """Wait until the pot begins."""


class TreasuryPotWasClosed(ContractError, reason="treasury: pot was closed"):
    """Promise it anew out of another pot: a vote closed this one."""


class TreasuryRowBeyondTheBatch(ContractError, reason="treasury: row beyond the batch"):
    """Keep a batch to 256 rows, numbered from 0."""


class TreasurySafeRefusedToFund(ContractError, reason="treasury: safe refused to fund"):
    """Check that the treasury is a module of the Safe, and the round."""


class TreasurySafeRefusedToPay(ContractError, reason="treasury: safe refused to pay"):
    """Check that the treasury is a module of the Safe, and who is paid."""


class TreasurySendItToTheSafe(ContractError, reason="treasury: send it to the safe"):
    """Send money to the Safe that holds the treasury's."""


class TreasurySpendingIsPaused(ContractError, reason="treasury: spending is paused"):
    """Wait until the halt lifts by itself, or ask for a vote."""


class TreasuryStreamExists(ContractError, reason="treasury: stream exists"):
    """Change the memo or the start: the same stream was opened before."""


class TreasuryStreamIsOver(ContractError, reason="treasury: stream is over"):
    """Open a new stream: this one has nothing left to pay."""


class TreasuryTooLittleGas(ContractError, reason="treasury: too little gas"):
    """Send it with more gas, or in a smaller batch."""


class TreasuryTooManyDigitsInCap(ContractError, reason="treasury: too many digits in cap"):
    """Round the cap: at most twelve digits before its zeros."""


class TreasuryTooManyPeriods(ContractError, reason="treasury: too many periods"):
    """Let the pot end earlier, or give it longer periods."""


class TreasuryZeroAmount(ContractError, reason="treasury: zero amount"):
    """Give an amount above zero."""


class TreasuryZeroCap(ContractError, reason="treasury: zero cap"):
    """Give caps above zero."""


class TreasuryZeroRecipient(ContractError, reason="treasury: zero recipient"):
    """Give a real recipient instead of the zero address."""
