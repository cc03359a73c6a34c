import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createTxFromRLP } from '@ethereumjs/tx';
import { createAccount, createAddressFromString } from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';
import type { Engine } from './engine.ts';

/**
 * Stock @ethereumjs/vm as its documentation sets it up: state in memory, no blocks written, no mempool. It does less
 * than a node has to; a state root is taken for each block.
 */
export async function createStockEngine(chainId: number, funded: readonly string[]): Promise<Engine> {
  const common = new Common({ chain: { ...Mainnet, chainId }, hardfork: Hardfork.Osaka });
  const vm = await createVM({ common });
  for (const address of funded) {
    const account = createAccount({ balance: 10n ** 24n, nonce: 0n });
    await vm.stateManager.putAccount(createAddressFromString(address), account);
  }
  return {
    name: '@ethereumjs/vm, stock',
    async runBlock(transactions) {
      for (const raw of transactions) {
        const tx = createTxFromRLP(raw, { common });
        await runTx(vm, { tx, skipHardForkValidation: true });
      }
      await vm.stateManager.getStateRoot();
    },
    close: async () => {},
  };
}
