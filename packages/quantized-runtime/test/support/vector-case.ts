import { readdirSync, readFileSync } from 'node:fs';
import { ACTIVATION_TYPE, elementCount } from '../../src/graph/element-types.ts';
import type {
  ElementType,
  Graph,
  InputPort,
  Node,
  Op,
  Profile,
  Tensor,
  TensorData,
  Value,
} from '../../src/graph/graph.ts';
import { OPERATORS } from '../../src/graph/operators.ts';
import { nodeField } from '../../src/graph/schema/nodes.ts';
import { indexPort, plainValue, realPort, textPort } from '../../src/workshop/build/plain.ts';

/**
 * One golden case: a node, its parameters, and what goes in and comes out. f32 elements are bit patterns. An operator that
 * reads nothing has an input all the same, because every program has one.
 */
export interface VectorCase {
  readonly name: string;
  readonly profile: Profile;
  readonly node: Readonly<Record<string, unknown>> & { readonly op: Op };
  readonly inputs: readonly (Value & { readonly limit?: number; readonly text?: boolean })[];
  readonly outputs: readonly Value[];
  readonly tensors: Readonly<
    Record<
      string,
      { readonly type: ElementType; readonly shape: readonly number[]; readonly data: readonly number[] }
    >
  >;
  readonly batch: number;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
}

export interface VectorFile {
  readonly file: string;
  readonly provenance: string;
  readonly cases: readonly VectorCase[];
}

const folder = new URL('../../../../vectors/operators/', import.meta.url);

/** Everything under vectors/operators. */
export function readVectors(): VectorFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }));
}

/** Elements of a type from the numbers of a vector file. */
export function dataOf(type: ElementType, numbers: readonly number[]): TensorData {
  if (type === 'f32') return new Float32Array(Uint32Array.from(numbers).buffer);
  return { i32: Int32Array, i16: Int16Array, i8: Int8Array, u8: Uint8Array }[type].from(numbers);
}

function compareNode(input: number, output: number): Node {
  const layer = 'mask';
  return {
    op: 'compare',
    inputs: [input],
    outputs: [output],
    layer,
    fn: 'ne',
    constant: 0,
    reduceLast: 'none',
  };
}

/**
 * The graph of one case. Texts have ports of their kind. Masks have no port of their own: an activation goes in and is compared with 0.
 * Values: inputs, outputs, then the activations that become masks.
 */
export function graphOf(c: VectorCase): Graph {
  const values: Value[] = [...c.inputs, ...c.outputs].map(({ shape, type, scale, zero }) => ({
    shape,
    type,
    scale,
    zero,
  }));
  const nodes: Node[] = [];
  const inputs = c.inputs.map(({ shape, type, limit, text }, index): InputPort => {
    const name = `x${index}`;
    if (type === 'i32') return indexPort(name, index, limit ?? 0);
    if (text) return textPort(name, index);
    if (type !== 'u8') return realPort(name, index);
    const source = values.length;
    values.push(plainValue(shape, ACTIVATION_TYPE[c.profile]));
    nodes.push(compareNode(source, index));
    return realPort(name, source);
  });
  const { fields, inputs: arity } = OPERATORS[c.node.op];
  const params = Object.fromEntries(Object.keys(c.tensors).map((role) => [role, role]));
  const node = {
    ...c.node,
    inputs: c.inputs.map((_, index) => index).slice(0, arity[1]),
    outputs: c.outputs.map((_, index) => c.inputs.length + index),
    layer: c.name,
    ...('params' in fields && { params }),
  };
  nodes.push(nodeField.check(node, c.name));
  const tensors = new Map<string, Tensor>(
    Object.entries(c.tensors).map(([role, { type, shape, data }]) => [
      role,
      { shape, data: dataOf(type, data) },
    ]),
  );
  const outputs = c.outputs.map((_, index) => ({ name: `y${index}`, value: c.inputs.length + index }));
  return { profile: c.profile, values, nodes, inputs, outputs, tensors };
}

/** Bytes of the examples of several ports, one example after another (rule P7). */
export function interleave(
  ports: readonly { readonly type: ElementType; readonly shape: readonly number[] }[],
  data: readonly (readonly number[])[],
  batch: number,
): Uint8Array {
  const examples: Uint8Array[] = [];
  for (let example = 0; example < batch; example++) {
    ports.forEach(({ type, shape }, port) => {
      const count = elementCount(shape);
      const typed = dataOf(type, data[port]!.slice(example * count, (example + 1) * count));
      examples.push(new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength));
    });
  }
  return Buffer.concat(examples);
}

/** The input bytes of a case. */
export function inputOf(c: VectorCase): Uint8Array {
  const isMask = ({ type, text = false }: VectorCase['inputs'][number]) => type === 'u8' && !text;
  const ports = c.inputs.map((input) => ({
    type: isMask(input) ? ACTIVATION_TYPE[c.profile] : input.type,
    shape: input.shape,
  }));
  const data = c.inputs.map((input, port) => {
    const numbers = c.x[port]!;
    // 1 as a binary32 bit pattern.
    return isMask(input) && c.profile === 'f32'
      ? numbers.map((bit) => (bit === 0 ? 0 : 0x3f800000))
      : numbers;
  });
  return interleave(ports, data, c.batch);
}

export const outputOf = (c: VectorCase): Uint8Array => interleave(c.outputs, c.y, c.batch);
