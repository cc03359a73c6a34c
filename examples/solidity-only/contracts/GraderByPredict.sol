// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {IGrader} from "./IGrader.sol";

/// @title The network by PREDICT
contract GraderByPredict is IGrader {
    string public model;

    /// @param model_ By its id the network stays what it is; by a name it is what the name's owner publishes last.
    constructor(string memory model_) {
        model = model_;
    }

    /// @inheritdoc IGrader
    function predict(int256[] calldata input) external view returns (int256[] memory output) {
        return Predict.predict(model, input);
    }

    /// @inheritdoc IGrader
    function predictClass(int256[] calldata input) external view returns (uint256 class) {
        return Predict.predictClass(model, input);
    }
}
