import type { Graph } from '@evm-ml/quantized-runtime';
import * as ort from 'onnxruntime-node';
import { valueName } from '../inference/onnx-writer.ts';
import { type GraphPart, partToOnnx } from '../inference/transformer-to-onnx.ts';
import { cut, cutAtSource, cutLoop } from './cut.ts';
import { englishTokens } from './networks.ts';
import type { Vocabulary } from './sentences.ts';
import type { Translator } from './translator.ts';

const NAME = 'onnxruntime-node';
type Values = ort.InferenceSession.OnnxValueMapType;

/** A session with one thread and every graph optimization. */
export const createSession = (name: string, part: GraphPart): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(partToOnnx(name, part), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });

const int32 = (numbers: Int32Array, dims: readonly number[]) => new ort.Tensor('int32', numbers, dims);

/** The place of the largest of row `row`. */
function argmax(scores: Float32Array, row: number, length: number): number {
  let best = row * length;
  for (let at = best + 1; at < (row + 1) * length; at++) if (scores[at]! > scores[best]!) best = at;
  return best - row * length;
}

function floatsOf(value: ort.OnnxValue | undefined): Float32Array {
  if (value instanceof ort.Tensor && value.data instanceof Float32Array) return value.data;
  throw new Error('onnxruntime gave no floats');
}

function tokenOf(value: ort.OnnxValue | undefined): number {
  if (value instanceof ort.Tensor && value.data instanceof Int32Array) return value.data[0]!;
  throw new Error('onnxruntime gave no token');
}

/** What all forms of it share: tokens in, tokens kept until the one that ends the answer. */
function translator(
  how: string,
  english: readonly Int32Array[],
  { pieces, stop }: Vocabulary,
  tokensFor: (english: Int32Array) => Promise<readonly number[]>,
): Translator {
  let said: readonly number[] = [];
  return {
    name: NAME,
    arithmetic: 'f32',
    how,
    async ask(index) {
      said = await tokensFor(english[index]!);
    },
    answer: () => ({
      text: said
        .filter((token) => token !== stop)
        .map((token) => pieces[token])
        .join(' '),
      tokens: said.length,
    }),
  };
}

/** Asks for scores [T, V] of the tokens so far, takes the largest behind the last one, and asks again. */
async function greedy(
  places: number,
  { pieces, start, stop }: Vocabulary,
  scoresOf: (tokens: Int32Array) => Promise<Float32Array>,
): Promise<readonly number[]> {
  const tokens = new Int32Array(places);
  const said: number[] = [];
  tokens[0] = start;
  for (let place = 0; place < places; place++) {
    const token = argmax(await scoresOf(tokens), place, pieces.length);
    said.push(token);
    if (token === stop) break;
    if (place + 1 < places) tokens[place + 1] = token;
  }
  return said;
}

function tokensPort(graph: Graph, name: string): { value: number; places: number } {
  const port = graph.inputs.find((input) => input.name === name);
  if (port === undefined) throw new Error(`the network has no input "${name}"`);
  return { value: port.value, places: graph.values[port.value]!.shape[0]! };
}

/** The whole network for every token, as it is exported in one piece. */
export async function prepareWhole(
  graph: Graph,
  tokensName: string,
  english: readonly Int32Array[],
  vocabulary: Vocabulary,
): Promise<Translator> {
  const [source, tokens] = [englishTokens(graph), tokensPort(graph, tokensName)];
  const scores = graph.outputs[0]!.value;
  const session = await createSession('whole', cut(graph, graph.nodes, [source, tokens.value], [scores]));
  return translator('the whole network again', english, vocabulary, (sentence) => {
    const asked = int32(sentence, [sentence.length]);
    return greedy(tokens.places, vocabulary, async (soFar) => {
      const feeds = { [valueName(source)]: asked, [valueName(tokens.value)]: int32(soFar, [tokens.places]) };
      return floatsOf((await session.run(feeds))[valueName(scores)]);
    });
  });
}

/** The encoder once, then the whole decoder for every token. */
export async function prepareHalves(
  graph: Graph,
  tokensName: string,
  english: readonly Int32Array[],
  vocabulary: Vocabulary,
): Promise<Translator> {
  const [source, tokens] = [englishTokens(graph), tokensPort(graph, tokensName)];
  const { encoder, decoder } = cutAtSource(graph, source, tokens.value);
  const scores = decoder.outputs[0]!;
  const [reader, speaker] = [
    await createSession('encoder', encoder),
    await createSession('decoder', decoder),
  ];
  return translator('the whole decoder again', english, vocabulary, async (sentence) => {
    const known = await reader.run({ [valueName(source)]: int32(sentence, [sentence.length]) });
    return greedy(tokens.places, vocabulary, async (soFar) => {
      const feeds = { ...known, [valueName(tokens.value)]: int32(soFar, [tokens.places]) };
      return floatsOf((await speaker.run(feeds))[valueName(scores)]);
    });
  });
}

/**
 * The encoder once, then one place of the decoder for every token, with keys and values of the places before: the step of
 * the loop that evm-ml runs, as a network of its own.
 */
export async function prepareCarried(
  generating: Graph,
  english: readonly Int32Array[],
  vocabulary: Vocabulary,
  places: number,
): Promise<Translator> {
  const source = englishTokens(generating);
  const { encoder, decoder, states, step } = cutLoop(generating, source);
  const [reader, speaker] = [await createSession('encoder', encoder), await createSession('step', decoder)];
  const steps = Array.from({ length: places }, (_, place) => int32(Int32Array.of(place), []));
  const known = decoder.inputs.filter(
    (value) => value !== step && states.every(({ current }) => current !== value),
  );
  return translator('one place, keys and values carried', english, vocabulary, async (sentence) => {
    const begin = await reader.run({ [valueName(source)]: int32(sentence, [sentence.length]) });
    const feeds: Record<string, ort.OnnxValue> = {};
    const feed = (value: number, values: Values, from: number) => {
      feeds[valueName(value)] = values[valueName(from)]!;
    };
    for (const value of known) feed(value, begin, value);
    for (const { current, initial } of states) feed(current, begin, initial);
    const said: number[] = [];
    for (const place of steps) {
      feeds[valueName(step)] = place;
      const given = await speaker.run(feeds);
      const token = tokenOf(given[valueName(states[0]!.next)]);
      said.push(token);
      if (token === vocabulary.stop) break;
      for (const { current, next } of states) feed(current, given, next);
    }
    return said;
  });
}
