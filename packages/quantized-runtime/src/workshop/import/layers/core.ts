import { dense } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { activate } from './activations.ts';
import { isInt8, lowerInt8Dense } from './int8.ts';
import { kernelsAndBias } from './variables.ts';

const kernelAndBias = kernelsAndBias('kernel');

const Dense: LayerType = {
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
export const Identity: LayerType = {
  lower: (_, call) => (call.inputs.length === 1 ? call.inputs[0]! : call.inputs),
};

const Activation: LayerType = {
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    return { value: activate(layer, value, layer.config.get('activation')), mask };
  },
};

export const CORE: Readonly<Record<string, LayerType>> = {
  InputLayer: Identity,
  Dense,
  Identity,
  Activation,
};
