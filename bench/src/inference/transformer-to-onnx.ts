import type { ElementType, Graph, Node, NodeOf, Op, Shape } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { BOOL, encodeOnnx, FLOAT, INT32, INT64 } from './onnx-schema.ts';
import { float, int, ints, OnnxWriter, valueName } from './onnx-writer.ts';

/** What a value is in ONNX: floats, tokens and masks. */
const DATA_TYPES: { readonly [T in ElementType]?: number } = { f32: FLOAT, i32: INT32, u8: BOOL };

function dataTypeOf(type: ElementType): number {
  const dataType = DATA_TYPES[type];
  if (dataType === undefined) throw new Error(`the bench cannot write values of ${type} as ONNX`);
  return dataType;
}

/** Far below every score, and far from the end of binary32. */
const DROPPED = -1e9;

const inputsOf = (node: Node) => node.inputs.map(valueName);
const outputOf = (node: Node) => valueName(node.outputs[0]!);
const unwritable = (node: Node, why: string): never => {
  throw new Error(`the bench cannot write ${node.op} (${node.layer}) with ${why} as ONNX`);
};

function parameter(writer: OnnxWriter, name: string): string {
  const { shape, data } = writer.tensor(name);
  if (!(data instanceof Float32Array)) throw new Error(`the parameter ${name} holds no floats`);
  return writer.float(name, shape, data);
}

const int64s = (writer: OnnxWriter, node: Node, role: string, values: readonly number[]): string =>
  writer.initializer(
    `${outputOf(node)}_${role}`,
    [values.length],
    INT64,
    BigInt64Array.from(values, (value) => BigInt(value)),
  );

const scalar = (writer: OnnxWriter, name: string, type: ElementType, value: number): string =>
  writer.initializer(
    name,
    [],
    dataTypeOf(type),
    type === 'f32' ? Float32Array.of(value) : type === 'i32' ? Int32Array.of(value) : Uint8Array.of(value),
  );

type Write<O extends Op> = (writer: OnnxWriter, node: NodeOf<O>) => void;

/** `fn` of the first input and a parameter, then the bias if there is one, then the clamp. */
function withBias(writer: OnnxWriter, node: NodeOf<'dense'> | NodeOf<'affine'>, fn: 'MatMul' | 'Mul'): void {
  const { kernel, bias } = node.params;
  const operands = [valueName(node.inputs[0]!), parameter(writer, kernel)];
  if (bias === undefined) {
    writer.clamped(node, fn, operands);
    return;
  }
  const product = `${outputOf(node)}_product`;
  writer.node(fn, operands, product);
  writer.clamped(node, 'Add', [product, parameter(writer, bias)]);
}

const writeMatmul: Write<'matmul'> = (writer, node) => {
  const [a, b] = inputsOf(node) as [string, string];
  if (!node.transposeB) {
    writer.clamped(node, 'MatMul', [a, b]);
    return;
  }
  const { length } = writer.graph.values[node.inputs[1]!]!.shape;
  const perm = Array.from({ length }, (_, axis) => axis);
  const turned = `${outputOf(node)}_turned`;
  writer.node('Transpose', [b], turned, [ints('perm', [...perm.slice(0, -2), length - 1, length - 2])]);
  writer.clamped(node, 'MatMul', [a, turned]);
};

const ARITHMETIC = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div', max: 'Max', min: 'Min' } as const;

const writeNormalize: Write<'normalize'> = (writer, node) => {
  if (node.fn !== 'layer') unwritable(node, node.fn);
  const { gamma, beta } = node.params;
  const length = writer.graph.values[node.inputs[0]!]!.shape.at(-1)!;
  const scale =
    gamma === undefined
      ? writer.float(`${outputOf(node)}_ones`, [length], new Float32Array(length).fill(1))
      : parameter(writer, gamma);
  const scaling = [
    valueName(node.inputs[0]!),
    scale,
    ...(beta === undefined ? [] : [parameter(writer, beta)]),
  ];
  writer.clamped(node, 'LayerNormalization', scaling, [int('axis', -1), float('epsilon', node.epsilon)]);
};

const writeSoftmax: Write<'softmax'> = (writer, node) => {
  const [scores, mask] = inputsOf(node) as [string, string?];
  const kept = mask === undefined ? scores : `${outputOf(node)}_kept`;
  if (mask !== undefined) {
    writer.node('Where', [mask, scores, scalar(writer, 'dropped', 'f32', DROPPED)], kept);
  }
  writer.node(node.log ? 'LogSoftmax' : 'Softmax', [kept], outputOf(node), [int('axis', -1)]);
};

const COMPARISONS = {
  eq: 'Equal',
  gt: 'Greater',
  ge: 'GreaterOrEqual',
  lt: 'Less',
  le: 'LessOrEqual',
} as const;

const writeCompare: Write<'compare'> = (writer, node) => {
  const output = outputOf(node);
  const { type } = writer.graph.values[node.inputs[0]!]!;
  if (node.reduceLast !== 'none') unwritable(node, 'a reduction');
  if (type === 'u8') unwritable(node, 'a mask');
  const operands = [...inputsOf(node), scalar(writer, `${output}_constant`, type, node.constant)];
  if (node.fn !== 'ne') {
    writer.node(COMPARISONS[node.fn], operands, output);
    return;
  }
  writer.node('Equal', operands, `${output}_equal`);
  writer.node('Not', [`${output}_equal`], output);
};

/** Where takes no booleans in onnxruntime: among masks, it is said with And and Or. */
const writeSelect: Write<'select'> = (writer, node) => {
  const [mask, a, b] = inputsOf(node) as [string, string, string];
  const output = outputOf(node);
  if (writer.graph.values[node.outputs[0]!]!.type !== 'u8') {
    writer.node('Where', [mask, a, b], output);
    return;
  }
  writer.node('And', [mask, a], `${output}_a`);
  writer.node('Not', [mask], `${output}_other`);
  writer.node('And', [`${output}_other`, b], `${output}_b`);
  writer.node('Or', [`${output}_a`, `${output}_b`], output);
};

const writeSlice: Write<'slice'> = (writer, node) => {
  const { begin, size, strides } = node;
  if (strides.some((stride) => stride < 1)) unwritable(node, 'a backward stride');
  const ends = begin.map((first, axis) => first + (size[axis]! - 1) * strides[axis]! + 1);
  const lists = { begin, ends, axes: begin.map((_, axis) => axis), strides };
  const names = Object.entries(lists).map(([role, values]) => int64s(writer, node, role, values));
  writer.node('Slice', [...inputsOf(node), ...names], outputOf(node));
};

/** One place of an axis. */
const writeTake: Write<'take'> = (writer, node) => {
  if (node.offset !== 0) unwritable(node, 'an offset');
  writer.node('Gather', inputsOf(node), outputOf(node), [int('axis', node.axis)]);
};

/** The part where the axis's places are the step's, the whole everywhere else. */
const writePut: Write<'put'> = (writer, node) => {
  const [whole, part, step] = inputsOf(node) as [string, string, string];
  const { shape } = writer.graph.values[node.inputs[0]!]!;
  const dims = shape.map((size, axis) => (axis === node.axis ? size : 1));
  const places = Int32Array.from({ length: elementCount(dims) }, (_, place) => place - node.offset);
  const output = outputOf(node);
  const range = writer.initializer(`${output}_places`, dims, INT32, places);
  writer.node('Equal', [range, step], `${output}_here`);
  writer.node('Where', [`${output}_here`, part, whole], output);
};

const writeArgmax: Write<'argmax'> = (writer, node) => {
  writer.node('ArgMax', inputsOf(node), `${outputOf(node)}_long`, [int('axis', -1), int('keepdims', 0)]);
  writer.node('Cast', [`${outputOf(node)}_long`], outputOf(node), [int('to', INT32)]);
};

const writeConstant: Write<'constant'> = (writer, node) => {
  const { shape, data } = writer.tensor(node.params.value);
  const { type } = writer.graph.values[node.outputs[0]!]!;
  writer.initializer(outputOf(node), shape, dataTypeOf(type), data);
};

const writers: { readonly [O in Op]?: Write<O> } = {
  gather: (writer, node) =>
    writer.node('Gather', [parameter(writer, node.params.table), ...inputsOf(node)], outputOf(node)),
  dense: (writer, node) => withBias(writer, node, 'MatMul'),
  affine: (writer, node) => withBias(writer, node, 'Mul'),
  matmul: writeMatmul,
  binary: (writer, node) => writer.clamped(node, ARITHMETIC[node.fn], inputsOf(node)),
  normalize: writeNormalize,
  softmax: writeSoftmax,
  reshape: (writer, node) => {
    const { shape } = writer.graph.values[node.outputs[0]!]!;
    writer.node('Reshape', [...inputsOf(node), int64s(writer, node, 'shape', shape)], outputOf(node));
  },
  transpose: (writer, node) =>
    writer.node('Transpose', inputsOf(node), outputOf(node), [ints('perm', node.perm)]),
  compare: writeCompare,
  select: writeSelect,
  slice: writeSlice,
  concat: (writer, node) => writer.node('Concat', inputsOf(node), outputOf(node), [int('axis', node.axis)]),
  tile: (writer, node) => {
    const repeats = int64s(writer, node, 'repeats', node.repeats);
    writer.node('Tile', [...inputsOf(node), repeats], outputOf(node));
  },
  constant: writeConstant,
  take: writeTake,
  put: writePut,
  argmax: writeArgmax,
};

function writeNode<O extends Op>(writer: OnnxWriter, node: NodeOf<O>): void {
  const write = writers[node.op as O];
  if (write === undefined) throw new Error(`the bench cannot write ${node.op} (${node.layer}) as ONNX`);
  write(writer, node);
}

/** A part of a graph: its nodes in topological order, and the values that enter and leave. */
export interface GraphPart {
  readonly graph: Graph;
  readonly nodes: readonly Node[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * A part of an f32 graph of a Transformer as an .onnx file, one example at a time and without a batch axis: values of f32
 * are floats, of i32 int32, of u8 booleans, each called `valueName` of its number. Throws for operators that it does not
 * know: it knows those of Transformers, and the step of a loop.
 */
export function partToOnnx(name: string, { graph, nodes, inputs, outputs }: GraphPart): Uint8Array {
  const writer = new OnnxWriter(graph);
  for (const node of nodes) writeNode(writer, node);
  const port = (value: number) => {
    const { type, shape }: { type: ElementType; shape: Shape } = graph.values[value]!;
    return { name: valueName(value), elemType: dataTypeOf(type), dims: shape };
  };
  return encodeOnnx({
    name,
    node: writer.nodes,
    initializer: writer.tensors,
    input: inputs.map(port),
    output: outputs.map(port),
  });
}
