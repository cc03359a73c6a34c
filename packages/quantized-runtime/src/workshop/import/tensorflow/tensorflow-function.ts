import { only, reads, type Settings } from '../settings.ts';
import { type Expression, type Operand, op } from './expression.ts';
import type { FunctionCall } from './function-call.ts';

/** How a function of TensorFlow is written with keras.ops. */
export interface TensorFlowFunction {
  /** What becomes of each argument after the first. */
  readonly settings: Settings;
  readonly build: (call: FunctionCall) => Expression;
}

/** Functions by the name that Keras 2 stores. */
export type TensorFlowFunctions = Readonly<Record<string, TensorFlowFunction>>;

export const as = (settings: Settings, build: TensorFlowFunction['build']): TensorFlowFunction => ({
  settings,
  build,
});

/** Of one tensor, without settings. */
export const pointwise = (className: string): TensorFlowFunction => as({}, ({ x }) => op(className, [x]));

/** Of two, the second by the name `name`. */
export const binary = (className: string, name = 'y'): TensorFlowFunction =>
  as(reads(name), (call) => op(className, [call.x, call.operand(name)]));

/** Over `axis`, with or without it. */
export function reduced(className: string, x: Operand, axis: unknown, keepdims: unknown): Expression {
  return op(className, [x], { axis, keepdims });
}

/** An argument under the name that it had before TensorFlow 2. */
export const former = (name: string): Settings =>
  only(name, [null], 'give the argument the name that it has today');

/** Layouts with channels elsewhere than last have no translation. */
export const channelsLast = (...accepted: readonly (string | null)[]): Settings =>
  only('data_format', accepted, 'channels have to come last');
