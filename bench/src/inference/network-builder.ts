import type { Clamp, Graph, Node, Shape } from '@evm-ml/quantized-runtime';
import { elementCount, validate } from '@evm-ml/quantized-runtime';
import { GraphWriter, plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';
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
  private readonly graph = new GraphWriter('f32');
  private readonly random;
  /** The value that the next layer reads. */
  private last: number;

  constructor(
    readonly name: string,
    readonly input: Shape,
    seed: number,
  ) {
    this.random = createRandom(seed);
    this.last = this.graph.addValue(plainValue(input));
    this.graph.inputs.push(realPort('input', this.last));
  }

  private get shape(): Shape {
    return this.graph.shape(this.last);
  }

  /** Inputs, outputs and name of the next node. */
  private next(shape: Shape, op: string) {
    const outputs = [this.graph.addValue(plainValue(shape))];
    return { inputs: [this.last], outputs, layer: `${op}_${this.graph.nodes.length}` };
  }

  private add(node: Node): this {
    this.last = this.graph.add(node);
    return this;
  }

  private parameters(layer: string, kernel: Shape, fanIn: number, bias: number) {
    const deviation = Math.sqrt(2 / fanIn);
    const data = Float32Array.from({ length: elementCount(kernel) }, () => this.random.normal() * deviation);
    const biases = Float32Array.from({ length: bias }, () => this.random.normal() * 0.1);
    return {
      kernel: this.graph.addTensor(`${layer}/kernel`, { shape: kernel, data }),
      bias: this.graph.addTensor(`${layer}/bias`, { shape: [bias], data: biases }),
    };
  }

  dense(units: number, activation: Activation): this {
    const [length] = this.shape as readonly [number];
    const base = this.next([units], 'dense');
    const params = this.parameters(base.layer, [length, units], length, units);
    return this.add({ op: 'dense', ...base, ...CLAMPS[activation], params });
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
    return this.add({
      op: 'conv',
      ...base,
      ...CLAMPS[activation],
      strides,
      dilations: [1, 1],
      padding: pads,
      groups: 1,
      params,
    });
  }

  depthwise(kernel: number, stride: number, activation: Activation): this {
    const channels = this.shape.at(-1)!;
    const { pads, sizes, strides } = this.window(kernel, stride, 'same');
    const base = this.next([...sizes, channels], 'depthwise');
    const params = this.parameters(base.layer, [kernel, kernel, channels, 1], kernel * kernel, channels);
    return this.add({
      op: 'depthwise',
      ...base,
      ...CLAMPS[activation],
      strides,
      dilations: [1, 1],
      padding: pads,
      params,
    });
  }

  maxPool(size: number): this {
    const channels = this.shape.at(-1)!;
    const { pads, sizes, strides } = this.window(size, size, 'valid');
    const base = this.next([...sizes, channels], 'pool');
    return this.add({
      op: 'pool',
      fn: 'max',
      ...base,
      size: [size, size],
      strides,
      padding: pads,
      params: {},
    });
  }

  globalAverage(): this {
    const base = this.next([this.shape.at(-1)!], 'mean');
    return this.add({ op: 'reduce', fn: 'mean', ...base, axes: [0, 1], params: {} });
  }

  flatten(): this {
    const base = this.next([elementCount(this.shape)], 'flatten');
    return this.add({ op: 'reshape', ...base });
  }

  softmax(): this {
    const base = this.next(this.shape, 'softmax');
    return this.add({ op: 'softmax', ...base, log: false, params: {} });
  }

  build(): BenchNetwork {
    const graph = this.graph.toGraph([{ name: 'output', value: this.last }]);
    return { name: this.name, graph, macs: validate(graph).work.reduce((sum, { macs }) => sum + macs, 0) };
  }
}

/** A float network of one input and one output whose nodes form a chain. */
export interface BenchNetwork {
  readonly name: string;
  readonly graph: Graph;
  /** Multiply-accumulates of one example. */
  readonly macs: number;
}
