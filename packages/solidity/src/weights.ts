import { keccak256 } from 'viem';
import type { Step } from './block.ts';

/** Bytes that a contract's code holds besides the STOP in front of them (EIP-170). */
const CHUNK = 24_575;

/** Up to this many bytes of constants are written into the contract itself. */
const LITERAL = 4_096;

/** The constants of all steps: where each step finds its own, and what has to be deployed. */
export interface Weights {
  /** Code of the data contracts, STOP in front; none if the constants are a literal. */
  readonly codes: readonly Uint8Array[];
  readonly literal: Uint8Array | undefined;
  /** Words that `prepare` fills: the addresses of the data contracts, or that of the literal in memory. */
  readonly tableWords: number;
  /** A Yul statement that copies a step's constants to `to`. */
  load(step: Step, table: number, to: number): string;
}

export function layOutWeights(steps: readonly Step[]): Weights {
  const starts = new Map<Step, number>();
  let length = 0;
  for (const step of steps) {
    starts.set(step, length);
    length += step.constants.length;
  }
  const all = new Uint8Array(length);
  for (const step of steps) all.set(step.constants, starts.get(step)!);

  if (length <= LITERAL) {
    return {
      codes: [],
      literal: all,
      tableWords: 1,
      load: (step, table, to) =>
        step.constants.length === 0
          ? ''
          : `mcopy(${to}, add(mload(${table}), ${starts.get(step)}), ${step.constants.length})`,
    };
  }
  const codes: Uint8Array[] = [];
  for (let first = 0; first < length; first += CHUNK) {
    codes.push(Uint8Array.of(0, ...all.subarray(first, first + CHUNK)));
  }
  return {
    codes,
    literal: undefined,
    tableWords: codes.length,
    load: (step, table, to) => {
      const lines: string[] = [];
      const end = starts.get(step)! + step.constants.length;
      for (let at = starts.get(step)!; at < end; ) {
        const chunk = Math.floor(at / CHUNK);
        const count = Math.min(end, (chunk + 1) * CHUNK) - at;
        const target = to + at - starts.get(step)!;
        lines.push(
          `extcodecopy(mload(${table + 32 * chunk}), ${target}, ${at - chunk * CHUNK + 1}, ${count})`,
        );
        at += count;
      }
      return lines.join('\n');
    },
  };
}

/** What EXTCODEHASH gives for a data contract. */
export function codeHash(code: Uint8Array): string {
  return keccak256(code);
}
