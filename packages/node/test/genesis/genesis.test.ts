import { bytesToHex } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { memoryChain } from '../support/chain.ts';

test.each([
  ['no object', 5, 'its root'],
  ['no chain id', { config: {}, alloc: {} }, 'config.chainId'],
  ['a name for an address', { config: { chainId: 1 }, alloc: { alice: {} } }, 'alloc.alice'],
  ['an unknown key for PREDICT', { config: { chainId: 1 }, alloc: {}, predict: { on: true } }, 'predict'],
  ['a fork later on', { config: { chainId: 1, pragueTime: 5 }, alloc: {} }, 'pragueTime to 5'],
])('D1: %s is refused by name', (_what, file, where) => {
  expect(() => parseGenesis(file)).toThrow(where);
});

test('D2: the development chain', async () => {
  const chain = await memoryChain();
  expect(chain.common.chainId()).toBe(19_788n);
  expect(chain.head.header).toMatchObject({
    number: 0n,
    gasLimit: 30_000_000n,
    baseFeePerGas: 1_000_000_000n,
  });
  const predict = await memoryChain({ ...developmentGenesis(), predict: { enabled: false } });
  expect(bytesToHex(predict.head.hash())).not.toBe(bytesToHex(chain.head.hash()));
});

test('a genesis without accounts and PREDICT has the state root of an empty trie', async () => {
  const chain = await memoryChain({ config: { chainId: 5 }, alloc: {}, predict: { enabled: false } });
  expect(bytesToHex(chain.head.header.stateRoot)).toBe(
    '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  );
});
