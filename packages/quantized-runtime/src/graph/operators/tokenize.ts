import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { boundedTensor, expectLength, expectType, fail, tensorOf } from '../rules/context.ts';
import { choiceField, integerField } from '../schema/field.ts';
import { roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import type { TensorFacts } from '../tensor-facts.ts';
import { END_OF_TEXT } from '../text.ts';

/**
 * A text u8 [L], which ends before its first 0xff -> its first T tokens, i32 [T]. `bytes` [256] says what each byte
 * becomes, 0xff that it is dropped. `vocabulary` holds V words in rising order, each followed by 0xff; `ids` [V] their
 * tokens. Rule O8.
 */
export interface TokenizeNode extends NodeBase {
  readonly op: 'tokenize';
  /** What becomes a token: the whole text, what lies between spaces, or each character. */
  readonly fn: 'whole' | 'words' | 'characters';
  /** The token of what is not in the vocabulary, 0 to 2^24. */
  readonly unknown: number;
  /** The token behind the last, 0 to 2^24. */
  readonly padding: number;
  readonly params: { readonly bytes: string; readonly vocabulary: string; readonly ids: string };
}

const token = integerField(0, LIMITS.elements);

/** How many words are looked at for one token, at most: a binary search halves V words so often. */
const depthOf = (words: number): number => 32 - Math.clz32(words);

/** The most tokens that a text of so many bytes gives. */
const MOST_TOKENS: Readonly<Record<TokenizeNode['fn'], (bytes: number) => number>> = {
  whole: () => 1,
  words: (bytes) => Math.ceil(bytes / 2),
  characters: (bytes) => bytes,
};

/** What is no ASCII stays: bytes of one character are not torn apart. */
const keepsCharacters = ({ tensor: { data } }: TensorFacts): boolean =>
  data.every((to, byte) => (byte < 0x80 ? to < 0x80 || to === END_OF_TEXT : to === byte));

export const tokenize = {
  fields: {
    fn: choiceField('whole', 'words', 'characters'),
    unknown: token,
    padding: token,
    params: roles(['bytes', 'vocabulary', 'ids'], []),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [text], declared: [tokens] }) {
    if (text!.length !== 1) badShape(node, 'a text has one axis');
    if (tokens?.length !== 1) return badShape(node, 'tokens have one axis');
    return [tokens];
  },
  bounds({ params, unknown, padding }, context) {
    expectType(context, context.inputs[0]!, 'u8');
    expectType(context, context.outputs[0]!, 'i32');
    const bytes = tensorOf(context, params.bytes, 'bytes', 'u8');
    expectLength(context, bytes, 'bytes', 256);
    if (!keepsCharacters(bytes)) {
      fail(
        context,
        'BadParameter',
        '"bytes" should make ASCII, or nothing, of ASCII and leave all else as it is',
      );
    }
    const { words } = tensorOf(context, params.vocabulary, 'vocabulary', 'u8');
    if (words === null) {
      fail(context, 'BadParameter', '"vocabulary" should hold words in rising order, each followed by 255');
    }
    const ids = boundedTensor(context, params.ids, 'ids', 'i32', [0, LIMITS.elements]);
    expectLength(context, ids, 'ids', words);
    return [{ low: Math.min(ids.least, unknown, padding), high: Math.max(ids.most, unknown, padding) }];
  },
  count(_, { inputs: [text], outputs: [tokens], param }) {
    const bytes = elementCount(text!);
    return { macs: bytes * depthOf(elementCount(param('ids'))), elements: bytes + elementCount(tokens!) };
  },
  effort({ fn }, { inputs: [text], outputs: [tokens], param }) {
    const bytes = elementCount(text!);
    const length = elementCount(tokens!);
    const depth = depthOf(elementCount(param('ids')));
    return {
      ...NO_EFFORT,
      products: bytes * depth,
      writes: length,
      reads: bytes,
      runs: Math.min(length, MOST_TOKENS[fn](bytes)) * depth,
    };
  },
  memory(_, { inputs: [text], param, tensor }) {
    const words = elementCount(param('ids'));
    return needs(256, elementCount(text!), [
      { form: `${tensor('vocabulary')}: as it is`, bytes: elementCount(param('vocabulary')) },
      { form: `${tensor('vocabulary')}: where words begin`, bytes: 4 * (words + 1) },
      { form: `${tensor('ids')}: as it is`, bytes: 4 * words },
    ]);
  },
  kinds: { integer: 'tokenize', f32: 'tokenize' },
} as const satisfies Operator<TokenizeNode>;
