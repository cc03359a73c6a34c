import { mkdir, rename, rm } from 'node:fs/promises';
import { Account, Address, createZeroAddress } from '@ethereumjs/util';
import {
  createCustomCrypto,
  createDriver,
  defaultLimits,
  type developmentGenesis,
  Mempool,
  openChain,
  openStore,
  parseGenesis,
} from '@evm-ml/node/parts';
import { fillerAddress, inOrderOfHashes } from './filler-accounts.ts';

/** Accounts that one block brings. */
const perBlock = 20_000;
/** Empty blocks afterwards: as many as have their old trie nodes kept, or the first to follow would prune the fill's. */
const blocksAfter = 128;

/**
 * Makes a data folder whose state has so many accounts: blocks without transactions that bring them, executed and
 * committed as any other, so that the state has its trie, its history and its checksums. Nothing is flushed meanwhile.
 * The folder is there whole or not at all.
 * @param say told how many accounts there are, after each block
 */
export async function fill(
  folder: string,
  genesis: ReturnType<typeof developmentGenesis>,
  count: number,
  say: (done: number) => void,
): Promise<void> {
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const crypto = await createCustomCrypto();
  const store = await openStore(part, 'lmdb', 'os');
  const chain = await openChain(store, parseGenesis(genesis), { crypto });
  const parts = { chain, pool: new Mempool(defaultLimits) };
  const driver = createDriver({ blockTime: 0, coinbase: createZeroAddress() }, parts);
  const order = inOrderOfHashes(count, crypto.keccak256!);
  for (let from = 0; from < count; from += perBlock) {
    const block = order.subarray(from, from + perBlock);
    await driver.development.seal({
      empty: true,
      edit: async (state) => {
        for (const index of block)
          await state.putAccount(
            new Address(fillerAddress(index)),
            new Account(0n, 10n ** 18n + BigInt(index)),
          );
      },
    });
    say(from + block.length);
  }
  for (let block = 0; block < blocksAfter; block++) await driver.development.seal({ empty: true });
  await driver.stop();
  await chain.idle();
  await store.close();
  await rename(part, folder);
}
