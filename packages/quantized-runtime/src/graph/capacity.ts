/**
 * How large a chain lets models be: the part of rule F10 that genesis may change. Everybody who loads a model for a
 * chain uses that chain's, or would differ on what is refused.
 */
export interface Capacity {
  /** Bytes of a model. */
  readonly artefactBytes: number;
  /** Elements of tensors, counted for each node that names them: a plan may hold a copy for each. */
  readonly nodeElements: number;
  /** Elements of all activations together. */
  readonly totalElements: number;
  /** Multiply-accumulates and elements of one example, all nodes together. */
  readonly work: number;
  /** Bytes of a plan, rule F14. */
  readonly planBytes: number;
}

/** What a chain allows whose genesis says nothing. */
export const CAPACITY: Capacity = {
  artefactBytes: 2 ** 24,
  nodeElements: 2 ** 24,
  totalElements: 2 ** 26,
  work: 2 ** 40,
  planBytes: 2 ** 28,
};

/** The most that a chain may allow. A plan lies in one WebAssembly memory, which holds less than 4 GiB. */
export const LARGEST_CAPACITY: Capacity = {
  artefactBytes: 2 ** 28,
  nodeElements: 2 ** 28,
  totalElements: 2 ** 30,
  work: 2 ** 44,
  planBytes: 2 ** 31,
};

/** What a genesis says of its chain's capacity. */
export type SaidCapacity = { readonly [Key in keyof Capacity]?: number | undefined };

/**
 * The capacity of a chain that says some of it. What it leaves out is the default, or more where its artefacts are
 * larger than the default's, in proportion.
 */
export function capacityOf(said: SaidCapacity = {}): Capacity {
  const scale = Math.max(1, (said.artefactBytes ?? 0) / CAPACITY.artefactBytes);
  const settle = (key: keyof Capacity): number =>
    said[key] ?? Math.min(LARGEST_CAPACITY[key], Math.floor(CAPACITY[key] * scale));
  return {
    artefactBytes: settle('artefactBytes'),
    nodeElements: settle('nodeElements'),
    totalElements: settle('totalElements'),
    work: settle('work'),
    planBytes: settle('planBytes'),
  };
}
