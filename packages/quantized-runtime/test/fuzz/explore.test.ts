import { expect, test } from 'vitest';
import { createRandom, type Random } from '../support/random.ts';
import { Coverage } from './coverage.ts';
import { mutateArtefact } from './mutate-artefact.ts';
import { eachSeed, extent, tell } from './runs.ts';
import { SEEDS } from './seeds.ts';
import { expectAlike, Tally, tryLoad } from './try-artefact.ts';

const FEW = 3000;

/** Blocks of code that decode, validate and plan may run for one input; the largest seed takes about 30,000. */
const STEPS = 1_000_000;

/** Such inputs do not get past the program's text: whatever is made of them does not either. */
const BARREN: readonly string[] = ['TooLarge', 'Truncated', 'BadHeader', 'BadProgram'];

/** The newest half the time: what was found last has been tried least. */
function pickParent(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const from = random.integer(0, 1) === 0 ? 0 : Math.max(0, corpus.length - 64);
  return corpus[random.integer(from, corpus.length - 1)]!;
}

test(`${extent(FEW)} inputs led by coverage are refused with a code or run alike on both backends`, async () => {
  const coverage = new Coverage('/quantized-runtime/src/');
  const corpus: Uint8Array[] = [];
  const seen = new Set<number>();
  const tally = new Tally();
  let most = 0;

  /** Loads an input, and keeps it when it made the code do something new. */
  const tryOne = (bytes: Uint8Array, random: Random): void => {
    const outcome = tryLoad(bytes);
    const { marks, steps } = coverage.take();
    most = Math.max(most, steps);
    tally.add(typeof outcome === 'string' ? outcome : 'accepted');
    const before = seen.size;
    for (const mark of marks) seen.add(mark);
    if (seen.size === before) return;
    if (typeof outcome === 'string') {
      if (!BARREN.includes(outcome)) corpus.push(bytes);
      return;
    }
    corpus.push(bytes);
    expectAlike(bytes, outcome, random);
    coverage.take();
  };

  try {
    coverage.take();
    for (const bytes of SEEDS) tryOne(bytes, createRandom(0));
    const [seeds, known] = [corpus.length, seen.size];
    const tried = await eachSeed(FEW, (run) => {
      const random = createRandom(run);
      let bytes = pickParent(corpus, random);
      for (let hits = random.pick([1, 1, 2, 4]); hits > 0; hits--) {
        bytes = mutateArtefact(bytes, random, pickParent(corpus, random));
      }
      try {
        tryOne(bytes, random);
      } catch (cause) {
        throw new Error(`run ${run} broke the loader: ${Buffer.from(bytes).toString('base64')}`, { cause });
      }
    });
    tell({ tried, ...tally.toJSON(), corpus: corpus.length, blocks: seen.size, known, most });
    // Coverage led somewhere that the valid artefacts do not go.
    expect(corpus.length).toBeGreaterThan(2 * seeds);
    expect(seen.size).toBeGreaterThan(known);
    expect(most).toBeLessThan(STEPS);
  } finally {
    coverage.close();
  }
}, 36_000_000);
