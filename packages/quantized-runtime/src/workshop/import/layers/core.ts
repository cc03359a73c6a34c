import { dense } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { noEffect, only, reads } from '../settings.ts';
import { activate } from './activations.ts';
import { isInt8, lowerInt8Dense } from './int8.ts';
import { kernelsAndBias } from './variables.ts';

const kernelAndBias = kernelsAndBias('kernel');

const Dense: LayerType = {
  settings: reads('units', 'activation', 'use_bias'),
  variables: (spec) =>
    isInt8(spec) ? [...kernelAndBias(spec), { name: 'kernel_scale', trainable: false }] : kernelAndBias(spec),
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const y = isInt8(layer.spec) ? lowerInt8Dense(layer, value) : lowerDense(layer, value);
    return { value: activate(layer, y, layer.config.get('activation')), mask };
  },
};

function lowerDense(layer: LayerContext, x: number): number {
  const units = layer.config.int('units');
  const depth = layer.graph.shape(x).at(-1);
  if (depth === undefined) throw layer.refuse('its input is a single number without an axis');
  const kernel = layer.param('kernel', [depth, units]);
  const bias = layer.has('bias') ? layer.param('bias', [units]) : undefined;
  return dense(layer.graph, x, kernel, units, bias);
}

/** Passes its input on. */
export const Unchanged: LayerType = {
  settings: {},
  anyType: true,
  lower: (_, call) => (call.inputs.length === 1 ? call.inputs[0]! : call.inputs),
};

const Identity: LayerType = { ...Unchanged, carriesMask: 'keras3' };

const Activation: LayerType = {
  settings: reads('activation'),
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    return { value: activate(layer, value, layer.config.get('activation')), mask };
  },
};

/** An input of the network. */
const InputLayer: LayerType = {
  ...Unchanged,
  settings: {
    ...only('sparse', [false], 'numbers come one by one: give it sparse=False'),
    ...only('ragged', [false], 'every input has one shape: give it ragged=False'),
    ...only('optional', [false], 'an input cannot be left out: give it optional=False'),
    ...only('input_tensor', [null], 'a stored network has no tensors: give it a shape'),
    ...only('type_spec', [null], 'a type of TensorFlow says no shape here: give it a shape'),
    ...only('shape', [null], 'Keras writes batch_shape: save the network again'),
    ...noEffect('the shape says it', 'batch_size'),
  },
};

export const CORE: Readonly<Record<string, LayerType>> = {
  InputLayer,
  Dense,
  Identity,
  Activation,
};
