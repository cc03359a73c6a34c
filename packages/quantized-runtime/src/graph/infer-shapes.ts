import { broadcastShapes } from './broadcast.ts';
import { elementCount, showShape } from './element-types.ts';
import type { Node, NodeOf, Op, Padding, Shape } from './graph.ts';
import { refuse } from './refuse.ts';

/** What a rule sees: shapes of the inputs, of the parameters by role, and of the declared outputs. */
export interface ShapeContext {
  readonly inputs: readonly Shape[];
  param(name: string): Shape;
  /** Only for `reshape` and `constant`-like nodes, whose output shape is their own choice. */
  readonly declared: readonly Shape[];
}

type ShapeRule<N extends Node> = (node: N, context: ShapeContext) => readonly Shape[];

function bad(node: Node, message: string): never {
  return refuse('BadShape', `Node "${node.layer}" (${node.op}): ${message}.`);
}

function only(context: ShapeContext, index: number): Shape {
  return context.inputs[index]!;
}

/** Output size of one axis of a window operator. */
function windowed(node: Node, size: number, window: number, stride: number, pad: readonly [number, number]) {
  const room = size + pad[0] + pad[1] - window;
  if (room < 0) return bad(node, `a window of ${window} does not fit ${size} cells padded by ${pad}`);
  return Math.floor(room / stride) + 1;
}

function spatial(
  node: Node & { strides: readonly number[]; padding: Padding },
  input: Shape,
  kernel: Shape,
  dilations: readonly number[],
): number[] {
  const rank = input.length - 1;
  if (rank < 1 || rank > 3) bad(node, `needs 1 to 3 spatial axes, got the input ${showShape(input)}`);
  for (const list of [node.strides, dilations, node.padding, kernel.slice(0, rank)]) {
    if (list.length !== rank) bad(node, `strides, dilations, padding and kernel need ${rank} axes`);
  }
  return node.strides.map((stride, axis) =>
    windowed(node, input[axis]!, (kernel[axis]! - 1) * dilations[axis]! + 1, stride, node.padding[axis]!),
  );
}

function expectKernelRank(node: Node, kernel: Shape, input: Shape): void {
  if (kernel.length !== input.length + 1) {
    bad(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input)}`);
  }
}

const same = (node: Node, { inputs }: ShapeContext): readonly Shape[] => [
  inputs[0] ?? bad(node, 'has no input'),
];

/** Shapes of a node's outputs. Refuses shapes that do not fit each other. */
const RULES: { readonly [O in Op]: ShapeRule<NodeOf<O>> } = {
  dense(node, context) {
    const input = only(context, 0);
    const kernel = context.param('kernel');
    if (input.length < 1 || kernel.length !== 2 || kernel[0] !== input.at(-1)) {
      bad(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input)}`);
    }
    return [[...input.slice(0, -1), kernel[1]!]];
  },
  conv(node, context) {
    const input = only(context, 0);
    const kernel = context.param('kernel');
    expectKernelRank(node, kernel, input);
    const channels = kernel.at(-1)!;
    if (kernel.at(-2)! * node.groups !== input.at(-1) || channels % node.groups !== 0) {
      bad(node, `the kernel ${showShape(kernel)} in ${node.groups} groups does not fit ${showShape(input)}`);
    }
    return [[...spatial(node, input, kernel, node.dilations), channels]];
  },
  depthwise(node, context) {
    const input = only(context, 0);
    const kernel = context.param('kernel');
    expectKernelRank(node, kernel, input);
    if (kernel.at(-2) !== input.at(-1)) {
      bad(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input)}`);
    }
    return [[...spatial(node, input, kernel, node.dilations), kernel.at(-2)! * kernel.at(-1)!]];
  },
  convTranspose(node, context) {
    const input = only(context, 0);
    const kernel = context.param('kernel');
    expectKernelRank(node, kernel, input);
    const rank = input.length - 1;
    if (rank < 1 || rank > 3 || kernel.at(-2) !== input.at(-1)) {
      bad(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input)}`);
    }
    for (const list of [node.strides, node.dilations, node.padding]) {
      if (list.length !== rank) bad(node, `strides, dilations and padding need ${rank} axes`);
    }
    const sizes = node.strides.map((stride, axis) => {
      const full = (input[axis]! - 1) * stride + (kernel[axis]! - 1) * node.dilations[axis]! + 1;
      const [before, after] = node.padding[axis]!;
      if (full - before - after < 1 || before > full || after > full)
        bad(node, 'nothing is left after the crop');
      return full - before - after;
    });
    return [[...sizes, kernel.at(-1)!]];
  },
  pool(node, context) {
    const input = only(context, 0);
    const ones = node.size.map(() => 1);
    return [[...spatial(node, input, node.size, ones), input.at(-1)!]];
  },
  binary(node, { inputs: [a, b] }) {
    return [broadcastShapes(a!, b!) ?? bad(node, `${showShape(a!)} and ${showShape(b!)} do not broadcast`)];
  },
  affine(node, context) {
    const input = only(context, 0);
    for (const name of ['kernel', 'bias'] as const) {
      if (node.params[name] === undefined) continue;
      const shape = context.param(name);
      const joint = broadcastShapes(shape, input);
      if (joint === null || joint.length !== input.length || elementCount(joint) !== elementCount(input)) {
        bad(node, `the ${name} ${showShape(shape)} does not broadcast to ${showShape(input)}`);
      }
    }
    return [input];
  },
  requantize: same,
  unary: same,
  softmax(node, { inputs: [input, mask] }) {
    if (input!.length < 1) bad(node, 'needs a last axis');
    if (mask !== undefined) expectBroadcast(node, mask, input!);
    return [input!];
  },
  normalize(node, { inputs: [input] }) {
    return [input!.length < 1 ? bad(node, 'needs a last axis') : input!];
  },
  reduce(node, context) {
    const input = only(context, 0);
    if (node.axes.length < 1 || new Set(node.axes).size !== node.axes.length) bad(node, 'repeats an axis');
    for (const axis of node.axes) if (axis < 0 || axis >= input.length) bad(node, `has no axis ${axis}`);
    return [input.filter((_, axis) => !node.axes.includes(axis))];
  },
  matmul(node, { inputs: [a, b] }) {
    if (a!.length < 2 || b!.length < 2) bad(node, 'needs two axes on either side');
    const [k, n] = node.transposeB ? [b!.at(-1), b!.at(-2)] : [b!.at(-2), b!.at(-1)];
    const lead = broadcastShapes(a!.slice(0, -2), b!.slice(0, -2));
    if (lead === null || k !== a!.at(-1)) bad(node, `${showShape(a!)} does not multiply ${showShape(b!)}`);
    return [[...lead!, a!.at(-2)!, n!]];
  },
  gather(node, context) {
    const table = context.param('table');
    if (table.length < 1) bad(node, 'the table needs rows');
    return [[...only(context, 0), ...table.slice(1)]];
  },
  reshape(node, { inputs: [input], declared: [output] }) {
    if (output === undefined || elementCount(output) !== elementCount(input!)) {
      bad(node, `${showShape(input!)} does not reshape to ${showShape(output ?? [])}`);
    }
    return [output!];
  },
  transpose(node, { inputs: [input] }) {
    const axes = [...node.perm].sort((a, b) => a - b);
    if (axes.length !== input!.length || axes.some((axis, index) => axis !== index)) {
      bad(node, `perm ${showShape(node.perm)} is no permutation of ${input!.length} axes`);
    }
    return [node.perm.map((axis) => input![axis]!)];
  },
  pad(node, { inputs: [input] }) {
    if (node.padding.length !== input!.length) bad(node, `needs padding for ${input!.length} axes`);
    return [input!.map((size, axis) => size + node.padding[axis]![0] + node.padding[axis]![1])];
  },
  slice(node, { inputs: [input] }) {
    const { begin, size, strides } = node;
    for (const list of [begin, size, strides]) {
      if (list.length !== input!.length) bad(node, `needs begin, size and strides for ${input!.length} axes`);
    }
    input!.forEach((length, axis) => {
      const last = begin[axis]! + (size[axis]! - 1) * strides[axis]!;
      if (begin[axis]! < 0 || begin[axis]! >= length || last < 0 || last >= length || strides[axis] === 0) {
        bad(node, `reads outside of axis ${axis}`);
      }
    });
    return [size];
  },
  concat(node, { inputs }) {
    const [first, ...rest] = inputs;
    const { axis } = node;
    if (first === undefined || axis < 0 || axis >= first.length) return bad(node, `has no axis ${axis}`);
    let total = first[axis]!;
    for (const shape of rest) {
      if (shape.length !== first.length || shape.some((size, i) => i !== axis && size !== first[i])) {
        bad(node, `${showShape(shape)} does not join ${showShape(first)} along axis ${axis}`);
      }
      total += shape[axis]!;
    }
    return [first.map((size, i) => (i === axis ? total : size))];
  },
  tile(node, { inputs: [input] }) {
    if (node.repeats.length !== input!.length) bad(node, `needs repeats for ${input!.length} axes`);
    return [input!.map((size, axis) => size * node.repeats[axis]!)];
  },
  constant: (_, context) => [context.param('value')],
  resize(node, { inputs: [input], declared: [output] }) {
    const rank = input!.length - 1;
    if (rank < 1 || rank > 3 || output?.length !== input!.length || output.at(-1) !== input!.at(-1)) {
      bad(node, `${showShape(input!)} does not resize to ${showShape(output ?? [])}`);
    }
    if (node.fn === 'bilinear' && rank !== 2) bad(node, 'bilinear needs two spatial axes');
    return [output!];
  },
  select(node, { inputs: [mask, a, b] }) {
    const joint = broadcastShapes(a!, b!);
    const all = joint && broadcastShapes(mask!, joint);
    return [all ?? bad(node, 'mask and branches do not broadcast')];
  },
  compare(node, { inputs: [input] }) {
    if (node.reduceLast === 'none') return [input!];
    return [input!.length < 1 ? bad(node, 'needs a last axis') : input!.slice(0, -1)];
  },
  recurrent(node, context) {
    const [x, mask] = context.inputs;
    const gates = { rnn: 1, lstm: 4, gru: 3 }[node.fn];
    const kernel = context.param('kernel');
    const recurrent = context.param('recurrent');
    const columns = gates * node.units;
    if (x!.length !== 2 || kernel.length !== 2 || kernel[0] !== x![1] || kernel[1] !== columns) {
      bad(node, `the kernel ${showShape(kernel)} does not fit ${showShape(x!)} and ${node.units} units`);
    }
    if (recurrent.length !== 2 || recurrent[0] !== node.units || recurrent[1] !== columns) {
      bad(node, `the recurrent kernel ${showShape(recurrent)} does not fit ${node.units} units`);
    }
    if (mask !== undefined && (mask.length !== 1 || mask[0] !== x![0]))
      bad(node, 'the mask needs one bit a step');
    const state = [node.units];
    return [[x![0]!, node.units], state, ...(node.fn === 'lstm' ? [state] : [])];
  },
};

function expectBroadcast(node: Node, shape: Shape, target: Shape): void {
  const joint = broadcastShapes(shape, target);
  if (joint === null || joint.length !== target.length || elementCount(joint) !== elementCount(target)) {
    bad(node, `${showShape(shape)} does not broadcast to ${showShape(target)}`);
  }
}

/** Shapes of a node's outputs from those of its inputs and parameters. Refuses with `BadShape`. */
export function inferShapes<N extends Node>(node: N, context: ShapeContext): readonly Shape[] {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  const rule = RULES[node.op] as ShapeRule<N>;
  return rule(node, context);
}
