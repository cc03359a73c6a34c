import { binary, compare, constant, reduce, scaleShift, select, unary } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { type Call, type LayerContext, type LayerType, single } from '../context.ts';
import { only, reads, type Settings } from '../settings.ts';
import { activate } from './activations.ts';
import { toMask } from './masks.ts';
import { axesOf, operandsOf, toNumbers, twoValues, unmasked, valuesOf } from './operands.ts';
import { operation, operationOn } from './operation.ts';

/** Functions of keras.ops on numbers: activations, powers, statistics. */

/** An operation that keras.activations has too, with its own settings. */
const activation = (name: string, ...settings: readonly string[]): LayerType =>
  operation(reads(...settings), (layer, call) =>
    unmasked(activate(layer, single(layer, call).value, { class_name: name, config: layer.config.raw })),
  );

const one = (layer: LayerContext): number =>
  constant(layer.graph, `${layer.label}/one`, [1], Float32Array.of(1));

const Reciprocal = operation({}, (layer, call) =>
  unmasked(binary(layer.graph, 'div', one(layer), single(layer, call).value)),
);

/** Powers that have an operator, by their exponent. */
const POWERS: ReadonlyMap<number, (layer: LayerContext, x: number) => number> = new Map([
  [1, (_, x) => x],
  [2, ({ graph }, x) => unary(graph, x, 'square')],
  [3, ({ graph }, x) => binary(graph, 'mul', unary(graph, x, 'square'), x)],
  [4, ({ graph }, x) => unary(graph, unary(graph, x, 'square'), 'square')],
  [0.5, ({ graph }, x) => unary(graph, x, 'sqrt')],
  [-0.5, ({ graph }, x) => unary(graph, x, 'rsqrt')],
  [-1, (layer, x) => binary(layer.graph, 'div', one(layer), x)],
]);

/** Beyond it a whole power of most numbers is 0 or infinite. */
const MOST_POWER = 64;

/** Whole powers by squaring; others as exp(e log x), which like Keras's is NaN where x is negative. */
function anyPower(exponent: number): (layer: LayerContext, x: number) => number {
  if (!Number.isInteger(exponent)) {
    return ({ graph: g }, x) => unary(g, scaleShift(g, unary(g, x, 'log'), exponent), 'exp');
  }
  if (exponent === 0 || Math.abs(exponent) > MOST_POWER) {
    return (layer) => {
      throw layer.refuse(`x ** ${exponent} has no translation`);
    };
  }
  if (exponent < 0) {
    return (layer, x) => binary(layer.graph, 'div', one(layer), powerOf(-exponent)(layer, x));
  }
  return ({ graph: g }, x) => {
    const squares = [x];
    for (let bit = 2; bit <= exponent; bit *= 2) squares.push(unary(g, squares.at(-1)!, 'square'));
    const factors = squares.filter((_, bit) => Math.floor(exponent / 2 ** bit) % 2 === 1);
    return factors.reduce((a, b) => binary(g, 'mul', a, b));
  };
}

const powerOf = (exponent: number) => POWERS.get(exponent) ?? anyPower(exponent);

const Power = operationOn({}, (layer, call) => {
  const [base, exponent] = operandsOf(layer, call);
  if (base === undefined || !('value' in base) || exponent === undefined || !('number' in exponent)) {
    throw layer.refuse('its exponent is not a number');
  }
  return unmasked(powerOf(exponent.number)(layer, base.value));
});

const Clip = operation(reads('x_min', 'x_max'), (layer, call) => {
  const bound = (name: string) => (layer.config.has(name) ? layer.config.number(name) : null);
  const clamp = { min: bound('x_min'), max: bound('x_max') };
  return unmasked(scaleShift(layer.graph, single(layer, call).value, 1, 0, clamp));
});

const Where = operationOn(
  {},
  (layer, call) => {
    const [condition, a, b] = valuesOf(layer, call);
    if (condition === undefined || a === undefined || b === undefined) {
      throw layer.refuse('it needs a condition and two values');
    }
    return unmasked(select(layer.graph, toMask(layer.graph, condition), a, b));
  },
  { arguments: reads('x1', 'x2') },
);

/** A statistic over `axis`, its shape as `keepdims` says. */
const statistic = (
  compute: (layer: LayerContext, x: number, axes: readonly number[], keep: boolean) => number,
  settings: Settings = reads('axis', 'keepdims'),
  further: Pick<LayerType, 'arguments'> = {},
): LayerType =>
  operation(
    settings,
    (layer, call: Call) => {
      const { value } = single(layer, call);
      const axes = axesOf(layer, value);
      return unmasked(compute(layer, value, axes, layer.config.bool('keepdims', false)));
    },
    further,
  );

function variance({ graph }: LayerContext, x: number, axes: readonly number[], keep: boolean): number {
  const centred = binary(graph, 'sub', x, reduce(graph, x, 'mean', axes, true));
  return reduce(graph, unary(graph, centred, 'square'), 'mean', axes, keep);
}

const Average = statistic(
  (layer, x, axes, keep) => reduce(layer.graph, x, 'mean', axes, keep),
  reads('axis'),
  {
    arguments: only(
      'weights',
      [null],
      'multiply by the weights and divide by their sum, with operators, instead',
    ),
  },
);

const Logsumexp = statistic(({ graph }, x, axes, keep) => {
  const exponentials = unary(graph, binary(graph, 'sub', x, reduce(graph, x, 'max', axes, true)), 'exp');
  const logarithm = unary(graph, reduce(graph, exponentials, 'sum', axes, keep), 'log');
  return binary(graph, 'add', logarithm, reduce(graph, x, 'max', axes, keep));
});

/** x to another one by arithmetic with its functions. */
const composed = (compute: (layer: LayerContext, x: number) => number): LayerType =>
  operation({}, (layer, call) => unmasked(compute(layer, toNumbers(layer, single(layer, call).value))));

const halfOf = ({ graph: g }: LayerContext, x: number, fn: 'add' | 'sub'): number =>
  scaleShift(g, binary(g, fn, unary(g, x, 'exp'), unary(g, unary(g, x, 'neg'), 'exp')), 0.5);

/** x / y, and 0 where y is. */
const DivideNoNan = operationOn({}, (layer, call) => {
  const g = layer.graph;
  const [x, y] = twoValues(layer, call);
  const isZero = compare(g, y, 'eq', 0);
  const zero = constant(g, `${layer.label}/zero`, [1], Float32Array.of(0));
  return unmasked(select(g, isZero, zero, binary(g, 'div', x, select(g, isZero, one(layer), y))));
});

const Moments = operation(
  { ...reads('axes', 'keepdims'), ...only('synchronized', [false], 'there is one machine') },
  (layer, call) => {
    const { value } = single(layer, call);
    const axes = layer.config
      .list('axes')
      .map((axis) => toShapeAxis(Number(axis), layer.graph.shape(value).length, layer.label));
    const keep = layer.config.bool('keepdims', false);
    return [
      unmasked(reduce(layer.graph, value, 'mean', axes, keep)),
      unmasked(variance(layer, value, axes, keep)),
    ];
  },
);

const CountNonzero = operation(reads('axis'), (layer, call) => {
  const { value } = single(layer, call);
  const different = toNumbers(layer, toMask(layer.graph, value));
  return unmasked(reduce(layer.graph, different, 'sum', axesOf(layer, value)));
});

export const FUNCTION_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Gelu: activation('gelu', 'approximate'),
  Elu: activation('elu', 'alpha'),
  Selu: activation('selu'),
  Celu: activation('celu', 'alpha'),
  Glu: activation('glu', 'axis'),
  LeakyRelu: activation('leaky_relu', 'negative_slope'),
  HardSigmoid: activation('hard_sigmoid'),
  HardSilu: activation('hard_silu'),
  HardTanh: activation('hard_tanh'),
  HardShrink: activation('hard_shrink', 'threshold'),
  SoftShrink: activation('soft_shrink', 'threshold'),
  TanhShrink: activation('tanh_shrink'),
  Softsign: activation('softsign'),
  LogSigmoid: activation('log_sigmoid'),
  Softmax: activation('softmax', 'axis'),
  LogSoftmax: activation('log_softmax', 'axis'),
  Threshold: activation('threshold', 'threshold', 'default_value'),
  Squareplus: activation('squareplus', 'b'),
  SparsePlus: activation('sparse_plus'),
  SparseSigmoid: activation('sparse_sigmoid'),
  Sparsemax: activation('sparsemax', 'axis'),
  Log2: composed(({ graph }, x) => scaleShift(graph, unary(graph, x, 'log'), Math.LOG2E)),
  Log10: composed(({ graph }, x) => scaleShift(graph, unary(graph, x, 'log'), Math.LOG10E)),
  Exp2: composed(({ graph }, x) => unary(graph, scaleShift(graph, x, Math.LN2), 'exp')),
  Cosh: composed((layer, x) => halfOf(layer, x, 'add')),
  Erfc: composed(({ graph }, x) => scaleShift(graph, unary(graph, x, 'erf'), -1, 1)),
  Deg2rad: composed(({ graph }, x) => scaleShift(graph, x, Math.PI / 180)),
  Rad2deg: composed(({ graph }, x) => scaleShift(graph, x, 180 / Math.PI)),
  Ptp: statistic(({ graph }, x, axes, keep) =>
    binary(graph, 'sub', reduce(graph, x, 'max', axes, keep), reduce(graph, x, 'min', axes, keep)),
  ),
  DivideNoNan,
  Moments,
  CountNonzero,
  Reciprocal,
  Power,
  Clip,
  Where,
  Average,
  Var: statistic(variance),
  Std: statistic((layer, ...rest) => unary(layer.graph, variance(layer, ...rest), 'sqrt')),
  Logsumexp,
};
