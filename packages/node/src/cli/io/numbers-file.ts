import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { decodeCsv, encodeCsv } from './csv.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { decodeNpz } from './npz.ts';
import type { Decoded, Examples, Numbers } from './numbers.ts';
import { readInput } from './read-input.ts';
import { decodeTexts } from './texts.ts';

interface Format {
  /** Throws UserError; the message names what is wrong, not the file. */
  decode(bytes: Uint8Array): Decoded;
  /** Not for formats that are only read. */
  encode?(numbers: Numbers): Uint8Array;
}

const formats: Readonly<Record<string, Format>> = {
  '.npy': { decode: (bytes) => ({ examples: decodeNpy(bytes) }), encode: encodeNpy },
  '.npz': { decode: (bytes) => ({ examples: decodeNpz(bytes) }) },
  '.csv': { decode: decodeCsv, encode: encodeCsv },
  '.txt': { decode: decodeTexts },
  '.json': { decode: (bytes) => ({ examples: decodeJson(bytes) }), encode: encodeJson },
};

function formatOf(path: string, use: 'read' | 'write'): Format {
  const format = formats[extname(path).toLowerCase()];
  if (!format || (use === 'write' && !format.encode)) {
    const usable = Object.entries(formats).filter(([, { encode }]) => use === 'read' || encode);
    const known = usable.map(([extension]) => extension).join(', ');
    throw new UserError(
      `${path}: the name must end in one of ${known}, which tells the format of its numbers.`,
    );
  }
  return format;
}

/** Refuses a path to write to whose format is not known, before any work is done for it. */
export function checkNumbersPath(path: string): void {
  formatOf(path, 'write');
}

/** Reads a file of finite numbers; the extension tells the format. `note` hears of what deserves a look. Throws UserError. */
export async function readExamples(path: string, note: (sentence: string) => void): Promise<Examples> {
  const format = formatOf(path, 'read');
  const bytes = await readInput(path);
  try {
    const { examples, notices = [] } = format.decode(bytes);
    for (const { data } of examples instanceof Map ? examples.values() : [examples as Numbers])
      expectFinite(data);
    for (const sentence of notices) note(`${path}: ${sentence}`);
    return examples;
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

function expectFinite(data: Float64Array): void {
  const bad = data.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) throw new UserError(`number ${bad + 1} is ${data[bad]}; replace it by a finite number.`);
}

/** Writes numbers in the format that the extension tells, all or nothing. */
export async function writeNumbers(path: string, numbers: Numbers): Promise<void> {
  await writeFileAtomic(path, formatOf(path, 'write').encode!(numbers));
}
