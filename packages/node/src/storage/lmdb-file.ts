import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StorageError } from './key-value-store.ts';

/** LMDB's mark in each of its two meta pages, after a page header of 16 or 24 bytes. */
const magic = Buffer.from('dec0efbe', 'hex');
const smallestPage = 4096;

const file = (folder: string) => join(folder, 'data.mdb');

/** LMDB takes an empty file for a new database, and a file that ends in its meta pages ends the process. */
export async function refuseWithoutMeta(folder: string): Promise<void> {
  const opened = await open(file(folder)).catch(() => undefined);
  if (!opened) return;
  try {
    const { size } = await opened.stat();
    const start = Buffer.alloc(32);
    await opened.read(start, 0, start.length, 0);
    if (size >= 2 * smallestPage && start.includes(magic)) return;
  } finally {
    await opened.close();
  }
  throw new StorageError(
    `The database in ${folder} is damaged: it does not begin as one. Restore a backup, or remove the folder if it never held a chain.`,
  );
}

const statistics = z.object({ pageSize: z.number(), lastPageNumber: z.number() });

/** A file that was shorter than its database. */
export interface Lengthened {
  /** Bytes that it had, and that its database has. */
  readonly size: number;
  readonly needed: number;
}

/**
 * Makes a file as long as its database by zeros at its end. LMDB does not write what a transaction took and gave back:
 * when that is at the end, the file is shorter than the database by pages that nobody uses. So is one that was cut, and
 * a read beyond the end would end the process without a word. Appending harms no other writer: it cannot shorten, and
 * what comes meanwhile lies before or over it.
 * @param stats what LMDB says of the environment
 * @returns what was done; undefined where it was long enough
 */
export function lengthen(folder: string, stats: unknown): Lengthened | undefined {
  const { pageSize, lastPageNumber } = statistics.parse(stats);
  const needed = (lastPageNumber + 1) * pageSize;
  const { size } = statSync(file(folder));
  if (size >= needed) return undefined;
  appendFileSync(file(folder), Buffer.alloc(needed - size));
  return { size, needed };
}

/** Takes back what `lengthen` did, so that the next look finds the same. */
export function shorten(folder: string, { size }: Lengthened): void {
  truncateSync(file(folder), size);
}
