import { describe, expect, test } from 'vitest';
import type { Graph, InputPort, Node, Value } from '../../src/index.ts';
import { refusalOf } from '../support/refusal-of.ts';

const base = { layer: 'moved', inputs: [0], outputs: [1] } as const;
const plain = (shape: readonly number[]) => ({ shape, type: 'i8', scale: 0.5, zero: 3 }) as const;
const window = { size: [2], strides: [1], padding: [[0, 0]], params: {} } as const;

/** Every operator of rule O3's list: on [4, 2], or two of those, to the shape given. */
const MOVERS: readonly [Node, readonly number[]][] = [
  [{ ...base, op: 'reshape' }, [8]],
  [{ ...base, op: 'transpose', perm: [1, 0] }, [2, 4]],
  [{ ...base, op: 'slice', begin: [1, 0], size: [2, 2], strides: [1, 1] }, [2, 2]],
  [{ ...base, op: 'concat', inputs: [0, 0], axis: 0 }, [8, 2]],
  [{ ...base, op: 'tile', repeats: [1, 3] }, [4, 6]],
  [
    {
      ...base,
      op: 'pad',
      padding: [
        [1, 0],
        [0, 0],
      ],
      fill: 1,
    },
    [5, 2],
  ],
  [{ ...base, op: 'select', inputs: [2, 0, 0] }, [4, 2]],
  [{ ...base, op: 'binary', fn: 'max', inputs: [0, 0], min: null, max: null, params: {} }, [4, 2]],
  [{ ...base, op: 'binary', fn: 'min', inputs: [0, 0], min: null, max: null, params: {} }, [4, 2]],
  [{ ...base, op: 'pool', fn: 'max', ...window }, [3, 2]],
];

/** `x` comes from a port or, as a mask, from a comparison; `y` leaves. */
function graphOf(node: Node, x: Value, y: Value): Graph {
  const flags: Value = { shape: [4, 2], type: 'u8', scale: 1, zero: 0 };
  const source = { ...plain([4, 2]) };
  const compare = (output: number): Node => ({
    ...base,
    op: 'compare',
    fn: 'gt',
    inputs: [3],
    outputs: [output],
    constant: 0,
    reduceLast: 'none',
  });
  const port = (name: string, value: number, limit = 0): InputPort => {
    const kind = limit > 0 ? 'index' : 'real';
    return { name, value, kind, scale: [1], offset: [0], limit };
  };
  return {
    profile: 'a8',
    values: [x, y, flags, source],
    nodes: [compare(2), ...(x.type === 'u8' ? [compare(0)] : []), node],
    inputs: [port('source', 3), ...(x.type === 'u8' ? [] : [port('x', 0, x.type === 'i32' ? 2 : 0)])],
    outputs: [
      { name: 'y', value: 1 },
      { name: 'flags', value: 2 },
    ],
    tensors: new Map(),
  };
}

describe.each(
  MOVERS.map(([node, shape]) => [`${node.op}${'fn' in node ? ` ${node.fn}` : ''}`, node, shape] as const),
)('O3: %s', (_, node, shape) => {
  const of = (type: Value['type']): Value => {
    return type === 'i8' ? plain([4, 2]) : { shape: [4, 2], type, scale: 1, zero: 0 };
  };

  test.each(['i8', 'i32', 'u8'] as const)('moves %s', (type) => {
    expect(refusalOf(graphOf(node, of(type), { ...of(type), shape }))).toBe('accepted');
  });

  test.each<[string, Partial<Value>]>([
    ['type', { type: 'u8', scale: 1, zero: 0 }],
    ['scale', { scale: 0.25 }],
    ['zero point', { zero: 4 }],
  ])('refuses an output of another %s', (_what, change) => {
    expect(refusalOf(graphOf(node, of('i8'), { ...of('i8'), shape, ...change }))).toMatch(
      /^BadGraph: .*moves data between values of different type, scale or zero point/,
    );
  });
});
