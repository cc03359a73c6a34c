import { ImportError } from '../../errors.ts';
import type { Graph, OutputPort, Shape } from '../../graph/graph.ts';
import { LIMITS } from '../../graph/limits.ts';
import type { TextOutput } from '../build/pieces.ts';
import { uniqueName } from '../build/unique-name.ts';
import type { Network } from '../origin/network.ts';
import { settleCuts } from './build/cut-given.ts';
import { GraphBuilder } from './build/graph-builder.ts';
import { compare, constant, select } from './build/ops.ts';
import { checkLayers } from './check-layers.ts';
import { type Edge, type ImportRun, LayerContext, NO_OPTIONS } from './context.ts';
import { layerType } from './layers/index.ts';
import { lookUp } from './look-up.ts';
import { assignWeights } from './model/assign-weights.ts';
import { functionalOutputs } from './model/functional.ts';
import { inputShapes, unknownSize } from './model/input-shapes.ts';
import type { KerasFile } from './read/keras-archive.ts';
import { type ModelSource, readModel } from './read/read-model.ts';
import { type LayerSpec, parseLayer } from './spec.ts';
import { applyEdits, toStoredConfig } from './stored-config.ts';
import { translateFunctions } from './tensorflow/translate-functions.ts';
import { toText } from './text-output.ts';

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
  /**
   * Inputs of strings become text ports of so many bytes (rule N14), and their StringLookup or TextVectorization part of
   * the graph. Default: such inputs take the indices that these layers give.
   */
  readonly textBytes?: number;
  /** The network's one output, classes at each step, becomes a text. Default: numbers leave. */
  readonly textOutput?: TextOutput;
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
  const read = await readModel(source);
  const file = { ...read, config: translateFunctions(read.config) };
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
  const notify = (sentence: string) => options.onNotice?.(sentence);
  checkLayers(spec, layerType, notify);
  const weights = 'byLayer' in file.weights ? assignWeights(spec, file.weights, layerType) : file.weights;
  const run: ImportRun = {
    graph: new GraphBuilder(),
    weights,
    groups: new Set([...weights.keys()].map((path) => path.replace(/\/vars\/\d+$/, ''))),
    assets: file.assets,
    variables: new Map(),
    edits: new Map(),
    release: file.release,
    textBytes: textBytesOf(options),
    typeOf: layerType,
    notify,
  };
  const model = new LayerContext(run, spec, '', '');
  const inputs = openInputs(run, spec, options);
  const edges = model.call({ inputs, named: {}, options: NO_OPTIONS });
  const outputs = nameOutputs(model, edges, options.textOutput);
  settleCuts(run.graph);
  const graph = run.graph.finish(outputs);
  for (const [path, weight] of weights) {
    if (!run.variables.has(path) && path.includes('seed_generator')) {
      run.variables.set(path, { path, shape: weight.shape, from: { data: Array.from(weight.data) } });
    }
  }
  keepUnused(run, graph);
  const config = toStoredConfig(applyEdits(file.config, run.edits), spec.className, file.release.dialect);
  return { graph, keras: { config, variables: [...run.variables.values()] } };
}

function textBytesOf({ textBytes }: ImportOptions): number | undefined {
  if (textBytes === undefined) return undefined;
  if (Number.isInteger(textBytes) && textBytes >= 1 && textBytes <= LIMITS.elements) return textBytes;
  throw new ImportError(
    'wrong-shape',
    `A text of ${textBytes} bytes: give a whole number from 1 to ${LIMITS.elements.toLocaleString('en-US')}.`,
  );
}

/** What no output needs is left out of the graph; an export gets it from the file itself. */
function keepUnused(run: ImportRun, graph: Graph): void {
  for (const [path, variable] of run.variables) {
    const { from } = variable;
    const stored = run.weights.get(path);
    if (!('param' in from) || graph.tensors.has(from.param) || stored === undefined) continue;
    run.variables.set(path, { path, shape: stored.shape, from: { data: Array.from(stored.data) } });
  }
}

function openInputs(run: ImportRun, spec: LayerSpec, options: ImportOptions): Edge[] {
  const open = inputShapes(spec);
  const names = open.map(({ name }) => name);
  const unknown = Object.keys(options.inputShapes ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ImportError(
      'unknown-size',
      `There is no input "${unknown}" to give a shape: the network has ${names.map((name) => `"${name}"`).join(', ')}.`,
    );
  }
  return open.map(({ name, shape, dtype }) => {
    const given = lookUp(options.inputShapes ?? {}, name);
    const known = given ?? shape.map((size) => (size === null ? unknownSize(name, shape) : size));
    const port = run.graph.inputPort(name, known);
    run.graph.layer = name;
    return { value: dtype === 'bool' ? compare(run.graph, port, 'ne', 0) : port, mask: null };
  });
}

/** Truth values leave a network as 1 and 0. */
function toNumbers(g: GraphBuilder, value: number): number {
  if (g.type(value) !== 'u8') return value;
  const number = (x: number) => constant(g, `output_${x}`, [1], Float32Array.of(x));
  return select(g, value, number(1), number(0));
}

function nameOutputs(
  model: LayerContext,
  edges: readonly Edge[],
  textOutput: TextOutput | undefined,
): OutputPort[] {
  if (textOutput !== undefined && edges.length !== 1) {
    throw new ImportError(
      'wrong-shape',
      `The network has ${edges.length} outputs, and a text is the only one.`,
    );
  }
  const names =
    model.spec.className === 'Functional'
      ? functionalOutputs(model).map(({ name }) => name)
      : edges.map(() => model.children.at(-1)?.spec.name ?? 'output');
  const taken: string[] = [];
  return edges.map(({ value }, i) => {
    const name = uniqueName(names[i] ?? 'output', taken);
    taken.push(name);
    if (textOutput === undefined) return { name, value: toNumbers(model.graph, value) };
    model.graph.layer = name;
    return { name, value: toText(model.graph, value, textOutput) };
  });
}
