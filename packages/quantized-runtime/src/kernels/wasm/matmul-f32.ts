import type { MatmulNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { productsOf } from './matmul.ts';
import { writeFloatClamp } from './product-f32.ts';

/** Matrix products in binary32: b is packed at every run, then multiplied as the kernel of a dense layer is. */
export const prepareFloatMatmul: Prepare<WasmMachine, MatmulNode> = (node, layout) => {
  if (layout.graph.profile !== 'f32') return null;
  const { a, b, y, rows, columns, depth, products, left, right } = productsOf(node, layout);
  const panels = Math.ceil(columns / 8);
  const job = reserveJob(layout);
  const offsets = layout.reserve(4);
  const bias = layout.reserve(panels * 32);
  const packed = layout.scratch(panels * depth * 32);
  const [down, across] = node.transposeB ? [4, depth * 4] : [columns * 4, 4];
  return ({ buffer, kernels: { gemmF32, packColumnsF32 } }) => {
    writeJob(buffer, job, y, {
      ...{ weights: packed, bias, factors: 0, shift: 0, offsets, segments: 1 },
      ...{ pairs: depth, width: 1, xColumn: 0, xRow: depth * 4, channels: columns },
    });
    writeFloatClamp(buffer, job, node);
    return (batch) => {
      const [firsts, seconds] = [left(), right()];
      let to = y.offset;
      let last = -1;
      for (let example = 0; example < batch; example++) {
        const first = a.offset + example * a.elements * 4;
        const second = b.offset + example * b.elements * 4;
        for (let product = 0; product < products; product++) {
          const matrix = second + seconds[product]!;
          if (matrix !== last) packColumnsF32(matrix, depth, columns, down, across, packed);
          last = matrix;
          gemmF32(job, first + firsts[product]!, to, rows);
          to += rows * columns * 4;
        }
      }
    };
  };
};
