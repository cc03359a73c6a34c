import { ImportError } from '../../errors.ts';
import { isKerasEntry, type KerasFile, readKerasEntries } from './keras-archive.ts';
import { type Entries, unzip } from './zip.ts';

/** The bytes of one file, or the files of a folder by their path inside it. */
export type ModelSource = Uint8Array | Entries;

/** Finds out which container it is, and reads it. Throws ImportError. */
export async function readModel(source: ModelSource): Promise<KerasFile> {
  if (!(source instanceof Uint8Array)) return readKerasEntries(source);
  if (startsWith(source, ZIP)) return readKerasEntries(unzip(source, isKerasEntry));
  throw new ImportError('not-a-model', 'This is not a Keras model: expected a .keras file.');
}

const ZIP = [0x50, 0x4b];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
