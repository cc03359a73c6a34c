// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title What a transaction can spend on networks
library TransactionGas {
    /// @dev What a transaction may use at the most (EIP-7825).
    uint256 private constant CAP = 1 << 24;

    /// @notice Gas that networks may take in one transaction of this chain: three quarters of what it holds. The rest is for
    /// the rows and for the contract.
    function ofNetworks() internal view returns (uint256) {
        return (block.gaslimit < CAP ? block.gaslimit : CAP) * 3 / 4;
    }
}
