// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IHostileToken, IPayee} from "../support/Cast.sol";
import {IToken, Valley} from "../support/Stage.sol";

struct Pot {
    uint256 scope;
    address token;
    uint256 start;
    uint256 end;
    uint256 period;
    uint256 cap;
    uint256 per_payment;
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

struct Milestone {
    uint256 pot;
    address payee;
    uint256 amount;
    uint256 due_at;
    uint256 category;
    bytes32 memo;
}

interface ITreasury {
    function pay(address, address, uint256, uint256, bytes32) external;
    function open_pot(Pot calldata) external returns (uint256);
    function close_pot(uint256) external;
    function spend(uint256, address, uint256, uint256, bytes32) external;
    function pay_batch(uint256, bytes32, uint256, uint256, bytes32, uint256[] calldata)
        external
        returns (uint256);
    function open_stream(Stream calldata, uint256) external returns (bytes32);
    function top_up(Stream calldata, uint256) external;
    function withdraw(Stream calldata, address) external;
    function stop_stream(Stream calldata) external;
    function promise_milestone(Milestone calldata) external returns (bytes32);
    function accept_milestone(Milestone calldata) external;
    function claim_milestone(Milestone calldata, address) external;
    function claw_back(Milestone calldata) external;
    function pause(address[] calldata, uint256) external;
    function balance_of(address) external view returns (uint256);
    function reserved(address) external view returns (uint256);
    function spent_of(uint256) external view returns (uint256);
    function earned(Stream calldata) external view returns (uint256, uint256, uint256);
    function milestone_state(bytes32) external view returns (uint256);
}

/// Stewards, payees, a guardian and hostile tokens do what they can to one treasury.
contract Spending is Valley {
    uint256 internal constant HELD = 3_000_000;
    uint256 internal constant CAP = 250_000;
    uint256 internal constant PERIOD = 10 * DAY;

    ITreasury public treasury;
    address[] public assets; // ETH, and one token of each kind
    address[] internal payees;
    address internal steward = account("steward");
    address internal colleague = account("colleague");
    address internal arbiter = account("arbiter");
    address internal guardian = account("guardian");
    IPayee internal hostilePayee;
    IHostileToken internal reentrant;
    IHostileToken internal greedy;
    IHostileToken internal rebasing;

    uint256 internal start;
    Stream[] internal streams;
    uint256[] internal lastEarned;
    Milestone[] internal milestones;
    bytes32[] internal milestoneIds;
    uint256 internal memos;

    mapping(uint256 => mapping(uint256 => uint256)) public chargedIn; // pot -> period -> amount
    mapping(address => uint256) public came;
    mapping(address => uint256) public left;
    mapping(bytes32 => mapping(uint256 => bool)) internal paidRow;
    string public broken; // the first promise that did not hold

    constructor() {
        pass(DAY);
        address[] memory persons = new address[](3);
        (persons[0], persons[1], persons[2]) = (steward, colleague, arbiter);
        found(persons, new address[](0), 90 * DAY);
        mandate(0);
        scopes.grant_role(1, 2, STEWARD, now_ + 700 * DAY);
        scopes.grant_role(1, 3, ARBITER, now_ + 700 * DAY);
        treasury = ITreasury(
            deployed(
                "Treasury",
                abi.encode(scopes, address(0), address(this), guardian, now_ + 700 * DAY)
            )
        );
        hostilePayee = IPayee(deployed("PayeeMock", ""));
        payees = [account("ana"), account("ben"), address(hostilePayee)];
        start = now_;
        provide();
        for (uint256 i; i < assets.length; i++) {
            treasury.open_pot(Pot(1, assets[i], start, start + 900 * DAY, PERIOD, CAP, 100_000));
        }
    }

    function provide() internal {
        reentrant = IHostileToken(deployed("ReentrantTokenMock", abi.encode(18)));
        greedy = IHostileToken(deployed("GreedyTokenMock", abi.encode(6)));
        rebasing = IHostileToken(deployed("RebasingTokenMock", abi.encode(18)));
        assets = [
            ETH,
            deployed("TokenMock", abi.encode(6)),
            deployed("MissingReturnTokenMock", abi.encode(6)),
            address(reentrant),
            deployed("FeeTokenMock", abi.encode(18, 250)),
            address(greedy),
            address(rebasing)
        ];
        for (uint256 i; i < assets.length; i++) {
            give(i, HELD);
        }
    }

    function give(uint256 i, uint256 amount) internal {
        uint256 before = held(assets[i]);
        if (assets[i] == ETH) vm.deal(address(treasury), before + amount);
        else IToken(assets[i]).mint(address(treasury), amount);
        came[assets[i]] += held(assets[i]) - before;
    }

    // --- whom and what a lot stands for

    function pot(uint256 lot) internal view returns (uint256) {
        return 1 + one(lot, assets.length);
    }

    function spender(uint256 lot) internal view returns (address) {
        uint256 place = one(lot, 8);
        return place < 4 ? steward : place < 7 ? colleague : arbiter;
    }

    function payee(uint256 lot) internal view returns (address) {
        return payees[one(lot, payees.length)];
    }

    function period() internal view returns (uint256) {
        return (now_ - start) / PERIOD;
    }

    function charge(uint256 number, uint256 amount) internal {
        chargedIn[number][period()] += amount;
    }

    function require_(bool holds, string memory promise_) internal {
        if (!holds && bytes(broken).length == 0) broken = promise_;
    }

    /// Tokens of plain dealing leave exactly what was asked; what others do with theirs is theirs.
    function went(address token, uint256 amount, uint256 before) internal {
        left[token] += amount;
        require_(before - held(token) == amount, "S-6: another amount left than was announced");
    }

    function held(address token) public view returns (uint256) {
        return token == ETH
            ? address(treasury).balance
            : IToken(token).balanceOf(address(treasury));
    }

    // --- what anybody may try

    function spend(uint256 lot, uint256 who, uint256 to, uint256 amount) external {
        uint256 number = pot(lot);
        amount = one(amount, 110_000);
        uint256 before = held(assets[number - 1]);
        vm.prank(spender(who));
        treasury.spend(number, payee(to), amount, 4, MEMO);
        charge(number, amount);
        went(assets[number - 1], amount, before);
    }

    function payBatch(uint256 lot, uint256 who, uint256 name, uint256 amount) external {
        uint256 number = pot(lot);
        bytes32 batch = bytes32(one(name, 3));
        uint256 first = one(name >> 8, 5);
        uint256[] memory payments = new uint256[](3);
        for (uint256 i; i < 3; i++) {
            payments[i] = (uint256(uint160(payees[i])) << 96) | (1 + one(amount >> (i * 16), 30_000));
        }
        address token = assets[number - 1];
        uint256 before = held(token);
        vm.prank(spender(who));
        uint256 paid = treasury.pay_batch(number, batch, first, 4, MEMO, payments);
        uint256 sum;
        for (uint256 i; i < 3; i++) {
            if ((paid >> (first + i)) & 1 == 0) continue;
            bytes32 key = keccak256(abi.encode(number, batch));
            require_(!paidRow[key][first + i], "S-6: a row was paid twice");
            paidRow[key][first + i] = true;
            sum += payments[i] & (2 ** 96 - 1);
        }
        charge(number, sum);
        went(token, sum, before);
    }

    function pay(uint256 lot, uint256 to, uint256 amount, bool byOwner) external {
        address token = assets[one(lot, assets.length)];
        amount = one(amount, 200_000);
        uint256 before = held(token);
        if (!byOwner) vm.prank(spender(lot));
        treasury.pay(token, payee(to), amount, 4, MEMO);
        require_(byOwner, "T-6: somebody else than the owner paid without a pot");
        went(token, amount, before);
    }

    function openStream(uint256 lot, uint256 who, uint256 to, uint256 deposit, uint256 amount) external {
        vm.assume(streams.length < 6);
        deposit = one(deposit, 120_000);
        Stream memory terms =
            Stream(pot(lot), payee(to), now_, 1 + one(amount, 20_000), DAY, 4, bytes32(++memos));
        vm.prank(spender(who));
        treasury.open_stream(terms, deposit);
        charge(terms.pot, deposit);
        streams.push(terms);
        lastEarned.push(0);
    }

    function topUp(uint256 lot, uint256 who, uint256 amount) external {
        Stream memory terms = streams[one(lot, streams.length)];
        amount = one(amount, 50_000);
        vm.prank(spender(who));
        treasury.top_up(terms, amount);
        charge(terms.pot, amount);
    }

    function withdraw(uint256 lot, uint256 who, uint256 to) external {
        Stream memory terms = streams[one(lot, streams.length)];
        address token = assets[terms.pot - 1];
        uint256 before = held(token);
        (, uint256 withdrawnBefore,) = treasury.earned(terms);
        address caller = one(who, 2) == 0 ? terms.payee : steward;
        address target = payee(to);
        vm.prank(caller);
        treasury.withdraw(terms, target);
        require_(caller == terms.payee || target == terms.payee, "T-3: paid past the payee");
        (, uint256 withdrawn,) = treasury.earned(terms);
        went(token, withdrawn - withdrawnBefore, before);
    }

    function stopStream(uint256 lot, uint256 who) external {
        vm.assume(one(who, 4) == 0);
        Stream memory terms = streams[one(lot, streams.length)];
        vm.prank(spender(who));
        treasury.stop_stream(terms);
        (uint256 earned, uint256 withdrawn, uint256 deposit) = treasury.earned(terms);
        require_(earned == deposit && withdrawn <= deposit, "T-3: a stopped stream goes on");
    }

    function promiseMilestone(uint256 lot, uint256 who, uint256 to, uint256 amount, uint256 due) external {
        vm.assume(milestones.length < 6);
        Milestone memory terms = Milestone(
            pot(lot), payee(to), one(amount, 110_000), now_ + one(due, 9 * DAY), 4, bytes32(++memos)
        );
        vm.prank(spender(who));
        bytes32 id = treasury.promise_milestone(terms);
        charge(terms.pot, terms.amount);
        milestones.push(terms);
        milestoneIds.push(id);
    }

    function accept(uint256 lot, uint256 who) external {
        vm.prank(spender(who));
        treasury.accept_milestone(milestones[one(lot, milestones.length)]);
    }

    function claim(uint256 lot) external {
        Milestone memory terms = milestones[one(lot, milestones.length)];
        address token = assets[terms.pot - 1];
        uint256 before = held(token);
        treasury.claim_milestone(terms, terms.payee);
        went(token, terms.amount, before);
    }

    function clawBack(uint256 lot, bool byOwner) external {
        Milestone memory terms = milestones[one(lot, milestones.length)];
        if (!byOwner) vm.prank(arbiter);
        treasury.claw_back(terms);
        require_(byOwner || now_ >= terms.due_at || terms.pot == 0, "E-2: taken back too early");
    }

    // --- what happens around it

    function pause(uint256 lot, uint256 hours_) external {
        address[] memory tokens = new address[](1);
        tokens[0] = assets[one(lot, assets.length)];
        vm.prank(guardian);
        treasury.pause(tokens, one(hours_, 30) * 3_600);
    }

    function mandate(uint256 how) public {
        uint256 until = one(how, 4) == 1 ? now_ + 5 * 3_600 : now_ + 700 * DAY;
        if (one(how, 4) == 2) scopes.end_role(1, 1, STEWARD);
        else scopes.grant_role(1, 1, STEWARD, until);
    }

    function donate(uint256 lot, uint256 amount) external {
        give(one(lot, assets.length), one(amount, 1_000_000));
    }

    function refuse(bool refuses) external {
        hostilePayee.refuse(refuses);
    }

    function toll(uint256 amount) external {
        greedy.set_toll(one(amount, 2) * one(amount, 1_000));
    }

    function shrink(uint256 percent) external {
        uint256 before = held(address(rebasing));
        rebasing.rebase(9_000 + one(percent, 2_500));
        came[address(rebasing)] = came[address(rebasing)] + held(address(rebasing)) - before;
    }

    /// Somebody is paid who comes back while it happens; whatever is tried then must be refused.
    function attack(uint256 lot, uint256 how, bool inEth) external {
        (address door, bytes memory key) = (address(treasury), payload(lot, how));
        if (inEth) hostilePayee.arm(door, key);
        else reentrant.arm(door, key);
        uint256 attempts = inEth ? hostilePayee.attempts() : reentrant.attempts();
        address token = inEth ? ETH : address(reentrant);
        uint256 before = held(token);
        treasury.pay(token, address(hostilePayee), 1 + one(lot, 500), 4, MEMO);
        went(token, 1 + one(lot, 500), before);
        bool succeeded = inEth ? hostilePayee.succeeded() : reentrant.succeeded();
        require_(!succeeded, "X-2: a door was open while money was on its way");
        require((inEth ? hostilePayee.attempts() : reentrant.attempts()) > attempts, "no attempt");
        hostilePayee.arm(address(0), "");
        reentrant.arm(address(0), "");
    }

    /// A call that would be accepted from outside, of anybody or of the payee itself.
    function payload(uint256 lot, uint256 how) internal view returns (bytes memory) {
        if (one(how, 4) == 0 && streams.length > 0) {
            Stream memory stream = streams[one(lot, streams.length)];
            return abi.encodeCall(ITreasury.withdraw, (stream, stream.payee));
        }
        if (one(how, 4) == 1 && milestones.length > 0) {
            Milestone memory milestone = milestones[one(lot, milestones.length)];
            return abi.encodeCall(ITreasury.claim_milestone, (milestone, milestone.payee));
        }
        if (one(how, 4) == 2 && milestones.length > 0) {
            return abi.encodeCall(ITreasury.claw_back, (milestones[one(lot, milestones.length)]));
        }
        return abi.encodeCall(ITreasury.pay, (ETH, address(this), 1, 4, MEMO));
    }

    function timePasses(uint256 time) external {
        pass(one(time, 2) == 0 ? one(time, 6 * 3_600) : one(time, 12 * DAY));
        for (uint256 i; i < streams.length; i++) {
            (uint256 earned,,) = treasury.earned(streams[i]);
            require_(earned >= lastEarned[i], "T-3: what was earned fell");
            lastEarned[i] = earned;
        }
    }

    // --- what must hold

    function promised(address token) external view returns (uint256 sum) {
        for (uint256 i; i < streams.length; i++) {
            if (assets[streams[i].pot - 1] != token) continue;
            (uint256 earned, uint256 withdrawn, uint256 deposit) = treasury.earned(streams[i]);
            require(withdrawn <= earned && earned <= deposit, "T-3");
            sum += deposit - withdrawn;
        }
        for (uint256 i; i < milestones.length; i++) {
            if (assets[milestones[i].pot - 1] != token) continue;
            uint256 state = treasury.milestone_state(milestoneIds[i]);
            if (state == 1 || state == 2) sum += milestones[i].amount;
        }
    }

    function assetCount() external view returns (uint256) {
        return assets.length;
    }

    function isRebasing(uint256 i) external view returns (bool) {
        return assets[i] == address(rebasing);
    }

    function charged(uint256 number) external view returns (uint256) {
        return chargedIn[number][period()];
    }

    function cap() external pure returns (uint256) {
        return CAP;
    }
}

contract SolvencyTest {
    Spending internal stage;

    function setUp() public {
        stage = new Spending();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(stage);
    }

    function invariant_money() external view {
        ITreasury treasury = stage.treasury();
        require(bytes(stage.broken()).length == 0, stage.broken());
        for (uint256 i; i < stage.assetCount(); i++) {
            address token = stage.assets(i);
            uint256 held = stage.held(token);
            require(treasury.balance_of(token) == held, "the treasury tells another balance");
            require(treasury.reserved(token) == stage.promised(token), "S-4: reserved is not what is promised");
            require(stage.came(token) == held + stage.left(token), "S-6: money came or left unseen");
            if (!stage.isRebasing(i)) require(held >= treasury.reserved(token), "S-3: it owes more than it holds");
            require(treasury.spent_of(i + 1) == stage.charged(i + 1), "T-5: another sum in this period");
            require(stage.charged(i + 1) <= stage.cap(), "T-2: over the cap");
        }
    }
}
