import type { SoftmaxNode, UnaryNode } from '../../../graph/graph.ts';
import { exp } from '../../../numerics/elementary.ts';
import { FUNCTIONS, type RealFunction } from '../../../numerics/functions.ts';
import { roundHalfUp } from '../math/multiplier.ts';
import { CLAMPS } from '../math/unary-limits.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { LoweringContext } from './context.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';
import { lowerRounding, nudge, ROUNDINGS } from './lower-rounding.ts';
import { quantizeReal, type Scheme } from './scheme.ts';

const KNOTS = 1025;
const KNOT_STEP = 64;
const ENTRIES = 256;

/** A function of one variable: a clamp where one will do, a table otherwise (N9, N10). */
export function lowerUnary(context: LoweringContext, node: UnaryNode): void {
  if (context.profile === 'a16' && ROUNDINGS[node.fn] !== undefined) {
    lowerRounding(context, node);
    return;
  }
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const { layer } = node;
  const inputs = [context.input(node.inputs[0]!)];
  const outputs = [context.output(node.outputs[0]!)];
  const clamp = CLAMPS[node.fn];
  if (clamp) {
    const fused = lowerClamp(context, clamp, y);
    const params = context.multipliers(`requantize${outputs[0]}`, [x.scale / y.scale]);
    context.emit({ op: 'requantize', inputs, outputs, layer, ...fused, params }, clampBounds(context, fused));
    return;
  }
  const { op, fn, alpha, beta } = node;
  const f: RealFunction = (value, ...constants) => FUNCTIONS[fn](value + nudge(fn, x), ...constants);
  emitTable(context, { op, fn, alpha, beta, layer }, inputs[0]!, outputs[0]!, { x, y }, f);
}

type TableNode = Pick<UnaryNode, 'op' | 'fn' | 'alpha' | 'beta' | 'layer'>;

/** A function by table, from one integer value to another. `f` is what `node` names, or what stands in for it. */
export function emitTable(
  context: LoweringContext,
  node: TableNode,
  input: number,
  output: number,
  { x, y }: { readonly x: Scheme; readonly y: Scheme },
  f: RealFunction = FUNCTIONS[node.fn],
): void {
  const real = (value: number): number => f(value, node.alpha, node.beta);
  const data = context.profile === 'a16' ? knotTable(real, x.scale, y) : entryTable(real, x, y);
  const table = context.derived(`table${output}`, [data.length], data);
  const bounds = { low: Math.min(...data), high: Math.max(...data) };
  context.emit({ ...node, inputs: [input], outputs: [output], params: { table } }, bounds);
}

/** 1025 knots over the int16 input range at `xScale`, in the scheme of the output (N10). */
export function knotTable(real: (x: number) => number, xScale: number, y: Scheme): Int16Array {
  return Int16Array.from({ length: KNOTS }, (_, i) => entry(real((i * KNOT_STEP - 32768) * xScale), y));
}

function entryTable(real: (x: number) => number, x: Scheme, y: Scheme): Int8Array {
  return Int8Array.from({ length: ENTRIES }, (_, i) => entry(real((i - 128 - x.zero) * x.scale), y));
}

/** Functions that are not defined somewhere (log, sqrt below 0) stand at zero there. */
function entry(value: number, y: Scheme): number {
  return Number.isNaN(value) ? y.zero : quantizeReal(value, y);
}

/** Softmax with its two tables of exponentials. */
export function lowerSoftmax(context: LoweringContext, node: SoftmaxNode): void {
  if (node.log) {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${node.layer}" computes log_softmax under a mask, which has no integer form: use softmax, or --profile f32.`,
    );
  }
  const { scale } = context.scheme(node.inputs[0]!);
  const table = Int32Array.from({ length: 512 }, (_, i) =>
    i < 256 ? roundHalfUp(2 ** 30 * exp(-256 * i * scale)) : roundHalfUp(32768 * exp(-(i - 256) * scale)),
  );
  const inputs = node.inputs.map((value) => context.input(value));
  const outputs = [context.output(node.outputs[0]!)];
  const params = { table: context.derived(`exp${outputs[0]}`, [512], table) };
  const bounds = context.profile === 'a16' ? { low: 0, high: 32767 } : { low: -128, high: 127 };
  context.emit({ ...node, inputs, outputs, params }, bounds);
}
