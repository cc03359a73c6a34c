import { type UnzipFileInfo, unzipSync } from 'fflate';
import { UserError } from '../errors.ts';
import { decodeNpy } from './npy.ts';
import type { Numbers } from './numbers.ts';

/** Bytes that the arrays of one file may unpack to. */
const MOST_BYTES = 2 ** 30;

/** What `numpy.savez` writes: a zip of arrays by name. Throws UserError. */
export function decodeNpz(bytes: Uint8Array): ReadonlyMap<string, Numbers> {
  const files = Object.entries(unzip(bytes));
  if (files.length === 0) throw new UserError('holds no arrays; write it with numpy.savez.');
  return new Map(
    files.map(([file, content]) => {
      const name = file.replace(/\.npy$/, '');
      try {
        return [name, decodeNpy(content)];
      } catch (error) {
        if (error instanceof UserError) throw new UserError(`array "${name}" ${error.message}`);
        throw error;
      }
    }),
  );
}

function unzip(bytes: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    total += originalSize;
    if (total > MOST_BYTES) throw new UserError('unpacks to more than 1 GiB; give fewer examples.');
    return name.endsWith('.npy');
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('is not a file of arrays, or it is cut off; write it with numpy.savez.');
  }
}
