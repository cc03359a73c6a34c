import type { TokenizeNode } from '../../../graph/graph.ts';
import { END_OF_TEXT } from '../../../graph/text.ts';
import { reshape } from '../build/moving-ops.ts';
import type { LayerContext } from '../context.ts';

/** Words in front of a network, as tables of a tokenizer (rule O8): what TensorFlow does for Keras, by bytes. */

/** What a layer makes of words. */
export interface Lookup {
  /** Tokens by word. */
  readonly tokens: ReadonlyMap<string, number>;
  readonly unknown: number;
  /** The token that stands for nothing: behind the last word. */
  readonly padding: number;
  /** How many columns a code of its tokens has: a token beyond has none. */
  readonly columns: number;
}

const PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\'';
/** Where TensorFlow splits texts: tab to carriage return, and the space. */
const WHITE_SPACE = '\t\n\v\f\r';
const SPACE = 0x20;

/** What becomes of each byte: `tf.strings.lower` changes ASCII alone. */
export function byteTable(lower: boolean, strip: boolean, split: boolean): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const set = (characters: string, to: (byte: number) => number): void => {
    for (const byte of new TextEncoder().encode(characters)) table[byte] = to(byte);
  };
  if (lower) set('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (byte) => byte + 32);
  if (strip) set(PUNCTUATION, () => END_OF_TEXT);
  if (split) set(WHITE_SPACE, () => SPACE);
  return table;
}

/** The words that a layer knows, without what stands for nothing and for the unknown. */
function wordsOf(layer: LayerContext, specials: readonly string[]): readonly string[] {
  const stored = layer.config.has('vocabulary') ? layer.config.list('vocabulary') : assetOf(layer);
  if (!stored.every((word) => typeof word === 'string')) throw layer.refuse('its vocabulary is not of words');
  const isWhole = specials.every((special, index) => stored[index] === special);
  const words = isWhole ? stored.slice(specials.length) : stored;
  if (new Set([...words, ...specials]).size !== words.length + new Set(specials).size) {
    throw layer.refuse('its vocabulary has a word twice, or one that stands for nothing or for the unknown');
  }
  if (words.every((word) => word === '')) throw layer.refuse('its vocabulary has no words: adapt it first');
  return words;
}

/** The vocabulary that an adapted layer stored beside its config: a word a line. */
function assetOf(layer: LayerContext): readonly string[] {
  const bytes = layer.run.assets.get(`${layer.path}/vocabulary.txt`);
  if (bytes === undefined) throw layer.refuse('its vocabulary is not in the file: adapt it before saving');
  const lines = splitLines(new TextDecoder().decode(bytes));
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What Python's splitlines takes for the end of a line, beside the two characters of Windows. */
const LINE_ENDS: ReadonlySet<string> = new Set(
  [0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029].map((code) => String.fromCharCode(code)),
);

function splitLines(text: string): string[] {
  const lines = [''];
  for (const character of text.replaceAll('\r\n', '\n')) {
    if (LINE_ENDS.has(character)) lines.push('');
    else lines[lines.length - 1] += character;
  }
  return lines;
}

/** What `StringLookup` makes of words; `maskToken` stands for nothing. Throws ImportError. */
export function lookupOf(layer: LayerContext, maskToken: string | null): Lookup {
  const { config } = layer;
  if (config.string('encoding', 'utf-8') !== 'utf-8') {
    throw layer.refuse('its texts are not UTF-8: give it encoding="utf-8"');
  }
  const oov = config.int('num_oov_indices', 1);
  if (oov !== 1) {
    throw layer.refuse(
      `num_oov_indices is ${oov}, and a text port knows one token for all unknown words: give it num_oov_indices=1`,
    );
  }
  const isInt = config.string('output_mode', 'int') === 'int';
  const oovToken = config.string('oov_token', '[UNK]');
  const mask = maskToken !== null && isInt ? [maskToken] : [];
  const words = wordsOf(layer, [...mask, oovToken]);
  const start = mask.length + 1;
  const isPadded = config.bool('pad_to_max_tokens', false) && config.has('max_tokens');
  const columns = isPadded ? config.int('max_tokens') : start + words.length;
  const padding = isInt ? 0 : columns;
  const tokens = new Map(words.map((word, index) => [word, start + index]));
  if (maskToken !== null) tokens.set(maskToken, padding);
  if (!layer.config.has('vocabulary')) layer.editConfig({ vocabulary: [...words] });
  return { tokens, unknown: start - 1, padding, columns };
}

/**
 * Tokens [count] of the text that a value is, which has to be an input of the network. Throws ImportError.
 */
export function tokenize(
  layer: LayerContext,
  text: number,
  fn: TokenizeNode['fn'],
  table: Uint8Array,
  lookup: Lookup,
  count: number,
): number {
  const g = layer.graph;
  g.requireText(text, layer.run.textBytes!);
  const words = [...lookup.tokens].flatMap(([word, id]) =>
    word === '' ? [] : [{ bytes: new TextEncoder().encode(word), id }],
  );
  words.sort((a, b) => compareBytes(a.bytes, b.bytes));
  const vocabulary = Uint8Array.from(words.flatMap(({ bytes }) => [...bytes, END_OF_TEXT]));
  const ids = Int32Array.from(words, ({ id }) => id);
  // An empty text has no parts: as a whole it is the empty word.
  const empty = fn === 'whole' && count === 1 ? (lookup.tokens.get('') ?? lookup.unknown) : lookup.padding;
  const tokens = g.value([count], 'i32');
  g.add({
    ...{ op: 'tokenize', layer: g.layer, inputs: [text], outputs: [tokens] },
    ...{ fn, unknown: lookup.unknown, padding: empty },
    params: {
      bytes: layer.addTensor('bytes', [256], table),
      vocabulary: layer.addTensor('vocabulary', [vocabulary.length], vocabulary),
      ids: layer.addTensor('ids', [ids.length], ids),
    },
  });
  return tokens;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? a.length - b.length : at < b.length ? a[at]! - b[at]! : 1;
}

/** What TextVectorization makes of a text: tokens [count]. Throws ImportError for what is code, or n-grams. */
export function vectorize(layer: LayerContext, text: number, lookup: Lookup, length: number | null): number {
  const { config } = layer;
  const standardize = config.get('standardize') ?? null;
  const split = config.get('split') ?? null;
  const isKnown = typeof standardize === 'string' ? STANDARDS.has(standardize) : standardize === null;
  if (!isKnown) throw layer.refuse('its standardize is code, which no artefact can hold');
  if (split !== null && split !== 'whitespace' && split !== 'character')
    throw layer.refuse('its split is code, which no artefact can hold');
  if (config.has('ngrams')) throw layer.refuse('n-grams have no translation: give it ngrams=None');
  const bytes = layer.run.textBytes!;
  const [lower, strip] = ['lower', 'strip'].map((what) => String(standardize).includes(what));
  const fn = split === null ? 'whole' : split === 'whitespace' ? 'words' : 'characters';
  const most = { whole: 1, words: Math.ceil(bytes / 2), characters: bytes }[fn];
  const table = byteTable(lower!, strip!, fn === 'words');
  return tokenize(layer, text, fn, table, lookup, length ?? most);
}

const STANDARDS: ReadonlySet<string> = new Set(['lower', 'strip_punctuation', 'lower_and_strip_punctuation']);

/** The token of a text as a whole, of the shape that the text had. */
export function lookUpText(layer: LayerContext, text: number, lookup: Lookup): number {
  const shape = layer.graph.textShape(text);
  const token = tokenize(layer, text, 'whole', byteTable(false, false, false), lookup, 1);
  return shape.length === 0 ? reshape(layer.graph, token, []) : token;
}
