import type { Graph, Node, NodeOf, Op, Tensor, Value } from '../graph/graph.ts';
import type { Packed } from '../graph/memory/needs.ts';
import type { WeightScan } from '../graph/weight-scan.ts';

/**
 * Between the plan and the kernels.
 *
 *   prepare(node, layout)  once per node, memory does not exist yet: reserve what the operator's record counts
 *   bind(machine)          once per node, memory exists: pack constants, make views
 *   step(batch)            once per run: no checks, no allocation
 *
 * All activations, constants and scratch live at byte offsets of ONE memory, so that a kernel of one set can
 * stand in for a missing kernel of another.
 */

/** A value's place: `capacity` examples one after another, `elements` elements each, from byte `offset`. */
export interface Operand {
  readonly value: Value;
  /** Elements of one example. */
  readonly elements: number;
  /** Byte offset of example 0, a multiple of 16. Example b begins at `offset + b * elements * size(type)`. */
  readonly offset: number;
  /** Every q of this value lies in [low, high] (integer graphs; proved by validate). */
  readonly low: number;
  readonly high: number;
}

/** Constants in one form, which lie in memory once however many nodes use them. */
export interface Shared {
  readonly at: number;
  /** Runs `write` for the first node that asks, and gives what it gave to all. */
  fill<T>(write: () => T): T;
}

/**
 * What `prepare` sees. Offsets are final; memory is made after all nodes are prepared. A node may take what the record of
 * its operator counts (rule F14), and no more.
 */
export interface Layout {
  readonly graph: Graph;
  /** The most examples that one step is asked for. */
  readonly capacity: number;
  operand(value: number): Operand;
  tensor(name: string): Tensor;
  /** Room for constants in a form that other nodes may use as well. */
  share(packed: Packed): Shared;
  /** Bytes kept for the life of the plan by this node. Returns their offset. */
  reserve(bytes: number, alignment?: number): number;
  /** Bytes that `bind` may overwrite, and steps must not: they are the activations' place. Returns their offset. */
  draft(bytes: number): number;
  /** Bytes that every step may overwrite. Returns their offset, the same for all nodes: a multiple of 16. */
  scratch(bytes: number): number;
}

/** The memory of one plan. `buffer` never grows or moves. */
export interface Machine {
  readonly buffer: ArrayBuffer;
  /** Whether -32768, which no int16 activation may be, is among the `count` int16 from byte `offset` on. */
  hasLowest?(offset: number, count: number): boolean;
}

/** Runs one node for examples 0 .. batch - 1, 1 <= batch <= capacity. */
export type Step = (batch: number) => void;

/**
 * Packs constants into memory. `null`: nothing to do at run time. The type is that of a method, so that a set's own kind
 * of machine need not be named where sets are handed about: kernels only ever see machines that their set has made.
 */
export type Bind<M extends Machine> = { bind(machine: M): Step | null }['bind'];

/** `null`: this kernel does not serve this node (its shape, its profile); the reference kernel takes it. */
export type Prepare<M extends Machine, N extends Node> = (node: N, layout: Layout) => Bind<M> | null;

/** A missing operator is taken by the reference kernel, on the same memory. */
export type KernelTable<M extends Machine = Machine> = { readonly [O in Op]?: Prepare<M, NodeOf<O>> };

/**
 * Kernels on one kind of memory, and the operators that they have. A set may come from outside of this package; every
 * set gives the bits of spec/operators.md.
 */
export interface KernelSet<M extends Machine = Machine> {
  /** For people. */
  readonly name: string;
  /** First byte of the memory that plans may use (what lies below belongs to the set). A multiple of 16. */
  readonly base: number;
  /** Memory with at least `bytes` zeroed bytes, those below `base` included. */
  createMachine(bytes: number): M;
  readonly kernels: KernelTable<M>;
  /** Looks at a network's weights when it is loaded. Default: plain loops. */
  readonly scan?: WeightScan;
}
