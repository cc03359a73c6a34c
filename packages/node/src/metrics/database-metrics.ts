import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { KeyValueStore } from '../storage/key-value-store.ts';

/** A store that counts and times what is asked of it. */
export function watchStore(register: Registry, store: KeyValueStore): KeyValueStore {
  const registers = [register];
  const reads = new Counter({
    name: 'evm_ml_database_reads_total',
    help: 'Values that were read from the database.',
    registers,
  });
  const writeSeconds = new Histogram({
    name: 'evm_ml_database_write_seconds',
    help: 'Time of an atomic write; there is one for each block.',
    buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1],
    registers,
  });
  const writtenBytes = new Counter({
    name: 'evm_ml_database_written_bytes_total',
    help: 'Bytes of keys and values that were handed to the database.',
    registers,
  });
  return {
    ...store,
    get(key) {
      reads.inc();
      return store.get(key);
    },
    async write(changes) {
      const start = performance.now();
      await store.write(changes);
      writeSeconds.observe((performance.now() - start) / 1000);
      writtenBytes.inc(changes.reduce((sum, [key, value]) => sum + key.length + (value?.length ?? 0), 0));
    },
  };
}

/** Bytes of the files under a data folder. */
export function watchFolder(register: Registry, dataDir: string): void {
  new Gauge({
    name: 'evm_ml_database_size_bytes',
    help: "Size of the data folder's files.",
    registers: [register],
    async collect() {
      this.set(await sizeOfFiles(dataDir));
    },
  });
}

async function sizeOfFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  // A file may go between the listing and the look at it.
  const sizes = files.map(({ path, name }) => stat(join(path, name)).catch(() => undefined));
  return (await Promise.all(sizes)).reduce((sum, file) => sum + (file?.size ?? 0), 0);
}
