# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Resource Words (module)
@notice The words of `Resources`: kinds of thing, resources, processes.
@dev Stateless. Layouts, from the lowest bit:
     spec      0 kind 8, 8 unit 24, 32 mass 64 [mg per unit], 96 energy 64 [J per unit], 160 tolerance 16 [bps],
               176 defined 1
     resource  0 spec 24, 24 accountable 32, 56 custodian 32, 88 location 64, 152 stage 24, 176 state 16,
               192 container 64
     stock     0 accounting 128, 128 on-hand 128
     process   0 scope 32, 32 stage 24, 56 tolerance 16, 72 opened by 32, 104 gaps 32, 136 status 8
     balance   four times 64: mass in, mass out [mg], energy in, energy out [J]
@custom:units masses in mg, energies in J, quantities in millionths of the spec's unit
@custom:invariant the fields of a word do not overlap
"""

from contracts.common import packing

# Kinds of thing. Nature's own input (air, rain, sun) needs no stock; what is not kept may name no resource.
MATERIAL: constant(uint256) = 1
ENERGY: constant(uint256) = 2
AMBIENT: constant(uint256) = 3
SERVICE: constant(uint256) = 4
MONEY: constant(uint256) = 5
DESIGN: constant(uint256) = 6
SKILL: constant(uint256) = 7
PROCESS: constant(uint256) = 8

OPEN: constant(uint256) = 1
CLOSED: constant(uint256) = 2

MASK_24: constant(uint256) = 2**24 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_64: constant(uint256) = 2**64 - 1
MASK_128: constant(uint256) = 2**128 - 1


# --- specs ------------------------------------------------------------------------------------------------


@internal
@pure
def _new_spec(
    kind: uint256, unit: uint256, mass: uint256, energy: uint256, tolerance_bps: uint256
) -> uint256:
    """
    @notice The word of a kind of thing.
    """
    word: uint256 = packing._with_field(kind, 8, 24, unit)
    word = packing._with_field(word, 32, 64, mass)
    word = packing._with_field(word, 96, 64, energy)
    return packing._with_field(word, 160, 16, tolerance_bps) | (1 << 176)


@internal
@pure
def _kind(spec: uint256) -> uint256:
    """
    @notice What kind of thing it is, 1 to 8.
    """
    return spec & 255


@internal
@pure
def _unit(spec: uint256) -> uint256:
    """
    @notice Rec 20 code of the unit it is counted in.
    """
    return (spec >> 8) & MASK_24


@internal
@pure
def _mass(spec: uint256) -> uint256:
    """
    @notice Mass of one unit [mg].
    """
    return (spec >> 32) & MASK_64


@internal
@pure
def _energy(spec: uint256) -> uint256:
    """
    @notice Useful energy of one unit [J].
    """
    return (spec >> 96) & MASK_64


@internal
@pure
def _tolerance(spec: uint256) -> uint256:
    """
    @notice How far the balance of such a process may be off [basis points].
    """
    return (spec >> 160) & (2**16 - 1)


# --- resources --------------------------------------------------------------------------------------------


@internal
@pure
def _new_resource(spec: uint256, accountable: uint256, custodian: uint256) -> uint256:
    """
    @notice The word of a new resource.
    """
    return spec | (accountable << 24) | (custodian << 56)


@internal
@pure
def _spec(resource: uint256) -> uint256:
    """
    @notice Number of the kind of thing it is.
    """
    return resource & MASK_24


@internal
@pure
def _accountable(resource: uint256) -> uint256:
    """
    @notice The agent who answers for it.
    """
    return (resource >> 24) & MASK_32


@internal
@pure
def _custodian(resource: uint256) -> uint256:
    """
    @notice The agent who has it in hand.
    """
    return (resource >> 56) & MASK_32


@internal
@pure
def _container(resource: uint256) -> uint256:
    """
    @notice The resource it is part of; 0: none.
    """
    return resource >> 192


@internal
@pure
def _with_accountable(resource: uint256, agent: uint256) -> uint256:
    """
    @notice The same resource, answered for by somebody else.
    """
    return packing._with_field(resource, 24, 32, agent)


@internal
@pure
def _with_custodian(resource: uint256, agent: uint256) -> uint256:
    """
    @notice The same resource in other hands.
    """
    return packing._with_field(resource, 56, 32, agent)


@internal
@pure
def _with_location(resource: uint256, location: uint256) -> uint256:
    """
    @notice The same resource elsewhere.
    """
    return packing._with_field(resource, 88, 64, location)


@internal
@pure
def _with_stage(resource: uint256, stage: uint256) -> uint256:
    """
    @notice The same resource after a process of kind `stage`.
    """
    return packing._with_field(resource, 152, 24, stage)


@internal
@pure
def _with_state(resource: uint256, state: uint256) -> uint256:
    """
    @notice The same resource in another state.
    """
    return packing._with_field(resource, 176, 16, state)


@internal
@pure
def _with_container(resource: uint256, container: uint256) -> uint256:
    """
    @notice The same resource as part of another one.
    """
    return packing._with_field(resource, 192, 64, container)


# --- processes --------------------------------------------------------------------------------------------


@internal
@pure
def _new_process(
    scope: uint256, stage: uint256, tolerance_bps: uint256, opened_by: uint256
) -> uint256:
    """
    @notice The word of a process that begins.
    """
    word: uint256 = scope | (stage << 32) | (tolerance_bps << 56) | (opened_by << 72)
    return word | (OPEN << 136)


@internal
@pure
def _process_scope(process: uint256) -> uint256:
    """
    @notice The scope it happens in.
    """
    return process & MASK_32


@internal
@pure
def _process_stage(process: uint256) -> uint256:
    """
    @notice The kind of process: what comes out of it has this stage.
    """
    return (process >> 32) & MASK_24


@internal
@pure
def _process_tolerance(process: uint256) -> uint256:
    """
    @notice How far its balance may be off [basis points].
    """
    return (process >> 56) & (2**16 - 1)


@internal
@pure
def _opened_by(process: uint256) -> uint256:
    """
    @notice The seat that opened it.
    """
    return (process >> 72) & MASK_32


@internal
@pure
def _gaps(process: uint256) -> uint256:
    """
    @notice How many resources were taken in and not wholly given back.
    """
    return (process >> 104) & MASK_32


@internal
@pure
def _with_gaps(process: uint256, gaps: uint256) -> uint256:
    """
    @notice The process with another number of gaps.
    """
    return packing._with_field(process, 104, 32, gaps)


@internal
@pure
def _status(process: uint256) -> uint256:
    """
    @notice 0 none, 1 open, 2 closed.
    """
    return (process >> 136) & 255


@internal
@pure
def _with_status(process: uint256, status: uint256) -> uint256:
    """
    @notice The process with another status.
    """
    return packing._with_field(process, 136, 8, status)


@internal
@pure
def _lane(balance: uint256, lane: uint256) -> uint256:
    """
    @notice One of the four sums: 0 mass in, 1 mass out, 2 energy in, 3 energy out.
    """
    return (balance >> (lane * 64)) & MASK_64


@internal
@pure
def _with_lane(balance: uint256, lane: uint256, sum: uint256) -> uint256:
    """
    @notice The balance with one sum replaced.
    """
    return packing._with_field(balance, lane * 64, 64, sum)
