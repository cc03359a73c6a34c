import type { Padding, Shape } from '@evm-ml/quantized-runtime';
import { elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import type { Emission } from './context.ts';
import { fill } from './helpers.ts';
import { type Level, nest, WORD } from './yul.ts';

/** How a window moves over an input [...S, C] to give an output [...S', C']. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

/** The input's shape with its padding made explicit. */
export function paddedShape(input: Shape, padding: Padding): number[] {
  return input.map((size, axis) => size + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0));
}

export function isPadded(padding: Padding): boolean {
  return padding.some(([before, after]) => before !== 0 || after !== 0);
}

/** Words that a padded copy takes. */
export function paddedWords(input: Shape, padding: Padding): number {
  return isPadded(padding) ? elementCount(paddedShape(input, padding)) : 0;
}

/** Statements that copy the input into the temporary room, padding cells set to `value`; and the copy's address. */
export function padInput(
  context: Emission,
  input: number,
  padding: Padding,
  value: number,
): { readonly code: string; readonly address: number; readonly shape: readonly number[] } {
  const { shape } = context.graph.values[input]!;
  if (!isPadded(padding)) return { code: '', address: context.at(input), shape };
  const padded = paddedShape(shape, padding);
  const to = rowMajorStrides(padded);
  const from = rowMajorStrides(shape);
  const rowAxis = padding.length - 1;
  const first = padding.reduce((sum, [before], axis) => sum + before * to[axis]!, 0);
  const row = shape[rowAxis]! * from[rowAxis]! * WORD;
  const levels: Level[] = shape.slice(0, rowAxis).map((count, axis) => ({
    count,
    steps: [WORD * to[axis]!, WORD * from[axis]!],
  }));
  const copy = nest(
    'p',
    [`${context.temporary + WORD * first}`, `${context.at(input)}`],
    levels,
    ([target, source]) => `mcopy(${target}, ${source}, ${row})`,
  );
  const code = `${fill(context, context.temporary, WORD * elementCount(padded), value)}\n${copy}`;
  return { code, address: context.temporary, shape: padded };
}

/** Offsets of the window's cells in elements, in row-major order, from the window's first cell. */
export function cellOffsets({ size, dilations }: Window, shape: readonly number[]): number[] {
  const strides = rowMajorStrides(shape);
  return size.reduce<number[]>(
    (offsets, count, axis) =>
      offsets.flatMap((offset) =>
        Array.from({ length: count }, (_, tap) => offset + tap * dilations[axis]! * strides[axis]!),
      ),
    [0],
  );
}

/** Loops over the window's positions; the one pointer is the address of the window's first cell. */
export function positionLevels(window: Window, shape: readonly number[], output: Shape): Level[] {
  const strides = rowMajorStrides(shape);
  return window.size.map((_, axis) => ({
    count: output[axis]!,
    steps: [WORD * window.strides[axis]! * strides[axis]!],
  }));
}

/** The shape of the input of a transposed convolution once its cells are spread out: what all windows reach. */
export function spreadShape(
  { dilations }: { readonly dilations: readonly number[] },
  kernel: Shape,
  input: Shape,
  output: Shape,
): number[] {
  return input.map((channels, axis) =>
    axis === input.length - 1 ? channels : output[axis]! + (kernel[axis]! - 1) * dilations[axis]!,
  );
}
