import { lookUp } from './look-up.ts';
import type { LayerSpec } from './spec.ts';

/** `MultiHeadAttention` -> `multi_head_attention`, as Keras names the groups of a weights file. */
export function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Groups are named by the class in Python, which for one layer is not the name that the config has. */
const PYTHON_CLASS: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/**
 * The groups of a list of layers inside `model.weights.h5`: numbered by class, in order, never by layer name
 * (`dense`, `dense_1`, ...).
 */
export function containerPaths(prefix: string, layers: readonly LayerSpec[]): string[] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const className = layer.originalClass ?? layer.className;
    const name = toSnakeCase(lookUp(PYTHON_CLASS, className) ?? className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return joinPath(prefix, count === 0 ? name : `${name}_${count}`);
  });
}

export function joinPath(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
