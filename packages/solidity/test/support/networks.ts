import type { Graph, Node, NodeOf, TensorData } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { GraphWriter, realPort } from '@evm-ml/quantized-runtime/workshop';

type IntegerProfile = 'a16' | 'a8';

/** Reproducible integers (mulberry32), uniform in [low, high]. */
export function createRandom(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + (((t ^ (t >>> 14)) >>> 0) % (high - low + 1));
  };
}

const NO_CLAMP = { min: null, max: null } as const;

/** Grows a graph of one profile layer by layer; weights are random, scales keep activations spread out. */
export class NetworkBuilder {
  readonly #graph: GraphWriter;
  readonly #random: (low: number, high: number) => number;

  constructor(
    readonly profile: IntegerProfile,
    seed: number,
  ) {
    this.#graph = new GraphWriter(profile);
    this.#random = createRandom(seed);
  }

  value(shape: readonly number[], scale = 2 ** -8, zero = 0): number {
    const type = this.profile === 'a16' ? 'i16' : 'i8';
    return this.#graph.addValue({ shape, type, scale, zero: type === 'i8' ? zero : 0 });
  }

  tensor(shape: readonly number[], data: TensorData): string {
    return this.#graph.addTensor(`t${this.#graph.tensors.size}`, { shape, data });
  }

  /** Multiplier and shift that take a sum of about `spread` to the activations' range, per channel. */
  requant(channels: number, spread: number) {
    const range = this.profile === 'a16' ? 2 ** 13 : 2 ** 6;
    const shift = Math.min(52, Math.max(1, Math.round(Math.log2((spread * 2 ** 20) / range))));
    const mult = Int32Array.from({ length: channels }, () => this.#random(2 ** 20, 2 ** 21 - 1));
    return {
      mult: this.tensor([channels], mult),
      shift: this.tensor([channels], new Uint8Array(channels).fill(shift)),
    };
  }

  kernel(shape: readonly number[], most = 60): string {
    const count = elementCount(shape);
    return this.tensor(
      shape,
      Int8Array.from({ length: count }, () => this.#random(-most, most)),
    );
  }

  bias(channels: number, spread: number): string {
    const most = Math.round(spread / 2);
    return this.tensor(
      [channels],
      Int32Array.from({ length: channels }, () => this.#random(-most, most)),
    );
  }

  shapeOf(value: number): readonly number[] {
    return this.#graph.shape(value);
  }

  zeroOf(value: number): number {
    return this.#graph.at(value).zero;
  }

  add(node: Node): number {
    return this.#graph.add(node);
  }

  #sum(input: number, terms: number): number {
    const width = this.profile === 'a16' ? 2 ** 13 : 2 ** 6;
    return Math.sqrt(terms) * 35 * width * (this.zeroOf(input) === 0 ? 1 : 1.5);
  }

  dense(input: number, units: number, { relu = false, bias = true, zero = 0 } = {}): number {
    const depth = this.shapeOf(input).at(-1)!;
    const output = this.value([...this.shapeOf(input).slice(0, -1), units], 2 ** -8, zero);
    const params = {
      kernel: this.kernel([depth, units]),
      ...(bias ? { bias: this.bias(units, this.#sum(input, depth)) } : {}),
      ...this.requant(units, this.#sum(input, depth)),
    };
    const min = relu ? this.zeroOf(output) : null;
    return this.add({
      op: 'dense',
      layer: `dense${output}`,
      inputs: [input],
      outputs: [output],
      min,
      max: null,
      params,
    });
  }

  conv(
    input: number,
    channels: number,
    size: number,
    { stride = 1, pad = 0, groups = 1, dilation = 1, relu = true, zero = 0 } = {},
  ): number {
    const [height, width, depth] = this.shapeOf(input) as [number, number, number];
    const reach = (size - 1) * dilation + 1;
    const extent = (n: number) => Math.floor((n + 2 * pad - reach) / stride) + 1;
    const output = this.value([extent(height), extent(width), channels], 2 ** -8, zero);
    const node: NodeOf<'conv'> = {
      op: 'conv',
      layer: `conv${output}`,
      inputs: [input],
      outputs: [output],
      strides: [stride, stride],
      dilations: [dilation, dilation],
      padding: [
        [pad, pad],
        [pad, pad],
      ],
      groups,
      min: relu ? this.zeroOf(output) : null,
      max: null,
      params: {
        kernel: this.kernel([size, size, depth / groups, channels]),
        bias: this.bias(channels, this.#sum(input, (size * size * depth) / groups)),
        ...this.requant(channels, this.#sum(input, (size * size * depth) / groups)),
      },
    };
    return this.add(node);
  }

  depthwise(input: number, each: number, { stride = 1, pad = 1, zero = 0 } = {}): number {
    const [height, width, depth] = this.shapeOf(input) as [number, number, number];
    const extent = (n: number) => Math.floor((n + 2 * pad - 3) / stride) + 1;
    const channels = depth * each;
    const output = this.value([extent(height), extent(width), channels], 2 ** -8, zero);
    return this.add({
      op: 'depthwise',
      layer: `depthwise${output}`,
      inputs: [input],
      outputs: [output],
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [pad, pad],
        [pad, pad],
      ],
      ...NO_CLAMP,
      params: {
        kernel: this.kernel([3, 3, depth, each]),
        bias: this.bias(channels, this.#sum(input, 9)),
        ...this.requant(channels, this.#sum(input, 9)),
      },
    });
  }

  pool(input: number, fn: 'max' | 'avg', size: number, pad = 0): number {
    const [height, width, channels] = this.shapeOf(input) as [number, number, number];
    const extent = (n: number) => Math.floor((n + 2 * pad - size) / size) + 1;
    const output = this.value([extent(height), extent(width), channels], 2 ** -8, this.zeroOf(input));
    const counts = pad === 0 ? [size * size] : Array.from({ length: size * size }, (_, i) => i + 1);
    const params =
      fn === 'max'
        ? {}
        : {
            mult: this.tensor(
              [counts.length],
              Int32Array.from(counts, (n) => Math.round(2 ** (20 + Math.ceil(Math.log2(n))) / n) % 2 ** 21),
            ),
            shift: this.tensor(
              [counts.length],
              Uint8Array.from(counts, (n) => 20 + Math.ceil(Math.log2(n))),
            ),
          };
    return this.add({
      op: 'pool',
      fn,
      layer: `pool${output}`,
      inputs: [input],
      outputs: [output],
      size: [size, size],
      strides: [size, size],
      padding: [
        [pad, pad],
        [pad, pad],
      ],
      params,
    });
  }

  unary(input: number): number {
    const wide = this.profile === 'a16';
    const output = this.value(this.shapeOf(input), 2 ** -8, this.zeroOf(input));
    const table = wide
      ? Int16Array.from({ length: 1025 }, (_, i) => Math.round(32767 * Math.tanh((i - 512) / 100)))
      : Int8Array.from({ length: 256 }, (_, i) => Math.round(127 * Math.tanh((i - 128) / 40)));
    return this.add({
      op: 'unary',
      fn: 'tanh',
      alpha: 0,
      beta: 0,
      layer: `tanh${output}`,
      inputs: [input],
      outputs: [output],
      params: { table: this.tensor([table.length], table) },
    });
  }

  addition(first: number, second: number): number {
    const output = this.value(this.shapeOf(first));
    return this.add({
      op: 'binary',
      fn: 'add',
      layer: `add${output}`,
      inputs: [first, second],
      outputs: [output],
      ...NO_CLAMP,
      params: {
        mult: this.tensor([2], Int32Array.of(2 ** 20, 1_500_000)),
        shift: this.tensor([1], Uint8Array.of(21)),
      },
    });
  }

  mean(input: number): number {
    const [height, width, channels] = this.shapeOf(input) as [number, number, number];
    const output = this.value([channels]);
    const shift = 20 + Math.ceil(Math.log2(height * width));
    return this.add({
      op: 'reduce',
      fn: 'mean',
      axes: [0, 1],
      layer: `mean${output}`,
      inputs: [input],
      outputs: [output],
      params: {
        mult: this.tensor(
          [1],
          Int32Array.of(Math.min(2 ** 21 - 1, Math.round(2 ** shift / (height * width)))),
        ),
        shift: this.tensor([1], Uint8Array.of(shift)),
      },
    });
  }

  flatten(input: number): number {
    const shape = [elementCount(this.shapeOf(input))];
    const output = this.value(shape, 2 ** -8, this.zeroOf(input));
    return this.add({ op: 'reshape', layer: 'flatten', inputs: [input], outputs: [output] });
  }

  softmax(input: number): number {
    const isWide = this.profile === 'a16';
    const output = this.value(this.shapeOf(input), isWide ? 1 / 32767 : 1 / 255, -128);
    const scale = isWide ? 1 / 4096 : 1 / 16;
    const table = Int32Array.from({ length: 512 }, (_, i) =>
      Math.round(i < 256 ? 2 ** 30 * Math.exp(-256 * i * scale) : 2 ** 15 * Math.exp(-(i - 256) * scale)),
    );
    return this.add({
      op: 'softmax',
      log: false,
      layer: 'softmax',
      inputs: [input],
      outputs: [output],
      params: { table: this.tensor([512], table) },
    });
  }

  /** `scale` of the input port; the value's own by default. */
  build(
    input: number,
    output: number,
    scale: readonly number[] = [2 ** -8],
    offset: readonly number[] = [0],
  ): Graph {
    this.#graph.inputs.push({ ...realPort('x', input), scale, offset });
    return this.#graph.toGraph([{ name: 'y', value: output }]);
  }
}

/** Features with scales of their own, two hidden layers, a table, softmax. */
export function tabular(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 1);
  const x = b.value([5], 1, 3);
  const hidden = b.unary(b.dense(x, 11, { zero: -7 }));
  const y = b.softmax(b.dense(b.dense(hidden, 6, { relu: true }), 3, { bias: false }));
  return b.build(x, y, [0.5, 0.001, 3.7, 1 / 3, 1e-6], [0, 1, -2.5, 1 / 7, 1e-3]);
}

/** The MLP that others are measured with. */
export function mlp(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 2);
  const x = b.value([784]);
  return b.build(x, b.softmax(b.dense(b.dense(x, 128, { relu: true }), 10)), [1 / 255]);
}

/** Convolutions with padding, both kinds of pools, dense layers. */
export function lenet(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 3);
  const x = b.value([12, 12, 1], 2 ** -8, -20);
  const first = b.pool(b.conv(x, 6, 5, { pad: 2, zero: 9 }), 'max', 2);
  const second = b.pool(b.conv(first, 35, 3, { zero: 4 }), 'avg', 2);
  return b.build(x, b.softmax(b.dense(b.dense(b.flatten(second), 40, { relu: true }), 10)));
}

/** Depthwise, pointwise, grouped and dilated convolutions, a residual, padded pools, a global mean. */
export function mobile(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 4);
  const x = b.value([9, 9, 3], 2 ** -8, 5);
  const stem = b.conv(x, 8, 3, { stride: 2, pad: 1, zero: -3 });
  const branch = b.conv(b.depthwise(stem, 1, { zero: 11 }), 8, 1, { zero: 2 });
  const joined = b.addition(stem, branch);
  const wide = b.conv(b.depthwise(joined, 2, { zero: -6 }), 12, 3, {
    groups: 4,
    pad: 2,
    dilation: 2,
    zero: 1,
  });
  const pooled = b.pool(b.pool(wide, 'avg', 2, 1), 'max', 2, 1);
  return b.build(x, b.dense(b.mean(pooled), 4));
}
