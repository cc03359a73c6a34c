import { elementCount } from '../../graph/element-types.ts';
import type { ConvTransposeNode, Tensor } from '../../graph/graph.ts';
import { packedProduct } from '../../graph/memory/product.ts';
import { transposedForm } from '../../graph/memory/transposed.ts';
import type { Layout, Operand, Prepare } from '../kernel.ts';
import { createProduct } from './create-product.ts';
import { operandBytes, sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPaddedInput } from './padded-input.ts';
import type { Packing, Product } from './product.ts';
import { type AxisPhase, phasesOf } from './transpose-phases.ts';
import type { Triple, Volume } from './volume.ts';

/**
 * Every output of a phase meets all taps of it, most of them over padding where the kernel is wider than the input:
 * more than so many times the products that there are, and the reference kernel, which makes no others, is quicker.
 */
const MOST_WASTE = 16;
/** So few are made whatever they are good for. */
const FEW_PRODUCTS = 1024;
/** Rows that phases write, one call each: the reference kernel passes over those that meet nothing. */
const FEW_ROWS = 64;
const MOST_ROWS = 2;

type Axes = NonNullable<ReturnType<typeof phasesOf>>['axes'];

/** Calls `visit` for each phase in order. */
const overPhases = <T>([z, v, h]: Axes, visit: (z: AxisPhase, v: AxisPhase, h: AxisPhase) => T): T[] =>
  z.flatMap((first) => v.flatMap((second) => h.map((third) => visit(first, second, third))));

const tapsOf = (z: AxisPhase, v: AxisPhase, h: AxisPhase): number =>
  z.taps.length * v.taps.length * h.taps.length;

/** The taps of a phase, by their index in the kernel. */
function listTaps(z: AxisPhase, v: AxisPhase, h: AxisPhase): number[] {
  const taps: number[] = [];
  for (const tz of z.taps) {
    for (const tv of v.taps) for (const th of h.taps) taps.push((tz.tap * v.size + tv.tap) * h.size + th.tap);
  }
  return taps;
}

/** Adds the rows of a tap to the sums of their columns: exact modulo 2^32. */
function addRows(sums: Int32Array, at: number, rows: ArrayLike<number>, columns: number): void {
  for (let i = 0; i < rows.length; i++) {
    const column = at + (i % columns);
    sums[column] = sums[column]! + rows[i]!;
  }
}

/**
 * The kernel in the order of phases: each has the rows of its taps, one row of zeros if it has none. Integers keep the
 * sums of each phase's columns too: what the input's zero point adds is taken off the bias. Sums may wrap: validate
 * proves the total.
 */
function createPackings(
  layout: Layout,
  name: string,
  form: string,
  axes: Axes,
  bias: Tensor | undefined,
  zero: number,
): Packing[] {
  const { data, shape } = layout.tensor(name);
  const [length, channels] = shape.slice(-2) as [number, number];
  const block = length * channels;
  const places: number[] = [];
  let bytes = 0;
  overPhases(axes, (...phase) => {
    places.push(bytes);
    const taps = tapsOf(...phase);
    const rows = taps === 0 ? { segments: 1, length: 1 } : { segments: taps, length };
    bytes += packedProduct(name, { ...rows, channels }, layout.graph).bytes;
  });
  const shared = layout.share({ form, bytes });
  const raw = layout.draft(data.byteLength);
  const pack = ({ buffer, kernels }: WasmMachine): Int32Array => {
    const float = data instanceof Float32Array;
    const rows = float ? new Float32Array(buffer, raw, data.length) : new Int8Array(buffer, raw, data.length);
    const sums = new Int32Array(float ? 0 : places.length * channels);
    let index = 0;
    overPhases(axes, (...phase) => {
      const taps = listTaps(...phase);
      // Fresh memory is zero, as a phase without taps wants it.
      taps.forEach((tap, i) => {
        const own = data.subarray(tap * block, (tap + 1) * block);
        rows.set(own, i * block);
        if (!float) addRows(sums, index * channels, own, channels);
      });
      const at = shared.at + places[index]!;
      if (taps.length > 0 && float) kernels.packF32(raw, taps.length * length, channels, channels, at);
      else if (taps.length > 0) kernels.pack(raw, taps.length, length, channels, channels, at);
      index++;
    });
    return sums;
  };
  return places.map((place, index) => ({
    at: () => shared.at + place,
    fill(machine) {
      const sums = shared.fill(() => pack(machine));
      if (zero === 0 || sums.length === 0) return undefined;
      const own = sums.subarray(index * channels, (index + 1) * channels);
      return Int32Array.from(own, (sum, n) => (bias?.data[n] ?? 0) - zero * sum);
    },
  }));
}

/** Byte offsets of a phase's taps from the first cell that its first output reads. */
function phaseOffsets(
  [z, v, h]: readonly [AxisPhase, AxisPhase, AxisPhase],
  { padded, channels }: Volume,
  bytes: number,
) {
  const offsets: number[] = [];
  for (const tz of z.taps) {
    for (const tv of v.taps) {
      const row = (tz.cell * padded[1] + tv.cell) * padded[2];
      for (const th of h.taps) offsets.push((row + th.cell) * channels * bytes);
    }
  }
  return offsets.length === 0 ? [0] : offsets;
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
  const { kernel: tensor, bias } = node.params;
  const { shape } = layout.tensor(tensor);
  const [channels, filters] = shape.slice(-2) as [number, number];
  const bytes = operandBytes(x);
  const size = sizeOf(y);
  const found = phasesOf(node, shape.slice(0, -2), x, y);
  if (found === null) return null;
  const { axes, geometry, volume } = found;
  const products = axes
    .map((phases) => phases.reduce((sum, { count, taps }) => sum + count * taps.length, 0))
    .reduce((all, one) => all * one);
  const needed = elementCount(x.value.shape.slice(0, -1)) * elementCount(shape.slice(0, -2));
  if (products > Math.max(FEW_PRODUCTS, MOST_WASTE * needed)) return null;
  const [z, v] = axes.map((phases) => phases.reduce((sum, { count }) => sum + count, 0));
  if (z! * v! * axes[2].length > Math.max(FEW_ROWS, MOST_ROWS * needed)) return null;
  const { padded, output, strides } = volume;
  const input = createPaddedInput(layout, x, volume);
  const nothing = layout.reserve(64);
  // Outputs of a phase lie a stride apart: their rows are as long as `strides` cells.
  const apart: Operand = { ...y, value: { ...y.value, shape: [strides[2] * filters] } };
  const own = bias === undefined ? undefined : layout.tensor(bias);
  const packings = createPackings(layout, tensor, transposedForm(tensor, geometry), axes, own, x.value.zero);
  let made = 0;
  const phases = overPhases(axes, (...parts): Phase => {
    const [z, v, h] = parts;
    const taps = tapsOf(...parts);
    const empty = taps === 0;
    const window = {
      tensor,
      segments: empty ? 1 : taps,
      offsets: () => phaseOffsets(parts, volume, bytes),
      length: empty ? 1 : channels,
      width: h.count,
      xColumn: empty ? 0 : channels * bytes,
      xRow: 0,
      first: 0,
      channels: filters,
      groups: 1,
    };
    return {
      product: createProduct(layout, node, window, apart, packings[made++]!),
      empty,
      counts: [z.count, v.count, h.count],
      first: [z.first, v.first, h.first],
    };
  });
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
        for (const { product, empty, counts, first } of phases) {
          const job = product.job(0);
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
