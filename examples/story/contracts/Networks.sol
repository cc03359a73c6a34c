// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {TransactionGas} from "./TransactionGas.sol";

/// @title Makes sure that a network will answer before money hangs on it
/// @notice A network may have the right lengths and still not answer when it is asked: one whose inputs are whole numbers
/// (tokens, texts) refuses all others, and one that fills a transaction cannot be asked about twice as much. Found out too late,
/// that decides a case.
abstract contract Networks {
    mapping(bytes32 question => bool) private _answers;

    error ModelOfOtherShape(uint256 inputs, uint256 outputs);
    /// @param gas What it would take to ask the network, more than what networks may take in a transaction.
    error ModelTooDear(uint256 gas);
    error ModelTakesNoReals(string ref);

    /// @dev Refuses a network that does not answer a number of rows of real numbers with as many answers. Asks it, once:
    /// what never changes needs to be asked only once.
    /// @param ref A model's id, or a name with a version: a bare name would stand for another one later.
    /// @param inputs Numbers in a row.
    /// @param outputs Numbers in an answer.
    /// @param rows The most rows of a question that cannot be cut in parts.
    function requireAnswers(string memory ref, uint256 inputs, uint256 outputs, uint256 rows) internal {
        bytes32 question = keccak256(abi.encode(ref, inputs, outputs, rows));
        if (_answers[question]) return;
        IPredict.Description memory shape = Predict.describe(ref);
        if (shape.inputLength != inputs || shape.outputLength != outputs) {
            revert ModelOfOtherShape(shape.inputLength, shape.outputLength);
        }
        uint256 gas = Predict.gasOf(ref, rows);
        if (gas > TransactionGas.ofNetworks()) revert ModelTooDear(gas);
        int256[] memory halves = new int256[](rows * inputs);
        for (uint256 i = 0; i < halves.length; i++) {
            halves[i] = Predict.ONE / 2;
        }
        try IPredict(Predict.PREDICT).predict(ref, halves) returns (int256[] memory) {
            _answers[question] = true;
        } catch {
            revert ModelTakesNoReals(ref);
        }
    }
}
