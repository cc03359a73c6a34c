import type { Graph, Node, TensorData } from '../../../graph/graph.ts';

/** What is read of a value: nothing, all of it, or along its first axis the steps that a mask (its value) keeps. */
type Demand = 'nothing' | 'all' | number;

/**
 * The values of which only some steps matter, each with the mask (u8 [T], T the value's first axis) that keeps those:
 * what recurrent layers skip, and what `select` replaces. A comparison for being equal asks for nothing: it tells
 * a step that stands for "nothing here" by its number, whichever that is.
 */
export function findMaskedValues(graph: Graph): ReadonlyMap<number, number> {
  const demands = new Map<number, Demand>(graph.outputs.map(({ value }) => [value, 'all']));
  const demandOf = (value: number): Demand => demands.get(value) ?? 'nothing';
  for (const node of [...graph.nodes].reverse()) {
    for (const [position, value] of node.inputs.entries()) {
      const [known, asked] = [demandOf(value), askedBy(graph, node, position, demandOf)];
      if (known === 'nothing') demands.set(value, asked);
      else if (asked !== 'nothing' && asked !== known) demands.set(value, 'all');
    }
  }
  const result = new Map<number, number>();
  for (const [value, demand] of demands) if (typeof demand === 'number') result.set(value, demand);
  return result;
}

/** What `node` reads of its input at `position`. */
function askedBy(graph: Graph, node: Node, position: number, demandOf: (value: number) => Demand): Demand {
  const shapeOf = (value: number): readonly number[] => graph.values[value]!.shape;
  const [input, output] = [node.inputs[position]!, node.outputs[0]!];
  const passedOn = (fits: boolean): Demand => {
    const demand = demandOf(output);
    return fits || demand === 'nothing' ? demand : 'all';
  };
  const sameShape = shapeOf(input).join() === shapeOf(output).join();
  const sameSteps = shapeOf(input).length > 1 && shapeOf(input)[0] === shapeOf(output)[0];
  switch (node.op) {
    case 'compare':
      return node.fn === 'ne' || node.fn === 'eq' ? 'nothing' : passedOn(false);
    case 'recurrent':
      return position === 0 && node.inputs.length > 1 ? node.inputs[1]! : 'all';
    case 'select': {
      const mask = position === 1 && sameShape ? stepMask(graph, node.inputs[0]!, output) : undefined;
      return mask ?? passedOn(position > 0 && sameShape);
    }
    case 'unary':
    case 'affine':
    case 'binary':
      return passedOn(sameShape);
    case 'dense':
    case 'softmax':
    case 'normalize':
      return passedOn(position === 0 && sameSteps);
    case 'reshape':
      return passedOn(shapeOf(input)[0] === shapeOf(output)[0]);
    case 'concat':
      return passedOn(node.axis > 0);
    default:
      return passedOn(false);
  }
}

/** The mask [T] that `mask` [T, 1, ...] repeats for `value` [T, ...]. */
function stepMask(graph: Graph, mask: number, value: number): number | undefined {
  const steps = graph.values[value]!.shape[0];
  const { shape } = graph.values[mask]!;
  if (shape[0] !== steps || shape.length !== graph.values[value]!.shape.length) return undefined;
  if (shape.some((size, axis) => axis > 0 && size !== 1)) return undefined;
  if (shape.length === 1) return mask;
  const node = graph.nodes.find(({ outputs }) => outputs.includes(mask));
  const source = node?.op === 'reshape' ? node.inputs[0]! : undefined;
  return source !== undefined && graph.values[source]!.shape.join() === String(steps) ? source : undefined;
}

/** Numbers that a value shows in its normal place but that stand for "nothing here": value to number. */
export function findSentinels(graph: Graph): ReadonlyMap<number, number> {
  const masked = findMaskedValues(graph);
  const result = new Map<number, number>();
  for (const node of graph.nodes) {
    if (node.op !== 'compare' || (node.fn !== 'ne' && node.fn !== 'eq')) continue;
    if (masked.has(node.inputs[0]!)) result.set(node.inputs[0]!, node.constant);
  }
  return result;
}

/** The numbers of a batch that matter: of a value that `masked` names, the steps that its mask keeps. */
export function countedNumbers(
  masked: ReadonlyMap<number, number>,
  read: (value: number) => TensorData,
  value: number,
): TensorData {
  const mask = masked.get(value);
  const data = read(value);
  if (mask === undefined) return data;
  const keeps = read(mask);
  const step = data.length / keeps.length;
  const kept = data.slice();
  let length = 0;
  for (const [index, keep] of keeps.entries()) {
    if (keep === 0) continue;
    kept.set(data.subarray(index * step, (index + 1) * step), length);
    length += step;
  }
  return kept.subarray(0, length);
}
