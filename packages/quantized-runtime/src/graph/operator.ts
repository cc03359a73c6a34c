import type { Count, Shapes } from './count.ts';
import type { Effort } from './effort/effort.ts';
import type { MemoryContext, Needs } from './memory/needs.ts';
import type { NodeBase, Padding } from './node.ts';
import type { RuleContext } from './rules/context.ts';
import type { Interval } from './rules/interval.ts';
import type { Fields } from './schema/field.ts';
import type { ShapeContext } from './shapes/context.ts';
import type { Shape } from './values.ts';

/**
 * All that validation and prices know of an operator; what it computes is the kernels' to say. One record for each
 * file of operators/.
 */
export interface Operator<N extends NodeBase> {
  /** Readers of the fields that a node has besides those of every node. */
  readonly fields: Fields<Omit<N, keyof NodeBase>>;
  /** The least and the most values that a node reads. */
  readonly inputs: readonly [least: number, most: number];
  /** How many values it writes. */
  readonly outputs: number | ((node: N) => number);
  /** Border with which kernels lay out the input: it counts as part of the activation (rule F10). */
  border?(node: N): Padding;
  /** Shapes of the outputs. Refuses ranks and shapes that do not fit each other. */
  shapes(node: N, context: ShapeContext): readonly Shape[];
  /**
   * Where the elements of each output lie. Refuses types that do not fit each other, parameters that are missing, of
   * another type or out of range, and sums that could overflow (rule N4).
   */
  bounds(node: N, context: RuleContext): readonly Interval[];
  /** What rule F10 bounds. */
  count(node: N, shapes: Shapes): Count;
  /** What its price multiplies. */
  effort(node: N, shapes: Shapes): Effort;
  /** What a plan holds for the node (rule F14): every kernel keeps to it. */
  memory(node: N, context: MemoryContext): Needs;
  /** What has a price of its own, in graphs of integers and of binary32. */
  readonly kinds: { readonly integer: Kinds<N>; readonly f32: Kinds<N> };
}

/** One kind for all nodes, or one for each function. `null`: no graph of the profile can hold it. */
export type Kinds<N> = string | null | KindsOfFunctions<N>;

type KindsOfFunctions<N> = N extends { readonly fn: infer F extends string }
  ? Readonly<Record<F, string | null>>
  : never;
