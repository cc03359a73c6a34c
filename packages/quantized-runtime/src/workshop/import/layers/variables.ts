import type { VariableSpec } from '../context.ts';
import type { LayerSpec } from '../spec.ts';

/** Kernels of these names, and a bias unless the layer has none. */
export const kernelsAndBias =
  (...names: readonly string[]) =>
  ({ config }: LayerSpec): readonly VariableSpec[] => {
    const all = config.bool('use_bias', true) ? [...names, 'bias'] : names;
    return all.map((name) => ({ name, trainable: true }));
  };
