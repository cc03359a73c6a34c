import { expect, test } from 'vitest';
import { ImportError } from '../../src/errors.ts';
import { importKeras, type ModelSource } from '../../src/workshop/index.ts';
import { createRandom } from '../support/random.ts';
import { KERAS_SEEDS } from './keras-seeds.ts';
import { mutateKeras } from './mutate-keras.ts';
import { eachSeed, extent, tell } from './runs.ts';
import { settledMemory } from './settled-memory.ts';
import { Tally } from './try-artefact.ts';

const FEW = 2000;
const MEAN_BYTES = KERAS_SEEDS.reduce((sum, { file }) => sum + file.length, 0) / KERAS_SEEDS.length;

/** The code of a refusal, or `imported`. Whatever else is thrown is a defect, and flies on. */
async function tryImport(source: ModelSource): Promise<string> {
  try {
    await importKeras(source);
    return 'imported';
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message).toMatch(/^["A-Z][^\n]*\.$/);
    expect(error.message.length).toBeLessThan(600);
    return error.code;
  }
}

test(`${extent(FEW)} damaged Keras files are imported, or refused with a code and one sentence`, async () => {
  for (const { file } of KERAS_SEEDS) expect(await tryImport(file)).toBe('imported');
  const tally = new Tally();
  let half = await settledMemory();
  let slowest = { milliseconds: 0, seed: 0 };
  const trial = async (seed: number): Promise<void> => {
    const random = createRandom(seed);
    const model = random.pick(KERAS_SEEDS);
    const source = mutateKeras(model, random, random.pick(KERAS_SEEDS));
    const begin = process.cpuUsage().user;
    try {
      tally.add(await tryImport(source));
    } catch (cause) {
      throw new Error(`${model.name} with seed ${seed} broke the import`, { cause });
    }
    const milliseconds = (process.cpuUsage().user - begin) / 1000;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed };
  };
  const tried = await eachSeed(FEW, trial, async () => {
    half = await settledMemory();
  });
  const end = await settledMemory();
  const grown = end.heap - half.heap;
  const buffers = end.buffers - half.buffers;
  tell({ tried, ...tally.toJSON(), slowestMs: slowest.milliseconds, grown, buffers });

  expect([...tally.counts.keys()]).toEqual(
    expect.arrayContaining(['broken-archive', 'broken-config', 'broken-weights', 'missing-weight']),
  );
  expect(tally.counts.get('imported')).toBeGreaterThan(tried / 50);
  expect(grown).toBeLessThan(2 ** 21);
  // The HDF5 library forgets to free some of what it allocates for damaged files: less than the files themselves.
  expect(buffers).toBeLessThan((tried / 2) * MEAN_BYTES);
}, 36_000_000);
