import type { BlockHeader } from '@ethereumjs/block';
import { Address, bigIntToAddressBytes, bigIntToBytes, setLengthLeft } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';

/** EIP-2935: before the transactions of a block, its parent's hash enters the history contract, if there is one. */
export async function storeParentHash(vm: VM, header: BlockHeader): Promise<void> {
  const history = new Address(bigIntToAddressBytes(vm.common.param('historyStorageAddress')));
  const code = await vm.stateManager.getCode(history);
  if (code.length === 0) return;
  const slot = (header.number - 1n) % vm.common.param('historyServeWindow');
  await vm.stateManager.putStorage(history, setLengthLeft(bigIntToBytes(slot), 32), header.parentHash);
  await vm.evm.journal.cleanup();
}
