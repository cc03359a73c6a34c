import { isObject, type JsonObject } from './config.ts';
import { modernizeModel } from './modernize.ts';
import type { Dialect } from './read/release.ts';

/**
 * The config of a `.keras` file. Losses and optimizers are left out, since a stored network does not keep their
 * state; configs of older containers are brought to the form that Keras 3 opens. `keras_version` "2" says that
 * hard_sigmoid is the older one.
 */
export function toStoredConfig(
  config: unknown,
  className: 'Sequential' | 'Functional',
  dialect: Dialect,
): unknown {
  if (!isObject(config)) return config;
  const { compile_config: _, ...kept } = config;
  const version = dialect === 'keras2' ? { keras_version: '2' } : {};
  if (typeof kept['module'] === 'string' && dialect === 'keras3') return kept;
  const module = className === 'Sequential' ? 'keras' : 'keras.src.models.functional';
  const { config: current } = modernizeModel({ ...kept, class_name: className });
  return { module, class_name: className, config: current, registered_name: className, ...version };
}

/** The config with what layers changed in it. */
export function applyEdits(value: unknown, edits: ReadonlyMap<JsonObject, JsonObject>): unknown {
  if (Array.isArray(value)) return value.map((item) => applyEdits(item, edits));
  if (!isObject(value)) return value;
  const source = edits.get(value) ?? value;
  return Object.fromEntries(Object.entries(source).map(([key, item]) => [key, applyEdits(item, edits)]));
}
