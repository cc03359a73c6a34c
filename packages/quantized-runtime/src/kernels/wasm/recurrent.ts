import type { RecurrentNode, Tensor } from '../../graph/graph.ts';
import type { Layout, Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { type Product, reserveProduct } from './product.ts';
import { cellCode, overExamples, recurrentParts } from './recurrent-parts.ts';

const FIELDS = 33;

/** The sums of `channels` columns of a matrix (K, columns) from `first` on; nothing is requantized. */
function reserveSums(
  layout: Layout,
  tensor: string,
  bias: Tensor | undefined,
  first: number,
  channels: number,
  node: RecurrentNode,
): Product {
  const unused = {
    mult: { shape: [1], data: Int32Array.of(2 ** 20) },
    shift: { shape: [1], data: Uint8Array.of(40) },
  };
  const kernel = layout.tensor(tensor);
  const length = kernel.shape[0]!;
  const one = { tensor, segments: 1, offsets: () => [0], width: 1, xColumn: 0, xRow: 0, groups: 1 };
  const window = { ...one, length, first, channels };
  return reserveProduct(layout, { kernel, bias, ...unused }, window, layout.operand(node.outputs[0]!));
}

/** Copies parameters to memory as they are named; absent ones take no room and have address 0. */
function createTables(layout: Layout, node: RecurrentNode) {
  const places: { readonly at: number; readonly data: Tensor['data']; readonly wide: boolean }[] = [];
  const place = (role: keyof RecurrentNode['params'], wide: boolean): number => {
    const name = node.params[role];
    if (name === undefined) return 0;
    const { data } = layout.tensor(name);
    const at = layout.reserve(data.length * (wide ? 4 : 2));
    places.push({ at, data, wide });
    return at;
  };
  const fill = (buffer: ArrayBuffer): void => {
    for (const { at, data, wide } of places) {
      (wide ? new Int32Array(buffer, at, data.length) : new Int16Array(buffer, at, data.length)).set(data);
    }
  };
  return { place, fill };
}

/** rnn, lstm and gru on integers. */
export const prepareRecurrent: Prepare<WasmMachine, RecurrentNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const { units } = node;
  const parts = recurrentParts(node, layout);
  const { x, outputs, steps, width, columns, inputBias, stateBias, scalesState } = parts;
  const input = reserveSums(layout, node.params.kernel, inputBias, 0, columns, node);
  const feedback = reserveSums(layout, node.params.recurrent, stateBias, 0, columns, node);
  const candidate = scalesState
    ? reserveSums(layout, node.params.recurrent, stateBias, 2 * units, units, node)
    : null;
  const panels = (count: number) => Math.ceil(count / 8) * 32;
  // States are read in pairs of int16: room for one more.
  const states = () => layout.reserve(units * 2 + 2);
  const { place, fill } = createTables(layout, node);
  const number = (role: keyof RecurrentNode['params'], index: number): number => {
    const name = node.params[role];
    return name === undefined ? 0 : (layout.tensor(name).data[index] ?? 0);
  };
  const shown = layout.reserve(60);
  const size = sizeOf(outputs[0]!);
  const fields = [
    ...[cellCode(node), units, steps, width * 2],
    ...[Number(node.backwards), Number(node.zeroOutputForMask)],
    ...[input.job(0), feedback.job(0), candidate?.job(0) ?? 0],
    ...[layout.reserve(panels(columns)), layout.reserve(panels(columns)), layout.reserve(panels(units))],
    ...[states(), states(), states(), states(), states()],
    ...[place('multInput', true), place('multState', true), place('shiftGate', true)],
    ...[place('multReset', true), place('shiftReset', true)],
    ...[place('activationTable', false), place('recurrentTable', false), place('cellTable', false)],
    ...[number('multCell', 0), number('multCell', 1), number('shiftCell', 0)],
    ...[number('multHidden', 0), number('multHidden', 1), number('shiftHidden', 0)],
    ...[size, shown],
  ];
  const job = layout.reserve(FIELDS * 4);
  const wide = sizeOf(x) === 2 ? null : layout.scratch(x.elements * 2 + 16);

  return (machine) => {
    const { buffer, kernels } = machine;
    for (const product of [input, feedback, candidate]) product?.fill(machine);
    fill(buffer);
    new Int32Array(buffer, job, FIELDS).set(fields);
    outputs.forEach(({ value, low, high }, which) => {
      const from = which === 2 ? 1 : 0;
      const pair = [number('multOutput', from), number('shiftOutput', from)];
      new Int32Array(buffer, shown + which * 20, 5).set([...pair, value.zero, low, high]);
    });
    const { recurrent, widen } = kernels;
    return overExamples(parts, (from, ...others) => {
      if (wide !== null) widen(from, wide, x.elements, 1);
      recurrent(job, wide ?? from, ...others);
    });
  };
};
