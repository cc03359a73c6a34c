import type { NodeOf } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { whenAsked } from '../when-asked.ts';
import { createFloatOut, createOut, createRequantize, operandsOf } from './views.ts';

type Affine = NodeOf<'affine'>;

/** A broadcast parameter as a function of the element's index. */
function createReader(
  layout: Layout,
  node: Affine,
  role: 'kernel' | 'bias',
): ((index: number) => number) | null {
  const name = node.params[role];
  if (name === undefined) return null;
  const { data, shape } = layout.tensor(name);
  const input = layout.operand(node.inputs[0]!).value.shape;
  const offsets = whenAsked(() => broadcastOffsets(shape, input));
  return (index) => data[offsets()[index]!]!;
}

/** y = x * kernel + bias, kernel int16: the product stays below 2^30. */
function affineInteger(node: Affine, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const kernel = createReader(layout, node, 'kernel')!;
  const bias = createReader(layout, node, 'bias');
  const requantize = createRequantize(layout, node.params);
  const out = createOut(output);
  const channels = output.value.shape.at(-1) ?? 1;
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let index = 0; index < output.elements * batch; index++) {
        const element = index % output.elements;
        const acc = x[index]! * kernel(element) + (bias?.(element) ?? 0);
        y[index] = out(requantize(acc, element % channels));
      }
    };
  };
}

function affineFloat(node: Affine, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const kernel = createReader(layout, node, 'kernel')!;
  const bias = createReader(layout, node, 'bias');
  return (machine) => {
    const x = view(input, machine);
    const write = createFloatOut(view(output, machine), node);
    return (batch) => {
      for (let index = 0; index < output.elements * batch; index++) {
        const element = index % output.elements;
        const product = Math.fround(x[index]! * kernel(element));
        write(index, bias === null ? product : Math.fround(product + bias(element)));
      }
    };
  };
}

export const affine: Prepare<Machine, Affine> = (node, layout) =>
  layout.graph.profile === 'f32' ? affineFloat(node, layout) : affineInteger(node, layout);

/** y = out(rq(x - z)): a change of scale. */
export const requantize: Prepare<Machine, NodeOf<'requantize'>> = (node, layout) => {
  const { input, output, view } = operandsOf(node, layout);
  const scale = createRequantize(layout, node.params);
  const out = createOut(output);
  const channels = output.value.shape.at(-1) ?? 1;
  const { zero } = input.value;
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let index = 0; index < output.elements * batch; index++) {
        y[index] = out(scale(x[index]! - zero, (index % output.elements) % channels));
      }
    };
  };
};
