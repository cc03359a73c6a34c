import { decodeGraph, encodeGraph, type Graph, type Tensor, type Value } from '@evm-ml/quantized-runtime';

/** M = 2^20, s = 20: requantizing changes nothing, so answers can be computed by hand. */
const IDENTITY = { mult: 2 ** 20, shift: 20 };

const value = (elements: number, type: Value['type']): Value => ({
  shape: [elements],
  type,
  scale: 1,
  zero: 0,
});

function artefactOf(graph: Graph, padding = 0): Uint8Array {
  if (padding === 0) return encodeGraph(graph);
  // A constant that nobody reads. Varied, so that no two chunks are equal.
  const elements = Math.ceil(padding / 2);
  const data = Int16Array.from({ length: elements }, (_, i) => (i * 31 + (i >> 8)) % 32_000);
  return encodeGraph({
    ...graph,
    values: [...graph.values, value(elements, 'i16')],
    nodes: [
      ...graph.nodes,
      {
        op: 'constant',
        inputs: [],
        outputs: [graph.values.length],
        layer: 'padding',
        params: { value: 'padding' },
      },
    ],
    tensors: new Map(graph.tensors).set('padding', { shape: [elements], data }),
  });
}

export interface TinyDense {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major [inputs, outputs], int8. */
  readonly weights: readonly number[];
  /** Makes the artefact longer by about as many bytes. */
  readonly padding?: number;
  /** y = x · W / 2^(shift - 20), rounded. Default: 20. */
  readonly shift?: number;
}

/** y = x · W in whole numbers: one dense layer of profile a16 whose scales are all 1. */
export function tinyArtefact({
  inputs,
  outputs,
  weights,
  padding,
  shift = IDENTITY.shift,
}: TinyDense): Uint8Array {
  const tensors = new Map<string, Tensor>([
    ['w', { shape: [inputs, outputs], data: Int8Array.from(weights) }],
    ['mult', { shape: [1], data: Int32Array.of(IDENTITY.mult) }],
    ['shift', { shape: [1], data: Uint8Array.of(shift) }],
  ]);
  return artefactOf(
    {
      profile: 'a16',
      values: [value(inputs, 'i16'), value(outputs, 'i16')],
      nodes: [
        {
          op: 'dense',
          layer: 'dense',
          inputs: [0],
          outputs: [1],
          min: null,
          max: null,
          params: { kernel: 'w', mult: 'mult', shift: 'shift' },
        },
      ],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
      outputs: [{ name: 'y', value: 1 }],
      tensors,
    },
    padding,
  );
}

/** Gives back the first `tokens` tokens of a text of at most `bytes` bytes: 2 for "no", 3 for "yes", 1 for others, 0 behind. */
export function textArtefact(bytes: number, tokens: number): Uint8Array {
  const tables = new Map<string, Tensor>([
    ['bytes', { shape: [256], data: Uint8Array.from({ length: 256 }, (_, byte) => byte) }],
    [
      'vocabulary',
      { shape: [7], data: Uint8Array.of(...Buffer.from('no'), 0xff, ...Buffer.from('yes'), 0xff) },
    ],
    ['ids', { shape: [2], data: Int32Array.of(2, 3) }],
  ]);
  const params = { bytes: 'bytes', vocabulary: 'vocabulary', ids: 'ids' };
  return artefactOf({
    profile: 'a16',
    values: [value(bytes, 'u8'), value(tokens, 'i32')],
    nodes: [
      {
        ...{ op: 'tokenize', layer: 'words', inputs: [0], outputs: [1] },
        ...{ fn: 'words', unknown: 1, padding: 0, params },
      },
    ],
    inputs: [{ name: 'text', value: 0, kind: 'text', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'tokens', value: 1 }],
    tensors: tables,
  });
}

/** Words of a text of at most `bytes` bytes in German: "no" and "yes", a question mark for all others. */
export function translatorArtefact(bytes: number, tokens: number): Uint8Array {
  const graph = decodeGraph(textArtefact(bytes, tokens));
  const pieces = ['', '?', 'nein', 'ja'].map((piece) => Buffer.from(piece));
  const ends = pieces.map((_, index) => Buffer.concat(pieces.slice(0, index + 1)).length);
  const most = tokens * 'nein'.length + tokens - 1;
  return artefactOf({
    ...graph,
    values: [...graph.values, value(most, 'u8')],
    nodes: [
      ...graph.nodes,
      {
        ...{ op: 'detokenize', layer: 'german', inputs: [1], outputs: [2] },
        ...{ fn: 'words', stop: 0, params: { pieces: 'pieces', ends: 'ends' } },
      },
    ],
    outputs: [{ name: 'german', value: 2 }],
    tensors: new Map([
      ...graph.tensors,
      ['pieces', { shape: [ends.at(-1)!], data: Uint8Array.from(Buffer.concat(pieces)) }],
      ['ends', { shape: [ends.length], data: Int32Array.from(ends) }],
    ]),
  });
}

/** Gives back `length` tokens, whole numbers below `limit`. */
export function tokenArtefact(length: number, limit: number): Uint8Array {
  return artefactOf({
    profile: 'a16',
    values: [value(length, 'i32'), value(length, 'i32')],
    nodes: [{ op: 'reshape', layer: 'tokens', inputs: [0], outputs: [1] }],
    inputs: [{ name: 'tokens', value: 0, kind: 'index', scale: [1], offset: [0], limit }],
    outputs: [{ name: 'tokens', value: 1 }],
    tensors: new Map(),
  });
}

export interface Chain {
  /** What follows each token, by its number; a token that is its own follower goes on for ever. */
  readonly followers: readonly number[];
  readonly steps: number;
  /** The token that ends an answer. */
  readonly stop: number;
  /** Asked by a text of at most so many bytes, whose first word is the first token (see `textArtefact`), and answered in one. */
  readonly textBytes?: number;
}

/** Tokens that follow each other, from the one that is given on: a loop of `steps` steps at most. */
export function chainArtefact({ followers, steps, stop, textBytes }: Chain): Uint8Array {
  const { length } = followers;
  const scores = Int16Array.from({ length: length * length }, (_, i) =>
    followers[Math.floor(i / length)] === i % length ? 1 : 0,
  );
  const values = [...[value(textBytes ?? 1, textBytes === undefined ? 'i32' : 'u8')], value(1, 'i32')];
  const add = (shape: readonly number[], type: Value['type']) =>
    values.push({ shape: [...shape], type, scale: 1, zero: 0 }) - 1;
  const list = add([steps], 'i32');
  const step = add([], 'i32');
  const [token, soFar] = [add([1], 'i32'), add([steps], 'i32')];
  const [row, next] = [add([1, length], 'i16'), add([1], 'i32')];
  const [extended, flags, flag] = [add([steps], 'i32'), add([1], 'u8'), add([], 'u8')];
  const [last, all] = [add([1], 'i32'), add([steps], 'i32')];
  const tensors = new Map<string, Tensor>([
    ['scores', { shape: [length, length], data: scores }],
    ['nothing', { shape: [steps], data: new Int32Array(steps).fill(stop) }],
  ]);
  const first: Graph['nodes'] =
    textBytes === undefined
      ? [{ op: 'reshape', layer: 'first', inputs: [0], outputs: [1] }]
      : decodeGraph(textArtefact(textBytes, 1)).nodes;
  if (textBytes !== undefined) {
    for (const [name, tensor] of decodeGraph(textArtefact(textBytes, 1)).tensors) tensors.set(name, tensor);
    tensors.set('pieces', { shape: [length], data: Uint8Array.from({ length }, (_, i) => 97 + i) });
    tensors.set('ends', { shape: [length], data: Int32Array.from({ length }, (_, i) => i + 1) });
  }
  const nodes: Graph['nodes'] = [
    ...first,
    { op: 'constant', layer: 'nothing', inputs: [], outputs: [list], params: { value: 'nothing' } },
    {
      ...{ op: 'repeat', layer: 'loop', inputs: [1, list], outputs: [step, token, soFar] },
      ...{ steps, limits: [length, length] },
    },
    { op: 'gather', layer: 'scores', inputs: [token], outputs: [row], params: { table: 'scores' } },
    { op: 'argmax', layer: 'next', inputs: [row], outputs: [next] },
    { op: 'put', layer: 'answer', inputs: [soFar, next, step], outputs: [extended], axis: 0, offset: 0 },
    {
      ...{ op: 'compare', layer: 'stop', inputs: [next], outputs: [flags] },
      ...{ fn: 'eq', constant: stop, reduceLast: 'none' },
    },
    { op: 'reshape', layer: 'stop', inputs: [flags], outputs: [flag] },
    { op: 'until', layer: 'loop', inputs: [flag, next, extended], outputs: [last, all] },
  ];
  if (textBytes === undefined) {
    return artefactOf({
      ...{ profile: 'a16', values, nodes, tensors },
      inputs: [{ name: 'first', value: 0, kind: 'index', scale: [1], offset: [0], limit: length }],
      outputs: [{ name: 'answer', value: all }],
    });
  }
  const text = add([steps], 'u8');
  return artefactOf({
    ...{ profile: 'a16', values, tensors },
    nodes: [
      ...nodes,
      {
        ...{ op: 'detokenize', layer: 'letters', inputs: [all], outputs: [text] },
        ...{ fn: 'joined', stop, params: { pieces: 'pieces', ends: 'ends' } },
      },
    ],
    inputs: [{ name: 'text', value: 0, kind: 'text', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'answer', value: text }],
  });
}
