// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IFloats} from "./IFloats.sol";

/// @title Calling the floats precompile
/// @notice For the libraries Float32 and Float64. The precompile is a pure function of its calldata, as SHA-256 is;
/// the compiler sees a static call and cannot know, hence the casts to `pure`.
/// @dev Numbers are words here, so that one library serves both formats. Calls whose arguments are words are encoded
/// by hand, in memory behind the free pointer that is not taken: half the gas of `abi.encodeCall` and `abi.decode`.
library FloatsCall {
    /// @notice Where the precompile answers (rule E1).
    address internal constant FLOATS = 0x0000000000000000000000000000000000004D4d;

    /// @notice Calls an entry point of one word.
    /// @param selector The entry point.
    /// @param a The argument.
    /// @return result The first word of the answer.
    /// @return flags The second one.
    function ask(bytes4 selector, uint256 a) internal pure returns (uint256 result, uint8 flags) {
        return _asPure(_ask)(selector, 36, a, 0, 0, 0);
    }

    /// @notice Calls an entry point of two words.
    /// @param selector The entry point.
    /// @param a The first argument.
    /// @param b The second one.
    /// @return result The first word of the answer.
    /// @return flags The second one.
    function ask(bytes4 selector, uint256 a, uint256 b) internal pure returns (uint256 result, uint8 flags) {
        return _asPure(_ask)(selector, 68, a, b, 0, 0);
    }

    /// @notice Calls an entry point of three words.
    /// @param selector The entry point.
    /// @param a The first argument.
    /// @param b The second one.
    /// @param c The third one.
    /// @return result The first word of the answer.
    /// @return flags The second one.
    function ask(
        bytes4 selector,
        uint256 a,
        uint256 b,
        uint256 c
    ) internal pure returns (uint256 result, uint8 flags) {
        return _asPure(_ask)(selector, 100, a, b, c, 0);
    }

    /// @notice Calls an entry point of four words.
    /// @param selector The entry point.
    /// @param a The first argument.
    /// @param b The second one.
    /// @param c The third one.
    /// @param d The fourth one.
    /// @return result The first word of the answer.
    /// @return flags The second one.
    function ask(
        bytes4 selector,
        uint256 a,
        uint256 b,
        uint256 c,
        uint256 d
    ) internal pure returns (uint256 result, uint8 flags) {
        return _asPure(_ask)(selector, 132, a, b, c, d);
    }

    /// @notice Calls an entry point with texts in it.
    /// @param data The ABI-encoded call.
    /// @return answer The ABI-encoded results.
    function call(bytes memory data) internal pure returns (bytes memory answer) {
        return _asPure(_call)(data);
    }

    /// @dev The call's `length` bytes are the selector and as many words as fit; the answer lands in scratch space.
    function _ask(
        bytes4 selector,
        uint256 length,
        uint256 a,
        uint256 b,
        uint256 c,
        uint256 d
    ) private view returns (uint256 result, uint8 flags) {
        bool isSilent;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 4), a)
            mstore(add(data, 36), b)
            mstore(add(data, 68), c)
            mstore(add(data, 100), d)
            if iszero(staticcall(gas(), FLOATS, data, length, 0, 64)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
            // A call to an address without code succeeds and is silent; every answer has two words.
            isSilent := lt(returndatasize(), 64)
            result := mload(0)
            flags := mload(32)
        }
        if (isSilent) revert IFloats.FloatsUnavailable();
    }

    /// @dev As `call`, seen as what it is to the compiler.
    function _call(bytes memory data) private view returns (bytes memory answer) {
        bool ok;
        (ok, answer) = FLOATS.staticcall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        if (answer.length < 64) revert IFloats.FloatsUnavailable();
    }

    /// @dev The same function as a pure one.
    function _asPure(
        function(bytes4, uint256, uint256, uint256, uint256, uint256) view returns (uint256, uint8) viewing
    )
        private
        pure
        returns (function(bytes4, uint256, uint256, uint256, uint256, uint256) pure returns (uint256, uint8) seenAsPure)
    {
        assembly ("memory-safe") {
            seenAsPure := viewing
        }
    }

    /// @dev The same function as a pure one.
    function _asPure(function(bytes memory) view returns (bytes memory) viewing)
        private
        pure
        returns (function(bytes memory) pure returns (bytes memory) seenAsPure)
    {
        assembly ("memory-safe") {
            seenAsPure := viewing
        }
    }
}
