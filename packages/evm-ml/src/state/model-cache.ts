import type { Hex } from 'viem';
import { GAS } from '../gas/params.ts';
import { Lru } from '../lru.ts';
import type { Model } from '../model.ts';

/** What a model id stands for. It is a hash, so nothing of this ever changes. */
export interface StoredModel {
  readonly modelId: Hex;
  /** Bytes of the model, without its origin. */
  readonly length: number;
  /** Bytes of its program. */
  readonly programBytes: number;
  /** Of what lists the chunks where the manifest has no room; mostly none. */
  readonly indexAddresses: readonly Hex[];
  readonly chunkAddresses: readonly Hex[];
  /** The plan, or the reason why there can be none. */
  readonly plan: { readonly model: Model } | { readonly unusable: string };
}

/** How much a cache may hold. A bound of 0 turns it off. */
export interface CacheBounds {
  /** Bytes of models, of plans with MODEL_BYTES for each and, reckoned by their programs, of their objects. */
  readonly maxBytes?: number;
  readonly maxModels?: number;
}

/** What a model takes besides its bytes and its plan: the pages that round its memory up, and what describes it. */
export const MODEL_BYTES = 2 ** 17;

/**
 * Each plan has a WebAssembly memory, for which V8 reserves 10 GiB of a 47-bit address space: a process can hold about
 * 12,800 of them, however small, and fails beyond.
 */
const MOST_MODELS = 12_000;

/** The least that loading a model costs: floor of the call, fixed price, access to its manifest, a word of each kind. */
const LEAST_LOAD = GAS.base + GAS.loadModel + 2_600;

/**
 * Bounds within which a cache holds all that one block of this gas limit can load (gas.md, rule G7). A word of a model's
 * plan costs a gas, and nothing else takes more memory for its price: its bytes cost 4 gas a word, and LEAST_LOAD gas is
 * more than MODEL_BYTES / 32.
 */
export function cacheBoundsFor(blockGasLimit: number): Required<CacheBounds> {
  const maxBytes = Math.ceil((blockGasLimit * 32) / GAS.loadPlanWord);
  return { maxBytes, maxModels: Math.min(MOST_MODELS, Math.ceil(blockGasLimit / LEAST_LOAD)) };
}

/** The gas limit of a development chain's blocks. */
const COMMON_LIMIT = 30_000_000;

/**
 * The models used last. A cache saves time and never changes results or gas. Copies of an EVM share one.
 *
 * The bounds should be those of the chain's gas limit (gas.md, rule G7): a transaction that reads its models in turn then
 * finds each of them here after paying for it once. Default: a limit of 30,000,000.
 */
export class ModelCache {
  readonly #models: Lru<Hex, StoredModel>;

  constructor(bounds: CacheBounds = {}) {
    const { maxBytes, maxModels } = { ...cacheBoundsFor(COMMON_LIMIT), ...bounds };
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

/**
 * The model's bytes stay in memory behind the plan's tensors, and what its program says as objects. A plan counts from
 * the beginning, made or not.
 */
function sizeOf({ length, programBytes, plan }: StoredModel): number {
  return length + ('model' in plan ? MODEL_BYTES + plan.model.planBytes + OBJECT_BYTES * programBytes : 0);
}
