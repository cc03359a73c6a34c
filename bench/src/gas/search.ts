import type { Profile } from '@evm-ml/quantized-runtime';
import { createRandom } from '../inference/random.ts';
import { type Timing, timeGraph, toProfile } from './measure-model.ts';
import { nsPerGas, type Row } from './row.ts';
import { FAMILIES, type Family } from './zoo/families.ts';

interface Candidate {
  readonly family: Family;
  readonly sizes: readonly number[];
  readonly profile: Profile;
}

/** Rounds of shrinking the field: all families first, then what came out worst, with sizes moved a little. */
const KEEP = 6;
/** Operators that cost less say more about the clock than about their price. */
const LEAST_GAS = 1_000;

/**
 * Looks for the operator that takes the most time for its gas: random sizes within each family's ranges, then
 * variations of the worst found. Reproducible in what it tries, up to where the time runs out.
 */
export async function searchWorst(seconds: number, timing: Timing): Promise<Row[]> {
  const random = createRandom(23);
  const end = performance.now() + seconds * 1000;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!;
  const sizeIn = ([least, most]: readonly [number, number]) =>
    Math.round(least * (most / least) ** random.uniform());
  const found: (Row & { readonly candidate: Candidate })[] = [];

  const anywhere = (): Candidate => {
    const family = pick(FAMILIES);
    return { family, sizes: family.ranges.map(sizeIn), profile: pick(['a16', 'a8', 'f32']) };
  };
  const near = ({ family, sizes, profile }: Candidate): Candidate => ({
    family,
    profile,
    sizes: family.ranges.map(([least, most], i) =>
      Math.min(most, Math.max(least, Math.round(sizes[i]! * 2 ** (random.uniform() * 2 - 1)))),
    ),
  });

  while (performance.now() < end) {
    const candidate =
      found.length < 4 * KEEP || random.uniform() < 0.5
        ? anywhere()
        : near(pick(found.slice(0, KEEP)).candidate);
    const { name, graph } = candidate.family.create(candidate.sizes);
    const { model: _, ...row } = await timeGraph(name, await toProfile(graph, candidate.profile), timing);
    if (row.gas < LEAST_GAS) continue;
    found.push({ ...row, kind: `worst ${row.kind}`, candidate });
    found.sort((a, b) => nsPerGas(b) - nsPerGas(a));
  }
  return found.slice(0, KEEP).map(({ candidate: _, ...row }) => row);
}
