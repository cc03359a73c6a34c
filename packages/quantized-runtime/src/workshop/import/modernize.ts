import { isObject, type JsonObject } from './config.ts';
import { isOperation } from './layers/index.ts';
import { operationModule } from './layers/operation-modules.ts';
import { parseNode, type Reference, toReference } from './model/references.ts';

/**
 * Rewrites the config of an older container so that Keras 3 opens it from a `.keras` file: shapes of inputs under
 * their present name, an input layer in front of a Sequential network, nested models without the node that older
 * files count for them, and operations with the module that Keras looks them up in.
 */
export function modernizeModel(model: JsonObject): JsonObject {
  const config = model['config'];
  if (!isObject(config) || !Array.isArray(config['layers'])) return model;
  const entries: unknown[] = config['layers'];
  const layers = entries.map((entry) => (isObject(entry) ? modernizeLayer(entry, entries) : entry));
  if (model['class_name'] === 'Sequential') {
    return { ...model, config: { ...config, layers: withInputLayer(layers, entries[0]) } };
  }
  const renumber = (ends: unknown) => renumberReferences(ends, modelNames(entries, ['Sequential']));
  const ends = hasListNodes(entries)
    ? { input_layers: renumber(config['input_layers']), output_layers: renumber(config['output_layers']) }
    : {};
  return { ...model, config: { ...config, layers, ...ends } };
}

function modernizeLayer(layer: JsonObject, siblings: readonly unknown[]): JsonObject {
  const className = layer['class_name'];
  if (MODELS.includes(String(className))) return modernizeNodes(modernizeModel(layer), siblings);
  const config = isObject(layer['config']) ? layer['config'] : {};
  const { batch_input_shape: shape, ...rest } = withoutFormer(config);
  const placed = className === 'InputLayer' && shape !== undefined ? { ...rest, batch_shape: shape } : rest;
  const found = { ...layer, config: placed };
  if (typeof className === 'string' && layer['module'] === undefined && isOperation(className, config)) {
    return modernizeNodes({ ...found, module: operationModule(className), registered_name: null }, siblings);
  }
  return modernizeNodes(found, siblings);
}

/** Settings that Keras 3 no longer knows. An import refuses all values of them but the one without effect. */
const FORMER: readonly string[] = [
  ...['time_major', 'query_shape', 'key_shape', 'value_shape', 'softmax_robust_masking'],
];

function withoutFormer(config: JsonObject): JsonObject {
  const kept = Object.entries(config).filter(([key]) => !FORMER.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, INNER.includes(key) ? innerWithoutFormer(value) : value]),
  );
}

/** Settings of wrappers that are layers. */
const INNER: readonly string[] = ['layer', 'backward_layer'];

function innerWithoutFormer(layer: unknown): unknown {
  if (!isObject(layer) || !isObject(layer['config'])) return layer;
  return { ...layer, config: withoutFormer(layer['config']) };
}

const MODELS: readonly string[] = ['Sequential', 'Functional', 'Model'];

/**
 * Nodes as Keras 3 writes them. Lists of `[layer, node, tensor, kwargs]` count a node of its own for every nested
 * model.
 */
function modernizeNodes(layer: JsonObject, siblings: readonly unknown[]): JsonObject {
  const nodes = layer['inbound_nodes'];
  if (!Array.isArray(nodes) || !hasListNodes(siblings)) return layer;
  const models = modelNames(siblings, MODELS);
  return { ...layer, inbound_nodes: nodes.map((node: unknown) => modernizeNode(node, models)) };
}

function modernizeNode(node: unknown, models: ReadonlySet<string>): unknown {
  if (isObject(node)) return renumberTensors(node, models);
  const { inputs, named, options } = parseNode(node, 'an older node');
  const tensor = (reference: Reference) => toTensor(reference, models);
  const args = inputs.map(tensor);
  const edges = Object.entries(named).map(([name, slots]) => {
    const tensors = slots.map((slot) => (slot === null ? null : tensor(slot)));
    return [name, tensors.length === 1 ? tensors[0] : tensors];
  });
  return {
    args: args.length === 1 ? args : [args],
    kwargs: { ...options.raw, ...Object.fromEntries(edges) },
  };
}

/** Keras looks tensors up by their history; shape and type are for the reader. */
function toTensor({ layer, node, tensor }: Reference, models: ReadonlySet<string>): JsonObject {
  const index = models.has(layer) && node > 0 ? node - 1 : node;
  const config = { shape: [null], dtype: 'float32', keras_history: [layer, index, tensor] };
  return { class_name: '__keras_tensor__', config };
}

/** A node that is written as Keras 3 does among others that are not. */
function renumberTensors(value: unknown, models: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renumberTensors(item, models));
  if (!isObject(value)) return value;
  const { config } = value;
  if (value['class_name'] === '__keras_tensor__' && isObject(config)) {
    return toTensor(toReference(config['keras_history'], 'a tensor'), models);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renumberTensors(item, models)]));
}

function modelNames(layers: readonly unknown[], classes: readonly string[]): ReadonlySet<string> {
  return new Set(
    layers.flatMap((layer) => {
      if (!isObject(layer) || !classes.includes(String(layer['class_name']))) return [];
      const config = layer['config'];
      return [String(layer['name'] ?? (isObject(config) ? config['name'] : ''))];
    }),
  );
}

function hasListNodes(layers: readonly unknown[]): boolean {
  return layers.some(
    (layer) =>
      isObject(layer) && Array.isArray(layer['inbound_nodes']) && Array.isArray(layer['inbound_nodes'][0]),
  );
}

function renumberReferences(value: unknown, models: ReadonlySet<string>): unknown {
  if (!Array.isArray(value)) return value;
  const [name, node, ...rest]: unknown[] = value;
  if (typeof name === 'string' && typeof node === 'number') {
    return [name, models.has(name) && node > 0 ? node - 1 : node, ...rest];
  }
  return value.map((item) => renumberReferences(item, models));
}

/** Older files give the shape of the input with the first layer. */
function withInputLayer(layers: readonly unknown[], first: unknown): readonly unknown[] {
  if (!isObject(first) || first['class_name'] === 'InputLayer' || !isObject(first['config'])) return layers;
  const { batch_input_shape: shape, dtype } = first['config'];
  if (shape === undefined) return layers;
  const config = { batch_shape: shape, dtype: dtype ?? 'float32', name: 'input' };
  return [{ class_name: 'InputLayer', config }, ...layers];
}
