# SPDX-License-Identifier: Apache-2.0
"""What the relay of the HTTP service refuses by its own rules, before any contract is asked."""

from cosmolocal.errors.tree import CosmolocalError, UserFixable


class NotRelayed(UserFixable):
    """The relay does not take this, or not from this account."""

    next_step = "Ask who runs the relay, or hand it in yourself with `cosmolocal … relay`."


class QuotaUsed(UserFixable):
    """The account has had its share of the relay's money for now.

    `seconds` says when there is room again.
    """

    next_step = "Try again later."

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message, next_step=f"Try again in {seconds} seconds.")
        self.seconds = seconds


class RelayEmpty(CosmolocalError):
    """The relay's account has no money left that it may spend."""

    next_step = "Tell who runs the relay to fill its account; what is signed stays good meanwhile."
