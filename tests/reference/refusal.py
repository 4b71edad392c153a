# SPDX-License-Identifier: Apache-2.0
"""How the plain-Python twins say no."""


class Refused(Exception):
    """The contract would revert with exactly this text."""


def require(condition, reason):
    """Refuse with `reason` unless the condition holds."""
    if not condition:
        raise Refused(reason)
