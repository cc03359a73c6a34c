// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

/// @title A network as a contract sees it, wherever it runs
/// @dev What `evm-ml solidity` writes has these functions; GraderByPredict has them on a chain with PREDICT.
interface IGrader {
    /// @notice The network's answers to one or more examples, one after another, in units of 1e-18.
    function predict(int256[] calldata input) external view returns (int256[] memory output);
    /// @notice The index of the largest answer to one example.
    function predictClass(int256[] calldata input) external view returns (uint256 class);
}
