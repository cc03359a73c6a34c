import type { BinaryNode, CompareNode, MatmulNode, SelectNode } from '../../../graph/graph.ts';
import { roundHalfUp, toSharedMultipliers } from '../math/multiplier.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { LoweringContext } from './context.ts';
import { emitWide } from './emit-wide.ts';
import { lowerDivision } from './lower-division.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';
import { ACTIVATIONS, type Scheme } from './scheme.ts';

export function lowerBinary(context: LoweringContext, node: BinaryNode): void {
  const { layer } = node;
  const [first, second] = [node.inputs[0]!, node.inputs[1]!];
  if (!context.isReal(first) || !context.isReal(second)) {
    lowerMasks(context, node);
    return;
  }
  if (node.fn === 'div') {
    lowerDivision(context, node);
    return;
  }
  const y = context.scheme(node.outputs[0]!);
  const clamp = lowerClamp(context, node, y);
  const joins = node.fn === 'max' || node.fn === 'min';
  const inputs = node.inputs.map((value) =>
    joins ? context.inputAs(value, y, layer) : context.input(value),
  );
  const [a, b] = [context.scheme(first).scale, context.scheme(second).scale];
  const outputs = [context.output(node.outputs[0]!)];
  const name = `${node.fn}${outputs[0]}`;
  const emit = (params: { mult?: string; shift?: string }): void =>
    context.emit({ ...node, inputs, outputs, ...clamp, params }, clampBounds(context, clamp));
  switch (node.fn) {
    case 'add':
    case 'sub': {
      const { mults, shift } = toSharedMultipliers(a / y.scale, b / y.scale);
      const mult = context.derived(`${name}.mult`, [2], Int32Array.from(mults));
      emit({ mult, shift: context.derived(`${name}.shift`, [1], Uint8Array.of(shift)) });
      return;
    }
    case 'mul':
      emit(context.multipliers(name, [(a * b) / y.scale]));
      return;
    case 'max':
    case 'min':
      emit({});
      return;
  }
}

/** Masks and indices: only max and min (or, and) keep their type. */
function lowerMasks(context: LoweringContext, node: BinaryNode): void {
  if (node.fn !== 'max' && node.fn !== 'min') {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${node.layer}" adds or multiplies a mask, which has no integer form: cast it to float32 first, or use --profile f32.`,
    );
  }
  context.emit({
    ...node,
    inputs: node.inputs.map((value) => context.input(value)),
    outputs: [context.output(node.outputs[0]!)],
    params: {},
  });
}

export function lowerSelect(context: LoweringContext, node: SelectNode): void {
  const output = node.outputs[0]!;
  const as = (value: number): number =>
    context.isReal(output)
      ? context.inputAs(value, context.scheme(output), node.layer)
      : context.input(value);
  const inputs = [context.input(node.inputs[0]!), as(node.inputs[1]!), as(node.inputs[2]!)];
  context.emit({ ...node, inputs, outputs: [context.output(output)] });
}

/**
 * The constant becomes the nearest integer of the value that it is compared with: at the end of the type if it lies
 * beyond, where real numbers beyond go too.
 */
export function lowerCompare(context: LoweringContext, node: CompareNode): void {
  const input = node.inputs[0]!;
  const { low, high } = ACTIVATIONS[context.profile];
  const toInteger = ({ scale, zero }: Scheme): number =>
    Math.min(Math.max(roundHalfUp(node.constant / scale) + zero, low), high);
  const constant = context.isReal(input) ? toInteger(context.scheme(input)) : node.constant;
  context.emit({
    ...node,
    constant,
    inputs: [context.input(input)],
    outputs: [context.output(node.outputs[0]!)],
  });
}

/** A product of two activations. */
export function lowerMatmul(context: LoweringContext, node: MatmulNode): void {
  const [a, b] = [context.scheme(node.inputs[0]!).scale, context.scheme(node.inputs[1]!).scale];
  const inputs = node.inputs.map((value) => context.input(value));
  emitWide(context, node, a * b, (target, { params, ...clamp }, bounds) =>
    context.emit({ ...node, inputs, outputs: [target], ...clamp, params }, bounds),
  );
}
