// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {FloatsCall} from "./FloatsCall.sol";
import {IFloats, Rounding} from "./IFloats.sol";
import {Float32} from "./Float32.sol";

/// @title binary64 numbers
/// @notice A number of IEEE-754 binary64; the value is its bits. Operators round to nearest, ties to even. `==` and the
/// orderings are false when a NaN takes part, and -0 == +0.
type Float64 is uint64;

using {
    _add as +,
    _sub as -,
    _mul as *,
    _div as /,
    _negate as -,
    _equal as ==,
    _unequal as !=,
    _less as <,
    _lessOrEqual as <=,
    _greater as >,
    _greaterOrEqual as >=
} for Float64 global;
using Float64Math for Float64 global;

/// @dev The operator `+`.
function _add(Float64 a, Float64 b) pure returns (Float64 result) {
    (result, ) = Float64Math.add(a, b, Rounding.NearestEven);
}

/// @dev The operator `-`.
function _sub(Float64 a, Float64 b) pure returns (Float64 result) {
    (result, ) = Float64Math.sub(a, b, Rounding.NearestEven);
}

/// @dev The operator `*`.
function _mul(Float64 a, Float64 b) pure returns (Float64 result) {
    (result, ) = Float64Math.mul(a, b, Rounding.NearestEven);
}

/// @dev The operator `/`.
function _div(Float64 a, Float64 b) pure returns (Float64 result) {
    (result, ) = Float64Math.div(a, b, Rounding.NearestEven);
}

/// @dev The operator `-` with one operand: flips the sign, of a NaN too.
function _negate(Float64 a) pure returns (Float64) {
    return Float64.wrap(Float64.unwrap(a) ^ 0x8000000000000000);
}

/// @dev The operator `==`.
function _equal(Float64 a, Float64 b) pure returns (bool) {
    (uint64 x, uint64 y) = (Float64.unwrap(a), Float64.unwrap(b));
    return (x == y && !Float64Math.isNaN(a)) || (x | y) << 1 == 0;
}

/// @dev The operator `!=`.
function _unequal(Float64 a, Float64 b) pure returns (bool) {
    return !_equal(a, b);
}

/// @dev The operator `<`.
function _less(Float64 a, Float64 b) pure returns (bool) {
    return !Float64Math.isNaN(a) && !Float64Math.isNaN(b) && _order(a) < _order(b);
}

/// @dev The operator `<=`.
function _lessOrEqual(Float64 a, Float64 b) pure returns (bool) {
    return !Float64Math.isNaN(a) && !Float64Math.isNaN(b) && _order(a) <= _order(b);
}

/// @dev The operator `>`.
function _greater(Float64 a, Float64 b) pure returns (bool) {
    return _less(b, a);
}

/// @dev The operator `>=`.
function _greaterOrEqual(Float64 a, Float64 b) pure returns (bool) {
    return _lessOrEqual(b, a);
}

/// @dev Numbers in their order: magnitudes order as their bits do; both zeros give 0.
function _order(Float64 a) pure returns (int256) {
    uint64 bits = Float64.unwrap(a);
    return bits >= 0x8000000000000000 ? -int256(uint256(bits ^ 0x8000000000000000)) : int256(uint256(bits));
}

/// @title Functions of binary64 numbers
/// @notice Those with a rounding direction return the flags that IFloats lists; the others round to nearest, ties to
/// even, and drop the flags. All call the floats precompile, but for those that only look at bits.
library Float64Math {
    /// @notice 0.
    Float64 internal constant ZERO = Float64.wrap(0);
    /// @notice 1/2.
    Float64 internal constant HALF = Float64.wrap(0x3fe0000000000000);
    /// @notice 1.
    Float64 internal constant ONE = Float64.wrap(0x3ff0000000000000);
    /// @notice Positive infinity.
    Float64 internal constant INFINITY = Float64.wrap(0x7ff0000000000000);
    /// @notice The canonical NaN.
    Float64 internal constant NAN = Float64.wrap(0x7ff8000000000000);

    /// @notice True for every NaN.
    function isNaN(Float64 a) internal pure returns (bool) {
        return Float64.unwrap(a) & ~uint64(0x8000000000000000) > 0x7ff0000000000000;
    }

    /// @notice True for both infinities.
    function isInfinite(Float64 a) internal pure returns (bool) {
        return Float64.unwrap(a) & ~uint64(0x8000000000000000) == 0x7ff0000000000000;
    }

    /// @notice The magnitude: clears the sign, of a NaN too.
    function abs(Float64 a) internal pure returns (Float64) {
        return Float64.wrap(Float64.unwrap(a) & ~uint64(0x8000000000000000));
    }

    /// @notice a + b.
    function add(Float64 a, Float64 b, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.add64.selector, a, b, rounding);
    }

    /// @notice a - b.
    function sub(Float64 a, Float64 b, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.sub64.selector, a, b, rounding);
    }

    /// @notice a * b.
    function mul(Float64 a, Float64 b, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.mul64.selector, a, b, rounding);
    }

    /// @notice a / b.
    function div(Float64 a, Float64 b, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.div64.selector, a, b, rounding);
    }

    /// @notice a * b + c, rounded once.
    function fma(Float64 a, Float64 b, Float64 c) internal pure returns (Float64 result) {
        (result, ) = fma(a, b, c, Rounding.NearestEven);
    }

    /// @notice a * b + c, rounded once.
    function fma(
        Float64 a,
        Float64 b,
        Float64 c,
        Rounding rounding
    ) internal pure returns (Float64 result, uint8 flags) {
        (uint256 x, uint256 y, uint256 z) = (Float64.unwrap(a), Float64.unwrap(b), Float64.unwrap(c));
        uint256 bits;
        (bits, flags) = FloatsCall.ask(IFloats.fma64.selector, x, y, z, uint256(rounding));
        result = Float64.wrap(uint64(bits));
    }

    /// @notice a - b * n, n the integer nearest to a / b, the even one of two. Exact.
    function rem(Float64 a, Float64 b) internal pure returns (Float64 result) {
        (uint256 bits, ) = FloatsCall.ask(IFloats.rem64.selector, Float64.unwrap(a), Float64.unwrap(b));
        result = Float64.wrap(uint64(bits));
    }

    /// @notice The square root.
    function sqrt(Float64 a) internal pure returns (Float64 result) {
        (result, ) = sqrt(a, Rounding.NearestEven);
    }

    /// @notice The square root.
    function sqrt(Float64 a, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.sqrt64.selector, Float64.unwrap(a), rounding);
    }

    /// @notice -1 if a < b, 0 if equal, 1 if a > b, 2 if unordered. `signaling`: any NaN is invalid.
    function compare(Float64 a, Float64 b, bool signaling) internal pure returns (int8 relation, uint8 flags) {
        (uint256 x, uint256 y) = (Float64.unwrap(a), Float64.unwrap(b));
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.compare64.selector, x, y, signaling ? 1 : 0);
        relation = int8(int256(word));
    }

    /// @notice The number nearest to an integer.
    function fromInt(int256 value) internal pure returns (Float64 result) {
        (result, ) = fromInt(value, Rounding.NearestEven);
    }

    /// @notice The number for an integer, rounded as asked.
    function fromInt(int256 value, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.fromInt64.selector, uint256(value), rounding);
    }

    /// @notice As an integer; what does not fit is invalid and gives the nearest one, NaN the largest.
    function toInt(Float64 a, Rounding rounding) internal pure returns (int256 value, uint8 flags) {
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.toInt64.selector, Float64.unwrap(a), uint256(rounding));
        value = int256(word);
    }

    /// @notice The number nearest to a number in units of 1e-18.
    function fromFixed(int256 value) internal pure returns (Float64 result) {
        (result, ) = fromFixed(value, Rounding.NearestEven);
    }

    /// @notice The number for a number in units of 1e-18, rounded as asked.
    function fromFixed(int256 value, Rounding rounding) internal pure returns (Float64 result, uint8 flags) {
        return _ask(IFloats.fromFixed64.selector, uint256(value), rounding);
    }

    /// @notice As a number in units of 1e-18; what does not fit is invalid and gives the nearest one, NaN the largest.
    function toFixed(Float64 a, Rounding rounding) internal pure returns (int256 value, uint8 flags) {
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.toFixed64.selector, Float64.unwrap(a), uint256(rounding));
        value = int256(word);
    }

    /// @notice The number nearest to a decimal text.
    function fromString(string memory text) internal pure returns (Float64 result) {
        (result, ) = fromString(text, Rounding.NearestEven);
    }

    /// @notice The number for a decimal text: "-1.5", "6.02e23", "inf", "nan".
    function fromString(
        string memory text,
        Rounding rounding
    ) internal pure returns (Float64 result, uint8 flags) {
        bytes memory data = abi.encodeCall(IFloats.fromString64, (text, rounding));
        return abi.decode(FloatsCall.call(data), (Float64, uint8));
    }

    /// @notice The shortest decimal text that stands for this number.
    function toString(Float64 a) internal pure returns (string memory text) {
        return abi.decode(FloatsCall.call(abi.encodeCall(IFloats.toString64, (Float64.unwrap(a)))), (string));
    }

    /// @notice The number with 1 to 767 significant digits, "d.ddde+x".
    function toDecimal(
        Float64 a,
        uint256 digits,
        Rounding rounding
    ) internal pure returns (string memory text, uint8 flags) {
        bytes memory data = abi.encodeCall(IFloats.toDecimal64, (Float64.unwrap(a), digits, rounding));
        return abi.decode(FloatsCall.call(data), (string, uint8));
    }

    /// @notice The same number in binary64; exact.
    function widen(Float32 a) internal pure returns (Float64 result) {
        (uint256 bits, ) = FloatsCall.ask(IFloats.widen.selector, Float32.unwrap(a));
        result = Float64.wrap(uint64(bits));
    }

    /// @notice The nearest binary32 number.
    function narrow(Float64 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        uint256 bits;
        (bits, flags) = FloatsCall.ask(IFloats.narrow.selector, Float64.unwrap(a), uint256(rounding));
        result = Float32.wrap(uint32(bits));
    }

    /// @dev An entry point of two numbers and a rounding direction.
    function _ask(
        bytes4 selector,
        Float64 a,
        Float64 b,
        Rounding rounding
    ) private pure returns (Float64 result, uint8 flags) {
        uint256 bits;
        (bits, flags) = FloatsCall.ask(selector, Float64.unwrap(a), Float64.unwrap(b), uint256(rounding));
        result = Float64.wrap(uint64(bits));
    }

    /// @dev An entry point of one word and a rounding direction.
    function _ask(bytes4 selector, uint256 word, Rounding rounding) private pure returns (Float64 result, uint8 flags) {
        uint256 bits;
        (bits, flags) = FloatsCall.ask(selector, word, uint256(rounding));
        result = Float64.wrap(uint64(bits));
    }
}
