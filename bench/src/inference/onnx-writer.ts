import type { Clamp, Graph, Node, Tensor } from '@evm-ml/quantized-runtime';
import {
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_INTS,
  FLOAT,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-schema.ts';

export const int = (name: string, i: number): OnnxAttribute => ({ name, type: ATTRIBUTE_INT, i });
export const float = (name: string, f: number): OnnxAttribute => ({ name, type: ATTRIBUTE_FLOAT, f });
export const ints = (name: string, values: readonly number[]): OnnxAttribute => ({
  name,
  type: ATTRIBUTE_INTS,
  ints: values,
});

/** What a value of the graph is called in the ONNX file. */
export const valueName = (value: number) => `v${value}`;

/** Collects nodes and initializers of the network that is being written. */
export class OnnxWriter {
  readonly nodes: OnnxNode[] = [];
  readonly tensors: OnnxTensor[] = [];
  readonly #names = new Set<string>();
  constructor(readonly graph: Graph) {}

  tensor(name: string): Tensor {
    return this.graph.tensors.get(name)!;
  }
  /** Adds an initializer, once for each name. `dataType`: TensorProto.DataType of `data`. */
  initializer(name: string, dims: readonly number[], dataType: number, data: ArrayBufferView): string {
    if (this.#names.has(name)) return name;
    this.#names.add(name);
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.tensors.push({ name, dims, dataType, rawData });
    return name;
  }
  float(name: string, dims: readonly number[], data: Float32Array): string {
    return this.initializer(name, dims, FLOAT, data);
  }
  node(
    opType: string,
    input: readonly string[],
    output: string,
    attribute: readonly OnnxAttribute[] = [],
  ): void {
    this.nodes.push({ opType, name: output, input, output: [output], attribute });
  }
  /** The node's own operator, then its fused clamp as Relu or Clip. */
  clamped(
    node: Node & Clamp,
    opType: string,
    input: readonly string[],
    attribute: readonly OnnxAttribute[] = [],
  ): void {
    const output = valueName(node.outputs[0]!);
    const linear = node.min === null && node.max === null;
    const inner = linear ? output : `${output}_raw`;
    this.node(opType, input, inner, attribute);
    if (linear) return;
    const bound = (name: string, value: number | null) =>
      value === null ? '' : this.float(`${output}_${name}`, [], Float32Array.of(value));
    if (node.min === 0 && node.max === null) this.node('Relu', [inner], output);
    else this.node('Clip', [inner, bound('min', node.min), bound('max', node.max)], output);
  }
}
