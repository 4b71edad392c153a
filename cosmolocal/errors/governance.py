# SPDX-License-Identifier: Apache-2.0
"""What the governor, its rules and the timelock refuse."""

from cosmolocal.errors.tree import ContractError

# Governance


class RelayNotASignedBallot(ContractError, reason="relay: not a signed ballot"):
    """Hand in calls of castVoteBySig or castVoteWithReasonAndParamsBySig only."""


class RelayTooLittleGas(ContractError, reason="relay: too little gas"):
    """Send the batch with more gas, or hand in fewer ballots at once."""


class GovernorAlreadyProposed(ContractError, reason="governor: already proposed"):
    """Change the description: this very proposal exists."""


class GovernorBadCallLists(ContractError, reason="governor: bad call lists"):
    """Give one target, value and calldata for each action, within the bounds."""


class GovernorBadCalldata(ContractError, reason="governor: bad calldata"):
    """Begin each calldata with the four bytes that name a function, or leave it empty."""


class GovernorBadParams(ContractError, reason="governor: bad params"):
    """Encode the parameters as (votes) or (votes, deadline)."""


class GovernorBadSignature(ContractError, reason="governor: bad signature"):
    """Sign again: the ballot changed, or another key signed."""


class GovernorBadSupport(ContractError, reason="governor: bad support"):
    """Vote 0 against or 1 for, or 2 to abstain, which states no votes."""


class GovernorBallotExpired(ContractError, reason="governor: ballot expired"):
    """Sign a new ballot with a later deadline."""


class GovernorBonusCapTooHigh(ContractError, reason="governor: bonus cap too high"):
    """Choose a lower cap at deployment: base and bonus come to 261,121 credits at most."""


class GovernorCreditsTooHigh(ContractError, reason="governor: credits too high"):
    """Choose at most 261,121 base credits at deployment: one ballot could not spend more."""


class GovernorDocketIsFull(ContractError, reason="governor: docket is full"):
    """Wait for the next season: this one has as many proposals as it can hold."""


class GovernorGuardianTermTooLong(ContractError, reason="governor: guardian term too long"):
    """Give the guardian a shorter term; a vote can renew it."""


class GovernorNoSeatAtSnapshot(ContractError, reason="governor: no seat at snapshot"):
    """Wait for the next vote: the seat had no credits yet, or was dormant, when this one began.

    A dormant seat wakes with `cosmolocal membership check-in`, or by proposing or recording.
    """


class GovernorNotPassed(ContractError, reason="governor: not passed"):
    """Wait for the vote to end; only what passed is queued."""


class GovernorNotQueued(ContractError, reason="governor: not queued"):
    """Queue the proposal first, within its grace period."""


class GovernorNotYetPast(ContractError, reason="governor: not yet past"):
    """Ask for a time before the newest block."""


class GovernorNotYoursToCancel(ContractError, reason="governor: not yours to cancel"):
    """Ask the proposer or the guardian to cancel it."""


class GovernorOnlyTheTimelock(ContractError, reason="governor: only the timelock"):
    """Propose it: only an executed proposal may do this."""


class GovernorOverBudget(ContractError, reason="governor: over budget"):
    """Lower the votes: n votes cost n * n credits, `quote` says what is left."""


class GovernorPersonsOnly(ContractError, reason="governor: persons only"):
    """Vote with a person's seat: organisations have no vote on this type."""


class GovernorTooLateToCancel(ContractError, reason="governor: too late to cancel"):
    """Leave it: the proposal has ended or gone too far to be cancelled."""


class GovernorTooManyRevisions(ContractError, reason="governor: too many revisions"):
    """Leave the ballot: it was changed as often as it can be."""


class GovernorUnknownProposal(ContractError, reason="governor: unknown proposal"):
    """Check the id: no proposal has it on this chain."""


class GovernorVotingIsNotOpen(ContractError, reason="governor: voting is not open"):
    """Vote between the start and the end of the proposal's period."""


class GovernorZeroBonusUnit(ContractError, reason="governor: zero bonus unit"):
    """Choose a bonus unit above zero at deployment."""


class GovernorZeroCredits(ContractError, reason="governor: zero credits"):
    """Choose base credits above zero at deployment."""


# Rules of proposals


class RulesBadSignature(ContractError, reason="rules: bad signature"):
    """Have the sponsor sign again, for this chain, these rules and this deadline."""


class RulesBadSignatureList(ContractError, reason="rules: bad signature list"):
    """Give one signature for each sponsor, in the same order."""


class RulesCallNotAllowed(ContractError, reason="rules: call not allowed"):
    """Use a type that allows this call, or the default type: `types` lists what each may do."""


class RulesCodeHasNotChanged(ContractError, reason="rules: code has not changed"):
    """Nothing to do: new proposals may call the target as it is."""


class RulesCountTooHigh(ContractError, reason="rules: count too high"):
    """Ask for at most 255 sponsors, and 255 proposals in a season."""


class RulesDelayOutOfRange(ContractError, reason="rules: delay out of range"):
    """Choose a delay between an hour and the longest allowed."""


class RulesEmptyRange(ContractError, reason="rules: empty range"):
    """Put the lowest value before the highest."""


class RulesExtensionTooLong(ContractError, reason="rules: extension too long"):
    """Choose an extension no longer than the period."""


class RulesGraceOutOfRange(ContractError, reason="rules: grace out of range"):
    """Choose a grace period between an hour and the longest allowed."""


class RulesMarginOutOfRange(ContractError, reason="rules: margin out of range"):
    """Choose a margin between 5,000 and 10,000 basis points."""


class RulesMustStandAlone(ContractError, reason="rules: must stand alone"):
    """Propose this call on its own: a change of the constitution hides behind no other."""


class RulesNeedsTheConstitution(ContractError, reason="rules: needs the constitution"):
    """Propose it with the type `constitution`: it changes rules, governor, timelock or owner."""


class RulesNoCodeRecorded(ContractError, reason="rules: no code recorded"):
    """Nothing to do: the first proposal that calls the target records its code."""


class RulesNoProposerSuffix(ContractError, reason="rules: no proposer suffix"):
    """End the description with `#proposer=` and the proposer's address."""


class RulesNoSuchParameter(ContractError, reason="rules: no such parameter"):
    """Count the parameters from 0; the last that can be read is 62."""


class RulesNoSuchRule(ContractError, reason="rules: no such rule"):
    """Choose a proposal type, and a version of it, that exist."""


class RulesNotAConstitution(ContractError, reason="rules: not a constitution"):
    """Keep type 1 constitutional, and free to make any call."""


class RulesNotAnActiveSeat(ContractError, reason="rules: not an active seat"):
    """Ask somebody whose seat is active to sponsor it."""


class RulesNotThisKindOfSeat(ContractError, reason="rules: not this kind of seat"):
    """Ask a seat of the other kind to propose it, or choose another type."""


class RulesParameterMissing(ContractError, reason="rules: parameter missing"):
    """Encode the call with all its parameters."""


class RulesParameterOutOfRange(ContractError, reason="rules: parameter out of range"):
    """Stay within the range of the type, or use a type without one."""


class RulesPeriodOutOfRange(ContractError, reason="rules: period out of range"):
    """Choose a period between an hour and the longest allowed."""


class RulesPermissionComesTwice(ContractError, reason="rules: permission comes twice"):
    """Put all ranges of a target's function into one permission."""


class RulesPermissionWithoutTarget(ContractError, reason="rules: permission without target"):
    """Name the contract that may be called."""


class RulesProposerLacksTheRole(ContractError, reason="rules: proposer lacks the role"):
    """Ask a seat with the role to propose it, or choose another type."""


class RulesProposerNotActive(ContractError, reason="rules: proposer not active"):
    """Use the account that holds the seat, or ask a member to propose it."""


class RulesQuorumOutOfRange(ContractError, reason="rules: quorum out of range"):
    """Choose a quorum between 1 and 10,000 basis points."""


class RulesSeasonLimitReached(ContractError, reason="rules: season limit reached"):
    """Wait for the next season, or ask another seat to propose it."""


class RulesSecondQuorumTooHigh(ContractError, reason="rules: second quorum too high"):
    """Choose a quorum of organisations of at most 10,000 basis points."""


class RulesSilenceIsNoConsent(ContractError, reason="rules: silence is no consent"):
    """Let a constitutional type pass by votes: it cannot be optimistic."""


class RulesSponsorshipExpired(ContractError, reason="rules: sponsorship expired"):
    """Have the sponsors sign again with a later deadline."""


class RulesTargetCodeChanged(ContractError, reason="rules: target code changed"):
    """Call `record_code`, look at what is there now, and propose it in a later second."""


class RulesTargetHasNoCode(ContractError, reason="rules: target has no code"):
    """Check the address: a call with data needs a contract."""


class RulesTimelockOutOfRange(ContractError, reason="rules: timelock out of range"):
    """Choose a timelock delay between an hour and the longest allowed."""


class RulesTooFewSponsors(ContractError, reason="rules: too few sponsors"):
    """Collect more sponsors first: `sponsor` and `sponsor_by_sig`."""


class RulesTooManyTypes(ContractError, reason="rules: too many types"):
    """Change a type that exists: there is no room for another."""


class RulesTooManyVersions(ContractError, reason="rules: too many versions"):
    """Add a new type: this one has had all its versions."""


class RulesTypeNotNext(ContractError, reason="rules: type not next"):
    """Number a new type with the next free number."""


class RulesUnknownKind(ContractError, reason="rules: unknown kind"):
    """Choose 0 any, 1 persons or 2 organisations."""


class RulesUnknownRole(ContractError, reason="rules: unknown role"):
    """Choose 0 none, 1 steward, 2 confirmer, 3 reviewer or 4 arbiter."""


class RulesValueNotAllowed(ContractError, reason="rules: value not allowed"):
    """Send less along, or use a type that allows more."""


class RulesVoteExceedsSeason(ContractError, reason="rules: vote exceeds season"):
    """Shorten delay, period or extension: together they fit into one season."""


# Timelock


class RolesNotYourOwn(ContractError, reason="roles: not your own"):
    """Give your own address: a role is renounced by its holder."""


class RolesRoleMissing(ContractError, reason="roles: role missing"):
    """Go through the governor: this account has no such role."""


class RolesZeroAccount(ContractError, reason="roles: zero account"):
    """Give a real account instead of the zero address."""


class TimelockAlreadyScheduled(ContractError, reason="timelock: already scheduled"):
    """Leave it: the same operation is scheduled or done."""


class TimelockDelayOutOfRange(ContractError, reason="timelock: delay out of range"):
    """Choose a delay between the shortest and the longest allowed."""


class TimelockDelayTooShort(ContractError, reason="timelock: delay too short"):
    """Choose a delay of at least the timelock's minimum."""


class TimelockLengthMismatch(ContractError, reason="timelock: length mismatch"):
    """Give one value and one payload for each target."""


class TimelockNotPending(ContractError, reason="timelock: not pending"):
    """Leave it: the operation is not waiting."""


class TimelockNotReady(ContractError, reason="timelock: not ready"):
    """Wait until the delay is over, then execute."""


class TimelockOnlyByItself(ContractError, reason="timelock: only by itself"):
    """Propose it: only an executed proposal may do this."""


class TimelockPredecessorNotDone(ContractError, reason="timelock: predecessor not done"):
    """Execute the operation it depends on first."""


class TimelockStateChangedInCall(ContractError, reason="timelock: state changed in call"):
    """Propose calls that do not touch their own operation."""


class TimelockTargetHasNoCode(ContractError, reason="timelock: target has no code"):
    """Check the target: calldata for an account without code does nothing."""
