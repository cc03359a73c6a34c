import type { Graph, Node } from '@evm-ml/quantized-runtime';
import type { GraphPart } from '../inference/transformer-to-onnx.ts';

/** All values that depend on one of `sources`, these among them. */
function dependents(nodes: readonly Node[], sources: readonly number[]): ReadonlySet<number> {
  const found = new Set(sources);
  for (const { inputs, outputs } of nodes) {
    if (inputs.some((value) => found.has(value))) for (const output of outputs) found.add(output);
  }
  return found;
}

/** What is needed to get from `inputs` to `outputs`, and nothing else. */
export function cut(
  graph: Graph,
  nodes: readonly Node[],
  inputs: readonly number[],
  outputs: readonly number[],
): GraphPart {
  const given = new Set(inputs);
  const needed = new Set(outputs);
  const kept: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((value) => needed.has(value) && !given.has(value))) continue;
    kept.push(node);
    for (const value of node.inputs) needed.add(value);
  }
  const used = new Set(kept.flatMap((node) => node.inputs));
  return { graph, nodes: kept.reverse(), inputs: inputs.filter((value) => used.has(value)), outputs };
}

/** The encoder, which is asked once, and the decoder, which gets what the encoder knows of the source. */
export interface Halves {
  readonly encoder: GraphPart;
  readonly decoder: GraphPart;
}

/** Cuts a network at the values that depend on the source alone, and that something needs which depends on tokens. */
export function cutAtSource(graph: Graph, source: number, tokens: number): Halves {
  const { nodes } = graph;
  const [ofSource, ofTokens] = [dependents(nodes, [source]), dependents(nodes, [tokens])];
  const reading = nodes.filter(({ outputs }) => outputs.some((value) => ofTokens.has(value)));
  const known = new Set(
    reading.flatMap(({ inputs }) => inputs.filter((value) => ofSource.has(value) && !ofTokens.has(value))),
  );
  return {
    encoder: cut(graph, nodes, [source], [...known]),
    decoder: cut(graph, nodes, [...known, tokens], [graph.outputs[0]!.value]),
  };
}

/** A value that is carried: the step reads `current` and gives `next`; it begins as `initial`. */
export interface State {
  readonly initial: number;
  readonly current: number;
  readonly next: number;
}

/** A network that generates as two parts: what is computed once, and a step. */
export interface Steps extends Halves {
  /** The first one holds the token. */
  readonly states: readonly State[];
  /** The value of the step's number. */
  readonly step: number;
}

/**
 * Takes the loop that `generate` wrote apart. The states are its own: the token, then keys and values of attention; the last
 * one, the list of all tokens, the caller keeps.
 */
export function cutLoop(graph: Graph, source: number): Steps {
  const from = graph.nodes.findIndex(({ op }) => op === 'repeat');
  const to = graph.nodes.findIndex(({ op }) => op === 'until');
  const [repeat, until] = [graph.nodes[from], graph.nodes[to]];
  if (repeat === undefined || until === undefined) throw new Error('the network does not generate');
  const [step, ...currents] = repeat.outputs as [number, ...number[]];
  const states = currents
    .slice(0, -1)
    .map((current, index) => ({ current, initial: repeat.inputs[index]!, next: until.inputs[index + 1]! }));
  const [before, body] = [graph.nodes.slice(0, from), graph.nodes.slice(from + 1, to)];
  const ofSource = dependents(before, [source]);
  const known = new Set(body.flatMap(({ inputs }) => inputs.filter((value) => ofSource.has(value))));
  const initials = states.map(({ initial }) => initial);
  return {
    states,
    step,
    encoder: cut(graph, before, [source], [...new Set([...known, ...initials])]),
    decoder: cut(
      graph,
      [...before, ...body],
      [...known, step, ...states.map(({ current }) => current)],
      states.map(({ next }) => next),
    ),
  };
}
