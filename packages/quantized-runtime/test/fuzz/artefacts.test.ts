import { expect, test } from 'vitest';
import { createRandom } from '../support/random.ts';
import { mutateArtefact } from './mutate-artefact.ts';
import { eachSeed, extent, isLong, tell } from './runs.ts';
import { SEEDS } from './seeds.ts';
import { settledMemory } from './settled-memory.ts';
import { Stopwatch } from './stopwatch.ts';
import { expectAlike, Tally, tryLoad } from './try-artefact.ts';

const FEW = 6000;

test(`${extent(FEW)} mutated artefacts are refused with a code or run alike on both backends`, async () => {
  const tally = new Tally();
  const watch = new Stopwatch();
  const tryOne = (seed: number): void => {
    const random = createRandom(seed);
    const bytes = mutateArtefact(random.pick(SEEDS), random, random.pick(SEEDS));
    const outcome = isLong ? watch.time(seed, () => tryLoad(bytes)) : tryLoad(bytes);
    tally.add(typeof outcome === 'string' ? outcome : 'accepted');
    if (typeof outcome !== 'string') expectAlike(bytes, outcome, random);
  };

  let half = await settledMemory();
  const trial = (seed: number): void => {
    try {
      tryOne(seed);
    } catch (cause) {
      throw new Error(`the mutation with seed ${seed} broke the loader`, { cause });
    }
  };
  const tried = await eachSeed(FEW, trial, async () => {
    half = await settledMemory();
  });
  const end = await settledMemory();
  const grown = end.heap + end.buffers - half.heap - half.buffers;
  tell({ tried, ...tally.toJSON(), slowestMs: watch.slowest, slow: watch.slow.length, grown });

  // The mutations reach every stage: parsing, the program, shapes, parameters, and sound graphs.
  expect([...tally.counts.keys()]).toEqual(
    expect.arrayContaining(['BadGraph', 'BadParameter', 'BadProgram', 'BadShape', 'NotCanonical']),
  );
  expect(tally.counts.get('accepted')).toBeGreaterThan(tried / 50);
  // Half of the inputs together leave less behind than two small artefacts would.
  expect(grown).toBeLessThan(2 ** 21);
  expect(watch.slow).toEqual([]);
}, 36_000_000);
