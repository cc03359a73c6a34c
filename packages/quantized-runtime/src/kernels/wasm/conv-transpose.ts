import { elementCount } from '../../graph/element-types.ts';
import type { ConvTransposeNode, Tensor, TensorData } from '../../graph/graph.ts';
import type { Layout, Operand, Prepare } from '../kernel.ts';
import { createProduct } from './create-product.ts';
import { operandBytes, sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPaddedInput } from './padded-input.ts';
import type { Product } from './product.ts';
import { type AxisPhase, phasesOf } from './transpose-phases.ts';
import type { Triple } from './volume.ts';

/** A padded input beyond this, or more phases, are left to the reference kernel, which needs neither. */
const MOST_ELEMENTS = 2 ** 25;
const MOST_PHASES = 1024;
/**
 * Every output of a phase meets all taps of it, most of them over padding where the kernel is wider than the input:
 * more than so many times the products that there are, and the reference kernel, which makes no others, is quicker.
 */
const MOST_WASTE = 16;
/** So few are made whatever they are good for. */
const FEW_PRODUCTS = 1024;

const product = ([z, y, x]: Triple): number => z * y * x;

/** The rows of a kernel (taps, C * N) that belong to a phase; for integers, the bias less what the zero point adds. */
function createPhaseTensors(kernel: Tensor, bias: Tensor | undefined, zero: number, taps: readonly number[]) {
  const [channels, filters] = kernel.shape.slice(-2) as [number, number];
  const block = channels * filters;
  const own: TensorData = kernel.data.slice(0, taps.length * block);
  taps.forEach((tap, i) => {
    own.set(kernel.data.subarray(tap * block, (tap + 1) * block), i * block);
  });
  if (kernel.data instanceof Float32Array)
    return { kernel: { shape: [own.length / filters, filters], data: own }, bias };
  // Sums are exact modulo 2^32, and validate proves the total: what is in between may wrap.
  const data = Int32Array.from({ length: filters }, (_, n) => bias?.data[n] ?? 0);
  for (let i = 0; i < own.length; i++) data[i % filters]! -= zero * own[i]!;
  return {
    kernel: { shape: [own.length / filters, filters], data: own },
    bias: { shape: [filters], data },
  };
}

/** One phase of the output: a product, where its rows begin in input and output, and how many there are. */
interface Phase {
  readonly product: Product;
  readonly empty: boolean;
  readonly counts: Triple;
  readonly first: Triple;
}

/**
 * The outputs whose coordinates have one remainder modulo the strides all meet the same taps: each such phase is a
 * convolution with stride 1 over the padded input, whose outputs lie `strides` apart.
 */
export const prepareConvTranspose: Prepare<WasmMachine, ConvTransposeNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const kernel = layout.tensor(node.params.kernel);
  const bias = node.params.bias === undefined ? undefined : layout.tensor(node.params.bias);
  const [channels, filters] = kernel.shape.slice(-2) as [number, number];
  const bytes = operandBytes(x);
  const size = sizeOf(y);
  const window = kernel.shape.slice(0, -2);
  const phaseCount = node.strides.reduce(
    (count, stride, axis) => count * Math.min(stride, y.value.shape[axis]!),
    1,
  );
  if (phaseCount > MOST_PHASES) return null;
  const { axes, volume, strides } = phasesOf(node, window, x, y);
  const { padded, output } = volume;
  if (product(padded) * channels > MOST_ELEMENTS) return null;
  const products = axes
    .map((phases) => phases.reduce((sum, { count, taps }) => sum + count * taps.length, 0))
    .reduce((all, one) => all * one);
  const needed = elementCount(x.value.shape.slice(0, -1)) * elementCount(window);
  if (products > Math.max(FEW_PRODUCTS, MOST_WASTE * needed)) return null;
  const input = createPaddedInput(layout, x, volume);
  const nothing = layout.reserve(64);
  // Outputs of a phase lie a stride apart: their rows are as long as `strides` cells.
  const apart: Operand = { ...y, value: { ...y.value, shape: [strides[2] * filters] } };

  const reservePhase = (z: AxisPhase, v: AxisPhase, h: AxisPhase): Phase => {
    const taps: number[] = [];
    const offsets: number[] = [];
    for (const tz of z.taps) {
      for (const tv of v.taps) {
        for (const th of h.taps) {
          taps.push((tz.tap * v.size + tv.tap) * h.size + th.tap);
          offsets.push(((tz.cell * padded[1] + tv.cell) * padded[2] + th.cell) * channels * bytes);
        }
      }
    }
    const empty = taps.length === 0;
    const tensors = empty
      ? { kernel: { shape: [1, filters], data: kernel.data.slice(0, filters).fill(0) }, bias }
      : createPhaseTensors(kernel, bias, x.value.zero, taps);
    const names = { ...node.params, kernel: 'kernel', ...(tensors.bias && { bias: 'bias' }) };
    const tensor = (name: string): Tensor =>
      name === 'kernel' ? tensors.kernel : name === 'bias' ? tensors.bias! : layout.tensor(name);
    const own: Layout = { ...layout, tensor };
    const rows = {
      offsets: empty ? [0] : offsets,
      length: empty ? 1 : channels,
      width: h.count,
      xColumn: empty ? 0 : channels * bytes,
      xRow: 0,
      first: 0,
      channels: filters,
    };
    return {
      product: createProduct(own, { ...node, params: names }, rows, apart),
      empty,
      counts: [z.count, v.count, h.count],
      first: [z.first, v.first, h.first],
    };
  };
  const phases = axes[0].flatMap((z) => axes[1].flatMap((v) => axes[2].map((h) => reservePhase(z, v, h))));
  const plane = padded[1] * padded[2] * channels * bytes;
  const row = padded[2] * channels * bytes;
  const cell = filters * size;

  return (machine) => {
    for (const phase of phases) phase.product.fill(machine);
    const example = input.bind(machine);
    const gemm = machine.kernels[phases[0]!.product.kernel];
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        const from = example(b);
        const to = y.offset + b * y.elements * size;
        for (const {
          product: { job },
          empty,
          counts,
          first,
        } of phases) {
          for (let z = 0; z < counts[0]; z++) {
            const above = (first[0] + z * strides[0]) * output[1];
            for (let v = 0; v < counts[1]; v++) {
              const begin = (above + first[1] + v * strides[1]) * output[2] + first[2];
              gemm(job, empty ? nothing : from + z * plane + v * row, to + begin * cell, 1);
            }
          }
        }
      }
    };
  };
};
