import type { Model } from '@evm-ml/quantized-runtime';
import type { Hex } from 'viem';

/** A model id always stands for the same bytes, so its plan, or the reason why it has none, never changes. */
export type CachedModel =
  | { readonly usable: true; readonly model: Model }
  | { readonly usable: false; readonly code: string };

/**
 * The models used last, bounded by the sum of their artefacts' bytes. A cache saves time and never changes results
 * or gas. Copies of an EVM share one.
 *
 * The bound should hold what one transaction can load (gas.md, rule G6): a transaction that reads its models in turn
 * then finds each of them here after paying for it once.
 */
export class ModelCache {
  /** In order of use, the latest last. */
  readonly #entries = new Map<Hex, { readonly bytes: number; readonly model: CachedModel }>();
  #bytes = 0;

  /** `maxBytes` 0 turns the cache off. */
  constructor(readonly maxBytes: number = 256 * 1024 * 1024) {}

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(modelId: Hex): CachedModel | undefined {
    const entry = this.#entries.get(modelId);
    if (entry === undefined) return undefined;
    this.#entries.delete(modelId);
    this.#entries.set(modelId, entry);
    return entry.model;
  }

  set(modelId: Hex, bytes: number, model: CachedModel): void {
    this.#remove(modelId);
    if (bytes > this.maxBytes) return;
    this.#entries.set(modelId, { bytes, model });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(modelId: Hex): void {
    const entry = this.#entries.get(modelId);
    if (entry === undefined) return;
    this.#entries.delete(modelId);
    this.#bytes -= entry.bytes;
  }
}
