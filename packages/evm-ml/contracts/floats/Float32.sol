// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {FloatsCall} from "./FloatsCall.sol";
import {IFloats, Rounding} from "./IFloats.sol";

/// @title binary32 numbers
/// @notice A number of IEEE-754 binary32; the value is its bits. Operators round to nearest, ties to even. `==` and the
/// orderings are false when a NaN takes part, and -0 == +0.
type Float32 is uint32;

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
} for Float32 global;
using Float32Math for Float32 global;

/// @dev The operator `+`.
function _add(Float32 a, Float32 b) pure returns (Float32 result) {
    (result, ) = Float32Math.add(a, b, Rounding.NearestEven);
}

/// @dev The operator `-`.
function _sub(Float32 a, Float32 b) pure returns (Float32 result) {
    (result, ) = Float32Math.sub(a, b, Rounding.NearestEven);
}

/// @dev The operator `*`.
function _mul(Float32 a, Float32 b) pure returns (Float32 result) {
    (result, ) = Float32Math.mul(a, b, Rounding.NearestEven);
}

/// @dev The operator `/`.
function _div(Float32 a, Float32 b) pure returns (Float32 result) {
    (result, ) = Float32Math.div(a, b, Rounding.NearestEven);
}

/// @dev The operator `-` with one operand: flips the sign, of a NaN too.
function _negate(Float32 a) pure returns (Float32) {
    return Float32.wrap(Float32.unwrap(a) ^ 0x80000000);
}

/// @dev The operator `==`.
function _equal(Float32 a, Float32 b) pure returns (bool) {
    (uint32 x, uint32 y) = (Float32.unwrap(a), Float32.unwrap(b));
    return (x == y && !Float32Math.isNaN(a)) || (x | y) << 1 == 0;
}

/// @dev The operator `!=`.
function _unequal(Float32 a, Float32 b) pure returns (bool) {
    return !_equal(a, b);
}

/// @dev The operator `<`.
function _less(Float32 a, Float32 b) pure returns (bool) {
    return !Float32Math.isNaN(a) && !Float32Math.isNaN(b) && _order(a) < _order(b);
}

/// @dev The operator `<=`.
function _lessOrEqual(Float32 a, Float32 b) pure returns (bool) {
    return !Float32Math.isNaN(a) && !Float32Math.isNaN(b) && _order(a) <= _order(b);
}

/// @dev The operator `>`.
function _greater(Float32 a, Float32 b) pure returns (bool) {
    return _less(b, a);
}

/// @dev The operator `>=`.
function _greaterOrEqual(Float32 a, Float32 b) pure returns (bool) {
    return _lessOrEqual(b, a);
}

/// @dev Numbers in their order: magnitudes order as their bits do; both zeros give 0.
function _order(Float32 a) pure returns (int256) {
    uint32 bits = Float32.unwrap(a);
    return bits >= 0x80000000 ? -int256(uint256(bits ^ 0x80000000)) : int256(uint256(bits));
}

/// @title Functions of binary32 numbers
/// @notice Those with a rounding direction return the flags that IFloats lists; the others round to nearest, ties to
/// even, and drop the flags. All call the floats precompile, but for those that only look at bits.
library Float32Math {
    /// @notice 0.
    Float32 internal constant ZERO = Float32.wrap(0);
    /// @notice 1/2.
    Float32 internal constant HALF = Float32.wrap(0x3f000000);
    /// @notice 1.
    Float32 internal constant ONE = Float32.wrap(0x3f800000);
    /// @notice Positive infinity.
    Float32 internal constant INFINITY = Float32.wrap(0x7f800000);
    /// @notice The canonical NaN.
    Float32 internal constant NAN = Float32.wrap(0x7fc00000);

    /// @notice True for every NaN.
    function isNaN(Float32 a) internal pure returns (bool) {
        return Float32.unwrap(a) & ~uint32(0x80000000) > 0x7f800000;
    }

    /// @notice True for both infinities.
    function isInfinite(Float32 a) internal pure returns (bool) {
        return Float32.unwrap(a) & ~uint32(0x80000000) == 0x7f800000;
    }

    /// @notice The magnitude: clears the sign, of a NaN too.
    function abs(Float32 a) internal pure returns (Float32) {
        return Float32.wrap(Float32.unwrap(a) & ~uint32(0x80000000));
    }

    /// @notice a + b.
    function add(Float32 a, Float32 b, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.add32.selector, a, b, rounding);
    }

    /// @notice a - b.
    function sub(Float32 a, Float32 b, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.sub32.selector, a, b, rounding);
    }

    /// @notice a * b.
    function mul(Float32 a, Float32 b, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.mul32.selector, a, b, rounding);
    }

    /// @notice a / b.
    function div(Float32 a, Float32 b, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.div32.selector, a, b, rounding);
    }

    /// @notice a * b + c, rounded once.
    function fma(Float32 a, Float32 b, Float32 c) internal pure returns (Float32 result) {
        (result, ) = fma(a, b, c, Rounding.NearestEven);
    }

    /// @notice a * b + c, rounded once.
    function fma(
        Float32 a,
        Float32 b,
        Float32 c,
        Rounding rounding
    ) internal pure returns (Float32 result, uint8 flags) {
        (uint256 x, uint256 y, uint256 z) = (Float32.unwrap(a), Float32.unwrap(b), Float32.unwrap(c));
        uint256 bits;
        (bits, flags) = FloatsCall.ask(IFloats.fma32.selector, x, y, z, uint256(rounding));
        result = Float32.wrap(uint32(bits));
    }

    /// @notice a - b * n, n the integer nearest to a / b, the even one of two. Exact.
    function rem(Float32 a, Float32 b) internal pure returns (Float32 result) {
        (uint256 bits, ) = FloatsCall.ask(IFloats.rem32.selector, Float32.unwrap(a), Float32.unwrap(b));
        result = Float32.wrap(uint32(bits));
    }

    /// @notice The square root.
    function sqrt(Float32 a) internal pure returns (Float32 result) {
        (result, ) = sqrt(a, Rounding.NearestEven);
    }

    /// @notice The square root.
    function sqrt(Float32 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.sqrt32.selector, Float32.unwrap(a), rounding);
    }

    /// @notice e^a, correctly rounded.
    function exp(Float32 a) internal pure returns (Float32 result) {
        (result, ) = exp(a, Rounding.NearestEven);
    }

    /// @notice e^a, correctly rounded.
    function exp(Float32 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.exp32.selector, Float32.unwrap(a), rounding);
    }

    /// @notice The natural logarithm, correctly rounded.
    function ln(Float32 a) internal pure returns (Float32 result) {
        (result, ) = ln(a, Rounding.NearestEven);
    }

    /// @notice The natural logarithm, correctly rounded.
    function ln(Float32 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.ln32.selector, Float32.unwrap(a), rounding);
    }

    /// @notice The hyperbolic tangent, correctly rounded.
    function tanh(Float32 a) internal pure returns (Float32 result) {
        (result, ) = tanh(a, Rounding.NearestEven);
    }

    /// @notice The hyperbolic tangent, correctly rounded.
    function tanh(Float32 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.tanh32.selector, Float32.unwrap(a), rounding);
    }

    /// @notice 1 / (1 + e^-a), correctly rounded.
    function sigmoid(Float32 a) internal pure returns (Float32 result) {
        (result, ) = sigmoid(a, Rounding.NearestEven);
    }

    /// @notice 1 / (1 + e^-a), correctly rounded.
    function sigmoid(Float32 a, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.sigmoid32.selector, Float32.unwrap(a), rounding);
    }

    /// @notice -1 if a < b, 0 if equal, 1 if a > b, 2 if unordered. `signaling`: any NaN is invalid.
    function compare(Float32 a, Float32 b, bool signaling) internal pure returns (int8 relation, uint8 flags) {
        (uint256 x, uint256 y) = (Float32.unwrap(a), Float32.unwrap(b));
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.compare32.selector, x, y, signaling ? 1 : 0);
        relation = int8(int256(word));
    }

    /// @notice The number nearest to an integer.
    function fromInt(int256 value) internal pure returns (Float32 result) {
        (result, ) = fromInt(value, Rounding.NearestEven);
    }

    /// @notice The number for an integer, rounded as asked.
    function fromInt(int256 value, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.fromInt32.selector, uint256(value), rounding);
    }

    /// @notice As an integer; what does not fit is invalid and gives the nearest one, NaN the largest.
    function toInt(Float32 a, Rounding rounding) internal pure returns (int256 value, uint8 flags) {
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.toInt32.selector, Float32.unwrap(a), uint256(rounding));
        value = int256(word);
    }

    /// @notice The number nearest to a number in units of 1e-18.
    function fromFixed(int256 value) internal pure returns (Float32 result) {
        (result, ) = fromFixed(value, Rounding.NearestEven);
    }

    /// @notice The number for a number in units of 1e-18, rounded as asked.
    function fromFixed(int256 value, Rounding rounding) internal pure returns (Float32 result, uint8 flags) {
        return _ask(IFloats.fromFixed32.selector, uint256(value), rounding);
    }

    /// @notice As a number in units of 1e-18; what does not fit is invalid and gives the nearest one, NaN the largest.
    function toFixed(Float32 a, Rounding rounding) internal pure returns (int256 value, uint8 flags) {
        uint256 word;
        (word, flags) = FloatsCall.ask(IFloats.toFixed32.selector, Float32.unwrap(a), uint256(rounding));
        value = int256(word);
    }

    /// @notice The number nearest to a decimal text.
    function fromString(string memory text) internal pure returns (Float32 result) {
        (result, ) = fromString(text, Rounding.NearestEven);
    }

    /// @notice The number for a decimal text: "-1.5", "6.02e23", "inf", "nan".
    function fromString(
        string memory text,
        Rounding rounding
    ) internal pure returns (Float32 result, uint8 flags) {
        bytes memory data = abi.encodeCall(IFloats.fromString32, (text, rounding));
        return abi.decode(FloatsCall.call(data), (Float32, uint8));
    }

    /// @notice The shortest decimal text that stands for this number.
    function toString(Float32 a) internal pure returns (string memory text) {
        return abi.decode(FloatsCall.call(abi.encodeCall(IFloats.toString32, (Float32.unwrap(a)))), (string));
    }

    /// @notice The number with 1 to 767 significant digits, "d.ddde+x".
    function toDecimal(
        Float32 a,
        uint256 digits,
        Rounding rounding
    ) internal pure returns (string memory text, uint8 flags) {
        bytes memory data = abi.encodeCall(IFloats.toDecimal32, (Float32.unwrap(a), digits, rounding));
        return abi.decode(FloatsCall.call(data), (string, uint8));
    }

    /// @dev An entry point of two numbers and a rounding direction.
    function _ask(
        bytes4 selector,
        Float32 a,
        Float32 b,
        Rounding rounding
    ) private pure returns (Float32 result, uint8 flags) {
        uint256 bits;
        (bits, flags) = FloatsCall.ask(selector, Float32.unwrap(a), Float32.unwrap(b), uint256(rounding));
        result = Float32.wrap(uint32(bits));
    }

    /// @dev An entry point of one word and a rounding direction.
    function _ask(bytes4 selector, uint256 word, Rounding rounding) private pure returns (Float32 result, uint8 flags) {
        uint256 bits;
        (bits, flags) = FloatsCall.ask(selector, word, uint256(rounding));
        result = Float32.wrap(uint32(bits));
    }
}
