import { sameShape } from './element-types.ts';
import type { Graph, NodeOf, Value } from './graph.ts';
import { refuse } from './refuse.ts';
import { type Interval, isWithin } from './rules/interval.ts';

/** A loop of a graph: the nodes between its head and its end run at every step. Indices of nodes. */
export interface Loop {
  readonly head: number;
  readonly end: number;
  readonly repeat: NodeOf<'repeat'>;
  readonly until: NodeOf<'until'>;
}

/** The loops of a graph, one behind the other. Refuses a head without an end, and loops in loops (rule O10). */
export function findLoops({ nodes }: Pick<Graph, 'nodes'>): readonly Loop[] {
  const loops: Loop[] = [];
  let open: { readonly head: number; readonly repeat: NodeOf<'repeat'> } | null = null;
  for (const [index, node] of nodes.entries()) {
    if (node.op === 'repeat') {
      if (open !== null) refuse('BadGraph', `Node "${node.layer}" (repeat): a loop begins inside of a loop.`);
      open = { head: index, repeat: node };
    }
    if (node.op === 'until') {
      if (open === null) return refuse('BadGraph', `Node "${node.layer}" (until): ends no loop.`);
      loops.push({ ...open, end: index, until: node });
      open = null;
    }
  }
  if (open !== null) refuse('BadGraph', `Node "${open.repeat.layer}" (repeat): its loop has no end.`);
  return loops;
}

const isAlike = (a: Value, b: Value): boolean =>
  sameShape(a.shape, b.shape) && a.type === b.type && a.scale === b.scale && a.zero === b.zero;

/**
 * Rule O10: a loop ends with as many states as it begins with, alike and in range, and what is written inside of it is
 * not seen behind it.
 */
export function checkLoops(graph: Graph, loops: readonly Loop[], rangeOf: (value: number) => Interval): void {
  const hidden = new Set<number>();
  let done = 0;
  const expectVisible = (read: readonly number[], reader: string): void => {
    const value = read.find((value) => hidden.has(value));
    if (value !== undefined) refuse('BadGraph', `${reader} reads value ${value} from inside of a loop.`);
  };
  const passTo = (end: number): void => {
    for (const { inputs, layer, op } of graph.nodes.slice(done, end))
      expectVisible(inputs, `Node "${layer}" (${op})`);
    done = end;
  };
  for (const { head, end, repeat, until } of loops) {
    passTo(head + 1);
    const [, ...current] = repeat.outputs;
    const [, ...next] = until.inputs;
    if (next.length !== current.length)
      refuse(
        'BadGraph',
        `Node "${until.layer}" (until): has ${next.length} states, and its loop begins with ${current.length}.`,
      );
    next.forEach((value, index) => {
      if (!isAlike(graph.values[current[index]!]!, graph.values[value]!))
        refuse('BadGraph', `Node "${until.layer}" (until): state ${index} ends as another kind of value.`);
      if (!isWithin(rangeOf(value), rangeOf(current[index]!)))
        refuse('BadGraph', `Node "${until.layer}" (until): state ${index} can leave its range.`);
    });
    passTo(end + 1);
    for (const { outputs } of graph.nodes.slice(head, end)) for (const value of outputs) hidden.add(value);
  }
  passTo(graph.nodes.length);
  for (const { name, value } of graph.outputs) expectVisible([value], `Output "${name}"`);
}
