import { ImportError } from '../../../errors.ts';
import { Config, isObject, type JsonObject } from '../config.ts';

/** One output of one call of one layer: Keras's `keras_history`. */
export interface Reference {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** How a functional model calls a layer: references where edges go, JSON elsewhere. */
export interface NodeCall {
  readonly inputs: readonly Reference[];
  readonly named: Readonly<Record<string, readonly (Reference | null)[]>>;
  readonly options: Config;
}

/**
 * One entry of `inbound_nodes`: `{args, kwargs}` (Keras 3) or a list of `[layer, node, tensor, kwargs]`.
 * `positions` names the arguments by position, the inputs first; without them every position holds inputs.
 */
export function parseNode(value: unknown, where: string, positions?: readonly string[]): NodeCall {
  if (isObject(value)) return parseArguments(value, where, positions);
  if (Array.isArray(value)) return parseLegacyNode(value, where);
  throw new ImportError('broken-config', `A node of ${where} is neither an object nor a list.`);
}

function parseArguments(value: JsonObject, where: string, positions?: readonly string[]): NodeCall {
  const node = new Config(value, `a node of ${where}`);
  const args = node.list('args', []);
  const kwargs = node.has('kwargs') ? node.object('kwargs').raw : {};
  if (positions === undefined) return toCall(args, args, kwargs, where);
  return toCall(
    args,
    args.slice(0, 1),
    { ...namePositions(args.slice(1), positions, where), ...kwargs },
    where,
  );
}

/** What a call gives by position after its inputs, by name. */
function namePositions(args: readonly unknown[], positions: readonly string[], where: string): JsonObject {
  return Object.fromEntries(args.map((argument, i) => [positions[i + 1] ?? tooMany(where), argument]));
}

function tooMany(where: string): never {
  throw new ImportError(
    'unsupported-setting',
    `${where[0]!.toUpperCase()}${where.slice(1)} is called with more arguments than are known here: name them in the call.`,
  );
}

function toCall(
  args: readonly unknown[],
  inputs: readonly unknown[],
  kwargs: JsonObject,
  where: string,
): NodeCall {
  const named = new Map<string, readonly (Reference | null)[]>();
  const options = new Map<string, unknown>([['args', args]]);
  for (const [key, argument] of Object.entries(kwargs)) {
    if (collect(argument, where).length > 0) named.set(key, collectSlots(argument, where));
    else options.set(key, argument);
  }
  return {
    inputs: collect(inputs, where),
    named: Object.fromEntries(named),
    options: new Config(Object.fromEntries(options), `a call of ${where}`),
  };
}

/** The references of one argument, null where its list has a null: a place that nothing fills. */
function collectSlots(value: unknown, where: string): (Reference | null)[] {
  if (value === null) return [null];
  if (Array.isArray(value)) return value.flatMap((item) => collectSlots(item, where));
  return collect(value, where);
}

/** An array of numpy, or a tensor that is no one's output, as Keras 3 writes it. */
export function isConstantArray(value: unknown): value is JsonObject {
  return isObject(value) && (value['class_name'] === '__numpy__' || value['class_name'] === '__tensor__');
}

/** True where a constant array is somewhere inside nested lists and objects. */
export function holdsConstant(value: unknown): boolean {
  if (isConstantArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsConstant);
}

/** All references inside nested lists and objects; objects in order of their keys, as Keras flattens them. */
function collect(value: unknown, where: string): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, where));
  if (!isObject(value)) return [];
  if (value['class_name'] === '__keras_tensor__') {
    return [toReference(Config.from(value['config'], `a tensor of ${where}`).get('keras_history'), where)];
  }
  if ('class_name' in value) return [];
  return Object.keys(value)
    .sort()
    .flatMap((key) => collect(value[key], where));
}

function parseLegacyNode(value: readonly unknown[], where: string): NodeCall {
  const named = new Map<string, readonly (Reference | null)[]>();
  const options = new Map<string, unknown>();
  const entries = value.every((item) => Array.isArray(item)) ? value : [value];
  const inputs = entries.map((entry) => {
    const kwargs: unknown = Array.isArray(entry) ? entry[3] : undefined;
    for (const [key, argument] of Object.entries(isObject(kwargs) ? kwargs : {})) {
      const slots = legacySlots(argument, where);
      if (slots.some((slot) => slot !== null)) named.set(key, slots);
      else options.set(key, argument);
    }
    return toReference(entry, where);
  });
  return {
    inputs,
    named: Object.fromEntries(named),
    options: new Config(Object.fromEntries(options), `a call of ${where}`),
  };
}

/** The references of one argument: one, or a list of them with null where it leaves one out. */
function legacySlots(value: unknown, where: string): (Reference | null)[] {
  if (isLegacyReference(value)) return [toReference(value, where)];
  if (!Array.isArray(value)) return [];
  const isSlot = (item: unknown) => item === null || isLegacyReference(item);
  return value.every(isSlot) ? value.map((item) => (item === null ? null : toReference(item, where))) : [];
}

/** `[layer, node, tensor]`, as Keras 2 writes it. */
export function isLegacyReference(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && typeof value[0] === 'string' && Number.isInteger(value[1]) && value[1] >= 0;
}

export function toReference(value: unknown, where: string): Reference {
  if (Array.isArray(value)) {
    const [layer, node, tensor]: unknown[] = value;
    if (typeof layer === 'string' && Number.isInteger(node) && Number.isInteger(tensor)) {
      return { layer, node: Number(node), tensor: Number(tensor) };
    }
  }
  throw new ImportError(
    'broken-config',
    `In the model's config, ${where} refers to a tensor in an unknown way.`,
  );
}

/** A named reference of `input_layers` or `output_layers`: one, a list, or an object of them. */
export interface NamedReference extends Reference {
  /** The key in an object of references; the layer's name otherwise. */
  readonly name: string;
}

export function parseEnds(value: unknown, where: string): NamedReference[] {
  if (isObject(value)) {
    return Object.keys(value)
      .sort()
      .flatMap((key) => parseEnds(value[key], where).map((reference) => ({ ...reference, name: key })));
  }
  if (Array.isArray(value) && typeof value[0] === 'string') {
    const reference = toReference(value, where);
    return [{ ...reference, name: reference.layer }];
  }
  if (Array.isArray(value)) return value.flatMap((item) => parseEnds(item, where));
  throw new ImportError(
    'broken-config',
    `In the model's config, ${where} does not say what goes in and out.`,
  );
}
