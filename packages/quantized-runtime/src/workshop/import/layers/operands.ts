import { constant } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { isObject } from '../config.ts';
import type { Call, Edge, LayerContext } from '../context.ts';

/** What an operation was called with: an edge, or a number. */
export type Operand = { readonly value: number } | { readonly number: number };

export function operandsOf(layer: LayerContext, call: Call): Operand[] {
  const raw = call.options.list('args', []);
  let next = 0;
  return raw.flatMap((argument): Operand[] => {
    if (typeof argument === 'number') return [{ number: argument }];
    if (!isObject(argument) || argument['class_name'] !== '__keras_tensor__') return [];
    const edge = call.inputs[next];
    next += 1;
    if (edge === undefined) throw layer.refuse('an argument is missing');
    return [{ value: edge.value }];
  });
}

/** Every operand as a value; a number becomes a constant. */
export function valuesOf(layer: LayerContext, call: Call): number[] {
  return operandsOf(layer, call).map((operand, i) =>
    'value' in operand
      ? operand.value
      : constant(layer.graph, `${layer.label}/number_${i}`, [1], Float32Array.of(operand.number)),
  );
}

/** Two operands as values. */
export function twoValues(layer: LayerContext, call: Call): [number, number] {
  const [a, b] = valuesOf(layer, call);
  if (a === undefined || b === undefined) throw layer.refuse('it needs two arguments');
  return [a, b];
}

export const unmasked = (value: number): Edge => ({ value, mask: null });

/** The axes that the setting `axis` names, counted without the batch. */
export function axesOf(layer: LayerContext, x: number): number[] {
  const rank = layer.graph.shape(x).length;
  const axis = layer.config.get('axis');
  if (axis === null || axis === undefined) throw layer.refuse('it works over the batch');
  const list: unknown[] = Array.isArray(axis) ? axis : [axis];
  return list.map((one) => toShapeAxis(Number(one), rank, layer.label));
}
