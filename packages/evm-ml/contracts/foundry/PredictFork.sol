// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {FloatsCall} from "../floats/FloatsCall.sol";
import {Predict} from "../Predict.sol";

/// @dev The cheat codes of Foundry that a fork with PREDICT takes.
interface IForkCheats {
    /// @dev Asks the node of the fork.
    /// @param method The method's name.
    /// @param params Its parameters as JSON.
    /// @return answer The result, as bytes where it is a hexadecimal text.
    function rpc(string calldata method, string calldata params) external returns (bytes memory answer);

    /// @dev Puts code at an address.
    /// @param target The address.
    /// @param code The code.
    function etch(address target, bytes calldata code) external;

    /// @dev Lets an address call cheat codes.
    /// @param target The address.
    function allowCheatcodes(address target) external;

    /// @dev Keeps an account when another fork is selected.
    /// @param target The address.
    function makePersistent(address target) external;

    /// @dev Bytes as hexadecimal text.
    /// @param value The bytes.
    /// @return text `0x` and two digits a byte.
    function toString(bytes calldata value) external pure returns (string memory text);

    /// @dev An address as hexadecimal text.
    /// @param value The address.
    /// @return text `0x` and 40 digits.
    function toString(address value) external pure returns (string memory text);
}

// Where Foundry answers cheat codes.
IForkCheats constant CHEATS = IForkCheats(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @title PREDICT in the tests of Foundry
/// @notice Forge runs tests in an EVM of its own, which has no PREDICT, also with `--fork-url`. After `activate()` in
/// `setUp`, calls of PREDICT and of the floats are answered by the node of the fork, at its newest block. They cost
/// the test no gas of theirs; what they really cost, `Predict.gasOf` tells.
library PredictFork {
    /// @dev The registry of models, which every chain with PREDICT has.
    address private constant REGISTRY = 0x4d4c000000000000000000000000000000000002;

    /// @notice True if the test runs on a fork of a chain with PREDICT: `forge test --fork-url`.
    /// @return True if `activate` can be called.
    function isForked() internal view returns (bool) {
        return REGISTRY.code.length > 0;
    }

    /// @notice From now on the node of the fork answers for PREDICT and the floats.
    function activate() internal {
        require(isForked(), "no fork of a chain with PREDICT: run forge test --fork-url http://127.0.0.1:8545");
        _replace(Predict.PREDICT);
        _replace(FloatsCall.FLOATS);
    }

    /// @dev Puts what asks the node where a precompile is.
    /// @param precompile Its address.
    function _replace(address precompile) private {
        CHEATS.etch(precompile, type(NodeAnswers).runtimeCode);
        CHEATS.allowCheatcodes(precompile);
        CHEATS.makePersistent(precompile);
    }
}

/// @title Stands where a precompile of the node is
/// @notice Passes every call on to the precompile of the same address on the node of the fork.
contract NodeAnswers {
    /// @dev Where the relay's code lies, on the node and for one call.
    address private constant RELAY = 0x4D4c000000000000000000000000000000000099;

    /// @notice What the node's precompile answers, or reverts with.
    /// @param data Its calldata.
    /// @return answer Its return data.
    fallback(bytes calldata data) external returns (bytes memory answer) {
        string memory relay = CHEATS.toString(RELAY);
        string memory call = string.concat('{"to":"', relay, '","data":"', CHEATS.toString(data), '"}');
        string memory code = string.concat('{"', relay, '":{"code":"', CHEATS.toString(_relay()), '"}}');
        bytes memory result = CHEATS.rpc("eth_call", string.concat("[", call, ',"latest",', code, "]"));
        // A word that says whether the call succeeded, and the return data.
        bool ok;
        assembly ("memory-safe") {
            ok := mload(add(result, 32))
            answer := add(result, 32)
            mstore(answer, sub(mload(result), 32))
        }
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @dev Code that calls the precompile with its calldata, and returns success as a word and then the return data: a revert of the
    /// call itself would come back as a message for people.
    /// @return The code.
    function _relay() private view returns (bytes memory) {
        return bytes.concat(
            // calldatacopy(0, 0, calldatasize()), staticcall(gas(), precompile, 0, calldatasize(), 0, 0)
            hex"365f5f375f5f365f73",
            bytes20(address(this)),
            // mstore(0, success), returndatacopy(32, 0, returndatasize()), return(0, 32 + returndatasize())
            hex"5afa5f523d5f60203e3d6020015ff3"
        );
    }
}
