// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

/// @dev A buyer, supplier or laboratory that is a contract: does what it is told, may refuse money, may reach into the
/// market again while it is being paid, and signs as ERC-1271 has it.
contract Puppet {
    address private immutable market;
    bool public refusing;
    bytes[] private again;
    uint256 public reached;
    uint256 public succeeded;
    mapping(bytes32 digest => bool) private signed;

    constructor(address market_) payable {
        market = market_;
    }

    function refuse(bool refusing_) external {
        refusing = refusing_;
    }

    /// @dev What it tries in the middle of being paid.
    function reachAgain(bytes[] calldata calls) external {
        again = calls;
    }

    function sign(bytes32 digest) external {
        signed[digest] = true;
    }

    function act(uint256 value, bytes calldata data) external payable {
        (bool ok, bytes memory answer) = market.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return signed[digest] ? this.isValidSignature.selector : bytes4(0);
    }

    receive() external payable {
        require(!refusing, "no, thanks");
        for (uint256 i = 0; i < again.length; i++) {
            reached++;
            (bool ok,) = market.call(again[i]);
            if (ok) succeeded++;
        }
    }
}

/// @dev Gives its money to whom nobody asked.
contract Gift {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
