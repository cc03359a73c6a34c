// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The wine network written by hand in Solidity, for comparison.
/// @notice Dense layers in binary fixed point with 16 fractional bits, normalizations folded into the weights, which
/// are held in contract code. Left out in its favour: turning 1e18 units into its own, the softmax (the largest logit
/// has the largest probability), and looking up a name.
contract PlainNetwork {
    /// @param weights In units of 2 ** -16, output by output.
    /// @param biases In units of 2 ** -32.
    struct Layer {
        int256[] weights;
        int256[] biases;
        bool relu;
    }

    address private immutable PARAMETERS;

    /// @param parameters An account whose code is abi.encode(Layer[]), which begins with STOP.
    constructor(address parameters) {
        PARAMETERS = parameters;
    }

    /// @notice The class with the largest logit.
    /// @param x Measurements in units of 2 ** -16.
    function predictClass(int256[] memory x) external view returns (uint256 class) {
        Layer[] memory layers = abi.decode(PARAMETERS.code, (Layer[]));
        for (uint256 i = 0; i < layers.length; i++) {
            x = dense(layers[i], x);
        }
        for (uint256 i = 1; i < x.length; i++) {
            if (x[i] > x[class]) class = i;
        }
    }

    /// @dev x [inputs], weights [outputs][inputs] -> y [outputs]. Far from overflow: numbers of some 40 bits.
    function dense(Layer memory layer, int256[] memory x) private pure returns (int256[] memory y) {
        unchecked {
            int256[] memory weights = layer.weights;
            uint256 inputs = x.length;
            uint256 outputs = layer.biases.length;
            y = new int256[](outputs);
            uint256 next = 0;
            for (uint256 o = 0; o < outputs; o++) {
                int256 sum = layer.biases[o];
                for (uint256 i = 0; i < inputs; i++) {
                    sum += x[i] * weights[next++];
                }
                y[o] = layer.relu && sum < 0 ? int256(0) : sum >> 16;
            }
        }
    }
}
