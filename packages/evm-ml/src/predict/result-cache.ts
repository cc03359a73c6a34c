import type { Hex } from 'viem';
import { Lru } from '../lru.ts';

/**
 * What models answered, by model id and input: the same question is asked when a transaction enters the pool, when a
 * block is proposed, checked and executed. PREDICT is a pure function of both, so an answer never goes stale. Gas is
 * charged all the same. Copies of an EVM share one.
 */
export class ResultCache {
  readonly #answers: Lru<string, Uint8Array>;

  /** `maxBytes`: of inputs and answers together; 0 turns the cache off. Default 64 MiB. */
  constructor(maxBytes: number = 64 * 1024 * 1024) {
    this.#answers = new Lru(maxBytes, Number.POSITIVE_INFINITY, (key, answer) => key.length + answer.length);
  }

  get size(): number {
    return this.#answers.size;
  }

  /** Bytes of inputs and answers. */
  get bytes(): number {
    return this.#answers.weight;
  }

  /** The answer to an input, computed unless it is known. Keys are the inputs themselves: there are no collisions. */
  answer(modelId: Hex, input: Uint8Array, compute: () => Uint8Array): Uint8Array {
    // biome-ignore lint/style/noRestrictedGlobals: 1 us for 25 kB, 73 us without; only nodes have this cache.
    const key = modelId + Buffer.from(input.buffer, input.byteOffset, input.length).toString('latin1');
    const known = this.#answers.get(key);
    // A copy: answers end up in the memory of contracts and in the hands of observers.
    if (known !== undefined) return known.slice();
    const answer = compute();
    this.#answers.set(key, answer.slice());
    return answer;
  }
}
