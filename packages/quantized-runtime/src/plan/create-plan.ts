import { elementCount } from '../graph/element-types.ts';
import type { Graph, Node } from '../graph/graph.ts';
import type { PlanMemory } from '../graph/measure-memory.ts';
import { ALIGNMENT, alignUp } from '../graph/memory/align.ts';
import type { Arena } from '../graph/memory/arena.ts';
import type { Needs, Packed } from '../graph/memory/needs.ts';
import type { Analysis } from '../graph/validate.ts';
import type {
  Bind,
  KernelSet,
  KernelTable,
  Layout,
  Machine,
  Operand,
  Prepare,
  Shared,
  Step,
} from '../kernels/kernel.ts';
import { referenceKernels } from '../kernels/reference/reference-kernels.ts';
import { createRun, type Run } from './run.ts';

/** A graph bound to memory: `run` after the inputs are in place. */
export interface Plan {
  readonly buffer: ArrayBuffer;
  /** The most examples of one run. */
  readonly capacity: number;
  readonly operands: readonly Operand[];
  readonly run: Run;
  /** What each node does; null for nodes that have nothing to do. */
  readonly nodeSteps: readonly (Step | null)[];
  /** See Machine. */
  hasLowest(offset: number, count: number): boolean;
}

/** Vector kernels may read (never write) this far beyond the end of what they own. */
const SLACK_BYTES = 64;

/** Where constants of one form lie; what was written there. */
function createShared(at: number): Shared {
  let written: { readonly result: unknown } | undefined;
  return {
    at,
    fill<T>(write: () => T): T {
      written ??= { result: write() };
      return written.result as T;
    },
  };
}

/** A kernel that takes more than its operator's record counts is a bug of this package: no graph can be at fault. */
function overdrawn(node: Node, what: string): never {
  throw new Error(`A kernel of ${node.op} takes more ${what} than the operator's record counts (rule F14).`);
}

/** Hands out memory: what nodes keep, then activations with scratch behind them, in whose place drafts are made. */
function createLayouts(
  graph: Graph,
  memory: PlanMemory,
  operands: readonly Operand[],
  begin: number,
  activations: number,
) {
  const scratch = activations + alignUp(memory.arena.bytes);
  const forms = new Map<string, Shared>();
  let end = begin;
  const take = (bytes: number, alignment = ALIGNMENT): number => {
    const offset = alignUp(end, alignment);
    end = offset + bytes;
    return offset;
  };
  return (node: Node, { packed, tables, draft, scratch: most }: Needs): Layout => {
    let kept = 0;
    return {
      graph,
      capacity: memory.capacity,
      operand: (value) => operands[value]!,
      tensor: (name) => graph.tensors.get(name)!,
      share({ form, bytes }: Packed) {
        if (!packed.some((own) => own.form === form && own.bytes >= bytes)) overdrawn(node, `of "${form}"`);
        const shared = forms.get(form) ?? createShared(take(bytes));
        forms.set(form, shared);
        return shared;
      },
      reserve(bytes, alignment) {
        kept += alignUp(bytes);
        if (kept > tables) overdrawn(node, 'for its tables');
        return take(bytes, alignment);
      },
      draft(bytes) {
        if (bytes > draft) overdrawn(node, 'to draft in');
        return activations;
      },
      scratch(bytes) {
        if (bytes > most) overdrawn(node, 'scratch');
        return scratch;
      },
    };
  };
}

function prepareNode<N extends Node>(node: N, kernels: KernelTable, layout: Layout) {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  const prepare = kernels[node.op] as Prepare<Machine, N> | undefined;
  return prepare?.(node, layout) ?? null;
}

/** A node by the set's kernel, or by the reference's where the set has none, which has one for every node. */
function prepareAny(node: Node, kernels: KernelTable, layout: Layout): Bind<Machine> {
  return (prepareNode(node, kernels, layout) ?? prepareNode(node, referenceKernels.kernels, layout))!;
}

function placeOperands(graph: Graph, { offsets }: Arena, analysis: Analysis, base: number): Operand[] {
  return graph.values.map((value, index) => ({
    value,
    elements: elementCount(value.shape),
    offset: base + offsets[index]!,
    ...analysis.ranges[index]!,
  }));
}

/**
 * Binds a validated graph to memory: what the kernels keep, then activations planned by lifetime, then scratch. All of
 * it was counted before (rule F14), so that the memory of a plan has one size, whatever the kernels.
 */
export function createPlan(
  graph: Graph,
  analysis: Analysis,
  kernels: KernelSet,
  memory: PlanMemory = analysis.memory,
): Plan {
  const { capacity, arena, needs } = memory;
  const activations = kernels.base + memory.reserved;
  const operands = placeOperands(graph, arena, analysis, activations);
  const layoutOf = createLayouts(graph, memory, operands, kernels.base, activations);
  const binds = graph.nodes.map((node, index) =>
    prepareAny(node, kernels.kernels, layoutOf(node, needs[index]!)),
  );
  const machine = kernels.createMachine(activations + memory.working + SLACK_BYTES);
  const steps = new Array<Step | null>(binds.length).fill(null);
  // Constants are written where others draft: last.
  for (const areConstants of [false, true]) {
    binds.forEach((bind, index) => {
      if ((graph.nodes[index]!.op === 'constant') === areConstants) steps[index] = bind(machine);
    });
  }
  const { buffer } = machine;
  const hasLowest = (offset: number, count: number) =>
    machine.hasLowest?.(offset, count) ?? new Int16Array(buffer, offset, count).includes(-32768);
  const run = createRun(steps, analysis.loops, operands, buffer);
  return { buffer, capacity, operands, run, nodeSteps: steps, hasLowest };
}
