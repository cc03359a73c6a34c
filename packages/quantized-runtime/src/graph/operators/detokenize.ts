import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { boundedTensor, expectType, fail, tensorOf } from '../rules/context.ts';
import { choiceField, integerField } from '../schema/field.ts';
import { roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import { longestText } from '../text.ts';

/**
 * Tokens i32 [T] -> the text of their pieces, u8 [L], with 0xff behind it. `pieces` holds V pieces of UTF-8, one after
 * another, `ends` [V] where each of them ends. L is the most bytes that T pieces can have together. Rule O9.
 */
export interface DetokenizeNode extends NodeBase {
  readonly op: 'detokenize';
  /** Pieces follow each other, or have a space between them. */
  readonly fn: 'joined' | 'words';
  /** The text ends before the first token that is this one, 0 to 2^24; no token where none is. */
  readonly stop: number;
  readonly params: { readonly pieces: string; readonly ends: string };
}

/** The most bytes of `tokens` pieces of at most `longest` bytes. */
export const textBytes = (fn: DetokenizeNode['fn'], tokens: number, longest: number): number =>
  tokens * longest + (fn === 'words' ? tokens - 1 : 0);

export const detokenize = {
  fields: {
    fn: choiceField('joined', 'words'),
    stop: integerField(0, LIMITS.elements),
    params: roles(['pieces', 'ends'], []),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [tokens], declared: [text] }) {
    if (tokens!.length !== 1) badShape(node, 'tokens have one axis');
    if (text?.length !== 1) return badShape(node, 'a text has one axis');
    return [text];
  },
  bounds({ fn, params }, context) {
    const [tokens] = context.inputs;
    const [text] = context.outputs;
    expectType(context, tokens!, 'i32');
    expectType(context, text!, 'u8');
    const pieces = tensorOf(context, params.pieces, 'pieces', 'u8').tensor.data;
    const ends = boundedTensor(context, params.ends, 'ends', 'i32', [0, pieces.length]).tensor.data;
    const longest = pieces instanceof Uint8Array ? longestText(pieces, ends) : null;
    if (longest === null) {
      fail(context, 'BadParameter', '"pieces" should be UTF-8, cut between characters where "ends" says');
    }
    const { low, high } = context.ranges[0]!;
    if (low < 0 || high >= ends.length) {
      fail(context, 'BadGraph', `tokens can be ${low} to ${high}, and there are ${ends.length} pieces`);
    }
    const most = textBytes(fn, elementCount(tokens!.shape), longest);
    if (elementCount(text!.shape) !== most) {
      fail(context, 'BadGraph', `its text can have ${most} bytes, not ${elementCount(text!.shape)}`);
    }
    return [{ low: 0, high: 255 }];
  },
  count: (_, { outputs: [text] }) => ({ macs: 0, elements: elementCount(text!) }),
  effort: (_, { inputs: [tokens], outputs: [text] }) => ({
    ...NO_EFFORT,
    writes: elementCount(text!),
    runs: elementCount(tokens!),
  }),
  memory(_, { param, tensor }) {
    const places = 4 * (elementCount(param('ends')) + 1);
    return needs(0, 0, [
      { form: `${tensor('pieces')}: as it is`, bytes: elementCount(param('pieces')) },
      { form: `${tensor('pieces')}: where pieces of ${tensor('ends')} begin`, bytes: places },
    ]);
  },
  kinds: { integer: 'detokenize', f32: 'detokenize' },
} as const satisfies Operator<DetokenizeNode>;
