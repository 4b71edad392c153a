# SPDX-License-Identifier: Apache-2.0
"""What the funding rounds, their desk and their escrow refuse."""

from cosmolocal.errors.tree import ContractError


class EscrowNothingReceived(ContractError, reason="escrow: nothing received"):
    """Send an amount above zero, in a token that delivers it."""


class EscrowNothingToRefund(ContractError, reason="escrow: nothing to refund"):
    """Check the sponsor: it gave nothing, or has it back."""


class EscrowRoundHasNotSoMuch(ContractError, reason="escrow: round has not so much"):
    """Report it: a round never owes more than it holds."""


class EscrowRoundTakesAToken(ContractError, reason="escrow: round takes a token"):
    """Approve the token and send no native currency."""


class EscrowTokenHasNoCode(ContractError, reason="escrow: token has no code"):
    """Check the token: there is no contract at its address."""


class EscrowTokenTookMore(ContractError, reason="escrow: token took more"):
    """Use another token: this one takes more than it moves."""


class EscrowValueIsNotTheAmount(ContractError, reason="escrow: value is not the amount"):
    """Send exactly the amount as native currency."""


class FundingAlreadyApplied(ContractError, reason="funding: already applied"):
    """Leave it: a seat applies once in a round."""


class FundingAlreadyClaimed(ContractError, reason="funding: already claimed"):
    """Leave it: the project has its payout."""


class FundingAlreadyReviewed(ContractError, reason="funding: already reviewed"):
    """Leave it: a review is final."""


class FundingAlreadySettled(ContractError, reason="funding: already settled"):
    """Claim the payout: the round is settled."""


class FundingAlreadySwept(ContractError, reason="funding: already swept"):
    """Leave it: the rest went to the treasury."""


class FundingApplicationsClosed(ContractError, reason="funding: applications closed"):
    """Apply to the next round: this one takes no more applications."""


class FundingBadPayoutAddress(ContractError, reason="funding: bad payout address"):
    """Give a payout address that can hold money for the project."""


class FundingBudgetOutOfRange(ContractError, reason="funding: budget out of range"):
    """Choose a smaller budget above zero."""


class FundingChamberNotAdmitted(ContractError, reason="funding: chamber not admitted"):
    """Vote with a seat of a chamber that the round admits."""


class FundingClaimsClosed(ContractError, reason="funding: claims closed"):
    """Ask the treasury: the time to claim is over."""


class FundingClaimsStillOpen(ContractError, reason="funding: claims still open"):
    """Wait until the time to claim is over."""


class FundingEntriesNotAscending(ContractError, reason="funding: entries not ascending"):
    """Cite each entry once, in ascending order."""


class FundingEntryNotConfirmed(ContractError, reason="funding: entry not confirmed"):
    """Cite confirmed entries only."""


class FundingEntryOfAnotherSeat(ContractError, reason="funding: entry of another seat"):
    """Cite contributions of the applying seat only."""


class FundingGapInBallot(ContractError, reason="funding: gap in ballot"):
    """Fill each word of the ballot with eight projects; only the last may have fewer."""


class FundingNegativeVotes(ContractError, reason="funding: negative votes"):
    """Vote zero or more: this round takes no votes against."""


class FundingNoSeatBeforeVoting(ContractError, reason="funding: no seat before voting"):
    """Wait for the next round: the seat came after voting began."""


class FundingNoSuchChamber(ContractError, reason="funding: no such chamber"):
    """Admit persons, organisations or both."""


class FundingNoSuchProject(ContractError, reason="funding: no such project"):
    """Check the number: no project of the round has it."""


class FundingNoSuchRound(ContractError, reason="funding: no such round"):
    """Check the number: no round has it."""


class FundingNoSuchScope(ContractError, reason="funding: no such scope"):
    """Check the number: no scope has it."""


class FundingNotAReviewer(ContractError, reason="funding: not a reviewer"):
    """Ask a reviewer of the round's scope."""


class FundingNotASteward(ContractError, reason="funding: not a steward"):
    """Ask a steward of the round's scope, or propose it to a vote."""


class FundingNotInReview(ContractError, reason="funding: not in review"):
    """Review between the end of applications and the start of voting."""


class FundingNotSettled(ContractError, reason="funding: not settled"):
    """Settle the round first; anybody may, once voting is over."""


class FundingNotItsNextRound(ContractError, reason="funding: not its next round"):
    """Name a later round of the same scope and token."""


class FundingNotTheSponsor(ContractError, reason="funding: not the sponsor"):
    """Let the sponsor itself ask for it, or the alliance by a vote."""


class FundingNotTheLastBallot(ContractError, reason="funding: not the last ballot"):
    """Read the seat's last ballot again and send it along."""


class FundingNothingToClaim(ContractError, reason="funding: nothing to claim"):
    """Leave it: the project's votes earn no payout."""


class FundingOverBudget(ContractError, reason="funding: over budget"):
    """Lower the votes: n votes cost n * n credits of the round's budget."""


class FundingPeriodTooShort(ContractError, reason="funding: period too short"):
    """Give every period of the round at least an hour."""


class FundingPotIsClosed(ContractError, reason="funding: pot is closed"):
    """Give to the next round: voting on this one is over."""


class FundingProjectNotApproved(ContractError, reason="funding: project not approved"):
    """Vote for approved projects only."""


class FundingProjectsNotAscending(ContractError, reason="funding: projects not ascending"):
    """List each project once, in ascending order."""


class FundingReviewsOwnProject(ContractError, reason="funding: reviews own project"):
    """Ask another reviewer: nobody reviews their own project."""


class FundingRoundCancelled(ContractError, reason="funding: round cancelled"):
    """Ask for a refund: the round was cancelled."""


class FundingRoundIsFull(ContractError, reason="funding: round is full"):
    """Apply to the next round: this one has 256 projects."""


class FundingRoundNotCancelled(ContractError, reason="funding: round not cancelled"):
    """Leave it: only a cancelled round refunds its sponsors."""


class FundingRoundTooLong(ContractError, reason="funding: round too long"):
    """Shorten the periods of the round."""


class FundingSeatNotActive(ContractError, reason="funding: seat not active"):
    """Use the account that holds the seat, or ask the alliance to admit this one."""


class FundingVotesForOwnProject(ContractError, reason="funding: votes for own project"):
    """Leave your own project out of the ballot."""


class FundingVotingNotOpen(ContractError, reason="funding: voting not open"):
    """Vote between the end of review and the end of voting."""


class FundingVotingNotOver(ContractError, reason="funding: voting not over"):
    """Wait until voting is over."""


class FundingZeroContent(ContractError, reason="funding: zero content"):
    """Give the hash of the application's text."""


class FundingZeroReason(ContractError, reason="funding: zero reason"):
    """Give the code or commitment of the reason."""


class FundingZeroVotes(ContractError, reason="funding: zero votes"):
    """Leave projects without votes out of the ballot."""


class FundingAlreadyAppealed(ContractError, reason="funding: already appealed"):
    """Wait for the decision: a project is appealed for once."""


class FundingAlreadyApproved(ContractError, reason="funding: already approved"):
    """Leave it: the project is admitted."""


class FundingAppealsBeforeReview(ContractError, reason="funding: appeals before review"):
    """Let the time for appeals end with the review or later."""


class FundingApprovalsOutOfRange(ContractError, reason="funding: approvals out of range"):
    """Ask for one to seven reviewers."""


class FundingBallotExpired(ContractError, reason="funding: ballot expired"):
    """Sign the ballot again with a later deadline."""


class FundingCapOutOfRange(ContractError, reason="funding: cap out of range"):
    """Choose a cap from 100 to 10,000 basis points, or 0 for none."""


class FundingConflictOfInterest(ContractError, reason="funding: conflict of interest"):
    """Leave the project out: you have an interest in it."""


class FundingConflictsAreFrozen(ContractError, reason="funding: conflicts are frozen"):
    """Declare conflicts of interest before the voting begins."""


class FundingForTheDeskItself(ContractError, reason="funding: for the desk itself"):
    """Use claim_many or relay_ballots."""


class FundingNoChangeToCallOff(ContractError, reason="funding: no change to call off"):
    """Leave it: no change of the payout address is under way."""


class FundingNoSuchSeat(ContractError, reason="funding: no such seat"):
    """Check the number: no seat has it."""


class FundingNoTimeForAppeals(ContractError, reason="funding: no time for appeals"):
    """Appeal between the rejection, or the end of review, and the start of voting."""


class FundingNotAppealed(ContractError, reason="funding: not appealed"):
    """Let the applicant appeal first."""


class FundingNotSignedByRecipient(ContractError, reason="funding: not signed by recipient"):
    """Let the project's recipient sign again, with its present nonce."""


class FundingNotSignedByVoter(ContractError, reason="funding: not signed by voter"):
    """Let the voter sign again, with its present nonce."""


class FundingNotTheApplicant(ContractError, reason="funding: not the applicant"):
    """Use the account whose seat applied with the project."""


class FundingNotTheDesk(ContractError, reason="funding: not the desk"):
    """Go through the funding desk of the alliance."""


class FundingNotTheRecipient(ContractError, reason="funding: not the recipient"):
    """Use the account that the project's money goes to."""


class FundingPayoutAddressChanging(ContractError, reason="funding: payout address changing"):
    """Wait until the change of the payout address takes effect."""


class FundingReviewedByThisSeat(ContractError, reason="funding: reviewed by this seat"):
    """Leave it to other reviewers: this seat has spoken."""


class FundingSignatureExpired(ContractError, reason="funding: signature expired"):
    """Sign it again with a later deadline."""


class FundingTooLateForAChange(ContractError, reason="funding: too late for a change"):
    """Claim at the old address: the claims end before a change would take effect."""


class FundingTooLittleGas(ContractError, reason="funding: too little gas"):
    """Send the batch with more gas, or hand in fewer at once."""


class FundingTooManyVersions(ContractError, reason="funding: too many versions"):
    """Leave the application as it is: it was amended 254 times."""


class FundingVotingHasBegun(ContractError, reason="funding: voting has begun"):
    """Leave it: what is voted on does not change any more."""


class FundingZerosWithoutAQuorum(ContractError, reason="funding: zeros without a quorum"):
    """Set a quorum, or do not count zeros."""


class GiftWordsAmountTooLarge(ContractError, reason="gift_words: amount too large"):
    """Give less: the amount does not fit."""


class MatchingNoGiftToRefund(ContractError, reason="matching: no gift to refund"):
    """Check project and seat: no gift of theirs is left."""


class MatchingNoSuchPledge(ContractError, reason="matching: no such pledge"):
    """Check the number: pledges count from 1 to 16."""


class MatchingNothingMatched(ContractError, reason="matching: nothing matched"):
    """Match at least one unit, and fewer than 2**48."""


class MatchingNothingToReturn(ContractError, reason="matching: nothing to return"):
    """Leave it: the whole pledge was called up or is paid back."""


class MatchingPotTooLarge(ContractError, reason="matching: pot too large"):
    """Give less: a matching round holds fewer than 2**96 units."""


class MatchingRaisedOutOfRange(ContractError, reason="matching: raised out of range"):
    """Match for at least one unit raised, and fewer than 2**48."""


class MatchingTooManyPledges(ContractError, reason="matching: too many pledges"):
    """Put the money into the pot without a condition: a round takes 16 pledges."""


class MatchingUnknownPledge(ContractError, reason="matching: unknown pledge"):
    """Check the number: the round has no such pledge."""


class TallyRowRestOutOfRange(ContractError, reason="tally_row: rest out of range"):
    """Leave the ballot as it is: without it a project's total would not fit any more."""


class TallyRowVotesOutOfRange(ContractError, reason="tally_row: votes out of range"):
    """Vote with fewer: a project's total does not fit any more."""
