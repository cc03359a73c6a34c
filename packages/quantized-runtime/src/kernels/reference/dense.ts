import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, createOut, createRequantize, dataOf, operandsOf } from './views.ts';

type Dense = NodeOf<'dense'>;

/** x (rows, K) · kernel (K, N) + bias (N) -> (rows, N); sums in int32, rule N3 for each channel. */
function denseInteger(node: Dense, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const kernel = dataOf(layout, node.params.kernel);
  const bias = node.params.bias === undefined ? null : dataOf(layout, node.params.bias);
  const [depth, channels] = layout.tensor(node.params.kernel).shape;
  const requantize = createRequantize(layout, node.params);
  const out = createOut(output);
  const rows = output.elements / channels!;
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let row = 0; row < rows * batch; row++) {
        for (let n = 0; n < channels!; n++) {
          let acc = bias?.[n] ?? 0;
          for (let k = 0; k < depth!; k++) acc += x[row * depth! + k]! * kernel[k * channels! + n]!;
          y[row * channels! + n] = out(requantize(acc, n));
        }
      }
    };
  };
}

/** The same in binary32: the sum starts at +0, k ascending, the bias last (rule O7). */
function denseFloat(node: Dense, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const kernel = dataOf(layout, node.params.kernel);
  const bias = node.params.bias === undefined ? null : dataOf(layout, node.params.bias);
  const [depth, channels] = layout.tensor(node.params.kernel).shape;
  const rows = output.elements / channels!;
  return (machine) => {
    const x = view(input, machine);
    const write = createFloatOut(view(output, machine), node);
    return (batch) => {
      for (let row = 0; row < rows * batch; row++) {
        for (let n = 0; n < channels!; n++) {
          let sum = 0;
          for (let k = 0; k < depth!; k++) {
            sum = Math.fround(sum + Math.fround(x[row * depth! + k]! * kernel[k * channels! + n]!));
          }
          write(row * channels! + n, bias === null ? sum : Math.fround(sum + bias[n]!));
        }
      }
    };
  };
}

export const dense: Prepare<Machine, Dense> = (node, layout) =>
  layout.graph.profile === 'f32' ? denseFloat(node, layout) : denseInteger(node, layout);
