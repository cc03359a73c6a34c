import type { RecurrentNode, Tensor } from '../../graph/graph.ts';
import type { Layout, Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { type Product, reserveProduct } from './product.ts';

const FIELDS = 33;

/** The sums of `channels` columns of a matrix (K, columns) from `first` on; nothing is requantized. */
function reserveSums(
  layout: Layout,
  kernel: Tensor,
  bias: Tensor | undefined,
  first: number,
  channels: number,
  node: RecurrentNode,
): Product {
  const unused = {
    mult: { shape: [1], data: Int32Array.of(2 ** 20) },
    shift: { shape: [1], data: Uint8Array.of(40) },
  };
  const length = kernel.shape[0]!;
  const window = { offsets: [0], length, width: 1, xColumn: 0, xRow: 0, first, channels };
  return reserveProduct(layout, { kernel, bias, ...unused }, window, layout.operand(node.outputs[0]!));
}

/** Bias over x, and over h where a gru with resetAfter has a second row. */
export function splitBias(layout: Layout, node: RecurrentNode, columns: number): readonly [Tensor?, Tensor?] {
  if (node.params.bias === undefined) return [];
  const { data } = layout.tensor(node.params.bias);
  const row = (begin: number) => ({ shape: [columns], data: data.subarray(begin, begin + columns) });
  return data.length === columns ? [row(0)] : [row(0), row(columns)];
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

/** What assembly/recurrent.ts calls the cell of a node. */
export function cellCode({ fn, resetAfter }: RecurrentNode): number {
  return { rnn: 0, lstm: 1, gru: resetAfter ? 2 : 3 }[fn];
}

/** rnn, lstm and gru on integers. */
export const prepareRecurrent: Prepare<WasmMachine, RecurrentNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const x = layout.operand(node.inputs[0]!);
  const mask = node.inputs[1] === undefined ? null : layout.operand(node.inputs[1]);
  const outputs = node.outputs.map((value) => layout.operand(value));
  const [steps, width] = x.value.shape as readonly [number, number];
  const { units } = node;
  const kernel = layout.tensor(node.params.kernel);
  const state = layout.tensor(node.params.recurrent);
  const columns = kernel.shape[1]!;
  const [inputBias, stateBias] = splitBias(layout, node, columns);
  const scales = node.fn === 'gru' && !node.resetAfter;
  const input = reserveSums(layout, kernel, inputBias, 0, columns, node);
  const feedback = reserveSums(layout, state, stateBias, 0, columns, node);
  const candidate = scales ? reserveSums(layout, state, stateBias, 2 * units, units, node) : null;
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
    ...[input.job, feedback.job, candidate?.job ?? 0],
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
  const inputBytes = x.elements * sizeOf(x);
  const bytes = outputs.map(({ elements }) => elements * size);
  const [sequence, lastH, lastC] = outputs.map(({ offset }) => offset) as [number, number, number?];

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
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        const from = x.offset + b * inputBytes;
        if (wide !== null) widen(from, wide, x.elements, 1);
        recurrent(
          job,
          wide ?? from,
          mask === null ? 0 : mask.offset + b * steps,
          sequence + b * bytes[0]!,
          lastH + b * bytes[1]!,
          (lastC ?? 0) + b * (bytes[2] ?? 0),
        );
      }
    };
  };
};
