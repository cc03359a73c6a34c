// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";

/// @title Buys wine by the lot and pays only for what a neural network grades as ordered.
/// @notice A buyer locks the price of some lots of one cultivar. The laboratory that the buyer trusts hands in each
/// lot's measurements. The network grades them in the same transaction, and the supplier is paid in it or not at all.
contract WineCellar {
    /// @dev `price` is paid for each lot, in wei; `open` counts the lots that are still to be bought.
    struct Order {
        address buyer;
        address laboratory;
        uint8 grade;
        uint32 open;
        uint96 price;
    }

    /// @notice The network that grades. Its owner may publish a better version; orders then use it.
    string public constant GRADER = "acme.cellar.grader";
    /// @notice Measurements of a lot, in the order of the training data, each in units of 1e-18.
    uint256 public constant MEASUREMENTS = 13;

    Order[] public orders;
    /// @notice Lots are sold once.
    mapping(uint256 lot => bool) public sold;

    event Ordered(uint256 indexed order, address indexed buyer, uint8 grade, uint32 lots, uint96 price);
    /// @param grade The class with the largest probability.
    /// @param probabilities One for each class, in units of 1e-18.
    event Graded(uint256 indexed order, uint256 indexed lot, bool bought, uint256 grade, int256[] probabilities);

    error PriceDoesNotDivide();
    error NotTheLaboratory(address laboratory);
    error NotTheBuyer(address buyer);
    error OrderComplete(uint256 order);
    error AlreadySold(uint256 lot);
    error PaymentFailed(address to);

    /// @notice Orders `lots` lots of `grade` and locks the whole price; the value must divide by `lots`.
    function order(uint8 grade, uint32 lots, address laboratory) external payable returns (uint256 id) {
        if (lots == 0 || msg.value < lots || msg.value % lots != 0) revert PriceDoesNotDivide();
        uint96 price = uint96(msg.value / lots); // All wei that will ever be fit 96 bits.
        id = orders.length;
        orders.push(Order(msg.sender, laboratory, grade, lots, price));
        emit Ordered(id, msg.sender, grade, lots, price);
    }

    /// @notice Grades a lot and, if it is as ordered, pays the supplier in the same transaction.
    function offer(uint256 id, uint256 lot, address supplier, int256[] calldata measurements)
        external
        returns (bool bought)
    {
        Order storage wanted = orders[id];
        if (msg.sender != wanted.laboratory) revert NotTheLaboratory(wanted.laboratory);
        if (wanted.open == 0) revert OrderComplete(id);
        if (sold[lot]) revert AlreadySold(lot);

        int256[] memory probabilities = Predict.predict(GRADER, measurements);
        uint256 grade = largest(probabilities);
        bought = grade == wanted.grade;
        emit Graded(id, lot, bought, grade, probabilities);
        if (bought) {
            sold[lot] = true;
            wanted.open--;
            pay(supplier, wanted.price);
        }
    }

    /// @notice Ends an order and returns what is left of its price.
    function cancel(uint256 id) external {
        Order storage wanted = orders[id];
        if (msg.sender != wanted.buyer) revert NotTheBuyer(wanted.buyer);
        uint256 rest = uint256(wanted.open) * wanted.price;
        wanted.open = 0;
        if (rest > 0) pay(msg.sender, rest);
    }

    function largest(int256[] memory numbers) private pure returns (uint256 index) {
        for (uint256 i = 1; i < numbers.length; i++) {
            if (numbers[i] > numbers[index]) index = i;
        }
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed(to);
    }
}
