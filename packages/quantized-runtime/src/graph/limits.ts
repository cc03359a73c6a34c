import { LARGEST_CAPACITY } from './capacity.ts';

/** Rule F10: what the format can say at all, on every chain. Part of consensus; see capacity.ts for the rest of it. */
export const LIMITS = {
  /** Bytes of a file. */
  fileBytes: LARGEST_CAPACITY.artefactBytes,
  originBytes: 2 ** 24,
  headerBytes: 1024,
  programBytes: 4 * 1024 * 1024,
  values: 4096,
  nodes: 4096,
  tensors: 8192,
  ports: 256,
  /** Inputs of all nodes together. */
  nodeInputs: 16_384,
  /** Groups of all convolutions together, but for groups of one channel: a plan has a product for each. */
  groups: 4096,
  rank: 6,
  /** Steps of one loop, and what is carried from one to the next: a node writes at most 256 values, the step among them. */
  steps: 4096,
  states: 255,
  /** Elements of one activation. */
  elements: 2 ** 24,
  nameLength: 128,
  layerLength: 256,
} as const;
