/** What a cache of blocks counts is not less than what they take, whatever their transactions are made of. */
import { Block, createBlockHeader } from '@ethereumjs/block';
import { Common, Mainnet } from '@ethereumjs/common';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { weightOfBlock } from '../../src/storage/block-weight.ts';

const common = new Common({ chain: Mainnet, hardfork: 'osaka' });
const address: Hex = `0x${'22'.repeat(20)}`;
const word: Hex = `0x${'33'.repeat(32)}`;
const fields = { gasLimit: 16_000_000n, maxFeePerGas: 1n, to: address };
const authorization = { chainId: '0x1', address, nonce: '0x1', yParity: '0x1', r: word, s: word } as const;
const list = <T>(length: number, entry: T): T[] => Array(length).fill(entry);

/** Bytes of the heap that each entry was measured to take, with all that it is made of. */
const cases: [string, number, TypedTransaction][] = [
  [
    'slots of an access list',
    175,
    createTx({ ...fields, type: 2, accessList: [{ address, storageKeys: list(1_000, word) }] }, { common }),
  ],
  [
    'addresses of an access list',
    371,
    createTx({ ...fields, type: 2, accessList: list(1_000, { address, storageKeys: [] }) }, { common }),
  ],
  [
    'authorizations',
    993,
    createTx({ ...fields, type: 4, authorizationList: list(1_000, authorization) }, { common }),
  ],
  ['bytes', 2, createTx({ ...fields, type: 2, data: new Uint8Array(1_000).fill(1) }, { common })],
];

test.each(cases)('%s weigh what they take', (_what, bytes, tx) => {
  const block = new Block(createBlockHeader({}, { common }), [tx], [], [], { common });
  expect(weightOfBlock(block)).toBeGreaterThan(1_000 * bytes);
});
