/** Rule F10: how large an artefact and its graph may be. Part of consensus. */
export const LIMITS = {
  artefactBytes: 16 * 1024 * 1024,
  headerBytes: 1024,
  programBytes: 4 * 1024 * 1024,
  values: 4096,
  nodes: 4096,
  tensors: 8192,
  ports: 256,
  /** Inputs of all nodes together. */
  nodeInputs: 16_384,
  /** Elements of tensors, counted for each node that names them: a plan may hold a copy for each. */
  nodeElements: 2 ** 24,
  /** Groups of all convolutions together, but for groups of one channel: a plan has a product for each. */
  groups: 4096,
  rank: 6,
  /** Elements of one activation. */
  elements: 2 ** 24,
  /** Elements of all activations together. */
  totalElements: 2 ** 26,
  /** Multiply-accumulates and elements of one example, all nodes together. */
  work: 2 ** 40,
  nameLength: 128,
  layerLength: 256,
  /** Bytes of a plan, rule F14. */
  planBytes: 2 ** 28,
} as const;
