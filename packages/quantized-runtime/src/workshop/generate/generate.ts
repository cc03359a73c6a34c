import type { Graph, InputPort, Node, OutputPort } from '../../graph/graph.ts';
import { LIMITS } from '../../graph/limits.ts';
import { encodePieces, type TextOutput } from '../build/pieces.ts';
import { plainValue } from '../build/plain.ts';
import { sweep } from '../build/sweep.ts';
import { carryParts, NotCarried } from './carry.ts';
import { dependents } from './dependence.ts';
import { GenerateError } from './generate-error.ts';
import { LoopDraft } from './loop-draft.ts';

/** How a network that tells the next token is made to tell all of them. */
export interface GenerateOptions {
  /** Name of the input that takes the tokens so far, [T]. */
  readonly tokens: string;
  /** The token at the first place. */
  readonly start: number;
  /** The token behind which nothing follows. Default: every answer has as many tokens as there are steps. */
  readonly stop?: number;
  /** The most tokens of an answer. Default: T. */
  readonly steps?: number;
  /** What tokens stand for. Default: tokens leave as numbers. */
  readonly text?: TextOutput;
  /** `false`: the whole network runs at each step, whatever could be carried. The same bits, more work. */
  readonly carry?: boolean;
}

/** A graph that generates, and why its network runs as a whole at each step, if it does. */
export interface Generating {
  readonly graph: Graph;
  readonly recomputed: string | null;
}

/**
 * Puts a loop around a network of tokens [T] -> scores [T, V], of any profile, in which the scores at a place are those of
 * the token that follows it: each step takes the token with the largest score (the lowest among equals) and is given it at
 * the next place. What depends on no token is computed once. Throws GenerateError.
 */
export function generate(whole: Graph, options: GenerateOptions): Generating {
  const port = tokensPort(whole, options.tokens);
  const { graph, scores } = toScores(whole);
  expectFitting(graph, port, scores, options);
  if (options.carry !== false) {
    try {
      return { graph: write(graph, port, scores, options, 'carry'), recomputed: null };
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      return { graph: write(graph, port, scores, options, 'whole'), recomputed: error.message };
    }
  }
  return { graph: write(graph, port, scores, options, 'whole'), recomputed: 'it was asked for' };
}

function tokensPort({ inputs }: Graph, name: string): InputPort {
  const port = inputs.find((input) => input.name === name);
  if (port !== undefined) return port;
  const names = inputs.map((input) => `"${input.name}"`).join(', ');
  throw new GenerateError(
    'no-input',
    `The network has no input "${name}" for the tokens so far, only ${names}.`,
  );
}

/** The graph up to what its softmax, if it ends in one, is made of: the largest stays the largest. */
function toScores(whole: Graph): { graph: Graph; scores: number } {
  const [output, ...others] = whole.outputs;
  if (output === undefined || others.length > 0)
    throw new GenerateError(
      'wrong-network',
      `The network has ${whole.outputs.length} outputs; one that generates has one: the scores of the next token.`,
    );
  const producer = whole.nodes.find(({ outputs }) => outputs.includes(output.value));
  const isSoftmax = producer?.op === 'softmax' && producer.inputs.length === 1;
  const value = isSoftmax ? producer.inputs[0]! : output.value;
  const graph = sweep({ ...whole, outputs: [{ ...output, value }] });
  return { graph, scores: graph.outputs[0]!.value };
}

function expectFitting(graph: Graph, port: InputPort, scores: number, options: GenerateOptions): void {
  const { start, stop, steps, text } = options;
  const fail = (message: string): never => {
    throw new GenerateError('wrong-setting', message);
  };
  const places = graph.values[port.value]!.shape;
  const shape = graph.values[scores]!.shape;
  if (port.kind !== 'index' || places.length !== 1)
    fail(`Input "${port.name}" takes no list of tokens, which are whole numbers below a limit.`);
  if (shape.length !== 2 || shape[0] !== places[0])
    fail(
      `The network gives [${shape}]; for ${places[0]} tokens so far it should give [${places[0]}, V], the scores of V tokens behind each.`,
    );
  const [length, classes] = shape as [number, number];
  if (classes > port.limit)
    fail(
      `The network gives scores of ${classes} tokens, and "${port.name}" takes those below ${port.limit}.`,
    );
  if (!(Number.isInteger(start) && start >= 0 && start < port.limit))
    fail(`The first token, ${start}, should be a whole number from 0 to ${port.limit - 1}.`);
  if (stop !== undefined && !(Number.isInteger(stop) && stop >= 0 && stop < classes))
    fail(`The token that ends an answer, ${stop}, should be a whole number from 0 to ${classes - 1}.`);
  const most = Math.min(length, LIMITS.steps);
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1 && steps <= most))
    fail(`${steps} steps: give a whole number from 1 to ${most}.`);
  if (text !== undefined && text.pieces.length !== classes)
    fail(
      `The vocabulary has ${text.pieces.length} pieces, and the network gives scores of ${classes} tokens.`,
    );
}

function write(
  graph: Graph,
  port: InputPort,
  scores: number,
  options: GenerateOptions,
  how: 'carry' | 'whole',
): Graph {
  const draft = new LoopDraft(graph, options.tokens);
  const dependent = dependents(graph, port.value);
  const isDependent = (node: Node) => node.outputs.some((value) => dependent.has(value));
  draft.before.push(...graph.nodes.filter((node) => !isDependent(node)));
  const nodes = graph.nodes.filter(isDependent);
  const ask = how === 'carry' ? askCarried : askWhole;
  const { row, next } = ask(draft, port, nodes, scores, options);

  const token = draft.add(draft.body, {
    ...{ op: 'argmax', layer: draft.layer, inputs: [row], outputs: [draft.addValue(plainValue([1], 'i32'))] },
  });
  next(token);
  const steps = options.steps ?? Math.min(graph.values[port.value]!.shape[0]!, LIMITS.steps);
  const answer = collect(draft, token, steps, graph.values[scores]!.shape[1]!, options);
  return sweep({
    profile: graph.profile,
    values: draft.values,
    nodes: draft.nodes(steps, stopAt(draft, token, options.stop)),
    inputs: graph.inputs.filter(({ name }) => name !== port.name),
    outputs: [{ ...graph.outputs[0]!, value: answer } satisfies OutputPort],
    tensors: draft.tensors,
  });
}

/** Scores [1, V] of the token that follows, and how the body is told which it was. */
interface Asked {
  readonly row: number;
  next(token: number): void;
}

type Ask = (
  draft: LoopDraft,
  port: InputPort,
  nodes: readonly Node[],
  scores: number,
  options: GenerateOptions,
) => Asked;

/** The network at the step's place alone. */
const askCarried: Ask = (draft, port, nodes, scores, { start }) => {
  const first = draft.constant(plainValue([1], 'i32'), Int32Array.of(start));
  const state = draft.carry(first, port.limit);
  const row = carryParts(draft, { tokens: port.value, token: state.current, nodes, scores });
  return {
    row,
    next(token) {
      state.next = token;
    },
  };
};

/** The network as a whole, with the tokens so far; places behind them hold 0. */
const askWhole: Ask = (draft, port, nodes, scores, { start }) => {
  const [length] = draft.shape(port.value) as [number];
  // One place more: behind the last step, too, there is room for its token.
  const list = plainValue([length + 1], 'i32');
  const begin = draft.constant(
    list,
    Int32Array.from({ length: length + 1 }, (_, i) => (i === 0 ? start : 0)),
  );
  const state = draft.carry(begin, port.limit);
  draft.add(draft.body, {
    ...{ op: 'slice', layer: draft.layer, inputs: [state.current], outputs: [port.value] },
    ...{ begin: [0], size: [length], strides: [1] },
  });
  draft.body.push(...nodes);
  return {
    row: draft.take(scores, 0),
    next(token) {
      state.next = draft.put(state.current, token, 0, 1);
    },
  };
};

/** The tokens of all steps, as a list or as a text; places that no step reached hold the last token or 0. */
function collect(
  draft: LoopDraft,
  token: number,
  steps: number,
  classes: number,
  { text, stop = 0 }: GenerateOptions,
): number {
  const list = plainValue([steps], 'i32');
  const state = draft.carry(draft.filled(list, Int32Array.of(stop)), classes);
  state.next = draft.put(state.current, token, 0);
  const tokens = draft.finals().at(-1)!;
  if (text === undefined) return tokens;
  const encoded = encodePieces(text);
  if (encoded === null) throw new GenerateError('wrong-setting', 'The vocabulary has empty pieces alone.');
  const at = text.stop === undefined ? classes : text.pieces.indexOf(text.stop);
  const outputs = [draft.addValue(plainValue([encoded.textBytes(steps)], 'u8'))];
  return draft.add(draft.behind, {
    ...{ op: 'detokenize', layer: draft.layer, inputs: [tokens], outputs, fn: text.fn ?? 'joined', stop: at },
    params: {
      pieces: draft.addTensor(`${draft.layer}/pieces`, encoded.pieces),
      ends: draft.addTensor(`${draft.layer}/ends`, encoded.ends),
    },
  });
}

/** Whether a token is the one that ends answers, u8 []. */
function stopAt(draft: LoopDraft, token: number, stop: number | undefined): number {
  const flag = plainValue([], 'u8');
  if (stop === undefined) return draft.constant(flag, Uint8Array.of(0));
  return draft.add(draft.body, {
    ...{ op: 'compare', layer: draft.layer, fn: 'eq', constant: stop, reduceLast: 'none' },
    ...{ inputs: [draft.reshape(draft.body, token, [])], outputs: [draft.addValue(flag)] },
  });
}
