import type { Graph } from '@evm-ml/quantized-runtime';
import type { Port } from './arrange-examples.ts';

/** The inputs of a model as users know them. */
export function portsOf({ inputs, values }: Pick<Graph, 'inputs' | 'values'>): Port[] {
  return inputs.map(({ name, value, kind }) => ({
    name,
    shape: values[value]!.shape,
    isText: kind === 'text',
  }));
}
