import { ImportError } from '../../errors.ts';
import type { OutputPort, Shape } from '../../graph/graph.ts';
import { uniqueName } from '../build/unique-name.ts';
import type { Network } from '../origin/network.ts';
import { GraphBuilder } from './build/graph-builder.ts';
import { isObject, type JsonObject } from './config.ts';
import { type Edge, type ImportRun, LayerContext, NO_OPTIONS } from './context.ts';
import { layerType } from './layers/index.ts';
import { assignWeights } from './model/assign-weights.ts';
import { functionalOutputs } from './model/functional.ts';
import { parseEnds } from './model/references.ts';
import { modelLayers } from './model/sequential.ts';
import { modernizeModel } from './modernize.ts';
import type { KerasFile } from './read/keras-archive.ts';
import { type ModelSource, readModel } from './read/read-model.ts';
import { type LayerSpec, parseBatchShape, parseLayer } from './spec.ts';

/** What an import is doing. `total` is the number of steps of the task. */
export interface ImportProgress {
  readonly task: 'read' | 'translate';
  readonly done: number;
  readonly total: number;
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Shapes (without batch) of inputs that the file leaves open, by input name. */
  readonly inputShapes?: Readonly<Record<string, Shape>>;
  /** Called with a sentence about each thing that the network does otherwise than Keras would over several calls. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Reads a Keras network: the bytes of a `.keras` file, or the entries of an unpacked one. The graph is `f32`,
 * and nothing in it is folded or fused. Throws ImportError with a code and one sentence.
 */
export async function importKeras(source: ModelSource, options: ImportOptions = {}): Promise<Network> {
  const report = (task: ImportProgress['task'], done: number) =>
    options.onProgress?.({ task, done, total: 1 });
  report('read', 0);
  const file = await readModel(source);
  report('read', 1);
  report('translate', 0);
  const network = translate(file, options);
  report('translate', 1);
  return network;
}

function translate(file: KerasFile, options: ImportOptions): Network {
  const spec = parseLayer(file.config, 'the model');
  if (spec.className !== 'Sequential' && spec.className !== 'Functional') {
    throw new ImportError(
      'unknown-layer',
      `The model is a ${spec.className}: only Sequential and functional models say how they compute.`,
    );
  }
  const weights = 'byLayer' in file.weights ? assignWeights(spec, file.weights, layerType) : file.weights;
  const run: ImportRun = {
    graph: new GraphBuilder(),
    weights,
    groups: new Set([...weights.keys()].map((path) => path.replace(/\/vars\/\d+$/, ''))),
    assets: file.assets,
    variables: new Map(),
    edits: new Map(),
    dialect: file.dialect,
    typeOf: layerType,
    notify: (sentence) => options.onNotice?.(sentence),
  };
  const model = new LayerContext(run, spec, '', '');
  const inputs = openInputs(run, spec, options);
  const edges = model.call({ inputs, named: {}, options: NO_OPTIONS });
  const graph = run.graph.finish(nameOutputs(model, edges));
  for (const [path, weight] of weights) {
    if (!run.variables.has(path) && path.includes('seed_generator')) {
      run.variables.set(path, { path, shape: weight.shape, from: { data: Array.from(weight.data) } });
    }
  }
  const config = toCurrentConfig(applyEdits(file.config, run.edits), spec.className, file.dialect);
  return { graph, keras: { config, variables: [...run.variables.values()] } };
}

function openInputs(run: ImportRun, spec: LayerSpec, options: ImportOptions): Edge[] {
  return inputShapes(spec).map(({ name, shape }) => {
    const given = options.inputShapes?.[name];
    const known = given ?? shape.map((size) => (size === null ? unknownSize(name, shape) : size));
    return { value: run.graph.inputPort(name, known), mask: null };
  });
}

interface OpenInput {
  readonly name: string;
  readonly shape: readonly (number | null)[];
}

function inputShapes(spec: LayerSpec): OpenInput[] {
  const layers = modelLayers(spec);
  if (spec.className === 'Sequential') return [sequentialInput(spec, layers)];
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return parseEnds(spec.config.get('input_layers'), spec.config.where).map(({ layer }) => {
    const found = byName.get(layer);
    if (found === undefined) {
      throw new ImportError('broken-config', `The model's input layer "${layer}" does not exist.`);
    }
    return { name: layer, shape: declaredShape(found) ?? unknownInput(layer) };
  });
}

function sequentialInput(spec: LayerSpec, layers: readonly LayerSpec[]): OpenInput {
  const first = layers[0];
  if (first === undefined) throw new ImportError('broken-config', 'The model has no layers.');
  const name = first.className === 'InputLayer' ? first.name : 'input';
  if (first.className === 'Sequential' && declaredShape(first) === null)
    return sequentialInput(first, modelLayers(first));
  const built = spec.config.get('build_input_shape') ?? spec.build?.get('input_shape');
  const shape =
    declaredShape(first) ?? (Array.isArray(built) ? parseBatchShape(built, spec.config.where) : null);
  return { name, shape: shape ?? unknownInput(name) };
}

function declaredShape(spec: LayerSpec): readonly (number | null)[] | null {
  const shape = spec.config.get('batch_shape') ?? spec.config.get('batch_input_shape');
  return shape === undefined || shape === null ? null : parseBatchShape(shape, spec.config.where);
}

function unknownInput(name: string): never {
  throw new ImportError(
    'unknown-size',
    `The model does not say the shape of its input "${name}": build it before saving.`,
  );
}

function unknownSize(name: string, shape: readonly (number | null)[]): never {
  const text = shape.map((size) => size ?? '?').join(', ');
  throw new ImportError(
    'unknown-size',
    `Input "${name}" has shape [${text}], and a graph needs every size: give the shape of this input.`,
  );
}

function nameOutputs(model: LayerContext, edges: readonly Edge[]): OutputPort[] {
  const names =
    model.spec.className === 'Functional'
      ? functionalOutputs(model).map(({ name }) => name)
      : edges.map(() => model.children.at(-1)?.spec.name ?? 'output');
  const taken: string[] = [];
  return edges.map(({ value }, i) => {
    const name = uniqueName(names[i] ?? 'output', taken);
    taken.push(name);
    return { name, value };
  });
}

/**
 * The config of a `.keras` file. Losses and optimizers are left out, since a stored network does not keep their
 * state; configs of older containers are brought to the form that Keras 3 opens. `keras_version` "2" says that
 * hard_sigmoid is the older one.
 */
function toCurrentConfig(
  config: unknown,
  className: 'Sequential' | 'Functional',
  dialect: KerasFile['dialect'],
): unknown {
  if (!isObject(config)) return config;
  const { compile_config: _, ...kept } = config;
  const version = dialect === 'keras2' ? { keras_version: '2' } : {};
  if (typeof kept['module'] === 'string') return { ...kept, ...version };
  const module = className === 'Sequential' ? 'keras' : 'keras.src.models.functional';
  const { config: current } = modernizeModel({ ...kept, class_name: className });
  return { module, class_name: className, config: current, registered_name: className, ...version };
}

function applyEdits(value: unknown, edits: ReadonlyMap<JsonObject, JsonObject>): unknown {
  if (Array.isArray(value)) return value.map((item) => applyEdits(item, edits));
  if (!isObject(value)) return value;
  const source = edits.get(value) ?? value;
  return Object.fromEntries(Object.entries(source).map(([key, item]) => [key, applyEdits(item, edits)]));
}
