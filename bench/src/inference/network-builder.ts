import type { Clamp, Graph, Node, Shape, Tensor, Value } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { createRandom } from '../random.ts';

const RELU: Clamp = { min: 0, max: null };
const RELU6: Clamp = { min: 0, max: 6 };
const LINEAR: Clamp = { min: null, max: null };
const CLAMPS = { linear: LINEAR, relu: RELU, relu6: RELU6 } as const;
export type Activation = keyof typeof CLAMPS;

/** Padding as Keras's `same` resolves it. */
function samePadding(size: number, kernel: number, stride: number): readonly [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Builds a float graph with He-initialized random weights: the bench needs real shapes and sane ranges, not
 * knowledge. The same seed gives the same network.
 */
export class NetworkBuilder {
  private readonly values: Value[] = [];
  private readonly nodes: Node[] = [];
  private readonly tensors = new Map<string, Tensor>();
  private readonly random;

  constructor(
    readonly name: string,
    readonly input: Shape,
    seed: number,
  ) {
    this.random = createRandom(seed);
    this.addValue(input);
  }

  private addValue(shape: Shape): number {
    return this.values.push({ shape, type: 'f32', scale: 1, zero: 0 }) - 1;
  }

  private get shape(): Shape {
    return this.values.at(-1)!.shape;
  }

  /** Inputs, outputs and name of the next node. */
  private next(shape: Shape, op: string) {
    const from = this.values.length - 1;
    return { inputs: [from], outputs: [this.addValue(shape)], layer: `${op}_${this.nodes.length}` };
  }

  private parameters(layer: string, kernel: Shape, fanIn: number, bias: number) {
    const deviation = Math.sqrt(2 / fanIn);
    const data = Float32Array.from({ length: elementCount(kernel) }, () => this.random.normal() * deviation);
    const biases = Float32Array.from({ length: bias }, () => this.random.normal() * 0.1);
    this.tensors.set(`${layer}/kernel`, { shape: kernel, data });
    this.tensors.set(`${layer}/bias`, { shape: [bias], data: biases });
    return { kernel: `${layer}/kernel`, bias: `${layer}/bias` };
  }

  dense(units: number, activation: Activation): this {
    const [length] = this.shape as readonly [number];
    const base = this.next([units], 'dense');
    const params = this.parameters(base.layer, [length, units], length, units);
    this.nodes.push({ op: 'dense', ...base, ...CLAMPS[activation], params });
    return this;
  }

  private window(kernel: number, stride: number, padding: 'same' | 'valid') {
    const [height, width] = this.shape as readonly [number, number, number];
    const pads = [height, width].map((size) =>
      padding === 'same' ? samePadding(size, kernel, stride) : ([0, 0] as const),
    );
    const sizes = [height, width].map(
      (size, i) => Math.floor((size + pads[i]![0] + pads[i]![1] - kernel) / stride) + 1,
    );
    return { pads, sizes, strides: [stride, stride] };
  }

  conv(
    filters: number,
    kernel: number,
    stride: number,
    activation: Activation,
    padding: 'same' | 'valid' = 'same',
  ): this {
    const channels = this.shape.at(-1)!;
    const { pads, sizes, strides } = this.window(kernel, stride, padding);
    const base = this.next([...sizes, filters], 'conv');
    const params = this.parameters(
      base.layer,
      [kernel, kernel, channels, filters],
      kernel * kernel * channels,
      filters,
    );
    this.nodes.push({
      op: 'conv',
      ...base,
      ...CLAMPS[activation],
      strides,
      dilations: [1, 1],
      padding: pads,
      groups: 1,
      params,
    });
    return this;
  }

  depthwise(kernel: number, stride: number, activation: Activation): this {
    const channels = this.shape.at(-1)!;
    const { pads, sizes, strides } = this.window(kernel, stride, 'same');
    const base = this.next([...sizes, channels], 'depthwise');
    const params = this.parameters(base.layer, [kernel, kernel, channels, 1], kernel * kernel, channels);
    this.nodes.push({
      op: 'depthwise',
      ...base,
      ...CLAMPS[activation],
      strides,
      dilations: [1, 1],
      padding: pads,
      params,
    });
    return this;
  }

  maxPool(size: number): this {
    const channels = this.shape.at(-1)!;
    const { pads, sizes, strides } = this.window(size, size, 'valid');
    const base = this.next([...sizes, channels], 'pool');
    this.nodes.push({
      op: 'pool',
      fn: 'max',
      ...base,
      size: [size, size],
      strides,
      padding: pads,
      params: {},
    });
    return this;
  }

  globalAverage(): this {
    const base = this.next([this.shape.at(-1)!], 'mean');
    this.nodes.push({ op: 'reduce', fn: 'mean', ...base, axes: [0, 1], params: {} });
    return this;
  }

  flatten(): this {
    const base = this.next([elementCount(this.shape)], 'flatten');
    this.nodes.push({ op: 'reshape', ...base });
    return this;
  }

  softmax(): this {
    const base = this.next(this.shape, 'softmax');
    this.nodes.push({ op: 'softmax', ...base, log: false, params: {} });
    return this;
  }

  build(): BenchNetwork {
    const graph: Graph = {
      profile: 'f32',
      values: this.values,
      nodes: this.nodes,
      inputs: [{ name: 'input', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
      outputs: [{ name: 'output', value: this.values.length - 1 }],
      tensors: this.tensors,
    };
    return { name: this.name, graph, macs: graph.nodes.reduce((sum, node) => sum + macsOf(graph, node), 0) };
  }
}

/** A float network of one input and one output whose nodes form a chain. */
export interface BenchNetwork {
  readonly name: string;
  readonly graph: Graph;
  /** Multiply-accumulates of one example. */
  readonly macs: number;
}

function macsOf(graph: Graph, node: Node): number {
  if (node.op !== 'dense' && node.op !== 'conv' && node.op !== 'depthwise') return 0;
  const kernel = graph.tensors.get(node.params.kernel)!;
  const outputs = elementCount(graph.values[node.outputs[0]!]!.shape);
  const channels = graph.values[node.outputs[0]!]!.shape.at(-1)!;
  return (outputs / channels) * kernel.data.length;
}
