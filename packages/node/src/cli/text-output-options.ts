import type { TextOutput } from '@evm-ml/workshop';
import type { Command } from 'commander';
import { UserError } from './errors.ts';
import type { GeneratingFlags } from './generating-options.ts';
import { readInput } from './io/read-input.ts';

/** Flags of `convert` and `verify` for a network that is to give a text. */
export interface TextOutputFlags {
  readonly vocabulary?: string;
  readonly spaces?: boolean;
  readonly stop?: string;
}

/** `--vocabulary FILE`, `--spaces`, `--stop PIECE`. */
export function addTextOutputOptions(command: Command): Command {
  return command
    .option(
      '--vocabulary <file>',
      'give a text: what each class of the output stands for, a piece a line (.txt) or a list of texts (.json)',
    )
    .option('--spaces', 'put a space between the pieces of a text')
    .option(
      '--stop <piece>',
      'end a text before this piece, e.g. ""; without a vocabulary, an answer of --generate behind this token',
    );
}

/** The text that the flags ask for; undefined: numbers leave. Throws UserError. */
export async function readTextOutput({
  vocabulary,
  spaces,
  stop,
  generate,
}: TextOutputFlags & GeneratingFlags): Promise<TextOutput | undefined> {
  if (vocabulary === undefined) {
    if (spaces === undefined && (stop === undefined || generate !== undefined)) return undefined;
    throw new UserError('--spaces and --stop are for texts: give --vocabulary with the pieces of a text.');
  }
  const pieces = piecesOf(vocabulary, await readInput(vocabulary));
  return { pieces, fn: spaces ? 'words' : 'joined', ...(stop !== undefined && { stop }) };
}

function piecesOf(path: string, bytes: Uint8Array): string[] {
  const text = decode(path, bytes);
  if (!path.toLowerCase().endsWith('.json')) {
    const lines = text.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }
  const list = parse(path, text);
  if (Array.isArray(list) && list.every((piece) => typeof piece === 'string')) return list;
  throw new UserError(`${path}: should be a list of texts, one for each class.`);
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path}: is no UTF-8; save it as UTF-8.`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${path}: is no JSON; give a list of texts, or a piece a line as .txt.`);
  }
}
