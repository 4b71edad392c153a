# SPDX-License-Identifier: Apache-2.0
"""What seats, vouching and scopes refuse."""

from cosmolocal.errors.tree import ContractError

# Membership


class MembershipAlreadySeated(ContractError, reason="membership: already seated"):
    """Leave this account out: it has a seat."""


class MembershipAnotherKindBefore(ContractError, reason="membership: another kind before"):
    """Admit the account as the kind that it was before it left."""


class MembershipNoActiveSeat(ContractError, reason="membership: no active seat"):
    """Use the account that holds the seat, or ask the alliance to admit this one."""


class MembershipNoSuchSeat(ContractError, reason="membership: no such seat"):
    """Check the number: no active seat has it."""


class MembershipNobodyToAdmit(ContractError, reason="membership: nobody to admit"):
    """Name at least one account to admit."""


class MembershipNotYetPast(ContractError, reason="membership: not yet past"):
    """Ask for a time before the newest block."""


class MembershipSeatIsLocked(ContractError, reason="membership: seat is locked"):
    """Leave the seat where it is: seats are never transferred."""


class MembershipUnknownKind(ContractError, reason="membership: unknown kind"):
    """Say whether it is a person or an organisation."""


class MembershipBalanceOfNobody(ContractError, reason="membership: balance of nobody"):
    """Give a real account instead of the zero address."""


class MembershipZeroAddress(ContractError, reason="membership: zero address"):
    """Give a real account instead of the zero address."""


class MembershipAccountHasAPast(ContractError, reason="membership: account has a past"):
    """Name a new account that never held a seat."""


class MembershipAdapterHasNoCode(ContractError, reason="membership: adapter has no code"):
    """Give the address of a deployed eligibility adapter, or the zero address for none."""


class MembershipAlreadyAppealed(ContractError, reason="membership: already appealed"):
    """Wait for the decision: the appeal is noted and the expulsion takes no effect until then."""


class MembershipAnotherCovenant(ContractError, reason="membership: another covenant"):
    """Read the present covenant, and have its hash signed instead."""


class MembershipAppealUndecided(ContractError, reason="membership: appeal undecided"):
    """Wait for the alliance's second vote: it withdraws the notice or expels."""


class MembershipBadNonce(ContractError, reason="membership: bad nonce"):
    """Sign again with the nonce that `nonces` gives for this account."""


class MembershipBadSignature(ContractError, reason="membership: bad signature"):
    """Sign again: no account can be read from this signature."""


class MembershipDelayOverASeason(ContractError, reason="membership: delay over a season"):
    """Choose a joining delay of at most one season."""


class MembershipDormancyTooLate(ContractError, reason="membership: dormancy too late"):
    """Choose 1 to 3 idle seasons, or 0 for no dormancy."""


class MembershipGraceNotOver(ContractError, reason="membership: grace not over"):
    """Wait until the member's grace is over; `grace_until` says when."""


class MembershipGraceTooLong(ContractError, reason="membership: grace too long"):
    """Choose a grace of at most a year."""


class MembershipLeftUnderNotice(ContractError, reason="membership: left under notice"):
    """Ask the alliance to decide: whoever left under notice comes back by a vote only."""


class MembershipMalleableSignature(ContractError, reason="membership: malleable signature"):
    """Sign again with a wallet that gives the lower form of s."""


class MembershipNoAnswer(ContractError, reason="membership: no answer"):
    """Try later: the eligibility adapter gave no clear answer, so nothing was changed."""


class MembershipNoNoticeGiven(ContractError, reason="membership: no notice given"):
    """Check the number: no expulsion of this seat was decided."""


class MembershipNotARecorder(ContractError, reason="membership: not a recorder"):
    """Leave this to the governor and the other contracts that the alliance named."""


class MembershipNotAnAdmitter(ContractError, reason="membership: not an admitter"):
    """Leave this to the contracts that the alliance named, or propose an admission."""


class MembershipNotEligible(ContractError, reason="membership: not eligible"):
    """Meet what the eligibility adapter asks for, or ask for admission by a vote."""


class MembershipNotItsSignature(ContractError, reason="membership: not its signature"):
    """Sign with the account that is named, or with its wallet's owners."""


class MembershipNotTheCovenant(ContractError, reason="membership: not the covenant"):
    """Read the present covenant and accept its hash: `cosmolocal membership covenant`."""


class MembershipNothingToAppeal(ContractError, reason="membership: nothing to appeal"):
    """Check the date: there is no notice, or it is over."""


class MembershipNothingToLeave(ContractError, reason="membership: nothing to leave"):
    """Use the account that holds the seat: this one has none."""


class MembershipNothingToWithdraw(ContractError, reason="membership: nothing to withdraw"):
    """Check the number: this seat is not under notice."""


class MembershipNoticeAlreadyGiven(ContractError, reason="membership: notice already given"):
    """Wait for the notice to end, or withdraw it first."""


class MembershipNoticeNotOver(ContractError, reason="membership: notice not over"):
    """Wait until the notice is over; `notice` says when."""


class MembershipNoticeTooLong(ContractError, reason="membership: notice too long"):
    """Choose a notice of at most a year."""


class MembershipNoticeTooShort(ContractError, reason="membership: notice too short"):
    """Choose a notice of at least an hour."""


class MembershipOtherCovenant(ContractError, reason="membership: other covenant"):
    """Read the present covenant and renew with its hash: `cosmolocal membership covenant`."""


class MembershipPowersWithoutCode(ContractError, reason="membership: powers without code"):
    """Give powers to a contract only: people decide by vote."""


class MembershipSeatHasMoved(ContractError, reason="membership: seat has moved"):
    """Use the account that recovered the seat: this one lost it for good."""


class MembershipSignatureExpired(ContractError, reason="membership: signature expired"):
    """Sign again with a later expiry."""


class MembershipTermNeedsDormancy(ContractError, reason="membership: term needs dormancy"):
    """Choose after how many idle seasons a seat goes dormant, or no terms."""


class MembershipTermTooLong(ContractError, reason="membership: term too long"):
    """Choose a term of at most 1,000 seasons."""


class MembershipTermTooShort(ContractError, reason="membership: term too short"):
    """Choose a term of more seasons than a seat may be idle."""


class MembershipWasExpelled(ContractError, reason="membership: was expelled"):
    """Ask the alliance to decide: whoever was expelled comes back by a vote only."""


class MembershipZeroNewAccount(ContractError, reason="membership: zero new account"):
    """Give a real account instead of the zero address."""


# Vouching


class VouchingAVoteMustDecide(ContractError, reason="vouching: a vote must decide"):
    """Propose to decide the recovery: the old key objected."""


class VouchingAlreadyObjected(ContractError, reason="vouching: already objected"):
    """Wait for the vote: the objection is noted and nothing moves until then."""


class VouchingBacksItself(ContractError, reason="vouching: backs itself"):
    """Ask other members to back the recovery: a seat cannot vouch for itself."""


class VouchingBadSignature(ContractError, reason="vouching: bad signature"):
    """Sign the slip again, with the present nonce, for this chain and contract."""


class VouchingCapTooHigh(ContractError, reason="vouching: cap too high"):
    """Choose at most eight newcomers that one seat may answer for."""


class VouchingCoolingDown(ContractError, reason="vouching: cooling down"):
    """Wait for the cool-down to end: somebody you vouched for was expelled soon after joining."""


class VouchingDelayTooShort(ContractError, reason="vouching: delay too short"):
    """Choose a recovery delay of at least an hour."""


class VouchingEnoughVouches(ContractError, reason="vouching: enough vouches"):
    """Wait for the newcomer to join: eight members vouch already."""


class VouchingHasASeat(ContractError, reason="vouching: has a seat"):
    """Leave it: this account has a seat already."""


class VouchingJoiningIsByVote(ContractError, reason="vouching: joining is by vote"):
    """Propose an admission: this alliance takes nobody in by vouches."""


class VouchingKeyHasAPast(ContractError, reason="vouching: key has a past"):
    """Recover to a new account that never held a seat."""


class VouchingNeverHadASeat(ContractError, reason="vouching: never had a seat"):
    """Use the account that gave the vouch."""


class VouchingNoActiveSeat(ContractError, reason="vouching: no active seat"):
    """Use the account that holds your seat; only members vouch."""


class VouchingNoBackers(ContractError, reason="vouching: no backers"):
    """Choose at least one backer for a recovery."""


class VouchingNoNewKey(ContractError, reason="vouching: no new key"):
    """Give a real account instead of the zero address."""


class VouchingNoRecovery(ContractError, reason="vouching: no recovery"):
    """Check the number: no recovery of this seat is under way."""


class VouchingNoSuchActiveSeat(ContractError, reason="vouching: no such active seat"):
    """Check the number: no active seat has it."""


class VouchingNobodyObjected(ContractError, reason="vouching: nobody objected"):
    """Wait for the delay: a recovery that nobody objected to completes without a vote."""


class VouchingNobodyToVouchFor(ContractError, reason="vouching: nobody to vouch for"):
    """Name somebody else than yourself."""


class VouchingNotOfThatKind(ContractError, reason="vouching: not of that kind"):
    """Ask members of the newcomer's own kind: persons vouch for persons."""


class VouchingNotYourSeat(ContractError, reason="vouching: not your seat"):
    """Use the account that holds the seat."""


class VouchingNothingToDecide(ContractError, reason="vouching: nothing to decide"):
    """Check the number: no recovery of this seat is under way."""


class VouchingNothingToObjectTo(ContractError, reason="vouching: nothing to object to"):
    """Check the number: no recovery of this seat is under way."""


class VouchingObjectionStillOpen(ContractError, reason="vouching: objection still open"):
    """Wait until the delay is over; `recovery` says when."""


class VouchingRecoveryUnderWay(ContractError, reason="vouching: recovery under way"):
    """Wait for the other recovery of this seat to be completed or decided."""


class VouchingSeatTooYoung(ContractError, reason="vouching: seat too young"):
    """Wait until your own credits have run for a season."""


class VouchingSlipExpired(ContractError, reason="vouching: slip expired"):
    """Ask for a slip with a later deadline."""


class VouchingSpanOverAYear(ContractError, reason="vouching: span over a year"):
    """Choose spans of at most a year."""


class VouchingTooFewBackers(ContractError, reason="vouching: too few backers"):
    """Ask more members who know you to back the recovery."""


class VouchingTooFewVouches(ContractError, reason="vouching: too few vouches"):
    """Ask more members who know you to vouch for you."""


class VouchingTooManyBackers(ContractError, reason="vouching: too many backers"):
    """Choose at most eight backers."""


class VouchingTooManyOpenVouches(ContractError, reason="vouching: too many open vouches"):
    """Wait until somebody you vouched for is a season old, or withdraw a vouch."""


class VouchingTooManyVouches(ContractError, reason="vouching: too many vouches"):
    """Choose at most eight vouches."""


# Scopes


class ScopesAlreadyAsked(ContractError, reason="scopes: already asked"):
    """Wait for a steward of the scope to accept."""


class ScopesAlreadyCeded(ContractError, reason="scopes: already ceded"):
    """The scope above decides on this topic already."""


class ScopesEcosystemHasNoSteward(ContractError, reason="scopes: ecosystem has no steward"):
    """Make the seat a confirmer of the ecosystem: a guardian, who signs and disputes."""


class ScopesEmptyStay(ContractError, reason="scopes: empty stay"):
    """Let the stay end after it begins, and after now."""


class ScopesEndNotInTheFuture(ContractError, reason="scopes: end not in the future"):
    """Give the role an end that is still to come."""


class ScopesEndTooFar(ContractError, reason="scopes: end too far"):
    """Give the role an end within two years; it can be renewed."""


class ScopesGuestHasNoSeat(ContractError, reason="scopes: guest has no seat"):
    """Check the number: only an active seat can be a resident."""


class ScopesGuestHasNotAgreed(ContractError, reason="scopes: guest has not agreed"):
    """Ask the guest for a slip about exactly this stay, its nonce and its deadline."""


class ScopesHostHasNotAgreed(ContractError, reason="scopes: host has not agreed"):
    """Ask the host's steward for a slip about exactly this stay, its nonce and its deadline."""


class ScopesHostIsNoSteward(ContractError, reason="scopes: host is no steward"):
    """Ask a steward of the scope that decides who belongs to the host."""


class ScopesNoActiveSeat(ContractError, reason="scopes: no active seat"):
    """Use the account that holds the seat, or ask the alliance to admit this one."""


class ScopesNoResidency(ContractError, reason="scopes: no residency"):
    """Check the seat: it has no residency that is still to end."""


class ScopesNoSuchScope(ContractError, reason="scopes: no such scope"):
    """Check the number: no scope has it."""


class ScopesNoSuchSeat(ContractError, reason="scopes: no such seat"):
    """Check the number: no seat has it."""


class ScopesNobodyToAccept(ContractError, reason="scopes: nobody to accept"):
    """Name at least one seat to accept."""


class ScopesNotASteward(ContractError, reason="scopes: not a steward"):
    """Ask a steward of the scope, or propose it to a vote."""


class ScopesNotCeded(ContractError, reason="scopes: not ceded"):
    """Check the topic: the scope decides on it itself, or has reclaimed it."""


class ScopesNotItsSteward(ContractError, reason="scopes: not its steward"):
    """Ask a steward of this very scope: nobody above may cede for it."""


class ScopesNotOfTheScope(ContractError, reason="scopes: not of the scope"):
    """Ask a seat that belongs to the scope to reclaim."""


class ScopesNothingAbove(ContractError, reason="scopes: nothing above"):
    """The alliance itself has nobody to cede to."""


class ScopesNothingToLeave(ContractError, reason="scopes: nothing to leave"):
    """Check the scope: the seat neither belongs to it nor asked to."""


class ScopesResidentElsewhere(ContractError, reason="scopes: resident elsewhere"):
    """End the residency under way first, or wait until it is over."""


class ScopesRoleNotHeld(ContractError, reason="scopes: role not held"):
    """Check the role and its end: the seat does not hold it now."""


class ScopesSlipExpired(ContractError, reason="scopes: slip expired"):
    """Sign again, with a later deadline."""


class ScopesStayTooLong(ContractError, reason="scopes: stay too long"):
    """Agree on a year at most; whoever stays longer joins."""


class ScopesTooDeep(ContractError, reason="scopes: too deep"):
    """Found the scope higher in the tree: it may have six levels."""


class ScopesUnknownKind(ContractError, reason="scopes: unknown kind"):
    """Choose a kind from place to ecosystem; there is one alliance."""


class ScopesUnknownRole(ContractError, reason="scopes: unknown role"):
    """Choose one of steward, confirmer, reviewer, arbiter."""
