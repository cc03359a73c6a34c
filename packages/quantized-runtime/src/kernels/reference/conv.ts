import { elementCount } from '../../graph/element-types.ts';
import type { NodeOf, TensorData } from '../../graph/graph.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createGather, createScatter, geometryOf, type Meetings, reachedOutputs } from './geometry.ts';
import { createFloatOut, createOut, createRequantize, dataOf, operandsOf } from './views.ts';

type Conv = NodeOf<'conv' | 'depthwise' | 'convTranspose'>;

/**
 * Which elements meet in one output channel: of input channels `first` .. `first + depth - 1`, weight
 * `(window cell * depth + c) * pitch + column`.
 */
interface Channel {
  readonly first: number;
  readonly depth: number;
  readonly pitch: number;
  readonly column: number;
}

/** How many output channels there are, and each of them: a kernel may have millions, so that none is kept. */
function channelsOf(node: Conv, layout: Layout): { readonly count: number; channel(n: number): Channel } {
  const { shape } = layout.tensor(node.params.kernel);
  const [depth, columns] = [shape.at(-2)!, shape.at(-1)!];
  if (node.op === 'depthwise') {
    // Each output channel has one input channel: its depth is 1, its weights lie C * D apart.
    return {
      count: depth * columns,
      channel: (n) => ({ first: Math.floor(n / columns), depth: 1, pitch: depth * columns, column: n }),
    };
  }
  const groups = node.op === 'conv' ? node.groups : 1;
  return {
    count: columns,
    channel: (n) => ({
      first: Math.floor(n / (columns / groups)) * depth,
      depth,
      pitch: columns,
      column: n,
    }),
  };
}

/** Sums one output channel over the cells of `x` from `base` on that the window meets. */
type Sum = (x: ArrayLike<number>, base: number, meetings: Meetings, channel: Channel) => number;

function createIntegerSum(
  kernel: ArrayLike<number>,
  inputChannels: number,
  zero: number,
  padded: number,
): Sum {
  return (x, base, { count, taps, cells }, { first, depth, pitch, column }) => {
    let acc = 0;
    for (let met = 0; met < count; met++) {
      const cell = cells[met]!;
      for (let c = 0; c < depth; c++) {
        const element = cell < 0 ? padded : x[base + cell * inputChannels + first + c]!;
        acc += (element - zero) * kernel[(taps[met]! * depth + c) * pitch + column]!;
      }
    }
    return acc;
  };
}

/** In binary32 a cell outside of the input adds +0, which changes no sum that started at +0 (rule O7). */
function createFloatSum(kernel: ArrayLike<number>, inputChannels: number): Sum {
  return (x, base, { count, taps, cells }, { first, depth, pitch, column }) => {
    let sum = 0;
    for (let met = 0; met < count; met++) {
      const cell = cells[met]!;
      for (let c = 0; cell >= 0 && c < depth; c++) {
        const product =
          x[base + cell * inputChannels + first + c]! * kernel[(taps[met]! * depth + c) * pitch + column]!;
        sum = Math.fround(sum + Math.fround(product));
      }
    }
    return sum;
  };
}

/** Writes one output element from its sum. */
type Finish = (index: number, sum: number, channel: number) => void;

function createFinish(node: Conv, layout: Layout, machine: Machine): Finish {
  const { output, view } = operandsOf(node, layout);
  const bias = node.params.bias === undefined ? null : dataOf(layout, node.params.bias);
  const y = view(output, machine);
  if (output.value.type === 'f32') {
    const write = createFloatOut(y, node);
    return (index, sum, n) => write(index, bias === null ? sum : Math.fround(sum + bias[n]!));
  }
  const requantize = createRequantize(layout, node.params);
  const out = createOut(output);
  return (index, sum, n) => {
    y[index] = out(requantize(sum + (bias?.[n] ?? 0), n));
  };
}

function createSum(node: Conv, layout: Layout): Sum {
  const { input } = operandsOf(node, layout);
  const kernel = dataOf(layout, node.params.kernel);
  const inputChannels = input.value.shape.at(-1)!;
  if (input.value.type === 'f32') return createFloatSum(kernel, inputChannels);
  const { zero } = input.value;
  // conv and depthwise read x raw (the zero point is in the bias); convTranspose takes the zero point off.
  return node.op === 'convTranspose'
    ? createIntegerSum(kernel, inputChannels, zero, zero)
    : createIntegerSum(kernel, inputChannels, 0, zero);
}

/** x (...S, C) and kernel to (...S', N); window cells in row-major order, channels innermost. */
export const conv: Prepare<Machine, NodeOf<'conv' | 'depthwise'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const { shape } = layout.tensor(node.params.kernel);
  const window = shape.slice(0, -2);
  const geometry = geometryOf(node, input.value.shape, output.value.shape, window);
  const meet = createGather(geometry);
  const { count, channel } = channelsOf(node, layout);
  const cells = elementCount(geometry.output);
  const sum = createSum(node, layout);
  return (machine) => {
    const x = view(input, machine);
    const finish = createFinish(node, layout, machine);
    return (batch) => {
      for (let cell = 0; cell < cells; cell++) {
        const meetings = meet(cell);
        for (let example = 0; example < batch; example++) {
          const index = example * output.elements + cell * count;
          for (let n = 0; n < count; n++) {
            finish(index + n, sum(x, example * input.elements, meetings, channel(n)), n);
          }
        }
      }
    };
  };
};

/** Copies the first `size` elements of `y` until `all` are written. */
function repeatFirst(y: TensorData, size: number, all: number): void {
  for (let done = size; done < all; done *= 2) y.copyWithin(done, 0, Math.min(done, all - done));
}

/** The same for a transposed convolution. Outputs that meet nothing, of which there may be millions, are alike. */
export const convTranspose: Prepare<Machine, NodeOf<'convTranspose'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const { shape } = layout.tensor(node.params.kernel);
  const geometry = geometryOf(node, input.value.shape, output.value.shape, shape.slice(0, -2));
  const [, height, width] = geometry.output;
  const [planes, rows, columns] = [0, 1, 2].map((axis) => reachedOutputs(geometry, axis));
  const meet = createScatter(geometry);
  const { count, channel } = channelsOf(node, layout);
  const sum = createSum(node, layout);
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    const finish = createFinish(node, layout, machine);
    return (batch) => {
      for (let n = 0; n < count; n++) finish(n, 0, n);
      repeatFirst(y, count, batch * output.elements);
      for (const plane of planes!) {
        for (const row of rows!) {
          for (const column of columns!) {
            const cell = (plane * height! + row) * width! + column;
            const meetings = meet(cell);
            for (let example = 0; example < batch; example++) {
              const index = example * output.elements + cell * count;
              for (let n = 0; n < count; n++) {
                finish(index + n, sum(x, example * input.elements, meetings, channel(n)), n);
              }
            }
          }
        }
      }
    };
  };
};
