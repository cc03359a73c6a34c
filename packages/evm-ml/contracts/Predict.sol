// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {IPredict} from "./interfaces/IPredict.sol";

/// @title Asking neural networks from a contract
/// @notice Each function calls PREDICT and returns its answer. Its errors (see IPredict) pass through unchanged. On a
/// chain without PREDICT, `PredictUnavailable` is raised instead of taking silence for an answer.
/// @dev Numbers are copied with MCOPY and RETURNDATACOPY: the compiler's own encoding takes a hundred gas for each, for
/// images more than PREDICT itself. Needs an EVM of Cancun or later, the compiler's default.
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
        uint256 list;
        assembly ("memory-safe") {
            list := input
        }
        uint256 answer = _take(_ask(IPredict.predict.selector, ref, list, 32 * input.length), 32);
        assembly ("memory-safe") {
            output := answer
        }
    }

    /// @notice Runs a model on one example and tells which output is largest. See IPredict.predictClass.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input Units of 1e-18, one example.
    /// @return index The index of the largest output, the lowest among equals.
    function predictClass(string memory ref, int256[] memory input) internal view returns (uint256 index) {
        uint256 list;
        assembly ("memory-safe") {
            list := input
        }
        return _ask(IPredict.predictClass.selector, ref, list, 32 * input.length);
    }

    /// @notice Runs a model on one text. See IPredict.predictFromText.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param text UTF-8, at most as many bytes as the model takes.
    /// @return output Units of 1e-18.
    function predictFromText(string memory ref, string memory text) internal view returns (int256[] memory output) {
        uint256 list;
        assembly ("memory-safe") {
            list := text
        }
        uint256 answer = _take(_ask(IPredict.predictFromText.selector, ref, list, bytes(text).length), 32);
        assembly ("memory-safe") {
            output := answer
        }
    }

    /// @notice Runs a model on one text and tells which output is largest. See IPredict.predictClassFromText.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param text UTF-8, at most as many bytes as the model takes.
    /// @return index The index of the largest output, the lowest among equals.
    function predictClassFromText(string memory ref, string memory text) internal view returns (uint256 index) {
        uint256 list;
        assembly ("memory-safe") {
            list := text
        }
        return _ask(IPredict.predictClassFromText.selector, ref, list, bytes(text).length);
    }

    /// @notice Runs a model that answers a text with a text. See IPredict.predictText.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param text UTF-8, at most as many bytes as the model takes.
    /// @return answer UTF-8.
    function predictText(string memory ref, string memory text) internal view returns (string memory answer) {
        uint256 list;
        assembly ("memory-safe") {
            list := text
        }
        uint256 taken = _take(_ask(IPredict.predictText.selector, ref, list, bytes(text).length), 1);
        assembly ("memory-safe") {
            answer := taken
        }
    }

    /// @notice Runs a model that generates numbers step by step. See IPredict.generate.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input Units of 1e-18, one example.
    /// @param mostSteps The most steps; 0 for as many as the model can take.
    /// @return output Units of 1e-18: what the steps that were taken gave, one after another.
    function generate(string memory ref, int256[] memory input, uint256 mostSteps)
        internal
        view
        returns (int256[] memory output)
    {
        return abi.decode(_call(abi.encodeCall(IPredict.generate, (ref, input, mostSteps))), (int256[]));
    }

    /// @notice Runs a model on bytes in the model's own numbers. See IPredict.predictRaw.
    /// @param ref The model: a name, a name with a version, or a model id.
    /// @param input The model's own little-endian numbers.
    /// @return output The model's own little-endian numbers.
    function predictRaw(string memory ref, bytes memory input) internal view returns (bytes memory output) {
        uint256 list;
        assembly ("memory-safe") {
            list := input
        }
        uint256 answer = _take(_ask(IPredict.predictRaw.selector, ref, list, input.length), 1);
        assembly ("memory-safe") {
            output := answer
        }
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

    /// @dev Calls an entry point of a reference and a list: at `list` its length, behind it `size` bytes. Encoded behind
    /// the free pointer, which stays where it is. Gives the first word of the answer; the rest waits as return data.
    function _ask(bytes4 selector, string memory ref, uint256 list, uint256 size) private view returns (uint256 word) {
        bool isSilent;
        assembly ("memory-safe") {
            let data := mload(0x40)
            let text := and(add(mload(ref), 31), not(31))
            mstore(data, selector)
            mstore(add(data, 4), 64)
            mstore(add(data, 36), add(96, text))
            mcopy(add(data, 68), ref, add(32, text))
            mcopy(add(add(data, 100), text), list, add(32, size))
            if iszero(staticcall(gas(), PREDICT, data, add(add(132, text), size), 0, 32)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
            // A call to an address without code succeeds and is silent; every answer of PREDICT has a word or more.
            isSilent := lt(returndatasize(), 32)
            word := mload(0)
        }
        if (isSilent) revert IPredict.PredictUnavailable();
    }

    /// @dev The list in the return data, as memory holds it; `offset` is its first word, `unit` an element's bytes.
    function _take(uint256 offset, uint256 unit) private pure returns (uint256 list) {
        bool isList;
        assembly ("memory-safe") {
            let size := returndatasize()
            if and(eq(offset, 32), gt(size, 63)) {
                list := mload(0x40)
                returndatacopy(list, 32, sub(size, 32))
                mstore(0x40, and(add(add(list, size), 31), not(31)))
                let length := mload(list)
                isList := iszero(or(gt(length, size), gt(add(mul(length, unit), 64), size)))
            }
        }
        if (!isList) revert IPredict.PredictUnavailable();
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
