// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {PredictFork} from "@evm-ml/evm/contracts/foundry/PredictFork.sol";
import {IPredict} from "@evm-ml/evm/contracts/interfaces/IPredict.sol";
import {Cellar} from "../src/Cellar.sol";

/// @notice The cheat codes that these tests use; forge-std has them all.
interface Vm {
    function skip(bool doSkip) external;
    function expectRevert(bytes calldata reason) external;
}

/// @notice The network itself answers: `npm run test:node`, or `forge test --fork-url` of a node with the model on it.
/// Without a fork these tests are skipped.
contract CellarOnNodeTest {
    Vm private constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    Cellar private cellar;

    function setUp() external {
        if (!PredictFork.isForked()) return VM.skip(true);
        PredictFork.activate();
        cellar = new Cellar();
    }

    function test_GradesLots() external {
        cellar.submit(1, _lot([int256(14060), 2150, 2610, 17600, 121000, 2600, 2510, 310, 1250, 5050, 1060, 3580, 1295000]));
        cellar.submit(2, _lot([int256(13670), 1250, 1920, 18000, 94000, 2100, 1790, 320, 730, 3800, 1230, 2460, 630000]));
        require(cellar.grades(1) == 1 && cellar.grades(2) == 2, "Barolo and Grignolino, plus one");
    }

    function test_ErrorsOfPredict() external {
        VM.expectRevert(abi.encodeWithSelector(IPredict.WrongInputLength.selector, 13, 2));
        cellar.grade(new int256[](2));
    }

    function test_Floats() external view {
        require(keccak256(bytes(cellar.celsius("212"))) == keccak256("100"), "IEEE-754");
    }

    /// @dev Thousandths as PREDICT takes numbers, in units of 1e-18.
    function _lot(int256[13] memory thousandths) private pure returns (int256[] memory lot) {
        lot = new int256[](13);
        for (uint256 i = 0; i < 13; i++) lot[i] = thousandths[i] * 1e15;
    }
}
