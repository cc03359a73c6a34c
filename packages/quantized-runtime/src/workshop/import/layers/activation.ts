import { elementCount } from '../../../graph/element-types.ts';
import { axesJoinedLast } from '../build/moving-ops.ts';
import { affine, compare, select, softmax, unary } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { isObject } from '../config.ts';
import { type Call, type LayerContext, type LayerType, single } from '../context.ts';
import { noEffect, reads, type Settings } from '../settings.ts';
import { relu } from './activations.ts';
import { maskedSoftmax, namedMask } from './masks.ts';

/** A layer that is one function of its input. */
function pointwise(settings: Settings, apply: (layer: LayerContext, x: number) => number): LayerType {
  return {
    settings,
    lower: (layer, call) => {
      const { value, mask } = single(layer, call);
      return { value: apply(layer, value), mask };
    },
  };
}

const ReLU = pointwise(reads('max_value', 'negative_slope', 'threshold'), (layer, x) => {
  const { config, graph } = layer;
  const maximum = config.has('max_value') ? config.number('max_value') : null;
  return relu(graph, x, config.number('negative_slope', 0), maximum, config.number('threshold', 0));
});

/** `negative_slope` was `alpha` before Keras 3. */
const LeakyReLU = pointwise(reads('negative_slope', 'alpha'), (layer, x) => {
  const { config, graph } = layer;
  return unary(graph, x, 'leakyRelu', config.number('negative_slope', config.number('alpha', 0.3)));
});

const ELU = pointwise(reads('alpha'), (layer, x) =>
  unary(layer.graph, x, 'elu', layer.config.number('alpha', 1)),
);

const ThresholdedReLU = pointwise(reads('theta'), (layer, x) =>
  unary(layer.graph, x, 'threshold', layer.config.number('theta', 1), 0),
);

const PReLU: LayerType = {
  settings: reads('shared_axes'),
  variables: () => [{ name: 'alpha', trainable: true }],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const g = layer.graph;
    const shape = g.shape(value);
    const shared = layer.config.has('shared_axes') ? layer.config.ints('shared_axes') : [];
    const slopes = shape.map((size, axis) => (shared.includes(axis + 1) ? 1 : size));
    const negative = affine(g, value, alphaOf(layer, slopes), slopes);
    return { value: select(g, compare(g, value, 'ge', 0), value, negative), mask };
  },
};

/**
 * The slopes. As an activation of another layer, Keras makes them when it first computes: a network that never did is stored
 * without them, and they are what they begin with.
 */
function alphaOf(layer: LayerContext, shape: readonly number[]): string {
  const first = layer.config.get('alpha_initializer');
  const className = isObject(first) ? first['class_name'] : first;
  const begin = className === 'Zeros' ? 0 : className === 'Ones' ? 1 : undefined;
  if (begin === undefined || layer.isStored('alpha')) return layer.param('alpha', shape);
  return layer.addTensor('alpha', shape, new Float32Array(elementCount(shape)).fill(begin));
}

const Softmax: LayerType = {
  settings: {
    ...reads('axis'),
    ...noEffect('it only keeps float16 from overflowing', 'robust_masking'),
  },
  arguments: reads('mask'),
  positions: ['inputs', 'mask'],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const given = namedMask(layer.graph, call, 'mask') ?? ownMask(layer, call);
    const axis = layer.config.get('axis') ?? -1;
    const g = layer.graph;
    if (Array.isArray(axis)) {
      const axes = axis.map((one) => toShapeAxis(Number(one), g.shape(value).length, layer.label));
      const joined = axesJoinedLast(g, value, axes);
      const last = g.shape(joined.value).length - 1;
      const keep = given === undefined ? undefined : axesJoinedLast(g, given, axes).value;
      return { value: joined.back(softmaxOf(layer, joined.value, last, keep)), mask };
    }
    if (typeof axis !== 'number') throw layer.refuse('its axis is no number');
    const last = toShapeAxis(axis, g.shape(value).length, layer.label);
    return { value: softmaxOf(layer, value, last, given), mask };
  },
};

/** Keras takes the mask that came along as one of all elements; one of steps it would spread over the examples of a batch. */
function ownMask(layer: LayerContext, call: Call): number | undefined {
  const { value, mask } = single(layer, call);
  if (mask === null) return undefined;
  const g = layer.graph;
  if (g.shape(mask).length === g.shape(value).length) return mask;
  throw layer.refuse(
    'Keras spreads the mask of steps that comes with its input over the wrong axes: take Activation("softmax")',
  );
}

function softmaxOf(layer: LayerContext, x: number, axis: number, mask: number | undefined): number {
  return mask === undefined ? softmax(layer.graph, x, axis) : maskedSoftmax(layer, x, axis, mask);
}

export const ACTIVATION_LAYERS: Readonly<Record<string, LayerType>> = {
  ReLU,
  LeakyReLU,
  ELU,
  PReLU,
  Softmax,
  ThresholdedReLU,
};
