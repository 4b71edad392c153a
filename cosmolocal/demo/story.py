# SPDX-License-Identifier: Apache-2.0
"""Who does what, on which day of the season. Texts stay here; the chain gets commitments.

Names are those of examples/river-valley.yaml. Work is in hours, money in ETH.
"""

from typing import NamedTuple

ALLIANCE = "River Valley"
ABOUT = (
    "One season along one river, from the hill farms to the city at its mouth: people and"
    " organisations decide, work, reward and pay, and everybody can count it again."
)


class Gift(NamedTuple):
    """Money that somebody gives to the treasury."""

    giver: str
    ether: int


class Work(NamedTuple):
    """One entry of the ledger. Without a receiver the work was for the whole scope."""

    day: int
    provider: str
    scope: str
    hours: int
    text: str
    receiver: str | None = None
    confirmer: str | None = None
    skill: int = 0


class Quarrel(NamedTuple):
    """An entry that was disputed, and how the arbiter decided."""

    work: Work
    objector: str
    objection: str
    arbiter: str
    uphold: bool


class Say(NamedTuple):
    """A ballot on a proposal: votes for are positive, votes against negative, 0 abstains."""

    voter: str
    votes: int


class Application(NamedTuple):
    """A project; `rejected` is the reviewers' reason to keep it out."""

    applicant: str
    project: str
    text: str
    rejected: str | None = None


class Ballot(NamedTuple):
    """What one person gives to projects, by their names."""

    voter: str
    votes: dict[str, int]


NIGHT_CARE = 7
"""A skill of the alliance's own table."""
NIGHT_CARE_BPS = 15_000

GIFTS = (
    Gift("City of Foz", 80),
    Gift("Three Stones Mill", 12),
    Gift("Nine to a Van", 8),
)
POT_ETHER = 60
VAN_ETHER = 35

WORK = (
    Work(14, "Amara Okafor", "From Grain to Bread", 64,
         "Cut and threshed the lower terraces.", "Three Stones Mill", "Three Stones Mill"),
    Work(14, "Ilse Brandt", "From Grain to Bread", 81,
         "Dressed the millstones.", "Night Oven Bakery", "Night Oven Bakery"),
    Work(15, "Tomás Leite", "From Grain to Bread", 100,
         "Bread for the schools, fifty mornings before seven.", "City of Foz", "City of Foz"),
    Work(15, "Terraces Seed and Grain Farm", "From Grain to Bread", 120,
         "Forty wheats cleaned, labelled, shared.", None, "Tomás Leite"),
    Work(15, "Night Oven Bakery", "From Grain to Bread", 160,
         "Built a second oven from rubble and clay.", None, "Amara Okafor"),
    Work(16, "Noor Haddad", "Makers' Guild", 49,
         "Repair evenings: 112 things came in, 97 left working.", "Bench Fab Lab", "Bench Fab Lab"),
    Work(16, "Priya Raman", "Makers' Guild", 64,
         "A moisture sensor for flour, tested.", "Three Stones Mill", "Three Stones Mill"),
    Work(16, "Bench Fab Lab", "Makers' Guild", 90,
         "Drawings of the wind pump, until a stranger had built it.", None, "Priya Raman"),
    Work(17, "Lucía Ferrer", "Care", 144,
         "Eleven births.", "City of Foz", "City of Foz"),
    Work(17, "Samuel Adeyemi", "Care", 121,
         "Lunch for the elders.", "Many Hands Care Co-op", "Many Hands Care Co-op"),
    Work(17, "Many Hands Care Co-op", "Care", 160,
         "Company for those who do not sleep.", None, "Lucía Ferrer", NIGHT_CARE),
    Work(18, "Hanna Virtanen", "On the Move", 81,
         "Kept three old vans on the road, one off it.", "Nine to a Van", "Nine to a Van"),
    Work(18, "Mateus Rocha", "On the Move", 36,
         "Drew the timetable of the freight round.", "Nine to a Van", "Nine to a Van"),
    Work(18, "Nine to a Van", "On the Move", 96,
         "The freight round, twice a week.", None, "Mateus Rocha"),
    Work(19, "Yara Nascimento", "The River", 100,
         "Water samples, upstream and down.", "City of Foz", "City of Foz"),
    Work(19, "Joaquim Serra", "Upper Valley", 36,
         "Laid the hedges above the chestnut line.", None, "Rui Carvalho"),
    Work(19, "Rui Carvalho", "Middle Reach", 16,
         "Evening school.", None, "Noor Haddad"),
)  # fmt: skip
# A confirmer of Care, who tries to confirm herself; at the end of the season it is still open.
UNCONFIRMED = Work(20, "Lucía Ferrer", "Care", 9,
                   "A night at the hospital in the city.")  # fmt: skip

QUARRELS = (
    Quarrel(
        Work(20, "Chidi Nwosu", "The River", 52, "Cleared the sluices after the flood."),
        "Yara Nascimento",
        "Three of these days were before the flood.",
        "Joaquim Serra",
        uphold=False,
    ),
    Quarrel(
        Work(20, "Bente Krogh", ALLIANCE, 25, "The books of the season.", "City of Foz"),
        "City of Foz",
        "The receipts came late.",
        "Rui Carvalho",
        uphold=True,
    ),
)
# Facts are never edited: what was rejected is recorded again, as it really was.
CORRECTION = Work(21, "Chidi Nwosu", "The River", 30,
                  "Cleared the sluices after the flood: four days.",
                  None, "Yara Nascimento")  # fmt: skip

NIGHT_CARE_PROPOSER = "Lucía Ferrer"
NIGHT_CARE_TITLE = "Night care counts 1.5 times"
NIGHT_CARE_VOTES = (
    Say("Lucía Ferrer", 7), Say("Samuel Adeyemi", 5), Say("Noor Haddad", 3),
    Say("Tomás Leite", 3), Say("Amara Okafor", 2), Say("Yara Nascimento", 2),
    Say("Ilse Brandt", 2), Say("Rui Carvalho", 1), Say("Hanna Virtanen", -2),
    Say("Mateus Rocha", -4), Say("Bente Krogh", 0),
)  # fmt: skip

ROUND_PROPOSER = "Ilse Brandt"
ROUND_TITLE = "A harvest round with 60 ETH"
# Tomás votes twice: the second ballot replaces the first, whose 81 credits come back.
FIRST_THOUGHT = Say("Tomás Leite", 9)
ROUND_VOTES = (
    Say("Amara Okafor", 6), Say("Ilse Brandt", 7), Say("Tomás Leite", 5),
    Say("Priya Raman", 8), Say("Noor Haddad", 6), Say("Lucía Ferrer", 5),
    Say("Samuel Adeyemi", 4), Say("Yara Nascimento", 4), Say("Chidi Nwosu", 3),
    Say("Mateus Rocha", 2), Say("Bente Krogh", 1), Say("Joaquim Serra", -2),
)  # fmt: skip

VAN_PROPOSER = "Hanna Virtanen"
VAN_TITLE = "A second van for 35 ETH"
VAN_PAYEE = "Nine to a Van"
# Two proposals before, Mateus has spent 20 of his 100 credits: 9 votes would cost 81.
TOO_MANY = Say("Mateus Rocha", 9)
VAN_VOTES = (
    Say("Hanna Virtanen", 8), Say("Mateus Rocha", 6), Say("Lucía Ferrer", 2),
    Say("Joaquim Serra", -6), Say("Yara Nascimento", -6), Say("Chidi Nwosu", -5),
    Say("Bente Krogh", -5), Say("Amara Okafor", -3), Say("Noor Haddad", -2),
    Say("Rui Carvalho", 0),
)  # fmt: skip

SENSOR = "Moisture sensor for flour"
OVEN = "Oven of rubble and clay"
NIGHTS = "Nights that count"
FREIGHT = "Freight round of two full vans"
WHEATS = "Forty wheats"
SLUICE = "Sluice that minds the tide"
STAGE = "Stage for the summer festival"

APPLICATIONS = (
    Application("Priya Raman", SENSOR, "Nine coins of parts; the drawing is free."),
    Application("Night Oven Bakery", OVEN, "Nobody here buys bread from afar any more."),
    Application("Many Hands Care Co-op", NIGHTS, "Forty households slept."),
    Application("Nine to a Van", FREIGHT, "Half the trips, the same flour."),
    Application("Terraces Seed and Grain Farm", WHEATS, "Three were thought lost."),
    Application("Chidi Nwosu", SLUICE, "Opens and closes by itself, most days."),
    Application(
        "City of Foz",
        STAGE,
        "It will be wonderful.",
        rejected="It has not happened yet, and no work is cited.",
    ),
)

# Noor votes twice: her second ballot replaces the first as a whole.
FIRST_BALLOT = Ballot("Noor Haddad", {SENSOR: 10})
BALLOTS = (
    Ballot("Amara Okafor", {OVEN: 5, SENSOR: 5, NIGHTS: 3, FREIGHT: 3}),
    Ballot("Joaquim Serra", {WHEATS: 7, NIGHTS: 4, SLUICE: -5}),
    Ballot("Ilse Brandt", {SENSOR: 8, OVEN: 5, WHEATS: 3}),
    Ballot("Tomás Leite", {WHEATS: 6, SENSOR: 5, FREIGHT: 4}),
    Ballot("Noor Haddad", {SENSOR: 7, NIGHTS: 5, OVEN: 4, SLUICE: 3}),
    Ballot("Priya Raman", {OVEN: 5, NIGHTS: 5, WHEATS: 5, FREIGHT: 3}),
    Ballot("Lucía Ferrer", {NIGHTS: 9, OVEN: 4}),
    Ballot("Samuel Adeyemi", {NIGHTS: 8, OVEN: 6}),
    Ballot("Hanna Virtanen", {FREIGHT: 8, NIGHTS: 4, SENSOR: 4}),
    Ballot("Mateus Rocha", {FREIGHT: 9, OVEN: 3}),
    Ballot("Chidi Nwosu", {WHEATS: 5, FREIGHT: 3}),
    Ballot("Yara Nascimento", {WHEATS: 5, NIGHTS: 5, SLUICE: -7}),
    Ballot("Rui Carvalho", {NIGHTS: 4, OVEN: 4, SENSOR: 4, WHEATS: 4}),
)
