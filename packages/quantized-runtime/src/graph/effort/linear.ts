import { elementCount } from '../element-types.ts';
import type { NodeOf, Shape } from '../graph.ts';
import { type Effort, lanes, type Measure } from './effort.ts';
import { tilesOf, volume, windowOf } from './window.ts';

/** Operators that multiply and add. */

/** A product of `tiles` tiles that hold `rows` rows of `segments` runs of `length` numbers with `channels` channels. */
function productOf(
  rows: number,
  tiles: number,
  segments: number,
  length: number,
  channels: number,
  prepared: number,
): Effort {
  const depth = segments * lanes(length, 2);
  const columns = lanes(channels);
  return {
    products: rows * depth * columns,
    writes: rows * columns,
    reads: prepared + tiles * depth * columns,
    runs: tiles * segments * (columns / 8),
  };
}

const scaled = ({ products, writes, runs }: Effort, times: number, reads: number): Effort => ({
  products: products * times,
  writes: writes * times,
  reads,
  runs: runs * times,
});

export const dense: Measure<NodeOf<'dense'>> = (_, { inputs: [input], param }) => {
  const [length, channels] = param('kernel') as readonly [number, number];
  const rows = elementCount(input!) / length;
  return productOf(rows, tilesOf(rows), 1, length, channels, elementCount(input!));
};

function channelwise(node: NodeOf<'depthwise' | 'conv'>, kernel: Shape, input: Shape, output: Shape): Effort {
  const window = windowOf(node, kernel.slice(0, -2), input, output);
  const taps = volume(window.kernel);
  const cells = volume(window.output);
  const channels = lanes(output.at(-1)!);
  return {
    products: cells * taps * channels,
    writes: cells * channels,
    reads: volume(window.padded) * input.at(-1)!,
    runs: cells * (channels / 8),
  };
}

export const depthwise: Measure<NodeOf<'depthwise'>> = (
  node,
  { inputs: [input], outputs: [output], param },
) => channelwise(node, param('kernel'), input!, output!);

export const conv: Measure<NodeOf<'conv'>> = (node, { inputs: [input], outputs: [output], param }) => {
  const kernel = param('kernel');
  const { groups } = node;
  const [channels, filters] = [input!.at(-1)!, output!.at(-1)!];
  if (groups > 1 && groups === channels && groups === filters)
    return channelwise(node, kernel, input!, output!);
  const window = windowOf(node, kernel.slice(0, -2), input!, output!);
  const [depth, height, width] = window.output;
  const [kernelDepth, kernelHeight, kernelWidth] = window.kernel;
  // A row of the window is one run where its taps touch each other.
  const joined = groups === 1 && (node.dilations.at(-1) === 1 || kernelWidth === 1);
  const segments = kernelDepth * kernelHeight * (joined ? 1 : kernelWidth);
  const length = joined ? kernelWidth * channels : channels / groups;
  const cells = depth * height * width;
  const one = productOf(cells, tilesOf(cells), segments, length, filters / groups, 0);
  return scaled(one, groups, volume(window.padded) * channels);
};

export const convTranspose: Measure<NodeOf<'convTranspose'>> = (
  _,
  { inputs: [input], outputs: [output], param },
) => {
  const kernel = param('kernel');
  const [channels, filters] = [input!.at(-1)!, output!.at(-1)!];
  const cells = elementCount(input!) / channels;
  const taps = elementCount(kernel.slice(0, -2));
  const columns = lanes(filters);
  const outputs = elementCount(output!) / filters;
  return {
    products: cells * taps * lanes(channels, 2) * columns,
    writes: outputs * columns,
    reads: cells * channels + elementCount(kernel),
    runs: cells * taps,
  };
};

export const matmul: Measure<NodeOf<'matmul'>> = (_, { profile, inputs: [a], outputs: [output] }) => {
  const [rows, columns] = [output!.at(-2)!, output!.at(-1)!];
  const depth = a!.at(-1)!;
  const products = elementCount(output!) / (rows * columns);
  const one = productOf(rows, rows, 1, depth, columns, rows * depth);
  // The second matrix is packed anew for every product; in integers the rows of the first are widened.
  const prepared = lanes(columns) + (profile === 'f32' ? 0 : rows);
  const whole = scaled(one, products, products * prepared * lanes(depth, 2));
  return { ...whole, runs: products };
};

export const recurrent: Measure<NodeOf<'recurrent'>> = (node, { inputs: [x], param }) => {
  const [steps, width] = x as readonly [number, number];
  const columns = param('kernel')[1]!;
  const ofInput = productOf(1, 1, 1, width, columns, 0);
  const ofState = productOf(1, 1, 1, node.units, columns, 0);
  return {
    products: steps * (ofInput.products + ofState.products),
    writes: steps * lanes(node.units) * (columns / node.units),
    reads: steps * width,
    runs: steps,
  };
};
