# SPDX-License-Identifier: Apache-2.0
"""What a proposal must reach, in `alliance.yaml`: the ordinary rule and the constitution's."""

from pydantic import Field

from cosmolocal.deploy.words import Span, Strictly, Whole

# Bounds of the contracts, so that what they would refuse is refused before anything is sent.
_HOUR, _YEAR = 3_600, 31_536_000


class Proposals(Strictly):
    """The first proposal type."""

    quorum_bps: Whole = Field(ge=1, le=10_000, description="heads of active seats [1/10,000]")
    margin_bps: Whole = Field(ge=5_000, le=10_000, description="for of for + against [1/10,000]")
    delay_seconds: Span = Field(ge=_HOUR, le=_YEAR, description="from proposing to the first vote")
    period_seconds: Span = Field(ge=_HOUR, le=_YEAR, description="from the first vote to the last")
    timelock_seconds: Span = Field(ge=_HOUR, le=_YEAR, description="from queueing to execution")
    grace_seconds: Span = Field(
        ge=_HOUR, le=_YEAR, description="how long a passed proposal stays usable"
    )
    organisation_quorum_bps: Whole = Field(
        default=0, ge=0, le=10_000, description="heads of organisations; 0: they are not asked"
    )
    extension_seconds: Span = Field(
        default=0, ge=0, le=_YEAR, description="how long a late swing prolongs a vote; 0: never"
    )
    sponsors: Whole = Field(default=0, ge=0, le=255, description="seats beside the proposer")
    proposals_per_season: Whole = Field(
        default=12, ge=0, le=255, description="that one seat may make; 0: any number"
    )


class Constitution(Proposals):
    """The second proposal type: what may change rules, governor, timelock and owners."""

    margin_bps: Whole = Field(default=6_667, ge=5_000, le=10_000, description="as above")
