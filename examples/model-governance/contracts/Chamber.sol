// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title The votes of one chamber
/// @notice Votes count from when they are delegated, to oneself or to somebody else; what counts for a proposal is what was
/// delegated in the second in which voting begins. Nobody can mint more.
contract Chamber is ERC20, ERC20Votes {
    error WrongSeats(uint256 members, uint256 votes);

    /// @param members Who has votes from the beginning on.
    /// @param votes How many, member for member.
    constructor(string memory name_, string memory symbol_, address[] memory members, uint256[] memory votes)
        ERC20(name_, symbol_)
        EIP712(name_, "1")
    {
        if (members.length != votes.length) revert WrongSeats(members.length, votes.length);
        for (uint256 i = 0; i < members.length; ++i) _mint(members[i], votes[i]);
    }

    /// @notice A vote is not divisible.
    function decimals() public pure override returns (uint8) {
        return 0;
    }

    /// @notice Votes are counted by seconds: blocks come when there is something to put into them.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
