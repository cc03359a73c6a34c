// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @notice Rounding directions of IEEE 754-2019, section 4.3, numbered as in RISC-V.
enum Rounding {
    NearestEven,
    TowardZero,
    Downward,
    Upward,
    NearestAway
}

/// @title The call interface of the floats precompile
/// @notice IEEE-754 arithmetic in binary32 (`uint32` holds the bits) and binary64 (`uint64`). Every result is rounded
/// once, in the direction asked for; every NaN that comes out is 0x7fc00000 or 0x7ff8000000000000. `flags` is a sum of
/// inexact 1, underflow 2 (tiny after rounding), overflow 4, division by zero 8, invalid 16. Use the libraries Float32
/// and Float64 rather than this interface. The rules are in spec/floats.md.
interface IFloats {
    /// @notice The arguments are not the canonical ABI encoding of what the entry point wants.
    error InvalidCalldata();
    /// @notice The text is no number, or longer than 2,048 characters.
    error InvalidDecimal();
    /// @notice Decimal texts have 1 to 767 significant digits.
    error InvalidDigits(uint256 digits);
    /// @notice Rounding directions are 0 to 4.
    error InvalidRounding(uint256 rounding);
    /// @notice The precompile has no such entry point.
    error UnknownSelector(bytes4 selector);
    /// @notice The precompile is not (yet) active on this chain.
    error FloatsUnavailable();

    /// @notice a + b in binary32.
    function add32(uint32 a, uint32 b, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice a - b in binary32.
    function sub32(uint32 a, uint32 b, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice a * b in binary32.
    function mul32(uint32 a, uint32 b, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice a / b in binary32.
    function div32(uint32 a, uint32 b, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice a - b * n in binary32, n the integer nearest to a / b, the even one of two. Exact.
    function rem32(uint32 a, uint32 b) external pure returns (uint32 result, uint8 flags);

    /// @notice The square root in binary32.
    function sqrt32(uint32 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice a * b + c in binary32, rounded once.
    function fma32(uint32 a, uint32 b, uint32 c, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice -1 if a < b, 0 if equal, 1 if a > b, 2 if unordered. A NaN is invalid if signaling or if `signaling`.
    function compare32(uint32 a, uint32 b, bool signaling) external pure returns (int8 relation, uint8 flags);

    /// @notice The binary32 number nearest to an integer.
    function fromInt32(int256 value, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice A binary32 number as an integer. What does not fit is invalid and gives the nearest one, NaN the largest.
    function toInt32(uint32 a, Rounding rounding) external pure returns (int256 value, uint8 flags);

    /// @notice The binary32 number nearest to `value` units of 1e-18.
    function fromFixed32(int256 value, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice A binary32 number in units of 1e-18; out of range as toInt32.
    function toFixed32(uint32 a, Rounding rounding) external pure returns (int256 value, uint8 flags);

    /// @notice The binary32 number nearest to a decimal text: "-1.5", "6.02e23", "inf", "nan".
    function fromString32(string calldata text, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice The shortest decimal text that stands for this binary32 number.
    function toString32(uint32 a) external pure returns (string memory text);

    /// @notice The binary32 number with 1 to 767 significant digits, "d.ddde+x".
    function toDecimal32(
        uint32 a,
        uint256 digits,
        Rounding rounding
    ) external pure returns (string memory text, uint8 flags);

    /// @notice a + b in binary64.
    function add64(uint64 a, uint64 b, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice a - b in binary64.
    function sub64(uint64 a, uint64 b, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice a * b in binary64.
    function mul64(uint64 a, uint64 b, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice a / b in binary64.
    function div64(uint64 a, uint64 b, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice a - b * n in binary64, n the integer nearest to a / b, the even one of two. Exact.
    function rem64(uint64 a, uint64 b) external pure returns (uint64 result, uint8 flags);

    /// @notice The square root in binary64.
    function sqrt64(uint64 a, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice a * b + c in binary64, rounded once.
    function fma64(uint64 a, uint64 b, uint64 c, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice -1 if a < b, 0 if equal, 1 if a > b, 2 if unordered. A NaN is invalid if signaling or if `signaling`.
    function compare64(uint64 a, uint64 b, bool signaling) external pure returns (int8 relation, uint8 flags);

    /// @notice The binary64 number nearest to an integer.
    function fromInt64(int256 value, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice A binary64 number as an integer. What does not fit is invalid and gives the nearest one, NaN the largest.
    function toInt64(uint64 a, Rounding rounding) external pure returns (int256 value, uint8 flags);

    /// @notice The binary64 number nearest to `value` units of 1e-18.
    function fromFixed64(int256 value, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice A binary64 number in units of 1e-18; out of range as toInt64.
    function toFixed64(uint64 a, Rounding rounding) external pure returns (int256 value, uint8 flags);

    /// @notice The binary64 number nearest to a decimal text: "-1.5", "6.02e23", "inf", "nan".
    function fromString64(string calldata text, Rounding rounding) external pure returns (uint64 result, uint8 flags);

    /// @notice The shortest decimal text that stands for this binary64 number.
    function toString64(uint64 a) external pure returns (string memory text);

    /// @notice The binary64 number with 1 to 767 significant digits, "d.ddde+x".
    function toDecimal64(
        uint64 a,
        uint256 digits,
        Rounding rounding
    ) external pure returns (string memory text, uint8 flags);

    /// @notice binary32 to binary64; exact.
    function widen(uint32 a) external pure returns (uint64 result, uint8 flags);

    /// @notice binary64 to binary32.
    function narrow(uint64 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice e^a in binary32, correctly rounded.
    function exp32(uint32 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice The natural logarithm of a in binary32, correctly rounded.
    function ln32(uint32 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice The hyperbolic tangent of a in binary32, correctly rounded.
    function tanh32(uint32 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);

    /// @notice 1 / (1 + e^-a) in binary32, correctly rounded.
    function sigmoid32(uint32 a, Rounding rounding) external pure returns (uint32 result, uint8 flags);
}
