// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPredict} from "./interfaces/IPredict.sol";

/// @title Asking neural networks from a contract
/// @notice Each function calls PREDICT and returns its answer. Its errors (see IPredict) pass through unchanged. On a
/// chain without PREDICT, `PredictUnavailable` is raised instead of taking silence for an answer.
library Predict {
    /// @notice Where PREDICT lives (rule P1).
    address internal constant PREDICT = 0x0000000000000000000000000000000000004D4C;

    /// @notice One in fixed point: real numbers are integers in units of 1e-18.
    int256 internal constant ONE = 1e18;

    /// @notice Runs a model on one or more examples. See IPredict.predict.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input Units of 1e-18, one example after another.
    /// @return output Units of 1e-18, one answer after another.
    function predict(string memory ref, int256[] memory input) internal view returns (int256[] memory output) {
        return abi.decode(_call(abi.encodeCall(IPredict.predict, (ref, input))), (int256[]));
    }

    /// @notice Runs a model on one example and tells which output is largest. See IPredict.predictClass.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input Units of 1e-18, one example.
    /// @return index The index of the largest output, the lowest among equals.
    function predictClass(string memory ref, int256[] memory input) internal view returns (uint256 index) {
        return abi.decode(_call(abi.encodeCall(IPredict.predictClass, (ref, input))), (uint256));
    }

    /// @notice Runs a model on bytes in the model's own numbers. See IPredict.predictRaw.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input The model's own little-endian numbers.
    /// @return output The model's own little-endian numbers.
    function predictRaw(string memory ref, bytes memory input) internal view returns (bytes memory output) {
        return abi.decode(_call(abi.encodeCall(IPredict.predictRaw, (ref, input))), (bytes));
    }

    /// @notice Tells shapes and price of a model. See IPredict.describe.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @return description Its id, version, profile, lengths and price.
    function describe(string memory ref) internal view returns (IPredict.Description memory description) {
        return abi.decode(_call(abi.encodeCall(IPredict.describe, (ref))), (IPredict.Description));
    }

    /// @notice What `predict` costs for `batch` examples. See IPredict.gasOf.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param batch How many examples.
    /// @return gas Gas when nothing of the model is warm.
    function gasOf(string memory ref, uint256 batch) internal view returns (uint256 gas) {
        return abi.decode(_call(abi.encodeCall(IPredict.gasOf, (ref, batch))), (uint256));
    }

    /// @notice True if this chain answers at PREDICT's address.
    /// @return True from activation on.
    function isAvailable() internal view returns (bool) {
        (bool ok, bytes memory answer) = PREDICT.staticcall("");
        // An active PREDICT refuses empty calldata with InvalidCalldata; nothing else answers so.
        return !ok && answer.length == 4 && bytes4(answer) == IPredict.InvalidCalldata.selector;
    }

    /// @dev Passes errors on, and takes silence for what it is.
    function _call(bytes memory data) private view returns (bytes memory answer) {
        bool ok;
        (ok, answer) = PREDICT.staticcall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        // A call to an address without code succeeds and is silent; every answer of PREDICT has a word or more.
        if (answer.length < 32) revert IPredict.PredictUnavailable();
    }
}
