import { bytesToHex } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { firstDifference, readExchanges } from '../../src/conformance/execution-apis/exchange.ts';
import { importChain } from '../../src/conformance/execution-apis/import-chain.ts';
import { createCustomCrypto } from '../../src/crypto/custom-crypto.ts';
import { append, inputs, memoryChain, sign } from '../support/chain.ts';

test('requests and responses are read in pairs, comments are not', () => {
  const text =
    '// says what\n>> {"method":"a","id":1}\n<< {"result":1}\n>> {"method":"b"}\n<< {"error":{"code":3}}\n';
  expect(readExchanges(text)).toEqual([
    { request: { method: 'a', id: 1 }, method: 'a', expected: { result: 1 }, formOnly: false },
    { request: { method: 'b' }, method: 'b', expected: { error: { code: 3 } }, formOnly: false },
  ]);
  expect(readExchanges('// speconly: form\n>> {"method":"a"}\n<< {}')[0]?.formOnly).toBe(true);
});

test.each([
  [{ a: [1, { b: '0x1' }] }, { a: [1, { b: '0x1' }] }, false, undefined],
  [{ a: [1] }, { a: [1, 2] }, false, '/a: expected 1 items, got 2'],
  [{ a: 1 }, {}, false, '/a is missing'],
  [{ a: 1 }, { a: 1, b: 2 }, false, '/b is not expected'],
  [{ a: '0x1' }, { a: '0x2' }, false, '/a: expected "0x1", got "0x2"'],
  [{ a: '0x1' }, { a: '0x2', b: 1 }, true, undefined],
  [{ a: '0x1' }, { a: 5 }, true, '/a: expected "0x1", got 5'],
  [{ result: { a: 1, b: 2 } }, { result: { a: 3 } }, true, undefined],
  [{ result: 1 }, { error: { code: 5 } }, true, '/result is missing: {"code":5}'],
  [{ error: { code: 1 } }, { error: { code: 2, message: 'x' } }, false, undefined],
  [{ error: { code: 1 } }, { result: 1 }, false, '/error is missing'],
  [{ a: null }, { a: null }, false, undefined],
])('%j against %j', (expected, given, formOnly, difference) => {
  expect(firstDifference(expected, given, formOnly)).toBe(difference);
});

test('a chain of blocks in RLP is imported and checked; one that does not follow from execution is refused', async () => {
  const balance = `0x${(10n ** 24n).toString(16)}`;
  const own = await memoryChain();
  const sender = sign(own, {}).getSenderAddress().toString();
  const alloc = { [sender]: { balance } };
  const config = {
    chainId: 19_788,
    homesteadBlock: 0,
    eip150Block: 0,
    eip155Block: 0,
    eip158Block: 0,
    byzantiumBlock: 0,
    constantinopleBlock: 0,
    petersburgBlock: 0,
    istanbulBlock: 0,
    berlinBlock: 0,
    londonBlock: 0,
    mergeNetsplitBlock: 0,
    shanghaiTime: 0,
    cancunTime: 0,
    pragueTime: 0,
    osakaTime: 0,
  };
  const file = {
    config,
    alloc,
    nonce: '0x0',
    timestamp: '0x0',
    gasLimit: '0x1c9c380',
    difficulty: '0x0',
    extraData: '0x',
    baseFeePerGas: '0x3b9aca00',
  } as const;
  const crypto = await createCustomCrypto();
  const genesis = await importChain(file, new Uint8Array(), crypto);
  const chain = await memoryChain({ config: { chainId: 19_788 }, alloc, predict: { enabled: false } });
  expect(bytesToHex(genesis.head.header.stateRoot)).toBe(bytesToHex(chain.head.header.stateRoot));
  const { block } = await append(chain, [sign(chain, { nonce: 0 })], inputs());
  const imported = await importChain(file, block.serialize(), crypto);
  expect(bytesToHex(imported.head.hash())).toBe(bytesToHex(block.hash()));
  expect(await imported.store.readReceipts(1n)).toMatchObject([{ success: true, gasUsed: 21_000n }]);
  const wrong = block.serialize();
  wrong[wrong.indexOf(block.header.stateRoot[0]!, 90)]! ^= 1;
  await expect(importChain(file, wrong, crypto)).rejects.toThrow();
});
