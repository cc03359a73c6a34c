import type { Graph, NodeOf, Op, Padding, Shape, Tensor } from '@evm-ml/quantized-runtime';
import { encodeOnnx, FLOAT } from './onnx-schema.ts';
import { int, ints, OnnxWriter, valueName } from './onnx-writer.ts';
import { permute } from './permute.ts';

/** `batch` times [H, W, C] is [batch, C, H, W] in ONNX. */
export const toChannelsFirst = (shape: Shape, batch: number): number[] =>
  shape.length === 3 ? [batch, shape[2]!, shape[0]!, shape[1]!] : [batch, ...shape];

const onnxPads = (padding: Padding) => [
  ...padding.map(([before]) => before),
  ...padding.map(([, after]) => after),
];

type Write<O extends Op> = (writer: OnnxWriter, node: NodeOf<O>) => void;

const windowAttributes = (node: NodeOf<'conv'> | NodeOf<'depthwise'>, kernel: Shape, group: number) => [
  ints('kernel_shape', kernel.slice(0, 2)),
  ints('strides', node.strides),
  ints('dilations', node.dilations),
  ints('pads', onnxPads(node.padding)),
  int('group', group),
];

const writeDense: Write<'dense'> = (writer, node) => {
  const kernel = writer.tensor(node.params.kernel);
  const data = rowsInOnnxOrder(writer.graph, node, kernel);
  writer.float(node.params.kernel, kernel.shape, data);
  writer.float(node.params.bias!, [kernel.shape[1]!], writer.tensor(node.params.bias!).data as Float32Array);
  writer.clamped(node, 'Gemm', [valueName(node.inputs[0]!), node.params.kernel, node.params.bias!], []);
};

/** A dense layer behind a flattened [H, W, C] sees its inputs in the order C, H, W. */
function rowsInOnnxOrder(graph: Graph, node: NodeOf<'dense'>, kernel: Tensor): Float32Array {
  const data = kernel.data as Float32Array;
  const producer = graph.nodes.find(({ outputs }) => outputs[0] === node.inputs[0]);
  if (producer?.op !== 'reshape') return data;
  const [height, width, channels] = graph.values[producer.inputs[0]!]!.shape as [number, number, number];
  return permute(data, [height, width, channels, kernel.shape[1]!], [2, 0, 1, 3]);
}

const writeConv: Write<'conv'> = (writer, node) => {
  const { shape, data } = writer.tensor(node.params.kernel);
  const [height, width, channels, filters] = shape as [number, number, number, number];
  const weights = permute(data as Float32Array, shape, [3, 2, 0, 1]);
  writer.float(node.params.kernel, [filters, channels, height, width], weights);
  writer.float(node.params.bias!, [filters], writer.tensor(node.params.bias!).data as Float32Array);
  const input = [valueName(node.inputs[0]!), node.params.kernel, node.params.bias!];
  writer.clamped(node, 'Conv', input, windowAttributes(node, shape, node.groups));
};

const writeDepthwise: Write<'depthwise'> = (writer, node) => {
  const { shape, data } = writer.tensor(node.params.kernel);
  const [height, width, channels] = shape as [number, number, number, number];
  const weights = permute(data as Float32Array, [height, width, channels], [2, 0, 1]);
  writer.float(node.params.kernel, [channels, 1, height, width], weights);
  writer.float(node.params.bias!, [channels], writer.tensor(node.params.bias!).data as Float32Array);
  const input = [valueName(node.inputs[0]!), node.params.kernel, node.params.bias!];
  writer.clamped(node, 'Conv', input, windowAttributes(node, shape, channels));
};

const writePool: Write<'pool'> = (writer, node) => {
  const attributes = [
    ints('kernel_shape', node.size),
    ints('strides', node.strides),
    ints('pads', onnxPads(node.padding)),
  ];
  const opType = node.fn === 'max' ? 'MaxPool' : 'AveragePool';
  writer.node(opType, [valueName(node.inputs[0]!)], valueName(node.outputs[0]!), attributes);
};

const writeReduce: Write<'reduce'> = (writer, node) => {
  const output = valueName(node.outputs[0]!);
  writer.node('GlobalAveragePool', [valueName(node.inputs[0]!)], `${output}_pooled`);
  writer.node('Flatten', [`${output}_pooled`], output);
};

const writers: { readonly [O in Op]?: Write<O> } = {
  dense: writeDense,
  conv: writeConv,
  depthwise: writeDepthwise,
  pool: writePool,
  reduce: writeReduce,
  reshape: (writer, node) =>
    writer.node('Flatten', [valueName(node.inputs[0]!)], valueName(node.outputs[0]!)),
  softmax: (writer, node) =>
    writer.node('Softmax', [valueName(node.inputs[0]!)], valueName(node.outputs[0]!), [int('axis', -1)]),
};

function writeNode<O extends Op>(writer: OnnxWriter, node: NodeOf<O>): void {
  const write = writers[node.op as O];
  if (write === undefined) throw new Error(`the bench cannot write ${node.op} (${node.layer}) as ONNX`);
  write(writer, node);
}

/** A float chain of the bench as an .onnx file in channels-first layout for a fixed batch. */
export function graphToOnnx(name: string, graph: Graph, batch: number): Uint8Array {
  const writer = new OnnxWriter(graph);
  for (const node of graph.nodes) writeNode(writer, node);
  const port = (value: number) => ({
    name: valueName(value),
    elemType: FLOAT,
    dims: toChannelsFirst(graph.values[value]!.shape, batch),
  });
  return encodeOnnx({
    name,
    node: writer.nodes,
    initializer: writer.tensors,
    input: [port(graph.inputs[0]!.value)],
    output: [port(graph.outputs[0]!.value)],
  });
}
