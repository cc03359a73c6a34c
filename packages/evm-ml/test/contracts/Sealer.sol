// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {IModelStore} from "@evm-ml/evm/contracts/interfaces/IModelStore.sol";

/// Seals a model, asks it, and undoes the sealing.
contract Sealer {
    IModelStore private constant STORE = IModelStore(0x4D4C000000000000000000000000000000000001);

    error Answer(bytes answer);

    function sealAskRevertAsk(bytes calldata model, bytes calldata question)
        external
        returns (bytes memory inside, bytes memory afterwards)
    {
        try this.sealAskRevert(model, question) {}
        catch (bytes memory reason) {
            assembly {
                let size := sub(mload(reason), 4)
                reason := add(reason, 4)
                mstore(reason, size)
            }
            inside = abi.decode(reason, (bytes));
        }
        (, afterwards) = Predict.PREDICT.staticcall(question);
    }

    function sealAskRevert(bytes calldata model, bytes calldata question) external {
        STORE.sealContent(model, 0);
        (, bytes memory answer) = Predict.PREDICT.staticcall(question);
        revert Answer(answer);
    }
}
