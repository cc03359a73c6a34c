import type { Model } from '@evm-ml/quantized-runtime';
import type { Hex } from 'viem';

/** What a model id stands for. It is a hash, so nothing of this ever changes. */
export interface StoredModel {
  readonly modelId: Hex;
  /** Bytes of the artefact. */
  readonly length: number;
  readonly chunkAddresses: readonly Hex[];
  /** The plan, or the reason why there can be none. */
  readonly plan: { readonly model: Model } | { readonly unusable: string };
}

/**
 * The models used last, bounded by the sum of their artefacts' bytes. A cache saves time and never changes results
 * or gas. Copies of an EVM share one.
 *
 * The bound should hold what one transaction can load (gas.md, rule G6): a transaction that reads its models in turn
 * then finds each of them here after paying for it once.
 */
export class ModelCache {
  /** In order of use, the latest last. */
  readonly #models = new Map<Hex, StoredModel>();
  #bytes = 0;

  /** `maxBytes` 0 turns the cache off. */
  constructor(readonly maxBytes: number = 256 * 1024 * 1024) {}

  get size(): number {
    return this.#models.size;
  }

  /** Sum of the artefacts' lengths. */
  get bytes(): number {
    return this.#bytes;
  }

  get(modelId: Hex): StoredModel | undefined {
    const stored = this.#models.get(modelId);
    if (stored === undefined) return undefined;
    this.#models.delete(modelId);
    this.#models.set(modelId, stored);
    return stored;
  }

  set(stored: StoredModel): void {
    this.#remove(stored.modelId);
    if (stored.length > this.maxBytes) return;
    this.#models.set(stored.modelId, stored);
    this.#bytes += stored.length;
    for (const oldest of this.#models.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(modelId: Hex): void {
    const stored = this.#models.get(modelId);
    if (stored === undefined) return;
    this.#models.delete(modelId);
    this.#bytes -= stored.length;
  }
}
