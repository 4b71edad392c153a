# SPDX-License-Identifier: Apache-2.0
"""Everything that can go wrong, as one tree.

    CosmolocalError
    ├── UserFixable                 the request itself is wrong; nothing was sent (exit code 2)
    │   ├── BadInput                a value, a row or a file
    │   ├── WrongChain              the node serves another chain than the alliance's
    │   ├── NoContract              no code at an address, or other code than expected
    │   ├── NotEnoughFunds          the account cannot pay value and fees
    │   ├── KeyRefused              a keystore, password or key that must not be used here
    │   └── JournalDamaged          the journal of sent transactions cannot be read or written
    ├── ContractError               a contract refused; one class per revert text (exit code 1)
    │   ├── RefusedWithoutReason    empty revert: a bare assert, a range check, no such function
    │   ├── Panicked                a compiler check: overflow, division by zero, index
    │   ├── OutOfGas                the gas limit ended the call
    │   └── …                       the catalogue below, `REVERTS`
    ├── NodeTrouble                 the node did not answer as it should          (exit code 3)
    │   ├── NodeUnreachable         no connection, or no reply in time
    │   ├── NodeBusy                too many requests, or an overloaded gateway
    │   ├── NodeReplyUnreadable     not JSON-RPC: a web page, half a body
    │   ├── NodeRefused             a JSON-RPC error that is no revert
    │   └── ChainReorganised        blocks that were read are no longer part of the chain
    ├── Replaced                    another transaction of the account came first  (exit code 1)
    ├── NotAsDescribed              a deployment differs from its description     (exit code 1)
    └── OutcomeUnknown              sent, and not known whether it landed         (exit code 4)

Every error has a `next_step`, a sentence that says what to do. A class of the catalogue is named
for its revert text, module first (`governor: over budget` is `GovernorOverBudget`), and its
docstring is its next step. A revert whose text is not in the catalogue stays a plain
`ContractError` with its text or data unchanged; exceptions of other kinds pass through untouched.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


def printable(text: str) -> str:
    """Replace what could steer a terminal or turn the direction of writing in foreign text."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


class CosmolocalError(Exception):
    """Root of every error that this package raises on purpose."""

    exit_code: ClassVar[int] = 1
    next_step: str = ""

    def __init__(self, message: str, *, next_step: str | None = None) -> None:
        super().__init__(message)
        self.next_step = next_step or self.next_step


class UserFixable(CosmolocalError, ValueError):
    """The request is wrong and nothing was sent; the text says what to change."""

    exit_code = 2


class BadInput(UserFixable):
    """A value, a row or a file is not what the verb takes."""

    next_step = "Correct it and run the same again."


class WrongChain(UserFixable):
    """The node serves another chain than the one asked for."""

    next_step = "Point the RPC address at the chain of this alliance, or use its other manifest."


class NoContract(UserFixable):
    """No code at an address, or other code than expected."""

    next_step = "Check the address and the chain; an alliance's manifest lists its contracts."


class NotEnoughFunds(UserFixable):
    """The account cannot pay the value and the fees."""

    next_step = "Send native currency to the account, or let another account pay."


class KeyRefused(UserFixable):
    """A keystore, a password or a key that must not be used here."""

    next_step = "Use a keystore of your own, readable by nobody else."


class JournalDamaged(UserFixable):
    """The journal of sent transactions cannot be read or written; nothing was sent."""

    next_step = "Free space or mend permissions; keep the file, it knows what was sent."


class NodeTrouble(CosmolocalError):
    """The node did not answer as it should; the request may be repeated."""

    exit_code = 3
    next_step = "Try again later or use another node: `cosmolocal doctor` checks one."


class NodeUnreachable(NodeTrouble):
    """No connection, or no reply within the deadline."""


class NodeBusy(NodeTrouble):
    """Too many requests, or a gateway without a node behind it."""


class NodeReplyUnreadable(NodeTrouble):
    """The reply is no JSON-RPC: a web page, half a body."""

    next_step = "Check the RPC address: it must be the JSON-RPC endpoint, not a web page."


class NodeRefused(NodeTrouble):
    """A JSON-RPC error that is not a revert.

    `code` is the number of the error, `data` what came with it.
    """

    def __init__(self, message: str, *, code: int = 0, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


class ChainReorganised(NodeTrouble):
    """Blocks that were read are no longer part of the chain."""

    next_step = "Read again; ask for more confirmations if it happens often."


class NotAsDescribed(CosmolocalError):
    """What stands on the chain differs from the description it was deployed from."""

    next_step = "Do not use these contracts; find out why, then deploy anew under another name."


class Replaced(CosmolocalError):
    """Another transaction of the account, not from this journal, was mined with the same nonce."""

    next_step = "Nothing happened: run the step again, and use this account in one place only."


class OutcomeUnknown(CosmolocalError):
    """Sent, and not known whether it landed.

    `tx_hash` and `nonce` identify the transaction, `intent` the journal's step. Repeating the
    same step is safe: only the same signed bytes are sent again.
    """

    exit_code = 4
    next_step = "Run `cosmolocal resume`: it sends the same bytes again and reports what landed."

    def __init__(self, message: str, *, tx_hash: str, account: str, nonce: int, intent: str):
        super().__init__(message)
        self.tx_hash, self.account, self.nonce, self.intent = tx_hash, account, nonce, intent


class ContractError(CosmolocalError):
    """A contract refused the call.

    `reason` is the revert text or None, `data` the revert data as it came; `contract`, `function`
    and `arguments` say which call it was; `tx_hash` is set if the refusal was mined.
    """

    reason: str | None = None

    def __init_subclass__(cls, *, reason: str | None = None) -> None:
        """Enter a class into the catalogue by its revert text; its docstring says what to do."""
        super().__init_subclass__()
        if reason is None:
            return
        if reason in REVERTS:
            raise TypeError(f"two classes for the revert {reason!r}")
        cls.reason, cls.next_step = reason, cls.__doc__ or ""
        REVERTS[reason] = cls

    def __init__(
        self,
        reason: str | None = None,
        *,
        contract: str = "",
        function: str = "",
        arguments: Sequence[Any] = (),
        data: bytes = b"",
        tx_hash: str | None = None,
    ) -> None:
        self.reason = reason if reason is not None else self.reason
        self.contract, self.function = contract, function
        self.arguments, self.data, self.tx_hash = tuple(arguments), data, tx_hash
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        """Say why and where, for people."""
        unnamed = f"unknown error 0x{self.data.hex()}" if self.data else "refused without a reason"
        where = f"{self.contract}.{self.function}".strip(".")
        return printable(self.reason or unnamed) + (f" (in {where})" if where else "")


REVERTS: dict[str, type[ContractError]] = {}
"""Every revert text of the contracts -> its class; filled by the classes below."""


class RefusedWithoutReason(ContractError):
    """Empty revert: a bare assert, a value out of its type's range, no such function."""

    next_step = "Check every argument against its range, and that the contract is the right one."


class Panicked(ContractError):
    """A check of the compiler: overflow, division by zero, index out of bounds."""

    next_step = "Use smaller figures; if they are ordinary, this is a bug: please report it."


class OutOfGas(ContractError):
    """The gas limit ended the call."""

    next_step = "Split the call into smaller ones, or raise its gas limit."


# Ownership, units and clock


class OwnedAlreadySealed(ContractError, reason="owned: already sealed"):
    """Leave it: the deployment is over, and changes are made by vote."""


class OwnedNotTheOwner(ContractError, reason="owned: not the owner"):
    """Propose it: only a vote, through the timelock, may do this."""


class OwnedZeroNewOwner(ContractError, reason="owned: zero new owner"):
    """Name the new owner, which is the timelock."""


class OwnedZeroOwner(ContractError, reason="owned: zero owner"):
    """Name the owner at deployment."""


class PackingValueTooWide(ContractError, reason="packing: value too wide"):
    """Use a smaller figure: this one does not fit its field."""


class SeasonsBeforeGenesis(ContractError, reason="seasons: before genesis"):
    """Choose a time after the alliance's first season began."""


class SeasonsSeasonTooLong(ContractError, reason="seasons: season too long"):
    """Choose a shorter season in alliance.yaml."""


class SeasonsSeasonTooShort(ContractError, reason="seasons: season too short"):
    """Choose a longer season in alliance.yaml."""


class SeasonsZeroGenesis(ContractError, reason="seasons: zero genesis"):
    """Give the first season a start in alliance.yaml."""


class TokensApproveRefused(ContractError, reason="tokens: approve refused"):
    """Use another token: this one refuses approvals."""


class TokensPullRefused(ContractError, reason="tokens: pull refused"):
    """Approve the amount first, and hold at least as much of the token."""


class TokensTransferRefused(ContractError, reason="tokens: transfer refused"):
    """Check that the token is not paused and that the recipient may receive it."""


class UnitsAlreadyDefined(ContractError, reason="units: already defined"):
    """Use the unit as it is, or another code: a unit never changes."""


class UnitsBadCode(ContractError, reason="units: bad code"):
    """Give a Rec 20 code of one to three letters or digits."""


class UnitsNoSuchUnit(ContractError, reason="units: no such unit"):
    """Use a unit of `docs/reference/ledger.md`, or have a vote define this one."""


class UnitsNotExact(ContractError, reason="units: not exact"):
    """Give the quantity in the unit of its spec, or round it yourself."""


class UnitsUnlikeUnits(ContractError, reason="units: unlike units"):
    """Give the quantity in a unit that measures the same as that of its spec."""


class UnitsZeroFactor(ContractError, reason="units: zero factor"):
    """Give a factor above zero."""


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


class ScopesEndNotInTheFuture(ContractError, reason="scopes: end not in the future"):
    """Give the role an end that is still to come."""


class ScopesEndTooFar(ContractError, reason="scopes: end too far"):
    """Give the role an end within two years; it can be renewed."""


class ScopesNoActiveSeat(ContractError, reason="scopes: no active seat"):
    """Use the account that holds the seat, or ask the alliance to admit this one."""


class ScopesNoSuchScope(ContractError, reason="scopes: no such scope"):
    """Check the number: no scope has it."""


class ScopesNoSuchSeat(ContractError, reason="scopes: no such seat"):
    """Check the number: no seat has it."""


class ScopesNobodyToAccept(ContractError, reason="scopes: nobody to accept"):
    """Name at least one seat to accept."""


class ScopesNotASteward(ContractError, reason="scopes: not a steward"):
    """Ask a steward of the scope, or propose it to a vote."""


class ScopesNothingToLeave(ContractError, reason="scopes: nothing to leave"):
    """Check the scope: the seat neither belongs to it nor asked to."""


class ScopesRoleNotHeld(ContractError, reason="scopes: role not held"):
    """Check the role and its end: the seat does not hold it now."""


class ScopesTooDeep(ContractError, reason="scopes: too deep"):
    """Found the scope higher in the tree: it may have six levels."""


class ScopesUnknownKind(ContractError, reason="scopes: unknown kind"):
    """Choose a kind from place to ecosystem; there is one alliance."""


class ScopesUnknownRole(ContractError, reason="scopes: unknown role"):
    """Choose one of steward, confirmer, reviewer, arbiter."""


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


# Governance


class GovernorAlreadyProposed(ContractError, reason="governor: already proposed"):
    """Change the description: this very proposal exists."""


class GovernorBadCallLists(ContractError, reason="governor: bad call lists"):
    """Give one target, value and calldata for each action, within the bounds."""


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
    """Wait for the next vote: the seat was not active when this one began."""


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
    """Propose it again, after `record_code`: what was voted on is no longer there."""


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


# Treasury


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


# Funding rounds


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
