import * as h5 from 'h5wasm';
import { ImportError } from '../../../errors.ts';
import { elementCount } from '../../../graph/element-types.ts';
import { decodeElements, type StoredType } from './decode-elements.ts';
import { expectSoundHdf5 } from './expect-sound-hdf5.ts';
import type { WeightArray } from './weights.ts';

/** Bytes that the datasets of one file may hold together: compressed bombs are refused before they are read. */
export const HDF5_LIMIT = 2 ** 30;

/** An open HDF5 file. Paths have no leading slash. */
export interface Hdf5File {
  /** Paths of all datasets. */
  readonly datasets: readonly string[];
  read(path: string): WeightArray;
  /** A text attribute or a list of texts; undefined when absent. `path` '' is the root. */
  attribute(path: string, name: string): string | readonly string[] | undefined;
}

let opened = 0;

/**
 * Opens HDF5 bytes, calls `use` and closes the file. The HDF5 library runs in WebAssembly on a file system of
 * its own, so links in a file cannot reach the machine's files. Throws ImportError `broken-weights`.
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  use: (file: Hdf5File) => T,
  limit = HDF5_LIMIT,
): Promise<T> {
  expectSoundHdf5(bytes);
  const module = await h5.ready;
  const name = `/import-${opened++}.h5`;
  return attempt(() => {
    // Without it the library prints its stack of errors to the terminal and goes on.
    module.activate_throwing_error_handler();
    module.FS.writeFile(name, bytes);
    try {
      const file = new h5.File(name, 'r');
      if (file.file_id <= 0n) throw new Error('no HDF5 signature, or cut short');
      try {
        return use(createReader(module, file, limit));
      } finally {
        file.close();
      }
    } finally {
      module.FS.unlink(name);
    }
  });
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const reason = innermost(error instanceof Error ? error.message : String(error));
    throw new ImportError('broken-weights', `The HDF5 data is damaged (${reason}).`, { cause: error });
  }
}

/** The library reports a stack, outermost call first: `... line 388 in H5F__super_read(): file signature not found`. */
function innermost(message: string): string {
  return [...message.matchAll(/\(\): (.*)$/gm)].at(-1)?.[1] ?? message;
}

/** Groups inside each other, and members of all groups together: of files that Keras writes, a tenth at most. */
const [MOST_LEVELS, MOST_MEMBERS] = [100, 100_000];

/**
 * Paths of all datasets, by our own walk: that of the library follows a group that contains itself for ever, where the
 * file lies about how many links lead to it.
 */
function datasetsOf(file: h5.File): string[] {
  const found: string[] = [];
  let members = 0;
  const walk = (group: h5.Group, prefix: string, level: number): void => {
    if (level > MOST_LEVELS) throw new Error('groups nest without end');
    for (const name of group.keys()) {
      members += 1;
      if (members > MOST_MEMBERS) throw new Error('groups have members without end');
      const path = `${prefix}${name}`;
      const entity = file.get(path);
      if (entity instanceof h5.Dataset) found.push(path);
      else if (entity instanceof h5.Group) walk(entity, `${path}/`, level + 1);
    }
  };
  walk(file, '', 0);
  return found;
}

type Module = Awaited<typeof h5.ready>;

function createReader(module: Module, file: h5.File, limit: number): Hdf5File {
  let total = 0;
  return {
    datasets: datasetsOf(file),
    read(path) {
      const dataset = file.get(path);
      if (!(dataset instanceof h5.Dataset)) {
        throw new ImportError('missing-weight', `The weights file has no dataset "${path}".`);
      }
      const { metadata } = dataset;
      const shape = metadata.shape ?? [];
      const count = elementCount(shape);
      const size = count * metadata.size;
      total += size;
      if (total > limit) {
        throw new ImportError(
          'archive-too-large',
          `The weights are larger than ${limit} bytes, which is more than a model may have.`,
        );
      }
      const type = storedType(module, dataset, path);
      const data = decodeElements(readBytes(module, dataset, size), type, count, `"${path}"`);
      return { shape, data };
    },
    attribute(path, name) {
      const owner = path === '' ? file : file.get(path);
      if (!(owner instanceof h5.Group || owner instanceof h5.Dataset)) return undefined;
      return toText(owner.attrs[name]?.value);
    },
  };
}

function readBytes(module: Module, dataset: h5.Dataset, size: number): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const pointer = module._malloc(size);
  if (Number(pointer) === 0) throw new Error(`${size} bytes cannot be had`);
  try {
    const status = module.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(pointer));
    if (status < 0) throw new Error(`"${dataset.path}" cannot be read`);
    return module.HEAPU8.slice(Number(pointer), Number(pointer) + size);
  } finally {
    module._free(pointer);
  }
}

function storedType(module: Module, dataset: h5.Dataset, path: string): StoredType {
  const { type, size, signed, littleEndian, enum_type } = dataset.metadata;
  const classes = module.H5T_class_t;
  const marked = toText(dataset.attrs['dtype']?.value);
  if (marked === 'bfloat16' && size === 2) return 'bfloat16';
  const key =
    type === classes.H5T_FLOAT.value
      ? `float${size * 8}`
      : type === classes.H5T_INTEGER.value
        ? `${signed ? 'int' : 'uint'}${size * 8}`
        : enum_type !== undefined && size === 1
          ? 'bool'
          : `class ${type}`;
  if (isStoredType(key) && (littleEndian || size === 1)) return key;
  throw new ImportError('unsupported-dtype', `"${path}" has elements of a type that weights cannot have.`);
}

const STORED: ReadonlySet<string> = new Set<StoredType>([
  'float64',
  'float32',
  'float16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
]);

function isStoredType(key: string): key is StoredType {
  return STORED.has(key);
}

function toText(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map((item) => String(item));
  return undefined;
}
