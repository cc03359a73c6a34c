import type { CompareNode, Node, UnaryNode } from '../../../graph/graph.ts';
import type { Pass } from './draft.ts';
import { type Additions, rewriteNodes } from './rewrite-nodes.ts';

/** One side of a jump: where x compares so with `limit`, the input itself or a number. */
interface Piece {
  readonly fn: CompareNode['fn'];
  readonly limit: number;
  readonly gives: 'x' | number;
}

/** Functions that jump: the first piece that holds, else the number `rest`. */
const JUMPS: Partial<
  Record<UnaryNode['fn'], (node: UnaryNode) => { readonly pieces: readonly Piece[]; readonly rest: number }>
> = {
  threshold: ({ alpha, beta }) => ({ pieces: [{ fn: 'gt', limit: alpha, gives: 'x' }], rest: beta }),
  hardShrink: ({ alpha }) => ({
    pieces: [
      { fn: 'gt', limit: alpha, gives: 'x' },
      { fn: 'lt', limit: -alpha, gives: 'x' },
    ],
    rest: 0,
  }),
  sign: () => ({
    pieces: [
      { fn: 'gt', limit: 0, gives: 1 },
      { fn: 'lt', limit: 0, gives: -1 },
    ],
    rest: 0,
  }),
  step: () => ({ pieces: [{ fn: 'gt', limit: 0, gives: 1 }], rest: 0 }),
};

/** True if the function jumps somewhere: knots of an int16 table would draw a slope there. */
export const jumps = (fn: UnaryNode['fn']): boolean => JUMPS[fn] !== undefined;

/**
 * Functions that jump become comparisons and choices: the knots of an `a16` table (N10) would draw a slope where
 * the jump is.
 */
export const splitJumps: Pass = (network) =>
  rewriteNodes(network, (node, shapeOf, add) => {
    const jump = node.op === 'unary' ? JUMPS[node.fn] : undefined;
    if (node.op !== 'unary' || !jump) return undefined;
    const { pieces, rest } = jump(node);
    const nodes: Node[] = [];
    let otherwise = addNumber(rest, node.layer, add, nodes);
    for (const [index, { fn, limit, gives }] of [...pieces.entries()].reverse()) {
      const x = node.inputs[0]!;
      const shape = shapeOf(x);
      const mask = add.value(shape, 'u8');
      const compare = { op: 'compare', fn, constant: limit, reduceLast: 'none' } as const;
      nodes.push({ ...compare, inputs: [x], outputs: [mask], layer: node.layer });
      const chosen = gives === 'x' ? x : addNumber(gives, node.layer, add, nodes);
      const output = index === 0 ? node.outputs[0]! : add.value(shape);
      nodes.push({ op: 'select', inputs: [mask, chosen, otherwise], outputs: [output], layer: node.layer });
      otherwise = output;
    }
    return nodes;
  });

function addNumber(x: number, layer: string, add: Additions, nodes: Node[]): number {
  const value = add.value([1]);
  nodes.push({ op: 'constant', inputs: [], outputs: [value], layer, params: { value: add.number(x) } });
  return value;
}
