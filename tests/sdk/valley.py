# SPDX-License-Identifier: Apache-2.0
"""The alliance of the example, deployed on a throw-away chain, and its people by what they do."""

from dataclasses import dataclass, field

from cosmolocal.alliance import Alliance
from cosmolocal.artifacts import Artifact
from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import scope_numbers, seat_numbers, throwaway_signer
from cosmolocal.deploy.description import Description, read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.funding import MatchingTerms, RoundTerms, Terms, project_of, round_of
from cosmolocal.governance import Side, proposal_of
from cosmolocal.ledger import entry_of
from cosmolocal.local import LocalChain
from cosmolocal.privacy import TextStore
from cosmolocal.proposal_types import CONSTITUTION
from scripts.artifacts import CONTRACTS, compiled

HOUR, DAY = 3_600, 86_400
ETHER = 10**18

GROWER = "Amara Okafor"  # confirmer of BREAD
MILLER = "Ilse Brandt"  # steward of BREAD
BAKER = "Tomás Leite"  # confirmer of BREAD
DRIVER = "Hanna Virtanen"  # no mandate in BREAD
BOOKKEEPER = "Bente Krogh"  # steward and reviewer of the alliance
ARBITER = "Rui Carvalho"  # arbiter and reviewer of the alliance, guardian
SHEPHERD = "Joaquim Serra"  # steward of the valley, arbiter of the river
MILL = "Three Stones Mill"  # an organisation
BREAD = "From Grain to Bread"
RIVER = "The River"
ROOT = 1


@dataclass
class Valley:
    """One deployed alliance; `local` moves the clock."""

    local: LocalChain
    description: Description
    manifest: Manifest
    alliance: Alliance
    texts: TextStore = field(default_factory=TextStore)

    @classmethod
    def connect(cls, local, description, manifest):
        """Open the alliance anew, with nothing remembered."""
        return cls(local, description, manifest, Alliance.connect(Chain(local.w3), manifest))

    @property
    def deployer(self):
        return self.local.accounts[0]

    @property
    def outsider(self):
        return self.local.accounts[1]

    def signer(self, name):
        return throwaway_signer(self.description, name)

    def address(self, name):
        return self.signer(name).address

    def seat(self, name):
        return seat_numbers(self.description)[name]

    def scope(self, name):
        return scope_numbers(self.description)[name]

    @property
    def persons(self):
        return [seat.name for seat in self.description.seats.persons]

    @property
    def organisations(self):
        return [seat.name for seat in self.description.seats.organisations]

    def work(self, name, hours=10, *, scope=BREAD, skill=0, confirmer=None):
        """Record work, and have it confirmed if a confirmer is named; return the entry."""
        ledger = self.alliance.ledger
        receipt = ledger.record_work(
            self.scope(scope),
            effort_seconds=hours * HOUR,
            occurred_at=self.local.now - 1,
            evidence=self.texts.commit(f"{hours} hours"),
            skill=skill,
            signer=self.signer(name),
        )
        entry = entry_of(receipt)
        if confirmer:
            ledger.confirm(entry, signer=self.signer(confirmer))
        return entry

    def propose(self, *actions, text="a motion", by=GROWER, proposal_type=0):
        """Make a proposal; return its id."""
        receipt = self.alliance.governance.propose(
            actions,
            self.texts.commit(text),
            proposal_type=proposal_type,
            signer=self.signer(by),
        )
        return proposal_of(receipt)

    def amend(self, action, **options):
        """Propose a constitutional change and pass it in both chambers."""
        return self.pass_(self.propose(action, proposal_type=CONSTITUTION, **options))

    def pass_(self, proposal_id, votes=3):
        """Take a proposal through its vote, the queue and its execution."""
        governance = self.alliance.governance
        self.warp(governance.show(proposal_id).start)
        if governance.show(proposal_id).is_dual:
            for name in self.organisations[:4]:
                governance.vote(proposal_id, Side.FOR, votes, signer=self.signer(name))
        for name in self.persons[4:10]:
            governance.vote(proposal_id, Side.FOR, votes, signer=self.signer(name))
        self.warp(governance.show(proposal_id).end)
        governance.queue(proposal_id, signer=self.outsider)
        self.warp(governance.show(proposal_id).eta)
        return governance.execute(proposal_id, signer=self.outsider)

    def terms(self, later_by=0, appeals=0, **changes):
        """Terms of a round that begins now; all its ends may be later, appeals take their time."""
        now = self.local.now + later_by
        ends = ("applications_end", "review_end", "voting_end", "claims_end")
        spans = {name: now + days * DAY for name, days in zip(ends, (5, 8, 15, 40), strict=True)}
        if appeals:
            spans["appeals_end"] = spans["review_end"] + appeals
            for name in ends[2:]:
                spans[name] += appeals
        return Terms(**{"scope": ROOT, "budget": 100, **spans, **changes})

    def matching_terms(self, **changes):
        """Terms of a matching round that begins now."""
        own = self.terms().model_dump(include=set(RoundTerms.model_fields))
        return MatchingTerms(**{**own, **changes})

    def round(self, later_by=0, appeals=0, **changes):
        """Open a round as the bookkeeper; return its number."""
        terms, steward = self.terms(later_by, appeals, **changes), self.signer(BOOKKEEPER)
        return round_of(self.alliance.funding.open_round(terms, signer=steward))

    def project(self, round_id, name, entries=()):
        """Apply with a project; return its number."""
        receipt = self.alliance.funding.apply(
            round_id,
            self.address(name),
            self.texts.commit(f"a project of {name}"),
            entries,
            signer=self.signer(name),
        )
        return project_of(receipt)

    def warp(self, moment):
        if moment > self.local.now:
            self.local.warp(moment)


def settle(local, folder):
    """Deploy the example; return its description and manifest."""
    description = read_example()
    deployer = local.accounts[0]
    manifest = apply(description, Chain(local.w3), deployer, path=folder / "valley.json")
    names = [seat.name for seat in description.all_seats]
    local.fund_many([throwaway_signer(description, name).address for name in names], 10 * ETHER)
    return description, manifest


def deploy_mock(valley, name, *arguments):
    """A mock from contracts/mocks/, by the name of its file."""
    output = compiled(CONTRACTS / "mocks" / f"{name}.vy")
    artifact = Artifact(name, output["abi"], output["bytecode"])
    chain = valley.alliance.chain
    address = chain.deploy(artifact, arguments, valley.deployer).contract_address
    return chain.contract(name, address, abi=artifact.abi)


def deploy_token(valley, amount=1_000):
    """A plain ERC-20 of which the deployer has some."""
    token = deploy_mock(valley, "TokenMock", 6)
    minted = token.functions.mint(valley.deployer.address, amount)
    valley.alliance.chain.send(minted, valley.deployer)
    return token


def deploy_eligibility(valley):
    """An eligibility adapter that says no to everybody until it is told otherwise."""
    return deploy_mock(valley, "EligibilityMock")
