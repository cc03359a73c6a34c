import { concat, sliceAxis } from '../build/moving-ops.ts';
import { binary, compare, constant, scaleShift, select } from '../build/ops.ts';
import { Config } from '../config.ts';
import {
  type ChildSpec,
  type Edge,
  type LayerContext,
  type LayerType,
  NO_OPTIONS,
  namedEdge,
  namedEdges,
  present,
  single,
} from '../context.ts';
import { containerPaths } from '../paths.ts';
import { NOT_TRAINING, noEffect, only, reads } from '../settings.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { maskLike, namedMask } from './masks.ts';
import { maskOfRun } from './rnn.ts';
import { stackSteps, stepOf } from './steps.ts';

function wrapped(spec: LayerSpec, key = 'layer'): LayerSpec {
  return parseLayer(spec.config.get(key), `"${key}" of ${spec.config.where}`);
}

/** Normalizes weights while training; at inference it is the layer inside. */
const SpectralNormalization: LayerType = {
  settings: { ...reads('layer'), ...noEffect('it normalizes while training', 'power_iterations') },
  arguments: NOT_TRAINING,
  variables: () => [
    { name: 'kernel', trainable: true, copyOf: 'layer/vars/0' },
    { name: 'vector_u', trainable: false },
  ],
  children: (spec) => [{ path: 'layer', spec: wrapped(spec) }],
  lower: (layer, call) => {
    // Keras lists the kernel of the layer inside a second time, and loads the layer's own after it.
    layer.record('kernel', layer.weight('kernel').shape, { fill: 0 });
    layer.weight('vector_u');
    return layer.child(0).call(call);
  },
};

/** Layers of preprocessing, one after the other. */
const Pipeline: LayerType = {
  settings: reads('layers'),
  arguments: { ...NOT_TRAINING, ...only('mask', [null], 'preprocessing takes no mask from its caller') },
  overrulesTraining: 'keras3',
  positions: ['inputs', 'training', 'mask'],
  children: (spec) => {
    const layers = spec.config
      .list('layers')
      .map((entry, i) => parseLayer(entry, `entry ${i} of ${spec.config.where}`));
    const paths = containerPaths('_pipeline_layers', layers);
    return layers.map((layer, i) => ({ path: paths[i]!, spec: layer }));
  },
  lower: (layer, call) =>
    layer.children.reduce<readonly Edge[]>(
      (edges, child) => child.call({ inputs: edges, named: {}, options: NO_OPTIONS }),
      call.inputs,
    ),
};

/** Layers that treat every position of the leading axes alike when they are given all steps at once. */
const STEPWISE: ReadonlySet<string> = new Set([
  'Dense',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'Dropout',
  'Identity',
  'Rescaling',
  'Embedding',
]);

/** The layer inside, on every step of [T, ...]. */
const TimeDistributed: LayerType = {
  settings: reads('layer'),
  arguments: { ...NOT_TRAINING, ...reads('mask') },
  positions: ['inputs', 'training', 'mask'],
  children: (spec) => [{ path: 'layer', spec: wrapped(spec) }],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const inner = layer.child(0);
    if (namedEdge(call, 'mask') !== undefined && inner.takesMask) {
      throw layer.refuse('the layer inside would take each step of its mask');
    }
    const run = (x: number) =>
      inner.call({ inputs: [{ value: x, mask: null }], named: {}, options: NO_OPTIONS })[0]!.value;
    if (STEPWISE.has(inner.spec.className)) return { value: run(value), mask };
    const count = layer.graph.shape(value)[0]!;
    const steps = Array.from({ length: count }, (_, t) => run(stepOf(layer, value, t)));
    return { value: stackSteps(layer, steps), mask };
  },
};

/** Keras 3 names both layers; older files name one, and the other is its mirror. */
function directions(spec: LayerSpec): readonly ChildSpec[] {
  const forward = wrapped(spec);
  const { config } = forward;
  const mirrored = { ...config.raw, go_backwards: !config.bool('go_backwards', false) };
  const backward = spec.config.has('backward_layer')
    ? wrapped(spec, 'backward_layer')
    : { ...forward, config: new Config(mirrored, config.where) };
  return [
    { path: 'forward_layer', spec: zeroWhereMasked(forward) },
    { path: 'backward_layer', spec: zeroWhereMasked(backward) },
  ];
}

/** Keras lets sequences in both directions be 0 at masked steps, whatever their layers say (which Keras 2 does not write). */
function zeroWhereMasked(spec: LayerSpec): LayerSpec {
  const { config } = spec;
  const raw = { ...config.raw, zero_output_for_mask: config.bool('return_sequences', false) };
  return { ...spec, config: new Config(raw, config.where) };
}

const Bidirectional: LayerType = {
  settings: reads('layer', 'backward_layer', 'merge_mode'),
  arguments: {
    ...reads('initial_state', 'mask'),
    ...only('constants', [null], 'cells take no constants'),
  },
  positions: ['inputs', 'initial_state', 'mask', 'training'],
  children: directions,
  lower: (layer, call) => {
    const g = layer.graph;
    const [x, ...given] = [...call.inputs, ...present(layer, namedEdges(call, 'initial_state'))];
    if (x === undefined) throw layer.refuse('it has no input');
    const handed = namedMask(g, call, 'mask') ?? x.mask;
    const edge: Edge = { value: x.value, mask: maskOfRun(layer, call, x) };
    const half = given.length / 2;
    const run = (child: LayerContext, states: readonly Edge[]) =>
      child.call({ inputs: [edge, ...states], named: {}, options: NO_OPTIONS });
    const [y, ...states] = run(layer.child(0), given.slice(0, half));
    const [back, ...backStates] = run(layer.child(1), given.slice(half));
    const sequences = layer.child(0).config.bool('return_sequences', false);
    const steps = g.shape(back!.value)[0]!;
    const turned = sequences ? sliceAxis(g, back!.value, 0, steps - 1, steps, -1) : back!.value;
    const mask = sequences ? handed : null;
    const merged = merge(layer, y!.value, turned).map((value) => ({ value, mask }));
    return [...merged, ...states, ...backStates];
  },
};

function merge(layer: LayerContext, a: number, b: number): readonly number[] {
  const g = layer.graph;
  const mode = layer.config.get('merge_mode');
  switch (mode) {
    case null:
      return [a, b];
    case undefined:
    case 'concat':
      return [concat(g, [a, b], g.shape(a).length - 1)];
    case 'sum':
      return [binary(g, 'add', a, b)];
    case 'ave':
      return [scaleShift(g, binary(g, 'add', a, b), 0.5)];
    case 'mul':
      return [binary(g, 'mul', a, b)];
    default:
      throw layer.refuse(`merge_mode ${JSON.stringify(mode)} is unknown`);
  }
}

/** A step counts when any of its numbers differs from `mask_value`; other steps become zero. */
const Masking: LayerType = {
  settings: reads('mask_value'),
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const mask = compare(g, value, 'ne', layer.config.number('mask_value', 0), 'any');
    const zero = constant(g, `${layer.label}/zero`, [1], Float32Array.of(0));
    return { value: select(g, maskLike(g, mask, value), value, zero), mask };
  },
};

export const WRAPPERS: Readonly<Record<string, LayerType>> = {
  Pipeline,
  SpectralNormalization,
  TimeDistributed,
  Bidirectional,
  Masking,
};
