import type { RecurrentNode, Tensor } from '../../graph/graph.ts';
import type { Layout } from '../kernel.ts';
import { sizeOf } from './job.ts';

/** What assembly/recurrent.ts calls the cell of a node. */
export function cellCode({ fn, resetAfter }: RecurrentNode): number {
  return { rnn: 0, lstm: 1, gru: resetAfter ? 2 : 3 }[fn];
}

/** Bias over x, and over h where a gru with resetAfter has a second row. */
function splitBias(layout: Layout, node: RecurrentNode, columns: number): readonly [Tensor?, Tensor?] {
  if (node.params.bias === undefined) return [];
  const { data } = layout.tensor(node.params.bias);
  const row = (begin: number) => ({ shape: [columns], data: data.subarray(begin, begin + columns) });
  return data.length === columns ? [row(0)] : [row(0), row(columns)];
}

/** Operands, matrices and sizes of a recurrent node, in any profile. */
export function recurrentParts(node: RecurrentNode, layout: Layout) {
  const x = layout.operand(node.inputs[0]!);
  const [steps, width] = x.value.shape as readonly [number, number];
  const columns = layout.tensor(node.params.kernel).shape[1]!;
  const [inputBias, stateBias] = splitBias(layout, node, columns);
  return {
    x,
    mask: node.inputs[1] === undefined ? null : layout.operand(node.inputs[1]),
    /** The sequence, the last h, and for lstm the last c. */
    outputs: node.outputs.map((value) => layout.operand(value)),
    steps,
    width,
    columns,
    inputBias,
    stateBias,
    /** The reset gate acts on the state before its product. */
    scalesState: node.fn === 'gru' && !node.resetAfter,
  };
}

type Addresses = readonly [x: number, mask: number, sequence: number, lastH: number, lastC: number];

/** Calls `run` with the addresses of each of `batch` examples; what a node does not have is at 0. */
export function overExamples(
  { x, mask, outputs, steps }: ReturnType<typeof recurrentParts>,
  run: (...addresses: Addresses) => void,
): (batch: number) => void {
  const inputBytes = x.elements * sizeOf(x);
  const [sequence, lastH, lastC] = outputs.map((output) => ({
    at: output.offset,
    bytes: output.elements * sizeOf(output),
  }));
  return (batch) => {
    for (let b = 0; b < batch; b++) {
      run(
        x.offset + b * inputBytes,
        mask === null ? 0 : mask.offset + b * steps,
        sequence!.at + b * sequence!.bytes,
        lastH!.at + b * lastH!.bytes,
        lastC === undefined ? 0 : lastC.at + b * lastC.bytes,
      );
    }
  };
}
