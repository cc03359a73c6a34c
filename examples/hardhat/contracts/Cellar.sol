// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Float64, Float64Math} from "@evm-ml/evm/contracts/floats/Float64.sol";

/// @title Writes down what a neural network says about lots of wine
contract Cellar {
    /// @notice The model, by name: the version that its owner marked latest.
    string public constant MODEL = "acme.cellar.grader";

    /// @notice Grade of each lot plus one; zero if the lot has none yet.
    mapping(uint256 lot => uint256 gradePlusOne) public grades;

    /// @notice A lot was graded.
    event Graded(uint256 indexed lot, uint256 grade);

    /// @notice Asks the network and keeps its answer.
    /// @param lot The lot's number.
    /// @param measurements 13 numbers in units of 1e-18.
    function submit(uint256 lot, int256[] calldata measurements) external {
        uint256 class = grade(measurements);
        grades[lot] = class + 1;
        emit Graded(lot, class);
    }

    /// @notice The grade of one lot.
    /// @param measurements 13 numbers in units of 1e-18.
    /// @return class 0, 1 or 2.
    function grade(int256[] memory measurements) public view returns (uint256 class) {
        return Predict.predictClass(MODEL, measurements);
    }

    /// @notice How sure the network is, for several lots at once.
    /// @param lots 13 numbers for each lot, one lot after another, in units of 1e-18.
    /// @return probabilities Three for each lot, in units of 1e-18.
    function probabilities(int256[] memory lots) external view returns (int256[] memory) {
        return Predict.predict(MODEL, lots);
    }

    /// @notice Degrees Fahrenheit as degrees Celsius, in IEEE-754 binary64.
    /// @param fahrenheit A decimal text.
    /// @return celsius The shortest decimal text of the result.
    function celsius(string calldata fahrenheit) external pure returns (string memory) {
        Float64 degrees = Float64Math.fromString(fahrenheit) - Float64Math.fromInt(32);
        return (degrees * Float64Math.fromInt(5) / Float64Math.fromInt(9)).toString();
    }
}
