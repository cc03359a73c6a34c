import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { decodeCsv, encodeCsv } from './csv.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import type { Numbers } from './numbers.ts';
import { readInput } from './read-input.ts';

interface Format {
  /** Throws UserError; the message names what is wrong, not the file. */
  decode(bytes: Uint8Array): Numbers;
  encode(numbers: Numbers): Uint8Array;
}

const formats: Readonly<Record<string, Format>> = {
  '.npy': { decode: decodeNpy, encode: encodeNpy },
  '.csv': { decode: decodeCsv, encode: encodeCsv },
  '.json': { decode: decodeJson, encode: encodeJson },
};

function formatOf(path: string): Format {
  const format = formats[extname(path).toLowerCase()];
  if (!format) {
    const known = Object.keys(formats).join(', ');
    throw new UserError(
      `${path}: the name must end in one of ${known}, which tells the format of its numbers.`,
    );
  }
  return format;
}

/** Refuses a path whose format is not known, before any work is done for it. */
export function checkNumbersPath(path: string): void {
  formatOf(path);
}

/** Reads a file of finite numbers; the extension tells the format. Throws UserError. */
export async function readNumbers(path: string): Promise<Numbers> {
  const format = formatOf(path);
  const bytes = await readInput(path);
  try {
    const numbers = format.decode(bytes);
    const bad = numbers.data.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0)
      throw new UserError(`number ${bad + 1} is ${numbers.data[bad]}; replace it by a finite number.`);
    return numbers;
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Writes numbers in the format that the extension tells, all or nothing. */
export async function writeNumbers(path: string, numbers: Numbers): Promise<void> {
  await writeFileAtomic(path, formatOf(path).encode(numbers));
}
