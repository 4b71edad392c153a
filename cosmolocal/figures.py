# SPDX-License-Identifier: Apache-2.0
"""What a round or a season comes to, ready to be printed, drawn or written as JSON."""

from pydantic import BaseModel, ConfigDict, Field, computed_field

from cosmolocal.units import Credits, Seconds, TokenAmount, UtcSeconds, Votes


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProposalFigures(_Figures):
    """One proposal and how it ended."""

    title: str
    votes_for: Votes
    votes_against: Votes
    abstained: int = Field(description="heads that took part without a side")
    heads: int = Field(description="seats that took part")
    quorum: int = Field(description="seats that had to")
    credits: Credits = Field(description="what all its votes cost: the sum of their squares")
    outcome: str


class PlaceFigures(_Figures):
    """Work recorded in one scope; recognition is effort times the scope's weight."""

    place: str
    entries: int
    recorded: Seconds = Field(description="effort of all entries")
    recognised: Seconds = Field(description="recognition of the confirmed ones")
    not_confirmed: Seconds = Field(description="effort that was rejected or is still open")


class ProjectFigures(_Figures):
    """One approved project of the round."""

    project: str
    votes: Votes
    share: str = Field(description="part of the pot, cut off after 18 digits")
    payout: TokenAmount


class RoundFigures(_Figures):
    """The retro round: pot = paid + dust."""

    pot: TokenAmount
    paid: TokenAmount
    dust: TokenAmount = Field(description="left by rounding down, swept to the treasury")
    ballots: int
    rejected: tuple[str, ...] = Field(
        default=(), description="projects that the reviewers kept out"
    )
    projects: tuple[ProjectFigures, ...]


class ReplayedRound(RoundFigures):
    """A round played again from a table of ballots."""

    verified: bool = Field(description="events, storage and table agree on every figure")


class VoiceFigures(_Figures):
    """One person's voice credits in this season and the next."""

    member: str
    budget: Credits
    spent: Credits
    recognised: Seconds
    next_budget: Credits


class MoneyFigures(_Figures):
    """One movement of money over the border of the alliance; inside it nothing is made or lost."""

    what: str
    came_in: TokenAmount = 0
    went_out: TokenAmount = 0


class Refusal(_Figures):
    """Something that was tried and that the contracts did not let happen."""

    attempt: str
    answer: str
    next_step: str


class Check(_Figures):
    """Figures of one domain, rebuilt from events and read from the chain."""

    domain: str
    compared: int
    different: int


class SeasonFigures(_Figures):
    """A whole season."""

    alliance: str
    about: str
    season: int
    engine: str
    chain_id: int
    closed_at: UtcSeconds
    persons: int
    organisations: int
    events: int = Field(description="from which all of this was rebuilt")
    proposals: tuple[ProposalFigures, ...]
    places: tuple[PlaceFigures, ...]
    round: RoundFigures
    voices: tuple[VoiceFigures, ...]
    money: tuple[MoneyFigures, ...]
    held: TokenAmount = Field(description="in the treasury at the end")
    refusals: tuple[Refusal, ...]
    checks: tuple[Check, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verified(self) -> bool:
        """Whether every figure from events equals the chain's, and money in = out + held."""
        came_in = sum(step.came_in for step in self.money)
        went_out = sum(step.went_out for step in self.money)
        same = all(check.compared and not check.different for check in self.checks)
        return same and bool(self.checks) and came_in == went_out + self.held
