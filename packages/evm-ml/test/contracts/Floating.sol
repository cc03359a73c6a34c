// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Float32, Float32Math} from "@evm-ml/evm/contracts/floats/Float32.sol";
import {Float64, Float64Math} from "@evm-ml/evm/contracts/floats/Float64.sol";
import {FloatsCall} from "@evm-ml/evm/contracts/floats/FloatsCall.sol";
import {Rounding} from "@evm-ml/evm/contracts/floats/IFloats.sol";

/// @notice Calls every function of the float libraries.
contract Floating {
    event GasUsed(uint256 gas);

    function arithmetic32(Float32 a, Float32 b) external pure returns (Float32[5] memory) {
        return [a + b, a - b, a * b, a / b, -a];
    }

    function arithmetic64(Float64 a, Float64 b) external pure returns (Float64[5] memory) {
        return [a + b, a - b, a * b, a / b, -a];
    }

    function order32(Float32 a, Float32 b) external pure returns (bool[6] memory, int8 relation) {
        (relation, ) = a.compare(b, false);
        return ([a == b, a != b, a < b, a <= b, a > b, a >= b], relation);
    }

    function order64(Float64 a, Float64 b) external pure returns (bool[6] memory, int8 relation) {
        (relation, ) = a.compare(b, false);
        return ([a == b, a != b, a < b, a <= b, a > b, a >= b], relation);
    }

    function classify32(Float32 a) external pure returns (bool, bool, Float32) {
        return (a.isNaN(), a.isInfinite(), a.abs());
    }

    function classify64(Float64 a) external pure returns (bool, bool, Float64) {
        return (a.isNaN(), a.isInfinite(), a.abs());
    }

    function constants() external pure returns (Float32[5] memory, Float64[5] memory) {
        return (
            [Float32Math.ZERO, Float32Math.HALF, Float32Math.ONE, Float32Math.INFINITY, Float32Math.NAN],
            [Float64Math.ZERO, Float64Math.HALF, Float64Math.ONE, Float64Math.INFINITY, Float64Math.NAN]
        );
    }

    function rounded32(Float32 a, Float32 b, Rounding mode) external pure returns (Float32[9] memory r, uint8[9] memory f) {
        (r[0], f[0]) = a.add(b, mode);
        (r[1], f[1]) = a.sub(b, mode);
        (r[2], f[2]) = a.mul(b, mode);
        (r[3], f[3]) = a.div(b, mode);
        (r[4], f[4]) = a.sqrt(mode);
        (r[5], f[5]) = a.exp(mode);
        (r[6], f[6]) = a.ln(mode);
        (r[7], f[7]) = a.tanh(mode);
        (r[8], f[8]) = a.sigmoid(mode);
    }

    function rounded64(Float64 a, Float64 b, Rounding mode) external pure returns (Float64[6] memory r, uint8[6] memory f) {
        (r[0], f[0]) = a.add(b, mode);
        (r[1], f[1]) = a.sub(b, mode);
        (r[2], f[2]) = a.mul(b, mode);
        (r[3], f[3]) = a.div(b, mode);
        (r[4], f[4]) = a.sqrt(mode);
        (r[5], f[5]) = a.fma(b, a, mode);
    }

    function nearest32(Float32 a, Float32 b, Float32 c) external pure returns (Float32[7] memory) {
        return [a.fma(b, c), a.rem(b), a.sqrt(), a.exp(), a.ln(), a.tanh(), a.sigmoid()];
    }

    function nearest64(Float64 a, Float64 b, Float64 c) external pure returns (Float64[3] memory) {
        return [a.fma(b, c), a.rem(b), a.sqrt()];
    }

    function integers(int256 x, Rounding mode) external pure returns (int256[4] memory back, uint8[4] memory f) {
        (Float32 a, ) = Float32Math.fromInt(x, mode);
        (Float32 b, ) = Float32Math.fromFixed(x, mode);
        (Float64 c, ) = Float64Math.fromInt(x, mode);
        (Float64 d, ) = Float64Math.fromFixed(x, mode);
        (back[0], f[0]) = a.toInt(mode);
        (back[1], f[1]) = b.toFixed(mode);
        (back[2], f[2]) = c.toInt(mode);
        (back[3], f[3]) = d.toFixed(mode);
        require(Float32Math.fromInt(7) == Float32Math.fromFixed(7e18));
        require(Float64Math.fromInt(7) == Float64Math.fromFixed(7e18));
    }

    function texts(string calldata text) external pure returns (string[4] memory out) {
        Float32 a = Float32Math.fromString(text);
        Float64 b = Float64Math.fromString(text);
        out[0] = a.toString();
        (out[1], ) = a.toDecimal(5, Rounding.Downward);
        out[2] = b.toString();
        (out[3], ) = b.toDecimal(5, Rounding.Upward);
    }

    function widths(Float32 a) external pure returns (Float64 wide, Float32 narrow) {
        wide = Float64Math.widen(a);
        (narrow, ) = wide.narrow(Rounding.NearestEven);
    }

    /// @notice A logistic neuron in binary32, as a contract would write it.
    function neuron(Float32[] calldata x, Float32[] calldata w, Float32 bias) external returns (Float32 y) {
        uint256 start = gasleft();
        y = bias;
        for (uint256 i = 0; i < x.length; i++) y = y + x[i] * w[i];
        y = y.sigmoid();
        emit GasUsed(start - gasleft());
    }

    function addGas(Float32 a, Float32 b) external view returns (uint256 gas) {
        gas = gasleft();
        a + b;
        gas -= gasleft();
    }

    /// @notice The precompile with the caller's own bytes: the answer, or the revert data.
    function raw(bytes calldata data) external view returns (bool ok, bytes memory answer) {
        return FloatsCall.FLOATS.staticcall(data);
    }

    function rawDelegate(bytes calldata data) external returns (bool ok, bytes memory answer) {
        return FloatsCall.FLOATS.delegatecall(data);
    }

    function rawCall(bytes calldata data) external payable returns (bool ok, bytes memory answer) {
        return FloatsCall.FLOATS.call{value: msg.value}(data);
    }

    function rawWithGas(bytes calldata data, uint256 gas) external view returns (bool ok, bytes memory answer) {
        return FloatsCall.FLOATS.staticcall{gas: gas}(data);
    }
}
