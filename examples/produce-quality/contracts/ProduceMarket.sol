// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Chemistry} from "./Chemistry.sol";
import {Orders} from "./Orders.sol";
import {Reports} from "./Reports.sol";

/// @title Trades lots of produce at the price of the grade that a neural network gives them
/// @notice A laboratory signs the chemistry of a sample of each lot; the network grades all of a report in one call.
/// Either side may dispute a grade: then another laboratory signs the chemistry of a second sample, and this contract
/// compares the two. What the clock decides (nobody disputed, a laboratory is missing) anybody may carry out. Nobody owns
/// this contract. Everybody fetches what is theirs (`withdraw`).
///
/// The rule for a disputed lot:
/// - The second sample has the same grade: the grade stands.
/// - Another grade, and the measurements agree within the tolerance: the lot lies near a border. The network grades the mean
///   of both samples, and if that is one of the two grades, it counts.
/// - Otherwise nobody can say which sample is of this lot. The price is the mean of the prices of both grades.
/// - No second report in time: the grade stands.
///
/// Who pays the laboratories: the buyer has locked a fee for the first, the challenger one for the second, which gets it if
/// it reports and is returned otherwise. The first fee goes to the first laboratory if its grade stands, and to the
/// challenger if it does not.
contract ProduceMarket is Orders, Reports {
    using Chemistry for int256[];

    /// @notice How a lot was settled.
    enum Outcome {
        FirstMissing,
        Undisputed,
        SecondMissing,
        Confirmed,
        Averaged,
        Split
    }

    /// @dev What a transaction adds up before anybody is owed it.
    struct Tally {
        uint256 supplier;
        uint256 buyer;
        uint256 laboratory;
    }

    /// @param measurements Of the first sample: whoever compares it with a second one has to give them again.
    event Graded(uint256 indexed order, uint256 indexed lot, uint8 grade, int256[] measurements);
    event Disputed(uint256 indexed order, uint256 indexed lot, address indexed challenger);
    /// @param price What the supplier is owed for the lot.
    event Settled(uint256 indexed order, uint256 indexed lot, Outcome outcome, uint256 price);

    error NothingToGrade();
    error NothingToDispute();
    error NothingToCompare();
    error NotAParty(address account);
    error OtherFirstSample(uint256 lot);
    error NothingDue();

    constructor(string memory grader_) Orders(grader_) {}

    /// @notice Grades lots by the first laboratory's report. Whoever holds the report may hand it in. Lots that are graded
    /// already are passed over: otherwise another report of one of its lots would make a list fail.
    /// @param lots Some or all of the order's lots.
    /// @param measurements 13 for each lot, in units of 1e-18, one lot after another.
    /// @param signature The laboratory's, over `digestOf(id, FIRST_SAMPLE, lots, measurements)`.
    function report(uint256 id, uint256[] calldata lots, int256[] calldata measurements, bytes calldata signature)
        external
    {
        Terms memory terms = acceptedAt(id).terms;
        if (block.timestamp > terms.reportBy) revert TooLate(terms.reportBy);
        measurements.requireRows(lots.length);
        requireSigned(terms.laboratory, digestOf(id, FIRST_SAMPLE, lots, measurements), signature);
        uint8[] memory grades = Chemistry.grade(terms.model, measurements);
        uint256 graded = 0;
        for (uint256 i = 0; i < lots.length; i++) {
            (Lot storage lot, Fate fate) = lotAt(id, terms.supplier, lots[i]);
            if (fate != Fate.Waiting) continue;
            graded++;
            int256[] calldata row = measurements.rowOf(i);
            lot.fate = Fate.Graded;
            lot.grade = grades[i];
            lot.chemistry = row.hashOf();
            emit Graded(id, lots[i], grades[i], row);
        }
        if (graded == 0) revert NothingToGrade();
    }

    /// @notice Disputes grades: locks the second laboratory's fee for each lot. Lots that are in dispute already, or beyond,
    /// are passed over and their fee is owed back: otherwise anybody could make a list of disputes fail by disputing one
    /// of its lots first.
    function dispute(uint256 id, uint256[] calldata lots) external payable {
        Order storage made = acceptedAt(id);
        Terms memory terms = made.terms;
        if (msg.sender != made.buyer && msg.sender != terms.supplier) revert NotAParty(msg.sender);
        if (msg.value != lots.length * terms.fee) revert WrongValue(lots.length * terms.fee, msg.value);
        if (block.timestamp > terms.disputeBy) revert TooLate(terms.disputeBy);
        uint256 passed = 0;
        for (uint256 i = 0; i < lots.length; i++) {
            (Lot storage lot, Fate fate) = lotAt(id, terms.supplier, lots[i]);
            if (fate != Fate.Graded) {
                passed++;
                continue;
            }
            lot.fate = Fate.Disputed;
            lot.challenger = msg.sender;
            emit Disputed(id, lots[i], msg.sender);
        }
        if (passed == lots.length) revert NothingToDispute();
        owe(msg.sender, passed * terms.fee);
    }

    /// @notice Settles disputed lots by the second laboratory's report. Whoever holds the report may hand it in. Lots that
    /// are not in dispute, or not any more, are passed over, as by `report`.
    /// @param first The measurements of the first report for these lots (`Graded`).
    /// @param second The measurements of the second one.
    /// @param signature The second laboratory's, over `digestOf(id, SECOND_SAMPLE, lots, second)`.
    function resample(
        uint256 id,
        uint256[] calldata lots,
        int256[] calldata first,
        int256[] calldata second,
        bytes calldata signature
    ) external {
        Order storage made = acceptedAt(id);
        Terms memory terms = made.terms;
        if (block.timestamp > terms.resampleBy) revert TooLate(terms.resampleBy);
        first.requireRows(lots.length);
        second.requireRows(lots.length);
        requireSigned(terms.second, digestOf(id, SECOND_SAMPLE, lots, second), signature);
        uint8[] memory grades = Chemistry.grade(terms.model, withMeans(first, second));
        Tally memory tally;
        uint256 compared = 0;
        for (uint256 i = 0; i < lots.length; i++) {
            (Lot storage lot, Fate fate) = lotAt(id, terms.supplier, lots[i]);
            if (fate != Fate.Disputed) continue;
            compared++;
            int256[] calldata row = first.rowOf(i);
            if (row.hashOf() != lot.chemistry) revert OtherFirstSample(lots[i]);
            bool isAgreed = row.agree(second.rowOf(i), terms.tolerance);
            (Outcome outcome, uint256 price, bool stands) =
                compare(terms, lot.grade, grades[i], grades[lots.length + i], isAgreed);
            if (stands) tally.laboratory += terms.fee;
            else owe(lot.challenger, terms.fee);
            close(id, lots[i], lot, outcome, price);
            tally.supplier += price;
            tally.buyer += bestPrice(terms) - price;
        }
        if (compared == 0) revert NothingToCompare();
        owe(terms.second, compared * terms.fee);
        pay(made, terms, tally);
    }

    /// @notice Carries out what the clock has decided: lots without a report are given back, grades that nobody disputed
    /// stand, and so do those whose second report is missing. Lots that are not due, or not in this order any more, are
    /// passed over, so that nobody can make a list fail by settling one of its lots first.
    function settle(uint256 id, uint256[] calldata lots) external returns (uint256 settled) {
        Order storage made = acceptedAt(id);
        Terms memory terms = made.terms;
        Tally memory tally;
        for (uint256 i = 0; i < lots.length; i++) {
            (Lot storage lot, Fate fate) = lotAt(id, terms.supplier, lots[i]);
            if (fate == Fate.Free || fate == Fate.Sold) continue;
            if (block.timestamp <= deadlineOf(terms, fate)) continue;
            settled++;
            if (fate == Fate.Waiting) {
                close(id, lots[i], lot, Outcome.FirstMissing, 0);
                tally.buyer += bestPrice(terms) + terms.fee;
                continue;
            }
            if (fate == Fate.Disputed) owe(lot.challenger, terms.fee);
            uint256 price = terms.prices[lot.grade];
            close(
                id, lots[i], lot, fate == Fate.Disputed ? Outcome.SecondMissing : Outcome.Undisputed, price
            );
            tally.laboratory += terms.fee;
            tally.supplier += price;
            tally.buyer += bestPrice(terms) - price;
        }
        if (settled == 0) revert NothingDue();
        pay(made, terms, tally);
    }

    /// @dev The rule for two samples of a lot. `stands`: whether the first laboratory was right.
    function compare(Terms memory terms, uint8 first, uint8 second, uint8 mean, bool isAgreed)
        private
        pure
        returns (Outcome outcome, uint256 price, bool stands)
    {
        if (second == first) return (Outcome.Confirmed, terms.prices[first], true);
        if (isAgreed && (mean == first || mean == second)) return (Outcome.Averaged, terms.prices[mean], mean == first);
        // The wei of rounding is the buyer's.
        return (Outcome.Split, (uint256(terms.prices[first]) + terms.prices[second]) / 2, false);
    }

    /// @dev A lot that earned nothing is the supplier's own again.
    function close(uint256 id, uint256 number, Lot storage lot, Outcome outcome, uint256 price) private {
        lot.fate = price == 0 ? Fate.Free : Fate.Sold;
        emit Settled(id, number, outcome, price);
    }

    function pay(Order storage made, Terms memory terms, Tally memory tally) private {
        owe(terms.supplier, tally.supplier);
        owe(made.buyer, tally.buyer);
        owe(terms.laboratory, tally.laboratory);
    }

    /// @dev The second rows, and behind them the means of both: one question for all.
    function withMeans(int256[] calldata first, int256[] calldata second)
        private
        pure
        returns (int256[] memory rows)
    {
        uint256 length = second.length;
        rows = new int256[](2 * length);
        for (uint256 i = 0; i < length; i++) {
            rows[i] = second[i];
            rows[length + i] = (first[i] + second[i]) / 2;
        }
    }
}
