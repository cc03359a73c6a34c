// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

interface IRewards {
    function sealTrip(uint256 id, bytes32 seal) external;
    function show(uint256 id, bytes calldata trip, bytes32 salt) external returns (uint256);
    function reclaim(uint256 id) external;
    function withdraw(address payable to) external returns (uint256);
}

/// @dev A driver or rider that is a contract, refuses money, and can try again while it is being paid.
contract Attacker {
    IRewards private immutable rewards;
    bool public greedy;
    bool public refusing;
    bool public failed;

    constructor(IRewards rewards_) payable {
        rewards = rewards_;
    }

    function set(bool greedy_, bool refusing_) external {
        greedy = greedy_;
        refusing = refusing_;
    }

    function sealTrip(uint256 id, bytes32 seal) external {
        rewards.sealTrip(id, seal);
    }

    function show(uint256 id, bytes calldata trip, bytes32 salt) external {
        rewards.show(id, trip, salt);
    }

    function withdraw(address payable to) external {
        rewards.withdraw(to);
    }

    receive() external payable {
        require(!refusing, "no, thanks");
        if (!greedy) return;
        // Tries to be paid once more in the middle of being paid.
        try rewards.withdraw(payable(address(this))) {}
        catch {
            failed = true;
        }
    }
}
