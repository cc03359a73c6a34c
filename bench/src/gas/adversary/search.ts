import { createRandom } from '../../random.ts';
import { nsPerGas, type Row } from '../row.ts';
import { THOROUGH, type Timing } from '../timing.ts';
import { type Attack, type AttackFamily, Choices } from './attack.ts';
import { CALLS } from './calls.ts';
import { FLOATS } from './floats.ts';
import { OPERATORS } from './operators.ts';
import { timeAttack } from './time.ts';

/** Choices of one attack; a family that makes more goes round. */
const NUMBERS = 16;
/** What costs less says more about the clock than about its price. */
const LEAST_GAS = 250;
const SHORT: Timing = { samples: 3, sampleMilliseconds: 1, warmUpMilliseconds: 3 };
/** Part of the time for looking; the rest is for measuring what was found once more, the worst first. */
const LOOKING = 0.75;
/** Milliseconds for measuring one of them. */
const AGAIN = 300;

interface Found {
  readonly family: AttackFamily;
  readonly numbers: readonly number[];
  readonly row: Row;
}

export interface AdversaryRun {
  readonly seed: number;
  readonly seconds: number;
  readonly tried: number;
  /** Families and how many attacks of each were timed. */
  readonly timed: Readonly<Record<string, number>>;
  /** The worst of each kind, the worst of all first. */
  readonly rows: readonly Row[];
}

const byScore = (a: Found, b: Found): number => nsPerGas(b.row) - nsPerGas(a.row);

const FAMILIES: readonly AttackFamily[] = [...OPERATORS, ...CALLS, ...FLOATS];

async function build(family: AttackFamily, numbers: readonly number[]): Promise<Attack | null> {
  const attack = await family.create(new Choices(numbers));
  return attack === null || attack.gas < LEAST_GAS ? null : attack;
}

/** As often as there is time for it; once more than the first time at least. */
function againFor({ ns }: Row): Timing {
  const samples = Math.max(SHORT.samples + 1, Math.min(THOROUGH.samples, Math.round((AGAIN * 1e6) / ns)));
  return { ...SHORT, samples };
}

async function measure(attack: Attack, timing: Timing): Promise<Row> {
  const { kind, name, gas } = attack;
  return { kind, name, gas, ns: await timeAttack(attack, timing) };
}

/**
 * Looks for what takes most time for its gas: every family in turn with choices by chance, and every other turn one of
 * the worst found with a few of its choices changed. Equal seeds try the same, as far as time and the times measured
 * lead the same way. What it found is measured again at length: a short sample may owe its figure to chance.
 */
export async function searchAdversary(seed: number, seconds: number): Promise<AdversaryRun> {
  const { uniform } = createRandom(seed);
  const start = performance.now();
  const left = () => 1 - (performance.now() - start) / (seconds * 1000);
  const worst = new Map<string, Found>();
  const timed: Record<string, number> = {};
  let tried = 0;
  for (let turn = 0; left() > 1 - LOOKING; turn++) {
    const ranked = [...worst.values()].sort(byScore);
    // The first round meets every family; then the worst ones are varied, the very worst most often.
    const parent =
      turn > 2 * FAMILIES.length && turn % 2 === 0
        ? ranked[Math.floor(ranked.length * uniform() ** 2)]
        : undefined;
    const family = parent?.family ?? FAMILIES[turn % FAMILIES.length]!;
    const numbers = Array.from({ length: NUMBERS }, (_, i) =>
      parent !== undefined && uniform() < 0.75 ? parent.numbers[i]! : uniform(),
    );
    tried++;
    const attack = await build(family, numbers);
    if (attack === null) continue;
    const row = await measure(attack, SHORT);
    timed[family.name] = (timed[family.name] ?? 0) + 1;
    const known = worst.get(row.kind);
    if (known === undefined || nsPerGas(row) > nsPerGas(known.row))
      worst.set(row.kind, { family, numbers, row });
  }
  const rows: Row[] = [];
  for (const { family, numbers, row } of [...worst.values()].sort(byScore)) {
    const attack = left() > 0 ? await build(family, numbers) : null;
    rows.push(attack === null ? row : await measure(attack, againFor(row)));
  }
  return { seed, seconds, tried, timed, rows: rows.sort((a, b) => nsPerGas(b) - nsPerGas(a)) };
}
