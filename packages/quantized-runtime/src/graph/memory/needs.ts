import type { Shapes } from '../count.ts';
import { lanes } from '../effort/effort.ts';

/** A node's memory is counted from this. */
export interface MemoryContext extends Shapes {
  /** The most examples of one run. */
  readonly capacity: number;
  /** Bytes of an element of the first input and of the first output. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Name of the tensor in a role that is there. */
  tensor(role: string): string;
}

/** Constants as kernels lay them out. Nodes of one plan that name the same form share it. */
export interface Packed {
  /** A tensor and how it is laid out. */
  readonly form: string;
  readonly bytes: number;
}

/**
 * The memory of one node, rule F14: what any set of kernels may take for it, in bytes. Counted from the graph alone,
 * so that it is the same for every set and machine.
 */
export interface Needs {
  readonly packed: readonly Packed[];
  /** Kept for the life of the plan by this node alone: constants of channels, tables, what describes its work. */
  readonly tables: number;
  /** What a step may overwrite: all nodes share the largest. */
  readonly scratch: number;
  /** What laying out constants may overwrite, before there are activations: likewise. */
  readonly draft: number;
}

/** What a node takes in any case: its job, short tables, and what the machine's language keeps for it. */
export const NODE_BYTES = 2048;
/** What each input of a node with many takes, likewise. */
export const INPUT_BYTES = 512;

export const needs = (tables = 0, scratch = 0, packed: readonly Packed[] = [], draft = 0): Needs => ({
  packed,
  tables: NODE_BYTES + tables,
  scratch,
  draft,
});

/** For operators that need no room to speak of. */
export const fewNeeds = (): Needs => needs();

/** For operators whose data is where it should be before a run begins. */
export const noNeeds = (): Needs => ({ packed: [], tables: 256, scratch: 0, draft: 0 });

/** Room of copies of operands that broadcast: as long as the output, for each that is not. */
export const spreadBytes = (counts: readonly number[], count: number, bytes: number): number =>
  counts.filter((own) => own !== count).length * (count * bytes + 16);

/** Bias and multipliers of `channels` output channels. */
export const channelBytes = (channels: number, { profile }: Shapes): number =>
  lanes(channels) * (profile === 'f32' ? 4 : 20);
