// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";

/// Calls PREDICT in every way that a contract can.
contract Prober {
    uint256 public stored;

    function predict(string calldata ref, int256[] calldata input) external view returns (int256[] memory) {
        return Predict.predict(ref, input);
    }

    function predictClass(string calldata ref, int256[] calldata input) external view returns (uint256) {
        return Predict.predictClass(ref, input);
    }

    function predictRaw(string calldata ref, bytes calldata input) external view returns (bytes memory) {
        return Predict.predictRaw(ref, input);
    }

    function predictFromText(string calldata ref, string calldata text) external view returns (int256[] memory) {
        return Predict.predictFromText(ref, text);
    }

    function predictClassFromText(string calldata ref, string calldata text) external view returns (uint256) {
        return Predict.predictClassFromText(ref, text);
    }

    function predictText(string calldata ref, string calldata text) external view returns (string memory) {
        return Predict.predictText(ref, text);
    }

    function generate(string calldata ref, int256[] calldata input, uint256 mostSteps)
        external
        view
        returns (int256[] memory)
    {
        return Predict.generate(ref, input, mostSteps);
    }

    function describe(string calldata ref) external view returns (IPredict.Description memory) {
        return Predict.describe(ref);
    }

    function gasOf(string calldata ref, uint256 batch) external view returns (uint256) {
        return Predict.gasOf(ref, batch);
    }

    function isAvailable() external view returns (bool) {
        return Predict.isAvailable();
    }

    /// The plain interface at the precompile's address, without the library.
    function viaInterface(string calldata ref, int256[] calldata input) external view returns (int256[] memory) {
        return IPredict(Predict.PREDICT).predict(ref, input);
    }

    function store(string calldata ref, int256[] calldata input) external {
        stored = Predict.predictClass(ref, input) + 1;
    }

    /// 0 CALL, 1 STATICCALL, 2 DELEGATECALL, 3 CALLCODE, 4 CALL with 1 wei.
    function probe(uint256 kind, uint256 gasLimit, bytes memory data)
        public
        payable
        returns (bool ok, bytes memory answer, uint256 used)
    {
        address target = Predict.PREDICT;
        assembly {
            let at := add(data, 32)
            let length := mload(data)
            let before := gas()
            switch kind
            case 0 { ok := call(gasLimit, target, 0, at, length, 0, 0) }
            case 1 { ok := staticcall(gasLimit, target, at, length, 0, 0) }
            case 2 { ok := delegatecall(gasLimit, target, at, length, 0, 0) }
            case 3 { ok := callcode(gasLimit, target, 0, at, length, 0, 0) }
            default { ok := call(gasLimit, target, 1, at, length, 0, 0) }
            used := sub(before, gas())
            answer := mload(64)
            mstore(answer, returndatasize())
            returndatacopy(add(answer, 32), 0, returndatasize())
            mstore(64, and(add(add(answer, 63), returndatasize()), not(31)))
        }
    }

    /// Asks at the end of `depth` calls to itself.
    function nested(uint256 depth, bytes calldata data) external returns (bytes memory answer) {
        if (depth > 0) return this.nested(depth - 1, data);
        bool ok;
        (ok, answer,) = probe(1, gasleft(), data);
        require(ok, "refused");
    }

    function askAndRevert(bytes calldata data) external {
        (bool ok,, uint256 used) = probe(1, gasleft(), data);
        stored = 99;
        revert(string(abi.encode(ok, used)));
    }

    /// Gas of a call whose frame is reverted, and of the same call afterwards, twice.
    function aroundRevert(bytes calldata data) external returns (uint256 first, uint256 second, uint256 third) {
        try this.askAndRevert(data) {}
        catch Error(string memory reason) {
            (, first) = abi.decode(bytes(reason), (bool, uint256));
        }
        (,, second) = probe(1, gasleft(), data);
        (,, third) = probe(1, gasleft(), data);
    }
}
