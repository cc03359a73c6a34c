import type { UnaryFn } from '../../../graph/graph.ts';
import { defaultConstants } from '../../../graph/unary-functions.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import { alongLast, sliceAxis } from '../build/moving-ops.ts';
import { affine, binary, compare, constant, scaleShift, select, softmax, unary } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { Config, isObject, type JsonObject } from '../config.ts';
import { type LayerContext, NO_OPTIONS } from '../context.ts';
import { lookUp } from '../look-up.ts';
import { sparsemax } from './sparsemax.ts';

type Apply = (g: GraphBuilder, x: number, settings: Config) => number;

/** Functions without settings. */
const PLAIN: Readonly<Record<string, UnaryFn>> = {
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  silu: 'silu',
  swish: 'silu',
  softplus: 'softplus',
  softsign: 'softsign',
  exponential: 'exp',
  hard_sigmoid: 'hardSigmoid',
  hard_silu: 'hardSilu',
  hard_swish: 'hardSilu',
  hard_tanh: 'hardTanh',
  tanh_shrink: 'tanhShrink',
  log_sigmoid: 'logSigmoid',
  mish: 'mish',
  sparse_plus: 'sparsePlus',
  sparse_sigmoid: 'sparseSigmoid',
};

/** A function whose first constant is the setting `name`; Keras's default where it is not set. */
function withSetting(fn: UnaryFn, name: string): Apply {
  const [alpha, beta] = defaultConstants(fn);
  return (g, x, settings) => unary(g, x, fn, settings.number(name, alpha), beta);
}

/** Every export of keras.activations that is a function of numbers, with Keras's default settings. */
const ACTIVATIONS: Readonly<Record<string, Apply>> = {
  ...Object.fromEntries(
    Object.entries(PLAIN).map(([name, fn]): [string, Apply] => [name, (g, x) => unary(g, x, fn)]),
  ),
  linear: (_, x) => x,
  relu: (g, x, s) =>
    relu(
      g,
      x,
      s.number('negative_slope', 0),
      s.has('max_value') ? s.number('max_value') : null,
      s.number('threshold', 0),
    ),
  leaky_relu: withSetting('leakyRelu', 'negative_slope'),
  elu: withSetting('elu', 'alpha'),
  selu: (g, x) => unary(g, x, 'selu', ...defaultConstants('selu')),
  celu: withSetting('celu', 'alpha'),
  gelu: (g, x, s) => unary(g, x, s.bool('approximate', false) ? 'geluTanh' : 'gelu'),
  hard_shrink: withSetting('hardShrink', 'threshold'),
  soft_shrink: withSetting('softShrink', 'threshold'),
  squareplus: withSetting('squareplus', 'b'),
  threshold: (g, x, s) => unary(g, x, 'threshold', s.number('threshold', 0), s.number('default_value', 0)),
  softmax: (g, x, s) => softmax(g, x, toShapeAxis(s.int('axis', -1), g.shape(x).length, g.layer)),
  log_softmax: (g, x, s) => softmax(g, x, toShapeAxis(s.int('axis', -1), g.shape(x).length, g.layer), true),
  glu: (g, x, s) => glu(g, x, toShapeAxis(s.int('axis', -1), g.shape(x).length, g.layer)),
  sparsemax: (g, x, s) =>
    alongLast(g, x, toShapeAxis(s.int('axis', -1), g.shape(x).length, g.layer), (last) => sparsemax(g, last)),
};

/** Names of keras.activations, in snake case, that can be imported. */
export const ACTIVATION_NAMES: readonly string[] = Object.keys(ACTIVATIONS);

/** A name, or a name with settings, as the config of a layer gives its activation. */
export interface ActivationSpec {
  readonly name: string;
  readonly settings: Config;
}

export function parseActivation(value: unknown, where: string): ActivationSpec {
  if (value === null || value === undefined) return { name: 'linear', settings: new Config({}, where) };
  if (typeof value === 'string') return { name: toFunctionName(value), settings: new Config({}, where) };
  const entry = Config.from(value, `the activation of ${where}`);
  // A function: {class_name: "function", config: "relu"}. An activation layer: {class_name: "ReLU", config: {...}}.
  const inner = entry.get('config');
  if (typeof inner === 'string') return { name: toFunctionName(inner), settings: new Config({}, where) };
  const className = entry.string('class_name');
  const settings = new Config(isObject(inner) ? inner : {}, `the activation ${className} of ${where}`);
  return layerActivation(className, settings) ?? { name: toFunctionName(className), settings };
}

/** Settings of activation layers that have another name than those of the function, or another default. */
function layerActivation(className: string, settings: Config): ActivationSpec | undefined {
  const slope = settings.get('negative_slope') ?? settings.get('alpha');
  if (className === 'LeakyReLU')
    return withSettings('leaky_relu', settings, { negative_slope: slope ?? 0.3 });
  if (className === 'ThresholdedReLU') {
    return withSettings('threshold', settings, { threshold: settings.number('theta', 1), default_value: 0 });
  }
  return undefined;
}

const withSettings = (name: string, { where }: Config, raw: JsonObject): ActivationSpec => ({
  name,
  settings: new Config(raw, where),
});

/** True for an activation that has weights of its own. */
export function isActivationLayer(className: unknown): boolean {
  return className === 'PReLU' || className === 'Custom>PReLU';
}

/** The activation as a function without constants, which a recurrent node can name; null when it has some. */
export function plainActivation(value: unknown, layer: LayerContext): UnaryFn | 'linear' | null {
  const { name, settings } = parseActivation(value, `layer "${layer.label}"`);
  if (name === 'hard_sigmoid' && layer.dialect === 'keras2') return null;
  if (name === 'linear') return 'linear';
  if (Object.keys(settings.raw).length > 0) return null;
  return name === 'relu' ? 'relu' : (lookUp(PLAIN, name) ?? null);
}

/** Adds the activation that `value` (a config entry) names. */
export function activate(layer: LayerContext, x: number, value: unknown): number {
  const own = layer.children.find(({ spec }) => isActivationLayer(spec.className));
  if (own !== undefined && isObject(value) && isActivationLayer(value['class_name'])) {
    return own.call({ inputs: [{ value: x, mask: null }], named: {}, options: NO_OPTIONS })[0]!.value;
  }
  const { name, settings } = parseActivation(value, `layer "${layer.label}"`);
  if (name === 'hard_sigmoid' && layer.dialect === 'keras2') return hardSigmoid2(layer.graph, x);
  const apply = lookUp(ACTIVATIONS, name);
  if (apply !== undefined) return apply(layer.graph, x, settings);
  throw layer.refuse(`the activation "${name}" is not one of keras.activations`);
}

/** x / 5 + 1/2, cut to [0, 1]: hard_sigmoid before Keras 3. */
function hardSigmoid2(g: GraphBuilder, x: number): number {
  return scaleShift(g, x, 0.2, 0.5, { min: 0, max: 1 });
}

/** Class names and names of older files to names of functions. */
function toFunctionName(name: string): string {
  const plain = name.includes('>') ? name.slice(name.indexOf('>') + 1) : name;
  return lookUp(ALIASES, plain) ?? plain;
}

const ALIASES: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  LeakyReLU: 'leaky_relu',
  ELU: 'elu',
  Softmax: 'softmax',
  exp: 'exponential',
  hard_swish: 'hard_silu',
};

/** Keras's relu: `max_value` from there on, x down to `threshold`, then `negative_slope * (x - threshold)`. */
export function relu(
  g: GraphBuilder,
  x: number,
  slope: number,
  maximum: number | null,
  threshold: number,
): number {
  const base = reluBase(g, x, slope, threshold);
  if (maximum === null) return base;
  if (maximum === 6 && slope === 0 && threshold === 0) return unary(g, x, 'relu6');
  return binary(g, 'min', base, constant(g, `${g.layer}/max_value`, [1], Float32Array.of(maximum)));
}

function reluBase(g: GraphBuilder, x: number, slope: number, threshold: number): number {
  if (threshold === 0) return slope === 0 ? unary(g, x, 'relu') : unary(g, x, 'leakyRelu', slope);
  if (slope === 0) return unary(g, x, 'threshold', threshold, 0);
  const kernel = g.tensor(`${g.layer}/slope`, [1], Float32Array.of(slope));
  const bias = g.tensor(`${g.layer}/slope_offset`, [1], Float32Array.of(-slope * threshold));
  return select(g, compare(g, x, 'ge', threshold), x, affine(g, x, kernel, [1], bias));
}

/** a * sigmoid(b) of the two halves. */
function glu(g: GraphBuilder, x: number, axis: number): number {
  const half = g.shape(x)[axis]! / 2;
  const gate = unary(g, sliceAxis(g, x, axis, half, half), 'sigmoid');
  return binary(g, 'mul', sliceAxis(g, x, axis, 0, half), gate);
}
