import { ImportError } from '../../../errors.ts';
import { Config, isObject, type JsonObject } from '../config.ts';
import { lookUp } from '../look-up.ts';
import { isLegacyReference } from '../model/references.ts';
import { checkSettings, noEffect } from '../settings.ts';
import { type Expression, isExpression, type Operand, toSlice } from './expression.ts';
import { FunctionCall, toConstant } from './function-call.ts';
import { FUNCTIONS } from './functions.ts';

/**
 * Keras 2 stores every function of TensorFlow that a network calls as a layer of its own, `TFOpLambda`, and slices as
 * `SlicingOpLambda`. They become operations of keras.ops here, under the same names, so that the rest of the import and an
 * export know Keras 3 alone. Throws ImportError.
 */
export function translateFunctions(model: unknown): unknown {
  if (!isObject(model) || !isObject(model['config']) || !Array.isArray(model['config']['layers']))
    return model;
  const layers: unknown[] = model['config']['layers'];
  const sizes = batchSizes(layers);
  const translated = layers.flatMap((layer) => {
    if (!isFunction(layer)) return [translateFunctions(layer)];
    return sizes.has(nameOf(layer)) ? [] : translateLayer(layer, sizes);
  });
  return { ...model, config: { ...model['config'], layers: translated } };
}

const CLASSES: readonly unknown[] = ['TFOpLambda', 'SlicingOpLambda'];

function isFunction(layer: unknown): layer is JsonObject {
  return isObject(layer) && CLASSES.includes(layer['class_name']);
}

function nameOf(layer: JsonObject): string {
  const config = isObject(layer['config']) ? layer['config'] : {};
  return String(layer['name'] ?? config['name']);
}

function functionOf(layer: JsonObject): string {
  return Config.from(layer['config'], `layer "${nameOf(layer)}"`).string('function');
}

/** Layers that compute shapes, and of those the sizes of batches, which need not be known. */
type BatchSizes = ReadonlyMap<string, 'shape' | 'batch size'>;

const SHAPES: readonly string[] = ['shape', 'compat.v1.shape'];

function batchSizes(layers: readonly unknown[]): BatchSizes {
  const functions = layers.filter(isFunction);
  const shapes = functions.filter((layer) => SHAPES.includes(functionOf(layer))).map(nameOf);
  const sizes = functions.filter((layer) => {
    const [call] = Array.isArray(layer['inbound_nodes']) ? (layer['inbound_nodes'] as unknown[]) : [];
    if (!Array.isArray(call) || !shapes.includes(String(call[0])) || !isObject(call[3])) return false;
    const spec: unknown = call[3]['slice_spec'];
    return spec === 0 || JSON.stringify(spec) === '[0]';
  });
  return new Map([
    ...shapes.map((name) => [name, 'shape'] as const),
    ...sizes.map((layer) => [nameOf(layer), 'batch size'] as const),
  ]);
}

function translateLayer(layer: JsonObject, sizes: BatchSizes): JsonObject[] {
  const name = nameOf(layer);
  const text = functionOf(layer);
  const where = `the call of tf.${text} (layer "${name}")`;
  const found = lookUp(FUNCTIONS, text);
  if (found === undefined) {
    throw new ImportError(
      'unknown-layer',
      `Layer "${name}" calls tf.${text}, which has no translation: ${text === 'einsum' ? 'Keras 2 does not store what it was called with; ' : ''}rebuild it from layers, or from functions that docs/layers.md lists.`,
    );
  }
  const nodes = Config.from(layer, `layer "${name}"`).list('inbound_nodes');
  if (nodes.length !== 1)
    throw new ImportError(
      'broken-config',
      `Layer "${name}" is called ${nodes.length} times: a function is called once.`,
    );
  const { first, config } = readCall(nodes[0], where, sizes);
  checkSettings(config, { ...found.settings, ...noEffect('it is a name', 'name') }, {});
  return toLayers(found.build(new FunctionCall(first, config)), name);
}

/** `[layer, node, tensor, {argument: value}]`, or a list of them where the first argument is a list. */
function readCall(node: unknown, where: string, sizes: BatchSizes) {
  const entries: unknown[] = Array.isArray(node) && node.every((item) => Array.isArray(item)) ? node : [node];
  const first = entries.map((entry): Operand => {
    if (!Array.isArray(entry))
      throw new ImportError('broken-config', `In the model's config, ${where} is not a list.`);
    if (entry[0] === '_CONSTANT_VALUE')
      return Array.isArray(entry[2]) ? toConstant(entry[2]) : (entry[2] as Operand);
    return readArgument(entry.slice(0, 3), where, sizes) as Operand;
  });
  const [entry] = entries;
  const raw: unknown = Array.isArray(entry) ? entry[3] : undefined;
  const named = Object.entries(isObject(raw) ? raw : {}).map(
    ([key, value]) => [key, readArgument(value, where, sizes)] as const,
  );
  return { first, config: new Config(Object.fromEntries(named), where) };
}

/** An argument with its tensors and slices as Keras 3 writes them. The size of the batch, in a shape, is -1. */
function readArgument(value: unknown, where: string, sizes: BatchSizes): unknown {
  if (isLegacyReference(value)) {
    const [layer, node, tensor] = value;
    if (!sizes.has(String(layer))) return toTensor([layer, node, tensor]);
    throw new ImportError(
      'unsupported-setting',
      `In the model's config, ${where} computes with the size of the batch: examples stay apart here.`,
    );
  }
  if (Array.isArray(value)) {
    const [batch, ...rest]: unknown[] = value;
    const isSize = isLegacyReference(batch) && sizes.get(String(batch[0])) === 'batch size';
    const items = rest.map((item) => readArgument(item, where, sizes));
    return value.length === 0 ? [] : [isSize ? -1 : readArgument(batch, where, sizes), ...items];
  }
  if (isObject(value) && 'start' in value && 'stop' in value)
    return toSlice(value['start'], value['stop'], value['step']);
  if (isObject(value) && value['class_name'] === '__ellipsis__')
    return { class_name: '__ellipsis__', config: {} };
  return value;
}

function toTensor(history: readonly unknown[]): JsonObject {
  return {
    class_name: '__keras_tensor__',
    config: { shape: [null], dtype: 'float32', keras_history: history },
  };
}

/** The layers of an expression, the innermost first; the last bears the name. */
function toLayers(expression: Expression, name: string): JsonObject[] {
  const before: JsonObject[] = [];
  const args = expression.operands.map((operand, i): unknown => {
    if (!isExpression(operand)) return operand;
    const inner = `${name}.${operand.className}_${i}`;
    before.push(...toLayers(operand, inner));
    return toTensor([inner, 0, 0]);
  });
  const { className, module, settings, named } = expression;
  const node = { args, kwargs: named };
  const config = { name, ...settings };
  return [
    ...before,
    { module, class_name: className, config, registered_name: null, name, inbound_nodes: [node] },
  ];
}
