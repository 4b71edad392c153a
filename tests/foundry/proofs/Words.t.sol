// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Stage} from "../support/Stage.sol";

interface IMeter {
    function charged(uint256, uint256, uint256) external view returns (uint256);
    function spent(uint256) external view returns (uint256);
    function offset(uint256) external view returns (uint256);
    function receipt(uint256, uint256) external view returns (uint256);
    function with_receipt(uint256, uint256, uint256, uint256) external view returns (uint256);
    function mark(uint256) external view returns (uint256);
    function revision(uint256) external view returns (uint256);
}

/// What the governor keeps of a seat in one word: no field reaches into another.
contract MeterProof is Stage {
    IMeter internal meter;

    function setUp() public {
        meter = IMeter(deployed("MeterWordMock", ""));
    }

    /// G-3: after a refund and a cost exactly that much is spent, and nothing else has changed.
    function check_charge(uint256 word, uint256 refund, uint256 cost) external view {
        uint256 spent = meter.spent(word);
        vm.assume(spent <= 512 ** 2 && refund <= spent && cost <= 512 ** 2);
        uint256 after_ = meter.charged(word, refund, cost);
        assert(meter.spent(after_) == spent - refund + cost);
        assert(after_ & ~(uint256(2 ** 24 - 1) << 16) == word & ~(uint256(2 ** 24 - 1) << 16));
    }

    /// A receipt that was written is read back; the other receipts, the season and the credits stay.
    function check_receipt(uint256 word, uint8 ordinal, uint256 mark, uint256 revision) external view {
        vm.assume(ordinal < 26 && mark < 2 ** 11 && revision < 2 ** 5);
        uint256 offset = meter.offset(ordinal);
        assert(offset >= (ordinal < 11 ? 64 : 16) && offset + 16 <= 256);
        uint256 after_ = meter.with_receipt(word, offset, mark, revision);
        uint256 receipt = meter.receipt(after_, offset);
        assert(meter.mark(receipt) == mark && meter.revision(receipt) == revision);
        uint256 field = uint256(2 ** 16 - 1) << offset;
        assert(after_ & ~field == word & ~field);
    }

    /// Two proposals of a season never share a receipt's place on one page.
    function check_places(uint8 one_, uint8 other) external view {
        vm.assume(one_ < other && other < 11 || one_ < other && one_ >= 11 && other < 26);
        assert(meter.offset(one_) + 16 <= meter.offset(other));
    }
}

interface IPacking {
    function field(uint256, uint256, uint256) external view returns (uint256);
    function with_field(uint256, uint256, uint256, uint256) external view returns (uint256);
}

contract PackingProof is Stage {
    IPacking internal packing;

    function setUp() public {
        packing = IPacking(deployed("PackingMock", ""));
    }

    /// What was written is read back, and no other bit changes: every field that the contracts have of it.
    function check_field(uint256 word, uint256 content) external view {
        uint8[2][12] memory fields = [
            [0, 16], [16, 24], [40, 24], [0, 128], [128, 128], [128, 40],
            [96, 40], [136, 40], [176, 32], [208, 32], [44, 96], [140, 96]
        ];
        for (uint256 i; i < fields.length; i++) {
            (uint256 offset, uint256 width) = (fields[i][0], fields[i][1]);
            uint256 fitting = content & ((uint256(1) << width) - 1);
            uint256 after_ = packing.with_field(word, offset, width, fitting);
            assert(packing.field(after_, offset, width) == fitting);
            uint256 mask = ((uint256(1) << width) - 1) << offset;
            assert(after_ & ~mask == word & ~mask);
        }
    }

    /// A value that is too wide is refused.
    function check_wide(uint256 word, uint8 offset, uint8 width, uint256 content) external view {
        vm.assume(width > 0 && uint256(offset) + width <= 256);
        vm.assume(content >> width != 0);
        (bool done,) = address(packing).staticcall(
            abi.encodeCall(IPacking.with_field, (word, offset, width, content))
        );
        assert(!done);
    }
}

interface IPotWord {
    function unused(uint256, uint256, uint256, uint256) external view returns (uint256);
    function limits(address, uint256, uint256) external view returns (uint256);
    function charged(uint256, uint256, uint256, uint256) external view returns (uint256);
    function spent_in(uint256, uint256) external view returns (uint256);
    function terms(uint256) external view returns (uint256, uint256, uint256, uint256);
    function stream(uint256, uint256, uint256) external view returns (uint256);
    function stream_fields(uint256) external view returns (uint256, uint256, uint256);
    function with_deposit(uint256, uint256) external view returns (uint256);
}

contract PotProof is Stage {
    IPotWord internal words;

    function setUp() public {
        words = IPotWord(deployed("PotWordMock", ""));
    }

    function check_terms(uint32 scope, uint40 start, uint40 end, uint32 period) external view {
        (uint256 a, uint256 b, uint256 c, uint256 d) =
            words.terms(words.unused(scope, start, end, period));
        assert(a == scope && b == start && c == end && d == period);
    }

    /// T-2, T-5: a charge within a day-long period adds up, stays within the cap and changes no term.
    function check_charge(uint96 before, uint96 amount, uint40 at) external {
        uint256 start = 1_800_000_000;
        vm.assume(at < start + 100 * 86_400);
        vm.warp(at);
        uint256 index = at < start ? 0 : (at - start) / 86_400;
        uint256 fresh = words.unused(7, start, start + 90 * 86_400, 86_400);
        uint256 use = fresh | before | (index << 240);
        uint256 limits = words.limits(address(1), 250_000, 100_000);
        vm.assume(before <= 250_000);
        (bool done, bytes memory answer) = address(words).staticcall(
            abi.encodeCall(IPotWord.charged, (use, limits, amount, amount))
        );
        bool fits = at >= start && at < start + 90 * 86_400 && amount <= 100_000
            && uint256(before) + amount <= 250_000;
        assert(done == fits);
        if (!done) return;
        uint256 after_ = abi.decode(answer, (uint256));
        assert(words.spent_in(after_, index) == uint256(before) + amount);
        uint256 terms = uint256(2 ** 144 - 1) << 96;
        assert(after_ & terms == use & terms && after_ >> 255 == 0);
    }

    function check_stream(uint96 deposit, uint96 withdrawn, uint32 steward, uint96 other) external view {
        uint256 word = words.stream(deposit, withdrawn, steward);
        (uint256 a, uint256 b, uint256 c) = words.stream_fields(word);
        assert(a == deposit && b == withdrawn && c == steward);
        (a, b, c) = words.stream_fields(words.with_deposit(word, other));
        assert(a == other && b == withdrawn && c == steward);
    }
}

/// What does not hold: without its bound, a charge reaches into the next field.
contract ControlProof is Stage {
    IMeter internal meter;

    function setUp() public {
        meter = IMeter(deployed("MeterWordMock", ""));
    }

    function check_wrong(uint256 word, uint256 cost) external view {
        vm.assume(cost < 2 ** 25);
        assert(meter.spent(meter.charged(word, 0, cost)) == meter.spent(word) + cost);
    }
}
