// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Alliance, IGovernor, ITimelock} from "../support/Alliance.sol";

/// A called contract that tries every door of those who call it, then notes the call.
contract Turncoat {
    IGovernor internal immutable governor;
    ITimelock internal immutable timelock;
    mapping(uint256 => uint256) public noted; // number of a proposal -> how often it ran
    uint256 public doorsOpened;
    bytes[] internal keys;

    constructor(IGovernor governor_, ITimelock timelock_) {
        (governor, timelock) = (governor_, timelock_);
    }

    function arm(bytes calldata atGovernor, bytes calldata atTimelock) external {
        delete keys;
        keys.push(atGovernor);
        keys.push(atTimelock);
    }

    function note(uint256 word) external {
        require(msg.sender == address(timelock), "turncoat: only the timelock");
        noted[word] += 1;
        for (uint256 i; i < keys.length; i++) {
            address door = i % 2 == 0 ? address(governor) : address(timelock);
            (bool done,) = door.call(keys[i]);
            if (done) doorsOpened += 1;
        }
    }
}

/// Proposals are made, voted on, queued, executed, cancelled and overtaken by time.
contract Deciding is Alliance {
    uint8 internal constant CANCELED = 2;
    uint8 internal constant DEFEATED = 3;
    uint8 internal constant EXPIRED = 6;
    uint8 internal constant EXECUTED = 7;

    Turncoat public target;
    bytes internal otherCode;
    bytes internal ownCode;
    uint256[] public proposals;
    address[] internal proposers;
    bytes32[] internal codeAt; // of the target, when it was proposed
    uint256[] public queuedAt;
    uint256[] public ranAt;
    uint8[] internal lastState;
    string public broken;

    constructor() {
        assemble(3_000, 5_000);
        target = new Turncoat(governor, timelock);
        ownCode = address(target).code;
        otherCode = bytes.concat(ownCode, hex"00");
        propose(0);
        propose(1);
        pass(DELAY);
    }

    function require_(bool holds, string memory promise_) internal {
        if (!holds && bytes(broken).length == 0) broken = promise_;
    }

    function propose(uint256 lot) public {
        vm.assume(proposals.length < 10);
        address proposer = members[one(lot, MEMBERS)];
        uint256 n = proposals.length;
        vm.prank(proposer);
        proposals.push(
            governor.propose(called(address(target)), nothing(), note(n), description(proposer))
        );
        proposers.push(proposer);
        codeAt.push(address(target).codehash);
        queuedAt.push(0);
        ranAt.push(0);
        lastState.push(0);
    }

    function hash(uint256 n) internal view returns (bytes32) {
        return keccak256(bytes(description(proposers[n])));
    }

    function vote(uint256 lot, uint256 who, uint256 side, uint256 votes) external {
        uint256 n = inState(proposals, lot, 1);
        bytes memory params = abi.encode(1 + one(votes, 4));
        vm.prank(members[one(who, MEMBERS)]);
        governor.castVoteWithReasonAndParams(proposals[n], one(side, 5) == 0 ? 0 : 1, "", params);
        require_(governor.proposalSnapshot(proposals[n]) <= now_, "G-1: voted before the vote");
    }

    /// Three members are for it.
    function rally(uint256 lot, uint256 who) external {
        uint256 n = inState(proposals, lot, 1);
        for (uint256 i; i < 3; i++) {
            vm.prank(members[one(who + i, PERSONS)]);
            governor.castVoteWithReasonAndParams(proposals[n], 1, "", abi.encode(uint256(2)));
        }
    }

    function queue(uint256 lot) external {
        uint256 n = inState(proposals, lot, 4);
        (uint256 no, uint256 yes,) = governor.proposalVotes(proposals[n]);
        uint256 heads = governor.proposal_heads(proposals[n]);
        governor.queue(called(address(target)), nothing(), note(n), hash(n));
        require_(queuedAt[n] == 0, "G-7: queued twice");
        require_(yes > no && heads * 10_000 >= PERSONS * 3_000, "G-4: queued without quorum or margin");
        queuedAt[n] = now_;
    }

    function execute(uint256 lot) external {
        uint256 n = inState(proposals, lot, 5);
        target.arm(
            abi.encodeCall(IGovernor.execute, (called(address(target)), nothing(), note(n), hash(n))),
            abi.encodeCall(
                ITimelock.executeBatch,
                (called(address(target)), nothing(), note(n), bytes32(0), salt(n))
            )
        );
        governor.execute(called(address(target)), nothing(), note(n), hash(n));
        require_(queuedAt[n] != 0 && now_ >= queuedAt[n] + WAIT, "G-5: ran before its delay");
        require_(address(target).codehash == codeAt[n], "G-9: ran on other code");
        require_(lastState[n] != CANCELED && lastState[n] != EXPIRED, "G-8: came back to life");
        ranAt[n] = now_;
    }

    /// What nobody but the governor may do, at the timelock itself.
    function executePastTheGovernor(uint256 lot) external {
        uint256 n = inState(proposals, lot, 5);
        timelock.executeBatch(called(address(target)), nothing(), note(n), bytes32(0), salt(n));
        require_(false, "G-6: ran past the governor");
    }

    function salt(uint256 n) internal view returns (bytes32) {
        return bytes32(bytes20(address(governor))) ^ hash(n);
    }

    function cancel(uint256 lot, bool byGuardian) external {
        uint256 n = one(lot, proposals.length);
        vm.assume(one(lot >> 8, 4) == 0);
        vm.prank(byGuardian ? guardian : proposers[n]);
        governor.cancel(called(address(target)), nothing(), note(n), hash(n));
        require_(ranAt[n] == 0, "G-8: cancelled what had run");
    }

    /// The code at the address that was voted on becomes another, or the first again.
    function swapCode(uint256 lot) external {
        vm.assume(one(lot, 6) == 0);
        vm.etch(address(target), one(lot >> 8, 2) == 0 ? otherCode : ownCode);
    }

    function timePasses(uint256 time) external {
        pass(one(time, 3) == 0 ? one(time, 3 * DAY) : one(time, 6 * 3_600));
        look();
    }

    /// States move along the life of a proposal, and what is over stays over.
    function look() internal {
        for (uint256 n; n < proposals.length; n++) {
            uint8 state = governor.state(proposals[n]);
            uint8 before = lastState[n];
            bool isOver = before == CANCELED || before == DEFEATED || before == EXPIRED
                || before == EXECUTED;
            require_(!isOver || state == before, "G-8: what was over went on");
            require_(rank(state) >= rank(before), "G-8: a state went back");
            lastState[n] = state;
        }
    }

    /// Pending, active, succeeded, queued: in this order; then one of the ends.
    function rank(uint8 state) internal pure returns (uint256) {
        return state == 0 ? 0 : state == 1 ? 1 : state == 4 ? 2 : state == 5 ? 3 : 4;
    }

    // --- what must hold

    function proposalCount() external view returns (uint256) {
        return proposals.length;
    }

    function operationState(uint256 n) external view returns (uint8) {
        bytes32 id = timelock.hashOperationBatch(
            called(address(target)), nothing(), note(n), bytes32(0), salt(n)
        );
        return timelock.getOperationState(id);
    }
}

contract DecisionsTest {
    Deciding internal stage;

    function setUp() public {
        stage = new Deciding();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(stage);
    }

    function invariant_decisions() external view {
        require(bytes(stage.broken()).length == 0, stage.broken());
        IGovernor governor = stage.governor();
        require(stage.target().doorsOpened() == 0, "X-2: a door was open during a decision");
        for (uint256 n; n < stage.proposalCount(); n++) {
            uint8 state = governor.state(stage.proposals(n));
            uint256 ran = stage.target().noted(n);
            require(ran == (stage.ranAt(n) == 0 ? 0 : 1), "G-7: ran more or less than once");
            require((state == 7) == (ran == 1), "G-8: executed is not what ran");
            uint8 operation = stage.operationState(n); // 0 unset, 1 waiting, 2 ready, 3 done
            require((operation == 3) == (state == 7), "G-14: the timelock says another end");
            if (state == 2) require(operation == 0, "G-14: cancelled, and still in the timelock");
            if (state == 5) require(operation == 1 || operation == 2, "G-14: queued, and not there");
        }
    }
}
