// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title Money that a contract owes, fetched by those it belongs to.
/// @notice Nobody is paid where a decision is made: a receiver that refuses holds up nobody but itself.
abstract contract Payouts {
    /// @notice Wei that can be fetched.
    mapping(address account => uint256) public owed;
    /// @notice The sum of what all can fetch: the contract's other money is its balance without it.
    uint256 public totalOwed;

    event Owed(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error NothingOwed(address account);

    /// @notice Sends all that the caller is owed to `to`, which may be another account where its own refuses money.
    function withdraw(address payable to) external returns (uint256 amount) {
        amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed(msg.sender);
        owed[msg.sender] = 0;
        totalOwed -= amount;
        emit Withdrawn(msg.sender, to, amount);
        // Everything is written down before anybody else's code runs.
        Address.sendValue(to, amount);
    }

    function owe(address account, uint256 amount) internal {
        if (amount == 0) return;
        owed[account] += amount;
        totalOwed += amount;
        emit Owed(account, amount);
    }
}
