// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Valley} from "./Stage.sol";

struct Rule {
    uint256 quorum_bps;
    uint256 margin_bps;
    uint256 delay_seconds;
    uint256 period_seconds;
    uint256 timelock_seconds;
    uint256 grace_seconds;
    uint256 organisation_quorum_bps;
    uint256 extension_seconds;
    uint256 proposer_kind;
    uint256 proposer_role;
    uint256 sponsors;
    uint256 proposals_per_season;
    bool is_constitutional;
    bool is_optimistic;
}

interface IGovernor {
    function propose(address[] calldata, uint256[] calldata, bytes[] calldata, string calldata)
        external
        returns (uint256);
    function castVoteWithReasonAndParams(uint256, uint8, string calldata, bytes calldata)
        external
        returns (uint256);
    function castFor(uint256, uint8, bytes calldata, uint256[] calldata) external returns (uint256);
    function queue(address[] calldata, uint256[] calldata, bytes[] calldata, bytes32)
        external
        returns (uint256);
    function execute(address[] calldata, uint256[] calldata, bytes[] calldata, bytes32)
        external
        payable
        returns (uint256);
    function cancel(address[] calldata, uint256[] calldata, bytes[] calldata, bytes32)
        external
        returns (uint256);
    function state(uint256) external view returns (uint8);
    function credits(uint256, uint256) external view returns (uint256 budget, uint256 spent);
    function proposalVotes(uint256) external view returns (uint256, uint256, uint256);
    function chamber_votes(uint256) external view returns (uint256, uint256, uint256, uint256);
    function proposal_heads(uint256) external view returns (uint256);
    function proposalSnapshot(uint256) external view returns (uint256);
    function proposalEta(uint256) external view returns (uint256);
}

interface ITimelock {
    function PROPOSER_ROLE() external view returns (bytes32);
    function EXECUTOR_ROLE() external view returns (bytes32);
    function CANCELLER_ROLE() external view returns (bytes32);
    function grantRole(bytes32, address) external;
    function renounceRole(bytes32, address) external;
    function getOperationState(bytes32) external view returns (uint8);
    function getMinDelay() external view returns (uint256);
    function hashOperationBatch(
        address[] calldata,
        uint256[] calldata,
        bytes[] calldata,
        bytes32,
        bytes32
    ) external pure returns (bytes32);
    function executeBatch(
        address[] calldata,
        uint256[] calldata,
        bytes[] calldata,
        bytes32,
        bytes32
    ) external payable;
}

interface IMembership {
    function set_powers(address, uint256) external;
    function seal(address) external;
    function leave() external;
    function delegate(address) external;
}

/// Six persons and an organisation who decide together, as they are deployed.
abstract contract Alliance is Valley {
    uint256 internal constant SEASON = 12 * DAY; // delay and period take seven of them
    uint256 internal constant CREDITS = 100;
    uint256 internal constant ORGANISATION_CREDITS = 64;
    uint256 internal constant PERSONS = 6;
    uint256 internal constant MEMBERS = 7;
    uint256 internal constant DELAY = 2 * DAY;
    uint256 internal constant WAIT = 2 * DAY;

    IGovernor public governor;
    ITimelock public timelock;
    address[] internal members; // seat n is members[n - 1]
    address internal guardian = account("guardian");

    function assemble(uint256 quorum, uint256 margin) internal {
        pass(4 * SEASON + DAY);
        address[] memory persons = new address[](PERSONS);
        for (uint256 i; i < MEMBERS; i++) {
            members.push(account(string(abi.encodePacked("member ", bytes1(uint8(65 + i))))));
            if (i < PERSONS) persons[i] = members[i];
        }
        address[] memory organisations = new address[](1);
        organisations[0] = members[PERSONS];
        timelock = ITimelock(deployed("Timelock", abi.encode(DAY, address(this))));
        found(persons, organisations, SEASON);
        address ledger = ledgerOf();
        govern(ledger, Rule(quorum, margin, DELAY, 5 * DAY, WAIT, 10 * DAY, 0, 0, 0, 0, 0, 0, false, false));
        IMembership(membership).set_powers(ledger, 1);
        IMembership(membership).set_powers(address(governor), 1);
        IMembership(membership).seal(address(timelock));
        pass(1);
    }

    function govern(address ledger, Rule memory rule) internal {
        Rule memory constitution = rule;
        bytes memory ruleCode = abi.encode(rule);
        constitution.is_constitutional = true;
        address rules = deployed(
            "ProposalRules",
            bytes.concat(
                abi.encode(uint256(4 + 28) * 32, address(timelock), membership, scopes),
                ruleCode,
                abi.encode(constitution),
                abi.encode(uint256(12), bytes32("River Valley"))
            )
        );
        governor = IGovernor(
            deployed(
                "QuadraticGovernor",
                abi.encode(
                    "River Valley",
                    membership,
                    ledger,
                    rules,
                    timelock,
                    CREDITS,
                    ORGANISATION_CREDITS,
                    3_600,
                    20,
                    guardian,
                    now_ + 365 * DAY
                )
            )
        );
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.EXECUTOR_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
        timelock.renounceRole(bytes32(0), address(this));
    }

    /// Mostly the place of a proposal in this state, sometimes of any.
    function inState(uint256[] storage proposals, uint256 lot, uint8 state)
        internal
        view
        returns (uint256)
    {
        uint256 from = one(lot, proposals.length);
        if (one(lot >> 32, 8) == 0) return from;
        for (uint256 i; i < proposals.length; i++) {
            uint256 n = (from + i) % proposals.length;
            if (governor.state(proposals[n]) == state) return n;
        }
        return from;
    }

    // --- what a proposal says

    function called(address target) internal pure returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = target;
    }

    function nothing() internal pure returns (uint256[] memory values) {
        values = new uint256[](1);
    }

    function note(uint256 word) internal pure returns (bytes[] memory calldatas) {
        calldatas = new bytes[](1);
        calldatas[0] = abi.encodeWithSignature("note(uint256)", word);
    }

    function description(address proposer) internal pure returns (string memory) {
        return string.concat("# Mend the mill#proposer=", vm.toString(proposer));
    }

    function season(uint256 timestamp) internal pure returns (uint256) {
        return (timestamp - GENESIS) / SEASON;
    }
}
