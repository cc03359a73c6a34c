import type { ForecastOptions, GenerateOptions, TextOutput } from '@evm-ml/workshop';
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from './errors.ts';

/** A network that generates token by token, or that goes on with a series row by row. */
export type Generating = GenerateOptions | ForecastOptions;

/** Flags of `convert` and `verify` for a network that is to generate. */
export interface GeneratingFlags {
  readonly generate?: string;
  readonly forecast?: string;
  readonly start?: string;
  readonly stop?: string;
  readonly steps?: number;
}

/** `--generate INPUT`, `--start TOKEN`, `--forecast INPUT`, `--steps N`; `--stop` is among the options of texts. */
export function addGeneratingOptions(command: Command): Command {
  return command
    .option(
      '--generate <input>',
      'generate token by token: the input that takes the tokens so far, of a network that gives scores of the next one behind each',
    )
    .option(
      '--start <token>',
      'the token that every answer begins behind: a piece of the vocabulary, or its number',
    )
    .option(
      '--forecast <input>',
      'go on with a series row by row: the input that takes the latest rows, of a network that gives the next one',
    )
    .option(
      '--steps <n>',
      'the most tokens of an answer (default: as many as the input takes), or rows of a forecast',
      readSteps,
    );
}

function readSteps(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number of tokens, e.g. 24.');
}

/** What the flags ask for; undefined: the network answers once. Throws UserError. */
export function readGenerating(
  { generate, forecast, start, stop, steps }: GeneratingFlags,
  text: TextOutput | undefined,
): Generating | undefined {
  if (forecast !== undefined) {
    if (generate !== undefined || start !== undefined || text !== undefined)
      throw new UserError('--forecast is for rows of numbers: give it alone, or --generate for tokens.');
    if (steps === undefined) throw new UserError('--forecast needs --steps, the most rows of a forecast.');
    return { window: forecast, steps };
  }
  if (generate === undefined) {
    if (start === undefined && steps === undefined) return undefined;
    throw new UserError(
      '--start and --steps are for networks that generate: give --generate or --forecast with an input.',
    );
  }
  if (start === undefined)
    throw new UserError('--generate needs --start, the token that every answer begins behind.');
  return {
    tokens: generate,
    start: tokenOf('--start', start, text),
    ...(stop !== undefined && { stop: tokenOf('--stop', stop, text) }),
    ...(steps !== undefined && { steps }),
    ...(text !== undefined && { text }),
  };
}

/** A token by its piece, or by its number. */
function tokenOf(flag: string, token: string, text: TextOutput | undefined): number {
  const place = text?.pieces.indexOf(token) ?? -1;
  if (place >= 0) return place;
  if (/^\d{1,9}$/.test(token)) return Number(token);
  throw new UserError(
    text === undefined
      ? `${flag} ${token}: give the number of a token, or --vocabulary with the pieces of a text.`
      : `${flag} ${token}: the vocabulary has no such piece.`,
  );
}
