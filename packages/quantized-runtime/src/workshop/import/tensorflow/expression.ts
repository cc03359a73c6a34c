import type { JsonObject } from '../config.ts';
import { operationModule } from '../layers/operation-modules.ts';

/** A call of an operation of keras.ops, or of a layer, on operands that may be such calls in turn. */
export interface Expression {
  readonly className: string;
  readonly module: string;
  readonly settings: JsonObject;
  readonly operands: readonly Operand[];
  /** Arguments that a call gives by name. */
  readonly named: JsonObject;
}

/** A tensor as Keras 3 writes it, a number, lists of numbers, lists of tensors, or what computes one. */
export type Operand = Expression | JsonObject | number | readonly unknown[];

export function isExpression(operand: unknown): operand is Expression {
  return typeof operand === 'object' && operand !== null && 'operands' in operand;
}

/** An operation of keras.ops. Settings that are undefined keep Keras's defaults. */
export function op(
  className: string,
  operands: readonly Operand[],
  settings: JsonObject = {},
  named: JsonObject = {},
): Expression {
  return { className, module: operationModule(className), settings: defined(settings), operands, named };
}

/** A layer without weights. */
export function layer(className: string, operand: Operand, settings: JsonObject): Expression {
  return { className, module: 'keras.layers', settings: defined(settings), operands: [operand], named: {} };
}

function defined(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** A slice of Python as Keras 3 writes it. */
export function toSlice(start: unknown, stop: unknown, step: unknown = null): unknown {
  return { class_name: '__slice__', config: { start, stop, step } };
}
