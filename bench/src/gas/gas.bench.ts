import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench, describe } from 'vitest';
import type { Facts, GasCase } from './case.ts';
import { networkCases } from './cases/networks.ts';
import { specimenCase, zooOf } from './cases/operators.ts';
import { ordinaryCases } from './cases/ordinary.ts';
import { processorMilliseconds, QUICK, repeatFor, THOROUGH } from './timing.ts';

/**
 * Run by `npm run bench:gas`, which names a folder for the facts that the report needs besides the times. One sample
 * of a case runs it so often that the clock can tell: processor time, of which vitest reports the best.
 */
const folder = process.env['GAS_BENCH_FOLDER'];
if (folder === undefined) throw new Error('Run this by "npm run bench:gas".');
const timing = process.env['GAS_BENCH_QUICK'] === undefined ? THOROUGH : QUICK;
const OPTIONS = {
  now: processorMilliseconds,
  iterations: timing.samples,
  time: timing.samples * timing.sampleMilliseconds,
  warmupIterations: 2,
  warmupTime: 0,
  throws: true,
};

const facts: Facts[] = [];

/** Registers the cases of a group, each warmed up. */
async function group(name: string, cases: AsyncIterable<GasCase> | Iterable<GasCase>): Promise<void> {
  const list: (GasCase & { readonly repeat: number; readonly isAsync: boolean })[] = [];
  for await (const item of cases) {
    const pending = item.run();
    const isAsync = pending instanceof Promise;
    if (isAsync) await pending;
    const repeat = await repeatFor(item.run, timing);
    const { run: _, ...known } = item;
    facts.push({ ...known, repeat });
    list.push({ ...item, isAsync, repeat });
  }
  describe(name, () => {
    for (const { run, isAsync, repeat, ...item } of list) {
      const many = async () => {
        for (let i = 0; i < repeat; i++) await run();
      };
      const manyAtOnce = () => {
        for (let i = 0; i < repeat; i++) run();
      };
      bench(`${item.kind} ${item.name}`, isAsync ? many : manyAtOnce, OPTIONS);
    }
  });
}

async function* operators(profile: 'a16' | 'a8' | 'f32'): AsyncGenerator<GasCase> {
  for (const specimen of zooOf(profile)) yield await specimenCase(specimen, profile);
}

await group('ordinary', await ordinaryCases());
for (const profile of ['a16', 'a8', 'f32'] as const) await group(profile, operators(profile));
await group('networks', await networkCases());

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'facts.json'), JSON.stringify(facts));
