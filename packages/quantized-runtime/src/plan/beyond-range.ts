import { elementCount, TYPE_RANGE } from '../graph/element-types.ts';
import type { CompareNode, Graph, InputPort, Value } from '../graph/graph.ts';

/** Numbers of some examples that a model's integers cannot hold and that are therefore cut off (rule N13). */
export interface BeyondRange {
  /** Numbers that are cut off, of all numbers of real inputs; examples that have any, of all. */
  readonly count: number;
  readonly numbers: number;
  readonly examples: number;
  readonly batch: number;
  /** The one that lies farthest beyond, by the width of what is held. */
  readonly worst: {
    readonly input: string;
    /** Its place within its example of that input, row-major, and that example, both from 0. */
    readonly index: number;
    readonly example: number;
    readonly number: number;
    /** What the input holds there, in the user's units. */
    readonly held: { readonly min: number; readonly max: number };
  };
}

/**
 * What of `numbers` (whole examples, ports one after another) a model cuts off; undefined if it holds all, as `f32` does.
 * Rows all of whose numbers are the same number beyond the range do not count where a comparison takes them for masked.
 */
export function findBeyondRange(
  graph: Pick<Graph, 'values' | 'nodes' | 'inputs'>,
  numbers: ArrayLike<number>,
): BeyondRange | undefined {
  const ports = graph.inputs.map((port) => ({
    port,
    value: graph.values[port.value]!,
    elements: elementCount(graph.values[port.value]!.shape),
    isMasked: createMaskTest(graph, port),
  }));
  const size = ports.reduce((sum, { elements }) => sum + elements, 0);
  const batch = Math.floor(numbers.length / size);
  let [count, looked, examples, farthest] = [0, 0, 0, 0];
  let worst: BeyondRange['worst'] | undefined;
  for (let example = 0; example < batch; example++) {
    let start = example * size;
    const before = count;
    for (const { port, value, elements, isMasked } of ports) {
      const own = Array.from({ length: elements }, (_, i) => numbers[start + i]!);
      start += elements;
      if (port.kind !== 'real' || value.type === 'f32') continue;
      looked += elements;
      for (const [index, number] of own.entries()) {
        const held = heldAt(port, value, index);
        const reach = Math.max(number - held.max, held.min - number) / (held.max - held.min);
        if (!(reach > held.slack) || isMasked(own, index)) continue;
        count++;
        if (reach <= farthest) continue;
        farthest = reach;
        worst = { input: port.name, index, example, number, held: { min: held.min, max: held.max } };
      }
    }
    if (count > before) examples++;
  }
  return worst && { count, numbers: looked, examples, batch, worst };
}

/** What the integers of an input hold at a place, and how far beyond they round to the last of them still, as a share of it. */
function heldAt(
  { scale, offset }: InputPort,
  { type, zero }: Value,
  index: number,
): { min: number; max: number; slack: number } {
  const [low, high] = TYPE_RANGE[type];
  const unit = scale[index % scale.length]!;
  const origin = offset[index % offset.length]!;
  return { min: (low - zero) * unit + origin, max: (high - zero) * unit + origin, slack: 0.5 / (high - low) };
}

/** Whether a number beyond the range belongs to a row that stands for "nothing here". */
function createMaskTest(
  graph: Pick<Graph, 'values' | 'nodes'>,
  port: InputPort,
): (example: readonly number[], index: number) => boolean {
  const { shape, type } = graph.values[port.value]!;
  const ends = TYPE_RANGE[type];
  const masks = graph.nodes.filter(
    (node): node is CompareNode =>
      node.op === 'compare' &&
      (node.fn === 'ne' || node.fn === 'eq') &&
      node.inputs[0] === port.value &&
      ends.includes(node.constant),
  );
  if (masks.length === 0) return () => false;
  const row = masks.some(({ reduceLast }) => reduceLast !== 'none') ? (shape.at(-1) ?? 1) : 1;
  return (example, index) => {
    const start = index - (index % row);
    return example.slice(start, start + row).every((number) => number === example[index]);
  };
}
