import { InvalidArgumentError, Option } from 'commander';
import { UserError } from './errors.ts';
import { note } from './io/note.ts';
import type { Examples } from './io/numbers.ts';
import { readExamples } from './io/numbers-file.ts';
import { numbersOfTexts } from './io/texts.ts';

/** `--text-bytes N`: inputs of strings become texts of at most so many bytes. */
export function textBytesOption(): Option {
  return new Option(
    '--text-bytes <n>',
    'take texts of at most so many bytes where Keras takes strings, with the words of its lookups',
  ).argParser(readCount);
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number of bytes, e.g. 128.');
}

/** `--text TEXT` in place of `--input FILE`. */
export const textOption = (): Option => new Option('--text <text>', 'one text in place of a file');

/** The examples of `--input` or `--text`, and what to call them in messages. Throws UserError unless one of both is given. */
export async function readInputOrText(
  input: string | undefined,
  text: string | undefined,
): Promise<{ readonly name: string; readonly examples: Examples }> {
  if ((input === undefined) === (text === undefined)) {
    throw new UserError('Give either --input with a file of examples, or --text with one text.');
  }
  if (text !== undefined) return { name: '--text', examples: numbersOfTexts([text]) };
  return { name: input!, examples: await readExamples(input!, note) };
}
