import { ImportError } from '../../../errors.ts';
import { elementCount } from '../../../graph/element-types.ts';
import type {
  ElementType,
  Graph,
  Node,
  OutputPort,
  Shape,
  TensorData,
  TokenizeNode,
} from '../../../graph/graph.ts';
import { LIMITS } from '../../../graph/limits.ts';
import { GraphWriter } from '../../build/graph-writer.ts';
import { indexPort, plainValue, realPort, textPort } from '../../build/plain.ts';
import { sweep } from '../../build/sweep.ts';
import { uniqueName } from '../../build/unique-name.ts';

/** A value that hands on given numbers for now, and the whole type that Keras casts them to. */
export interface Cut {
  readonly output: number;
  readonly dtype: string;
}

/** Collects the values, nodes and tensors of an f32 graph while layers are lowered. */
export class GraphBuilder extends GraphWriter {
  /** Name of the Keras layer that is being lowered; every new node carries it. */
  layer = '';
  /** Casts of given numbers to whole types, until it is known whether these are looked up (cut-given.ts). */
  readonly cuts: Cut[] = [];
  /** Inputs that are texts, and the shapes that they had as strings. */
  readonly #texts = new Map<number, Shape>();
  readonly #counted = new Set<number>();
  readonly #producers = new Map<number, Node>();

  constructor() {
    super('f32');
  }

  /** A new value. `i32` values are indices, `u8` masks. */
  value(shape: Shape, type: ElementType = 'f32'): number {
    if (!shape.every((size) => Number.isInteger(size) && size >= 1 && size <= LIMITS.elements)) {
      throw new ImportError(
        'wrong-shape',
        `Layer "${this.layer}" makes something of the shape [${shape}]: every size is a whole number from 1 to ${LIMITS.elements.toLocaleString('en-US')}.`,
      );
    }
    return this.addValue(plainValue([...shape], type));
  }

  type(value: number): ElementType {
    return this.at(value).type;
  }

  /** The node that writes a value; undefined for input ports. */
  producer(value: number): Node | undefined {
    return this.#producers.get(value);
  }

  override add(node: Node): number {
    for (const output of node.outputs) this.#producers.set(output, node);
    return super.add(node);
  }

  /** A parameter. The same name always means the same tensor. */
  tensor(name: string, shape: Shape, data: TensorData): string {
    if (data.length !== elementCount(shape)) throw new RangeError(`tensor ${name}: wrong length`);
    return this.shareTensor(toTensorName(name), { shape: [...shape], data });
  }

  inputPort(name: string, shape: Shape): number {
    const value = this.value(shape);
    const taken = this.inputs.map((port) => port.name);
    this.inputs.push(realPort(uniqueName(name, taken), value));
    return value;
  }

  /** Gives an input port another shape; false when the value is not one. */
  reshapePort(value: number, shape: Shape): boolean {
    if (!this.inputs.some((port) => port.value === value)) return false;
    this.values[value] = { ...this.at(value), shape: [...shape] };
    return true;
  }

  /**
   * Declares that an input is a text of at most `bytes` bytes. It must be one string. Throws ImportError
   * `unsupported-setting`.
   */
  requireText(value: number, bytes: number): void {
    const port = this.inputs.findIndex((candidate) => candidate.value === value);
    const shape = this.textShape(value);
    if (port < 0 || elementCount(shape) !== 1) {
      throw new ImportError(
        'unsupported-setting',
        `Layer "${this.layer}" takes words, and these must be one string each, straight from an input of the network.`,
      );
    }
    this.#texts.set(value, shape);
    this.inputs[port] = textPort(this.inputs[port]!.name, value);
    this.values[value] = plainValue([bytes], 'u8');
  }

  /** The shape of a value as strings, before it became bytes. */
  textShape(value: number): Shape {
    return this.#texts.get(value) ?? this.shape(value);
  }

  /**
   * Declares that a value holds whole numbers in [0, limit). It must come from an input port through nodes that
   * only move elements. Throws ImportError `unsupported-setting`.
   */
  requireIndex(value: number, limit: number): void {
    const port = this.inputs.findIndex((candidate) => candidate.value === value);
    if (port >= 0) {
      const known = this.inputs[port]!;
      const bound = known.kind === 'index' ? Math.min(known.limit, limit) : limit;
      this.inputs[port] = indexPort(known.name, value, bound);
      this.#retype(value, 'i32');
      return;
    }
    const node = this.producer(value);
    if (node?.op === 'tokenize') {
      this.#expectTokensBelow(node, limit);
      return;
    }
    if (node === undefined || !MOVES.has(node.op)) {
      throw new ImportError(
        'unsupported-setting',
        `Layer "${this.layer}" looks numbers up, and these must come straight from an input of the network, or be counts, places or bins.`,
      );
    }
    this.#retype(value, 'i32');
    for (const input of node.inputs) this.requireIndex(input, limit);
  }

  /** A tokenizer's tokens are what its tables say. */
  #expectTokensBelow({ params, unknown, padding }: TokenizeNode, limit: number): void {
    const most = Array.from(this.tensorNamed(params.ids).data).reduce(
      (a, b) => Math.max(a, b),
      Math.max(unknown, padding),
    );
    if (most < limit) return;
    throw new ImportError(
      'unsupported-setting',
      `Layer "${this.layer}" looks up numbers below ${limit}, and its words become numbers up to ${most}.`,
    );
  }

  /** True for an input, and where only elements of inputs were moved. */
  isGiven(value: number): boolean {
    if (this.inputs.some((port) => port.value === value)) return true;
    const node = this.producer(value);
    return node !== undefined && MOVES.has(node.op) && node.inputs.every((input) => this.isGiven(input));
  }

  /** Says that a value holds whole numbers because of how it is computed: counts, places, bins. Hands it back. */
  markCounted(value: number): number {
    this.#counted.add(value);
    return value;
  }

  /** True for what was marked, and where only its elements were moved. */
  isCounted(value: number): boolean {
    if (this.#counted.has(value)) return true;
    const node = this.producer(value);
    return node !== undefined && MOVES.has(node.op) && node.inputs.every((input) => this.isCounted(input));
  }

  /** Whole numbers of an input that are looked up are compared and moved besides; nothing computes with them. */
  #checkIndices(): void {
    const mixed = this.nodes.find(
      ({ op, inputs }) => !TAKES_INDICES.has(op) && inputs.some((input) => this.type(input) === 'i32'),
    );
    if (mixed !== undefined) {
      throw new ImportError(
        'unsupported-setting',
        `Layer "${mixed.layer}" computes with numbers that another layer looks up: give the network an input for each of both.`,
      );
    }
  }

  /** The graph, without nodes, values and tensors that no output needs. */
  finish(outputs: readonly OutputPort[]): Graph {
    this.#checkIndices();
    const graph = sweep(this.toGraph(outputs));
    expectRoom(graph);
    return graph;
  }

  #retype(value: number, type: ElementType): void {
    this.values[value] = { ...this.at(value), type };
  }
}

/** Refuses what no artefact can hold, whatever the profile (rule F10). */
function expectRoom({ nodes, values }: Graph): void {
  if (nodes.length <= LIMITS.nodes && values.length <= LIMITS.values) return;
  const counts = new Map<string, number>();
  for (const { layer } of nodes) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  const [layer, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  throw new ImportError(
    'too-large',
    `The network becomes ${nodes.length.toLocaleString('en-US')} operators, ${most.toLocaleString('en-US')} of them for layer "${layer}", and an artefact holds ${LIMITS.nodes.toLocaleString('en-US')}: ` +
      'a recurrent layer takes operators for each step where a gate has another function than sigmoid, tanh and their kin, or states are given; shorten the sequence, or take those functions.',
  );
}

const MOVES: ReadonlySet<string> = new Set(['reshape', 'transpose', 'slice', 'concat', 'tile', 'pad']);

const TAKES_INDICES: ReadonlySet<string> = new Set([...MOVES, 'gather', 'compare', 'select', 'detokenize']);

/** Rule F5 limits the names of tensors. */
function toTensorName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_./-]/g, '_');
  return safe.length <= 120 ? safe : `${safe.slice(0, 40)}...${safe.slice(-77)}`;
}
