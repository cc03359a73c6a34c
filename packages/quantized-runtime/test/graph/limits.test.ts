import { describe, expect, test } from 'vitest';
import {
  decodeGraph,
  encodeGraph,
  type Graph,
  type InputPort,
  LIMITS,
  type Node,
  type Tensor,
  type Value,
  validate,
} from '../../src/index.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { codeOf } from '../support/refusal-of.ts';

const value = (shape: readonly number[], type: Value['type'] = 'i16'): Value => plainValue(shape, type);
const port = (index: number): InputPort => realPort(`x${index}`, index);
const refusalOf = (graph: Graph) => codeOf(() => validate(graph));

/** Values that come in and, all of them, go out again. */
function passing(values: readonly Value[], profile: Graph['profile'] = 'a16'): Graph {
  return {
    profile,
    values,
    nodes: [],
    inputs: values.map((_, index) => port(index)),
    outputs: values.map((_, index) => ({ name: `y${index}`, value: index })),
    tensors: new Map(),
  };
}

/** One value after the other, each the one before it in the same shape. */
function chain(length: number): Graph {
  const nodes = Array.from({ length: length - 1 }, (_, index): Node => {
    return { op: 'reshape', layer: 'r', inputs: [index], outputs: [index + 1] };
  });
  return { ...passing([value([1])]), values: Array.from({ length }, () => value([1])), nodes };
}

/** `count` affine nodes with four tensors of their own each, and one more that has only a kernel of its own. */
function holding(count: number, isOneMore: boolean): Graph {
  const tensors = new Map<string, Tensor>();
  const nodes = Array.from({ length: count + (isOneMore ? 1 : 0) }, (_, index): Node => {
    const own = index < count ? index : 0;
    const params = { kernel: `k${index}`, bias: `b${own}`, mult: `m${own}`, shift: `s${own}` };
    tensors.set(params.kernel, { shape: [1], data: Int16Array.of(1) });
    tensors.set(params.bias, { shape: [1], data: Int32Array.of(0) });
    tensors.set(params.mult, { shape: [1], data: Int32Array.of(2 ** 20) });
    tensors.set(params.shift, { shape: [1], data: Uint8Array.of(20) });
    return { op: 'affine', layer: 'a', inputs: [index], outputs: [index + 1], min: null, max: null, params };
  });
  return { ...chain(nodes.length + 1), nodes, tensors };
}

const many = (length: number, shape: readonly number[] = [1], type: Value['type'] = 'i16') =>
  Array.from({ length }, () => value(shape, type));

describe('F10: each limit may be reached and not passed', () => {
  test.each<[string, Graph, string]>([
    ['4,096 values', chain(4096), 'accepted'],
    ['4,097 values', chain(4097), 'BadProgram'],
    ['8,192 tensors', holding(2048, false), 'accepted'],
    ['8,193 tensors', holding(2048, true), 'TooLarge'],
    ['256 ports a side', passing(many(256)), 'accepted'],
    ['257 ports that come in', { ...passing(many(257)), outputs: [{ name: 'y', value: 0 }] }, 'BadProgram'],
    [
      '257 ports that go out',
      { ...passing(many(257)), inputs: [port(0)], nodes: chain(257).nodes },
      'BadProgram',
    ],
    ['a rank of 6', passing([value([1, 1, 1, 1, 1, 2])]), 'accepted'],
    ['a rank of 7', passing([value([1, 1, 1, 1, 1, 1, 2])]), 'BadProgram'],
    ['2^24 elements of one activation', passing([value([2 ** 12, 2 ** 12])]), 'accepted'],
    ['more than 2^24', passing([value([2 ** 12, 2 ** 12 + 1])]), 'TooLarge'],
    ['2^26 elements together', passing(many(4, [2 ** 24])), 'accepted'],
    ['2^26 and one', passing([...many(4, [2 ** 24]), value([1])]), 'TooLarge'],
  ])('%s', (_, graph, expected) => expect(refusalOf(graph)).toBe(expected));

  test('256 MiB of a plan', () => {
    const whole = passing(many(4, [2 ** 24], 'f32'), 'f32');
    expect(refusalOf(whole)).toBe('accepted');
    // As many elements, but what lies between two values counts as well.
    const ragged = passing(
      [...many(3, [2 ** 24], 'f32'), value([2 ** 24 - 1], 'f32'), value([1], 'f32')],
      'f32',
    );
    expect(refusalOf(ragged)).toBe('TooLarge');
  });

  test('4 MiB of program, 1 KiB of header, 16 MiB of file', () => {
    // Nine bytes for each scale: one that says how many follow, and eight.
    const withScales = (length: number): Graph => {
      const scale = Array.from({ length }, (_, i) => 1 + (2 * i + 1) * 2 ** -52);
      const graph = passing([value([length])]);
      return { ...graph, inputs: [{ ...port(0), scale }] };
    };
    const fits = Math.floor(LIMITS.programBytes / 9) - 20;
    expect(codeOf(() => decodeGraph(encodeGraph(withScales(fits))))).toBe('accepted');
    expect(codeOf(() => encodeGraph(withScales(fits + 40)))).toBe('TooLarge');
    const header = (bytes: bigint) => {
      const file = Buffer.alloc(4096);
      file.writeBigUInt64LE(bytes);
      return codeOf(() => decodeGraph(file));
    };
    expect([header(1024n), header(1025n)]).toEqual(['BadHeader', 'TooLarge']);
    const file = (length: number) => codeOf(() => decodeGraph(new Uint8Array(length)));
    expect([file(2 ** 24), file(2 ** 24 + 1)]).toEqual(['BadHeader', 'TooLarge']);
  });
});
