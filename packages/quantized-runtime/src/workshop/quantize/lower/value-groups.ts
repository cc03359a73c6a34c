import type { Graph, Node, UnaryNode } from '../../../graph/graph.ts';
import { isLinear, type LinearNode } from '../linear.ts';
import type { Range } from '../math/range.ts';
import type { IntegerProfile, Scheme } from './scheme.ts';

/** How much wider the common range of a join may be than an input's own before that input is requantized. */
const WIDENING: Readonly<Record<IntegerProfile, number>> = { a16: 16, a8: 2 };

/** The same for what functions of one layer read and write, so that one table serves them all. */
const TABLE_WIDENING = 2;

/** True if the operator gives on its first input's integers unchanged. */
export function passesOn(node: Node): boolean {
  switch (node.op) {
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'pad':
    case 'tile':
    case 'resize':
      return true;
    case 'pool':
    case 'reduce':
      return node.fn === 'max' || node.fn === 'min';
    default:
      return false;
  }
}

/** The inputs that must have the output's scheme. */
export function joinedInputs(node: Node): readonly number[] {
  if (node.op === 'concat') return node.inputs;
  if (node.op === 'select') return node.inputs.slice(1);
  if (node.op === 'binary' && (node.fn === 'max' || node.fn === 'min')) return node.inputs;
  return [];
}

/** The linear nodes of each kernel that several of them read: shared layers, and layers unrolled over steps. */
function sharedKernels(graph: Graph): LinearNode[][] {
  const byKernel = new Map<string, LinearNode[]>();
  for (const node of graph.nodes) {
    if (!isLinear(node)) continue;
    const calls = byKernel.get(node.params.kernel);
    if (calls) calls.push(node);
    else byKernel.set(node.params.kernel, [node]);
  }
  return [...byKernel.values()].filter(({ length }) => length > 1);
}

/** The functions that one layer takes several times: gates of a cell, and those of a cell unrolled over steps. */
function sharedTables(graph: Graph): UnaryNode[][] {
  const byFunction = new Map<string, UnaryNode[]>();
  for (const node of graph.nodes) {
    if (node.op !== 'unary') continue;
    const { shape } = graph.values[node.outputs[0]!]!;
    const key = JSON.stringify([node.layer, node.fn, node.alpha, node.beta, shape]);
    const calls = byFunction.get(key);
    if (calls) calls.push(node);
    else byFunction.set(key, [node]);
  }
  return [...byFunction.values()].filter(({ length }) => length > 1);
}

/** Values that share one scheme, by union and find. */
export class ValueGroups {
  readonly #parent = new Map<number, number>();

  constructor(
    graph: Graph,
    readonly ranges: ReadonlyMap<number, Range>,
    fixed: ReadonlyMap<number, Scheme>,
    readonly widthOf: (value: number) => IntegerProfile,
  ) {
    for (const value of ranges.keys()) this.#parent.set(value, value);
    for (const node of graph.nodes) {
      if (passesOn(node)) this.#join(node.inputs[0]!, node.outputs[0]!);
      // The sequence and the last state leave by one multiplier.
      if (node.op === 'recurrent') this.#join(node.outputs[0]!, node.outputs[1]!);
    }
    const pinned = (value: number): boolean =>
      [...fixed.keys()].some((other) => this.#find(other) === this.#find(value));
    for (const node of graph.nodes) {
      const output = node.outputs[0]!;
      for (const input of joinedInputs(node)) {
        if (!ranges.has(input) || pinned(input)) continue;
        const widening = span(ranges.get(output)!) / Math.max(span(ranges.get(input)!), 1e-30);
        if (widening <= WIDENING[widthOf(output)]) this.#join(input, output);
      }
    }
    // Calls of one layer can store one kernel, as long as what flows in and out is quantized alike: the widest with all
    // that are not much narrower, then the widest of the others, and so on.
    const joinAlike = (values: readonly number[], most?: number): void => {
      const reachOf = (value: number): number => span(ranges.get(value)!);
      for (const width of ['a16', 'a8'] as const) {
        const own = values.filter(
          (value) => ranges.has(value) && !pinned(value) && this.widthOf(value) === width,
        );
        own.sort((a, b) => reachOf(b) - reachOf(a));
        let widest = own[0];
        for (const value of own) {
          const widening = most ?? WIDENING[width];
          if (reachOf(value) > 0 && reachOf(value) * widening < reachOf(widest!)) widest = value;
          this.#join(widest!, value);
        }
      }
    };
    for (const calls of sharedKernels(graph)) {
      joinAlike(calls.map(({ inputs }) => inputs[0]!));
      joinAlike(calls.map(({ outputs }) => outputs[0]!));
    }
    for (const calls of sharedTables(graph)) {
      joinAlike(
        calls.map(({ inputs }) => inputs[0]!),
        TABLE_WIDENING,
      );
      joinAlike(
        calls.map(({ outputs }) => outputs[0]!),
        TABLE_WIDENING,
      );
    }
  }

  all(): number[][] {
    const groups = new Map<number, number[]>();
    for (const value of this.#parent.keys()) {
      const root = this.#find(value);
      groups.set(root, [...(groups.get(root) ?? []), value]);
    }
    return [...groups.values()];
  }

  #find(value: number): number {
    const parent = this.#parent.get(value)!;
    if (parent === value) return value;
    const root = this.#find(parent);
    this.#parent.set(value, root);
    return root;
  }

  /** Values of different widths have no scheme in common. */
  #join(a: number, b: number): void {
    if (!this.#parent.has(a) || !this.#parent.has(b) || this.widthOf(a) !== this.widthOf(b)) return;
    this.#parent.set(this.#find(b), this.#find(a));
  }
}

function span(range: Range): number {
  return range.max - range.min;
}
