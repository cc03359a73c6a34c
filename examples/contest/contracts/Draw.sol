// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

/// @title Draws which groups of data test
library Draw {
    /// @notice `count` different numbers below `groups`, each choice as likely as any other: the first steps of a shuffle.
    /// @param randomness What decides; nobody may know it before the data is committed to.
    function pick(bytes32 randomness, uint256 groups, uint256 count) internal pure returns (uint8[] memory picked) {
        uint8[] memory order = new uint8[](groups);
        for (uint256 i = 0; i < groups; ++i) order[i] = uint8(i);
        picked = new uint8[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 j = i + uint256(keccak256(abi.encode(randomness, i))) % (groups - i);
            (order[i], order[j]) = (order[j], order[i]);
            picked[i] = order[i];
        }
    }
}
