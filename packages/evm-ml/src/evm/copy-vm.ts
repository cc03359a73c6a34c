import { createVM, type VM } from '@ethereumjs/vm';
import { PredictEvm } from './predict-evm.ts';

/**
 * A copy of a VM with PREDICT, on a shallow copy of its state: for `eth_call` and the like while blocks run.
 * `VM.shallowCopy()` would make a plain EVM of it. Event listeners and observers are not copied.
 *
 * @throws If the VM's EVM was not made by `createPredictEvm`.
 */
export async function copyPredictVm(vm: VM): Promise<VM> {
  if (!(vm.evm instanceof PredictEvm)) {
    throw new Error('expected a VM whose EVM was made by createPredictEvm');
  }
  const common = vm.common.copy();
  common.setHardfork(vm.common.hardfork());
  const stateManager = vm.stateManager.shallowCopy();
  const evm = vm.evm.copyOnto({ common, stateManager });
  return createVM({ common, stateManager, blockchain: vm.blockchain, evm });
}
