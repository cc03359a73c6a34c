import { expect } from 'vitest';
import { type Graph, type Value, validate } from '../../src/index.ts';
import { filled, type OneNode, oneNode, type Param } from './one-node.ts';
import { refusalOf } from './refusal-of.ts';
import { dataOf } from './vector-case.ts';

export type Refusal = RegExp | 'accepted';
export type Params = Readonly<Record<string, Param>>;
export type Case = readonly [title: string, graph: Graph, refusal: Refusal];

export const vector = (type: Value['type'], ...numbers: number[]) => ({
  shape: [numbers.length],
  data: dataOf(type, numbers),
});
export const pair = (mult: number, shift: number, count = 1): Params => ({
  mult: filled('i32', [count], mult),
  shift: filled('u8', [count], shift),
});
export const PAIR = pair(2 ** 20, 24);

export const withValue = (graph: Graph, index: number, change: Partial<Value>): Graph => ({
  ...graph,
  values: graph.values.with(index, { ...graph.values[index]!, ...change }),
});

/** One input and one output of this shape, in a16 unless it says otherwise. */
export function alone(
  node: OneNode['node'],
  shape: readonly number[],
  params?: Params,
  more?: Partial<OneNode>,
): Graph {
  return oneNode({
    profile: 'a16',
    inputs: [shape],
    outputs: [shape],
    node,
    ...(params && { params }),
    ...more,
  });
}

export function expectCase(graph: Graph, refusal: Refusal): void {
  if (refusal === 'accepted') expect(refusalOf(graph)).toBe('accepted');
  else expect(refusalOf(graph)).toMatch(refusal);
}

/** The graph's last value, which is what its last node writes unless masks follow. */
export const rangeOf = (graph: Graph) => validate(graph).ranges[graph.outputs[0]!.value];
