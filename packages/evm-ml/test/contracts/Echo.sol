// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// Gives back what Solidity's own decoder reads.
contract Echo {
    function numbers(string memory ref, int256[] memory input) external pure returns (string memory, int256[] memory) {
        return (ref, input);
    }

    function raw(string memory ref, bytes memory input) external pure returns (string memory, bytes memory) {
        return (ref, input);
    }

    function word(string memory ref, uint256 batch) external pure returns (string memory, uint256) {
        return (ref, batch);
    }
}
