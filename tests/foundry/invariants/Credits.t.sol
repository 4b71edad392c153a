// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Alliance, IGovernor, IMembership} from "../support/Alliance.sol";

/// Seats vote, change and withdraw their votes, delegate and act for others, over seasons.
contract Voting is Alliance {
    address internal target = deployed("TargetMock", "");
    uint256[] public proposals;
    uint256[] internal begins; // of the vote, of each proposal
    mapping(uint256 => mapping(uint256 => uint256)) public votesOf; // proposal -> seat -> votes
    mapping(uint256 => mapping(uint256 => uint256)) public sideOf; // 0 none, 1 against, 2 for, 3 abstain
    string public broken;

    constructor() {
        assemble(4_000, 6_000);
        propose(0);
        propose(1);
        pass(DELAY);
    }

    function propose(uint256 lot) public {
        vm.assume(proposals.length < 30);
        address proposer = members[one(lot, MEMBERS)];
        vm.prank(proposer);
        uint256 id = governor.propose(
            called(target), nothing(), note(proposals.length), description(proposer)
        );
        proposals.push(id);
        begins.push(governor.proposalSnapshot(id));
    }

    function chosen(uint256 lot) internal view returns (uint256) {
        return proposals[inState(proposals, lot, 1)];
    }

    function vote(uint256 lot, uint256 who, uint256 side, uint256 votes) external {
        cast(lot, who, uint8(one(side, 3)), one(votes, 12));
    }

    function abstain(uint256 lot, uint256 who) external {
        cast(lot, who, 2, 0);
    }

    function withdraw(uint256 lot, uint256 who) external {
        cast(lot, who, 1, 0);
    }

    function cast(uint256 lot, uint256 who, uint8 side, uint256 votes) internal {
        uint256 proposal = chosen(lot);
        uint256 seat = 1 + one(who, MEMBERS);
        vm.prank(members[seat - 1]);
        governor.castVoteWithReasonAndParams(proposal, side, "", abi.encode(votes));
        book(proposal, seat, side, votes);
    }

    function castFor(uint256 lot, uint256 who, uint256 side, uint256 votes) external {
        uint256 proposal = chosen(lot);
        votes = one(votes, 11);
        uint256[] memory seats = new uint256[](2);
        (seats[0], seats[1]) = (1 + one(who, MEMBERS), 1 + one(who >> 8, MEMBERS));
        address delegate_ = IReceipts(membership).delegates(members[seats[0] - 1]);
        vm.prank(one(who >> 16, 4) == 0 ? members[one(who >> 16, MEMBERS)] : delegate_);
        uint256 count =
            governor.castFor(proposal, uint8(one(side, 2)), abi.encode(votes), seats);
        require(count > 0, "nobody was voted for");
        for (uint256 i; i < 2; i++) bookForAnother(proposal, seats[i], one(side, 2), votes);
    }

    /// A seat that has spoken for itself is passed over: its ballot is the one it was, or the one cast.
    function bookForAnother(uint256 proposal, uint256 seat, uint256 side, uint256 votes) internal {
        (uint8 held, uint256 count,) = IReceipts(address(governor)).receipt(proposal, seat);
        bool asBefore = held == sideOf[proposal][seat] && count == votesOf[proposal][seat];
        bool asCast = held == (votes == 0 ? 0 : side + 1) && count == votes;
        if (!asBefore && !asCast) broken = "G-2: another ballot than its delegate cast";
        (sideOf[proposal][seat], votesOf[proposal][seat]) = (held, count);
    }

    function book(uint256 proposal, uint256 seat, uint8 side, uint256 votes) internal {
        (uint8 held, uint256 count,) = IReceipts(address(governor)).receipt(proposal, seat);
        bool silent = votes == 0 && side != 2;
        uint256 expected = silent ? 0 : side + 1;
        if (side == 2) votes = 0;
        if (held != expected || count != votes) broken = "G-2: another ballot than was cast";
        votesOf[proposal][seat] = votes;
        sideOf[proposal][seat] = expected;
    }

    function delegate(uint256 who, uint256 to) external {
        vm.prank(members[one(who, MEMBERS)]);
        IMembership(membership).delegate(members[one(to, MEMBERS)]);
    }

    function cancel(uint256 lot) external {
        vm.assume(one(lot, 3) == 0);
        uint256 n = one(lot >> 8, proposals.length);
        address proposer = proposerOf(n);
        vm.prank(guardian);
        governor.cancel(
            called(target), nothing(), note(n), keccak256(bytes(description(proposer)))
        );
    }

    function proposerOf(uint256 n) internal view returns (address) {
        for (uint256 i; i < MEMBERS; i++) {
            bytes32 text = keccak256(bytes(description(members[i])));
            if (IReceipts(address(governor)).hashProposal(called(target), nothing(), note(n), text) == proposals[n]) {
                return members[i];
            }
        }
        revert("nobody");
    }

    function timePasses(uint256 time) external {
        pass(one(time, 4) == 0 ? one(time, 3 * DAY) : one(time, 4 * 3_600));
    }

    // --- what must hold

    function proposalCount() external view returns (uint256) {
        return proposals.length;
    }

    /// What the ballots of a season cost a seat.
    function cost(uint256 seat, uint256 season_) external view returns (uint256 sum) {
        for (uint256 i; i < proposals.length; i++) {
            if (season(begins[i]) == season_) sum += votesOf[proposals[i]][seat] ** 2;
        }
    }

    function presentSeason() external view returns (uint256) {
        return season(now_);
    }

    function tally(uint256 proposal, bool persons) external view returns (uint256[4] memory sums) {
        uint256 from = persons ? 1 : PERSONS + 1;
        uint256 to = persons ? PERSONS : MEMBERS;
        for (uint256 seat = from; seat <= to; seat++) {
            uint256 side = sideOf[proposal][seat];
            if (side == 0) continue;
            sums[side - 1] += side == 3 ? 1 : votesOf[proposal][seat];
            sums[3] += 1;
        }
    }
}

interface IReceipts {
    function delegates(address) external view returns (address);
    function receipt(uint256, uint256) external view returns (uint8, uint256, uint256);
    function hashProposal(address[] calldata, uint256[] calldata, bytes[] calldata, bytes32)
        external
        pure
        returns (uint256);
}

contract CreditsTest {
    Voting internal stage;

    function setUp() public {
        stage = new Voting();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(stage);
    }

    function invariant_credits() external view {
        IGovernor governor = stage.governor();
        require(bytes(stage.broken()).length == 0, stage.broken());
        uint256 season = stage.presentSeason();
        for (uint256 seat = 1; seat <= 7; seat++) {
            for (uint256 each = season; each + 1 > season && each <= season; each--) {
                (uint256 budget, uint256 spent) = governor.credits(seat, each);
                require(spent == stage.cost(seat, each), "G-3: spent is not the sum of squares");
                require(spent <= budget, "G-3: over the budget");
                require(budget == (seat <= 6 ? 100 : 64), "G-3: another budget");
            }
        }
        for (uint256 i; i < stage.proposalCount(); i++) {
            uint256 proposal = stage.proposals(i);
            uint256[4] memory expected = stage.tally(proposal, true);
            (uint256 no, uint256 yes, uint256 open) = governor.proposalVotes(proposal);
            require(no == expected[0] && yes == expected[1] && open == expected[2], "G-2: persons");
            require(governor.proposal_heads(proposal) == expected[3], "G-2: heads of persons");
            uint256 heads;
            expected = stage.tally(proposal, false);
            (no, yes, open, heads) = governor.chamber_votes(proposal);
            require(no == expected[0] && yes == expected[1] && open == expected[2], "G-2: chamber");
            require(heads == expected[3], "G-2: heads of organisations");
        }
    }
}
