import type { Shape } from '../../../graph/graph.ts';
import { pad, reshape, sliceAxis } from '../build/moving-ops.ts';
import { binary, compare, constant, gather, reduce, select } from '../build/ops.ts';
import { type Edge, type LayerContext, type LayerType, namedEdge, single } from '../context.ts';
import { noEffect, only, reads, type Settings } from '../settings.ts';
import { type Lookup, lookUpText, lookupOf, vectorize } from './text.ts';

/**
 * Encoding of categories. Layers that look words up or hash them run before the network is asked: the input port takes
 * the indices that such a layer gives. Where inputs of strings are to be texts (`textBytes`), lookups are part of the
 * graph instead.
 */

const unmasked = (value: number): Edge => ({ value, mask: null });

/** The layer runs before the network is asked, by the settings that it has. */
const OUTSIDE = 'it is done before the network is asked';

const DENSE_OUTPUT = only('sparse', [false], 'values here hold every number: give it sparse=False');

/** What says how many indices a lookup gives. */
const SIZE = {
  ...reads(
    'max_tokens',
    'num_oov_indices',
    'mask_token',
    'vocabulary',
    'vocabulary_size',
    'pad_to_max_tokens',
  ),
};

const VOCABULARY = {
  ...SIZE,
  ...noEffect(OUTSIDE, 'oov_token', 'oov_method', 'salt', 'encoding', 'vocabulary_dtype'),
  ...only('invert', [false], 'it gives words, and a contract has none'),
  ...only('idf_weights', [null], 'tf_idf has no translation: use output_mode "count" or "multi_hot"'),
};

const HASHED = { ...reads('num_bins'), ...noEffect(OUTSIDE, 'mask_value', 'salt') };

/** Rows of the identity: the one-hot code of each index, zeros from `depth` on. [...I] -> [...I, depth]. */
function oneHot(layer: LayerContext, indices: number, depth: number, rows = depth): number {
  const identity = Float32Array.from({ length: rows * depth }, (_, i) => (i % (depth + 1) === 0 ? 1 : 0));
  return gather(layer.graph, indices, layer.addTensor('one_hot', [rows, depth], identity), [depth]);
}

/** `int`, `one_hot`, `multi_hot` or `count`, as keras.utils.numerical_utils encodes indices. */
function encode(layer: LayerContext, indices: number, depth: number, weights?: number, rows = depth): number {
  const g = layer.graph;
  const mode = layer.config.string('output_mode', 'int');
  if (mode === 'int') return indices;
  const shape = g.shape(indices);
  if (mode === 'one_hot') {
    const single = shape.length > 0 && shape.at(-1) === 1;
    return oneHot(layer, single ? reshape(g, indices, shape.slice(0, -1)) : indices, depth, rows);
  }
  const codes = oneHot(layer, indices, depth, rows);
  if (mode === 'multi_hot') return reduce(g, codes, 'max', [0]);
  if (mode === 'count') return reduce(g, weighted(layer, codes, weights), 'sum', [0]);
  throw layer.refuse(`output_mode "${mode}" has no translation`);
}

function weighted(layer: LayerContext, codes: number, weights: number | undefined): number {
  if (weights === undefined) return codes;
  const g = layer.graph;
  return binary(g, 'mul', codes, reshape(g, weights, [...g.shape(weights), 1]));
}

const CategoryEncoding: LayerType = {
  settings: { ...reads('num_tokens', 'output_mode'), ...DENSE_OUTPUT },
  arguments: reads('count_weights'),
  positions: ['inputs', 'count_weights'],
  anyType: true,
  lower: (layer, call) => {
    const [indices] = call.inputs;
    const weights = namedEdge(call, 'count_weights') ?? call.inputs[1];
    if (indices === undefined) throw layer.refuse('it has no input');
    const depth = layer.config.int('num_tokens');
    layer.graph.requireIndex(indices.value, depth);
    const mode = layer.config.string('output_mode', 'multi_hot');
    if (mode === 'int') throw layer.refuse('output_mode "int" is not an encoding');
    return unmasked(encode(layer, indices.value, depth, weights?.value));
  },
};

/** The number of boundaries at or below x, or a code of it. */
const Discretization: LayerType = {
  settings: {
    ...reads('bin_boundaries', 'output_mode'),
    ...noEffect('the boundaries are known', 'num_bins', 'epsilon'),
    ...DENSE_OUTPUT,
  },
  anyType: true,
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const boundaries = layer.config.list('bin_boundaries').map(Number);
    const reached = reachedBoundaries(layer, value, boundaries);
    const last = g.shape(value).length;
    const mode = layer.config.string('output_mode', 'int');
    if (mode === 'int') return unmasked(g.markCounted(reduce(g, reached, 'sum', [last])));
    const codes = binary(g, 'sub', reached, shifted(layer, reached));
    const shape = g.shape(codes);
    if (mode === 'one_hot') {
      return unmasked(shape.at(-2) === 1 ? reshape(g, codes, [...shape.slice(0, -2), shape.at(-1)!]) : codes);
    }
    return unmasked(reduce(g, codes, mode === 'count' ? 'sum' : 'max', [0]));
  },
};

/** [...X] -> [...X, bins]: 1 from the first bin to the one that x falls into. */
function reachedBoundaries(layer: LayerContext, x: number, boundaries: readonly number[]): number {
  const g = layer.graph;
  const shape = g.shape(x);
  const mode = layer.config.string('output_mode', 'int');
  // The leading bound is below every number, so that the first bin is always reached.
  const bounds = mode === 'int' ? [...boundaries] : [-3.0e38, ...boundaries];
  const edges = constant(g, `${layer.label}/boundaries`, [bounds.length], Float32Array.from(bounds));
  const wide = reshape(g, x, [...shape, 1]);
  const mask = compare(g, binary(g, 'sub', wide, edges), 'ge', 0);
  const number = (value: number) => constant(g, `${layer.label}/${value}`, [1], Float32Array.of(value));
  return select(g, mask, number(1), number(0));
}

/** What was reached one bin further on; 0 after the last. */
function shifted(layer: LayerContext, reached: number): number {
  const g = layer.graph;
  const shape = g.shape(reached);
  const last = shape.length - 1;
  const rest = sliceAxis(g, reached, last, 1, shape[last]! - 1);
  return pad(
    g,
    rest,
    shape.map((_, axis) => [0, axis === last ? 1 : 0] as const),
  );
}

/** Number of indices that a lookup layer gives. */
function vocabularySize(layer: LayerContext): number {
  const { config } = layer;
  if (config.bool('pad_to_max_tokens', false) && config.has('max_tokens')) return config.int('max_tokens');
  if (config.has('vocabulary_size')) return config.int('vocabulary_size');
  const words = config.list('vocabulary').length;
  return words + config.int('num_oov_indices', 1) + (config.has('mask_token') ? 1 : 0);
}

/** The port takes indices; codes of them are computed here. */
function lookup(settings: Settings, size: (layer: LayerContext) => number): LayerType {
  return {
    settings: { ...settings, ...reads('output_mode'), ...DENSE_OUTPUT },
    anyType: true,
    lower: (layer, call) => {
      const { value } = single(layer, call);
      layer.graph.requireIndex(value, size(layer));
      return unmasked(encode(layer, value, size(layer)));
    },
  };
}

/** The most columns of a code of words: its table has a row and a column for each. */
const MOST_COLUMNS = 512;

/** Tokens of a text, or a code of them: what no word stands for has a row of zeros. */
function encodeText(layer: LayerContext, tokens: number, { columns }: Lookup): number {
  if (layer.config.string('output_mode', 'int') === 'int') return tokens;
  if (columns > MOST_COLUMNS) {
    throw layer.refuse(
      `its code has ${columns} columns, and ${MOST_COLUMNS} can be followed: use output_mode "int" and an Embedding`,
    );
  }
  return encode(layer, tokens, columns, undefined, columns + 1);
}

const indexedWords = lookup(VOCABULARY, vocabularySize);

const StringLookup: LayerType = {
  ...indexedWords,
  settings: { ...indexedWords.settings, ...reads('oov_token', 'encoding') },
  lower: (layer, call) => {
    if (layer.run.textBytes === undefined) return indexedWords.lower(layer, call);
    const { config } = layer;
    const words = lookupOf(layer, config.has('mask_token') ? config.string('mask_token') : null);
    const token = lookUpText(layer, single(layer, call).value, words);
    return unmasked(encodeText(layer, token, words));
  },
};

/** The port takes token indices [output_sequence_length], or the finished vector for bags of words. */
const TextVectorization: LayerType = {
  settings: {
    ...SIZE,
    ...reads('output_mode', 'output_sequence_length', 'standardize', 'split', 'ngrams', 'encoding'),
    ...noEffect(OUTSIDE, 'idf_weights'),
    ...only('ragged', [false], 'every output has one shape: give it ragged=False'),
    ...DENSE_OUTPUT,
  },
  anyType: true,
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const mode = layer.config.string('output_mode', 'int');
    if (mode === 'int' && !layer.config.has('output_sequence_length')) {
      throw layer.refuse('its output has no fixed length: set output_sequence_length');
    }
    if (layer.run.textBytes !== undefined) {
      const words = lookupOf(layer, '');
      const length = mode === 'int' ? layer.config.int('output_sequence_length') : null;
      return unmasked(encodeText(layer, vectorize(layer, value, words, length), words));
    }
    const size = vocabularySize(layer);
    if (mode !== 'int') return unmasked(replacePort(layer, value, [size]));
    const port = replacePort(layer, value, [layer.config.int('output_sequence_length')]);
    layer.graph.requireIndex(port, size);
    return unmasked(port);
  },
};

function replacePort(layer: LayerContext, value: number, shape: Shape): number {
  if (layer.graph.reshapePort(value, shape)) return value;
  throw layer.refuse('its text must come straight from an input of the network');
}

export const PREPROCESSING: Readonly<Record<string, LayerType>> = {
  CategoryEncoding,
  Discretization,
  StringLookup,
  IntegerLookup: lookup(VOCABULARY, vocabularySize),
  Hashing: lookup(HASHED, (layer) => layer.config.int('num_bins')),
  TextVectorization,
};
