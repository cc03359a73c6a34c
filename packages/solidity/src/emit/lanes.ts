import type { Emission } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { int, WORD } from '../yul.ts';

/*
 * Eight multiply-accumulates in one MUL. A word holds eight lanes of 32 bits, one for each of eight output channels;
 * a weight w is stored as the byte w + 128 (1 to 255), and masking a word of 32 such bytes gives the lanes of eight
 * channels at once. Then
 *
 *     sum_k x[k] * lanes[k] - 128 * sum_k x[k] * ones  =  sum over lanes j of acc[j] * 2^(32 j)   (mod 2^256)
 *
 * whatever passes through the lanes on the way. As every accumulator fits int32 (N4), adding 2^31 to each lane (it
 * comes with the bias) makes every lane non-negative, and the lanes can be read off. Numbers read beyond the end of a
 * run meet weights of 0 and cancel.
 */

export const LANES = 8;
/** Scratch words: four for sums, the sum of the numbers, a loop's end, and two constants. */
const [TOTAL, END, MASK, OFFSETS] = [4 * WORD, 5 * WORD, 6 * WORD, 7 * WORD];
export const SCRATCH_WORDS = 8;

/**
 * Sets the constants: the lowest byte of each lane, and 128 in each lane. They wait in memory because solc builds
 * long literals by CODECOPY in a loop's every round, unless it is told to optimize for many runs.
 */
export function prepareLanes(scratch: number): string {
  const [mask, offsets] = ['000000ff', '00000080'].map((lane) => `0x${lane.repeat(LANES)}`);
  return `mstore(${scratch + MASK}, ${mask})\nmstore(${scratch + OFFSETS}, ${offsets})`;
}

/** True for the name of a function of this file that needs the constants. */
export const usesLanes = (helper: string): boolean => helper.startsWith('mac');

/** Starts the sum of the numbers. */
export const clearTotal = (scratch: number): string => `mstore(${scratch + TOTAL}, 0)`;

/** How many numbers x one word of weights serves if `vectors` (1 to 4) words of sums are kept. */
export const numbersPerWord = (vectors: number): number => Math.floor(4 / vectors);

/** Words of weights of a run of numbers, padded so that the loop can take `unroll` at a time. */
export function wordsOfRun(
  run: number,
  vectors: number,
): { readonly words: number; readonly unroll: number } {
  const words = Math.ceil(run / numbersPerWord(vectors));
  // More in one round, or two with one word of sums, is too much for solc's stack.
  const unroll = words >= 8 && vectors > 1 ? 2 : 1;
  return { words: Math.ceil(words / unroll) * unroll, unroll };
}

/** Weights of one run for `8 * vectors` channels, `weight(k, channel)`, as the loop reads them. */
export function packWeights(
  run: number,
  vectors: number,
  channels: number,
  weight: (k: number, channel: number) => number,
): Uint8Array {
  const perWord = numbersPerWord(vectors);
  const { words } = wordsOfRun(run, vectors);
  const bytes = new Uint8Array(words * WORD).fill(128);
  for (let k = 0; k < run; k += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const part = (k % perWord) * vectors + Math.floor(channel / LANES);
      const bit = 32 * (channel % LANES) + 8 * part;
      bytes[Math.floor(k / perWord) * WORD + (WORD - 1 - bit / 8)] = weight(k, channel) + 128;
    }
  }
  return bytes;
}

/** Eight numbers in a word, the first in the lowest lane: exactly the sum that lanes stand for, also beyond 32 bits. */
export function packLanes(numbers: readonly number[]): number[] {
  const word = numbers.reduce((sum, number, lane) => sum + (BigInt(number) << BigInt(32 * lane)), 0n);
  return bigEndian(word, WORD);
}

/** `macE(x, w, end)`: adds a run to the sums in scratch memory. The sums take all the stack that can be reached. */
function accumulator(vectors: number, unroll: number, scratch: number): string {
  const perWord = numbersPerWord(vectors);
  const names = Array.from({ length: vectors }, (_, v) => `a${v}`);
  const lines: string[] = [];
  for (let word = 0; word < unroll; word += 1) {
    lines.push('{', `let p := mload(${word === 0 ? 'w' : `add(w, ${word * WORD})`})`);
    for (let k = 0; k < perWord; k += 1) {
      const at = (word * perWord + k) * WORD;
      lines.push(`${k === 0 ? 'let ' : ''}v := mload(${at === 0 ? 'x' : `add(x, ${at})`})`, 's := add(s, v)');
      names.forEach((name, vector) => {
        const shift = 8 * (k * vectors + vector);
        const bytes = shift === 0 ? 'p' : `shr(${shift}, p)`;
        lines.push(`${name} := add(${name}, mul(v, and(${bytes}, mload(${scratch + MASK}))))`);
      });
    }
    lines.push('}');
  }
  return `
function mac${vectors}x${unroll}(x, w, end) {
    mstore(${scratch + END}, end)
    ${names.map((name, v) => `let ${name} := mload(${scratch + v * WORD})`).join('\n    ')}
    let s := mload(${scratch + TOTAL})
    for {} lt(w, mload(${scratch + END})) {} {
        ${lines.join('\n        ')}
        x := add(x, ${unroll * perWord * WORD})
        w := add(w, ${unroll * WORD})
    }
    ${names.map((name, v) => `mstore(${scratch + v * WORD}, ${name})`).join('\n    ')}
    mstore(${scratch + TOTAL}, s)
}`;
}

/** Reads `n` lanes off: requantizes each by its lane of `q`, clamps, writes words from `y` on. */
const TAKE = `
function take(a, q, y, n, zero, low, high) {
    for { let end := add(y, shl(5, n)) } lt(y, end) { y := add(y, 32) } {
        let s := and(q, 255)
        let v := mul(sub(and(a, 0xffffffff), 0x80000000), shr(8, and(q, 0xffffffff)))
        v := add(sar(s, add(v, shl(sub(s, 1), 1))), zero)
        if slt(v, low) { v := low }
        if sgt(v, high) { v := high }
        mstore(y, v)
        a := shr(32, a)
        q := shr(32, q)
    }
}`;

/** Adds the run at `x` with the weights from `w` on. */
export function accumulate(context: Emission, vectors: number, run: number, x: string, w: string): string {
  const { words, unroll } = wordsOfRun(run, vectors);
  const name = `mac${vectors}x${unroll}`;
  context.helper(name, accumulator(vectors, unroll, context.scratch), 3);
  return `${name}(${x}, ${w}, add(${w}, ${words * WORD}))`;
}

/** Writes the channels of the finished sums; `b` points to their biases, followed by their requantizations. */
export function finish(
  context: Emission,
  vectors: number,
  channels: number,
  y: string,
  b: string,
  { zero, low, high }: { readonly zero: number; readonly low: number; readonly high: number },
): string {
  context.helper('take', TAKE, 7);
  const { scratch } = context;
  const lines = [`let c := mul(mload(${scratch + TOTAL}), mload(${scratch + OFFSETS}))`];
  for (let vector = 0; vector < vectors; vector += 1) {
    const count = Math.min(LANES, channels - LANES * vector);
    const sums = `sub(mload(${scratch + vector * WORD}), c)`;
    const requants = `mload(add(${b}, ${(vectors + vector) * WORD}))`;
    const to = vector === 0 ? y : `add(${y}, ${vector * LANES * WORD})`;
    lines.push(`take(${sums}, ${requants}, ${to}, ${count}, ${int(zero)}, ${int(low)}, ${int(high)})`);
  }
  return `{\n${lines.join('\n')}\n}`;
}
