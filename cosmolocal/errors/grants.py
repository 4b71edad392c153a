# SPDX-License-Identifier: Apache-2.0
"""What a grant refuses."""

from cosmolocal.errors.tree import ContractError


class GrantAcceptsItsOwnWork(ContractError, reason="grant: accepts its own work"):
    """Let another steward or an arbiter of the scope accept it."""


class GrantBadLength(ContractError, reason="grant: bad length"):
    """Give a start and a length in seconds that a calendar holds."""


class GrantBadPayee(ContractError, reason="grant: bad payee"):
    """Name the account of the project, not the treasury."""


class GrantBadRecipient(ContractError, reason="grant: bad recipient"):
    """Name an account to be paid, not the grant itself."""


class GrantBadShare(ContractError, reason="grant: bad share"):
    """Give each milestone a share between 1 and 10,000 basis points."""


class GrantDueInThePast(ContractError, reason="grant: due in the past"):
    """Give each milestone a time that is still to come."""


class GrantMayNotAccept(ContractError, reason="grant: may not accept"):
    """Ask a steward or an arbiter of the grant's scope to accept it."""


class GrantMilestoneNotOpen(ContractError, reason="grant: milestone not open"):
    """See how it ended: `cosmolocal treasury grant show`."""


class GrantNoSuchFunction(ContractError, reason="grant: no such function"):
    """Send money without calldata, or call a function of the grant."""


class GrantNoSuchMilestone(ContractError, reason="grant: no such milestone"):
    """See the numbers of its milestones: `cosmolocal treasury grant show`."""


class GrantNoSuchToken(ContractError, reason="grant: no such token"):
    """Give the address of a token that exists on this chain."""


class GrantNoSuchTreasury(ContractError, reason="grant: no such treasury"):
    """Give the address of the alliance's treasury."""


class GrantNoStream(ContractError, reason="grant: no stream"):
    """Take its milestones back instead."""


class GrantNotASteward(ContractError, reason="grant: not a steward"):
    """Ask a steward of the grant's scope, its payee, or propose it."""


class GrantNotDueYet(ContractError, reason="grant: not due yet"):
    """Wait until the milestone is due, or propose to take it back."""


class GrantNotThePayee(ContractError, reason="grant: not the payee"):
    """Have the payee paid, or let the payee name another account."""


class GrantNothingEarnedYet(ContractError, reason="grant: nothing earned yet"):
    """Wait until the round has paid and something is earned or accepted."""


class GrantNothingToGiveBack(ContractError, reason="grant: nothing to give back"):
    """Leave it: the payee may still earn all that is here."""


class GrantSharesNotWhole(ContractError, reason="grant: shares not whole"):
    """Give shares that add up to 10,000 basis points."""


class GrantStreamIsOver(ContractError, reason="grant: stream is over"):
    """Leave it: nothing more is earned."""


class GrantStreamOrMilestones(ContractError, reason="grant: stream or milestones"):
    """Give either a length or milestones."""


class GrantTakesAToken(ContractError, reason="grant: takes a token"):
    """Send the token that its terms name."""
