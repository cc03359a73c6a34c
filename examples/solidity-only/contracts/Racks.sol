// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {IGrader} from "./IGrader.sol";

/// @title A cellar that puts each wine into the rack of its cultivar
/// @notice The same contract on both chains: it does not know how its grader computes.
contract Racks {
    IGrader public immutable grader;
    mapping(uint256 class => uint256) public bottles;

    event Racked(uint256 indexed class, int256[] measurements);

    constructor(IGrader grader_) {
        grader = grader_;
    }

    /// @notice Asks the network and puts a bottle where it says.
    /// @param measurements Flavanoids and colour intensity, in units of 1e-18.
    function rack(int256[] calldata measurements) external returns (uint256 class) {
        class = grader.predictClass(measurements);
        ++bottles[class];
        emit Racked(class, measurements);
    }
}
