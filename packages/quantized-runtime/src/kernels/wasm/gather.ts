import type { GatherNode, Tensor } from '../../graph/graph.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';

const bytesOf = ({ data }: Tensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Returns what puts the table into memory, once for all nodes that read it, and gives its address. */
function shareTable(layout: Layout, node: GatherNode, table: Tensor): (buffer: ArrayBuffer) => number {
  const { at, fill } = layout.share({ form: `${node.params.table}: as it is`, bytes: table.data.byteLength });
  return (buffer) => {
    fill(() => new Uint8Array(buffer, at, table.data.byteLength).set(bytesOf(table)));
    return at;
  };
}

/** Rows of int8, each with its own scale or all with one. */
function prepareScaled(node: GatherNode, layout: Layout, table: Tensor, width: number): Bind<WasmMachine> {
  const indices = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const mult = layout.tensor(node.params.mult!).data;
  const shift = layout.tensor(node.params.shift!).data;
  const job = reserveJob(layout);
  const factors = layout.reserve(mult.length * 16);
  const rows = shareTable(layout, node, table);
  return ({ buffer, kernels: { gatherScaled } }) => {
    const at = rows(buffer);
    const pairs = new Float64Array(buffer, factors, mult.length * 2);
    for (let i = 0; i < mult.length; i++) {
      const factor = mult[i]! * powerOfTwo(-shift[i]!);
      pairs[2 * i] = factor;
      pairs[2 * i + 1] = powerOfTwo(-(shift[i]! + 1));
    }
    writeJob(buffer, job, y, { factors, shift: 0 });
    const single = mult.length === 1 ? 1 : 0;
    return (batch) =>
      gatherScaled(job, indices.offset, batch * indices.elements, width, at, factors, single, y.offset);
  };
}

/** Rows of a table by index. */
export const prepareGather: Prepare<WasmMachine, GatherNode> = (node, layout) => {
  const table = layout.tensor(node.params.table);
  const width = table.data.length / table.shape[0]!;
  if (node.params.mult !== undefined) return prepareScaled(node, layout, table, width);
  const indices = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const rows = shareTable(layout, node, table);
  return ({ buffer, kernels: { moveRows } }) => {
    const at = rows(buffer);
    return (batch) => moveRows(indices.offset, batch * indices.elements, width * sizeOf(y), at, y.offset);
  };
};
