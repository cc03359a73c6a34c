// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title What laboratories sign
/// @notice A report is typed data (EIP-712) of this contract on this chain: which order, which sample, which lots, and
/// every measurement, so that whoever signs sees what. A laboratory may be a contract (ERC-1271).
abstract contract Reports is EIP712 {
    /// @notice The sample that every lot is graded by.
    uint8 public constant FIRST_SAMPLE = 1;
    /// @notice The sample that is taken of a lot in dispute.
    uint8 public constant SECOND_SAMPLE = 2;

    bytes32 private constant REPORT =
        keccak256("Report(uint256 order,uint8 sample,uint256[] lots,int256[] measurements)");

    error NotSignedBy(address laboratory);

    constructor() EIP712("ProduceMarket", "1") {}

    /// @notice The digest that a laboratory signs.
    /// @param measurements 13 for each lot, in units of 1e-18, one lot after another.
    function digestOf(uint256 id, uint8 sample, uint256[] calldata lots, int256[] calldata measurements)
        public
        view
        returns (bytes32)
    {
        bytes32 lotsHash = keccak256(abi.encodePacked(lots));
        bytes32 measurementsHash = keccak256(abi.encodePacked(measurements));
        return _hashTypedDataV4(keccak256(abi.encode(REPORT, id, sample, lotsHash, measurementsHash)));
    }

    function requireSigned(address laboratory, bytes32 digest, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(laboratory, digest, signature)) {
            revert NotSignedBy(laboratory);
        }
    }
}
