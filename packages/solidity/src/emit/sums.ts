import type { Emission } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { type Level, nest, offset, WORD } from '../yul.ts';
import { accumulate, clearTotal, finish, LANES, packLanes, packWeights, wordsOfRun } from './lanes.ts';

/** At most this many calls are written out one after another; more become a loop over a table of offsets. */
const INLINE_RUNS = 8;

/** A sum of products over runs of neighbouring numbers, at every position, for every output channel. */
export interface Linear {
  /** Yul for the address of the first position, and how to reach the others. */
  readonly address: string;
  readonly levels: readonly Level[];
  /** Where runs begin, in elements from the position; all have the same length. */
  readonly runs: readonly number[];
  readonly length: number;
  readonly groups: number;
  /** Output channels of one group, and input channels by which groups lie apart. */
  readonly channels: number;
  readonly groupStep: number;
  /** Weight of element `k` of run `r` in output channel `channel` (of all groups). */
  weight(r: number, k: number, channel: number): number;
}

/** What becomes of a sum. */
export interface Finish {
  bias(channel: number): number;
  /** `mult * 256 + shift`, rule N3; 256 leaves the sum as it is. */
  requant(channel: number): number;
  readonly zero: number;
  readonly low: number;
  readonly high: number;
  /** Memory of the first result; the others follow. */
  readonly to: number;
}

/** Blocks of up to 32 channels, each with up to four words of sums. */
function blocksOf(
  channels: number,
): { readonly first: number; readonly count: number; readonly vectors: number }[] {
  const blocks = [];
  for (let first = 0; first < channels; first += 4 * LANES) {
    const count = Math.min(4 * LANES, channels - first);
    blocks.push({ first, count, vectors: Math.ceil(count / LANES) });
  }
  return blocks;
}

/** Biases (with 2^31 added) and requantizations of each block, group by group. */
function addConstants({ bias, requant }: Finish, linear: Linear, { params }: Emission): number {
  const bytes: number[] = [];
  for (let group = 0; group < linear.groups; group += 1) {
    for (const { first, vectors, count } of blocksOf(linear.channels)) {
      const base = group * linear.channels + first;
      const lane = (of: (channel: number) => number) => {
        for (let vector = 0; vector < vectors; vector += 1) {
          const size = Math.min(LANES, count - LANES * vector);
          const channels = Array.from({ length: size }, (_, j) => base + LANES * vector + j);
          bytes.push(...packLanes(channels.map(of)));
        }
      };
      lane((channel) => bias(channel) + 2 ** 31);
      lane(requant);
    }
  }
  return params.add(bytes);
}

function addWeights(linear: Linear, { params }: Emission): number {
  const pieces: number[] = [];
  for (let group = 0; group < linear.groups; group += 1) {
    for (const { first, count, vectors } of blocksOf(linear.channels)) {
      const base = group * linear.channels + first;
      linear.runs.forEach((_, r) => {
        const packed = packWeights(linear.length, vectors, count, (k, channel) =>
          linear.weight(r, k, base + channel),
        );
        for (const byte of packed) pieces.push(byte);
      });
    }
  }
  return params.add(pieces);
}

/** All runs of one block; `w` moves on behind them. */
function emitRuns(linear: Linear, vectors: number, table: number, context: Emission): string {
  const bytes = wordsOfRun(linear.length, vectors).words * WORD;
  const run = (x: string) => `${accumulate(context, vectors, linear.length, x, 'w')}\nw := add(w, ${bytes})`;
  if (linear.runs.length <= INLINE_RUNS) {
    return linear.runs.map((start) => run(offset('x', WORD * start))).join('\n');
  }
  return `for { let t := ${table} } lt(t, ${table + WORD * linear.runs.length}) { t := add(t, ${WORD}) } {
${run('add(x, mload(t))')}
}`;
}

/** Every sum of `linear`, finished and written; position by position, group by group, channel by channel. */
export function emitSums(linear: Linear, into: Finish, context: Emission): string {
  const { params, scratch } = context;
  const weights = addWeights(linear, context);
  const constants = addConstants(into, linear, context);
  const table =
    linear.runs.length <= INLINE_RUNS
      ? 0
      : params.add(linear.runs.flatMap((start) => bigEndian(WORD * start, WORD)));

  const block = (vectors: number, count: number) => `mcopy(${scratch}, b, ${vectors * WORD})
${clearTotal(scratch)}
${emitRuns(linear, vectors, table, context)}
${finish(context, vectors, count, 'y', 'b', into)}
b := add(b, ${2 * vectors * WORD})
y := add(y, ${count * WORD})`;

  const blocks = blocksOf(linear.channels);
  const whole = blocks.filter(({ count }) => count === 4 * LANES).length;
  const rest = blocks.find(({ count }) => count < 4 * LANES);
  const parts = [
    whole === 0 ? '' : repeat('i', whole, block(4, 4 * LANES)),
    rest ? block(rest.vectors, rest.count) : '',
  ].join('\n');
  const grouped =
    linear.groups === 1
      ? parts
      : repeat('g', linear.groups, `${parts}\nx := add(x, ${WORD * linear.groupStep})`);
  const positions = nest('x', [linear.address], linear.levels, ([position]) => {
    return `let x := ${position}\nlet w := ${weights}\nlet b := ${constants}\n${grouped}`;
  });
  return `{\nlet y := ${into.to}\n${positions}\n}`;
}

function repeat(counter: string, count: number, body: string): string {
  if (count === 1) return `{\n${body}\n}`;
  return `for { let ${counter} := ${count} } ${counter} { ${counter} := sub(${counter}, 1) } {\n${body}\n}`;
}
