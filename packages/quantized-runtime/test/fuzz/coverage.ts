import { type Profiler, Session } from 'node:inspector';

/** What one input made the code do. */
export interface Footprint {
  /** Blocks that ran, each with how often as a power of two: a number for each pair. */
  readonly marks: readonly number[];
  /** How often blocks ran, all together: a measure of work that is the same on every machine. */
  readonly steps: number;
}

/** V8's own block coverage of the sources whose URL holds `part`, one input at a time. */
export class Coverage {
  readonly #session = new Session();
  readonly #blocks = new Map<string, number>();

  constructor(readonly part: string) {
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What ran since the last call. */
  take(): Footprint {
    const { result } = this.#post('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType;
    const marks: number[] = [];
    let steps = 0;
    for (const { url, functions } of result) {
      if (!url.includes(this.part)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          steps += count;
          marks.push(this.#idOf(`${url}:${startOffset}:${endOffset}`) * 64 + Math.floor(Math.log2(count)));
        }
      }
    }
    return { marks, steps };
  }

  close(): void {
    this.#post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #idOf(block: string): number {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    this.#blocks.set(block, this.#blocks.size);
    return this.#blocks.size - 1;
  }

  /** The inspector answers commands of its own thread before `post` returns. */
  #post(command: string, params: object = {}): unknown {
    let answer: unknown;
    this.#session.post(command, params, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }
}
