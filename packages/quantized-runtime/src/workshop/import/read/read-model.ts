import { expectKerasEntries, notAModel } from './foreign.ts';
import { isKerasEntry, type KerasFile, readKerasEntries } from './keras-archive.ts';
import { readLegacyH5 } from './legacy-h5.ts';
import { isTfjsFolder, readTfjs } from './tfjs.ts';
import { type Entries, unzip } from './zip.ts';

/** The bytes of one file, or the files of a folder by their path inside it. */
export type ModelSource = Uint8Array | Entries;

/** Finds out which container it is, and reads it. Throws ImportError. */
export async function readModel(source: ModelSource): Promise<KerasFile> {
  if (!(source instanceof Uint8Array)) return readFolder(source);
  if (startsWith(source, ZIP)) return readArchive(source);
  if (startsWith(source, HDF5)) return readLegacyH5(source);
  if (startsWith(source, JSON_OBJECT)) return readTfjs(new Map([['model.json', source]]));
  throw notAModel(source);
}

async function readArchive(bytes: Uint8Array): Promise<KerasFile> {
  const names: string[] = [];
  const entries = unzip(bytes, (name) => {
    names.push(name);
    return isModelEntry(name);
  });
  expectKerasEntries([...names, ...entries.keys()]);
  return readFolder(entries);
}

async function readFolder(entries: Entries): Promise<KerasFile> {
  if (isTfjsFolder(entries)) return readTfjs(entries);
  expectKerasEntries([...entries.keys()]);
  return readKerasEntries(entries);
}

/** A zip may also hold the folder of a TensorFlow.js model. */
function isModelEntry(name: string): boolean {
  return isKerasEntry(name) || name === 'model.json' || name.endsWith('.bin');
}

const ZIP = [0x50, 0x4b];
const HDF5 = [0x89, 0x48, 0x44, 0x46];
const JSON_OBJECT = [0x7b];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
