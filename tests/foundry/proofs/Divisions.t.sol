// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Stage} from "../support/Stage.sol";
import {Allotment, IAwards, IUnits} from "./Claims.t.sol";

/// F-4: an award is its share, rounded down. What follows for a pot is a sum of these: n awards of it are at most the pot,
/// and less than n units below it.
contract SharesProof is Stage {
    IAwards internal awards;

    function setUp() public {
        awards = IAwards(deployed("AwardsMock", ""));
    }

    function award(uint256 pot, uint256 total, uint256 weight) internal view returns (uint256) {
        return awards.award(Allotment(pot, total, 0, 0, 0, 0), 0, weight);
    }

    /// Not more than its share ...
    function check_floor(uint96 pot, uint96 total, uint96 weight) external view {
        vm.assume(total > 0);
        uint256 given = award(pot, total, weight);
        // No product of 96 bits is too large; a check of it would be another division.
        unchecked {
            assert(given * total <= uint256(pot) * weight);
        }
    }

    /// ... and less than a unit below it.
    function check_rest(uint96 pot, uint96 total, uint96 weight) external view {
        vm.assume(total > 0);
        uint256 given = award(pot, total, weight);
        unchecked {
            assert(uint256(pot) * weight < given * total + total);
        }
    }

    /// Nobody gets more than the pot.
    function check_bound(uint96 pot, uint96 total, uint96 weight) external view {
        vm.assume(total > 0 && weight <= total);
        assert(award(pot, total, weight) <= pot);
    }
}

/// Into a smaller unit always, by the factor exactly; into a larger one only what divides, and back it is the same.
contract ConversionProof is Stage {
    uint256 internal constant KGM = 4_933_453;
    uint256 internal constant GRM = 4_674_125;
    uint256 internal constant TNE = 5_525_061;
    uint256 internal constant HUR = 4_740_434;
    uint256 internal constant MIN = 5_065_038;

    IUnits internal units;

    function setUp() public {
        units = IUnits(deployed("UnitsMock", ""));
    }

    function check_mass(uint128 quantity) external view {
        assert(units.convert_(quantity, KGM, GRM) == uint256(quantity) * 1_000);
    }

    function check_time(uint128 quantity) external view {
        assert(units.convert_(quantity, HUR, MIN) == uint256(quantity) * 60);
    }

    function check_larger(uint128 quantity) external view {
        (bool done, bytes memory answer) = address(units).staticcall(
            abi.encodeCall(IUnits.convert_, (quantity, KGM, TNE))
        );
        assert(done == (quantity % 1_000 == 0));
        if (done) assert(abi.decode(answer, (uint256)) * 1_000 == quantity);
    }
}

struct Stream {
    uint256 pot;
    address payee;
    uint256 start;
    uint256 amount;
    uint256 secs;
    uint256 category;
    bytes32 memo;
}

interface IPromises {
    function earned(Stream calldata, uint256) external view returns (uint256);
}

/// Membership and scopes in one, where everybody is a steward for ever: their words are no part of this.
contract Everybody {
    function MEMBERSHIP() external view returns (address) {
        return address(this);
    }

    function role_until(uint256, uint256, uint256) external pure returns (uint256) {
        return 2 ** 40 - 1;
    }
}

/// T-3: what a stream has earned so many seconds after its start.
contract StreamProof is Stage {
    uint256 internal constant NOW = 1_800_000_000;

    IPromises internal promises;

    function setUp() public {
        vm.warp(NOW);
        promises = IPromises(deployed("PromisesMock", abi.encode(new Everybody())));
    }

    /// Its seconds at its rate, rounded down, and no more than its deposit, whatever else its word says.
    function check_earned(uint96 amount, uint40 secs, uint32 start, uint256 word) external view {
        vm.assume(start < NOW && secs > 0);
        Stream memory terms = Stream(1, address(0xa4a), start, amount, secs, 4, MEMO);
        uint256 deposit = word & (2 ** 96 - 1);
        unchecked {
            uint256 whole = (NOW - start) * amount / secs;
            assert(promises.earned(terms, word) == (whole < deposit ? whole : deposit));
        }
    }

    /// Nothing before its start.
    function check_early(uint96 amount, uint40 secs, uint40 start, uint256 word) external view {
        vm.assume(start >= NOW);
        Stream memory terms = Stream(1, address(0xa4a), start, amount, secs, 4, MEMO);
        (bool done, bytes memory answer) = address(promises).staticcall(
            abi.encodeCall(IPromises.earned, (terms, word))
        );
        assert(done && abi.decode(answer, (uint256)) == 0);
    }
}

/// T-3: what follows of that.
contract AccrualProof is Stage {
    /// Never more than the rate ...
    function check_rate(uint32 elapsed, uint96 amount, uint40 secs) external pure {
        unchecked {
            uint256 whole = uint256(elapsed) * amount / secs;
            assert(whole * secs <= uint256(elapsed) * amount);
        }
    }

    /// ... nor a whole unit less ...
    function check_rest(uint32 elapsed, uint96 amount, uint40 secs) external pure {
        unchecked {
            uint256 whole = uint256(elapsed) * amount / secs;
            assert(uint256(elapsed) * amount < whole * secs + secs);
        }
    }

    /// ... and with time never less.
    function check_rises(uint128 amounts, uint128 more, uint40 secs) external pure {
        vm.assume(amounts <= more);
        unchecked {
            assert(amounts / secs <= more / secs);
        }
    }
}

/// What does not hold: that nothing is lost by rounding down.
contract DivisionControlProof is Stage {
    IAwards internal awards;

    function setUp() public {
        awards = IAwards(deployed("AwardsMock", ""));
    }

    function check_wrong(uint96 pot, uint96 total, uint96 weight) external view {
        vm.assume(total > 0);
        uint256 given = awards.award(Allotment(pot, total, 0, 0, 0, 0), 0, weight);
        unchecked {
            assert(given * total == uint256(pot) * weight);
        }
    }
}
