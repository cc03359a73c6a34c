import { ArtefactError, type Profile } from '@evm-ml/quantized-runtime';
import { QuantizeError } from '@evm-ml/quantized-runtime/workshop';
import fc from 'fast-check';
import type { GasCase } from './case.ts';
import { specimenCase } from './cases/operators.ts';
import { nsPerGas, type Row } from './row.ts';
import { QUICK, THOROUGH, type Timing, timeOf } from './timing.ts';
import { FAMILIES } from './zoo/families.ts';

interface Candidate {
  readonly family: number;
  readonly sizes: readonly number[];
  readonly profile: Profile;
}

interface Found extends Row {
  readonly candidate: Candidate;
}

/** How many are varied, and how many are reported. */
const KEEP = 8;
/** Operators that cost less say more about the clock than about their price. */
const LEAST_GAS = 1_000;
const SEED = 23;

/** Sizes on a logarithmic scale: small ones are as likely as large ones. */
const sizeIn = ([least, most]: readonly [number, number]): fc.Arbitrary<number> =>
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((x) => Math.round((least + 1) * ((most + 1) / (least + 1)) ** x) - 1);

const CANDIDATES: fc.Arbitrary<Candidate> = fc.nat(FAMILIES.length - 1).chain((family) =>
  fc.record({
    family: fc.constant(family),
    sizes: fc.tuple(...FAMILIES[family]!.ranges.map(sizeIn)),
    profile: fc.constantFrom<Profile>('a16', 'a8', 'f32'),
  }),
);

/** The same operator with every size at most doubled or halved. */
const variationsOf = ({ family, sizes, profile }: Candidate): fc.Arbitrary<Candidate> =>
  fc.record({
    family: fc.constant(family),
    profile: fc.constant(profile),
    sizes: fc.tuple(
      ...FAMILIES[family]!.ranges.map(([least, most], i) =>
        fc
          .double({ min: -1, max: 1, noNaN: true })
          .map((x) => Math.min(most, Math.max(least, Math.round(sizes[i]! * 2 ** x)))),
      ),
    ),
  });

/** `null` where the sizes make no valid artefact: a window larger than its input, division in integers. */
async function caseOf({ family, sizes, profile }: Candidate): Promise<GasCase | null> {
  try {
    return await specimenCase(FAMILIES[family]!.create(sizes), profile);
  } catch (error) {
    if (error instanceof ArtefactError || error instanceof QuantizeError || error instanceof RangeError)
      return null;
    throw error;
  }
}

async function measure(candidate: Candidate, timing: Timing): Promise<Found | null> {
  const made = await caseOf(candidate);
  if (made === null || made.gas < LEAST_GAS) return null;
  const { name, gas } = made;
  return { kind: `worst ${candidate.profile}`, name, gas, ns: await timeOf(made.run, timing), candidate };
}

/**
 * Looks for the operator that takes the most time for its gas: random sizes within each family's ranges, then
 * variations of the worst found. Reproducible in what it tries, up to where the time runs out. What it found is
 * measured again at length, because a short sample may owe its figure to chance.
 */
export async function searchWorst(seconds: number): Promise<Row[]> {
  const end = performance.now() + seconds * 1000;
  const found: Found[] = [];
  const tried = new Set<string>();
  for (let round = 0; performance.now() < end; round++) {
    const isFree = round % 2 === 0 || found.length < KEEP;
    const from = isFree ? CANDIDATES : variationsOf(found[round % KEEP]!.candidate);
    for (const candidate of fc.sample(from, { seed: SEED + round, numRuns: 6 })) {
      const key = JSON.stringify(candidate);
      if (tried.has(key)) continue;
      tried.add(key);
      const row = performance.now() < end ? await measure(candidate, QUICK) : null;
      if (row !== null) found.push(row);
    }
    found.sort((a, b) => nsPerGas(b) - nsPerGas(a));
  }
  const rows: Row[] = [];
  for (const { candidate } of found.slice(0, KEEP)) {
    const again = await measure(candidate, THOROUGH);
    if (again !== null) rows.push({ kind: again.kind, name: again.name, gas: again.gas, ns: again.ns });
  }
  return rows.sort((a, b) => nsPerGas(b) - nsPerGas(a));
}
