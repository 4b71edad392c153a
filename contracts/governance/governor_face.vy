# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Governor Face (module)
@notice What OpenZeppelin's tools ask of any governor and what is the same for every proposal: clock, ways to count, ids.
@dev Stateless.
@custom:units timepoints are UTC seconds
@custom:invariant the id of a proposal is the hash of its content and of nothing else
"""

# ERC-165 ids: 0x01ffc9a7, itself; 0xcdbdfcee and 0x65455a86, IGovernor with and without getProposalId.
INTERFACE_IDS: constant(uint256[3]) = [33540519, 3451780334, 1699043974]


@external
@view
@reentrant
def proposalNeedsQueuing(proposalId: uint256) -> bool:
    """
    @notice Every proposal waits in the timelock.
    """
    return True


@external
@view
@reentrant
def proposalThreshold() -> uint256:
    """
    @notice One seat may propose.
    """
    return 1


@external
@view
@reentrant
def clock() -> uint48:
    """
    @notice ERC-6372: now [UTC seconds].
    """
    return convert(block.timestamp, uint48)


@external
@pure
def CLOCK_MODE() -> String[14]:
    """
    @notice ERC-6372: timepoints are timestamps.
    """
    return "mode=timestamp"


@external
@pure
def COUNTING_MODE() -> String[64]:
    """
    @notice support=bravo: 0 against, 1 for, 2 abstain. quorum=for,against,abstain: every head counts toward the quorum,
            whatever it says. params=quadratic: `params` states votes, and v votes cost v * v voice credits.
    """
    return "support=bravo&quorum=for,against,abstain&params=quadratic"


@external
@pure
def hashProposal(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    descriptionHash: bytes32,
) -> uint256:
    """
    @notice Id of a proposal: the hash of its content.
    """
    return self._id(targets, values, calldatas, descriptionHash)


@external
@view
@reentrant
def getProposalId(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    descriptionHash: bytes32,
) -> uint256:
    """
    @notice As `hashProposal`, under the name that OpenZeppelin's tools of version 5.3 and later ask for.
    """
    return self._id(targets, values, calldatas, descriptionHash)


@external
@pure
def supportsInterface(interfaceId: bytes4) -> bool:
    """
    @notice ERC-165: itself, and IGovernor with and without getProposalId.
    """
    return convert(interfaceId, uint256) in INTERFACE_IDS


# --- internals -------------------------------------------------------------------------------------------


@internal
@pure
def _id(
    targets: DynArray[address, 10],
    values: DynArray[uint256, 10],
    calldatas: DynArray[Bytes[2048], 10],
    description_hash: bytes32,
) -> uint256:
    """
    @notice Id of a proposal.
    """
    return convert(keccak256(abi_encode(targets, values, calldatas, description_hash)), uint256)
