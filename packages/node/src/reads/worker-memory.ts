import { availableParallelism } from 'node:os';
import type { Limits } from '../config/limits.ts';

/** Models that a worker keeps planned. The node's own cache is the one that blocks count on. */
export const workerModels = { maxBytes: 256 * 1024 * 1024, maxModels: 64 };

/** A worker's heap beside what a read may collect: code, caches, and the text of the answer. */
const heapBytes = 256 * 1024 * 1024;
/** Heap that a collected byte may take: the value, and its text while the answer is written. */
const heapOfByte = 4;

/** Bytes of a worker's heap at most. */
export const workerHeapBytes = ({ maxReadBytes }: Pick<Limits, 'maxReadBytes'>): number =>
  heapBytes + heapOfByte * maxReadBytes;

/** Bytes that a worker may take: its heap, and beside it the memory of the plans that it keeps. */
export const workerBytes = (limits: Pick<Limits, 'maxReadBytes'>): number =>
  workerHeapBytes(limits) + workerModels.maxBytes;

/**
 * How many workers a node has unless it is told: one less than there are cores, from 1 to 8, and no more than `left`
 * bytes of memory hold.
 */
export function defaultThreads(left: number, limits: Pick<Limits, 'maxReadBytes'>): number {
  const most = Math.min(8, availableParallelism() - 1, Math.floor(left / workerBytes(limits)));
  return Math.max(1, most);
}
