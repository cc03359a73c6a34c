import type { Graph, Node, NodeOf, Op, Shape, Value } from '../../graph/graph.ts';
import { paramsOf } from '../../graph/params-of.ts';
import { isCausal } from './is-causal.ts';
import type { LoopDraft } from './loop-draft.ts';

/**
 * A network of tokens at T places, T axes long somewhere in each value, turned into one that is asked for one place
 * after another: every value becomes its part at the step's place, 1 long there. What attention reads of earlier places
 * is carried from step to step.
 *
 * Each rule proves that the part comes out with the very bits that it has in the whole: that no place reads another but
 * through attention whose mask drops all later ones. What no rule proves is not carried (NotCarried): the whole network
 * runs at each step then.
 */
export class NotCarried extends Error {
  override readonly name = 'NotCarried';
}

const refuse = (node: Node, why: string): never => {
  throw new NotCarried(`${node.layer} (${node.op}): ${why}`);
};

/** A value's part at the step's place. */
interface Part {
  readonly value: number;
  /** The axis of places, 1 long. */
  readonly axis: number;
  /**
   * An axis of T columns, one for each place that was attended to. Columns behind the step's place are `open`: other
   * numbers than in the whole, or `zero`: exactly zero, as in the whole.
   */
  readonly columns?: { readonly axis: number; readonly later: 'open' | 'zero' };
}

/** Writes the body of a loop, part by part. */
class Parts {
  readonly #parts = new Map<number, Part>();
  readonly #histories = new Map<number, number>();

  constructor(
    readonly draft: LoopDraft,
    readonly graph: Graph,
  ) {}

  set(value: number, part: Part): void {
    this.#parts.set(value, part);
  }

  /** The part of a value that depends on tokens; undefined for all others. */
  get(value: number): Part | undefined {
    return this.#parts.get(value);
  }

  shape(value: number): Shape {
    return this.graph.values[value]!.shape;
  }

  /** The part of an operand whose axes broadcast to `whole`, in which places are at `axis`. */
  operand(node: Node, value: number, whole: Shape, axis: number): number {
    const own = this.shape(value);
    const at = axis - (whole.length - own.length);
    const part = this.get(value);
    if (part !== undefined) {
      if (part.axis !== at) refuse(node, 'places of its inputs are at different axes');
      return part.value;
    }
    return at < 0 || own[at] === 1 ? value : this.draft.take(value, at);
  }

  /** A value's parts at all places up to the step's, and something else behind it. */
  history(value: number): number {
    const known = this.#histories.get(value);
    if (known !== undefined) return known;
    const { draft } = this;
    const part = this.get(value)!;
    const whole = { ...draft.at(part.value), shape: this.shape(value) };
    const state = draft.carry(draft.filled(whole, zeroOf(whole)));
    state.next = draft.put(state.current, part.value, part.axis);
    this.#histories.set(value, state.next);
    return state.next;
  }

  /** The node itself, on parts. */
  write(node: Node, inputs: readonly number[], axis: number, columns?: Part['columns'], changes = {}): void {
    const outputs = node.outputs.map((value) => {
      const shape = this.shape(value).map((size, index) => (index === axis ? 1 : size));
      return this.draft.addValue({ ...this.graph.values[value]!, shape });
    });
    this.draft.body.push({ ...node, ...changes, inputs, outputs } as Node);
    node.outputs.forEach((value, index) => {
      this.set(value, { value: outputs[index]!, axis, ...(columns && { columns }) });
    });
  }
}

/** The element that stands for zero. */
function zeroOf({ type, zero }: Value) {
  const arrays = { f32: Float32Array, i32: Int32Array, i16: Int16Array, i8: Int8Array, u8: Uint8Array };
  return arrays[type].of(zero);
}

type Rule<O extends Op> = (node: NodeOf<O>, parts: Parts) => void;

const firstPart = (node: Node, parts: Parts): Part => {
  const value = node.inputs.find((input) => parts.get(input) !== undefined);
  return parts.get(value!)!;
};

/** Operators on elements: operands broadcast to the output, and so do what their parameters say. */
const elementwise = (node: Node, parts: Parts): void => {
  const whole = parts.shape(node.outputs[0]!);
  const found = node.inputs.flatMap((value) => {
    const part = parts.get(value);
    return part === undefined ? [] : [{ part, shift: whole.length - parts.shape(value).length }];
  });
  const axis = found[0]!.part.axis + found[0]!.shift;
  const columns = found.flatMap(({ part, shift }) =>
    part.columns === undefined ? [] : [{ axis: part.columns.axis + shift, later: part.columns.later }],
  );
  if (columns.some((own) => own.axis !== columns[0]!.axis))
    refuse(node, 'columns of its inputs are at different axes');
  // A requantized zero is a zero; anything else makes something of columns.
  const kept = columns.length === 0 ? undefined : ({ axis: columns[0]!.axis, later: 'open' } as const);
  const inputs = node.inputs.map((value) => parts.operand(node, value, whole, axis));
  if (!variesAlong(node, parts, whole, axis)) {
    parts.write(node, inputs, axis, node.op === 'requantize' ? columns[0] : kept);
    return;
  }
  spread(node, inputs, parts, axis, kept);
};

/** Whether a parameter has a number of its own for each place. */
function variesAlong(node: Node, parts: Parts, whole: Shape, axis: number): boolean {
  if (node.op !== 'affine' && node.op !== 'requantize') return false;
  return Object.values(paramsOf(node)).some((name) => {
    const shape = name === undefined ? [] : parts.graph.tensors.get(name)!.shape;
    const at = axis - (whole.length - shape.length);
    return at >= 0 && shape[at] !== 1;
  });
}

/** A node whose parameters are those of all places runs at all of them, with this step's part at its own. */
function spread(
  node: Node,
  inputs: readonly number[],
  parts: Parts,
  axis: number,
  columns: Part['columns'],
): void {
  const { draft } = parts;
  const [input] = inputs;
  const shape = parts.shape(node.inputs[0]!);
  const wide = { ...draft.at(input!), shape };
  const whole = draft.put(draft.filled(wide, zeroOf(wide)), input!, axis);
  const output = draft.addValue({ ...parts.graph.values[node.outputs[0]!]! });
  draft.body.push({ ...node, inputs: [whole, ...inputs.slice(1)], outputs: [output] } as Node);
  parts.set(node.outputs[0]!, { value: draft.take(output, axis), axis, ...(columns && { columns }) });
}

/** Operators on rows of the last axis, which is not that of places. */
const lastAxis = (node: Node, parts: Parts): void => {
  const part = firstPart(node, parts);
  if (part.axis === parts.shape(node.inputs[0]!).length - 1) refuse(node, 'reads all places');
  if (part.columns !== undefined) refuse(node, 'reads columns of later places');
  parts.write(node, [part.value], part.axis);
};

const compare: Rule<'compare'> = (node, parts) =>
  node.reduceLast === 'none' ? elementwise(node, parts) : lastAxis(node, parts);

const softmax: Rule<'softmax'> = (node, parts) => {
  const [x, mask] = node.inputs as [number, number?];
  const part = parts.get(x);
  if (part === undefined) return refuse(node, 'its mask depends on tokens');
  if (part.columns === undefined && mask === undefined) return lastAxis(node, parts);
  const shape = parts.shape(x);
  const last = shape.length - 1;
  if (part.axis === last) refuse(node, 'reads all places');
  if (part.columns !== undefined) {
    if (part.columns.axis !== last) refuse(node, 'columns are not its last axis');
    if (node.log || mask === undefined || parts.get(mask) !== undefined)
      refuse(node, 'nothing that is known before drops later places');
    if (!isCausal(parts.graph, mask!, shape, part.axis)) refuse(node, 'its mask lets later places in');
  }
  const inputs = [part.value, parts.operand(node, mask!, shape, part.axis)];
  parts.write(node, inputs, part.axis, part.columns && { axis: last, later: 'zero' });
};

const matmul: Rule<'matmul'> = (node, parts) => {
  const [a, b] = node.inputs as [number, number];
  const [left, right] = [parts.get(a), parts.get(b)];
  const whole = parts.shape(node.outputs[0]!);
  const rows = whole.length - 2;
  // Axes of the operands, as the output's are counted.
  const shift = { a: whole.length - parts.shape(a).length, b: whole.length - parts.shape(b).length };
  if (left === undefined) return refuse(node, 'its first operand does not depend on tokens');
  if (left.axis + shift.a !== rows) refuse(node, 'places are not the rows of its first operand');
  const attended = left.columns;
  if (attended !== undefined && attended.axis + shift.a !== rows + 1)
    refuse(node, 'columns are no columns of its first operand');
  if (right === undefined) {
    if (attended?.later === 'open') refuse(node, 'sums columns of later places');
    parts.write(node, [left.value, b], rows);
    return;
  }
  if (right.columns !== undefined) refuse(node, 'its second operand has columns');
  const [depth, width] = node.transposeB ? [rows + 1, rows] : [rows, rows + 1];
  const at = right.axis + shift.b;
  if (at === depth) {
    if (attended?.later !== 'zero') refuse(node, 'sums later places');
    parts.write(node, [left.value, parts.history(b)], rows);
  } else if (at === width && attended === undefined) {
    parts.write(node, [left.value, parts.history(b)], rows, { axis: rows + 1, later: 'open' });
  } else refuse(node, 'places are no axis of its second operand that is multiplied');
};

const gather: Rule<'gather'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  parts.write(node, [part.value], part.axis);
};

/** The axis of `to` that is `axis` of `from`, as far as memory goes; -1 if there is none. */
function sameAxis(from: Shape, to: Shape, axis: number): number {
  const before = (shape: Shape, end: number) =>
    shape.slice(0, end).reduce((product, size) => product * size, 1);
  return to.findIndex(
    (size, index) => size === from[axis] && before(to, index) === before(from, axis) && size > 1,
  );
}

const reshape: Rule<'reshape'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  const [from, to] = [parts.shape(node.inputs[0]!), parts.shape(node.outputs[0]!)];
  const axis = sameAxis(from, to, part.axis);
  const columns = part.columns && { ...part.columns, axis: sameAxis(from, to, part.columns.axis) };
  if (axis < 0 || (columns !== undefined && columns.axis < 0)) refuse(node, 'joins places with something');
  parts.write(node, [part.value], axis, columns);
};

const transpose: Rule<'transpose'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  const moved = (axis: number) => node.perm.indexOf(axis);
  const columns = part.columns && { ...part.columns, axis: moved(part.columns.axis) };
  const shape = parts.draft.shape(part.value);
  // Axes of one may go where they like: nothing moves in memory.
  const long = node.perm.filter((axis) => shape[axis] !== 1);
  const { layer, inputs, outputs } = node;
  const isStill = long.every((axis, index) => index === 0 || axis > long[index - 1]!);
  const own: Node = isStill ? { op: 'reshape', layer, inputs, outputs } : node;
  parts.write(own, [part.value], moved(part.axis), columns);
};

const isWhole = (size: number, begin: number, stride: number, length: number): boolean =>
  size === length && begin === 0 && stride === 1;

const slice: Rule<'slice'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  const from = parts.shape(node.inputs[0]!);
  for (const axis of [part.axis, ...(part.columns ? [part.columns.axis] : [])]) {
    if (!isWhole(node.size[axis]!, node.begin[axis]!, node.strides[axis]!, from[axis]!))
      refuse(node, 'cuts places');
  }
  const size = node.size.map((own, axis) => (axis === part.axis ? 1 : own));
  parts.write(node, [part.value], part.axis, part.columns, { size });
};

const pad: Rule<'pad'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  if (node.padding[part.axis]!.some((cells) => cells > 0)) refuse(node, 'moves places');
  if (part.columns !== undefined) refuse(node, 'pads columns');
  parts.write(node, [part.value], part.axis);
};

const tile: Rule<'tile'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  if (node.repeats[part.axis] !== 1) refuse(node, 'repeats places');
  if (part.columns !== undefined) refuse(node, 'repeats columns');
  parts.write(node, [part.value], part.axis);
};

const concat: Rule<'concat'> = (node, parts) => {
  const { axis } = firstPart(node, parts);
  if (axis === node.axis) refuse(node, 'puts something beside places');
  if (node.inputs.some((value) => parts.get(value)?.columns !== undefined)) refuse(node, 'joins columns');
  const inputs = node.inputs.map((value) => parts.operand(node, value, parts.shape(value), axis));
  parts.write(node, inputs, axis);
};

const reduce: Rule<'reduce'> = (node, parts) => {
  const part = parts.get(node.inputs[0]!)!;
  if (part.columns !== undefined) refuse(node, 'reads columns of later places');
  if (node.axes.includes(part.axis)) refuse(node, 'reads all places');
  const dropped = node.axes.filter((axis) => axis < part.axis).length;
  parts.write(node, [part.value], part.axis - dropped);
};

/** Operators without a rule read several places at once, or may. */
const RULES: { readonly [O in Op]?: Rule<O> } = {
  dense: lastAxis,
  normalize: lastAxis,
  argmax: lastAxis,
  unary: elementwise,
  requantize: elementwise,
  binary: elementwise,
  affine: elementwise,
  select: elementwise,
  compare,
  softmax,
  matmul,
  gather,
  reshape,
  transpose,
  slice,
  pad,
  tile,
  concat,
  reduce,
};

function writeNode<N extends Node>(node: N, parts: Parts): void {
  // The table pairs every operator with the rule for its own nodes.
  const rule = RULES[node.op] as ((node: N, parts: Parts) => void) | undefined;
  rule === undefined ? refuse(node, 'may read several places at once') : rule(node, parts);
}

/**
 * Writes the body of a loop that asks `graph` for the step's place alone. `tokens`: the value of its tokens [T]; `token`:
 * the token at the step's place, i32 [1]; `nodes`: what depends on tokens; `scores` [T, V]: what is wanted. Gives scores
 * [1, V]. Throws NotCarried, with the draft half written.
 */
export function carryParts(
  draft: LoopDraft,
  { tokens, token, nodes, scores }: { tokens: number; token: number; nodes: readonly Node[]; scores: number },
): number {
  const { graph } = draft;
  const parts = new Parts(draft, graph);
  parts.set(tokens, { value: token, axis: 0 });
  for (const node of nodes) writeNode(node, parts);
  const part = parts.get(scores)!;
  if (part.axis !== 0 || part.columns !== undefined)
    throw new NotCarried('the output is no list of scores at each place');
  return part.value;
}
