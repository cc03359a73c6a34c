// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";
import {Cellar} from "../src/Cellar.sol";

/// @notice The cheat codes that these tests use; forge-std has them all.
interface Vm {
    function mockCall(address callee, bytes calldata data, bytes calldata answer) external;
    function mockCallRevert(address callee, bytes calldata data, bytes calldata reason) external;
    function expectRevert(bytes calldata reason) external;
    function expectEmit(bool, bool, bool, bool) external;
}

/// @notice Forge's own EVM has no PREDICT. Mocked answers test what the contract does with them; what the network
/// says is tested against a node, with `forge create` and `cast`.
contract CellarTest {
    Vm private constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    Cellar private cellar = new Cellar();
    int256[] private lot = new int256[](13);

    event Graded(uint256 indexed lot, uint256 grade);

    function test_KeepsTheGrade() external {
        _answer(2);
        VM.expectEmit(true, true, true, true);
        emit Graded(7, 2);
        cellar.submit(7, lot);
        require(cellar.grades(7) == 3, "grade plus one");
    }

    function test_GradeZeroIsNotNoGrade() external {
        _answer(0);
        cellar.submit(7, lot);
        require(cellar.grades(7) == 1 && cellar.grades(8) == 0, "one grade");
    }

    function testFuzz_PassesMeasurementsOn(int256[13] calldata measurements, uint256 class) external {
        for (uint256 i = 0; i < 13; i++) lot[i] = measurements[i];
        _answer(class);
        require(cellar.grade(lot) == class, "the network's answer");
    }

    function test_ErrorsPassThrough() external {
        bytes memory reason = abi.encodeWithSelector(IPredict.WrongInputLength.selector, 13, 2);
        VM.mockCallRevert(Predict.PREDICT, "", reason);
        VM.expectRevert(reason);
        cellar.grade(lot);
    }

    function test_WithoutPredictThereIsNoGrade() external {
        VM.expectRevert(abi.encodeWithSelector(IPredict.PredictUnavailable.selector));
        cellar.submit(7, lot);
    }

    function _answer(uint256 class) private {
        bytes memory question = abi.encodeCall(IPredict.predictClass, (cellar.MODEL(), lot));
        VM.mockCall(Predict.PREDICT, question, abi.encode(class));
    }
}
