import { elementCount } from '../graph/element-types.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { refuse } from '../graph/refuse.ts';
import type { Analysis } from '../graph/validate.ts';
import { ALIGNMENT, alignUp } from '../kernels/align.ts';
import type {
  Bind,
  KernelSet,
  KernelTable,
  Layout,
  Machine,
  Operand,
  Prepare,
  Step,
} from '../kernels/kernel.ts';
import { referenceKernels } from '../kernels/reference/reference-kernels.ts';
import { type Arena, planArena } from './plan-arena.ts';

/** A graph bound to memory: run `steps` in order after the inputs are in place. */
export interface Plan {
  readonly buffer: ArrayBuffer;
  /** The most examples of one run. */
  readonly capacity: number;
  readonly operands: readonly Operand[];
  readonly steps: readonly Step[];
  /** See Machine. */
  hasLowest(offset: number, count: number): boolean;
}

/** Activations of a batch should stay in a processor's own cache. */
const BATCH_BYTES = 2 ** 20;
const LARGEST_BATCH = 64;
/** Vector kernels may read (never write) this far beyond the end of what they own. */
const SLACK_BYTES = 64;

function chooseCapacity(graph: Graph): number {
  const { bytes } = planArena(graph, 1);
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(BATCH_BYTES / Math.max(bytes, 1))));
}

/** Hands out memory above the activations. */
function createLayout(
  graph: Graph,
  capacity: number,
  operands: readonly Operand[],
  begin: number,
  scratch: number,
) {
  let end = begin;
  let widest = 0;
  const layout: Layout = {
    graph,
    capacity,
    operand: (value) => operands[value]!,
    tensor: (name) => graph.tensors.get(name)!,
    reserve(bytes, alignment = ALIGNMENT) {
      const offset = alignUp(end, alignment);
      end = offset + bytes;
      return offset;
    },
    scratch(bytes) {
      widest = Math.max(widest, bytes);
      return scratch;
    },
  };
  return { layout, end: () => alignUp(end), scratchBytes: () => widest };
}

function prepareNode<N extends Node>(node: N, kernels: KernelTable, layout: Layout) {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  const prepare = kernels[node.op] as Prepare<Machine, N> | undefined;
  return prepare?.(node, layout) ?? null;
}

/** Each node by the set's kernel, or by the reference's where the set has none. */
function prepareAll(graph: Graph, kernels: KernelTable, layout: Layout): Bind<Machine>[] {
  return graph.nodes.map(
    (node) =>
      prepareNode(node, kernels, layout) ??
      prepareNode(node, referenceKernels.kernels, layout) ??
      refuse('BadGraph', `Node "${node.layer}": there is no kernel for ${node.op}.`),
  );
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
 * Binds a validated graph to memory: activations planned by lifetime, then what the kernels reserve, then scratch.
 * Kernels are prepared twice, the first time to learn how much they reserve.
 */
export function createPlan(graph: Graph, analysis: Analysis, kernels: KernelSet): Plan {
  const capacity = chooseCapacity(graph);
  const arena = planArena(graph, capacity);
  const operands = placeOperands(graph, arena, analysis, kernels.base);
  const begin = alignUp(kernels.base + arena.bytes);
  const measured = createLayout(graph, capacity, operands, begin, begin);
  prepareAll(graph, kernels.kernels, measured.layout);
  const scratch = measured.end();
  const final = createLayout(graph, capacity, operands, begin, scratch);
  const binds = prepareAll(graph, kernels.kernels, final.layout);
  const machine = kernels.createMachine(scratch + alignUp(final.scratchBytes()) + SLACK_BYTES);
  const steps = binds.map((bind) => bind(machine)).filter((step): step is Step => step !== null);
  const { buffer } = machine;
  const hasLowest = (offset: number, count: number) =>
    machine.hasLowest?.(offset, count) ?? new Int16Array(buffer, offset, count).includes(-32768);
  return { buffer, capacity, operands, steps, hasLowest };
}
