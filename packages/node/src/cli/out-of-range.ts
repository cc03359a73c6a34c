import type { BeyondRange } from '@evm-ml/quantized-runtime';
import { note } from './io/note.ts';

/** Says on stderr which numbers of an input a model could not hold, if there are any. */
export function warnOutOfRange(path: string, found: BeyondRange | undefined): void {
  if (found) note(sayOutOfRange(path, found));
}

/** One sentence: how many, the worst and by how much, and what to do. */
export function sayOutOfRange(path: string, { count, numbers, examples, batch, worst }: BeyondRange): string {
  const { input, index, example, number, held } = worst;
  const width = held.max - held.min;
  const beyond = ((100 * Math.max(number - held.max, held.min - number)) / width).toPrecision(2);
  return (
    `${path}: ${plural(count, 'number')} of ${numbers.toLocaleString('en-US')}, in ${plural(examples, 'example')} of ` +
    `${batch.toLocaleString('en-US')}, ${count === 1 ? 'lies' : 'lie'} beyond what the model holds and ${count === 1 ? 'was' : 'were'} cut off; the worst is ` +
    `${number.toLocaleString('en-US', { maximumSignificantDigits: 6 })} for number ${index + 1} of input "${input}" in example ${example + 1}, ${Number(beyond)} % of the range beyond ` +
    `${short(held.min)} to ${short(held.max)}: check its units, or convert again with samples that reach as far.`
  );
}

const plural = (count: number, thing: string): string =>
  `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;

const short = (number: number): string =>
  Number(number.toPrecision(4)).toLocaleString('en-US', { maximumSignificantDigits: 4 });
