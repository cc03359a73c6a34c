// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";

/// Gas between entering a function of the library and coming back.
contract Metered {
    function predict(string memory ref, int256[] memory input) external view returns (uint256 used) {
        used = gasleft();
        Predict.predict(ref, input);
        used -= gasleft();
    }

    function predictClass(string memory ref, int256[] memory input) external view returns (uint256 used) {
        used = gasleft();
        Predict.predictClass(ref, input);
        used -= gasleft();
    }

    function predictRaw(string memory ref, bytes memory input) external view returns (uint256 used) {
        used = gasleft();
        Predict.predictRaw(ref, input);
        used -= gasleft();
    }

    function predictFromText(string memory ref, string memory text) external view returns (uint256 used) {
        used = gasleft();
        Predict.predictFromText(ref, text);
        used -= gasleft();
    }

    function predictClassFromText(string memory ref, string memory text) external view returns (uint256 used) {
        used = gasleft();
        Predict.predictClassFromText(ref, text);
        used -= gasleft();
    }

    function predictText(string memory ref, string memory text) external view returns (uint256 used) {
        used = gasleft();
        Predict.predictText(ref, text);
        used -= gasleft();
    }

    function generate(string memory ref, int256[] memory input) external view returns (uint256 used) {
        used = gasleft();
        Predict.generate(ref, input, 0);
        used -= gasleft();
    }

    function describe(string memory ref) external view returns (uint256 used) {
        used = gasleft();
        Predict.describe(ref);
        used -= gasleft();
    }

    function gasOf(string memory ref, uint256 batch) external view returns (uint256 used) {
        used = gasleft();
        Predict.gasOf(ref, batch);
        used -= gasleft();
    }
}
