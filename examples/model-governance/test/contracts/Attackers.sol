// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

interface IToken {
    function transfer(address to, uint256 value) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function delegate(address delegatee) external;
}

interface IVoting {
    function castVote(uint256 proposal, uint8 support) external returns (uint256);
}

/// Lends all it has for one call, as flash lenders do.
contract Lender {
    function lend(IToken token, Borrower borrower, IVoting governor, uint256 proposal) external {
        uint256 all = token.balanceOf(address(this));
        token.transfer(address(borrower), all);
        borrower.vote(token, governor, proposal);
        require(token.balanceOf(address(this)) == all, "not given back");
    }
}

/// Votes with what it has for one call.
contract Borrower {
    function vote(IToken token, IVoting governor, uint256 proposal) external {
        token.delegate(address(this));
        try governor.castVote(proposal, 1) {} catch (bytes memory) {}
        token.transfer(msg.sender, token.balanceOf(address(this)));
    }
}

/// Takes no money.
contract Refuser {
    error NoThanks();

    function proposeVersion(address governor, bytes32 modelId) external payable {
        (bool ok,) = governor.call{value: msg.value}(
            abi.encodeWithSignature("proposeVersion(bytes32,string)", modelId, "by one who takes no money")
        );
        require(ok);
    }

    function withdraw(address benchmark, address to) external {
        (bool ok, bytes memory answer) = benchmark.call(abi.encodeWithSignature("withdraw(address)", to));
        if (!ok) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function delegate(IToken token) external {
        token.delegate(address(this));
    }

    receive() external payable {
        revert NoThanks();
    }
}
