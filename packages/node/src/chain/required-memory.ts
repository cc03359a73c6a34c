import { totalmem } from 'node:os';
import { cacheBoundsFor } from '@evm-ml/evm';
import type { Genesis } from '../genesis/genesis-file.ts';

/** What a node takes besides models: state, blocks, requests, the engine itself. */
const OTHER_BYTES = 2 ** 29;

/** Bytes of memory that a node of this chain needs: all models that one block can load (gas.md, rule G7), and the rest. */
export function requiredMemory({ gasLimit, predict }: Pick<Genesis, 'gasLimit' | 'predict'>): number {
  return OTHER_BYTES + (predict.enabled ? cacheBoundsFor(Number(gasLimit)).maxBytes : 0);
}

/** Memory that this process may use, in bytes. */
export function availableMemory(): number {
  const bound = process.constrainedMemory();
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem();
}

const inGiB = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * Refuses to run a chain whose blocks can load more models than this machine has memory for.
 * @param readers bytes that reads beside the chain may take
 */
export function expectMemory(genesis: Genesis, available = availableMemory(), readers = 0): void {
  const required = requiredMemory(genesis);
  if (required + readers <= available) return;
  if (required <= available) {
    throw new Error(
      `A node of this chain needs ${inGiB(required)} of memory and its readThreads ${inGiB(readers)} more, and this machine has ${inGiB(available)}: lower readThreads or maxReadBytes, or use a machine with more memory.`,
    );
  }
  throw new Error(
    `A node of this chain needs ${inGiB(required)} of memory, since a block of ${Number(genesis.gasLimit)} gas can load that much in models, and this machine has ${inGiB(available)}: use one with more memory, or a genesis with a smaller gasLimit.`,
  );
}
