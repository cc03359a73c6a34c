// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title OpenZeppelin's timelock: what was voted in is executed some time later, by anyone
contract Timelock is TimelockController {
    /// @param admin Gives the Governor the role of the only proposer, then renounces.
    constructor(uint256 minDelay, address admin)
        TimelockController(minDelay, new address[](0), anyone(), admin)
    {}

    function anyone() private pure returns (address[] memory list) {
        list = new address[](1);
    }
}
