import { concatHex, type Hex, numberToHex, size } from 'viem';

/**
 * Contract that asks PREDICT one question after another, all of one length, again and again until little gas is left.
 * Calldata: that length as a word, then the questions.
 */
const code: Hex = '0x602036038060205f375f355b5f5b5f5f8383614d4c5afa508101808311600d575062030d405a11600b5700';

/** What deploys it. */
export const loopDeployment: Hex = concatHex([
  '0x61',
  numberToHex(size(code), { size: 2 }),
  '0x80600a3d393df3',
  code,
]);

/** What has it ask these questions, of one length. */
export const asking = (questions: readonly Hex[]): Hex =>
  concatHex([numberToHex(size(questions[0]!), { size: 32 }), ...questions]);
