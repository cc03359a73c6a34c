import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputPort, Node, Value } from '../../src/graph/graph.ts';
import { decodeHead, encodeGraph, findBeyondRange, headBytesOf } from '../../src/index.ts';
import { createIntegerEncoder } from '../../src/numerics/real-codec.ts';
import { smallNetwork } from '../support/small-network.ts';

const value = (shape: readonly number[], type: Value['type'], zero = 0): Value => ({
  shape,
  type,
  scale: 1,
  zero,
});
const port = (index: number, change: Partial<InputPort> = {}): InputPort => ({
  name: `x${index}`,
  value: index,
  kind: 'real',
  scale: [1],
  offset: [0],
  limit: 0,
  ...change,
});

describe('numbers beyond the range', () => {
  it('are those that the encoder cuts off', () => {
    const finite = { noNaN: true, noDefaultInfinity: true } as const;
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, ...finite }),
        fc.double({ min: -1e3, max: 1e3, ...finite }),
        fc.integer({ min: -128, max: 127 }),
        fc.double({ min: -300, max: 300, ...finite }),
        (scale, offset, zero, steps) => {
          // Close to an end by less than binary64 tells, either answer will do.
          fc.pre(Math.abs(Math.abs(steps + zero + 0.5) - 128) > 1e-6);
          const x = steps * scale + offset;
          const free = createIntegerEncoder([scale], [offset], zero, -1e9, 1e9).real(x);
          const graph = {
            values: [value([], 'i8', zero)],
            nodes: [],
            inputs: [port(0, { scale: [scale], offset: [offset] })],
          };
          expect(findBeyondRange(graph, [x]) !== undefined).toBe(free < -128 || free > 127);
        },
      ),
    );
  });

  it('are counted by number and by example, and the worst is named with what is held there', () => {
    const values = [value([2], 'i16'), value([3], 'i32'), value([2, 2], 'i8', -128)];
    const inputs = [
      port(0, { scale: [1, 0.001], offset: [0, 5] }),
      port(1, { kind: 'index', limit: 9 }),
      port(2, { scale: [0.1] }),
    ];
    const rows = [
      [40000, 5, 8, 8, 8, 0, 1, 2, 3],
      [1, 2, 3, 4, 5, 25.4, 25.5, 25.54, 0],
      [0, 80, 0, 0, 0, 0, 0, 27, -1],
    ];
    expect(findBeyondRange({ values, nodes: [], inputs }, rows.flat())).toEqual({
      count: 4,
      numbers: 18,
      examples: 2,
      batch: 3,
      worst: {
        input: 'x0',
        index: 1,
        example: 2,
        number: 80,
        held: { min: -32767 * 0.001 + 5, max: 32767 * 0.001 + 5 },
      },
    });
    expect(findBeyondRange({ values, nodes: [], inputs }, rows[1]!)).toBeUndefined();
    const floats = { values: [value([2], 'f32')], nodes: [], inputs: [port(0)] };
    expect(findBeyondRange(floats, [1e30, -1e30])).toBeUndefined();
  });

  it('do not count where they stand for what is masked', () => {
    const compare = (constant: number): Node => ({
      op: 'compare',
      fn: 'ne',
      constant,
      reduceLast: 'any',
      inputs: [0],
      outputs: [1],
      layer: 'masking',
    });
    const graph = (nodes: readonly Node[]) => ({
      values: [value([3, 2], 'i8'), value([3], 'u8')],
      nodes,
      inputs: [port(0)],
    });
    const steps = [-999, -999, 1, 2, -999, -999];
    expect(findBeyondRange(graph([compare(-128)]), steps)).toBeUndefined();
    expect(findBeyondRange(graph([]), steps)).toMatchObject({ count: 4 });
    // A mask_value that the range holds says nothing of what lies beyond.
    expect(findBeyondRange(graph([compare(-5)]), steps)).toMatchObject({ count: 4 });
    // A step of different numbers is none that somebody marked.
    expect(findBeyondRange(graph([compare(-128)]), [-999, -998, 1, 2, 3, 4])).toMatchObject({ count: 2 });
    expect(findBeyondRange(graph([compare(-128)]), [-999, 3, 1, 2, 3, 4])).toMatchObject({ count: 1 });
  });
});

describe("a model's head", () => {
  const { graph } = smallNetwork();
  const bytes = encodeGraph(graph);

  it('tells how long it is as soon as it can, and says what the whole says of its ports', () => {
    const length = headBytesOf(bytes)!;
    expect(length).toBeLessThan(bytes.length);
    const first = Array.from({ length: bytes.length }, (_, end) =>
      headBytesOf(bytes.subarray(0, end)),
    ).findIndex((told) => told !== undefined);
    expect(first).toBeLessThan(length);
    expect(new Set(Array.from({ length: 50 }, (_, i) => headBytesOf(bytes.subarray(0, first + i))))).toEqual(
      new Set([length]),
    );
    const head = decodeHead(bytes.subarray(0, length));
    expect(head.inputs).toEqual(graph.inputs);
    expect(head.values).toEqual(graph.values);
    expect(() => decodeHead(bytes.subarray(0, length - 1))).toThrow(/claims/);
  });
});
