import type { NodeOf } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, tensorOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { int, WORD } from '../yul.ts';
import { emitCell, type Room } from './recurrent-cells.ts';
import { emitSums, type Linear } from './sums.ts';

type Recurrent = NodeOf<'recurrent'>;

/** Words that a recurrent node uses: h, c, z, r; the sums over x and over h. */
export function recurrentWords({ units, fn }: Recurrent): number {
  return units * (4 + 2 * { rnn: 1, lstm: 4, gru: 3 }[fn]) + 2 * WORD;
}

/** Where the node's room is used for what. Behind h and r are words to spare: sums read a little beyond a run. */
function roomOf({ units, fn }: Recurrent, temporary: number): Room {
  const size = WORD * units;
  const spare = WORD * WORD;
  const h = temporary;
  const r = h + size + spare;
  const c = r + size + spare;
  const z = c + size;
  const a = z + size;
  return { h, r, c, z, a, b: a + size * { rnn: 1, lstm: 4, gru: 3 }[fn], size };
}

/** A plain sum: columns `first` to `first + count` of a matrix, with its row of biases, as int32. */
function sumInto(
  context: Emission,
  address: string,
  matrix: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  columns: readonly [first: number, count: number],
  bias: ((column: number) => number) | undefined,
  to: number,
): string {
  const [rows, all] = matrix.shape as [number, number];
  const [first, count] = columns;
  const linear: Linear = {
    address,
    levels: [],
    runs: [0],
    length: rows,
    groups: 1,
    channels: count,
    groupStep: 0,
    weight: (_, k, channel) => matrix.data[k * all + first + channel]!,
  };
  const finish = { bias: bias ?? (() => 0), requant: () => 256, zero: 0, low: -(2 ** 31), high: 2 ** 31 - 1 };
  return emitSums(linear, { ...finish, to: to + WORD * first }, context);
}

/** All sums of one step, and the gates between them. */
function emitStep(node: Recurrent, room: Room, context: Emission): string {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const recurrent = tensorOf(graph, node.params.recurrent);
  const bias = node.params.bias === undefined ? undefined : tensorOf(graph, node.params.bias).data;
  const columns = kernel.shape[1]!;
  const hasStateBias = bias !== undefined && bias.length === 2 * columns;
  const stateBias = hasStateBias ? (column: number) => bias[columns + column]! : undefined;
  const state = (address: number, first: number, count: number) =>
    sumInto(
      context,
      `${address}`,
      recurrent,
      [first, count],
      stateBias && ((column) => stateBias(first + column)),
      room.b,
    );
  const input = sumInto(context, 'row', kernel, [0, columns], bias && ((column) => bias[column]!), room.a);
  const cell = emitCell(node, room, context, state);
  return `${input}\n${cell}`;
}

/** Writes states as output `which`, requantized. `to` is Yul that may be an expression. */
function emitWrite(
  node: Recurrent,
  which: number,
  from: number,
  to: string,
  context: Emission,
  shown = (state: string) => state,
): string {
  const { graph } = context;
  const part = which === 2 ? 1 : 0;
  const mult = tensorOf(graph, node.params.multOutput!).data[part]!;
  const shift = tensorOf(graph, node.params.shiftOutput!).data[part]!;
  const value = requantize(context, shown('mload(u)'), `${mult * 256 + shift}`);
  const end = from + WORD * node.units;
  return `{
let to := ${to}
for { let u := ${from} } lt(u, ${end}) { u := add(u, ${WORD}) } {
mstore(to, ${out(context, value, outOf(operandOf(graph, node.outputs[which]!)))})
to := add(to, ${WORD})
}
}`;
}

/** x [T, I] -> sequence [T, H] in the order of processing, last h [H], (lstm) last c [H]. */
export const emitRecurrent: Emit<Recurrent> = (node, context) => {
  const { graph, at } = context;
  const [steps, width] = operandOf(graph, node.inputs[0]!).shape as [number, number];
  const room = roomOf(node, context.temporary);
  const rowBytes = WORD * width;
  const isMasked = node.inputs.length > 1;
  const last = node.backwards ? steps - 1 : 0;
  const move = (pointer: string, bytes: number) =>
    `${pointer} := add(${pointer}, ${int(node.backwards ? -bytes : bytes)})`;
  const body = emitStep(node, room, context);
  const shown = isMasked && node.zeroOutputForMask ? (state: string) => `mul(kept, ${state})` : undefined;
  const clear = (start: number) => `calldatacopy(${start}, calldatasize(), ${room.size})`;
  const outputs = [
    emitWrite(node, 1, room.h, `${at(node.outputs[1]!)}`, context),
    ...(node.fn === 'lstm' ? [emitWrite(node, 2, room.c, `${at(node.outputs[2]!)}`, context)] : []),
  ];
  return `${clear(room.h)}
${clear(room.c)}
let row := ${at(node.inputs[0]!) + rowBytes * last}
${isMasked ? `let mask := ${at(node.inputs[1]!) + WORD * last}` : ''}
let sequence := ${at(node.outputs[0]!)}
for { let step := ${steps} } step { step := sub(step, 1) } {
${isMasked ? 'let kept := mload(mask)\nif kept {' : '{'}
${body}
}
${emitWrite(node, 0, room.h, 'sequence', context, shown)}
${move('row', rowBytes)}
${isMasked ? move('mask', WORD) : ''}
sequence := add(sequence, ${room.size})
}
${outputs.join('\n')}`;
};
