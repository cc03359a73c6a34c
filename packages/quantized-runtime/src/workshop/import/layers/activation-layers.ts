import { isObject } from '../config.ts';
import type { ChildSpec, LayerType } from '../context.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { isActivationLayer } from './activations.ts';

/** Layer types whose activation may be a layer with weights, which then is a layer inside them. */
export function withActivationLayers(
  types: Readonly<Record<string, LayerType>>,
): Readonly<Record<string, LayerType>> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => {
      const isWith = type.settings['activation']?.kind === 'read' && type.children === undefined;
      return [name, isWith ? { ...type, children: activationOf } : type];
    }),
  );
}

function activationOf({ config, name }: LayerSpec): readonly ChildSpec[] {
  const activation = config.get('activation');
  if (!isObject(activation) || !isActivationLayer(activation['class_name'])) return [];
  return [{ path: 'activation', spec: parseLayer(activation, `the activation of layer "${name}"`) }];
}
