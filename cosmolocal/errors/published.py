# SPDX-License-Identifier: Apache-2.0
"""What published rounds and their result desk refuse."""

from cosmolocal.errors.tree import ContractError


class PublishedAlreadyClaimed(ContractError, reason="published: already claimed"):
    """Leave it: the line is paid."""


class PublishedBeyondTheTotal(ContractError, reason="published: beyond the total"):
    """Report the result: its lines come to more than its total."""


class PublishedClaimsStillOpen(ContractError, reason="published: claims still open"):
    """Wait until the claims of this root are over."""


class PublishedGapInBallot(ContractError, reason="published: gap in ballot"):
    """Pack four amounts to a word, leaving only the last lanes empty."""


class PublishedMedianOfNegatives(ContractError, reason="published: median of negatives"):
    """Check sums, or admit no amounts below zero."""


class PublishedNegativeAmount(ContractError, reason="published: negative amount"):
    """Give nothing below zero in this round."""


class PublishedNoBond(ContractError, reason="published: no bond"):
    """Set a bond: without one lying costs nothing."""


class PublishedNoClaimsNow(ContractError, reason="published: no claims now"):
    """Check root and time: its claims are over, or there is no such root."""


class PublishedNoRule(ContractError, reason="published: no rule"):
    """Name the rule with its version and parameters."""


class PublishedNoSuchCheck(ContractError, reason="published: no such check"):
    """Choose 0 nothing, 1 sum or 2 median."""


class PublishedNoSuchLine(ContractError, reason="published: no such line"):
    """Check the line's number: no tree is that large."""


class PublishedNoSuchRoot(ContractError, reason="published: no such root"):
    """Check the root's number: it counts the accepted results from 1."""


class PublishedNotAscending(ContractError, reason="published: not ascending"):
    """Sort the projects, and name each one once."""


class PublishedNotInTheResult(ContractError, reason="published: not in the result"):
    """Take line and proof from the bundle of the accepted result."""


class PublishedNotTheLastBallot(ContractError, reason="published: not the last ballot"):
    """Sign again: another ballot of this voter came in between."""


class PublishedNotTheResultDesk(ContractError, reason="published: not the result desk"):
    """Publish at the result desk: it hands over what stands."""


class PublishedNothingUnclaimed(ContractError, reason="published: nothing unclaimed"):
    """Leave it: everything is claimed or returned."""


class PublishedOverBudget(ContractError, reason="published: over budget"):
    """Give less: the ballot is over the round's budget."""


class PublishedRootOutOfRange(ContractError, reason="published: root out of range"):
    """Check the root's number: a round has sixteen at most."""


class PublishedTakesNoResult(ContractError, reason="published: takes no result"):
    """Check the round: it is in voting, cancelled, or over."""


class PublishedTooManyDecimals(ContractError, reason="published: too many decimals"):
    """Give amounts at most 18 digits behind the point."""


class PublishedWindowTooShort(ContractError, reason="published: window too short"):
    """Give every window an hour at least."""


class ResultAnotherOneIsOpen(ContractError, reason="result: another one is open"):
    """Challenge it if it is wrong, or wait until it stands."""


class ResultBallotOmitsTheProject(ContractError, reason="result: ballot omits the project"):
    """Reveal only ballots that name the challenged project."""


class ResultChallengeHasNoReason(ContractError, reason="result: challenge has no reason"):
    """Commit to a reason that voters can check."""


class ResultChallengeIsClosed(ContractError, reason="result: challenge is closed"):
    """Leave it: the challenge has its outcome."""


class ResultChallengeIsRunning(ContractError, reason="result: challenge is running"):
    """Wait until the time of the challenge is over."""


class ResultChallengesAreOpen(ContractError, reason="result: challenges are open"):
    """Resolve every open challenge first."""


class ResultCorrectionHasNoReason(ContractError, reason="result: correction has no reason"):
    """Commit to the reason of the correction."""


class ResultIsClosed(ContractError, reason="result: is closed"):
    """Look at the latest result: this one stands or fell."""


class ResultLineNotInTheResult(ContractError, reason="result: line not in the result"):
    """Show the line with the proof of this very result."""


class ResultLineOfAnotherProject(ContractError, reason="result: line of another project"):
    """Show the line of the project that is challenged."""


class ResultNoBundle(ContractError, reason="result: no bundle"):
    """Commit to the published bundle and its pieces."""


class ResultNoSuchChallenge(ContractError, reason="result: no such challenge"):
    """Check the challenge's number: they count from 1."""


class ResultNoSuchKind(ContractError, reason="result: no such kind"):
    """Choose 1 a line, 2 a piece, or 3 anything else without a subject."""


class ResultNoSuchPiece(ContractError, reason="result: no such piece"):
    """Check the piece's number: they count from 0."""


class ResultNoSuchProject(ContractError, reason="result: no such project"):
    """Check the project's number: they count from 1."""


class ResultNoSuchResult(ContractError, reason="result: no such result"):
    """Check the result's number: they count from 1 over all rounds."""


class ResultNotACastBallot(ContractError, reason="result: not a cast ballot"):
    """Reveal ballots as they count now, word for word."""


class ResultNotAboutALine(ContractError, reason="result: not about a line"):
    """Show the piece of the bundle that is asked for."""


class ResultNotAboutAPiece(ContractError, reason="result: not about a piece"):
    """Show the line that is asked for."""


class ResultNotAskedForNow(ContractError, reason="result: not asked for now"):
    """Look at the challenge: it waits for something else."""


class ResultNothingDue(ContractError, reason="result: nothing due"):
    """Leave it: no bond is due to this account."""


class ResultNothingToPay(ContractError, reason="result: nothing to pay"):
    """Cancel the round: nobody has anything due, and who gave is refunded."""


class ResultOverThePot(ContractError, reason="result: over the pot"):
    """Lower the total: the round holds less."""


class ResultPieceNotInTheBundle(ContractError, reason="result: piece not in the bundle"):
    """Show the piece with the proof of this very bundle."""


class ResultRoundOutOfRange(ContractError, reason="result: round out of range"):
    """Check the round's number: they count from 1."""


class ResultSeatsNotAscending(ContractError, reason="result: seats not ascending"):
    """Sort the ballots by seat, above those already revealed."""


class ResultStillOpenToChallenges(ContractError, reason="result: still open to challenges"):
    """Wait until the time for challenges is over."""


class ResultTooLateToAnswer(ContractError, reason="result: too late to answer"):
    """Leave it: the time for an answer is over."""


class ResultTooLateToChallenge(ContractError, reason="result: too late to challenge"):
    """Ask for a correction: the time for challenges is over."""


class ResultValueIsNotTheBond(ContractError, reason="result: value is not the bond"):
    """Send exactly the bond of the round's terms."""


class ResultVotingNotOver(ContractError, reason="result: voting not over"):
    """Publish once the voting is over."""
