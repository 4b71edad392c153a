// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Stage} from "../support/Stage.sol";

struct Allotment {
    uint256 rest_pot;
    uint256 rest_weight;
    uint256 left_out;
    uint256 capped;
    uint256 cap;
    uint256 amount;
}

interface IAwards {
    function claim(uint256, uint256, uint256) external;
    function is_claimed(uint256, uint256) external view returns (bool);
    function award(Allotment calldata, uint256, uint256) external view returns (uint256);
    function keep(uint256, Allotment calldata) external;
    function settled(uint256, uint256, uint256, bool) external view returns (uint256);
}

contract AwardsProof is Stage {
    IAwards internal awards;

    function setUp() public {
        awards = IAwards(deployed("AwardsMock", ""));
    }

    /// F-6: a claim marks its own project and no other, of no other round, and works once.
    function check_claim(uint256 round, uint8 project, uint256 otherRound, uint8 other, uint256 amount)
        external
    {
        vm.assume(project > 0 && other > 0 && amount > 0);
        bool before = awards.is_claimed(otherRound, other);
        awards.claim(round, project, amount);
        assert(awards.is_claimed(round, project));
        if (round != otherRound || project != other) {
            assert(awards.is_claimed(otherRound, other) == before);
        }
        (bool again,) = address(awards).call(
            abi.encodeCall(IAwards.claim, (round, project, amount))
        );
        assert(!again);
    }

    /// F-4: the floors of three shares leave less than three units of a pot over, and never more than all.
    /// Tried, not proved: what each share is, is proved in Divisions.t.sol.
    function test_shares(uint96 pot, uint96 a, uint96 b, uint96 c) external view {
        vm.assume(a > 0);
        Allotment memory all = Allotment(pot, uint256(a) + b + c, 0, 0, 0, 0);
        uint256 sum = awards.award(all, 0, a) + awards.award(all, 1, b) + awards.award(all, 2, c);
        assert(sum <= pot && pot - sum < 3);
    }

    /// F-4: what is claimed of a result that was kept is the award that the rule gave; without caps nobody is capped.
    function check_settled(Allotment memory a, uint8 project, uint256 weight, bool hasCap) external {
        vm.assume(project > 0 && a.rest_weight > 0);
        vm.assume(hasCap || (a.capped >> (project - 1)) & 1 == 0);
        awards.keep(7, a);
        (bool wanted, bytes memory given) = address(awards).staticcall(
            abi.encodeCall(IAwards.award, (a, uint256(project) - 1, weight))
        );
        (bool done, bytes memory answer) = address(awards).staticcall(
            abi.encodeCall(IAwards.settled, (7, project, weight, hasCap))
        );
        assert(done == wanted);
        if (done) assert(abi.decode(answer, (uint256)) == abi.decode(given, (uint256)));
    }

    /// Nobody who is left out has an award, and whoever is capped has the cap.
    function check_capped(Allotment memory a, uint8 place, uint128 weight) external view {
        vm.assume(a.rest_weight > 0 && a.rest_pot < 2 ** 96);
        bool out = (a.left_out >> place) & 1 == 1;
        bool capped = (a.capped >> place) & 1 == 1;
        vm.assume(out || capped);
        assert(awards.award(a, place, weight) == (out ? 0 : a.cap));
    }
}

interface IUnits {
    function convert_(uint256, uint256, uint256) external view returns (uint256);
}

contract UnitsProof is Stage {
    uint256 internal constant KGM = 4_933_453;
    uint256 internal constant HUR = 4_740_434;

    IUnits internal units;

    function setUp() public {
        units = IUnits(deployed("UnitsMock", ""));
    }

    /// Unlike never.
    function check_unlike(uint256 quantity) external view {
        (bool done,) = address(units).staticcall(
            abi.encodeCall(IUnits.convert_, (quantity, KGM, HUR))
        );
        assert(!done);
    }
}
