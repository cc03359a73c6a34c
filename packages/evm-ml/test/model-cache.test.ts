import { loadModel } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { type Hex, toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { GAS } from '../src/gas/params.ts';
import { contentGas, planGas, programGas } from '../src/gas/prices.ts';
import { cacheBoundsFor, ModelCache } from '../src/index.ts';
import { MODEL_BYTES, type StoredModel } from '../src/state/model-cache.ts';
import { tinyArtefact } from './support/networks.ts';

const tiny = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });

const stored = (id: number, length: number): StoredModel => ({
  modelId: toHex(id, { size: 32 }) as Hex,
  length,
  programBytes: 0,
  indexAddresses: [],
  chunkAddresses: [],
  plan: { unusable: 'test' },
});

describe('ModelCache', () => {
  it('keeps what was used last, within its bound', () => {
    const cache = new ModelCache({ maxBytes: 10 });
    const [a, b, c] = [stored(1, 4), stored(2, 4), stored(3, 4)];
    cache.set(a);
    cache.set(b);
    expect(cache.get(a.modelId)).toBe(a); // b is the oldest now
    cache.set(c);
    expect(cache.get(b.modelId)).toBeUndefined();
    expect(cache.get(a.modelId)).toBe(a);
    expect(cache.get(c.modelId)).toBe(c);
    expect(cache.bytes).toBe(8);
  });

  it('never exceeds its bound, and counts right', () => {
    const operations = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 12 }), fc.boolean()));
    fc.assert(
      fc.property(operations, (list) => {
        const cache = new ModelCache({ maxBytes: 20 });
        const lengths = new Map<number, number>();
        for (const [id, length, isRead] of list) {
          if (isRead) cache.get(toHex(id, { size: 32 }));
          else {
            cache.set(stored(id, length));
            lengths.set(id, length);
            expect(cache.get(toHex(id, { size: 32 }))?.length).toBe(length);
          }
          expect(cache.bytes).toBeLessThanOrEqual(20);
        }
        const kept = [...lengths].filter(([id]) => cache.get(toHex(id, { size: 32 })) !== undefined);
        expect(cache.size).toBe(kept.length);
        expect(cache.bytes).toBe(kept.reduce((sum, [, length]) => sum + length, 0));
      }),
    );
  });

  it('holds no more models than its bound, however small', () => {
    const cache = new ModelCache({ maxModels: 2 });
    for (const id of [1, 2, 3]) cache.set(stored(id, 1));
    expect(cache.size).toBe(2);
    expect(cache.get(stored(1, 1).modelId)).toBeUndefined();
  });

  it('G6: counts the objects of plans by their programs', () => {
    const bytes = tinyArtefact({ inputs: 1, outputs: 1, weights: [1] });
    const model = loadModel(bytes);
    const cache = new ModelCache();
    cache.set({ ...stored(1, bytes.length), programBytes: 1_000, plan: { model } });
    expect(cache.bytes).toBe(bytes.length + model.planBytes + MODEL_BYTES + 100_000);
    cache.set({ ...stored(1, bytes.length), programBytes: 1_000 });
    expect(cache.bytes).toBe(bytes.length);
  });

  it('counts the memory of plans', () => {
    const cache = new ModelCache();
    const artefact = tiny;
    const model = loadModel(artefact);
    cache.set({ ...stored(1, artefact.length), plan: { model } });
    expect(model.planBytes).toBeGreaterThan(0);
    expect(cache.bytes).toBe(artefact.length + model.planBytes + MODEL_BYTES);
  });

  it('holds nothing that is larger than all of it, and nothing at all when it is off', () => {
    const cache = new ModelCache({ maxBytes: 3 });
    cache.set(stored(1, 4));
    expect(cache.size).toBe(0);
    const off = new ModelCache({ maxBytes: 0 });
    off.set(stored(1, 1));
    expect(off.size).toBe(0);
  });

  it('G7: 32 bytes and a 6,600th of a plan for each gas, 128 KiB for each plan, never more than 12,000', () => {
    expect(MODEL_BYTES).toBe(128 * 1024);
    expect(cacheBoundsFor(30_000_000)).toEqual({ maxBytes: 960_000_000, maxModels: 4_546 });
    expect(cacheBoundsFor(6_601)).toEqual({ maxBytes: 32 * 6_601, maxModels: 2 });
    expect(cacheBoundsFor(12_000 * 6_600).maxModels).toBe(12_000);
    expect(cacheBoundsFor(10 ** 9).maxModels).toBe(12_000);
  });

  it('G7: has the bounds of 30,000,000 gas unless it is told others', () => {
    const cache = new ModelCache();
    for (let id = 0; id <= 4_546; id++) cache.set(stored(id, 1));
    expect(cache.size).toBe(4_546);
    cache.set(stored(4_547, 960_000_001));
    expect(cache.size).toBe(4_546);
    cache.set(stored(4_547, 960_000_000));
    expect([cache.size, cache.bytes]).toEqual([1, 960_000_000]);
  });

  it('G7: holds all that one block can load, whatever the block loads', () => {
    const loads = fc.array(fc.tuple(fc.integer({ min: 17, max: 2 ** 24 }), fc.nat(2 ** 28)), {
      minLength: 1,
    });
    const small = loadModel(tiny);
    fc.assert(
      fc.property(loads, (list) => {
        // What a call pays at least for each model, and what the block's gas limit has to be for all of them.
        const gas = list.reduce(
          (sum, [length, planBytes]) =>
            sum + GAS.base + 2_600 + Number(contentGas(length) + programGas(length) + planGas(planBytes)),
          0,
        );
        const cache = new ModelCache(cacheBoundsFor(gas));
        const models = list.map(([length, planBytes], id): StoredModel => {
          // A model that is nothing but program: that takes the most.
          return { ...stored(id, length), programBytes: length, plan: { model: { ...small, planBytes } } };
        });
        for (const model of models) cache.set(model);
        expect(models.every(({ modelId }) => cache.get(modelId) !== undefined)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
