# SPDX-License-Identifier: Apache-2.0
"""What the shared modules refuse: ownership, packing, seasons, tokens, units."""

from cosmolocal.errors.tree import ContractError


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
