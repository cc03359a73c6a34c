import { ImportError } from '../../../errors.ts';
import { elementCount, sameShape } from '../../../graph/element-types.ts';
import type {
  ElementType,
  Graph,
  InputPort,
  Node,
  OutputPort,
  Shape,
  Tensor,
  TensorData,
  Value,
} from '../../../graph/graph.ts';

/** Collects the values, nodes and tensors of an f32 graph while layers are lowered. */
export class GraphBuilder {
  /** Name of the Keras layer that is being lowered; every new node carries it. */
  layer = '';
  readonly nodes: Node[] = [];
  private readonly values: Value[] = [];
  private readonly tensors = new Map<string, Tensor>();
  private readonly inputs: InputPort[] = [];
  private readonly producers = new Map<number, Node>();

  /** A new value. `i32` values are indices, `u8` masks. */
  value(shape: Shape, type: ElementType = 'f32'): number {
    this.values.push({ shape: [...shape], type, scale: 1, zero: 0 });
    return this.values.length - 1;
  }

  shape(value: number): Shape {
    return this.at(value).shape;
  }

  type(value: number): ElementType {
    return this.at(value).type;
  }

  /** The node that writes a value; undefined for input ports. */
  producer(value: number): Node | undefined {
    return this.producers.get(value);
  }

  /** Adds a node and hands back its first output. */
  add(node: Node): number {
    this.nodes.push(node);
    for (const output of node.outputs) this.producers.set(output, node);
    return node.outputs[0]!;
  }

  /** A parameter. The same name always means the same tensor. */
  tensor(name: string, shape: Shape, data: TensorData): string {
    if (data.length !== elementCount(shape)) throw new RangeError(`tensor ${name}: wrong length`);
    const safe = toTensorName(name);
    const known = this.tensors.get(safe);
    if (known === undefined) this.tensors.set(safe, { shape: [...shape], data });
    else if (known.data !== data && !sameTensor(known, shape, data)) {
      return this.tensor(`${name}_${this.tensors.size}`, shape, data);
    }
    return safe;
  }

  tensorNamed(name: string): Tensor {
    const found = this.tensors.get(name);
    if (found === undefined) throw new RangeError(`no tensor ${name}`);
    return found;
  }

  inputPort(name: string, shape: Shape): number {
    const value = this.value(shape);
    this.inputs.push({
      name: uniqueName(
        name,
        this.inputs.map((port) => port.name),
      ),
      value,
      kind: 'real',
      scale: [1],
      offset: [0],
      limit: 0,
    });
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
      this.inputs[port] = { ...known, kind: 'index', limit: bound };
      this.retype(value, 'i32');
      return;
    }
    const node = this.producers.get(value);
    if (node === undefined || !MOVES.has(node.op)) {
      throw new ImportError(
        'unsupported-setting',
        `Layer "${this.layer}" looks numbers up, and these must come straight from an input of the network.`,
      );
    }
    this.retype(value, 'i32');
    for (const input of node.inputs) this.requireIndex(input, limit);
  }

  /** The graph, without nodes, values and tensors that no output needs. */
  finish(outputs: readonly OutputPort[]): Graph {
    const needed = new Set(outputs.map((port) => port.value));
    const kept: Node[] = [];
    for (const node of [...this.nodes].reverse()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      kept.push(node);
      for (const input of node.inputs) needed.add(input);
    }
    return renumber(kept.reverse(), this.values, this.inputs, outputs, this.tensors);
  }

  private at(value: number): Value {
    const found = this.values[value];
    if (found === undefined) throw new RangeError(`no value ${value}`);
    return found;
  }

  private retype(value: number, type: ElementType): void {
    this.values[value] = { ...this.at(value), type };
  }
}

const MOVES: ReadonlySet<string> = new Set(['reshape', 'transpose', 'slice', 'concat', 'tile', 'pad']);

function renumber(
  nodes: readonly Node[],
  values: readonly Value[],
  inputs: readonly InputPort[],
  outputs: readonly OutputPort[],
  tensors: ReadonlyMap<string, Tensor>,
): Graph {
  const numbers = new Map<number, number>();
  const kept: Value[] = [];
  const number = (value: number): number => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, kept.length);
    kept.push(values[value]!);
    return kept.length - 1;
  };
  const ports = inputs.map((port) => ({ ...port, value: number(port.value) }));
  const used = new Set<string>();
  const moved = nodes.map((node) => {
    if ('params' in node) for (const name of Object.values(node.params)) used.add(name);
    return { ...node, inputs: node.inputs.map(number), outputs: node.outputs.map(number) };
  });
  return {
    profile: 'f32',
    values: kept,
    nodes: moved,
    inputs: ports,
    outputs: outputs.map((port) => ({ ...port, value: number(port.value) })),
    tensors: new Map([...tensors].filter(([name]) => used.has(name))),
  };
}

function sameTensor(known: Tensor, shape: Shape, data: TensorData): boolean {
  return (
    sameShape(known.shape, shape) &&
    known.data.length === data.length &&
    known.data.every((element, i) => Object.is(element, data[i]))
  );
}

/** Rule F5 limits the names of tensors. */
function toTensorName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_./-]/g, '_');
  return safe.length <= 120 ? safe : `${safe.slice(0, 40)}...${safe.slice(-77)}`;
}

export function uniqueName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let count = 1;
  while (taken.includes(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}
