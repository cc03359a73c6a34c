import { elementCount } from '../../../graph/element-types.ts';
import type { Graph } from '../../../graph/graph.ts';
import { isTextOutput } from '../../../graph/text-output.ts';
import { log } from '../../../numerics/elementary.ts';
import type { OutputReport } from './report.ts';

/** Elements as a graph holds them; they stand for `(q - zero) * scale`. */
export interface Actual {
  readonly data: ArrayLike<number>;
  readonly scale: number;
  readonly zero: number;
}

/** Running differences between two series of real numbers. */
export class Difference {
  max = 0;
  #squares = 0;
  #signal = 0;
  #count = 0;

  add(expected: ArrayLike<number>, { data, scale, zero }: Actual): void {
    let [max, squares, signal] = [this.max, 0, 0];
    for (let i = 0; i < expected.length; i++) {
      const truth = expected[i]!;
      const error = Math.abs((data[i]! - zero) * scale - truth);
      if (error > max) max = error;
      squares += error * error;
      signal += truth * truth;
    }
    this.max = max;
    this.#squares += squares;
    this.#signal += signal;
    this.#count += expected.length;
  }

  get rms(): number {
    return this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count);
  }

  /** Of the errors, summed. */
  get squares(): number {
    return this.#squares;
  }

  /** In decibels; null where nothing differs or nothing flows. */
  get snr(): number | null {
    if (this.#squares === 0 || this.#signal === 0) return null;
    return (10 / log(10)) * log(this.#signal / this.#squares);
  }
}

/** What the outputs of a network lost, batch by batch. */
export class OutputDifference {
  readonly #difference = new Difference();
  #agreeing = 0;
  #examples = 0;

  constructor(
    readonly name: string,
    readonly size: number,
    readonly isText = false,
  ) {}

  add(expected: ArrayLike<number>, actual: Actual): void {
    this.#difference.add(expected, actual);
    for (let start = 0; start < expected.length; start += this.size) {
      if (this.#agrees(expected, actual.data, start)) this.#agreeing++;
      this.#examples++;
    }
  }

  #agrees(expected: ArrayLike<number>, actual: ArrayLike<number>, start: number): boolean {
    if (!this.isText) {
      return largestIndex(expected, start, this.size) === largestIndex(actual, start, this.size);
    }
    for (let i = start; i < start + this.size; i++) if (expected[i] !== actual[i]) return false;
    return true;
  }

  report(): OutputReport {
    const { name, size } = this;
    const agreement =
      (size > 1 || this.isText) && this.#examples > 0 ? this.#agreeing / this.#examples : null;
    const { max, rms, snr } = this.#difference;
    const text = this.isText ? ({ isText: true } as const) : {};
    return { name, maxError: max, rmsError: rms, snr, agreement, ...text };
  }
}

/** The place of the largest of `size` numbers from `start`; the first among equals. */
export function largestIndex(data: ArrayLike<number>, start: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (data[start + i]! > data[start + best]!) best = i;
  return best;
}

/** One difference for each output of `graph`. */
export function outputDifferences(graph: Graph): OutputDifference[] {
  return graph.outputs.map(
    (port) =>
      new OutputDifference(
        port.name,
        elementCount(graph.values[port.value]!.shape),
        isTextOutput(graph.nodes, port),
      ),
  );
}
