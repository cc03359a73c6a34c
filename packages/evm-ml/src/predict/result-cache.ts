import type { Hex } from 'viem';
import { Lru } from '../lru.ts';
import type { Execution } from '../model.ts';

/**
 * What models answered, by model id and input: the same question is asked when a transaction enters the pool, when a
 * block is proposed, checked and executed. PREDICT is a pure function of both, so an answer never goes stale. Gas is
 * charged all the same, steps that loops took are known with the answer. Copies of an EVM share one.
 */
export class ResultCache {
  readonly #answers: Lru<string, Execution>;

  /** `maxBytes`: of inputs and answers together; 0 turns the cache off. Default 64 MiB. */
  constructor(maxBytes: number = 64 * 1024 * 1024) {
    this.#answers = new Lru(maxBytes, Number.POSITIVE_INFINITY, weigh);
  }

  get size(): number {
    return this.#answers.size;
  }

  /** Bytes of inputs and answers. */
  get bytes(): number {
    return this.#answers.weight;
  }

  /** The answer to an input whose loops take at most `most` steps (none: as many as they may), computed unless it is known. Keys are the inputs themselves: there are no collisions. */
  answer(modelId: Hex, input: Uint8Array, compute: () => Execution, most?: number): Execution {
    // biome-ignore lint/style/noRestrictedGlobals: 1 us for 25 kB, 73 us without; only nodes have this cache.
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.length).toString('latin1');
    const key = `${modelId}${most ?? ''}:${bytes}`;
    const known = this.#answers.get(key);
    // Copies: answers end up in the memory of contracts and in the hands of observers.
    if (known !== undefined) return copy(known);
    const answer = compute();
    this.#answers.set(key, copy(answer));
    return answer;
  }
}

const copy = ({ output, steps }: Execution): Execution => ({ output: output.slice(), steps });

/** Bytes. */
const weigh = (key: string, { output, steps }: Execution): number =>
  key.length + output.length + 8 * steps.length;
