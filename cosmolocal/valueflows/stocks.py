# SPDX-License-Identifier: Apache-2.0
"""What confirmed events do to stocks and processes: the rules of `Resources` in plain Python.

Errors: `Refusal`, with the text that the contract reverts with.
Source: contracts/ledger/Resources.vy; test_resources compares both call by call.
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum

from cosmolocal.valueflows.actions import RULES, Action, Effect
from cosmolocal.valueflows.flow import Flow
from cosmolocal.valueflows.units import MICRO, UNITS, Unit, code_text

BPS = 10_000
MAX_NESTING = 8


class Refusal(Exception):
    """What an event may not do."""


class Kind(IntEnum):
    """Kinds of spec."""

    MATERIAL = 1
    ENERGY = 2
    AMBIENT = 3
    SERVICE = 4
    MONEY = 5
    DESIGN = 6
    SKILL = 7
    PROCESS = 8


@dataclass(frozen=True, slots=True)
class Spec:
    """A kind of thing: mass in mg and useful energy in J of one unit, tolerance in 1/10,000."""

    kind: int
    unit: str
    mass: int = 0
    energy: int = 0
    tolerance_bps: int = 0

    @property
    def word(self) -> int:
        """Pack it as contracts/ledger/resource_words.vy does."""
        number = int.from_bytes(self.unit.encode(), "big")
        word = self.kind | number << 8 | self.mass << 32 | self.energy << 96
        return word | self.tolerance_bps << 160 | 1 << 176


@dataclass(frozen=True, slots=True)
class Resource:
    """A stock: who answers for it, who has it, where and how it is, and how much [millionths]."""

    spec: int
    accountable: int
    custodian: int
    location: int = 0
    stage: int = 0
    state: int = 0
    container: int = 0
    accounting: int = 0
    on_hand: int = 0

    @property
    def word(self) -> int:
        """Pack what it is, as contracts/ledger/resource_words.vy does."""
        word = self.spec | self.accountable << 24 | self.custodian << 56 | self.location << 88
        return word | self.stage << 152 | self.state << 176 | self.container << 192

    @property
    def stock(self) -> int:
        """Pack how much there is."""
        return self.accounting | self.on_hand << 128


@dataclass(slots=True)
class Process:
    """Something that transforms: sums in mg and J, and what it took to work on [millionths]."""

    scope: int
    stage: int
    tolerance_bps: int
    opened_by: int
    is_open: bool = True
    mass_in: int = 0
    mass_out: int = 0
    energy_in: int = 0
    energy_out: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    @property
    def gaps(self) -> int:
        """How many resources were taken and not wholly given back."""
        return sum(quantity > 0 for quantity in self.taken.values())

    @property
    def word(self) -> int:
        """Pack it as contracts/ledger/resource_words.vy does."""
        word = self.scope | self.stage << 32 | self.tolerance_bps << 56 | self.opened_by << 72
        return word | self.gaps << 104 | (1 if self.is_open else 2) << 136

    @property
    def balance(self) -> int:
        """Pack the four sums."""
        sums = (self.mass_in, self.mass_out, self.energy_in, self.energy_out)
        return sum(each << 64 * lane for lane, each in enumerate(sums))


def require(condition: object, reason: str) -> None:
    """Refuse with the contract's words."""
    if not condition:
        raise Refusal(f"resources: {reason}")


class Stocks:
    """Every spec, resource and process; `apply` changes them, or refuses and changes nothing."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = dict(UNITS)
        self.specs: dict[int, Spec] = {}
        self.resources: dict[int, Resource] = {}
        self.processes: dict[int, Process] = {}
        self.changes: list[tuple[int, int, int]] = []

    def take_changes(self) -> list[tuple[int, int, int]]:
        """Return (resource, accounting, on-hand) of every change since the last call."""
        changes, self.changes = self.changes, []
        return changes

    def define_spec(self, spec: Spec) -> int:
        """Define a kind of thing and return its number."""
        self.specs[len(self.specs) + 1] = spec
        return len(self.specs)

    def open_process(self, scope: int, spec: int, opened_by: int) -> int:
        """Begin a process and return its number."""
        kind = self.specs.get(spec)
        require(kind is not None and kind.kind == Kind.PROCESS, "not a process spec")
        process = Process(scope, spec, self.specs[spec].tolerance_bps, opened_by)
        self.processes[len(self.processes) + 1] = process
        return len(self.processes)

    def close_process(self, number: int) -> Process:
        """Close a process that balances."""
        process = self._open(number)
        require(process.gaps == 0, "taken, not given back")
        bound = BPS + process.tolerance_bps
        require(process.mass_out * BPS <= process.mass_in * bound, "mass out of nothing")
        require(process.energy_out * BPS <= process.energy_in * bound, "energy out of nothing")
        process.is_open = False
        return process

    def apply(self, flow: Flow, *, back: bool = False) -> None:
        """Apply a confirmed event; with `back` take its quantity back."""
        before = (dict(self.resources), {n: _copy(p) for n, p in self.processes.items()})
        try:
            _Application(self, flow, back=back).run()
        except Refusal:
            self.resources, self.processes = before
            self.changes.clear()
            raise

    def convert(self, quantity: int, code: str, into: str) -> int:
        """Convert exactly between units of one dimension."""
        if code == into:
            return quantity
        source, target = self.units.get(code), self.units.get(into)
        if source is None or target is None:
            raise Refusal("units: no such unit")
        if source.dimension != target.dimension:
            raise Refusal("units: unlike units")
        over = quantity * source.numerator * target.denominator
        converted, rest = divmod(over, source.denominator * target.numerator)
        if rest:
            raise Refusal("units: not exact")
        return converted

    def unit_defined(self, code: int, dimension: int, numerator: int, denominator: int) -> None:
        """Take in a unit that was defined later."""
        self.units[code_text(code)] = Unit(dimension, numerator, denominator, "")

    def _open(self, number: int) -> Process:
        process = self.processes.get(number)
        require(process is not None and process.is_open, "process not open")
        return self.processes[number]


def _copy(process: Process) -> Process:
    return replace(process, taken=dict(process.taken))


class _Application:
    """One event being applied."""

    def __init__(self, stocks: Stocks, flow: Flow, *, back: bool) -> None:
        self.stocks, self.flow, self.back = stocks, flow, back
        self.rules = RULES[flow.action]
        self.quantity = flow.quantity
        if flow.quantity:
            require(flow.kind in stocks.specs, "no such spec")
            unit = stocks.specs[flow.kind].unit
            self.quantity = stocks.convert(flow.quantity, flow.unit, unit)
        differ = flow.provider != flow.receiving_agent and flow.to_resource != 0
        self.implied = differ and self.rules.side > 0 and not self.rules.contained

    def run(self) -> None:
        """First the process, then the resources, as the contract does."""
        self._book()
        if not self.flow.resource and not self.flow.to_resource:
            self._require_not_kept()
            return
        self._move()
        self._contain()
        self._label()

    def _book(self) -> None:
        flow, rules = self.flow, self.rules
        if not flow.process:
            require(not rules.moves or rules.side == 0, "no process named")
            return
        process = self.stocks._open(flow.process)  # noqa: SLF001 - one module
        require(process.scope == flow.scope, "process elsewhere")
        if flow.action in (Action.CONSUME, Action.LOWER):
            self._add(process, "in")
        elif flow.action == Action.PRODUCE:
            self._add(process, "out")
        elif rules.is_pair:
            is_input = rules.side == 1
            resource = flow.to_resource if is_input and self.implied else flow.resource
            self._take(process, resource, self.quantity, takes=is_input != self.back)

    def _add(self, process: Process, side: str) -> None:
        spec = self.stocks.specs.get(self.flow.kind, Spec(0, ""))
        for what, each in (("mass", spec.mass), ("energy", spec.energy)):
            amount = self.quantity * each // MICRO
            before = getattr(process, f"{what}_{side}")
            setattr(process, f"{what}_{side}", before - amount if self.back else before + amount)

    def _take(self, process: Process, resource: int, quantity: int, *, takes: bool) -> None:
        before = process.taken.get(resource, 0)
        require(takes or quantity <= before, "more than was taken")
        process.taken[resource] = before + quantity if takes else before - quantity

    def _require_not_kept(self) -> None:
        if not self.rules.moves:
            return
        spec = self.stocks.specs.get(self.flow.kind, Spec(0, ""))
        if spec.kind == Kind.AMBIENT and self.flow.action == Action.CONSUME:
            return
        require(spec.kind in (Kind.SERVICE, Kind.MONEY), "no resource named")

    def _move(self) -> None:
        flow, rules = self.flow, self.rules
        in_books = self.quantity if rules.accounting else 0
        in_hand = self.quantity if rules.on_hand else 0
        effect = max(rules.accounting, rules.on_hand)
        if effect == Effect.DECREMENT_INCREMENT and not flow.to_resource:
            self._hand_over(in_books=in_books > 0, in_hand=in_hand > 0)
            return
        if flow.action == Action.LOWER and flow.process:
            in_hand -= self._explain()
        if effect in (Effect.DECREMENT, Effect.DECREMENT_INCREMENT):
            self._change(flow.resource, in_books, in_hand, flow.provider, adds=self.back)
        if effect == Effect.DECREMENT and self.implied:
            self._change(flow.to_resource, 0, 0, flow.receiving_agent, adds=not self.back)
        if effect == Effect.INCREMENT:
            target = flow.to_resource if self.implied else flow.resource
            self._change(target, in_books, in_hand, flow.receiving_agent, adds=not self.back)
        if effect >= Effect.DECREMENT_INCREMENT:
            self._change(
                flow.to_resource, in_books, in_hand, flow.receiving_agent, adds=not self.back
            )

    def _change(self, number: int, in_books: int, in_hand: int, agent: int, *, adds: bool) -> None:
        if number not in self.stocks.resources and adds and not self.back:
            self._create(number, in_books, agent)
        resource = self._resource(number)
        accountable = resource.accountable == agent
        require(accountable or in_books == 0, "not theirs")
        require(accountable or resource.custodian == agent, "not in their hands")
        sign = 1 if adds else -1
        accounting = resource.accounting + sign * in_books
        on_hand = resource.on_hand + sign * in_hand
        require(accounting >= 0, "not enough accounted")
        require(on_hand >= 0, "not enough on hand")
        self._store(number, replace(resource, accounting=accounting, on_hand=on_hand))
        self.stocks.changes.append((number, accounting, on_hand))

    def _create(self, number: int, in_books: int, agent: int) -> None:
        require(self.rules.creates > 0 or self.implied, "action creates none")
        require(number >> 32 == self.flow.scope, "id of another scope")
        accountable = agent
        if in_books == 0:
            source = self.stocks.resources.get(self.flow.resource)
            accountable = source.accountable if source else 0
        self._store(number, Resource(self.flow.kind, accountable, agent))

    def _hand_over(self, *, in_books: bool, in_hand: bool) -> None:
        resource = self._resource(self.flow.resource)
        parties = (self.flow.provider, self.flow.receiving_agent)
        giver, taker = parties[::-1] if self.back else parties
        if in_books:
            require(resource.accountable == giver, "not theirs to give")
            require(resource.accounting == self.quantity, "only part of it")
            resource = replace(resource, accountable=taker)
        if in_hand:
            require(resource.custodian == giver, "not theirs to pass on")
            require(resource.on_hand == self.quantity, "only part on hand")
            resource = replace(resource, custodian=taker)
        self._store(self.flow.resource, resource)

    def _explain(self) -> int:
        require(not self.back, "raise it instead")
        process = self.stocks.processes[self.flow.process]
        explained = min(self.quantity, process.taken.get(self.flow.resource, 0))
        if explained:
            self._take(process, self.flow.resource, explained, takes=False)
        return explained

    def _contain(self) -> None:
        effect, flow = self.rules.contained, self.flow
        if not effect:
            return
        resource = self.stocks.resources[flow.resource]
        if (effect == 2) != self.back:
            require(resource.container != 0, "in no container")
            self._store(flow.resource, replace(resource, container=0))
            return
        require(resource.container == 0, "in a container")
        holder = flow.to_resource
        for _ in range(MAX_NESTING):
            require(holder != flow.resource, "inside itself")
            require(holder in self.stocks.resources, "no such container")
            holder = self.stocks.resources[holder].container
            if not holder:
                self._store(flow.resource, replace(resource, container=flow.to_resource))
                return
        raise Refusal("resources: nested too deep")

    def _label(self) -> None:
        flow, rules = self.flow, self.rules
        if self.back:
            return
        receiving = (rules.state == 2 or self.implied) and flow.to_resource
        number = flow.to_resource if receiving else flow.resource
        resource = self._resource(number)
        if flow.location and rules.location:
            resource = replace(resource, location=flow.location)
        if flow.state and rules.state:
            resource = replace(resource, state=flow.state)
        if flow.process and rules.stage:
            resource = replace(resource, stage=self.stocks.processes[flow.process].stage)
        self._store(number, resource)

    def _resource(self, number: int) -> Resource:
        require(number in self.stocks.resources, "no such resource")
        resource = self.stocks.resources[number]
        require(resource.spec == self.flow.kind, "another kind of thing")
        return resource

    def _store(self, number: int, resource: Resource) -> None:
        self.stocks.resources[number] = resource
