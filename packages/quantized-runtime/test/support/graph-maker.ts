import { elementCount, TYPE_RANGE } from '../../src/graph/element-types.ts';
import type {
  ElementType,
  Graph,
  InputPort,
  Node,
  Profile,
  Shape,
  Tensor,
  TensorData,
  Value,
} from '../../src/index.ts';
import { createRandom, type Random } from './random.ts';

const ACTIVATION = { f32: 'f32', a16: 'i16', a8: 'i8' } as const;

type Params = Record<string, string>;

/** Builds a graph value by value; every method that makes a node returns its first output. */
export class GraphMaker {
  readonly values: Value[] = [];
  readonly nodes: Node[] = [];
  readonly inputs: InputPort[] = [];
  readonly tensors = new Map<string, Tensor>();
  readonly type: 'f32' | 'i16' | 'i8';
  readonly float: boolean;
  readonly random: Random;

  constructor(
    readonly profile: Profile,
    seed: number,
  ) {
    this.random = createRandom(seed);
    this.type = ACTIVATION[profile];
    this.float = profile === 'f32';
  }

  /** Largest magnitude of an activation less its zero point. */
  get reach(): number {
    return this.profile === 'a16' ? 32767 : 255;
  }

  shape(value: number): Shape {
    return this.values[value]!.shape;
  }

  value(shape: Shape, over: Partial<Value> = {}): number {
    const zero = this.type === 'i8' ? this.random.integer(-128, 127) : 0;
    const scale = this.float ? 1 : 2 ** -this.random.integer(4, 12);
    this.values.push({ shape, type: this.type, scale, zero, ...over });
    return this.values.length - 1;
  }

  /** A value of another shape with the type, scale and zero of `source`. */
  alike(source: number, shape: Shape): number {
    const { type, scale, zero } = this.values[source]!;
    return this.value(shape, { type, scale, zero });
  }

  mask(shape: Shape): number {
    return this.value(shape, { type: 'u8', scale: 1, zero: 0 });
  }

  input(shape: Shape): number {
    const value = this.value(shape);
    this.inputs.push({ name: `x${value}`, value, kind: 'real', scale: [1], offset: [0], limit: 0 });
    return value;
  }

  indexInput(shape: Shape, limit: number): number {
    const value = this.value(shape, { type: 'i32', scale: 1, zero: 0 });
    this.inputs.push({ name: `x${value}`, value, kind: 'index', scale: [1], offset: [0], limit });
    return value;
  }

  node(node: Node): number {
    this.nodes.push(node);
    return node.outputs[0]!;
  }

  /** A tensor of random elements: integers in [low, high] with both ends often, or small binary32 numbers. */
  tensor(
    role: string,
    type: ElementType,
    shape: Shape,
    low = TYPE_RANGE[type][0],
    high = TYPE_RANGE[type][1],
  ): string {
    const name = `${this.tensors.size}/${role}`;
    const draw = (): number => {
      if (type === 'f32') return (this.random.unit() * 2 - 1) * 2 ** this.random.integer(-8, 1);
      return this.random.pick([
        low,
        high,
        ...Array.from({ length: 8 }, () => this.random.integer(low, high)),
      ]);
    };
    const elements = Array.from({ length: elementCount(shape) }, draw);
    const data: TensorData = {
      f32: Float32Array,
      i32: Int32Array,
      i16: Int16Array,
      i8: Int8Array,
      u8: Uint8Array,
    }[type].from(elements);
    this.tensors.set(name, { shape, data });
    return name;
  }

  /** Weights of `depth` terms a sum, small enough that no accumulator can overflow. */
  kernel(shape: Shape, depth: number): string {
    const most = Math.min(127, Math.floor(2 ** 30 / (depth * this.reach)));
    return this.tensor('kernel', this.float ? 'f32' : 'i8', shape, -most, most);
  }

  bias(channels: number): string {
    return this.tensor('bias', this.float ? 'f32' : 'i32', [channels], -(2 ** 24), 2 ** 24);
  }

  /** Multipliers that bring sums up to `most` to the output's type, or a little off it. */
  requant(most: number, channels: number, leastShift = 1): Params {
    if (this.float) return {};
    const count = this.random.pick([1, channels]);
    const target = this.type === 'i16' ? 2 ** 15 : 2 ** 7;
    const middle = Math.ceil(Math.log2(Math.max(1, most / target))) + 20;
    const [low, high] = [Math.max(leastShift, middle - 3), Math.min(52, Math.max(leastShift, middle + 1))];
    return {
      mult: this.tensor('mult', 'i32', [count], 2 ** 20, 2 ** 21 - 1),
      shift: this.tensor('shift', 'u8', [count], low, high),
    };
  }

  /** No clamp, a relu, or a narrow clamp. */
  clamp(output: number): { readonly min: number | null; readonly max: number | null } {
    const { zero } = this.values[output]!;
    const kind = this.random.integer(0, 3);
    if (kind === 0) return { min: zero, max: null };
    if (kind === 1)
      return this.float ? { min: -0.5, max: 0.75 } : { min: Math.max(-100, zero - 50), max: 101 };
    return { min: null, max: null };
  }

  graph(outputs: readonly number[]): Graph {
    const { profile, values, nodes, inputs, tensors } = this;
    const ports = outputs.map((value) => ({ name: `y${value}`, value }));
    return { profile, values, nodes, inputs, outputs: ports, tensors };
  }
}

/** Adds nodes that read `x` and returns the value they end in, or null where the shape does not suit. */
export type MakeOp = (m: GraphMaker, x: number) => number | null;
