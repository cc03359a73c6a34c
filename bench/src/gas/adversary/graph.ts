import type {
  ElementType,
  Graph,
  InputPort,
  Node,
  Profile,
  Shape,
  Tensor,
  Value,
} from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';

/** The type of activations of a profile. */
export const TYPES = { a16: 'i16', a8: 'i8', f32: 'f32' } as const satisfies Record<Profile, ElementType>;
/** Arrays of their elements. */
export const DATA = { a16: Int16Array, a8: Int8Array, f32: Float32Array } as const;
export const PROFILES = ['a16', 'a8', 'f32'] as const satisfies readonly Profile[];

/** A node without the fields that its place in a graph gives it. */
type Unplaced<N> = N extends Node ? Omit<N, 'inputs' | 'outputs' | 'layer'> : never;
export type Operation = Unplaced<Node>;

/** Writes graphs in any profile, without quantizing: scales of 1, and multipliers that halve. */
export class AttackGraph {
  readonly writer: GraphWriter;
  readonly profile: Profile;

  constructor(profile: Profile) {
    this.profile = profile;
    this.writer = new GraphWriter(profile);
  }

  value(shape: Shape, type: ElementType = TYPES[this.profile]): number {
    return this.writer.addValue(plainValue(shape, type));
  }

  input(shape: Shape): number {
    const value = this.value(shape);
    this.port(realPort(`x${value}`, value));
    return value;
  }

  indices(shape: Shape, limit: number): number {
    const value = this.value(shape, 'i32');
    this.port(indexPort(`x${value}`, value, limit));
    return value;
  }

  port(port: InputPort): void {
    this.writer.inputs.push(port);
  }

  add(operation: Operation, inputs: readonly number[], shape: Shape, type?: ElementType, layer = ''): number {
    const output = this.value(shape, type);
    this.writer.add({ ...operation, inputs, outputs: [output], layer } as Node);
    return output;
  }

  tensor(name: string, shape: Shape, data: Tensor['data']): string {
    return this.writer.addTensor(name, { shape, data });
  }

  /** Kernel, and what integers need beside it; `name` twice makes tensors of their own, which hold the same. */
  weights(name: string, shape: Shape): { kernel: string; mult?: string; shift?: string } {
    const count = shape.reduce((a, b) => a * b, 1);
    if (this.profile === 'f32')
      return { kernel: this.tensor(name, shape, new Float32Array(count).fill(0.5)) };
    return { kernel: this.tensor(name, shape, new Int8Array(count).fill(1)), ...this.pairs(name, 1) };
  }

  pairs(name: string, count: number): { mult: string; shift: string } {
    return {
      mult: this.tensor(`${name}.mult`, [count], new Int32Array(count).fill(2 ** 20)),
      shift: this.tensor(`${name}.shift`, [count], new Uint8Array(count).fill(21)),
    };
  }

  at(value: number): Value {
    return this.writer.at(value);
  }

  /** What goes in also comes out, so that no step writes over it and every run finds the same. */
  finish(...outputs: readonly number[]): Graph {
    const kept = [...new Set([...outputs, ...this.writer.inputs.map(({ value }) => value)])];
    return this.writer.toGraph(kept.map((value) => ({ name: `y${value}`, value })));
  }
}
