import { elementCount } from '../../../graph/element-types.ts';
import type {
  ArgmaxNode,
  ConcatNode,
  ConstantNode,
  DetokenizeNode,
  GatherNode,
  PadNode,
  PoolNode,
  ReduceNode,
  ReshapeNode,
  ResizeNode,
  SliceNode,
  TileNode,
  TokenizeNode,
  TransposeNode,
} from '../../../graph/graph.ts';
import { roundHalfUp } from '../math/multiplier.ts';
import type { Bounds } from './bounds.ts';
import type { LoweringContext } from './context.ts';
import { quantizeArray, quantizeReal } from './scheme.ts';

/** Embedding tables up to this many numbers are stored in the activation's own type, larger ones as int8. */
const SMALL_TABLE = 65536;

/** Operators whose output holds the input's integers. */
export function lowerMovement(
  context: LoweringContext,
  node: ReshapeNode | TransposeNode | SliceNode | TileNode | ResizeNode,
): void {
  if (context.isBridge(node)) {
    context.bridge(node.inputs[0]!, node.outputs[0]!, node.layer);
    return;
  }
  const input = context.input(node.inputs[0]!);
  const outputs = [context.output(node.outputs[0]!)];
  context.emit({ ...node, inputs: [input], outputs }, boundsIfReal(context, node.inputs[0]!, input));
}

export function lowerPad(context: LoweringContext, node: PadNode): void {
  const output = node.outputs[0]!;
  const input = context.input(node.inputs[0]!);
  const fill = context.isReal(output) ? quantizeReal(node.fill, context.scheme(output)) : node.fill;
  const known = boundsIfReal(context, node.inputs[0]!, input);
  const bounds = known && { low: Math.min(known.low, fill), high: Math.max(known.high, fill) };
  context.emit({ ...node, fill, inputs: [input], outputs: [context.output(output)] }, bounds);
}

export function lowerConcat(context: LoweringContext, node: ConcatNode): void {
  const output = node.outputs[0]!;
  const inputs = node.inputs.map((value) =>
    context.isReal(output)
      ? context.inputAs(value, context.scheme(output), node.layer)
      : context.input(value),
  );
  const all = inputs.map((input) => context.bounds(input));
  const bounds = context.isReal(output)
    ? { low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) }
    : undefined;
  context.emit({ ...node, inputs, outputs: [context.output(output)] }, bounds);
}

export function lowerConstant(context: LoweringContext, node: ConstantNode): void {
  const output = node.outputs[0]!;
  const { shape, data } = context.real(node.params.value);
  const scheme = context.isReal(output) ? context.scheme(output) : undefined;
  const stored = scheme ? quantizeArray(context.profile, data, scheme) : data;
  const value = context.tensor(node.params.value, shape, stored);
  context.emit({ ...node, outputs: [context.output(output)], params: { value } });
}

/** An embedding: a table of integers in the output's scheme, or int8 rows with a scale each. */
export function lowerGather(context: LoweringContext, node: GatherNode): void {
  const output = node.outputs[0]!;
  const { shape, data } = context.real(node.params.table);
  const inputs = [context.input(node.inputs[0]!)];
  const outputs = [context.output(output)];
  const name = node.params.table;
  if (!context.isReal(output)) {
    context.emit({ ...node, inputs, outputs, params: { table: context.tensor(name, shape, data) } });
    return;
  }
  const y = context.scheme(output);
  if (context.profile === 'a8' || data.length <= SMALL_TABLE) {
    const table = context.tensor(name, shape, quantizeArray(context.profile, data, y));
    context.emit({ ...node, inputs, outputs, params: { table } });
    return;
  }
  const width = data.length / shape[0]!;
  const stored = new Int8Array(data.length);
  const factors: number[] = [];
  for (let row = 0; row < shape[0]!; row++) {
    const numbers = Float64Array.from(data.subarray(row * width, (row + 1) * width));
    const largest = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const scale = Math.max(largest / 127, y.scale / 1024);
    for (let i = 0; i < width; i++) stored[row * width + i] = roundHalfUp(numbers[i]! / scale);
    factors.push(scale / y.scale);
  }
  const params = { table: context.tensor(name, shape, stored), ...context.multipliers(name, factors) };
  context.emit({ ...node, inputs, outputs, params });
}

/** A tensor of integers as it is. */
function keep(context: LoweringContext, name: string): string {
  const { shape, data } = context.real(name);
  return context.tensor(name, shape, data);
}

/** Integers of one scale lie in the order of what they stand for. */
export function lowerArgmax(context: LoweringContext, node: ArgmaxNode): void {
  const inputs = [context.input(node.inputs[0]!)];
  context.emit({ ...node, inputs, outputs: [context.output(node.outputs[0]!)] });
}

/** Tokens are integers already. */
export function lowerDetokenize(context: LoweringContext, node: DetokenizeNode): void {
  const { pieces, ends } = node.params;
  context.emit({
    ...node,
    inputs: [context.input(node.inputs[0]!)],
    outputs: [context.output(node.outputs[0]!)],
    params: { pieces: keep(context, pieces), ends: keep(context, ends) },
  });
}

/** A text is integers already. */
export function lowerTokenize(context: LoweringContext, node: TokenizeNode): void {
  const { bytes, vocabulary, ids } = node.params;
  context.emit({
    ...node,
    inputs: [context.input(node.inputs[0]!)],
    outputs: [context.output(node.outputs[0]!)],
    params: {
      bytes: keep(context, bytes),
      vocabulary: keep(context, vocabulary),
      ids: keep(context, ids),
    },
  });
}

export function lowerPool(context: LoweringContext, node: PoolNode): void {
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const input = context.input(node.inputs[0]!);
  const outputs = [context.output(node.outputs[0]!)];
  if (node.fn === 'max') {
    context.emit({ ...node, inputs: [input], outputs, params: {} }, context.bounds(input));
    return;
  }
  const window = elementCount(node.size);
  const padded = node.padding.some((ends) => ends.some((cells) => cells !== 0));
  const counts = padded ? Array.from({ length: window }, (_, i) => i + 1) : [window];
  const factors = counts.map((count) => x.scale / (y.scale * count));
  const params = context.multipliers(`pool${outputs[0]}`, factors);
  context.emit({ ...node, inputs: [input], outputs, params });
}

export function lowerReduce(context: LoweringContext, node: ReduceNode): void {
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const input = context.input(node.inputs[0]!);
  const outputs = [context.output(node.outputs[0]!)];
  if (node.fn === 'max' || node.fn === 'min') {
    context.emit({ ...node, inputs: [input], outputs, params: {} }, context.bounds(input));
    return;
  }
  const { shape } = context.graph.values[node.inputs[0]!]!;
  const count = node.fn === 'mean' ? elementCount(node.axes.map((axis) => shape[axis]!)) : 1;
  const params = context.multipliers(`reduce${outputs[0]}`, [x.scale / (y.scale * count)]);
  context.emit({ ...node, inputs: [input], outputs, params });
}

function boundsIfReal(context: LoweringContext, floatValue: number, value: number): Bounds | undefined {
  return context.isReal(floatValue) ? context.bounds(value) : undefined;
}
