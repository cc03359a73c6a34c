import type { Hex } from 'viem';
import { Lru } from '../lru.ts';
import type { Model } from '../model.ts';

/** What a model id stands for. It is a hash, so nothing of this ever changes. */
export interface StoredModel {
  readonly modelId: Hex;
  /** Bytes of the model, without its origin. */
  readonly length: number;
  /** Bytes of its program. */
  readonly programBytes: number;
  readonly chunkAddresses: readonly Hex[];
  /** The plan, or the reason why there can be none. */
  readonly plan: { readonly model: Model } | { readonly unusable: string };
}

/** How much a cache may hold. A bound of 0 turns it off. */
export interface CacheBounds {
  /** Bytes of models, of the plans' memory and, reckoned by their programs, of their objects. Default 1 GiB. */
  readonly maxBytes?: number;
  /**
   * Default 2,048. Each plan has a WebAssembly memory, for which V8 reserves 10 GiB of a 47-bit address space: a
   * process can hold about 12,800 of them, however small, and fails beyond.
   */
  readonly maxModels?: number;
}

/**
 * The models used last. A cache saves time and never changes results or gas. Copies of an EVM share one.
 *
 * The bounds should hold what one transaction can load (gas.md, rule G6): a transaction that reads its models in turn
 * then finds each of them here after paying for it once.
 */
export class ModelCache {
  readonly #models: Lru<Hex, StoredModel>;

  constructor({ maxBytes = 2 ** 30, maxModels = 2_048 }: CacheBounds = {}) {
    this.#models = new Lru(maxBytes, maxModels, (_, stored) => sizeOf(stored));
  }

  get size(): number {
    return this.#models.size;
  }

  /** Sum over models' bytes and plans. */
  get bytes(): number {
    return this.#models.weight;
  }

  get(modelId: Hex): StoredModel | undefined {
    return this.#models.get(modelId);
  }

  set(stored: StoredModel): void {
    this.#models.set(stored.modelId, stored);
  }
}

/** Objects that a plan makes of each byte of its program: 60 to 80 bytes for small operators, which take the most. */
const OBJECT_BYTES = 100;

/** The model's bytes stay in memory behind the plan's tensors, and what its program says as objects. */
function sizeOf({ length, programBytes, plan }: StoredModel): number {
  return length + ('model' in plan ? plan.model.memoryBytes + OBJECT_BYTES * programBytes : 0);
}
