import { Address, hexToBytes } from '@ethereumjs/util';
import { type Artefact, chunkHash, modelId, seal } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { bytesToHex, concatHex, type Hex, keccak256, toHex } from 'viem';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createUpload,
  layoutOf,
  listedAddresses,
  MODEL_STORE_ADDRESS,
  modelStoreAbi,
  readManifest,
  storedAddress,
} from '../src/index.ts';
import { type Chain, createChain } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { encode, errorText } from './support/predict-calls.ts';

const CHUNK = 24_575;
/** The longest content that lies in its manifest. */
const INLINE = 24_539;
/** The longest content whose chunks its manifest lists. */
const LISTED = 766 * CHUNK;
const ZERO_HASH = toHex(0, { size: 32 });

/** Bytes without two equal chunks. */
function artefactOf(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

const hashOf = (chunk: Uint8Array): Hex => bytesToHex(chunkHash(chunk));

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
      const address = storedAddress('chunk', hash!);
      expect(hashOf(chunk)).toBe(hash);
      expect(await store.send('chunkAddress', [hash])).toMatch(new RegExp(address, 'i'));
      expect(await codeAt(address)).toEqual(Uint8Array.of(0, ...chunk));
      expect(await store.send('hasChunk', [hash])).toBe(true);
    }
    expect(await store.send('hasChunks', [[hashOf(artefactOf(100, 100)), ZERO_HASH]])).toEqual([true, false]);
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
    expect(await store.send('hasChunk', [hashOf(artefactOf(20_000))])).toBe(false);
  });

  it('seals longer content: the manifest lies where the id tells, twice is as once (P3)', async () => {
    const model = artefactOf(CHUNK + 10);
    const { id, manifestAddress, chunks } = layoutOf({ model }).model;
    const hashes = await upload(...chunks.map(({ bytes }) => bytes));
    expect(await store.send('isSealed', [id])).toBe(false);
    expect(await store.send('sealChunks', [model.length, hashes, ZERO_HASH])).toBe(id);
    expect(await store.send('isSealed', [id])).toBe(true);
    expect(await store.send('manifestAddress', [id])).toMatch(new RegExp(manifestAddress, 'i'));
    expect(bytesToHex(await codeAt(manifestAddress))).toBe(
      `0x00${model.length.toString(16).padStart(8, '0')}${ZERO_HASH.slice(2)}${hashes.map((hash) => hash.slice(2)).join('')}`,
    );
    const again = await store.try('sealChunks', [model.length, hashes, ZERO_HASH]);
    expect(again.execResult.logs).toHaveLength(0);
    expect(bytesToHex(again.execResult.returnValue)).toBe(id);
  });

  it.each([1, 100, INLINE])(
    'seals content of %i bytes in its manifest, with an origin (P3, F8)',
    async (length) => {
      const origin = artefactOf(length, 7);
      const model = artefactOf(length, 8);
      const layout = layoutOf({ model, origin });
      const originId = layout.origin!.id;
      // Nothing comes from what is not there.
      expect(await store.error('sealContent', [bytesToHex(model), originId])).toBe(`NotSealed(${originId})`);
      expect(await store.send('sealContent', [bytesToHex(origin), ZERO_HASH])).toBe(originId);
      expect(await store.send('sealContent', [bytesToHex(model), originId])).toBe(layout.modelId);
      const code = await codeAt(layout.model.manifestAddress);
      expect(readManifest(code)).toEqual({
        length,
        originId,
        inline: model,
        indexHashes: new Uint8Array(0),
        chunkHashes: new Uint8Array(0),
      });
      expect(await store.send('originOf', [layout.modelId])).toBe(originId);
      expect(await store.send('originOf', [originId])).toBe(ZERO_HASH);
      expect(await store.error('originOf', [ZERO_HASH])).toBe(`NotSealed(${ZERO_HASH})`);
      const again = await store.try('sealContent', [bytesToHex(model), originId]);
      expect(again.execResult.logs).toHaveLength(0);
    },
  );

  it('F8: a false origin gives another id, so that nobody can give a model one', async () => {
    const model = artefactOf(50);
    const [own, strange] = [artefactOf(60, 2), artefactOf(60, 3)];
    const { modelId } = layoutOf({ model, origin: own });
    const id = await store.send('sealContent', [bytesToHex(strange), ZERO_HASH]);
    expect(await store.send('sealContent', [bytesToHex(model), id])).not.toBe(modelId);
    expect(await store.send('isSealed', [modelId])).toBe(false);
  });

  it('a manifest of chunks is read as one, whatever its length (F8)', () => {
    for (const length of [INLINE + 1, CHUNK, CHUNK + 1, 5 * CHUNK, LISTED]) {
      const sealed = seal(new Uint8Array(length));
      const { inline, chunkHashes, ...rest } = readManifest(sealed.manifest);
      expect(inline).toBeUndefined();
      expect([...listedAddresses(chunkHashes)]).toEqual(
        sealed.chunks.map(({ hash }) => storedAddress('chunk', bytesToHex(hash))),
      );
      expect(rest).toEqual({ length, originId: ZERO_HASH, indexHashes: new Uint8Array(0) });
    }
  });

  it('refuses to seal what does not add up', async () => {
    const [full, other] = await upload(artefactOf(CHUNK, 1), artefactOf(CHUNK, 2));
    const [short] = await upload(artefactOf(10, 3));
    const cases: [number, (Hex | undefined)[], string][] = [
      [0, [], 'InvalidLength(0)'],
      [INLINE, [short], `InvalidLength(${INLINE})`],
      [LISTED + 1, [full], `InvalidLength(${LISTED + 1})`],
      [CHUNK, [], 'WrongChunkCount(1,0)'],
      [CHUNK, [full, full], 'WrongChunkCount(1,2)'],
      [CHUNK + 10, [full], 'WrongChunkCount(2,1)'],
      [CHUNK, [ZERO_HASH], `MissingChunk(0,${ZERO_HASH})`],
      [CHUNK + 10, [full, ZERO_HASH], `MissingChunk(1,${ZERO_HASH})`],
      [CHUNK + 11, [full, short], 'WrongChunkLength(1,11,10)'],
      [CHUNK + 9, [full, short], 'WrongChunkLength(1,9,10)'],
      [CHUNK + 10, [short, full], `WrongChunkLength(0,${CHUNK},10)`],
      [CHUNK + 10, [full, other], `WrongChunkLength(1,10,${CHUNK})`],
    ];
    for (const [length, hashes, error] of cases) {
      expect(await store.error('sealChunks', [length, hashes, ZERO_HASH])).toBe(error);
    }
    for (const length of [0, INLINE + 1]) {
      const content = bytesToHex(new Uint8Array(length));
      expect(await store.error('sealContent', [content, ZERO_HASH])).toBe(`InvalidLength(${length})`);
    }
  });

  it('a chunk that looks like a manifest is none (P3)', async () => {
    const model = artefactOf(10);
    const { modelId } = layoutOf({ model });
    // the manifest's code without its STOP, uploaded as a chunk
    const [hash] = await upload(hexToBytes(`0x0000000a${ZERO_HASH.slice(2)}${bytesToHex(model).slice(2)}`));
    expect(hash).toBe(modelId);
    expect(await store.send('isSealed', [modelId])).toBe(false);
    const { execResult } = await chain.send({ to: MODEL_STORE_ADDRESS, data: '0x' });
    expect(execResult.exceptionError).toBeDefined();
  });
});

describe('createUpload', () => {
  it('brings 200 kB on chain in transactions below the cap of 2^24, with gas limits that suffice', async () => {
    const chain = await createChain();
    const { modelId, transactions, missing } = createUpload({ model: artefactOf(200_000) });
    expect(missing).toHaveLength(9);
    expect(transactions.slice(0, -1).map(({ title }) => title)).toEqual([
      'upload 1 of 3: 3 chunks, 73725 bytes',
      'upload 2 of 3: 3 chunks, 73725 bytes',
      'upload 3 of 3: 3 chunks, 52550 bytes',
    ]);
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

  it.each([1, 100, 6_000, 20_000, INLINE, INLINE + 1, CHUNK])(
    'plans enough gas for %i bytes, and not much more',
    async (length) => {
      const chain = await createChain();
      const parts = { model: artefactOf(length), origin: artefactOf(length, 2) };
      for (const transaction of createUpload(parts).transactions) {
        const { totalGasSpent } = await chain.mine(transaction);
        expect(Number(totalGasSpent)).toBeGreaterThan(Number(transaction.gas) * 0.9 - 60_000);
      }
    },
  );

  it('longer content is listed by index chunks, sealed below the cap, and read back (P3, F8)', async () => {
    const chain = await createChain();
    const store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
    // All chunks but the last are equal, so that few are uploaded; sealing reads all 1,535.
    for (const length of [LISTED + 1, 767 * CHUNK, 767 * 2 * CHUNK, 767 * 2 * CHUNK + 1]) {
      const { model, missing, transactions } = createUpload({ model: new Uint8Array(length) });
      expect(missing).toHaveLength(new Set([...model.chunks, ...model.index].map(({ hash }) => hash)).size);
      for (const transaction of transactions) {
        expect(transaction.gas).toBeLessThanOrEqual(2n ** 24n);
        await chain.mine(transaction);
      }
      expect(await store.send('isSealed', [model.id])).toBe(true);
      const code = await chain.vm.stateManager.getCode(new Address(hexToBytes(model.manifestAddress)));
      const manifest = readManifest(code);
      expect(manifest).toMatchObject({ length, originId: ZERO_HASH, chunkHashes: new Uint8Array(0) });
      expect([...listedAddresses(manifest.indexHashes)]).toEqual(model.index.map(({ address }) => address));
      expect(model.index.flatMap(({ bytes }) => [...listedAddresses(bytes)])).toEqual(
        model.chunks.map(({ address }) => address),
      );
    }
  });

  it('plans enough gas to seal an index of chunks that all differ, and not much more', async () => {
    const chain = await createChain();
    const content = artefactOf(768 * CHUNK);
    const { model, transactions } = createUpload({ model: content });
    expect(new Set(model.chunks.map(({ hash }) => hash)).size).toBe(768);
    // As uploading would leave them, without the minute that it takes.
    for (const { address, bytes } of [...model.chunks, ...model.index]) {
      await chain.vm.stateManager.putCode(new Address(hexToBytes(address)), Uint8Array.of(0, ...bytes));
    }
    const { totalGasSpent } = await chain.mine(transactions.at(-1)!);
    expect(Number(totalGasSpent)).toBeGreaterThan(Number(transactions.at(-1)!.gas) * 0.9);
  });

  it('refuses to seal an index that does not add up', async () => {
    const chain = await createChain();
    const store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
    const length = LISTED + 10;
    const { model, transactions } = createUpload({ model: new Uint8Array(length) });
    const [full, last] = [model.chunks[0]!.hash, model.chunks.at(-1)!.hash];
    for (const transaction of transactions.slice(0, -1)) await chain.mine(transaction);
    const uploadList = async (hashes: readonly Hex[]) => {
      const [hash] = (await store.send('uploadChunks', [[concatHex(hashes)]])) as Hex[];
      return hash!;
    };
    const list = (count: number, end: Hex) => uploadList([...Array<Hex>(count - 1).fill(full), end]);
    const index = model.index[0]!.hash;
    const cases: [number, Hex[], string][] = [
      [LISTED, [index], `InvalidLength(${LISTED})`],
      [0, [], 'InvalidLength(0)'],
      [2 ** 28 + 1, [index], `InvalidLength(${2 ** 28 + 1})`],
      [length, [], 'WrongChunkCount(1,0)'],
      [length, [index, index], 'WrongChunkCount(1,2)'],
      [length, [ZERO_HASH], `MissingChunk(0,${ZERO_HASH})`],
      [length, [full], `WrongChunkLength(0,${767 * 32},${CHUNK})`],
      [length, [await list(766, last)], `WrongChunkLength(0,${767 * 32},${766 * 32})`],
      [length, [await list(767, ZERO_HASH)], `MissingChunk(766,${ZERO_HASH})`],
      [length, [await list(767, full)], `WrongChunkLength(766,10,${CHUNK})`],
      [length, [await uploadList([last, ...Array<Hex>(766).fill(full)])], `WrongChunkLength(0,${CHUNK},10)`],
    ];
    for (const [bytes, hashes, error] of cases) {
      expect(await store.error('sealIndex', [bytes, hashes, ZERO_HASH])).toBe(error);
    }
    expect(await store.send('sealIndex', [length, [index], ZERO_HASH])).toBe(model.id);
  });

  it('the largest model, 16 MiB, is sealed below the cap, and PREDICT tells its price or its fault', async () => {
    const chain = await createChain();
    // All chunks but the last are equal, so that two are uploaded; sealing reads all 683.
    const { modelId, transactions, missing } = createUpload({ model: new Uint8Array(16 * 1024 * 1024) });
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
    const existing = async (artefact: Artefact) => {
      const hashes = layoutOf(artefact).model.chunks.map(({ hash }) => hash);
      const stored = (await store.send('hasChunks', [hashes])) as boolean[];
      return new Set(hashes.filter((_, i) => stored[i]));
    };
    const artefact = { model: artefactOf(8 * CHUNK) };
    const first = createUpload(artefact);
    await chain.mine(first.transactions[0]!); // then the line goes dead

    const resumed = createUpload(artefact, { existing: await existing(artefact) });
    expect(resumed.missing).toHaveLength(5);
    for (const transaction of resumed.transactions) await chain.mine(transaction);
    expect(await store.send('isSealed', [first.modelId])).toBe(true);

    const next = { model: artefact.model.slice() };
    next.model[3 * CHUNK] = ~next.model[3 * CHUNK]!;
    const update = createUpload(next, { existing: await existing(next) });
    expect(update.missing).toEqual([update.model.chunks[3]]);
    expect(update.transactions).toHaveLength(2);
    const sealed = new Set([first.modelId]);
    expect(createUpload(artefact, { sealed }).transactions).toEqual([]);
    // A sealed model has a sealed origin; an origin alone is not paid for again.
    const whole = { ...artefact, origin: artefactOf(100) };
    const { modelId, origin } = layoutOf(whole);
    expect(createUpload(whole, { sealed: new Set([modelId]) }).transactions).toEqual([]);
    expect(createUpload(whole, { sealed: new Set([origin!.id]) }).transactions.at(-1)!.title).toMatch(
      /^seal model/,
    );
    expect(
      createUpload(whole)
        .transactions.map(({ title }) => title.slice(0, 11))
        .slice(-2),
    ).toEqual(['seal origin', 'seal model ']);
  });

  it('packs what the cap allows, each chunk once, in order', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3 * CHUNK }), { minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 6, max: 30 }), ([length], mega) => {
        const cap = BigInt(mega) * 1_000_000n;
        const { transactions } = createUpload({ model: artefactOf(length!) }, {}, { maxTransactionGas: cap });
        for (const { gas } of transactions.slice(0, -1)) expect(gas).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 10 },
    );
    // equal chunks are uploaded once
    const zeros = createUpload({ model: new Uint8Array(5 * CHUNK) });
    expect(zeros.model.chunks).toHaveLength(5);
    expect(zeros.missing).toHaveLength(1);
  });

  it('refuses a chain that cannot hold a single chunk, and says what it takes', () => {
    expect(() => createUpload({ model: artefactOf(CHUNK) }, {}, { maxTransactionGas: 5_000_000n })).toThrow(
      /24575 bytes takes 5\d{6} gas, and a transaction may use 5000000/,
    );
  });

  it.each([0, 2 ** 28 + 1])('refuses %i bytes', (length) => {
    const [bad, good] = [new Uint8Array(length), new Uint8Array(1)];
    expect(() => createUpload({ model: bad })).toThrow(/a model has 1 to/);
    expect(() => createUpload({ model: good, origin: bad })).toThrow(/an origin has 1 to/);
  });

  it('computes the id that F8 defines', () => {
    // By hand, for one byte without an origin.
    const code = `0000000001${ZERO_HASH.slice(2)}ff`;
    const init = `0x61${(code.length / 2).toString(16).padStart(4, '0')}80600a3d393df3${code}` as Hex;
    expect(layoutOf({ model: Uint8Array.of(0xff) }).modelId).toBe(keccak256(init));
    for (const length of [1, INLINE, INLINE + 1, 24_575, 24_576, 60_000]) {
      const artefact = { model: artefactOf(length), origin: artefactOf(length, 2) };
      expect(layoutOf(artefact).modelId).toBe(bytesToHex(modelId(artefact)));
    }
  });
});
