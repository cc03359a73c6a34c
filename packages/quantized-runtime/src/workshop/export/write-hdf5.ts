import * as h5 from 'h5wasm';
import type { Shape } from '../../graph/graph.ts';

export interface Dataset {
  /** Groups and name, joined by `/`. */
  readonly path: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}

let written = 0;

/** Writes an HDF5 file with one binary32 dataset for each path, groups made as needed. */
export async function writeHdf5(datasets: readonly Dataset[]): Promise<Uint8Array> {
  const { FS } = await h5.ready;
  const name = `/export-${written++}.h5`;
  withoutClock(() => writeAll(name, datasets));
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

/** The library stamps every dataset with the time and cannot be told not to: equal networks would give other bytes. */
function withoutClock(work: () => void): void {
  const { now } = Date;
  Date.now = () => 0;
  try {
    work();
  } finally {
    Date.now = now;
  }
}

function writeAll(name: string, datasets: readonly Dataset[]): void {
  const file = new h5.File(name, 'w');
  const groups = new Map<string, h5.Group>([['', file]]);
  const groupOf = (path: string): h5.Group => {
    const known = groups.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const made = groupOf(path.slice(0, Math.max(cut, 0))).create_group(path.slice(cut + 1));
    groups.set(path, made);
    return made;
  };
  for (const { path, shape, data } of datasets) {
    const cut = path.lastIndexOf('/');
    groupOf(path.slice(0, Math.max(cut, 0))).create_dataset({
      name: path.slice(cut + 1),
      data,
      shape: [...shape],
      dtype: '<f4',
    });
  }
  file.flush();
  file.close();
}
