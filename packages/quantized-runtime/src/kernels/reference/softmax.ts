import type { NodeOf } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import { SOFTMAX_OUTPUT } from '../../graph/operators/softmax.ts';
import { exp, log } from '../../numerics/elementary.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, dataOf, operandsOf, UNCLAMPED } from './views.ts';

type Softmax = NodeOf<'softmax'>;

/** Whether an element is kept, by its index over the whole batch. */
function createMask(
  node: Softmax,
  layout: Layout,
  machine: Machine,
): (example: number, element: number) => boolean {
  const { inputs, input, view } = operandsOf(node, layout);
  const [, mask] = inputs;
  if (mask === undefined) return () => true;
  const bits = view(mask, machine);
  const offsets = broadcastOffsets(mask.value.shape, input.value.shape);
  return (example, element) => bits[example * mask.elements + offsets[element]!] !== 0;
}

const WHOLE = 2 ** 30;

/** exp(-d * scale) in units of 2^-30, as the product of two table entries; 0 <= d <= 65534. */
function lookUp(table: ArrayLike<number>, d: number): number {
  return Math.floor((table[d >> 8]! * table[256 + (d & 255)]!) / 2 ** 15);
}

/** One row of integers: `read` gives x, or null where the mask drops it. Sums stay below 2^30 * 2^20. */
function softmaxRow(
  table: ArrayLike<number>,
  length: number,
  full: number,
  read: (i: number) => number | null,
) {
  let most = -Infinity;
  for (let i = 0; i < length; i++) most = Math.max(most, read(i) ?? -Infinity);
  const exponential = (i: number): number => {
    if (most === -Infinity) return WHOLE;
    const x = read(i);
    return x === null ? 0 : lookUp(table, most - x);
  };
  let sum = 0;
  for (let i = 0; i < length; i++) sum += exponential(i);
  const half = Math.floor(sum / 2);
  return (i: number): number => Math.floor((exponential(i) * full + half) / sum);
}

function softmaxInteger(node: Softmax, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const table = dataOf(layout, node.params.table!);
  const { full, zero } = SOFTMAX_OUTPUT[output.value.type === 'i8' ? 'a8' : 'a16'];
  const length = input.value.shape.at(-1)!;
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    const kept = createMask(node, layout, machine);
    return (batch) => {
      for (let begin = 0; begin < input.elements * batch; begin += length) {
        const example = Math.floor(begin / input.elements);
        const first = begin - example * input.elements;
        const row = softmaxRow(table, length, full, (i) => (kept(example, first + i) ? x[begin + i]! : null));
        for (let i = 0; i < length; i++) y[begin + i] = zero + row(i);
      }
    };
  };
}

/** What a dropped entry's logarithm is. */
const LOWEST = -3.4028234663852886e38;

function softmaxFloat(node: Softmax, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const length = input.value.shape.at(-1)!;
  return (machine) => {
    const x = view(input, machine);
    const write = createFloatOut(view(output, machine), UNCLAMPED);
    const kept = createMask(node, layout, machine);
    return (batch) => {
      for (let begin = 0; begin < input.elements * batch; begin += length) {
        const example = Math.floor(begin / input.elements);
        const first = begin - example * input.elements;
        let most = -Infinity;
        let any = false;
        for (let i = 0; i < length; i++) {
          if (!kept(example, first + i)) continue;
          any = true;
          const element = x[begin + i]!;
          if (element > most || Number.isNaN(element)) most = element;
          if (Number.isNaN(most)) break;
        }
        // x - max; 0 for every entry of a row without kept ones, so that all come out equal.
        const centred = (i: number) => (any ? Math.fround(x[begin + i]! - most) : 0);
        const exponential = (i: number) => Math.fround(exp(centred(i)));
        const counts = (i: number) => !any || kept(example, first + i);
        let sum = 0;
        for (let i = 0; i < length; i++) if (counts(i)) sum = Math.fround(sum + exponential(i));
        for (let i = 0; i < length; i++) {
          if (!counts(i)) write(begin + i, node.log ? LOWEST : 0);
          else
            write(
              begin + i,
              node.log ? Math.fround(centred(i) - Math.fround(log(sum))) : Math.fround(exponential(i) / sum),
            );
        }
      }
    };
  };
}

export const softmax: Prepare<Machine, Softmax> = (node, layout) =>
  layout.graph.profile === 'f32' ? softmaxFloat(node, layout) : softmaxInteger(node, layout);
