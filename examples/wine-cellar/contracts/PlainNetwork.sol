// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The wine network written by hand in Solidity, for comparison.
/// @notice Computes the same integers as PREDICT does: dense layers with a fused requantization and clamp, weights
/// held in contract code. Three things are left out in its favour: the conversion of the input from 1e18 fixed
/// point, the softmax (the largest logit has the largest probability), and the lookup of a name.
contract PlainNetwork {
    /// @param weights One int8 for each input, output by output.
    /// @param multipliers,shifts y = clamp(floor((sum * multiplier + 2 ** (shift - 1)) / 2 ** shift)).
    struct Layer {
        bytes weights;
        int256[] biases;
        int256[] multipliers;
        uint256[] shifts;
        int256 min;
        int256 max;
    }

    address private immutable PARAMETERS;

    /// @param parameters An account whose code is abi.encode(Layer[]), which begins with STOP.
    constructor(address parameters) {
        PARAMETERS = parameters;
    }

    /// @notice The class with the largest logit, for an input already quantized to int16.
    function predictClass(int256[] memory x) external view returns (uint256 class) {
        Layer[] memory layers = abi.decode(PARAMETERS.code, (Layer[]));
        for (uint256 i = 0; i < layers.length; i++) {
            x = dense(layers[i], x);
        }
        for (uint256 i = 1; i < x.length; i++) {
            if (x[i] > x[class]) class = i;
        }
    }

    /// @dev x [inputs], weights [outputs][inputs] -> y [outputs]. Nothing can overflow: int16 * int8 sums to int32.
    function dense(Layer memory layer, int256[] memory x) private pure returns (int256[] memory y) {
        unchecked {
            bytes memory weights = layer.weights;
            uint256 inputs = x.length;
            uint256 outputs = layer.biases.length;
            y = new int256[](outputs);
            uint256 next = 0;
            for (uint256 o = 0; o < outputs; o++) {
                int256 sum = layer.biases[o];
                for (uint256 i = 0; i < inputs; i++) {
                    sum += x[i] * int8(uint8(weights[next++]));
                }
                uint256 shift = layer.shifts[o];
                int256 scaled = (sum * layer.multipliers[o] + int256(1 << (shift - 1))) >> shift;
                y[o] = scaled < layer.min ? layer.min : scaled > layer.max ? layer.max : scaled;
            }
        }
    }
}
