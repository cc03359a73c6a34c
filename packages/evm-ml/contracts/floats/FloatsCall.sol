// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IFloats} from "./IFloats.sol";

/// @title Calling the floats precompile
/// @notice For the libraries Float32 and Float64. The precompile is a pure function of its calldata, as SHA-256 is;
/// the compiler sees a static call and cannot know, hence the cast to `pure`.
library FloatsCall {
    /// @notice Where the precompile answers (rule E1).
    address internal constant FLOATS = 0x0000000000000000000000000000000000004D4d;

    /// @notice Calls the precompile. Its errors (see IFloats) pass through; silence becomes `FloatsUnavailable`.
    /// @param data The ABI-encoded call.
    /// @return answer The ABI-encoded results.
    function call(bytes memory data) internal pure returns (bytes memory answer) {
        return _asPure(_call)(data);
    }

    /// @notice Calls an entry point that returns a number and flags.
    /// @param data The ABI-encoded call.
    /// @return result The number's bits.
    /// @return flags What was signalled.
    function callForBits(bytes memory data) internal pure returns (uint256 result, uint8 flags) {
        return abi.decode(call(data), (uint256, uint8));
    }

    /// @notice Calls an entry point that returns an int256 and flags.
    /// @param data The ABI-encoded call.
    /// @return value The integer.
    /// @return flags What was signalled.
    function callForInt(bytes memory data) internal pure returns (int256 value, uint8 flags) {
        return abi.decode(call(data), (int256, uint8));
    }

    function _call(bytes memory data) private view returns (bytes memory answer) {
        bool ok;
        (ok, answer) = FLOATS.staticcall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        // A call to an address without code succeeds and is silent; every answer has two words or more.
        if (answer.length < 64) revert IFloats.FloatsUnavailable();
    }

    function _asPure(function(bytes memory) internal view returns (bytes memory) viewing)
        private
        pure
        returns (function(bytes memory) internal pure returns (bytes memory) seenAsPure)
    {
        assembly ("memory-safe") {
            seenAsPure := viewing
        }
    }
}
