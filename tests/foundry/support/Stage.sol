// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// What the test machine itself answers.
interface Vm {
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
    function deal(address account, uint256 balance) external;
    function etch(address account, bytes calldata code) external;
    function assume(bool condition) external pure;
    function ffi(string[] calldata command) external returns (bytes memory);
    function toString(address account) external pure returns (string memory);
    function envOr(string calldata name, string calldata otherwise)
        external
        view
        returns (string memory);
}

/// Deploys Vyper bytecode and keeps the clock of an alliance.
abstract contract Stage {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant GENESIS = 1_767_225_600;
    uint256 internal constant DAY = 86_400;
    address internal constant ETH = address(0);
    bytes32 internal constant MEMO = bytes32(uint256(62));

    uint256 internal now_ = GENESIS;

    function deployed(string memory name, bytes memory arguments) internal returns (address place) {
        string[] memory command = new string[](2);
        command[0] = "cat";
        string memory folder = vm.envOr("COSMOLOCAL_CODE", "../../.build/foundry/code");
        command[1] = string.concat(folder, "/", name, ".hex");
        bytes memory code = bytes.concat(vm.ffi(command), arguments);
        assembly {
            place := create(0, add(code, 32), mload(code))
        }
        require(place != address(0), string.concat(name, " cannot be deployed"));
    }

    function account(string memory role) internal returns (address who) {
        who = address(uint160(uint256(keccak256(bytes(role)))));
        vm.deal(who, 1e24);
    }

    function pass(uint256 time) internal {
        now_ += time;
        vm.warp(now_);
    }

    /// A member of a choice of many.
    function one(uint256 lot, uint256 many) internal pure returns (uint256) {
        return lot % many;
    }
}

struct Terms {
    uint256 joining_delay;
    uint256 dormant_after;
    uint256 term_seasons;
    uint256 notice_seconds;
}

interface IScopes {
    function grant_role(uint256 scope, uint256 seat, uint256 role, uint256 until) external;
    function end_role(uint256 scope, uint256 seat, uint256 role) external;
}

interface IResources {
    function bind(address ledger) external;
}

interface IToken {
    function balanceOf(address account) external view returns (uint256);
    function mint(address account, uint256 amount) external;
    function approve(address spender, uint256 amount) external;
}

/// Membership and scopes of a small alliance, owned by this contract.
abstract contract Valley is Stage {
    uint256 internal constant STEWARD = 1;
    uint256 internal constant REVIEWER = 3;
    uint256 internal constant ARBITER = 4;

    address internal membership;
    IScopes internal scopes;

    function found(address[] memory persons, address[] memory organisations, uint256 season) internal {
        Terms memory terms = Terms(0, 0, 0, 14 * DAY);
        membership = deployed(
            "Membership",
            abi.encode(
                "River Valley Seat",
                "SEAT",
                GENESIS,
                season,
                terms,
                bytes32(uint256(0xc4)),
                persons,
                organisations,
                address(this)
            )
        );
        scopes = IScopes(
            deployed("Scopes", abi.encode(membership, bytes32(uint256(0xc4)), address(this)))
        );
    }

    function ledgerOf() internal returns (address ledger) {
        address resources = deployed("Resources", abi.encode(scopes));
        ledger = deployed(
            "ContributionLedger",
            abi.encode("River Valley", membership, scopes, resources, uint256(400 * 3_600))
        );
        IResources(resources).bind(ledger);
    }
}
