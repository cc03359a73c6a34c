import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import type { Graph, Node, Tensor, Value } from '../../src/graph/graph.ts';
import { needsOf } from '../../src/graph/measure-memory.ts';
import type { KernelSet, Layout, Machine, Operand, Prepare } from '../../src/kernels/kernel.ts';

const align = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

/** One node with its operands; `batch` examples of every input, as bytes. */
export interface Case {
  readonly graph: Graph;
  readonly inputs: readonly Uint8Array[];
  readonly batch: number;
}

/** A graph of one node. Inputs come first in `values`, outputs behind them. */
export function graphOf(
  node: Node,
  profile: Graph['profile'],
  values: readonly Value[],
  tensors: Readonly<Record<string, Tensor>>,
): Graph {
  return {
    profile,
    values,
    nodes: [node],
    inputs: [],
    outputs: [],
    tensors: new Map(Object.entries(tensors)),
  };
}

/**
 * Runs the one node of a case with the kernels of `set` alone, on a memory laid out here. The bytes around every
 * output are checked to be untouched, and what it takes to be counted (F14). `null`: the set does not serve the node.
 */
export function runNode(set: KernelSet, test: Case, capacity = test.batch) {
  const { graph, inputs, batch } = test;
  const node = graph.nodes[0]!;
  let top = set.base;
  const { packed, tables, scratch: most, draft } = needsOf(graph, node, capacity);
  const within = (what: string, bytes: number, counted: number): void => {
    if (bytes > counted) throw new Error(`F14: ${what} takes ${bytes} bytes, its record counts ${counted}`);
  };
  let kept = 0;
  const place = (bytes: number) => {
    const offset = align(top, 16);
    top = offset + bytes;
    return offset;
  };
  const operands: Operand[] = graph.values.map((value, index) => {
    const elements = elementCount(value.shape);
    const [least, most] = value.type === 'i8' ? [-128, 127] : [-32767, 32767];
    const clamp = 'min' in node && node.outputs.includes(index) ? node : { min: null, max: null };
    const low = clamp.min ?? least;
    const high = clamp.max ?? most;
    // 16 guard bytes in front of every operand; what follows is the next guard.
    const offset = place(16 + elements * ELEMENT_BYTES[value.type] * capacity) + 16;
    return { value, elements, offset, low, high };
  });
  const guardEnd = place(16);
  const scratch = guardEnd + 16;
  const room = 1 << 20;
  top = scratch + room;
  const layout: Layout = {
    graph,
    capacity,
    operand: (value) => operands[value]!,
    tensor: (name) => graph.tensors.get(name)!,
    share: ({ form, bytes }) => {
      within(form, bytes, packed.find((own) => own.form === form)?.bytes ?? 0);
      const at = align(top, 16);
      top = at + bytes;
      return { at, fill: (write) => write() };
    },
    draft: (bytes) => {
      within('a draft', bytes, draft);
      within('a draft', bytes, room);
      return scratch;
    },
    reserve: (bytes, alignment = 16) => {
      kept += align(bytes, 16);
      within(node.op, kept, tables);
      const offset = align(top, alignment);
      top = offset + bytes;
      return offset;
    },
    scratch: (bytes) => {
      within('scratch', bytes, most);
      within('scratch', bytes, room);
      return scratch;
    },
  };
  const prepare = set.kernels[node.op] as Prepare<Machine, Node> | undefined;
  const bind = prepare?.(node, layout);
  if (bind === undefined || bind === null) return null;
  const machine = set.createMachine(top);
  const step = bind(machine);
  const bytes = new Uint8Array(machine.buffer);
  const guards = operands.map(({ offset }) => offset - 16).concat(guardEnd);
  const outputs = node.outputs.map((index) => operands[index]!);
  const sizes = outputs.map(({ elements, value }) => elements * ELEMENT_BYTES[value.type] * batch);
  inputs.forEach((input, index) => {
    bytes.set(input, operands[node.inputs[index]!]!.offset);
  });
  for (const guard of guards) bytes.fill(0xa5, guard, guard + 16);
  outputs.forEach(({ offset }, index) => {
    bytes.fill(0xa5, offset, offset + sizes[index]!);
  });
  step?.(batch);
  for (const guard of guards) {
    if (bytes.subarray(guard, guard + 16).some((byte) => byte !== 0xa5)) {
      throw new Error(`the kernel wrote outside of its outputs, at ${guard} of [${guards}]`);
    }
  }
  return outputs.map(({ offset }, index) => bytes.slice(offset, offset + sizes[index]!));
}
