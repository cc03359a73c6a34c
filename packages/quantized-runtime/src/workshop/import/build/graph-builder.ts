import { ImportError } from '../../../errors.ts';
import { elementCount } from '../../../graph/element-types.ts';
import type { ElementType, Graph, Node, OutputPort, Shape, TensorData } from '../../../graph/graph.ts';
import { GraphWriter } from '../../build/graph-writer.ts';
import { indexPort, plainValue, realPort } from '../../build/plain.ts';
import { sweep } from '../../build/sweep.ts';
import { uniqueName } from '../../build/unique-name.ts';

/** Collects the values, nodes and tensors of an f32 graph while layers are lowered. */
export class GraphBuilder extends GraphWriter {
  /** Name of the Keras layer that is being lowered; every new node carries it. */
  layer = '';
  readonly #producers = new Map<number, Node>();

  constructor() {
    super('f32');
  }

  /** A new value. `i32` values are indices, `u8` masks. */
  value(shape: Shape, type: ElementType = 'f32'): number {
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
    if (node === undefined || !MOVES.has(node.op)) {
      throw new ImportError(
        'unsupported-setting',
        `Layer "${this.layer}" looks numbers up, and these must come straight from an input of the network.`,
      );
    }
    this.#retype(value, 'i32');
    for (const input of node.inputs) this.requireIndex(input, limit);
  }

  /** The graph, without nodes, values and tensors that no output needs. */
  finish(outputs: readonly OutputPort[]): Graph {
    return sweep(this.toGraph(outputs));
  }

  #retype(value: number, type: ElementType): void {
    this.values[value] = { ...this.at(value), type };
  }
}

const MOVES: ReadonlySet<string> = new Set(['reshape', 'transpose', 'slice', 'concat', 'tile', 'pad']);

/** Rule F5 limits the names of tensors. */
function toTensorName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_./-]/g, '_');
  return safe.length <= 120 ? safe : `${safe.slice(0, 40)}...${safe.slice(-77)}`;
}
