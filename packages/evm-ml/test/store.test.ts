import { Address, hexToBytes } from '@ethereumjs/util';
import { modelId } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { bytesToHex, type Hex, keccak256, toHex } from 'viem';
import { beforeEach, describe, expect, it } from 'vitest';
import { createUpload, layoutOf, MODEL_STORE_ADDRESS, modelStoreAbi } from '../src/index.ts';
import { type Chain, createChain } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { encode, errorText } from './support/predict-calls.ts';

const CHUNK = 24_575;
const ZERO_HASH = toHex(0, { size: 32 });

/** Bytes without two equal chunks. */
function artefactOf(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

describe('ModelStore', () => {
  let chain: Chain;
  let store: TestContract;
  beforeEach(async () => {
    chain = await createChain();
    store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
  });

  const codeAt = async (address: Hex) => chain.vm.stateManager.getCode(new Address(hexToBytes(address)));
  const upload = async (...chunks: Uint8Array[]) =>
    (await store.send('uploadChunks', [chunks.map((chunk) => bytesToHex(chunk))])) as Hex[];

  it('stores chunks as STOP-prefixed code at the address that their hash tells (P2, F8, F9)', async () => {
    for (const length of [1, 100, CHUNK]) {
      const chunk = artefactOf(length, length);
      const [hash] = await upload(chunk);
      const { chunks } = layoutOf(chunk);
      expect(chunks[0]!.hash).toBe(hash);
      expect(await store.send('chunkAddress', [hash])).toMatch(new RegExp(chunks[0]!.address, 'i'));
      expect(await codeAt(chunks[0]!.address)).toEqual(Uint8Array.of(0, ...chunk));
      expect(await store.send('hasChunk', [hash])).toBe(true);
    }
    expect(
      await store.send('hasChunks', [[layoutOf(artefactOf(100, 100)).chunks[0]!.hash, ZERO_HASH]]),
    ).toEqual([true, false]);
  });

  it('reports new chunks only, and takes almost nothing for old ones', async () => {
    const chunks = [artefactOf(5_000, 1), artefactOf(5_000, 2)].map((chunk) => bytesToHex(chunk));
    const first = await store.try('uploadChunks', [chunks]);
    const again = await store.try('uploadChunks', [chunks]);
    expect(first.execResult.logs).toHaveLength(2);
    expect(again.execResult.logs).toHaveLength(0);
    expect(first.execResult.executionGasUsed).toBeGreaterThan(2_000_000n);
    expect(again.execResult.executionGasUsed).toBeLessThan(40_000n);
  });

  it('stores equal chunks of one call once', async () => {
    const [a, b] = await upload(Uint8Array.of(1), Uint8Array.of(1));
    expect(a).toBe(b);
  });

  it.each([
    ['an empty chunk', [Uint8Array.of(1), new Uint8Array()], 'InvalidChunkLength(1,0)'],
    ['a chunk that is too long', [new Uint8Array(CHUNK + 1)], `InvalidChunkLength(0,${CHUNK + 1})`],
  ])('refuses %s', async (_, chunks, error) => {
    expect(await store.error('uploadChunks', [chunks.map((chunk) => bytesToHex(chunk))])).toBe(error);
  });

  it('says so if the gas does not suffice for a chunk’s code', async () => {
    const { execResult } = await store.try('uploadChunks', [[bytesToHex(artefactOf(20_000))]], {
      gas: 3_500_000n,
    });
    expect(execResult.exceptionError).toBeDefined();
    expect(await store.send('hasChunk', [layoutOf(artefactOf(20_000)).chunks[0]!.hash])).toBe(false);
  });

  it('seals: the manifest lies where the model id tells, twice is as once (P3)', async () => {
    const artefact = artefactOf(CHUNK + 10);
    const { modelId, manifestAddress, chunks } = layoutOf(artefact);
    const hashes = await upload(...chunks.map(({ bytes }) => bytes));
    expect(await store.send('isSealed', [modelId])).toBe(false);
    expect(await store.send('seal', [artefact.length, hashes])).toBe(modelId);
    expect(await store.send('isSealed', [modelId])).toBe(true);
    expect(await store.send('manifestAddress', [modelId])).toMatch(new RegExp(manifestAddress, 'i'));
    expect(bytesToHex(await codeAt(manifestAddress))).toBe(
      `0x00${artefact.length.toString(16).padStart(8, '0')}${hashes.map((hash) => hash.slice(2)).join('')}`,
    );
    const again = await store.try('seal', [artefact.length, hashes]);
    expect(again.execResult.logs).toHaveLength(0);
    expect(bytesToHex(again.execResult.returnValue)).toBe(modelId);
  });

  it('refuses to seal what does not add up', async () => {
    const [full, other] = await upload(artefactOf(CHUNK, 1), artefactOf(CHUNK, 2));
    const [short] = await upload(artefactOf(10, 3));
    const cases: [number, (Hex | undefined)[], string][] = [
      [0, [], 'InvalidModelLength(0)'],
      [16 * 1024 * 1024 + 1, [full], `InvalidModelLength(${16 * 1024 * 1024 + 1})`],
      [10, [], 'WrongChunkCount(1,0)'],
      [10, [short, short], 'WrongChunkCount(1,2)'],
      [CHUNK + 10, [full], 'WrongChunkCount(2,1)'],
      [10, [ZERO_HASH], `MissingChunk(0,${ZERO_HASH})`],
      [CHUNK + 10, [full, ZERO_HASH], `MissingChunk(1,${ZERO_HASH})`],
      [11, [short], 'WrongChunkLength(0,11,10)'],
      [9, [short], 'WrongChunkLength(0,9,10)'],
      [CHUNK + 10, [short, full], `WrongChunkLength(0,${CHUNK},10)`],
      [CHUNK + 10, [full, other], `WrongChunkLength(1,10,${CHUNK})`],
    ];
    for (const [length, hashes, error] of cases) {
      expect(await store.error('seal', [length, hashes])).toBe(error);
    }
  });

  it('a chunk that looks like a manifest is none (P3)', async () => {
    const artefact = artefactOf(10);
    const { modelId, chunks } = layoutOf(artefact);
    await upload(artefact);
    // the manifest's code without its STOP, uploaded as a chunk
    const forged = hexToBytes(`0x0000000a${chunks[0]!.hash.slice(2)}`);
    const [hash] = await upload(forged);
    expect(hash).toBe(modelId);
    expect(await store.send('isSealed', [modelId])).toBe(false);
    const { execResult } = await chain.send({ to: MODEL_STORE_ADDRESS, data: '0x' });
    expect(execResult.exceptionError).toBeDefined();
  });
});

describe('createUpload', () => {
  it('brings 200 kB on chain in transactions below the cap of 2^24, with gas limits that suffice', async () => {
    const chain = await createChain();
    const { modelId, transactions, missing } = createUpload(artefactOf(200_000));
    expect(missing).toHaveLength(9);
    expect(transactions).toHaveLength(4);
    for (const { to, data, gas } of transactions) {
      expect(gas).toBeLessThanOrEqual(2n ** 24n);
      const { totalGasSpent } = await chain.mine({ to, data, gas });
      // not wasteful either: a tenth at most is left
      expect(Number(totalGasSpent)).toBeGreaterThan(Number(gas) * 0.9 - 60_000);
    }
    const store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
    expect(await store.send('isSealed', [modelId])).toBe(true);
  });

  it.each([1, 100, 6_000, 20_000, CHUNK])(
    'plans enough gas for a single chunk of %i bytes',
    async (length) => {
      const chain = await createChain();
      for (const transaction of createUpload(artefactOf(length)).transactions) await chain.mine(transaction);
    },
  );

  it('the largest model, 16 MiB, is sealed below the cap, and PREDICT tells its price or its fault', async () => {
    const chain = await createChain();
    // All chunks but the last are equal, so that two are uploaded; sealing reads all 683.
    const { modelId, transactions, missing } = createUpload(new Uint8Array(16 * 1024 * 1024));
    expect(missing).toHaveLength(2);
    for (const transaction of transactions) {
      expect(transaction.gas).toBeLessThanOrEqual(2n ** 24n);
      await chain.mine(transaction);
    }
    const store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
    expect(await store.send('isSealed', [modelId])).toBe(true);
    const { returnValue } = await chain.call(encode.describe(modelId));
    expect(errorText(bytesToHex(returnValue))).toMatch(/^UnusableModel/);
  });

  it('resumes after an interruption, and a new version pays for what changed only', async () => {
    const chain = await createChain();
    const store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
    const existing = async (artefact: Uint8Array) => {
      const hashes = layoutOf(artefact).chunks.map(({ hash }) => hash);
      const stored = (await store.send('hasChunks', [hashes])) as boolean[];
      return new Set(hashes.filter((_, i) => stored[i]));
    };
    const artefact = artefactOf(8 * CHUNK);
    const first = createUpload(artefact);
    await chain.mine(first.transactions[0]!); // then the line goes dead

    const resumed = createUpload(artefact, { existing: await existing(artefact) });
    expect(resumed.missing).toHaveLength(5);
    for (const transaction of resumed.transactions) await chain.mine(transaction);
    expect(await store.send('isSealed', [first.modelId])).toBe(true);

    const next = artefact.slice();
    next[3 * CHUNK] = ~next[3 * CHUNK]!;
    const update = createUpload(next, { existing: await existing(next) });
    expect(update.missing).toEqual([update.chunks[3]]);
    expect(update.transactions).toHaveLength(2);
    expect(createUpload(artefact, { existing: await existing(artefact), sealed: true }).transactions).toEqual(
      [],
    );
  });

  it('packs what the cap allows, each chunk once, in order', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3 * CHUNK }), { minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 6, max: 30 }), ([length], mega) => {
        const cap = BigInt(mega) * 1_000_000n;
        const { transactions } = createUpload(artefactOf(length!), {}, { maxTransactionGas: cap });
        for (const { gas } of transactions) expect(gas).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 10 },
    );
    // equal chunks are uploaded once
    const zeros = createUpload(new Uint8Array(5 * CHUNK));
    expect(zeros.chunks).toHaveLength(5);
    expect(zeros.missing).toHaveLength(1);
  });

  it('refuses a chain that cannot hold a single chunk, and says what it takes', () => {
    expect(() => createUpload(artefactOf(CHUNK), {}, { maxTransactionGas: 5_000_000n })).toThrow(
      /24575 bytes takes 5\d{6} gas, and a transaction may use 5000000/,
    );
  });

  it.each([0, 16 * 1024 * 1024 + 1])('refuses %i bytes', (length) => {
    expect(() => createUpload(new Uint8Array(length))).toThrow(RangeError);
  });

  it('computes the id that F8 defines', () => {
    // By hand, for one chunk of one byte.
    const init = (code: string) =>
      `0x61${(code.length / 2).toString(16).padStart(4, '0')}80600a3d393df3${code}` as Hex;
    const chunkHash = keccak256(init('00ff'));
    const expected = keccak256(init(`0000000001${chunkHash.slice(2)}`));
    expect(layoutOf(Uint8Array.of(0xff)).modelId).toBe(expected);
    for (const length of [1, 24_575, 24_576, 60_000]) {
      const artefact = artefactOf(length);
      expect(layoutOf(artefact).modelId).toBe(bytesToHex(modelId(artefact)));
    }
  });
});
