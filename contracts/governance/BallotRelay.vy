# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Ballot Relay
@notice Hands signed ballots to the governor in one transaction; one that is refused does not hold up the others.
@dev Each ballot is a whole call of `castVoteBySig` or `castVoteWithReasonAndParamsBySig`. Other functions are not passed
     on: somebody could have named this contract as their delegate.
@custom:units gas
@custom:invariant it stores nothing and may do nothing that its caller may not
@custom:pause Nothing to stop: whoever holds a signed ballot may hand it in to the governor as well.
"""

from contracts.interfaces import IBallotRelay

implements: IBallotRelay

PLAIN: constant(bytes4) = method_id(
    "castVoteBySig(uint256,uint8,address,bytes)", output_type=bytes4
)
EXTENDED: constant(bytes4) = method_id(
    "castVoteWithReasonAndParamsBySig(uint256,uint8,address,string,bytes,bytes)", output_type=bytes4
)
# Selector, proposal, side and voter.
SHORTEST: constant(uint256) = 100
# A wallet's check of a signature may take 200,000, a seat's first ballot ever with a late swing some 150,000.
BALLOT_GAS: constant(uint256) = 400_000
# That the call can have so much: a 64th of what is left stays here.
RESERVE: constant(uint256) = 410_000

GOVERNOR: public(immutable(address))


@deploy
def __init__(governor: address):
    """
    @param governor Whose ballots these are.
    """
    GOVERNOR = governor


@external
def relay(ballots: DynArray[Bytes[1024], 50]) -> DynArray[bool, 50]:
    """
    @notice Hand in signed ballots, in this order.
    @dev Refuses to begin with a ballot that could fail for want of gas alone, so that an estimate is enough for all.
    @param ballots Encoded calls of the governor.
    @return For each whether it was accepted; why not is in `BallotRefused`.
    """
    accepted: DynArray[bool, 50] = []
    for ballot: Bytes[1024] in ballots:
        is_whole: bool = len(ballot) >= SHORTEST
        is_vote: bool = is_whole and convert(slice(ballot, 0, 4), bytes4) in [PLAIN, EXTENDED]
        assert is_vote, "relay: not a signed ballot"
        assert msg.gas >= RESERVE, "relay: too little gas"
        is_cast: bool = False
        answer: Bytes[100] = b""
        is_cast, answer = raw_call(
            GOVERNOR, ballot, max_outsize=100, gas=BALLOT_GAS, revert_on_failure=False
        )
        accepted.append(is_cast)
        if not is_cast:
            log IBallotRelay.BallotRefused(
                proposalId=extract32(ballot, 4, output_type=uint256),
                voter=extract32(ballot, 68, output_type=address),
                reason=answer,
            )
    return accepted
