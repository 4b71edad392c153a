# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Resources
@notice What the alliance's members have: kinds of thing, stocks with accounting and on-hand kept apart, and processes
        that close only if mass and energy balance.
@dev The owner of `Scopes` binds one `ContributionLedger`, once; it alone applies events, once both sides stand by
     them. There is no other way to change a stock. Words: `resource_words.vy`; actions: `actions.vy`; events: `flow_words.vy`.
@custom:units quantities are millionths of their unit; masses in mg, energies in J, tolerances in basis points
@custom:invariant no quantity is ever negative; a transfer leaves the sum of both resources as it was;
                  a process closes only if no more mass and no more energy left it than came in, within its tolerance,
                  and nothing that was taken in for work on it is missing without an event that says so;
                  specs and units never change once they are defined
@custom:pause nothing to stop: without confirmed events of the ledger nothing moves
"""

from contracts.common import units
from contracts.interfaces import IContributionLedger
from contracts.interfaces import IMembership
from contracts.interfaces import IResources
from contracts.interfaces import IScopes
from contracts.ledger import actions
from contracts.ledger import entry_word
from contracts.ledger import flow_words
from contracts.ledger import resource_words as layout
from contracts.membership import mandate_word
from contracts.membership import seat_word

implements: IResources

initializes: units


# One event, unpacked. `back` takes it back.
struct Row:
    action: uint256
    scope: uint256
    spec: uint256
    provider: uint256
    receiver: uint256
    quantity: uint256
    resource: uint256
    to_resource: uint256
    process: uint256
    location: uint256
    state: uint256
    back: bool


BPS: constant(uint256) = 10_000
MICRO: constant(uint256) = 10**6
MG_PER_KG: constant(uint256) = 10**6
# A crate in a box on a pallet in a container on a ship: deeper nesting is a mistake.
MAX_NESTING: constant(uint256) = 8

SCOPES: public(immutable(address))
MEMBERSHIP: public(immutable(address))

ledger: public(address)
spec_count: public(uint256)
process_count: public(uint256)
_specs: HashMap[uint256, uint256]  # spec -> spec word
_resources: HashMap[uint256, uint256]  # resource -> resource word
_stocks: HashMap[uint256, uint256]  # resource -> stock word
_processes: HashMap[uint256, uint256]  # process -> process word
_balances: HashMap[uint256, uint256]  # process -> balance word
_taken: HashMap[uint256, HashMap[uint256, uint256]]  # process -> resource -> quantity


@deploy
def __init__(scopes: address):
    units.__init__()
    SCOPES = scopes
    MEMBERSHIP = staticcall IScopes(scopes).MEMBERSHIP()


# --- the ledger -------------------------------------------------------------------------------------------


@external
def bind(ledger: address):
    """
    @notice Say which ledger moves the stocks, once and for ever: one that was made for them.
    """
    self._require_scopes_owner()
    assert self.ledger == empty(address), "resources: already bound"
    assert staticcall IContributionLedger(ledger).RESOURCES() == self, "resources: ledger of others"
    self.ledger = ledger
    log IResources.LedgerBound(ledger=ledger)


@external
def apply(facts: uint256, stock: uint256, place: uint256, back: bool):
    """
    @notice Apply a confirmed event to its process and its resources.
    @param back Take its quantity back instead: the event corrects an earlier one.
    """
    assert msg.sender == self.ledger, "resources: not the ledger"
    row: Row = self._row(facts, stock, place, back)
    self._apply_to_process(row)
    if row.resource == 0 and row.to_resource == 0:
        self._require_not_kept(row)
    else:
        self._move(row)
        self._contain(row)
        self._label(row)


# --- seats ------------------------------------------------------------------------------------------------


@external
def define_spec(
    kind: uint256,
    unit: uint256,
    mass: uint256,
    energy: uint256,
    tolerance_bps: uint256,
    content: bytes32,
) -> uint256:
    """
    @notice Define a kind of thing, for ever; another version is another spec.
    @param kind 1 material, 2 energy carrier, 3 ambient, 4 service, 5 money, 6 design, 7 skill, 8 process.
    @param unit Rec 20 code of the unit it is counted in.
    @param mass Of one unit [mg]; a unit of mass weighs what it says.
    @param energy Useful energy of one unit [J]; a unit of energy holds what it says.
    @param tolerance_bps Of a process of this kind [basis points].
    @param content Hash of its description.
    @return Number of the spec.
    """
    self._active_seat()
    assert kind >= layout.MATERIAL and kind <= layout.PROCESS, "resources: unknown kind"
    assert tolerance_bps < BPS, "resources: tolerance too large"
    self._check_measures(unit, mass, energy)
    spec: uint256 = self.spec_count + 1
    self.spec_count = spec
    self._specs[spec] = layout._new_spec(kind, unit, mass, energy, tolerance_bps)
    log IResources.SpecDefined(
        spec=spec,
        kind=kind,
        unit=unit,
        mass=mass,
        energy=energy,
        tolerance_bps=tolerance_bps,
        content=content,
    )
    return spec


@external
def open_process(scope: uint256, spec: uint256, plan: bytes32) -> uint256:
    """
    @notice Begin a process in a scope: events of the scope can go into it and come out of it until it is closed.
    @param spec Its kind, which brings its tolerance.
    @param plan Hash of the plan or recipe it follows; empty if there is none.
    @return Number of the process.
    """
    seat: uint256 = self._active_seat()
    word: uint256 = self._specs[spec]
    assert layout._kind(word) == layout.PROCESS, "resources: not a process spec"
    assert staticcall IScopes(SCOPES).exists(scope), "resources: no such scope"
    process: uint256 = self.process_count + 1
    self.process_count = process
    self._processes[process] = layout._new_process(scope, spec, layout._tolerance(word), seat)
    log IResources.ProcessOpened(process=process, scope=scope, spec=spec, seat=seat, plan=plan)
    return process


@external
def close_process(process: uint256):
    """
    @notice Close a process that balances: whoever opened it, or a STEWARD of its scope.
    """
    word: uint256 = self._open_process(process)
    seat: uint256 = self._active_seat()
    if seat != layout._opened_by(word):
        scope: uint256 = layout._process_scope(word)
        steward: bool = staticcall IScopes(SCOPES).has_role(scope, seat, mandate_word.STEWARD)
        assert steward, "resources: not its keeper"
    assert layout._gaps(word) == 0, "resources: taken, not given back"

    sums: uint256 = self._balances[process]
    tolerance: uint256 = BPS + layout._tolerance(word)
    mass_in: uint256 = layout._lane(sums, 0)
    mass_out: uint256 = layout._lane(sums, 1)
    assert mass_out * BPS <= mass_in * tolerance, "resources: mass out of nothing"
    energy_in: uint256 = layout._lane(sums, 2)
    energy_out: uint256 = layout._lane(sums, 3)
    assert energy_out * BPS <= energy_in * tolerance, "resources: energy out of nothing"
    self._processes[process] = layout._with_status(word, layout.CLOSED)
    log IResources.ProcessClosed(
        process=process,
        seat=seat,
        mass_in=mass_in,
        mass_out=mass_out,
        energy_in=energy_in,
        energy_out=energy_out,
    )


# --- the owner of `Scopes`: the deployer while the alliance is set up, then the timelock -----------------


@external
def define_unit(code: uint256, dimension: uint256, numerator: uint256, denominator: uint256):
    """
    @notice Define a unit that the contract does not begin with, for ever.
    @param code Its Rec 20 code, the letters as a number.
    @param dimension Exponents and currency, as in `units.vy`.
    @param numerator Upper part of the factor to the SI unit.
    @param denominator Lower part of it.
    """
    self._require_scopes_owner()
    units._define(code, dimension, numerator, denominator)
    log IResources.UnitDefined(
        code=code, dimension=dimension, numerator=numerator, denominator=denominator
    )


# --- what others read -------------------------------------------------------------------------------------


@external
@view
def unit_word(code: uint256) -> uint256:
    """
    @notice Dimension and factor of a unit, in the layout of `units.vy`; 0 for an unknown one.
    """
    return units._units[code]


@external
@view
def spec_word(spec: uint256) -> uint256:
    """
    @notice A kind of thing, in the layout of `resource_words.vy`; 0 for an unknown one.
    """
    return self._specs[spec]


@external
@view
def resource_word(resource: uint256) -> uint256:
    """
    @notice What and where a resource is, in the layout of `resource_words.vy`; 0 for an unknown one.
    """
    return self._resources[resource]


@external
@view
def stock_word(resource: uint256) -> uint256:
    """
    @notice How much of it there is: accounting in the lower, on-hand in the upper 128 bits [millionths].
    """
    return self._stocks[resource]


@external
@view
def process_word(process: uint256) -> uint256:
    """
    @notice A process, in the layout of `resource_words.vy`; 0 for an unknown one.
    """
    return self._processes[process]


@external
@view
def balance_word(process: uint256) -> uint256:
    """
    @notice Mass in, mass out [mg], energy in, energy out [J], 64 bits each from the lowest.
    """
    return self._balances[process]


@external
@view
def taken(process: uint256, resource: uint256) -> uint256:
    """
    @notice What a process has taken of a resource to work on and has not given back [millionths].
    """
    return self._taken[process][resource]


@external
@view
def convert_quantity(quantity: uint256, code: uint256, into: uint256) -> uint256:
    """
    @notice A quantity in another unit of the same dimension; refused if they are unlike or it is not exact.
    """
    return units._convert(quantity, code, into)


# --- internals: processes ---------------------------------------------------------------------------------


@internal
def _apply_to_process(row: Row):
    """
    @notice Book an event in its process: what came in and went out, what was taken to work on.
    """
    moves: bool = actions._accounting(row.action) + actions._on_hand(row.action) > 0
    if row.process == 0:
        assert not moves or actions._side(row.action) == 0, "resources: no process named"
        return
    word: uint256 = self._open_process(row.process)
    assert layout._process_scope(word) == row.scope, "resources: process elsewhere"
    if row.action == actions.CONSUME or row.action == actions.LOWER:
        self._add_to_balance(row, 0)
    elif row.action == actions.PRODUCE:
        self._add_to_balance(row, 1)
    elif self._is_pair(row.action):
        resource: uint256 = row.resource
        if actions._side(row.action) == actions.INPUT and self._is_implied(row):
            resource = row.to_resource
        takes: bool = actions._side(row.action) == actions.INPUT
        self._take(row.process, resource, row.quantity, takes != row.back)


@internal
def _take(process: uint256, resource: uint256, quantity: uint256, takes: bool):
    """
    @notice Note that a process took something to work on, or gave it back.
    """
    before: uint256 = self._taken[process][resource]
    after: uint256 = before + quantity
    if not takes:
        assert quantity <= before, "resources: more than was taken"
        after = before - quantity
    self._taken[process][resource] = after
    word: uint256 = self._processes[process]
    if before == 0 and after > 0:
        self._processes[process] = layout._with_gaps(word, layout._gaps(word) + 1)
    elif before > 0 and after == 0:
        self._processes[process] = layout._with_gaps(word, layout._gaps(word) - 1)


@internal
def _add_to_balance(row: Row, outward: uint256):
    """
    @notice Add the mass and the energy of an event to one side of its process, or take them off it.
    """
    spec: uint256 = self._specs[row.spec]
    word: uint256 = self._balances[row.process]
    for lane: uint256 in range(2):
        each: uint256 = layout._energy(spec) if lane == 1 else layout._mass(spec)
        amount: uint256 = row.quantity * each // MICRO
        place: uint256 = lane * 2 + outward
        before: uint256 = layout._lane(word, place)
        after: uint256 = before - amount if row.back else before + amount
        word = layout._with_lane(word, place, after)
    self._balances[row.process] = word


@internal
@view
def _open_process(process: uint256) -> uint256:
    """
    @notice The word of a process that is open.
    """
    word: uint256 = self._processes[process]
    assert layout._status(word) == layout.OPEN, "resources: process not open"
    return word


@internal
@pure
def _is_pair(action: uint256) -> bool:
    """
    @notice Whether it takes something to work on, or gives it back: accept and modify, pickup and dropoff.
    """
    untouched: bool = actions._accounting(action) == 0 and actions._contained(action) == 0
    return untouched and actions._side(action) > 0 and actions._on_hand(action) > 0


@internal
@pure
def _is_implied(row: Row) -> bool:
    """
    @notice Whether an action on a process also transfers: provider and receiver differ, and both have a resource.
    """
    hands: bool = row.provider != row.receiver and row.to_resource != 0
    return hands and actions._side(row.action) > 0 and actions._contained(row.action) == 0


# --- internals: resources ---------------------------------------------------------------------------------


@internal
def _move(row: Row):
    """
    @notice Apply an action's effects on accounting and on-hand quantities.
    """
    accounting: uint256 = actions._accounting(row.action)
    on_hand: uint256 = actions._on_hand(row.action)
    in_books: uint256 = row.quantity if accounting > 0 else 0
    in_hand: uint256 = row.quantity if on_hand > 0 else 0
    effect: uint256 = max(accounting, on_hand)
    if effect == actions.DECREMENT_INCREMENT and row.to_resource == 0:
        self._hand_over(row, in_books > 0, in_hand > 0)
        return
    if row.action == actions.LOWER and row.process > 0:
        in_hand -= self._explain(row)
    if effect == actions.DECREMENT or effect == actions.DECREMENT_INCREMENT:
        self._change(row, row.resource, in_books, in_hand, row.provider, row.back)
    if effect == actions.DECREMENT and self._is_implied(row):
        # It passes through the receiver's hands into the process.
        self._change(row, row.to_resource, 0, 0, row.receiver, not row.back)
    if effect == actions.INCREMENT:
        target: uint256 = row.to_resource if self._is_implied(row) else row.resource
        self._change(row, target, in_books, in_hand, row.receiver, not row.back)
    if effect >= actions.DECREMENT_INCREMENT:
        self._change(row, row.to_resource, in_books, in_hand, row.receiver, not row.back)


@internal
def _change(
    row: Row, resource: uint256, in_books: uint256, in_hand: uint256, agent: uint256, adds: bool
):
    """
    @notice Add to a resource of `agent`, or take off it; create it if the event may.
    """
    if self._resources[resource] == 0 and adds and not row.back:
        self._create(row, resource, in_books, agent)
    word: uint256 = self._known(resource, row.spec)
    accountable: bool = layout._accountable(word) == agent
    assert accountable or in_books == 0, "resources: not theirs"
    assert accountable or layout._custodian(word) == agent, "resources: not in their hands"

    stock: uint256 = self._stocks[resource]
    accounting: uint256 = stock & layout.MASK_128
    on_hand: uint256 = stock >> 128
    if adds:
        accounting += in_books
        on_hand += in_hand
        assert max(accounting, on_hand) <= layout.MASK_128, "resources: too much"
    else:
        assert accounting >= in_books, "resources: not enough accounted"
        assert on_hand >= in_hand, "resources: not enough on hand"
        accounting -= in_books
        on_hand -= in_hand
    self._stocks[resource] = accounting | (on_hand << 128)
    log IResources.StockChanged(resource=resource, accounting=accounting, on_hand=on_hand)


@internal
def _create(row: Row, resource: uint256, in_books: uint256, agent: uint256):
    """
    @notice Write a new resource; who only takes it into their hands does not answer for it.
    """
    creates: uint256 = actions._creates(row.action)
    assert creates > 0 or self._is_implied(row), "resources: action creates none"
    assert resource >> 32 == row.scope, "resources: id of another scope"
    accountable: uint256 = agent
    if in_books == 0:
        accountable = layout._accountable(self._resources[row.resource])
    self._resources[resource] = layout._new_resource(row.spec, accountable, agent)


@internal
def _hand_over(row: Row, in_books: bool, in_hand: bool):
    """
    @notice Hand a whole resource over as it is: nothing moves but who answers for it, or who has it.
    """
    word: uint256 = self._known(row.resource, row.spec)
    giver: uint256 = row.receiver if row.back else row.provider
    taker: uint256 = row.provider if row.back else row.receiver
    stock: uint256 = self._stocks[row.resource]
    if in_books:
        assert layout._accountable(word) == giver, "resources: not theirs to give"
        assert stock & layout.MASK_128 == row.quantity, "resources: only part of it"
        word = layout._with_accountable(word, taker)
    if in_hand:
        assert layout._custodian(word) == giver, "resources: not theirs to pass on"
        assert stock >> 128 == row.quantity, "resources: only part on hand"
        word = layout._with_custodian(word, taker)
    self._resources[row.resource] = word


@internal
def _explain(row: Row) -> uint256:
    """
    @notice Let a `lower` of a process account for what the process took and cannot give back: that is out of hand
            already.
    @return The part of the quantity that was explained.
    """
    assert not row.back, "resources: raise it instead"
    explained: uint256 = min(row.quantity, self._taken[row.process][row.resource])
    if explained > 0:
        self._take(row.process, row.resource, explained, False)
    return explained


@internal
def _contain(row: Row):
    """
    @notice Put a resource into its container (`combine`) or out of it (`separate`).
    """
    effect: uint256 = actions._contained(row.action)
    if effect == 0:
        return
    word: uint256 = self._resources[row.resource]
    container: uint256 = row.to_resource
    if (effect == actions.OUT_OF) != row.back:
        assert layout._container(word) != 0, "resources: in no container"
        container = 0
    else:
        assert layout._container(word) == 0, "resources: in a container"
        self._require_no_ring(row.resource, container)
    self._resources[row.resource] = layout._with_container(word, container)


@internal
@view
def _known(resource: uint256, spec: uint256) -> uint256:
    """
    @notice The word of a resource that exists and is of the kind that the event names.
    """
    word: uint256 = self._resources[resource]
    assert word != 0, "resources: no such resource"
    assert layout._spec(word) == spec, "resources: another kind of thing"
    return word


@internal
@view
def _require_no_ring(resource: uint256, container: uint256):
    """
    @notice Refuse a container that does not exist, or that is itself inside the resource.
    """
    holder: uint256 = container
    for _: uint256 in range(MAX_NESTING):
        assert holder != resource, "resources: inside itself"
        word: uint256 = self._resources[holder]
        assert word != 0, "resources: no such container"
        holder = layout._container(word)
        if holder == 0:
            return
    raise "resources: nested too deep"


@internal
def _label(row: Row):
    """
    @notice Write where the resource is and in which state, as far as the event tells; and the stage of its process.
    """
    if row.back:
        return
    receiving: bool = actions._state(row.action) == actions.UPDATE_TO_STATE
    resource: uint256 = row.resource
    if (receiving or self._is_implied(row)) and row.to_resource != 0:
        resource = row.to_resource
    before: uint256 = self._known(resource, row.spec)
    word: uint256 = before
    if row.location > 0 and actions._location(row.action) > 0:
        word = layout._with_location(word, row.location)
    if row.state > 0 and actions._state(row.action) > 0:
        word = layout._with_state(word, row.state)
    if row.process > 0 and actions._stage(row.action) > 0:
        word = layout._with_stage(word, layout._process_stage(self._processes[row.process]))
    if word != before:
        self._resources[resource] = word


# --- internals: what an event says ------------------------------------------------------------------------


@internal
@view
def _row(facts: uint256, stock: uint256, place: uint256, back: bool) -> Row:
    """
    @notice Unpack an event: the scope stands in for a receiver that is not named, and the quantity is in the unit of
            its spec.
    """
    receiver: uint256 = entry_word._receiver(facts)
    if receiver == 0:
        receiver = flow_words.SCOPE_AGENT | entry_word._scope(facts)
    spec: uint256 = entry_word._skill(facts)
    quantity: uint256 = flow_words._quantity(stock)
    if quantity > 0:
        word: uint256 = self._specs[spec]
        assert word != 0, "resources: no such spec"
        quantity = units._convert(quantity, flow_words._unit(stock), layout._unit(word))
    return Row(
        action=entry_word._action(facts),
        scope=entry_word._scope(facts),
        spec=spec,
        provider=entry_word._provider(facts),
        receiver=receiver,
        quantity=quantity,
        resource=flow_words._resource(stock),
        to_resource=flow_words._to_resource(stock),
        process=flow_words._process(place),
        location=flow_words._location(place),
        state=flow_words._state(place),
        back=back,
    )


@internal
@view
def _require_not_kept(row: Row):
    """
    @notice Refuse an event without a resource, unless it moves none or its kind of thing is not kept in stock.
    """
    if actions._accounting(row.action) + actions._on_hand(row.action) == 0:
        return
    kind: uint256 = layout._kind(self._specs[row.spec])
    if kind == layout.AMBIENT and row.action == actions.CONSUME:
        return
    assert kind == layout.SERVICE or kind == layout.MONEY, "resources: no resource named"


@internal
@view
def _check_measures(unit: uint256, mass: uint256, energy: uint256):
    """
    @notice Refuse a kind of thing whose mass or energy contradicts the unit it is counted in.
    """
    word: uint256 = units._unit(unit)
    over: uint256 = units._numerator(word)
    under: uint256 = units._denominator(word)
    if units._dimension(word) == units.KILOGRAM:
        assert mass * under == over * MG_PER_KG, "resources: mass unlike its unit"
    if units._dimension(word) == units.JOULE:
        assert energy * under == over, "resources: energy unlike unit"


@internal
@view
def _active_seat() -> uint256:
    """
    @notice The caller's seat, if it may act now.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(msg.sender)
    assert seat_word._is_active(standing), "resources: no active seat"
    return seat_word._seat(standing)


@internal
@view
def _require_scopes_owner():
    """
    @notice Refuse everybody but the owner of `Scopes`.
    """
    assert msg.sender == staticcall IScopes(SCOPES).owner(), "resources: not the scopes owner"
