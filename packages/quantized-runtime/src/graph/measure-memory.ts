import { CAPACITY } from './capacity.ts';
import { ELEMENT_BYTES } from './element-types.ts';
import type { Graph, Node } from './graph.ts';
import { alignUp } from './memory/align.ts';
import { type Arena, planArena } from './memory/arena.ts';
import type { MemoryContext, Needs } from './memory/needs.ts';
import { operatorOf } from './operators.ts';
import { paramsOf } from './params-of.ts';
import { profileOfNode } from './profile-of-node.ts';
import { refuse } from './refuse.ts';

/** How a plan's memory is divided, and how large it is (rule F14). */
export interface PlanMemory {
  /** The most examples of one run. */
  readonly capacity: number;
  readonly arena: Arena;
  /** Of each node. */
  readonly needs: readonly Needs[];
  /** Bytes of all forms of constants and all tables. */
  readonly reserved: number;
  /** Bytes of activations and the largest scratch behind them, or of the largest draft, which lies in their place. */
  readonly working: number;
  /** The size of the plan. */
  readonly bytes: number;
}

/** Activations of a batch should stay in a processor's own cache. */
const BATCH_BYTES = 2 ** 20;
const LARGEST_BATCH = 64;

/** What a node takes in a plan for `capacity` examples at a time. */
export function needsOf(graph: Graph, node: Node, capacity: number): Needs {
  const { values, tensors } = graph;
  const params = paramsOf(node);
  const bytesOf = (value: number | undefined): number =>
    value === undefined ? 0 : ELEMENT_BYTES[values[value]!.type];
  const context: MemoryContext = {
    profile: profileOfNode(graph, node),
    capacity,
    inputs: node.inputs.map((value) => values[value]!.shape),
    outputs: node.outputs.map((value) => values[value]!.shape),
    inputBytes: bytesOf(node.inputs[0]),
    outputBytes: bytesOf(node.outputs[0]),
    param: (role) => tensors.get(params[role]!)!.shape,
    tensor: (role) => params[role]!,
  };
  return operatorOf(node).memory(node, context);
}

/**
 * The memory that a plan of `graph` takes, counted from the graph alone: rule F14. Refuses what is larger than rule F10
 * allows (TooLarge: `planBytes`), as soon as it is.
 */
export function measureMemory(graph: Graph, planBytes = CAPACITY.planBytes): PlanMemory {
  const single = planArena(graph, 1);
  const fitting = Math.floor(BATCH_BYTES / Math.max(single.bytes, 1));
  // Examples of a batch do not stop at the same step.
  const most = graph.nodes.some(({ op }) => op === 'repeat') ? 1 : LARGEST_BATCH;
  const capacity = Math.max(1, Math.min(most, fitting));
  const arena = capacity === 1 ? single : planArena(graph, capacity);
  const forms = new Set<string>();
  let reserved = 0;
  let [scratch, draft] = [0, 0];
  const working = (): number => Math.max(arena.bytes + scratch, draft);
  const total = (): number => {
    const bytes = reserved + working();
    if (bytes > planBytes) {
      refuse('TooLarge', `A plan takes ${bytes} bytes or more; at most ${planBytes} are allowed.`);
    }
    return bytes;
  };
  total();
  const needs = graph.nodes.map((node) => {
    const own = needsOf(graph, node, capacity);
    for (const { form, bytes } of own.packed) {
      if (!forms.has(form)) reserved += alignUp(bytes);
      forms.add(form);
    }
    reserved += alignUp(own.tables);
    scratch = Math.max(scratch, alignUp(own.scratch));
    draft = Math.max(draft, alignUp(own.draft));
    total();
    return own;
  });
  return { capacity, arena, needs, reserved, working: working(), bytes: total() };
}
