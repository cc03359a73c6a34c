// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Payouts} from "@evm-ml/example-story/contracts/Payouts.sol";

/// @title Offers in two languages
/// @notice Who offers writes English and locks the price; who accepts reads German and repeats it. What the German says
/// is settled in the transaction that makes the offer, by a network that both can name: neither of them translated, and
/// neither can say later that it meant something else. Nobody owns this contract.
contract Bilingual is Payouts {
    enum Stage {
        None,
        Open,
        Accepted,
        TakenBack
    }

    struct Offer {
        address buyer;
        Stage stage;
        /// The last second in which it may be accepted.
        uint40 until;
        address seller;
        uint96 price;
        /// Of the German sentence.
        bytes32 german;
    }

    /// @notice The network that translates, by its id: it cannot change.
    string public translator;
    mapping(uint256 id => Offer) public offers;
    uint256 public count;

    event Offered(uint256 indexed id, address indexed buyer, address indexed seller, string english, string german);
    event Accepted(uint256 indexed id);
    event TakenBack(uint256 indexed id);

    error NotATranslator(string translator);
    error NothingSaid();
    error NoPrice();
    error NoTime(uint40 until);
    error NotOpen(uint256 id, Stage stage);
    error NotTheSeller(address seller);
    error TooLate(uint40 until);
    error TooEarly(uint40 until);
    /// @param german What the offer says.
    error OtherWords(bytes32 german);

    /// @param model The id of a network that answers a text with a text: `0x` and 64 lower-case hex digits.
    constructor(string memory model) {
        // A name stands for what its owner says, today.
        if (bytes(model).length != 66) revert NotATranslator(model);
        try IPredict(Predict.PREDICT).predictText(model, "good morning") returns (string memory) {
            translator = model;
        } catch {
            revert NotATranslator(model);
        }
    }

    /// @notice Offers what was sent along for what `english` says.
    /// @param until The last second in which the seller may accept; up to then it cannot be taken back.
    /// @return id The offer's number.
    /// @return german What the seller agrees to.
    function offer(string calldata english, address seller, uint40 until)
        external
        payable
        returns (uint256 id, string memory german)
    {
        if (msg.value == 0 || msg.value > type(uint96).max) revert NoPrice();
        if (until <= block.timestamp) revert NoTime(until);
        german = Predict.predictText(translator, english);
        if (bytes(german).length == 0) revert NothingSaid();
        id = ++count;
        offers[id] = Offer(msg.sender, Stage.Open, until, seller, uint96(msg.value), keccak256(bytes(german)));
        emit Offered(id, msg.sender, seller, english, german);
    }

    /// @notice Accepts an offer by repeating what it says in German. The price is the seller's.
    function accept(uint256 id, string calldata german) external {
        Offer storage found = _open(id);
        if (msg.sender != found.seller) revert NotTheSeller(found.seller);
        if (block.timestamp > found.until) revert TooLate(found.until);
        if (keccak256(bytes(german)) != found.german) revert OtherWords(found.german);
        found.stage = Stage.Accepted;
        owe(found.seller, found.price);
        emit Accepted(id);
    }

    /// @notice Gives the price of an offer that was not accepted in time back to the buyer. Anybody may.
    function takeBack(uint256 id) external {
        Offer storage found = _open(id);
        if (block.timestamp <= found.until) revert TooEarly(found.until);
        found.stage = Stage.TakenBack;
        owe(found.buyer, found.price);
        emit TakenBack(id);
    }

    function _open(uint256 id) private view returns (Offer storage found) {
        found = offers[id];
        if (found.stage != Stage.Open) revert NotOpen(id, found.stage);
    }
}
