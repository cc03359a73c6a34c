// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {TransactionGas} from "@evm-ml/example-story/contracts/TransactionGas.sol";
import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Rows} from "./Rows.sol";
import {Terms, TermsLibrary} from "./Terms.sol";

/// @title Entries: the networks that compete: which ones may, and how often they are right
/// @dev A network is asked for by its id: names can be pointed elsewhere.
library Entries {
    using Rows for Rows.Shape;
    using TermsLibrary for Terms;

    error WrongInputs(uint256 expected, uint256 actual);
    error WrongOutputs(uint256 expected, uint256 actual);
    error TooDear(uint256 most, uint256 gas);

    /// @notice Refuses networks that cannot be evaluated: those that are not in the store or do not run on this chain, have
    /// another shape, or take more for a row than a transaction has. Gives the number of outputs.
    function requireFit(Terms memory terms, bytes32 id) internal view returns (uint32 outputs) {
        IPredict.Description memory network = Predict.describe(refOf(id));
        if (network.inputLength != terms.features) revert WrongInputs(terms.features, network.inputLength);
        bool isOneOfTwo = terms.classes == 2 && network.outputLength == 1;
        if (!isOneOfTwo && network.outputLength != terms.classes) {
            revert WrongOutputs(terms.classes, network.outputLength);
        }
        uint256 most = TransactionGas.ofNetworks();
        if (network.gas > most) revert TooDear(most, network.gas);
        return uint32(network.outputLength);
    }

    /// @notice How many of these rows a network answers right. What fails here undoes the transaction and counts for nothing:
    /// too little gas is the sender's fault, not the network's.
    function countRight(Terms memory terms, bytes32 id, uint256 outputs, bytes memory rows)
        internal
        view
        returns (uint32 right)
    {
        Rows.Shape memory shape = terms.shape();
        int256[] memory answers = Predict.predict(refOf(id), shape.toInput(rows));
        uint256 count = answers.length / outputs;
        for (uint256 row = 0; row < count; ++row) {
            if (answerAt(answers, row, outputs) == shape.classOf(rows, row)) ++right;
        }
    }

    /// @dev The class that a network answers: the lowest among equals.
    function answerAt(int256[] memory answers, uint256 row, uint256 outputs) private pure returns (uint256 best) {
        uint256 first = row * outputs;
        if (outputs == 1) return answers[first] >= 0.5e18 ? 1 : 0;
        for (uint256 i = 1; i < outputs; ++i) if (answers[first + i] > answers[first + best]) best = i;
    }

    function refOf(bytes32 id) private pure returns (string memory) {
        return Strings.toHexString(uint256(id), 32);
    }
}
