// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

interface IPayouts {
    function withdraw(address payable to) external returns (uint256);
}

/// @dev An account that is a contract: does whatever it is told, refuses money, and can reach in again while it is paid.
contract Attacker {
    address private immutable contest;
    bool public greedy;
    bool public refusing;
    bool public failed;

    constructor(address contest_) payable {
        contest = contest_;
    }

    function set(bool greedy_, bool refusing_) external {
        greedy = greedy_;
        refusing = refusing_;
    }

    function act(bytes calldata data) external payable {
        (bool success, bytes memory answer) = contest.call{value: msg.value}(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    receive() external payable {
        require(!refusing, "no, thanks");
        if (!greedy) return;
        // Tries to be paid once more in the middle of being paid.
        try IPayouts(contest).withdraw(payable(address(this))) {}
        catch {
            failed = true;
        }
    }
}

/// @dev Forces money on an account that never asked for it.
contract Dust {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
