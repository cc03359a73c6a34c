// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Networks} from "@evm-ml/example-story/contracts/Networks.sol";
import {Payouts} from "@evm-ml/example-story/contracts/Payouts.sol";
import {IModelRegistry} from "@evm-ml/evm/contracts/interfaces/IModelRegistry.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Chemistry} from "./Chemistry.sol";

/// @title Orders: what buyer and supplier agree on, and the buyer's money
/// @notice A buyer states terms and locks the best price and one laboratory's fee for every lot. The supplier accepts by
/// naming the lots. From then on neither can change anything, nor can the owner of the network's name.
abstract contract Orders is Payouts, Networks {
    /// @dev Times are seconds since 1970, money is wei. The order of the fields is that of storage. Every deadline is agreed
    /// on: a window that began with the block of a report or a dispute could be over when others see that block, since who
    /// makes it after a rest of the network may give it the time at which the rest began.
    /// @param supplier Who delivers.
    /// @param acceptBy The last second in which the supplier may accept.
    /// @param lots How many lots.
    /// @param laboratory Who reports the first sample of each lot.
    /// @param reportBy The last second in which that report counts.
    /// @param disputeBy The last second in which either side may dispute a grade, however early that was given.
    /// @param second Another laboratory, for lots in dispute.
    /// @param fee What a laboratory is paid for a lot.
    /// @param model The id of the network that grades.
    /// @param prices Of a lot of each grade.
    /// @param resampleBy The last second in which the second report counts.
    /// @param tolerance By which share of the larger one two honest measurements may differ, in units of 1e-18.
    struct Terms {
        address supplier;
        uint40 acceptBy;
        uint32 lots;
        address laboratory;
        uint40 reportBy;
        uint40 disputeBy;
        address second;
        uint96 fee;
        bytes32 model;
        uint96[3] prices;
        uint40 resampleBy;
        uint64 tolerance;
    }

    enum Stage {
        None,
        Offered,
        Accepted,
        Cancelled
    }

    /// @param version Of the network's name, when the order was made.
    struct Order {
        Terms terms;
        address buyer;
        uint32 version;
        Stage stage;
    }

    enum Fate {
        Free,
        Waiting,
        Graded,
        Disputed,
        Sold
    }

    /// @param fate What is next for the lot.
    /// @param grade By the first sample.
    /// @param order The order that it was named for.
    /// @param challenger Who disputed it.
    /// @param chemistry Hash of the first sample's measurements.
    struct Lot {
        Fate fate;
        uint8 grade;
        uint40 order;
        address challenger;
        bytes32 chemistry;
    }

    IModelRegistry private constant REGISTRY = IModelRegistry(0x4d4c000000000000000000000000000000000002);
    /// @notice Lots of an order. By a small network all of them can be graded in one transaction; by any that is taken,
    /// one can be graded and compared.
    uint256 public constant MOST_LOTS = 64;
    /// @notice No deadline lies further away.
    uint256 public constant MOST_SECONDS = 365 days;

    /// @notice The name of the network that grades. Orders name the version that they mean by its id.
    string public grader;

    Order[] private _orders;
    /// @dev By supplier and the supplier's own number: a lot is in one order at a time, and is sold once.
    mapping(address supplier => mapping(uint256 number => Lot)) private _lots;

    event Ordered(
        uint256 indexed order, address indexed buyer, address indexed supplier, bytes32 model, uint256 locked
    );
    event Cancelled(uint256 indexed order);
    event Accepted(uint256 indexed order, uint256[] lots);

    error PartyMissing();
    error PartiesNotDistinct();
    error WrongLotCount(uint256 expected, uint256 given);
    error TooManyLots(uint256 lots);
    error NoFee();
    error NoPrice();
    error TimesWrong();
    error ToleranceWrong(uint64 tolerance);
    error WrongValue(uint256 expected, uint256 given);
    error ModelNotLatest(bytes32 latest, bytes32 given);
    error ModelDeprecated(string grader, uint256 version);
    error UnknownOrder(uint256 order);
    error NotOffered(uint256 order, Stage stage);
    error NotAccepted(uint256 order, Stage stage);
    error NotTheBuyer(address buyer);
    error NotTheSupplier(address supplier);
    error OtherTerms(uint256 order);
    error LotTaken(uint256 lot);
    error TooLate(uint256 deadline);

    constructor(string memory grader_) {
        grader = grader_;
    }

    /// @notice Offers an order and locks (best price + fee) for each lot, exactly.
    function order(Terms calldata terms) external payable returns (uint256 id) {
        requireTerms(terms);
        uint256 locked = terms.lots * lockedPerLot(terms);
        if (msg.value != locked) revert WrongValue(locked, msg.value);
        id = _orders.length;
        Order storage made = _orders.push();
        made.terms = terms;
        made.buyer = msg.sender;
        made.version = requireModel(terms.model);
        made.stage = Stage.Offered;
        emit Ordered(id, msg.sender, terms.supplier, terms.model, locked);
    }

    /// @notice Takes back an order that nobody accepted, at any time.
    function cancel(uint256 id) external {
        Order storage made = orderAt(id);
        if (msg.sender != made.buyer) revert NotTheBuyer(made.buyer);
        if (made.stage != Stage.Offered) revert NotOffered(id, made.stage);
        made.stage = Stage.Cancelled;
        owe(made.buyer, made.terms.lots * lockedPerLot(made.terms));
        emit Cancelled(id);
    }

    /// @notice Accepts an order by naming its lots, by the supplier's own numbers.
    /// @param agreement What `agreementOf` gave when the supplier read the terms: an order that came to this number in front
    /// of the one that is meant is not accepted instead.
    function accept(uint256 id, bytes32 agreement, uint256[] calldata lots) external {
        Order storage made = orderAt(id);
        Terms storage terms = made.terms;
        if (msg.sender != terms.supplier) revert NotTheSupplier(terms.supplier);
        if (made.stage != Stage.Offered) revert NotOffered(id, made.stage);
        if (block.timestamp > terms.acceptBy) revert TooLate(terms.acceptBy);
        if (agreement != agreementOf(id)) revert OtherTerms(id);
        if (lots.length != terms.lots) revert WrongLotCount(terms.lots, lots.length);
        requireNotDeprecated(made.version);
        made.stage = Stage.Accepted;
        for (uint256 i = 0; i < lots.length; i++) {
            Lot storage lot = _lots[msg.sender][lots[i]];
            if (lot.fate != Fate.Free) revert LotTaken(lots[i]);
            lot.fate = Fate.Waiting;
            lot.order = SafeCast.toUint40(id);
        }
        emit Accepted(id, lots);
    }

    /// @notice What a supplier agrees to: the buyer and all of the terms.
    function agreementOf(uint256 id) public view returns (bytes32) {
        Order storage made = orderAt(id);
        return keccak256(abi.encode(made.buyer, made.terms));
    }

    function orderOf(uint256 id) external view returns (Order memory) {
        return orderAt(id);
    }

    function lotOf(address supplier, uint256 number) external view returns (Lot memory) {
        return _lots[supplier][number];
    }

    function acceptedAt(uint256 id) internal view returns (Order storage made) {
        made = orderAt(id);
        if (made.stage != Stage.Accepted) revert NotAccepted(id, made.stage);
    }

    /// @dev The supplier's lot of this number, and what is next for it in this order: nothing (`Free`) if it is not in it.
    function lotAt(uint256 id, address supplier, uint256 number) internal view returns (Lot storage lot, Fate fate) {
        lot = _lots[supplier][number];
        fate = lot.order == id ? lot.fate : Fate.Free;
    }

    /// @dev The last second of what is next for a lot.
    function deadlineOf(Terms memory terms, Fate fate) internal pure returns (uint40) {
        return fate == Fate.Waiting ? terms.reportBy : fate == Fate.Graded ? terms.disputeBy : terms.resampleBy;
    }

    function bestPrice(Terms memory terms) internal pure returns (uint256 best) {
        for (uint256 i = 0; i < terms.prices.length; i++) {
            if (terms.prices[i] > best) best = terms.prices[i];
        }
    }

    function orderAt(uint256 id) private view returns (Order storage) {
        if (id >= _orders.length) revert UnknownOrder(id);
        return _orders[id];
    }

    function lockedPerLot(Terms memory terms) private pure returns (uint256) {
        return bestPrice(terms) + terms.fee;
    }

    function requireTerms(Terms calldata terms) private view {
        address supplier = terms.supplier;
        address first = terms.laboratory;
        address second = terms.second;
        if (supplier == address(0) || first == address(0) || second == address(0)) revert PartyMissing();
        if (
            supplier == msg.sender || first == msg.sender || second == msg.sender || first == supplier
                || second == supplier || first == second
        ) revert PartiesNotDistinct();
        if (terms.lots == 0) revert Chemistry.NoLots();
        if (terms.lots > MOST_LOTS) revert TooManyLots(terms.lots);
        // Without a fee disputes would be free, and a laboratory would have no reason to report.
        if (terms.fee == 0) revert NoFee();
        if (bestPrice(terms) == 0) revert NoPrice();
        if (
            terms.acceptBy < block.timestamp || terms.reportBy < terms.acceptBy || terms.disputeBy <= terms.reportBy
                || terms.resampleBy <= terms.disputeBy || terms.resampleBy > block.timestamp + MOST_SECONDS
        ) revert TimesWrong();
        if (terms.tolerance >= 1e18) revert ToleranceWrong(terms.tolerance);
    }

    /// @dev The network must be what the name stands for now: who publishes another one in between makes the order fail,
    /// and does not change what it means.
    function requireModel(bytes32 model) private returns (uint32 version) {
        bytes32 latest = REGISTRY.modelOf(grader, 0);
        if (model != latest) revert ModelNotLatest(latest, model);
        version = REGISTRY.entryOf(grader).latest;
        requireNotDeprecated(version);
        // A dispute puts two rows to it, the second sample and the mean, whose numbers no laboratory chooses.
        requireAnswers(Chemistry.referenceOf(model), Chemistry.MEASUREMENTS, Chemistry.GRADES, 2);
    }

    function requireNotDeprecated(uint32 version) private view {
        if (bytes(REGISTRY.deprecationOf(grader, version)).length > 0) revert ModelDeprecated(grader, version);
    }
}
