// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IHostileToken, IPayee} from "../support/Cast.sol";
import {IToken, Valley} from "../support/Stage.sol";

struct RoundTerms {
    uint256 scope;
    address token;
    uint256 applications_end;
    uint256 review_end;
    uint256 appeals_end;
    uint256 voting_end;
    uint256 claims_end;
    uint256 approvals;
    uint256 chambers;
    uint256 budget;
    bool allow_negative;
    uint256 quorum;
    bool count_zeros;
    uint256 cap_bps;
    uint256 minimum;
}

interface IDesk {
    function approve(address, uint256, uint256[] calldata, bytes32) external;
    function claim(address, uint256, uint256) external;
}

interface IPool {
    function open_round(RoundTerms calldata) external returns (uint256);
    function fund(uint256, uint256) external payable;
    function cast_ballot(uint256, uint256[] calldata, uint256[] calldata) external;
    function settle(uint256) external;
    function sweep(uint256) external;
    function cancel_round(uint256) external;
    function refund(uint256, address) external;
    function carry_over(uint256, uint256, address) external;
    function return_top_up(uint256, address) external;
    function pot(uint256) external view returns (uint256);
    function paid(uint256) external view returns (uint256);
    function votes(uint256, uint256) external view returns (int256);
    function payout(uint256, uint256) external view returns (uint256);
    function total_votes(uint256) external view returns (uint256);
    function is_claimed(uint256, uint256) external view returns (bool);
}

/// Rounds are funded, voted on, settled, claimed, swept or cancelled, in honest and in hostile money.
contract Rewarding is Valley {
    uint256 internal constant PEOPLE = 5; // seats 1 .. 5; 1 is steward and reviewer, 2 .. 4 apply
    uint256 internal constant PROJECTS = 3;
    uint256 internal constant BUDGET = 100;
    uint256 internal constant TOKENS = 5;

    IPool public pool;
    IDesk internal desk;
    address internal treasury;
    address[] public assets;
    address[] internal members;
    address[] internal sponsors = [account("sponsor 1"), account("sponsor 2")];
    IPayee internal hostilePayee;
    IHostileToken internal reentrant;
    IHostileToken internal greedy;

    RoundTerms[] internal rounds; // round n is rounds[n - 1]
    mapping(uint256 => mapping(uint256 => int256[3])) internal ballots; // round -> seat -> votes
    mapping(uint256 => mapping(uint256 => bool)) internal hasBallot;
    mapping(uint256 => mapping(address => uint256)) internal given;
    mapping(uint256 => mapping(address => uint256)) internal late;
    mapping(uint256 => uint256) public potOf;
    mapping(uint256 => uint256) public paidOf;
    mapping(uint256 => bool) public isSettled;
    mapping(uint256 => mapping(uint256 => uint256)) public due; // round -> project -> at settlement
    mapping(uint256 => mapping(uint256 => bool)) public claimed;
    mapping(address => uint256) public lateOf; // token -> what waits for a next round
    string public broken;

    constructor() {
        pass(DAY);
        address[] memory persons = new address[](PEOPLE);
        for (uint256 i; i < PEOPLE; i++) {
            persons[i] = account(string(abi.encodePacked("person ", bytes1(uint8(65 + i)))));
            members.push(persons[i]);
        }
        hostilePayee = IPayee(deployed("PayeeMock", ""));
        found(persons, new address[](0), 90 * DAY);
        scopes.grant_role(1, 1, STEWARD, now_ + 700 * DAY);
        scopes.grant_role(1, 1, REVIEWER, now_ + 700 * DAY);
        treasury = deployed(
            "Treasury", abi.encode(scopes, address(0), address(this), address(0), uint256(0))
        );
        desk = IDesk(deployed("FundingDesk", abi.encode(membership, scopes, ledgerOf(), address(this))));
        pool = IPool(
            deployed(
                "RetroFunding",
                abi.encode(
                    membership, scopes, treasury, desk, deployed("AwardRule", ""), address(this)
                )
            )
        );
        provide();
        open(0, 0);
        open(1, 1);
        open(2, 3);
        pass(DAY);
        for (uint256 round = 1; round <= 3; round++) approve(round - 1 + (1 << 33), 1);
        pass(DAY);
    }

    function provide() internal {
        reentrant = IHostileToken(deployed("ReentrantTokenMock", abi.encode(18)));
        greedy = IHostileToken(deployed("GreedyTokenMock", abi.encode(6)));
        assets = [
            ETH,
            deployed("TokenMock", abi.encode(6)),
            deployed("FeeTokenMock", abi.encode(18, 250)),
            address(reentrant),
            address(greedy)
        ];
        for (uint256 i = 1; i < TOKENS; i++) {
            for (uint256 s; s < sponsors.length; s++) {
                IToken(assets[i]).mint(sponsors[s], 1e12);
                vm.prank(sponsors[s]);
                IToken(assets[i]).approve(address(pool), 1e12);
            }
        }
    }

    function require_(bool holds, string memory promise_) internal {
        if (!holds && bytes(broken).length == 0) broken = promise_;
    }

    function held(address token) public view returns (uint256) {
        return token == ETH ? address(pool).balance : IToken(token).balanceOf(address(pool));
    }

    function payeeOf(uint256 project) internal view returns (address) {
        return project == 3 ? address(hostilePayee) : members[project];
    }

    function chosen(uint256 lot) internal view returns (uint256) {
        return 1 + one(lot, rounds.length);
    }

    /// Mostly a round for which it is time: after `from` of its five ends, before the next.
    function inPeriod(uint256 lot, uint256 period) internal view returns (uint256) {
        uint256 first = one(lot, rounds.length);
        if (one(lot >> 32, 8) == 0) return first + 1;
        for (uint256 i; i < rounds.length; i++) {
            uint256 n = (first + i) % rounds.length;
            if (periodOf(n) == period) return n + 1;
        }
        return first + 1;
    }

    function periodOf(uint256 n) internal view returns (uint256) {
        RoundTerms storage terms = rounds[n];
        if (now_ < terms.applications_end) return 0;
        if (now_ < terms.review_end) return 1;
        if (now_ < terms.voting_end) return 2;
        return now_ < terms.claims_end ? 3 : 4;
    }

    // --- what anybody may try

    function open(uint256 lot, uint256 inToken) public {
        vm.assume(rounds.length < 6);
        RoundTerms memory terms = RoundTerms({
            scope: 1,
            token: assets[one(inToken, TOKENS)],
            applications_end: now_ + DAY,
            review_end: now_ + 2 * DAY,
            appeals_end: now_ + 2 * DAY,
            voting_end: now_ + 5 * DAY,
            claims_end: now_ + 10 * DAY,
            approvals: 1,
            chambers: 1,
            budget: BUDGET,
            allow_negative: one(lot, 2) == 0,
            quorum: 0,
            count_zeros: false,
            cap_bps: 0,
            minimum: 0
        });
        vm.prank(members[0]);
        pool.open_round(terms);
        rounds.push(terms);
        for (uint256 project = 1; project <= PROJECTS; project++) {
            vm.prank(members[project]);
            // `apply` is a word of Solidity's own.
            (bool done,) = address(desk).call(
                abi.encodeWithSignature(
                    "apply(address,uint256,address,bytes32,bytes32[])",
                    pool, rounds.length, payeeOf(project), MEMO, new bytes32[](0)
                )
            );
            require(done, "cannot apply");
        }
    }

    function approve(uint256 lot, uint256 which) public {
        uint256[] memory projects = new uint256[](one(which, 4) == 0 ? 1 : PROJECTS);
        for (uint256 i; i < projects.length; i++) projects[i] = 1 + one(which + i, PROJECTS);
        if (projects.length == PROJECTS) (projects[0], projects[1], projects[2]) = (1, 2, 3);
        vm.prank(members[0]);
        desk.approve(address(pool), inPeriod(lot, 1), projects, MEMO);
    }

    function fund(uint256 lot, uint256 who, uint256 amount) external {
        uint256 round = chosen(lot);
        address token = rounds[round - 1].token;
        address sponsor = sponsors[one(who, 2)];
        amount = one(amount, 1_000_000);
        uint256 before = held(token);
        vm.prank(sponsor);
        if (token == ETH) IPoolPaid(address(pool)).fund{value: amount}(round, amount);
        else pool.fund(round, amount);
        uint256 arrived = held(token) - before;
        if (now_ < rounds[round - 1].voting_end) {
            given[round][sponsor] += arrived;
            potOf[round] += arrived;
        } else {
            late[round][sponsor] += arrived;
            lateOf[token] += arrived;
        }
    }

    function carryOver(uint256 lot, uint256 into, uint256 who) external {
        (uint256 round, uint256 next) = (chosen(lot), chosen(into));
        address sponsor = sponsors[one(who, 2)];
        pool.carry_over(round, next, sponsor);
        uint256 amount = late[round][sponsor];
        require_(rounds[round - 1].token == rounds[next - 1].token, "S-1: into another token");
        late[round][sponsor] = 0;
        lateOf[rounds[round - 1].token] -= amount;
        given[next][sponsor] += amount;
        potOf[next] += amount;
    }

    function returnTopUp(uint256 lot, uint256 who, uint256 by) external {
        uint256 round = chosen(lot);
        address token = rounds[round - 1].token;
        address sponsor = sponsors[one(who, 2)];
        uint256 before = held(token);
        vm.prank(sponsors[one(by, 2)]);
        pool.return_top_up(round, sponsor);
        require_(before - held(token) == late[round][sponsor], "S-6: another amount came back");
        lateOf[token] -= late[round][sponsor];
        late[round][sponsor] = 0;
    }

    function castBallot(uint256 lot, uint256 who, int8 a, int8 b, int8 c) external {
        uint256 round = inPeriod(lot, 2);
        uint256 seat = 1 + one(who, PEOPLE);
        int256[3] memory given_ = [int256(a) % 8, int256(b) % 8, int256(c) % 8];
        if (!rounds[round - 1].allow_negative && one(who >> 8, 8) != 0) {
            for (uint256 i; i < PROJECTS; i++) if (given_[i] < 0) given_[i] = -given_[i];
        }
        uint256[] memory previous = ballot(ballots[round][seat], hasBallot[round][seat]);
        vm.prank(members[seat - 1]);
        pool.cast_ballot(round, ballot(given_, true), previous);
        uint256 cost;
        for (uint256 i; i < PROJECTS; i++) cost += uint256(given_[i] * given_[i]);
        require_(cost <= BUDGET, "F-1: over the budget");
        ballots[round][seat] = given_;
        hasBallot[round][seat] = true;
    }

    /// One word: a project with its votes in each lane of 32 bits; a project of no votes has none.
    function ballot(int256[3] memory votes, bool is_) internal pure returns (uint256[] memory words) {
        uint256 word;
        uint256 lane;
        for (uint256 i; i < PROJECTS; i++) {
            if (votes[i] == 0) continue;
            word |= (((i + 1) << 16) | (uint256(votes[i]) & 0xffff)) << lane;
            lane += 32;
        }
        words = new uint256[](is_ && word != 0 ? 1 : 0);
        if (words.length == 1) words[0] = word;
    }

    function settle(uint256 lot) external {
        uint256 round = inPeriod(lot, 3);
        pool.settle(round);
        require_(!isSettled[round], "F-9: settled twice");
        isSettled[round] = true;
        uint256 total;
        uint256 sum;
        for (uint256 p = 1; p <= PROJECTS; p++) total += positive(round, p);
        for (uint256 p = 1; p <= PROJECTS; p++) {
            due[round][p] = total == 0 ? 0 : potOf[round] * positive(round, p) / total;
            sum += due[round][p];
        }
        require_(sum <= potOf[round] && (total == 0 || potOf[round] - sum < PROJECTS), "F-4: dust");
    }

    function positive(uint256 round, uint256 project) internal view returns (uint256) {
        int256 votes = votesOf(round, project);
        return votes > 0 ? uint256(votes) : 0;
    }

    function votesOf(uint256 round, uint256 project) public view returns (int256 sum) {
        for (uint256 seat = 1; seat <= PEOPLE; seat++) sum += ballots[round][seat][project - 1];
    }

    function claim(uint256 lot, uint256 which) public {
        uint256 round = settledRound(lot);
        uint256 project = 1 + one(which, PROJECTS);
        address token = rounds[round - 1].token;
        uint256 before = held(token);
        desk.claim(address(pool), round, project);
        require_(before - held(token) == due[round][project], "F-4: another amount than its share");
        require_(!claimed[round][project], "F-6: claimed twice");
        require_(periodOf(round - 1) == 3, "F-5: claimed outside the claims");
        claimed[round][project] = true;
        paidOf[round] += due[round][project];
    }

    function settledRound(uint256 lot) internal view returns (uint256) {
        uint256 first = one(lot, rounds.length);
        for (uint256 i; i < rounds.length; i++) {
            uint256 n = (first + i) % rounds.length;
            if (isSettled[n + 1] && periodOf(n) == 3) return n + 1;
        }
        return first + 1;
    }

    /// A payee or a token comes back in the middle of a claim; every door must be shut.
    function attack(uint256 lot, uint256 how) external {
        uint256 round = settledRound(lot);
        bytes memory key = one(how, 3) == 0
            ? abi.encodeCall(IPool.sweep, (round))
            : one(how, 3) == 1
                ? abi.encodeCall(IDesk.claim, (address(pool), round, 1 + one(how >> 8, PROJECTS)))
                : abi.encodeCall(IPool.refund, (round, sponsors[0]));
        address door = one(how, 3) == 1 ? address(desk) : address(pool);
        bool inEth = rounds[round - 1].token == ETH;
        IPayee attacker = inEth ? hostilePayee : IPayee(address(reentrant));
        attacker.arm(door, key);
        uint256 attempts = attacker.attempts();
        claim(round - 1, 2); // project 3, which the hostile payee receives
        require_(!attacker.succeeded(), "X-2: a door was open during a claim");
        require(attacker.attempts() > attempts, "no attempt");
        attacker.arm(address(0), "");
    }

    function sweep(uint256 lot) external {
        uint256 round = inPeriod(lot, 4);
        address token = rounds[round - 1].token;
        uint256 before = held(token);
        pool.sweep(round);
        uint256 rest = potOf[round] - paidOf[round];
        require_(before - held(token) == rest, "F-9: the treasury got another rest");
        paidOf[round] += rest;
    }

    function cancel(uint256 lot) external {
        vm.assume(one(lot >> 8, 24) == 0);
        vm.prank(members[0]);
        pool.cancel_round(chosen(lot));
    }

    function refund(uint256 lot, uint256 who) external {
        uint256 round = chosen(lot);
        address sponsor = sponsors[one(who, 2)];
        address token = rounds[round - 1].token;
        uint256 before = held(token);
        pool.refund(round, sponsor);
        require_(before - held(token) == given[round][sponsor], "S-2: another amount came back");
        require_(!isSettled[round], "F-9: refunded after the settlement");
        paidOf[round] += given[round][sponsor];
        given[round][sponsor] = 0;
    }

    // --- what happens around it

    function donate(uint256 lot, uint256 amount) external {
        address token = assets[one(lot, TOKENS)];
        if (token == ETH) vm.deal(address(pool), held(ETH) + one(amount, 1_000));
        else IToken(token).mint(address(pool), one(amount, 1_000));
    }

    function toll(uint256 amount) external {
        greedy.set_toll(one(amount, 2) * one(amount, 1_000));
    }

    function timePasses(uint256 time) external {
        pass(one(time, 3) == 0 ? one(time, 2 * DAY) : one(time, 16 * 3_600));
    }

    // --- what must hold

    function roundCount() external view returns (uint256) {
        return rounds.length;
    }

    function tokenOf(uint256 round) external view returns (address) {
        return rounds[round - 1].token;
    }
}

interface IPoolPaid {
    function fund(uint256, uint256) external payable;
}

contract ClaimsTest {
    Rewarding internal stage;

    function setUp() public {
        stage = new Rewarding();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(stage);
    }

    function invariant_claims() external view {
        IPool pool = stage.pool();
        require(bytes(stage.broken()).length == 0, stage.broken());
        uint256[5] memory owed;
        for (uint256 round = 1; round <= stage.roundCount(); round++) {
            require(pool.pot(round) == stage.potOf(round), "S-1: another pot");
            require(pool.paid(round) == stage.paidOf(round), "S-1: another sum left the round");
            require(pool.paid(round) <= pool.pot(round), "S-2: more left than came");
            for (uint256 project = 1; project <= 3; project++) {
                require(pool.votes(round, project) == stage.votesOf(round, project), "F-2: votes");
                require(pool.is_claimed(round, project) == stage.claimed(round, project), "F-6");
                if (stage.isSettled(round)) {
                    require(pool.payout(round, project) == stage.due(round, project), "F-4: share");
                }
            }
            for (uint256 i; i < 5; i++) {
                if (stage.assets(i) == stage.tokenOf(round)) owed[i] += pool.pot(round) - pool.paid(round);
            }
        }
        for (uint256 i; i < 5; i++) {
            uint256 waiting = stage.lateOf(stage.assets(i));
            require(stage.held(stage.assets(i)) >= owed[i] + waiting, "S-3: owes more than it holds");
        }
    }
}
