import { ACTIVATION_TYPE, elementCount, TYPE_RANGE } from '../../src/graph/element-types.ts';
import type { ElementType, Graph, Profile, Shape, Tensor, TensorData, Value } from '../../src/index.ts';
import { GraphWriter } from '../../src/workshop/build/graph-writer.ts';
import { indexPort, plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { createRandom, type Random } from './random.ts';

type Params = Record<string, string>;

/** Builds a graph of random values and tensors. */
export class GraphMaker extends GraphWriter {
  /** Of the activations that are made: that of the value in hand. */
  type: 'f32' | 'i16' | 'i8';
  readonly float: boolean;
  readonly random: Random;
  /** Values that nodes behind may not read: what loops that ended wrote. */
  readonly hidden = new Set<number>();
  /** The tensor that was drawn last for what is asked for: half the time nodes share it. */
  readonly #drawn = new Map<string, { readonly name: string; readonly tensor: Tensor }>();

  constructor(profile: Profile, seed: number) {
    super(profile);
    this.random = createRandom(seed);
    this.type = ACTIVATION_TYPE[profile];
    this.float = profile === 'f32';
  }

  /** Largest magnitude of an activation less its zero point. */
  get reach(): number {
    return this.type === 'i16' ? 32767 : 255;
  }

  /** Goes on from an activation, in its type. */
  follow(value: number): void {
    const { type } = this.at(value);
    if (type === 'f32' || type === 'i16' || type === 'i8') this.type = type;
  }

  /** In `a8` goes on in int8 or int16. */
  turn(): void {
    if (this.profile === 'a8') this.type = this.random.pick(['i8', 'i16']);
  }

  value(shape: Shape, over: Partial<Value> = {}): number {
    const zero = this.type === 'i8' ? this.random.integer(-128, 127) : 0;
    const scale = this.float ? 1 : 2 ** -this.random.integer(4, 12);
    return this.addValue({ shape, type: this.type, scale, zero, ...over });
  }

  /** A value of another shape with the type, scale and zero of `source`. */
  alike(source: number, shape: Shape): number {
    return this.addValue({ ...this.at(source), shape });
  }

  /** Of its one input. */
  get inputType(): 'f32' | 'i16' | 'i8' {
    const { type } = this.at(this.inputs[0]!.value);
    return type === 'f32' || type === 'i16' ? type : 'i8';
  }

  mask(shape: Shape): number {
    return this.addValue(plainValue(shape, 'u8'));
  }

  input(shape: Shape): number {
    this.turn();
    const value = this.value(shape);
    this.inputs.push(realPort(`x${value}`, value));
    return value;
  }

  indexInput(shape: Shape, limit: number): number {
    const value = this.addValue(plainValue(shape, 'i32'));
    this.inputs.push(indexPort(`x${value}`, value, limit));
    return value;
  }

  /** A tensor of random elements: integers in [low, high] with both ends often, or small binary32 numbers. */
  tensor(
    role: string,
    type: ElementType,
    shape: Shape,
    low = TYPE_RANGE[type][0],
    high = TYPE_RANGE[type][1],
  ): string {
    const kind = JSON.stringify([role, type, shape, low, high]);
    const known = this.#drawn.get(kind);
    if (
      known !== undefined &&
      this.tensors.get(known.name) === known.tensor &&
      this.random.integer(0, 1) === 0
    ) {
      return known.name;
    }
    const name = `${this.tensors.size}/${role}`;
    const draw = (): number => {
      if (type === 'f32') {
        if (this.random.integer(0, 15) === 0) return this.random.pick([0, -0]);
        return (this.random.unit() * 2 - 1) * 2 ** this.random.integer(-8, 1);
      }
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
    const tensor = { shape, data };
    // A node that was given up takes its tensors along, and others get their names.
    this.#drawn.set(kind, { name, tensor });
    return this.addTensor(name, tensor);
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
    return this.toGraph(outputs.map((value) => ({ name: `y${value}`, value })));
  }
}

/** Adds nodes that read `x` and returns the value they end in, or null where the shape does not suit. */
export type MakeOp = (m: GraphMaker, x: number) => number | null;
