# SPDX-License-Identifier: Apache-2.0
"""What the contribution ledger and its stocks refuse."""

from cosmolocal.errors.tree import ContractError

# Contribution ledger


class LedgerAboutNoEntry(ContractError, reason="ledger: about no entry"):
    """Copy the id of the entry it is about from its receipt."""


class LedgerAboveSeasonAllowance(ContractError, reason="ledger: above season allowance"):
    """Choose at most the season allowance of the ledger."""


class LedgerAllowanceTooLarge(ContractError, reason="ledger: allowance too large"):
    """Choose a smaller season allowance at deployment."""


class LedgerAllowanceUsedUp(ContractError, reason="ledger: allowance used up"):
    """Ask another confirmer, or confirm it next season."""


class LedgerAlreadyAnchored(ContractError, reason="ledger: already anchored"):
    """Nothing to do: this root is bound already."""


class LedgerAlreadyConfirmedIt(ContractError, reason="ledger: already confirmed it"):
    """Ask another seat: each confirms an entry once."""


class LedgerAmendItInstead(ContractError, reason="ledger: amend it instead"):
    """Use `ledger correct`, or `--measured` to replace an estimate."""


class LedgerArbiterIsProvider(ContractError, reason="ledger: arbiter is provider"):
    """Ask another arbiter: nobody settles a dispute about their own work."""


class LedgerArbiterIsReceiver(ContractError, reason="ledger: arbiter is receiver"):
    """Ask another arbiter: the receiver is a party to the dispute."""


class LedgerBadCountOfRows(ContractError, reason="ledger: bad count of rows"):
    """Give the number of rows of the tree, at least one."""


class LedgerBadSignature(ContractError, reason="ledger: bad signature"):
    """Let the holder of the provider's seat sign exactly this row."""


class LedgerBringItsWholeRow(ContractError, reason="ledger: bring its whole row"):
    """Use `resolve_flow` with the row and the head before it."""


class LedgerConfirmationTooLate(ContractError, reason="ledger: confirmation too late"):
    """Ask for a new confirmation with a later deadline."""


class LedgerCountsNothing(ContractError, reason="ledger: counts nothing"):
    """Give a quantity, or for `use` an effort."""


class LedgerEarnsNoRecognition(ContractError, reason="ledger: earns no recognition"):
    """Weigh work, `use` or `cite`; other actions earn none."""


class LedgerEffortTooLong(ContractError, reason="ledger: effort too long"):
    """Split the work into shorter records."""


class LedgerIsACorrection(ContractError, reason="ledger: is a correction"):
    """Correct the original entry once more instead."""


class LedgerItsRowIsNeeded(ContractError, reason="ledger: its row is needed"):
    """Use `confirm_flow` with the row and the head before it."""


class LedgerLongerThanItSaid(ContractError, reason="ledger: longer than it said"):
    """Take back at most the effort that is left of the entry."""


class LedgerMayNotAnchor(ContractError, reason="ledger: may not anchor"):
    """Ask a steward or a confirmer of the scope to anchor it."""


class LedgerMeasureAQuantity(ContractError, reason="ledger: measure a quantity"):
    """Give the measured quantity, and no effort."""


class LedgerMoreThanItSaid(ContractError, reason="ledger: more than it said"):
    """Take back at most the quantity that is left of the entry."""


class LedgerNeededOutOfBounds(ContractError, reason="ledger: needed out of bounds"):
    """Choose one to seven confirmations."""


class LedgerNoActiveSeat(ContractError, reason="ledger: no active seat"):
    """Use the account that holds the seat, or ask the alliance to admit this one."""


class LedgerNoEstimateLeft(ContractError, reason="ledger: no estimate left"):
    """Measure what was recorded as an estimate, once."""


class LedgerNoSuchAction(ContractError, reason="ledger: no such action"):
    """Use one of the 19 actions of Valueflows."""


class LedgerNoSuchEntry(ContractError, reason="ledger: no such entry"):
    """Check the id: no entry has it on this chain."""


class LedgerNoSuchReceiver(ContractError, reason="ledger: no such receiver"):
    """Check the receiver's seat number, or record the work for the scope itself."""


class LedgerNoSuchReceivingScope(ContractError, reason="ledger: no such receiving scope"):
    """Choose a scope that exists as the receiver."""


class LedgerNoSuchScope(ContractError, reason="ledger: no such scope"):
    """Check the number: no scope has it."""


class LedgerNotAConfirmer(ContractError, reason="ledger: not a confirmer"):
    """Ask the receiver of the work or a confirmer of its scope."""


class LedgerNotAnArbiter(ContractError, reason="ledger: not an arbiter"):
    """Ask an arbiter of the scope of this entry."""


class LedgerNotConfirmed(ContractError, reason="ledger: not confirmed"):
    """Wait until the entry is confirmed, then correct it."""


class LedgerNotDisputed(ContractError, reason="ledger: not disputed"):
    """Leave the entry: only a disputed one is resolved."""


class LedgerNotPending(ContractError, reason="ledger: not pending"):
    """Leave the entry: it was confirmed, disputed or rejected before."""


class LedgerNotTheFactsOnly(ContractError, reason="ledger: not the facts only"):
    """Leave recognition and status of the row empty."""


class LedgerNotTheProvider(ContractError, reason="ledger: not the provider"):
    """Record as the provider, or as a steward of the providing scope."""


class LedgerNotTheRecorder(ContractError, reason="ledger: not the recorder"):
    """Ask whoever recorded the entry to correct it."""


class LedgerNotTheScopesOwner(ContractError, reason="ledger: not the scopes owner"):
    """Propose it: weights are changed by vote."""


class LedgerNotTheirConfirmation(ContractError, reason="ledger: not their confirmation"):
    """Let the holder of the seat sign exactly this confirmation."""


class LedgerNotYetOccurred(ContractError, reason="ledger: not yet occurred"):
    """Record the work after it is done."""


class LedgerNothingToTakeBack(ContractError, reason="ledger: nothing to take back"):
    """Give a quantity or an effort to take back."""


class LedgerOwnEntry(ContractError, reason="ledger: own entry"):
    """Ask somebody else: nobody confirms or disputes their own work."""


class LedgerReceiverIsProvider(ContractError, reason="ledger: receiver is provider"):
    """Name who received the work, or record it for the scope itself."""


class LedgerResourcesElsewhere(ContractError, reason="ledger: resources elsewhere"):
    """Deploy `Resources` over the same scopes as the ledger."""


class LedgerScopeAllowanceUsedUp(ContractError, reason="ledger: scope allowance used up"):
    """Ask another confirmer of the scope, or confirm it next season."""


class LedgerScopesOfOtherMembers(ContractError, reason="ledger: scopes of other members"):
    """Deploy the ledger over the scopes of the same membership."""


class LedgerSkillTooLarge(ContractError, reason="ledger: skill too large"):
    """Use a skill number below 2**24."""


class LedgerSlipTooLate(ContractError, reason="ledger: slip too late"):
    """Ask for a new slip with a later deadline."""


class LedgerSlipUsedBefore(ContractError, reason="ledger: slip used before"):
    """Ask for a new slip with another nonce."""


class LedgerTakesNoEffort(ContractError, reason="ledger: takes no effort"):
    """Leave the effort out: this action counts a quantity."""


class LedgerTooMuchForEachOther(ContractError, reason="ledger: too much for each other"):
    """Ask somebody else to confirm: two seats confirm little for each other."""


class LedgerWeightTooHigh(ContractError, reason="ledger: weight too high"):
    """Choose a weight of at most 50,000 basis points."""


class LedgerZeroAllowance(ContractError, reason="ledger: zero allowance"):
    """Choose a season allowance above zero at deployment."""


class LedgerZeroEffort(ContractError, reason="ledger: zero effort"):
    """Record at least one second of work."""


class LedgerZeroEvidence(ContractError, reason="ledger: zero evidence"):
    """Give the salted commitment to the evidence."""


class LedgerZeroRoot(ContractError, reason="ledger: zero root"):
    """Give the root of the tree."""


# Stocks and processes


class ResourcesActionCreatesNone(ContractError, reason="resources: action creates none"):
    """Name a resource that exists: this action creates none."""


class ResourcesAlreadyBound(ContractError, reason="resources: already bound"):
    """Deploy new `Resources` for a new ledger."""


class ResourcesAnotherKindOfThing(ContractError, reason="resources: another kind of thing"):
    """Name the spec that the resource has."""


class ResourcesEnergyOutOfNothing(ContractError, reason="resources: energy out of nothing"):
    """Record what energy went in, or correct what came out."""


class ResourcesEnergyUnlikeUnit(ContractError, reason="resources: energy unlike unit"):
    """Give the energy that the unit itself says."""


class ResourcesIdOfAnotherScope(ContractError, reason="resources: id of another scope"):
    """Number a new resource in the scope of its record."""


class ResourcesInAContainer(ContractError, reason="resources: in a container"):
    """Separate it from its container first."""


class ResourcesInNoContainer(ContractError, reason="resources: in no container"):
    """Combine it first, or leave `separate` out."""


class ResourcesInsideItself(ContractError, reason="resources: inside itself"):
    """Choose a container that is not inside the resource."""


class ResourcesMassOutOfNothing(ContractError, reason="resources: mass out of nothing"):
    """Record what matter went in, or correct what came out."""


class ResourcesMassUnlikeItsUnit(ContractError, reason="resources: mass unlike its unit"):
    """Give the mass that the unit itself says."""


class ResourcesMoreThanWasTaken(ContractError, reason="resources: more than was taken"):
    """Give back at most what the process accepted or picked up."""


class ResourcesLedgerOfOthers(ContractError, reason="resources: ledger of others"):
    """Name the ledger that was deployed for these `Resources`."""


class ResourcesNestedTooDeep(ContractError, reason="resources: nested too deep"):
    """Nest at most eight containers."""


class ResourcesNoActiveSeat(ContractError, reason="resources: no active seat"):
    """Use the account that holds a seat."""


class ResourcesNoProcessNamed(ContractError, reason="resources: no process named"):
    """Name the process that the event goes into or comes out of."""


class ResourcesNoResourceNamed(ContractError, reason="resources: no resource named"):
    """Name the resource: this kind of thing is kept in stock."""


class ResourcesNoSuchContainer(ContractError, reason="resources: no such container"):
    """Name a container that exists."""


class ResourcesNoSuchResource(ContractError, reason="resources: no such resource"):
    """Name a resource that exists."""


class ResourcesNoSuchScope(ContractError, reason="resources: no such scope"):
    """Choose a scope that exists."""


class ResourcesNoSuchSpec(ContractError, reason="resources: no such spec"):
    """Define the kind of thing first."""


class ResourcesNotAProcessSpec(ContractError, reason="resources: not a process spec"):
    """Name a spec of the kind `process`."""


class ResourcesNotEnoughAccounted(ContractError, reason="resources: not enough accounted"):
    """Record at most what the books have of it."""


class ResourcesNotEnoughOnHand(ContractError, reason="resources: not enough on hand"):
    """Record at most what is on hand."""


class ResourcesNotInTheirHands(ContractError, reason="resources: not in their hands"):
    """Let whoever answers for it, or has it, give it."""


class ResourcesNotItsKeeper(ContractError, reason="resources: not its keeper"):
    """Ask whoever opened the process, or a steward of its scope."""


class ResourcesNotTheLedger(ContractError, reason="resources: not the ledger"):
    """Record an event in the ledger: only it moves stocks."""


class ResourcesNotTheScopesOwner(ContractError, reason="resources: not the scopes owner"):
    """Propose it: a vote decides."""


class ResourcesNotTheirs(ContractError, reason="resources: not theirs"):
    """Let whoever answers for the resource give or take it."""


class ResourcesNotTheirsToGive(ContractError, reason="resources: not theirs to give"):
    """Let whoever answers for the resource transfer it."""


class ResourcesNotTheirsToPassOn(ContractError, reason="resources: not theirs to pass on"):
    """Let whoever has the resource hand it over."""


class ResourcesOnlyPartOfIt(ContractError, reason="resources: only part of it"):
    """Name a receiving resource, or transfer the whole."""


class ResourcesOnlyPartOnHand(ContractError, reason="resources: only part on hand"):
    """Name a receiving resource, or hand over the whole."""


class ResourcesProcessElsewhere(ContractError, reason="resources: process elsewhere"):
    """Name a process of the scope of the record."""


class ResourcesProcessNotOpen(ContractError, reason="resources: process not open"):
    """Name a process that is open."""


class ResourcesRaiseItInstead(ContractError, reason="resources: raise it instead"):
    """Record a `raise`: what a process explained is not taken back."""


class ResourcesTakenNotGivenBack(ContractError, reason="resources: taken, not given back"):
    """Record what was given back, or `lower` what is lost."""


class ResourcesToleranceTooLarge(ContractError, reason="resources: tolerance too large"):
    """Choose a tolerance below one whole."""


class ResourcesTooMuch(ContractError, reason="resources: too much"):
    """Record a smaller quantity."""


class ResourcesUnknownKind(ContractError, reason="resources: unknown kind"):
    """Choose one of the kinds 1 to 8."""
