import { ImportError } from '../../errors.ts';
import { sameShape } from '../../graph/element-types.ts';
import type { Shape, TensorData } from '../../graph/graph.ts';
import type { KerasVariable } from '../origin/network.ts';
import type { GraphBuilder } from './build/graph-builder.ts';
import { invert } from './build/shapes.ts';
import { Config, type JsonObject } from './config.ts';
import { holdsConstant } from './model/references.ts';
import { joinPath } from './paths.ts';
import type { Dialect, Release } from './read/release.ts';
import type { WeightArray, WeightStore } from './read/weights.ts';
import { permute } from './read/weights.ts';
import { COMMON_ARGUMENTS, checkSettings, isNothing, type Settings } from './settings.ts';
import type { LayerSpec } from './spec.ts';

/** What flows along an edge of a Keras network: a value of the graph, and the mask that Keras carries along. */
export interface Edge {
  readonly value: number;
  /** A u8 value: 1 keeps a step, 0 skips it. */
  readonly mask: number | null;
}

/** How a layer is called: positional edges, edges by name, and all other arguments as JSON. */
export interface Call {
  readonly inputs: readonly Edge[];
  /** Edges of one argument in order; null where a list of them leaves one out. */
  readonly named: Readonly<Record<string, readonly (Edge | null)[]>>;
  readonly options: Config;
}

/** What the call of most layers takes by position. */
export const DEFAULT_POSITIONS: readonly string[] = ['inputs', 'training'];

/** Settings that stand for "no arguments". */
export const NO_OPTIONS = new Config({}, 'a call');

/** A variable that a layer owns, in the order in which Keras creates it. */
export interface VariableSpec {
  readonly name: string;
  readonly trainable: boolean;
  /** Path below the layer's own group; `vars/<i>` in order when not given. */
  readonly path?: string;
  /** Path below the layer's own group of the variable that it is; older containers list it once. */
  readonly copyOf?: string;
}

/** A layer inside a layer, and its group in the weights file. */
export interface ChildSpec {
  readonly path: string;
  /** The group's name in files of other Keras versions. */
  readonly formerPath?: string;
  readonly spec: LayerSpec;
}

/** How one class of Keras layers, or one operation of keras.ops, becomes nodes of the graph. */
export interface LayerType {
  /** What becomes of each setting in its config, beyond those that every layer has. */
  readonly settings: Settings;
  /** What becomes of each argument of its call after the inputs, beyond those that every layer has. */
  readonly arguments?: Settings;
  /** The names of the arguments that a call may give by position, the inputs first; DEFAULT_POSITIONS without. */
  readonly positions?: readonly string[];
  /** True for an operation: its config has no settings but its own, and positions are its operands. */
  readonly isOperation?: boolean;
  /** True when what it is called with may be constant arrays; they are refused elsewhere. */
  readonly takesConstants?: boolean;
  /** `keras3`: Keras 2 drops the mask that comes along, in silence. */
  readonly carriesMask?: 'keras3';
  /** `keras3`: Keras 3 writes `training=True` into its calls, and overrules it when a network predicts. */
  readonly overrulesTraining?: 'keras3';
  /** True when it computes the same whatever dtype its config names. */
  readonly anyType?: boolean;
  /** Own variables, in creation order: trainable first, then the others. */
  readonly variables?: (spec: LayerSpec) => readonly VariableSpec[];
  readonly children?: (spec: LayerSpec) => readonly ChildSpec[];
  readonly lower: (layer: LayerContext, call: Call) => Edge | readonly Edge[];
}

/** What one import shares: the graph that grows, the weights, and what became of each variable. */
export interface ImportRun {
  readonly graph: GraphBuilder;
  readonly weights: WeightStore;
  /** Paths of the groups that directly hold variables, without `/vars`. */
  readonly groups: ReadonlySet<string>;
  readonly assets: ReadonlyMap<string, Uint8Array>;
  readonly variables: Map<string, KerasVariable>;
  /** Settings that an export writes in place of the file's own. */
  readonly edits: Map<JsonObject, JsonObject>;
  readonly release: Release;
  /** Bytes of each text port; undefined: inputs of words take the indices that a lookup gives. */
  readonly textBytes: number | undefined;
  readonly typeOf: (spec: LayerSpec) => LayerType;
  /** Tells the user something that is no reason to refuse. */
  readonly notify: (sentence: string) => void;
}

/** One layer while it is lowered: its settings, its variables, the graph to add to. */
export class LayerContext {
  private readonly owned: ReadonlyMap<string, string>;
  private contexts: readonly LayerContext[] | undefined;

  constructor(
    readonly run: ImportRun,
    readonly spec: LayerSpec,
    /** Group in the weights file, `layers/dense_1`. */
    readonly path: string,
    /** Name for traces: `encoder/dense`. */
    readonly label: string,
  ) {
    const specs = run.typeOf(spec).variables?.(spec) ?? [];
    this.owned = new Map(specs.map((own, i) => [own.name, joinPath(path, own.path ?? `vars/${i}`)]));
  }

  get graph(): GraphBuilder {
    return this.run.graph;
  }

  get config(): Config {
    return this.spec.config;
  }

  get dialect(): Dialect {
    return this.run.release.dialect;
  }

  /** The names of what a call gives by position; undefined for an operation, whose positions are operands. */
  get positions(): readonly string[] | undefined {
    const type = this.run.typeOf(this.spec);
    return type.isOperation === true ? undefined : (type.positions ?? DEFAULT_POSITIONS);
  }

  /** True when its call has a mask among its arguments. */
  get takesMask(): boolean {
    return Object.hasOwn(this.run.typeOf(this.spec).arguments ?? {}, 'mask');
  }

  /** True when the settings give the layer this variable. */
  has(name: string): boolean {
    return this.owned.has(name);
  }

  /** True when the file holds this variable, which a layer that never computed may lack. */
  isStored(name: string): boolean {
    return this.run.weights.has(this.owned.get(name) ?? '');
  }

  /** A variable as numbers. Until `param` or `record` says otherwise, an export carries them along. */
  weight(name: string, expected?: Shape): WeightArray {
    const path = this.owned.get(name);
    if (path === undefined) {
      // Only settings that Keras does not write lead here: they name a variable in one place and deny it in another.
      throw new ImportError(
        'broken-config',
        `The settings of layer "${this.label}" do not go together: they need a variable "${name}" that they do not declare.`,
      );
    }
    const found = this.run.weights.get(path);
    if (found === undefined) {
      throw new ImportError(
        'missing-weight',
        `The variable "${name}" of layer "${this.label}" is missing (${path}).`,
      );
    }
    if (expected !== undefined && !sameShape(found.shape, expected)) {
      throw new ImportError(
        'wrong-shape',
        `The variable "${name}" of layer "${this.label}" should have shape [${expected}], found [${found.shape}].`,
      );
    }
    if (!found.data.every(Number.isFinite)) {
      throw new ImportError(
        'not-finite',
        `The variable "${name}" of layer "${this.label}" holds NaN or infinity: train the network again, as its answers would be no numbers.`,
      );
    }
    if (!this.run.variables.has(path)) {
      this.record(name, found.shape, { data: Array.from(found.data) });
    }
    return found;
  }

  /** Says how an export rebuilds a variable. */
  record(name: string, shape: Shape, from: KerasVariable['from']): void {
    const path = this.owned.get(name);
    if (path !== undefined) this.run.variables.set(path, { path, shape, from });
  }

  /** Replaces this layer's variables in an export: `vars/<i>` in the order given. */
  recordAll(variables: readonly { readonly shape: Shape; readonly from: KerasVariable['from'] }[]): void {
    for (const path of this.owned.values()) this.run.variables.delete(path);
    variables.forEach(({ shape, from }, i) => {
      const path = joinPath(this.path, `vars/${i}`);
      this.run.variables.set(path, { path, shape, from });
    });
  }

  /** Changes settings in an export. */
  editConfig(changes: JsonObject): void {
    const { raw } = this.config;
    this.run.edits.set(raw, { ...(this.run.edits.get(raw) ?? raw), ...changes });
  }

  /**
   * A variable as a parameter of the graph: axes moved by `perm`, then reshaped to `shape`. Hands back the
   * tensor's name, which is the same for every call of a shared layer.
   */
  param(name: string, expected: Shape, perm?: readonly number[], shape?: Shape): string {
    const weight = this.weight(name, expected);
    const moved = perm === undefined ? weight : permute(weight, perm);
    const tensor = this.addTensor(name, shape ?? moved.shape, Float32Array.from(moved.data));
    const from = perm === undefined ? { param: tensor } : { param: tensor, perm: invert(perm) };
    this.record(name, expected, from);
    return tensor;
  }

  /** A computed tensor, named below this layer. */
  addTensor(name: string, shape: Shape, data: TensorData): string {
    return this.graph.tensor(joinPath(toTensorPrefix(this.path), name), shape, data);
  }

  /** The layers inside this one. */
  get children(): readonly LayerContext[] {
    this.contexts ??= (this.run.typeOf(this.spec).children?.(this.spec) ?? []).map(
      ({ path, formerPath, spec }) => {
        const former = joinPath(this.path, formerPath ?? path);
        const found = this.run.groups.has(former) ? former : joinPath(this.path, path);
        return new LayerContext(this.run, spec, found, joinPath(this.label, spec.name));
      },
    );
    return this.contexts;
  }

  child(index: number): LayerContext {
    const found = this.children[index];
    if (found === undefined) throw new RangeError(`${this.spec.className} has no child ${index}`);
    return found;
  }

  /** Lowers this layer for one call. Nodes carry the name of the innermost layer that made them. */
  call(call: Call): readonly Edge[] {
    const type = this.run.typeOf(this.spec);
    this.checkArguments(call, type);
    const { args, ...options } = call.options.raw;
    if (holdsConstant(options) || (type.takesConstants !== true && holdsConstant(args))) {
      throw this.refuse('it is called with a constant array: make it a weight of a layer');
    }
    const before = this.graph.layer;
    this.graph.layer = this.label;
    const result = type.lower(this, call);
    this.graph.layer = before;
    const edges = isEdges(result) ? result : [result];
    const isDropped = type.carriesMask === 'keras3' && this.dialect === 'keras2';
    return isDropped ? edges.map(({ value }) => ({ value, mask: null })) : edges;
  }

  /** What is passed by name counts whether it is an edge or JSON. */
  private checkArguments(call: Call, type: LayerType): void {
    const { args: _, training, ...others } = call.options.raw;
    const options = type.overrulesTraining === this.dialect ? others : { training, ...others };
    const edges = Object.fromEntries(Object.keys(call.named).map((name) => [name, 'a tensor']));
    const given = new Config({ ...options, ...edges }, `the call of ${this.config.where}`);
    checkSettings(given, type.arguments ?? {}, COMMON_ARGUMENTS);
  }

  refuse(reason: string): ImportError {
    return new ImportError(
      'unsupported-setting',
      `Layer "${this.label}" (${this.spec.className}) cannot be imported: ${reason}.`,
    );
  }
}

function isEdges(result: Edge | readonly Edge[]): result is readonly Edge[] {
  return Array.isArray(result);
}

function toTensorPrefix(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== 'layers')
    .join('/');
}

/** The only input of a layer. */
export function single(layer: LayerContext, call: Call): Edge {
  const [edge] = call.inputs;
  if (edge !== undefined && call.inputs.length === 1) return edge;
  throw layer.refuse(`it takes one input and has ${call.inputs.length}`);
}

/** A list of edges that may leave none out. */
export function present(layer: LayerContext, edges: readonly (Edge | null)[]): Edge[] {
  return edges.map((edge) => {
    if (edge === null) throw layer.refuse('a list of its inputs or states has a null in it');
    return edge;
  });
}

/** The edges of one argument that is passed by name, null where a list of them leaves one out; none when it is not passed. */
export function namedEdges(call: Call, name: string): readonly (Edge | null)[] {
  const { options } = call;
  if (!isNothing(options.get(name))) {
    throw new ImportError(
      'unsupported-setting',
      `In ${options.where}, "${name}" is no tensor of the network: make it an input, or what a layer gives.`,
    );
  }
  return call.named[name] ?? [];
}

/** The inputs of a model, each with the mask that the call gives for it, or else the one that came along. */
export function maskedInputs(call: Call): Edge[] {
  const masks = namedEdges(call, 'mask');
  return call.inputs.map(({ value, mask }, i) => ({ value, mask: masks[i]?.value ?? mask }));
}

/** An edge that is passed by name; undefined when it is not. */
export function namedEdge(call: Call, name: string): Edge | undefined {
  return namedEdges(call, name)[0] ?? undefined;
}
