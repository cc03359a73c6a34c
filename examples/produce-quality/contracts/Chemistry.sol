// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Rows of measurements: checked, compared, graded
/// @notice A row is one sample of one lot: 13 measurements in the order of the network's training data, in units of 1e-18.
library Chemistry {
    /// @notice Measurements of a sample.
    uint256 internal constant MEASUREMENTS = 13;
    /// @notice Grades that the network tells apart.
    uint256 internal constant GRADES = 3;
    /// @notice No measurement is below zero or above a million of its unit. Without a bound, a laboratory could sign
    /// numbers whose mean with any other overflows, and nobody could settle the dispute.
    int256 internal constant MOST = 1e24;

    error NoLots();
    error WrongLength(uint256 expected, uint256 given);
    error ImpossibleMeasurement(uint256 index, int256 measurement);

    /// @notice Refuses rows that are not 13 possible measurements for each of so many lots.
    function requireRows(int256[] calldata rows, uint256 lots) internal pure {
        if (lots == 0) revert NoLots();
        if (rows.length != lots * MEASUREMENTS) revert WrongLength(lots * MEASUREMENTS, rows.length);
        for (uint256 i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] > MOST) revert ImpossibleMeasurement(i, rows[i]);
        }
    }

    /// @notice Asks a network for the grades of all rows in one call.
    /// @param model The network's id: what is published under its name later changes nothing.
    /// @return grades For each row the index of the largest output, the lowest among equals.
    function grade(bytes32 model, int256[] memory rows) internal view returns (uint8[] memory grades) {
        int256[] memory outputs = Predict.predict(referenceOf(model), rows);
        grades = new uint8[](rows.length / MEASUREMENTS);
        for (uint256 row = 0; row < grades.length; row++) {
            uint256 first = row * GRADES;
            uint8 largest = 0;
            for (uint8 i = 1; i < GRADES; i++) {
                if (outputs[first + i] > outputs[first + largest]) largest = i;
            }
            grades[row] = largest;
        }
    }

    /// @notice True if each measurement of two samples differs by no more than a share of the larger one.
    /// @param tolerance The share, in units of 1e-18.
    function agree(int256[] calldata a, int256[] calldata b, uint256 tolerance) internal pure returns (bool) {
        for (uint256 i = 0; i < MEASUREMENTS; i++) {
            (int256 less, int256 more) = a[i] < b[i] ? (a[i], b[i]) : (b[i], a[i]);
            // Both are possible measurements: the products stay far below 2 ** 255.
            if (uint256(more - less) * 1e18 > uint256(more) * tolerance) return false;
        }
        return true;
    }

    /// @notice The row of a lot.
    function rowOf(int256[] calldata rows, uint256 lot) internal pure returns (int256[] calldata) {
        return rows[lot * MEASUREMENTS:(lot + 1) * MEASUREMENTS];
    }

    /// @notice What is kept of a row.
    function hashOf(int256[] calldata row) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(row));
    }

    /// @notice How PREDICT is asked for a network by its id.
    function referenceOf(bytes32 model) internal pure returns (string memory) {
        return Strings.toHexString(uint256(model), 32);
    }
}
